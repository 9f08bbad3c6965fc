"""`tables.docx`: tables in a Word document of our own."""

from __future__ import annotations

import io
from datetime import datetime
from typing import TYPE_CHECKING, Any

from timediary.model.document import Grid, Items, Medium, Notes, Pairs, Section, Text, Tone
from timediary.model.picture import Picture
from timediary.render.escaping import visible
from timediary.render.package import repacked
from timediary.render.sheets import COUNTRY, FONT, LANGUAGE
from timediary.render.text_table import printed
from timediary.render.word_table import WordStyles, paragraph_element, renumber, table_elements

if TYPE_CHECKING:
    from collections.abc import Iterable

    from timediary.model.document import Block, Document

SUFFIX = ".docx"
SUMMARY = "tables in a Word document"
MEDIUM = Medium.PAPER

# The same for every document, so that its bytes follow from its content alone.
_CREATED = datetime(2010, 1, 1)
_CAPTION = "Caption"
_SMALL = 18
# Of the styles that are used, in points.
_SIZES = {"Normal": 12, "Title": 20, "Heading 1": 15, "Heading 2": 13, "List Bullet": 12, _CAPTION: 12}
_DEEPEST = 2
# English Metric Units, in which python-docx measures.
_PER_TWENTIETH = 635


def paint(document: Document) -> bytes:
    """A document of our own."""
    title = document.about or document.title
    file = _blank_document(title, document.title)
    if document.about and not document.is_one_table:
        file.add_paragraph(visible(document.title))
    for part in (document.lead, document.sections):
        for block in part:
            _add(file, block)
    _add_notes(file, document.notes)
    if document.provenance and not document.is_one_table:
        file.add_heading("Where the figures come from", 1)
        _add_pairs(file, document.provenance)
    return content_of(file)


def _add(file: Any, block: Block, level: int = 1) -> None:
    """Add a block, headings of its parts at a level."""
    match block:
        case Text(text, tone):
            run = file.add_paragraph().add_run(visible(text))
            if tone is Tone.STRONG:
                run.bold = True
        case Items():
            for text in block.all_texts:
                file.add_paragraph(visible(text), style="List Bullet")
        case Notes(texts):
            _add_notes(file, texts)
        case Pairs():
            _add_pairs(file, block.lines)
        case Grid():
            styles = WordStyles(caption=file.styles[_CAPTION].style_id)
            _add_elements(file, table_elements(printed(block), styles, text_width(file.sections[0])))
        case Section():
            _add_section(file, block, level)
        case Picture():
            file.add_paragraph(visible(block.description))


def _add_section(file: Any, section: Section, level: int) -> None:
    """Add a part; its title is left out where its one table bears it as caption."""
    if not section.is_said:
        file.add_heading(visible(section.title), min(level, _DEEPEST))
    for block in section.blocks:
        _add(file, block, level + 1)


def _add_elements(file: Any, elements: Iterable[Any]) -> None:
    for element in elements:
        file.element.body.sectPr.addprevious(element)


def _add_notes(file: Any, notes: Iterable[str]) -> None:
    _add_elements(file, (paragraph_element(note, size=_SMALL) for note in notes))


def content_of(document: Any) -> bytes:
    """The content of the file of a document."""
    renumber(document.element.body)
    file = io.BytesIO()
    document.save(file)
    return repacked(file.getvalue())


def text_width(section: Any) -> int:
    """The width of the text of a section, in twentieths of a point."""
    return int(section.page_width - section.left_margin - section.right_margin) // _PER_TWENTIETH


def _blank_document(title: str, subject: str) -> Any:
    """A document without content: A4 across, for tables are wide; its title, its language."""
    import docx
    from docx.enum.section import WD_ORIENT
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt, RGBColor

    document = docx.Document()
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(29.7), Cm(21)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2)
    for name, size in _SIZES.items():
        style = document.styles[name]
        style.font.name, style.font.size, style.font.color.rgb = FONT, Pt(size), RGBColor(0, 0, 0)
        fonts = style.element.rPr.rFonts
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), f"{LANGUAGE}-{COUNTRY}")
    properties = document.core_properties
    properties.title, properties.subject = visible(title)[:255], visible(subject)[:255]
    properties.language = f"{LANGUAGE}-{COUNTRY}"
    properties.author = properties.last_modified_by = properties.comments = ""
    properties.created = properties.modified = _CREATED
    document.add_heading(visible(title), 0)
    return document


def _add_pairs(document: Any, pairs: Iterable[tuple[str, str]]) -> None:
    for label, text in pairs:
        paragraph = document.add_paragraph()
        paragraph.add_run(f"{visible(label)}: ").bold = True
        paragraph.add_run(visible(text))
