"""How a day may be written: its name, its first letters, its number, a date."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from timediary.ingest.cell import broken, heading_key, identifier, quoted, text_of
from timediary.ingest.dates import GERMAN_WEEKDAYS, date_of
from timediary.ingest.fault import Fault, formula_fault
from timediary.ingest.verdict import CUSTOM, Verdict, settled
from timediary.model.conventions import DateOrder, DayNumbers
from timediary.model.problem import ProblemKind
from timediary.model.study import WEEKDAYS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from timediary.ingest.cell import Cell
    from timediary.ingest.sheet import CodedColumn
    from timediary.model.study import DiaryGrid

DAY_NUMBERS = "numbers of days"
# Days 1 and 7 are taken for a weekend where each has at most a third of the rows of any other day.
_MONTHS = ("month", "monat", "mois", "mes", "mese", "maand")
_DATES = ("date", "diarydate", "datum", "startdate")
_FEWEST_ROWS, _TIMES_FEWER = 6, 3
# What a number counts from, and the position in the week of what that is.
_COUNTED = {
    DayNumbers.MONDAY_1: (1, 0),
    DayNumbers.SUNDAY_1: (1, 6),
    DayNumbers.MONDAY_0: (0, 0),
    DayNumbers.SUNDAY_0: (0, 6),
}


class Day(NamedTuple):
    """A day of the diary; `date` is the ordinal of its date, 0 if it was written without one.

    `position` is -1 where only the respondent's week beginning can tell it. In a diary of one day a weekday's name is a
    date of no known week, 1 to 7, for a respondent may keep a Monday and a Saturday.
    """

    position: int
    date: int = 0


class Days:
    """Reads days as positions in the days of a diary grid."""

    def __init__(
        self,
        grid: DiaryGrid,
        order: DateOrder = DateOrder.DAY_FIRST,
        numbers: DayNumbers = DayNumbers.MONDAY_1,
    ) -> None:
        self.grid = grid
        self._order = order
        self._names = _spellings(grid.days, 2 if grid.is_week else 3)
        if grid.is_week:
            of_week = {str(n): weekday_of(n, numbers) for n in range(8)}
            self._names |= {
                text: grid.days.index(WEEKDAYS[n])
                for text, n in of_week.items()
                if n is not None and WEEKDAYS[n] in grid.days
            }
            if "Wednesday" in grid.days:
                self._names["weds"] = grid.days.index("Wednesday")
            self._names = _german(grid) | self._names
        else:
            first = 0 if numbers is DayNumbers.FROM_0 else 1
            self._names = {str(n + first): n for n in range(len(grid.days))} | self._names
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
        date = date_of(cell, self._order)
        return self.dated(date) if date else self._unknown(text)

    def date(self, cell: Cell) -> int:
        """The ordinal of the date in a cell, 0 if it holds none."""
        return date_of(cell, self._order)

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
        """The fault of a text that is not a day."""
        message = f"{quoted(text)} is not a day of this diary." if text else "The day is missing."
        days = self.grid.days
        names = f"{days[0]} to {days[-1]}" if len(days) > 1 else days[0]
        return Fault(ProblemKind.UNKNOWN_DAY, message, f"Write {names}, or a date.")


def numbered(cell: Cell) -> str:
    """The digit of a day that is a number, else empty."""
    text = identifier(cell)
    return text if len(text) == 1 and text.isascii() and text.isdigit() else ""


def weekday_of(number: int, numbers: DayNumbers) -> int | None:
    """The position in the week, Monday 0, of a day that is a number; None if it is none so counted."""
    first, where = _COUNTED[numbers]
    return (where + number - first) % 7 if first <= number < first + 7 else None


def rows_of_numbers(column: CodedColumn) -> Counter[int]:
    """How many rows each number of a column of days has."""
    texts = [numbered(cell) for cell in column.values]
    places, times = np.unique(column.numbers, return_counts=True)
    pairs = zip(places.tolist(), times.tolist(), strict=True)
    return Counter({int(texts[place]): often for place, often in pairs if texts[place]})


def decide_numbers(
    cells: Iterable[Cell],
    grid: DiaryGrid,
    study_says: DayNumbers | None = None,
    beside: Mapping[tuple[int, int], int] | None = None,
    rows: Mapping[int, int] | None = None,
) -> Verdict[DayNumbers] | None:
    """From where the days of a column are counted; None where none is a number.

    Args:
        cells: what stands in the column.
        grid: the days of the diary.
        study_says: what the study settles.
        beside: how often a number stands beside a date, by the number and the date's position in the week.
        rows: how often each number stands in the column.
    """
    numbers = {int(text) for cell in cells if (text := numbered(cell))}
    if not numbers:
        return None
    if study_says:
        return settled(DAY_NUMBERS, study_says)
    if not grid.is_week:
        from_0 = 0 in numbers and max(numbers) < len(grid.days)
        way = DayNumbers.FROM_0 if from_0 else DayNumbers.MONDAY_1
        return Verdict(DAY_NUMBERS, (way,), evidence=((1, "day that is 0"),) if from_0 else ())
    if beside:
        return _by_dates(beside)
    if 0 in numbers and max(numbers) < 7:
        return Verdict(DAY_NUMBERS, (DayNumbers.MONDAY_0, DayNumbers.SUNDAY_0), evidence=((1, "day that is 0"),))
    if rows and _weekend_at_both_ends(rows):
        few = rows.get(1, 0) + rows.get(7, 0)
        evidence = ((few, "rows of 1 and 7, far fewer than of any other number, as of a weekend"),)
        return Verdict(DAY_NUMBERS, (DayNumbers.MONDAY_1, DayNumbers.SUNDAY_1), evidence=evidence)
    return Verdict(DAY_NUMBERS, (DayNumbers.MONDAY_1,), CUSTOM)


def _weekend_at_both_ends(rows: Mapping[int, int]) -> bool:
    """Whether days 1 and 7 seem to be the weekend."""
    ends, others = (rows.get(1, 0), rows.get(7, 0)), [rows.get(number, 0) for number in range(2, 7)]
    return min(others) >= max(_FEWEST_ROWS, _TIMES_FEWER * max(ends))


def _by_dates(beside: Mapping[tuple[int, int], int]) -> Verdict[DayNumbers]:
    """The counting by which most numbers are the weekdays of the dates beside them."""
    agree = {
        way: sum(times for (number, weekday), times in beside.items() if weekday_of(number, way) == weekday)
        for way in _COUNTED
    }
    best = max(agree.values())
    ways = tuple(way for way, times in agree.items() if times == best)
    return Verdict(DAY_NUMBERS, ways[:1], "the dates beside it", ((best, "dates beside that agree"),))


def day_of_month(heading: str, beside: Iterable[str], cell: Cell, study_says: DayNumbers | None) -> Fault | None:
    """The fault of a number in a column of dates, or beside one of months: of a week or of a month; None where neither.

    Args:
        heading: the name of the column.
        beside: the names of all columns.
        cell: the first number.
        study_says: what the study settles.
    """
    if study_says or not (heading_key(heading) in _DATES or any(heading_key(name) in _MONTHS for name in beside)):
        return None
    message = f"{identifier(cell)} under '{heading}' can be a day of the week or of a month."
    remedy = "Write the date with its month and year, or the day's name; or say --settle day_numbers='1 is Monday'."
    return Fault(ProblemKind.TWO_READINGS, message, remedy)


def undecided_numbers(ways: Sequence[DayNumbers], cell: Cell) -> Fault:
    """The fault of a number that may be two days."""
    names = [WEEKDAYS[day] for way in ways if (day := weekday_of(int(identifier(cell)), way)) is not None]
    number = identifier(cell)
    message = f"Days are numbers, and {number} can be {' or '.join(names)}: nothing says which day is {_first(ways)}."
    remedy = f"Write the days' names or dates, or say which: --settle day_numbers='{ways[0]}', or '{ways[-1]}'."
    return Fault(ProblemKind.TWO_READINGS, message, remedy)


def _first(ways: Sequence[DayNumbers]) -> int:
    """The number that the first day has."""
    return _COUNTED[ways[0]][0]


def _german(grid: DiaryGrid) -> dict[str, int]:
    """The German names of the days of a week, and their first two letters."""
    names = {
        name: grid.days.index(day) for name, day in zip(GERMAN_WEEKDAYS, WEEKDAYS, strict=True) if day in grid.days
    }
    others = {"sonnabend": names["samstag"]} if "samstag" in names else {}
    return names | others | {name[:2]: place for name, place in names.items()}


def _spellings(names: Sequence[str], fewest: int) -> dict[str, int]:
    """The names and all their beginnings that only one of them has, with its position."""
    keys = [heading_key(name) for name in names]
    starts = [{key[:n] for n in range(fewest, len(key))} for key in keys]
    counts = Counter(start for beginnings in starts for start in beginnings)
    unique = {start: n for n, beginnings in enumerate(starts) for start in beginnings if counts[start] == 1}
    return unique | {key: n for n, key in enumerate(keys)}
