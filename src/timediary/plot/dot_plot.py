"""Dot plots: one category's share of time across groups of respondents, each with its interval."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from timediary.model.line import LineKind
from timediary.model.problem import RequestError
from timediary.model.table import Status
from timediary.plot.alt_text import column_width, listed, notes_of, write_figures
from timediary.plot.axis import TICKS, share_axis
from timediary.plot.colours import LIGHT_TEXT, TOGETHER
from timediary.plot.marks import Pen, plain
from timediary.plot.rows import LOW, Group, groups_of, occupied, rows_of
from timediary.plot.sheet import Sheet, nothing_to_show
from timediary.plot.style import INK, LINE, SOFT
from timediary.render.grids import grid_of, level_text

if TYPE_CHECKING:
    from typing import Unpack

    from timediary.model.document import Grid, GridCell
    from timediary.model.table import Table
    from timediary.plot.panel import Panel
    from timediary.plot.picture import Plot
    from timediary.plot.sheet import Looks

_ROW = 4.6
_DOT = 4.5
_DASHES = (3.2, 1.6)


class _Dot(NamedTuple):
    """One row: where it stands among the groups, its figure as shown, and the interval's ends or NaN."""

    group: Group
    cell: GridCell
    low: float
    high: float


def dots(*tables: Table, category: str | None = None, **looks: Unpack[Looks]) -> Plot:
    """One category's share of time in each group, with intervals, and a line at the share of all.

    Args:
        *tables: shares of recorded time, as `breakdown` makes them; several breakdowns stand one below the other.
        category: id of the row to show; the first one where None.
        **looks: how it looks (`Looks`): width, title, palette and the like.

    Returns:
        The picture; a white dot rests on few respondents.

    Raises:
        RequestError: a table has no such row, or there is no table.
    """
    if not tables:
        raise RequestError("There is no table to draw.")
    whole, tables = tables, tuple(map(occupied, tables))
    places = [_row(table, category) for table in tables]
    grids = [grid_of(table, "interval") for table in tables]
    title = _title(grids, places[0])
    found = _dots(tables, grids, places)
    if not any(dot.cell.value is not None for dot in found):
        return nothing_to_show(title, whole, **looks)
    sheet = Sheet(**looks)
    sheet.heading(title, grids[0].scope)
    rows = rows_of([dot.group for dot in found], sheet.width, least=_ROW)
    cells = [dot.cell for dot in found]
    panel = sheet.panel(rows.height, left=rows.left, right=column_width(cells), below=TICKS)
    rows.write(sheet, panel)
    known = [np.nan if dot.cell.value is None else dot.cell.value for dot in found]
    share_axis(panel, np.array([known, [dot.low for dot in found], [dot.high for dot in found]], dtype=np.float64))
    of_all = found[-1].cell.value
    if of_all is not None and len(found) > 1:
        panel.line([(of_all, 0.0), (of_all, rows.height)], Pen(SOFT, LINE, _DASHES))
    groups = [i for i, row in enumerate(tables[0].rows) if row.kind is LineKind.GROUP]
    colour = sheet.colour(groups.index(places[0])) if places[0] in groups else TOGETHER
    for dot, centre in zip(found, rows.centres, strict=True):
        _paint(panel, dot, centre, colour)
    write_figures(sheet, panel, rows.centres, cells)
    sheet.notes(_notes(sheet, tables, grids, len(found)), grids[0].source)
    return sheet.done(title, _description(found), whole)


def _row(table: Table, category: str | None) -> int:
    ids = [row.id for row in table.rows]
    if not ids or (category is not None and category not in ids):
        raise RequestError(f"The table has no row '{category}'. It has: {', '.join(ids) or 'none'}.")
    return 0 if category is None else ids.index(category)


def _title(grids: list[Grid], place: int) -> str:
    """What is shown, by what: the tables' own titles, each with what follows its first 'by'."""
    what, _, _ = grids[0].title.partition(" by ")
    ways = [by for grid in grids for _, _, by in [grid.title.partition(" by ")] if by]
    shown = f"{grids[0].rows[place].label}: {what[:1].lower()}{what[1:]}"
    return shown + (f" by {listed(ways)}" if ways else "")


def _dots(tables: tuple[Table, ...], grids: list[Grid], places: list[int]) -> list[_Dot]:
    """The rows: the groups of each table, and all respondents once, last."""
    found: list[_Dot] = []
    for number, (table, grid, place) in enumerate(zip(tables, grids, places, strict=True)):
        is_last = number == len(tables) - 1
        before = len(found)
        for j, group in enumerate(groups_of(grid)):
            if table.columns[j].kind is LineKind.ALL and not is_last:
                continue
            heading = group.heading
            if len(tables) > 1 and len(found) == before and table.columns[j].kind is not LineKind.ALL:
                heading = " / ".join(part for part in (_way(grid), group.heading) if part)
            limits = (np.nan, np.nan)
            if table.precision is not None:
                limits = float(table.precision.low[place, j]), float(table.precision.high[place, j])
            found.append(_Dot(group._replace(heading=heading), grid.rows[place].cells[j], *limits))
    return found


def _way(grid: Grid) -> str:
    """What a table is broken down by, as a heading."""
    by = grid.title.partition(" by ")[2]
    return by[:1].upper() + by[1:]


def _paint(panel: Panel, dot: _Dot, y: float, colour: str) -> None:
    if dot.cell.value is None:
        return
    if np.isfinite([dot.low, dot.high]).all():
        panel.line([(dot.low, y), (dot.high, y)], Pen(INK, LINE))
    few = dot.group.base.endswith(LOW)
    panel.dot(dot.cell.value, y, _DOT, plain(LIGHT_TEXT if few else colour), Pen(INK, LINE))


def _notes(sheet: Sheet, tables: tuple[Table, ...], grids: list[Grid], count: int) -> list[str]:
    known = tables[0].precision
    said = [f"Line and range: {level_text(known)} interval."] if known is not None else []
    said += ["Dashed: all respondents."] if count > 1 else []
    few = any((table.status == Status.LOW_BASE).any() for table in tables)
    said += ["White dot: few respondents."] if few else []
    return notes_of(sheet, grids[0], " ".join(said))


def _description(found: list[_Dot]) -> str:
    """All respondents' share, and the lowest and highest of the groups."""
    whole = found[-1]
    told = [f"{whole.group.label} {whole.cell.full}"] if whole.cell.value is not None else []
    groups = [dot for dot in found[:-1] if dot.cell.value is not None]
    if groups:
        ordered = sorted(groups, key=lambda dot: dot.cell.value or 0.0)
        told += [f"lowest {ordered[0].group.label} {ordered[0].cell.full}"]
        told += [f"highest {ordered[-1].group.label} {ordered[-1].cell.full}"] if len(ordered) > 1 else []
    return f"A dot and an interval for each of {len(found)} groups: {'; '.join(told)}."
