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

if TYPE_CHECKING:
    from collections.abc import Iterator

ROW_HEADER = 0
BLANK_CELL = 1
ERROR_CELL = 3
ERROR_FORMULA = 11
ROW_HEADER_LENGTH = 17
CELL_LENGTH = 8
BOOLEANS = (4, 10)
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


def inspection_of(part: bytes) -> Inspection:
    """What is known of a sheet by its records.

    Raises:
        DamageError: a record is shorter than it must be; calamine would go by what was in memory before.
    """
    row = rows = columns = 0
    has_booleans = False
    errors: Errors = {}
    number = _NUMBER.unpack_from
    for kind, place, length in records(part):
        if kind > ERROR_FORMULA:
            continue
        if length < (ROW_HEADER_LENGTH if kind == ROW_HEADER else CELL_LENGTH) or place + length > len(part):
            raise DamageError("a record of a row or cell is too short")
        if kind == ROW_HEADER:
            row = number(part, place)[0] + 1
        elif kind != BLANK_CELL:
            column = number(part, place)[0]
            rows = max(rows, row)
            has_booleans = has_booleans or kind in BOOLEANS
            columns = max(columns, column + 1)
            if kind in (ERROR_CELL, ERROR_FORMULA):
                text = ERROR_TEXTS.get(part[place + 8], "#ERROR!")
                errors.setdefault(row, {})[column] = BrokenFormula(text)
    return Inspection(rows, columns, errors, has_booleans)


def sheet_relations(workbook: bytes) -> list[str]:
    """The ids of the references to the sheets' parts, in the workbook's order."""
    ids = []
    for kind, place, length in records(workbook):
        if kind == BUNDLE_SHEET and 12 < length <= len(workbook) - place:
            (letters,) = _NUMBER.unpack_from(workbook, place + 8)
            ids.append(workbook[place + 12 : place + 12 + 2 * letters].decode("utf-16-le", "replace"))
    return ids
