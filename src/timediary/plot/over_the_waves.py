"""Waves of a survey: a line for each category through its shares or hours, with intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from timediary.model.line import LineKind, Unit
from timediary.model.number import percent_text
from timediary.plot.alt_text import listed
from timediary.plot.colours import fill_of
from timediary.plot.sheet import Entry, Sheet, nothing_to_show
from timediary.plot.style import HAIRLINE, INK, LINE, PAGE_WIDTH, RULE, SMALL_SIZE, SOFT, in_style
from timediary.render.grids import grid_of, level_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from timediary.model.table import Table
    from timediary.plot.figure import Plot

_HEIGHT = 62.0
_TICKS = 6.0
_LEFT = 12.0
_MARKS = ("o", "s", "D", "^", "v", "P", "X", "*")


@in_style
def trend(table: Table, times: Sequence[float], *, width: float = PAGE_WIDTH, headed: bool = True) -> Plot:
    """A line for each category from wave to wave, and its interval at each.

    Args:
        table: as `timediary.trend` makes it; its first columns are the waves.
        times: of the waves, in rising order.
        width: of the page, in millimetres.
        headed: whether title, scope and source stand on the picture.
    """
    grid = grid_of(table)
    count = len(times)
    groups = [i for i, row in enumerate(table.rows) if row.kind is LineKind.GROUP]
    values = table.estimate[groups, :count]
    if not np.isfinite(values).any():
        return nothing_to_show(grid.title, [table], width, headed=headed)
    sheet = Sheet(width, headed=headed)
    sheet.heading(grid.title, grid.scope)
    sheet.key([Entry(table.rows[i].label, fill_of(place)) for place, i in enumerate(groups)])
    panel = sheet.panel(_HEIGHT, left=_LEFT, right=4.0, above=2.0, below=_TICKS)
    axes = panel.axes
    known = table.precision
    span = times[-1] - times[0]
    for place, i in enumerate(groups):
        fill = fill_of(place)
        # A little beside one another, so that intervals that overlap can be told apart.
        at = np.asarray(times) + span * 0.006 * (place - (len(groups) - 1) / 2)
        if known is not None:
            for x, low, high in zip(at, known.low[i, :count], known.high[i, :count], strict=True):
                if np.isfinite(low) and np.isfinite(high):
                    axes.plot([x, x], [low, high], color=fill.colour, linewidth=LINE)
        mark = _MARKS[place % len(_MARKS)]
        axes.plot(
            at,
            table.estimate[i, :count],
            color=fill.colour,
            linewidth=1.6 * LINE,
            marker=mark,
            markersize=4,
            markeredgecolor=INK,
            markeredgewidth=HAIRLINE,
        )
    top = float(np.nanmax(values if known is None else np.fmax(values, known.high[groups, :count])))
    axes.set_ylim(0, top * 1.05)
    axes.set_xlim(times[0] - 0.05 * span, times[-1] + 0.05 * span)
    axes.set_xticks(list(times), [table.columns[place].label for place in range(count)])
    steps = _steps(top)
    shares = table.rows[groups[0]].unit is Unit.SHARE
    axes.set_yticks(steps, [percent_text(step) if shares else f"{step:g}" for step in steps])
    axes.tick_params(colors=SOFT, labelsize=SMALL_SIZE)
    axes.grid(visible=True, axis="y", color=RULE, linewidth=HAIRLINE)
    axes.spines["bottom"].set(visible=True, color=INK, linewidth=HAIRLINE)
    said = f"Upright lines are {level_text(known)} intervals." if known else ""
    sheet.notes([said], grid.source)
    return sheet.done(grid.title, _told(table, groups, count), [table])


def _steps(top: float) -> list[float]:
    """Round steps from 0 to the top."""
    from matplotlib.ticker import MaxNLocator

    return [
        float(step) for step in MaxNLocator(nbins=6, steps=[1, 2, 5, 10]).tick_values(0, top) if 0 <= step <= top * 1.05
    ]


def _told(table: Table, groups: Sequence[int], count: int) -> str:
    """What the picture says: the first and the last figure of each category."""
    grid = grid_of(table)
    figures = [
        f"{table.rows[i].label} from {grid.rows[i].cells[0].text} to {grid.rows[i].cells[count - 1].text}"
        for i in groups
    ]
    return f"From {table.columns[0].label} to {table.columns[count - 1].label}: {listed(figures)}."
