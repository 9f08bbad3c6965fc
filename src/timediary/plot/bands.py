"""Bars of respondents by band, a panel for each group: hours worked over those contracted, or any other attribute."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from timediary.model.line import LineKind
from timediary.model.table import Status
from timediary.plot.alt_text import figures_in_words, notes_of, without_low
from timediary.plot.axis import TICKS, percentages, round_steps
from timediary.plot.colours import colour_of, text_on
from timediary.plot.marks import Fill, Line, Pen
from timediary.plot.rows import Group, Rows, groups_of, rows_of
from timediary.plot.sheet import Sheet, nothing_to_show
from timediary.plot.style import (
    INK,
    LINE,
    MARGIN,
    SMALL_SIZE,
    SOFT,
    TEXT_SIZE,
    line_height,
)
from timediary.plot.words import width_of, wrapped
from timediary.render.grids import grid_of, level_text

if TYPE_CHECKING:
    from typing import Unpack

    from numpy.typing import NDArray

    from timediary.model.document import Grid, GridCell
    from timediary.model.table import Table
    from timediary.plot.panel import Panel
    from timediary.plot.picture import Plot
    from timediary.plot.sheet import Looks

_ROW = 4.4
_BAR = 0.62
_LEAST_PANEL = 22.0
_GAP = 4.0
_BETWEEN = 3.0
_BETWEEN_TICKS = 12.0
_HEAD = 0.7
# Of our palette: between dark and light, so that the line of an interval shows on it in either.
_COLOUR = 4


def hours(table: Table, **looks: Unpack[Looks]) -> Plot:
    """Shares of respondents by band as bars with intervals, a panel for each group of respondents.

    Args:
        table: as `distribution` makes it: bands by groups of respondents.
        **looks: how it looks (`Looks`): width, title, palette and the like.
    """
    grid = grid_of(table, "interval")
    if not np.isfinite(table.estimate).any():
        return nothing_to_show(grid.title, [table], **looks)
    sheet = Sheet(**looks)
    sheet.heading(grid.title, grid.scope)
    shown = [j for j in range(len(table.columns)) if np.isfinite(table.estimate[:, j]).any()]
    bands = _bands(table)
    rows = rows_of([Group(grid.rows[i].label) for i in bands], sheet.width, least=_ROW, beside=len(shown) > 1)
    room = sheet.room - rows.left
    across = max(min(int((room + _GAP) / (_LEAST_PANEL + _GAP)), len(shown)), 1)
    # Five are three above two, not four above one.
    across = math.ceil(len(shown) / math.ceil(len(shown) / across))
    layout = _Layout(table, grid, bands, rows, *_limits(table), (room - (across - 1) * _GAP) / across)
    for start in range(0, len(shown), across):
        _panels(sheet, layout, shown[start : start + across])
    sheet.notes(notes_of(sheet, grid, _note(layout)), grid.source)
    return sheet.done(grid.title, _description(grid, shown), [table])


class _Layout(NamedTuple):
    """What all panels share.

    Attributes:
        table: bands by groups.
        grid: the same as it is read.
        bands: positions of the rows that are shown.
        rows: where they stand.
        low: lower ends of the intervals, shape of the table's estimates, NaN where no line is drawn.
        high: upper ends.
        width: of a panel.
    """

    table: Table
    grid: Grid
    bands: list[int]
    rows: Rows
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    width: float

    @property
    def most(self) -> float:
        """The greatest share that bars and lines reach to: intervals that say next to nothing are cut off there."""
        sure = np.where(self.table.status == Status.ORDINARY, self.high, np.nan)
        return max(float(np.nanmax(values, initial=0.0)) for values in (self.table.estimate, sure)) or 1.0

    @property
    def right_end(self) -> float:
        """The greatest value of every panel's axis: what must be on it, and room for the longest figure after it."""
        texts = [without_low(cell) for row in self.grid.rows for cell in row.cells if cell.value is not None]
        room = max(width_of(text, SMALL_SIZE) for text in texts) + 1.5
        return self.most / (1 - room / self.width)


def _bands(table: Table) -> list[int]:
    """Rows from the first to the last band that anybody is in; and no information where somebody gave none."""
    anybody = (np.nan_to_num(table.estimate) > 0).sum(axis=1) > 0
    levels = [i for i, row in enumerate(table.rows) if row.kind is LineKind.LEVEL]
    used = [i for i in levels if anybody[i]] or levels
    others = [i for i in range(len(table.rows)) if i not in levels and anybody[i]]
    return [*(i for i in levels if used[0] <= i <= used[-1]), *others]


def _note(layout: _Layout) -> str:
    table, bands, known = layout.table, layout.bands, layout.table.precision
    said = [] if known is None else [f"Line: {level_text(known)} interval, where it rests on enough respondents."]
    said += ["An arrow: the interval goes on."] if (layout.high > layout.most)[bands].any() else []
    lost = any(row.kind is LineKind.LEVEL and i not in bands for i, row in enumerate(table.rows))
    return " ".join([*said, "Nobody is in the bands before the first or after the last."] if lost else said)


def _limits(table: Table) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Ends of the intervals, NaN where few respondents would make them longer than all bars, or there are none."""
    if table.precision is None:
        nowhere = np.full(table.estimate.shape, np.nan)
        return nowhere, nowhere
    few = table.status == Status.LOW_BASE
    return np.where(few, np.nan, table.precision.low), np.where(few, np.nan, table.precision.high)


def _panels(sheet: Sheet, layout: _Layout, columns: list[int]) -> None:
    """One row of panels with the labels of the bands at its left and the groups' names above."""
    grid, rows, width = layout.grid, layout.rows, layout.width
    heads = [_head(group, width) for group in groups_of(grid)]
    line = line_height(TEXT_SIZE)
    top = sheet.down + (max(len(heads[j]) for j in columns) * line + 1.0 if len(grid.columns) > 1 else 0.0)
    for number, j in enumerate(columns):
        panel = sheet.panel_at(MARGIN + rows.left + number * (width + _GAP), top, width, rows.height)
        panel.across = (0.0, layout.right_end)
        if number == 0:
            rows.write(sheet, panel)
        if len(grid.columns) > 1:
            sheet.write(heads[j], panel.left, top - len(heads[j]) * line - 0.6, bold=True)
        for i, row in zip(layout.bands, rows.rows, strict=True):
            limits = float(layout.low[i, j]), float(layout.high[i, j])
            _bar(sheet, panel, row.centre, (row.height * _BAR, layout.most), grid.rows[i].cells[j], limits)
        panel.wall()
        ticks = round_steps(0.0, layout.right_end, max(int(width / _BETWEEN_TICKS), 1), (1, 2, 5, 10))
        panel.ticks_below(ticks, percentages(ticks), guides=False)
        panel.floor()
    sheet.down = top + rows.height + TICKS
    below = "Share of respondents" if len(grid.columns) == 1 else "Share of the respondents in each group"
    left = MARGIN + rows.left
    sheet.down += sheet.write(below, left, sheet.down, size=SMALL_SIZE, colour=SOFT) + _BETWEEN


def _head(group: Group, width: float) -> list[str]:
    base = f"({group.base})"
    lines = wrapped(group.label, width, TEXT_SIZE, most=2, bold=True)
    last = f"{lines[-1]} {base}"
    return [*lines[:-1], last] if width_of(last, TEXT_SIZE, bold=True) <= width else [*lines, base]


def _bar(
    sheet: Sheet,
    panel: Panel,
    y: float,
    room: tuple[float, float],
    cell: GridCell,
    limits: tuple[float, float],
) -> None:
    """A bar with its interval, and its figure after whichever is longer.

    Args:
        sheet: the page.
        panel: of the bar.
        y: the bar's middle.
        room: its height, and the greatest share that lines reach to.
        cell: its figure.
        limits: ends of the interval, or NaN.
    """
    height, most = room
    if cell.value is None:
        return
    end = cell.value
    colour = colour_of(sheet.palette, _COLOUR)
    fill = Fill(colour, "", text_on(colour))
    if cell.value > 0:
        panel.bar(0.0, cell.value, y - height / 2, y + height / 2, fill)
        if np.isfinite(limits).all():
            end = max(end, min(limits[1], most))
            panel.line([(limits[0], y), (end, y)], Pen(INK, LINE))
            if limits[0] < cell.value:
                # Seen on the bar too, however dark it is.
                panel.line([(limits[0], y), (min(cell.value, end), y)], Pen(fill.text, LINE))
            if limits[1] > most:
                _arrow(panel, end, y)
    sheet.write(without_low(cell), panel.x(end) + 0.8, panel.top + y - line_height(SMALL_SIZE) / 2, size=SMALL_SIZE)


def _arrow(panel: Panel, end: float, y: float) -> None:
    """The head of an arrow at the end of a line that would go on."""
    x, y = panel.x(end), panel.y(y)
    panel.marks.append(Line(((x - _HEAD, y - _HEAD), (x, y), (x - _HEAD, y + _HEAD)), Pen(INK, LINE)))


def _description(grid: Grid, shown: list[int]) -> str:
    """Of all respondents (or the last group), how many are in each band that anybody is in."""
    last = shown[-1]
    bands = [i for i, row in enumerate(grid.rows) if row.cells[last].value]
    groups = f"A panel of bars for each of {len(shown)} groups" if len(shown) > 1 else "A bar for each band"
    return f"{groups}. {grid.columns[last].label}: {figures_in_words(grid, bands, last)}."
