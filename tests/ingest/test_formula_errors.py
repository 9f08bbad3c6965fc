"""A formula that gave an error, or was never calculated, is told at its cell in every kind of workbook."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from tests.ingest.files import LONG, RESPONDENTS, STUDY, Formula, Rows, write_xlsx
from tests.ingest.raw_workbooks import Error, write_ods, write_xls, write_xlsb, write_xlsx_xml, xlsx_cells
from tests.ingest.test_layouts import assert_right

from timediary.ingest import read
from timediary.model.problem import ProblemKind

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from timediary.model.survey import Survey

PLANTED = {"D3": "#N/A", "B5": "#DIV/0!", "D9": "#REF!"}
WRITERS: dict[str, Callable[[Path, dict[str, Rows]], Path]] = {
    "xlsb": write_xlsb,
    "ods": write_ods,
    "xls": write_xls,
    "xlsx": lambda path, sheets: write_xlsx_xml(path, {name: xlsx_cells(rows) for name, rows in sheets.items()}),
}


def errors(survey: Survey) -> dict[str, str]:
    """The errors told of the diary, by cell."""
    told = [p for p in survey.problems if p.kind is ProblemKind.FORMULA_ERROR and p.sheet == "d"]
    assert all(problem.cells == 1 for problem in told)
    return {f"{problem.column}{problem.row}": problem.content for problem in told}


def write_uncalculated(path: Path, sheets: dict[str, Rows]) -> Path:
    """A workbook whose formulas no program has calculated."""
    book = openpyxl.Workbook()
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def planted(make: Callable[[str], object]) -> Rows:
    rows = [list(row) for row in LONG]
    for cell, text in PLANTED.items():
        rows[int(cell[1:]) - 1]["ABCD".index(cell[0])] = make(text)
    return rows


@pytest.mark.parametrize("suffix", WRITERS)
def test_every_kind_of_workbook_reads(suffix: str, tmp_path: Path) -> None:
    assert_right(read(WRITERS[suffix](tmp_path / f"a.{suffix}", {"d": LONG, "r": RESPONDENTS}), STUDY))


@pytest.mark.parametrize("of_formula", [True, False])
@pytest.mark.parametrize("suffix", WRITERS)
def test_errors_are_told_in_every_kind_of_workbook(suffix: str, of_formula: bool, tmp_path: Path) -> None:
    sheets = {"d": planted(lambda text: Error(text, of_formula)), "r": RESPONDENTS}
    survey = read(WRITERS[suffix](tmp_path / f"a.{suffix}", sheets), STUDY)
    assert errors(survey) == PLANTED
    assert survey.ledger.left_out == {ProblemKind.FORMULA_ERROR: 3}
    assert survey.ledger.kept == len(LONG) - 1 - 3


def test_errors_in_the_workbooks_of_two_writers_are_told(tmp_path: Path) -> None:
    ours = {"d": planted(lambda text: Formula("=1/0", text)), "r": RESPONDENTS}
    assert errors(read(write_xlsx(tmp_path / "a.xlsx", ours), STUDY)) == PLANTED
    write_uncalculated(tmp_path / "b.xlsx", {"d": planted(str), "r": RESPONDENTS})
    assert errors(read(tmp_path / "b.xlsx", STUDY)) == PLANTED


def test_a_formula_that_was_never_calculated_is_told(tmp_path: Path) -> None:
    sheets = {"d": planted(lambda _: '=IF(A1<B1,"D1","")')}
    survey = read(write_uncalculated(tmp_path / "a.xlsx", sheets), STUDY)
    assert errors(survey) == dict.fromkeys(PLANTED, '=IF(A1<B1,"D1","")')
    assert "no stored result" in survey.problems[0].message


def test_formulas_count_with_their_stored_results(tmp_path: Path) -> None:
    rows = [[Formula("=A1", cell) if n % 2 else cell for n, cell in enumerate(row)] for row in LONG]
    assert_right(read(write_xlsx(tmp_path / "a.xlsx", {"r": RESPONDENTS, "d": rows}), STUDY))


def test_a_formula_that_gives_an_empty_text_is_blank(tmp_path: Path) -> None:
    rows = xlsx_cells([["respondent", "Mon 08:30", "Mon 09:00"], ["R1", "D1"]])
    rows = rows.removesuffix("</row>") + '<c t="str"><f>""</f><v></v></c></row>'
    survey = read(write_xlsx_xml(tmp_path / "a.xlsx", {"d": rows}), STUDY)
    assert [problem.kind for problem in survey.problems] == [ProblemKind.MISSING_SHEET]
    assert (survey.ledger.kept, survey.ledger.blank) == (1, 1)


@pytest.mark.parametrize("prefix", ["x:", ""])
@pytest.mark.parametrize("quote", ['"', "'"])
def test_errors_are_found_however_the_xml_is_written(prefix: str, quote: str, tmp_path: Path) -> None:
    cells: Rows = [["respondent", "Mon 08:30", "Mon 09:00"], ["R1", Error("#N/A"), Error("#REF!", True)]]
    body = xlsx_cells(cells).replace("<", f"<{prefix}").replace(f"<{prefix}/", f"</{prefix}").replace('"', quote)
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    data = f"<{prefix}sheetData>{body}</{prefix}sheetData>"
    xml = f'<{prefix}worksheet xmlns{":x" if prefix else ""}="{space}">{data}</{prefix}worksheet>'
    survey = read(write_xlsx_xml(tmp_path / "a.xlsx", {"d": xml.encode()}), STUDY)
    assert errors(survey) == {"B2": "#N/A", "C2": "#REF!"}


def test_errors_are_found_among_cells_that_dont_all_say_where_they_are(tmp_path: Path) -> None:
    head = xlsx_cells([["respondent", "Mon 08:30", "Mon 09:00", "Mon 09:30"]])
    row = '<row r="4"><c r="A4" t="inlineStr"><is><t>R1</t></is></c>'
    row += '<c r="C4" t="e"><v>#N/A</v></c><c t="e"><v>#REF!</v></c></row>'
    survey = read(write_xlsx_xml(tmp_path / "a.xlsx", {"d": head + row}), STUDY)
    assert errors(survey) == {"C4": "#N/A", "D4": "#REF!"}


def test_an_error_beyond_the_filled_cells_is_told(tmp_path: Path) -> None:
    body = xlsx_cells([["respondent", "Mon 08:30"], ["R1", "D1"]]) + '<row r="5"><c r="A5" t="e"><v>#N/A</v></c></row>'
    survey = read(write_xlsx_xml(tmp_path / "a.xlsx", {"d": body}), STUDY)
    (problem,) = (p for p in survey.problems if p.kind is ProblemKind.FORMULA_ERROR)
    assert (problem.column, problem.row, problem.cells) == ("A", 5, 0)


def test_repeated_cells_of_an_open_document_each_have_the_error(tmp_path: Path) -> None:
    def text(content: str) -> str:
        return f'<table:table-cell office:value-type="string"><text:p>{content}</text:p></table:table-cell>'

    head, name = "".join(map(text, ("respondent", "Mon 8.30", "Mon 9.00"))), text("R1")
    twice = 'table:number-columns-repeated="2" calcext:value-type="error"'
    error = f"<table:table-cell {twice}><text:p>#N/A</text:p></table:table-cell>"
    rows = f"<table:table-row>{head}</table:table-row><table:table-row>{name}{error}</table:table-row>"
    assert errors(read(write_ods(tmp_path / "a.ods", {"d": rows}), STUDY)) == {"B2": "#N/A", "C2": "#N/A"}


def test_truth_is_not_the_number_one(tmp_path: Path) -> None:
    rows: Rows = [["respondent", "day", "time", "code"], ["R1", 1, "8.30", "D1"], ["R1", True, "9.00", "D1"]]
    for suffix, write in WRITERS.items():
        found: Any = rows if suffix != "xlsx" else None
        path = tmp_path / f"a.{suffix}"
        if found:
            write(path, {"d": rows})
        else:
            write_xlsx(path, {"d": rows})
        survey = read(path, STUDY)
        assert [(p.kind, p.row, p.content) for p in survey.problems if p.row] == [(ProblemKind.UNKNOWN_DAY, 3, "TRUE")]
        assert survey.ledger.kept == 1


@pytest.mark.slow
@pytest.mark.parametrize("suffix", ["ods", "xls", "xlsx"])
def test_errors_that_libreoffice_calculates_are_told(suffix: str, tmp_path: Path) -> None:
    formulas = {"#N/A": "=NA()", "#DIV/0!": "=1/0", "#REF!": "=1+#REF!"}
    sheets = {"d": planted(lambda text: formulas[text]), "r": RESPONDENTS}
    source = write_uncalculated(tmp_path / "s.xlsx", sheets)
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", suffix]
    subprocess.run([*command, "--outdir", tmp_path / "out", source], check=True, capture_output=True)
    assert errors(read(tmp_path / "out" / f"s.{suffix}", STUDY)) == PLANTED
