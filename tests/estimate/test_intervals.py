"""Intervals and the distributions behind them."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, strategies as st
from scipy import special

from timediary.estimate.distributions import chi_squared_upper, f_upper, t_quantile, t_two_sided
from timediary.estimate.intervals import (
    Interval,
    contrast_interval,
    correlation_of,
    korn_graubard_interval,
    logit_interval,
    mean_interval,
    share_interval,
    wald_interval,
)

DEGREES = np.r_[np.arange(2, 300), 311.7, 999.5, 1152, 5000, 9999.0, 10_000.0, 10_001.0, 1e5, 1e7]


@pytest.mark.parametrize("level", [0.1, 0.5, 0.8, 0.9, 0.95, 0.99, 0.999])
def test_the_t_quantile_is_scipys(level: float) -> None:
    """By way of the beta distribution: `stdtrit` itself had fewer digits in older versions."""
    beta = special.betaincinv(0.5, DEGREES / 2.0, level)
    np.testing.assert_allclose(t_quantile(level, DEGREES), np.sqrt(DEGREES * beta / (1.0 - beta)), rtol=1e-12)
    assert t_quantile(level, 1.0) == pytest.approx(math.tan(math.pi * level / 2.0), rel=1e-12)
    assert t_quantile(level, np.inf) == pytest.approx(special.ndtri((1.0 + level) / 2.0), rel=1e-14)


@given(st.floats(1.0, 1e6), st.floats(1e-6, 1.0 - 1e-9))
def test_the_t_quantile_holds_its_level(df: float, level: float) -> None:
    t = float(t_quantile(level, df))
    assert 2.0 * special.stdtr(df, -t) == pytest.approx(1.0 - level, rel=1e-10)


@pytest.mark.parametrize("level", [1e-6, 0.5, 0.95, 1.0 - 1e-9])
def test_the_t_quantile_on_four_degrees_of_freedom(level: float) -> None:
    """Shaw (2006): on 4 degrees of freedom the quantile is 2 sqrt(q - 1), q = cos(arccos(a) / 3) / a."""
    t = float(t_quantile(level, 4.0))
    angle = math.atan(t / 2.0)
    assert math.sin(angle) * (1.0 + math.cos(angle) ** 2 / 2.0) == pytest.approx(level, rel=1e-14)


def test_the_t_quantile_needs_a_degree_of_freedom() -> None:
    quantiles = t_quantile(0.95, [[0.0, 0.5], [np.nan, -1.0]])
    assert quantiles.shape == (2, 2)
    assert np.isnan(quantiles).all()
    assert t_quantile(0.95, 3).shape == ()


@pytest.mark.parametrize("level", [0.0, 1.0, 95.0, -0.5])
def test_a_level_lies_between_0_and_1(level: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        t_quantile(level, 5.0)
    for interval in (korn_graubard_interval, share_interval):
        with pytest.raises(ValueError, match="between 0 and 1"):
            interval(0.0, 0.0, 5.0, 6.0, level)


def test_tail_probabilities() -> None:
    # Two-sided 5% points as printed in any table.
    assert t_two_sided(-2.228138852, 10) == pytest.approx(0.05, rel=1e-8)
    assert f_upper(4.102821015, 2, 10) == pytest.approx(0.05, rel=1e-8)
    assert chi_squared_upper(5.991464547, 2) == pytest.approx(0.05, rel=1e-8)
    assert np.isnan([t_two_sided(2.0, 0), f_upper(2.0, 2, 0), f_upper(2.0, 0, 5), chi_squared_upper(1.0, 0)]).all()


def test_wald_is_symmetric() -> None:
    interval = wald_interval([10.0, 20.0], [1.0, 2.0], 4.0)
    np.testing.assert_allclose(interval.high - [10.0, 20.0], [2.776445105, 5.552890210], rtol=1e-9)
    np.testing.assert_allclose(interval.high + interval.low, [20.0, 40.0], rtol=1e-14)


@given(st.floats(1e-6, 1.0 - 1e-6), st.floats(0.0, 2.0), st.integers(1, 2000), st.floats(0.5, 0.999))
def test_logit_limits_stay_between_0_and_1_and_hold_the_share(p: float, se: float, df: int, level: float) -> None:
    interval = logit_interval(p, se, df, level)
    assert 0.0 <= interval.low <= p * (1.0 + 1e-12)
    assert p * (1.0 - 1e-12) <= interval.high <= 1.0
    mirrored = logit_interval(1.0 - p, se, df, level)
    assert mirrored.low == pytest.approx(1.0 - float(interval.high), rel=1e-6, abs=1e-9)


def test_korn_graubard_is_clopper_pearson_in_a_simple_random_sample() -> None:
    """With p (1 - p) / n as the variance and n - 1 degrees of freedom the effective size is n."""
    n, successes = 50, np.arange(51.0)
    p = successes / n
    interval = korn_graubard_interval(p, np.sqrt(p * (1.0 - p) / n), n - 1, n)
    inside = slice(1, -1)
    low = special.betaincinv(successes[inside], n - successes[inside] + 1.0, 0.025)
    np.testing.assert_allclose(interval.low[inside], low, rtol=1e-9)
    np.testing.assert_allclose(interval.high, 1.0 - interval.low[::-1], rtol=1e-9)
    assert interval.low[0] == 0.0
    assert interval.high[-1] == 1.0
    # Hanley and Lippman-Hand's rule: nobody of n, and the two-sided limit is near 3.7 / n.
    assert interval.high[0] == pytest.approx(1.0 - 0.025 ** (1 / 50), rel=1e-12)


def test_fewer_degrees_of_freedom_make_the_limits_at_the_edge_wider() -> None:
    wide, narrow = (korn_graubard_interval([0.0, 1.0], [0.0, 0.0], df, 60) for df in (5, 59))
    assert wide.high[0] > narrow.high[0] > 0.0
    assert wide.low[1] < narrow.low[1] < 1.0
    assert wide.high[0] == pytest.approx(1.0 - wide.low[1], rel=1e-14)


def test_the_default_is_logit_and_korn_graubard_at_the_edge() -> None:
    share = np.array([[0.0, 0.25, 1.0, np.nan]])
    se = np.array([[0.0, 0.05, 0.0, np.nan]])
    df, bases = np.array([[30.0]]), np.array([[40.0]])
    interval = share_interval(share, se, df, bases)
    logit = logit_interval(share, se, df)
    edge = korn_graubard_interval(share, se, df, bases)
    assert interval.low[0, 1] == logit.low[0, 1]
    assert interval.high[0, 1] == logit.high[0, 1]
    for column in (0, 2):
        assert interval.low[0, column] == edge.low[0, column]
        assert interval.high[0, column] == edge.high[0, column]
        assert np.isnan(logit.low[0, column])
    assert interval.low[0, 0] == 0.0
    assert 0.0 < interval.high[0, 0] < 1.0
    assert interval.high[0, 2] == 1.0
    assert np.isnan([interval.low[0, 3], interval.high[0, 3]]).all()


def test_a_base_of_one_or_none_has_no_interval() -> None:
    for p in (0.0, 0.4, 1.0):
        for base in (0, 1):
            for interval in (share_interval, korn_graubard_interval):
                limits = interval(p, 0.0, 0, base)
                assert np.isnan([limits.low, limits.high]).all()


@given(
    st.just(0.0) | st.floats(1e-6, 168.0),
    st.floats(0.0, 80.0),
    st.integers(1, 500),
    st.sampled_from([168.0, 400.0, math.inf]),
)
def test_limits_of_mean_hours_stay_in_the_week(mean: float, se: float, df: int, highest: float) -> None:
    interval = mean_interval(mean, se, df, df + 1, highest, whole=38.0)
    if mean < highest or highest == math.inf:
        assert 0.0 <= interval.low <= mean * (1.0 + 1e-12)
        assert mean * (1.0 - 1e-12) <= interval.high <= highest


def test_mean_hours_far_from_the_bounds_have_nearly_walds_limits() -> None:
    hours = np.array([30.0, 38.0, 84.0])
    wald = wald_interval(hours, 0.3, 200.0)
    for highest in (168.0, math.inf):
        interval = mean_interval(hours, 0.3, 200.0, 201, highest)
        np.testing.assert_allclose([interval.low, interval.high], [wald.low, wald.high], atol=0.01)


def test_hours_that_nobody_worked_are_at_most_a_share_of_all_hours() -> None:
    edge = share_interval(0.0, 0.0, 29, 30)
    interval = mean_interval([0.0, 0.0], 0.0, 29, 30, [168.0, math.inf], whole=40.0)
    np.testing.assert_allclose(interval.high, 40.0 * edge.high)
    assert interval.low.tolist() == [0.0, 0.0]
    assert np.isnan(mean_interval(0.0, 0.0, 29, 30).high)
    assert np.isnan([mean_interval(3.0, 0.0, 0, 1, 168).low, mean_interval(math.nan, 0.0, 9, 10, 168).low]).all()


@given(
    st.lists(st.just(0.0) | st.floats(1e-6, 1.0), min_size=3, max_size=3),
    st.floats(0.0, 3.0),
    st.floats(-1.0, 1.0),
)
def test_limits_of_a_difference_of_shares_stay_in_the_possible(shares: list[float], se: float, r: float) -> None:
    values = np.array(shares[:2])
    intervals = share_interval(values, se * shares[2], 5.0, 6.0)
    found = contrast_interval((-1, 1), values, intervals, np.array([[1.0, r], [r, 1.0]]))
    assert -1.0 - 1e-12 <= found.low <= values[1] - values[0] + 1e-12
    assert values[1] - values[0] - 1e-12 <= found.high <= 1.0 + 1e-12


def test_the_contrast_of_symmetric_intervals_is_walds() -> None:
    values, se = np.array([10.0, 12.0, 17.0]), np.array([1.0, 2.0, 0.5])
    coefficients, r = np.array([-1.0, 0.25, 0.75]), np.array([[1.0, 0.5, 0.2], [0.5, 1.0, -0.3], [0.2, -0.3, 1.0]])
    intervals = wald_interval(values, se, math.inf)
    error = math.sqrt(coefficients * se @ r @ (coefficients * se))
    wald = wald_interval(coefficients @ values, error, math.inf)
    found = contrast_interval(coefficients, values, intervals, r)
    assert [float(found.low), float(found.high)] == pytest.approx([float(wald.low), float(wald.high)])
    apart = contrast_interval(coefficients, values, intervals)
    assert apart.high - apart.low == pytest.approx(2 * 1.959963984540054 * np.sqrt(np.square(coefficients * se).sum()))


def test_an_estimate_that_is_left_out_may_lack_an_interval() -> None:
    intervals = Interval(np.array([0.1, np.nan, 0.3]), np.array([0.2, np.nan, 0.5]), 0.95)
    values = np.array([0.15, np.nan, 0.4])
    assert np.isfinite(contrast_interval((-1, 0, 1), values, intervals).low)
    assert np.isnan(contrast_interval((-1, 1, 0), values, intervals).low)


def test_the_correlation_of_two_estimates_follows_from_their_errors() -> None:
    assert correlation_of(math.sqrt(1 + 4 - 2 * 0.3 * 2), 1.0, 2.0) == pytest.approx(0.3)
    assert correlation_of(1.0, 0.0, 1.0) == 0.0
    assert correlation_of(0.0, 2.0, 2.0) == 1.0
