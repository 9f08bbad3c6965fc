"""Days in small multiples: for each group of respondents, what they do from Monday to Sunday, or on a weekday."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from timediary.model.line import IN_STEPS, LineKind
from timediary.model.number import percent_text
from timediary.model.problem import RequestError
from timediary.model.table import Status
from timediary.plot.alt_text import listed
from timediary.plot.axis import percentages, round_steps
from timediary.plot.clock import TICKS, TIME, edges_of, hours_shown, ticks_within, width_of_shares
from timediary.plot.rows import LOW
from timediary.plot.sheet import Entry, Sheet, nothing_to_show
from timediary.plot.style import MARGIN, SMALL_SIZE, SOFT, line_height
from timediary.plot.words import shortened
from timediary.render.grids import grid_of

if TYPE_CHECKING:
    from typing import Unpack

    from numpy.typing import NDArray

    from timediary.model.table import Table
    from timediary.plot.panel import Panel
    from timediary.plot.picture import Plot
    from timediary.plot.sheet import Looks

# Of the group whose greatest share is greatest; the others have its scale.
_HEIGHT, _LEAST_HEIGHT = 20.0, 6.0
_BETWEEN_DAYS = 1.2
_BETWEEN_GROUPS = 3.0
# A group of fewer would be a picture of single people.
LEAST_RESPONDENTS = 10
_WHO = "Height: of all respondents of the group who recorded any time, those at work then, by what they do."


class _Group(NamedTuple):
    """A group of respondents: its name with its base, and the share in each category at each slot of the week.

    Attributes:
        name: as it is shown.
        shares: float64, shape (categories, days, slots of a day).
        at_work: likewise of all categories together, shape (days, slots of a day).
    """

    name: str
    shares: NDArray[np.float64]
    at_work: NDArray[np.float64]


def working_week(table: Table, by: Table | None = None, **looks: Unpack[Looks]) -> Plot:
    """A week of each group of respondents: one row a group, one panel a day, the categories stacked.

    Args:
        table: as `timediary.tempogram` makes it of all days, each with slots of its own.
        by: the same, broken down by an attribute; the groups are its columns.
        **looks: how it looks (`Looks`): width, title, palette and the like.

    Raises:
        RequestError: the tables are other ones.
    """
    if not _days(table)[0]:
        raise RequestError("A week is drawn from shares at each slot of all days; use picture 'working_week'.")
    return _multiples("The working week", table, by, **looks)


def profile(table: Table, by: Table | None = None, **looks: Unpack[Looks]) -> Plot:
    """A day of each group of respondents: one row a group, the categories stacked through the day.

    Args:
        table: as `timediary.tempogram` makes it of some days together.
        by: the same, broken down by an attribute; the groups are its columns.
        **looks: how it looks (`Looks`): width, title, palette and the like.

    Raises:
        RequestError: the tables are other ones.
    """
    if _days(table) != [""]:
        raise RequestError("A day is drawn from shares at each slot of some days together; use picture 'profile'.")
    days = "weekdays" if table.id.startswith("tempogram_weekday") else "all days"
    return _multiples(f"Through the day, {days}", table, by, **looks)


def _days(table: Table) -> list[str]:
    """The days that slots of a table are of; an empty one where they are of some days together."""
    return list(dict.fromkeys(row.id.rpartition(" ")[0] for row in table.rows))


def _multiples(what: str, table: Table, by: Table | None, **looks: Unpack[Looks]) -> Plot:
    """One row a group, one panel a day."""
    tables = [table] if by is None else [table, by]
    grid, days = grid_of(table), _days(table)
    if any(column.parts for column in table.columns):
        raise RequestError("The first table is of all respondents, the second of groups.")
    groups, left_out = _groups(table, by, len(days))
    title = what + (f", by {by.title.rpartition(', by ')[2]}" if by is not None else "")
    if not groups or not any(np.nansum(group.at_work) > 0 for group in groups):
        return nothing_to_show(title, tables, **looks)
    sheet = Sheet(**looks)
    sheet.heading(title, grid.scope)
    categories = [j for j, column in enumerate(table.columns) if column.kind is LineKind.GROUP]
    sheet.key([Entry(grid.columns[j].label, sheet.fill(place)) for place, j in enumerate(categories)])
    slots = len(table.rows) // len(days)
    edges = edges_of(table)[: slots + 1]
    shown = hours_shown(edges, [day for group in groups for day in group.at_work])
    most = max(float(np.nan_to_num(group.at_work).max()) for group in groups)
    for number, group in enumerate(groups):
        _row(sheet, group, days, (edges, shown, most), is_first=number == 0, is_last=number == len(groups) - 1)
    said = [_WHO, *(note for note in table.notes if note.startswith(IN_STEPS))]
    said += [f"Left out, with fewer than {LEAST_RESPONDENTS} respondents: {listed(left_out)}." if left_out else ""]
    sheet.notes([" ".join(filter(None, said))], grid.source)
    return sheet.done(title, _told(groups, days, edges), tables)


def _groups(table: Table, by: Table | None, days: int) -> tuple[list[_Group], list[str]]:
    """The groups to be shown, and the names of those that are too few."""
    kinds = [column.kind for column in table.columns]
    each = len(kinds)
    found, left_out = [], []
    source = table if by is None or len(by.columns) <= each else by
    for first in range(0, len(source.columns), each):
        column = source.columns[first]
        name = " / ".join(column.parts[:-1]) or "All respondents"
        base = int(source.base[:, first].max())
        if 0 <= base < LEAST_RESPONDENTS:
            left_out += [name] if base else []
            continue
        shares = np.nan_to_num(source.estimate[:, first : first + each]).T.reshape(each, days, -1)
        mark = LOW if (source.status[:, first : first + each] == Status.LOW_BASE).any() else ""
        parts = [place for place, kind in enumerate(kinds) if kind is LineKind.GROUP]
        found.append(_Group(f"{name} ({base:,}{mark})", shares[parts], shares[-1]))
    return found, left_out


def _row(
    sheet: Sheet,
    group: _Group,
    days: list[str],
    scale: tuple[NDArray[np.float64], tuple[float, float], float],
    *,
    is_first: bool,
    is_last: bool,
) -> None:
    """One group: its name, its days beside one another; the names of days above the first, times below the last."""
    edges, shown, most = scale
    left = width_of_shares()
    wide = (sheet.room - left - _BETWEEN_DAYS * (len(days) - 1)) / len(days)
    name = shortened(group.name, sheet.room, SMALL_SIZE, bold=True)
    sheet.down += sheet.write(name, MARGIN, sheet.down, size=SMALL_SIZE, bold=True)
    sheet.skip(line_height(SMALL_SIZE) + 0.6 if is_first and days[0] else 0.6)
    high = max(_HEIGHT * float(group.at_work.max()) / most, _LEAST_HEIGHT)
    steps = [step for step in round_steps(0.0, most * high / _HEIGHT, 2, (1, 2, 5, 10)) if step > 0]
    seen = (edges[:-1] >= shown[0]) & (edges[:-1] < shown[1])
    for place, day in enumerate(days):
        panel = sheet.panel_at(MARGIN + left + place * (wide + _BETWEEN_DAYS), sheet.down, wide, high)
        panel.across, panel.down = shown, (most * high / _HEIGHT, 0.0)
        if is_first and day:
            head = shortened(day, wide, SMALL_SIZE)
            sheet.write(head, panel.left, panel.top - line_height(SMALL_SIZE) - 0.4, size=SMALL_SIZE, colour=SOFT)
        panel.ticks_beside(steps, percentages(steps) if place == 0 else [""] * len(steps), ticks=place == 0)
        _stack(sheet, panel, group.shares[:, place][:, seen], edges, seen)
        panel.floor()
        if is_last:
            panel.ticks_below(*ticks_within(panel), guides=False)
    sheet.skip(high + (TICKS if is_last else _BETWEEN_GROUPS))


def _stack(
    sheet: Sheet, panel: Panel, shares: NDArray[np.float64], edges: NDArray[np.float64], seen: NDArray[np.bool_]
) -> None:
    places = np.flatnonzero(seen)
    starts = edges[places[0] : places[-1] + 2].tolist()
    below = np.zeros(shares.shape[1])
    for place, share in enumerate(shares):
        above = below + share
        if share.any():
            panel.steps(starts, below.tolist(), above.tolist(), sheet.fill(place), outlined=False)
        below = above


def _told(groups: list[_Group], days: list[str], edges: NDArray[np.float64]) -> str:
    """What the picture says: when most of each group are at work."""
    told = []
    for group in groups:
        day, slot = np.unravel_index(int(group.at_work.argmax()), group.at_work.shape)
        most = float(group.at_work.max())
        when = f"on {days[day]} at" if days[day] else "at"
        told.append(f"{group.name} {when} {TIME.text(float(edges[slot]))}, {percent_text(most)}")
    return f"Most are at work: {listed(told[:8])}."
