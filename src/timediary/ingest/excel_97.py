"""Workbooks of Excel 97 to 2003 (.xls), through xlrd.

calamine reads them too, but ends the whole program on some damaged ones, and takes errors for blanks.
"""

from __future__ import annotations

import datetime as dt
import struct
from typing import TYPE_CHECKING, Any

from timediary.ingest.archive import password_error
from timediary.ingest.cell import BrokenFormula
from timediary.ingest.fault import unreadable
from timediary.ingest.record import spans_of
from timediary.ingest.sheet import PLAIN, Block, RowSheet, Shape, shaped, since_1904
from timediary.model.reading import ReadError, Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from timediary.ingest.cell import Cell

CHUNK = 1 << 20
LONGEST_DURATION = 366
_HEAD, _CORNERS = struct.Struct("<HH"), struct.Struct("<HHHH")
_ROW, _COLUMN, _MERGED, _FILTERED, _END = 0x0208, 0x007D, 0x00E5, 0x009B, 0x000A
_BEGINS = (0x0009, 0x0209, 0x0409, 0x0809)
_OF_SHAPE = (_ROW, _COLUMN, _MERGED)
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
    return [Excel97Sheet(file, book, number) for number in range(book.nsheets)]


class Excel97Sheet(RowSheet):
    """One worksheet; it is loaded when its rows are first asked for."""

    what = "workbook"

    def __init__(self, file: str, book: Any, number: int) -> None:
        super().__init__(file, book.sheet_names()[number])
        self.hidden = bool(book._sheet_visibility[number])
        self._book = book
        self._number = number
        self._shape: Shape | None = None

    def rows(self) -> Iterator[Sequence[Cell]]:
        """Every row from the first."""
        sheet = self._book.sheet_by_index(self._number)
        self.total_rows = sheet.nrows
        rows: Iterator[list[Cell]] = (
            [
                value if kind in (1, 2) else self._cell(kind, value)
                for kind, value in zip(sheet.row_types(row), sheet.row_values(row), strict=True)
            ]
            for row in range(sheet.nrows)
        )
        rows = since_1904(self, rows) if self._book.datemode else rows
        return shaped(rows, self.shape(), visible_only=self.visible_only)

    def shape(self) -> Shape:
        """Its merged blocks, and what is hidden of it, by its records, which xlrd passes over."""
        if self._shape is None:
            start = self._book._sh_abs_posn[self._number]
            self._shape = _shape_of(self._book.mem, start) if start is not None else PLAIN
        return self._shape

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


def _shape_of(content: bytes, start: int) -> Shape:
    """How a sheet is shown, by its records from a place on; their layouts are those of [MS-XLS].

    Each record has a type and a length of two bytes each.
    """
    merged: list[Block] = []
    rows: list[int] = []
    columns: list[Span] = []
    is_filtered = False
    place, depth = start, 0
    while place + 4 <= len(content):
        kind, length = _HEAD.unpack_from(content, place)
        body = content[place + 4 : place + 4 + length] if kind in _OF_SHAPE else b""
        place += 4 + length
        depth += (kind in _BEGINS) - (kind == _END)
        if depth == 0:
            break
        if kind == _ROW and len(body) >= 16 and body[12] & 0x20:
            rows.append(_HEAD.unpack_from(body)[0] + 1)
        elif kind == _COLUMN and len(body) >= 10 and body[8] & 1:
            columns.append(Span(*_HEAD.unpack_from(body)))
        elif kind == _MERGED and depth == 1:
            for at in range(2, len(body) - 7, 8):
                first_row, last_row, first_column, last_column = _CORNERS.unpack_from(body, at)
                merged.append(Block(first_row, first_column, last_row, last_column))
        is_filtered = is_filtered or kind == _FILTERED
    return Shape(tuple(merged), tuple(spans_of(rows)), tuple(columns), is_filtered and bool(rows))


def _contains(path: Path, mark: bytes) -> bool:
    """Whether a file contains some bytes."""
    with path.open("rb") as stream:
        before = b""
        while chunk := stream.read(CHUNK):
            if mark in before + chunk:
                return True
            before = chunk[-len(mark) :]
    return False
