"""OpenDocument spreadsheets (`.ods`), seen as XML."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from timediary.accessibility.inspected import Look, SeenCell, SeenSheet, SeenTable, SeenWorkbook
from timediary.model.spelling import column_letters

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

_NAMESPACE = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
_OFFICE, _TABLE, _TEXT, _STYLE, _CONFIG, _DRAW = (
    _NAMESPACE % name for name in ("office", "table", "text", "style", "config", "drawing")
)
_FO = _NAMESPACE % "xsl-fo-compatible"
_NUMBER = _NAMESPACE % "datastyle"
_XLINK = "{http://www.w3.org/1999/xlink}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_ADDRESS = re.compile(
    r"^\$?'?(?P<sheet>.*?)'?\.\$?(?P<left>[A-Z]+)\$?(?P<top>\d+):.*?\$?(?P<right>[A-Z]+)\$?(?P<bottom>\d+)$"
)
_POINTS = re.compile(r"([\d.]+)pt")
_CENTIMETRES = re.compile(r"([\d.]+)(cm|mm|in)")
_PER_CHARACTER = {"cm": 0.2, "mm": 2.0, "in": 0.08}
# More cells than this aren't tables to be read.
_MOST_CELLS = 2_000_000


def see_open_document(content: bytes) -> SeenWorkbook:
    """The workbook in a file's content.

    Raises:
        Exception: whatever is raised for what is not a spreadsheet.
    """
    with zipfile.ZipFile(BytesIO(content)) as archive:
        names = archive.namelist()
        body = _parsed(archive, "content.xml")
        named = _parsed(archive, "styles.xml") if "styles.xml" in names else None
        meta = _parsed(archive, "meta.xml") if "meta.xml" in names else None
        settings = _parsed(archive, "settings.xml") if "settings.xml" in names else None
    styles = _Styles([part for part in (named, body) if part is not None])
    spreadsheet = body.find(f"{_OFFICE}body/{_OFFICE}spreadsheet")
    if spreadsheet is None:
        raise ValueError("there is no spreadsheet in it")
    sheets = [_sheet(table, styles) for table in spreadsheet.findall(f"{_TABLE}table")]
    _add_tables(spreadsheet, sheets)
    active = _place_cursors(settings, sheets)
    has_header = named is not None and _has_header(named)
    for sheet in sheets:
        sheet.has_header = has_header
    return SeenWorkbook(
        sheets=sheets,
        title=_said(meta, f"{_DC}title"),
        language=_said(meta, f"{_DC}language"),
        active=active,
        has_macros=any(name.startswith(("Basic/", "Scripts/")) for name in names),
    )


def _parsed(archive: zipfile.ZipFile, name: str) -> Element:
    return ElementTree.fromstring(archive.read(name))  # noqa: S314 - expat refuses entities that grow


def _said(meta: Element | None, tag: str) -> str:
    found = meta.find(f".//{tag}") if meta is not None else None
    return (found.text or "") if found is not None else ""


class _Styles:
    """Styles by name, each with its parent."""

    def __init__(self, parts: list[Element]) -> None:
        found = [style for part in parts for style in part.iter(f"{_STYLE}style")]
        self._by_name = {style.get(f"{_STYLE}name", ""): style for style in found}
        defaults = [style for part in parts for style in part.iter(f"{_STYLE}default-style")]
        self._default = [style for style in defaults if style.get(f"{_STYLE}family") == "table-cell"]
        self._numbers = {
            style.get(f"{_STYLE}name", ""): style
            for part in parts
            for style in part.iter()
            if style.tag.startswith(_NUMBER) and style.get(f"{_STYLE}name")
        }
        self._looks: dict[str, Look] = {}

    def value(self, name: str, attribute: str) -> str:
        """What a style or one above it says of an attribute; empty where none does."""
        for style in (*self._lineage(name), *self._default):
            for properties in style:
                if attribute in properties.attrib:
                    return properties.attrib[attribute]
        return ""

    def look(self, name: str) -> Look:
        """How cells of a style look."""
        if name not in self._looks:
            size = _POINTS.match(self.value(name, f"{_FO}font-size"))
            self._looks[name] = Look(
                wraps=self.value(name, f"{_FO}wrap-option") == "wrap",
                size=float(size[1]) if size else None,
                colour=_colour(self.value(name, f"{_FO}color")),
                fill=_colour(self.value(name, f"{_FO}background-color")),
                is_raised=self.value(name, f"{_STYLE}text-position").startswith(("super", "sub")),
            )
        return self._looks[name]

    def shorthand(self, name: str) -> str:
        """What the number format of a style shows after a number."""
        for style in self._lineage(name):
            shown = self._numbers.get(style.get(f"{_STYLE}data-style-name", ""))
            if shown is not None:
                return " ".join(text.text or "" for text in shown.iter(f"{_NUMBER}text"))
        return ""

    def _lineage(self, name: str) -> Iterator[Element]:
        seen: set[str] = set()
        while name in self._by_name and name not in seen:
            seen.add(name)
            yield self._by_name[name]
            name = self._by_name[name].get(f"{_STYLE}parent-style-name", "")


def _colour(text: str) -> str | None:
    return text[1:].upper() if re.fullmatch("#[0-9a-fA-F]{6}", text) else None


def _sheet(table: Element, styles: _Styles) -> SeenSheet:
    name = table.get(f"{_TABLE}name", "")
    style = table.get(f"{_TABLE}style-name", "")
    seen = SeenSheet(name, is_hidden=styles.value(style, f"{_TABLE}display") == "false")
    defaults = _see_columns(table, styles, seen)
    row = 0
    for line in table.iter(f"{_TABLE}table-row"):
        times = int(line.get(f"{_TABLE}number-rows-repeated", "1"))
        cells = list(_cells(line, styles, seen, row + 1, defaults))
        seen.has_hidden_lines |= bool(cells) and line.get(f"{_TABLE}visibility", "visible") != "visible"
        if len(cells) * times + len(seen.cells) > _MOST_CELLS:
            raise ValueError("it has too many cells")
        for i in range(times if cells else 0):
            seen.cells.update({(row + 1 + i, column): cell for column, cell in cells})
        row += times
    frames = ("frame", "custom-shape", "g", "line", "rect", "text-box")
    seen.pictures = sum(1 for name in frames for _ in table.iter(_DRAW + name))
    return seen


def _see_columns(table: Element, styles: _Styles, seen: SeenSheet) -> dict[int, str]:
    """Note widths of columns; returns the default styles of their cells."""
    defaults: dict[int, str] = {}
    position = 0
    for column in table.iter(f"{_TABLE}table-column"):
        times = int(column.get(f"{_TABLE}number-columns-repeated", "1"))
        width = _CENTIMETRES.match(styles.value(column.get(f"{_TABLE}style-name", ""), f"{_STYLE}column-width"))
        for number in range(position + 1, min(position + times, 1000) + 1):
            defaults[number] = column.get(f"{_TABLE}default-cell-style-name", "")
            if width:
                seen.widths[number] = float(width[1]) / _PER_CHARACTER[width[2]]
        seen.has_hidden_lines |= column.get(f"{_TABLE}visibility", "visible") != "visible"
        position += times
    return defaults


def _cells(
    line: Element, styles: _Styles, seen: SeenSheet, row: int, defaults: dict[int, str]
) -> Iterator[tuple[int, SeenCell]]:
    column = 0
    for cell in line:
        if cell.tag not in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
            continue
        times = int(cell.get(f"{_TABLE}number-columns-repeated", "1"))
        across, down = (int(cell.get(f"{_TABLE}number-{way}-spanned", "1")) for way in ("columns", "rows"))
        if across > 1 or down > 1:
            seen.merged.append(f"{column_letters(column)}{row}:{column_letters(column + across - 1)}{row + down - 1}")
        found = _cell(cell, styles, defaults.get(column + 1, ""))
        if found is not None:
            yield from ((column + 1 + i, found) for i in range(min(times, 16_384)))
        column += times


def _cell(cell: Element, styles: _Styles, default: str) -> SeenCell | None:
    kind = cell.get(f"{_OFFICE}value-type", "")
    text = "\n".join(_text(paragraph) for paragraph in cell.findall(f"{_TEXT}p"))
    if not kind and not text.strip():
        return None
    is_number = kind not in ("", "string")
    if not is_number and not text.strip():
        return None
    style = cell.get(f"{_TABLE}style-name", default)
    link = cell.find(f".//{_TEXT}a")
    return SeenCell(
        text=cell.get(f"{_OFFICE}value", text) if is_number else text,
        is_number=is_number,
        shorthand=styles.shorthand(style) if is_number else "",
        link=link.get(f"{_XLINK}href", "") if link is not None else "",
        look=styles.look(style),
    )


def _text(paragraph: Element) -> str:
    parts = [paragraph.text or ""]
    for child in paragraph:
        parts.append(" " * int(child.get(f"{_TEXT}c", "1")) if child.tag == f"{_TEXT}s" else _text(child))
        parts.append(child.tail or "")
    return "".join(parts)


def _add_tables(spreadsheet: Element, sheets: list[SeenSheet]) -> None:
    """Database ranges as the tables of their sheets."""
    by_name = {sheet.name: sheet for sheet in sheets}
    for found in spreadsheet.iter(f"{_TABLE}database-range"):
        address = _ADDRESS.match(found.get(f"{_TABLE}target-range-address", ""))
        if address is None or address["sheet"] not in by_name:
            continue
        sheet = by_name[address["sheet"]]
        has_head = found.get(f"{_TABLE}contains-header", "true") == "true"
        left, right = _column(address["left"]), _column(address["right"])
        name = found.get(f"{_TABLE}name", "")
        sheet.tables.append(SeenTable(name, int(address["top"]), left, int(address["bottom"]), right, has_head))
        sheet.is_filtered |= found.get(f"{_TABLE}display-filter-buttons") == "true"


def _column(name: str) -> int:
    number = 0
    for letter in name:
        number = 26 * number + ord(letter) - ord("A") + 1
    return number


def _place_cursors(settings: Element | None, sheets: list[SeenSheet]) -> int:
    """Note where the cursor is in each sheet, and what is frozen; returns the position of the sheet in front."""
    if settings is None:
        return 0
    by_name = {sheet.name: sheet for sheet in sheets}
    for entry in settings.iter(f"{_CONFIG}config-item-map-entry"):
        sheet = by_name.get(entry.get(f"{_CONFIG}name", ""))
        if sheet is not None:
            items = {item.get(f"{_CONFIG}name"): item.text or "" for item in entry.findall(f"{_CONFIG}config-item")}
            across, down = (int(items.get(f"CursorPosition{way}", "0") or 0) for way in "XY")
            sheet.cursor = f"{column_letters(across)}{down + 1}"
            sheet.is_frozen = "2" in (items.get("HorizontalSplitMode"), items.get("VerticalSplitMode"))
    for item in settings.iter(f"{_CONFIG}config-item"):
        if item.get(f"{_CONFIG}name") == "ActiveTable" and item.text in by_name:
            return [sheet.name for sheet in sheets].index(item.text)
    return 0


def _has_header(named: Element) -> bool:
    """Whether a page that is printed bears a text at its head or foot."""
    for page in named.iter(f"{_STYLE}master-page"):
        for part in page:
            is_shown = part.get(f"{_STYLE}display", "true") == "true"
            if part.tag in (f"{_STYLE}header", f"{_STYLE}footer") and is_shown and "".join(part.itertext()).strip():
                return True
    return False
