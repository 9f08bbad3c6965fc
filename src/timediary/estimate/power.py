"""How many respondents it takes to find a change of a given size."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from timediary.estimate.distributions import t_quantile

if TYPE_CHECKING:
    from collections.abc import Callable


def respondents_to_detect(
    change: float,
    sd: float,
    power: float = 0.8,
    *,
    level: float = 0.95,
    correlation: float | None = None,
    deff: float = 1.0,
) -> float:
    """Respondents in each of two waves that find a change, or pairs where the same people take part twice.

    About (z1 + z2)^2 2 sd^2 (1 - correlation) deff / change^2, worked out with the central and the noncentral t instead
    of the normal distribution (Cohen 1988, *Statistical Power Analysis*, chapter 2; R, `power.t.test`, whose numbers
    these are with a `deff` of 1; with another they are multiplied by it, Kish 1965, section 8.2).

    Args:
        change: what is to be found, above 0, in the unit of `sd`.
        sd: standard deviation between respondents.
        power: chance of finding it, between the chance of a false finding and 1.
        level: 1 less the chance of a false finding, two-sided.
        correlation: None for two independent samples; for a panel, that of a respondent's two values, below 1.
        deff: design effect.

    Returns:
        A number of respondents (not rounded up), at least 2.

    Raises:
        ValueError: an argument is outside its range.

    Examples:
        >>> round(respondents_to_detect(0.03, 0.1437), 2)
        361.13
        >>> round(respondents_to_detect(0.03, 0.1437, correlation=0.6), 2)
        146.0
    """
    if not (change > 0.0 and sd > 0.0 and deff > 0.0):
        raise ValueError("the change, the standard deviation and the design effect must be positive")
    if not 1.0 - level < power < 1.0:
        raise ValueError(f"the power lies between the chance of a false finding, {1.0 - level:g}, and 1")
    if correlation is not None and not -1.0 < correlation < 1.0:
        raise ValueError("the correlation of a panel lies between -1 and 1")

    def reached(respondents: float) -> float:
        return power_of(respondents, change, sd, level=level, correlation=correlation)

    return deff * _solved(reached, power)


def power_of(
    respondents: float, change: float, sd: float, *, level: float = 0.95, correlation: float | None = None
) -> float:
    """Chance of finding a change with so many respondents in each of two waves, or so many pairs.

    That of a t beyond its critical value on the side of the change (R, `power.t.test`, `strict = FALSE`).

    Args:
        respondents: in a wave, 2 or more, without the design effect.
        change: as in `respondents_to_detect`.
        sd: likewise.
        level: likewise.
        correlation: likewise.

    Returns:
        In (0, 1).
    """
    from scipy.special import nctdtr

    paired = correlation is not None
    spread = sd * math.sqrt(2.0 * (1.0 - (correlation or 0.0)))
    df = (respondents - 1.0) * (1.0 if paired else 2.0)
    # The lower tail of a t that is less than its noncentrality, by symmetry: the upper one would lose digits.
    shift = change / spread * math.sqrt(respondents)
    return float(1.0 - nctdtr(df, shift, _critical(level, df)))


def _critical(level: float, df: float) -> float:
    """Critical value of t, also on the fraction of a degree of freedom that a search may pass through."""
    if df >= 1.0:
        return float(t_quantile(level, df))
    from scipy.special import stdtrit

    return float(stdtrit(df, 1.0 - (1.0 - level) / 2.0))


def _solved(reached: Callable[[float], float], wanted: float) -> float:
    """Where a rising function reaches what is wanted, from 2 on."""
    low, high = 2.0, 4.0
    if reached(low) >= wanted:
        return low
    while reached(high) < wanted:
        low, high = high, 2.0 * high
    for _ in range(200):
        middle = (low + high) / 2.0
        if middle in (low, high):
            break
        low, high = (middle, high) if reached(middle) < wanted else (low, middle)
    return high
