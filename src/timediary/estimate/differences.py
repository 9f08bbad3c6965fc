"""Differences between the domains of a sample, tests that domains are equal, and Holm's adjustment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from timediary.estimate.distributions import f_upper, t_two_sided
from timediary.estimate.intervals import Interval, wald_interval
from timediary.estimate.linearisation import Linearised

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from timediary.estimate.arrays import FloatArray, IntArray
    from timediary.estimate.ratios import Estimates


@dataclass(frozen=True, eq=False)
class Differences:
    """Differences with their standard errors, all of one shape, usually (pairs, k).

    Attributes:
        values: the differences.
        se: their standard errors.
        degrees_of_freedom: of the standard errors.
    """

    values: FloatArray
    se: FloatArray
    degrees_of_freedom: FloatArray

    @property
    def t(self) -> FloatArray:
        """Differences in standard errors; nan where the standard error is 0."""
        return np.asarray(np.divide(self.values, self.se, out=np.full(self.values.shape, np.nan), where=self.se > 0.0))

    @property
    def p(self) -> FloatArray:
        """Two-sided probabilities of t on the degrees of freedom, not adjusted for their number."""
        return t_two_sided(self.t, self.degrees_of_freedom)

    def interval(self, level: float = 0.95) -> Interval:
        """Difference plus and minus t standard errors.

        Args:
            level: in (0, 1).

        Returns:
            The interval.

        Raises:
            ValueError: the level isn't between 0 and 1.
        """
        return wald_interval(self.values, self.se, self.degrees_of_freedom, level)


@dataclass(frozen=True, eq=False)
class WaldTests:
    """One or more Wald tests, all arrays of one shape.

    Attributes:
        chi_squared: the statistic.
        f: the statistic as an F.
        numerator_df: number of independent contrasts.
        denominator_df: what is left of the design's degrees of freedom.
        p: probability of a larger F; nan where no degrees of freedom are left.
    """

    chi_squared: FloatArray
    f: FloatArray
    numerator_df: FloatArray
    denominator_df: FloatArray
    p: FloatArray


def differences(estimates: Estimates, pairs: ArrayLike) -> Differences:
    """Differences between domains of one table, covariance included (R survey, `svycontrast`).

    Overlapping domains, and a domain against everybody, are handled by the covariance.

    Args:
        estimates: a table of shape (d, k).
        pairs: domain and the domain it is compared with, shape (m, 2).

    Returns:
        First less second, shape (m, k). The degrees of freedom are Welch and Satterthwaite's for the two domains'
        effective ones, at most the whole sample's: a small domain against a large one has hardly more than the
        small one's.

    Raises:
        ValueError: the pairs have another shape.
    """
    chosen = np.asarray(pairs, dtype=np.intp)
    if chosen.ndim != 2 or chosen.shape[1] != 2:
        raise ValueError(f"pairs must have shape (m, 2), not {chosen.shape}")
    needed, place = np.unique(chosen, return_inverse=True)
    place = place.reshape(chosen.shape)
    scores = estimates.scores(needed)
    first, second = place[:, 0], place[:, 1]
    se = np.sqrt(np.square(scores[:, first] - scores[:, second]).sum(axis=0))
    variances = np.square(scores).sum(axis=0)
    degrees = estimates.effective_degrees_of_freedom[needed]
    df = satterthwaite(variances[first], degrees[first], variances[second], degrees[second])
    left = estimates.cells.rounding(needed)
    values = estimates.values[chosen[:, 0]] - estimates.values[chosen[:, 1]] + (left[first] - left[second])
    return Differences(values, se, np.minimum(df, estimates.total_degrees_of_freedom))


def equal_domains(
    estimates: Estimates, domains: ArrayLike | None = None, *, degrees_of_freedom: int | None = None
) -> WaldTests:
    """Test, column by column, that some domains have the same value.

    Wald's statistic of the differences from the first domain, by the number of domains less one m, is compared
    with F on m and degf - m degrees of freedom (Korn and Graubard 1999, chapter 3; R survey, `regTermTest`).

    Args:
        estimates: a table of shape (d, k).
        domains: which, shape (m + 1,); None for all. Domains with nothing to estimate are left out.
        degrees_of_freedom: degf; None takes the whole sample's.

    Returns:
        One test for each column, shape (k,).
    """
    chosen = defined_domains(estimates, domains)
    degf = estimates.total_degrees_of_freedom if degrees_of_freedom is None else degrees_of_freedom
    tests = [(np.nan, 0)] * estimates.values.shape[1]
    if chosen.size > 1:
        scores = estimates.scores(chosen)
        values = estimates.values[chosen]
        tests = [
            wald_statistic(values[1:, column] - values[0, column], scores[:, 1:, column] - scores[:, :1, column])
            for column in range(values.shape[1])
        ]
    chi_squared = np.array([statistic for statistic, _ in tests])
    rank = np.array([number for _, number in tests], dtype=np.float64)
    f = np.divide(chi_squared, rank, out=np.full(rank.shape, np.nan), where=rank > 0.0)
    return WaldTests(chi_squared, f, rank, degf - rank, f_upper(f, rank, degf - rank))


def wald_statistic(contrasts: FloatArray, scores: FloatArray) -> tuple[float, int]:
    """Wald's statistic for contrasts that are all 0 if the hypothesis holds.

    Args:
        contrasts: shape (q,).
        scores: rows whose cross-products are the contrasts' covariance, shape (units, q).

    Returns:
        The statistic, nan without a defined variance, and the number of contrasts that are independent: contrasts
        that follow from the others (the last of shares that sum to 1) count once.
    """
    if not np.isfinite(scores).all() or contrasts.size == 0:
        return float("nan"), 0
    # The singular values of the scores are the roots of the covariance's, with twice the digits.
    _, singular, directions = np.linalg.svd(scores, full_matrices=False)
    if singular.size == 0 or singular[0] == 0.0:
        return float("nan"), 0
    independent = singular > singular[0] * 1e-9
    projected = (directions[independent] @ contrasts) / singular[independent]
    return float(projected @ projected), int(independent.sum())


def satterthwaite(variance1: ArrayLike, df1: ArrayLike, variance2: ArrayLike, df2: ArrayLike) -> FloatArray:
    """Degrees of freedom of a sum of two variances (Satterthwaite 1946, *Biometrics* 2; Welch 1947).

    Args:
        variance1: any shape.
        df1: its degrees of freedom.
        variance2: likewise.
        df2: likewise.

    Returns:
        In the broadcast shape; 0 where a variance that matters has none, nan where both variances are 0.
    """
    return satterthwaite_of(
        np.stack(np.broadcast_arrays(variance1, variance2)), np.stack(np.broadcast_arrays(df1, df2))
    )


def satterthwaite_of(variances: ArrayLike, degrees_of_freedom: ArrayLike) -> FloatArray:
    """The same of any number of variances, which stand along the first axis.

    Args:
        variances: shape (m, ...).
        degrees_of_freedom: likewise.

    Returns:
        Shape (...).
    """
    v, df = np.asarray(variances, dtype=np.float64), np.asarray(degrees_of_freedom, dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        parts = np.where(v > 0.0, v**2 / df, 0.0)
        return np.asarray(v.sum(axis=0) ** 2 / parts.sum(axis=0))


def holm(p: ArrayLike) -> FloatArray:
    """Probabilities adjusted so that one false finding among all of them is as rare as stated.

    The smallest is multiplied by their number m, the next by m - 1, and so on, never below the one before, never
    above 1 (Holm 1979, *Scandinavian Journal of Statistics* 6).

    Args:
        p: any shape; nan is a test that was not made and doesn't count.

    Returns:
        In the same shape.
    """
    given = np.asarray(p, dtype=np.float64)
    flat = given.reshape(-1)
    adjusted = np.full(flat.shape, np.nan)
    made = np.flatnonzero(~np.isnan(flat))
    order = made[np.argsort(flat[made], kind="stable")]
    raised = flat[order] * np.arange(order.size, 0, -1)
    adjusted[order] = np.minimum(np.maximum.accumulate(raised), 1.0)
    return adjusted.reshape(given.shape)


def defined_domains(estimates: Estimates, domains: ArrayLike | None) -> IntArray:
    """The domains asked for that have estimates.

    Args:
        estimates: a table of shape (d, k).
        domains: which, shape (m,); None for all.

    Returns:
        Their numbers, at most m.
    """
    every = np.arange(estimates.values.shape[0])
    chosen = every if domains is None else np.atleast_1d(np.asarray(domains, dtype=np.intp))
    return chosen[np.isfinite(estimates.values[chosen]).all(axis=1)]


def degrees_allowing_for_kurtosis(
    variances: FloatArray, fourth: FloatArray, clusters: int, degrees_of_freedom: FloatArray
) -> FloatArray:
    """Degrees of freedom of a sum of squares of clusters, as `Linearised.effective_degrees_of_freedom` has them.

    Args:
        variances: the sums of squares, any shape.
        fourth: the sums of fourth powers, in the same shape.
        clusters: how many.
        degrees_of_freedom: without an allowance, in the same shape.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        excess = np.maximum(clusters * fourth / variances**2 - 3.0, 0.0)
        effective = 1.0 / (excess / (2.0 * clusters) + 1.0 / degrees_of_freedom)
    return np.asarray(np.where(np.isfinite(effective), np.floor(effective + 1e-9), degrees_of_freedom))


def cluster_labels(estimates: Estimates, labels: ArrayLike) -> NDArray[Any]:
    """The caller's label of each cluster of a design, in the design's order, shape (c,).

    Args:
        estimates: a table with linearised variances.
        labels: of each respondent, shape (n,).

    Raises:
        ValueError: variances are replicated, or labels don't stand for the design's clusters.
    """
    if not isinstance(estimates.source, Linearised):
        raise ValueError("a panel needs linearised variances: replicates do not say which cluster they come from")
    design = estimates.source.design
    given = np.asarray(labels)
    if given.shape != (design.respondents,):
        raise ValueError(f"cluster labels have shape {given.shape} for {design.respondents} respondents")
    of_cluster = np.empty(design.cluster_count, dtype=given.dtype)
    of_cluster[design.clusters] = given
    if (of_cluster[design.clusters] != given).any():
        raise ValueError("respondents of one cluster have different cluster labels")
    if np.unique(of_cluster).size != of_cluster.size:
        raise ValueError("two clusters of a sample have the same label")
    return of_cluster
