"""Merged cells mean each of their cells, and what a workbook hides is read and told, in every kind of workbook."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
import xlsxwriter
from tests.ingest.files import STUDY, Rows
from tests.ingest.raw_workbooks import write_ods, write_shaped_xlsb

from timediary.ingest import read
from timediary.model.choices import Choices
from timediary.model.problem import ProblemKind
from timediary.model.reading import Span

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from timediary.model.survey import Survey

WIDE: Rows = [
    ["respondent", "setting", "contracted_hours", "Mon 08:30", "Mon 09:00", "Mon 09:30", "Tue 08:30"],
    ["R1", "CSD", 37, "D1", None, "R1", None],
    ["R2", None, None, "D1", "D1", "D1", None],
    ["R3", None, 36, None, None, None, "R1"],
    ["R4", "DASS", 20, "D1", None, None, None],
]
# First row, first column, last row and last column of the merged blocks, from 0.
MERGED = ((1, 1, 3, 1), (1, 2, 2, 2), (1, 3, 1, 4), (3, 6, 4, 6))
HIDDEN_ROW, HIDDEN_COLUMN = 2, 5


def write_xlsx(path: Path) -> Path:
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("diary")
    for number, row in enumerate(WIDE):
        sheet.write_row(number, 0, row)
    for block in MERGED:
        sheet.merge_range(*block, WIDE[block[0]][block[1]])
    sheet.set_row(HIDDEN_ROW, None, None, {"hidden": True})
    sheet.set_column(HIDDEN_COLUMN, HIDDEN_COLUMN, None, None, {"hidden": True})
    sheet.autofilter(0, 0, 4, 6)
    sheet.filter_column("A", "x != R2")
    book.close()
    return path


def write_xls(path: Path) -> Path:
    import xlwt

    book = xlwt.Workbook()
    sheet = book.add_sheet("diary")
    inside = {
        (row, column)
        for top, left, bottom, right in MERGED
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
    }
    for number, row in enumerate(WIDE):
        for column, cell in enumerate(row):
            if cell is not None and (number, column) not in inside:
                sheet.write(number, column, cell)
    for top, left, bottom, right in MERGED:
        sheet.write_merge(top, bottom, left, right, WIDE[top][left])
    sheet.row(HIDDEN_ROW).hidden = True
    sheet.col(HIDDEN_COLUMN).hidden = True
    book.save(str(path))
    return path


def write_open_document(path: Path) -> Path:
    columns = '<table:table-column table:number-columns-repeated="5"/><table:table-column table:visibility="collapse"/>'
    lines = []
    for number, row in enumerate(WIDE):
        cells = [_ods_cell(number, column, cell) for column, cell in enumerate(row)]
        hidden = ' table:visibility="filter"' if number == HIDDEN_ROW else ""
        lines.append(f"<table:table-row{hidden}>{''.join(cells)}</table:table-row>")
    return write_ods(path, {"diary": columns + "".join(lines)})


def _ods_cell(row: int, column: int, cell: Any) -> str:
    spans = ""
    for top, left, bottom, right in MERGED:
        if (row, column) == (top, left):
            spans = f' table:number-rows-spanned="{bottom - top + 1}" table:number-columns-spanned="{right - left + 1}"'
    if cell is None:
        return f"<table:table-cell{spans}/>"
    return f'<table:table-cell{spans} office:value-type="string"><text:p>{cell}</text:p></table:table-cell>'


def write_binary(path: Path) -> Path:
    return write_shaped_xlsb(path, {"diary": WIDE}, MERGED, hidden_row=HIDDEN_ROW, hidden_column=HIDDEN_COLUMN)


WRITERS: dict[str, Callable[[Path], Path]] = {
    "a.xlsx": write_xlsx,
    "a.xls": write_xls,
    "a.ods": write_open_document,
    "a.xlsb": write_binary,
}


def codes_of(survey: Survey, number: int) -> list[str]:
    return [STUDY.codes[code - 1].id for code in survey.codes[number].tolist() if code]


@pytest.mark.parametrize("name", WRITERS)
def test_merged_cells_mean_each_of_their_cells(name: str, tmp_path: Path) -> None:
    survey = read(WRITERS[name](tmp_path / name), STUDY)
    assert survey.attributes["setting"].texts() == ["CSD", "CSD", "CSD", "DASS"]
    assert [codes_of(survey, n) for n in range(4)] == [["D1", "D1", "R1"], ["D1", "D1", "D1"], ["R1"], ["D1", "R1"]]
    (sheet,) = survey.reading.sheets
    assert sorted(sheet.merged) == ["B2:B4", "C2:C3", "D2:E2", "G4:G5"]
    assert survey.ledger.balanced
    assert survey.reading.balanced


@pytest.mark.parametrize("name", WRITERS)
def test_a_number_in_merged_cells_is_a_problem_and_nobodys(name: str, tmp_path: Path) -> None:
    survey = read(WRITERS[name](tmp_path / name), STUDY)
    (problem,) = [problem for problem in survey.problems if problem.kind is ProblemKind.MERGED_NUMBER]
    assert (problem.row, problem.column, problem.content, problem.respondent) == (2, "C", "37", "R1")
    assert "C2:C3" in problem.message
    assert survey.attributes["contracted_hours"].texts() == ["", "", "36", "20"]


@pytest.mark.parametrize("name", WRITERS)
def test_hidden_rows_and_columns_are_read_and_told(name: str, tmp_path: Path) -> None:
    survey = read(WRITERS[name](tmp_path / name), STUDY)
    assert survey.respondents == ("R1", "R2", "R3", "R4")
    (sheet,) = survey.reading.sheets
    assert sheet.hidden_rows == (Span(3, 3),)
    assert sheet.hidden_columns == (Span(5, 5),)
    assert sheet.is_filtered is (name != "a.xls")


@pytest.mark.parametrize("name", WRITERS)
def test_what_is_hidden_is_left_out_where_only_the_visible_is_asked_for(name: str, tmp_path: Path) -> None:
    survey = read(WRITERS[name](tmp_path / name), STUDY, choices=Choices(visible_only=True))
    assert survey.respondents == ("R1", "R3", "R4")
    assert [codes_of(survey, n) for n in range(3)] == [["D1", "D1"], ["R1"], ["D1", "R1"]]
    (sheet,) = survey.reading.sheets
    assert [(rows.number, re.sub(",.*", "", rows.reason)) for rows in sheet.not_used] == [(1, "hidden")]
    assert sheet.columns[5].role == "not used"
    assert survey.reading.balanced


def test_a_merged_day_and_id_hold_for_each_row_of_a_long_diary(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(tmp_path / "a.xlsx")
    sheet = book.add_worksheet("diary")
    sheet.write_row(0, 0, ["respondent", "day", "time", "code"])
    for row, (time, code) in enumerate([("08:30", "D1"), ("09:00", "D1"), ("09:30", "R1"), ("08:30", "R1")], start=1):
        sheet.write_row(row, 2, [time, code])
    sheet.merge_range(1, 0, 4, 0, "R1")
    sheet.merge_range(1, 1, 3, 1, "Monday")
    sheet.write(4, 1, "Tuesday")
    sheet.merge_range(1, 3, 2, 3, "D10")
    book.close()
    survey = read(tmp_path / "a.xlsx", STUDY)
    assert survey.respondents == ("R1",)
    assert codes_of(survey, 0) == ["D10", "D10", "R1", "R1"]


def test_merged_days_stand_above_their_times(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(tmp_path / "a.xlsx")
    sheet = book.add_worksheet("diary")
    sheet.merge_range(0, 0, 1, 0, "respondent")
    sheet.merge_range(0, 1, 0, 2, "Monday")
    sheet.merge_range(0, 3, 0, 4, "Tuesday")
    sheet.write_row(1, 1, ["08:30", "09:00", "08:30", "09:00"])
    sheet.write_row(2, 0, ["R1", "D1", "R1", "D10", ""])
    book.close()
    survey = read(tmp_path / "a.xlsx", STUDY)
    assert codes_of(survey, 0) == ["D1", "R1", "D10"]
    assert survey.reading.sheets[0].header == (1, 2)
    assert survey.reading.balanced
