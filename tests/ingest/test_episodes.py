"""Diaries of episodes, with figures worked out by hand."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from tests.ingest.files import STUDY, Rows, one_day_study, write_csv, write_xlsx

import timediary as td
from timediary.ingest import read
from timediary.model.choices import Choices, Settled
from timediary.model.problem import ProblemKind
from timediary.model.study import Overlaps

if TYPE_CHECKING:
    from pathlib import Path

    from timediary.model.study import Study
    from timediary.model.survey import Survey

ENDS = ["respondent", "day", "start", "end", "code"]
DAY = replace(STUDY, grid=STUDY.grid._replace(days=("Day",), weekend=()))


def kinds(survey: Survey) -> list[ProblemKind]:
    missing = (ProblemKind.MISSING_SHEET, ProblemKind.MISSING_COLUMN)
    return [problem.kind for problem in survey.problems if problem.kind not in missing]


def minutes(survey: Survey, *codes: str) -> list[int]:
    """Minutes of all diaries together under each of some codes."""
    return [int(survey.minutes_under([code]).sum()) for code in codes]


def of(tmp_path: Path, rows: Rows, study: Study = STUDY) -> Survey:
    survey = read(write_csv(tmp_path / "diary.csv", rows), study)
    assert survey.ledger.balanced
    assert survey.ledger.unit == "minutes"
    assert survey.ledger.kept == survey.code_minutes.minutes.sum()
    assert survey.reading.balanced
    return survey


def direct(survey: Survey) -> float:
    return td.breakdown(survey).value("direct_contact", "all")


@pytest.mark.parametrize(
    "rows",
    [
        [ENDS, ["R1", "Mon", "09:00", "11:00", "D1"], ["R1", "Mon", "11:00", "11:30", "R1"]],
        [["respondent", "day", "start", "minutes", "code"], ["R1", 1, "9.00", 120, "D1"], ["R1", 1, "11.00", 30, "R1"]],
        [["respondent", "day", "time", "duration", "code"], ["R1", 1, "0900", "2:00", "D1"], ["R1", 1, "1100", "30m", "R1"]],  # noqa: E501
        [
            ["respondent", "Date", "Start time", "End time", "Duration", "Activity"],
            ["R1", "2027-05-10", "9:00 am", "11:00 am", "02:00:00", "D1"],
            ["R1", "2027-05-10", "11:00 am", "11:30 am", "00:30:00", "R1"],
        ],
        [
            ["respondent", "startTime", "endTime", "code"],
            ["R1", "2027-05-10T09:00:00+01:00", "2027-05-10T11:00:00+01:00", "D1"],
            ["R1", "2027-05-10T11:00:00+01:00", "2027-05-10T11:30:00+01:00", "R1"],
        ],
        [
            ["respondent", "date", "from", "to", "hours", "code"],
            ["R1", "19/05/2027", "09:00", "11:00", 2, "D1"],
            ["R1", "19/05/2027", "11:00", "11:30", 0.5, "R1"],
        ],
        [["respondent", "date", "hours", "code"], ["R1", "2027-05-10", 2, "D1"], ["R1", "2027-05-10", 0.5, "R1"]],
        [["respondent", "day", "duration", "code"], ["R1", "Mon", "2 h", "D1"], ["R1", "Mon", "30 min", "R1"]],
    ],
)  # fmt: skip
def test_two_hours_and_a_half_hour_are_80_and_20_per_cent_however_written(tmp_path: Path, rows: Rows) -> None:
    survey = of(tmp_path, rows)
    assert minutes(survey, "D1", "R1") == [120, 30]
    assert survey.recorded_hours.tolist() == [2.5]
    assert direct(survey) == 0.8
    assert kinds(survey) == []
    assert survey.ledger.lines()[:2] == [("minutes in the file", 150), ("minutes kept", 150)]


def test_episodes_and_their_slots_make_the_same_tables_byte_for_byte(tmp_path: Path) -> None:
    respondents: Rows = [["respondent", "setting"], ["R1", "CSD"], ["R2", "DASS"]]
    ends: Rows = [ENDS, ["R1", "Mon", "09:00", "11:00", "D1"], ["R2", "Tue", "22:30", "24:00", "R1"]]
    slots: Rows = [["respondent", "day", "time", "code"]]
    slots += [["R1", "Mon", time, "D1"] for time in ("09:00", "09:30", "10:00", "10:30")]
    slots += [["R2", "Tue", time, "R1"] for time in ("22:30", "23:00", "23:30")]
    for name, rows in (("ends", ends), ("slots", slots)):
        folder = tmp_path / name
        folder.mkdir()
        write_xlsx(folder / "survey.xlsx", {"respondents": respondents, "diary": rows})
        td.write(td.analyse(td.read(folder / "survey.xlsx")), folder / "out", ["csv"])
    first, second = ((tmp_path / name / "out" / "tables.csv").read_bytes() for name in ("ends", "slots"))
    assert first == second


def test_episodes_between_slots_are_exact_and_make_slots_as_fine_as_they_need(tmp_path: Path) -> None:
    survey = of(tmp_path, [ENDS, ["R1", "Mon", "08:50", "10:05", "D1"], ["R1", "Mon", "10:05", "11:00", "R1"]])
    assert minutes(survey, "D1", "R1") == [75, 55]
    table = td.breakdown(survey, grouping="activity")
    assert table.value("direct_contact", "all") == pytest.approx(0.576923, abs=5e-7)
    assert table.value("recording", "all") == pytest.approx(0.423077, abs=5e-7)
    assert (survey.grid.slot_minutes, survey.study.grid.slot_minutes) == (5, 30)
    day = td.working_day(survey)
    assert day.value("start_median", "monday") == pytest.approx(8 + 50 / 60)
    assert td.tempogram(survey, days="Mon", category="at_work").value("08:50", "at_work") == 1


def test_an_end_past_midnight_is_of_the_next_day_and_of_the_next_diary_where_that_is_one(tmp_path: Path) -> None:
    week = of(tmp_path, [ENDS, ["R1", "Mon", "22:00", "02:00", "D1"], ["R1", "Sun", "23:00", "01:00", "R1"]])
    assert minutes(week, "D1", "R1") == [240, 60]
    assert week.codes.reshape(7, 48).astype(bool).sum(axis=1).tolist() == [4, 4, 0, 0, 0, 0, 2]
    (problem,) = (p for p in week.problems if p.kind is ProblemKind.DATE_OUTSIDE_WEEK)
    assert (problem.row, problem.cells) == (3, 60)
    dated = of(
        tmp_path, [["respondent", "date", "start", "end", "code"], ["R1", "2027-05-10", "22:00", "02:00", "D1"]], DAY
    )
    assert dated.recorded_hours.tolist() == [2, 2]
    assert dated.attributes["weekday"].texts() == ["Monday", "Tuesday"]
    moments = [["respondent", "start", "end", "code"], ["R1", "2027-05-10 22:00", "2027-05-12 01:00", "D1"]]
    assert of(tmp_path, moments, DAY).recorded_hours.tolist() == [2, 24, 1]


def test_a_diary_day_from_four_in_the_morning_holds_the_night_after_it(tmp_path: Path) -> None:
    study = replace(one_day_study(), groupings={}, no_information=("-",))
    rows: Rows = [["person", "date", "start", "end", "code"], ["P", "2027-05-10", "22:00", "06:00", 1]]
    survey = of(tmp_path, rows, study)
    assert survey.recorded_hours.tolist() == [6, 2]
    rows = [["person", "day", "start", "end", "code"], ["P", "Sun", "01:00", "05:00", 1]]
    survey = of(tmp_path, rows, study)
    assert survey.recorded_hours.tolist() == [1, 3]
    assert survey.attributes["weekday"].texts() == ["Monday", "Sunday"]


@pytest.mark.parametrize(
    ("start", "end", "duration", "expected", "slots"),
    [
        ("2026-10-25T00:30:00+01:00", "2026-10-25T02:30:00+00:00", "", 180, 4),
        ("2026-10-25 00:30", "2026-10-25 02:30", "3:00:00", 180, 4),
        ("2027-03-28T00:30:00+00:00", "2027-03-28T03:30:00+01:00", "", 120, 6),
    ],
)
def test_the_hour_that_october_has_twice_counts_twice_in_hours_and_once_in_slots(
    tmp_path: Path, start: str, end: str, duration: str, expected: int, slots: int
) -> None:
    rows: Rows = [["respondent", "start", "end", "duration", "code"], ["R1", start, end, duration, "D1"]]
    survey = of(tmp_path, rows)
    assert minutes(survey, "D1") == [expected]
    assert survey.recorded_hours.tolist() == [expected / 60]
    assert int((survey.codes > 0).sum()) == slots
    assert kinds(survey) == []


@pytest.mark.parametrize(
    "rows",
    [
        [
            ["User", "Email", "Project", "Start date", "Start time", "End date", "End time", "Duration", "Tags"],
            ["R1", "r1", "D1", "2027-05-10", "08:50:00", "2027-05-10", "10:05:00", "01:15:00", "a"],
            ["R1", "r1", "R1", "2027-05-10", "23:00:00", "2027-05-11", "00:30:00", "01:30:00", ""],
        ],
        [
            ["Project", "User", "Start Date", "Start Time", "End Date", "End Time", "Duration (h)"],
            ["D1", "R1", "10/19/2026", "08:50:00 AM", "10/19/2026", "10:05:00 AM", "01:15:00"],
            ["R1", "R1", "10/19/2026", "11:00:00 PM", "10/20/2026", "12:30:00 AM", "01:30:00"],
        ],
    ],
    ids=["toggl", "clockify"],
)
def test_detailed_reports_of_trackers_read_with_two_columns_named(tmp_path: Path, rows: Rows) -> None:
    columns = {"User": Settled("respondent", "--column"), "Project": Settled("code", "--column")}
    survey = read(write_csv(tmp_path / "t.csv", rows), STUDY, choices=Choices(columns=columns))
    assert minutes(survey, "D1", "R1") == [75, 90]
    assert survey.codes.any(axis=1).tolist() == [True]
    assert kinds(survey) == []


OVERLAP: Rows = [ENDS, ["R1", "Mon", "09:00", "10:00", "D1"], ["R1", "Mon", "09:29", "10:30", "R1"]]


@pytest.mark.parametrize(
    ("way", "expected", "lost"),
    [(Overlaps.SPLIT, [45, 45], 31), (Overlaps.FIRST, [60, 30], 31), (Overlaps.REFUSE, [60, 0], 61)],
)
def test_overlaps_are_split_given_to_the_first_or_refused_as_the_study_says(
    tmp_path: Path, way: Overlaps, expected: list[int], lost: int
) -> None:
    survey = of(tmp_path, OVERLAP, replace(STUDY, grid=STUDY.grid._replace(overlaps=way)))
    assert minutes(survey, "D1", "R1") == expected
    (problem,) = (p for p in survey.problems if p.kind is ProblemKind.OVERLAPPING_EPISODES)
    assert problem.message.startswith("Row 2 overlaps this one by 31 minutes; ")
    assert (problem.row, problem.column, problem.cells, problem.respondent) == (3, "C", lost, "R1")
    assert survey.ledger.left_out == {ProblemKind.OVERLAPPING_EPISODES: lost}


def test_an_odd_minute_goes_to_the_episode_that_began_first(tmp_path: Path) -> None:
    survey = of(tmp_path, OVERLAP)
    parted = td.tempogram(survey, days="Mon", category="recording")
    assert survey.grid.slot_minutes == 1
    assert survey.codes[0, 9 * 60 : 9 * 60 + 45].tolist() == [STUDY.code_numbers["D1"]] * 45
    assert parted.value("09:45", "recording") == 1


def test_what_is_wrong_with_an_episode_is_told_at_its_row_and_its_minutes_counted(tmp_path: Path) -> None:
    rows: Rows = [
        ENDS,
        ["R1", "Mon", "09:00", "10:00", "D1"],
        ["R1", "Mon", "10:00", "10:00", "D1"],
        ["R1", "Mon", "11:00", "10:30", "D1"],
        ["R1", "Mon", "13:00", "", "D1"],
        ["R1", "Mon", "14:00", "15:00", "XX"],
        ["R1", "Mon", "later", "16:00", "D1"],
        ["R1", "Mon", "09:00", "10:00", "D1"],
        ["", "Mon", "17:00", "17:40", "D1"],
    ]
    survey = of(tmp_path, rows)
    assert minutes(survey, "D1") == [60]
    found = {p.row: (p.kind, p.cells) for p in survey.problems if p.row}
    assert found == {
        3: (ProblemKind.NO_LENGTH, 0),
        4: (ProblemKind.END_BEFORE_START, 0),
        5: (ProblemKind.STILL_RUNNING, 0),
        6: (ProblemKind.UNKNOWN_CODE, 60),
        7: (ProblemKind.UNKNOWN_TIME, 0),
        8: (ProblemKind.DUPLICATE_ENTRY, 60),
        9: (ProblemKind.MISSING_RESPONDENT, 40),
    }
    assert survey.ledger.cells_read == 60 + 60 + 60 + 40


def test_seconds_are_rounded_and_counted_as_such(tmp_path: Path) -> None:
    rows: Rows = [ENDS, ["R1", "Mon", "09:00:40", "10:00:20", "D1"], ["R1", "Mon", "10:00:20", "10:00:40", "R1"]]
    survey = of(tmp_path, rows)
    assert minutes(survey, "D1", "R1") == [59, 1]
    (decision,) = (d for sheet in survey.reading.sheets for d in sheet.decisions if d.what == "seconds")
    assert decision.evidence[0].times == 4


def test_a_gap_in_a_day_that_is_otherwise_filled_is_told_with_both_rows(tmp_path: Path) -> None:
    rows: Rows = [ENDS, ["R1", "Mon", "00:00", "12:00", "D1"], ["R1", "Mon", "12:10", "24:00", "R1"]]
    survey = of(tmp_path, rows)
    (problem,) = (p for p in survey.problems if p.kind is ProblemKind.GAP_IN_DAY)
    assert problem.row == 3
    assert problem.message == "Row 2 ends 10 minutes before this one: from 12:00 to 12:10."
    work: Rows = [ENDS, ["R1", "Mon", "09:00", "12:00", "D1"], ["R1", "Mon", "13:00", "17:00", "R1"]]
    assert kinds(of(tmp_path, work)) == []


def test_a_length_that_contradicts_start_and_end_is_a_problem_and_the_shorter_counts(tmp_path: Path) -> None:
    rows: Rows = [["respondent", "day", "start", "end", "hours", "code"], ["R1", "Mon", "09:00", "17:00", 7.5, "D1"]]
    survey = of(tmp_path, rows)
    assert minutes(survey, "D1") == [450]
    assert kinds(survey) == [ProblemKind.DURATION_DIFFERS]


def test_dates_that_can_be_read_in_two_ways_are_not_guessed(tmp_path: Path) -> None:
    rows: Rows = [["respondent", "date", "start", "end", "code"], ["R1", "04/05/2027", "09:00", "10:00", "D1"]]
    survey = of(tmp_path, [*rows, ["R2", "05/05/2027", "09:00", "10:00", "D1"]])
    assert [(p.kind, p.row) for p in survey.problems if p.row] == [(ProblemKind.TWO_READINGS, 2)]
    assert minutes(survey, "D1") == [60]


def test_numbers_that_can_be_minutes_or_hours_are_not_guessed(tmp_path: Path) -> None:
    rows: Rows = [["respondent", "day", "start", "duration", "code"], ["R1", "Mon", "09:00", 2, "D1"]]
    survey = of(tmp_path, [*rows, ["R1", "Mon", "12:00", 1, "D1"]])
    assert kinds(survey) == [ProblemKind.TWO_READINGS] * 2
    rows[0][3] = "minutes"
    assert minutes(of(tmp_path, rows), "D1") == [2]


def test_lengths_without_times_have_shares_and_hours_and_no_time_of_day(tmp_path: Path) -> None:
    rows: Rows = [["respondent", "date", "hours", "code", "setting"]]
    rows += [
        ["R1", "2027-05-10", 2.25, "D1", "CSD"],
        ["R1", "2027-05-17", 1.5, "R1", "CSD"],
        ["R2", "2027-05-10", 1, "R1", "DASS"],
    ]
    survey = of(tmp_path, rows)
    assert survey.respondents == ("R1", "R1", "R2")
    assert survey.recorded_hours.tolist() == [2.25, 1.5, 1]
    assert td.breakdown(survey, "setting", grouping="activity").value("direct_contact", "csd") == 0.6
    assert not survey.has_times
    assert len(td.hours(survey)) == 1
    with pytest.raises(td.RequestError, match="how long things took and not when"):
        td.tempogram(survey)


def test_what_is_the_same_in_all_rows_of_a_respondent_is_an_attribute_and_what_is_not_is_none(tmp_path: Path) -> None:
    rows: Rows = [[*ENDS, "setting", "remark"], ["R1", "Mon", "09:00", "10:00", "D1", "CSD", "a"]]
    rows += [["R1", "Mon", "10:00", "11:00", "D1", "CSD", "b"], ["R2", "Mon", "10:00", "11:00", "D1", "PVI", "c"]]
    survey = of(tmp_path, rows)
    assert list(survey.attributes) == ["setting"]
    assert survey.attributes["setting"].texts() == ["CSD", "PVI"]


def test_times_of_a_workbook_are_read_as_such(tmp_path: Path) -> None:
    rows: Rows = [
        ["respondent", "date", "start", "end", "code"],
        ["R1", dt.date(2027, 5, 10), dt.time(8, 50), dt.time(10, 5), "D1"],
        ["R1", dt.date(2027, 5, 11), 0.5, 0.75, "R1"],
    ]
    survey = read(write_xlsx(tmp_path / "d.xlsx", {"diary": rows}), STUDY)
    assert minutes(survey, "D1", "R1") == [75, 360]
    assert kinds(survey) == []


def test_what_is_left_out_of_episodes_is_told_in_minutes(tmp_path: Path) -> None:
    """The ledger counts minutes there: 60 of them are no 60 cells."""
    rows = [ENDS, ["R1", "Mon", "09:00", "11:00", "D1"], ["R1", "Mon", "11:00", "12:00", "Nonsense"]]
    survey = of(tmp_path, rows)
    check = td.model.results.Check(survey.ledger, survey.problems, reading=survey.reading)
    for suffix in (".txt", ".html", ".md"):
        told = check.write(tmp_path / f"check{suffix}")[0].read_text(encoding="utf-8")
        assert "60 diary minutes left out of every total." in told
        assert "Diary minutes" in told
        assert not re.search("[0-9] (diary )?cells|Diary cells|Every cell", told)
    assert "leaving out 60 minutes" in (tmp_path / "check.txt").read_text(encoding="utf-8")
    assert "60 diary minutes" in (survey._repr_html_() or "")


@pytest.mark.parametrize(
    ("times", "under"),
    [
        ([("9:00", "12:30"), ("12:30", "1:00"), ("1:00", "5:30")], 510),  # goes on to the afternoon
        ([("9:00", "5:30")], 510),
        ([("5:30", "9:00"), ("9:00", "12:00")], 390),  # a clock of 24 hours: 5:30 is before 9:00
        ([("10:00", "13:00"), ("22:00", "5:00")], 600),
    ],
)
def test_starts_and_ends_go_on_to_the_afternoon_on_a_clock_of_12_hours(
    times: list[tuple[str, str]], under: int, tmp_path: Path
) -> None:
    survey = of(tmp_path, [ENDS, *(["R1", "Mon", start, end, "D1"] for start, end in times)])
    assert minutes(survey, "D1") == [under]
    assert kinds(survey) in ([], [ProblemKind.GAP_IN_DAY])


def test_a_start_that_may_be_in_the_night_or_in_the_afternoon_is_asked_about(tmp_path: Path) -> None:
    rows = [ENDS, ["R1", "Mon", "8:00", "12:00", "D1"], ["R1", "Tue", "2:00", "4:00", "D1"]]
    survey = of(tmp_path, rows)
    assert (kinds(survey), minutes(survey, "D1")) == ([ProblemKind.TWO_READINGS], [240])


@pytest.mark.parametrize(
    ("length", "cells", "kind"),
    [
        ("duration", ["0.0625", "0.0208"], ProblemKind.TWO_READINGS),  # hours, or parts of a day
        ("hours", ["26", "30"], ProblemKind.UNKNOWN_DURATION),
        ("minutes", ["45:00", "30:00"], ProblemKind.UNKNOWN_DURATION),  # minutes and seconds, most likely
    ],
)
def test_lengths_that_cannot_be_meant_or_may_be_two_are_told(
    length: str, cells: list[str], kind: ProblemKind, tmp_path: Path
) -> None:
    rows = [["respondent", "day", "start", length, "code"], *(["R1", "Mon", "09:00", cell, "D1"] for cell in cells)]
    assert kinds(of(tmp_path, rows)) == [kind] * len(cells)


def test_minutes_after_the_last_day_are_left_out_once(tmp_path: Path) -> None:
    """A diary's day from 8:00 to 20:00: from 21:00 on its last day to 9:30 nothing lies within it."""
    study = replace(STUDY, grid=STUDY.grid._replace(first_minute=8 * 60, slots_per_day=24))
    survey = of(tmp_path, [ENDS, ["R1", "Mon", "09:00", "10:00", "D1"], ["R1", "Sun", "21:00", "09:30", "D1"]], study)
    assert survey.ledger.left_out == {ProblemKind.DATE_OUTSIDE_WEEK: 12 * 60 + 30}


@pytest.mark.parametrize(("offset", "is_told"), [("Z", True), ("+00:00", True), ("+01:00", False), ("", False)])
def test_moments_of_utc_are_noted(offset: str, is_told: bool, tmp_path: Path) -> None:
    rows = [["R1", f"2027-05-10T09:00:00{offset}", f"2027-05-10T10:00:00{offset}", "D1"]]
    survey = read(write_csv(tmp_path / "utc.csv", [["respondent", "start", "end", "code"], *rows]), STUDY)
    assert ["are those of UTC" in note for note in survey.reading.notes] == [True] * is_told
    assert float(survey.recorded_hours[0]) == 1
