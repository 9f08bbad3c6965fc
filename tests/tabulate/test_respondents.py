"""Tables of respondents and hours: worked out by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, strategies as st
from tests.builders import random_survey, survey_of

from timediary.model.study import Band
from timediary.pipeline.breakdowns import distribution, hours
from timediary.sample import Sample
from timediary.sample.values import in_bands
from timediary.study import load_study
from timediary.tabulate.respondents import tabulate_recorded_hours, tabulate_unsocial_hours

if TYPE_CHECKING:
    from timediary.model.survey import Survey

BANDS = load_study().variables["worked_over_contracted"].bands


def test_hours_over_contract_fall_into_the_bands_of_table_3_1() -> None:
    worked = [36, 37, 38, 40, 40.5, 42, 43, 45, 46, 49, 50, 52, 53, 57, 58, 62, 63, 67, 67.5]
    expected = [0, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10]
    assert in_bands(np.array(worked) - 37, BANDS).tolist() == expected


def test_bands_take_the_edge_they_name() -> None:
    bands = (Band("a", "A", below=1), Band("b", "B", up_to=1), Band("c", "C"))
    assert in_bands(np.array([0.99, 1, 1.01, np.nan]), bands).tolist() == [0, 1, 2, -1]


def test_a_distribution_counts_respondents_with_no_information_as_a_row() -> None:
    survey = survey_of(
        [{"D1": 10}] * 5,
        {
            "contracted_hours": [37, 37, 37, None, 37],
            "worked_hours": [37, 39, 30, 37, 37],
            "setting": ["csd", "csd", "pvi", "pvi", "pvi"],
        },
    )
    table = distribution(survey, "setting", of="worked_over_contracted")
    assert table.value("same", "csd") == pytest.approx(0.5)
    assert table.value("1_3_more", "csd") == pytest.approx(0.5)
    assert table.value("less", "pvi") == pytest.approx(1 / 3)
    assert table.value("no_information", "pvi") == pytest.approx(1 / 3)
    assert table.value("no_information") == pytest.approx(1 / 5)
    assert table.base[0, -1] == 5


def test_recorded_hours_have_mean_and_quartiles() -> None:
    survey = survey_of([{"D1": h} for h in (10, 20, 30, 40)], {"setting": ["csd", "csd", "csd", "pvi"]})
    table = tabulate_recorded_hours(Sample(survey), ("setting",))
    assert [table.value(row) for row in ("mean", "lower_quartile", "median", "upper_quartile")] == [25, 15, 25, 35]
    assert table.value("median", "csd") == 20
    assert np.isnan(table.value("mean", "dass"))


def _with(slots: dict[str, int]) -> Survey:
    """One respondent with a number of slots from each named one on, beside one with an ordinary hour."""
    survey = survey_of([{}, {"D1": 1}])
    names = [survey.study.grid.slot_name(slot) for slot in range(survey.study.grid.slots)]
    for name, count in slots.items():
        start = names.index(name)
        survey.codes[0, start : start + count] = 1
    return survey


@pytest.mark.parametrize(
    ("slots", "expected"),
    [
        ({"Sat 10:00": 4}, {"weekend": 0.5, "weekend_hours": 2, "early": 0, "late": 0, "early_or_late": 0}),
        ({"Mon 08:00": 2}, {"weekend": 0, "early": 0.5, "early_hours": 0.5, "late": 0, "early_or_late": 0}),
        ({"Tue 19:00": 2}, {"early": 0, "late": 0.5, "late_hours": 0.5, "early_or_late": 0}),
        ({"Tue 08:00": 1, "Tue 19:30": 1}, {"early_or_late": 0.5, "early_or_late_hours": 1}),
        ({"Tue 08:00": 1, "Wed 19:30": 1}, {"early": 0.5, "late": 0.5, "early_or_late": 0}),
        ({"Fri 23:30": 1, "Fri 00:00": 2}, {"early_hours": 1, "late_hours": 0.5, "early_or_late_hours": 1.5}),
    ],
)
def test_unsocial_hours_are_counted(slots: dict[str, int], expected: dict[str, float]) -> None:
    table = tabulate_unsocial_hours(Sample(_with(slots)))
    for row, value in expected.items():
        assert table.value(row) == pytest.approx(value), row


def test_hours_tables_come_with_what_the_survey_has() -> None:
    plain = survey_of([{"D1": 10}])
    assert [table.id for table in hours(plain)] == ["recorded_hours", "unsocial_hours"]
    full = survey_of([{"D1": 10}], {"contracted_hours": [37], "worked_hours": [40], "setting": ["csd"]})
    assert [table.id for table in hours(full, "setting")] == [
        "recorded_hours,setting",
        "worked_over_contracted,setting",
        "recorded_over_contracted,setting",
        "recorded_over_reported,setting",
        "unsocial_hours,setting",
    ]


@given(st.integers(0, 2**32 - 1))
def test_a_distribution_adds_to_one(seed: int) -> None:
    table = distribution(random_survey(seed).sample(weight="weight"), "setting", of="active_cases")
    filled = table.base[0] > 0
    assert np.allclose(table.estimate[:, filled].sum(axis=0), 1)


def test_limits_of_hours_stay_in_the_week_and_the_weekend() -> None:
    survey = survey_of([{"D1": 2} for _ in range(6)])
    names = [survey.study.grid.slot_name(slot) for slot in range(survey.study.grid.slots)]
    saturday, sunday = names.index("Sat 00:00"), names.index("Sun 00:00")
    survey.codes[0, saturday : saturday + 40] = 1
    survey.codes[1, sunday] = 1
    table = tabulate_unsocial_hours(Sample(survey))
    assert table.precision is not None
    row = [line.id for line in table.rows].index("weekend_hours")
    low, high = table.precision.low[row, -1], table.precision.high[row, -1]
    assert 0 <= low < table.estimate[row, -1] < high <= 48
    recorded = hours(survey)[0]
    assert recorded.precision is not None
    assert 0 <= recorded.precision.low[0, -1] < recorded.precision.high[0, -1] <= 168
