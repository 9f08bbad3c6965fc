"""A column is decided as a whole: what a cell can't tell, its neighbours do, and what nothing tells is a problem."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from tests.ingest.files import STUDY, Rows, one_day_study, write_csv, write_xlsx

from timediary.ingest import read
from timediary.model.conventions import Clock, Conventions, DateOrder, DayNumbers, TimeUnit
from timediary.model.problem import ProblemKind
from timediary.model.study import DiaryGrid
from timediary.study import load_study

if TYPE_CHECKING:
    from pathlib import Path

    from timediary.model.problem import Problem
    from timediary.model.study import Study
    from timediary.model.survey import Survey

QUIET = {ProblemKind.MISSING_SHEET, ProblemKind.MISSING_COLUMN}
HEAD = ["respondent", "date", "time", "code"]
TIMED = ["respondent", "day", "time", "code"]
QUARTERS = replace(STUDY, grid=STUDY.grid._replace(slot_minutes=10, slots_per_day=144))
FROM_FOUR = replace(STUDY, grid=STUDY.grid._replace(first_minute=240))


def slots(survey: Survey, who: int = 0) -> list[str]:
    """The filled slots of a respondent, in the order of the diary."""
    return [survey.study.grid.slot_name(slot) for slot in np.flatnonzero(survey.codes[who]).tolist()]


def told(survey: Survey) -> list[Problem]:
    """What is wrong but for attributes that these files do without; the ledger balances."""
    assert survey.ledger.balanced
    assert survey.reading.balanced
    return [problem for problem in survey.problems if problem.kind not in QUIET]


def decided(survey: Survey, what: str) -> str:
    """How something was decided."""
    return next(d.chosen for sheet in survey.reading.sheets for d in sheet.decisions if d.what == what)


def dates(*cells: Any, ids: str = "R1") -> Rows:
    """A long diary with an entry at nine on each of some dates; `ids` are the respondents, over and over."""
    names = ids.split()
    return [HEAD, *([names[n % len(names)], cell, "09:00", "D1"] for n, cell in enumerate(cells))]


def times(*cells: Any, day: str = "Mon", head: str = "time") -> Rows:
    """A long diary of one respondent and day with an entry at each of some times."""
    return [["respondent", "day", head, "code"], *(["R1", day, cell, "D1"] for cell in cells)]


def on(day: str, *clock: str) -> list[str]:
    return [f"{day} {time}" for time in clock]


WEEK = [f"{day} 09:00" for day in ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")]
READ_DATES = {
    "a 13 in the second place is a day": (dates(*(f"5/{day}/2027" for day in range(10, 17))), WEEK),
    "a 13 in the first place is a day": (dates(*(f"{day}/5/2027" for day in range(10, 17))), WEEK),
    "a 13 anywhere in the column": (dates("5/10/2027", "5/11/2027", "5/13/2027"), [WEEK[0], WEEK[1], WEEK[3]]),
    "with a time behind": (
        [["respondent", "start", "code"], ["R1", "5/10/2027 9:00 AM", "D1"], ["R1", "5/14/2027 2:00 PM", "D1"]],
        ["Mon 09:00", "Fri 14:00"],
    ),
    "the week in which a respondent's dates lie": (dates("5/10/2027", "5/11/2027", "5/12/2027"), WEEK[:3]),
    "day first by the same rule": (dates("10/5/2027", "11/5/2027", "12/5/2027"), WEEK[:3]),
    "the week of each of several respondents": (
        dates("5/10/2027", "6/7/2027", "5/11/2027", "6/8/2027", ids="R1 R2"),
        ["Mon 09:00", "Tue 09:00"],
    ),
    "points part days first": (dates("10.05.2027", "11.05.2027"), WEEK[:2]),
    "year first, of two digits": (dates("27-05-10", "27-05-11", "27-05-12"), WEEK[:3]),
    "year last, of two digits": (dates("10-05-27", "11-05-27", "12-05-27"), WEEK[:3]),
    "the same in both orders": (dates("5/5/2027"), ["Wed 09:00"]),
    "the weekday stands before it": (dates("Mon 5/10/2027", "Tue 5/11/2027"), WEEK[:2]),
    "the month is named, first": (dates("May 10, 2027", "11 May 2027"), WEEK[:2]),
    "23:00 of the day before": (dates(dt.datetime(2027, 5, 9, 23), dt.datetime(2027, 5, 10, 23)), WEEK[:2]),
    "the same as a number": (dates(46516.9583333, 46517.9583333), WEEK[:2]),
    "the same as text of a program": (dates("2027-05-09T22:00:00Z", "2027-05-10T22:00:00Z"), WEEK[:2]),
    "in winter midnight, in summer an hour before": (
        dates(dt.datetime(2027, 3, 27), dt.datetime(2027, 3, 28, 23)),
        ["Mon 09:00", "Sat 09:00"],
    ),
    "any hours are times of day": (dates(dt.datetime(2027, 5, 10, 9), dt.datetime(2027, 5, 10, 23)), WEEK[:1]),
}


@pytest.mark.parametrize("name", READ_DATES)
def test_the_dates_of_a_column_are_read_in_one_order(name: str, tmp_path: Path) -> None:
    rows, expected = READ_DATES[name]
    survey = read(write_xlsx(tmp_path / "a.xlsx", {"diary": rows}), STUDY)
    assert slots(survey) == expected
    assert {problem.kind for problem in told(survey)} <= {ProblemKind.DUPLICATE_ENTRY}


@pytest.mark.parametrize(
    ("cells", "meant"),
    [
        (["6/5/2027"], "6 May 2027 or 5 June 2027"),
        (["27-05-10"], "27 May 2010 or 10 May 2027"),
        (["1/2/2027", "5/8/2027"], "1 February 2027 or 2 January 2027"),
    ],
)
def test_dates_that_nothing_decides_are_one_problem_with_both_readings(
    cells: list[str], meant: str, tmp_path: Path
) -> None:
    rows = [*dates(*cells), ["R2", "2027-05-12", "09:00", "D1"]]
    survey = read(write_csv(tmp_path / "a.csv", rows), STUDY)
    (problem,) = told(survey)
    assert problem.kind is ProblemKind.TWO_READINGS
    assert meant in problem.message
    assert (problem.cells, problem.row, problem.column) == (len(cells), 2, "B")
    assert (slots(survey, 0), slots(survey, 1)) == ([], ["Wed 09:00"])


def test_the_study_settles_the_order_of_dates(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", dates("5/10/2027"))
    for order, day in ((DateOrder.MONTH_FIRST, "Mon"), (DateOrder.DAY_FIRST, "Tue")):
        study = replace(STUDY, conventions=Conventions(date_order=order))
        assert slots(read(path, study)) == [f"{day} 09:00"]


def both(*pairs: tuple[Any, Any], names: tuple[str, str] = ("weekday", "date")) -> Rows:
    """A long diary with two columns that tell the day."""
    return [["respondent", *names, "time", "code"], *(["R1", *pair, "09:00", "D1"] for pair in pairs)]


BESIDE = {
    "from Sunday, 1": both((1, "2027-05-09"), (2, "2027-05-10")),
    "from Monday, 0": both((6, "2027-05-09"), (0, "2027-05-10")),
    "from Sunday, 0": both((0, "2027-05-09"), (1, "2027-05-10")),
    "from Monday, 1": both((7, "2027-05-09"), (1, "2027-05-10")),
    "names": both(("Sunday", "2027-05-09"), ("Mon", "2027-05-10"), names=("day", "diary date")),
    "a word that is no day": both(("one", "2027-05-09"), ("two", "2027-05-10"), names=("day", "date")),
}


@pytest.mark.parametrize("name", BESIDE)
def test_a_date_beside_a_numbered_day_says_from_where_it_counts(name: str, tmp_path: Path) -> None:
    survey = read(write_csv(tmp_path / "a.csv", BESIDE[name]), STUDY)
    assert slots(survey) == ["Mon 09:00", "Sun 09:00"]
    assert not told(survey)


def test_a_day_that_contradicts_the_date_beside_it_is_told(tmp_path: Path) -> None:
    survey = read(write_csv(tmp_path / "a.csv", both(("Mon", "2027-05-10"), ("Mon", "2027-05-11"))), STUDY)
    (problem,) = told(survey)
    assert (problem.kind, problem.row, problem.cells) == (ProblemKind.DAY_AND_DATE, 3, 1)
    assert "Tuesday" in problem.message
    assert slots(survey) == ["Mon 09:00"]


def test_days_counted_from_0_are_told_where_nothing_says_which_is_0(tmp_path: Path) -> None:
    rows: Rows = [TIMED, *(["R1", day, "09:00", "D1"] for day in range(5))]
    path = write_csv(tmp_path / "a.csv", rows)
    (problem,) = told(read(path, STUDY))
    assert (problem.kind, problem.cells) == (ProblemKind.TWO_READINGS, 5)
    assert "Monday or Sunday" in problem.message
    settled = read(path, replace(STUDY, conventions=Conventions(day_numbers=DayNumbers.MONDAY_0)))
    assert slots(settled) == WEEK[:5]


def test_the_days_of_a_diary_that_is_no_week_count_from_0_where_0_is_one(tmp_path: Path) -> None:
    study = replace(STUDY, grid=STUDY.grid._replace(days=("Day 1", "Day 2"), weekend=()))
    for first in (0, 1):
        rows: Rows = [TIMED, ["R1", first, "09:00", "D1"], ["R1", first + 1, "09:00", "D1"]]
        survey = read(write_csv(tmp_path / "a.csv", rows), study)
        assert slots(survey) == ["Day 1 09:00", "Day 2 09:00"]


UNITS: dict[str, tuple[Rows, Study, list[str]]] = {
    "decimal hours": (times(8.5, 9, 9.5, 13.5, 0.5), STUDY, on("Mon", "00:30", "08:30", "09:00", "09:30", "13:30")),
    "decimal hours with a comma": (times("8,5", "9,0", "9,5"), STUDY, on("Mon", "08:30", "09:00", "09:30")),
    "two decimals": (times("8.50", "9.00", "0.50"), STUDY, on("Mon", "00:30", "08:30", "09:00")),
    "hours and minutes": (times(8.3, 9, 9.3), STUDY, on("Mon", "08:30", "09:00", "09:30")),
    "hours and minutes, a comma": (times("8,30", "9,00"), STUDY, on("Mon", "08:30", "09:00")),
    "tens of minutes": (times(8.1, 8.4, 8.5), QUARTERS, on("Mon", "08:10", "08:40", "08:50")),
    "decimals of tens": (times(8.5, 8.6667, 9), QUARTERS, on("Mon", "08:30", "08:40", "09:00")),
    "no point": (times(830, 900, 1030, 30), STUDY, on("Mon", "00:30", "08:30", "09:00", "10:30")),
    "minutes": (times(540, 570, 610 - 10), STUDY, on("Mon", "09:00", "09:30", "10:00")),
    "minutes by name": (times(600, 900, head="start"), STUDY, []),
    "slots": (times(17, 18, 19, 48), STUDY, on("Mon", "08:00", "08:30", "09:00", "23:30")),
    "slots from 0": (times(0, 17, 18, 30, head="slot"), STUDY, on("Mon", "00:00", "08:30", "09:00", "15:00")),
    "slots from four in the morning": (times(1, 2, 48, head="slot"), FROM_FOUR, on("Mon", "04:00", "04:30", "03:30")),
    "fractions": (times(0.375, 0.395833), STUDY, on("Mon", "09:00", "09:30")),
    "fractions that pass midnight": (times(0.979167, 1.0, 1.020833), STUDY, ["Mon 23:30", "Tue 00:00", "Tue 00:30"]),
    "noon alone": (times(0.5), STUDY, ["Mon 12:00"]),
    "serial numbers": (times(46517.375, 46517.395833), STUDY, on("Mon", "09:00", "09:30")),
    "the German word": (times("04.00 Uhr", "9 Uhr"), STUDY, on("Mon", "04:00", "09:00")),
}


@pytest.mark.parametrize("name", UNITS)
def test_the_numbers_of_a_column_have_one_unit(name: str, tmp_path: Path) -> None:
    rows, study, expected = UNITS[name]
    survey = read(write_xlsx(tmp_path / "a.xlsx", {"diary": rows}), study)
    assert slots(survey) == expected
    problems = told(survey)
    if expected:
        assert not problems
    else:
        assert [(problem.kind, problem.cells) for problem in problems] == [(ProblemKind.TWO_READINGS, 2)]
        assert "06:00 (hours and minutes) or 10:00 (minutes after midnight)" in problems[0].message


def test_the_study_settles_the_unit_of_time(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", times(600, 900))
    for unit, expected in (
        (TimeUnit.MINUTES, on("Mon", "10:00", "15:00")),
        (TimeUnit.CLOCK, on("Mon", "06:00", "09:00")),
    ):
        assert slots(read(path, replace(STUDY, conventions=Conventions(time_unit=unit)))) == expected


def test_a_slot_number_that_may_count_from_0_or_1_is_told(tmp_path: Path) -> None:
    (problem,) = told(read(write_csv(tmp_path / "a.csv", times(17, 18, 25, head="slot")), STUDY))
    assert (problem.kind, problem.cells) == (ProblemKind.TWO_READINGS, 3)


def test_times_that_run_on_through_the_days_begin_each_day_anew(tmp_path: Path) -> None:
    pairs = [("Mon", 0.375), ("Mon", 0.979167), ("Tue", 1.375), ("Wed", 2.0)]
    rows: Rows = [TIMED, *(["R1", day, time, "D1"] for day, time in pairs)]
    survey = read(write_xlsx(tmp_path / "a.xlsx", {"diary": rows}), STUDY)
    assert slots(survey) == ["Mon 09:00", "Mon 23:30", "Tue 09:00", "Wed 00:00"]
    assert not told(survey)


TWELVE = {
    "a day": times("9:00", "12:30", "1:00", "1:30", "5:00"),
    "without a lunch hour": times("9:00", "11:30", "2:00"),
    "as spreadsheets have it": times(dt.time(9), dt.time(12, 30), dt.time(1), dt.time(1, 30)),
    "as numbers": times(9, 12.3, 1, 1.3),
}


@pytest.mark.parametrize("name", TWELVE)
def test_hours_that_begin_again_after_noon_are_of_the_afternoon(name: str, tmp_path: Path) -> None:
    survey = read(write_xlsx(tmp_path / "a.xlsx", {"diary": TWELVE[name]}), STUDY)
    found = slots(survey)
    assert found[0] == "Mon 09:00"
    assert all("Mon 09:00" <= slot < "Mon 17:30" for slot in found)
    assert found[-1] > "Mon 13"
    assert not told(survey)
    assert decided(survey, "clock") == "12 hours"


def test_who_works_in_the_afternoon_alone_reads_by_the_others_clock(tmp_path: Path) -> None:
    pairs = [
        ("R1", "9:00"),
        ("R1", "12:30"),
        ("R1", "1:00"),
        ("R2", "2:00"),
        ("R2", "2:30"),
        ("R3", "6:00"),
        ("R3", "9:00"),
    ]
    rows: Rows = [TIMED, *([id_, "Mon", time, "D1"] for id_, time in pairs)]
    survey = read(write_csv(tmp_path / "a.csv", rows), STUDY)
    assert slots(survey, 1) == ["Mon 14:00", "Mon 14:30"]
    assert slots(survey, 2) == ["Mon 06:00", "Mon 09:00"]


def test_hours_in_no_order_are_told(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", times("1:00", "9:00", "2:00", "12:30"))
    survey = read(path, STUDY)
    (problem,) = told(survey)
    assert (problem.kind, problem.cells) == (ProblemKind.TWO_READINGS, 2)
    assert "01:00 or 13:00" in problem.message
    assert slots(survey) == ["Mon 09:00", "Mon 12:30"]
    twelve = read(path, replace(STUDY, conventions=Conventions(clock=Clock.TWELVE)))
    assert slots(twelve) == on("Mon", "09:00", "12:30", "13:00", "14:00")


NIGHT_WORK = {
    "an hour after noon": times("9:00", "1:00", "14:00"),
    "midnight": times("9:00", "0:30", "1:00"),
    "noughts before hours": times("01:00", "09:00", "13:00", "02:00"),
    "halves of the day": times("9:00 am", "1:00 am", "2 am"),
    "an early morning": times("6:00", "6:30", "7:00", "7:30"),
    "the night alone": times("1:00", "2:00"),
}


@pytest.mark.parametrize("name", NIGHT_WORK)
def test_a_clock_of_24_hours_shows_itself(name: str, tmp_path: Path) -> None:
    survey = read(write_csv(tmp_path / "a.csv", NIGHT_WORK[name]), STUDY)
    assert len(slots(survey)) == len(NIGHT_WORK[name]) - 1
    assert all(slot < "Mon 14:30" for slot in slots(survey))
    assert not told(survey)


def wide(*names: Any, above: list[Any] | None = None) -> Rows:
    """A wide diary of one respondent with the same code in every column."""
    rows: Rows = [["respondent", *names], ["R1", *["D1"] * len(names)]]
    return [["", *above], *rows] if above else rows


HEADINGS: dict[str, tuple[Rows, list[str]]] = {
    "twelve hours": (
        wide("Mon 9:00", "Mon 12:30", "Mon 1:00", "Mon 5:30"),
        on("Mon", "09:00", "12:30", "13:00", "17:30"),
    ),
    "twelve hours on two days": (
        wide("Mon 11:00", "Mon 2:00", "Tue 9:00", "Tue 10:00"),
        ["Mon 11:00", "Mon 14:00", "Tue 09:00", "Tue 10:00"],
    ),
    "dates with the month first": (wide("5/10/2027 9:00", "5/13/2027 9:00"), ["Mon 09:00", "Thu 09:00"]),
    "days above times that start anew": (
        wide("9:00", "12:30", "9:00", above=["Mon", "", "Tue"]),
        ["Mon 09:00", "Mon 12:30", "Tue 09:00"],
    ),
    "days above times of twelve hours": (
        wide("9:00", "12:30", "1:00", above=["Mon", "", ""]),
        on("Mon", "09:00", "12:30", "13:00"),
    ),
    "days above decimal hours": (wide(8.5, 9, 13.5, above=["Mon", "", ""]), on("Mon", "08:30", "09:00", "13:30")),
    "dates above times, the month first": (
        wide("9:00", "9:00", above=["5/10/2027", "5/13/2027"]),
        ["Mon 09:00", "Thu 09:00"],
    ),
    "days above slots": (wide(1, 2, 3, 48, above=["Mon", "", "", ""]), on("Mon", "00:00", "00:30", "01:00", "23:30")),
    "dates of one week with the month first": (wide("5/10/2027 9:00", "5/11/2027 9:00"), ["Mon 09:00", "Tue 09:00"]),
    "dates above times, in one week": (
        wide("9:00", "9:00", above=["5/10/2027", "5/11/2027"]),
        ["Mon 09:00", "Tue 09:00"],
    ),
    "dates above times, of the evening before": (
        wide("9:00", "9:30", above=[dt.datetime(2027, 5, 9, 23), ""]),
        on("Mon", "09:00", "09:30"),
    ),
    "whole hours": (wide("Mon 8", "Mon 9", "Tue 8", "Tue 9"), ["Mon 08:00", "Mon 09:00", "Tue 08:00", "Tue 09:00"]),
}


@pytest.mark.parametrize("name", HEADINGS)
def test_the_names_of_columns_are_decided_together(name: str, tmp_path: Path) -> None:
    rows, expected = HEADINGS[name]
    survey = read(write_xlsx(tmp_path / "a.xlsx", {"diary": rows}), STUDY)
    assert slots(survey) == expected
    assert not told(survey)


def test_times_above_columns_that_run_on_are_read_and_told(tmp_path: Path) -> None:
    rows = wide(dt.time(9), 0.979167, 1.0, 1.375, above=["Mon", "", "Tue", ""])
    survey = read(write_xlsx(tmp_path / "a.xlsx", {"diary": rows}), STUDY)
    assert slots(survey) == ["Mon 09:00", "Mon 23:30", "Tue 00:00", "Tue 09:00"]
    (problem,) = told(survey)
    assert (problem.kind, problem.column, problem.cells) == (ProblemKind.TIMES_RUN_ON, "D", 0)
    night = read(write_xlsx(tmp_path / "b.xlsx", {"diary": wide(0.958333, 1.0, above=["Mon", ""])}), STUDY)
    assert slots(night) == ["Mon 23:00", "Tue 00:00"]
    assert not told(night)


def test_columns_that_may_be_night_or_afternoon_are_one_problem(tmp_path: Path) -> None:
    survey = read(write_csv(tmp_path / "a.csv", wide("Mon 1:00", "Mon 2:00", "Mon 9:00", "Mon 12:30")), STUDY)
    (problem,) = told(survey)
    assert (problem.kind, problem.cells) == (ProblemKind.TWO_READINGS, 2)
    assert slots(survey) == ["Mon 09:00", "Mon 12:30"]


def test_columns_of_dates_that_may_be_two_are_one_problem(tmp_path: Path) -> None:
    alone = wide("5/10/2027 9:00", "5/10/2027 9:30")
    for rows in (alone, wide("9:00", "9:30", above=["5/10/2027", ""])):
        survey = read(write_csv(tmp_path / "a.csv", rows), STUDY)
        (problem,) = told(survey)
        assert (problem.kind, problem.cells) == (ProblemKind.TWO_READINGS, 2)
        assert survey.ledger.cells_read == 2


@pytest.mark.parametrize("item", ["SAT1", "Fri5", "WE1", "Mon.1", "Sat_2"])
def test_items_of_a_scale_beside_slots_are_attributes(item: str, tmp_path: Path) -> None:
    rows: Rows = [["respondent", item, "Mon 09:00"], ["R1", 4, "D1"], ["R2", 2, "D2"]]
    survey = read(write_csv(tmp_path / "a.csv", rows), STUDY)
    assert slots(survey) == ["Mon 09:00"]
    (name,) = survey.attributes
    assert survey.attributes[name].texts() == ["4", "2"]


def test_bare_hours_beside_their_half_hours_are_slots(tmp_path: Path) -> None:
    rows: Rows = [["respondent", "Mon 9", "Mon 9:30", "Mon 10", "Tue 9"], ["R1", "D1", "D2", "D1", "D1"]]
    survey = read(write_csv(tmp_path / "a.csv", rows), STUDY)
    assert slots(survey) == ["Mon 09:00", "Mon 09:30", "Mon 10:00", "Tue 09:00"]


@pytest.mark.parametrize(("hours", "is_told"), [(range(8, 18), True), (range(8, 24, 2), False)])
def test_entries_on_the_hour_alone_are_told_in_a_study_of_half_hours(
    hours: range, is_told: bool, tmp_path: Path
) -> None:
    for rows in (
        times(*(f"{hour}:00" for hour in hours)),
        [["respondent", *(f"Mon {hour}:00" for hour in hours)], ["R1", *["D1"] * len(hours)]],
    ):
        survey = read(write_csv(tmp_path / "a.csv", rows), STUDY)
        assert [problem.kind for problem in told(survey)] == [ProblemKind.TIME_OFF_GRID] * is_told


def test_items_of_a_scale_make_no_diary(tmp_path: Path) -> None:
    people: Rows = [["respondent", "SAT1", "SAT2", "WE1"], ["R1", 4, 5, 2]]
    survey = read(write_xlsx(tmp_path / "a.xlsx", {"people": people, "diary": times("9:00")}), STUDY)
    assert list(survey.attributes) == ["sat1", "sat2", "we1"]
    assert slots(survey) == ["Mon 09:00"]


def test_the_columns_of_a_day_study_are_decided_together(tmp_path: Path) -> None:
    study = one_day_study()
    for names, expected in (
        ([4.5, 4.75 - 0.0833333, 5.0], ["04:30", "04:40", "05:00"]),
        ([8.1, 8.4], ["08:10", "08:40"]),
    ):
        rows: Rows = [["person", *names], ["P1", *[1] * len(names)]]
        survey = read(write_xlsx(tmp_path / "a.xlsx", {"d": rows}), study)
        assert slots(survey) == expected


def test_columns_of_a_diary_have_the_studys_names_too(tmp_path: Path) -> None:
    names = {"day": ("Tag",), "time": ("Uhrzeit",), "code": ("Tätigkeit",)}
    study = replace(STUDY, conventions=Conventions(columns=names))
    rows: Rows = [["respondent", "Tag", "Uhrzeit", "Tätigkeit"], ["R1", "Mon", "9 Uhr", "D1"]]
    survey = read(write_csv(tmp_path / "a.csv", rows), study)
    assert slots(survey) == ["Mon 09:00"]


def test_a_time_with_a_date_of_its_own_is_held_against_the_date_beside_it(tmp_path: Path) -> None:
    cells: list[tuple[Any, Any]] = [
        (dt.date(2027, 5, 10), dt.datetime(2027, 5, 10, 23)),
        (dt.date(2027, 5, 10), dt.datetime(2027, 5, 11, 0, 30)),
        (dt.date(2027, 5, 10), dt.datetime(2027, 5, 13, 9)),
    ]
    rows: Rows = [HEAD, *(["R1", day, moment, "D1"] for day, moment in cells)]
    survey = read(write_xlsx(tmp_path / "a.xlsx", {"diary": rows}), STUDY)
    assert slots(survey) == ["Mon 23:00", "Tue 00:30"]
    (problem,) = told(survey)
    assert (problem.kind, problem.row) == (ProblemKind.DAY_AND_DATE, 4)


def test_one_date_for_all_times_is_none(tmp_path: Path) -> None:
    moments = [dt.datetime(2026, 1, 1, 9), dt.datetime(2026, 1, 1, 9, 30)]
    rows: Rows = [TIMED, ["R1", "Mon", moments[0], "D1"], ["R1", "Tue", moments[1], "D1"]]
    survey = read(write_xlsx(tmp_path / "a.xlsx", {"diary": rows}), STUDY)
    assert slots(survey) == ["Mon 09:00", "Tue 09:30"]
    assert not told(survey)


def test_conventions_of_a_study_are_read_strictly(tmp_path: Path) -> None:
    from timediary.model.problem import DefinitionError
    from timediary.study.conventions import load_conventions
    from timediary.study.section import StrictToml

    path = tmp_path / "study.toml"
    path.write_text('date_order = "month first"\nclock = "12 hours"\n[columns]\ntime = ["Zeit"]\n', encoding="utf-8")
    found = load_conventions(StrictToml.of_file(path))
    assert found == Conventions(date_order=DateOrder.MONTH_FIRST, clock=Clock.TWELVE, columns={"time": ("Zeit",)})
    path.write_text('date_order = "american"\n', encoding="utf-8")
    with pytest.raises(DefinitionError, match="day first, month first, year first"):
        load_conventions(StrictToml.of_file(path))
    assert load_study().conventions == Conventions()


def test_rows_of_later_batches_decide_for_the_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from timediary.ingest import sheet

    monkeypatch.setattr(sheet, "ROWS_IN_A_BATCH", 2)
    rows = dates(*(f"5/{day}/2027" for day in range(10, 17)))
    assert slots(read(write_csv(tmp_path / "a.csv", rows), STUDY)) == WEEK
    clock = times("9:00", "12:30", "1:00", "1:30", "2:00")
    assert slots(read(write_csv(tmp_path / "b.csv", clock), STUDY)) == on(
        "Mon", "09:00", "12:30", "13:00", "13:30", "14:00"
    )


def test_the_grid_of_a_diary_from_four_keeps_its_night(tmp_path: Path) -> None:
    study = replace(load_study(), grid=DiaryGrid(STUDY.grid.days, 30, 240, 48, (5, 6), 480, 1080))
    survey = read(write_xlsx(tmp_path / "a.xlsx", {"d": times(0.979167, 1.0, 1.145833)}), study)
    assert slots(survey) == ["Mon 23:30", "Mon 00:00", "Mon 03:30"]


def test_dates_that_a_spreadsheet_turned_round_are_told(tmp_path: Path) -> None:
    turned = [dt.date(2027, 10, 5), dt.date(2027, 11, 5), "5/13/2027"]
    survey = read(write_xlsx(tmp_path / "a.xlsx", {"diary": dates(*turned)}), STUDY)
    assert [problem.kind for problem in told(survey)] == [ProblemKind.TWO_READINGS]
    fine = [dt.date(2027, 5, 13), "5/14/2027"]
    assert not told(read(write_xlsx(tmp_path / "b.xlsx", {"diary": dates(*fine)}), STUDY))
