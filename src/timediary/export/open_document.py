"""OpenDocument spreadsheets, written as they come: XML by hand in a zip without times."""

from __future__ import annotations

from itertools import chain, groupby
from typing import TYPE_CHECKING

from timediary.model.spelling import number_text
from timediary.packages import DECLARATION, NAMESPACES, spaced, write_spreadsheet

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from timediary.export.sheets import Sheet, Value

_OPENING = f'{DECLARATION}<office:document-content {NAMESPACES} office:version="1.3"><office:body><office:spreadsheet>'
_CLOSING = "</office:spreadsheet></office:body></office:document-content>"


def write_open_document(sheets: Sequence[Sheet], path: Path) -> None:
    """Write sheets as an .ods spreadsheet.

    Raises:
        OSError: the file can't be written.
    """
    write_spreadsheet(path, {"content.xml": chain([_OPENING], chain.from_iterable(map(_table, sheets)), [_CLOSING])})


def _table(sheet: Sheet) -> Iterator[str]:
    yield f'<table:table table:name="{sheet.name}"><table:table-column'
    yield f' table:number-columns-repeated="{len(sheet.header)}"/>'
    yield _row(sheet.header)
    known: dict[Value, str] = {}
    for row in sheet.rows():
        yield _row(row, known)
    yield "</table:table>"


def _row(values: Sequence[Value], known: dict[Value, str] | None = None) -> str:
    """One row; `known` keeps the XML of cells that come again, as codes do."""
    parts = []
    known = {} if known is None else known
    for value, group in groupby(values):
        times = sum(1 for _ in group)
        if value is None:
            parts.append(f'<table:table-cell table:number-columns-repeated="{times}"/>')
            continue
        cell = known.get(value)
        if cell is None:
            cell = _cell(value)
            if len(known) < 1000:
                known[value] = cell
        parts.append(cell * times)
    return f"<table:table-row>{''.join(parts)}</table:table-row>"


def _cell(value: str | float) -> str:
    if isinstance(value, str):
        paragraphs = "".join(f"<text:p>{spaced(line)}</text:p>" for line in value.split("\n"))
        return f'<table:table-cell office:value-type="string">{paragraphs}</table:table-cell>'
    number = number_text(value)
    return (
        f'<table:table-cell office:value-type="float" office:value="{number}">'
        f"<text:p>{number}</text:p></table:table-cell>"
    )
