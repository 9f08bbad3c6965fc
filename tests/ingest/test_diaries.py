"""Rows of a survey are diaries: several of one respondent, told apart by their dates."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from tests.ingest.files import STUDY, Rows, one_day_study, wide_of, write_csv, write_xlsx

from timediary.ingest import read
from timediary.model.problem import ProblemKind
from timediary.model.study import DAYS_WITH_ENTRIES, ActivityCode, Grouping, GroupingRow

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from timediary.model.survey import Survey

MONDAY = dt.date(2027, 5, 10)
HEADER = ["respondent", "date", "time", "code"]
DAY_HEADER = ["person", "date", "time", "code"]


def after(days: int) -> dt.date:
    return MONDAY + dt.timedelta(days)


def kinds(survey: Survey) -> list[ProblemKind]:
    missing = (ProblemKind.MISSING_SHEET, ProblemKind.MISSING_COLUMN)
    return [problem.kind for problem in survey.problems if problem.kind not in missing]


def dates_of(survey: Survey) -> list[str]:
    assert survey.dates is not None
    return [dt.date.fromordinal(date).isoformat() for date in survey.dates.tolist()]


def test_seventy_five_dated_days_of_one_person_are_as_many_diaries_of_a_day(tmp_path: Path) -> None:
    rows: Rows = [DAY_HEADER, *(["P", after(day).isoformat(), "10:00", "4"] for day in range(75))]
    survey = read(write_csv(tmp_path / "diary.csv", rows), one_day_study())
    assert (len(survey), survey.respondent_count, kinds(survey)) == (75, 1, [])
    assert dates_of(survey) == [after(day).isoformat() for day in range(75)]
    assert survey.recorded_hours.tolist() == [10 / 60] * 75
    assert survey.attributes["weekday"].texts()[:8] == [*["Monday", "Tuesday", "Wednesday", "Thursday"], "Friday",
        "Saturday", "Sunday", "Monday"]  # fmt: skip
    assert survey.attributes["weekend"].texts()[4:8] == ["No", "Yes", "Yes", "No"]
    assert survey.attributes["month"].texts()[20:24] == ["May", "May", "June", "June"]


def test_the_same_days_are_eleven_weeks_in_a_study_of_weeks(tmp_path: Path) -> None:
    rows: Rows = [HEADER, *(["P", after(day).isoformat(), "10:00", "D1"] for day in range(75))]
    survey = read(write_csv(tmp_path / "diary.csv", rows), STUDY)
    assert (len(survey), survey.respondent_count, kinds(survey)) == (11, 1, [])
    assert dates_of(survey) == [after(7 * week).isoformat() for week in range(11)]
    assert survey.recorded_hours.tolist() == [3.5] * 10 + [2.5]
    assert survey.ledger.kept == 75


def test_dates_within_seven_days_are_one_week_whatever_weekday_it_begins_on(tmp_path: Path) -> None:
    rows: Rows = [HEADER, *(["P", after(day).isoformat(), "10:00", "D1"] for day in range(2, 9))]
    survey = read(write_csv(tmp_path / "diary.csv", rows), STUDY)
    assert (len(survey), survey.recorded_hours.tolist()) == (1, [3.5])
    assert dates_of(survey) == ["2027-05-12"]


def test_weeks_listed_for_a_respondent_are_diaries_with_what_is_known_of_each(tmp_path: Path) -> None:
    respondents: Rows = [
        ["respondent", "week_beginning", "setting", "worked_hours"],
        ["R1", MONDAY, "CSD", 40],
        ["R1", after(7), "CSD", None],
        ["R2", after(7), "DASS", 30],
    ]
    diary: Rows = [
        HEADER,
        ["R1", MONDAY, "09:00", "D1"],
        ["R1", after(8), "09:00", "R1"],
        ["R2", after(13), "09:00", "R1"],
        ["R2", MONDAY, "09:00", "R1"],
    ]
    survey = read(write_xlsx(tmp_path / "s.xlsx", {"respondents": respondents, "diary": diary}), STUDY)
    assert survey.respondents == ("R1", "R1", "R2")
    assert dates_of(survey) == ["2027-05-10", "2027-05-17", "2027-05-17"]
    assert survey.attributes["worked_hours"].texts() == ["40", "", "30"]
    assert survey.attributes["setting"].texts() == [STUDY.variables["setting"].levels[n].label for n in (0, 0, 1)]
    assert survey.recorded_hours.tolist() == [0.5, 0.5, 0.5]
    assert kinds(survey) == [ProblemKind.DATE_OUTSIDE_WEEK]


def test_rows_of_a_wide_file_are_diaries_by_their_dates_with_weights_of_their_own(tmp_path: Path) -> None:
    rows: Rows = [
        ["person", "date", "day_weight", "sex", "04:00", "04:10"],
        ["P1", MONDAY, 0.5, "f", 1, 1],
        ["P2", MONDAY, 0.7, "m", 1, 2],
        ["P1", after(5), 2.5, "f", 2, None],
        ["P1", MONDAY, 9.9, "f", 3, 3],
    ]
    survey = read(write_xlsx(tmp_path / "wide.xlsx", {"diary": rows}), one_day_study())
    assert survey.respondents == ("P1", "P1", "P2")
    assert dates_of(survey) == ["2027-05-10", "2027-05-15", "2027-05-10"]
    assert survey.attributes["day_weight"].values.tolist() == [0.5, 2.5, 0.7]
    assert "date" not in survey.attributes
    (problem,) = (p for p in survey.problems if p.kind is ProblemKind.REPEATED_RESPONDENT)
    assert problem.message == "Respondent 'P1' has a diary of 2027-05-10 already, row 2; this one is not read."
    assert (problem.row, problem.cells) == (5, 2)
    assert survey.ledger.balanced


def test_attributes_of_a_respondent_hold_for_all_diaries_without_a_row_of_their_own(tmp_path: Path) -> None:
    respondents: Rows = [["person", "sex"], ["P1", "f"], ["P2", "m"]]
    diary: Rows = [DAY_HEADER, ["P2", MONDAY, "10:00", 1], ["P1", MONDAY, "10:00", 1], ["P1", after(1), "10:00", 2]]
    survey = read(write_xlsx(tmp_path / "s.xlsx", {"respondents": respondents, "diary": diary}), one_day_study())
    assert survey.respondents == ("P1", "P1", "P2")
    assert survey.attributes["sex"].texts() == ["Female", "Female", "Male"]
    assert survey.respondent_numbers.tolist() == [0, 0, 1]


def test_an_entry_without_a_date_is_of_the_only_diary_and_a_problem_where_there_are_several(tmp_path: Path) -> None:
    rows: Rows = [
        DAY_HEADER,
        ["P1", MONDAY, "10:00", 1],
        ["P1", None, "10:10", 2],
        ["P2", MONDAY, "10:00", 1],
        ["P2", after(1), "10:00", 1],
        ["P2", None, "10:10", 2],
    ]
    survey = read(write_xlsx(tmp_path / "s.xlsx", {"d": rows}), one_day_study())
    assert survey.recorded_hours.tolist() == [2 / 6, 1 / 6, 1 / 6]
    assert kinds(survey) == [ProblemKind.UNKNOWN_DAY]
    assert survey.ledger.balanced


def test_ids_that_a_spreadsheet_shortened_are_nobodys(tmp_path: Path) -> None:
    rows: Rows = [
        ["respondent", "day", "time", "code"],
        ["1.23457E+11", "Mon", "09:00", "D1"],
        ["R1", "Mon", "9:00", "D1"],
    ]
    survey = read(write_csv(tmp_path / "d.csv", rows), STUDY)
    assert survey.respondents == ("R1",)
    assert kinds(survey) == [ProblemKind.SHORTENED_ID]


def test_days_named_and_not_dated_are_diaries_of_a_day(tmp_path: Path) -> None:
    rows: Rows = [["person", "day", "time", "code"], ["P1", "Sat", "02:00", 1], ["P1", "Mon", "10:00", 2]]
    survey = read(write_csv(tmp_path / "d.csv", rows), one_day_study())
    assert (len(survey), survey.attributes["weekday"].texts()) == (2, ["Monday", "Saturday"])
    assert "month" not in survey.attributes
    assert kinds(survey) == []


def test_columns_of_three_dated_weeks_are_three_diaries(tmp_path: Path) -> None:
    names = [f"{after(7 * week).isoformat()} 08:30" for week in range(3)]
    rows: Rows = [["respondent", *names], ["R1", "D1", "D1", "R1"], ["R2", None, "D1", None]]
    survey = read(write_csv(tmp_path / "wide.csv", rows), STUDY)
    assert survey.respondents == ("R1", "R1", "R1", "R2")
    assert dates_of(survey) == ["2027-05-10", "2027-05-17", "2027-05-24", "2027-05-17"]
    assert survey.recorded_hours.tolist() == [0.5] * 4


def week_of(days: Sequence[str], respondents: int) -> Rows:
    ids = [f"R{n}" for n in range(respondents)]
    long: Rows = [["", "", "", ""], *([id_, day, "09:00", "D1"] for id_ in ids for day in days)]
    return wide_of(long, ids)


def test_two_days_of_seven_are_a_problem_that_names_the_remedy_and_none_where_the_study_says_so(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "w.xlsx", {"diary": week_of(("Monday", "Saturday"), 10)})
    survey = read(path, STUDY)
    (problem,) = (p for p in survey.problems if p.kind is ProblemKind.DAYS_NOT_ASKED)
    assert problem.message.startswith("10 of 10 diaries have entries on one or two days only")
    assert 'asked = "days_with_entries"' in problem.remedy
    assert survey.days_asked.all()
    told = replace(STUDY, grid=STUDY.grid._replace(asked=DAYS_WITH_ENTRIES))
    survey = read(path, told)
    assert kinds(survey) == []
    assert survey.days_asked.tolist() == [[True, False, False, False, False, True, False]] * 10


def test_a_column_lists_the_days_that_were_asked(tmp_path: Path) -> None:
    diary = week_of(("Monday",), 2)
    respondents: Rows = [["respondent", "days_kept"], ["R0", "Mon, Tue"], ["R1", "Monday"]]
    told = replace(STUDY, grid=STUDY.grid._replace(asked="days_kept"))
    survey = read(write_xlsx(tmp_path / "s.xlsx", {"respondents": respondents, "diary": diary}), told)
    assert survey.days_asked.sum(axis=1).tolist() == [2, 1]


def test_a_study_of_thousands_of_codes_reads_long_and_wide(tmp_path: Path) -> None:
    codes = tuple(ActivityCode(f"A{n:05d}", f"activity {n}", "all") for n in range(1, 3001))
    one = Grouping("one", "One", "", (GroupingRow("all", "All", tuple(code.id for code in codes)),))
    study = replace(one_day_study(), codes=codes, groupings={"one": one})
    wide: Rows = [["person", "04:00", "04:10"], ["P1", "A03000", "A00255"], ["P2", "A00256", "nonsense"]]
    long: Rows = [
        ["person", "time", "code"],
        ["P1", "04:00", "A03000"],
        ["P1", "04:10", "A00255"],
        ["P2", "04:00", "A00256"],
    ]
    first = read(write_xlsx(tmp_path / "wide.xlsx", {"d": wide}), study)
    second = read(write_csv(tmp_path / "long.csv", long), study)
    assert first.codes.dtype == np.uint16
    assert np.array_equal(first.codes, second.codes)
    assert first.code_minutes.numbers.tolist() == [255, 256, 3000]
    assert first.minutes_under(["A03000"]).tolist() == [10, 0]
    assert kinds(first) == [ProblemKind.UNKNOWN_CODE]
