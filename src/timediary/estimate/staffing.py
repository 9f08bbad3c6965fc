"""From volumes of work to workers: available time, allowances, multipliers. Numbers in, numbers out.

The steps are those of the World Health Organization's *Workload Indicators of Staffing Need: User's Manual* (WHO 2010):
available working time, standard workload, category and individual allowances, requirement, ratio.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from timediary.estimate.intervals import Interval

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from timediary.estimate.arrays import FloatArray

WEEKS = 52.0


def available_hours(
    full_time_hours: float, days_off: float = 0.0, hours_off: float = 0.0, share_off: float = 0.0
) -> float:
    """Hours that a full-time worker has in a year, of 52 weeks of five days.

    Args:
        full_time_hours: contracted hours of a week.
        days_off: working days of leave, sickness and training in a year.
        hours_off: the same in hours, in addition.
        share_off: the same as a share of what is then left.

    Raises:
        ValueError: nothing is left.

    Examples:
        >>> available_hours(37, days_off=40)
        1628.0
    """
    left = (WEEKS * full_time_hours - days_off * full_time_hours / 5.0 - hours_off) * (1.0 - share_off)
    if not (left > 0.0 and share_off >= 0.0):
        raise ValueError("leave, sickness and training leave no working time")
    return left


def allowance_factor(share: float) -> float:
    """The factor that adds the other work of all staff to volumes of work: 1 / (1 - s).

    Args:
        share: of working time, from 0 to below 1.

    Raises:
        ValueError: the share is outside that range.

    Examples:
        >>> allowance_factor(0.2)
        1.25
    """
    if not 0.0 <= share < 1.0:
        raise ValueError(f"category allowances take {share:.0%} of working time: it must be below 100%")
    return 1.0 / (1.0 - share)


def staff_needed(
    workload_hours: ArrayLike, factor: ArrayLike, available: float, individual_hours: float = 0.0
) -> FloatArray:
    """Full-time workers that some hours of work take: hours x factor / available + individual hours / available.

    Args:
        workload_hours: volume times unit time, in the period of `available`.
        factor: the multiplier of the diaries, or `allowance_factor`.
        available: hours of a full-time worker in the period.
        individual_hours: hours that some of the staff give to other work in the period, in all.

    Raises:
        ValueError: a worker has no hours.

    Examples:
        >>> round(float(staff_needed(2_000, 1 / 0.73, 37)), 2)
        74.05
    """
    if not available > 0.0:
        raise ValueError("a worker has no hours available")
    return np.asarray((np.asarray(workload_hours) * np.asarray(factor) + individual_hours) / available)


def multiplier(share: ArrayLike, se: ArrayLike, interval: Interval) -> tuple[FloatArray, FloatArray, Interval]:
    """M = 1 / p: hours paid for one hour of client work, with its standard error and interval.

    The standard error is the delta method's, se / p^2, which is R's `svyratio` of all hours to client hours; the
    limits are those of the share turned round.

    Args:
        share: p, of client work, any shape.
        se: of the shares.
        interval: of the shares.

    Returns:
        M, its standard errors and its interval; nan where nobody did client work, and infinite above where the share's
        lower limit is 0.
    """
    p, error = np.asarray(share, dtype=np.float64), np.asarray(se, dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        factor = np.where(p > 0.0, 1.0 / p, np.nan)
        return factor, error * factor**2, Interval(1.0 / interval.high, 1.0 / interval.low, interval.level)
