"""Waves of a survey: a line for each category through its shares or hours, with intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from timediary.model.line import LineKind, Unit
from timediary.model.number import percent_text
from timediary.plot.alt_text import listed
from timediary.plot.axis import round_steps
from timediary.plot.marks import Pen, plain
from timediary.plot.panel import SHAPES
from timediary.plot.sheet import Entry, Sheet, nothing_to_show
from timediary.plot.style import HAIRLINE, INK, LINE
from timediary.render.grids import grid_of, level_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Unpack

    from timediary.model.table import Table
    from timediary.plot.marks import Fill
    from timediary.plot.panel import Panel
    from timediary.plot.picture import Plot
    from timediary.plot.sheet import Looks

_HEIGHT = 62.0
_TICKS = 6.0
_LEFT = 12.0
_DOT = 4.0


def trend(table: Table, times: Sequence[float], **looks: Unpack[Looks]) -> Plot:
    """A line for each category from wave to wave, and its interval at each.

    Args:
        table: as `timediary.trend` makes it; its first columns are the waves.
        times: of the waves, in rising order.
        **looks: how it looks (`Looks`): width, title, palette and the like.
    """
    grid = grid_of(table)
    count = len(times)
    groups = [i for i, row in enumerate(table.rows) if row.kind is LineKind.GROUP]
    values = table.estimate[groups, :count]
    if not np.isfinite(values).any():
        return nothing_to_show(grid.title, [table], **looks)
    sheet = Sheet(**looks)
    sheet.heading(grid.title, grid.scope)
    sheet.key([Entry(table.rows[i].label, sheet.fill(place)) for place, i in enumerate(groups)])
    panel = sheet.panel(_HEIGHT, left=_LEFT, right=4.0, above=2.0, below=_TICKS)
    known = table.precision
    span = times[-1] - times[0]
    top = float(np.nanmax(values if known is None else np.fmax(values, known.high[groups, :count]))) or 1.0
    panel.across = (times[0] - 0.05 * span, times[-1] + 0.05 * span)
    panel.down = (top * 1.05, 0.0)
    panel.ticks_below(times, [table.columns[place].label for place in range(count)], guides=False)
    steps = round_steps(0.0, top * 1.05, 6, (1, 2, 5, 10))
    shares = table.rows[groups[0]].unit is Unit.SHARE
    panel.ticks_beside(steps, [percent_text(step) if shares else f"{step:g}" for step in steps])
    for place, i in enumerate(groups):
        fill = sheet.fill(place)
        # A little beside one another, so that intervals that overlap can be told apart.
        at = np.asarray(times) + span * 0.006 * (place - (len(groups) - 1) / 2)
        if known is not None:
            for x, low, high in zip(at, known.low[i, :count], known.high[i, :count], strict=True):
                if np.isfinite(low) and np.isfinite(high):
                    panel.line([(float(x), float(low)), (float(x), float(high))], Pen(fill.colour, LINE))
        _curve(panel, [float(x) for x in at], table.estimate[i, :count].tolist(), (place, fill))
    panel.floor()
    said = f"Upright lines are {level_text(known)} intervals." if known else ""
    sheet.notes([said], grid.source)
    return sheet.done(grid.title, _told(table, groups, count), [table])


def _curve(panel: Panel, at: Sequence[float], values: Sequence[float], shown: tuple[int, Fill]) -> None:
    """The line of the category at a place of the grouping, broken where a wave has no figure, a shape at each wave."""
    place, fill = shown
    shape = SHAPES[place % len(SHAPES)]
    pieces: list[list[tuple[float, float]]] = [[]]
    for x, y in zip(at, values, strict=True):
        if np.isfinite(y):
            pieces[-1].append((x, y))
        else:
            pieces.append([])
    for piece in pieces:
        if len(piece) > 1:
            panel.line(piece, Pen(fill.colour, 1.6 * LINE))
        for x, y in piece:
            panel.dot(x, y, _DOT, plain(fill.colour), Pen(INK, HAIRLINE), shape=shape)


def _told(table: Table, groups: Sequence[int], count: int) -> str:
    """What the picture says: the first and the last figure of each category."""
    grid = grid_of(table)
    figures = [
        f"{table.rows[i].label} from {grid.rows[i].cells[0].text} to {grid.rows[i].cells[count - 1].text}"
        for i in groups
    ]
    return f"From {table.columns[0].label} to {table.columns[count - 1].label}: {listed(figures)}."
