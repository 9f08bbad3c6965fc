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
    """Estimate plus and minus t standard errors: for hours, totals and differences.

    Not for shares: near 0 and 1 it holds the truth too rarely and leaves the range.

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
