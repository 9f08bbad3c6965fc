"""Excel workbooks, with XlsxWriter: the same bytes for the same survey."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from timediary.packages import new_workbook

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from timediary.export.sheets import Sheet

# Above this many cells, rows are written out as they come, at the price of a larger file.
_CELLS_HELD = 2_000_000


class _ExactNumber(float):
    """A number that is written with all its digits, where XlsxWriter asks for sixteen."""

    def __format__(self, _: str) -> str:
        return repr(float(self))


def write_workbook(sheets: Sequence[Sheet], path: Path, properties: Mapping[str, str] | None = None) -> None:
    """Write sheets as an .xlsx workbook; texts always as texts, never as formulas or links.

    Args:
        sheets: in the order in which they stand.
        path: where to write.
        properties: what the workbook says of itself: title, subject, author, comments.

    Raises:
        OSError: the file can't be written.
    """
    from xlsxwriter.exceptions import FileCreateError

    cells = sum(sheet.count * len(sheet.header) for sheet in sheets)
    streamed = cells > _CELLS_HELD
    book = new_workbook(str(path), properties or {}, constant_memory=streamed, in_memory=not streamed)
    bold = book.add_format({"bold": True})
    for sheet in sheets:
        page = book.add_worksheet(sheet.name)
        page.freeze_panes(1, 1)
        page.set_column(0, 0, 14)
        for column, name in enumerate(sheet.header):
            page.write_string(0, column, name, bold)
        for row, values in enumerate(sheet.rows(), start=1):
            _write_row(page, row, values)
    try:
        book.close()
    except FileCreateError as error:
        raise OSError(str(error)) from error


def _write_row(page: Any, row: int, values: Sequence[str | float | None]) -> None:
    for column, value in enumerate(values):
        if isinstance(value, str):
            page.write_string(row, column, value)
        elif value is not None:
            page.write_number(row, column, _ExactNumber(value))
