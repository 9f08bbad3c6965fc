"""Lengths of time: what digits behind a point are, and days that can't be so long; figures worked out by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.ingest.files import STUDY, Rows, write_csv

from timediary.ingest import read
from timediary.model.choices import Choices
from timediary.model.conventions import Conventions, DurationUnit
from timediary.model.problem import Problem, ProblemKind

if TYPE_CHECKING:
    from pathlib import Path

    from timediary.model.survey import Survey

CODES = ("D1", "D2", "R1", "S9")


def of(tmp_path: Path, rows: Rows, settle: DurationUnit | None = None) -> Survey:
    choices = Choices(conventions=Conventions(duration_unit=settle))
    survey = read(write_csv(tmp_path / "diary.csv", rows), STUDY, choices=choices)
    assert survey.ledger.balanced
    assert survey.reading.balanced
    return survey


def lengths(*cells: str, name: str = "duration") -> Rows:
    rows = [["R1", "Mon", cell, code] for cell, code in zip(cells, CODES, strict=False)]
    return [["respondent", "day", name, "code"], *rows]


def minutes(survey: Survey) -> list[int]:
    return [int(survey.minutes_under([code]).sum()) for code in CODES]


def told(survey: Survey) -> list[Problem]:
    missing = (ProblemKind.MISSING_SHEET, ProblemKind.MISSING_COLUMN)
    return [problem for problem in survey.problems if problem.kind not in missing]


@pytest.mark.parametrize("name", ["duration", "hours", "Hours spent"])
@pytest.mark.parametrize(
    "cells", [("1.30", "0.30", "2.15"), ("1.3", "0.3", "2.15"), ("1,30", "0,30", "2,15"), ("1.20", "0.10", "2.00")]
)
def test_decimals_that_can_be_minutes_are_both_until_it_is_settled(
    name: str, cells: tuple[str, ...], tmp_path: Path
) -> None:
    rows = lengths(*cells, name=name)
    survey = of(tmp_path, rows)
    problems = told(survey)
    assert {problem.kind for problem in problems} == {ProblemKind.TWO_READINGS}
    assert "(hours)" in problems[0].message
    assert "hours and minutes" in problems[0].message
    assert "--settle duration_unit=" in problems[0].remedy
    hours, rest = zip(*(cell.replace(",", ".").split(".") for cell in cells), strict=True)
    whole = [int(hour) * 60 for hour in hours]
    clock = of(tmp_path, rows, DurationUnit.CLOCK)
    assert minutes(clock) == [*(w + int(r.ljust(2, "0")) for w, r in zip(whole, rest, strict=True)), 0]
    decimal = of(tmp_path, rows, DurationUnit.HOURS)
    assert minutes(decimal)[:3] == [round(w + float(f"0.{r}") * 60) for w, r in zip(whole, rest, strict=True)]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (("1.5", "0.5", "2"), [90, 30, 120, 0]),
        (("1.30", "0.25", "2"), [78, 15, 120, 0]),
        (("1.3", "0.75"), [78, 45, 0, 0]),
        (("1.3", "0.9"), [78, 54, 0, 0]),
        (("2.33", "0.15"), [140, 9, 0, 0]),
        (("PT2H", "PT1H30M", "PT45M"), [120, 90, 45, 0]),
        (("1 Std 30 Min", "0:30"), [90, 30, 0, 0]),
        (("1h30", "1 hr 30.", "90'", "1:30 h"), [90, 90, 90, 90]),
    ],
)
def test_decimals_that_are_no_minutes_are_of_hours(cells: tuple[str, ...], expected: list[int], tmp_path: Path) -> None:
    survey = of(tmp_path, lengths(*cells))
    assert minutes(survey) == expected
    assert not told(survey)


@pytest.mark.parametrize(("cells", "second"), [(("1.30", "0.30"), 30), (("1.5", "0.30"), 18), (("2", "1"), 60)])
def test_starts_and_ends_beside_tell_the_unit_of_lengths(cells: tuple[str, str], second: int, tmp_path: Path) -> None:
    first = 120 if cells[0] == "2" else 90
    rows: Rows = [["respondent", "day", "start", "end", "duration", "code"]]
    rows += [["R1", "Mon", "08:00", f"{8 + first // 60:02d}:{first % 60:02d}", cells[0], "D1"]]
    rows += [["R1", "Mon", "14:00", f"{14 + second // 60}:{second % 60:02d}", cells[1], "D2"]]
    survey = of(tmp_path, rows)
    assert minutes(survey) == [first, second, 0, 0]
    assert not told(survey)


def test_a_day_of_46_hours_is_told_with_its_rows(tmp_path: Path) -> None:
    rows: Rows = [["respondent", "day", "hours", "code"], ["R1", "Fri", 20, "D1"], ["R1", "Fri", 15, "D2"]]
    rows += [["R2", "Fri", 8, "D1"], ["R1", "Fri", 11, "R1"], ["R1", "Mon", 24, "R1"]]
    (problem,) = told(of(tmp_path, rows))
    assert (problem.kind, problem.row, problem.respondent) == (ProblemKind.MORE_THAN_A_DAY, 2, "R1")
    assert problem.message.startswith("Rows 2, 3 and 5 make 46 hours on one day")
    assert "Friday" in problem.message


def test_a_day_with_many_rows_names_the_first_of_them(tmp_path: Path) -> None:
    rows: Rows = [["respondent", "date", "hours", "code"], *([["R1", "2027-05-10", 2, "D1"]] * 20)]
    (problem,) = told(of(tmp_path, rows))
    assert problem.message.startswith("Rows 2, 3, 4, 5, 6, 7, 8, 9 and 12 more make 40 hours")


def test_a_column_of_commas_that_may_part_thousands_has_no_unit_of_its_own(tmp_path: Path) -> None:
    """1,200 and 3,600 may be seconds as well as hours with decimals."""
    rows: Rows = [["respondent", "date", "duration", "code"]]
    rows += [["R1", "2027-05-10", length, "D1"] for length in ("1,200", "3,600", "2,400")]
    survey = read(write_csv(tmp_path / "a.csv", rows), STUDY)
    assert [one.kind for one in survey.problems if one.kind is ProblemKind.TWO_READINGS]
    assert survey.recorded_hours.sum() == 0
    rows[2][2] = "3,5"
    decimals = read(write_csv(tmp_path / "b.csv", rows), STUDY)
    assert decimals.recorded_hours.sum() == pytest.approx(1.2 + 3.5 + 2.4, abs=0.02)


@pytest.mark.parametrize("unit", ["minutes", "seconds"])
def test_a_comma_that_may_part_thousands_is_not_guessed(unit: str, tmp_path: Path) -> None:
    """1,200 minutes are twenty hours, or one minute; 1.5 and 90,5 are decimals."""
    rows: Rows = [
        ["respondent", "date", unit, "code"],
        ["R1", "2027-05-10", "1,200", "D1"],
        ["R1", "2027-05-11", "3600", "D1"] if unit == "seconds" else ["R1", "2027-05-11", "60.000", "D1"],
        ["R2", "2027-05-11", "90,5", "D1"],
    ]
    survey = read(write_csv(tmp_path / "a.csv", rows), STUDY)
    (problem,) = (one for one in survey.problems if one.kind is ProblemKind.TWO_READINGS)
    assert (problem.content, problem.message.split(":")[0]) == ("1,200", f"'1,200' can be 1200 or 1.2 {unit}")
    assert survey.recorded_hours[0] == 1


def test_hours_among_minutes_in_a_column_without_a_unit_are_not_guessed(tmp_path: Path) -> None:
    """1.5, 30 and 2 under 'duration' are an hour and a half, half an hour and two hours, or 33 minutes and a half."""
    survey = of(tmp_path, lengths("1.5", "30", "2"))
    assert [problem.kind for problem in told(survey)] == [ProblemKind.TWO_READINGS] * 3
    assert "1:30 (hours)" in told(survey)[0].message
    assert minutes(of(tmp_path, lengths("1.5", "30", "2"), DurationUnit.MINUTES))[1] == 30
    # Minutes of a tracker have other decimals, or large numbers with some.
    for cells in (("12.35", "47.8", "8.5"), ("7.5", "37.5", "45"), ("1.2", "30", "45")):
        assert not told(of(tmp_path, lengths(*cells)))
    assert not told(of(tmp_path, lengths("1.5", "30", "2", name="minutes")))
