"""What a person would read and programs often refuse: numbers for times, times past midnight, German, eight digits."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from tests.ingest.files import STUDY, Rows, write_csv, write_xlsx
from tests.ingest.test_lengths import minutes, told

from timediary.ingest import read
from timediary.model.choices import Choices
from timediary.model.conventions import Conventions, TimeUnit
from timediary.model.problem import ProblemKind

if TYPE_CHECKING:
    from pathlib import Path

    from timediary.model.survey import Survey

ENDS = ["respondent", "day", "start", "end", "code"]
LONG = ["respondent", "day", "time", "code"]


def episodes(first: tuple[Any, Any], second: tuple[Any, Any]) -> Rows:
    return [ENDS, ["R1", "Mon", *first, "D1"], ["R1", "Mon", *second, "D2"]]


def slots(survey: Survey) -> list[str]:
    return [survey.study.grid.slot_name(slot) for slot in np.flatnonzero(survey.codes[0]).tolist()]


TIMES: dict[str, tuple[Rows, list[int]]] = {
    "hours": (episodes((9, 11), (11, 12)), [120, 60]),
    "hours to the end of the day": (episodes((9, 11), (20, 24)), [120, 240]),
    "minutes of the day": (episodes((540, 570), (660, 690)), [30, 30]),
    "fractions of a day": (episodes((0.375, 0.5), (0.5, 1.0)), [180, 720]),
    "decimals": (episodes(("8.50", "9.25"), ("9.25", "10.75")), [45, 90]),
    "hours and minutes with a point": (episodes((8.3, 9.15), (9.15, 10.45)), [45, 90]),
    "hours and minutes": (episodes((830, 915), (915, 1745)), [45, 510]),
    "past midnight": (episodes(("22:00", "26:00"), ("26:00", "27:30")), [240, 90]),
    "past midnight as a spreadsheet has it": (
        episodes((dt.timedelta(hours=22), dt.timedelta(hours=26)), (dt.timedelta(hours=26), dt.timedelta(hours=27))),
        [240, 60],
    ),
    "German": ([["respondent", "Tag", "von", "bis", "code"], ["R1", "Di", "9:00", "10:00", "D1"]], [60, 0]),
    "German dates": (
        [["respondent", "Datum", "von", "bis", "code"], ["R1", "Di 11.05.2027", "9:00", "10:00", "D1"]],
        [60, 0],
    ),
    "dates of eight digits": (
        [["respondent", "date", "start", "end", "code"], ["R1", 20270510, "9:00", "10:00", "D1"]],
        [60, 0],
    ),
}


@pytest.mark.parametrize("written", [write_csv, write_xlsx])
@pytest.mark.parametrize("name", TIMES)
def test_episodes_are_read_as_a_person_would(name: str, written: Any, tmp_path: Path) -> None:
    rows, expected = TIMES[name]
    if written is write_csv and "spreadsheet" in name:
        rows = [[f"{cell}"[:-3] if isinstance(cell, dt.timedelta) else cell for cell in row] for row in rows]
        rows = [[str(cell).replace("1 day, 2", "26").replace("1 day, 3", "27") for cell in row] for row in rows]
    path = tmp_path / ("a.csv" if written is write_csv else "a.xlsx")
    survey = read(written(path, rows if written is write_csv else {"diary": rows}), STUDY)
    assert minutes(survey)[:2] == expected
    assert not told(survey)
    assert survey.ledger.balanced


def test_past_midnight_is_of_the_next_day(tmp_path: Path) -> None:
    survey = read(write_csv(tmp_path / "a.csv", episodes(("23:30", "24:30"), ("25:00", "25:30"))), STUDY)
    assert slots(survey) == ["Mon 23:30", "Tue 00:00", "Tue 01:00"]


def test_minutes_of_the_day_and_hours_with_minutes_are_asked_about(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", {"diary": episodes((540, 600), (600, 630))})
    problems = told(read(path, STUDY))
    assert {problem.kind for problem in problems} == {ProblemKind.TWO_READINGS}
    assert "05:40 (hours and minutes) or 09:00 (minutes after midnight)" in problems[0].message
    settled = read(path, STUDY, choices=Choices(conventions=Conventions(time_unit=TimeUnit.MINUTES)))
    assert slots(settled) == ["Mon 09:00", "Mon 09:30", "Mon 10:00"]


@pytest.mark.parametrize("day", ["Mon", "2027-05-10"])
def test_24_00_is_the_midnight_that_ends_its_day(day: str, tmp_path: Path) -> None:
    rows: Rows = [LONG, ["R1", day, "9:00", "D1"], ["R1", day, "24:00", "D1"]]
    survey = read(write_csv(tmp_path / "a.csv", rows), STUDY)
    assert slots(survey) == ["Mon 09:00", "Tue 00:00"]
    wide: Rows = [["respondent", "Mon 23:30", "Mon 24:00", "Sun 23:30", "Sun 24:00"], ["R1", "D1", "D1", "D1", "D1"]]
    survey = read(write_csv(tmp_path / "b.csv", wide), STUDY)
    assert slots(survey) == ["Mon 23:30", "Tue 00:00", "Sun 23:30"]
    (problem,) = told(survey)
    assert (problem.kind, problem.header, problem.cells) == (ProblemKind.UNKNOWN_DAY, "Sun 24:00", 1)


@pytest.mark.parametrize("layout", ["long", "wide"])
def test_slots_named_by_their_ends_are_told(layout: str, tmp_path: Path) -> None:
    times = [f"{half // 2:02d}:{half % 2 * 30:02d}" for half in range(1, 49)]
    rows: Rows = [LONG, *(["R1", "Mon", time, "D1"] for time in times)]
    if layout == "wide":
        rows = [["respondent", *(f"Mon {time}" for time in times)], ["R1", *["D1"] * 48]]
    (problem,) = told(read(write_csv(tmp_path / "a.csv", rows), STUDY))
    assert (problem.kind, problem.cells) == (ProblemKind.TWO_READINGS, 1)
    assert "named by when they end" in problem.message


def test_not_applicable_is_no_entry(tmp_path: Path) -> None:
    survey = read(
        write_csv(tmp_path / "a.csv", [LONG, ["R1", "Mon", "9:00", "D1"], ["R1", "Mon", "9:30", "N/A"]]), STUDY
    )
    assert (slots(survey), survey.ledger.blank, told(survey)) == (["Mon 09:00"], 1, [])
