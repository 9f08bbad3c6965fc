"""Styles of OpenDocument spreadsheets: the looks of cells, and the formats that show their numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from timediary.model.number import LEAST_PROBABILITY, Quantity
from timediary.render.sheets import COUNTRY, FONT, FONT_SIZE, LANGUAGE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from timediary.model.number import NumberForm

_NAMESPACE = "urn:oasis:names:tc:opendocument:xmlns"
NAMESPACES = " ".join(
    [
        *(
            f'xmlns:{name}="{_NAMESPACE}:{name}:1.0"'
            for name in ("office", "table", "text", "style", "meta", "config", "manifest")
        ),
        f'xmlns:number="{_NAMESPACE}:datastyle:1.0"',
        f'xmlns:fo="{_NAMESPACE}:xsl-fo-compatible:1.0"',
        'xmlns:xlink="http://www.w3.org/1999/xlink"',
        'xmlns:dc="http://purl.org/dc/elements/1.1/"',
    ]
)
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'

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


class Styles:
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


def named_styles() -> str:
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
        f'<office:font-face-decls><style:font-face style:name="{FONT}" xmlns:svg="{_NAMESPACE}:svg-compatible:1.0" '
        f'svg:font-family="{FONT}" style:font-family-generic="swiss"/></office:font-face-decls>'
        f"<office:styles>{default}{styles}</office:styles>{page}</office:document-styles>"
    )
