"""Confidence intervals from estimates and their standard errors.

All functions take arrays that numpy can broadcast against one another; a table's degrees of freedom and bases,
shape (d,), are passed as `[:, None]` beside estimates of shape (d, k). With a table's effective degrees of freedom,
shape (d, k), intervals of rare activities hold the truth as often as they say; with its degrees of freedom they are
those of R's survey package.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from timediary.estimate.distributions import check_level, t_quantile

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from timediary.estimate.arrays import FloatArray


@dataclass(frozen=True, eq=False)
class Interval:
    """Lower and upper limits.

    Attributes:
        low: nan where no limit can be given.
        high: likewise, in the same shape.
        level: what the interval holds in repeated samples, for instance 0.95.
    """

    low: FloatArray
    high: FloatArray
    level: float


def wald_interval(estimate: ArrayLike, se: ArrayLike, degrees_of_freedom: ArrayLike, level: float = 0.95) -> Interval:
    """Estimate plus and minus t standard errors: for what has no bounds, such as a total or a balance.

    Not for shares and means of hours: near a bound it holds the truth too rarely and leaves the range.

    Args:
        estimate: any shape.
        se: standard errors.
        degrees_of_freedom: of the standard errors; below 1 there is no interval.
        level: in (0, 1).

    Returns:
        The interval, in the broadcast shape.

    Raises:
        ValueError: the level isn't between 0 and 1.
    """
    centre = np.asarray(estimate, dtype=np.float64)
    half_width = t_quantile(level, degrees_of_freedom) * np.asarray(se, dtype=np.float64)
    return Interval(centre - half_width, centre + half_width, level)


def logit_interval(share: ArrayLike, se: ArrayLike, degrees_of_freedom: ArrayLike, level: float = 0.95) -> Interval:
    """A Wald interval for log(p / (1 - p)), turned back into shares (R survey, `svyciprop(method="logit")`).

    It stays between 0 and 1 and is longer towards one half.

    Args:
        share: any shape.
        se: standard errors.
        degrees_of_freedom: of the standard errors; below 1 there is no interval.
        level: in (0, 1).

    Returns:
        The interval, in the broadcast shape; nan where the share isn't strictly between 0 and 1.

    Raises:
        ValueError: the level isn't between 0 and 1.
    """
    p = np.asarray(share, dtype=np.float64)
    inside = np.where((p > 0.0) & (p < 1.0), p, np.nan)
    half_width = t_quantile(level, degrees_of_freedom) * np.asarray(se, dtype=np.float64)
    half_width = half_width / (inside * (1.0 - inside))
    # p / (p + (1 - p) e^h) is the logistic function of logit(p) - h without its two roundings.
    with np.errstate(over="ignore"):
        low = inside / (inside + (1.0 - inside) * np.exp(half_width))
        high = inside / (inside + (1.0 - inside) * np.exp(-half_width))
    return Interval(low, high, level)


def korn_graubard_interval(
    share: ArrayLike,
    se: ArrayLike,
    degrees_of_freedom: ArrayLike,
    bases: ArrayLike,
    level: float = 0.95,
) -> Interval:
    """Exact binomial limits at the sample size that would give this standard error.

    The effective sample size p (1 - p) / se^2 is multiplied by the squared ratio of the t quantiles on n - 1 and
    on the design's degrees of freedom, and put into Clopper and Pearson's limits (Korn and Graubard 1998, *Survey
    Methodology* 24, equations 1.2, 2.1 and 2.2; R survey, `svyciprop(method="beta")`). As there, it isn't
    limited to n: each respondent records many half hours, so that a share of time may well be known better
    than n answers of yes or no would tell.

    A share of 0 or 1 has a standard error of 0 that says nothing. The effective sample size is then n, the
    respondents (Korn and Graubard 1998; Parker et al. 2017, *Vital and Health Statistics* 2(175)):
    for a share of time that is cautious, as nobody can spend more than all their time, and the share of time is
    at most that of the people who spend any.

    Args:
        share: any shape.
        se: standard errors.
        degrees_of_freedom: of the standard errors; below 1 there is no interval.
        bases: respondents, unweighted.
        level: in (0, 1).

    Returns:
        The interval, in the broadcast shape; nan where the share isn't between 0 and 1.

    Raises:
        ValueError: the level isn't between 0 and 1.
    """
    from scipy.special import betaincinv

    p, error, df, n = _broadcast(share, se, degrees_of_freedom, bases)
    tail = (1.0 - check_level(level)) / 2.0
    with np.errstate(divide="ignore", invalid="ignore"):
        size = p * (1.0 - p) / error**2 * _degrees_of_freedom_factor(df, n, level)
        size = np.where((p > 0.0) & (p < 1.0), size, np.nan)
        low = betaincinv(size * p, size * (1.0 - p) + 1.0, tail)
        high = betaincinv(size * p + 1.0, size * (1.0 - p), 1.0 - tail)
    # A standard error of 0 inside the range is what the design measured.
    known = (error == 0.0) & (p > 0.0) & (p < 1.0) & (df >= 1.0)
    low, high = np.where(known, p, low), np.where(known, p, high)
    edge = _edge_interval(p, df, n, level)
    at_edge = (p == 0.0) | (p == 1.0)
    return Interval(np.where(at_edge, edge.low, low), np.where(at_edge, edge.high, high), level)


def share_interval(
    share: ArrayLike,
    se: ArrayLike,
    degrees_of_freedom: ArrayLike,
    bases: ArrayLike,
    level: float = 0.95,
) -> Interval:
    """The interval for shares: on the logit scale, and Korn and Graubard's where the share is 0 or 1.

    Args:
        share: any shape.
        se: standard errors.
        degrees_of_freedom: of the standard errors; below 1 there is no interval.
        bases: respondents, unweighted.
        level: in (0, 1).

    Returns:
        The interval, in the broadcast shape; nan where the share is nan, that is, where nobody recorded anything.

    Raises:
        ValueError: the level isn't between 0 and 1.
    """
    p, error, df, n = _broadcast(share, se, degrees_of_freedom, bases)
    inside = logit_interval(p, error, df, level)
    at_edge = (p == 0.0) | (p == 1.0)
    if not at_edge.any():
        return inside
    edge = _edge_interval(p, df, n, level)
    return Interval(np.where(at_edge, edge.low, inside.low), np.where(at_edge, edge.high, inside.high), level)


def mean_interval(
    mean: ArrayLike,
    se: ArrayLike,
    degrees_of_freedom: ArrayLike,
    bases: ArrayLike,
    highest: ArrayLike = np.inf,
    whole: ArrayLike | None = None,
    level: float = 0.95,
) -> Interval:
    """The interval for means of what can't be negative, such as hours: it stays between 0 and the highest possible.

    A Wald interval for log(m / (H - m)), as for a share, turned back into hours; for log(m) where nothing bounds the
    mean above. Where hours are few and uneven it holds the truth more often than the mean plus and minus t standard
    errors, which leaves the range (`benchmarks/hours_coverage.py`); elsewhere the two hardly differ.

    A mean of 0 has a standard error of 0 that says nothing. Its upper limit is that of a share of 0 on as many
    respondents, as `share_interval` has it, times the whole that the mean is a part of.

    Args:
        mean: any shape, not negative.
        se: standard errors.
        degrees_of_freedom: of the standard errors; below 1 there is no interval.
        bases: respondents, unweighted.
        highest: what the mean could be at most, such as 168 hours a week; infinity where nothing bounds it.
        whole: what a mean of 0 is a part of, such as the hours recorded of all kinds; None for the highest.
        level: in (0, 1).

    Returns:
        The interval, in the broadcast shape; nan where the mean is nan, and above where a mean of 0 has no whole.

    Raises:
        ValueError: the level isn't between 0 and 1.

    Examples:
        >>> week = mean_interval(1.0, 0.6, 29, 30, 168)
        >>> round(float(week.low), 2), round(float(week.high), 2)
        (0.29, 3.39)
    """
    m, error, df, n = _broadcast(mean, se, degrees_of_freedom, bases)
    most = np.broadcast_to(np.asarray(highest, dtype=np.float64), m.shape)
    bounded = np.isfinite(most)
    share = logit_interval(np.where(bounded, m / most, 0.5), np.where(bounded, error / most, 0.0), df, level)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        factor = np.exp(t_quantile(level, df) * error / np.where(m > 0.0, m, np.nan))
        low = np.where(bounded, share.low * most, m / factor)
        high = np.where(bounded, share.high * most, m * factor)
    # Everybody the same inside the range is what was measured, as for a share.
    known = (error == 0.0) & (m > 0.0) & (df >= 1.0)
    low, high = np.where(known, m, low), np.where(known, m, high)
    at_zero = m == 0.0
    if at_zero.any():
        part = np.asarray(most if whole is None else whole, dtype=np.float64)
        edge = _edge_interval(np.where(at_zero, m, np.nan), df, n, level)
        beyond = np.where(np.isfinite(part), edge.high * part, np.nan)
        low, high = np.where(at_zero, edge.low, low), np.where(at_zero, beyond, high)
    return Interval(low, high, level)


def contrast_interval(
    coefficients: ArrayLike,
    values: ArrayLike,
    intervals: Interval,
    correlations: ArrayLike | None = None,
    stretch: ArrayLike = 1.0,
) -> Interval:
    """The interval of a weighted sum of estimates that have intervals, such as the difference of two shares.

    How far each limit lies from its estimate stands for t standard errors, on the side that matters: for a difference
    the lower limit is d - sqrt((p2 - low2)^2 + (high1 - p1)^2 - 2 r (p2 - low2)(high1 - p1)) (Zou and Donner 2008,
    *Statistics in Medicine* 27, pp. 1693-1702). It leaves the possible range no more than the estimates' intervals
    do: a difference of shares stays between -1 and 1. Near the bounds it holds the truth more often than the
    difference plus and minus t standard errors, which it is where the intervals are symmetric
    (`benchmarks/hours_coverage.py`).

    Args:
        coefficients: one for each estimate, shape (m,).
        values: the estimates, shape (m, ...).
        intervals: of the estimates, in the same shape.
        correlations: of the estimates' errors, shape (m, m, ...); None where they are independent.
        stretch: what to lengthen the interval by where the sum's error is known less well than the estimates' own:
            a ratio of quantiles of t, shape (...).

    Returns:
        The interval, shape (...); nan where an estimate with a coefficient has none.

    Examples:
        >>> shares = share_interval([0.02, 0.9], [0.01, 0.05], [29, 29], [30, 30])
        >>> found = contrast_interval([-1, 1], [0.02, 0.9], shares)
        >>> round(float(found.low), 2), round(float(found.high), 2)
        (0.72, 0.95)
    """
    factors, estimates = np.asarray(coefficients, dtype=np.float64), np.asarray(values, dtype=np.float64)
    used = np.flatnonzero(factors)
    c, estimates = factors[used].reshape(-1, *[1] * (estimates.ndim - 1)), estimates[used]
    low, high = intervals.low[used], intervals.high[used]
    centre = (c * estimates).sum(axis=0)
    below = c * (estimates - np.where(c > 0.0, low, high))
    above = c * (np.where(c > 0.0, high, low) - estimates)
    if correlations is None:
        gaps = [np.square(below).sum(axis=0), np.square(above).sum(axis=0)]
    else:
        # A negative factor turns the sign of the correlation.
        signs = np.sign(factors[used])
        r = np.asarray(correlations, dtype=np.float64)[np.ix_(used, used)]
        r = r * np.outer(signs, signs).reshape(*r.shape[:2], *[1] * (estimates.ndim - 1))
        gaps = [np.einsum("i...,ij...,j...->...", gap, r, gap) for gap in (below, above)]
    # Where two estimates move together, rounding may leave a value just below 0.
    down, up = (np.sqrt(np.where(gap < 0.0, 0.0, gap)) for gap in gaps)
    longer = np.asarray(stretch, dtype=np.float64)
    return Interval(centre - longer * down, centre + longer * up, intervals.level)


def correlation_of(se: ArrayLike, first: ArrayLike, second: ArrayLike) -> FloatArray:
    """Correlation of two estimates' errors, from the standard errors of their difference and of both.

    Args:
        se: of the difference, any shape.
        first: of one estimate.
        second: of the other.

    Returns:
        Between -1 and 1; 0 where one of the two doesn't vary.
    """
    gap, one, two = (np.asarray(values, dtype=np.float64) for values in (se, first, second))
    product = one * two
    with np.errstate(divide="ignore", invalid="ignore"):
        found = (np.square(one) + np.square(two) - np.square(gap)) / (2.0 * product)
    return np.asarray(np.clip(np.where(product > 0.0, found, 0.0), -1.0, 1.0))


def _edge_interval(p: FloatArray, df: FloatArray, n: FloatArray, level: float) -> Interval:
    """Korn and Graubard's limits where the share is 0 or 1, in closed form.

    The quantile of a beta distribution with parameters 1 and m is 1 - (1 - q)^(1 / m); no need of scipy.
    """
    tail = (1.0 - check_level(level)) / 2.0
    usable = (n >= 1.0) & (df >= 1.0)
    size = np.where(usable, n, np.nan) * _degrees_of_freedom_factor(df, n, level)
    far = -np.expm1(np.log(tail) / size)
    zero = np.zeros_like(far)
    none = np.where(usable, zero, np.nan)
    return Interval(np.where(p == 0.0, none, 1.0 - far), np.where(p == 0.0, far, none + 1.0), level)


def _degrees_of_freedom_factor(df: FloatArray, n: FloatArray, level: float) -> FloatArray:
    """Squared ratio of the t quantiles on n - 1 and on the design's degrees of freedom."""
    return np.square(t_quantile(level, n - 1.0) / t_quantile(level, df))


def _broadcast(*arrays: ArrayLike) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Four arrays as floats of one shape."""
    p, error, df, n = np.broadcast_arrays(*(np.asarray(array, dtype=np.float64) for array in arrays))
    return p, error, df, n
