"""Diaries of episodes: one row per episode, with its start and its end, or how long it took."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from timediary.ingest.cell import identifier, is_blank, text_of
from timediary.ingest.dates import date_of, decide_order, three_numbers, undecided_order
from timediary.ingest.decoder import Decoder, Part
from timediary.ingest.diaries import NO_DIARY
from timediary.ingest.draft import UNDATED_ENTRY
from timediary.ingest.fault import Fault, reason_of
from timediary.ingest.instants import Instant, instant_of, minutes_of, unit_of
from timediary.ingest.long import outside_week
from timediary.ingest.noon import HALF_A_DAY, decide_clock_of_episodes, says_24, undecided_clock
from timediary.ingest.sheet import CodedColumn, Numbering
from timediary.ingest.timeline import Piece
from timediary.model.conventions import DateOrder
from timediary.model.problem import ProblemKind
from timediary.model.reading import ColumnRole
from timediary.model.study import MINUTES_PER_DAY, WEEKDAYS
from timediary.model.survey import code_type

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from timediary.ingest.attributes import Attributes
    from timediary.ingest.cell import Cell
    from timediary.ingest.draft import Draft
    from timediary.ingest.layout import Layout
    from timediary.ingest.sheet import Batch

# An end before the start is on the next day, unless the episode would last longer than anybody works or sleeps.
LONGEST = 16 * 60
_HOUR = 60
_NO_OFFSET = 10_000
_BLANK = -1.0


class _Times(NamedTuple):
    """A column of instants, decoded: dates, minutes after midnight, minutes ahead of UTC; shape (m,) each.

    `there` says where there is one at all, and `faults` is the part in which their faults are.
    """

    part: Part
    date: NDArray[np.int64]
    minute: NDArray[np.int64]
    offset: NDArray[np.int64]
    there: NDArray[np.bool_]


class Episode(NamedTuple):
    """One row as it counts.

    Attributes:
        row: its number in the sheet.
        respondent: the number of the respondent.
        date: the ordinal of its date, 0 where it has none.
        day: the position of its day, where the day has a name and no date.
        start: minutes after midnight; None where no time is known.
        span: minutes on the clock.
        minutes: minutes that it took: another number where the clock was put forward or back.
        code: the number of the code.
    """

    row: int
    respondent: int
    date: int
    day: int
    start: int | None
    span: int
    minutes: int
    code: int


class _Decoded(NamedTuple):
    """The columns of all rows of a sheet, decoded; `dates` are those of days, 0 where they have none."""

    who: Part
    code: Part
    days: Part | None
    dates: NDArray[np.int64]
    start: _Times | None
    end: _Times | None
    length: Part | None

    @property
    def parts(self) -> tuple[Part, ...]:
        """The columns in the order in which a row's faults are told."""
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
            and _NO_OFFSET not in (self.start.offset[n], self.end.offset[n])
        ):
            minutes += int(self.start.offset[n]) - int(self.end.offset[n])
        return span, minutes, date


class EpisodesReader:
    """Reads the episodes of one sheet into a draft."""

    def __init__(self, layout: Layout, draft: Draft, attributes: Attributes) -> None:
        self.layout = layout
        self.draft = draft
        self._attributes = attributes
        self._grid = draft.study.grid
        self._orders: tuple[DateOrder, ...] = (DateOrder.DAY_FIRST,)
        self._undecided: Fault | None = None
        self._rounded = 0

    def read(self, progress: Callable[[int], None]) -> None:
        """Read all rows; `progress` is told the number of the last row read."""
        layout = self.layout
        columns = [column for column in self._all_columns() if column >= 0]
        batches = list(layout.sheet.coded_batches(columns, layout.first_row))
        rows = _joined(batches, columns)
        if not len(rows.numbers):
            return
        self._decide(rows)
        self._read_rows(rows)
        progress(int(rows.numbers[-1]))

    def _all_columns(self) -> list[int]:
        """The positions of all columns that are looked at, each once."""
        layout = self.layout
        when = (layout.day, layout.date, layout.time, layout.end, layout.end_date, layout.duration)
        named = (layout.respondent, layout.code, *when)
        return list(dict.fromkeys(column for column in (*named, *layout.others) if column is not None and column >= 0))

    def _decide(self, rows: _SheetRows) -> None:
        """Decide for whole columns in which order dates stand and what bare numbers are."""
        layout = self.layout
        says = self.draft.study.conventions.date_order
        dated = (layout.date, layout.day, layout.time, layout.end, layout.end_date)
        with_dates = [column for column in dated if column is not None and column >= 0]
        cells = [cell for column in with_dates for cell in rows.columns[column].values]
        order = decide_order(cells, says)
        if order is not None:
            order.record(layout.sheet.record, *with_dates)
            self._orders = order.ways
            example = next((cell for cell in cells if three_numbers(cell)), "")
            self._undecided = undecided_order(order.ways, example) if order.chosen is None else None
        self._unit: str | None = None
        if layout.duration is not None:
            self._unit = unit_of(layout.heading(layout.duration), rows.columns[layout.duration].values)

    def _read_rows(self, rows: _SheetRows) -> None:
        """Read all rows: first who, when and what, then how long, then whose diaries they are in."""
        columns = self._decoded(rows)
        self._placed = np.full(len(rows.numbers), NO_DIARY, np.int64)
        blank = np.array(
            [all(is_blank(part.cell(n)) for part in columns.parts) for n in range(len(rows.numbers))], bool
        )
        self.layout.sheet.record.blank += int(blank.sum())
        for n in np.flatnonzero(~blank).tolist():
            wrong = next(
                ((part.decoder.fault(int(part.faults[n])), part) for part in columns.parts if part.faults[n]), None
            )
            self._enter(rows, n, self._episode(rows, n, columns), wrong, columns.who)
        self._tell_rounding()
        self._take_attributes(rows, columns.who)

    def _decoded(self, rows: _SheetRows) -> _Decoded:
        """The columns of all rows, decoded."""
        layout, draft = self.layout, self.draft
        who = _part(rows, layout.respondent, Decoder(draft.respondent, np.int64, -1))
        code = _part(rows, layout.code, Decoder(draft.spelling.code, code_type(draft.study), 0))
        days, dates = self._days(rows)
        start, end = self._times(rows, layout.time), self._with_date(rows, self._times(rows, layout.end))
        start, end = self._by_the_clock(np.stack([who.values, dates, _values(days, dates)], axis=1), start, end)
        return _Decoded(who, code, days, dates, start, end, self._lengths(rows))

    def _by_the_clock(
        self, whose: NDArray[np.int64], start: _Times | None, end: _Times | None
    ) -> tuple[_Times | None, _Times | None]:
        """Starts and ends, those of the afternoon of a clock of 12 hours moved there.

        Args:
            whose: whose day each row is of, shape (m, 3).
            start: where there are any.
            end: where there are any.
        """
        self._unsure = np.full(len(whose), -1, np.int64)
        columns = [times for times in (start, end) if times is not None]
        if not columns or any(
            ((times.date > 0) | (times.offset != _NO_OFFSET))[times.there].any() for times in columns
        ):
            return start, end
        minutes = np.stack([np.where(times.there, times.minute, -1) for times in columns], axis=1)
        noon = decide_clock_of_episodes(
            minutes,
            np.unique(whose, axis=0, return_inverse=True)[1].ravel(),
            says_so=any(says_24(times.part.coded.values) for times in columns),
            study_says=self.draft.study.conventions.clock,
        )
        if noon.verdict is not None:
            noon.verdict.record(self.layout.sheet.record, *(times.part.column for times in columns))
        rows, places = np.nonzero(noon.doubtful)
        self._unsure[rows] = minutes[rows, places]
        minutes = np.where(noon.afternoon, (minutes + HALF_A_DAY) % MINUTES_PER_DAY, minutes)
        moved = iter([times._replace(minute=minutes[:, place]) for place, times in enumerate(columns)])
        return None if start is None else next(moved), None if end is None else next(moved)

    def _episode(self, rows: _SheetRows, n: int, columns: _Decoded) -> Episode | Fault:
        """A row as it counts, or why its minutes aren't known."""
        if self._unsure[n] >= 0:
            return undecided_clock(int(self._unsure[n]))
        date, at = columns.beginning(n)
        given = columns.given(n)
        if at is not None and columns.end is not None and columns.end.there[n]:
            span, minutes, date = columns.from_start_to_end(n, at, date)
            if span < 0:
                return _BACKWARDS
            if given is not None and abs(given - span) == _HOUR and _clock_changes(date):
                minutes = given
            if given is not None and abs(given - minutes) > 1:
                self._tell_difference(rows, n, columns.who, given, minutes)
                span = minutes = min(given, minutes)
        elif given is None:
            return _NO_TIMES if at is None else _RUNNING
        else:
            span = minutes = given
            if given > MINUTES_PER_DAY and (at is not None or date or columns.days is not None):
                return _LONGER_THAN_A_DAY
        if span <= 0:
            return _NO_LENGTH
        day = 0 if columns.days is None else int(columns.days.values[n])
        who, code = int(columns.who.values[n]), int(columns.code.values[n])
        return Episode(int(rows.numbers[n]), who, date, day, at, span, minutes, code)

    def _enter(
        self, rows: _SheetRows, n: int, found: Episode | Fault, fault: tuple[Fault | None, Part] | None, who: Part
    ) -> None:
        """Enter an episode, or report what is wrong with its row, with the minutes that are left out because of it."""
        account, record = self.draft.account, self.layout.sheet.record
        minutes = found.minutes if isinstance(found, Episode) else 0
        account.cells_read += minutes
        row = int(rows.numbers[n])
        if fault is not None and fault[0] is not None:
            record.skip((row,), reason_of(fault[0]))
            if fault[0].kind is ProblemKind.NOT_IN_RESPONDENTS:
                self.draft.meet_stranger(self.layout, row, who.cell(n), minutes)
                return
            self._report(fault[0], row, fault[1].column, fault[1].cell(n), identifier(who.cell(n)), minutes)
            return
        if isinstance(found, Fault):
            record.skip((row,), reason_of(found))
            column = self.layout.end if self.layout.end is not None else self.layout.code
            self._report(found, row, column, rows.cell(column, n), identifier(who.cell(n)), 0)
            return
        if not found.code:
            account.blank += minutes
            record.used += 1
            return
        lost = self._place(found)
        if isinstance(lost, int):
            self._placed[n] = lost
            record.used += 1
        else:
            record.skip((row,), reason_of(lost))
            column = self.layout.time if self.layout.time >= 0 else self.layout.code
            self._report(lost, row, column, rows.cell(column, n), identifier(who.cell(n)), minutes)

    def _place(self, episode: Episode) -> int | Fault:
        """Put an episode into the days of its respondent's diaries: the first of these, or why that can't be."""
        if episode.start is None:
            placed = self._day_of(episode.respondent, episode.date, episode.day)
            if isinstance(placed, Fault):
                return placed
            self.draft.mark_in_diary(np.array([placed[0]]))
            self.draft.timeline.lengths.append((*placed, episode.code, episode.minutes))
            return placed[0]
        grid, pieces = self._grid, list[Piece]()
        before = episode.start - grid.first_minute
        named = not episode.date or episode.date <= len(WEEKDAYS)
        # A day's name is that of the diary's own day, whose end are the times past midnight.
        first, at = (0, before % MINUTES_PER_DAY) if named else divmod(before, MINUTES_PER_DAY)
        left, day = episode.span, first
        while left > 0:
            until = min(at + left, MINUTES_PER_DAY)
            placed = self._day_after(episode, day)
            if isinstance(placed, Fault):
                if not pieces:
                    return placed
                self._lose(episode, placed, left)
                break
            inside = min(until, grid.day_minutes)
            if inside > at:
                pieces.append(Piece(*placed, at, inside, episode.code, self.layout, episode.row))
            if until > max(inside, at):
                self._lose(episode, _beyond(grid.day_minutes), until - max(inside, at))
            left, day, at = left - (until - at), day + 1, 0
        timeline = self.draft.timeline
        timeline.pieces += pieces
        if pieces:
            self.draft.mark_in_diary(np.array([piece.diary for piece in pieces]))
            if episode.minutes != episode.span:
                timeline.more.append((pieces[0].diary, episode.code, episode.minutes - episode.span))
        return pieces[0].diary if pieces else NO_DIARY

    def _day_after(self, episode: Episode, days: int) -> tuple[int, int] | Fault:
        """Diary and day some days after the day of an episode."""
        if not episode.date:
            position = episode.day + days
            if position >= len(self._grid.days):
                return _AFTER_THE_DIARY
            return self._day_of(episode.respondent, 0, position)
        date = episode.date + days
        if episode.date <= len(WEEKDAYS):
            date = (date - 1) % len(WEEKDAYS) + 1
        return self._day_of(episode.respondent, date, episode.day)

    def _day_of(self, respondent: int, date: int, day: int) -> tuple[int, int] | Fault:
        """The diary of a respondent and the position of the day in it."""
        books, grid = self.draft.diaries, self._grid
        owners, dates = np.array([respondent]), np.array([date], np.int32)
        if date and len(grid.days) > 1:
            begin = int(books.listed_begins(owners, dates)[0])
            length = len(WEEKDAYS) if grid.is_week else len(grid.days)
            if (begin or not grid.is_week) and not begin <= date < begin + length:
                return outside_week(date, begin)
            found = self.draft.spelling.dated(date) if grid.is_week else None
            if isinstance(found, Fault):
                return found
            day = found.position if found is not None else date - begin
        diary = int(books.of_entries(owners, dates)[0])
        return UNDATED_ENTRY if diary == NO_DIARY else (diary, day)

    def _lose(self, episode: Episode, fault: Fault, minutes: int) -> None:
        """Report the end of an episode that lies in no diary."""
        id_ = self.draft.ids[episode.respondent]
        column = self.layout.end if self.layout.end is not None else self.layout.time
        self._report(fault, episode.row, column, "", id_, minutes)

    def _days(self, rows: _SheetRows) -> tuple[Part | None, NDArray[np.int64]]:
        """The days of all rows, and their dates, 0 where they have none."""
        spellings = [self.draft.spelling.by(date_order=order) for order in self._orders]
        column = self.layout.date if self.layout.date is not None else self.layout.day
        if column is None or column in (self.layout.time, self.layout.end):
            return None, np.zeros(len(rows.numbers), np.int64)

        def position(cell: Cell) -> int | Fault:
            first, *others = (spelling.day(cell) for spelling in spellings)
            if self._undecided and any(other != first for other in others):
                return self._undecided
            return first if isinstance(first, Fault) else max(first.position, 0)

        def date(cell: Cell) -> int:
            found = spellings[0].day(cell)
            return 0 if isinstance(found, Fault) else found.date

        days = _part(rows, column, Decoder(position, np.int64, 0))
        return days, _part(rows, column, Decoder(date, np.int64, 0)).values

    def _times(self, rows: _SheetRows, column: int | None) -> _Times | None:
        """A column of instants, rounded to minutes."""
        if column is None or column < 0:
            return None
        found: dict[str, NDArray[Any]] = {}
        readers: dict[str, Callable[[Cell], int | Fault]] = {
            "date": lambda cell: self._read(cell, lambda at: at.date, 0),
            "minute": lambda cell: self._read(cell, lambda at: int(at.second / 60 + 0.5), -1),
            "offset": lambda cell: self._read(cell, _offset, _NO_OFFSET),
            "odd": lambda cell: self._read(cell, lambda at: int(at.second % 60 != 0), 0),
        }
        parts = {name: _part(rows, column, Decoder(reader, np.int64, -1)) for name, reader in readers.items()}
        found = {name: part.values for name, part in parts.items()}
        there = (found["minute"] >= 0) & (parts["minute"].faults == 0)
        self._rounded += int(found["odd"][there].sum())
        return _Times(parts["minute"], found["date"], found["minute"], found["offset"], there)

    def _with_date(self, rows: _SheetRows, end: _Times | None) -> _Times | None:
        """Ends with the dates that stand in a column of their own."""
        if end is None or self.layout.end_date is None:
            return end
        own = _part(rows, self.layout.end_date, Decoder(self._date_of, np.int64, 0)).values
        return end._replace(date=np.where(end.date > 0, end.date, own))

    def _date_of(self, cell: Cell) -> int:
        """The ordinal of the date in a cell, 0 if it holds none; that of the start says whether it is decided."""
        return date_of(cell, self._orders[0])

    def _read(self, cell: Cell, pick: Callable[[Instant], int], otherwise: int) -> int | Fault:
        """One thing of the instant in a cell."""
        found, *others = (instant_of(cell, order) for order in self._orders)
        if self._undecided and any(other != found for other in others):
            return self._undecided
        return otherwise if found is None else found if isinstance(found, Fault) else pick(found)

    def _lengths(self, rows: _SheetRows) -> Part | None:
        """A column of lengths in minutes, `_BLANK` where there is none."""
        if self.layout.duration is None:
            return None
        unit = self._unit

        def read(cell: Cell) -> float | Fault:
            found = minutes_of(cell, unit)
            return _BLANK if found is None else found

        return _part(rows, self.layout.duration, Decoder(read, np.float64, _BLANK))

    def _tell_rounding(self) -> None:
        """Say that times were rounded to minutes."""
        if self._rounded:
            evidence = [(self._rounded, "times with seconds")]
            self.layout.sheet.record.decide("seconds", "rounded to the nearest minute", evidence=evidence, by="custom")

    def _tell_difference(self, rows: _SheetRows, n: int, who: Part, given: int, minutes: int) -> None:
        """Report a length that isn't the time from start to end."""
        column = self.layout.duration or 0
        message = f"The row says that it took {given} minutes, but from start to end it is {minutes}."
        remedy = f"Correct one of them; {min(given, minutes)} minutes count."
        fault = Fault(ProblemKind.DURATION_DIFFERS, message, remedy)
        self._report(fault, int(rows.numbers[n]), column, rows.cell(column, n), identifier(who.cell(n)), 0)

    def _report(self, fault: Fault, row: int, column: int, cell: Cell, respondent: str, minutes: int) -> None:
        """Report a fault at a cell."""
        self.draft.account.report(
            self.layout.sheet,
            fault,
            row,
            column,
            header=self.layout.heading(column),
            content=text_of(cell),
            respondent=respondent,
            cells=minutes,
        )

    def _take_attributes(self, rows: _SheetRows, who: Part) -> None:
        """Take in what is the same in all rows of each respondent, or of each diary, as an attribute."""
        columns = set(self.layout.others)
        varying = self._taken(rows, np.where(who.faults == 0, who.values, NO_DIARY), columns, by_diary=False)
        if varying:
            self._taken(rows, self._placed, varying, by_diary=True)

    def _taken(self, rows: _SheetRows, whose: NDArray[np.int64], columns: set[int], *, by_diary: bool) -> set[int]:
        """Take in those of some columns that are the same in all rows of each owner; the others are given back.

        Args:
            rows: the m rows.
            whose: the number of each row's respondent or diary, shape (m,), -1 for nobody's.
            columns: those looked at.
            by_diary: whether owners are diaries.
        """
        known = np.flatnonzero(whose >= 0)
        owners, first = np.unique(whose[known], return_index=True)
        if not len(owners):
            return set()
        place = np.searchsorted(owners, whose[known])
        numbers = {column: rows.columns[column].numbers[known] for column in columns}
        varying = {column for column, of in numbers.items() if (of != of[first][place]).any()}
        taker = self._attributes.of(self.layout, columns - varying, by_diary=by_diary)
        firsts = known[first]
        coded = {
            column: CodedColumn(rows.columns[column].values, rows.columns[column].numbers[firsts])
            for column in taker.columns
        }
        taker.take(coded, rows.numbers[firsts], owners)
        if by_diary:
            for column in varying:
                why = "it differs between rows of one respondent and day"
                self.layout.sheet.record.take(column, ColumnRole.NOT_USED, rule=why)
        return varying


class _SheetRows(NamedTuple):
    """All rows of a sheet: their numbers, and the columns that matter, by position."""

    numbers: NDArray[np.int64]
    columns: dict[int, CodedColumn]

    def cell(self, column: int, n: int) -> Cell:
        """The raw cell of a row in a column."""
        coded = self.columns[column]
        return coded.values[int(coded.numbers[n])]


def _joined(batches: Sequence[Batch], columns: Sequence[int]) -> _SheetRows:
    """Batches as one, with distinct cells numbered anew."""
    rows = [batch.first_row + np.arange(len(batch.columns[0].numbers)) for batch in batches]
    found: dict[int, CodedColumn] = {}
    for place, column in enumerate(columns):
        numbering = Numbering()
        parts = []
        for batch in batches:
            coded = batch.columns[place]
            present = np.unique(coded.numbers)
            known = np.zeros(len(coded.values), np.int32)
            known[present] = numbering.code([coded.values[number] for number in present.tolist()]).numbers
            parts.append(known[coded.numbers])
        found[column] = CodedColumn(
            numbering.values_in_order, np.concatenate(parts) if parts else np.zeros(0, np.int32)
        )
    return _SheetRows(np.concatenate(rows) if rows else np.zeros(0, np.int64), found)


def _part(rows: _SheetRows, column: int, decoder: Decoder) -> Part:
    """A column decoded."""
    coded = rows.columns[column]
    return Part(column, coded, decoder, *decoder(coded))


def _values(part: Part | None, otherwise: NDArray[np.int64]) -> NDArray[np.int64]:
    """What a column holds, where there is one."""
    return otherwise if part is None else part.values


def _offset(instant: Instant) -> int:
    """Minutes ahead of UTC, `_NO_OFFSET` where it isn't said."""
    return _NO_OFFSET if instant.offset is None else instant.offset


def _clock_changes(date: int) -> bool:
    """Whether the clocks of Europe or North America may be changed on a date or the one after."""
    if date <= len(WEEKDAYS):
        return True
    near = (dt.date.fromordinal(date + after) for after in (0, 1))
    return any(day.weekday() == WEEKDAYS.index("Sunday") and day.month in (3, 10, 11) for day in near)


def _beyond(minutes: int) -> Fault:
    message = f"A day of this diary has {minutes // 60} hours, and this is not within them."
    return Fault(ProblemKind.TIME_OFF_GRID, message, "Correct the times, or let the study's day have 24 hours.")


_RUNNING = Fault(
    ProblemKind.STILL_RUNNING,
    "The episode has no end: perhaps its timer was still running.",
    "Fill in the end, or how long it took.",
)
_NO_TIMES = Fault(
    ProblemKind.UNKNOWN_DURATION, "The row doesn't say how long it took.", "Fill in start and end, or how long it took."
)
_LONGER_THAN_A_DAY = Fault(
    ProblemKind.UNKNOWN_DURATION,
    "The row says that it took more than 24 hours, on one day.",
    "Correct its length, or the unit in its column's name; or write start and end, each with its date.",
)
_NO_LENGTH = Fault(
    ProblemKind.NO_LENGTH, "The episode ends when it begins, to the minute.", "Correct its times, or delete the row."
)
_BACKWARDS = Fault(
    ProblemKind.END_BEFORE_START,
    "The episode ends before it begins.",
    "Correct its times; one that ends on the next day lasts 16 hours at most, or has the date of its end.",
)
_AFTER_THE_DIARY = Fault(
    ProblemKind.DATE_OUTSIDE_WEEK,
    "The end of the episode lies after the last day of the diary.",
    "Nothing, if it is not to count; else write dates in place of days.",
)
