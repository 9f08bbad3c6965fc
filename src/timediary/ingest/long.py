"""Long diaries: one row per slot, with columns for respondent, day, time and code."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from timediary.ingest.cell import at_midnight, identifier, is_blank, quoted, text_of
from timediary.ingest.days import date_of
from timediary.ingest.decoder import Decoder
from timediary.ingest.diaries import NO_DIARY
from timediary.ingest.draft import UNDATED_ENTRY, LongEntries
from timediary.ingest.fault import REPEATED_COLUMN, Fault, reason_of
from timediary.ingest.spelling import Slot
from timediary.model.problem import ProblemKind
from timediary.model.study import WEEKDAYS
from timediary.model.survey import code_type

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from timediary.ingest.cell import Cell
    from timediary.ingest.draft import Draft
    from timediary.ingest.layout import Layout
    from timediary.ingest.sheet import Batch, CodedColumn

MOST_LOOKED_AT = 2_000


class _Part(NamedTuple):
    """One column of a batch, decoded: its values, and the number of each row's fault."""

    column: int
    coded: CodedColumn
    decoder: Decoder
    values: NDArray[Any]
    faults: NDArray[np.int32]

    def cell(self, row: int) -> Cell:
        """The raw cell in a row of the batch."""
        return self.coded.values[int(self.coded.numbers[row])]

    def rows_with(self, kind: ProblemKind) -> NDArray[np.bool_]:
        """Which rows have a fault of a kind."""
        return self.decoder.of_kind(kind, self.faults)


class _Rows(NamedTuple):
    """A batch, decoded."""

    first_row: int
    respondent: _Part
    day: _Part
    time: _Part
    code: _Part
    diaries: NDArray[np.int64]

    @property
    def parts(self) -> tuple[_Part, ...]:
        """The decoded columns, in the order in which a row's faults are told."""
        return (self.respondent, self.day, self.time, self.code)


class LongReader:
    """Reads the diaries of one sheet into a draft."""

    def __init__(self, layout: Layout, draft: Draft) -> None:
        self.layout = layout
        self.draft = draft
        self._spelling = draft.spelling
        self._per_day = draft.study.grid.slots_per_day
        day, date = self._day, self._date
        position: Callable[[Cell], int | Fault] = self._position
        if layout.day is None:
            one_day = len(draft.study.grid.days) == 1
            day, date = _nought if one_day else self._moment_day, self._moment_date
            position = position if one_day else self._moment_position
        self._respondent = Decoder(draft.respondent, np.int64, -1)
        self._days = Decoder(day, np.int64, 0)
        self._dates = Decoder(date, np.int32, 0)
        self._times = Decoder(position, np.int64, 0)
        self._codes = Decoder(draft.spelling.code, code_type(draft.study), 0)
        self._outside: dict[tuple[int, int], int] = {}

    def read(self, progress: Callable[[int], None]) -> None:
        """Read all rows; `progress` is told the number of the last row read."""
        layout = self.layout
        day = layout.time if layout.day is None else layout.day
        columns = (layout.respondent, day, layout.time, layout.code)
        for column in layout.repeated:
            self.draft.report_column(layout, REPEATED_COLUMN, column)
        for batch in layout.sheet.coded_batches(columns, layout.first_row):
            self._spelling = self._spelling.among(batch.columns[2].values[:MOST_LOOKED_AT])
            self._read_batch(self._decode(batch, columns))
            progress(batch.first_row + len(batch.columns[0].numbers) - 1)

    def _decode(self, batch: Batch, columns: tuple[int, ...]) -> _Rows:
        """A batch with its columns decoded."""
        decoders = (self._respondent, self._days, self._times, self._codes)
        parts = [
            _Part(column, coded, decoder, *decoder(coded))
            for column, coded, decoder in zip(columns, batch.columns, decoders, strict=True)
        ]
        respondent, day, time, code = parts
        rows = _Rows(batch.first_row, respondent, day, time, code, respondent.values)
        dates = self._dates(rows.day.coded)[0]
        if self.layout.day is not None:
            rows, dates = self._past_midnight(rows, dates)
        return self._with_dates(rows, dates)

    def _day(self, cell: Cell) -> int | Fault:
        """The position of a day; 0 where only the week beginning can tell it."""
        day = self._spelling.day(cell)
        return day if isinstance(day, Fault) else max(day.position, 0)

    def _position(self, cell: Cell) -> int | Fault:
        """The position in its day of the slot that begins at a time."""
        return self._spelling.position(cell)

    def _date(self, cell: Cell) -> int:
        """The ordinal of the date that a day is written with, 0 where it has none."""
        day = self._spelling.day(cell)
        return date_of(cell) if isinstance(day, Fault) else day.date

    def _moment_day(self, cell: Cell) -> int | Fault:
        """The position of the day of a cell that holds day and time."""
        slot = self._spelling.slot(at_midnight(cell))
        if isinstance(slot, Slot):
            return slot.number // self._per_day
        message = f"{quoted(text_of(cell))} is not a day and a time."
        return slot or Fault(ProblemKind.UNKNOWN_TIME, message, "Write both, such as Mon 08:30.")

    def _moment_date(self, cell: Cell) -> int:
        """The ordinal of the date of a cell that holds day and time, 0 where it has none."""
        slot = self._spelling.slot(at_midnight(cell))
        return slot.date if isinstance(slot, Slot) else 0

    def _moment_position(self, cell: Cell) -> int:
        """The position in its day of the slot of a cell that holds day and time."""
        slot = self._spelling.slot(at_midnight(cell))
        return slot.number % self._per_day if isinstance(slot, Slot) else 0

    def _past_midnight(self, rows: _Rows, dates: NDArray[Any]) -> tuple[_Rows, NDArray[Any]]:
        """Rows whose date and time lie past midnight, in the diary's day that began on the date before."""
        midnight = self.draft.study.grid.midnight
        moved = (dates > len(WEEKDAYS)) & (rows.time.faults == 0) & (rows.time.values >= midnight)
        if not moved.any():
            return rows, dates
        dates = np.where(moved, dates - 1, dates)
        days, faults = rows.day.values.copy(), rows.day.faults.copy()
        for date in np.unique(dates[moved]).tolist():
            here = moved & (dates == date)
            day = self._spelling.dated(date)
            if isinstance(day, Fault):
                self._days.faults.append(day)
                faults[here] = len(self._days.faults)
            else:
                days[here], faults[here] = max(day.position, 0), 0
        return rows._replace(day=rows.day._replace(values=days, faults=faults)), dates

    def _with_dates(self, rows: _Rows, dates: NDArray[Any]) -> _Rows:
        """The rows with days written as dates checked against the respondents' weeks, with their diaries."""
        if not dates.any():
            return self._with_diaries(rows, dates)
        grid = self.draft.study.grid
        length = 7 if grid.is_week else len(grid.days)
        dates = np.where(rows.respondent.faults == 0, dates, 0)
        begins = self.draft.diaries.listed_begins(rows.respondent.values, dates)
        beyond = (dates < begins) | (dates >= begins + length)
        must_be_listed = not grid.is_week and length > 1
        wrong = (dates > 0) & (rows.day.faults == 0) & beyond & ((begins > 0) | must_be_listed)
        days, faults = rows.day.values.copy(), rows.day.faults.copy()
        if must_be_listed:
            dated = (dates > 0) & ~wrong & (rows.day.faults == 0)
            days[dated] = (dates - begins)[dated]
        for date, begin in np.unique(np.column_stack([dates[wrong], begins[wrong]]), axis=0).tolist():
            faults[wrong & (dates == date) & (begins == begin)] = self._outside_number(date, begin)
        return self._with_diaries(rows._replace(day=rows.day._replace(values=days, faults=faults)), dates)

    def _with_diaries(self, rows: _Rows, dates: NDArray[Any]) -> _Rows:
        """The rows with the diaries they belong to; one without a date can't be of a respondent with several."""
        named = rows.respondent.faults == 0
        known = named & (rows.day.faults == 0)
        respondents = np.where(named, rows.respondent.values, NO_DIARY)
        found = self.draft.diaries.of_entries(respondents, np.where(known, dates, 0))
        lost = known & (found == NO_DIARY)
        if lost.any():
            self._days.faults.append(UNDATED_ENTRY)
            faults = np.where(lost, len(self._days.faults), rows.day.faults).astype(np.int32)
            rows = rows._replace(day=rows.day._replace(faults=faults))
        return rows._replace(diaries=found)

    def _outside_number(self, date: int, begin: int) -> int:
        """The number of the fault of a date outside a respondent's week."""
        number = self._outside.get((date, begin))
        if number is None:
            self._days.faults.append(outside_week(date, begin))
            number = self._outside[date, begin] = len(self._days.faults)
        return number

    def _read_batch(self, rows: _Rows) -> None:
        """Enter the codes of a batch, count its cells and report its faults."""
        draft = self.draft
        blank = (rows.code.values == 0) & (rows.code.faults == 0)
        faulty = (rows.respondent.faults | rows.day.faults | rows.time.faults | rows.code.faults) != 0
        empty = self._count(rows, blank, faulty)
        self._account(rows, faulty, empty)
        draft.mark_in_diary(rows.diaries[rows.diaries != NO_DIARY])
        if faulty.any():
            self._report(rows, faulty, blank)
        days = rows.day.values * self._per_day + rows.time.values
        cells = rows.diaries * draft.study.grid.slots + days
        entered = np.flatnonzero(~(faulty | blank))
        if len(entered) < len(cells):
            cells = cells[entered]
        codes = rows.code.values[entered]
        again = draft.enter(cells, codes)
        draft.remember(LongEntries(self.layout.sheet, rows.first_row + entered, cells))
        if len(again):
            self._report_again(rows, entered[again], cells[again])

    def _count(self, rows: _Rows, blank: NDArray[np.bool_], faulty: NDArray[np.bool_]) -> NDArray[np.intp]:
        """Count the cells of a batch; the wholly blank rows, which have none, are given back."""
        unnamed = np.flatnonzero(blank & faulty & rows.respondent.rows_with(ProblemKind.MISSING_RESPONDENT))
        empty = [row for row in unnamed.tolist() if all(is_blank(part.cell(row)) for part in rows.parts)]
        self.draft.account.cells_read += len(blank) - len(empty)
        self.draft.account.blank += int(np.count_nonzero(blank)) - len(empty)
        return np.array(empty, np.intp)

    def _account(self, rows: _Rows, faulty: NDArray[np.bool_], empty: NDArray[np.intp]) -> None:
        """Account for the rows of a batch: used, blank, or not used for the first of their faults."""
        record = self.layout.sheet.record
        record.blank += len(empty)
        record.used += len(faulty) - int(np.count_nonzero(faulty))
        rest = faulty.copy()
        rest[empty] = False
        for part in rows.parts:
            here = np.flatnonzero(rest & (part.faults != 0))
            numbers = part.faults[here]
            for number in np.unique(numbers).tolist():
                skipped = rows.first_row + here[numbers == number]
                record.skip(skipped.tolist(), reason_of(part.decoder.faults[number - 1]))
            rest[here] = False

    def _report(self, rows: _Rows, faulty: NDArray[np.bool_], blank: NDArray[np.bool_]) -> None:
        """Report the faults of a batch: of rows with a code, and broken formulas of those without."""
        account = self.draft.account
        strange = rows.respondent.rows_with(ProblemKind.NOT_IN_RESPONDENTS)
        if strange.any():
            self._meet_strangers(rows, strange, blank)
        broken = np.zeros(len(blank), bool)
        for part in rows.parts:
            broken |= part.rows_with(ProblemKind.FORMULA_ERROR)
        wrong = np.flatnonzero(faulty & ~strange & ~(blank & ~broken))
        told, rest = wrong[: account.room], wrong[account.room :]
        for row in told.tolist():
            self._report_row(rows, row, cells=int(not blank[row]))
        rest = rest[~blank[rest]]
        for part in rows.parts:
            faults = part.faults[rest]
            for number, times in enumerate(np.bincount(faults).tolist()):
                if number and times:
                    fault = part.decoder.faults[number - 1]
                    account.more_of(fault.kind, times, fault.message)
            rest = rest[faults == 0]

    def _report_row(self, rows: _Rows, row: int, cells: int) -> None:
        """Report the faults of one row; the first of them accounts for its cell."""
        for part in rows.parts:
            fault = part.decoder.fault(int(part.faults[row]))
            if fault:
                self._report_cell(rows, part, row, fault, cells)
                cells = 0

    def _report_cell(self, rows: _Rows, part: _Part, row: int, fault: Fault, cells: int = 1) -> None:
        """Report a fault at a cell of a row."""
        self.draft.account.report(
            self.layout.sheet,
            fault,
            rows.first_row + row,
            part.column,
            header=self.layout.heading(part.column),
            content=text_of(part.cell(row)),
            respondent=identifier(rows.respondent.cell(row)),
            cells=cells,
        )

    def _meet_strangers(self, rows: _Rows, strange: NDArray[np.bool_], blank: NDArray[np.bool_]) -> None:
        """Count the cells of the respondents whom the attributes don't know."""
        found = np.flatnonzero(strange)
        numbers, first, which = np.unique(rows.respondent.faults[found], return_index=True, return_inverse=True)
        filled = np.bincount(which, weights=~blank[found], minlength=len(numbers)).astype(int)
        for place, cells in sorted(zip(first.tolist(), filled.tolist(), strict=True)):
            row = int(found[place])
            self.draft.meet_stranger(self.layout, rows.first_row + row, rows.respondent.cell(row), cells)

    def _report_again(self, rows: _Rows, again: NDArray[np.intp], cells: NDArray[np.int64]) -> None:
        """Report rows whose slot an earlier row had filled."""
        draft, sheet = self.draft, self.layout.sheet
        sheet.record.used -= len(again)
        sheet.record.skip((rows.first_row + again).tolist(), "their slot was filled before")
        told = draft.account.room
        places = draft.first_places(cells[:told])
        for row, cell in zip(again[:told].tolist(), cells[:told].tolist(), strict=True):
            place = places.get(cell)
            where = place.words(sheet) if place else "an earlier row"
            fault = draft.entry_fault(cell, int(rows.code.values[row]), where)
            self._report_cell(rows, rows.code, row, fault)
        agreeing = int(np.count_nonzero(draft.codes_at(cells[told:]) == rows.code.values[again[told:]]))
        draft.account.more_of(ProblemKind.DUPLICATE_ENTRY, agreeing)
        draft.account.more_of(ProblemKind.CONFLICTING_ENTRY, len(cells[told:]) - agreeing)


def _nought(cell: Cell) -> int:  # noqa: ARG001
    """The position of the only day of a diary of one day."""
    return 0


def outside_week(date: int, begin: int) -> Fault:
    """The fault of a date outside the respondent's week, or that no week beginning makes sense of."""
    day = dt.date.fromordinal(date)
    if not begin:
        message = f"{day} can't be placed, for the respondent's week beginning isn't known."
        return Fault(ProblemKind.UNKNOWN_DAY, message, "Fill in the week beginning, or write the day's name.")
    message = f"{day} is not in the respondent's week, which begins on {dt.date.fromordinal(begin)}."
    return Fault(ProblemKind.DATE_OUTSIDE_WEEK, message, "Correct the date or the week beginning.")
