"""Quantiles of hours by domain, with Woodruff intervals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

from timediary.estimate.arrays import (
    FloatArray,
    IntArray,
    as_columns,
    as_membership,
    as_vector,
    without_values_outside,
)
from timediary.estimate.distributions import t_quantile
from timediary.estimate.ratios import AnyDesign, means, ratios

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

Rule: TypeAlias = Literal["middle", "higher"]


@dataclass(frozen=True, eq=False)
class Quantiles:
    """Quantiles of one variable, by domain and probability.

    Attributes:
        probabilities: shape (q,).
        values: in the variable's units, nan in a domain without members, shape (d, q).
        low: lower limit, nan where the sample reaches no lower one, shape (d, q).
        high: upper limit, likewise, shape (d, q).
        se: width of the interval by two t quantiles, shape (d, q).
        bases: respondents in each domain, shape (d,).
        degrees_of_freedom: shape (d,).
        level: what the interval holds.
    """

    probabilities: FloatArray
    values: FloatArray
    low: FloatArray
    high: FloatArray
    se: FloatArray
    bases: IntArray
    degrees_of_freedom: IntArray
    level: float


def quantiles(
    values: ArrayLike,
    probabilities: ArrayLike,
    design: AnyDesign,
    membership: ArrayLike | None = None,
    *,
    level: float = 0.95,
    rule: Rule = "middle",
    centred_at_estimate: bool = False,
) -> Quantiles:
    """Weighted quantiles with the limits of Woodruff (1952, *JASA* 47).

    The standard error is that of the share of the domain at or below the quantile; p plus and minus t of it are
    turned back into values (Lohr 2010, *Sampling: Design and Analysis*, section 9.5). Hours come in half hours
    and pile up at the contract's: the share at or below the median may then be far above one half. R survey's
    `svyquantile(interval.type="mean")` centres at that share instead, and `centred_at_estimate` does as it does.

    Args:
        values: shape (n,); missing values are allowed outside all domains only.
        probabilities: strictly between 0 and 1, shape (q,) or one number.
        design: how the sample was drawn, or its replicate weights.
        membership: who is in which domain, bool, shape (n, d); None is everybody.
        level: in (0, 1).
        rule: `higher` is the first value with at least p of the weight at or below it (R survey, `qrule="math"`);
            `middle` takes the mean of that value and the next where exactly p is reached, so that unweighted it
            is the usual median (R survey, `qrule="school"`; Hyndman and Fan 1996, definition 2).
        centred_at_estimate: centre the limits at the share at or below the quantile and not at p.

    Returns:
        The quantiles.

    Raises:
        ValueError: shapes differ, a probability or the level lies outside (0, 1), the rule is unknown, or a
            member of a domain has a value that is not finite.
    """
    count = design.respondents
    inside = as_membership(membership, count)
    known = without_values_outside(as_vector(values, "values", count)[:, None], inside, "values")[:, 0]
    wanted = np.atleast_1d(np.asarray(probabilities, dtype=np.float64))
    if wanted.ndim != 1 or not ((wanted > 0.0) & (wanted < 1.0)).all():
        raise ValueError("probabilities must lie between 0 and 1, both excluded")
    if rule not in ("middle", "higher"):
        raise ValueError(f"unknown rule {rule!r}: middle or higher")
    shape = (inside.shape[1], wanted.size)
    found, low, high = np.full(shape, np.nan), np.full(shape, np.nan), np.full(shape, np.nan)
    bases = design.bases(inside)
    degrees = np.zeros(shape[0], dtype=np.intp)
    for domain in range(shape[0]):
        member = inside[:, domain]
        distribution = _Distribution.of(known[member], design.weights[member])
        found[domain] = distribution.at(wanted, rule)
        below = means(known[:, None] <= found[domain], design, member)
        degrees[domain] = below.degrees_of_freedom[0]
        half_width = t_quantile(level, degrees[domain]) * below.se[0]
        middle = below.values[0] if centred_at_estimate else wanted
        low[domain] = distribution.at(middle - half_width, rule)
        high[domain] = distribution.at(middle + half_width, rule)
    se = (high - low) / (2.0 * t_quantile(level, degrees)[:, None])
    return Quantiles(wanted, found, low, high, se, bases, degrees, level)


@dataclass(frozen=True, eq=False)
class _Distribution:
    """Different values in order, and the share of the weight at or below each; both shape (v,)."""

    values: FloatArray
    shares: FloatArray

    @classmethod
    def of(cls, values: FloatArray, weights: FloatArray) -> _Distribution:
        """The distribution of weighted values, both shape (m,)."""
        different, place = np.unique(values, return_inverse=True)
        if different.size == 0:
            return cls(different, different)
        cumulated = np.cumsum(np.bincount(place.reshape(-1), weights=weights))
        return cls(different, cumulated / cumulated[-1])

    def at(self, probabilities: FloatArray, rule: Rule) -> FloatArray:
        """Values at some probabilities; nan at those that are nan or outside [0, 1]."""
        if self.values.size == 0:
            return np.full(probabilities.shape, np.nan)
        # Sums of weights such as 0.1 reach one half at 0.49999999999999994, and the whole at a little over 1.
        slack = 1e-12
        usable = (probabilities >= -slack) & (probabilities <= 1.0 + slack)
        place = np.searchsorted(self.shares, np.where(usable, probabilities, 0.0) - slack)
        place = np.minimum(place, self.values.size - 1)
        found = self.values[place]
        if rule == "middle":
            exact = np.abs(self.shares[place] - probabilities) <= slack
            following = np.minimum(place + 1, self.values.size - 1)
            found = np.where(exact, (found + self.values[following]) / 2.0, found)
        return np.where(usable, found, np.nan)


def pooled_quantiles(
    values: ArrayLike,
    counts: ArrayLike,
    probabilities: ArrayLike,
    design: AnyDesign,
    membership: ArrayLike | None = None,
    *,
    level: float = 0.95,
) -> Quantiles:
    """Quantiles over things of which each respondent has several, such as the lengths of episodes.

    The share of the things at or below a value is a ratio of totals, whose standard error allows for things that belong
    to one respondent; its limits are turned back into values as by `quantiles`.

    Args:
        values: the different values in rising order, shape (v,).
        counts: how many things of each value a respondent has, shape (n, v).
        probabilities: strictly between 0 and 1, shape (q,) or one number.
        design: how the sample of respondents was drawn, or its replicate weights.
        membership: who is in which domain, bool, shape (n, d); None is everybody.
        level: in (0, 1).

    Returns:
        The quantiles; bases are respondents with one thing at least.

    Raises:
        ValueError: shapes differ, or the level lies outside (0, 1).
    """
    inside = as_membership(membership, design.respondents)
    things = as_columns(counts, "counts", design.respondents)
    places = as_vector(values, "values", things.shape[1])
    wanted = np.atleast_1d(np.asarray(probabilities, dtype=np.float64))
    shape = (inside.shape[1], wanted.size)
    found, low, high = np.full(shape, np.nan), np.full(shape, np.nan), np.full(shape, np.nan)
    bases, degrees = np.zeros(shape[0], dtype=np.intp), np.zeros(shape[0], dtype=np.intp)
    number = things.sum(axis=1)
    for domain in range(shape[0]):
        member = inside[:, domain] & (number > 0)
        bases[domain] = design.bases(member[:, None])[0]
        totals = (design.weights * member) @ things
        present = totals > 0
        if not present.any():
            continue
        distribution = _Distribution(places[present], np.cumsum(totals[present]) / totals.sum())
        found[domain] = distribution.at(wanted, "middle")
        reached = things @ (places[:, None] <= found[domain]).astype(np.float64)
        below = ratios(reached, number, design, member)
        degrees[domain] = below.degrees_of_freedom[0]
        half_width = t_quantile(level, degrees[domain]) * below.se[0]
        low[domain] = distribution.at(wanted - half_width, "middle")
        high[domain] = distribution.at(wanted + half_width, "middle")
    se = (high - low) / (2.0 * t_quantile(level, degrees)[:, None])
    return Quantiles(wanted, found, low, high, se, bases, degrees, level)
