"""Looks into the records of .xlsb sheets: how far they reach, and which formulas gave an error.

Record types and their layouts are those of [MS-XLSB]: a sheet's part is a sequence of records, each with a
type of one or two bytes and a length of one to four.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from timediary.ingest.archive import Errors, Inspection
from timediary.ingest.cell import BrokenFormula
from timediary.ingest.guard import DamageError
from timediary.ingest.record import spans_of
from timediary.ingest.sheet import Block, Shape
from timediary.model.reading import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

ROW_HEADER = 0
BLANK_CELL = 1
ERROR_CELL = 3
ERROR_FORMULA = 11
ROW_HEADER_LENGTH = 17
CELL_LENGTH = 8
BOOLEANS = (4, 10)
COLUMN, FILTER_COLUMN, MERGED_CELLS = 60, 163, 176
HIDDEN_ROW = 0x10
_OF_SHAPE = {COLUMN: 18, FILTER_COLUMN: 4, MERGED_CELLS: 16}  # and how long their records are at least
WORKBOOK_PROPERTIES = 153
BUNDLE_SHEET = 156
ERROR_TEXTS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}
_NUMBER = struct.Struct("<I")


def records(part: bytes) -> Iterator[tuple[int, int, int]]:
    """Type, start of the content, and length of every record of a part."""
    place, end = 0, len(part)
    while place < end:
        kind = part[place]
        place += 1
        if kind & 0x80 and place < end:
            kind = (kind & 0x7F) | (part[place] & 0x7F) << 7
            place += 1
        length = shift = 0
        while place < end:
            byte = part[place]
            place += 1
            length |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80 or shift > 21:
                break
        yield kind, place, length
        place += length


class _Shape:
    """How a sheet is shown, while its records are gone through."""

    def __init__(self) -> None:
        self.rows: list[int] = []
        self._merged: list[Block] = []
        self._columns: list[Span] = []
        self._is_filtered = False

    def take(self, kind: int, part: bytes, place: int) -> None:
        """Take in a record of a column, a filter or a merged block."""
        if kind == MERGED_CELLS:
            first_row, last_row, first_column, last_column = struct.unpack_from("<4I", part, place)
            self._merged.append(Block(first_row, first_column, last_row, last_column))
        elif kind == FILTER_COLUMN:
            self._is_filtered = True
        elif part[place + 16] & 1:
            self._columns.append(Span(*struct.unpack_from("<2I", part, place)))

    def finished(self) -> Shape:
        """All of it."""
        is_filtered = self._is_filtered and bool(self.rows)
        return Shape(tuple(self._merged), tuple(spans_of(self.rows)), tuple(self._columns), is_filtered)


def inspection_of(part: bytes) -> Inspection:
    """What is known of a sheet by its records.

    Raises:
        DamageError: a record is shorter than it must be; calamine would go by what was in memory before.
    """
    row = rows = columns = 0
    has_booleans = False
    errors: Errors = {}
    shape = _Shape()
    number = _NUMBER.unpack_from
    for kind, place, length in records(part):
        if kind > ERROR_FORMULA:
            if kind in _OF_SHAPE and length >= _OF_SHAPE[kind] and place + length <= len(part):
                shape.take(kind, part, place)
            continue
        if length < (ROW_HEADER_LENGTH if kind == ROW_HEADER else CELL_LENGTH) or place + length > len(part):
            raise DamageError("a record of a row or cell is too short")
        if kind == ROW_HEADER:
            row = number(part, place)[0] + 1
            if part[place + 11] & HIDDEN_ROW:
                shape.rows.append(row)
        elif kind != BLANK_CELL:
            column = number(part, place)[0]
            rows = max(rows, row)
            has_booleans = has_booleans or kind in BOOLEANS
            columns = max(columns, column + 1)
            if kind in (ERROR_CELL, ERROR_FORMULA):
                text = ERROR_TEXTS.get(part[place + 8], "#ERROR!")
                errors.setdefault(row, {})[column] = BrokenFormula(text)
    return Inspection(rows, columns, errors, has_booleans, shape.finished())


def counts_from_1904(workbook: bytes) -> bool:
    """Whether a workbook's own part says that its days are counted from 1904: the first bit of its properties."""
    found = (workbook[place] for kind, place, length in records(workbook) if kind == WORKBOOK_PROPERTIES and length)
    return bool(next(found, 0) & 1)


def sheet_relations(workbook: bytes) -> list[str]:
    """The ids of the references to the sheets' parts, in the workbook's order."""
    ids = []
    for kind, place, length in records(workbook):
        if kind == BUNDLE_SHEET and 12 < length <= len(workbook) - place:
            (letters,) = _NUMBER.unpack_from(workbook, place + 8)
            ids.append(workbook[place + 12 : place + 12 + 2 * letters].decode("utf-16-le", "replace"))
    return ids
