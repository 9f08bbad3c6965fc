"""Differences between domains and between samples, tests that domains are equal, and Holm's adjustment."""

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


def differences_between(
    first: Estimates,
    second: Estimates,
    clusters: tuple[ArrayLike, ArrayLike] | None = None,
) -> Differences:
    """Differences between two samples, cell by cell: two waves, or two services.

    Samples drawn independently have variances that add up. Where clusters (respondents drawn one by one, or
    agencies) are in both, as in a panel, twice their covariance is taken off: the sum over the shared clusters of
    the products of their centred and scaled residual totals (Kish 1965, *Survey Sampling*, chapter 12; Berger
    2004, *Canadian Journal of Statistics* 32, for samples that overlap in part). It is the sum of squares of each
    cluster's difference, so that it is never negative.

    Args:
        first: a table of shape (d, k).
        second: a table of the same shape, of another sample.
        clusters: for a panel, the cluster's label (respondent id, or agency) of each respondent in the first and
            in the second sample, shapes (n1,) and (n2,); None takes the samples as independent.

    Returns:
        Second less first, shape (d, k). The degrees of freedom are Welch and Satterthwaite's of the effective ones
        for independent samples. For a panel they are the smaller of the two, or fewer where a few clusters make most
        of the difference (as those do that one sample has and the other leaves out).

    Raises:
        ValueError: shapes differ, or a panel is asked for without a linearised variance.
    """
    if first.values.shape != second.values.shape:
        raise ValueError(f"tables of shapes {first.values.shape} and {second.values.shape} cannot be compared")
    df1, df2 = first.effective_degrees_of_freedom, second.effective_degrees_of_freedom
    values = second.values - first.values
    if clusters is None:
        se = np.sqrt(first.variances + second.variances)
        return Differences(values, se, satterthwaite(first.variances, df1, second.variances, df2))
    labels1, labels2 = _cluster_labels(first, clusters[0]), _cluster_labels(second, clusters[1])
    _, place1, place2 = np.intersect1d(labels1, labels2, return_indices=True)
    scores1, scores2 = first.scores(), second.scores()
    changed = np.concatenate(
        [
            scores2[place2] - scores1[place1],
            np.delete(scores1, place1, axis=0),
            np.delete(scores2, place2, axis=0),
        ]
    )
    squares = np.square(changed)
    variances = squares.sum(axis=0)
    df = _allowing_for_kurtosis(variances, np.square(squares).sum(axis=0), len(changed), np.minimum(df1, df2))
    return Differences(values, np.sqrt(variances), df)


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
    v1, v2 = np.asarray(variance1, dtype=np.float64), np.asarray(variance2, dtype=np.float64)
    d1, d2 = np.asarray(df1, dtype=np.float64), np.asarray(df2, dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        parts = np.where(v1 > 0.0, v1**2 / d1, 0.0) + np.where(v2 > 0.0, v2**2 / d2, 0.0)
        return np.asarray((v1 + v2) ** 2 / parts)


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


def _allowing_for_kurtosis(
    variances: FloatArray, fourth: FloatArray, clusters: int, degrees_of_freedom: FloatArray
) -> FloatArray:
    """Degrees of freedom of a sum of squares of clusters, as `Linearised.effective_degrees_of_freedom` has them."""
    with np.errstate(divide="ignore", invalid="ignore"):
        excess = np.maximum(clusters * fourth / variances**2 - 3.0, 0.0)
        effective = 1.0 / (excess / (2.0 * clusters) + 1.0 / degrees_of_freedom)
    return np.asarray(np.where(np.isfinite(effective), np.floor(effective + 1e-9), degrees_of_freedom))


def _cluster_labels(estimates: Estimates, labels: ArrayLike) -> NDArray[Any]:
    """The caller's label of each cluster of a design, in the design's order, shape (c,)."""
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
