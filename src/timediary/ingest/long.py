"""Long diaries: one row per slot, with columns for respondent, day, time and code."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from timediary.ingest.cell import identifier, is_blank, text_of
from timediary.ingest.decoder import Decoder, Part, without_runs
from timediary.ingest.diaries import NO_DIARY, outside_week
from timediary.ingest.draft import UNDATED_ENTRY
from timediary.ingest.fault import REPEATED_COLUMN, Fault, reason_of
from timediary.ingest.fields import WITHOUT_ACTIVITY
from timediary.ingest.moments import Moments
from timediary.ingest.origins import LongEntries
from timediary.ingest.row_dates import Columns
from timediary.ingest.sheet import CodedColumn
from timediary.model.code_minutes import code_type
from timediary.model.problem import ProblemKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from timediary.ingest.draft import SurveyBuilder
    from timediary.ingest.layout import Layout
    from timediary.ingest.sheet import Batch


class _Rows(NamedTuple):
    """A batch, decoded."""

    first_row: int
    respondent: Part
    day: Part
    time: Part
    code: Part
    diaries: NDArray[np.int64]
    is_dated: bool = False
    fields: tuple[Part, ...] = ()

    @property
    def parts(self) -> tuple[Part, ...]:
        """The decoded columns that make an entry, in the order in which a row's faults are told."""
        return (self.respondent, self.day, self.time, self.code)


class _Open(NamedTuple):
    """Cells left out because their day or time may be two: where the first stands, and how many they are."""

    row: int
    content: str
    cells: int


class LongReader:
    """Reads the diaries of one sheet into a draft."""

    def __init__(self, layout: Layout, draft: SurveyBuilder) -> None:
        self.layout = layout
        self.draft = draft
        self._per_day = draft.study.grid.slots_per_day
        self._moments = Moments(layout, draft)
        plain = partial(draft.plain_respondents, may_add=not draft.closed)
        self._respondent = Decoder(draft.respondent, np.int64, -1, plain)
        self._codes = Decoder(draft.spelling.code, code_type(draft.study), 0)
        self._fields = [Decoder(draft.fields.readers[n], np.int64, 0) for n in layout.fields.values()]
        self._outside: dict[tuple[int, int], int] = {}
        self._open: dict[tuple[Fault, int], _Open] = {}

    def read(self, progress: Callable[[int], None]) -> None:
        """Read all rows; `progress` is told the number of the last row read.

        Rows wait until it is decided how their days and times are written.
        """
        layout = self.layout
        for column in layout.repeated:
            self.draft.report_column(layout, REPEATED_COLUMN, column)
        waiting: list[Batch] | None = []
        columns = (layout.respondent, layout.code, *layout.fields, *self._moments.columns)
        for batch in layout.sheet.coded_batches(columns, layout.first_row):
            if waiting is not None:
                waiting.append(batch)
                if self._moments.is_settled(self._when(batch)):
                    self._read_waiting(waiting)
                    waiting = None
            else:
                self._read_batch(batch)
            progress(batch.first_row + len(batch.columns[0].numbers) - 1)
        if waiting:
            self._read_waiting(waiting)
        self._report_open()

    def _read_waiting(self, waiting: list[Batch]) -> None:
        """Decide how days and times are written, and read the rows that waited for it."""
        whose = [self._respondent(batch.columns[0])[0] for batch in waiting]
        self._moments.decide([self._when(batch) for batch in waiting], whose)
        for batch in waiting:
            self._read_batch(batch)

    def _when(self, batch: Batch) -> Columns:
        """The columns of a batch that say when."""
        return Columns(*batch.columns[2 + len(self._fields) :])

    def _decode(self, batch: Batch) -> _Rows:
        """A batch with its columns decoded."""
        layout = self.layout
        ids, codes, *beside = batch.columns[: 2 + len(self._fields)]
        respondent = Part(layout.respondent, ids, self._respondent, *self._respondent(ids))
        when = self._moments.decode(self._when(batch))
        code = Part(layout.code, codes, self._codes, *self._codes(codes))
        fields = tuple(
            Part(column, coded, decoder, *decoder(coded))
            for column, coded, decoder in zip(layout.fields, beside, self._fields, strict=True)
        )
        rows = _Rows(batch.first_row, respondent, when.day, when.time, code, respondent.values, fields=fields)
        return self._with_dates(rows, when.dates)

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
            faults[wrong & (dates == date) & (begins == begin)] = self._outside_number(rows.day, date, begin)
        return self._with_diaries(rows._replace(day=rows.day._replace(values=days, faults=faults)), dates)

    def _with_diaries(self, rows: _Rows, dates: NDArray[Any]) -> _Rows:
        """The rows with the diaries they belong to; one without a date can't be of a respondent with several."""
        named = rows.respondent.faults == 0
        known = named & (rows.day.faults == 0)
        respondents = rows.respondent.values if named.all() else np.where(named, rows.respondent.values, NO_DIARY)
        found = self.draft.diaries.of_entries(respondents, np.where(known, dates, 0) if dates.any() else dates)
        lost = known & (found == NO_DIARY)
        if lost.any():
            faults = np.where(lost, rows.day.decoder.number_of(UNDATED_ENTRY), rows.day.faults).astype(np.int32)
            rows = rows._replace(day=rows.day._replace(faults=faults))
        return rows._replace(diaries=found, is_dated=bool(dates.any()))

    def _outside_number(self, day: Part, date: int, begin: int) -> int:
        """The number of the fault of a date outside a respondent's week."""
        number = self._outside.get((date, begin))
        if number is None:
            number = self._outside[date, begin] = day.decoder.number_of(outside_week(date, begin))
        return number

    def _read_batch(self, batch: Batch) -> None:
        """Read a batch, at a stroke where there is nothing to tell of it."""
        if not self._take_whole(batch):
            with self.draft.account.by_row():
                self._take(self._decode(batch))

    def _take_whole(self, batch: Batch) -> bool:
        """Enter a batch in which all rows are in order and fill free slots that rise from row to row.

        What is looked at is the cell at which each run of a respondent begins, each pair of a day and a time, each
        code, and whether slots rise and are free; all else that a row can have follows from these.

        Returns:
            Whether it was such a batch; if not, nothing was entered.
        """
        draft, (ids, codes) = self.draft, batch.columns[:2]
        if self._fields or draft.diaries.is_dated or not len(ids.numbers):
            return False
        starts = np.flatnonzero(np.append(True, ids.numbers[1:] != ids.numbers[:-1]))
        whose, faults = self._respondent(CodedColumn(ids.values, ids.numbers[starts]))
        slots = None if faults.any() else self._moments.slots(self._when(batch))
        if slots is None:
            return False
        entries, faults = self._codes(codes)
        if not entries.min() or (self._codes.faults and faults.any()):
            return False
        cells = np.repeat(whose * draft.study.grid.slots, np.diff(starts, append=len(slots)))
        cells += slots
        if not draft.enter_rising(cells, entries):
            return False
        draft.account.cells_read += len(cells)
        self.layout.sheet.record.used += len(cells)
        draft.mark_in_diary(whose)
        draft.origins.remember(LongEntries(self.layout.sheet, batch.first_row, cells))
        return True

    def _take(self, rows: _Rows) -> None:
        """Enter the codes of a batch, count its cells and report its faults."""
        draft = self.draft
        blank = (rows.code.values == 0) & (rows.code.faults == 0)
        faulty = np.zeros(len(blank), bool)
        for part in rows.parts:
            if part.decoder.faults:
                faulty |= part.faults != 0
        empty = self._count(rows, blank, faulty)
        self._account(rows, faulty, empty)
        diaries = without_runs(rows.diaries)
        draft.mark_in_diary(diaries[diaries != NO_DIARY])
        if faulty.any():
            self._report(rows, faulty, blank)
        days = rows.day.values * self._per_day + rows.time.values
        cells = rows.diaries * draft.study.grid.slots + days
        left_out = faulty | blank
        entered = np.arange(len(cells))
        if left_out.any():
            entered = np.flatnonzero(~left_out)
            cells = cells[entered]
        codes = self._entries(rows, entered)
        again = draft.enter(cells, codes)
        draft.origins.remember(LongEntries(self.layout.sheet, rows.first_row, cells, entered, is_dated=rows.is_dated))
        if len(again):
            self._report_again(rows, entered[again], cells[again], codes[again])
        if rows.fields:
            self._take_fields(rows, np.delete(entered, again), blank & ~faulty)

    def _entries(self, rows: _Rows, entered: NDArray[np.intp]) -> NDArray[np.unsignedinteger]:
        """The entries of some rows: codes, with what is noted beside them."""
        codes = rows.code.values[entered]
        if not rows.fields:
            return codes
        answers: list[NDArray[np.int64] | None] = [None] * len(self.draft.fields.readers)
        for position, part in zip(self.layout.fields.values(), rows.fields, strict=True):
            answers[position] = part.values[entered]
        return self.draft.fields.together(codes, answers)

    def _take_fields(self, rows: _Rows, kept: NDArray[np.intp], blank: NDArray[np.bool_]) -> None:
        """Count what is noted beside activities, and report what is not an answer, or beside none.

        Args:
            rows: a batch.
            kept: the rows that are in the survey.
            blank: those without an activity that are else in order.
        """
        account, is_kept = self.draft.account, np.zeros(len(blank), bool)
        is_kept[kept] = True
        for part in rows.fields:
            filled = (part.values != 0) | (part.faults != 0)
            account.answers_read += int(np.count_nonzero(filled))
            account.answers_kept += int(np.count_nonzero(filled & is_kept & (part.faults == 0)))
            for row in np.flatnonzero(filled & is_kept & (part.faults != 0)).tolist():
                self._report_cell(rows, part, row, part.decoder.faults[int(part.faults[row]) - 1], 0)
            for row in np.flatnonzero(filled & blank).tolist():
                self._report_cell(rows, part, row, WITHOUT_ACTIVITY, 0)

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
        if not faulty.any():
            return
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
        undecided = self._meet_open(rows, faulty & ~strange & ~blank)
        wrong = np.flatnonzero(faulty & ~strange & ~undecided & ~(blank & ~broken))
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

    def _meet_open(self, rows: _Rows, faulty: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Count the cells of rows whose day or time may be two: one problem tells of all of them."""
        met = np.zeros(len(faulty), bool)
        named = faulty & (rows.respondent.faults == 0)
        for part in (rows.day, rows.time):
            here = np.flatnonzero(named & ~met & part.rows_with(ProblemKind.TWO_READINGS))
            for number, row in zip(*np.unique(part.faults[here], return_index=True), strict=True):
                fault, first = part.decoder.faults[int(number) - 1], int(here[row])
                cells = int(np.count_nonzero(part.faults[here] == number))
                known = self._open.get((fault, part.column))
                known = known or _Open(rows.first_row + first, text_of(part.cell(first)), 0)
                self._open[fault, part.column] = known._replace(cells=known.cells + cells)
            met[here] = True
        return met

    def _report_open(self) -> None:
        """Report what stayed open, once for each column."""
        for (fault, column), first in self._open.items():
            self.draft.account.report_at(
                self.layout, fault, first.row, column, content=first.content, cells=first.cells
            )

    def _report_row(self, rows: _Rows, row: int, cells: int) -> None:
        """Report the faults of one row; the first of them accounts for its cell."""
        for part in rows.parts:
            fault = part.decoder.fault(int(part.faults[row]))
            if fault:
                self._report_cell(rows, part, row, fault, cells)
                cells = 0

    def _report_cell(self, rows: _Rows, part: Part, row: int, fault: Fault, cells: int = 1) -> None:
        """Report a fault at a cell of a row."""
        self.draft.account.report_at(
            self.layout,
            fault,
            rows.first_row + row,
            part.column,
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

    def _report_again(
        self, rows: _Rows, again: NDArray[np.intp], cells: NDArray[np.int64], entries: NDArray[np.unsignedinteger]
    ) -> None:
        """Report rows whose slot an earlier row had filled."""
        draft, sheet = self.draft, self.layout.sheet
        sheet.record.used -= len(again)
        sheet.record.skip((rows.first_row + again).tolist(), "their slot was filled before")
        told = draft.account.room
        places = draft.origins.first_places(cells[:told])
        first = zip(again[:told].tolist(), cells[:told].tolist(), entries[:told].tolist(), strict=True)
        for row, cell, entry in first:
            place = places.get(cell)
            where = place.words(sheet) if place else "an earlier row"
            fault = draft.entry_fault(cell, entry, where)
            self._report_cell(rows, rows.code, row, fault)
        agreeing = int(np.count_nonzero(draft.codes_at(cells[told:]) == entries[told:]))
        draft.account.more_of(ProblemKind.DUPLICATE_ENTRY, agreeing)
        draft.account.more_of(ProblemKind.CONFLICTING_ENTRY, len(cells[told:]) - agreeing)
