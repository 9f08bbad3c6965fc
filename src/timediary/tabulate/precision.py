"""Standard errors and intervals of a table's cells, from estimates with their variances."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from timediary.estimate.intervals import mean_interval, share_interval, wald_interval
from timediary.model.table import Precision

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from timediary.estimate.quantiles import Quantiles
    from timediary.estimate.ratios import Estimates
    from timediary.sample import Sample
    from timediary.sample.drawing import Drawn

LEVEL = 0.95

# From this coefficient of variation on, degrees of freedom allow for kurtosis.
UNEVEN = 0.20

# A standard error below this is a rounding error of 0.
NOTHING = 1e-12


def precision_of_shares(estimates: Estimates, base: NDArray[np.int64], sample: Sample | Drawn) -> Precision:
    """The precision of shares: intervals on the logit scale, those of Korn and Graubard where a share is 0 or 1.

    Args:
        estimates: c columns (domains) by r rows.
        base: respondents, shape (r, c).
        sample: how variances are worked out.
    """
    degrees, se = _degrees(estimates), _se(estimates)
    interval = share_interval(estimates.values.T, se, degrees, base, LEVEL)
    found = Precision(se, interval.low, interval.high, estimates.deff.T, degrees, LEVEL, sample.method)
    return sensible(found, estimates.values.T, whole=1)


def precision_of_means(
    estimates: Estimates, sample: Sample | Drawn, highest: ArrayLike = np.inf, whole: ArrayLike | None = None
) -> Precision:
    """The precision of means of what can't be negative, such as hours, by `mean_interval`.

    Args:
        estimates: c columns (domains) by r rows.
        sample: how variances are worked out.
        highest: what a mean could be at most, of a shape that broadcasts to (r, c).
        whole: what a mean of 0 is a part of, likewise; None for the highest.
    """
    degrees, se = _degrees(estimates), _se(estimates)
    bases = estimates.bases[None, :]
    interval = mean_interval(estimates.values.T, se, degrees, bases, highest, whole, LEVEL)
    found = Precision(se, interval.low, interval.high, estimates.deff.T, degrees, LEVEL, sample.method)
    return sensible(found, estimates.values.T)


def precision_of_quotients(
    estimates: Estimates, sample: Sample | Drawn, whole: ArrayLike, highest: ArrayLike = np.inf
) -> Precision:
    """The precision of hours per case: quotients of two totals that both vary much and in their own ways.

    Estimate plus and minus t standard errors, from 0 up, with degrees of freedom that allow for kurtosis. Where a few
    respondents hold a good part of all cases no usual interval holds the truth as often as it says, and those on the
    log scale less often than this one (`benchmarks/hours_coverage.py`).

    Args:
        estimates: c columns (domains) by r rows.
        sample: how variances are worked out.
        whole: what a quotient of 0 is a part of, of a shape that broadcasts to (r, c).
        highest: what a quotient could be at most, likewise.
    """
    values, se = estimates.values.T, _se(estimates)
    degrees = np.where(np.isnan(se), _degrees(estimates), estimates.effective_degrees_of_freedom.T)
    interval = wald_interval(values, se, degrees, LEVEL)
    nobody = mean_interval(np.where(values == 0.0, 0.0, np.nan), 0.0, degrees, estimates.bases[None, :], whole=whole)
    low, high = np.maximum(interval.low, 0.0), np.where(values == 0.0, nobody.high, interval.high)
    return Precision(se, low, np.minimum(high, highest), estimates.deff.T, degrees, LEVEL, sample.method)


def precision_of_totals(estimates: Estimates, sample: Sample | Drawn) -> Precision:
    """The precision of sums: estimate plus and minus t standard errors.

    Args:
        estimates: c columns (domains) by r rows.
        sample: how variances are worked out.
    """
    degrees, se = _degrees(estimates), _se(estimates)
    interval = wald_interval(estimates.values.T, se, degrees, LEVEL)
    found = Precision(se, interval.low, interval.high, estimates.deff.T, degrees, LEVEL, sample.method)
    return sensible(found, estimates.values.T)


def precision_of_quantiles(quantiles: Quantiles, sample: Sample | Drawn) -> Precision:
    """The precision of quantiles: the limits of Woodruff, which need no design effect."""
    degrees = np.broadcast_to(quantiles.degrees_of_freedom[:, None], quantiles.values.shape).T.astype(np.float64)
    nowhere = np.full(degrees.shape, np.nan)
    return Precision(quantiles.se.T, quantiles.low.T, quantiles.high.T, nowhere, degrees, LEVEL, sample.method)


def sensible(precision: Precision, estimate: NDArray[np.float64], whole: float = np.inf) -> Precision:
    """A precision without standard errors and design effects that say nothing.

    Where nobody, or everybody, did a thing the sample shows no variation, which is no standard error of 0; and where
    there are no degrees of freedom there is no variance to compare with another. The limits are those of counts.

    Args:
        precision: of estimates.
        estimate: those, of the same shape.
        whole: what an estimate is at most: 1 for shares.
    """
    with np.errstate(invalid="ignore"):
        flat = ((estimate <= 0) | (estimate >= whole)) & (precision.se < NOTHING)
    se = np.where(flat, np.nan, precision.se)
    deff = np.where(np.isnan(se) | (precision.degrees_of_freedom < 1), np.nan, precision.deff)
    return precision._replace(se=se, deff=deff)


def stacked(parts: list[Precision]) -> Precision:
    """The precision of a table whose rows come in several parts, one below the other."""
    return Precision.joined(parts, np.vstack)


def _degrees(estimates: Estimates) -> NDArray[np.float64]:
    """Degrees of freedom of each cell, shape (r, c): the column's, or where a cell varies much the effective ones.

    The effective ones allow for the few respondents that hold most of a rare activity; without them an interval for a
    very uneven 1% from 30 respondents holds the truth 88 times in 100 (`benchmarks/coverage.py`). Elsewhere the two
    hardly differ, and the column's are what R's survey takes.
    """
    shape = estimates.values.shape
    columns = np.broadcast_to(estimates.degrees_of_freedom[:, None], shape)
    uneven = estimates.cv >= UNEVEN
    degrees = np.where(uneven, estimates.effective_degrees_of_freedom, columns) if uneven.any() else columns
    return np.asarray(degrees.T, dtype=np.float64)


def _se(estimates: Estimates) -> NDArray[np.float64]:
    """Standard errors, shape (r, c); NaN where a single respondent or cluster leaves nothing to work them out from."""
    alone = (_degrees(estimates) < 1) & (estimates.se.T < NOTHING)
    return np.where(alone, np.nan, estimates.se.T)
