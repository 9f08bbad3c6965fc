"""Diaries whose day begins in the morning and ends the next: reading, the weekend and the usual day go by the clock."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

import timediary as td
from timediary.model.study import DiaryGrid
from timediary.model.survey import Survey
from timediary.study import load_study

if TYPE_CHECKING:
    from pathlib import Path

    from timediary.model.problem import Problem
    from timediary.model.study import Study

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
GRID = DiaryGrid(DAYS, 60, 7 * 60, 24, (5, 6), 6 * 60, 20 * 60)


@pytest.fixture
def study() -> Study:
    """The codes of 2009 in whole hours, from seven in the morning to seven the next."""
    return replace(load_study(), grid=GRID)


def slots(survey: Survey) -> list[str]:
    return [survey.study.grid.slot_name(slot) for slot in np.flatnonzero(survey.codes[0]).tolist()]


def faults_of(survey: Survey) -> list[Problem]:
    """What is wrong but for columns that these files do without."""
    return [problem for problem in survey.problems if problem.kind != "missing_column"]


def read(study: Study, tmp_path: Path, *rows: str, week: str = "") -> Survey:
    (tmp_path / "respondents.csv").write_text(f"respondent,week beginning\nR1,{week}\n", encoding="utf-8")
    (tmp_path / "diary.csv").write_text("\n".join(rows), encoding="utf-8")
    return td.read([tmp_path / "diary.csv", tmp_path / "respondents.csv"], study)


def test_a_days_name_is_the_diarys_and_a_date_is_the_calendars(study: Study, tmp_path: Path) -> None:
    named = read(study, tmp_path, "respondent,day,time,code", "R1,Mon,23:00,D1", "R1,Mon,02:00,D2")
    # The tenth of May 2027 is a Monday; two in the morning of the eleventh is the end of Monday's night.
    dated = read(study, tmp_path, "respondent,day,time,code", "R1,2027-05-10,23:00,D1", "R1,2027-05-11,02:00,D2")
    moments = read(study, tmp_path, "respondent,start,code", "R1,2027-05-10 23:00,D1", "R1,2027-05-11 02:00,D2")
    wide = read(study, tmp_path, "respondent,2027-05-10 23:00,2027-05-11 02:00", "R1,D1,D2")
    for survey in (named, dated, moments, wide):
        assert not faults_of(survey)
        assert slots(survey) == ["Mon 23:00", "Mon 02:00"]
        np.testing.assert_array_equal(survey.codes, named.codes)


def test_the_last_night_of_a_known_week_is_in_it_and_the_one_before_is_not(study: Study, tmp_path: Path) -> None:
    rows = ("respondent,day,time,code", "R1,2027-05-17,06:00,D1", "R1,2027-05-10,06:00,D2", "R1,2027-05-10,07:00,D3")
    survey = read(study, tmp_path, *rows, week="2027-05-10")
    assert slots(survey) == ["Mon 07:00", "Sun 06:00"]
    (problem,) = faults_of(survey)
    assert (problem.kind, problem.row) == ("date_outside_week", 3)
    assert survey.ledger.balanced
    assert survey.reading.balanced


def test_a_night_before_a_diary_without_that_day_is_told(study: Study, tmp_path: Path) -> None:
    weekdays = replace(study, grid=GRID._replace(days=DAYS[:5], weekend=()))
    night = read(weekdays, tmp_path, "respondent,day,time,code", "R1,2027-05-15,02:00,D2", "R1,2027-05-10,02:00,D1")
    moment = read(weekdays, tmp_path, "respondent,start,code", "R1,2027-05-15 02:00,D2", "R1,2027-05-10 02:00,D1")
    for survey in (night, moment):
        assert [(problem.kind, problem.row) for problem in faults_of(survey)][:1] == [("unknown_day", 3)]
        assert slots(survey) == ["Fri 02:00"]
        assert survey.ledger.balanced
        assert survey.reading.balanced
    late = read(weekdays, tmp_path, "respondent,day,time,code", "R1,2027-05-15,08:00,D1")
    assert [problem.kind for problem in faults_of(late)] == ["unknown_day"]


def test_every_slot_is_read_back_from_every_layout(study: Study, tmp_path: Path) -> None:
    generator = np.random.default_rng(1)
    codes = generator.integers(0, 41, (3, GRID.slots)).astype(np.uint8)
    survey = Survey(study, ("a", "b", "c"), codes, {})
    for name, layout in (("wide.csv", "wide"), ("long.xlsx", "long"), ("wide.xlsx", "wide")):
        paths = td.convert(survey, tmp_path / name, layout=layout)  # type: ignore[arg-type]
        np.testing.assert_array_equal(td.read(paths, study).codes, codes)


def test_the_weekend_goes_by_the_calendar(study: Study) -> None:
    at = {name: GRID.is_weekend[GRID.slot(day, minute) or 0] for name, day, minute in WHEN}
    assert at == {
        "Friday evening": False,
        "Friday night, on Saturday": True,
        "Saturday": True,
        "Sunday evening": True,
        "Sunday night, on Monday": False,
    }
    calendar = load_study().grid
    assert calendar.is_weekend == tuple(slot // 48 >= 5 for slot in range(336))


WHEN = (
    ("Friday evening", 4, 23 * 60),
    ("Friday night, on Saturday", 4, 60),
    ("Saturday", 5, 9 * 60),
    ("Sunday evening", 6, 23 * 60),
    ("Sunday night, on Monday", 6, 60),
)


def test_unsocial_hours_of_nights(study: Study) -> None:
    """One works 20:00 to 06:00 from Friday on: ten hours at night, six of them on Saturday. One works by day."""
    codes = np.zeros((2, GRID.slots), dtype=np.uint8)
    codes[0, [GRID.slot(4, hour % 24 * 60) or 0 for hour in range(20, 30)]] = 1
    codes[1, [GRID.slot(0, hour * 60) or 0 for hour in (6, 7, 12, 19)]] = 1
    *_, table = td.hours(Survey(study, ("night", "day"), codes, {}))
    labels = {row.id: row.label for row in table.rows}
    assert labels["late"] == "From 20:00 to 06:00"
    assert "early" not in labels
    assert table.value("late") == 0.5
    assert table.value("late_hours") == 10
    assert table.value("weekend") == 0.5
    assert table.value("weekend_hours") == 6
    assert table.value("early_or_late") == 0.5


@pytest.mark.parametrize(("first", "expected"), [(0, (4, 2)), (7 * 60, (1, 5)), (22 * 60, (6, 0))])
def test_before_and_after_the_usual_day_where_it_begins_later(
    study: Study, first: int, expected: tuple[int, int]
) -> None:
    """Hours at 22, 23, 0, 1, 5 and 7 of a usual day from 8 to 20, in diaries that begin at different hours."""
    grid = GRID._replace(first_minute=first, core_start=8 * 60, core_end=20 * 60)
    codes = np.zeros((1, grid.slots), dtype=np.uint8)
    codes[0, [grid.slot(0, hour * 60) or 0 for hour in (22, 23, 0, 1, 5, 7)]] = 1
    *_, table = td.hours(Survey(replace(study, grid=grid), ("a",), codes, {}))
    early, late = (table.value(f"{id_}_hours") for id_ in ("early", "late"))
    assert (early, 0 if np.isnan(late) else late) == expected


def test_an_answer_that_is_called_as_respondents_are_is_no_header(study: Study, tmp_path: Path) -> None:
    """Nurses by grade among nurses: the row of one is not taken for column names."""
    own = td.read(tmp_path_survey(tmp_path), study)
    assert own.respondents == ("N1", "N2", "N3")
    assert own.attributes["role"].texts() == ["Other", "Manager", "Other"]
    assert not [problem for problem in own.problems if problem.kind == "repeated_respondent"]


def tmp_path_survey(tmp_path: Path) -> Path:
    import openpyxl

    workbook = openpyxl.Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = "respondents"
    for row in (
        ["respondent", "contracted_days", "role", "job"],
        ["N1", 2, "Other", "Porter"],
        ["N2", 3, "Manager", "Respondent"],
        ["N3", 4, "Other", "Respondent"],
    ):
        sheet.append(row)
    diary = workbook.create_sheet("diary")
    for line in (["respondent", "Mon 07:00"], ["N1", "D1"], ["N2", "D2"], ["N3", "D3"]):
        diary.append(line)
    workbook.save(tmp_path / "nurses.xlsx")
    return tmp_path / "nurses.xlsx"
