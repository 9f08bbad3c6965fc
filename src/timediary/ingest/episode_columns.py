"""The columns of a diary of episodes, decoded: whose, when from, until when, how long and what."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from timediary.ingest.cell import quoted, text_of
from timediary.ingest.dates import FIRST_SERIAL, date_of, decide_order, three_numbers, undecided_order
from timediary.ingest.days import (
    Day,
    day_of_month,
    decide_numbers,
    numbered,
    rows_of_numbers,
    undecided_numbers,
    weekday_of,
)
from timediary.ingest.decoder import Decoder, Part
from timediary.ingest.fault import Fault
from timediary.ingest.instants import Instant, instant_of
from timediary.ingest.lengths import decide_lengths, reader_of_lengths
from timediary.ingest.noon import HALF_A_DAY, decide_clock_of_episodes, says_24
from timediary.ingest.units import decide_unit_of_instants, instant_minutes, number_in, undecided_unit
from timediary.model.code_minutes import code_type
from timediary.model.conventions import DateOrder, DayNumbers, TimeUnit
from timediary.model.problem import ProblemKind
from timediary.model.reading import TIME_ZONE, UTC
from timediary.model.study import MINUTES_PER_DAY

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from timediary.ingest.cell import Cell
    from timediary.ingest.draft import SurveyBuilder
    from timediary.ingest.layout import Layout
    from timediary.ingest.sheet import CodedColumn
    from timediary.ingest.sheet_rows import SheetRows
    from timediary.ingest.spelling import CellParser

# An end before the start is on the next day, unless the episode would last longer than anybody works or sleeps.
LONGEST = 16 * 60
NO_OFFSET = 10_000
_FEWEST_ENDS, _FIVE = 3, 5
_BLANK = -1.0


class Times(NamedTuple):
    """A column of instants, decoded: dates, minutes after midnight, minutes ahead of UTC; shape (m,) each.

    `there` says where there is one at all, and `faults` is the part in which their faults are.
    """

    part: Part
    date: NDArray[np.int64]
    minute: NDArray[np.int64]
    offset: NDArray[np.int64]
    there: NDArray[np.bool_]


class EpisodeColumns(NamedTuple):
    """The columns of all rows of a sheet, decoded.

    Attributes:
        who, code, days, length: the columns of respondents, codes, days and lengths.
        dates: those of days, 0 where they have none.
        start, end: when episodes begin and end.
        fields: those of what is noted beside the activity.
        unsure: minutes of a time that may be in the morning or in the afternoon; -1 where there is none.
    """

    who: Part
    code: Part
    days: Part | None
    dates: NDArray[np.int64]
    start: Times | None
    end: Times | None
    length: Part | None
    unsure: NDArray[np.int64]
    fields: tuple[Part, ...] = ()

    @property
    def parts(self) -> tuple[Part, ...]:
        """The columns that make an episode, in the order in which a row's faults are told."""
        times = (None if one is None else one.part for one in (self.start, self.end))
        return tuple(part for part in (self.who, self.days, *times, self.length, self.code) if part is not None)

    def given(self, n: int) -> int | None:
        """The minutes that a row says it took."""
        if self.length is None or self.length.values[n] == _BLANK:
            return None
        return round(float(self.length.values[n]))

    def beginning(self, n: int) -> tuple[int, int | None]:
        """Date and minute at which a row's episode begins; from its end and length where it has no start."""
        date, given = int(self.dates[n]), self.given(n)
        if self.start is not None and self.start.there[n]:
            return int(self.start.date[n]) or date, int(self.start.minute[n])
        if self.end is None or not self.end.there[n] or given is None:
            return date, None
        at, date = int(self.end.minute[n]) - given, int(self.end.date[n]) or date
        return (date - (date > 0), at + MINUTES_PER_DAY) if at < 0 else (date, at)

    def _took(self, n: int, minutes: int) -> bool:
        """Whether a row says that it took so many minutes, but for rounding."""
        given = self.given(n)
        return given is not None and abs(given - minutes) <= 1

    def from_start_to_end(self, n: int, at: int, date: int) -> tuple[int, int, int]:
        """Minutes on the clock from start to end, below 0 where the end is first; minutes that passed; the date."""
        if self.end is None:
            return 0, 0, date
        span = int(self.end.minute[n]) - at
        if self.end.date[n]:
            date = date or int(self.end.date[n]) - (span < 0)
            span += (int(self.end.date[n]) - date) * MINUTES_PER_DAY
        elif (span < 0 and span + MINUTES_PER_DAY <= LONGEST) or (span <= 0 and self._took(n, span + MINUTES_PER_DAY)):
            span += MINUTES_PER_DAY
        minutes = span
        if (
            self.start is not None
            and self.start.there[n]
            and NO_OFFSET not in (self.start.offset[n], self.end.offset[n])
        ):
            minutes += int(self.start.offset[n]) - int(self.end.offset[n])
        return span, minutes, date


class EpisodeDecoder:
    """Decodes the columns of one sheet of episodes."""

    def __init__(self, layout: Layout, draft: SurveyBuilder) -> None:
        self.layout = layout
        self.draft = draft
        self._orders: tuple[DateOrder, ...] = (DateOrder.DAY_FIRST,)
        self._undecided: Fault | None = None
        self._rounded = 0

    def _decide(self, rows: SheetRows) -> None:
        """Decide for whole columns in which order dates stand and what bare numbers are."""
        layout = self.layout
        says = layout.conventions.date_order
        dated = (layout.date, layout.day, layout.time, layout.end, layout.end_date)
        with_dates = [column for column in dated if column is not None and column >= 0]
        cells = [cell for column in with_dates for cell in rows.columns[column].values]
        order = decide_order(cells, says)
        if order is not None:
            order.record(layout.sheet.record, *with_dates)
            self._orders = order.ways
            example = next((cell for cell in cells if three_numbers(cell)), "")
            self._undecided = undecided_order(order.ways, example) if order.chosen is None else None

        timed = [column for column in (layout.time, layout.end) if column is not None and column >= 0]
        times = [cell for column in timed for cell in rows.columns[column].values]
        self._unit = decide_unit_of_instants(times, self.draft.study.grid, layout.conventions.time_unit)
        if self._unit is not None:
            self._unit.record(layout.sheet.record, *timed)

    def decoded(self, rows: SheetRows) -> EpisodeColumns:
        """The columns of all rows, decoded by what is decided for each as a whole."""
        self._decide(rows)
        layout, draft = self.layout, self.draft
        who = rows.part(layout.respondent, Decoder(draft.respondent, np.int64, -1))
        code = rows.part(layout.code, Decoder(draft.spelling.code, code_type(draft.study), 0))
        days, dates = self._days(rows)
        start, end = self._times(rows, layout.time), self._with_date(rows, self._times(rows, layout.end))
        start, end = self._by_the_clock(np.stack([who.values, dates, _values(days, dates)], axis=1), start, end)
        end = self._with_last_minute(start, end)
        self._tell_rounding()
        fields = tuple(
            rows.part(column, Decoder(draft.fields.readers[position], np.int64, 0))
            for column, position in layout.fields.items()
        )
        lengths = self._lengths(rows, start, end)
        return EpisodeColumns(who, code, days, dates, start, end, lengths, self._unsure, fields)

    def _with_last_minute(self, start: Times | None, end: Times | None) -> Times | None:
        """Ends that are an episode's last minute, 09:29 before the next start at 09:30, moved to the minute after."""
        if start is None or end is None:
            return end
        begins, ends = start.minute[start.there], end.minute[end.there]
        if len(ends) < _FEWEST_ENDS or (begins % _FIVE).any() or (ends % _FIVE != _FIVE - 1).any():
            return end
        evidence = [(len(ends), "ends a minute before a multiple of five, while starts are such")]
        column = end.part.column
        self.layout.sheet.record.decide("ends", "the last minute of an episode", evidence=evidence, columns=(column,))
        return end._replace(minute=end.minute + end.there)

    def _by_the_clock(
        self, whose: NDArray[np.int64], start: Times | None, end: Times | None
    ) -> tuple[Times | None, Times | None]:
        """Starts and ends, those of the afternoon of a clock of 12 hours moved there.

        Args:
            whose: whose day each row is of, shape (m, 3).
            start: where there are any.
            end: where there are any.
        """
        self._unsure = np.full(len(whose), -1, np.int64)
        columns = [times for times in (start, end) if times is not None]
        if not columns or any(((times.date > 0) | (times.offset != NO_OFFSET))[times.there].any() for times in columns):
            return start, end
        minutes = np.stack([np.where(times.there, times.minute, -1) for times in columns], axis=1)
        noon = decide_clock_of_episodes(
            minutes,
            np.unique(whose, axis=0, return_inverse=True)[1].ravel(),
            says_so=any(says_24(times.part.coded.values) for times in columns),
            study_says=self.layout.conventions.clock,
        )
        if noon.verdict is not None:
            noon.verdict.record(self.layout.sheet.record, *(times.part.column for times in columns))
        rows, places = np.nonzero(noon.doubtful)
        self._unsure[rows] = minutes[rows, places]
        minutes = np.where(noon.afternoon, (minutes + HALF_A_DAY) % MINUTES_PER_DAY, minutes)
        moved = iter([times._replace(minute=minutes[:, place]) for place, times in enumerate(columns)])
        return None if start is None else next(moved), None if end is None else next(moved)

    def _days(self, rows: SheetRows) -> tuple[Part | None, NDArray[np.int64]]:
        """The days of all rows, and their dates, 0 where they have none."""
        says = self.layout.conventions.day_numbers
        counted, undecided = self._counted(rows, says)
        spellings = [self.draft.spelling.by(date_order=order, **counted) for order in self._orders]
        column = self.layout.date if self.layout.date is not None else self.layout.day
        if column is None or column in (self.layout.time, self.layout.end):
            return None, np.zeros(len(rows.numbers), np.int64)

        def day(spelling: CellParser, cell: Cell) -> Day | Fault:
            one_day = says is not None and len(self.draft.study.grid.days) == 1
            weekday = weekday_of(int(text), says) if says and one_day and (text := numbered(cell)) else None
            return spelling.day(cell) if weekday is None else Day(0, weekday + 1)

        def position(cell: Cell) -> int | Fault:
            if undecided and numbered(cell):
                return undecided
            first, *others = (day(spelling, cell) for spelling in spellings)
            if self._undecided and any(other != first for other in others):
                return self._undecided
            return first if isinstance(first, Fault) else max(first.position, 0)

        def date(cell: Cell) -> int:
            found = day(spellings[0], cell)
            return 0 if isinstance(found, Fault) else found.date

        days = rows.part(column, Decoder(position, np.int64, 0))
        return days, rows.part(column, Decoder(date, np.int64, 0)).values

    def _counted(self, rows: SheetRows, says: DayNumbers | None) -> tuple[dict[str, DayNumbers], Fault | None]:
        """From where numbered days are counted, as a way of reading them; and their fault where that isn't decided."""
        column, grid = self.layout.day, self.draft.study.grid
        if column is None or column in (self.layout.time, self.layout.end):
            return {"day_numbers": says} if says else {}, None
        cells = rows.columns[column].values
        verdict = decide_numbers(cells, grid, says, rows=rows_of_numbers(rows.columns[column]))
        if verdict is None:
            return {"day_numbers": says} if says else {}, None
        verdict.record(self.layout.sheet.record, column)
        example = next(cell for cell in cells if numbered(cell))
        fault = None if verdict.chosen else undecided_numbers(verdict.ways, example)
        return {"day_numbers": verdict.ways[0]}, self._of_month(column, example, says) or fault

    def _of_month(self, column: int, example: Cell, says: DayNumbers | None) -> Fault | None:
        """The fault of numbers that may be days of a month."""
        return day_of_month(self.layout.heading(column), self.layout.headings, example, says)

    def _times(self, rows: SheetRows, column: int | None) -> Times | None:
        """A column of instants, rounded to minutes."""
        if column is None or column < 0:
            return None
        found: dict[str, NDArray[Any]] = {}
        readers: dict[str, Callable[[Cell], int | Fault]] = {
            "date": lambda cell: self._read(cell, lambda at: at.date, 0),
            "minute": lambda cell: self._read(cell, lambda at: int(at.second / 60 + 0.5), -1),
            "offset": lambda cell: self._read(cell, _offset, NO_OFFSET),
            "odd": lambda cell: self._read(cell, lambda at: int(at.second % 60 != 0), 0),
        }
        parts = {name: rows.part(column, Decoder(reader, np.int64, -1)) for name, reader in readers.items()}
        found = {name: part.values for name, part in parts.items()}
        there = (found["minute"] >= 0) & (parts["minute"].faults == 0)
        self._rounded += int(found["odd"][there].sum())
        if there.any() and not found["offset"][there].any():
            evidence = [(int(there.sum()), "times with Z or +00:00")]
            self.layout.sheet.record.decide(TIME_ZONE, UTC, evidence=evidence, columns=(column,))
        return Times(parts["minute"], found["date"], found["minute"], found["offset"], there)

    def _with_date(self, rows: SheetRows, end: Times | None) -> Times | None:
        """Ends with the dates that stand in a column of their own."""
        if end is None or self.layout.end_date is None:
            return end
        own = rows.part(self.layout.end_date, Decoder(self._date_of, np.int64, 0)).values
        return end._replace(date=np.where(end.date > 0, end.date, own))

    def _date_of(self, cell: Cell) -> int:
        """The ordinal of the date in a cell, 0 if it holds none; that of the start says whether it is decided."""
        return date_of(cell, self._orders[0])

    def _read(self, cell: Cell, pick: Callable[[Instant], int], otherwise: int) -> int | Fault:
        """One thing of the instant in a cell."""
        number = number_in(cell)
        if self._unit is not None and number is not None and number < FIRST_SERIAL:
            grid = self.draft.study.grid
            minutes = {unit: instant_minutes(number, unit, grid) for unit in self._unit.ways}
            first = next(iter(minutes.values()))
            if any(minute != first for minute in minutes.values()):
                return undecided_unit(self._unit.ways, cell, grid)
            return _no_time_in(cell, self._unit.ways[0]) if first is None else pick(Instant(0, first * 60))
        found, *others = (instant_of(cell, order) for order in self._orders)
        if self._undecided and any(other != found for other in others):
            return self._undecided
        return otherwise if found is None else found if isinstance(found, Fault) else pick(found)

    def _lengths(self, rows: SheetRows, start: Times | None, end: Times | None) -> Part | None:
        """A column of lengths in minutes, `_BLANK` where there is none."""
        column = self.layout.duration
        if column is None:
            return None
        verdict = decide_lengths(
            self.layout.heading(column),
            rows.columns[column].values,
            self.layout.conventions.duration_unit,
            _spans_beside(rows.columns[column], start, end),
        )
        if verdict is not None:
            verdict.record(self.layout.sheet.record, column)
        minutes_of = reader_of_lengths(verdict)

        def read(cell: Cell) -> float | Fault:
            found = minutes_of(cell)
            return _BLANK if found is None else found

        return rows.part(column, Decoder(read, np.float64, _BLANK))

    def _tell_rounding(self) -> None:
        """Say that times were rounded to minutes."""
        if self._rounded:
            evidence = [(self._rounded, "times with seconds")]
            self.layout.sheet.record.decide("seconds", "rounded to the nearest minute", evidence=evidence, by="custom")


def _no_time_in(cell: Cell, unit: TimeUnit) -> Fault:
    """The fault of a number that is not a time of day in a unit."""
    message = f"{quoted(text_of(cell))} is not a time of day where numbers are {unit}."
    return Fault(ProblemKind.UNKNOWN_TIME, message, "Correct it, or what time_unit says.")


def _spans_beside(lengths: CodedColumn, start: Times | None, end: Times | None) -> Counter[tuple[float, int]]:
    """How often a bare number stands beside a start and an end, by the number and the minutes between these."""
    found: Counter[tuple[float, int]] = Counter()
    if start is None or end is None:
        return found
    numbers = [number_in(cell) for cell in lengths.values]
    spans = (end.minute - start.minute) % MINUTES_PER_DAY
    both = np.flatnonzero(start.there & end.there)
    pairs, times = np.unique(np.stack([lengths.numbers[both], spans[both]]), axis=1, return_counts=True)
    for (place, span), often in zip(pairs.T.tolist(), times.tolist(), strict=True):
        number = numbers[place]
        if number is not None:
            found[number, span] += often
    return found


def _values(part: Part | None, otherwise: NDArray[np.int64]) -> NDArray[np.int64]:
    """What a column holds, where there is one."""
    return otherwise if part is None else part.values


def _offset(instant: Instant) -> int:
    """Minutes ahead of UTC, `NO_OFFSET` where it isn't said."""
    return NO_OFFSET if instant.offset is None else instant.offset
