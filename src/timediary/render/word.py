"""`tables.docx`: tables in a Word document of our own."""

from __future__ import annotations

import io
from datetime import datetime
from typing import TYPE_CHECKING, Any

from timediary.render.compared import compared, headline_of
from timediary.render.inert import visible
from timediary.render.package import repacked
from timediary.render.printed import printed, printed_comparison
from timediary.render.problems import ledger_lines, summary_of
from timediary.render.sheets import COUNTRY, FONT, LANGUAGE
from timediary.render.word_table import WordStyles, renumber, table_elements

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from timediary.model.comparison import Comparison
    from timediary.model.results import Results
    from timediary.model.table import Table
    from timediary.render.intervals import Show
    from timediary.render.printed import Printed

# The same for every document, so that its bytes follow from its content alone.
_CREATED = datetime(2010, 1, 1)
_CAPTION = "Caption"
# English Metric Units, in which python-docx measures.
_PER_TWENTIETH = 635


def render(results: Results, show: Show | None = None) -> bytes:
    """`tables.docx`."""
    document = _document(results.study.name, results.headline)
    document.add_paragraph(visible(results.headline))
    for table in results.tables:
        _add(document, [printed(table, show or "share")])
    if results.has_diaries:
        document.add_heading("Diary cells", 1)
        _add_pairs(document, [(label, f"{number:,}") for label, number in ledger_lines(results.ledger)])
        document.add_paragraph(summary_of(results.problems))
    document.add_heading("Where the figures come from", 1)
    _add_pairs(document, results.provenance.lines)
    return content_of(document)


def render_table(table: Table, show: Show | None = None) -> bytes:
    """One table with its caption and notes."""
    document = _document(table.title, table.source)
    _add(document, [printed(table, show or "share")])
    return content_of(document)


def render_comparisons(comparisons: Sequence[Comparison], inputs: Sequence[str] = ()) -> bytes:
    """`comparison.docx`."""
    document = _document(headline_of(comparisons), "")
    for comparison in comparisons:
        _add(document, printed_comparison(compared(comparison)))
    _add_pairs(document, [("Input", name) for name in inputs])
    return content_of(document)


def content_of(document: Any) -> bytes:
    """The content of the file of a document."""
    renumber(document.element.body)
    file = io.BytesIO()
    document.save(file)
    return repacked(file.getvalue())


def text_width(section: Any) -> int:
    """The width of the text of a section, in twentieths of a point."""
    return int(section.page_width - section.left_margin - section.right_margin) // _PER_TWENTIETH


def _document(title: str, subject: str) -> Any:
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
    for name, size in (("Normal", 12), ("Title", 20), ("Heading 1", 15), (_CAPTION, 12)):
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


def _add(document: Any, tables: Iterable[Printed]) -> None:
    styles = WordStyles(caption=document.styles[_CAPTION].style_id)
    end = document.element.body.sectPr
    for table in tables:
        for element in table_elements(table, styles, text_width(document.sections[0])):
            end.addprevious(element)


def _add_pairs(document: Any, pairs: Iterable[tuple[str, str]]) -> None:
    for label, text in pairs:
        paragraph = document.add_paragraph()
        paragraph.add_run(f"{visible(label)}: ").bold = True
        paragraph.add_run(visible(text))
