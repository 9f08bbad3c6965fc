"""Looks into the XML of .xlsx sheets: how far they reach, and which formulas are broken.

calamine gives an error such as `#DIV/0!`, and a formula that was never calculated, as an empty text; so
they are found here.
"""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, NamedTuple

from timediary.ingest.archive import Errors, Inspection
from timediary.ingest.cell import BrokenFormula, column_number
from timediary.ingest.record import spans_of
from timediary.ingest.sheet import Block, Shape
from timediary.model.reading import Span

if TYPE_CHECKING:
    from timediary.ingest.archive import Archive

_SHEET = re.compile(rb"<(?:\w+:)?sheet\s[^>]*?\b\w+:id=[\"']([^\"']+)[\"']")
_SINCE_1904 = re.compile(rb"<(?:\w+:)?workbookPr\s[^>]*\bdate1904=[\"'](?:1|true|on)[\"']")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\s[^>]*>")
_ID = re.compile(rb"\sId=[\"']([^\"']+)[\"']")
_TARGET = re.compile(rb"\sTarget=[\"']([^\"']+)[\"']")
_OFFICE_DOCUMENT = re.compile(rb"\sType=[\"'][^\"']*/officeDocument[\"']")
_REFERENCE = re.compile(rb"\sr\s*=\s*[\"']([A-Za-z]+)([0-9]+)[\"']")
_ROW_NUMBER = re.compile(rb"\sr\s*=\s*[\"']([0-9]+)[\"']")
_ROW = re.compile(rb"<(?:\w+:)?row(?=[\s>/])")
_MERGED = re.compile(
    rb"<(?:\w+:)?mergeCell\s[^>]*?\bref=[\"']\$?([A-Z]{1,3})\$?([0-9]{1,7}):\$?([A-Z]{1,3})\$?([0-9]{1,7})[\"']"
)
_HIDDEN_ROW = re.compile(rb"<(?:\w+:)?row\s(?=[^>]*\bhidden=[\"'](?:1|true)[\"'])[^>]*>")
_HIDDEN_COLUMN = re.compile(rb"<(?:\w+:)?col\s(?=[^>]*\bhidden=[\"'](?:1|true)[\"'])[^>]*>")
_FIRST_AND_LAST = re.compile(rb"\b(min|max)=[\"']([0-9]{1,5})[\"']")
_ROW_OR_CELL = re.compile(rb"<(?:\w+:)?(row|c)(?=[\s>/])([^>]*)>?(\s*</(?:\w+:)?c>)?")
_PREFIXED_CELL = re.compile(rb"<\w+:c[\s>/]")
# Rows and columns that make no more than `MOST_CELLS`, and what finds a cell that may lie beyond, or doesn't say where.
_NEAR = tuple(
    (rows, columns, re.compile(rb'<c(?! r="%s")' % near))
    for rows, columns, near in (
        (38_999, 702, rb"[A-Z]{1,2}+(?:[0-9]{1,4}+|[12][0-9]{4}|3[0-8][0-9]{3})"),
        (1_049_999, 26, rb"[A-Z](?:[0-9]{1,6}+|10[0-4][0-9]{4})"),
        (1_699, 16_250, rb"(?:[A-W]?[A-Z])?[A-Z](?:[0-9]{1,3}+|1[0-6][0-9]{2})"),
    )
)
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_ERROR_CELL = re.compile(rb"<(?:\w+:)?c(\s[^>]*?\bt=[\"']e[\"'][^>/]*)>(.*?)</(?:\w+:)?c>", re.DOTALL)
_EMPTY_FORMULA_CELL = re.compile(
    rb"<(?:\w+:)?c((?:\s[^>]*[^>/])?)>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>([^<]*)</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_EMPTY_TEXT = re.compile(rb"\st=[\"']str[\"']")
_QUOTES = re.compile(rb"[\"']")
# Where a letter comes more often than once in so many bytes, looking for it first saves no time.
_BYTES_A_LETTER = 2_048
_VALUE = re.compile(rb"<(?:\w+:)?v>([^<]*)<")


def workbook_part(archive: Archive) -> str:
    """The name of the workbook's own part, as the package says; empty if it has none."""
    for relation in _RELATION.findall(archive.read("_rels/.rels")):
        target = _TARGET.search(relation)
        if target and _OFFICE_DOCUMENT.search(relation):
            part = posixpath.normpath("/" + _text(target[1])).lstrip("/")
            return part if b":sheet " in (xml := archive.read(part)) or b"<sheet " in xml else ""
    return ""


def sheet_parts(archive: Archive, workbook: str) -> list[str]:
    """The names of the sheets' parts, in the workbook's order."""
    parts = relations(archive, workbook)
    return [parts.get(_text(id_), "") for id_ in _SHEET.findall(archive.read(workbook))]


def counts_from_1904(workbook: bytes) -> bool:
    """Whether a workbook's own part says that its days are counted from 1904."""
    return _SINCE_1904.search(workbook) is not None


def relations(archive: Archive, part: str) -> dict[str, str]:
    """The names of the parts that a part refers to, by the id of the reference."""
    folder, name = posixpath.split(part)
    found = {}
    for relation in _RELATION.findall(archive.read(f"{folder}/_rels/{name}.rels")):
        id_, target = _ID.search(relation), _TARGET.search(relation)
        if id_ and target:
            path = posixpath.join("/" + folder, _text(target[1]))
            found[_text(id_[1])] = posixpath.normpath(path).lstrip("/")
    return found


def inspection_of(xml: bytes) -> Inspection:
    """What is known of a sheet by its XML; rows and columns may be more than there are where that does no harm."""
    cells = _Cells.of(xml)
    rows, columns = _bounds(cells) or _extent(xml)
    return Inspection(rows, columns, _errors(cells), cells.have(b"b", b't="b"', b"t='b'"), _shape(cells))


class _Cells(NamedTuple):
    """The XML of a sheet, and from where to where its cells stand in it.

    Attributes:
        xml: all of it.
        begin: where they begin.
        end: where they end.
        are_plain: whether the names of elements have no prefix, as nearly always.
    """

    xml: bytes
    begin: int
    end: int
    are_plain: bool

    @classmethod
    def of(cls, xml: bytes) -> _Cells:
        """Find the cells of a sheet."""
        begin, end = xml.find(b"sheetData"), xml.rfind(b"sheetData>")
        is_plain = begin > 0 and xml[begin - 1 : begin] == b"<"
        return cls(xml, begin + len(b"sheetData") if begin >= 0 else 0, end if end > begin else len(xml), is_plain)

    def have(self, letter: bytes, *spellings: bytes) -> bool:
        """Whether one of some spellings stands among the cells.

        Args:
            letter: one that all of them have in one place, and sheets hardly have, so that each place of it can be
                looked at: a single letter is found ten times as fast as several.
            spellings: what to look for.
        """
        xml, begin, end, _ = self
        offset, place = spellings[0].index(letter), xml.find(letter, begin, end)
        for _ in range((end - begin) // _BYTES_A_LETTER):
            if place < 0:
                return False
            if xml.startswith(spellings, place - offset):
                return True
            place = xml.find(letter, place + 1, end)
        quotes = {quote for quote in (b'"', b"'") if xml.find(quote, begin, end) >= 0}
        possible = [one for one in spellings if quotes.issuperset(_QUOTES.findall(one))]
        return place >= 0 and any(xml.find(one, begin, end) >= 0 for one in possible)


def _shape(cells: _Cells) -> Shape:
    """The merged blocks of a sheet, and what is hidden of it; both are written outside the cells."""
    xml, begin, end, _ = cells
    merged = tuple(_block(tag) for tag in _MERGED.finditer(xml, end)) if b"mergeCell" in xml[end:] else ()
    columns = []
    for tag in _HIDDEN_COLUMN.findall(xml, 0, begin):
        places = {name: int(digits) for name, digits in _FIRST_AND_LAST.findall(tag)}
        if len(places) == len((b"min", b"max")):
            columns.append(Span(places[b"min"] - 1, places[b"max"] - 1))
    rows: list[Span] = []
    if cells.have(b"h", b"hidden="):
        rows = spans_of(_row_at(xml, row) for row in _HIDDEN_ROW.finditer(xml, begin, end))
    is_filtered = bool(rows) and b"filterColumn" in xml[end:]
    return Shape(merged, tuple(rows), tuple(columns), is_filtered)


def _block(tag: re.Match[bytes]) -> Block:
    """A merged block, by the corners in its tag."""
    first_column, first_row, last_column, last_row = tag.groups()
    columns = column_number(_text(first_column)), column_number(_text(last_column))
    return Block(int(first_row) - 1, columns[0], int(last_row) - 1, columns[1])


def _row_at(xml: bytes, row: re.Match[bytes]) -> int:
    """The number of a row, which it says or, if it doesn't, has by its place."""
    number = _ROW_NUMBER.search(row[0])
    return int(number[1]) if number else sum(1 for _ in _ROW.finditer(xml, 0, row.end()))


def _bounds(cells: _Cells) -> tuple[int, int] | None:
    """Rows and columns beyond which no cell lies, where all cells say that they are near; else None.

    All are looked at, since they may stand in any order.
    """
    xml, begin, end, _ = cells
    if cells.are_plain and not (cells.have(b":", b":c") and _PREFIXED_CELL.search(xml, begin, end)):
        for rows, columns, beyond in _NEAR:
            if not beyond.search(xml, begin, end):
                return rows, columns
    return None


def _extent(xml: bytes) -> tuple[int, int]:
    """Last row and column with content, cell by cell; calamine makes room for all between the first and the last.

    A cell that doesn't say where it is stands beside the one before it.
    """
    rows = columns = row = column = 0
    end = xml.rfind(b"sheetData>")
    for tag in _ROW_OR_CELL.finditer(xml, 0, len(xml) if end < 0 else end):
        name, attributes, closed = tag.groups()
        if name == b"row":
            number = _ROW_NUMBER.search(attributes)
            row, column = int(number[1]) if number else row + 1, 0
            continue
        row, column = _place(attributes) or (row, column)
        column += 1
        if not (closed or attributes.endswith(b"/")):
            rows, columns = max(rows, row), max(columns, column)
    return rows, columns


def _errors(cells: _Cells) -> Errors:
    """The broken formulas of a sheet."""
    xml = cells.xml
    found: dict[int, tuple[bytes, str]] = {}
    if cells.have(b"e", b't="e"', b"t='e'"):
        for cell in _ERROR_CELL.finditer(xml):
            value = _VALUE.search(cell[2])
            found[cell.start()] = cell[1], _text(value[1]) if value else "#ERROR!"
    if cells.have(b"f", b"<f") if cells.are_plain else _FORMULA.search(xml):
        from html import unescape

        for cell in _EMPTY_FORMULA_CELL.finditer(xml):
            if not _EMPTY_TEXT.search(cell[1]):
                found[cell.start()] = cell[1], "=" + unescape(_text(cell[2] or b""))
    errors: Errors = {}
    for attributes, text in found.values():
        place = _place(attributes)
        if place is None:
            return _counted(xml, found)
        errors.setdefault(place[0], {})[place[1]] = BrokenFormula(text)
    return errors


def _counted(xml: bytes, found: dict[int, tuple[bytes, str]]) -> Errors:
    """The broken formulas that begin at some places, in a sheet whose cells don't all say where they are."""
    errors: Errors = {}
    row = column = 0
    for tag in _ROW_OR_CELL.finditer(xml):
        if tag[1] == b"row":
            number = _ROW_NUMBER.search(tag[2])
            row, column = int(number[1]) if number else row + 1, -1
            continue
        row, column = _place(tag[2]) or (row, column + 1)
        if tag.start() in found:
            errors.setdefault(row, {})[column] = BrokenFormula(found[tag.start()][1])
    return errors


def _place(attributes: bytes) -> tuple[int, int] | None:
    """Row, from 1, and column, from 0, of a cell that says where it is."""
    reference = _REFERENCE.search(attributes)
    return (int(reference[2]), column_number(_text(reference[1]).upper())) if reference else None


def _text(content: bytes) -> str:
    """Part of the XML as text."""
    return content.decode("utf-8", "replace")
