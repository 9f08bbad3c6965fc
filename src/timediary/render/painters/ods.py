"""A document as an OpenDocument spreadsheet, XML by hand in a zip without times.

After OpenDocument 1.3 part 3 (https://docs.oasis-open.org/office/OpenDocument/v1.3/). Tables are database ranges with
a head row, which is how LibreOffice knows a marked-up table.
"""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from timediary.model.document import Medium
from timediary.model.number import Quantity
from timediary.model.spelling import column_letters, number_text
from timediary.render.escaping import visible
from timediary.render.open_document_styles import DECLARATION, NAMESPACES, Styles, named_styles
from timediary.render.sheets import COUNTRY, LANGUAGE, MOST_CHARACTERS, LineKind
from timediary.render.workbook import workbook_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from timediary.model.document import Document
    from timediary.render.sheets import Sheet, SheetCell, SheetColumn, Workbook

SUFFIX = ".ods"
SUMMARY = "the same as an OpenDocument spreadsheet"
MEDIUM = Medium.BOOK

_MEDIA_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_CREATED = "2010-01-01T00:00:00"
_PARTS = ("content.xml", "styles.xml", "meta.xml", "settings.xml")
_LINE_STYLES = {LineKind.TITLE: "Title", LineKind.HEADING: "Heading", LineKind.TEXT: "Line"}


def paint(document: Document) -> bytes:
    """The content of the file."""
    workbook = workbook_of(document)
    parts = (_content(workbook), named_styles(), _meta(workbook), _settings(workbook))
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        # The first member, and not compressed: by it a file is known without opening it.
        archive.writestr(_member("mimetype", zipfile.ZIP_STORED), _MEDIA_TYPE)
        archive.writestr(_member("META-INF/manifest.xml"), _manifest())
        for name, xml in zip(_PARTS, parts, strict=True):
            archive.writestr(_member(name), xml)
    return file.getvalue()


def _member(name: str, compression: int = zipfile.ZIP_DEFLATED) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name)
    member.compress_type = compression
    member.external_attr = 0o644 << 16
    return member


def _manifest() -> str:
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="text/xml"/>' for name in _PARTS
    )
    return (
        f'{DECLARATION}<manifest:manifest {NAMESPACES} manifest:version="1.3">'
        f'<manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="{_MEDIA_TYPE}"/>'
        f"{entries}</manifest:manifest>"
    )


def _meta(workbook: Workbook) -> str:
    title, subject = (escape(visible(text)[:255]) for text in (workbook.title, workbook.subject))
    return (
        f'{DECLARATION}<office:document-meta {NAMESPACES} office:version="1.3"><office:meta>'
        f"<dc:title>{title}</dc:title><dc:subject>{subject}</dc:subject>"
        f"<dc:language>{LANGUAGE}-{COUNTRY}</dc:language>"
        f"<meta:creation-date>{_CREATED}</meta:creation-date><dc:date>{_CREATED}</dc:date>"
        "</office:meta></office:document-meta>"
    )


def _settings(workbook: Workbook) -> str:
    """The cursor in A1 of every sheet, and the first sheet in front."""
    cursors = "".join(
        f'<config:config-item-map-entry config:name="{sheet.name}">'
        '<config:config-item config:name="CursorPositionX" config:type="int">0</config:config-item>'
        '<config:config-item config:name="CursorPositionY" config:type="int">0</config:config-item>'
        "</config:config-item-map-entry>"
        for sheet in workbook.sheets
    )
    return (
        f'{DECLARATION}<office:document-settings {NAMESPACES} office:version="1.3"><office:settings>'
        '<config:config-item-set config:name="ooo:view-settings"><config:config-item-map-indexed config:name="Views">'
        '<config:config-item-map-entry><config:config-item config:name="ViewId" config:type="string">view1'
        f'</config:config-item><config:config-item-map-named config:name="Tables">{cursors}'
        '</config:config-item-map-named><config:config-item config:name="ActiveTable" config:type="string">'
        f"{workbook.sheets[0].name}</config:config-item></config:config-item-map-entry>"
        "</config:config-item-map-indexed></config:config-item-set></office:settings></office:document-settings>"
    )


def _content(workbook: Workbook) -> str:
    styles = Styles()
    sheets = "".join(part for sheet in workbook.sheets for part in _sheet(sheet, styles))
    ranges = "".join(_range(sheet) for sheet in workbook.sheets)
    return (
        f'{DECLARATION}<office:document-content {NAMESPACES} office:version="1.3">'
        f"<office:automatic-styles>{styles.xml}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{sheets}<table:database-ranges>{ranges}</table:database-ranges>"
        "</office:spreadsheet></office:body></office:document-content>"
    )


def _sheet(sheet: Sheet, styles: Styles) -> Iterator[str]:
    yield f'<table:table table:name="{sheet.name}" table:style-name="ta1">'
    widths = [column.width for column in sheet.table.columns] if sheet.table else [sheet.width]
    first, *others = (
        f'<table:table-column table:style-name="{styles.column(width)}" table:default-cell-style-name="Default"/>'
        for width in widths
    )
    yield f"<table:table-header-columns>{first}</table:table-header-columns>" if sheet.table else first
    yield from others
    for line in sheet.lines:
        style = _LINE_STYLES[line.kind]
        if sheet.table is None and line.kind is LineKind.TEXT:
            style = "Wrapped_20_line"
        yield _row([_text_cell(line.text, style)])
    if sheet.table is not None:
        heads = _row([_head(column, styles) for column in sheet.table.columns])
        yield f"<table:table-header-rows>{heads}</table:table-header-rows>"
        figures = [column.has_figures for column in sheet.table.columns]
        for row in sheet.table.rows:
            yield _row([_cell(cell, styles, is_figure) for cell, is_figure in zip(row, figures, strict=True)])
    yield "</table:table>"


def _row(cells: Sequence[str]) -> str:
    return f'<table:table-row table:style-name="ro1">{"".join(cells)}</table:table-row>'


def _head(column: SheetColumn, styles: Styles) -> str:
    return _text_cell(column.head, styles.text("Column_20_head", align="end" if column.has_figures else ""))


def _cell(cell: SheetCell, styles: Styles, is_figure: bool) -> str:
    if cell.form is None:
        parent = "Link" if cell.target else "Label"
        align = "end" if is_figure else ""
        style = styles.text(parent, is_strong=cell.is_strong, align=align, indent=cell.indent)
        return _text_cell(str(cell.value), style, cell.target)
    style = styles.number(cell.form, cell.mark, is_strong=cell.is_strong)
    kind = "percentage" if cell.form.quantity is Quantity.PERCENT else "float"
    return (
        f'<table:table-cell table:style-name="{style}" office:value-type="{kind}" '
        f'office:value="{number_text(cell.number)}"><text:p>{escape(cell.text)}</text:p></table:table-cell>'
    )


def _text_cell(text: str, style: str, target: str = "") -> str:
    content = _spaced(text[:MOST_CHARACTERS])
    if target:
        content = f'<text:a xlink:type="simple" xlink:href={quoteattr(f"#{target}.A1")}>{content}</text:a>'
    return (
        f'<table:table-cell table:style-name="{style}" office:value-type="string"><text:p>{content}</text:p>'
        "</table:table-cell>"
    )


def _spaced(text: str) -> str:
    """A text on one line; spaces that readers drop, at the ends and beside others, are elements of their own."""
    text = escape(visible(text))
    if text.startswith(" ") or text.endswith(" ") or "  " in text:
        return text.replace(" ", "<text:s/>")
    return text


def _range(sheet: Sheet) -> str:
    """The mark-up of a table: its name, its cells, and that its first row is the head."""
    if sheet.table is None:
        return ""
    first, last = len(sheet.lines) + 1, len(sheet.lines) + 1 + len(sheet.table.rows)
    letters = column_letters(len(sheet.table.columns) - 1)
    address = f"'{sheet.name}'.A{first}:'{sheet.name}'.{letters}{last}"
    return (
        f'<table:database-range table:name="{sheet.table_name}" table:target-range-address="{address}" '
        'table:contains-header="true" table:display-filter-buttons="false"/>'
    )
