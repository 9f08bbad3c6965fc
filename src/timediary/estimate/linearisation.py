"""Taylor linearisation: the variance of any table from totals of residuals by cluster.

The residual of a respondent is zero outside the domain. Totals by cluster are centred within the stratum, squared,
and multiplied by (1 - f) n / (n - 1) (Woodruff 1971; Binder 1983; Lumley 2004, *Journal of Statistical Software*
9(8); R survey, `svyrecvar`). Clusters that hold nobody of the domain are part of the sum, as zeros.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from timediary.estimate.arrays import FloatArray, IntArray, sums_by
from timediary.estimate.cells import BLOCK, Cells, starts_of

if TYPE_CHECKING:
    from timediary.estimate.design import AuxiliaryData, Design


@dataclass(frozen=True, eq=False)
class Linearised:
    """The linearised variance of a table's cells.

    Attributes:
        cells: what is estimated.
        design: how the sample was drawn.
    """

    cells: Cells
    design: Design

    def degrees_of_freedom(self) -> IntArray:
        """Clusters less strata with a member, by domain, shape (d,)."""
        return self.design.domain_degrees_of_freedom(self.cells.membership)

    def total_degrees_of_freedom(self) -> int:
        """Clusters less strata of the whole sample."""
        return self.design.degrees_of_freedom

    def variances(self) -> FloatArray:
        """Variances of all cells, shape (d, k)."""
        return np.asarray(self._moments[0])

    def effective_degrees_of_freedom(self) -> FloatArray:
        """Degrees of freedom that allow for the kurtosis of the clusters' totals, shape (d, k)."""
        variances, fourth = self._moments
        clusters = self.design.domain_clusters(self.cells.membership)
        return effective_degrees(variances, fourth, clusters, self.degrees_of_freedom())

    def scores(self, domains: IntArray) -> FloatArray:
        """Totals by cluster, centred and scaled so that their cross-products are covariances.

        Args:
            domains: which domains, shape (m,).

        Returns:
            Shape (c, m, k). For S with cells flattened, S'S is the covariance matrix.
        """
        design = self.design
        totals = self._cluster_totals(domains)
        means = sums_by(design.stratum_of_cluster, design.stratum_count, totals)
        means /= design.clusters_per_stratum[:, None]
        inside = self.cells.membership[:, domains]
        columns = self.cells.shape[1]
        if design.lonely == "adjust" and design.lonely_strata.size:
            # A stratum without a member is no part of the domain: it isn't counted, and its mean of 0 stays.
            present = design.strata_present(inside)
            clusters = np.maximum(design.clusters_per_stratum @ present, 1)
            grand = np.where(present[design.lonely_strata].repeat(columns, axis=1), totals.sum(axis=0), 0.0)
            means[design.lonely_strata] = grand / clusters.repeat(columns)
        totals -= means[design.stratum_of_cluster]
        totals *= np.sqrt(design.variance_factors)[design.stratum_of_cluster][:, None]
        scores = totals.reshape(design.cluster_count, domains.size, columns)
        return scores * np.sqrt(design.average_factors(inside))[:, None]

    @cached_property
    def _order(self) -> IntArray | None:
        """Respondents by cluster; None where they stand that way already."""
        clusters = self.design.clusters
        return None if (clusters[1:] >= clusters[:-1]).all() else np.argsort(clusters, kind="stable")

    def _members(self, first: int, last: int) -> tuple[IntArray, IntArray]:
        """Row and domain (from 0 at `first`) of every member, by domain and within it by cluster."""
        inside = self.cells.membership[:, first:last]
        if self._order is None:
            domain, row = np.nonzero(inside.T)
            return row, domain
        domain, place = np.nonzero(inside[self._order].T)
        return self._order[place], domain

    @cached_property
    def _moments(self) -> FloatArray:
        """Sums of the squares and of the fourth powers of the scores, shape (2, d, k)."""
        design = self.design
        adjusted = design.lonely == "adjust" and design.lonely_strata.size > 0
        if design.auxiliary is not None or adjusted:
            return self._dense_moments()
        return self._sparse_moments()

    def _sparse_moments(self) -> FloatArray:
        """Sums from the members of the domains alone, for designs where the others' totals are zero."""
        moments = np.full((2, *self.cells.shape), np.nan)
        for first, last in self.cells.blocks():
            moments[:, first:last] = self._block_moments(first, last)
        moments[:, ~np.isfinite(self.cells.scale)] = np.nan
        factors = self.design.average_factors(self.cells.membership)[:, None]
        return np.asarray(moments * np.stack([factors, factors**2]))

    def _block_moments(self, first: int, last: int) -> FloatArray:
        """Sums for the domains from `first` up to `last`, shape (2, last - first, k)."""
        design = self.design
        moments = np.zeros((2, last - first, self.cells.shape[1]))
        row, domain = self._members(first, last)
        if row.size == 0:
            return moments
        totals = self.cells.influence(row, domain + first)
        totals *= self.cells.weights[row]
        cluster = design.clusters[row]
        if not design.one_respondent_a_cluster:
            starts, _ = starts_of(domain * design.cluster_count + cluster)
            totals = np.add.reduceat(totals, starts, axis=1)
            domain, cluster = domain[starts], cluster[starts]
        group = domain * design.stratum_count + design.stratum_of_cluster[cluster]
        starts, groups = starts_of(group)
        domain_of_group, stratum = np.divmod(groups, design.stratum_count)
        squares, fourth = _centred_powers(totals, starts, design.clusters_per_stratum[stratum])
        squares *= design.variance_factors[stratum]
        fourth *= design.variance_factors[stratum] ** 2
        starts, present = starts_of(domain_of_group)
        moments[0, present] = np.add.reduceat(squares, starts, axis=1).T
        moments[1, present] = np.add.reduceat(fourth, starts, axis=1).T
        return moments

    def _dense_moments(self) -> FloatArray:
        """Sums from the scores of all clusters, a block of domains at a time."""
        moments = np.empty((2, *self.cells.shape))
        each = max(1, BLOCK // max(1, self.design.respondents * self.cells.shape[1]))
        for first in range(0, self.cells.shape[0], each):
            domains = np.arange(first, min(first + each, self.cells.shape[0]))
            squares = np.square(self.scores(domains))
            moments[0, domains] = squares.sum(axis=0)
            moments[1, domains] = np.square(squares).sum(axis=0)
        return moments

    def _cluster_totals(self, domains: IntArray) -> FloatArray:
        """Weighted totals of the influence by cluster, shape (c, m * k)."""
        design, cells = self.design, self.cells
        columns = cells.shape[1]
        influence = np.zeros((design.respondents, domains.size, columns))
        for place, domain in enumerate(domains):
            row = np.flatnonzero(cells.membership[:, domain])
            influence[row, place] = cells.influence(row, np.full(row.size, domain)).T
            # Without a denominator there is nothing to estimate, not nothing to vary.
            influence[:, place] += 0.0 * cells.scale[domain]
        flat = influence.reshape(design.respondents, domains.size * columns)
        if design.auxiliary is not None:
            flat = residuals_from(design.auxiliary, flat)
        flat = flat * cells.weights[:, None]
        if design.one_respondent_a_cluster:
            scattered = np.empty_like(flat)
            scattered[design.clusters] = flat
            return scattered
        return sums_by(design.clusters, design.cluster_count, flat)


def effective_degrees(variances: FloatArray, fourth: FloatArray, clusters: IntArray, df: IntArray) -> FloatArray:
    """Degrees of freedom of variances that allow for the kurtosis of the clusters' totals.

    A variance of n independent values has n - 1 degrees of freedom if they are normal. A rare activity is
    nothing for most and much for some; its variance is known far less well. The variance of a variance,
    V^2 (kurtosis / n + 2 / df), set equal to that of a chi-squared gives 1 / (kurtosis / 2n + 1 / df), with the
    kurtosis in excess of 3 and n the clusters with a member (Satterthwaite 1946, *Biometrics* 2; Eltinge and
    Jang 1996, *Survey Methodology* 22; O'Neill 2014, *The American Statistician* 68).

    Args:
        variances: shape (d, k).
        fourth: sums of the scores' fourth powers, shape (d, k).
        clusters: clusters with a member of each domain, shape (d,).
        df: degrees of freedom of each domain, shape (d,).

    Returns:
        Shape (d, k), at most the domain's.
    """
    members, most = clusters[:, None].astype(np.float64), df[:, None].astype(np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        excess = np.maximum(members * fourth / variances**2 - 3.0, 0.0)
        effective = 1.0 / (excess / (2.0 * members) + 1.0 / most)
    # Rounded down, so that a table needs few different quantiles of t, each worked out once; not by the last
    # digit of a division. Without a variance there is no kurtosis, and clusters are all that is counted.
    return np.asarray(np.where(np.isfinite(effective), np.floor(effective + 1e-9), most))


def residuals_from(auxiliary: AuxiliaryData, influence: FloatArray) -> FloatArray:
    """What the calibration variables leave of the influence.

    The variance of a calibrated total is that of its regression residuals, weighted by the calibrated weights
    (Deville and Särndal 1992, section 3; Särndal, Swensson and Wretman 1989; R survey, `calibrate`).

    Args:
        auxiliary: the calibration's variables and the weights before it.
        influence: shape (n, q); a column with NaN stays NaN.

    Returns:
        Shape (n, q).
    """
    root = np.sqrt(auxiliary.base_weights)[:, None]
    design_matrix = auxiliary.auxiliaries * root
    undefined = np.isnan(influence).any(axis=0)
    known = np.where(undefined, 0.0, influence)
    coefficients = np.linalg.lstsq(design_matrix, known * root, rcond=None)[0]
    residuals = known - auxiliary.auxiliaries @ coefficients
    residuals[:, undefined] = np.nan
    return np.asarray(residuals)


def _centred_powers(totals: FloatArray, starts: IntArray, sampled: IntArray) -> tuple[FloatArray, FloatArray]:
    """Sums of squares and of fourth powers of cluster totals about their stratum's mean.

    Absent clusters are counted as zeros. In two passes: the textbook difference of sums loses every digit where all
    totals are nearly equal.

    Args:
        totals: by cluster with a member, shape (k, m).
        starts: where each domain and stratum starts among them, shape (g,).
        sampled: clusters sampled in the stratum of each, shape (g,).

    Returns:
        Both of shape (k, g).
    """
    counts = np.diff(np.r_[starts, totals.shape[1]])
    means = np.add.reduceat(totals, starts, axis=1) / sampled
    powers = totals - np.repeat(means, counts, axis=1)
    absent = sampled - counts
    np.square(powers, out=powers)
    squares = np.add.reduceat(powers, starts, axis=1) + absent * np.square(means)
    np.square(powers, out=powers)
    return squares, np.add.reduceat(powers, starts, axis=1) + absent * np.square(np.square(means))
