"""`tables.xlsx` and `tables.ods`, read back; that they are accessible is seen for every workbook of every test."""

from __future__ import annotations

import csv
import io
import re
import shutil
import subprocess
import zipfile
from datetime import datetime
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from tests.render.samples import (
    FORMATS,
    HOSTILE,
    ROWS,
    columns_of,
    hostile_comparison,
    hostile_results,
    odd_comparisons,
    odd_results,
    problems_of,
    results_of,
    setting_tested,
    table_of,
    with_precision,
)
from tests.render.workbooks import book_of, formats_of, lines_of, rows_of, values_of

from timediary.accessibility import check_content
from timediary.model.comparison import Comparisons
from timediary.model.document import Edition, Medium
from timediary.model.line import Line, LineKind
from timediary.model.number import NumberForm, Quantity
from timediary.render.painters.xlsx import number_format
from timediary.render.sheets import SheetCell, sheet_names
from timediary.render.views import document_of
from timediary.render.workbook import workbook_of

if TYPE_CHECKING:
    from pathlib import Path

    from timediary.model.results import Results

ODD = odd_results()
COMPARISONS = odd_comparisons()
KINDS = ("xlsx", "ods")
IN_BOOK = Edition(Medium.BOOK, folder="")


def sheets_of(kind: str, results: object) -> list[str]:
    return list(values_of(FORMATS[kind].render(results)))


@pytest.mark.parametrize("kind", KINDS)
def test_one_table_a_sheet_between_what_explains_them_and_what_is_wrong(kind: str) -> None:
    tables = [table_of(id_="overall"), with_precision(table_of(id_="setting,role"))]
    assert sheets_of(kind, results_of(*tables, problems=problems_of(1))) == [
        "Cover",
        "Contents",
        "Notes",
        "overall",
        "setting_role",
        "setting_role_margins",
        "Diary_cells",
        "Problems",
    ]
    assert sheets_of(kind, results_of())[-1] == "Diary_cells"


@pytest.mark.parametrize("odd", ODD)
def test_both_kinds_hold_the_same(odd: str) -> None:
    assert _alike(*(values_of(FORMATS[kind].render(ODD[odd])) for kind in KINDS))


@pytest.mark.parametrize("odd", COMPARISONS)
def test_both_kinds_hold_the_same_comparisons(odd: str) -> None:
    contents = [FORMATS[kind].render(Comparisons((COMPARISONS[odd],) * 2, ("=a.xlsx",))) for kind in KINDS]
    assert _alike(*map(values_of, contents))


def test_document_information_follows_from_the_content() -> None:
    results = results_of()
    properties = book_of(FORMATS["xlsx"].render(results)).properties
    assert (properties.title, properties.subject) == (results.study.name, results.headline)
    assert properties.created == properties.modified == datetime(2010, 1, 1)
    assert properties.language == "en-GB"
    with zipfile.ZipFile(io.BytesIO(FORMATS["ods"].render(results))) as archive:
        meta = archive.read("meta.xml").decode()
    assert f"<dc:title>{results.study.name}</dc:title>" in meta
    assert "<dc:language>en-GB</dc:language>" in meta


def test_numbers_are_numbers_in_full_with_formats() -> None:
    estimate = [[0.125, 1 / 3, np.nan], [0.2, 0.3, 0.4], [0.5, 0.6, 0.7], [1, 0, 1]]
    content = FORMATS["xlsx"].render(results_of(table_of(estimate=estimate, base=[5, 467, 472], decimals=1)))
    assert [list(row.values()) for row in rows_of(content, "setting")] == [
        ["Direct contact", 0.125, 1 / 3, "[z]"],
        ["Case-related recording", 0.2, 0.3, 0.4],
        ["Client-related work", 0.5, 0.6, 0.7],
        ["Other sundry", 1, 0, 1],
        ["Respondents", 5, 467, 472],
        ["Hours recorded", 900.5, 6450.5, 12000.5],
    ]
    formats = formats_of(content, "setting")
    assert formats[0][1:3] == ['0.0%" [u]"', "0.0%"]
    assert formats[5][1:] == ["#,##0_ _[_u_]", "#,##0", "#,##0"]


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_said_above_a_table(kind: str) -> None:
    estimate = [[0.001, np.nan, 0.3]] * 4
    content = FORMATS[kind].render(results_of(table_of(base=[5, 95, 100], estimate=estimate)))
    assert lines_of(content, "setting") == [
        "Share of recorded time by setting [note 1]",
        "300 diaries, 12,000 hours",
        "Figures are percentages. The last rows are what they rest on: Respondents and Hours recorded.",
        "[low] low: more than nothing, and shown as 0 when rounded.",
        "[u] low reliability: fewer than 30 respondents.",
        "[z] not applicable: nothing recorded to take a figure from.",
        "Source: A survey",
    ]
    assert next(iter(rows_of(content, "setting")[0])) == "Activity [note 2]"
    assert rows_of(content, "Notes") == [
        {"Note": "[note 1]", "What it says": "Each figure is all the time in the row.", "Sheets": "setting"},
        {
            "Note": "[note 2]",
            "What it says": "Subtotal of other rows of the table: Client-related work.",
            "Sheets": "setting",
        },
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_shorthand_is_explained_only_where_it_is_used(kind: str) -> None:
    content = FORMATS[kind].render(results_of(table_of()))
    assert [line for line in lines_of(content, "setting") if line.startswith("[")] == []


def test_a_figure_that_rounding_makes_nothing_is_said_to_be_low() -> None:
    table = table_of(columns_of(), ROWS[:3], estimate=[[0.004], [0.0], [0.005]])
    shown = formats_of(FORMATS["xlsx"].render(table), "setting")
    assert [row[1] for row in shown[:3]] == ['0%" [low]"', "0%_ _[_l_o_w_]", "0%_ _[_l_o_w_]"]


@pytest.mark.parametrize("kind", KINDS)
def test_the_precision_of_every_figure_has_a_row(kind: str) -> None:
    table = with_precision(table_of(rows=ROWS[:2], estimate=[[0.255, 0.5, 0.26], [0.2, 0.09, np.nan]]), 0.01)
    rows = rows_of(FORMATS[kind].render(table), "setting_margins")
    assert [(row["Activity"], row["Who"], row["Share"]) for row in rows] == [
        ("Direct contact", "CSD", 0.255),
        ("Direct contact", "DASS", 0.5),
        ("Direct contact", "All", 0.26),
        ("Case-related recording", "CSD", 0.2),
        ("Case-related recording", "DASS", 0.09),
        ("Case-related recording", "All", "[z]"),
    ]
    assert list(rows[0].values())[3:] == pytest.approx([0.235, 0.275, 0.01, 100])
    assert rows[5]["95% interval, lower limit"] == "[x]"


def test_a_subtotal_is_bold_and_rows_below_others_are_indented() -> None:
    page = book_of(FORMATS["xlsx"].render(results_of(table_of(base=5))))["setting"]
    bold = {row[0].value: [cell.font.bold for cell in row] for row in page[next(iter(page.tables.values())).ref]}
    assert bold["Client-related work"] == [True] * 4
    assert bold["Direct contact"] == [False] * 4
    page = book_of(FORMATS["xlsx"].render(ODD["hours"]))["setting"]
    indents = {row[0].value: row[0].alignment.indent for row in page[next(iter(page.tables.values())).ref]}
    assert (indents["Mean"], indents["of those"]) == (0, 1)


def test_tables_are_named_and_print_their_head_on_every_page() -> None:
    book = book_of(FORMATS["xlsx"].render(results_of(table_of(id_="setting"), table_of(id_="d1"))))
    names = [table.displayName for page in book for table in page.tables.values()]
    assert names == ["Cover", "Contents", "Notes", "setting", "table_d1", "Diary_cells"]
    assert book["setting"].print_title_rows == "$5:$5"
    assert book["setting"].print_title_cols == "$A:$A"


@pytest.mark.parametrize("kind", KINDS)
def test_the_cover_says_where_it_comes_from(kind: str) -> None:
    results = results_of(problems=problems_of(3))
    content = FORMATS[kind].render(results)
    lines = lines_of(content, "Cover")
    assert lines[0] == results.study.name
    assert {results.headline, "3 problems found; 3 diary cells left out of every total."} <= set(lines)
    assert [tuple(row.values()) for row in rows_of(content, "Cover")] == results.provenance.lines
    assert results.provenance.inputs[0].sha256 in dict(results.provenance.lines).values()
    assert rows_of(content, "Diary_cells")[0]["Number"] == 1203


def test_contents_lead_to_every_sheet() -> None:
    page = book_of(FORMATS["xlsx"].render(results_of(table_of(), problems=problems_of(3))))["Contents"]
    links = {cell.value: cell.hyperlink.location for row in page for cell in row if cell.hyperlink}
    assert links == {name: f"'{name}'!A1" for name in ("Notes", "setting", "Diary_cells", "Problems")}


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_problems_sheet(kind: str) -> None:
    rows = rows_of(FORMATS[kind].render(results_of(problems=problems_of(3))), "Problems")
    assert [row["row"] for row in rows] == [2, 3, 4]
    assert {row["remedy"] for row in rows} == {"Correct it, or clear the cell."}
    content = FORMATS[kind].render(results_of(problems=problems_of(2_001)))
    assert len(rows_of(content, "Problems")) == 2_000
    assert "The first 2,000 are here; all are in problems.csv." in lines_of(content, "Problems")


def test_nothing_is_a_formula_or_a_link_out() -> None:
    contents = [FORMATS["xlsx"].render(hostile_results())]
    contents.append(FORMATS["xlsx"].render(Comparisons((hostile_comparison(),), ("=a.xlsx",))))
    for content in contents:
        cells = [cell for page in book_of(content) for row in page for cell in row if cell.value is not None]
        assert {cell.data_type for cell in cells} == {"s", "n"}
        assert all(cell.hyperlink.location and not cell.hyperlink.target for cell in cells if cell.hyperlink)
    shown = {str(value) for rows in values_of(contents[0]).values() for row in rows for value in row}
    assert {HOSTILE[0], HOSTILE[2], HOSTILE[3], "\ufffd[31mred"} <= shown


def test_nothing_acts_in_an_open_document() -> None:
    with zipfile.ZipFile(io.BytesIO(FORMATS["ods"].render(hostile_results()))) as archive:
        assert archive.namelist()[0] == "mimetype"
        assert archive.infolist()[0].compress_type == zipfile.ZIP_STORED
        parts = {name: archive.read(name) for name in archive.namelist() if name.endswith(".xml")}
    trees = [ElementTree.fromstring(part) for part in parts.values()]  # noqa: S314 - our own
    tags = {element.tag.rpartition("}")[2] for tree in trees for element in tree.iter()}
    assert not tags & {"script", "event-listener", "scripts"}
    assert b"table:formula" not in parts["content.xml"]
    links = re.findall(rb'xlink:href="([^"]*)"', parts["content.xml"])
    assert links
    assert all(link.startswith(b"#") for link in links)


@pytest.mark.parametrize(
    "text", ["<r>x</r>", "<r><t>x</t></r>", "_x0041_", " a  b ", "a&b", '"q"', "é児👩", "-", "[note 9]"]
)
@pytest.mark.parametrize("kind", KINDS)
def test_odd_labels_come_back(kind: str, text: str) -> None:
    row, column = Line("a", text, LineKind.GROUP), Line("b", text, LineKind.LEVEL)
    rows = rows_of(_rendered(kind, results_of(table_of([column], [row], estimate=[[0.5]], notes=()))), "setting")
    label, head = rows[0]["Activity"], list(rows[0])[1]
    assert label.strip() == text.strip()
    assert head.strip().replace("\u200b", "") == text.strip()


def _rendered(kind: str, results: Results) -> bytes:
    """Without the check: a label may be a symbol or a note if people will have it so."""
    return FORMATS[kind].paint(document_of(results, IN_BOOK))


@pytest.mark.slow
@given(st.text(st.characters(codec="utf-8"), max_size=40))
@settings(max_examples=60)
def test_any_label_makes_a_workbook_of_both_kinds(text: str) -> None:
    lines = [Line("a", text, LineKind.GROUP), Line("b", text.upper(), LineKind.GROUP)]
    results = results_of(table_of(lines, lines, estimate=[[0.5, 0.2]] * 2, id_=text, title=text or "x", notes=(text,)))
    one, other = (values_of(_rendered(kind, results)) for kind in KINDS)
    assert list(one) == list(other)
    assert len(one) == len(set(map(str.casefold, one)))


def test_text_longer_than_a_cell_is_cut() -> None:
    rows = rows_of(FORMATS["xlsx"].render(results_of(problems=problems_of(1, content="x" * 40_000))), "Problems")
    assert len(rows[0]["content"]) == 32_767


@pytest.mark.parametrize("kind", KINDS)
def test_a_table_by_itself(kind: str) -> None:
    content = FORMATS[kind].render(table_of(rows=ROWS[:1], estimate=[[0, 0.5, 1]]))
    assert list(values_of(content)) == ["Cover", "Contents", "Notes", "setting"]
    assert list(rows_of(content, "setting")[0].values()) == ["Direct contact", 0, 0.5, 1]


def test_names_of_sheets_keep_the_rules() -> None:
    wanted = ["Contents", "contents", "a/b:c*[d]?\\e", "x" * 40, "x" * 40, "'quoted'", "History", "", "👩" * 20, "-1"]
    assert sheet_names(wanted) == [
        "Contents",
        "contents_2",
        "a_b_c_d_e",
        "x" * 31,
        "x" * 29 + "_2",
        "quoted",
        "History_2",
        "Table",
        "Table_2",
        "1",
    ]
    assert sheet_names([("x" * 40, "_margins"), ("x" * 40, "_margins")]) == [
        "x" * 23 + "_margins",
        "x" * 21 + "_margins_2",
    ]


@pytest.mark.parametrize(
    ("form", "mark", "expected"),
    [
        (NumberForm(Quantity.PERCENT), "", "0%"),
        (NumberForm(Quantity.PERCENT, 1), "[u]", '0.0%" [u]"'),
        (NumberForm(decimals=1), "", "#,##0.0"),
        (NumberForm(Quantity.POINTS, 1, True), "[s]", '+#,##0.0" [s]";-#,##0.0" [s]";#,##0.0" [s]"'),
        (NumberForm(Quantity.PROBABILITY, 3), "", '[<0.001]"< 0.001";0.000'),
    ],
)
def test_number_formats(form: NumberForm, mark: str, expected: str) -> None:
    assert number_format(form, mark) == expected
    assert SheetCell(0.5, form, mark).text.endswith(mark)


OFFICE = pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice")


def converted(content: bytes, kind: str, target: str, folder: Path) -> bytes:
    """The file as LibreOffice opens and saves it; it would refuse one that needs a repair."""
    path = folder / f"tables.{kind}"
    path.write_bytes(content)
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", target, "--outdir", str(folder / target), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return (folder / target / f"tables.{target}").read_bytes()


@pytest.mark.slow
@OFFICE
@pytest.mark.parametrize(("kind", "ways"), [("xlsx", ("ods", "xlsx")), ("ods", ("xlsx", "ods"))])
@pytest.mark.parametrize(
    "results", [results_of(setting_tested(base=[5, 95, 100])), hostile_results()], ids=["tame", "hostile"]
)
def test_a_round_trip_through_libreoffice(kind: str, ways: tuple[str, str], results: object, tmp_path: Path) -> None:
    content = FORMATS[kind].render(results)
    before, came = values_of(content), content
    for step, target in enumerate(ways):
        folder = tmp_path / str(step)
        folder.mkdir()
        came = converted(came, kind if step == 0 else ways[0], target, folder)
        assert _alike(values_of(came), before)
    report = check_content(came, f".{kind}")
    lost = {rule.id for rule in report.broken}
    # LibreOffice puts headers and footers on pages and forgets which ranges are tables.
    assert lost <= {"headers", "marked_up_tables"}, report.lines()


def _alike(one: dict[str, list[list[object]]], other: dict[str, list[list[object]]]) -> bool:
    """Whether both hold the same; numbers to 15 digits, which is what a spreadsheet keeps."""
    assert list(one) == list(other)
    for name in one:
        for row, same in zip(one[name], other[name], strict=True):
            for cell, copy in zip(row, same, strict=True):
                exact = isinstance(cell, str)
                assert copy == (cell if exact else pytest.approx(cell, rel=1e-14)), name
    return True


@pytest.mark.slow
@OFFICE
@pytest.mark.parametrize("kind", KINDS)
def test_a_spreadsheet_program_shows_what_is_meant(kind: str, tmp_path: Path) -> None:
    tables = [
        setting_tested(base=[5, 95, 100], decimals=1),
        with_precision(table_of(id_="b"), 0.001),
        *ODD["hours"].tables,
    ]
    document = document_of(results_of(*tables, problems=problems_of(2)), IN_BOOK)
    workbook = workbook_of(document)
    path = tmp_path / f"tables.{kind}"
    path.write_bytes(FORMATS[kind].paint(document))
    # Every sheet as text, each cell as it is shown.
    options = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true,false,false,-1"
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", options, "--outdir", str(tmp_path), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    for sheet in workbook.sheets:
        with (tmp_path / f"tables-{sheet.name}.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
        assert [row[0] for row in rows[: len(sheet.lines)]] == [line.text for line in sheet.lines]
        assert sheet.table is not None
        shown = [[text.strip() for text in row] for row in rows[len(sheet.lines) + 1 :]]
        assert shown == [[cell.text.strip() for cell in row] for row in sheet.table.rows], sheet.name
