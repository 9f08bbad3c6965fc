"""`tables.docx`: native tables, marked and described, in a document that says its title and language."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import time
from typing import TYPE_CHECKING, Any

import docx
import pytest
from docx.oxml.ns import qn
from tests.render.samples import (
    FORMATS,
    HOSTILE,
    columns_of,
    hostile_comparison,
    hostile_results,
    odd_comparisons,
    odd_results,
    results_of,
    setting_tested,
    table_of,
    with_precision,
)

from timediary.model.comparison import Comparisons

if TYPE_CHECKING:
    from pathlib import Path

WORD = FORMATS["docx"]
ODD = odd_results()


def document_of(content: bytes) -> Any:
    return docx.Document(io.BytesIO(content))


def texts_of(table: Any) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


def paragraphs_of(document: Any) -> list[str]:
    """The texts of paragraphs, fields included."""
    return ["".join(text.text or "" for text in p._p.iter(qn("w:t"))) for p in document.paragraphs]


def test_a_table_is_a_native_one_with_caption_and_notes() -> None:
    document = document_of(WORD.render(table_of(estimate=[[0.125, 0.2, 0.3]] * 4, base=[5, 95, 100])))
    (table,) = document.tables
    assert texts_of(table)[:2] == [["Activity", "CSD", "DASS", "All"], ["Direct contact", "13% [u]", "20%", "30%"]]
    assert texts_of(table)[-2:] == [["Respondents", "5", "95", "100"], ["Hours recorded", "901", "6,451", "12,001"]]
    assert paragraphs_of(document)[1:] == [
        "Table 1: Share of recorded time by setting",
        "300 diaries, 12,000 hours",
        "Each figure is all the time in the row.",
        "[u] low reliability: fewer than 30 respondents.",
        "Source: A survey.",
        "",
    ]
    assert [field.get(qn("w:instr")).split()[:2] for field in document.element.iter(qn("w:fldSimple"))] == [
        ["SEQ", "Table"]
    ]
    assert document.paragraphs[1].style.name == "Caption"


def test_the_head_is_marked_and_repeated_and_the_table_described() -> None:
    (table,) = document_of(WORD.render(table_of())).tables
    head, *rows = table._tbl.tr_lst
    assert head.trPr.find(qn("w:tblHeader")) is not None
    assert all(row.trPr.find(qn("w:tblHeader")) is None for row in rows)
    assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")) == "Share of recorded time by setting"
    assert "300 diaries" in table._tbl.tblPr.find(qn("w:tblDescription")).get(qn("w:val"))
    assert not list(table._tbl.iter(qn("w:gridSpan"), qn("w:vMerge")))
    assert table._tbl.tblPr.find(qn("w:tblLook")).get(qn("w:firstRow")) == "1"


def test_tables_are_counted() -> None:
    document = document_of(WORD.render(results_of(table_of(), table_of(), table_of())))
    captions = [text for text in paragraphs_of(document) if text.startswith("Table ")]
    assert [caption.split(":")[0] for caption in captions] == ["Table 1", "Table 2", "Table 3"]


def test_document_information() -> None:
    document = document_of(WORD.render(results_of()))
    properties = document.core_properties
    assert (properties.title, properties.language) == (results_of().study.name, "en-GB")
    assert properties.author == ""
    languages = {element.get(qn("w:val")) for element in document.styles.element.iter(qn("w:lang"))}
    assert languages == {"en-GB"}
    assert paragraphs_of(document)[-1].startswith("Grouping: ")
    assert any(results_of().provenance.inputs[0].sha256 in text for text in paragraphs_of(document))


def test_bytes_do_not_depend_on_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    first = WORD.render(results_of())
    later = time.time() + 100_000
    monkeypatch.setattr(time, "time", lambda: later)
    assert WORD.render(results_of()) == first


def test_a_wide_table_comes_in_parts_with_its_notes_once() -> None:
    document = document_of(WORD.render(table_of(columns_of(*(f"Level {i}" for i in range(20))))))
    assert [len(table.columns) for table in document.tables] == [12, 11]
    heads = [head for table in document.tables for head in texts_of(table)[0][1:]]
    assert heads == [*(f"Level {i}" for i in range(20)), "All"]
    assert paragraphs_of(document).count("Each figure is all the time in the row.") == 1


def test_the_parts_of_a_wide_table_have_one_number() -> None:
    wide = table_of(columns_of(*(f"Level {i}" for i in range(20))))
    document = document_of(WORD.render(results_of(table_of(), wide, wide, table_of())))
    captions = [text for text in paragraphs_of(document) if text.startswith("Table ")]
    title = "Share of recorded time by setting"
    assert captions == [
        f"Table 1: {title}",
        *(f"Table 2: {title} (part 1 of 2)", "Table 2 (part 2 of 2)"),
        *(f"Table 3: {title} (part 1 of 2)", "Table 3 (part 2 of 2)"),
        f"Table 4: {title}",
    ]
    marks = [(mark.get(qn("w:name")), mark.get(qn("w:id"))) for mark in document.element.iter(qn("w:bookmarkStart"))]
    ends = [mark.get(qn("w:id")) for mark in document.element.iter(qn("w:bookmarkEnd"))]
    fields = [field.get(qn("w:instr")).split() for field in document.element.iter(qn("w:fldSimple"))]
    assert [field[1] for field in fields if field[0] == "REF"] == [name for name, _ in marks]
    assert len(set(marks)) == 2
    assert ends == [id_ for _, id_ in marks]
    assert [field[0] for field in fields].count("SEQ") == 4


def test_intervals_and_findings_are_printed() -> None:
    document = document_of(
        WORD.render(with_precision(table_of(columns_of("A"), estimate=[[0.2, 0.5]] * 4)), "interval")
    )
    assert texts_of(document.tables[0])[1] == ["Direct contact", "20% (18–22)", "50% (48–52)"]  # noqa: RUF001
    said = paragraphs_of(document_of(WORD.render(setting_tested())))
    assert "Case-related recording, DASS: 17.0 points above All (15.0 to 19.0), p < 0.001." in said
    assert "Adjusted by Holm's method." in said


def test_a_comparison_has_a_table_a_column() -> None:
    comparison = odd_comparisons()["one column"]
    document = document_of(WORD.render(Comparisons((comparison,), ("a.xlsx",))))
    assert [texts_of(table)[0][:4] for table in document.tables] == [["Activity", "2009", "2019", "Difference, points"]]
    assert "[s]" in texts_of(document.tables[0])[1][3]
    assert "Input: a.xlsx" in paragraphs_of(document)


def test_text_of_the_input_is_shown_and_never_acts() -> None:
    for content in (WORD.render(hostile_results()), WORD.render(Comparisons((hostile_comparison(),), (HOSTILE[0],)))):
        document = document_of(content)
        shown = {text for table in document.tables for row in texts_of(table) for text in row}
        assert {HOSTILE[0], HOSTILE[1], HOSTILE[3]} <= shown | set(paragraphs_of(document))
        codes = [field.get(qn("w:instr")) for field in document.element.iter(qn("w:fldSimple"))]
        assert {code.split()[0] for code in codes} <= {"SEQ", "REF"}
        assert not list(document.element.iter(qn("w:instrText"), qn("w:hyperlink"), qn("w:object")))


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("lowriter") is None, reason="needs LibreOffice Writer")
@pytest.mark.parametrize("name", ["hostile", *ODD])
def test_other_programs_open_it(name: str, tmp_path: Path) -> None:
    results = hostile_results() if name == "hostile" else ODD[name]
    path = tmp_path / "tables.docx"
    path.write_bytes(WORD.render(results))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "txt:Text", "--outdir", str(tmp_path), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    text = (tmp_path / "tables.txt").read_text(encoding="utf-8")
    captions = [int(number) for number in re.findall(r"^Table (\d+): ", text, re.MULTILINE)]
    assert captions == list(range(1, len(captions) + 1))
    assert len(captions) >= len(results.tables)
    latest = 0
    for number, is_part in re.findall(r"^Table (\d+)(?:: | (\(part))", text, re.MULTILINE):
        assert int(number) == latest + (not is_part)
        latest = int(number)
