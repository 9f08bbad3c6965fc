"""The slot columns of a wide diary: the row of their names is looked at as a whole, and then each of them is read."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from timediary.ingest.cell import at_midnight, is_blank, text_of
from timediary.ingest.dates import decide_order, in_one_week, undecided_order
from timediary.ingest.fault import Fault
from timediary.ingest.noon import HALF_A_DAY, decide_clock, says_24, undecided_clock
from timediary.ingest.spelling import Slot
from timediary.ingest.times import ends_the_day, named_by_ends
from timediary.ingest.units import decide_unit, number_in, undecided_unit
from timediary.ingest.verdict import agreed
from timediary.model.problem import ProblemKind
from timediary.model.study import MINUTES_PER_DAY, clock

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from timediary.ingest.cell import Cell
    from timediary.ingest.spelling import CellParser
    from timediary.ingest.verdict import Verdict
    from timediary.model.conventions import Conventions

_MINUTES = re.compile(r"[0-9]\s*[:.hH_]\s*[0-9]{2}|[0-9]{4}")
_HALF = re.compile(r"[0-9]\s*(?:[ap]\.?\s?m\.?|h|hrs|hours|uhr)\b", re.IGNORECASE)
_BARE = re.compile(r".*?([^0-9:]|^)([0-9]{1,2})", re.DOTALL)
_RAN_ON = Fault(
    ProblemKind.TIMES_RUN_ON,
    "From here on the times above the columns are of 24 hours and more; each day is read as beginning at 00:00.",
    "Fill the times in anew for each day.",
)
_LIKE_CLOCK = re.compile(r"[0-9]{1,2}:[0-9]{2}(?::00)?")
_NO_TIME = Fault(
    ProblemKind.UNKNOWN_TIME,
    "The name of this column is not a time of day.",
    "Write times from 00:00 to 23:59; what lies past midnight is 00:00 and so on.",
)
_BEYOND = Fault(
    ProblemKind.TIME_OFF_GRID,
    "This is a slot of the day after the diary's last.",
    "Name the column by the day that it is of, and let the study have that day.",
)
_FEWEST_HOURS, _ALL_HOURS = 2, 20


class Headings(NamedTuple):
    """What the names of columns stand for.

    Attributes:
        slots: the slots, by column.
        faulty: columns that are half a slot, or may be two.
        verdicts: what was decided for all of them.
        bare: columns of a day and a bare number, which among columns with minutes are not slots.
    """

    slots: dict[int, Slot]
    faulty: dict[int, Fault]
    verdicts: tuple[Verdict[Any], ...] = ()
    bare: tuple[int, ...] = ()


def read_headings(
    names: Sequence[Cell], written: Sequence[Cell], spelling: CellParser, conventions: Conventions
) -> Headings:
    """The slots that columns stand for.

    Args:
        names: the columns' names; `None` where a column is known to be something else.
        written: the times among them as they are written.
        spelling: reads days and times.
        conventions: what the study settles.
    """
    if any(isinstance(name, dt.datetime) for name in names):
        names = [at_midnight(name) for name in names]
    order = in_one_week(decide_order(names, conventions.date_order), names)
    numbers = [name for name in names if isinstance(name, (int, float)) or number_in(name) is not None]
    one_day = len(spelling.grid.days) == 1 and len(numbers) > 1
    unit = decide_unit(numbers, spelling.grid, study_says=conventions.time_unit) if one_day else None
    verdicts: list[Verdict[Any]] = [verdict for verdict in (order, unit) if verdict]
    slots: dict[int, Slot] = {}
    faulty: dict[int, Fault] = {}
    for column, name in enumerate(names):
        slot = None if is_blank(name) else _slot(name, spelling, order, unit)
        if isinstance(slot, Slot):
            slots[column] = slot
        elif slot is not None:
            faulty[column] = slot
    undecided = next((fault for fault in faulty.values() if fault.kind is ProblemKind.TWO_READINGS), None)
    if undecided:
        faulty = {n: undecided if fault.kind is ProblemKind.TWO_READINGS else fault for n, fault in faulty.items()}
    bare = _not_slots(names, slots)
    for column in bare:
        del slots[column]
    starts = {spelling.grid.start_minute(slot.number) for n, slot in slots.items() if not ends_the_day(names[n])}
    if by_ends := named_by_ends(names, starts, spelling.grid):
        for column in [column for column in slots if ends_the_day(names[column])]:
            del slots[column]
            faulty[column] = by_ends
    _leave_out_beyond(names, slots, faulty, spelling.grid.slots)
    noon = _afternoon(slots, faulty, spelling, written, conventions)
    return Headings(slots, faulty, (*verdicts, *([noon] if noon else [])), tuple(bare))


def _leave_out_beyond(names: Sequence[Cell], slots: dict[int, Slot], faulty: dict[int, Fault], end: int) -> None:
    """Leave out slots after the diary's last, and columns called 25:00, which are neither a time nor an attribute."""
    for column, name in enumerate(names):
        if column in slots and slots[column].number >= end:
            del slots[column]
            faulty[column] = _BEYOND
        elif column not in slots and isinstance(name, str) and _LIKE_CLOCK.fullmatch(name.strip()):
            faulty.setdefault(column, _NO_TIME)


def _slot(
    name: Cell, spelling: CellParser, order: Verdict[Any] | None, unit: Verdict[Any] | None
) -> Slot | Fault | None:
    """The slot of a name by what was decided for all names."""
    orders = order.ways if order else (spelling.ways.date_order,)
    units = [(way,) for way in unit.ways] if unit and number_in(name) is not None else [spelling.ways.time_units]
    readers = [spelling.by(date_order=way, time_units=units_).slot for way in orders for units_ in units]
    if len(readers) == 1:
        return readers[0](name)
    fault = undecided_unit(unit.ways, name, spelling.grid) if unit and len(units) > 1 else undecided_order(orders, name)
    return agreed([reader(name) for reader in readers], fault)


def _not_slots(names: Sequence[Cell], slots: dict[int, Slot]) -> list[int]:
    """The columns of a day and a bare number that are not slots, such as the items SAT1 and SAT2 of a scale.

    Where another column has minutes, none of them is, unless one is the hour before the half hour of another (Mon 9,
    Mon 9:30) and none has its slot twice; else they are hours if a day has several, not counted from 1.
    """
    hours: dict[str, list[int]] = defaultdict(list)
    bare = {}
    for column in slots:
        text = text_of(names[column])
        match = _BARE.fullmatch(text)
        if isinstance(names[column], str) and match and not _MINUTES.search(text) and not _HALF.search(text):
            bare[column] = text[: match.start(2)].casefold()
            hours[bare[column]].append(int(match[2]))
    if len(bare) < len(slots):
        others = {slots[column].number for column in slots if column not in bare}
        hours_of = {slots[column].number for column in bare}
        are_hours = any(number + 1 in others for number in hours_of) and not hours_of & others
        return [] if are_hours else list(bare)
    numbered = {
        day
        for day, numbers in hours.items()
        if len(numbers) < _FEWEST_HOURS or (min(numbers) == 1 and len(numbers) < _ALL_HOURS)
    }
    return [column for column, day in bare.items() if day in numbered]


def _afternoon(
    slots: dict[int, Slot],
    faulty: dict[int, Fault],
    spelling: CellParser,
    written: Sequence[Cell],
    conventions: Conventions,
) -> Verdict[Any] | None:
    """Move the slots of the afternoon of a clock of 12 hours there, and take out those of which nobody knows."""
    grid = spelling.grid
    columns = sorted(slots, key=lambda column: (slots[column].number // grid.slots_per_day, column))
    minutes = np.array([grid.start_minute(slots[column].number) for column in columns], np.int64)
    days = np.array([slots[column].number // grid.slots_per_day for column in columns], np.int64)
    texts = [written[column] for column in columns if column < len(written)]
    noon = decide_clock(minutes, days, says_so=says_24(texts), study_says=conventions.clock)
    for place in np.flatnonzero(noon.afternoon | noon.doubtful).tolist():
        column, minute = columns[place], int(minutes[place])
        later = grid.slot(int(days[place]), (minute + HALF_A_DAY) % MINUTES_PER_DAY)
        if noon.afternoon[place] and later is not None:
            slots[column] = slots[column]._replace(number=later)
        else:
            faulty[column] = undecided_clock(int(minutes[noon.doubtful][0]) if noon.doubtful.any() else minute)
            del slots[column]
    return noon.verdict


def joined_names(
    days: Sequence[str], times: Sequence[Cell], spelling: CellParser, conventions: Conventions
) -> tuple[list[Cell], dict[int, Fault]]:
    """Names of day and time made of a row of days and one of times; a cell that is not a slot stays as it is.

    Times that were dragged on through the days (24:00 and more from the second day on) start each day anew.

    Args:
        days: the day, as a name or a date, that each column belongs to; empty for none.
        times: what stands below.
        spelling: reads times.
        conventions: what the study settles.

    Returns:
        The names, and what is odd about them, by column.
    """
    grid = spelling.grid
    pairs = list(zip(days, times, strict=True))
    unit = decide_unit([time for day, time in pairs if day], grid, study_says=conventions.time_unit)
    if unit and unit.chosen:
        spelling = spelling.by(time_units=(unit.chosen,))
    found = [spelling.position(time) if day and not is_blank(time) else None for day, time in pairs]
    begins: dict[str, int] = {}
    for day, position in zip(days, found, strict=True):
        if isinstance(position, int):
            whole = position // grid.slots_per_day * grid.slots_per_day
            begins[day] = min(begins.get(day, whole), whole)
    names: list[Cell] = []
    for (day, time), position in zip(pairs, found, strict=True):
        if isinstance(position, int):
            beyond, slot = divmod(position - begins[day], grid.slots_per_day)
            names.append(f"{_after(day, beyond, spelling)} {clock(grid.start_minute(slot))}")
        else:
            names.append(f"{day} {text_of(time)}" if day and spelling.is_time(time) else time)
    ran_on = next((column for column, (day, _) in enumerate(pairs) if begins.get(day)), None)
    return names, {} if ran_on is None else {ran_on: _RAN_ON}


def _after(day: str, days: int, spelling: CellParser) -> str:
    """The day some days after one."""
    found = spelling.day(day)
    if not days or isinstance(found, Fault):
        return day
    if found.date:
        return dt.date.fromordinal(found.date + days).isoformat()
    later = found.position + days
    return spelling.grid.days[later] if later < len(spelling.grid.days) else f"the day after {spelling.grid.days[-1]}"
