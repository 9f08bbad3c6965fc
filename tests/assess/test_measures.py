"""Measures of single diaries against a plain reading, slot by slot, and on days whose figures are known by hand."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from tests.builders import random_survey, survey_of

from timediary.assess.measures import MEASURE_IDS
from timediary.assess.measuring import measured
from timediary.model.quality import JobCodes, QualityRules
from timediary.model.study import DiaryGrid
from timediary.model.survey import Survey
from timediary.study import load_study

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

RULES = QualityRules(other_codes=("S10",), job_codes=(JobCodes(("S2", "S3"), "role", ("manager",)),))


def values(survey: Survey, rules: QualityRules = RULES) -> Mapping[str, NDArray[np.float64]]:
    return {one.measure.id: one.values for one in measured(survey, rules)}


def diary(*days: str) -> Survey:
    """One diary from days written as `09:00 D1 D1 . S9`, a point for a blank; the days follow one another."""
    study = load_study()
    codes = np.zeros((1, study.grid.slots), dtype=np.uint8)
    for number, day in enumerate(days):
        start, *written = day.split() or ["00:00"]
        slot = study.grid.slot(number, int(start[:2]) * 60 + int(start[3:])) or 0
        for place, code in enumerate(written):
            codes[0, slot + place] = study.code_numbers.get(code, 0)
    return Survey(study, ("R1",), codes, {})


def test_every_measure_is_worked_out_once() -> None:
    assert tuple(values(random_survey(1))) == MEASURE_IDS


def test_a_day_by_hand() -> None:
    found = values(diary("09:00 D1 D1 R1 . R1 S10 S10 S10", "10:30 D1"))
    assert found["recorded_hours"][0] == 4
    assert found["episodes_per_day"][0] == (4 + 1) / 2
    assert found["longest_run"][0] == 1.5
    assert found["other_share"][0] == 1.5 / 4
    assert found["gap_share"][0] == 0.5 / 4.5
    assert found["whole_hours_share"][0] == 1 / 5
    assert found["odd_hours_share"][0] == 0
    assert np.isnan(found["recorded_of_reported"][0])
    assert np.isnan(found["another_job_hours"][0])


def test_a_long_pause_is_time_off_and_a_short_one_is_not() -> None:
    lunch, evening = diary("09:00 D1 . . D1"), diary("09:00 D1 . . . . . D1")
    assert values(lunch)["gap_share"][0] == 1 / 2
    assert values(evening)["gap_share"][0] == 0
    assert values(evening, RULES._replace(longest_gap=3))["gap_share"][0] == 2.5 / 3.5


def test_blanks_before_and_after_the_work_of_a_day_are_no_gap() -> None:
    assert values(diary("00:00 . D1 D1", "", "23:00 D1 ."))["gap_share"][0] == 0


def test_a_run_ends_with_the_day() -> None:
    night = values(diary("22:00 D1 D1 D1 D1", "00:00 D1 D1"))
    assert night["longest_run"][0] == 2
    assert night["episodes_per_day"][0] == 1
    assert night["odd_hours_share"][0] == 1


def test_copied_days_are_told_from_days_of_one_activity() -> None:
    full = "09:00 D1 R1 S9 R1"
    found = values(diary(full, "09:00 S6 S6 S6", full, "09:00 S6 S6 S6", full))
    assert found["copied_days"][0] == 2
    assert values(diary(full, "09:30 D1 R1 S9 R1"))["copied_days"][0] == 0


def test_hours_and_days_against_those_reported_and_contracted() -> None:
    survey = survey_of(
        [{"D1": 8, "R1": 7}, {"D1": 8}, {}],
        {
            "worked_hours": [20, None, 30],
            "contracted_hours": [30, 0, 37],
            "contracted_days": [4.5, 1, None],
        },
    )
    found = values(survey)
    np.testing.assert_array_equal(found["recorded_of_reported"], [0.75, np.nan, 0])
    np.testing.assert_array_equal(found["recorded_of_contracted"], [0.5, np.nan, 0])
    np.testing.assert_array_equal(found["days_without_entries"], [3, 0, np.nan])


def test_codes_of_another_job_are_counted_where_the_job_is_known() -> None:
    survey = survey_of(
        [{"S2": 2, "D1": 1}, {"S2": 2, "S3": 1}, {"S2": 2}, {"D1": 1}],
        {"role": ["manager", "social_worker", None, "other"]},
    )
    one = next(one for one in measured(survey, RULES) if one.measure.id == "another_job_hours")
    np.testing.assert_array_equal(one.values, [0, 3, np.nan, 0])
    assert one.details == {1: "S2, S3"}


def test_diaries_that_are_the_same_name_one_another() -> None:
    week = {"D1": 2, "R1": 1, "S9": 1}
    survey = survey_of([week, {"D1": 2}, week, {}, {}, {"D1": 2}])
    one = next(one for one in measured(survey, RULES) if one.measure.id == "shared_diary")
    np.testing.assert_array_equal(one.values, [1, 0, 1, np.nan, np.nan, 0])
    assert one.details == {0: "R003", 2: "R001"}


def test_no_respondents_are_no_trouble() -> None:
    empty = random_survey(3).select([False] * 40)
    assert all(len(found) == 0 for found in values(empty).values())


@given(st.integers(0, 10_000), st.floats(0.5, 4))
@settings(max_examples=25, deadline=None)
def test_runs_are_those_of_a_plain_reading(seed: int, longest_gap: float) -> None:
    survey = random_survey(seed, 6)
    rules = RULES._replace(longest_gap=longest_gap)
    found = values(survey, rules)
    for i in range(len(survey)):
        for name, expected in plainly(survey, i, rules).items():
            np.testing.assert_allclose(found[name][i], expected, rtol=1e-12, err_msg=name)


def plainly(survey: Survey, i: int, rules: QualityRules) -> dict[str, float]:
    """Episodes, runs and gaps of one diary, day by day with itertools."""
    grid = survey.study.grid
    episodes, rounded, longest, gaps, days = 0, 0, 0, 0, 0
    for day in survey.codes[i].reshape(len(grid.days), grid.slots_per_day).tolist():
        slot, runs = 0, []
        for code, members in groupby(day):
            length = len(list(members))
            runs.append((code, slot, length))
            slot += length
        filled = [run for run in runs if run[0]]
        days += bool(filled)
        episodes += len(filled)
        rounded += sum(start % 2 == 0 and length % 2 == 0 for _, start, length in filled)
        longest = max([longest, *(length for _, _, length in filled)])
        gaps += sum(length for code, _, length in runs[1:-1] if code == 0 and length / 2 <= rules.longest_gap)
    if not days:
        return dict.fromkeys(("episodes_per_day", "longest_run", "gap_share", "whole_hours_share"), np.nan)
    recorded = float(np.count_nonzero(survey.codes[i])) / 2
    return {
        "episodes_per_day": episodes / days,
        "longest_run": longest / 2,
        "gap_share": gaps / 2 / (gaps / 2 + recorded),
        "whole_hours_share": rounded / episodes if episodes >= rules.least_episodes else np.nan,
    }


@pytest.mark.parametrize(
    ("first", "start", "end", "expected"),
    [
        (0, 8 * 60, 20 * 60, set(range(8, 20))),
        (7 * 60, 8 * 60, 20 * 60, set(range(8, 20))),
        (7 * 60, 6 * 60, 20 * 60, set(range(6, 20))),
        (7 * 60, 20 * 60, 8 * 60, {20, 21, 22, 23, *range(8)}),
        (0, 0, 24 * 60, set(range(24))),
    ],
)
def test_the_usual_day_goes_by_the_clock(first: int, start: int, end: int, expected: set[int]) -> None:
    grid = DiaryGrid(("Monday",), 60, first, 24, (), start, end)
    assert {grid.start_minute(slot) // 60 for slot in range(24) if grid.is_core[slot]} == expected
