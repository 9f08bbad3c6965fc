"""Workbooks of results read back: the values of their tables with calamine, looks with openpyxl."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
from python_calamine import CalamineWorkbook

Row = dict[str, Any]


def book_of(content: bytes) -> Any:
    """An .xlsx file as openpyxl has it."""
    return openpyxl.load_workbook(io.BytesIO(content))


def values_of(content: bytes) -> dict[str, list[list[Any]]]:
    """The values of every sheet of an .xlsx or .ods file, row by row."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def lines_of(content: bytes, sheet: str) -> list[str]:
    """The lines above the table of a sheet, or all where there is none."""
    rows = values_of(content)[sheet]
    return [row[0] for row in rows[: _head_of(rows)]]


def rows_of(content: bytes, sheet: str) -> list[Row]:
    """The table of a sheet, a row at a time by its heads."""
    rows = values_of(content)[sheet]
    at = _head_of(rows)
    return [dict(zip(rows[at], row, strict=True)) for row in rows[at + 1 :]]


def formats_of(content: bytes, sheet: str) -> list[list[str]]:
    """The number formats of the table of a sheet of an .xlsx file, without its head."""
    page = book_of(content)[sheet]
    (table,) = page.tables.values()
    return [[cell.number_format for cell in row] for row in page[table.ref]][1:]


def _head_of(rows: list[list[Any]]) -> int:
    """The first row with several cells; past the last one if there is none."""
    return next((i for i, row in enumerate(rows) if sum(cell != "" for cell in row) > 1), len(rows))
