"""What a table estimates, before any word on its variance: ratios, means and totals by domain."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from timediary.estimate.arrays import BoolArray, FloatArray, IntArray

# Numbers held at once while scores are worked out: 32 MB of floats.
BLOCK = 1 << 22


# A share that is nearer to 1 may be one of all the time, but for rounding.
_ALL = 1e-9


@dataclass(frozen=True, eq=False)
class Cells:
    """The d x k cells of a table: for domain d and column k, a ratio of weighted totals or a weighted total.

    Attributes:
        values: the column of each respondent, finite, shape (n, k).
        denominator: what the totals are divided by, shape (n,); None leaves them totals.
        membership: who is in which domain, shape (n, d).
        weights: shape (n,).
    """

    values: FloatArray
    denominator: FloatArray | None
    membership: BoolArray
    weights: FloatArray

    @property
    def shape(self) -> tuple[int, int]:
        """Domains and columns, (d, k)."""
        return self.membership.shape[1], self.values.shape[1]

    @cached_property
    def bases(self) -> IntArray:
        """Respondents in each domain, unweighted, shape (d,)."""
        return np.asarray(np.count_nonzero(self.membership, axis=0))

    @cached_property
    def _totals(self) -> tuple[FloatArray, FloatArray]:
        """Weighted totals of the columns, shape (d, k), and of the denominator, shape (d,)."""
        domains, columns = self.shape
        numerators, denominators = np.empty((domains, columns)), np.ones(domains)
        each = max(1, BLOCK // max(1, len(self.weights)))
        for first in range(0, domains, each):
            weighted = self.membership[:, first : first + each] * self.weights[:, None]
            numerators[first : first + each] = weighted.T @ self.values
            if self.denominator is not None:
                denominators[first : first + each] = self.denominator @ weighted
        return numerators, denominators

    @cached_property
    def scale(self) -> FloatArray:
        """What a total is multiplied by to be the estimate, shape (d,): 1 / weighted denominator, or 1."""
        totals = self._totals[1]
        # A domain without anything recorded has no share; it is nan, not an infinity or an error.
        return np.asarray(np.divide(1.0, totals, out=np.full(totals.shape, np.nan), where=totals != 0.0))

    @cached_property
    def estimates(self) -> FloatArray:
        """The estimates, shape (d, k)."""
        above, below = self._totals
        shares = np.divide(above, below[:, None], out=np.full(above.shape, np.nan), where=below[:, None] != 0.0)
        if self.denominator is not None:
            # All of the time is a share of 1, whose interval is another; sums of weights may miss it by 1e-16.
            for domain, column in np.argwhere((np.abs(shares - 1.0) < _ALL) & (shares != 1.0)).tolist():
                members = self.membership[:, domain]
                if np.array_equal(self.values[members, column], self.denominator[members]):
                    shares[domain, column] = 1.0
        return np.asarray(shares)

    @property
    def centre(self) -> FloatArray:
        """What the denominator is multiplied by in the residual, shape (d, k): the ratio itself, or 0."""
        return np.zeros(self.shape) if self.denominator is None else self.estimates

    def influence(self, row: IntArray, domain: IntArray) -> FloatArray:
        """Influence of a respondent on the estimates of one of their domains.

        For a ratio (y - R x) / X, for a total y (Binder 1983; Särndal, Swensson and Wretman 1992, *Model
        Assisted Survey Sampling*, result 5.6.2). The design-based variance is that of its weighted total.

        Args:
            row: respondents, shape (m,).
            domain: a domain of each of them, shape (m,).

        Returns:
            Shape (k, m): columns first, so that sums over respondents run along memory.
        """
        # take and out= as this is where a table's time goes; a plain expression makes three more copies.
        influence = np.take(self.values.T, row, axis=1)
        if self.denominator is None:
            return influence
        expected = np.take(self.estimates.T, domain, axis=1)
        expected *= self.denominator[row]
        np.subtract(influence, expected, out=influence)
        influence *= self.scale[domain]
        return influence

    def rounding(self, domains: IntArray) -> FloatArray:
        """What rounding left out of the estimates: the weighted total of the influence, 0 in exact arithmetic.

        A share carries some 1e-16 of rounding, which is nothing until two shares that nearly agree are taken from
        one another. This is the step of iterative refinement that gives the difference its digits back.

        Args:
            domains: which, shape (m,).

        Returns:
            To be added to the estimates, shape (m, k); zeros for totals.
        """
        left = np.zeros((domains.size, self.values.shape[1]))
        if self.denominator is None:
            return left
        for place, domain in enumerate(domains):
            row = np.flatnonzero(self.membership[:, domain])
            left[place] = self.influence(row, np.full(row.size, domain)) @ self.weights[row]
        return left

    def replicated(self, totals: Callable[[FloatArray, BoolArray], FloatArray], domains: IntArray) -> FloatArray:
        """The estimates of some domains in every replicate, shape (r, m, k).

        Args:
            totals: from columns of shape (n, q) and a membership of shape (n, m) to their weighted totals in each
                replicate, shape (r, m, q).
            domains: which, shape (m,).
        """
        members = self.membership[:, domains]
        if self.denominator is None:
            return totals(self.values, members)
        found = totals(np.column_stack([self.values, self.denominator]), members)
        top, bottom = found[:, :, :-1], found[:, :, -1:]
        return np.asarray(np.divide(top, bottom, out=np.full(top.shape, np.nan), where=bottom != 0.0))

    def srs_variances(self) -> FloatArray:
        """Variance that as many respondents drawn at random, with replacement, would give, shape (d, k).

        The denominator of R survey's `deff="replace"` (`svymean`, `svyratio`): the weighted variance of the
        influence within the domain, over the respondents of the domain, by the squared sum of their weights.
        Nothing in it changes when the weights are multiplied by a constant.
        """
        domains, columns = self.shape
        variances = np.full((domains, columns), np.nan)
        for first, last in self.blocks():
            domain, row = np.nonzero(self.membership.T[first:last])
            starts, present = starts_of(domain)
            if starts.size == 0:
                continue
            influence = self.influence(row, domain + first)
            weights = self.weights[row]
            sums = np.add.reduceat(weights, starts)
            means = np.add.reduceat(influence * weights, starts, axis=1) / sums
            influence -= np.repeat(means, np.diff(np.r_[starts, row.size]), axis=1)
            squares = np.add.reduceat(influence**2 * weights, starts, axis=1) * sums
            bases = self.bases[first:last][present]
            with np.errstate(divide="ignore", invalid="ignore"):
                variances[first + present] = (squares / (bases - 1.0)).T
        return variances

    def blocks(self) -> Iterator[tuple[int, int]]:
        """Cut the domains into runs whose members times columns fit in memory.

        Yields:
            First domain and the one after the last.
        """
        held = np.cumsum(self.bases) * max(self.values.shape[1], 1)
        first = 0
        while first < held.size:
            done = held[first - 1] if first else 0
            last = max(int(np.searchsorted(held, done + BLOCK, side="right")), first + 1)
            yield first, last
            first = last


def starts_of(groups: IntArray) -> tuple[IntArray, IntArray]:
    """Where each run of equal numbers starts, and the number it is a run of, both shape (runs,)."""
    if groups.size == 0:
        return np.zeros(0, dtype=np.intp), np.zeros(0, dtype=np.intp)
    starts = np.flatnonzero(np.r_[True, groups[1:] != groups[:-1]])
    return starts, groups[starts]
