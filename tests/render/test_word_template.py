"""Somebody's own Word document: markers in any place are filled, all else stays, and what is unknown is told."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import docx
import numpy as np
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from hypothesis import given, settings, strategies as st
from tests.render.samples import HOSTILE, columns_of, hostile_results, results_of, table_of, with_precision

from timediary.model.line import Line, LineKind
from timediary.model.problem import RequestError
from timediary.model.table import Status
from timediary.render.markers import MARKER, markers_of, parse_marker, text_meant
from timediary.render.word_template import DrawnPicture, fill_template

if TYPE_CHECKING:
    from collections.abc import Callable

    from timediary.model.results import Results

ESTIMATE = [[0.125, 0.2, 0.3], [0.25, 0.2, 0.1], [0.375, 0.4, 0.4], [0.625, 0.6, 0.6]]
LEVELS = (Line("csd", "CSD", LineKind.LEVEL), Line("dass", "DASS", LineKind.LEVEL), Line("all", "All", LineKind.ALL))
RESULTS = results_of(
    with_precision(table_of(columns_of(), estimate=[[0.3], [0.1], [0.4], [0.6]], id_="overall"), 0.01),
    with_precision(table_of(LEVELS, estimate=ESTIMATE, base=[5, 95, 100]), 0.01),
)


def png() -> bytes:
    """A picture of two points by one."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 2, 1, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0\0\0")) + chunk(b"IEND", b"")


def draw(name: str, category: str, width: float) -> DrawnPicture:
    if name not in ("composition:setting", "dots"):
        raise RequestError(f"There is no picture '{name}'.")
    return DrawnPicture(png(), f"{name} {category} {width:.0f} mm", "Bars of shares <by> setting.")


def template(write: Callable[[Any], object]) -> bytes:
    document = docx.Document()
    write(document)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def paragraphs(*texts: str) -> bytes:
    def write(document: Any) -> None:
        for text in texts:
            document.add_paragraph(text)

    return template(write)


def filled(content: bytes, results: Results = RESULTS) -> Any:
    return docx.Document(io.BytesIO(fill_template(content, results, draw)))


def texts(document: Any) -> list[str]:
    return ["".join(node.text or "" for node in p._p.iter(qn("w:t"))) for p in document.paragraphs]


@pytest.mark.parametrize(
    ("marker", "expected"),
    [
        ("{{ value direct_contact }}", "30%"),
        ("{{value direct_contact setting=csd}}", "13% [u]"),
        ("{{ VALUE direct_contact  setting = csd }}", None),
        ("{{ interval direct_contact }}", "28–32%"),  # noqa: RUF001
        ("{{ error direct_contact setting=dass }}", "1.0"),
        ("{{ respondents }}", "100"),
        ("{{ respondents setting=csd }}", "5"),
        ("{{ hours setting=dass }}", "6,451"),
        ("{{ headline }}", RESULTS.headline),
        ("{{ study }}", RESULTS.study.name),
        ("{{ program }}", "timediary 1.0"),
    ],
)
def test_a_figure_within_a_text(marker: str, expected: str | None) -> None:
    content = paragraphs(f"Of all time {marker} was so.")
    if expected is None:
        with pytest.raises(RequestError, match="one name belongs after 'value'"):
            filled(content)
    else:
        assert texts(filled(content)) == [f"Of all time {expected} was so."]


def test_a_figure_that_is_hidden_in_a_table_is_hidden_in_a_text() -> None:
    table = RESULTS.tables[1]
    hidden = replace(table, status=np.full(table.estimate.shape, Status.SUPPRESSED, object))
    marks = [f"{{{{ {kind} recording setting=csd }}}}" for kind in ("value", "interval", "error")]
    document = filled(paragraphs("; ".join(marks)), results_of(RESULTS.tables[0], hidden))
    assert texts(document) == ["[c]; [c]; [c]"]


@pytest.mark.slow
@given(st.lists(st.integers(0, 40), max_size=6))
@settings(max_examples=15)
def test_a_marker_is_found_however_word_splits_it(cuts: list[int]) -> None:
    text = "CSD {{ value direct_contact setting=csd }}, all {{ value recording }}."
    at = [0, *sorted(cuts), len(text)]

    def write(document: Any) -> None:
        paragraph = document.add_paragraph()
        for start, end in pairwise(at):
            paragraph.add_run(text[start:end]).bold = bool(start % 2)

    document = filled(template(write))
    assert texts(document) == ["CSD 13% [u], all 10%."]
    assert len(document.paragraphs[0].runs) == len(at) - 1


def test_a_table_takes_the_place_of_its_paragraph() -> None:
    document = filled(paragraphs("Before", "{{ table setting }}", "After"))
    (table,) = document.tables
    assert [cell.text for cell in table.rows[1].cells] == ["Direct contact", "13% [u]", "20%", "30%"]
    assert table._tbl.tr_lst[0].trPr.find(qn("w:tblHeader")) is not None
    assert texts(document)[:2] == ["Before", "Table 1: Share of recorded time by setting"]
    assert texts(document)[-1] == "After"
    assert not [text for text in texts(document) if "{{" in text]
    assert document.paragraphs[1].style.name == "Caption"


def test_what_stands_beside_figures_can_be_asked_for() -> None:
    (table,) = filled(paragraphs("{{ table setting show=interval }}")).tables
    assert table.rows[1].cells[2].text == "20% (18–22)"  # noqa: RUF001


@pytest.mark.parametrize("quoted", ['"Light List"', "“Light List”", "'light list'"])
def test_a_table_takes_the_style_that_is_named(quoted: str) -> None:
    (table,) = filled(paragraphs(f"{{{{ table setting style={quoted} }}}}")).tables
    assert table.style.name == "Light List"
    with pytest.raises(RequestError, match=r"no table style 'Mine'. It has: .*light list"):
        filled(paragraphs("{{ table setting style=Mine }}"))


def test_captions_are_counted_with_those_that_are_there() -> None:
    def write(document: Any) -> None:
        document.add_paragraph("{{ table overall }}")
        caption = document.add_paragraph("Table ", style="Caption")
        for kind, text in (("begin", ""), ("", " SEQ Table \\* ARABIC "), ("separate", ""), ("t", "1"), ("end", "")):
            run = caption.add_run(text if kind == "t" else "")
            if kind in ("begin", "separate", "end"):
                run._r.append(OxmlElement("w:fldChar", attrs={qn("w:fldCharType"): kind}))
            elif not kind:
                code = OxmlElement("w:instrText")
                code.text = text
                run._r.append(code)
        document.add_paragraph("{{ table setting }}")

    captions = [text for text in texts(filled(template(write))) if text.startswith("Table ")]
    assert [caption[:7] for caption in captions] == ["Table 1", "Table 2", "Table 3"]


def test_cells_headers_and_footers_are_filled() -> None:
    def write(document: Any) -> None:
        table = document.add_table(2, 2)
        table.cell(0, 0).text = "{{ value recording setting=dass }}"
        table.cell(1, 1).text = "{{ table setting }}"
        document.sections[0].header.paragraphs[0].text = "{{ study }}"
        document.sections[0].footer.paragraphs[0].text = "{{ respondents }} diaries"

    document = filled(template(write))
    outer = document.tables[0]
    assert outer.cell(0, 0).text == "20%"
    assert [row.cells[0].text for row in outer.cell(1, 1).tables[0].rows][:2] == ["Activity", "Direct contact"]
    assert outer.cell(1, 1)._tc[-1].tag == qn("w:p")
    assert document.sections[0].header.paragraphs[0].text == RESULTS.study.name
    assert document.sections[0].footer.paragraphs[0].text == "100 diaries"


def test_a_picture_has_its_description_and_the_width_of_the_text() -> None:
    document = filled(paragraphs("{{ picture composition:setting }}", "{{ picture dots category=recording }}"))
    width = document.sections[0].page_width - document.sections[0].left_margin - document.sections[0].right_margin
    assert [abs(shape.width - width) < 1000 for shape in document.inline_shapes] == [True, True]
    (first, _) = document.inline_shapes
    assert first._inline.docPr.get("descr") == "Bars of shares <by> setting."
    captions = [text for text in texts(document) if text.startswith("Figure")]
    assert captions == ["Figure 1: composition:setting  152 mm", "Figure 2: dots recording 152 mm"]


def test_provenance_is_a_paragraph_each() -> None:
    document = filled(paragraphs("{{ provenance }}"))
    assert texts(document) == [f"{label}: {text}" for label, text in RESULTS.provenance.lines]


def test_all_else_stays() -> None:
    def write(document: Any) -> None:
        document.core_properties.author = "The council"
        document.add_heading("A title", 1)
        document.add_paragraph("Text", style="List Bullet").add_run(" in bold").bold = True
        document.add_page_break()

    before = docx.Document(io.BytesIO(template(write)))
    after = filled(template(write))
    assert after.core_properties.author == "The council"
    assert after.element.body.xml == before.element.body.xml
    assert after.styles.element.xml == before.styles.element.xml


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{{ tabel setting }}", r"\{\{ tabel setting \}\}: a marker begins with one of .* Did you mean 'table'\?"),
        ("{{ table role }}", "there is no table 'role'. There are: overall, setting; --by"),
        ("{{ value tea }}", "has no row 'tea'. It has: direct_contact, recording"),
        ("{{ value recording setting=x }}", "has no column 'x'. It has: csd, dass, all"),
        ("{{ value recording role=x }}", "there is no table 'role'"),
        ("{{ picture pie }}", "There is no picture 'pie'"),
        ("{{ table setting colour=red }}", "'table' has no 'colour'; it has style, show"),
        ("{{ table setting show=all }}", "'show' is one of share, interval, se"),
        ("See {{ table setting }}", "takes a paragraph of its own"),
        ("{{ value recording", "braces of a marker are missing"),
        ('{{ table setting style="x }}', "a quotation mark is missing"),
        ("{{ }}", "a marker begins with one of"),
    ],
)
def test_what_cannot_be_filled_is_told(text: str, told: str) -> None:
    with pytest.raises(RequestError, match=told):
        filled(paragraphs("{{ headline }}", text))


def test_all_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(RequestError) as caught:
        filled(paragraphs("{{ a }} and {{ b }}", "{{ table c }}", "{{ value d }}"))
    for told in ("{{ a }}", "{{ b }}", "{{ table c }}", "{{ value d }}", "--markers"):
        assert told in str(caught.value)


@pytest.mark.parametrize("content", [b"", b"dear all", b"PK\x03\x04"])
def test_what_is_no_document_is_told(content: bytes) -> None:
    with pytest.raises(RequestError, match="can't be opened as a Word document"):
        fill_template(content, RESULTS, draw)


def test_every_marker_that_is_listed_can_be_filled() -> None:
    crossed = table_of(
        (Line("csd/m", "CSD / M", LineKind.LEVEL, parts=("CSD", "M")), Line("all", "All", LineKind.ALL)),
        id_="setting,role",
    )
    other = table_of(LEVELS, id_="unsocial_hours,setting")
    results = results_of(*RESULTS.tables, crossed, other, table_of(columns_of(), id_="unsocial_hours"))
    listed = list(markers_of(results, [("dots", "dots")]))
    assert len({marker for marker, _ in listed}) == len(listed)
    for marker, what in listed:
        (inner,) = MARKER.findall(marker)
        parsed = parse_marker(inner)
        if not parsed.is_block:
            text = text_meant(parsed, results)
            assert text == what.split(":")[0] or parsed.kind in ("headline", "title", "subtitle", "study", "program")
    document = filled(paragraphs(*(marker for marker, _ in listed)), results)
    assert len(document.tables) == 5


def test_text_of_the_input_is_shown_and_never_acts() -> None:
    results = hostile_results()
    content = fill_template(paragraphs("{{ headline }}", "{{ provenance }}"), results, draw)
    shown = texts(docx.Document(io.BytesIO(content)))
    assert shown[0] == HOSTILE[1]
    assert f"Input: {HOSTILE[0]}" in shown


def test_a_replacement_is_no_marker_again() -> None:
    results = results_of(*RESULTS.tables, headline="{{ study }}")
    assert texts(filled(paragraphs("{{ headline }} {{ respondents }}"), results)) == ["{{ study }} 100"]


def test_the_same_template_gives_the_same_bytes() -> None:
    content = paragraphs("{{ table setting }}", "{{ picture dots }}")
    first = fill_template(content, RESULTS, draw)
    assert first == fill_template(content, RESULTS, draw)
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {member.date_time[0] for member in archive.infolist()} == {1980}


def test_footnotes_are_filled() -> None:
    content = paragraphs("Text")
    footnotes = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:footnotes xmlns:w='
        '"http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:footnote w:id="2"><w:p><w:r>'
        "<w:t>Of {{ respond</w:t></w:r><w:r><w:t>ents }} diaries.</w:t></w:r></w:p></w:footnote></w:footnotes>"
    )
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(file, "w") as target:
        for name in source.namelist():
            part = source.read(name).decode("utf-8", "surrogateescape")
            if name == "[Content_Types].xml":
                part = part.replace(
                    "</Types>",
                    '<Override PartName="/word/footnotes.xml" ContentType="application/vnd.openxmlformats-'
                    'officedocument.wordprocessingml.footnotes+xml"/></Types>',
                )
            if name == "word/_rels/document.xml.rels":
                part = part.replace(
                    "</Relationships>",
                    '<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
                    'relationships/footnotes" Target="footnotes.xml"/></Relationships>',
                )
            target.writestr(name, part.encode("utf-8", "surrogateescape"))
        target.writestr("word/footnotes.xml", footnotes)
    came = fill_template(file.getvalue(), RESULTS, draw)
    with zipfile.ZipFile(io.BytesIO(came)) as archive:
        text = archive.read("word/footnotes.xml").decode()
    assert "Of 100" in text
    assert "ents }}" not in text
