"""Quantiles and Woodruff's limits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from timediary.estimate.design import survey_design
from timediary.estimate.quantiles import quantiles
from timediary.estimate.replication import rescaled_bootstrap

if TYPE_CHECKING:
    from tests.estimate.complex_survey import ComplexSurvey

PROBABILITIES = np.array([0.05, 0.25, 0.5, 0.75, 0.9])


@pytest.mark.parametrize("n", [1, 2, 5, 40, 41])
def test_unweighted_quantiles_are_numpys(n: int) -> None:
    values = np.random.default_rng(n).integers(0, 30, n) / 2.0
    for rule, method in (("higher", "inverted_cdf"), ("middle", "averaged_inverted_cdf")):
        ours = quantiles(values, PROBABILITIES, survey_design(n), rule=rule)  # type: ignore[arg-type]
        np.testing.assert_allclose(ours.values[0], np.quantile(values, PROBABILITIES, method=method))  # type: ignore[call-overload]
    assert quantiles(values, 0.5, survey_design(n)).values[0, 0] == np.median(values)


def test_a_weight_of_three_is_three_respondents() -> None:
    generator = np.random.default_rng(3)
    values, times = generator.normal(size=30), generator.integers(1, 5, 30)
    weighted = quantiles(values, PROBABILITIES, survey_design(30, weights=times))
    repeated = quantiles(np.repeat(values, times), PROBABILITIES, survey_design(int(times.sum())))
    np.testing.assert_array_equal(weighted.values, repeated.values)


def test_weights_that_do_not_add_up_in_binary_still_reach_one_half() -> None:
    assert np.cumsum([0.1] * 14)[6] / np.cumsum([0.1] * 14)[-1] < 0.5
    design = survey_design(14, weights=[0.1] * 14)
    assert quantiles(np.arange(14.0), 0.5, design).values[0, 0] == 6.5
    assert quantiles(np.arange(14.0), 0.5, design, rule="higher").values[0, 0] == 6.0


def test_limits_lie_around_the_quantile_and_widen_with_the_level(survey: ComplexSurvey) -> None:
    design, domains = survey.design("clustered"), survey.membership("setting")
    narrow = quantiles(survey.total, PROBABILITIES[1:4], design, domains, level=0.5)
    wide = quantiles(survey.total, PROBABILITIES[1:4], design, domains, level=0.95)
    known = np.isfinite(wide.se)
    assert known.sum() > 8
    assert (wide.low <= wide.values)[known].all()
    assert (wide.values <= wide.high)[known].all()
    assert ((wide.high - wide.low) >= (narrow.high - narrow.low))[known].all()
    np.testing.assert_array_equal(wide.bases, domains.sum(axis=0))


def test_limits_hold_the_median_of_a_simple_sample_at_the_binomial_ranks() -> None:
    """Of 400 different values the limits are those whose ranks are 200 plus and minus t sqrt(n) / 2."""
    values = np.arange(400.0)
    found = quantiles(values, 0.5, survey_design(400), rule="higher")
    half = 1.965927 * 0.5 * np.sqrt(400 / 399) / np.sqrt(400)
    assert found.low[0, 0] == np.ceil((0.5 - half) * 400) - 1.0
    assert found.high[0, 0] == np.ceil((0.5 + half) * 400) - 1.0


def test_where_hours_pile_up_the_limits_are_about_the_quantile() -> None:
    """Nine in ten are at or below the median, 37: the limits belong to one half and not to nine tenths."""
    values = np.r_[np.full(48, 30.0), np.full(42, 37.0), np.full(10, 50.0)]
    at_half = quantiles(values, 0.5, survey_design(100))
    assert (at_half.low[0, 0], at_half.values[0, 0], at_half.high[0, 0]) == (30.0, 37.0, 37.0)
    as_r = quantiles(values, 0.5, survey_design(100), centred_at_estimate=True)
    assert (as_r.low[0, 0], as_r.high[0, 0]) == (37.0, 50.0)


def test_limits_the_sample_does_not_reach_are_not_numbers() -> None:
    found = quantiles(np.arange(12.0), 0.02, survey_design(12))
    assert np.isnan(found.low[0, 0])
    assert np.isfinite(found.high[0, 0])
    empty = quantiles(np.arange(3.0), 0.5, survey_design(3), np.zeros(3, dtype=bool))
    assert np.isnan([empty.values, empty.low, empty.high, empty.se]).all()


def test_replicates_give_nearly_the_same_limits(survey: ComplexSurvey) -> None:
    design = survey.design("clustered")
    bootstrap = rescaled_bootstrap(design, 2000, np.random.default_rng(8))
    taylor = quantiles(survey.total, [0.25, 0.5, 0.75], design)
    replicated = quantiles(survey.total, [0.25, 0.5, 0.75], bootstrap)
    np.testing.assert_array_equal(taylor.values, replicated.values)
    np.testing.assert_allclose(taylor.se, replicated.se, rtol=0.35)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"probabilities": 1.0}, "probabilities must lie between 0 and 1"),
        ({"probabilities": [0.5, np.nan]}, "probabilities must lie between 0 and 1"),
        ({"rule": "linear"}, "unknown rule 'linear'"),
        ({"level": 95}, "confidence level"),
        ({"values": [1.0, 2.0, np.nan]}, "respondent 2 is not finite"),
    ],
)
def test_quantiles_refuse(changes: dict[str, Any], message: str) -> None:
    arguments: dict[str, Any] = {"values": [1.0, 2.0, 3.0], "probabilities": 0.5, "design": survey_design(3)}
    with pytest.raises(ValueError, match=message):
        quantiles(**(arguments | changes))
