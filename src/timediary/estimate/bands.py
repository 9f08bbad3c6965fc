"""Simultaneous bands: intervals that hold all estimates of a curve at once, as often as they say."""

from __future__ import annotations

from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

from timediary.estimate.distributions import check_level

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from timediary.estimate.arrays import FloatArray

# Enough for a critical value that is right to about a hundredth (a band of 2.87 rather than 2.88 standard errors).
DRAWS = 20_000

# Every run draws the same numbers, so that the same input gives the same band.
SEED = 2009


def pointwise_level(scores: ArrayLike, level: float = 0.95, *, draws: int = DRAWS, seed: int = SEED) -> float:
    """The level of single intervals that hold all estimates at once with probability `level`.

    The sup-t band (Montiel Olea and Plagborg-Møller 2019, Simultaneous confidence bands: theory, implementation, and an
    application to SVARs, *Journal of Applied Econometrics* 34(1)): the estimates' errors are drawn from the normal
    distribution with their estimated correlations, and the critical value is the quantile of the largest in absolute
    value. It is given as the level of a normal interval, so that intervals of any kind, such as those for shares that
    stay between 0 and 1, can be made at that level.

    Args:
        scores: rows whose cross-products are the covariances of the k estimates (`Estimates.scores`), shape (units, k);
            an estimate whose scores are all 0, or not finite, has no error that could be drawn and is left out.
        level: what the band holds, in (0, 1).
        draws: how many draws.
        seed: of the random numbers.

    Returns:
        From `level` for estimates that move as one up to that of independent ones, level^(1 / k).

    Raises:
        ValueError: the level isn't between 0 and 1, or the scores have another shape.
    """
    check_level(level)
    rows = np.asarray(scores, dtype=np.float64)
    if rows.ndim != 2:
        raise ValueError(f"scores must have two dimensions, not {rows.ndim}")
    rows = rows[:, np.isfinite(rows).all(axis=0)]
    scale = np.sqrt(np.square(rows).sum(axis=0))
    # A score that is 0 but for rounding says nothing of a direction.
    varies = scale > 1e-12 * scale.max(initial=0.0)
    if np.count_nonzero(varies) < 2:
        return level
    greatest = _largest_errors(rows[:, varies] / scale[varies], draws, seed)
    critical = float(np.quantile(greatest, level))
    normal = NormalDist()
    independent = level ** (1.0 / np.count_nonzero(varies))
    return float(np.clip(2.0 * normal.cdf(critical) - 1.0, level, independent))


def _largest_errors(standardised: FloatArray, draws: int, seed: int) -> FloatArray:
    """The largest of the k errors, in standard errors and absolute value, in each draw; shape (draws,)."""
    values, vectors = np.linalg.eigh(standardised.T @ standardised)
    # Rounding makes a tiny number of an eigenvalue of 0, another on each processor; its root would show in the eighth
    # digit.
    values[values < values.max() * values.size * np.finfo(np.float64).eps] = 0.0
    # The symmetric root: the signs of eigenvectors, which differ between machines, cancel.
    root = (vectors * np.sqrt(values)) @ vectors.T
    normal = np.random.default_rng(seed).standard_normal((draws, root.shape[1]))
    return np.asarray(np.abs(normal @ root.T).max(axis=1))
