"""Looks into the XML of .xlsx sheets: how far they reach, and which formulas are broken.

calamine gives an error such as `#DIV/0!`, and a formula that was never calculated, as an empty text; so
they are found here.
"""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, cast

from timediary.ingest.archive import MOST_CELLS, MOST_COLUMNS, Errors, Inspection
from timediary.ingest.cell import BrokenFormula, column_number

if TYPE_CHECKING:
    from timediary.ingest.archive import Archive

LETTERS = 26
_START = 1 << 16
_SHEET = re.compile(rb"<(?:\w+:)?sheet\s[^>]*?\b\w+:id=[\"']([^\"']+)[\"']")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\s[^>]*>")
_ID = re.compile(rb"\sId=[\"']([^\"']+)[\"']")
_TARGET = re.compile(rb"\sTarget=[\"']([^\"']+)[\"']")
_OFFICE_DOCUMENT = re.compile(rb"\sType=[\"'][^\"']*/officeDocument[\"']")
_REFERENCE = re.compile(rb"\sr=[\"']([A-Z]{1,9})([0-9]{1,10})[\"']")
_ROW_NUMBER = re.compile(rb"\sr=[\"']([0-9]{1,10})[\"']")
_ROW = re.compile(rb"<(?:\w+:)?row[\s>]")
_CELL = re.compile(rb"<(?:\w+:)?c[\s>/]")
_ROW_OR_CELL = re.compile(rb"<(?:\w+:)?(row|c)(?=[\s>/])([^>]*)")
_FILLED = re.compile(rb"\sr=[\"']([A-Z]{1,9})[0-9]+[\"'](?:[^>]*[^/>])?>\s*<(?:\w+:)?(?:v|is|f)[\s>/]")
_TWO_LETTERS = re.compile(rb'"[A-Z]{2}')
_FAR_COLUMN = re.compile(rb'"[A-Z]{4}')
_FAR_COLUMN_IN_APOSTROPHES = re.compile(rb"'[A-Z]{4}")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_ERROR_CELL = re.compile(rb"<(?:\w+:)?c(\s[^>]*?\bt=[\"']e[\"'][^>/]*)>(.*?)</(?:\w+:)?c>", re.DOTALL)
_EMPTY_FORMULA_CELL = re.compile(
    rb"<(?:\w+:)?c((?:\s[^>]*[^>/])?)>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>([^<]*)</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_EMPTY_TEXT = re.compile(rb"\st=[\"']str[\"']")
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
    """What is known of a sheet by its XML.

    The columns are counted only where there are so many rows that it matters; else they are 1.
    """
    rows = _last_row(xml)
    return Inspection(rows, _columns(xml, rows), _errors(xml), b't="b"' in xml or b"t='b'" in xml)


def _last_row(xml: bytes) -> int:
    """Number of the last row that has a value, as its cell says; calamine makes room for all rows down to it."""
    end = xml.rfind(b"sheetData>")
    value = max(xml.rfind(b"v>", 0, end), xml.rfind(b"is>", 0, end))
    if end < 0 or value < 0:
        return 0
    nearby = max(value - _START, 0)
    cell = max(xml.rfind(b"<c ", nearby, value), xml.rfind(b":c ", nearby, value), 0)
    reference = _REFERENCE.search(xml[cell : xml.find(b">", cell)])
    return int(reference[2]) if reference else _row_at(xml, value)


def _row_at(xml: bytes, place: int) -> int:
    """Number of the row that a place is in: what it says itself, else the count of rows."""
    start = max(xml.rfind(b"<row", 0, place), xml.rfind(b":row", 0, place), 0)
    number = _ROW_NUMBER.search(xml[start : xml.find(b">", start)])
    return int(number[1]) if number else sum(1 for _ in _ROW.finditer(xml, 0, place))


def _columns(xml: bytes, rows: int) -> int:
    """Number of columns, no less than there are if it matters for a sheet with so many rows, else 1."""
    apostrophes = b" r='" in xml
    far = _FAR_COLUMN.search(xml) or (apostrophes and _FAR_COLUMN_IN_APOSTROPHES.search(xml))
    if not far and rows * MOST_COLUMNS <= MOST_CELLS:
        return 1
    if far or apostrophes or not _REFERENCE.search(xml) or _TWO_LETTERS.search(xml):
        return _most_columns(xml)
    return LETTERS


def _most_columns(xml: bytes) -> int:
    """Number of columns up to the last one with content; cells without a reference count one by one."""
    if _REFERENCE.search(xml):
        return 1 + max((column_number(_text(letters)) for letters in set(_FILLED.findall(xml))), default=0)
    return max(sum(1 for _ in _CELL.finditer(row)) for row in _ROW.split(xml))


def _errors(xml: bytes) -> Errors:
    """The broken formulas of a sheet."""
    found: dict[int, tuple[bytes, str]] = {}
    if b't="e"' in xml or b"t='e'" in xml:
        for cell in _ERROR_CELL.finditer(xml):
            value = _VALUE.search(cell[2])
            found[cell.start()] = cell[1], _text(value[1]) if value else "#ERROR!"
    is_plain = b"<sheetData" in xml[:_START]
    if b"<f" in xml if is_plain else _FORMULA.search(xml):
        from html import unescape

        for cell in _EMPTY_FORMULA_CELL.finditer(xml):
            if not _EMPTY_TEXT.search(cell[1]):
                found[cell.start()] = cell[1], "=" + unescape(_text(cell[2] or b""))
    if not all(_REFERENCE.search(attributes) for attributes, _ in found.values()):
        return _counted(xml, found)
    errors: Errors = {}
    for attributes, text in found.values():
        reference = cast("re.Match[bytes]", _REFERENCE.search(attributes))
        errors.setdefault(int(reference[2]), {})[column_number(_text(reference[1]))] = BrokenFormula(text)
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
        reference = _REFERENCE.search(tag[2])
        column = column_number(_text(reference[1])) if reference else column + 1
        if tag.start() in found:
            errors.setdefault(row, {})[column] = BrokenFormula(found[tag.start()][1])
    return errors


def _text(content: bytes) -> str:
    """Part of the XML as text."""
    return content.decode("utf-8", "replace")
