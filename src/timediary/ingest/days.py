"""How a day may be written: its name, its first letters, 1 to 7 from Monday, a date."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from timediary.ingest.cell import EXCEL_EPOCH, broken, heading_key, identifier, quoted, text_of
from timediary.ingest.fault import Fault, formula_fault
from timediary.ingest.times import FIRST_SERIAL, LAST_SERIAL
from timediary.model.problem import ProblemKind
from timediary.model.study import WEEKDAYS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from timediary.ingest.cell import Cell
    from timediary.model.study import DiaryGrid

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MIDNIGHT = r"(?:[t\s]+00:00(?::00(?:\.0+)?)?)?"
_YEAR_FIRST = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})" + _MIDNIGHT)
_DAY_FIRST = re.compile(r"([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4}|[0-9]{2})" + _MIDNIGHT)
_MONTH_NAMED = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th)?[-\s]+([a-z]{3})[a-z]*\.?,?[-\s]+([0-9]{4}|[0-9]{2})")
_WEEKDAY_BEFORE = re.compile(r"([a-z]{2,9})\.?,?\s+(?=[0-9])")


class Day(NamedTuple):
    """A day of the diary; `date` is the ordinal of its date, 0 if it was written without one.

    `position` is -1 where only the respondent's week beginning can tell it. In a diary of one day a weekday's name is a
    date of no known week, 1 to 7, for a respondent may keep a Monday and a Saturday.
    """

    position: int
    date: int = 0


class Days:
    """Reads days as positions in the days of a diary grid."""

    def __init__(self, grid: DiaryGrid) -> None:
        self.grid = grid
        self._names = _spellings(grid.days, 2 if grid.is_week else 3)
        if grid.is_week:
            self._names |= {str(WEEKDAYS.index(day) + 1): n for n, day in enumerate(grid.days)}
            if "Wednesday" in grid.days:
                self._names["weds"] = grid.days.index("Wednesday")
        else:
            self._names = {str(n): n - 1 for n in range(1, len(grid.days) + 1)} | self._names
        self._weekdays = {} if grid.is_week or len(grid.days) > 1 else _spellings(WEEKDAYS, 2)

    def day(self, cell: Cell) -> Day | Fault:
        """The day that a cell means; a blank is the only day of a diary of one day."""
        if formula := broken(cell):
            return formula_fault(formula)
        text = text_of(cell)
        known = self._names.get(heading_key(identifier(cell)).replace(".", ""))
        if known is not None:
            return Day(known)
        if not text and len(self.grid.days) == 1:
            return Day(0)
        weekday = self._weekdays.get(heading_key(text).replace(".", ""))
        if weekday is not None:
            return Day(0, weekday + 1)
        date = date_of(cell)
        return self.dated(date) if date else self._unknown(text)

    def dated(self, date: int) -> Day | Fault:
        """The day that a date is, by its ordinal."""
        if len(self.grid.days) == 1 and not self.grid.is_week:
            return Day(0, date)
        if not self.grid.is_week:
            return Day(-1, date)
        weekday = WEEKDAYS[(date - 1) % 7]
        if weekday in self.grid.days:
            return Day(self.grid.days.index(weekday), date)
        message = f"{dt.date.fromordinal(date)} is a {weekday}, which is not a day of this diary."
        return Fault(ProblemKind.UNKNOWN_DAY, message, f"The days are {', '.join(self.grid.days)}.")

    def _unknown(self, text: str) -> Fault:
        """The fault of a text that is no day."""
        message = f"{quoted(text)} is not a day of this diary." if text else "The day is missing."
        days = self.grid.days
        names = f"{days[0]} to {days[-1]}" if len(days) > 1 else days[0]
        return Fault(ProblemKind.UNKNOWN_DAY, message, f"Write {names}, or a date.")


def _spellings(names: Sequence[str], fewest: int) -> dict[str, int]:
    """The names and all their beginnings that only one of them has, with its position."""
    keys = [heading_key(name) for name in names]
    starts = [{key[:n] for n in range(fewest, len(key))} for key in keys]
    counts = Counter(start for beginnings in starts for start in beginnings)
    unique = {start: n for n, beginnings in enumerate(starts) for start in beginnings if counts[start] == 1}
    return unique | {key: n for n, key in enumerate(keys)}


def date_of(cell: Cell) -> int:
    """The ordinal of the date in a cell, 0 if it holds none. In texts the day stands before the month."""
    if isinstance(cell, dt.datetime):
        return cell.date().toordinal()
    if isinstance(cell, dt.date):
        return cell.toordinal()
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return EXCEL_EPOCH + int(cell) if FIRST_SERIAL <= cell < LAST_SERIAL else 0
    return _text_date(text_of(cell).casefold()) if isinstance(cell, str) else 0


def _text_date(text: str) -> int:
    """The ordinal of a written date; 0 if it is none, or its weekday is another."""
    weekday = _WEEKDAY_BEFORE.match(text)
    date = _plain_date(text[weekday.end() :] if weekday else text)
    if weekday and date and not WEEKDAYS[(date - 1) % 7].casefold().startswith(weekday[1][:3]):
        return 0
    return date


def _plain_date(text: str) -> int:
    """The ordinal of a date written without its weekday, 0 if it is none."""
    if match := _YEAR_FIRST.fullmatch(text):
        year, month, day = map(int, match.groups())
    elif match := _DAY_FIRST.fullmatch(text):
        day, month, year = map(int, match.groups())
    elif (match := _MONTH_NAMED.fullmatch(text)) and match[2] in MONTHS:
        day, month, year = int(match[1]), MONTHS.index(match[2]) + 1, int(match[3])
    else:
        return 0
    try:
        return dt.date(year + 2000 if year < 100 else year, month, day).toordinal()
    except ValueError:
        return 0
