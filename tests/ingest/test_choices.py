"""What options and reading files settle of how files are read, and which goes before which."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.ingest.files import LONG, RESPONDENTS, STUDY, Rows, write_csv, write_xlsx

import timediary as td
from timediary.model.problem import ProblemKind
from timediary.model.reading import ColumnRole

if TYPE_CHECKING:
    from pathlib import Path

ODD: Rows = [
    ["Worker ref", "Weekday", "Start", "What I did", "code", "Notes"],
    ["w1", "Mon", "09:00", "Recording", "x", "a"],
    ["w1", "Mon", "09:30", "D1", "x", "b"],
    ["w2", "Tue", "10:00", "Recording", "y", ""],
    ["w2", "Tue", "10:30", "Lunch", "y", ""],
]
COLUMNS = {"worker ref": "respondent", "What I did": "code"}


@pytest.fixture
def odd(tmp_path: Path) -> Path:
    return write_csv(tmp_path / "odd.csv", ODD)


def codes_of(survey: td.Survey) -> list[str]:
    return [STUDY.codes[code - 1].id for code in survey.codes.ravel().tolist() if code]


def kinds_of(survey: td.Survey) -> set[ProblemKind]:
    return {problem.kind for problem in survey.problems} - {ProblemKind.MISSING_SHEET}


def test_columns_are_what_is_said_of_them(odd: Path) -> None:
    survey = td.read(odd, columns=COLUMNS, read_as={"recording": "r1", "Lunch": "nothing"})
    assert survey.respondents == ("w1", "w2")
    assert codes_of(survey) == ["R1", "D1", "R1"]
    assert kinds_of(survey) == set()
    (sheet,) = survey.reading.sheets
    told = {column.heading: (column.role, column.rule) for column in sheet.columns}
    assert told["Worker ref"] == (ColumnRole.RESPONDENT, "--column says so")
    assert told["What I did"] == (ColumnRole.CODE, "--column says so")
    assert told["code"] == (ColumnRole.NOT_USED, "'What I did' stands for it")
    assert survey.reading.balanced
    assert ("Read as", "'Lunch' is nothing (--read-as)") in survey.reading.settled


def test_levels_are_read_as_what_is_said(tmp_path: Path) -> None:
    rows: Rows = [["respondent", "Dept", "setting"], ["R1", "Grown-ups", "CSD"], ["R2", "DASS", "CSD"]]
    path = write_xlsx(tmp_path / "d.xlsx", {"respondents": rows, "diary": LONG[:3]})
    survey = td.read(path, columns={"Dept": "setting"}, read_as={"grown-ups": "dass"})
    assert survey.attributes["setting"].texts() == ["DASS", "DASS"]
    assert survey.study == STUDY


def test_a_settled_spelling_goes_before_a_code_of_that_name(odd: Path) -> None:
    survey = td.read(odd, columns=COLUMNS, read_as={"D1": "S9", "Recording": "R1", "Lunch": "S9"})
    assert codes_of(survey) == ["R1", "S9", "R1", "S9"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"columns": {"Weekday": "days"}}, "Did you mean 'day'?"),
        ({"read_as": {"Lunch": "lunches"}}, "neither a code nor a level"),
        ({"columns": {"What I do": "code"}}, "Did you mean 'What I did'?"),
        ({"settle": {"clock": "13 hours"}}, "clock"),
        ({"reading": "nowhere.toml"}, "nowhere.toml"),
    ],
)
def test_what_can_not_be_is_refused_in_words(odd: Path, arguments: dict[str, dict[str, str]], words: str) -> None:
    with pytest.raises(td.TimediaryError) as error:
        td.read(odd, **arguments)  # type: ignore[arg-type]
    assert words in str(error.value)


def test_a_reading_file_beside_the_data_is_found_and_named(odd: Path) -> None:
    text = (
        '[columns]\n"Worker ref" = "respondent"\n"What I did" = "code"\n[values]\n"Recording" = "R1"\nLunch = "S9?"\n'
    )
    (odd.parent / "reading.toml").write_text(text, encoding="utf-8")
    survey = td.read(odd)
    assert codes_of(survey) == ["R1", "D1", "R1"]
    assert ("Read as", "'Recording' is R1 (reading.toml)") in survey.reading.settled
    assert kinds_of(survey) == {ProblemKind.UNKNOWN_CODE, ProblemKind.UNCONFIRMED_GUESS}
    assert "'Lunch'" in next(p.message for p in survey.problems if p.kind is ProblemKind.UNCONFIRMED_GUESS)
    with pytest.raises(td.ReadError):
        td.read(odd, reading="none")


def test_an_option_goes_before_the_reading_file_and_that_before_the_study(odd: Path) -> None:
    reading = odd.parent / "other.toml"
    reading.write_text(
        '[sheets."odd.csv".columns]\n"Worker ref" = "respondent"\n"What I did" = "code"\n[values]\nRecording = "R7"\n'
        'D1 = "D2"\n[conventions]\nclock = "12 hours"\n',
        encoding="utf-8",
    )
    survey = td.read(odd, reading=reading, read_as={"Recording": "R1"})
    assert codes_of(survey) == ["R1", "D2", "R1"]
    told = dict(survey.reading.settled)
    assert told["Clock"] == "12 hours"
    assert survey.study.conventions == STUDY.conventions


def test_a_header_and_a_sheet_to_leave_out_may_be_settled(tmp_path: Path) -> None:
    diary: Rows = [["respondent", "day", "time", "code"], ["made", "in", "May", ""], *LONG]
    path = write_xlsx(tmp_path / "d.xlsx", {"respondents": RESPONDENTS, "diary": diary, "old": LONG})
    reading = tmp_path / "r.toml"
    reading.write_text("[sheets.diary]\nheader = 3\n[sheets.old]\nleft_out = true\n", encoding="utf-8")
    survey = td.read(path, reading=reading)
    assert survey.ledger.kept == len(LONG) - 1
    assert kinds_of(survey) == set()
    diary_sheet, old = survey.reading.sheets[1:]
    assert diary_sheet.header == (3,)
    assert (old.is_read, old.why) == (False, "r.toml leaves it out")
    assert survey.reading.balanced


def test_a_reading_file_that_meets_other_columns_says_so(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "d.xlsx", {"respondents": RESPONDENTS, "diary": LONG})
    reading = tmp_path / "r.toml"
    reading.write_text('[sheets.diary.columns]\n"codes" = "code"\n[sheets.diaries]\nheader = 1\n', encoding="utf-8")
    survey = td.read(path, reading=reading)
    told = [(p.sheet, p.message, p.remedy) for p in survey.problems if p.kind is ProblemKind.OTHER_COLUMNS]
    assert [sheet for sheet, _, _ in told] == ["diary", ""]
    assert "r.toml" in told[0][1]
    assert told[0][2] == "Did you mean 'code'?"


@pytest.mark.parametrize("text", ["[value]\nA = 'D1'\n", "[values]\nA = 1\n", "[sheets.diary]\nheadr = 2\n", "x"])
def test_a_faulty_reading_file_is_told_with_its_name(tmp_path: Path, text: str) -> None:
    path = write_xlsx(tmp_path / "d.xlsx", {"respondents": RESPONDENTS, "diary": LONG})
    (tmp_path / "reading.toml").write_text(text, encoding="utf-8")
    with pytest.raises(td.DefinitionError, match=r"reading\.toml"):
        td.read(path)
