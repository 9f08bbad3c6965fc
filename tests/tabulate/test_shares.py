"""Shares of time: figures worked out by hand, and identities that hold for any survey."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, strategies as st
from tests.builders import random_survey, survey_of

from timediary.categorise import categorise
from timediary.model.line import LineKind
from timediary.model.problem import RequestError
from timediary.model.table import Status, Table
from timediary.pipeline.breakdowns import breakdown

SEEDS = st.integers(0, 2**32 - 1)


def ids(table: Table) -> list[str]:
    return [column.id for column in table.columns]


def test_a_share_is_a_ratio_of_totals_not_a_mean_of_percentages() -> None:
    survey = survey_of([{"D1": 30, "S1": 10}, {"S9": 10}])
    table = breakdown(survey)
    assert table.value("direct_contact") == pytest.approx(30 / 50)
    assert table.value("sundry") == pytest.approx(20 / 50)
    assert table.id == "overall"


def test_columns_follow_the_study_then_no_information_then_all() -> None:
    survey = survey_of(
        [{"D1": 10}, {"R1": 10}, {"D1": 5, "S1": 5}],
        {"setting": ["pvi", None, "csd"]},
    )
    table = breakdown(survey, "setting")
    assert ids(table) == ["csd", "dass", "joint", "pvi", "no_information", "all"]
    assert [column.kind for column in table.columns[-2:]] == [LineKind.NO_INFORMATION, LineKind.ALL]
    assert table.value("direct_contact", "csd") == pytest.approx(0.5)
    assert table.value("recording", "no_information") == 1
    assert table.base[0].tolist() == [1, 0, 0, 1, 1, 3]
    assert table.column_hours.tolist() == [10, 0, 0, 10, 10, 30]
    assert np.isnan(table.value("recording", "dass"))
    assert table.status[0, 1] is Status.NOT_APPLICABLE
    assert table.status[0, 0] is Status.LOW_BASE


def test_somebody_who_recorded_nothing_is_in_no_base() -> None:
    survey = survey_of([{"D1": 10}, {}], {"setting": ["csd", None]})
    table = breakdown(survey, "setting")
    assert ids(table)[-1] == "all"
    assert "no_information" not in ids(table)
    assert table.base[0].tolist() == [1, 0, 0, 0, 1]


def test_several_answers_count_in_each_and_once_in_all() -> None:
    survey = survey_of(
        [{"D1": 10}, {"S1": 30}],
        {"client_groups": [["older_people", "carers"], ["carers"]]},
    )
    table = breakdown(survey, "client_groups")
    assert table.value("direct_contact", "carers") == pytest.approx(0.25)
    assert table.value("direct_contact", "older_people") == 1
    base = dict(zip(ids(table), table.base[0].tolist(), strict=True))
    assert (base["carers"], base["older_people"], base["all"]) == (2, 1, 2)


def test_numbers_are_banded() -> None:
    cases: list[float | None] = [10, 10.5, 20, 21, 30, 31, None, 0]
    survey = survey_of([{"D1": 10}] * 8, {"active_cases": cases})
    table = breakdown(survey, "active_cases")
    assert ids(table) == ["10_or_under", "11_20", "21_30", "over_30", "no_information", "all"]
    assert table.base[0].tolist() == [2, 2, 2, 1, 1, 8]


def test_contracted_hours_have_the_bands_of_the_report() -> None:
    survey = survey_of([{"D1": 10}] * 3, {"contracted_hours": [20, 20.5, 37]})
    assert breakdown(survey, "contracted_hours").base[0].tolist() == [1, 2, 3]


def test_two_attributes_cross() -> None:
    survey = survey_of(
        [{"D1": 10}, {"R1": 10}, {"S1": 10}],
        {"setting": ["csd", "csd", "pvi"], "role": ["manager", None, "manager"]},
    )
    table = breakdown(survey, "setting,role")
    assert table.id == "setting,role"
    assert ids(table) == ["csd/manager", "csd/no_information", "pvi/manager", "all"]
    assert table.columns[1].parts == ("CSD", "No information")
    assert table.value("recording", "csd/no_information") == 1


def test_a_subtotal_is_exact_or_the_sum_of_the_lines_as_printed() -> None:
    survey = survey_of([{"D1": 10.5, "R1": 10.5, "OA1": 10.5, "IA1": 10.5, "S1": 58}])
    assert breakdown(survey).value("client_related") == pytest.approx(0.42)
    survey = survey_of([{"D1": 12.5, "R1": 12.5, "OA1": 12.5, "IA1": 12.5, "S1": 50}])
    assert breakdown(survey).value("client_related") == pytest.approx(0.5)
    assert breakdown(survey, subtotal="rounded").value("client_related") == pytest.approx(0.52)
    assert breakdown(survey, subtotal="rounded", decimals=1).value("client_related") == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("where", "respondents"),
    [
        ("setting=csd", [0, 1]),
        ("setting=CSD,pvi", [0, 1, 2]),
        ("setting=Children's services", [0, 1]),
        ("setting!=csd", [2, 3]),
        ("setting=no_information", [3]),
        ("active_cases>10", [1, 2]),
        ("active_cases>=10", [0, 1, 2]),
        ("active_cases<=20", [0, 1]),
        ("active_cases < 20", [0]),
        ("active_cases=20", [1]),
        ("active_cases=over_30", [2]),
        ("active_cases=no_information", [3]),
        ("client_groups=carers", [1, 2]),
        ("client_groups!=carers", [0, 3]),
        ("Caseload>10", [1, 2]),
        (["setting=csd", "active_cases>10"], [1]),
    ],
)
def test_conditions_select(where: str | list[str], respondents: list[int]) -> None:
    survey = survey_of(
        [{"D1": 1}, {"D1": 2}, {"D1": 4}, {"D1": 8}],
        {
            "setting": ["csd", "csd", "pvi", None],
            "active_cases": [10, 20, 31, None],
            "client_groups": [["older_people"], ["carers"], ["carers", "older_people"], None],
        },
    )
    table = breakdown(survey.sample(where))
    assert table.hours[0, 0] == sum(2**i for i in respondents)
    assert table.base[0, 0] == len(respondents)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({"by": "sitting"}, "no column 'sitting'"),
        ({"by": "role"}, "no column 'role'"),
        ({"by": "setting,setting"}, "twice"),
        ({"grouping": "narrow"}, "no grouping 'narrow'"),
    ],
)
def test_a_request_that_does_not_fit_is_told(arguments: dict[str, Any], told: str) -> None:
    survey = survey_of([{"D1": 1}, {"D1": 1}], {"setting": ["csd", "pvi"], "active_cases": [3, None]})
    with pytest.raises(RequestError) as caught:
        breakdown(survey, **arguments)
    assert told in str(caught.value)


@pytest.mark.parametrize(
    ("design", "told"),
    [
        ({"where": "setting"}, "is not a condition"),
        ({"where": "setting="}, "is not a condition"),
        ({"where": "setting=north"}, "no level 'north'. It has: csd, dass"),
        ({"where": "setting>3"}, "is not a number; use = or !="),
        ({"where": "active_cases>many"}, "'many' is not a number"),
        ({"where": "sitting=csd"}, "no column 'sitting'"),
        ({"weight": "setting"}, "is not a number"),
        ({"weight": "active_cases"}, "1 respondents have no usable 'active_cases' (the first is R002)"),
    ],
)
def test_a_sample_that_does_not_fit_is_told(design: dict[str, Any], told: str) -> None:
    survey = survey_of([{"D1": 1}, {"D1": 1}], {"setting": ["csd", "pvi"], "active_cases": [3, None]})
    with pytest.raises(RequestError) as caught:
        breakdown(survey.sample(**design))
    assert told in str(caught.value)


def test_a_free_number_has_a_column_for_each_value_until_there_are_too_many() -> None:
    days = [float(i % 5) for i in range(60)]
    weights = [1 + i / 7 for i in range(60)]
    survey = survey_of([{"D1": 1}] * 60, {"weight": days})
    assert ids(breakdown(survey, "weight")) == ["0", "1", "2", "3", "4", "all"]
    with pytest.raises(RequestError, match="60 different values and no bands"):
        breakdown(survey_of([{"D1": 1}] * 60, {"weight": weights}), "weight")


BREAKDOWNS = st.sampled_from(["", "setting", "setting,role", "client_groups", "active_cases"])


@given(SEEDS, BREAKDOWNS, st.sampled_from([None, "weight"]))
def test_shares_of_a_partition_add_to_one(seed: int, by: str, weight: str | None) -> None:
    table = breakdown(random_survey(seed).sample(weight=weight), by, grouping="client_related")
    filled = table.base[0] > 0
    assert np.allclose(table.estimate[:, filled].sum(axis=0), 1, atol=1e-12)
    assert np.isnan(table.estimate[:, ~filled]).all()


@given(SEEDS)
def test_columns_of_one_attribute_add_to_all(seed: int) -> None:
    table = breakdown(random_survey(seed), "setting")
    assert np.array_equal(table.hours[:, :-1].sum(axis=1), table.hours[:, -1])
    assert table.base[0, :-1].sum() == table.base[0, -1]


@given(SEEDS, st.floats(0.01, 100))
def test_weights_times_a_constant_change_no_share(seed: int, factor: float) -> None:
    survey = random_survey(seed)
    table = breakdown(survey.sample(weight="weight"), "role")
    weights = survey.attributes["weight"].values
    weights *= factor  # type: ignore[misc]
    assert np.allclose(
        breakdown(survey.sample(weight="weight"), "role").estimate,
        table.estimate,
        rtol=1e-12,
        equal_nan=True,
    )


@given(SEEDS)
def test_a_condition_equals_the_survey_of_those_who_meet_it(seed: int) -> None:
    survey = random_survey(seed)
    chosen = survey.attributes["setting"].values == 0
    table = breakdown(survey.sample("setting=csd"), "role")
    alone = breakdown(survey.select(chosen), "role")
    columns = [ids(table).index(id_) for id_ in ids(alone)]
    assert np.array_equal(table.estimate[:, columns], alone.estimate, equal_nan=True)


@given(SEEDS)
def test_categorised_hours_account_for_every_slot(seed: int) -> None:
    survey = random_survey(seed)
    for grouping in survey.study.groupings.values():
        hours = categorise(survey, grouping)
        groups = [bool(row.codes) for row in grouping.rows]
        assert np.array_equal(hours[:, groups].sum(axis=1), np.count_nonzero(survey.codes, axis=1) / 2)


def test_minutes_by_code_are_those_of_the_slots() -> None:
    survey = random_survey(7, respondents=700)
    brute = (survey.codes[:, :, None] == np.arange(1, 41)).sum(axis=1)
    assert np.array_equal(survey.code_minutes.minutes, brute * 30)
