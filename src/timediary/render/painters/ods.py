"""A document as an OpenDocument spreadsheet, XML by hand in a zip without times.

After OpenDocument 1.3 part 3 (https://docs.oasis-open.org/office/OpenDocument/v1.3/). Tables are database ranges with
a head row, which is how LibreOffice knows a marked-up table.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from timediary.model.document import Medium
from timediary.model.number import LEAST_PROBABILITY, Quantity
from timediary.model.spelling import column_letters, number_text
from timediary.packages import CREATED, DECLARATION, NAMESPACE, NAMESPACES, spaced, write_spreadsheet
from timediary.render.escaping import visible
from timediary.render.sheets import COUNTRY, FONT, FONT_SIZE, LANGUAGE, MOST_CHARACTERS, LineKind
from timediary.render.workbook import workbook_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from timediary.model.document import Document
    from timediary.model.number import NumberForm
    from timediary.render.sheets import Sheet, SheetCell, SheetColumn, Workbook

SUFFIX = ".ods"
SUMMARY = "the same as an OpenDocument spreadsheet"
MEDIUM = Medium.BOOK

_LINE_STYLES = {LineKind.TITLE: "Title", LineKind.HEADING: "Heading", LineKind.TEXT: "Line"}

# Named styles, which programs and readers of the file see: the parent, what the cell does, what its text does.
_NAMED = {
    "Title": ("", 'fo:wrap-option="no-wrap" style:vertical-align="top"', 'fo:font-size="16pt" fo:font-weight="bold"'),
    "Heading": ("", 'fo:wrap-option="no-wrap" style:vertical-align="top"', 'fo:font-size="14pt" fo:font-weight="bold"'),
    "Line": ("", 'fo:wrap-option="no-wrap" style:vertical-align="top"', ""),
    "Wrapped_20_line": ("", 'fo:wrap-option="wrap" style:vertical-align="top"', ""),
    "Column_20_head": ("", 'fo:wrap-option="wrap" fo:border-bottom="0.75pt solid #000000"', 'fo:font-weight="bold"'),
    "Label": ("", 'fo:wrap-option="wrap" style:vertical-align="top"', ""),
    "Link": (
        "",
        'fo:wrap-option="wrap" style:vertical-align="top"',
        'fo:color="#0a5c66" style:text-underline-style="solid"',
    ),
}


def paint(document: Document) -> bytes:
    """The content of the file."""
    workbook = workbook_of(document)
    file = io.BytesIO()
    write_spreadsheet(
        file,
        {
            "content.xml": _content(workbook),
            "styles.xml": _named_styles(),
            "meta.xml": _meta(workbook),
            "settings.xml": _settings(workbook),
        },
    )
    return file.getvalue()


def _meta(workbook: Workbook) -> str:
    title, subject = (escape(visible(text)[:255]) for text in (workbook.title, workbook.subject))
    return (
        f'{DECLARATION}<office:document-meta {NAMESPACES} office:version="1.3"><office:meta>'
        f"<dc:title>{title}</dc:title><dc:subject>{subject}</dc:subject>"
        f"<dc:language>{LANGUAGE}-{COUNTRY}</dc:language>"
        f"<meta:creation-date>{CREATED.isoformat()}</meta:creation-date><dc:date>{CREATED.isoformat()}</dc:date>"
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
    styles = _Styles()
    sheets = "".join(part for sheet in workbook.sheets for part in _sheet(sheet, styles))
    ranges = "".join(_range(sheet) for sheet in workbook.sheets)
    return (
        f'{DECLARATION}<office:document-content {NAMESPACES} office:version="1.3">'
        f"<office:automatic-styles>{styles.xml}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{sheets}<table:database-ranges>{ranges}</table:database-ranges>"
        "</office:spreadsheet></office:body></office:document-content>"
    )


def _sheet(sheet: Sheet, styles: _Styles) -> Iterator[str]:
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


def _head(column: SheetColumn, styles: _Styles) -> str:
    return _text_cell(column.head, styles.text("Column_20_head", align="end" if column.has_figures else ""))


def _cell(cell: SheetCell, styles: _Styles, is_figure: bool) -> str:
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
    content = spaced(visible(text[:MOST_CHARACTERS]))
    if target:
        content = f'<text:a xlink:type="simple" xlink:href={quoteattr(f"#{target}.A1")}>{content}</text:a>'
    return (
        f'<table:table-cell table:style-name="{style}" office:value-type="string"><text:p>{content}</text:p>'
        "</table:table-cell>"
    )


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


class _Styles:
    """The automatic styles of a document, each made once."""

    def __init__(self) -> None:
        self._xml: dict[str, str] = {}
        self._names: dict[tuple[object, ...], str] = {}

    def text(self, parent: str, *, is_strong: bool = False, align: str = "", indent: int = 0) -> str:
        """Name of the style of a text."""
        key = (parent, is_strong, align, indent)
        if not (is_strong or align or indent):
            return parent
        if key not in self._names:
            paragraph = f' fo:text-align="{align or "start"}" fo:margin-left="{0.4 * indent:g}cm"'
            inner = f"<style:paragraph-properties{paragraph}/>" + _bold(is_strong=is_strong)
            self._names[key] = self._cell(parent, inner)
        return self._names[key]

    def number(self, form: NumberForm, mark: str, *, is_strong: bool = False) -> str:
        """Name of the style of a number shown so, with its shorthand after it."""
        key = (form, mark, is_strong)
        if key not in self._names:
            shown = self._number_style(form, f" {mark}" if mark else "")
            inner = '<style:paragraph-properties fo:text-align="end"/>' + _bold(is_strong=is_strong)
            self._names[key] = self._cell("Label", inner, shown)
        return self._names[key]

    def column(self, width: float) -> str:
        """Name of the style of a column so many characters wide."""
        key = ("column", round(width, 2))
        if key not in self._names:
            name = self._names[key] = f"co{len(self._names)}"
            self._xml[name] = (
                f'<style:style style:name="{name}" style:family="table-column">'
                f'<style:table-column-properties style:column-width="{width * 0.235:.3f}cm"/></style:style>'
            )
        return self._names[key]

    @property
    def xml(self) -> str:
        """All of them, in the order in which they were made."""
        return (
            '<style:style style:name="ta1" style:family="table" style:master-page-name="Default">'
            '<style:table-properties table:display="true" style:writing-mode="lr-tb"/></style:style>'
            '<style:style style:name="ro1" style:family="table-row">'
            '<style:table-row-properties style:use-optimal-row-height="true"/></style:style>'
        ) + "".join(self._xml.values())

    def _cell(self, parent: str, inner: str, number_style: str = "") -> str:
        name = f"ce{len(self._names)}"
        data = f' style:data-style-name="{number_style}"' if number_style else ""
        cell = '<style:table-cell-properties style:text-align-source="fix"/>'
        self._xml[name] = (
            f'<style:style style:name="{name}" style:family="table-cell" style:parent-style-name="{parent}"{data}>'
            f"{cell}{inner}</style:style>"
        )
        return name

    def _number_style(self, form: NumberForm, after: str) -> str:
        key = ("number", form, after)
        if key not in self._names:
            name = self._names[key] = f"N{len(self._names) + 100}"
            self._xml[name] = _number_xml(name, form, after)
        return self._names[key]


def _bold(*, is_strong: bool) -> str:
    return '<style:text-properties fo:font-weight="bold"/>' if is_strong else ""


def _number_xml(name: str, form: NumberForm, after: str) -> str:
    """A data style; where sign or size decide how a number looks, with others that it goes over to."""
    if form.quantity is Quantity.PROBABILITY:
        least = _data_style(f"{name}P0", form, "", text=f"< {LEAST_PROBABILITY}", is_part=True)
        return least + _data_style(name, form, after, maps=[(f"value()<{LEAST_PROBABILITY}", f"{name}P0")])
    if not form.signed:
        return _data_style(name, form, after)
    above = _data_style(f"{name}P0", form, after, before="+", is_part=True)
    below = _data_style(f"{name}P1", form, after, before="-", is_part=True)
    return above + below + _data_style(name, form, after, maps=[("value()>0", f"{name}P0"), ("value()<0", f"{name}P1")])


def _data_style(
    name: str,
    form: NumberForm,
    after: str,
    *,
    before: str = "",
    text: str = "",
    is_part: bool = False,
    maps: Iterable[tuple[str, str]] = (),
) -> str:
    if form.quantity is Quantity.CLOCK:
        return (
            f'<number:time-style style:name="{name}" number:truncate-on-overflow="false">'
            '<number:hours number:style="long"/><number:text>:</number:text><number:minutes number:style="long"/>'
            f"{_text(after)}</number:time-style>"
        )
    is_percent = form.quantity is Quantity.PERCENT
    kind = "percentage-style" if is_percent else "number-style"
    grouped = ' number:grouping="true"' if form.quantity is Quantity.NUMBER else ""
    digits = f'<number:number number:decimal-places="{form.decimals}" number:min-decimal-places="{form.decimals}" '
    digits += f'number:min-integer-digits="1"{grouped}/>'
    after = ("%" if is_percent else "") + after
    shown = _text(text) if text else _text(before) + digits + _text(after)
    mapped = "".join(
        f'<style:map style:condition="{escape(condition)}" style:apply-style-name="{other}"/>'
        for condition, other in maps
    )
    volatile = ' style:volatile="true"' if is_part else ""
    return f'<number:{kind} style:name="{name}"{volatile}>{shown}{mapped}</number:{kind}>'


def _text(text: str) -> str:
    return f"<number:text>{escape(text)}</number:text>" if text else ""


def _named_styles() -> str:
    """`styles.xml`: the styles with names, the language, the page."""
    default = (
        '<style:default-style style:family="table-cell"><style:table-cell-properties style:vertical-align="top"/>'
        f'<style:text-properties style:font-name="{FONT}" fo:font-family="{FONT}" fo:font-size="{FONT_SIZE}pt" '
        f'fo:language="{LANGUAGE}" fo:country="{COUNTRY}"/></style:default-style>'
        '<style:style style:name="Default" style:family="table-cell"/>'
    )
    styles = "".join(
        f'<style:style style:name="{name}" style:display-name="{name.replace("_20_", " ")}" '
        f'style:family="table-cell" style:parent-style-name="{parent or "Default"}">'
        f"<style:table-cell-properties {cell}/><style:text-properties {text}/></style:style>"
        for name, (parent, cell, text) in _NAMED.items()
    )
    page = (
        '<office:automatic-styles><style:page-layout style:name="pm1"><style:page-layout-properties '
        'fo:page-width="29.7cm" fo:page-height="21cm" style:print-orientation="landscape" '
        'style:scale-to-X="1" style:scale-to-Y="0"/>'
        "</style:page-layout></office:automatic-styles>"
        '<office:master-styles><style:master-page style:name="Default" style:page-layout-name="pm1">'
        '<style:header style:display="false"/><style:footer style:display="false"/>'
        "</style:master-page></office:master-styles>"
    )
    return (
        f'{DECLARATION}<office:document-styles {NAMESPACES} office:version="1.3">'
        f'<office:font-face-decls><style:font-face style:name="{FONT}" xmlns:svg="{NAMESPACE}:svg-compatible:1.0" '
        f'svg:font-family="{FONT}" style:font-family-generic="swiss"/></office:font-face-decls>'
        f"<office:styles>{default}{styles}</office:styles>{page}</office:document-styles>"
    )
