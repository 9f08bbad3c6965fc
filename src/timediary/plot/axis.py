"""Scales of shares: their limits, and round steps on them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from timediary.model.number import percent_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from timediary.plot.panel import Panel

# What ticks and their labels take below a panel.
TICKS = 5.0
_BETWEEN_TICKS = 14.0


def share_axis(panel: Panel, values: NDArray[np.float64], *, from_nothing: bool = False) -> None:
    """Limits that hold some shares, with ticks in percent below and a thin line up from each.

    Args:
        panel: with `TICKS` millimetres free below it.
        values: all that must be on the axis, any shape; NaN is left out.
        from_nothing: whether the axis begins at 0, as it must where lengths are compared.
    """
    known = values[np.isfinite(values)]
    least, most = (float(known.min()), float(known.max())) if known.size else (0.0, 1.0)
    margin = max((most - least) * 0.04, 0.01)
    least = 0.0 if from_nothing else max(least - margin, 0.0)
    most = min(most + margin, 1.0) if not from_nothing or most < 1 else 1.0
    panel.across = (least, most)
    ticks = round_steps(least, most, max(int(panel.width / _BETWEEN_TICKS), 1), (1, 2, 5, 10))
    panel.ticks_below(ticks, percentages(ticks))
    panel.floor()


def round_steps(least: float, most: float, count: int, rounds: Sequence[float]) -> list[float]:
    """Round values within limits, as many as `count` steps between them take.

    Args:
        least: of the values.
        most: likewise, and more than `least`.
        count: of steps at most.
        rounds: what steps are, times a power of ten, from 1 to 10.
    """
    size = 10.0 ** math.floor(math.log10((most - least) / count))
    step = next(
        size * times for times in (*rounds, *(10 * r for r in rounds)) if (most - least) / (size * times) <= count
    )
    first, last = math.ceil(least / step - 1e-9), math.floor(most / step + 1e-9)
    return [number * step for number in range(first, last + 1)]


def percentages(values: Sequence[float]) -> list[str]:
    """Shares as percentages with as many decimals as the finest of them needs."""
    decimals = next((d for d in range(6) if all(abs(round(v * 100, d) - v * 100) < 1e-9 for v in values)), 6)
    return [percent_text(value, decimals) for value in values]
