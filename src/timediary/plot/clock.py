"""Horizontal axes of the time of day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator, NullFormatter

from timediary.model.number import NumberForm, Quantity
from timediary.plot.style import HAIRLINE, INK, RULE, SMALL_SIZE, SOFT
from timediary.plot.words import width_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from timediary.model.table import Table
    from timediary.plot.sheet import Panel

# What ticks and their labels take below a panel, and half of a label that stands at its end.
TICKS = 5.0
OVERHANG = 5.0
_BETWEEN = 2.5
_HOURS = (1, 2, 3, 4, 6, 12, 24)
# Of the respondents, as many are at work at the first and last time shown.
_FEW = 0.005

TIME = NumberForm(Quantity.CLOCK)


def edges_of(table: Table) -> NDArray[np.float64]:
    """Where the slots of a table begin and the last one ends, in hours after midnight, rising; shape (rows + 1,)."""
    starts = []
    for row in table.rows:
        hour, _, minute = row.id.rpartition(" ")[2].partition(":")
        starts.append(int(hour) + int(minute) / 60)
    hours = np.unwrap(np.array(starts), period=24.0)
    length = hours[1] - hours[0] if len(hours) > 1 else 24.0
    return np.append(hours, hours[-1] + length)


def hours_shown(edges: NDArray[np.float64], shares: Sequence[NDArray[np.float64]]) -> tuple[float, float]:
    """Whole hours that hold all times at which more than a few are at work, by any of several curves (r,)."""
    busy = np.any([np.nan_to_num(share) > _FEW for share in shares], axis=0)
    if not busy.any():
        return float(edges[0]), float(edges[-1])
    slots = np.flatnonzero(busy)
    first, last = np.floor(edges[slots[0]]), np.ceil(edges[slots[-1] + 1])
    return float(max(first, edges[0])), float(min(last, edges[-1]))


def clock_axis(panel: Panel, first: float, last: float, *, labelled: bool = True) -> None:
    """Whole hours from `first` to `last`, with a thin line up from each that is labelled.

    Args:
        panel: with `TICKS` millimetres free below it where it is labelled, and `OVERHANG` at its right.
        first: hours after midnight.
        last: likewise.
        labelled: whether the hours stand below it.
    """
    axes = panel.axes
    axes.set_xlim(first, last)
    room = width_of("00:00", SMALL_SIZE) + _BETWEEN
    step = next((hours for hours in _HOURS if hours / (last - first) * panel.width >= room), _HOURS[-1])
    hours = np.arange(np.ceil(first / step) * step, last + 1e-9, step)
    axes.xaxis.set_major_locator(FixedLocator(hours.tolist()))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda hour, _: TIME.text(hour)) if labelled else NullFormatter())
    axes.tick_params(axis="x", length=2, color=SOFT, labelcolor=SOFT, labelsize=SMALL_SIZE, pad=1.5)
    axes.grid(visible=True, axis="x", color=RULE, linewidth=HAIRLINE)
    axes.spines["bottom"].set(visible=True, color=INK, linewidth=HAIRLINE)


def upright_shares(panel: Panel, most: float) -> None:
    """A vertical axis of shares from 0, with ticks in percent at the left.

    Args:
        panel: with `width_of_shares` millimetres free at its left.
        most: the greatest share that must be on it.
    """
    axes = panel.axes
    top = min(most * 1.04, 1.0) if most > 0 else 1.0
    axes.set_ylim(0, top)
    ticks = MaxNLocator(nbins=max(int(panel.height / 8), 1), steps=[1, 2, 2.5, 5, 10]).tick_values(0, top)
    step = float(np.diff(ticks).min()) if len(ticks) > 1 else 1.0
    axes.yaxis.set_major_locator(FixedLocator([tick for tick in ticks if 0 <= tick <= top * (1 + 1e-9)]))
    decimals = next((d for d in range(6) if abs(round(step * 100, d) - step * 100) < 1e-9), 6)
    form = NumberForm(Quantity.PERCENT, decimals)
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: form.text(value)))
    axes.tick_params(axis="y", length=2, color=SOFT, labelcolor=SOFT, labelsize=SMALL_SIZE, pad=1.5)
    axes.grid(visible=True, axis="y", color=RULE, linewidth=HAIRLINE)


def width_of_shares() -> float:
    """Millimetres that ticks of shares and their labels take at the left of a panel."""
    return width_of("10.5%", SMALL_SIZE) + 2.0
