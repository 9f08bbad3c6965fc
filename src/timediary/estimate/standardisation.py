"""Direct standardisation: what each domain would show with the same mix of respondents, such as of roles."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from timediary.estimate.arrays import as_columns, as_membership, as_vector, without_values_outside
from timediary.estimate.cells import Cells
from timediary.estimate.ratios import Estimates, estimates_of, level_membership

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import ArrayLike

    from timediary.estimate.arrays import BoolArray, FloatArray, IntArray
    from timediary.estimate.ratios import AnyDesign


@dataclass(frozen=True, eq=False)
class StandardisedCells(Cells):
    """Cells whose domains all have one mix of levels.

    In each domain the respondents of a level are weighted up or down until the levels make up the mix: the ratio is
    sum over levels of mix times mean numerator, over the same of the denominator.

    Attributes:
        levels: level of each respondent from 0 to L - 1, shape (n,).
        mix: share of each level, shape (L,).
    """

    levels: IntArray
    mix: FloatArray

    @cached_property
    def _crossed(self) -> BoolArray:
        """Domains crossed with levels, shape (n, d * L)."""
        inside = level_membership(self.levels, self.mix.size)
        return (self.membership[:, :, None] & inside[:, None, :]).reshape(len(self.levels), -1)

    @property
    def _columns(self) -> FloatArray:
        """Numerators, denominator and 1, whose totals by level are all that the estimates need, shape (n, k + 2)."""
        count = len(self.weights)
        whole = np.ones(count) if self.denominator is None else self.denominator
        return np.column_stack([self.values, whole, np.ones(count)])

    @cached_property
    def _means(self) -> FloatArray:
        """Weighted means of the columns by domain and level, shape (d, L, k + 1); nan where nobody is."""
        totals = (self._crossed * self.weights[:, None]).T @ self._columns
        return _means(totals.reshape(self.membership.shape[1], self.mix.size, -1))

    @cached_property
    def _people(self) -> FloatArray:
        """Sum of the weights by domain and level, shape (d, L)."""
        return (self.weights @ self._crossed).reshape(self.membership.shape[1], self.mix.size)

    @cached_property
    def scale(self) -> FloatArray:
        """1 / standardised denominator, shape (d,); nan where a level of the mix has nobody."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(1.0 / _mixed(self._means[:, :, -1:], self.mix)[:, 0])

    @cached_property
    def estimates(self) -> FloatArray:
        """The estimates, shape (d, k)."""
        return _mixed(self._means[:, :, :-1], self.mix) * self.scale[:, None]

    def influence(self, row: IntArray, domain: IntArray) -> FloatArray:
        """Influence of a respondent on the estimates of one of their domains, shape (k, m).

        The residual y - R x less its mean over those of the same domain and level: the mix is known, so that only
        what varies within a level adds to the variance, as in a post-stratified sample (Cochran 1977, section 5A.9;
        R survey, `svystandardize`, `postStratify`).
        """
        level = self.levels[row]
        expected = self._means[domain, level]
        ratio = self.estimates[domain]
        whole = np.ones(row.size) if self.denominator is None else self.denominator[row]
        residual = self.values[row] - expected[:, :-1] - ratio * (whole - expected[:, -1])[:, None]
        factor = self.mix[level] / self._people[domain, level] * self.scale[domain]
        return np.ascontiguousarray((residual * factor[:, None]).T)

    def replicated(self, totals: Callable[[FloatArray, BoolArray], FloatArray], domains: IntArray) -> FloatArray:
        """The estimates of some domains in every replicate, shape (r, m, k), from the weighted totals in each."""
        levels = self.mix.size
        members = (domains[:, None] * levels + np.arange(levels)).reshape(-1)
        found = totals(self._columns, self._crossed[:, members])
        means = _means(found.reshape(found.shape[0], domains.size, levels, -1))
        mixed = _mixed(means, self.mix)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(mixed[..., :-1] / mixed[..., -1:])


def standardised_ratios(
    numerators: ArrayLike,
    denominator: ArrayLike,
    design: AnyDesign,
    membership: ArrayLike | None,
    levels: ArrayLike,
    mix: ArrayLike,
) -> Estimates:
    """Ratios of totals by domain, each domain brought to the same mix of levels.

    Direct standardisation (Cochran 1977, section 5A.9; Fleiss 1981, *Statistical Methods for Rates and Proportions*,
    chapter 14; R survey, `svystandardize` then `svyby(svyratio)`). The mix counts as known, so that its own error,
    where it comes from the same sample, is not in the variance.

    Args:
        numerators: hours by category, shape (n, k).
        denominator: hours in all, or 1 for means, shape (n,).
        design: how the sample was drawn, or its replicate weights.
        membership: who is in which domain, bool, shape (n, d); None is everybody.
        levels: level of each respondent from 0 to L - 1; who has none (below 0), or one with no share of the mix, is
            left out, shape (n,).
        mix: shares of the levels, not negative, brought to a sum of 1, shape (L,).

    Returns:
        Estimates of shape (d, k); nan in a domain that has nobody of a level of the mix. Bases are of those counted.

    Raises:
        ValueError: shapes differ, the mix has a negative share or none above 0, or a member of a domain has a value
            that is not finite.

    Examples:
        >>> from timediary.estimate.design import survey_design
        >>> hours, role = [10.0, 20.0, 20.0], [0, 1, 1]
        >>> float(standardised_ratios(hours, [1, 1, 1], survey_design(3), None, role, [0.5, 0.5]).values[0, 0])
        15.0
    """
    count = design.respondents
    shares = as_vector(mix, "mix")
    if not (np.isfinite(shares).all() and (shares >= 0.0).all() and shares.sum() > 0.0):
        raise ValueError("a mix has shares that are not negative and not all 0")
    level = as_vector(levels, "levels", count).astype(np.intp)
    if level.size and level.max() >= shares.size:
        raise ValueError(f"level {level.max()} of a mix of {shares.size} levels, numbered from 0")
    counted = (level >= 0) & (shares[np.maximum(level, 0)] > 0.0)
    inside = as_membership(membership, count) & counted[:, None]
    top = without_values_outside(as_columns(numerators, "numerators", count), inside, "numerators")
    bottom = without_values_outside(as_vector(denominator, "denominator", count)[:, None], inside, "denominator")
    cells = StandardisedCells(top, bottom[:, 0], inside, design.weights, np.maximum(level, 0), shares / shares.sum())
    return estimates_of(cells, design)


def mix_of(levels: ArrayLike, count: int, weights: ArrayLike, members: ArrayLike) -> FloatArray:
    """The mix that some respondents have: weighted shares of their levels.

    Args:
        levels: level of each respondent from 0 to `count` - 1, below 0 for none, shape (n,).
        count: number of levels.
        weights: shape (n,).
        members: who counts, bool, shape (n,).

    Returns:
        Shares that sum to 1, shape (count,); nan where nobody has a level.
    """
    level, inside = np.asarray(levels, dtype=np.intp), np.asarray(members, dtype=np.bool_)
    known = inside & (level >= 0)
    totals = np.bincount(level[known], weights=np.asarray(weights, dtype=np.float64)[known], minlength=count)
    with np.errstate(invalid="ignore"):
        return np.asarray(totals / totals.sum())


def _means(totals: FloatArray) -> FloatArray:
    """Totals over the last of their columns, the number of people; nan where nobody is."""
    people = totals[..., -1:]
    nowhere = np.full(totals[..., :-1].shape, np.nan)
    return np.asarray(np.divide(totals[..., :-1], people, out=nowhere, where=people > 0.0))


def _mixed(means: FloatArray, mix: FloatArray) -> FloatArray:
    """Means by level, shape (..., L, q), averaged by the mix; a level outside the mix may have nobody."""
    used = mix > 0.0
    return np.asarray(np.einsum("...lq,l->...q", means[..., used, :], mix[used]))
