"""Agreement of two coders who gave names to the same slots, with errors that allow for slots within respondents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from timediary.estimate.intervals import wald_interval

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from timediary.estimate.arrays import FloatArray

    Statistic = Callable[[FloatArray], FloatArray]


_BLOCK = 256
_NOTHING = 1e-12


@dataclass(frozen=True, eq=False)
class AgreementEstimates:
    """Coefficients of agreement with their errors, all of one shape.

    Attributes:
        values: the coefficients.
        se: their standard errors, NaN for a single respondent.
        low: lower limits of 95% intervals.
        high: upper limits, at most 1.
    """

    values: FloatArray
    se: FloatArray
    low: FloatArray
    high: FloatArray


def percent_agreement(tables: FloatArray) -> FloatArray:
    """Share of units to which both gave the same name.

    Args:
        tables: units by the name of the first and of the second coder, shape (..., k, k).

    Returns:
        Shape (...); NaN where a table is empty.
    """
    return _ratio(_agreed(tables), tables.sum(axis=(-2, -1)))


def cohen_kappa(tables: FloatArray) -> FloatArray:
    """Cohen's kappa: agreement beyond what two coders with these habits would have by chance.

    Cohen (1960), A coefficient of agreement for nominal scales, Educational and Psychological Measurement 20.

    Args:
        tables: as for `percent_agreement`.

    Returns:
        Shape (...); NaN where both used one and the same name throughout.
    """
    share = _shares(tables)
    observed = _agreed(share)
    expected = (share.sum(axis=-1) * share.sum(axis=-2)).sum(axis=-1)
    return _ratio(observed - expected, 1 - expected)


def krippendorff_alpha(tables: FloatArray) -> FloatArray:
    """Krippendorff's alpha for names and two coders without gaps: one less disagreement over that expected.

    Expected from both coders' names put together, drawn without replacement (Krippendorff 2004, Content Analysis, 2nd
    edition, chapter 11).

    Args:
        tables: as for `percent_agreement`; numbers of units.

    Returns:
        Shape (...); NaN where only one name was used.
    """
    count = tables.sum(axis=(-2, -1))
    together = tables.sum(axis=-1) + tables.sum(axis=-2)
    values = 2 * count
    disagreement = _ratio(count - _agreed(tables), count)
    expected = _ratio(values**2 - np.square(together).sum(axis=-1), values * (values - 1))
    return 1 - _ratio(disagreement, expected)


def gwet_ac1(tables: FloatArray, names: int | None = None) -> FloatArray:
    """Gwet's AC1, which stays near the agreement seen where one name is given almost always.

    Gwet (2008), Computing inter-rater reliability and its variance in the presence of high agreement, British Journal
    of Mathematical and Statistical Psychology 61.

    Args:
        tables: as for `percent_agreement`.
        names: how many names there are, used or not, at least 2; k where None.

    Returns:
        Shape (...).
    """
    share = _shares(tables)
    names = share.shape[-1] if names is None else names
    mean = (share.sum(axis=-1) + share.sum(axis=-2)) / 2
    expected = (mean * (1 - mean)).sum(axis=-1) / (names - 1)
    return _ratio(_agreed(share) - expected, 1 - expected)


def one_against_rest(tables: FloatArray) -> FloatArray:
    """For each name, the units by whether either coder gave it: two rows and two columns, 'it' first.

    Args:
        tables: shape (..., k, k).

    Returns:
        Shape (..., k, 2, 2).
    """
    both = np.diagonal(tables, axis1=-2, axis2=-1)
    first, second = tables.sum(axis=-1), tables.sum(axis=-2)
    total = tables.sum(axis=(-2, -1))[..., None]
    rows = np.stack([both, first - both, second - both, total - first - second + both], axis=-1)
    return rows.reshape(*rows.shape[:-1], 2, 2)


def jackknifed(statistic: Statistic, tables: FloatArray, level: float = 0.95) -> AgreementEstimates:
    """A coefficient of all respondents' tables together, its error by leaving out one respondent at a time.

    Slots of one respondent depend on one another, so that respondents and not slots are left out (the delete-one
    jackknife, Wolter 2007, Introduction to Variance Estimation, chapter 4; that a kappa of clustered units needs the
    clusters' variance: Kang and others 2013, Statistics in Medicine 32(21); Yang and Zhou 2015, Computational
    Statistics and Data Analysis 82). Intervals are the coefficient plus and minus t standard errors on n - 1 degrees
    of freedom, cut at 1.

    Args:
        statistic: tables of shape (..., k, k) in, coefficients out.
        tables: units of each respondent, shape (n, ..., k, k).
        level: of the intervals.

    Returns:
        Coefficients in the shape that the statistic gives of one table; without error where n is 1, where leaving some
        respondent out leaves nothing to work the coefficient out from, or where it changes nothing (as where the two
        agree throughout: that they never will disagree doesn't follow).
    """
    total = tables.sum(axis=0, dtype=np.float64)
    values = np.asarray(statistic(total))
    count = len(tables)
    if count < 2:
        nowhere = np.full(values.shape, np.nan)
        return AgreementEstimates(values, nowhere, nowhere, nowhere)
    # Deviations from the estimate itself, so that no digits are lost; in blocks, so that replicates need little memory.
    sums, squares = np.zeros(values.shape), np.zeros(values.shape)
    for start in range(0, count, _BLOCK):
        deviations = statistic(total - tables[start : start + _BLOCK]) - values
        sums += deviations.sum(axis=0)
        squares += np.square(deviations).sum(axis=0)
    spread = np.maximum(squares - np.square(sums) / count, 0.0)
    se = np.sqrt(spread * (count - 1) / count)
    se = np.where(se < _NOTHING, np.nan, se)
    interval = wald_interval(values, se, np.full(values.shape, count - 1.0), level)
    return AgreementEstimates(values, se, interval.low, np.minimum(interval.high, 1.0))


def _shares(tables: FloatArray) -> FloatArray:
    return _ratio(tables, tables.sum(axis=(-2, -1))[..., None, None])


def _agreed(tables: FloatArray) -> FloatArray:
    return np.asarray(np.trace(tables, axis1=-2, axis2=-1), dtype=np.float64)


def _ratio(top: NDArray[np.float64], bottom: NDArray[np.float64]) -> FloatArray:
    top, bottom = np.broadcast_arrays(np.asarray(top, dtype=np.float64), np.asarray(bottom, dtype=np.float64))
    return np.asarray(np.divide(top, bottom, out=np.full(top.shape, np.nan), where=np.abs(bottom) > 1e-15))
