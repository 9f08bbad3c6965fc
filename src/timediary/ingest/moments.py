"""When the rows of a long diary lie: their columns of day, date and time are decided as wholes, then read.

What a column's cells can't tell one by one - which number of a date is the month, what 8.5 is, whether 1:30 is at
night - is decided from all of them, from the columns beside and from the order of the rows. As long as that is open the
rows wait; what stays open at the end is one problem, and only the cells that it makes a difference to are left out.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np

from timediary.ingest.cell import at_midnight, quoted, text_of
from timediary.ingest.dates import date_of, decide_order, evening_dates, three_numbers, turned_dates, undecided_order
from timediary.ingest.days import day_of_month, decide_numbers, numbered, rows_of_numbers, undecided_numbers
from timediary.ingest.decoder import Decoder, Part
from timediary.ingest.fault import Fault
from timediary.ingest.noon import decide_clock, says_24, undecided_clock
from timediary.ingest.row_dates import Columns, When, any_date, by_spans, present
from timediary.ingest.row_days import PairsOfCells, RowDays
from timediary.ingest.spelling import Slot
from timediary.ingest.times import ends_the_day, named_by_ends
from timediary.ingest.units import decide_unit, undecided_unit
from timediary.ingest.verdict import Verdict, agreed
from timediary.model.conventions import Clock, DateOrder, DayNumbers
from timediary.model.problem import ProblemKind
from timediary.model.study import WEEKDAYS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

    from timediary.ingest.cell import Cell
    from timediary.ingest.draft import SurveyBuilder
    from timediary.ingest.layout import Layout
    from timediary.ingest.sheet import CodedColumn

_NOON = 12 * 60


class Moments:
    """Reads when the rows of one sheet lie."""

    def __init__(self, layout: Layout, draft: SurveyBuilder) -> None:
        self.layout = layout
        self._draft = draft
        self.grid = draft.study.grid
        self._says = draft.study.conventions
        self._spelling = draft.spelling
        self._one_day = len(self.grid.days) == 1
        self._has_day = layout.day is not None
        self._met: tuple[dict[Cell, None], ...] = ({}, {}, {})
        self._order: Verdict[DateOrder] | None = None
        self._numbers: Verdict[DayNumbers] | None = None
        self._evening = self._is_24 = self._own = False
        self._seen: Sequence[Cell] = ()
        self._seen_before = 0
        self._orders_fault: Fault | None = None
        self._numbers_fault: Fault | None = None
        self._unit_fault: Fault | None = None
        self._afternoon: list[NDArray[np.bool_]] = []
        self._doubtful: list[NDArray[np.bool_]] = []
        self._clock_fault: Fault | None = None
        self._by_ends: Fault | None = None

    @property
    def columns(self) -> tuple[int, ...]:
        """The positions of the columns: day (or time), time and, where there is one beside the day, date."""
        day = self.layout.time if self.layout.day is None else self.layout.day
        return (day, self.layout.time, *(() if self.layout.date is None else (self.layout.date,)))

    def is_settled(self, columns: Columns) -> bool:
        """Whether all is decided once these rows have been met too; else more rows may tell."""
        for met, column in zip(self._met, columns, strict=False):
            if column is not None:
                met.update(dict.fromkeys(present(column)))
        days, times, dates = self._met
        order = decide_order((*days, *times, *dates), self._says.date_order)
        if order is not None and order.chosen is None:
            return False
        unit = self._unit(times)
        if unit is not None and unit.chosen is None:
            return False
        self._is_24 = self._shows_24(times, unit)
        return self._is_24

    def decide(self, waiting: Sequence[Columns], respondents: Sequence[NDArray[np.int64]]) -> None:
        """Decide how the columns are to be read, from all rows that waited, and from whose they are."""
        days, times, dates = self._met
        record = self.layout.sheet.record
        self._order = decide_order((*days, *times, *dates), self._says.date_order)
        if self._order is not None and self._order.chosen is None:
            self._order = by_spans(self._order, waiting, respondents)
        dated = self.layout.date if self.layout.date is not None else self.columns[0]
        if self._order is not None:
            self._order.record(record, dated)
            self._orders_fault = self._first_open(undecided_order, self._order, (*dates, *days, *times), three_numbers)
        order = (self._order.chosen if self._order else None) or DateOrder.DAY_FIRST
        self._spelling = self._spelling.by(date_order=order)
        self._decide_evening(dates or days, dated)
        if turned := turned_dates(dates or days):
            self._draft.report_column(self.layout, turned, dated)
        self._decide_numbers(days, waiting)
        unit = self._unit(times)
        if unit is not None:
            unit.record(record, self.layout.time)
            self._spelling = self._spelling.by(time_units=unit.ways[:1])
        self._make_decoders(unit)
        starts = {self.grid.start_minute(at % self.grid.slots_per_day) for at in self._starts(times)}
        self._by_ends = named_by_ends(times, starts, self.grid) if self._has_day else None
        self._decide_clock(times, waiting, respondents)

    def decode(self, columns: Columns) -> When:
        """When some rows lie."""
        day = Part(self.columns[0], columns.day, self._days, *self._days(columns.day))
        time = Part(self.layout.time, columns.time, self._times, *self._times(columns.time))
        dates = self._dates(columns.day)[0]
        if columns.date is not None:
            beside = Part(self.layout.date or 0, columns.date, self._second, *self._second(columns.date))
            day, dates = self._rows.with_date(day, beside, self._second_dates(columns.date)[0].astype(np.int32))
        if self._afternoon:
            time = self._rows.in_the_afternoon(time, self._afternoon.pop(0), self._doubtful.pop(0), self._clock_fault)
        if self._has_day:
            if self._has_own_dates(columns.time):
                day, dates = self._rows.with_own_dates(day, time, dates, self._own_dates(columns.time)[0])
            day, time, dates = self._rows.beyond_24(day, time, dates)
            day, dates = self._rows.past_midnight(day, time, dates)
        return When(day, time, dates)

    def slots(self, columns: Columns) -> NDArray[np.int64] | None:
        """The slots of some rows whose days and times all tell them by themselves, shape (m,); else None.

        They don't where there are dates, times of the next day or of the afternoon, or faults.
        """
        if columns.date is not None or self._afternoon or (self._has_day and self._has_own_dates(columns.time)):
            return None
        return self._pairs(columns.day, columns.time)

    def _slots_of_pairs(self, day: CodedColumn, time: CodedColumn) -> NDArray[np.int64]:
        """The slots of some pairs of cells, -1 where something else has a say."""
        (days, day_faults), (times, time_faults), (dates, _) = self._days(day), self._times(time), self._dates(day)
        is_plain = (day_faults == 0) & (time_faults == 0) & (dates == 0) & (times < self.grid.slots_per_day)
        return np.where(is_plain, days * self.grid.slots_per_day + times, -1)

    # What is decided

    def _unit(self, times: Iterable[Cell]) -> Verdict[Any] | None:
        """What the numbers of the column of times are."""
        if not (self._has_day or self._one_day):
            return None
        return decide_unit(times, self.grid, self.layout.heading(self.layout.time), self._says.time_unit)

    def _shows_24(self, times: Iterable[Cell], unit: Verdict[Any] | None) -> bool:
        """Whether a time shows that the clock is one of 24 hours, so that later rows can't be meant otherwise."""
        spelling = self._spelling.by(time_units=unit.ways[:1]) if unit else self._spelling
        read = spelling.position if self._has_day or self._one_day else _moment_position(spelling)
        for cell in times:
            position = read(cell)
            if not isinstance(position, Fault):
                minute = self.grid.start_minute(position)
                if minute >= _NOON + 60 or minute < 60:
                    return True
        return False

    def _decide_evening(self, cells: Iterable[Cell], column: int) -> None:
        """Whether dates are midnights of another time zone: 23:00 of the day before."""
        count = evening_dates(cells) if self._has_day else 0
        self._evening = count > 0
        if count:
            evidence = [(count, "dates at the same hour of the evening, none at another")]
            self.layout.sheet.record.decide("dates", "the midnight after", evidence=evidence, columns=(column,))

    def _decide_numbers(self, days: Iterable[Cell], waiting: Sequence[Columns]) -> None:
        """From where numbered days are counted, by the dates beside them where there are any."""
        if not self._has_day:
            return
        beside: Counter[tuple[int, int]] = Counter()
        if self.layout.date is not None and self.grid.is_week:
            for columns in waiting:
                beside += self._beside(columns)
        rows = sum((rows_of_numbers(columns.day) for columns in waiting), Counter[int]())
        self._numbers = decide_numbers(days, self.grid, self._says.day_numbers, beside, rows)
        if self._numbers is None:
            return
        self._numbers.record(self.layout.sheet.record, self.columns[0])
        self._spelling = self._spelling.by(day_numbers=self._numbers.ways[0])
        example = next(cell for cell in days if numbered(cell))
        of_month = day_of_month(
            self.layout.heading(self.columns[0]), self.layout.headings, example, self._says.day_numbers
        )
        self._numbers_fault = of_month or self._first_open(undecided_numbers, self._numbers, days, numbered)

    def _beside(self, columns: Columns) -> Counter[tuple[int, int]]:
        """How often a numbered day stands beside a date of a weekday."""
        if columns.date is None:
            return Counter()
        pairs, times = np.unique(np.stack([columns.day.numbers, columns.date.numbers]), axis=1, return_counts=True)
        found: Counter[tuple[int, int]] = Counter()
        for (day, date), number in zip(pairs.T.tolist(), times.tolist(), strict=True):
            text, ordinal = numbered(columns.day.values[day]), self._date(columns.date.values[date])
            if text and ordinal:
                found[int(text), (ordinal - 1) % len(WEEKDAYS)] += number
        return found

    def _first_open(
        self,
        fault: Callable[[Sequence[Any], Cell], Fault],
        verdict: Verdict[Any],
        cells: Iterable[Cell],
        concerns: Callable[[Cell], str],
    ) -> Fault | None:
        """The fault of all cells that a verdict leaves open, with the first of them as its example."""
        if verdict.chosen is not None:
            return None
        open_ = (cell for cell in cells if concerns(cell) and self._is_open(verdict, cell))
        return next((fault(verdict.ways, cell) for cell in open_), None)

    def _is_open(self, verdict: Verdict[Any], cell: Cell) -> bool:
        """Whether a cell is something else by the several ways."""
        if isinstance(verdict.ways[0], DateOrder):
            return len({any_date(cell, way) for way in verdict.ways}) > 1
        return True

    def _decide_clock(
        self, times: Iterable[Cell], waiting: Sequence[Columns], respondents: Sequence[NDArray[np.int64]]
    ) -> None:
        """Whether the clock is one of 12 hours, by the order of the rows."""
        if self._is_24 and self._says.clock is not Clock.TWELVE:
            return
        parts, groups = [], []
        starts = np.array([self.grid.start_minute(slot) for slot in range(self.grid.slots_per_day)], np.int64)
        for columns, whose in zip(waiting, respondents, strict=True):
            positions, faults = self._times(columns.time)
            parts.append(np.where(faults == 0, starts[positions % self.grid.slots_per_day], -1))
            days = self._days(columns.day)[0] if columns.date is None else columns.date.numbers
            groups.append(whose * len(WEEKDAYS) * 1_000 + days)
        minutes = np.concatenate(parts) if parts else np.zeros(0, np.int64)
        noon = decide_clock(
            minutes, np.concatenate(groups) if groups else minutes, says_so=says_24(times), study_says=self._says.clock
        )
        if noon.verdict is None:
            return
        noon.verdict.record(self.layout.sheet.record, self.layout.time)
        bounds = np.cumsum([len(part) for part in parts])[:-1]
        self._afternoon, self._doubtful = np.split(noon.afternoon, bounds), np.split(noon.doubtful, bounds)
        if noon.doubtful.any():
            self._clock_fault = undecided_clock(int(minutes[noon.doubtful][0]))

    def _starts(self, times: Iterable[Cell]) -> list[int]:
        """The positions of the times but for 24:00."""
        positions = (self._position(cell) for cell in times if not ends_the_day(cell))
        return [position for position in positions if not isinstance(position, Fault)]

    # How cells are read

    def _make_decoders(self, unit: Verdict[Any] | None) -> None:
        """Make what reads the columns by what was decided."""
        ways = unit.ways if unit else (None,)
        self._clocks = [self._spelling.by(time_units=(way,)) if way else self._spelling for way in ways]
        day, date = self._day, self._date
        position: Callable[[Cell], int | Fault] = self._position
        if not self._has_day:
            day, date = _nought if self._one_day else self._moment_day, self._moment_date
            position = position if self._one_day else self._moment_position
        self._rows = RowDays(self.grid, self._spelling)
        self._days = Decoder(day, np.int64, 0)
        self._dates = Decoder(date, np.int32, 0)
        self._times = Decoder(position, np.int64, 0)
        self._second = Decoder(self._day, np.int64, 0)
        self._second_dates = Decoder(self._date, np.int32, 0)
        self._own_dates = Decoder(self._own_date, np.int32, 0)
        self._unit_open = unit is not None and unit.chosen is None
        self._pairs = PairsOfCells(self._slots_of_pairs)

    def _open_order(self, cell: Cell) -> Fault | None:
        """Why the date in a cell can't be told; None where it can."""
        text = three_numbers(cell)
        if not text:
            return None
        ways = self._order.ways if self._order else tuple(DateOrder)
        if len(ways) == 1 or len({date for way in ways if (date := date_of(text, way))}) < 2:
            return None
        return self._orders_fault or undecided_order(ways, cell)

    def _day(self, cell: Cell) -> int | Fault:
        """The position of a day; 0 where only the week beginning can tell it."""
        if fault := self._open_order(cell):
            return fault
        if self._numbers_fault and numbered(cell):
            return self._numbers_fault
        date = self._date(cell) if self._evening else 0
        day = self._spelling.dated(date) if date else self._spelling.day(cell)
        return day if isinstance(day, Fault) else max(day.position, 0)

    def _date(self, cell: Cell) -> int:
        """The ordinal of the date that a day is written with, 0 where it has none."""
        if isinstance(cell, str) and numbered(cell):
            return 0
        if self._evening and evening_dates((cell,)):
            return date_of(cell if not isinstance(cell, str) else cell[:10]) + 1
        day = self._spelling.day(cell)
        return self._spelling.date(cell) if isinstance(day, Fault) else day.date

    def _position(self, cell: Cell) -> int | Fault:
        """The position in its day of the slot that begins at a time."""
        if self._by_ends and ends_the_day(cell):
            return self._by_ends
        positions = [spelling.position(cell) for spelling in self._clocks]
        if self._unit_open:
            first = positions[0]
            units = [spelling.ways.time_units[0] for spelling in self._clocks]
            self._unit_fault = self._unit_fault or undecided_unit(units, cell, self.grid)
            return agreed(positions, self._unit_fault) if positions.count(first) < len(positions) else first
        if isinstance(positions[0], Fault) and isinstance(cell, str):
            slot = self._spelling.slot(cell)
            if isinstance(slot, Slot) and slot.date:
                return slot.number % self.grid.slots_per_day
        return positions[0]

    def _has_own_dates(self, column: CodedColumn) -> bool:
        """Whether a time has a date of its own; a list of cells that comes again is looked at once."""
        if column.values is not self._seen or len(column.values) != self._seen_before:
            self._seen, self._seen_before = column.values, len(column.values)
            self._own = any(self._own_date(cell) for cell in column.values)
        return self._own

    def _own_date(self, cell: Cell) -> int:
        """The ordinal of a date that stands in the column of times beside the time, 0 where there is none."""
        if isinstance(cell, dt.datetime):
            return cell.date().toordinal() if cell.year > 1_970 else 0
        if isinstance(cell, str) and len(cell) > 8 and isinstance(self._spelling.position(cell), Fault):
            slot = self._spelling.slot(cell)
            return slot.date if isinstance(slot, Slot) else 0
        return date_of(cell) if isinstance(cell, float) else 0

    def _moment(self, cell: Cell) -> Slot | Fault | None:
        """The slot of a cell that holds day and time."""
        return self._open_order(cell) or self._spelling.slot(at_midnight(cell))

    def _moment_day(self, cell: Cell) -> int | Fault:
        """The position of the day of a cell that holds day and time."""
        slot = self._moment(cell)
        if isinstance(slot, Slot):
            return slot.number // self.grid.slots_per_day
        message = f"{quoted(text_of(cell))} is not a day and a time."
        return slot or Fault(ProblemKind.UNKNOWN_TIME, message, "Write both, such as Mon 08:30.")

    def _moment_date(self, cell: Cell) -> int:
        """The ordinal of the date of a cell that holds day and time, 0 where it has none."""
        slot = self._moment(cell)
        return slot.date if isinstance(slot, Slot) else 0

    def _moment_position(self, cell: Cell) -> int:
        """The position in its day of the slot of a cell that holds day and time."""
        slot = self._moment(cell)
        return slot.number % self.grid.slots_per_day if isinstance(slot, Slot) else 0


def _nought(cell: Cell) -> int:  # noqa: ARG001
    """The position of the only day of a diary of one day."""
    return 0


def _moment_position(spelling: Any) -> Callable[[Cell], int | Fault]:
    """What reads the position in its day of a cell with day and time."""

    def read(cell: Cell) -> int | Fault:
        slot = spelling.slot(at_midnight(cell))
        missing = Fault(ProblemKind.UNKNOWN_TIME, "", "")
        return slot.number % spelling.grid.slots_per_day if isinstance(slot, Slot) else missing

    return read
