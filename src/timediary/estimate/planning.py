"""How large the next survey must be, from the variances of this one."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from timediary.estimate.arrays import FloatArray, IntArray, as_vector
from timediary.estimate.distributions import t_quantile

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import ArrayLike


@dataclass(frozen=True)
class VarianceComponents:
    """Where the variance of a share comes from; all in squared shares.

    The share's residuals differ between clusters (agencies), between respondents of a cluster, and between the
    days of a respondent. The variance of the share from m clusters of b respondents with t days each is then
    cluster / m + respondent / (m b) + day / (m b t).

    Attributes:
        cluster: variance between clusters.
        respondent: between respondents of one cluster.
        day: between days of one respondent.
    """

    cluster: float
    respondent: float
    day: float

    def variance(self, clusters: float, respondents_per_cluster: float, days: float) -> float:
        """Variance of the share that a plan gives.

        Args:
            clusters: m.
            respondents_per_cluster: b.
            days: recorded by each respondent, t.

        Returns:
            In squared shares.

        Raises:
            ValueError: a number isn't positive.
        """
        if not min(clusters, respondents_per_cluster, days) > 0:
            raise ValueError("clusters, respondents and days must be positive")
        respondents = clusters * respondents_per_cluster
        return self.cluster / clusters + self.respondent / respondents + self.day / (respondents * days)


def unit_variance(se: ArrayLike, bases: ArrayLike) -> FloatArray:
    """The variance of a single respondent, design included, if variances shrank in proportion to their number.

    Args:
        se: of estimates, any shape.
        bases: respondents behind them.

    Returns:
        se^2 n: the design effect is in it, so that it holds for a survey of the same design; divided by the design
        effect it is that of random sampling.
    """
    return np.square(np.asarray(se, dtype=np.float64)) * np.asarray(bases, dtype=np.float64)


def half_width(
    variance_of_one: float,
    respondents: float,
    *,
    level: float = 0.95,
    deff: float = 1.0,
    population: float = math.inf,
    respondents_per_cluster: float = 1.0,
) -> float:
    """Half the width of the interval that a number of respondents gives.

    t sqrt(S^2 deff (1 - n / N) / n) with clusters less one degrees of freedom (Cochran 1977, chapter 4; Kish 1965,
    section 8.2). On the logit scale the interval isn't symmetric; this is half its width to first order.

    Args:
        variance_of_one: S^2, for instance from `unit_variance`.
        respondents: n.
        level: in (0, 1).
        deff: to multiply the variance by, where `variance_of_one` doesn't have the design effect in it.
        population: N, infinite without a finite population.
        respondents_per_cluster: how many of them a cluster brings.

    Returns:
        In the units of the estimate; infinite where fewer than two clusters are left.

    Raises:
        ValueError: a number is negative, n exceeds N, or the level isn't between 0 and 1.
    """
    if not (variance_of_one >= 0.0 and deff >= 0.0 and respondents > 0.0 and respondents_per_cluster > 0.0):
        raise ValueError("variance and design effect can't be negative, and respondents must be positive")
    if respondents > population:
        raise ValueError(f"{respondents:g} respondents are more than the population of {population:g}")
    variance = variance_of_one * deff * (1.0 - respondents / population) / respondents
    return _half_width(variance, respondents / respondents_per_cluster, level)


def respondents_needed(
    wanted: float,
    variance_of_one: float,
    *,
    level: float = 0.95,
    deff: float = 1.0,
    population: float = math.inf,
    respondents_per_cluster: float = 1.0,
) -> int:
    """The smallest number of respondents whose interval is no wider than wanted: `half_width` turned round.

    Args:
        wanted: half the width, in the units of the estimate.
        variance_of_one: as in `half_width`.
        level: as in `half_width`.
        deff: as in `half_width`.
        population: as in `half_width`.
        respondents_per_cluster: as in `half_width`.

    Returns:
        A number of respondents, at most the population.

    Raises:
        ValueError: as `half_width`, or `wanted` isn't positive.
    """

    def reached(respondents: int) -> float:
        return half_width(
            variance_of_one,
            respondents,
            level=level,
            deff=deff,
            population=population,
            respondents_per_cluster=respondents_per_cluster,
        )

    greatest = None if math.isinf(population) else math.floor(population)
    return _smallest(reached, wanted, greatest)


def planned_half_width(
    components: VarianceComponents,
    clusters: float,
    respondents_per_cluster: float,
    days: float,
    *,
    level: float = 0.95,
    weighting: float = 1.0,
) -> float:
    """Half the width of the interval that a plan of clusters, respondents and days gives.

    Args:
        components: variances, for instance from `variance_components`.
        clusters: how many; degrees of freedom are one less.
        respondents_per_cluster: how many in each.
        days: recorded by each.
        level: in (0, 1).
        weighting: to multiply the variance by for unequal weights, for instance `kish_effect`.

    Returns:
        In shares.

    Raises:
        ValueError: a number isn't positive, or the level isn't between 0 and 1.
    """
    variance = components.variance(clusters, respondents_per_cluster, days) * weighting
    return _half_width(variance, clusters, level)


def clusters_needed(
    wanted: float,
    components: VarianceComponents,
    respondents_per_cluster: float,
    days: float,
    *,
    level: float = 0.95,
    weighting: float = 1.0,
) -> int:
    """The smallest number of clusters whose interval is no wider than wanted.

    Args:
        wanted: half the width, in shares.
        components: variances.
        respondents_per_cluster: how many in each cluster.
        days: recorded by each.
        level: in (0, 1).
        weighting: as in `planned_half_width`.

    Returns:
        A number of clusters, at least 2.

    Raises:
        ValueError: as `planned_half_width`, or `wanted` isn't positive.
    """

    def reached(clusters: int) -> float:
        return planned_half_width(components, clusters, respondents_per_cluster, days, level=level, weighting=weighting)

    return _smallest(reached, wanted, None)


def variance_components(
    numerator: ArrayLike, denominator: ArrayLike, clusters: ArrayLike | None = None
) -> VarianceComponents:
    """Variances between clusters, respondents and days, from a diary by day.

    The residual of a day is (y - R x) / mean x, for hours y of a category out of x recorded and the share R. Sums
    of squares of a nested analysis of variance with unequal numbers are set equal to their expectations, and a
    negative variance is taken as 0 (Searle, Casella and McCulloch 1992, *Variance Components*, chapter 3 and
    appendix F). Days without a record aren't there. Respondents count equally: weights come in with the plan.

    Args:
        numerator: hours of the category by day, shape (n, t).
        denominator: hours recorded by day, shape (n, t).
        clusters: number of each respondent's cluster, from 0, shape (n,); None makes each their own, and puts
            what differs between respondents into `cluster`.

    Returns:
        The components. One that the data can't tell (a single day each, a single respondent a cluster) is 0,
        and its variance is in the one above it.

    Raises:
        ValueError: shapes differ, nothing was recorded, or there are fewer than two clusters.
    """
    hours, recorded = np.asarray(numerator, dtype=np.float64), np.asarray(denominator, dtype=np.float64)
    if hours.ndim != 2 or hours.shape != recorded.shape:
        raise ValueError(f"hours by day have shapes {hours.shape} and {recorded.shape}")
    respondent, _ = np.nonzero(recorded > 0.0)
    x, y = recorded[recorded > 0.0], hours[recorded > 0.0]
    if x.size == 0:
        raise ValueError("nothing was recorded")
    residual = (y - y.sum() / x.sum() * x) / x.mean()
    cluster = respondent if clusters is None else _cluster_numbers(clusters, hours.shape[0])[respondent]
    _, respondent = np.unique(respondent, return_inverse=True)
    _, cluster = np.unique(cluster, return_inverse=True)
    if cluster.max() < 1:
        raise ValueError("variance between clusters needs at least two clusters")
    return _nested_components(residual, respondent.reshape(-1), cluster.reshape(-1))


def _nested_components(residual: FloatArray, respondent: IntArray, cluster: IntArray) -> VarianceComponents:
    """Components from days within respondents within clusters, by the expected sums of squares."""
    days = np.bincount(respondent).astype(np.float64)
    cluster_of = np.zeros(days.size, dtype=np.intp)
    cluster_of[respondent] = cluster
    in_cluster = np.bincount(cluster).astype(np.float64)
    whole = float(residual.size)
    of_respondent = np.bincount(respondent, weights=residual) / days
    of_cluster = np.bincount(cluster, weights=residual) / in_cluster
    squares_day = float(np.square(residual - of_respondent[respondent]).sum())
    squares_respondent = float((days * np.square(of_respondent - of_cluster[cluster_of])).sum())
    squares_cluster = float((in_cluster * np.square(of_cluster - residual.mean())).sum())

    within = float((np.bincount(cluster_of, weights=days**2) / in_cluster).sum())
    overall = float((days**2).sum()) / whole
    df_day, df_respondent = whole - days.size, float(days.size - in_cluster.size)
    df_cluster = in_cluster.size - 1.0
    day = squares_day / df_day if df_day > 0 else 0.0
    respondent_variance = 0.0
    if df_respondent > 0:
        respondent_variance = max((squares_respondent - df_respondent * day) / (whole - within), 0.0)
    left = squares_cluster - df_cluster * day - (within - overall) * respondent_variance
    between = left / (whole - float((in_cluster**2).sum()) / whole)
    return VarianceComponents(max(between, 0.0), respondent_variance, day)


def _cluster_numbers(clusters: ArrayLike, respondents: int) -> IntArray:
    """Cluster of each respondent, checked for length."""
    return as_vector(clusters, "clusters", respondents).astype(np.intp)


def _half_width(variance: float, clusters: float, level: float) -> float:
    """Standard errors times t, on one degree of freedom less than there are clusters."""
    t = float(t_quantile(level, max(clusters - 1.0, 0.0)))
    return math.inf if math.isnan(t) else t * math.sqrt(variance)


def _smallest(reached: Callable[[int], float], wanted: float, greatest: int | None) -> int:
    """The smallest whole number for which a falling function is at most what is wanted, from 2."""
    if not wanted > 0.0:
        raise ValueError("the half-width wanted must be positive")
    low, high = 1, 2
    while reached(high if greatest is None else min(high, greatest)) > wanted:
        if greatest is not None and high >= greatest:
            return greatest
        low, high = high, high * 2
    high = high if greatest is None else min(high, greatest)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if reached(middle) > wanted else (low, middle)
    return high
