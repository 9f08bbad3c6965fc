"""Diaries with one row per slot that say in each row what is known of the respondent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.ingest.files import LONG, STUDY, Rows, write_csv, write_xlsx

from timediary.ingest import read, sheet
from timediary.model.problem import ProblemKind
from timediary.model.reading import ColumnRole

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

SETTINGS = {"R1": "CSD", "R2": "Joint", "R3": "", "R4": "PVI"}
HOURS = {"R1": 37, "R2": 30.5, "R3": "", "R4": 20}


def flat() -> Rows:
    head, *rows = LONG
    named = [*head, "setting", "contracted hours", "notes"]
    return [named, *([*row, SETTINGS[row[0]], HOURS[row[0]], f"note {n}"] for n, row in enumerate(rows))]


def test_attributes_of_a_flat_file_are_read_once_for_each(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet, "ROWS_IN_A_BATCH", 2)
    rows = flat()
    rows[1][4] = ""
    survey = read(write_csv(tmp_path / "diary.csv", rows), STUDY)
    assert survey.attributes["setting"].texts() == list(SETTINGS.values())
    assert survey.attributes["contracted_hours"].texts() == ["37", "30.5", "", "20"]
    assert list(survey.attributes) == ["setting", "contracted_hours"]
    (read_sheet,) = survey.reading.sheets
    told = {column.heading: column.role for column in read_sheet.columns}
    assert told["setting"] is ColumnRole.ATTRIBUTE
    assert told["notes"] is ColumnRole.NOT_USED
    assert {problem.kind for problem in survey.problems} == {ProblemKind.MISSING_COLUMN}
    assert survey.ledger.kept == len(LONG) - 1
    assert survey.reading.balanced


def test_rows_of_a_respondent_that_differ_are_told_once(tmp_path: Path) -> None:
    rows = flat()
    rows[2][4] = rows[3][4] = "DASS"
    survey = read(write_csv(tmp_path / "diary.csv", rows), STUDY)
    (problem,) = [problem for problem in survey.problems if problem.kind is ProblemKind.CONFLICTING_ANSWER]
    assert (problem.row, problem.column, problem.content, problem.respondent) == (3, "E", "DASS", "R1")
    assert "row 2" in problem.message
    assert survey.attributes["setting"].texts()[0] == "CSD"


def test_a_sheet_of_respondents_goes_before_what_a_diary_says_of_them(tmp_path: Path) -> None:
    respondents: Rows = [["respondent", "setting"], *([f"R{n}", "DASS"] for n in range(1, 5))]
    path = write_xlsx(tmp_path / "d.xlsx", {"respondents": respondents, "diary": flat()})
    survey = read(path, STUDY)
    assert set(survey.attributes["setting"].texts()) == {"DASS"}
    assert survey.attributes["contracted_hours"].texts() == ["37", "30.5", "", "20"]
