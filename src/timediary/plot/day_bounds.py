"""Start and finish of the working day: for each day the middle half of respondents' starts and finishes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from timediary.model.table import Status
from timediary.plot.alt_text import listed, refuse_breakdown
from timediary.plot.clock import OVERHANG, TICKS, TIME, clock_axis
from timediary.plot.colours import PALETTE
from timediary.plot.marks import Pen
from timediary.plot.rows import Group, rows_of
from timediary.plot.sheet import Entry, Sheet, nothing_to_show
from timediary.plot.style import MM_PER_POINT, SMALL_SIZE, SOFT, TEXT_SIZE, line_height
from timediary.plot.words import widest, width_of
from timediary.render.grids import MARKS, grid_of

if TYPE_CHECKING:
    from typing import Unpack

    from numpy.typing import NDArray

    from timediary.model.document import Grid
    from timediary.model.table import Table
    from timediary.plot.marks import Align, Fill
    from timediary.plot.panel import Panel
    from timediary.plot.picture import Plot
    from timediary.plot.rows import Row
    from timediary.plot.sheet import Looks

_ROW = 9.0
# Of a row's height, what each of its two bars takes.
_BAR = 0.36
# Width of the line at a median, in points.
_MEDIAN = 2.0
# Two of the palette that dark lines show on.
_DARK, _LIGHT = 4, 7
_COLUMN_GAP = 3.0
_TOWARDS_BAR = 0.8
_TIMES = ("start", "finish")
_QUARTILES = ("lower_quartile", "median", "upper_quartile")
_SAID = (
    "A bar holds the middle half of respondents, its thick line and the time beside it are their median; of those at "
    "work on the day."
)


def working_day(table: Table, **looks: Unpack[Looks]) -> Plot:
    """For each day, when the middle half of those at work start and finish, and how many are at work.

    Args:
        table: as `timediary.working_day` makes it, not broken down.
        **looks: how it looks (`Looks`): width, title, palette and the like.
    """
    refuse_breakdown(table)
    grid = grid_of(table)
    rows = {row.id: i for i, row in enumerate(table.rows)}
    times = {time: np.array([table.estimate[rows[f"{time}_{name}"]] for name in _QUARTILES]) for time in _TIMES}
    if not np.isfinite(times["start"]).any():
        return nothing_to_show(grid.title, [table], **looks)
    sheet = Sheet(**looks)
    sheet.heading(grid.title, grid.scope)
    start, finish = (_LIGHT, _DARK) if sheet.palette == PALETTE else (0, 1)
    fills = {"start": sheet.fill(start), "finish": sheet.fill(finish)}
    sheet.key([Entry(name.capitalize(), fill) for name, fill in fills.items()])
    laid = rows_of(
        [Group(_marked(table, grid, j)) for j in range(len(table.columns))], sheet.width, least=_ROW, beside=True
    )
    beside = _figures(grid, rows)
    wide = max(widest([text for _, text in beside], TEXT_SIZE), widest(["At work"], SMALL_SIZE))
    panel = sheet.panel(
        laid.height, left=laid.left, right=max(wide + _COLUMN_GAP, OVERHANG), above=line_height(SMALL_SIZE), below=TICKS
    )
    laid.write(sheet, panel)
    clock_axis(panel, float(np.floor(np.nanmin(times["start"]))), float(np.ceil(np.nanmax(times["finish"]))))
    for j, row in enumerate(laid.rows):
        _draw(sheet, panel, row, [(fills[name], times[name][:, j]) for name in _TIMES])
    right = panel.left + panel.width + _COLUMN_GAP + wide
    sheet.write(
        "At work", right, panel.top - line_height(SMALL_SIZE) - 0.5, size=SMALL_SIZE, colour=SOFT, align="right"
    )
    for centre, (_, text) in zip(laid.centres, beside, strict=True):
        sheet.write(text, right, panel.top + centre - line_height(TEXT_SIZE) / 2, align="right")
    sheet.notes([_SAID, *_low(table, grid)], grid.source)
    return sheet.done(grid.title, _told(grid, rows), [table])


def _marked(table: Table, grid: Grid, column: int) -> str:
    low = (table.status[:, column] == Status.LOW_BASE).any()
    return grid.columns[column].label + (MARKS[Status.LOW_BASE] if low else "")


def _figures(grid: Grid, rows: dict[str, int]) -> list[tuple[str, str]]:
    """Each day with the share of respondents at work on it."""
    cells = grid.rows[rows["at_work"]].cells
    return [(column.label, cell.text) for column, cell in zip(grid.columns, cells, strict=True)]


def _low(table: Table, grid: Grid) -> list[str]:
    mark = MARKS[Status.LOW_BASE]
    shown = (table.status == Status.LOW_BASE).any()
    return [note for note in grid.notes if shown and note.startswith(f"{mark} ")]


def _draw(sheet: Sheet, panel: Panel, row: Row, bars: list[tuple[Fill, NDArray[np.float64]]]) -> None:
    """The bars of one day, starts above finishes, as they may overlap; nothing where nobody is at work."""
    if not np.isfinite(bars[0][1]).all():
        return
    high = row.height * _BAR
    first, last = panel.across
    within = _MEDIAN / 2 * MM_PER_POINT * (last - first) / panel.width
    for name, top, (fill, (low, middle, upper)) in zip(_TIMES, (row.centre - high, row.centre), bars, strict=True):
        panel.bar(float(low), float(upper), top, top + high, fill)
        # Within the bar, where the line is seen on a dark page too.
        x = float(np.clip(middle, min(low + within, upper), max(upper - within, low)))
        panel.line([(x, top), (x, top + high)], Pen(fill.text, _MEDIAN))
        _write_median(sheet, panel, (float(low), float(upper)), top + high / 2, (name, TIME.text(float(middle))))


def _write_median(sheet: Sheet, panel: Panel, ends: tuple[float, float], y: float, median: tuple[str, str]) -> None:
    """A median as a time: after the bar of starts, before that of finishes, or where else the panel has room."""
    name, text = median
    wide = width_of(text, SMALL_SIZE)
    after, before = panel.x(ends[1]) + _TOWARDS_BAR, panel.x(ends[0]) - _TOWARDS_BAR
    sides: list[tuple[float, Align, bool]] = [
        (after, "left", after + wide <= panel.left + panel.width),
        (before, "right", before - wide >= panel.left),
    ]
    for x, align, fits in sides if name == "start" else reversed(sides):
        if fits:
            sheet.write(text, x, panel.top + y - line_height(SMALL_SIZE) / 2, size=SMALL_SIZE, align=align)
            return


def _told(grid: Grid, rows: dict[str, int]) -> str:
    """What the picture says: each day's median start and finish."""
    told = []
    for j, column in enumerate(grid.columns):
        start, finish = (grid.rows[rows[f"{time}_median"]].cells[j] for time in _TIMES)
        if start.value is not None:
            told.append(f"{column.label} from {start.text} to {finish.text}")
    return f"Median start and finish: {listed(told)}."
