"""Wide diaries: one row per diary, one column per slot, and perhaps attributes beside them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from timediary.ingest.blocks import Blocks
from timediary.ingest.cell import identifier, text_of
from timediary.ingest.decoder import Decoder
from timediary.ingest.diaries import NO_DIARY, outside_week
from timediary.ingest.draft import MISSING, UNDATED_ENTRY, repeated_diary
from timediary.ingest.fault import Fault, reason_of
from timediary.ingest.origins import Place, WideEntries
from timediary.ingest.sheet import Numbering
from timediary.ingest.sheet_attributes import all_attributes
from timediary.ingest.wide_rows import CodeNumbers, wide_rows
from timediary.model.problem import ProblemKind
from timediary.model.spelling import column_letters
from timediary.model.study import WEEKDAYS

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from timediary.ingest.attributes import Attributes
    from timediary.ingest.cell import Cell
    from timediary.ingest.draft import SurveyBuilder
    from timediary.ingest.layout import Layout
    from timediary.ingest.sheet import CodedColumn
    from timediary.ingest.wide_rows import CodeMatrix, WideRows


class WideReader:
    """Reads the diaries, and attributes beside them, of one sheet into a draft."""

    def __init__(self, layout: Layout, draft: SurveyBuilder, attributes: Attributes) -> None:
        self.layout = layout
        self.draft = draft
        self._columns = [*layout.slots, *layout.faulty]
        self._slots = np.array([slot.number for slot in layout.slots.values()], np.int64)
        self._dates = np.array([slot.date for slot in layout.slots.values()], np.int32)
        self._is_dated = bool(self._dates.any())
        self._lost = dict.fromkeys(layout.faulty, 0)
        self._codes = CodeNumbers(draft.spelling.code, len(draft.study.codes))
        plain = partial(draft.plain_respondents, may_add=not draft.closed)
        self._respondent = Decoder(draft.respondent, np.int64, NO_DIARY, plain)
        self._attributes = all_attributes(attributes, layout)
        self._begins = Numbering()
        is_dated = self._attributes.begin is not None or self._is_dated
        self._entries = WideEntries(layout.sheet, self._slots.tolist(), draft.study.grid.slots, is_dated=is_dated)
        self._overlapping = draft.origins.remember_wide(self._entries)
        self._blocks = Blocks(layout, draft)
        alone = self._blocks.is_empty and not draft.fields.readers and not self._is_dated
        self._is_plain = alone and 0 < len(self._slots) == len(self._entries.slots)

    def read(self, progress: Callable[[int], None]) -> None:
        """Read all rows; `progress` is told the number of the last row read."""
        sheet, first_row, attributes = self.layout.sheet, self.layout.first_row, self._attributes.columns
        for rows in wide_rows(sheet, first_row, self._columns, self._codes, attributes):
            with self.draft.account.by_row():
                self._read_rows(rows)
            progress(int(rows.numbers[-1]))
        self._report_faulty_columns()
        self._blocks.report_left_out()

    def _read_rows(self, rows: WideRows) -> None:
        """Read some rows."""
        respondents, faults = self._respondent(rows.column(self.layout.respondent))
        unnamed = np.flatnonzero(self._respondent.of_kind(MISSING.kind, faults)).tolist()
        if blank := [row for row in unnamed if rows.is_blank(row)]:
            self.layout.sheet.record.blank += len(blank)
            filled = np.delete(np.arange(len(faults)), blank)
            if not len(filled):
                return
            rows, respondents, faults = rows.only(filled), respondents[filled], faults[filled]
        self.draft.account.cells_read += rows.codes.size
        self.draft.account.blank += rows.codes.size - int(np.count_nonzero(rows.codes))
        diaries = self._described(rows, respondents, faults)
        known = np.flatnonzero(diaries != NO_DIARY)
        self.layout.sheet.record.used += len(known)
        if len(known) < len(diaries):
            rows, diaries = rows.only(known), diaries[known]
        if not len(known):
            return
        self.draft.mark_in_diary(diaries)
        self._attributes.take(self._answers(rows), rows.numbers, diaries)
        self._enter(rows, diaries)

    def _answers(self, rows: WideRows) -> dict[int, CodedColumn]:
        """The columns of attributes; what is decided by the first cells is decided by those of the first rows alone."""
        coded = {column: rows.column(column) for column in self._attributes.columns}
        if not self._attributes.is_decided:
            for column, (values, numbers) in coded.items():
                coded[column] = Numbering().code([values[number] for number in numbers.tolist()])
        return coded

    def _described(
        self, rows: WideRows, respondents: NDArray[np.int64], faults: NDArray[np.int32]
    ) -> NDArray[np.int64]:
        """The diaries of some rows, `NO_DIARY` where a row is left out, which is reported and counted.

        Args:
            rows: r rows.
            respondents: shape (r,).
            faults: the numbers of the faults of their ids, shape (r,).
        """
        found = np.full(len(respondents), NO_DIARY, np.int64)
        named = np.flatnonzero(faults == 0)
        begin = self._attributes.begin
        begins = None if begin is None else self._begins.code([rows.cell(n, begin) for n in named.tolist()])
        found[named] = self._attributes.diaries(respondents[named], begins, rows.numbers[named])
        if self._are_new(found):
            self._entries.rows.update(zip(found.tolist(), rows.numbers.tolist(), strict=True))
            return found
        for n, (row, diary) in enumerate(zip(rows.numbers.tolist(), found.tolist(), strict=True)):
            fault = self._respondent.fault(int(faults[n]))
            cell = rows.cell(n, self.layout.respondent)
            if fault is None:
                first = self._row_before(int(respondents[n]), diary)
                if first is None and diary != NO_DIARY:
                    self._entries.rows[diary] = row
                    continue
                fault = self._left_out(cell, diary, first)
                found[n] = NO_DIARY
            filled = int(np.count_nonzero(rows.codes[n]))
            self.layout.sheet.record.skip((row,), reason_of(fault))
            if fault.kind is ProblemKind.NOT_IN_RESPONDENTS:
                self.draft.meet_stranger(self.layout, row, cell, filled)
            else:
                self._report(fault, row, self.layout.respondent, cell, identifier(cell), filled)
        return found

    def _are_new(self, diaries: NDArray[np.int64]) -> bool:
        """Whether diaries are all known, all different, and no row before holds one of them."""
        numbers = set(diaries.tolist())
        before = (self._entries, *self._overlapping)
        is_clear = len(numbers) == len(diaries) and NO_DIARY not in numbers
        return is_clear and all(entries.rows.keys().isdisjoint(numbers) for entries in before)

    def _left_out(self, cell: Cell, diary: int, first: Place | None) -> Fault:
        """Why a row is not read: there is another of its diary, or its diary isn't known."""
        if first is None:
            return UNDATED_ENTRY
        date = 0 if self._attributes.begin is None or diary == NO_DIARY else self.draft.diaries.begin_of(diary)
        return repeated_diary(identifier(cell), date, first.words(self.layout.sheet))

    def _row_before(self, respondent: int, diary: int) -> Place | None:
        """The row that holds the same slots of a diary already, or of a respondent's where it isn't known which."""
        diaries = self.draft.diaries.of_respondent(respondent) if diary == NO_DIARY else (diary,)
        for entries in (self._entries, *self._overlapping):
            for number in diaries:
                if number in entries.rows:
                    return Place(entries.sheet, entries.rows[number])
        return None

    def _enter(self, rows: WideRows, diaries: NDArray[np.int64]) -> None:
        """Enter the codes of some rows, and report the cells that can't be."""
        draft, matrix = self.draft, rows.codes[:, : len(self._slots)]
        for number, column in enumerate(self.layout.faulty, start=len(self._slots)):
            self._lost[column] += int(np.count_nonzero(rows.codes[:, number]))
        respondents = draft.diaries.respondents_of(diaries)
        self._leave_out(rows, matrix, respondents)
        if self._is_plain and draft.enter_rows(diaries, self._slots, matrix):
            return
        filled, columns = np.nonzero(matrix)
        dates = self._dates[columns]
        owners = diaries[filled]
        if dates.any():
            owners = np.where(dates > 0, draft.diaries.of_entries(respondents[filled], dates), owners)
            draft.mark_in_diary(owners)
        cells = owners * draft.study.grid.slots + self._slots[columns]
        codes: NDArray[np.unsignedinteger] = matrix[filled, columns]
        answers: list[NDArray[np.int64]] = []
        if not self._blocks.is_empty:
            ids = [draft.ids[respondent] for respondent in respondents.tolist()]
            answers = [block[filled, columns] for block in self._blocks.answers(rows, ids)]
            codes = draft.fields.together(codes, answers)
        elif draft.fields.readers:
            codes = draft.fields.together(codes, [None] * len(draft.fields.readers))
        again = draft.enter(cells, codes)
        if len(again):
            self._report_again(rows, filled[again], columns[again], cells[again], codes[again])
        draft.account.answers_kept += sum(int(np.count_nonzero(np.delete(block, again))) for block in answers)

    def _leave_out(self, rows: WideRows, matrix: CodeMatrix, respondents: NDArray[np.int64]) -> None:
        """Report the cells that can't be entered, and make them blank in the matrix."""
        wrong = matrix == self._codes.faulty
        outside = np.zeros_like(wrong)
        if self._is_dated:
            begins = self._listed_begins(respondents)
            outside = (matrix != 0) & (begins > 0) & ((self._dates < begins) | (self._dates >= begins + len(WEEKDAYS)))
            wrong |= outside
        if not wrong.any():
            return
        for r, c in np.argwhere(wrong).tolist():
            cell = rows.cell(r, self._columns[c])
            is_outside = outside[r, c]
            fault = outside_week(int(self._dates[c]), int(begins[r, c])) if is_outside else self._codes.faults[cell]
            if self.draft.account.room:
                id_ = self.draft.ids[int(respondents[r])]
                self._report(fault, int(rows.numbers[r]), self._columns[c], cell, id_)
            else:
                self.draft.account.more_of(fault.kind, 1, fault.message)
        matrix[wrong] = 0

    def _listed_begins(self, respondents: NDArray[np.int64]) -> NDArray[np.int32]:
        """When the listed week begins that each cell under a date is seen against, 0 where there is none."""
        begins = np.zeros((len(respondents), len(self._dates)), np.int32)
        for column in np.flatnonzero(self._dates).tolist():
            dates = np.full(len(respondents), self._dates[column], np.int32)
            begins[:, column] = self.draft.diaries.listed_begins(respondents, dates)
        return begins

    def _report(self, fault: Fault, row: int, column: int, cell: Cell, respondent: str, cells: int = 1) -> None:
        """Report a fault at a cell."""
        self.draft.account.report_at(
            self.layout, fault, row, column, content=text_of(cell), respondent=respondent, cells=cells
        )

    def _report_again(
        self,
        rows: WideRows,
        row: NDArray[np.intp],
        column: NDArray[np.intp],
        cells: NDArray[np.int64],
        entries: NDArray[np.unsignedinteger],
    ) -> None:
        """Report cells whose slot was filled from another column, or another sheet."""
        places = self.draft.origins.first_places(cells[: self.draft.account.room])
        for r, c, cell, entry in zip(row.tolist(), column.tolist(), cells.tolist(), entries.tolist(), strict=True):
            place = places.get(cell)
            where = place.words(self.layout.sheet) if place else "an earlier entry"
            if place and place.sheet is self.layout.sheet:
                where = self._column_before(c)
            fault = self.draft.entry_fault(cell, entry, where)
            id_ = identifier(rows.cell(r, self.layout.respondent))
            self._report(fault, int(rows.numbers[r]), self._columns[c], rows.cell(r, self._columns[c]), id_)

    def _column_before(self, number: int) -> str:
        """The column before another of the same slot, in words."""
        column = self._columns[int(np.flatnonzero(self._slots == self._slots[number])[0])]
        letter = f" {column_letters(column)}" if self.layout.sheet.lettered else ""
        return f"column{letter} ({self.layout.heading(column)})"

    def _report_faulty_columns(self) -> None:
        """Report the columns that are half a slot, each with the cells filled in it; those that may be two, as one."""
        undecided: dict[Fault, list[int]] = {}
        for column, fault in self.layout.faulty.items():
            if fault.kind is ProblemKind.TWO_READINGS:
                undecided.setdefault(fault, []).append(column)
            else:
                self.draft.report_column(self.layout, fault, column, self._lost[column])
        for fault, columns in undecided.items():
            self.draft.report_column(self.layout, fault, columns[0], sum(self._lost[column] for column in columns))
