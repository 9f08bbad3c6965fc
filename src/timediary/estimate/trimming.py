"""Weights held between bounds, and what unequal weights cost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from timediary.estimate.arrays import BoolArray, FloatArray, as_vector

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


@dataclass(frozen=True, eq=False)
class Trimmed:
    """Trimmed weights.

    Attributes:
        weights: with the sum of those before, shape (n,).
        trimmed: whose weight lies at a bound, shape (n,).
    """

    weights: FloatArray
    trimmed: BoolArray


def trim(weights: ArrayLike, *, lower: float = 0.0, upper: float = np.inf) -> Trimmed:
    """Hold weights between bounds and share what is cut off among the others, in proportion.

    Repeated until it holds, so that a weight raised by the sharing is held too (Potter 1990, *Proceedings of the
    ASA Section on Survey Research Methods*; R survey, `trimWeights(strict=TRUE)`, which shares equally). Trimming
    after calibration unmeets the totals: calibrate with bounds, or again.

    Args:
        weights: positive, shape (n,).
        lower: in the units of the weights.
        upper: likewise.

    Returns:
        Weights with the same sum.

    Raises:
        ValueError: a weight isn't positive and finite, or no weights between the bounds have that sum.
    """
    given = as_vector(weights, "weights")
    if not (np.isfinite(given).all() and (given > 0.0).all()):
        raise ValueError("weights must be positive and finite")
    whole, count = float(given.sum()), given.size
    if not (lower * count <= whole <= upper * count and lower <= upper):
        raise ValueError(
            f"the weights' mean, {whole / max(count, 1):g}, must lie between the bounds {lower:g} and {upper:g}"
        )
    # Clipping at a common multiple is the fixed point of the sharing; its sum rises with the multiple.
    low, high = 0.0, 1.0
    while np.clip(given * high, lower, upper).sum() < whole:
        high *= 2.0
    for _ in range(200):
        middle = (low + high) / 2.0
        if np.clip(given * middle, lower, upper).sum() < whole:
            low = middle
        else:
            high = middle
    trimmed = np.clip(given * high, lower, upper)
    free = (trimmed > lower) & (trimmed < upper)
    if free.any():
        trimmed[free] *= (whole - trimmed[~free].sum()) / trimmed[free].sum()
    return Trimmed(trimmed, ~free)


def kish_effect(weights: ArrayLike) -> float:
    """The loss of precision from unequal weights alone, 1 + cv^2 (Kish 1992, *Journal of Official Statistics* 8).

    Args:
        weights: shape (n,).

    Returns:
        1 for equal weights; respondents over this is the effective number.
    """
    given = as_vector(weights, "weights")
    return float(given.size * np.square(given).sum() / given.sum() ** 2)
