"""The next survey's size from this one's variances."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, strategies as st

from timediary.estimate.design import survey_design
from timediary.estimate.intervals import wald_interval
from timediary.estimate.planning import (
    VarianceComponents,
    clusters_needed,
    half_width,
    planned_half_width,
    respondents_needed,
    unit_variance,
    variance_components,
)
from timediary.estimate.ratios import ratios

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from tests.estimate.complex_survey import ComplexSurvey


def test_the_same_survey_again_has_the_same_half_width(survey: ComplexSurvey) -> None:
    for name, per_cluster in (("simple", 1.0), ("clustered", 12.0)):
        table = ratios(survey.broad, survey.total, survey.design(name))
        clusters = survey.n / per_cluster
        interval = wald_interval(table.values, table.se, clusters - 1.0)
        for category in range(6):
            variance = float(unit_variance(table.se, table.bases[:, None])[0, category])
            again = half_width(variance, survey.n, respondents_per_cluster=per_cluster)
            assert again == pytest.approx((interval.high - interval.low)[0, category] / 2.0, rel=1e-10)


def test_half_width_by_hand() -> None:
    assert half_width(0.25, 10_000, level=0.95) == pytest.approx(1.960201264 * 0.5 / 100.0, rel=1e-8)
    assert half_width(0.25, 10_000, deff=4.0) == pytest.approx(2.0 * half_width(0.25, 10_000), rel=1e-12)
    assert half_width(0.25, 100, population=100) == 0.0
    assert half_width(0.25, 75, population=100) == pytest.approx(half_width(0.25, 75) / 2.0, rel=1e-12)
    assert half_width(0.25, 12, respondents_per_cluster=12) == math.inf


@given(
    st.floats(1e-4, 0.2),
    st.floats(1e-3, 0.25),
    st.floats(0.5, 5.0),
    st.sampled_from([1.0, 8.0]),
    st.sampled_from([math.inf, 3000.0]),
)
def test_the_number_needed_is_the_smallest(
    wanted: float, variance: float, deff: float, per_cluster: float, population: float
) -> None:
    options: dict[str, Any] = {"deff": deff, "respondents_per_cluster": per_cluster, "population": population}
    needed = respondents_needed(wanted, variance, **options)
    assert 2 <= needed <= population
    if needed < population:
        assert half_width(variance, needed, **options) <= wanted
    if needed > 2:
        assert half_width(variance, needed - 1, **options) > wanted


def test_what_can_not_be_planned() -> None:
    with pytest.raises(ValueError, match="more than the population"):
        half_width(0.1, 101, population=100)
    with pytest.raises(ValueError, match="can't be negative"):
        half_width(-0.1, 101)
    with pytest.raises(ValueError, match="must be positive"):
        respondents_needed(0.0, 0.1)
    with pytest.raises(ValueError, match="must be positive"):
        VarianceComponents(0.1, 0.1, 0.1).variance(5, 0, 1)


def test_clusters_needed_is_the_smallest() -> None:
    components = VarianceComponents(cluster=0.002, respondent=0.01, day=0.03)
    needed = clusters_needed(0.02, components, 8, 5, weighting=1.3)
    assert planned_half_width(components, needed, 8, 5, weighting=1.3) <= 0.02
    assert planned_half_width(components, needed - 1, 8, 5, weighting=1.3) > 0.02
    # More days can't replace agencies: what differs between these stays.
    assert planned_half_width(components, 10, 1e9, 5) > 0.9 * planned_half_width(components, 10, 1e9, 1)
    assert components.variance(10, 8, 5) == pytest.approx(0.002 / 10 + 0.01 / 80 + 0.03 / 400)


def _diary(
    generator: np.random.Generator, sizes: NDArray[np.intp], days: int, deviations: tuple[float, float, float]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.intp]]:
    """Hours by day whose residuals have known standard deviations."""
    cluster = np.repeat(np.arange(sizes.size), sizes)
    n = cluster.size
    between, within, daily = deviations
    share = 0.4 + between * generator.normal(size=sizes.size)[cluster][:, None]
    share = share + within * generator.normal(size=(n, 1)) + daily * generator.normal(size=(n, days))
    recorded = np.full((n, days), 7.5)
    return share * recorded, recorded, cluster


def test_a_balanced_diary_has_the_variance_of_its_clusters() -> None:
    """The plan of the survey itself gives the linearised variance back, to the last digit."""
    generator = np.random.default_rng(3)
    hours, recorded, cluster = _diary(generator, np.full(12, 6), 5, (0.05, 0.08, 0.15))
    components = variance_components(hours, recorded, cluster)
    assert min(components.cluster, components.respondent, components.day) > 0.0
    table = ratios(hours.sum(axis=1), recorded.sum(axis=1), survey_design(72, clusters=cluster))
    assert components.variance(12, 6, 5) == pytest.approx(table.variances[0, 0], rel=1e-10)


def test_components_by_the_textbooks_mean_squares() -> None:
    generator = np.random.default_rng(4)
    hours, recorded, cluster = _diary(generator, np.full(9, 4), 3, (0.2, 0.1, 0.1))
    components = variance_components(hours, recorded, cluster)
    residual = (hours / 7.5 - hours.sum() / recorded.sum()).reshape(9, 4, 3)
    day = residual.var(axis=2, ddof=1).mean()
    respondent = 3 * residual.mean(axis=2).var(axis=1, ddof=1).mean()
    between = 12 * residual.mean(axis=(1, 2)).var(ddof=1)
    assert components.day == pytest.approx(day, rel=1e-10)
    assert components.respondent == pytest.approx((respondent - day) / 3, rel=1e-10)
    assert components.cluster == pytest.approx((between - respondent) / 12, rel=1e-9)


def test_components_are_found_again_in_an_uneven_diary() -> None:
    found = []
    for seed in range(20):
        generator = np.random.default_rng(seed)
        hours, recorded, cluster = _diary(generator, generator.integers(1, 15, 300), 5, (0.05, 0.08, 0.15))
        recorded = np.where(generator.random(recorded.shape) < 0.3, 0.0, recorded)
        components = variance_components(np.where(recorded > 0.0, hours, 0.0), recorded, cluster)
        found.append([components.cluster, components.respondent, components.day])
    mean, error = np.mean(found, axis=0), np.std(found, axis=0, ddof=1) / np.sqrt(20)
    np.testing.assert_array_less(np.abs(mean - [0.05**2, 0.08**2, 0.15**2]), 3.0 * error)
    np.testing.assert_array_less(error / mean, 0.06)


def test_what_the_data_can_not_tell_is_in_the_level_above() -> None:
    generator = np.random.default_rng(6)
    hours, recorded, cluster = _diary(generator, np.full(30, 8), 1, (0.05, 0.08, 0.0))
    one_day = variance_components(hours, recorded, cluster)
    assert one_day.day == 0.0
    assert one_day.respondent > 0.0
    alone = variance_components(hours, recorded)
    assert (alone.respondent, alone.day) == (0.0, 0.0)
    assert alone.cluster == pytest.approx((hours / 7.5).var(ddof=1), rel=1e-9)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((np.ones((3, 2)), np.ones((3, 3))), "have shapes"),
        ((np.zeros((3, 2)), np.zeros((3, 2))), "nothing was recorded"),
        ((np.ones((3, 2)), np.ones((3, 2)), [1, 1, 1]), "at least two clusters"),
        ((np.ones((3, 2)), np.ones((3, 2)), [1, 1]), "2 values for 3 respondents"),
    ],
)
def test_components_refuse(arguments: tuple[Any, ...], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        variance_components(*arguments)
