"""Somebody's own Word document with tables, pictures and figures in place of its markers.

The document stays as it is but for the markers: its styles, headers, numbering and properties. Word splits a text into
runs wherever somebody stopped or a word was corrected, so a marker is looked for in the text of a whole paragraph.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, NamedTuple

from timediary.model.document import Edition, Medium
from timediary.model.problem import RequestError
from timediary.render.escaping import visible
from timediary.render.grids import grid_of
from timediary.render.markers import MARKER, Marker, parse_marker, table_meant, text_meant
from timediary.render.painters.docx import (
    WordStyles,
    caption_element,
    content_of,
    paragraph_element,
    table_elements,
    text_width,
)
from timediary.render.text_table import printed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from timediary.model.results import Results

# Parts of a document that hold text, but for its body.
_MARGINS = ("/word/header", "/word/footer")
_NOTES = ("/word/footnotes.xml", "/word/endnotes.xml")
_EMU_PER_TWENTIETH = 635
_TWENTIETHS_PER_MM = 56.7
_MOST_PROBLEMS = 20
_ON_PAPER = Edition(Medium.PAPER)


class DrawnPicture(NamedTuple):
    """A picture as a document takes it in: a PNG, its title, and words for those who can't see it."""

    content: bytes
    title: str
    description: str


class _Place(NamedTuple):
    """A paragraph with markers, and the part of the document that it is in."""

    part: Any
    paragraph: Any
    markers: tuple[Marker, ...]


def fill_template(
    content: bytes,
    results: Results,
    draw: Callable[[str, str, float], DrawnPicture],
    name: str = "the template",
) -> bytes:
    """The document with every marker replaced by what it stands for.

    Args:
        content: of a .docx file.
        results: whose tables and figures there are.
        draw: a picture by its name, a category or nothing, and its width in millimetres; raises `RequestError` where
            there is none.
        name: of the template, for messages.

    Raises:
        RequestError: the file is not a Word document, or a marker is unknown or misplaced; all such are named.
    """
    import docx

    try:
        document = docx.Document(io.BytesIO(content))
    except Exception as error:
        # A file that isn't a Word document fails in as many ways as there are parts of one.
        raise RequestError(f"{name} can't be opened as a Word document (.docx): {error}.") from error
    filling = _Filling(document, results, draw)
    filling.fill()
    if filling.problems:
        shown = "\n".join(f"  {problem}" for problem in dict.fromkeys(filling.problems[:_MOST_PROBLEMS]))
        raise RequestError(f"{name} can't be filled:\n{shown}\nAll markers there are: analyse ... --markers.")
    return content_of(document)


class _Filling:
    """A document under way."""

    def __init__(self, document: Any, results: Results, draw: Callable[[str, str, float], DrawnPicture]) -> None:
        self._document = document
        self._results = results
        self._draw = draw
        self._styles = _styles_of(document)
        self.problems: list[str] = []

    def fill(self) -> None:
        """Replace all markers; what can't be is noted in `problems`."""
        for part in _parts(self._document):
            for place in list(self._places(part)):
                try:
                    self._fill_place(place)
                except RequestError as error:
                    self.problems.append(str(error))
        for part in self._document.part.package.iter_parts():
            if str(part.partname) in _NOTES and b"{{" in part.blob:
                self._fill_notes(part)

    def _places(self, part: Any) -> Iterator[_Place]:
        """The paragraphs of a part that have markers."""
        from docx.oxml.ns import qn

        for paragraph in part.element.iter(qn("w:p")):
            text = "".join(node.text or "" for node in _texts(paragraph))
            if "{{" not in text and "}}" not in text:
                continue
            markers = []
            for found in MARKER.finditer(text):
                try:
                    markers.append(parse_marker(found[1]))
                except RequestError as error:
                    self.problems.append(str(error))
            rest = MARKER.sub("", text)
            if "{{" in rest or "}}" in rest:
                self.problems.append(f"'{_short(rest.strip())}': braces of a marker are missing.")
            blocks = [marker for marker in markers if marker.is_block]
            if blocks and (len(markers) > 1 or rest.strip()):
                self.problems.append(
                    f"{blocks[0].text}: it takes a paragraph of its own; there is other text beside it."
                )
            elif markers:
                yield _Place(part, paragraph, tuple(markers))

    def _fill_place(self, place: _Place) -> None:
        if not place.markers[0].is_block:
            _replace_texts(place.paragraph, self._text_of)
            return
        for element in self._block(place, place.markers[0]):
            place.paragraph.addprevious(element)
        _remove(place.paragraph)

    def _text_of(self, inner: str) -> str:
        marker = parse_marker(inner)
        return visible(text_meant(marker, self._results))

    def _block(self, place: _Place, marker: Marker) -> Iterator[Any]:
        width = _room(place.paragraph, self._document)
        if marker.kind == "table":
            table, show = table_meant(marker, self._results)
            shown = printed(grid_of(table, show, _ON_PAPER))
            styles = self._styles._replace(table=self._table_style(marker))
            yield from table_elements(shown, styles, width)
        elif marker.kind == "picture":
            drawn = self._draw(marker.name, marker.option("category"), width / _TWENTIETHS_PER_MM)
            yield _picture(place, drawn, width)
            yield caption_element("Figure", drawn.title, self._styles.caption)
        else:
            for label, text in self._results.provenance.lines:
                yield paragraph_element(f"{label}: {text}")

    def _table_style(self, marker: Marker) -> str:
        """The id of the table style that a marker names; the document's own where it names none."""
        name = marker.option("style")
        if not name:
            return self._styles.table
        named = _table_styles(self._document)
        if name.casefold() not in named:
            there = ", ".join(sorted(named)) or "none"
            raise RequestError(f"{marker.text}: the document has no table style '{name}'. It has: {there}.")
        return named[name.casefold()]

    def _fill_notes(self, part: Any) -> None:
        """Replace markers in footnotes or endnotes, which python-docx keeps as they come."""
        from docx.opc.oxml import serialize_part_xml
        from docx.oxml import parse_xml
        from docx.oxml.ns import qn

        root = parse_xml(part.blob)
        for paragraph in root.iter(qn("w:p")):
            try:
                _replace_texts(paragraph, self._text_of)
            except (RequestError, KeyError) as error:
                self.problems.append(str(error))
        part._blob = serialize_part_xml(root)


def _parts(document: Any) -> list[Any]:
    """The parts of a document that hold paragraphs: its body, headers and footers."""
    related = [relation.target_part for relation in document.part.rels.values() if not relation.is_external]
    return [
        document.part,
        *(part for part in related if str(part.partname).startswith(_MARGINS)),
    ]


def _texts(paragraph: Any) -> list[Any]:
    """The text nodes of a paragraph, without those of text boxes within it."""
    from docx.oxml.ns import qn

    return [node for node in paragraph.iter(qn("w:t")) if next(node.iterancestors(qn("w:p"))) is paragraph]


def _replace_texts(paragraph: Any, text_of: Callable[[str], str]) -> None:
    """Put the text of each marker into the node where it begins, and take the marker out of the others."""
    nodes = _texts(paragraph)
    text = "".join(node.text or "" for node in nodes)
    found = [(match.start(), match.end(), text_of(match[1])) for match in MARKER.finditer(text)]
    for start, end, replacement in reversed(found):
        at = 0
        for node in nodes:
            length = len(node.text or "")
            first, last = max(start - at, 0), min(end - at, length)
            if first < last:
                put = replacement if at <= start else ""
                node.text = (node.text or "")[:first] + put + (node.text or "")[last:]
                node.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            at += length


def _remove(paragraph: Any) -> None:
    """Remove a paragraph; a cell, and anything else that must end with one, keeps an empty one."""
    from docx.oxml.ns import qn

    parent, following = paragraph.getparent(), paragraph.getnext()
    is_last = following is None or following.tag == qn("w:sectPr")
    before = paragraph.getprevious()
    holds_section = paragraph.find(f"{qn('w:pPr')}/{qn('w:sectPr')}") is not None
    if holds_section or (is_last and (before is None or before.tag != qn("w:p"))):
        for child in [child for child in paragraph if child.tag != qn("w:pPr")]:
            paragraph.remove(child)
    else:
        parent.remove(paragraph)


def _picture(place: _Place, drawn: DrawnPicture, width: int) -> Any:
    """A paragraph with a picture in line with the text, as wide as that, its description with it."""
    from docx.text.run import Run

    element = paragraph_element("", keep_next=True)
    run = element.add_r()
    inline = place.part.new_pic_inline(io.BytesIO(drawn.content), width * _EMU_PER_TWENTIETH, None)
    inline.docPr.set("descr", visible(drawn.description))
    inline.docPr.set("title", visible(drawn.title))
    Run(run, place.part)._r.add_drawing(inline)
    return element


def _room(paragraph: Any, document: Any) -> int:
    """The width that a paragraph has, in twentieths of a point: that of its cell, or of the text of its section."""
    from docx.oxml.ns import qn

    cell = next(paragraph.iterancestors(qn("w:tc")), None)
    size = cell.find(f"{qn('w:tcPr')}/{qn('w:tcW')}") if cell is not None else None
    if size is not None and size.get(qn("w:type")) == "dxa" and int(size.get(qn("w:w"), "0")) > 0:
        return int(size.get(qn("w:w"))) - 216
    return text_width(_section_of(paragraph, document))


def _section_of(paragraph: Any, document: Any) -> Any:
    """The section that a paragraph is in: the first whose end comes after it."""
    body = document.element.body
    block = paragraph
    while block.getparent() is not None and block.getparent() is not body:
        block = block.getparent()
    if block.getparent() is None:
        return document.sections[0]
    position = body.index(block)
    for section in document.sections:
        end = section._sectPr
        while end.getparent() is not body:
            end = end.getparent()
        if body.index(end) >= position:
            return section
    return document.sections[-1]


def _styles_of(document: Any) -> WordStyles:
    """The styles of a document that captions, notes and tables take by themselves."""
    by_name = {style.name.casefold(): style.style_id for style in document.styles if style.name}
    tables = _table_styles(document)
    return WordStyles(
        caption=by_name.get("caption", ""),
        notes=by_name.get("table note", ""),
        table=next((tables[name] for name in ("timediary", "table grid") if name in tables), ""),
    )


def _table_styles(document: Any) -> dict[str, str]:
    """The ids of the table styles of a document by their names, in small letters."""
    from docx.enum.style import WD_STYLE_TYPE

    styles = (style for style in document.styles if style.type == WD_STYLE_TYPE.TABLE and style.name)
    return {style.name.casefold(): style.style_id for style in styles}


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57]}..."
