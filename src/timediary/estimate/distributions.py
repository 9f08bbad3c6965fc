"""Quantiles and tail probabilities of the t, F and chi-squared distributions.

Every interval needs a quantile of t, and a table by default has intervals. scipy.special would give it, and takes
longer to import than the whole table to compute, so it is worked out here with `math` alone. Tail probabilities
belong to tests, which are asked for, and come from scipy.special, imported when they are.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from timediary.estimate.arrays import FloatArray

# From here on the expansion in 1 / df is exact to the last digit, and the continued fraction is slow.
_MANY = 1e4


def t_quantile(level: float, degrees_of_freedom: ArrayLike) -> FloatArray:
    """Half-width, in standard errors, of a central interval of Student's t.

    Args:
        level: what the interval holds, in (0, 1), for instance 0.95.
        degrees_of_freedom: any shape, not only whole numbers; infinity is the normal distribution.

    Returns:
        The quantile at (1 + level) / 2, in that shape; nan where the degrees of freedom are nan or below 1.

    Raises:
        ValueError: the level is not between 0 and 1.
    """
    tail = (1.0 - check_level(level)) / 2.0
    given = np.asarray(degrees_of_freedom, dtype=np.float64)
    found, place = np.unique(given, return_inverse=True)
    quantiles = np.array([_t_quantile(tail, float(df)) for df in found])
    return quantiles[place.reshape(given.shape)]


def check_level(level: float) -> float:
    """A confidence level as given.

    Args:
        level: in (0, 1).

    Returns:
        The same.

    Raises:
        ValueError: it isn't between 0 and 1.
    """
    if not 0.0 < level < 1.0:
        raise ValueError(f"a confidence level lies between 0 and 1, and {level} does not (95% is 0.95)")
    return level


def t_two_sided(t: ArrayLike, degrees_of_freedom: ArrayLike) -> FloatArray:
    """Probability of a t at least as far from 0; nan where the degrees of freedom are below 1."""
    from scipy.special import stdtr

    df = np.asarray(degrees_of_freedom, dtype=np.float64)
    return np.asarray(2.0 * stdtr(np.where(df >= 1.0, df, np.nan), -np.abs(np.asarray(t))))


def f_upper(f: ArrayLike, numerator: ArrayLike, denominator: ArrayLike) -> FloatArray:
    """Probability of a larger F; nan where either number of degrees of freedom isn't positive."""
    from scipy.special import fdtrc

    above, below = np.asarray(numerator, dtype=np.float64), np.asarray(denominator, dtype=np.float64)
    usable = (above > 0.0) & (below > 0.0)
    return np.asarray(fdtrc(np.where(usable, above, np.nan), np.where(usable, below, np.nan), f))


def chi_squared_upper(chi_squared: ArrayLike, degrees_of_freedom: ArrayLike) -> FloatArray:
    """Probability of a larger chi-squared; nan where the degrees of freedom aren't positive."""
    from scipy.special import chdtrc

    df = np.asarray(degrees_of_freedom, dtype=np.float64)
    return np.asarray(chdtrc(np.where(df > 0.0, df, np.nan), chi_squared))


@lru_cache(maxsize=4096)
def _t_quantile(tail: float, df: float) -> float:
    """The t that leaves `tail` (below one half) above it."""
    if math.isnan(df) or df < 1.0:
        return math.nan
    if df == 1.0:
        return 1.0 / math.tan(math.pi * tail)
    if df == 2.0:
        return (1.0 - 2.0 * tail) / math.sqrt(2.0 * tail * (1.0 - tail))
    guess = _expanded(tail, df)
    return guess if df >= _MANY else _refined(guess, tail, df)


def _expanded(tail: float, df: float) -> float:
    """The quantile as that of the normal distribution plus powers of 1 / df.

    Abramowitz and Stegun (1964), *Handbook of Mathematical Functions*, 26.7.5.
    """
    from statistics import NormalDist

    z = -NormalDist().inv_cdf(tail)
    square = z * z
    terms = (
        (square + 1.0) / 4.0,
        ((5.0 * square + 16.0) * square + 3.0) / 96.0,
        (((3.0 * square + 19.0) * square + 17.0) * square - 15.0) / 384.0,
        ((((79.0 * square + 776.0) * square + 1482.0) * square - 1920.0) * square - 945.0) / 92160.0,
    )
    correction = sum(term / df ** (power + 1) for power, term in enumerate(terms))
    return z * (1.0 + correction)


def _refined(guess: float, tail: float, df: float) -> float:
    """Newton's method for log(tail) as a function of log(t).

    That function is concave, so from any start the steps close in on the solution from one side.
    """
    t = guess if guess > 0.0 else 1.0
    for _ in range(100):
        density = _t_density(t, df)
        above = _t_upper(t, df, density)
        step = math.log(above / tail) * above / (t * density)
        t *= math.exp(step)
        if abs(step) < 1e-14:
            break
    return t


def _t_density(t: float, df: float) -> float:
    """Density of Student's t."""
    half = df / 2.0
    if half < 20.0:
        log_ratio = math.lgamma(half + 0.5) - math.lgamma(half)
    else:
        # The difference of two large logarithms would lose digits (Abramowitz and Stegun 1964, 6.1.47).
        inverse = 1.0 / half
        square = inverse * inverse
        series = 1.0 / 8.0 - square * (1.0 / 192.0 - square * (1.0 / 640.0 - square * 17.0 / 14336.0))
        log_ratio = 0.5 * math.log(half) - inverse * series
    return math.exp(log_ratio - (half + 0.5) * math.log1p(t * t / df)) / math.sqrt(math.pi * df)


def _t_upper(t: float, df: float, density: float) -> float:
    """Probability of a larger t, for t above 0, as half an incomplete beta function.

    Abramowitz and Stegun (1964), 26.5.27 and 26.5.2 (the side on which the fraction converges fast).
    """
    half, total = df / 2.0, df + t * t
    if df / total < (half + 1.0) / (half + 2.5):
        return t * density / df * _beta_fraction(df / total, half, 0.5)
    return 0.5 - t * density * _beta_fraction(t * t / total, 0.5, half)


def _beta_fraction(x: float, a: float, b: float) -> float:
    """The continued fraction of the incomplete beta function, by Lentz's algorithm.

    Abramowitz and Stegun (1964), 26.5.8; Thompson and Barnett (1986), *Journal of Computational Physics* 64.
    """
    below, above, fraction = 0.0, 1.0, 1.0
    for step in range(1, 100_000):
        m = step // 2
        if step % 2:
            term = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0))
        else:
            term = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m))
        # The algorithm's usual guard against a division by exactly zero.
        below = 1.0 / (1.0 + term * below or 1e-300)
        above = 1.0 + term / above or 1e-300
        fraction *= above * below
        if abs(above * below - 1.0) < 1e-16:
            break
    return 1.0 / fraction
