"""Workbooks of Excel 97 to 2003 (.xls), through xlrd.

calamine reads them too, but ends the whole program on some damaged ones, and takes errors for blanks.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from timediary.ingest.archive import password_error
from timediary.ingest.cell import BrokenFormula
from timediary.ingest.fault import unreadable
from timediary.ingest.sheet import Block, RowSheet
from timediary.model.problem import ReadError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from timediary.ingest.cell import Cell

CHUNK = 1 << 20
LONGEST_DURATION = 366
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_WORKBOOK = ("Workbook".encode("utf-16-le"), "Book".encode("utf-16-le"))


def open_excel_97(path: Path, file: str) -> list[Excel97Sheet]:
    """The worksheets of an .xls file.

    Raises:
        ReadError: it is another file of the same outer form, or protected by a password.
    """
    import io

    import xlrd

    if _contains(path, _ENCRYPTED):
        raise password_error(file)
    if not any(_contains(path, name) for name in _WORKBOOK):
        message = "The file is not a workbook: it is another kind of old Office document."
        raise ReadError(unreadable(file, message, "Read the workbook itself."))
    try:
        book = xlrd.open_workbook(str(path), logfile=io.StringIO(), on_demand=True, ragged_rows=True)
    except xlrd.XLRDError as error:
        if "encrypted" in str(error).lower():
            raise password_error(file) from error
        raise
    return [Excel97Sheet(file, path, book, number) for number in range(book.nsheets)]


class Excel97Sheet(RowSheet):
    """One worksheet; it is loaded when its rows are first asked for."""

    what = "workbook"

    def __init__(self, file: str, path: Path, book: Any, number: int) -> None:
        super().__init__(file, book.sheet_names()[number])
        self.hidden = bool(book._sheet_visibility[number])
        self._path = path
        self._book = book
        self._number = number

    def rows(self) -> Iterator[Sequence[Cell]]:
        """Every row from the first."""
        sheet = self._book.sheet_by_index(self._number)
        self.total_rows = sheet.nrows
        for row in range(sheet.nrows):
            yield [
                value if kind in (1, 2) else self._cell(kind, value)
                for kind, value in zip(sheet.row_types(row), sheet.row_values(row), strict=True)
            ]

    def merged(self) -> list[Block]:
        """The merged blocks, which xlrd only knows of a workbook that it opens with its formats."""
        import io

        import xlrd

        book = xlrd.open_workbook(str(self._path), logfile=io.StringIO(), on_demand=True, formatting_info=True)
        blocks = book.sheet_by_index(self._number).merged_cells
        return [Block(top, left, bottom - 1, right - 1) for top, bottom, left, right in blocks]

    def release(self) -> None:
        """Let go of the loaded sheet."""
        self._book.unload_sheet(self._number)

    def _cell(self, kind: int, value: Any) -> Cell:
        """A cell that is neither text nor number."""
        import xlrd

        if kind == xlrd.XL_CELL_ERROR:
            return BrokenFormula(xlrd.error_text_from_code.get(value, "#ERROR!"))
        if kind == xlrd.XL_CELL_BOOLEAN:
            return "TRUE" if value else "FALSE"
        return self._moment(value) if kind == xlrd.XL_CELL_DATE else ""

    def _moment(self, value: float) -> Cell:
        """A number that is shown as a date, a time or a duration."""
        import xlrd

        if 1 <= value < LONGEST_DURATION:
            return dt.timedelta(days=value)
        try:
            moment: dt.datetime = xlrd.xldate.xldate_as_datetime(value, self._book.datemode)
        except (ValueError, OverflowError):
            return value
        if 0 <= value < 1:
            return moment.time()
        return moment if moment.time() != dt.time() else moment.date()


def _contains(path: Path, mark: bytes) -> bool:
    """Whether a file contains some bytes."""
    with path.open("rb") as stream:
        before = b""
        while chunk := stream.read(CHUNK):
            if mark in before + chunk:
                return True
            before = chunk[-len(mark) :]
    return False
