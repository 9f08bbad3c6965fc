"""Horizontal axes of shares: their limits, ticks and the lines that guide the eye."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.ticker import MaxNLocator

from timediary.model.number import percent_text
from timediary.plot.style import HAIRLINE, INK, RULE, SMALL_SIZE, SOFT

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from timediary.plot.sheet import Panel

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
    panel.axes.set_xlim(least, most)
    locator = MaxNLocator(nbins=max(int(panel.width / _BETWEEN_TICKS), 1), steps=[1, 2, 5, 10])
    ticks = [float(tick) for tick in locator.tick_values(least, most) if least <= tick <= most]
    panel.axes.set_xticks(ticks, _percentages(ticks))
    panel.axes.tick_params(axis="x", length=2, color=SOFT, labelcolor=SOFT, labelsize=SMALL_SIZE, pad=1.5)
    panel.axes.grid(visible=True, axis="x", color=RULE, linewidth=HAIRLINE)
    panel.axes.spines["bottom"].set(visible=True, color=INK, linewidth=HAIRLINE)


def _percentages(values: list[float]) -> list[str]:
    """Shares as percentages with as many decimals as the finest of them needs."""
    decimals = next((d for d in range(6) if all(abs(round(v * 100, d) - v * 100) < 1e-9 for v in values)), 6)
    return [percent_text(value, decimals) for value in values]
