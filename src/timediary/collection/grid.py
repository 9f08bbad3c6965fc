"""Finds the grid of a diary on a sheet, wherever it stands: times down and days across, or the other way round.

A row may be the head of the grid if its cells are days, and a column may hold its times; the pair with the most days
and times wins. From there on the grid is read row by row, so that a title, a row that has been moved, a second row of
days or blank rows do no harm.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, TypeGuard

import numpy as np

from timediary.collection.grid_head import FEWEST, Head, days_in, heads_on, reader_of_dates
from timediary.collection.remark import without_remark
from timediary.ingest.cell import is_blank, text_of
from timediary.ingest.fault import REPEATED_COLUMN, Fault
from timediary.ingest.noon import HALF_A_DAY, decide_clock, says_24, undecided_clock
from timediary.ingest.times import ends_the_day, headed_as_ends, named_by_ends
from timediary.ingest.units import decide_unit, number_in, undecided_unit
from timediary.ingest.verdict import between
from timediary.model.conventions import UNSETTLED
from timediary.model.problem import ProblemKind
from timediary.model.spelling import column_letters
from timediary.model.study import MINUTES_PER_DAY, clock

if TYPE_CHECKING:
    from collections.abc import Callable

    from timediary.collection.diary import Entry
    from timediary.collection.page import Page
    from timediary.ingest.cell import Cell
    from timediary.ingest.days import Day
    from timediary.ingest.spelling import CellParser
    from timediary.model.conventions import Conventions


class Found(NamedTuple):
    """Something wrong with the grid: the fault, its place, and how many filled cells are left out because of it."""

    fault: Fault
    place: Entry
    cells: int = 0
    header: str = ""


@dataclass
class Grid:
    """A grid as found on a page.

    Attributes:
        page: the page, turned if the days stand below one another.
        first_row: the row of the days.
        last_row: the last row of a time.
        time, end: the column of the times, and that of their ends, if there is one.
        days: the columns of the days.
        dates: the ordinals of the dates of days, by position, where days are written as dates.
        slots: the filled slots by number.
        seen: the slots that the grid has.
        found: what is wrong with it.
        remarks: how many codes had a remark behind them.
    """

    page: Page
    first_row: int
    last_row: int
    time: int = -1
    end: int | None = None
    days: set[int] = field(default_factory=set)
    dates: dict[int, int] = field(default_factory=dict)
    slots: dict[int, Entry] = field(default_factory=dict)
    seen: set[int] = field(default_factory=set)
    found: list[Found] = field(default_factory=list)
    remarks: int = 0


def find_grid(
    page: Page,
    spelling: CellParser,
    week: int = 0,
    conventions: Conventions = UNSETTLED,
    *,
    is_ours: bool = False,
) -> Grid | None:
    """The grid on a page, with its filled slots; None if there is none.

    Args:
        page: the sheet.
        spelling: reads days, times and codes.
        week: the ordinal of the date at which the diary begins, 0 where it isn't known.
        conventions: what the study settles of how dates and times are written.
        is_ours: whether the page is of our own form, which may ask for a single day.
    """
    candidates = list(heads_on(page, spelling, fewest_days=1 if is_ours else FEWEST))
    if not any(candidate.score >= spelling.grid.slots / 3 for candidate in candidates):
        candidates += heads_on(page.turn(), spelling)
    best = max(candidates, key=lambda candidate: (candidate.score, candidate.row), default=None)
    return None if best is None else _Reader(best, spelling, week, conventions).grid()


class _Reader:
    """Reads the grid below its head."""

    def __init__(self, head: Head, spelling: CellParser, week: int, conventions: Conventions) -> None:
        self.page, self.row, self.column, self.end = head.page, head.row, head.column, head.end
        self._record = head.page.sheet.record
        self.spelling = reader_of_dates(head.page.cells[head.row], spelling, conventions, self._record)
        self.positions = self._times(head.column, conventions)
        self.ends = None if head.end is None else self._times(head.end, conventions)
        self.week = week
        self.second = 0
        self.result = Grid(head.page, head.row, head.row, head.column, head.end)
        self.columns: dict[int, int] = {}
        self.lost: dict[int, Found] = {}

    def _times(self, column: int, conventions: Conventions) -> list[int | Fault]:
        """The positions of the times of a column, by row of the page, decided for all of them."""
        grid, cells = self.spelling.grid, [row[column] for row in self.page.cells]
        below = cells[self.row + 1 :]
        unit = decide_unit(below, grid, text_of(cells[self.row]), conventions.time_unit)
        where = () if self.page.turned else (column,)
        if unit:
            unit.record(self._record, *where)
        readers = [self.spelling.by(time_units=(way,)).position for way in unit.ways] if unit else []
        example = next((cell for cell in below if number_in(cell) is not None), None)
        read: Callable[[Cell], int | Fault] = self.spelling.position
        if unit and readers:
            read = readers[0] if unit.chosen else between(readers, undecided_unit(unit.ways, example, grid))
        # A column is a calendar day: times dragged past midnight are the early hours of the same.
        found = [at if isinstance(at := read(cell), Fault) else at % grid.slots_per_day for cell in cells]
        starts = {grid.start_minute(at) for at, cell in zip(found, cells, strict=True) if _is_start(at, cell)}
        if by_ends := named_by_ends(below, starts, grid):
            found = [by_ends if ends_the_day(cell) else at for at, cell in zip(found, cells, strict=True)]
        minutes = np.array([-1 if isinstance(at, Fault) else grid.start_minute(at) for at in found], np.int64)
        minutes[: self.row + 1] = -1
        says_so = says_24(below)
        noon = decide_clock(minutes, np.zeros(len(minutes), np.int64), says_so=says_so, study_says=conventions.clock)
        if noon.verdict:
            noon.verdict.record(self._record, *where)
        for row in np.flatnonzero(noon.afternoon | noon.doubtful).tolist():
            later = grid.slot(0, int(minutes[row] + HALF_A_DAY) % MINUTES_PER_DAY)
            is_known = noon.afternoon[row] and later is not None
            found[row] = later if is_known and later is not None else undecided_clock(int(minutes[row]))
        return found

    def grid(self) -> Grid:
        """The grid."""
        if self.end is None and (by_ends := headed_as_ends(text_of(self.page.cells[self.row][self.column]))):
            self.result.found.append(Found(by_ends, self.page.entry(self.row, self.column)))
        self._take_days(self.row)
        strange_rows = 0
        for row in range(self.row + 1, len(self.page.cells)):
            position = self.positions[row]
            if self.second:
                break
            if isinstance(position, Fault):
                strange_rows = self._without_time(row, position, strange_rows)
                continue
            if strange_rows > 1 and not self._has_code(row):
                continue
            strange_rows = 0
            length = self._length(row, position)
            if isinstance(length, Fault):
                self._lose_row(row, length)
                continue
            for slot in range(position, position + length):
                self._take_row(row, slot)
        self._settle_lost()
        return self.result

    def _length(self, row: int, position: int) -> int | Fault:
        """How many slots a row takes: one, or those up to the end that stands beside the start."""
        end = self.ends[row] if self.ends else None
        if end is None or is_blank(self.page.cells[row][self.end or 0]):
            return 1
        if isinstance(end, Fault):
            return end
        per_day = self.spelling.grid.slots_per_day
        length = (end - position) % per_day
        if length and position + length <= per_day:
            return length
        message = f"The row starts at {self._clock(position)} and ends at {self._clock(end)}."
        return Fault(ProblemKind.TIME_OFF_GRID, message, "Correct the start or the end; a row ends on its own day.")

    def _clock(self, position: int) -> str:
        """The time at which a slot begins."""
        return clock(self.spelling.grid.start_minute(position))

    def _lose_row(self, row: int, fault: Fault) -> None:
        """Leave out the slots of a row."""
        columns = self.page.filled(row, [*self.columns, *self.lost])
        if columns:
            self.result.found.append(Found(fault, self.page.entry(row, self.end or self.column), len(columns)))
        self.result.last_row = row

    def _settle_lost(self) -> None:
        """Keep what is wrong with columns of which something is left out."""
        self.result.found += [found for found in self.lost.values() if found.cells]
        self.lost = {}

    def _take_days(self, row: int) -> None:
        """Take the days of a row for those of the columns from here on."""
        cells = self.page.cells[row]
        days = days_in(cells, self.spelling)
        self._settle_lost()
        self.columns = {}
        for column, day in days.items():
            place = self.page.entry(row, column)
            position = day.position if day.position >= 0 else day.date - self.week
            if column == self.column:
                continue
            if (fault := self._outside(day)) is not None:
                self.lost[column] = Found(fault, place)
            elif position in self.columns.values():
                self.lost[column] = Found(REPEATED_COLUMN, place)
            else:
                self.columns[column] = position
                self.result.dates |= {position: day.date} if day.date else {}
        self.result.days |= set(days)
        for column in self._beside(row, days):
            self.lost[column] = Found(self._no_day(cells[column]), self.page.entry(row, column))

    def _outside(self, day: Day) -> Fault | None:
        """Why a day written as a date isn't one of this diary's days."""
        first, last = self.week, self.week + max(len(self.spelling.grid.days), 7) - 1
        if not day.date or (self.week and first <= day.date <= last) or (not self.week and day.position >= 0):
            return None
        message = "The date lies outside the week of this diary."
        return Fault(ProblemKind.DATE_OUTSIDE_WEEK, message, "Correct the date, or the date at which the week begins.")

    def _beside(self, row: int, days: dict[int, Day]) -> list[int]:
        """The columns between the days, or next to them, whose name can't be read but which hold codes."""
        cells = self.page.cells[row]
        first, last = min(days), max(days)
        while first - 1 >= 0 and first - 1 != self.column and not is_blank(cells[first - 1]):
            first -= 1
        while last + 1 < len(cells) and last + 1 != self.column and not is_blank(cells[last + 1]):
            last += 1
        between = (c for c in range(first, last + 1) if c not in days and c != self.column)
        return [column for column in between if self._holds_codes(row, column)]

    def _holds_codes(self, row: int, column: int) -> bool:
        """Whether a column has a code beside one of the next times."""
        for below in self.page.cells[row + 1 :]:
            if not isinstance(self.spelling.position(below[self.column]), Fault) and self._is_code(below[column]):
                return True
        return False

    def _no_day(self, cell: Cell) -> Fault:
        """The fault of a column without a day."""
        day = self.spelling.day(cell)
        if isinstance(day, Fault):
            return day
        message, remedy = "The day is missing.", f"Write {self.spelling.grid.days[0]} and so on."
        return Fault(ProblemKind.UNKNOWN_DAY, message, remedy)

    def _without_time(self, row: int, fault: Fault, strange_rows: int) -> int:
        """Look at a row whose time can't be read: more days, a fault, or something else.

        Returns:
            How many rows of something else there are in succession.
        """
        cells = self.page.cells[row]
        if len(days_in(cells, self.spelling)) >= min(FEWEST, len(self.spelling.grid.days)) and self._has_times_below(
            row
        ):
            if self._is_second_grid(row):
                self._leave_second_grid(row)
            else:
                self._take_days(row)
            return 0
        if strange_rows <= 1 and self._has_code(row):
            columns = self.page.filled(row, [*self.columns, *self.lost])
            self.result.found.append(Found(fault, self.page.entry(row, self.column), len(columns)))
            self.result.last_row = row
            return 0
        return strange_rows + (not is_blank(cells[self.column]))

    def _is_second_grid(self, row: int) -> bool:
        """Whether a second row of days is above times the grid already has: then it is of another week or person."""
        per_day = self.spelling.grid.slots_per_day
        days = {day.position for day in days_in(self.page.cells[row], self.spelling).values() if day.position >= 0}
        times = [at for at in self.positions[row + 1 :] if not isinstance(at, Fault)]
        return any(day * per_day + at in self.result.seen for day in days for at in times)

    def _leave_second_grid(self, row: int) -> None:
        """Leave out a second grid below the first, and count what is filled in it."""
        self.second = row
        days = list(days_in(self.page.cells[row], self.spelling))
        below = range(row + 1, len(self.page.cells))
        cells = sum(len(self.page.filled(n, days)) for n in below if not isinstance(self.positions[n], Fault))
        message = "A second grid starts here, for days and times that the first one has too; it isn't read."
        fault = Fault(ProblemKind.SECOND_TABLE, message, "Put each week on a sheet of its own.")
        self.result.found.append(Found(fault, self.page.entry(row, min(days)), cells))
        self.result.last_row = len(self.page.cells) - 1

    def _has_times_below(self, row: int) -> bool:
        """Whether one of the next rows has a time."""
        below = self.page.cells[row + 1 : row + 4]
        return any(not isinstance(self.spelling.position(cells[self.column]), Fault) for cells in below)

    def _has_code(self, row: int) -> bool:
        """Whether a row holds a code under one of the days."""
        return any(self._is_code(self.page.cells[row][column]) for column in (*self.columns, *self.lost))

    def _is_code(self, cell: Cell) -> bool:
        """Whether a cell holds a code."""
        number = self.spelling.code(cell)
        return number != 0 if not isinstance(number, Fault) else without_remark(cell, self.spelling.code) is not None

    def _take_row(self, row: int, position: int) -> None:
        """Take the slots of a row."""
        self.result.last_row = row
        per_day = self.spelling.grid.slots_per_day
        for column, day in self.columns.items():
            slot = day * per_day + position
            self.result.seen.add(slot)
            if not is_blank(self.page.cells[row][column]):
                self._take_slot(slot, self.page.entry(row, column))
        for column, found in self.lost.items():
            if not is_blank(self.page.cells[row][column]):
                self.lost[column] = found._replace(cells=found.cells + 1)

    def _take_slot(self, slot: int, entry: Entry) -> None:
        """Take the content of a slot, unless it has some already."""
        number = self.spelling.code(entry.cell)
        if isinstance(number, Fault):
            code = without_remark(entry.cell, self.spelling.code)
            if code is not None:
                entry, number = entry._replace(cell=code), self.spelling.code(code)
                self.result.remarks += 1
        if number == 0:
            return
        first = self.result.slots.setdefault(slot, entry)
        if first is entry:
            return
        name = self.spelling.grid.slot_name(slot)
        same = self.spelling.code(first.cell) == number
        where = cell_name(first)
        what = "the same code" if same else f"another code, {text_of(first.cell)},"
        kind = ProblemKind.DUPLICATE_ENTRY if same else ProblemKind.CONFLICTING_ENTRY
        remedy = "Clear one of the two." if same else "Find out which is right, and clear the other."
        fault = Fault(kind, f"Cell {where} has {what} for the same slot, {name}.", remedy)
        self.result.found.append(Found(fault, entry, 1, name))


def _is_start(at: int | Fault, cell: Cell) -> TypeGuard[int]:
    """Whether a time was read that is not 24:00."""
    return not isinstance(at, Fault) and not ends_the_day(cell)


def cell_name(entry: Entry) -> str:
    """The cell of an entry as a spreadsheet names it."""
    return f"{column_letters(entry.column)}{entry.row}"
