"""How a slot's start time may be written: `8.30`, `0830`, `8:30 am`, `08:30-09:00`, 8.3, 0.354166 ..."""

from __future__ import annotations

import datetime as dt
import re
from itertools import product
from typing import TYPE_CHECKING

from timediary.ingest.cell import EXCEL_EPOCH, broken, quoted, text_of
from timediary.ingest.fault import Fault, formula_fault
from timediary.model.problem import ProblemKind
from timediary.model.study import MINUTES_PER_DAY, clock

if TYPE_CHECKING:
    from timediary.ingest.cell import Cell
    from timediary.model.study import DiaryGrid

FIRST_SERIAL = dt.date(1990, 1, 1).toordinal() - EXCEL_EPOCH
LAST_SERIAL = dt.date(2100, 1, 1).toordinal() - EXCEL_EPOCH
TOLERANCE = 0.1
HALVES = {"a": 0, "p": 720}
_AFTER = r"\s*(?:([ap])\.?\s?m\.?|h|hrs|hours)?"
_CLOCK = re.compile(r"([0-9]{1,2})(?:[:.]([0-9]{2})(?::([0-9]{2})(?:\.[0-9]+)?)?)?" + _AFTER)
_DIGITS = re.compile(r"([0-9]{1,2})([0-9]{2})()" + _AFTER)
_HALF = re.compile(r"[ap]\.?\s?m")
_NUMBER = re.compile(r"[0-9]*\.[0-9]+")
_CLOCK_NUMBER = re.compile(r"[0-9]{1,2}(?:\.[0-9]{1,2})?")
_RANGE = re.compile(r"\s*(?:[-\u2010-\u2015\u2212]|\bto\b|\buntil\b)\s*")


class Times:
    """Reads start times as positions of slots within a day of a diary grid.

    With `as_clock`, a number below 1 that could be either is minutes past midnight, not a fraction of a day.
    """

    def __init__(self, grid: DiaryGrid, *, as_clock: bool = False) -> None:
        self.grid = grid
        self._as_clock = as_clock

    def position(self, cell: Cell) -> int | Fault:
        """Position of the slot, within its day, that begins at a time.

        Of the ways in which a number can be meant, the one that begins a slot counts: 0.3 is half past
        midnight in half-hour slots, and 0.354166 is 8:30.
        """
        if formula := broken(cell):
            return formula_fault(formula)
        minutes = self._minutes(cell)
        for minute in minutes:
            slot = self._slot(minute)
            if slot is not None:
                return slot
        return self._off_grid(cell, minutes[0]) if minutes else _unknown(cell)

    def _minutes(self, cell: Cell) -> list[float]:
        """The minutes after midnight that a cell may mean, the likeliest first."""
        if isinstance(cell, dt.datetime):
            cell = cell.time()
        if isinstance(cell, dt.time):
            return [cell.hour * 60 + cell.minute + (cell.second + cell.microsecond / 1e6) / 60]
        if isinstance(cell, dt.timedelta):
            minute = cell.total_seconds() / 60
            return [minute] if 0 <= minute < MINUTES_PER_DAY else []
        if isinstance(cell, (int, float)) and not isinstance(cell, bool):
            return self._number_minutes(cell)
        return self._text_minutes(cell.strip().casefold()) if isinstance(cell, str) else []

    def _text_minutes(self, text: str) -> list[float]:
        """The minutes after midnight that a text may mean."""
        if text in ("noon", "midday"):
            return [720.0]
        start, *end = _RANGE.split(text, maxsplit=1)
        if end and start:
            return self._range_minutes(start, end[0])
        minutes = _clock_minutes(text)
        if _NUMBER.fullmatch(text):
            exact = float(text)
            minutes += self._number_minutes(exact) if exact < 1 or not minutes else []
        return minutes

    def _number_minutes(self, number: float) -> list[float]:
        """The minutes after midnight that a number may mean."""
        minutes = number_minutes(number)
        return minutes[::-1] if self._as_clock else minutes

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

    def _slot(self, minute: float) -> int | None:
        """The slot that begins at a minute, which may be off by a rounding error."""
        whole = round(minute)
        if whole < 0 or abs(minute - whole) > TOLERANCE:
            return None
        return self.grid.slot(0, whole % MINUTES_PER_DAY)

    def _off_grid(self, cell: Cell, minute: float) -> Fault:
        """The fault of a time at which no slot begins."""
        grid = self.grid
        where = f"slots start every {grid.slot_minutes} minutes from {clock(grid.first_minute)}"
        what = "is not one slot" if minute < 0 else "is not the start of a slot"
        message = f"{quoted(text_of(cell))} {what}: {where}."
        return Fault(ProblemKind.TIME_OFF_GRID, message, "Write the time at which the slot starts.")


def is_clock_number(cell: Cell) -> bool:
    """Whether a cell holds a number that is a time with hours before the point, not a fraction of a day."""
    if isinstance(cell, str) and _CLOCK_NUMBER.fullmatch(cell.strip()):
        cell = float(cell.strip())
    return isinstance(cell, (int, float)) and not isinstance(cell, bool) and 1 <= cell < 24


def number_minutes(number: float) -> list[float]:
    """The minutes after midnight that a number may mean.

    Below 1 it is a fraction of a day or, as above, hours before the point and minutes after it; 830 is
    8:30, and a number with the size of a date has its time after the point.
    """
    if FIRST_SERIAL <= number < LAST_SERIAL:
        return [number % 1 * MINUTES_PER_DAY]
    if number == int(number) and (24 < number < 60 or 100 <= number < 2400):
        return _clock_minutes(f"{int(number):04d}")
    if not 0 <= number < 24:
        return []
    hours = int(number)
    minutes = (number - hours) * 100
    two_digits = abs(minutes - round(minutes)) < 1e-6 and round(minutes) < 60
    as_clock = [hours * 60.0 + round(minutes)] if two_digits else []
    fraction = number * MINUTES_PER_DAY
    as_fraction = [fraction] if hours == 0 and abs(fraction - round(fraction)) <= TOLERANCE else []
    return as_fraction + as_clock


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
    if hours > 23 or minutes > 59 or seconds > 59:
        return []
    return [hours * 60 + minutes + seconds / 60]


def _unknown(cell: Cell) -> Fault:
    """The fault of a cell that is no time of day."""
    text = text_of(cell)
    message = f"{quoted(text)} is not a time of day." if text else "The time is missing."
    remedy = "Write the time at which the slot starts, such as 08:30."
    if text.startswith("24"):
        remedy = "Write midnight as 00:00; it belongs to the day that begins then."
    return Fault(ProblemKind.UNKNOWN_TIME, message, remedy)
