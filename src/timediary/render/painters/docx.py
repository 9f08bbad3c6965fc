"""A document in Word: headings, lists, and native tables with captions that count, repeated head rows, and notes below.

WordprocessingML after ECMA-376 part 1, 17.4; what makes a table accessible after Microsoft's checker: a head row that
is marked, no merged cells, a title and a description.
"""

from __future__ import annotations

import io
from itertools import count
from typing import TYPE_CHECKING, Any, NamedTuple
from xml.sax.saxutils import escape, quoteattr

from timediary.model.document import Grid, Items, Medium, Notes, Pairs, Section, Text, Tone
from timediary.model.picture import Picture
from timediary.packages import CREATED, repacked
from timediary.render.escaping import visible
from timediary.render.sheets import COUNTRY, FONT, LANGUAGE
from timediary.render.text_layout import longest_piece
from timediary.render.text_table import printed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from timediary.model.document import Block, Document
    from timediary.render.text_table import Printed, PrintedRow

SUFFIX = ".docx"
SUMMARY = "tables in a Word document"
MEDIUM = Medium.PAPER

_CAPTION = "Caption"
# The bookmark of a wide table's number, which its further parts show; Word hides bookmarks that begin with a line.
_WIDE_TABLE = "_wide_table"
_SMALL = 18
# Of the styles that are used, in points.
_SIZES = {"Normal": 12, "Title": 20, "Heading 1": 15, "Heading 2": 13, "List Bullet": 12, _CAPTION: 12}
_DEEPEST = 2
# English Metric Units, in which python-docx measures.
_PER_TWENTIETH = 635
# What a table of the width of a page takes, in twentieths of a point.
_LEAST_FIGURE = 1_050
_LEAST_ASIDE = 1_750
_LEAST_LABEL = 2_100
# Of heads: what a cell leaves free at its sides, a letter of bold type, and the widest word that is never broken.
_MARGINS = 216
_LETTER = 138
_WIDEST_WORD = 2_300
_MOST_ROWS_TOGETHER = 25

_WORDS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_RULE = 'w:val="single" w:sz="6" w:space="0" w:color="auto"'


def paint(document: Document) -> bytes:
    """A document of our own."""
    title = document.about or document.title
    file = _blank_document(title, document.title)
    if document.about and not document.is_one_table:
        for text in filter(None, (document.subtitle, document.title)):
            file.add_paragraph(visible(text))
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
    properties.created = properties.modified = CREATED
    document.add_heading(visible(title), 0)
    return document


def _add_pairs(document: Any, pairs: Iterable[tuple[str, str]]) -> None:
    for label, text in pairs:
        paragraph = document.add_paragraph()
        paragraph.add_run(f"{visible(label)}: ").bold = True
        paragraph.add_run(visible(text))


# ---- Tables and captions as elements


class WordStyles(NamedTuple):
    """Ids of the styles of a document: of captions, of notes and of tables; empty where it has none."""

    caption: str = ""
    notes: str = ""
    table: str = ""


def table_elements(table: Printed, styles: WordStyles, width: int) -> Iterator[Any]:
    """Caption, table and notes as elements for a document's body; parts of a wide table one after another.

    Args:
        table: what to show.
        styles: of the document.
        width: of the text, in twentieths of a point.
    """
    most = max((width - _LEAST_LABEL) // _least_width(table), 1)
    parts = table.panels(most)
    for number, part in enumerate(parts):
        if number == 0:
            yield caption_element("Table", part.title, styles.caption, keep_next=True, is_marked=len(parts) > 1)
        else:
            yield _continued(f" (part {number + 1} of {len(parts)})", styles.caption)
        yield _element(_table(part, styles, width))
        for text in (*([part.scope] if part.scope and part.notes else []), *part.notes, *part.findings):
            yield paragraph_element(text, styles.notes, size=18)
        yield paragraph_element("")


def paragraph_element(text: str, style: str = "", *, size: int = 0, keep_next: bool = False) -> Any:
    """A paragraph of one run; `size` in half points where the style doesn't say."""
    kept = "<w:keepNext/>" if keep_next else ""
    properties = f'<w:pPr>{_styled("p", style)}{kept}<w:spacing w:before="0" w:after="0"/></w:pPr>'
    looks = f'<w:rPr><w:sz w:val="{size}"/></w:rPr>' if size and not style else ""
    return _element(f"<w:p>{properties}{_run(text, looks)}</w:p>")


def caption_element(label: str, text: str, style: str, *, keep_next: bool = False, is_marked: bool = False) -> Any:
    """A caption whose number is a field that Word counts; where it is marked, parts of a table can refer to it."""
    looks = "" if style else "<w:rPr><w:b/></w:rPr>"
    number = _field(f"SEQ {label} \\* ARABIC", looks)
    if is_marked:
        id_ = f'w:id="{_WIDE_TABLE}"'
        number = f'<w:bookmarkStart {id_} w:name="{_WIDE_TABLE}"/>{number}<w:bookmarkEnd {id_}/>'
    return _caption(f"{_run(f'{label} ', looks)}{number}{_run(f': {text}', looks)}", style, keep_next=keep_next)


def _continued(text: str, style: str) -> Any:
    """The caption of a further part of a wide table: the number of the first part, not one more."""
    looks = "" if style else "<w:rPr><w:b/></w:rPr>"
    number = _field(f"REF {_WIDE_TABLE} \\h", looks)
    return _caption(f"{_run('Table ', looks)}{number}{_run(text, looks)}", style, keep_next=True)


def _field(code: str, looks: str) -> str:
    return f'<w:fldSimple w:instr=" {code} ">{_run("1", looks)}</w:fldSimple>'


def _caption(runs: str, style: str, *, keep_next: bool) -> Any:
    properties = f"<w:pPr>{_styled('p', style)}{'<w:keepNext/>' if keep_next else ''}</w:pPr>"
    return _element(f"<w:p>{properties}{runs}</w:p>")


def renumber(body: Any) -> None:
    """Give captions the numbers that Word would, in their order, our own and those that were there.

    The further parts of a wide table get the number of its first part.
    """
    _tell_wide_tables_apart(body)
    counts: dict[str, int] = {}
    for words, texts in _fields(body):
        if len(words) > 1 and words[0].upper() == "SEQ" and not set(words) & {"\\c", "\\r", "\\h"}:
            counts[words[1]] = counts.get(words[1], 0) + 1
            number = counts[words[1]]
        elif len(words) > 1 and words[1].startswith(_WIDE_TABLE):
            number = counts["Table"]
        else:
            continue
        for text, shown in zip(texts, [str(number), *[""] * len(texts)], strict=False):
            text.text = shown


def _tell_wide_tables_apart(body: Any) -> None:
    """Give the bookmark of each wide table a name and an id of its own, and its further parts that name."""
    ids = {element.get(f"{{{_WORDS}}}id") for element in body.iter(f"{{{_WORDS}}}bookmarkStart")}
    free = (str(number) for number in count(1) if str(number) not in ids)
    name = id_ = ""
    for element in body.iter(*(f"{{{_WORDS}}}{tag}" for tag in ("bookmarkStart", "bookmarkEnd", "fldSimple"))):
        tag = element.tag.rpartition("}")[2]
        if tag == "fldSimple":
            code = element.get(f"{{{_WORDS}}}instr", "")
            element.set(f"{{{_WORDS}}}instr", code.replace(f" {_WIDE_TABLE} ", f" {name} "))
        elif tag == "bookmarkStart" and element.get(f"{{{_WORDS}}}name") == _WIDE_TABLE:
            id_ = next(free)
            name = f"{_WIDE_TABLE}_{id_}"
            element.set(f"{{{_WORDS}}}id", id_)
            element.set(f"{{{_WORDS}}}name", name)
        elif tag == "bookmarkEnd" and element.get(f"{{{_WORDS}}}id") == _WIDE_TABLE:
            element.set(f"{{{_WORDS}}}id", id_)


def _fields(body: Any) -> Iterator[tuple[list[str], list[Any]]]:
    """The fields below an element in order: their codes in words, and the text nodes of what they show."""
    code: list[str] = []
    shown: list[Any] = []
    state = ""
    for element in body.iter():
        name = str(element.tag).rpartition("}")[2]
        if name == "fldSimple":
            yield element.get(f"{{{_WORDS}}}instr", "").split(), list(element.iter(f"{{{_WORDS}}}t"))
        elif name == "fldChar":
            state = element.get(f"{{{_WORDS}}}fldCharType", "")
            if state == "begin":
                code, shown = [], []
            elif state == "end":
                yield "".join(code).split(), shown
        elif name == "instrText" and state == "begin":
            code.append(element.text or "")
        elif name == "t" and state == "separate":
            shown.append(element)


def _element(xml: str) -> Any:
    from docx.oxml import parse_xml

    return parse_xml(xml.replace(">", f' xmlns:w="{_WORDS}">', 1))


def _styled(kind: str, style: str) -> str:
    return f"<w:{kind}Style w:val={quoteattr(style)}/>" if style else ""


def _run(text: str, looks: str = "") -> str:
    return f'<w:r>{looks}<w:t xml:space="preserve">{escape(visible(text))}</w:t></w:r>' if text else ""


def _table(table: Printed, styles: WordStyles, width: int) -> str:
    figures = max(len(table.heads) - 1, 1)
    labels = max(_LEAST_LABEL, min(width - figures * _least_width(table), width * 2 // 5))
    widths = [labels, *[(width - labels) // figures] * (len(table.heads) - 1)]
    borders = "" if styles.table else f"<w:tblBorders><w:top {_RULE}/><w:bottom {_RULE}/></w:tblBorders>"
    what = f"{table.title}. {table.scope}" if table.scope else table.title
    properties = (
        f'<w:tblPr>{_styled("tbl", styles.table)}<w:tblW w:w="{sum(widths)}" w:type="dxa"/>{borders}'
        '<w:tblLayout w:type="fixed"/>'
        '<w:tblLook w:val="04A0" w:firstRow="1" w:lastRow="0" w:firstColumn="1" w:lastColumn="0" w:noHBand="0" '
        f'w:noVBand="1"/><w:tblCaption w:val={quoteattr(visible(table.title))}/>'
        f"<w:tblDescription w:val={quoteattr(visible(what))}/></w:tblPr>"
    )
    columns = "".join(f'<w:gridCol w:w="{one}"/>' for one in widths)
    first_base = next((row for row in table.rows if row.is_base), None)
    # A short table stays on one page: each row with the next, the last one with nothing.
    kept = table.rows[:-1] if len(table.rows) <= _MOST_ROWS_TOGETHER else ()
    rows = [_head(table, widths)]
    rows += [
        _row(row, table, widths, is_ruled=row is first_base and not styles.table, is_kept=i < len(kept))
        for i, row in enumerate(table.rows)
    ]
    return f"<w:tbl>{properties}<w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"


def _head(table: Printed, widths: list[int]) -> str:
    cells = [
        _cell(text, width, _size_of(table), is_figure=is_figure, is_strong=True, rule="bottom", is_kept=True)
        for text, width, is_figure in zip(table.heads, widths, (False, *_are_figures(table)), strict=True)
    ]
    return f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{''.join(cells)}</w:tr>"


def _row(row: PrintedRow, table: Printed, widths: list[int], *, is_ruled: bool, is_kept: bool) -> str:
    rule, size = "top" if is_ruled else "", _size_of(table)
    cells = [_cell(row.label, widths[0], size, indent=row.indent, is_strong=row.is_strong, rule=rule, is_kept=is_kept)]
    cells += [
        _cell(text, width, size, is_figure=is_figure, is_strong=row.is_strong, rule=rule)
        for text, width, is_figure in zip(row.texts, widths[1:], _are_figures(table), strict=True)
    ]
    return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(cells)}</w:tr>"


def _least_width(table: Printed) -> int:
    """The least width of a column of figures: no word of a head is broken, unless it is a very long one."""
    words = max(map(longest_piece, table.heads[1:]), default=0)
    return max(_LEAST_ASIDE if table.has_asides else _LEAST_FIGURE, min(_MARGINS + words * _LETTER, _WIDEST_WORD))


def _are_figures(table: Printed) -> list[bool]:
    """Of each column after the labels, whether it holds figures."""
    return [not is_text for is_text in table.is_text]


def _size_of(table: Printed) -> int:
    """The size of type in half points: smaller where intervals or errors stand beside figures."""
    return 18 if table.has_asides else 20


def _cell(
    text: str,
    width: int,
    size: int,
    *,
    is_figure: bool = False,
    is_strong: bool = False,
    indent: int = 0,
    rule: str = "",
    is_kept: bool = False,
) -> str:
    border = f"<w:tcBorders><w:{rule} {_RULE}/></w:tcBorders>" if rule else ""
    place = '<w:jc w:val="right"/>' if is_figure else ""
    inset = f'<w:ind w:left="{240 * indent}"/>' if indent else ""
    looks = f'<w:rPr>{"<w:b/>" if is_strong else ""}<w:sz w:val="{size}"/></w:rPr>'
    bottom = '<w:vAlign w:val="bottom"/>' if rule == "bottom" else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{border}{bottom}</w:tcPr><w:p><w:pPr>'
        f'{"<w:keepNext/>" if is_kept else ""}<w:spacing w:before="20" w:after="20"/>{inset}{place}</w:pPr>'
        f"{_run(text, looks)}</w:p></w:tc>"
    )
