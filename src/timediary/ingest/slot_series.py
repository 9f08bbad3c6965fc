"""Columns of slots that are numbered behind a common beginning: `act1_1 ... act1_144`, `s_0400`, `t0400`, `min_240`.

Numbers are times, minutes or numbers of slots: whichever makes of all of them all slots of a day, each once. Where two
readings do and differ, or where several series are complete, a study, an option or a known layout must say which.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from timediary.ingest.cell import heading_key, quoted
from timediary.ingest.fault import Fault
from timediary.ingest.units import minutes_of, slot_at
from timediary.model.conventions import TimeUnit
from timediary.model.problem import ProblemKind
from timediary.model.study import clock

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from timediary.ingest.cell import Cell
    from timediary.model.conventions import Conventions
    from timediary.model.study import DiaryGrid

_NUMBERED = re.compile(r"(?P<stem>.*[^0-9])(?P<number>[0-9]{1,4})", re.DOTALL)
_BEFORE_NUMBER = " _-.:("
_FOUR_DIGITS = 4
_HOURS, _MINUTES = 24, 60
_UNITS = (
    *(TimeUnit.CLOCK, TimeUnit.HOURS, TimeUnit.MINUTES, TimeUnit.FROM_FIRST_SLOT),
    *(TimeUnit.SLOT_FROM_1, TimeUnit.SLOT_FROM_0),
)


class SlotSeries(NamedTuple):
    """The slots of a day by their columns.

    Attributes:
        stem: what the names of the columns begin with.
        unit: what their numbers are.
        times: the time of day at which each column's slot begins, as `04:00`, by column.
        others: columns of other series that are complete as well: what they begin with, and when their slot begins.
        by: what says so.
    """

    stem: str
    unit: TimeUnit
    times: Mapping[int, str]
    others: Mapping[int, tuple[str, str]]
    by: str


def series_in(
    names: Sequence[Cell], grid: DiaryGrid, says: Conventions, by: str = "", beside: Collection[str] = ()
) -> SlotSeries | Fault | None:
    """The slots that numbered columns stand for in a diary of one day; None where no series of them is complete.

    Args:
        names: the columns' names.
        grid: the slots of the diary.
        says: what is settled: `slot_columns` and `time_unit`.
        by: what says it, for the reading.
        beside: what the names of columns begin with that hold what is noted beside the activity, as `heading_key` has
            it, without what stands before the number.

    Returns:
        The series, or why it can't be told which it is or what its numbers are.
    """
    if len(grid.days) > 1:
        return None
    found: dict[str, dict[int, str]] = {}
    stems: dict[str, str] = {}
    for column, name in enumerate(names):
        match = _NUMBERED.fullmatch(name.strip()) if isinstance(name, str) else None
        if match:
            stem = match["stem"].casefold()
            stems.setdefault(stem, match["stem"])
            found.setdefault(stem, {})[column] = match["number"]
    complete = {stem: columns for stem, columns in found.items() if len(columns) == grid.slots_per_day}
    readings = {stem: _readings(columns, grid, says.time_unit) for stem, columns in complete.items()}
    readings = {stem: units for stem, units in readings.items() if units}
    if says.slot_columns is not None:
        wanted = says.slot_columns.casefold()
        if wanted not in found:
            return None
        if wanted not in readings:
            return _not_complete(says.slot_columns, len(found.get(wanted, {})), grid)
        chosen = wanted
    else:
        main = [stem for stem in readings if name_of(stem) not in beside]
        if len(main) > 1:
            return _which([stems[stem] for stem in main])
        if not main:
            return None
        (chosen,) = main
    units = readings[chosen]
    if len(set(map(tuple, (slots.items() for slots in units.values())))) > 1:
        return _two_units(stems[chosen], complete[chosen], units, grid)
    unit, slots = next(iter(units.items()))
    times = {column: clock(grid.start_minute(slot)) for column, slot in slots.items()}
    others = {
        column: (stems[stem], clock(grid.start_minute(slot)))
        for stem in readings
        if stem != chosen
        for column, slot in readings[stem].get(unit, {}).items()
    }
    return SlotSeries(stems[chosen], unit, times, others, by or f"a whole day of columns {stems[chosen]}...")


def name_of(stem: str) -> str:
    """What a series is called, of what its columns begin with: `wher` of `wher_`."""
    return heading_key(stem.rstrip(_BEFORE_NUMBER))


def _readings(columns: Mapping[int, str], grid: DiaryGrid, says: TimeUnit | None) -> dict[TimeUnit, dict[int, int]]:
    """The units in which the numbers of columns are all slots of a day, each once, with the slots by column."""
    units = _UNITS if says is None else (says,)
    if says is None and any(len(text) == _FOUR_DIGITS and text.startswith("0") for text in columns.values()):
        units = (TimeUnit.CLOCK,)
    found: dict[TimeUnit, dict[int, int]] = {}
    for unit in units:
        slots: dict[int, int] = {}
        for column, text in columns.items():
            minute = _on_the_clock(text) if unit is TimeUnit.CLOCK else minutes_of(float(text), unit, grid)
            slot = None if minute is None else slot_at(grid, minute)
            if slot is not None and slot < grid.slots_per_day:
                slots[column] = slot
        if len(set(slots.values())) == grid.slots_per_day:
            found[unit] = slots
    return found


def _on_the_clock(text: str) -> float | None:
    """The minutes after midnight of `0400`, or of `400` and `0` where noughts before them were left out."""
    hours, minutes = divmod(int(text), 100)
    return hours * 60.0 + minutes if hours < _HOURS and minutes < _MINUTES else None


def _which(stems: Sequence[str]) -> Fault:
    """The fault of several series of which each may be the main activity."""
    *others, last = (f"{stem}..." for stem in stems)
    message = f"The main activity can stand in the columns {', '.join(others)} or {last}: each has all slots of a day."
    return Fault(ProblemKind.TWO_COLUMNS, message, f"Say which: --settle slot_columns={stems[0]}")


def _two_units(
    stem: str, columns: Mapping[int, str], units: Mapping[TimeUnit, Mapping[int, int]], grid: DiaryGrid
) -> Fault:
    """The fault of numbers that are all slots of a day in several ways."""
    first, *others = units.values()
    column = next(column for column in columns if any(slots[column] != first[column] for slots in others))
    meant = " or ".join(f"{clock(grid.start_minute(slots[column]))} ({unit})" for unit, slots in units.items())
    message = f"The column {quoted(stem + columns[column])} can be {meant}: nothing in the names says which."
    return Fault(ProblemKind.TWO_READINGS, message, f"Say which: --settle time_unit='{list(units)[-1]}'.")


def _not_complete(stem: str, there: int, grid: DiaryGrid) -> Fault:
    """The fault of a series that is settled and has not all slots of a day."""
    message = (
        f"The slots are to be the columns {stem}..., but {there:,} are called so, and they don't stand for the "
        f"{grid.slots_per_day:,} slots of {grid.slot_minutes} minutes that a day of this study has."
    )
    return Fault(ProblemKind.MISSING_COLUMN, message, "Correct slot_columns and time_unit, or the study's [diary].")
