"""Days, times, codes and the names of slot columns, however they are written."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from timediary.ingest.cell import is_blank, quoted, text_of
from timediary.ingest.codes import Codes
from timediary.ingest.days import Day, Days
from timediary.ingest.fault import Fault
from timediary.ingest.times import ALONE, Times
from timediary.model.conventions import DateOrder, DayNumbers
from timediary.model.problem import ProblemKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from timediary.ingest.cell import Cell
    from timediary.model.conventions import TimeUnit
    from timediary.model.study import Study

# What spreadsheets show as a date of 1900 is a time of 24 hours and more.
FIRST_YEAR = 1900
_BETWEEN = " \t\r\n_,;/|-"
_LIKE_TIME = re.compile(r"[0-9][0-9:._\sapmhrsuot\u2010-\u2015\u2212-]*", re.IGNORECASE)
_CLEARLY_TIME = re.compile(r"[0-9]{1,2}[:.][0-9]{2}\b.*", re.DOTALL)
_FOUR_DIGITS = re.compile(r"[0-9]{4}\b.*", re.DOTALL)
_UNDERSCORE_IN_TIME = re.compile(r"(?<=[0-9])_(?=[0-9]{2}\b)")


class Slot(NamedTuple):
    """A slot of the diary; `date` is the ordinal of the date it was written with, else 0."""

    number: int
    date: int = 0


class Ways(NamedTuple):
    """How a column is written: what its dates, its numbered days and the numbers of its times are."""

    date_order: DateOrder = DateOrder.DAY_FIRST
    day_numbers: DayNumbers = DayNumbers.MONDAY_1
    time_units: tuple[TimeUnit, ...] = ALONE


class CellParser:
    """Reads what respondents write, by the grid and the codes of a study.

    Each method gives a value, or a `Fault` that says why the cell has none.
    """

    def __init__(self, study: Study, ways: Ways | None = None, codes: Codes | None = None) -> None:
        ways = ways or Ways()
        self._codes = codes or Codes(study)
        self.code = self._codes.number
        self.take_restored, self.doubted = self._codes.take_restored, self._codes.doubted
        self.grid = study.grid
        self.ways = ways
        days = Days(study.grid, ways.date_order, ways.day_numbers)
        self.day = lru_cache(None, typed=True)(days.day)
        self.date = days.date
        self.dated = days.dated
        self.position = lru_cache(None, typed=True)(Times(study.grid, ways.time_units).position)
        self._study = study
        self._others: dict[Ways, CellParser] = {ways: self}

    def by(self, **ways: Any) -> CellParser:
        """What reads by other ways of writing days and times: those of one column."""
        wanted = self.ways._replace(**ways)
        if wanted not in self._others:
            self._others[wanted] = other = CellParser(self._study, wanted, self._codes)
            other._others = self._others
        return self._others[wanted]

    def slot(self, cell: Cell) -> Slot | Fault | None:
        """The slot that a column's name, or a cell with day and time, stands for.

        Returns:
            The slot; a fault where only its day or only its time can be read; None where it is not a slot.
        """
        if isinstance(cell, dt.datetime) and cell.year > FIRST_YEAR:
            return self.join(cell.date(), cell.time())
        if isinstance(cell, (dt.time, dt.datetime, int, float)) and not isinstance(cell, bool):
            return self._time_alone(cell)
        return self._written(text_of(cell)) if isinstance(cell, str) else None

    def join(self, day_cell: Cell, time_cell: Cell) -> Slot | Fault:
        """The slot of a day and a time, or what is wrong with the first of them.

        A day's name is that of the diary's day, whose end are the times past midnight; a date with a time is a moment,
        which past midnight belongs to the diary's day that began on the date before.
        """
        day, position = self.day(day_cell), self.position(time_cell)
        if not isinstance(position, Fault) and position >= self.grid.midnight and self.date(day_cell):
            day = self.dated(self.date(day_cell) - 1)
        if isinstance(day, Fault):
            return day
        if isinstance(position, Fault):
            return position
        if day.position < 0:
            message = f"The date {quoted(text_of(day_cell))} can't stand for a day of this diary here."
            return Fault(ProblemKind.UNKNOWN_DAY, message, f"Write {self.grid.days[0]} and so on.")
        beyond, position = divmod(position, self.grid.slots_per_day)
        if day.position + beyond >= len(self.grid.days):
            message = f"{quoted(text_of(time_cell))} lies after the end of {self.grid.days[-1]}."
            return Fault(ProblemKind.UNKNOWN_DAY, message, "Correct the time or the day.")
        number = (day.position + beyond) * self.grid.slots_per_day + position
        return Slot(number, day.date + beyond if day.date else 0)

    def is_day(self, cell: Cell) -> bool:
        """Whether a cell alone stands for a day."""
        return not is_blank(cell) and isinstance(self.day(cell), Day)

    def is_time(self, cell: Cell) -> bool:
        """Whether a cell looks like a time, on the grid or off it."""
        if is_blank(cell):
            return False
        position = self.position(cell)
        return not isinstance(position, Fault) or position.kind is ProblemKind.TIME_OFF_GRID

    def _time_alone(self, cell: Cell) -> Slot | Fault | None:
        """The slot of a time without a day, which is enough in a diary of one day."""
        if len(self.grid.days) == 1:
            position = self.position(cell)
            if not isinstance(position, Fault):
                return Slot(position)
            return position if position.kind is ProblemKind.TIME_OFF_GRID else None
        return _no_day(cell) if isinstance(cell, (dt.time, dt.datetime)) else None

    def _written(self, text: str) -> Slot | Fault | None:
        """The slot of a text with a day, something between or nothing, and a time."""
        fault: Fault | None = None
        for day, time in _parts(text):
            found = self._pair(day, time)
            if isinstance(found, Slot):
                return found
            fault = found or fault
        return fault

    def _pair(self, day: str, time: str) -> Slot | Fault | None:
        """The slot of a day and a time, a fault where one of them is clear, else None."""
        clearly = _CLEARLY_TIME.fullmatch(time)
        if not day:
            alone = self._time_alone(time) if len(self.grid.days) == 1 else None
            return alone or (_no_day(time) if clearly and self.is_time(time) else None)
        if not self.is_day(day):
            joined = self.join(day, time) if self.date(day) else None
            if isinstance(joined, Slot):
                return joined
            unknown = clearly and self.is_time(time) and not any(sign.isdigit() for sign in day)
            found = self.day(day) if unknown else None
            return found if isinstance(found, Fault) else None
        if day.rstrip(":.").isdigit() and not (clearly or _FOUR_DIGITS.fullmatch(time)):
            return None
        return self.join(day, time)


def _parts(text: str) -> Iterator[tuple[str, str]]:
    """All ways to split a text into a day and what may be a time, the longest time first."""
    for place, sign in enumerate(text):
        inside = place > 0 and text[place - 1].isdigit()
        if sign.isdigit() and not inside and _LIKE_TIME.fullmatch(text, place):
            day = text[:place].rstrip(_BETWEEN)
            time = _UNDERSCORE_IN_TIME.sub(":", text[place:].strip())
            yield (day[:-1] if day[-2:-1].isdigit() and day[-1:] in "Tt" else day), time


def _no_day(cell: Cell) -> Fault:
    """The fault of a column name that is a time without a day."""
    message = f"{quoted(text_of(cell))} has a time but no day."
    return Fault(ProblemKind.UNKNOWN_DAY, message, "Name the column by day and time, such as Mon 08:30.")
