"""How a slot's start time may be written: `8.30`, `0830`, `8:30 am`, `08:30-09:00`, 8.3, 0.354166 ..."""

from __future__ import annotations

import datetime as dt
import re
from itertools import product
from typing import TYPE_CHECKING

from timediary.ingest.cell import broken, plain, quoted, text_of
from timediary.ingest.fault import Fault, formula_fault
from timediary.ingest.lengths import iso_minutes
from timediary.ingest.units import minutes_of, number_in, slot_at
from timediary.model.conventions import TimeUnit
from timediary.model.problem import ProblemKind
from timediary.model.study import MINUTES_PER_DAY, clock

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from timediary.ingest.cell import Cell
    from timediary.model.study import DiaryGrid

NAMED_BY_ENDS = Fault(
    ProblemKind.TWO_READINGS,
    "Times go up to 24:00 and leave out 00:00, as if slots were named by when they end; they were read as starts, and "
    "24:00 is left out.",
    "Write the time at which each slot starts; midnight is 00:00 of the day that begins then.",
)
_SAYS_ENDS = re.compile(r"(?<![a-z])(?:end(?:s|ed|ing)?|until|till|finish(?:ed|es|ing)?|ende|bis)(?![a-z])")
HALVES = {"a": 0, "p": 720}
# What a number may be where nothing stands beside it; from 1 on it is not a fraction of a day.
ALONE = (TimeUnit.SERIAL, TimeUnit.DAY_FRACTION, TimeUnit.CLOCK)
_FIRST_DAY = dt.datetime(1899, 12, 31)
_AFTER = r"\s*(?:([ap])\.?\s?m\.?|h|hrs|hours|uhr)?"
_CLOCK = re.compile(r"([0-9]{1,2})(?:[:.h]([0-9]{2})(?::([0-9]{2})(?:\.[0-9]+)?)?)?" + _AFTER)
_DIGITS = re.compile(r"([0-9]{1,2})([0-9]{2})()" + _AFTER)
_END_OF_DAY = re.compile(r"(?:.*[^0-9])?24(?:[:.]00(?::00)?|00)\s*")
_HALF = re.compile(r"[ap]\.?\s?m")
_RANGE = re.compile(r"\s*(?:[-\u2010-\u2015\u2212]|\bto\b|\buntil\b|\bbis\b)\s*")


def ends_the_day(cell: Cell) -> bool:
    """Whether a cell is the time 24:00: midnight at the end of its day."""
    if isinstance(cell, str):
        return _END_OF_DAY.fullmatch(cell) is not None
    if isinstance(cell, dt.datetime):
        return cell == _FIRST_DAY + dt.timedelta(days=1)
    return isinstance(cell, dt.timedelta) and cell == dt.timedelta(days=1)


def named_by_ends(cells: Iterable[Cell], minutes: Collection[int], grid: DiaryGrid) -> Fault | None:
    """The fault of slots that seem to be named by when they end: from 00:30 to 24:00, and never 00:00.

    Args:
        cells: what stands in the column, or in the row of headings.
        minutes: all minutes after midnight that were read from it.
        grid: the slots.
    """
    is_by_ends = 0 not in minutes and grid.slot_minutes in minutes and any(map(ends_the_day, cells))
    return NAMED_BY_ENDS if is_by_ends else None


def headed_as_ends(heading: str) -> Fault | None:
    """The fault of times that stand under a word for ends, such as 'Time ending', with no starts beside them."""
    text = plain(heading)
    if not _SAYS_ENDS.search(text) or "week" in text or any(map(str.isdigit, text)):
        return None
    message = (
        f"The times stand under {quoted(heading)}, as if slots were named by when they end; they were read as starts."
    )
    return Fault(ProblemKind.TWO_READINGS, message, "Write the time at which each slot starts, or name them as starts.")


class Times:
    """Reads start times as positions of slots within a day of a diary grid.

    A position from `slots_per_day` on is a slot of the next day: a time of 24 hours and more, as spreadsheets have.
    """

    def __init__(self, grid: DiaryGrid, units: Sequence[TimeUnit] = ALONE) -> None:
        """A reader.

        Args:
            grid: the slots.
            units: what a number may be, the likeliest first; of several, the one that begins a slot counts.
        """
        self.grid = grid
        self._units = units

    def position(self, cell: Cell) -> int | Fault:
        """Position of the slot, within its day, that begins at a time.

        Of the ways in which a number can be meant, the one that begins a slot counts: 0.3 is half past
        midnight in half-hour slots, and 0.354166 is 8:30.
        """
        if formula := broken(cell):
            return formula_fault(formula)
        minutes = self._minutes(cell)
        for minute in minutes:
            slot = slot_at(self.grid, minute)
            if slot is not None:
                return slot
        return self._off_grid(cell, minutes[0]) if minutes else _unknown(cell)

    def _minutes(self, cell: Cell) -> list[float]:
        """The minutes after midnight that a cell may mean, the likeliest first."""
        if isinstance(cell, dt.datetime):
            days = (cell - _FIRST_DAY).days if cell.year == 1900 else 0
            return [days * MINUTES_PER_DAY + _time_minutes(cell.time())]
        if isinstance(cell, dt.time):
            return [_time_minutes(cell)]
        if isinstance(cell, dt.date):
            return [float((cell - _FIRST_DAY.date()).days * MINUTES_PER_DAY)] if cell.year == 1900 else []
        if isinstance(cell, dt.timedelta):
            minute = cell.total_seconds() / 60
            return [minute] if minute >= 0 else []
        if isinstance(cell, (int, float)) and not isinstance(cell, bool):
            return self._number_minutes(float(cell))
        return self._text_minutes(plain(text_of(cell))) if isinstance(cell, str) else []

    def _text_minutes(self, text: str) -> list[float]:
        """The minutes after midnight that a text may mean."""
        if text in ("noon", "midday", "12 noon", "12:00 noon", "12.00 noon"):
            return [720.0]
        if (minute := iso_minutes(text)) is not None:
            return [minute]
        number = number_in(text)
        if number is not None and self._units != ALONE:
            return self._number_minutes(number)
        start, *end = _RANGE.split(text, maxsplit=1)
        if end and start:
            return self._range_minutes(start, end[0])
        minutes = _clock_minutes(text)
        if number is not None and ("." in text or "," in text):
            minutes += self._number_minutes(number) if number < 1 or not minutes else []
        return minutes

    def _number_minutes(self, number: float) -> list[float]:
        """The minutes after midnight that a number may mean, in the column's unit or, if it is none there, alone."""
        if self._units != ALONE:
            decided = [minutes_of(number, unit, self.grid) for unit in self._units]
            if any(minute is not None for minute in decided):
                return [minute for minute in decided if minute is not None]
        units = ALONE if number < 1 else (TimeUnit.SERIAL, TimeUnit.CLOCK)
        return [minute for unit in units if (minute := minutes_of(number, unit, self.grid)) is not None]

    def _range_minutes(self, start: str, end: str) -> list[float]:
        """The start of a range that is one slot long; else one minute that begins no slot."""
        starts, ends = _clock_minutes(start), _clock_minutes(end)
        if _HALF.search(end) and not _HALF.search(start):
            starts += _clock_minutes(f"{start} am") + _clock_minutes(f"{start} pm")
        if end in ("24:00", "24.00", "2400"):
            ends = [0.0]
        lengths = (self.grid.slot_minutes, self.grid.slot_minutes - 1)
        one_slot = (a for a, b in product(starts, ends) if (b - a) % MINUTES_PER_DAY in lengths)
        return [next(one_slot, -1.0)] if starts and ends else []

    def _off_grid(self, cell: Cell, minute: float) -> Fault:
        """The fault of a time at which no slot begins."""
        grid = self.grid
        where = f"slots start every {grid.slot_minutes} minutes from {clock(grid.first_minute)}"
        what = "is not one slot" if minute < 0 else "is not the start of a slot"
        message = f"{quoted(text_of(cell))} {what}: {where}."
        return Fault(ProblemKind.TIME_OFF_GRID, message, "Write the time at which the slot starts.")


def _time_minutes(time: dt.time) -> float:
    """Minutes after midnight of a time of day."""
    return time.hour * 60 + time.minute + (time.second + time.microsecond / 1e6) / 60


def _clock_minutes(text: str) -> list[float]:
    """The minutes after midnight of a time on the clock; none if it isn't one."""
    match = _CLOCK.fullmatch(text) or _DIGITS.fullmatch(text)
    if match is None:
        return []
    hours, minutes, seconds = int(match[1]), int(match[2] or 0), int(match[3] or 0)
    if match[4]:
        if hours > 12 or (hours == 0 and match[4] == "p"):
            return []
        hours = hours % 12 + HALVES[match[4]] // 60
    if minutes > 59 or seconds > 59 or hours * 60 + minutes + seconds / 60 > MINUTES_PER_DAY:
        return []
    if hours == 24 and not match[2]:
        return []
    return [hours * 60 + minutes + seconds / 60]


def _unknown(cell: Cell) -> Fault:
    """The fault of a cell that is not a time of day."""
    text = text_of(cell)
    message = f"{quoted(text)} is not a time of day." if text else "The time is missing."
    remedy = "Write the time at which the slot starts, such as 08:30."
    if text.startswith("24"):
        remedy = "Write midnight as 00:00; it belongs to the day that begins then."
    return Fault(ProblemKind.UNKNOWN_TIME, message, remedy)
