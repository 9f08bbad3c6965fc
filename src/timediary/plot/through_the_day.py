"""Tempograms: what respondents do through the day, and one category with how sure one may be of it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from timediary.model.line import IN_STEPS, LineKind
from timediary.model.number import percent_text
from timediary.model.problem import RequestError
from timediary.plot.alt_text import listed, refuse_breakdown
from timediary.plot.clock import OVERHANG, TICKS, clock_axis, edges_of, hours_shown, upright_shares, width_of_shares
from timediary.plot.colours import DARK_TEXT, TOGETHER, mixed, text_on
from timediary.plot.marks import Fill, Pen, plain
from timediary.plot.sheet import Entry, Sheet, nothing_to_show
from timediary.plot.style import LINE, MARGIN, SMALL_SIZE, SOFT, TEXT_SIZE, line_height
from timediary.plot.words import widest, width_of, wrapped
from timediary.render.grids import grid_of, level_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Unpack

    from numpy.typing import NDArray

    from timediary.model.document import Grid
    from timediary.model.table import Precision, Table
    from timediary.plot.panel import Panel
    from timediary.plot.picture import Plot
    from timediary.plot.sheet import Looks

# Of the highest panel; the others have its scale, and are as high as they need, this at least.
_HEIGHT, _LEAST_HEIGHT = 58.0, 9.0
# What a name on an area leaves free around it.
_AIR = 0.5
_NAME_LINES, _LEAST_NAME = 2, 12.0
_DAYS = {"tempogram_weekday": "Weekdays", "tempogram_weekend": "Weekend", "tempogram_all": "All days"}
_WHO = "Of all respondents who recorded any time, at work then or not."
_LINE = "Lines are the shares in the sample."
# Shares of the category's colour in its two bands.
_SINGLE, _AT_ONCE = 0.5, 0.22


def tempogram(*tables: Table, category: str | None = None, **looks: Unpack[Looks]) -> Plot:
    """Through the day, the share of respondents in each category, stacked; or in one, with intervals and a band.

    Args:
        tables: as `timediary.tempogram` makes them, of all categories, one a panel; for one category, after each of
            them one of the category alone, with a simultaneous band.
        **looks: how it looks (`Looks`): width, title, palette and the like.
        category: id of the one category shown, None for all.

    Raises:
        RequestError: the tables are other ones.
    """
    panels = tables if category is None else tables[::2]
    refuse_breakdown(*panels)
    _check(tables, panels, category)
    column = _column(panels[0], category)
    grid = grid_of(panels[0])
    what = "Activities" if category is None else grid.columns[column].label
    title = f"{what} by time of day: share of respondents"
    if not any(np.nansum(table.hours[:, column]) > 0 for table in panels):
        return nothing_to_show(title, tables, **looks)
    sheet = Sheet(**looks)
    sheet.heading(title, grid.scope)
    edges = edges_of(panels[0])
    shown = hours_shown(edges, [table.estimate[:, column] for table in panels])
    seen = (edges[:-1] >= shown[0]) & (edges[:-1] < shown[1])
    highs = [
        table.estimate[:, column] if category is None else _limits(tables[2 * number + 1]).high[:, 0]
        for number, table in enumerate(panels)
    ]
    tops = [float(np.nan_to_num(high[seen]).max(initial=0.0)) for high in highs]
    sheet.key(_entries(sheet, panels[0], grid, column if category else None))
    colour = _colour(sheet, panels[0], column)
    for number, table in enumerate(panels):
        panel = _panel(sheet, table, shown, tops[number], max(tops))
        if category is None:
            _stack(sheet, panel, table, edges, seen)
            _name_areas(sheet, panel, table, grid, edges, seen)
        else:
            _curve(panel, table, tables[2 * number + 1], (column, colour), edges, seen)
        sheet.skip(2.0)
    said = [_LINE] if category is not None else []
    said += [_WHO, *(note for note in panels[0].notes if note.startswith(IN_STEPS))]
    sheet.notes([" ".join(said)], grid.source)
    return sheet.done(title, _told(panels, column), tables)


def _check(tables: Sequence[Table], panels: Sequence[Table], category: str | None) -> None:
    """See that panels are of all respondents and categories, and have the category and its band where one is shown."""
    whole = all(table.columns[-1].id == "at_work" and len(table.columns) > 1 for table in panels)
    banded = category is None or (len(tables) == 2 * len(panels) and all(table.precision for table in tables))
    known = category is None or all(category in [column.id for column in table.columns] for table in panels)
    if not panels or not whole or not banded or not known:
        raise RequestError(
            "A tempogram is drawn from shares of all respondents in all categories. For one category with its band, "
            "use timediary.picture(survey, 'tempogram', category=...)."
        )


def _column(table: Table, category: str | None) -> int:
    """The column of the category, or the last, being at work at all."""
    return len(table.columns) - 1 if category is None else [column.id for column in table.columns].index(category)


def _groups(table: Table) -> list[int]:
    return [j for j, column in enumerate(table.columns) if column.kind is LineKind.GROUP]


def _entries(sheet: Sheet, table: Table, grid: Grid, column: int | None) -> list[Entry]:
    """What the fills mean: the categories, or the bands of one."""
    if column is None:
        return [Entry(grid.columns[j].label, sheet.fill(place)) for place, j in enumerate(_groups(table))]
    colour, level = _colour(sheet, table, column), level_text(_limits(table))
    shades = (mixed(colour, _SINGLE), mixed(colour, _AT_ONCE))
    words = (f"{level} interval at each time", f"{level} band for all times at once")
    return [Entry(word, Fill(shade, "", text_on(shade))) for word, shade in zip(words, shades, strict=True)]


def _colour(sheet: Sheet, table: Table, column: int) -> str:
    """The category's colour by its place in the grouping; that of several together for a subtotal."""
    groups = _groups(table)
    return sheet.colour(groups.index(column)) if column in groups else TOGETHER


def _limits(table: Table) -> Precision:
    return cast("Precision", table.precision)


def _panel(sheet: Sheet, table: Table, shown: tuple[float, float], top: float, most: float) -> Panel:
    """A panel under the name of its days, its scales ready: its greatest share is `top`, that of all panels `most`."""
    sheet.down += sheet.write(_days(table), MARGIN, sheet.down, bold=True) + 1.8
    height = max(_HEIGHT * top / most, _LEAST_HEIGHT) if most > 0 else _HEIGHT
    panel = sheet.panel(height, left=width_of_shares(), right=OVERHANG, below=TICKS)
    upright_shares(panel, most * height / _HEIGHT)
    clock_axis(panel, *shown)
    if not np.nansum(table.hours) > 0:
        middle = panel.top + (panel.height - line_height(TEXT_SIZE)) / 2
        sheet.write("Nothing recorded", panel.left + panel.width / 2, middle, colour=SOFT, align="center")
    return panel


def _days(table: Table) -> str:
    return _DAYS.get(table.id.partition(",")[0], table.title)


def _stack(sheet: Sheet, panel: Panel, table: Table, edges: NDArray[np.float64], seen: NDArray[np.bool_]) -> None:
    """The categories above one another, the first at the bottom, in steps as long as a slot; slots that are seen."""
    below = np.zeros(len(table.rows))
    for place, j in enumerate(_groups(table)):
        above = below + np.nan_to_num(table.estimate[:, j])
        if (above > below).any():
            panel.steps(_edges(edges, seen), below[seen].tolist(), above[seen].tolist(), sheet.fill(place))
        below = above


def _name_areas(
    sheet: Sheet, panel: Panel, table: Table, grid: Grid, edges: NDArray[np.float64], seen: NDArray[np.bool_]
) -> None:
    """The name of each category on its area, in one line or two, where there is room for it between the steps."""
    below = np.zeros(int(seen.sum()))
    for place, j in enumerate(_groups(table)):
        floor, below = below, below + np.nan_to_num(table.estimate[seen, j])
        fill, text = sheet.fill(place), grid.columns[j].label
        whole = width_of(text, SMALL_SIZE)
        for lines in ([text], wrapped(text, max(whole * 0.6, _LEAST_NAME), SMALL_SIZE)):
            high = len(lines) * line_height(SMALL_SIZE)
            middle = _room_between(panel, (floor, below), _edges(edges, seen), widest(lines, SMALL_SIZE), high)
            if middle is not None and not fill.hatch and len(lines) <= _NAME_LINES:
                top = middle[1] - high / 2
                sheet.write(lines, middle[0], top, size=SMALL_SIZE, colour=fill.text, align="center")
                break


def _room_between(
    panel: Panel, levels: tuple[NDArray[np.float64], NDArray[np.float64]], edges: list[float], wide: float, high: float
) -> tuple[float, float] | None:
    """The middle of the place between two levels in steps that has most room above and below, if it has enough.

    Args:
        panel: whose page places are on.
        levels: the lower and the higher one at each step.
        edges: where steps begin, and where the last one ends.
        wide: what is to stand there, in millimetres.
        high: likewise.
    """
    floor, ceiling = levels
    each = panel.x(edges[1]) - panel.x(edges[0])
    steps = math.ceil((wide + 2 * _AIR) / each)
    if steps > len(floor):
        return None
    # Of each run of steps as wide as that, the room between the highest floor and the lowest ceiling.
    floors = sliding_window_view(floor, steps).max(axis=1)
    ceilings = sliding_window_view(ceiling, steps).min(axis=1)
    first = int((ceilings - floors).argmax())
    bottom, top = panel.y(float(floors[first])), panel.y(float(ceilings[first]))
    return (panel.x(edges[first]) + steps * each / 2, (top + bottom) / 2) if bottom - top >= high + _AIR else None


def _edges(edges: NDArray[np.float64], seen: NDArray[np.bool_]) -> list[float]:
    """Where the slots that are seen begin, and where the last of them ends."""
    places = np.flatnonzero(seen)
    return [float(edge) for edge in edges[places[0] : places[-1] + 2]]


def _curve(
    panel: Panel,
    single: Table,
    at_once: Table,
    shown: tuple[int, str],
    edges: NDArray[np.float64],
    seen: NDArray[np.bool_],
) -> None:
    """The share in steps, over the band of its intervals, over the band that holds the whole curve.

    Args:
        panel: where.
        single: shares of all categories.
        at_once: those of the category shown, with a band that holds all times at once.
        shown: the category's column, and its colour.
        edges: where slots begin, and where the last one ends.
        seen: which slots are shown.
    """
    column, colour = shown
    alone, together = _limits(single), _limits(at_once)
    bands = (
        (together.low[:, 0], together.high[:, 0], _AT_ONCE),
        (alone.low[:, column], alone.high[:, column], _SINGLE),
    )
    for low, high, share in bands:
        bottom, top = np.nan_to_num(low)[seen].tolist(), np.nan_to_num(high)[seen].tolist()
        panel.steps(_edges(edges, seen), bottom, top, plain(mixed(colour, share)), outlined=False)
    # Dark on its bands, whatever the ground; a line between the slots would be lost on a dark one.
    shares = np.nan_to_num(single.estimate[:, column])
    for slot in np.flatnonzero(seen).tolist():
        share = float(shares[slot])
        panel.line([(float(edges[slot]), share), (float(edges[slot + 1]), share)], Pen(DARK_TEXT, 1.5 * LINE))


def _told(panels: Sequence[Table], column: int) -> str:
    """What the picture says: when most are at work, or in the category, and how many."""
    label = panels[0].columns[column].label
    what = "at work" if panels[0].columns[column].kind is LineKind.ALL else f"in '{label}'"
    told = []
    for table in panels:
        shares = np.nan_to_num(table.estimate[:, column])
        most = int(shares.argmax())
        if shares[most] > 0:
            told.append(f"{_days(table)}: most are {what} at {table.rows[most].id}, {percent_text(shares[most])}")
    return f"{listed(told)}."
