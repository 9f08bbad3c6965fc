"""Episodes: how many, how long, how much of the time in long ones, and the longest; a small dot plot for each."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from timediary.model.line import LineKind
from timediary.model.table import Status
from timediary.plot.alt_text import listed, notes_of, refuse_breakdown
from timediary.plot.marks import Pen, plain
from timediary.plot.rows import Group, rows_of
from timediary.plot.sheet import Sheet, nothing_to_show
from timediary.plot.style import (
    HAIRLINE,
    INK,
    LINE,
    MARGIN,
    RULE,
    SMALL_SIZE,
    SOFT,
    TEXT_SIZE,
    line_height as high_as,
)
from timediary.plot.words import widest, wrapped
from timediary.render.grids import grid_of, level_text

if TYPE_CHECKING:
    from typing import Unpack

    from timediary.model.document import Grid
    from timediary.model.table import Table
    from timediary.plot.panel import Panel
    from timediary.plot.picture import Plot
    from timediary.plot.rows import Rows
    from timediary.plot.sheet import Looks

_ROW = 6.0
_DOT = 3.2
_HEADS = {
    "per_hour": "Episodes an hour worked",
    "mean_length": "Mean length, minutes",
    "long_share": "Share of its time in episodes of 2 hours or more",
    "longest": "Longest of a diary, minutes, mean",
}
_GAP = 4.0
_TOWARDS_FIGURES = 1.5
_LEAST_PANEL = 13.0


def episodes(table: Table, **looks: Unpack[Looks]) -> Plot:
    """For each category, dots with intervals: episodes an hour, mean length, time in long ones, the longest.

    Args:
        table: as `timediary.episodes` makes it, not broken down.
        **looks: how it looks (`Looks`): width, title, palette and the like.
    """
    refuse_breakdown(table)
    grid = grid_of(table)
    if not np.isfinite(table.estimate).any():
        return nothing_to_show(grid.title, [table], **looks)
    sheet = Sheet(**looks)
    sheet.heading(grid.title, grid.scope)
    measures = [i for i, row in enumerate(table.rows) if row.id in _HEADS]
    groups = [Group(column.label, opens=table.columns[j].kind is LineKind.ALL) for j, column in enumerate(grid.columns)]
    laid = rows_of(groups, sheet.width, least=_ROW, beside=True)
    figures = max(widest([cell.text for cell in grid.rows[i].cells], TEXT_SIZE) for i in measures) + _TOWARDS_FIGURES
    room = sheet.room - laid.left
    across = int(np.clip((room + _GAP) // (_LEAST_PANEL + figures + _GAP), 1, len(measures)))
    across = math.ceil(len(measures) / math.ceil(len(measures) / across))
    for first in range(0, len(measures), across):
        _row_of_panels(sheet, table, grid, measures[first : first + across], laid, figures, across)
    said = f"Lines are {level_text(table.precision)} intervals." if table.precision else ""
    sheet.notes([said, *table.notes[:2], *notes_of(sheet, grid)], grid.source)
    return sheet.done(grid.title, _told(grid, table), [table])


def _row_of_panels(
    sheet: Sheet, table: Table, grid: Grid, measures: list[int], laid: Rows, figures: float, across: int
) -> None:
    """Some of the measures beside one another, the categories at their left."""
    each = (sheet.room - laid.left - _GAP * (across - 1)) / across
    heads = [wrapped(_HEADS[table.rows[i].id], each, SMALL_SIZE) for i in measures]
    head = max(len(lines) for lines in heads) * high_as(SMALL_SIZE) + 1.0
    for place, (i, lines) in enumerate(zip(measures, heads, strict=True)):
        x = MARGIN + laid.left + place * (each + _GAP)
        top = sheet.down + head
        sheet.write(lines, x, top - 1.0 - len(lines) * high_as(SMALL_SIZE), size=SMALL_SIZE, colour=SOFT)
        panel = sheet.panel_at(x, top, each - figures, laid.height)
        if place == 0:
            laid.write(sheet, panel)
        _dots(sheet, panel, table, grid, i, laid, x + each)
    sheet.skip(head + laid.height + 2.0)


def _dots(sheet: Sheet, panel: Panel, table: Table, grid: Grid, i: int, laid: Rows, right: float) -> None:
    """One measure: a dot and a line for each category, and its figure at the right."""
    known = table.precision
    low, high = (known.low[i], known.high[i]) if known else (table.estimate[i], table.estimate[i])
    most = float(np.nanmax(np.concatenate([table.estimate[i], high, [0.0]])))
    panel.across = (0.0, most * 1.05 or 1.0)
    panel.wall()
    for j, centre in enumerate(laid.centres):
        cell = grid.rows[i].cells[j]
        sheet.write(cell.text + cell.marks, right, panel.top + centre - high_as(TEXT_SIZE) / 2, align="right")
        panel.line([(0.0, centre), (panel.across[1], centre)], Pen(RULE, HAIRLINE))
        if cell.value is None:
            continue
        if np.isfinite(low[j]) and np.isfinite(high[j]):
            panel.line([(float(low[j]), centre), (float(high[j]), centre)], Pen(INK, 1.5 * LINE))
        filled = plain(INK) if table.status[i, j] == Status.ORDINARY else None
        panel.dot(cell.value, centre, _DOT, filled, Pen(INK, 1.0))


def _told(grid: Grid, table: Table) -> str:
    """What the picture says: how long episodes last."""
    row = [line.id for line in table.rows].index("mean_length")
    figures = [
        f"{column.label} {cell.text}"
        for column, cell in zip(grid.columns, grid.rows[row].cells, strict=True)
        if cell.value is not None
    ]
    return f"Mean length of an episode in minutes: {listed(figures)}."
