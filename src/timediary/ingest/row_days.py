"""What the cells of a row say together of its day: date beside day, times past midnight and in the afternoon."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np

from timediary.ingest.cell import is_blank, quoted, text_of
from timediary.ingest.fault import Fault
from timediary.ingest.noon import HALF_A_DAY
from timediary.ingest.sheet import CodedColumn
from timediary.model.problem import ProblemKind
from timediary.model.study import WEEKDAYS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from timediary.ingest.cell import Cell
    from timediary.ingest.decoder import Part
    from timediary.ingest.spelling import CellParser
    from timediary.model.study import DiaryGrid

_NOON = 12 * 60
# A day and a time make few different pairs; where there are more than this, each row is looked at by itself.
_MOST_PAIRS = 1 << 16
_NOT_MET = -2


class RowDays:
    """Tells the day and slot of rows from their columns together.

    A `Part` of days holds their positions, one of times the positions of slots; `dates` are ordinals of dates, 0 where
    a row has none; each of shape (m,).
    """

    def __init__(self, grid: DiaryGrid, spelling: CellParser) -> None:
        self.grid = grid
        self._spelling = spelling

    def with_date(self, day: Part, beside: Part, dates: NDArray[np.int32]) -> tuple[Part, NDArray[np.int32]]:
        """The days of rows with a date beside the day: the date counts, and one that contradicts it is a fault."""
        cells = beside.coded
        blank = np.fromiter(map(is_blank, cells.values), bool, len(cells.values))[cells.numbers]
        values = np.where(blank, day.values, beside.values)
        named = (day.faults == 0) & ~blank & (beside.faults == 0)
        faults = np.where(blank, 0, beside.faults).astype(np.int32)
        apart = np.flatnonzero(named & (day.values != beside.values)) if self.grid.is_week else np.zeros(0, np.intp)
        for row in apart.tolist():
            faults[row] = beside.decoder.number_of(_contradiction(day.cell(row), int(dates[row])))
        for row in np.flatnonzero(blank & (day.faults > 0)).tolist():
            faults[row] = beside.decoder.number_of(day.decoder.faults[int(day.faults[row]) - 1])
        return beside._replace(values=values, faults=faults), np.where(faults == 0, dates, 0).astype(np.int32)

    def with_own_dates(
        self, day: Part, time: Part, dates: NDArray[np.int32], own: NDArray[np.int32]
    ) -> tuple[Part, NDArray[np.int32]]:
        """The days of rows whose time has a date of its own, which must be that of the day or, at night, the next.

        One date for all rows of several days is what programs make of times without any.
        """
        if len(np.unique(own[own > 0])) == 1 and len(np.unique(day.values[day.faults == 0])) > 1:
            return day, dates
        known = (own > 0) & (day.faults == 0) & (time.faults == 0)
        weekday = dates
        if self.grid.is_week:
            weekday = np.where(dates > 0, dates, own - (own - 1 - day.values) % len(WEEKDAYS))
        night = known & (own == weekday + 1) & (time.values * self.grid.slot_minutes < _NOON)
        apart = known & (weekday > 0) & (own != weekday) & ~night
        faults = day.faults.copy()
        for row in np.flatnonzero(apart).tolist():
            faults[row] = day.decoder.number_of(_contradiction(day.cell(row), int(own[row])))
        dates = np.where(known & ~apart, own, dates).astype(np.int32)
        return self._on_dates(day._replace(faults=faults), dates, night), dates

    def in_the_afternoon(
        self, time: Part, afternoon: NDArray[np.bool_], doubtful: NDArray[np.bool_], fault: Fault | None
    ) -> Part:
        """The slots of rows whose hours of the afternoon are written 1 to 11; `fault` is that of doubtful ones."""
        if not (afternoon.any() or doubtful.any()):
            return time
        values, faults = time.values.copy(), time.faults.copy()
        later = [
            self.grid.slot(0, (self.grid.start_minute(slot) + HALF_A_DAY) % (2 * HALF_A_DAY))
            for slot in range(self.grid.slots_per_day)
        ]
        table = np.array([slot if slot is not None else -1 for slot in later], np.int64)
        values[afternoon] = table[values[afternoon] % self.grid.slots_per_day]
        if fault:
            faults[doubtful] = time.decoder.number_of(fault)
        beyond = values < 0
        if beyond.any():
            message = "The afternoon hour is none of this diary's."
            faults[beyond] = time.decoder.number_of(Fault(ProblemKind.TIME_OFF_GRID, message, "Correct the time."))
            values[beyond] = 0
        return time._replace(values=values, faults=faults)

    def beyond_24(self, day: Part, time: Part, dates: NDArray[np.int32]) -> tuple[Part, Part, NDArray[np.int32]]:
        """The days and slots of rows with times of 24 hours and more.

        They are of the next day; but where the times run on through the days, the second day's begin at 24:00.
        """
        if time.values.max(initial=0) < self.grid.slots_per_day:
            return day, time, dates
        beyond = time.values // self.grid.slots_per_day
        good = (time.faults == 0) & (day.faults == 0)
        runs_on = (
            int(time.values[good].max(initial=0)) > self.grid.slots_per_day
            and bool((beyond[good] == day.values[good]).all())
            and bool(beyond[good].any())
        )
        time = time._replace(values=time.values % self.grid.slots_per_day)
        if runs_on:
            return day, time, dates
        values, faults = day.values + np.where(dates > 0, 0, beyond), day.faults.copy()
        out = good & (values >= len(self.grid.days))
        if out.any():
            message = f"The time lies after the end of {self.grid.days[-1]}."
            fault = Fault(ProblemKind.UNKNOWN_DAY, message, "Correct the time or the day.")
            faults[out] = day.decoder.number_of(fault)
            values[out] = 0
        moved = np.where(dates > 0, dates + beyond, dates).astype(np.int32)
        return self._on_dates(day._replace(values=values, faults=faults), moved, good & (moved != dates)), time, moved

    def past_midnight(self, day: Part, time: Part, dates: NDArray[np.int32]) -> tuple[Part, NDArray[np.int32]]:
        """Rows whose date and time lie past midnight, in the diary's day that began on the date before."""
        if self.grid.midnight >= self.grid.slots_per_day:
            return day, dates
        moved = (dates > len(WEEKDAYS)) & (time.faults == 0) & (time.values >= self.grid.midnight)
        if not moved.any():
            return day, dates
        dates = np.where(moved, dates - 1, dates).astype(np.int32)
        return self._on_dates(day, dates, moved), dates

    def _on_dates(self, day: Part, dates: NDArray[np.int32], which: NDArray[np.bool_]) -> Part:
        """The days of rows, of some of them by their dates."""
        if not which.any():
            return day
        values, faults = day.values.copy(), day.faults.copy()
        for date in np.unique(dates[which]).tolist():
            here = which & (dates == date)
            found = self._spelling.dated(date)
            if isinstance(found, Fault):
                faults[here] = day.decoder.number_of(found)
            else:
                values[here], faults[here] = max(found.position, 0), 0
        return day._replace(values=values, faults=faults)


class PairsOfCells:
    """Numbers that rows have by two of their cells alone, such as slots by day and time: a pair is looked at once."""

    def __init__(self, look: Callable[[CodedColumn, CodedColumn], NDArray[np.int64]]) -> None:
        """No pairs yet; `look` gives the numbers of rows, -1 where the two cells don't tell one."""
        self._look = look
        self._cells: tuple[Sequence[Cell], Sequence[Cell]] = ((), ())
        self._sizes = (0, 0)
        self._known = np.zeros(0, np.int64)

    def __call__(self, first: CodedColumn, second: CodedColumn) -> NDArray[np.int64] | None:
        """The numbers of some rows, shape (m,); None where the cells of one don't tell it, or there are many cells."""
        sizes = len(first.values), len(second.values)
        if sizes[0] * sizes[1] > _MOST_PAIRS:
            return None
        if sizes != self._sizes or first.values is not self._cells[0] or second.values is not self._cells[1]:
            self._cells, self._sizes = (first.values, second.values), sizes
            self._known = np.full(sizes[0] * sizes[1], _NOT_MET, np.int64)
        pairs = first.numbers * np.int32(sizes[1]) + second.numbers
        found = self._known.take(pairs, mode="clip")  # the quickest; none lies beyond
        new = pairs[found == _NOT_MET] if found.min(initial=0) == _NOT_MET else pairs[:0]
        if len(new):
            # In the order of the rows, as cells are decoded.
            new = new[np.sort(np.unique(new, return_index=True)[1])]
            numbers = CodedColumn(first.values, new // sizes[1]), CodedColumn(second.values, new % sizes[1])
            self._known[new] = self._look(*numbers)
            found = self._known.take(pairs, mode="clip")
        return found if found.min(initial=0) >= 0 else None


def _contradiction(cell: Cell, date: int) -> Fault:
    """The fault of a day beside a date of another day."""
    day = dt.date.fromordinal(date)
    message = f"{quoted(text_of(cell))} and the date beside it, {day} ({day:%A}), are two days."
    return Fault(ProblemKind.DAY_AND_DATE, message, "Find out which is right, and correct the other.")
