"""A grid's column of times, and its row of days, are decided as wholes, by the code that reads surveys."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from tests.ingest.files import write_xlsx

import timediary as td

if TYPE_CHECKING:
    from pathlib import Path

    from timediary.model.survey import Survey

DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri"]


def collected(
    tmp_path: Path, times: list[list[Any]], days: list[Any] | None = None, codes: list[str] | None = None
) -> Survey:
    """What is gathered of one grid: rows of times, a code under the first day in each."""
    head = [""] * len(times[0])
    rows = [[*of_row, (codes or ["D1"] * len(times))[n], *[""] * 4] for n, of_row in enumerate(times)]
    page = [["Respondent", "R001"], [], [*head, *(days or DAYS)], *rows]
    write_xlsx(tmp_path / "R001.xlsx", {"Diary": page})
    return td.collect(tmp_path)


def slots(survey: Survey) -> list[str]:
    return [survey.study.grid.slot_name(slot) for slot in np.flatnonzero(survey.codes[0]).tolist()]


def told(survey: Survey) -> list[str]:
    assert survey.ledger.balanced
    return [problem.kind for problem in survey.problems if problem.row]


def on(*clock: str) -> list[str]:
    return [f"Mon {time}" for time in clock]


TIMES: dict[str, tuple[list[Any], list[str]]] = {
    "decimal hours": ([8.5, 9, 9.5, 0.5], on("00:30", "08:30", "09:00", "09:30")),
    "decimal hours as text": (["8,5", "9,0", "9,5"], on("08:30", "09:00", "09:30")),
    "hours and minutes": ([8.3, 9, 9.3], on("08:30", "09:00", "09:30")),
    "slots": ([17, 18, 19, 48], on("08:00", "08:30", "09:00", "23:30")),
    "minutes": ([540, 570, 610 - 10], on("09:00", "09:30", "10:00")),
    "twelve hours": (["11.30", "12.00", "12.30", "1.00", "1.30"], on("11:30", "12:00", "12:30", "13:00", "13:30")),
    "twelve hours without a lunch hour": (["11:00", "11:30", "2:00"], on("11:00", "11:30", "14:00")),
    "a whole day of twelve hours": (
        ["9:00", "12:00", "5:00", "11:30", "12:00", "12:30", "1:00"],
        on("00:00", "00:30", "01:00", "09:00", "12:00", "17:00", "23:30"),
    ),
    "times dragged past midnight": (
        [0.9375, 0.958333, 0.979167, 1.0, 1.020833],
        on("00:00", "00:30", "22:30", "23:00", "23:30"),
    ),
    "times of a spreadsheet": ([dt.time(9), dt.time(9, 30), dt.time(10)], on("09:00", "09:30", "10:00")),
}


@pytest.mark.parametrize("name", TIMES)
def test_the_times_of_a_grid_are_decided_together(name: str, tmp_path: Path) -> None:
    cells, expected = TIMES[name]
    survey = collected(tmp_path, [[cell] for cell in cells])
    assert slots(survey) == expected
    assert not told(survey)


@pytest.mark.parametrize("cells", [[600, 900, 930], ["1:00", "9:00", "2:00", "12:30"]])
def test_times_of_a_grid_that_may_be_two_are_told(cells: list[Any], tmp_path: Path) -> None:
    assert "two_readings" in told(collected(tmp_path, [[cell] for cell in cells]))


@pytest.mark.parametrize("first", ["Start", "From", ""])
def test_a_grid_with_starts_and_ends_begins_at_the_starts(first: str, tmp_path: Path) -> None:
    rows = [["9.00", "9.30"], ["9.30", "11.00"], ["11.00", "1.00"]]
    survey = collected(tmp_path, rows, codes=["D1", "R1", "D2"])
    assert slots(survey) == on("09:00", "09:30", "10:00", "10:30", "11:00", "11:30", "12:00", "12:30")
    assert not told(survey), first


def test_a_row_that_ends_before_it_starts_is_told(tmp_path: Path) -> None:
    rows = [["09:00", "09:30"], ["09:30", "10:00"], ["10:00", "10:30"], ["15:00", "14:00"]]
    survey = collected(tmp_path, rows)
    assert told(survey) == ["time_off_grid"]
    assert slots(survey) == on("09:00", "09:30", "10:00")


def test_the_dates_above_a_grid_are_read_in_one_order(tmp_path: Path) -> None:
    for month, days in ((5, range(10, 15)), (6, range(7, 12))):
        dates = [f"{month}/{day}/2027" for day in days]
        survey = collected(tmp_path, [["9:00"], ["9:30"], ["10:00"]], days=dates)
        assert slots(survey) == on("09:00", "09:30", "10:00")
        assert survey.attributes["week_beginning"].texts() == [f"2027-{month:02d}-{days[0]:02d}"]


def test_a_second_week_on_one_page_is_told_and_not_merged(tmp_path: Path) -> None:
    times = ["9:00", "9:30", "10:00"]
    weeks = [[[f"Week {n}"], ["", *DAYS], *([time, *[""] * n, "D1"] for time in times), []] for n in (0, 1)]
    write_xlsx(tmp_path / "R001.xlsx", {"Diary": [["Respondent", "R001"], *weeks[0], *weeks[1]]})
    survey = td.collect(tmp_path)
    assert slots(survey) == on("09:00", "09:30", "10:00")
    (problem,) = (problem for problem in survey.problems if problem.row)
    assert (problem.kind, problem.row, problem.cells) == ("second_table", 9, 3)
    assert survey.ledger.balanced


@pytest.mark.parametrize(
    ("heading", "is_told"),
    [
        ("Time ending", True),
        ("Until", True),
        ("Slot end", True),
        ("Bis", True),
        ("Time", False),
        ("Week ending 16/05/2027", False),
        ("Attendance", False),
    ],
)
def test_times_headed_as_ends_are_told(heading: str, is_told: bool, tmp_path: Path) -> None:
    rows = [[time, "D1", *[""] * 4] for time in ("09:30", "10:00", "10:30")]
    write_xlsx(tmp_path / "R001.xlsx", {"Diary": [[heading, *DAYS], *rows]})
    survey = td.collect(tmp_path)
    found = [(problem.kind, f"{problem.column}{problem.row}") for problem in survey.problems if problem.row]
    assert found == ([("two_readings", "A1")] if is_told else [])
    assert slots(survey) == on("09:30", "10:00", "10:30")
