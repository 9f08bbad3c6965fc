"""Horizontal axes of the time of day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from timediary.model.number import NumberForm, Quantity
from timediary.plot.axis import percentages, round_steps
from timediary.plot.style import SMALL_SIZE
from timediary.plot.words import width_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from timediary.model.table import Table
    from timediary.plot.panel import Panel

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


def clock_axis(panel: Panel, first: float, last: float) -> None:
    """Whole hours from `first` to `last` after midnight, with a thin line up from each that is labelled.

    Args:
        panel: with `TICKS` millimetres free below it, and `OVERHANG` at its right.
        first: hours after midnight.
        last: likewise.
    """
    panel.across = (first, last)
    hours = whole_hours(panel)
    panel.ticks_below(hours, [TIME.text(hour) for hour in hours])
    panel.floor()


def whole_hours(panel: Panel) -> list[float]:
    """As many whole hours of a panel's scale as there is room for below it."""
    first, last = panel.across
    room = width_of("00:00", SMALL_SIZE) + _BETWEEN
    step = next((hours for hours in _HOURS if hours / (last - first) * panel.width >= room), _HOURS[-1])
    return [float(hour) for hour in np.arange(np.ceil(first / step) * step, last + 1e-9, step)]


def ticks_within(panel: Panel) -> tuple[list[float], list[str]]:
    """Whole hours below a panel that is one of several, and their labels, which stay within it.

    Where it is narrow there is noon alone, and where it is narrower still as `12`.
    """
    first, last = panel.across
    hours = [hour for hour in whole_hours(panel) if _is_within(panel, hour, "00:00")]
    noon = float(np.round((first + last) / 2 / 6) * 6)
    if len(hours) > 1:
        return hours, [TIME.text(hour) for hour in hours]
    for label in (TIME.text(noon), f"{noon % 24:.0f}"):
        if _is_within(panel, noon, label):
            return [noon], [label]
    return [], []


def _is_within(panel: Panel, hour: float, label: str) -> bool:
    first, last = panel.across
    inside = width_of(label, SMALL_SIZE) / 2 * (last - first) / panel.width
    return first + inside <= hour <= last - inside


def upright_shares(panel: Panel, most: float) -> None:
    """A vertical scale of shares from 0, with ticks in percent at the left.

    Args:
        panel: with `width_of_shares` millimetres free at its left.
        most: the greatest share that must be on it.
    """
    top = min(most * 1.04, 1.0) if most > 0 else 1.0
    panel.down = (top, 0.0)
    ticks = round_steps(0.0, top, max(int(panel.height / 8), 2), (1, 2, 2.5, 5, 10))
    panel.ticks_beside(ticks, percentages(ticks))


def width_of_shares() -> float:
    """Millimetres that ticks of shares and their labels take at the left of a panel."""
    return width_of("10.5%", SMALL_SIZE) + 2.0
