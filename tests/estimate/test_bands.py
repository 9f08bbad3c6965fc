"""Simultaneous bands: their level, and how often they hold a whole curve."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, strategies as st

from timediary.estimate.bands import pointwise_level
from timediary.estimate.design import survey_design
from timediary.estimate.intervals import share_interval
from timediary.estimate.quantiles import pooled_quantiles, quantiles
from timediary.estimate.ratios import means


def test_estimates_that_move_as_one_need_no_more_than_the_level() -> None:
    scores = np.random.default_rng(1).standard_normal((500, 1)) * np.arange(1, 20)
    assert pointwise_level(scores, 0.9) == pytest.approx(0.9, abs=0.005)


def test_independent_estimates_need_the_level_of_sidak() -> None:
    scores = np.eye(30)
    assert pointwise_level(scores, 0.95) == pytest.approx(0.95 ** (1 / 30), abs=3e-4)


@given(st.integers(0, 2**32 - 1), st.integers(2, 12), st.sampled_from([0.5, 0.8, 0.95]))
def test_a_level_is_that_of_correlations_alone(seed: int, wide: int, level: float) -> None:
    generator = np.random.default_rng(seed)
    scores = np.cumsum(generator.standard_normal((40, wide)), axis=1)
    found = pointwise_level(scores, level, draws=500)
    assert level <= found <= level ** (1 / wide)
    assert pointwise_level(scores * generator.uniform(0.1, 9, wide), level, draws=500) == pytest.approx(found, abs=1e-6)
    silent = np.column_stack([np.zeros(40), scores, np.full(40, np.nan)])
    assert pointwise_level(silent, level, draws=500) == pytest.approx(found, abs=1e-6)


def test_rounding_is_not_felt() -> None:
    """The same covariances out of other scores, fewer than there are estimates, as of few people at work at night."""
    generator = np.random.default_rng(3)
    scores = generator.normal(size=(12, 48)) @ np.diag(generator.uniform(0.01, 1, 48))
    turned = np.linalg.qr(generator.normal(size=(12, 12)))[0] @ scores
    assert pointwise_level(turned, draws=500) == pytest.approx(pointwise_level(scores, draws=500), rel=1e-12)


def test_a_curve_without_error_has_the_level_itself() -> None:
    assert pointwise_level(np.zeros((10, 5))) == 0.95
    assert pointwise_level(np.zeros((0, 5))) == 0.95
    assert pointwise_level(np.zeros((10, 0))) == 0.95


def test_what_is_no_level_or_no_scores_is_refused() -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        pointwise_level(np.zeros((3, 2)), 95)
    with pytest.raises(ValueError, match="two dimensions"):
        pointwise_level(np.zeros(3))


def _held(generator: np.random.Generator, respondents: int, slots: int) -> tuple[bool, float]:
    """Whether a band holds a whole curve of shares, and the share of the slots that single intervals hold.

    Everybody works from a start to a finish of their own, so that neighbouring slots go together.
    """
    middle = np.arange(slots) + 0.5
    start, finish = generator.normal(4, 2, respondents), generator.normal(slots - 4, 3, respondents)
    works = (middle > start[:, None]) & (middle < finish[:, None])
    from scipy.special import ndtr

    truth = ndtr((middle - 4) / 2) * ndtr((slots - 4 - middle) / 3)
    design = survey_design(respondents)
    found = means(works.astype(np.float64), design)
    degrees = found.degrees_of_freedom[:, None]
    level = pointwise_level(found.scores()[:, 0], 0.95, draws=4000)
    band = share_interval(found.values, found.se, degrees, respondents, level)
    single = share_interval(found.values, found.se, degrees, respondents, 0.95)
    held = (band.low <= truth) & (truth <= band.high)
    return bool(held.all()), float(((single.low <= truth) & (truth <= single.high)).mean())


@pytest.mark.slow
@pytest.mark.parametrize("respondents", [150, 1000])
def test_a_band_holds_the_whole_curve_as_often_as_it_says(respondents: int) -> None:
    generator = np.random.default_rng(7)
    results = [_held(generator, respondents, 24) for _ in range(1500)]
    held = np.mean([whole for whole, _ in results])
    # Three standard errors of 1,500 repetitions are 0.017; with few respondents shares near 0 err on the long side.
    assert 0.93 <= held <= 0.985
    assert 0.94 <= np.mean([share for _, share in results]) <= 0.97


@given(st.integers(0, 2**32 - 1))
def test_quantiles_of_one_thing_each_are_quantiles(seed: int) -> None:
    generator = np.random.default_rng(seed)
    values = generator.integers(0, 6, 30)
    design = survey_design(30, weights=generator.uniform(0.5, 3, 30), clusters=np.arange(30) // 3)
    members = generator.random((30, 2)) < 0.7
    members[:2] = True
    single = quantiles(values, [0.25, 0.5], design, members)
    pooled = pooled_quantiles(np.arange(6), values[:, None] == np.arange(6), [0.25, 0.5], design, members)
    for name in ("values", "low", "high", "se", "bases", "degrees_of_freedom"):
        assert np.allclose(getattr(single, name), getattr(pooled, name), equal_nan=True), name


def test_a_respondent_counts_with_all_their_things() -> None:
    counts = np.array([[3, 0, 0], [0, 1, 1], [0, 0, 0]])
    found = pooled_quantiles([10.0, 20.0, 30.0], counts, [0.5, 0.7], survey_design(3))
    assert found.values.tolist() == [[10.0, 20.0]]
    assert found.bases.tolist() == [2]
