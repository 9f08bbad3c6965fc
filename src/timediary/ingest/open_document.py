"""Looks into the XML of .ods sheets: how far they reach, and which formulas gave an error."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from timediary.ingest.archive import MOST_CELLS, MOST_COLUMNS, Errors, Inspection
from timediary.ingest.cell import BrokenFormula
from timediary.ingest.sheet import Block, Shape
from timediary.model.reading import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

_TABLE = re.compile(rb"<table:table[\s>].*?</table:table>", re.DOTALL)
_ROW = re.compile(rb"<table:table-row(?=[\s/>])([^>]*?)(?:/>|>(.*?)</table:table-row>)", re.DOTALL)
_CELL = re.compile(
    rb"<table:(?:covered-)?table-cell(?=[\s/>])([^>]*?)(?:/>|>(.*?)</table:(?:covered-)?table-cell>)", re.DOTALL
)
_COLUMN = re.compile(rb"<table:table-column(?=[\s/>])([^>]*)>")
_HIDDEN = re.compile(rb"table:visibility=\"(?:collapse|filter)\"")
_ROWS_REPEATED = re.compile(rb"table:number-rows-repeated=\"([0-9]{1,10})\"")
_COLUMNS_REPEATED = re.compile(rb"table:number-columns-repeated=\"([0-9]{1,10})\"")
_ROWS_SPANNED = re.compile(rb"table:number-rows-spanned=\"([0-9]{1,10})\"")
_COLUMNS_SPANNED = re.compile(rb"table:number-columns-spanned=\"([0-9]{1,10})\"")
_ERROR = re.compile(rb"value-type=\"error\"|<text:p>(?:#(?:DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!)|Err:[0-9]+)<")
_ENDLESS = re.compile(rb"<text:s text:c=\"[0-9]{6}")
_TEXT = re.compile(rb"<text:p>([^<]*)<")


def inspections_of(content: bytes) -> list[Inspection]:
    """How far the filled cells of every sheet reach, and its errors; `content` is the part content.xml.

    The columns are counted only where there are so many rows that it matters; else they are 1.
    """
    return [_inspection(table[0]) for table in _TABLE.finditer(content)]


def has_endless_spaces(content: bytes) -> bool:
    """Whether a text would be filled with more spaces than anybody typed."""
    return _ENDLESS.search(content) is not None


def is_encrypted(manifest: bytes) -> bool:
    """Whether the list of parts says that they are encrypted."""
    return b"encryption-data" in manifest


def _inspection(table: bytes) -> Inspection:
    """The inspection of one sheet."""
    rows = row = 0
    bodies: list[bytes] = []
    errors: Errors = {}
    merged: list[Block] = []
    for match in _ROW.finditer(table):
        repeated = _repeated(_ROWS_REPEATED, match[1])
        body = match[2] or b""
        row += repeated
        if b"value-type" not in body and b"<text:" not in body:
            continue
        rows = row
        bodies.append(body)
        if b"-spanned" in body:
            merged += _merged(body, row - repeated)
        if _ERROR.search(body):
            _note(errors, body, range(row - repeated + 1, row + 1))
    wide = any(len(digits) > 4 and int(digits) > MOST_COLUMNS for digits in _COLUMNS_REPEATED.findall(table))
    counted = wide or rows * MOST_COLUMNS > MOST_CELLS
    columns = max(map(_columns, bodies), default=0) if counted else 1
    shape = Shape(tuple(merged), *_hidden(table, rows))
    return Inspection(rows, columns, errors, b'value-type="boolean"' in table, shape)


def _hidden(table: bytes, rows: int) -> tuple[tuple[Span, ...], tuple[Span, ...], bool]:
    """The hidden rows and columns of a sheet, and whether a filter hides any."""
    if b"table:visibility=" not in table:
        return (), (), False
    found: list[list[Span]] = []
    for tag, repeats, first in ((_ROW, _ROWS_REPEATED, 1), (_COLUMN, _COLUMNS_REPEATED, 0)):
        spans, place = [], first
        for match in tag.finditer(table):
            number = _repeated(repeats, match[1])
            if _HIDDEN.search(match[1]) and (tag is _COLUMN or place <= rows):
                spans.append(Span(place, place + number - 1))
            place += number
        found.append(spans)
    return tuple(found[0]), tuple(found[1]), b'table:visibility="filter"' in table


def _repeated(pattern: re.Pattern[bytes], attributes: bytes) -> int:
    """How many times a row or cell stands there."""
    match = pattern.search(attributes)
    return int(match[1]) if match else 1


def _cells(body: bytes) -> Iterator[tuple[int, int, re.Match[bytes]]]:
    """First and last column, from 0, and the tag of every cell of a row."""
    column = 0
    for match in _CELL.finditer(body):
        repeated = _repeated(_COLUMNS_REPEATED, match[1])
        yield column, column + repeated - 1, match
        column += repeated


def _merged(body: bytes, row: int) -> Iterator[Block]:
    """The merged blocks that begin in a row, which counts from 0."""
    for column, _, cell in _cells(body):
        rows, columns = _repeated(_ROWS_SPANNED, cell[1]), _repeated(_COLUMNS_SPANNED, cell[1])
        if rows > 1 or columns > 1:
            yield Block(row, column, row + rows - 1, column + columns - 1)


def _columns(body: bytes) -> int:
    """Number of columns up to the last one with content."""
    return max((last + 1 for _, last, cell in _cells(body) if b"value-type" in cell[1] or cell[2]), default=0)


def _note(errors: Errors, body: bytes, rows: range) -> None:
    """Note the errors of a row, and of the rows that repeat it."""
    from html import unescape

    for first, last, cell in _cells(body):
        if not _ERROR.search(cell[0]):
            continue
        text = _TEXT.search(cell[2] or b"")
        broken = BrokenFormula(unescape(text[1].decode("utf-8", "replace")) if text else "#ERROR!")
        for row in rows[:MOST_COLUMNS]:
            errors.setdefault(row, {}).update(dict.fromkeys(range(first, min(last, MOST_COLUMNS) + 1), broken))
