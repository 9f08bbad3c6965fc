"""Afternoons of a clock of 12 hours that stand before the morning, or among times of 24 hours, are never at night."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.ingest.files import STUDY, Rows, write_csv

from timediary.ingest import read
from timediary.model.choices import Choices
from timediary.model.conventions import Clock, Conventions
from timediary.model.problem import ProblemKind

if TYPE_CHECKING:
    from pathlib import Path

    from timediary.model.survey import Survey

ENDS = ["respondent", "day", "start", "end", "code"]
BEFORE_MORNING: Rows = [["R2", "Mon", "1:00", "5:00", "D1"], ["R2", "Mon", "9:00", "12:00", "R1"]]
WITH_NOUGHTS: Rows = [["R2", "Mon", "01:00", "05:00", "D1"], ["R2", "Mon", "09:00", "12:00", "R1"]]
IN_ORDER: Rows = [["R1", "Mon", "9:00", "12:30", "D1"], ["R1", "Mon", "1:00", "5:00", "R1"]]
OF_24: Rows = [["R1", "Mon", "9:00", "17:00", "D1"]]
AFTER_MORNING: Rows = [["R2", "Mon", "9:00", "12:00", "R1"], ["R2", "Mon", "1:00", "5:00", "D1"]]


def of(tmp_path: Path, rows: Rows, clock: Clock | None = None) -> Survey:
    choices = Choices(conventions=Conventions(clock=clock))
    survey = read(write_csv(tmp_path / "diary.csv", rows), STUDY, choices=choices)
    assert survey.ledger.balanced
    assert survey.reading.balanced
    return survey


def hours_of_d1(survey: Survey) -> list[int]:
    """The hours of the second respondent's Monday that hold D1."""
    d1 = 1 + [code.id for code in STUDY.codes].index("D1")
    (slots,) = (survey.codes[survey.respondents.index("R2"), :48] == d1).nonzero()
    return sorted({(STUDY.grid.start_minute(slot) // 60) for slot in slots.tolist()})


@pytest.mark.parametrize(
    "rows",
    [BEFORE_MORNING, WITH_NOUGHTS, IN_ORDER + BEFORE_MORNING, OF_24 + BEFORE_MORNING, OF_24 + AFTER_MORNING],
    ids=["alone", "with noughts", "among a clock of 12 hours", "among one of 24", "in order among one of 24"],
)
def test_what_can_be_night_or_afternoon_is_told_and_settled(rows: Rows, tmp_path: Path) -> None:
    rows = [ENDS, *rows]
    survey = of(tmp_path, rows)
    (problem,) = (problem for problem in survey.problems if problem.kind is ProblemKind.TWO_READINGS)
    assert "--settle clock='12 hours', or '24 hours'" in problem.remedy
    assert hours_of_d1(survey) == []
    assert survey.minutes_under(["R1"])[survey.respondents.index("R2")].sum() == 180
    for clock, expected in ((Clock.TWELVE, [13, 14, 15, 16]), (Clock.TWENTY_FOUR, [1, 2, 3, 4])):
        settled = of(tmp_path, rows, clock)
        assert hours_of_d1(settled) == expected
        assert all(problem.kind is not ProblemKind.TWO_READINGS for problem in settled.problems)


def test_slots_of_one_who_kept_another_clock_are_told_too(tmp_path: Path) -> None:
    rows: Rows = [["respondent", "day", "time", "code"], ["R1", "Mon", "9:00", "D1"], ["R1", "Mon", "17:00", "D1"]]
    rows += [["R2", "Mon", time, "D1"] for time in ("1:00", "1:30", "2:00", "9:00", "9:30")]
    survey = of(tmp_path, rows)
    (problem,) = (problem for problem in survey.problems if problem.kind is ProblemKind.TWO_READINGS)
    assert (problem.respondent, problem.cells) == ("R2", 3)
    assert hours_of_d1(survey) == [9]


@pytest.mark.parametrize(
    "rows",
    [
        [["R2", "Mon", "3:30", "9:00", "D1"], ["R2", "Mon", "9:00", "12:00", "R1"]],
        [["R2", "Mon", "2:00", "4:00", "D1"], ["R2", "Mon", "9:00", "18:00", "R1"]],
        [
            ["R2", "Mon", "23:00", "24:00", "R1"],
            ["R2", "Tue", "1:00", "5:00", "R1"],
            ["R2", "Tue", "9:00", "12:00", "D1"],
        ],
        [["R2", "Mon", "1:00", "1:30", "D1"], *([["R2", day, "9:00", "12:00", "R1"] for day in ("Mon", "Tue", "Wed")])],
    ],
    ids=["an early shift", "an afternoon as well", "a night", "a call at night"],
)
def test_work_at_night_stays_there(rows: Rows, tmp_path: Path) -> None:
    survey = of(tmp_path, [ENDS, *OF_24, *rows])
    assert all(problem.kind is not ProblemKind.TWO_READINGS for problem in survey.problems)
