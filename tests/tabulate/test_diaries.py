"""Tables of respondents who keep several diaries, and of diaries that don't ask every day."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest
from tests.builders import random_survey

import timediary as td
from timediary.ingest.finish import date_attributes
from timediary.model.study import DAYS_WITH_ENTRIES, Variable, VariableKind
from timediary.model.survey import Attribute, Survey
from timediary.pipeline import samples

WEEK = td.load_study()
MONDAY = dt.date(2026, 5, 25).toordinal()


def kept_twice(seed: int = 3, respondents: int = 30) -> Survey:
    """Thirty respondents with two diaries each."""
    survey = random_survey(seed, 2 * respondents)
    return replace(survey, respondents=tuple(f"R{n // 2:03d}" for n in range(2 * respondents)))


def test_respondents_are_the_clusters_and_the_bases_and_diaries_stand_beside_them() -> None:
    survey = kept_twice()
    table = td.breakdown(survey, "setting")
    owner = Attribute(Variable("owner", "Owner", VariableKind.NUMBER), survey.respondent_numbers.astype(np.float64))
    named = replace(survey, attributes={**survey.attributes, "owner": owner})
    clustered = td.breakdown(samples.sample(named, cluster="owner"), "setting")
    assert table.precision is not None
    assert clustered.precision is not None
    assert np.allclose(table.precision.se, clustered.precision.se, rtol=1e-12, equal_nan=True)
    assert table.precision.method.endswith("the diaries of each as a cluster")
    kept = {id_ for id_, hours in zip(survey.respondents, survey.recorded_hours, strict=True) if hours}
    assert table.base[0, -1] == len(kept)
    assert table.column_diaries is not None
    assert table.column_diaries[-1] == np.count_nonzero(survey.recorded_hours)
    assert f"diaries of {table.base[0, -1]} respondents" in table.scope
    assert any("each one's diaries are a cluster" in note for note in table.notes)
    lines = str(table).splitlines()
    bases = [line.split()[0] for line in lines if line.startswith(("Respondents", "Diaries"))]
    assert bases == ["Respondents", "Diaries"]


def two_days(at_work: int, respondents: int, asked: str) -> Survey:
    """Diaries of Monday and Saturday; some of the respondents work from 9 to 11 on Monday, all from 9 on Saturday."""
    study = replace(WEEK, grid=WEEK.grid._replace(asked=asked))
    codes = np.zeros((respondents, study.grid.slots), np.uint8)
    monday, saturday = 18, 5 * 48 + 18
    codes[:at_work, monday : monday + 4] = 1
    codes[at_work:, monday + 4] = 2
    codes[:, saturday] = 1
    days = np.asarray(codes.reshape(respondents, 7, 48).any(axis=2))
    ids = tuple(f"R{n}" for n in range(respondents))
    return Survey(study, ids, codes, {}, asked=days if asked == DAYS_WITH_ENTRIES else None)


def test_days_that_were_not_asked_are_in_no_denominator() -> None:
    survey = two_days(6, 10, DAYS_WITH_ENTRIES)
    day = td.tempogram(survey, days="weekday", category="at_work")
    at_ten = [line.id for line in day.rows].index("10:00")
    assert day.estimate[at_ten, 0] == pytest.approx(0.6)
    assert td.tempogram(two_days(6, 10, "every_day"), days="weekday", category="at_work").estimate[at_ten, 0] == (
        pytest.approx(0.12)
    )
    start = td.working_day(survey)
    assert start.value("at_work", "monday") == 1
    assert start.base[0].tolist() == [10, 0, 0, 0, 0, 10, 0]
    week = td.tempogram(survey, days="all", each_day=True, category="at_work")
    assert week.estimate[18 + 2, 0] == pytest.approx(0.6)
    assert np.isnan(week.estimate[48 + 20, 0])


def test_a_weekend_that_was_not_asked_is_no_weekend_off() -> None:
    survey = two_days(10, 10, DAYS_WITH_ENTRIES)
    codes = survey.codes.copy()
    codes[:4, 5 * 48 :] = 0
    asked = np.asarray(codes.reshape(10, 7, 48).any(axis=2))
    table = td.hours(replace(survey, codes=codes, asked=asked))[-1]
    assert table.value("weekend", "all") == 1
    assert table.base[0, 0] == 6


def test_weekdays_of_dated_diaries_of_one_day_are_those_diaries() -> None:
    grid = WEEK.grid._replace(days=("Day",), weekend=())
    study = replace(WEEK, grid=grid)
    dates = np.array([MONDAY, MONDAY + 5, MONDAY + 1, MONDAY + 6], np.int32)
    codes = np.zeros((4, 48), np.uint8)
    codes[0, 20] = codes[1, 20] = codes[2, 30] = codes[3, 20] = 1
    survey = Survey(study, ("A", "A", "B", "B"), codes, date_attributes(dates, grid), dates=dates)
    weekdays = td.tempogram(survey, days="weekday", category="at_work")
    assert weekdays.estimate[20, 0] == 0.5
    assert weekdays.title == "At work by time of day, weekdays, share of respondents"
    assert td.tempogram(survey, days="weekend", category="at_work").estimate[20, 0] == 1
    assert td.tempogram(survey, days="Tue", category="at_work").estimate[30, 0] == 1
    assert td.tempogram(survey, days="all", category="at_work").estimate[20, 0] == 0.75
    assert td.breakdown(survey, "weekend").base[0].tolist() == [2, 2, 2]


def test_codings_are_matched_by_respondent_and_date_in_the_finer_of_their_slots() -> None:
    grid = WEEK.grid._replace(days=("Day",), weekend=())
    study = replace(WEEK, grid=grid)
    dates = np.array([MONDAY, MONDAY + 1, MONDAY], np.int32)
    codes = np.zeros((3, 48), np.uint8)
    codes[0, 20:24], codes[1, 20:24], codes[2, 20:24] = 1, 2, 3
    first = Survey(study, ("A", "A", "B"), codes, {}, dates=dates)
    fine = np.repeat(codes, 3, axis=1)
    fine[1, 60] = 4
    second = Survey(study, ("A", "B", "A"), fine[[1, 2, 0]], {}, dates=dates[[1, 2, 0]])
    found = td.agreement(first, second)
    assert (found.respondents, found.slots) == (2, 36)
    (disagreement,) = found.disagreements
    assert (disagreement.slots, disagreement.hours) == (1, 10 / 60)
    assert (found.lines[0].both, found.lines[0].first) == (35, 36)


def test_verbs_of_the_time_of_day_say_that_there_are_no_times() -> None:
    survey = random_survey(1)
    timeless = replace(survey, codes=survey.codes[:, :0], durations=survey.code_minutes)
    same = [td.breakdown(one, "role").to_frame() for one in (timeless, survey)]
    assert same[0].equals(same[1])
    assert len(td.hours(timeless)) == len(td.hours(survey)) - 1
    for verb in (td.tempogram, td.working_day, td.episodes, td.transitions, td.complexity, td.quality):
        with pytest.raises(td.RequestError, match="not when they were done"):
            verb(timeless)
