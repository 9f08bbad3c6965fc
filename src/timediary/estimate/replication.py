"""Replicate weights: jackknife, rescaled bootstrap, and weights that come with the data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from timediary.estimate.arrays import BoolArray, FloatArray, IntArray, as_columns, as_vector, distinct, sums_by
from timediary.estimate.cells import BLOCK
from timediary.estimate.factors import DeletedUnits, DrawnUnits, GivenFactors

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import ArrayLike, NDArray

    from timediary.estimate.cells import Cells
    from timediary.estimate.design import Design
    from timediary.estimate.factors import Factors


@dataclass(frozen=True, eq=False)
class Replicates:
    """Replicate weights, kept as a factor per unit (cluster or respondent) and replicate.

    The weight of respondent i in replicate r is `unit_weights[i]` times the factor of `units[i]`; the variance of an
    estimate t is `scale * sum(rscales * (t_r - centre)**2)` (Wolter 2007, *Introduction to Variance Estimation*;
    R survey, `svrepdesign`).

    Attributes:
        weights: full-sample weights, shape (n,).
        unit_weights: what the factors multiply, shape (n,).
        units: unit of each respondent, shape (n,).
        factors: of u units in r replicates.
        scale: multiplies the whole sum.
        rscales: multiply each square, shape (r,).
        mse: centre at the full-sample estimate and not at the mean of the replicates.
        total_degrees_of_freedom: of the variance.
        design: what the replicates were made from, None for weights that came with the data.
        owners: the respondent who kept each row, numbered from 0, where some kept several; bases count them.
    """

    weights: FloatArray
    unit_weights: FloatArray
    units: IntArray
    factors: Factors
    scale: float
    rscales: FloatArray
    mse: bool
    total_degrees_of_freedom: int
    design: Design | None = None
    owners: IntArray | None = None

    def bases(self, membership: BoolArray) -> IntArray:
        """Respondents in each domain, unweighted, shape (d,), from rows by domains, shape (n, d)."""
        return distinct(self.owners, membership)

    @property
    def respondents(self) -> int:
        """Number of respondents, n."""
        return len(self.weights)

    @property
    def count(self) -> int:
        """Number of replicates, r."""
        return self.factors.shape[1]

    def replicate_weights(self, replicate: int) -> FloatArray:
        """Weights of one replicate, shape (n,)."""
        return np.asarray(self.unit_weights * self.factors.of(replicate)[self.units])

    def deviations(self, replicated: FloatArray, estimate: FloatArray) -> FloatArray:
        """Replicate estimates less their centre, scaled so that their cross-products are covariances.

        Args:
            replicated: one row for each replicate, shape (r, ...). A replicate in which an estimate is not
                defined is left out of that estimate's variance, and the others stand for it.
            estimate: from the full sample, shape (...).

        Returns:
            Shape (r, ...); nan throughout for an estimate the full sample or every replicate leaves undefined.
        """
        replicated = np.asarray(replicated, dtype=np.float64)
        shape = (-1,) + (1,) * (replicated.ndim - 1)
        counted = (self.rscales > 0.0).reshape(shape) & np.isfinite(replicated)
        number = counted.sum(axis=0)
        known = np.where(counted, replicated, 0.0)
        with np.errstate(divide="ignore", invalid="ignore"):
            centre = np.asarray(estimate, dtype=np.float64) if self.mse else known.sum(axis=0) / number
            spread = np.sqrt(np.count_nonzero(self.rscales > 0.0) / number)
            # Nothing counted leaves zeros times infinity: nan, as there is no variance to give.
            deviations = np.where(counted, replicated - centre, 0.0) * spread
        deviations *= np.sqrt(self.scale * self.rscales).reshape(shape)
        return np.asarray(deviations + 0.0 * np.asarray(estimate))

    def covariance_of(self, statistic: Callable[[FloatArray], ArrayLike]) -> tuple[FloatArray, FloatArray]:
        """Any statistic of the weights, and its covariance matrix.

        Args:
            statistic: from weights of shape (n,) to a number or an array of shape (q,).

        Returns:
            The full-sample statistic, shape (q,), and its covariance matrix, shape (q, q).
        """
        estimate = np.atleast_1d(np.asarray(statistic(self.weights), dtype=np.float64))
        replicated = np.empty((self.count, estimate.size))
        for replicate in range(self.count):
            replicated[replicate] = statistic(self.replicate_weights(replicate))
        deviations = self.deviations(replicated, estimate)
        return estimate, deviations.T @ deviations


@dataclass(frozen=True, eq=False)
class ReplicateDeviations:
    """The replicate variance of a table's cells: totals by unit, times factors, in one matrix product.

    Attributes:
        cells: what is estimated.
        replicates: the replicate weights.
    """

    cells: Cells
    replicates: Replicates

    def degrees_of_freedom(self) -> IntArray:
        """Clusters less strata with a member, by domain, shape (d,).

        Weights that came with the data do not say which clusters they come from; the replicates' own degrees of
        freedom then stand, limited by the members of the domain less one.
        """
        if self.replicates.design is not None:
            return self.replicates.design.domain_degrees_of_freedom(self.cells.membership)
        return np.clip(self.cells.bases - 1, 0, self.replicates.total_degrees_of_freedom)

    def effective_degrees_of_freedom(self) -> FloatArray:
        """The same for all columns, shape (d, k): replicates don't tell which clusters make the variance."""
        return np.broadcast_to(self.degrees_of_freedom()[:, None].astype(np.float64), self.cells.shape)

    def total_degrees_of_freedom(self) -> int:
        """Degrees of freedom of the whole set of replicates."""
        return self.replicates.total_degrees_of_freedom

    def variances(self) -> FloatArray:
        """Variances of all cells, shape (d, k)."""
        variances = np.empty(self.cells.shape)
        # Of as many domains at once as fit in memory.
        each = max(1, BLOCK // max(1, self.replicates.count * self.cells.shape[1]))
        for first in range(0, len(variances), each):
            domains = np.arange(first, min(first + each, len(variances)))
            variances[domains] = np.square(self.scores(domains)).sum(axis=0)
        return variances

    def scores(self, domains: IntArray) -> FloatArray:
        """Scaled deviations of the replicates, whose cross-products are covariances, shape (r, m, k)."""
        deviations = self.replicates.deviations(self.estimates(domains), self.cells.estimates[domains])
        design = self.replicates.design
        if design is not None:
            # What `average` shares out depends on the strata of the domain; the scale has that of everybody.
            own = design.average_factors(self.cells.membership[:, domains]) / _average_factor(design)
            deviations *= np.sqrt(own)[:, None]
        return deviations

    def estimates(self, domains: IntArray) -> FloatArray:
        """Estimates of the cells of some domains in every replicate, shape (r, m, k)."""
        return self.cells.replicated(self._totals, domains)

    def _totals(self, values: FloatArray, membership: BoolArray) -> FloatArray:
        """Weighted totals of some columns, shape (n, q), by domain in every replicate, shape (r, d, q)."""
        replicates, columns = self.replicates, values.shape[1]
        totals = np.empty((replicates.count, membership.shape[1], columns))
        summed = values * replicates.unit_weights[:, None]
        each = max(1, BLOCK // max(1, summed.size))
        for first in range(0, membership.shape[1], each):
            inside = membership[:, first : first + each]
            parts = (inside[:, :, None] * summed[:, None, :]).reshape(summed.shape[0], -1)
            by_unit = sums_by(replicates.units, replicates.factors.shape[0], parts)
            totals[:, first : first + each] = replicates.factors.totals(by_unit).reshape(replicates.count, -1, columns)
        return totals


def jackknife(design: Design, *, mse: bool = False) -> Replicates:
    """Delete one cluster at a time: JK1 without strata, JKn with them.

    The other clusters of the stratum are weighted up by n / (n - 1); each square counts (1 - f)(n - 1) / n
    (Wolter 2007, chapter 4; R survey, `jk1weights`, `jknweights`). A lonely stratum adds nothing under
    `certainty`; under `adjust` its cluster is left out like any other, without a replacement; under `average`
    the other strata's squares are raised. JK1's common factor is held in `rscales` too.

    Args:
        design: how the sample was drawn; not calibrated.
        mse: centre at the full-sample estimate and not at the mean of the replicates.

    Returns:
        One replicate for each cluster.

    Raises:
        ValueError: the design is calibrated.
    """
    _refuse_calibrated(design)
    stratum = design.stratum_of_cluster
    sampled = design.clusters_per_stratum[stratum].astype(np.float64)
    raised = sampled / np.maximum(sampled - 1.0, 1.0)
    each = design.clusters_per_stratum.astype(np.float64)
    # (n - 1) / n of what Taylor linearisation multiplies by, less one more (n - 1) / n: the deleted cluster
    # moves the estimate by n / (n - 1) of its centred total.
    rscales = design.variance_factors[stratum] * np.where(sampled > 1.0, 1.0 / raised**2, 1.0)
    return Replicates(
        weights=design.weights,
        unit_weights=design.weights,
        units=design.clusters,
        factors=DeletedUnits(stratum, each / np.maximum(each - 1.0, 1.0)),
        scale=_average_factor(design),
        rscales=rscales,
        mse=mse,
        total_degrees_of_freedom=design.degrees_of_freedom,
        design=design,
    )


def rescaled_bootstrap(
    design: Design, replicates: int, generator: np.random.Generator, *, mse: bool = False
) -> Replicates:
    """Draw n - 1 of the n clusters of each stratum with replacement, and rescale the weights.

    A cluster drawn m times has its weights multiplied by 1 - a + a m n / (n - 1), a = sqrt(1 - f), which is
    never negative (Rao and Wu 1988, *JASA* 83, section 3; Rao, Wu and Yue 1992, *Survey Methodology* 18,
    section 2). Stratum by stratum, so that the same seed gives the same replicates.

    Args:
        design: how the sample was drawn; not calibrated.
        replicates: how many, at least 2.
        generator: source of the draws, for instance `numpy.random.default_rng(seed)`.
        mse: centre at the full-sample estimate and not at the mean of the replicates.

    Returns:
        The replicate weights; the degrees of freedom are the design's.

    Raises:
        ValueError: the design is calibrated, fewer than 2 replicates are asked for, or a lonely cluster is to
            be adjusted (resampling has no counterpart of that remedy).
    """
    _refuse_calibrated(design)
    if replicates < 2:
        raise ValueError("a bootstrap needs at least 2 replicates")
    if design.lonely == "adjust" and design.lonely_strata.size:
        raise ValueError("the bootstrap cannot adjust for a lonely cluster: choose certainty or average")
    # A cluster alone in its stratum is in every replicate.
    times = np.zeros((design.cluster_count, replicates), dtype=np.uint16)
    least, each = np.ones(design.cluster_count), np.zeros(design.cluster_count)
    first = 0
    for stratum, sampled in enumerate(design.clusters_per_stratum):
        if sampled > 1:
            shrunk = np.sqrt(1.0 - design.sampled_fraction[stratum])
            here = slice(first, first + int(sampled))
            times[here] = _times_drawn(int(sampled), replicates, generator)
            least[here], each[here] = 1.0 - shrunk, shrunk * sampled / (sampled - 1.0)
        first += int(sampled)
    return Replicates(
        weights=design.weights,
        unit_weights=design.weights,
        units=design.clusters,
        factors=DrawnUnits(times, least, each),
        # In the mean of the replicates one of them is used up; about the estimate none is.
        scale=_average_factor(design) / (replicates if mse else replicates - 1),
        rscales=np.ones(replicates),
        mse=mse,
        total_degrees_of_freedom=design.degrees_of_freedom,
        design=design,
    )


def _times_drawn(sampled: int, replicates: int, generator: np.random.Generator) -> NDArray[np.uint16]:
    """How often each of the clusters of a stratum is drawn in each replicate, shape (sampled, replicates)."""
    times = np.empty((sampled, replicates), dtype=np.uint16)
    at_once = max(1, BLOCK // sampled)
    for first in range(0, replicates, at_once):
        number = min(at_once, replicates - first)
        drawn = generator.integers(sampled, size=(number, sampled - 1))
        drawn += np.arange(number)[:, None] * sampled
        found = np.bincount(drawn.reshape(-1), minlength=number * sampled)
        times[:, first : first + number] = found.reshape(number, sampled).T
    return times


def supplied_replicates(
    weights: ArrayLike,
    replicate_weights: ArrayLike,
    *,
    scale: float,
    rscales: ArrayLike | None = None,
    mse: bool = False,
    combined: bool = True,
    degrees_of_freedom: int | None = None,
) -> Replicates:
    """Replicate weights that came with the data (R survey, `svrepdesign`).

    Args:
        weights: full-sample weights, shape (n,).
        replicate_weights: shape (n, r); not negative.
        scale: multiplies the sum of squares: 1 / r for a bootstrap or BRR, (r - 1) / r for JK1, 1 for JKn.
        rscales: multiply each square, shape (r,); None for 1.
        mse: centre at the full-sample estimate and not at the mean of the replicates.
        combined: True where the replicate weights contain the full-sample weights, False where they multiply
            them.
        degrees_of_freedom: from the survey's documentation; None takes the rank of the replicate weights
            less 1 (R survey, `degf`).

    Returns:
        The replicate weights.

    Raises:
        ValueError: shapes differ; a weight is not finite or is negative; a scale is not finite or is negative.
    """
    full = as_vector(weights, "weights")
    given = as_columns(replicate_weights, "replicate weights", full.shape[0])
    count = given.shape[1]
    each = np.ones(count) if rscales is None else np.asarray(rscales, dtype=np.float64)
    if each.shape != (count,):
        raise ValueError(f"rscales have shape {each.shape} for {count} replicates")
    checked: tuple[tuple[str, Any], ...] = (
        ("weights", full),
        ("replicate weights", given),
        ("scale", scale),
        ("rscales", each),
    )
    for name, values in checked:
        if not (np.isfinite(values).all() and (np.asarray(values) >= 0.0).all()):
            raise ValueError(f"{name} must be finite and not negative")
    if degrees_of_freedom is None:
        analysed = given if combined else given * full[:, None]
        degrees_of_freedom = int(np.linalg.matrix_rank(analysed)) - 1
    return Replicates(
        weights=full,
        unit_weights=np.ones(full.shape[0]) if combined else full,
        units=np.arange(full.shape[0]),
        factors=GivenFactors(given),
        scale=float(scale),
        rscales=each,
        mse=mse,
        total_degrees_of_freedom=degrees_of_freedom,
    )


def _average_factor(design: Design) -> float:
    """What `average` multiplies the variance of an estimate from everybody by."""
    return float(design.average_factors(np.ones((design.respondents, 1), dtype=np.bool_))[0])


def _refuse_calibrated(design: Design) -> None:
    """Raise for a calibrated design: each replicate would have to be calibrated anew."""
    if design.auxiliary is not None:
        raise ValueError(
            "make the replicates from the design before calibration, and calibrate each of them: "
            "factors on calibrated weights leave out what the calibration gains"
        )
