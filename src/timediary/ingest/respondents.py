"""Sheets of attributes: one row per respondent, or one per diary where rows have a date."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from timediary.ingest.cell import broken, identifier, is_blank, is_no_value, is_plain_id
from timediary.ingest.decoder import Decoder
from timediary.ingest.diaries import NO_DIARY
from timediary.ingest.draft import (
    MISSING,
    UNDATED_ENTRY,
    longer,
    repeated_diary,
    stranger_fault,
)
from timediary.ingest.fault import Fault, formula_fault, reason_of
from timediary.ingest.identifiers import lost_digits
from timediary.ingest.origins import Place
from timediary.ingest.sheet import CodedColumn
from timediary.ingest.sheet_attributes import all_attributes
from timediary.model.problem import ProblemKind
from timediary.model.spelling import likeness

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from timediary.ingest.attributes import Attributes
    from timediary.ingest.cell import Cell
    from timediary.ingest.draft import SurveyBuilder
    from timediary.ingest.layout import Layout
    from timediary.ingest.sheet import Batch


class RespondentsReader:
    """Reads the attributes of one sheet.

    Attributes:
        rows: the number of each respondent's row in the sheet, or each diary's where rows have a date, 0 for those that
            have none.
    """

    def __init__(
        self,
        layout: Layout,
        draft: SurveyBuilder,
        attributes: Attributes,
        before: Sequence[RespondentsReader],
        *,
        vouches: bool,
    ) -> None:
        """A reader of one sheet.

        Args:
            layout: what the sheet is.
            draft: the survey so far.
            attributes: the attributes so far.
            before: the readers of other such sheets.
            vouches: whether whoever is in this sheet is a respondent; else it only adds to those known.
        """
        self.layout = layout
        self.draft = draft
        self.rows = np.zeros(0, np.int32)
        self._attributes = all_attributes(attributes, layout)
        self._vouches = vouches
        self._overlapping = [other for other in before if other.shares_columns(self)]
        self._ids = Decoder(self._respondent, np.int64, -1, partial(draft.plain_respondents, may_add=vouches))

    def shares_columns(self, other: RespondentsReader) -> bool:
        """Whether two sheets hold the same, of respondents or of diaries."""
        ours, theirs = self._attributes.variables, other._attributes.variables
        return self.has_dates == other.has_dates and (bool(ours & theirs) or not (ours or theirs))

    @property
    def has_dates(self) -> bool:
        """Whether each row describes a diary, and not a respondent."""
        return self._attributes.begin is not None

    def read(self, progress: Callable[[int], None]) -> None:
        """Read all rows; `progress` is told the number of the last row read."""
        layout, begin = self.layout, self._attributes.begin
        columns = (layout.respondent, *self._attributes.columns, *([] if begin is None else [begin]))
        for batch in layout.sheet.coded_batches(columns, layout.first_row):
            with self.draft.account.by_row():
                self._read_batch(batch, columns)
            progress(batch.first_row + len(batch.columns[0].numbers) - 1)

    def _read_batch(self, batch: Batch, columns: Sequence[int]) -> None:
        """Read some rows."""
        layout, begin = self.layout, self._attributes.begin
        ids, *others = batch.columns
        respondents, faults = self._ids(ids)
        rows = batch.first_row + np.arange(len(respondents))
        described = respondents.copy()
        if begin is not None:
            named = np.flatnonzero(faults == 0)
            dates = CodedColumn(others[-1].values, others[-1].numbers[named])
            described[named] = self._attributes.diaries(respondents[named], dates, rows[named])
        taken = self._taken(described, faults)
        self.rows[described[taken]] = rows[taken]
        layout.sheet.record.used += int(np.count_nonzero(taken))
        blank = self._blank(faults, others)
        layout.sheet.record.blank += int(np.count_nonzero(blank))
        for row in np.flatnonzero(~(taken | blank)).tolist():
            number = int(faults[row])
            fault = self._ids.faults[number - 1] if number else None
            self._report(int(rows[row]), row, fault, int(described[row]), ids)
        picked = [CodedColumn(column.values, column.numbers[taken]) for column in others]
        coded = dict(zip(columns[1:], picked, strict=True))
        self._attributes.take(coded, rows[taken], described[taken])

    def place(self, described: int) -> Place | None:
        """The row of a respondent, or of a diary, in this sheet."""
        row = int(self.rows[described]) if 0 <= described < len(self.rows) else 0
        return Place(self.layout.sheet, row) if row else None

    def _respondent(self, cell: Cell) -> int | Fault:
        """The number of the respondent whose id a cell holds."""
        if is_plain_id(cell):
            id_ = cell
        else:
            formula = broken(cell)
            if formula:
                return formula_fault(formula)
            id_ = identifier(cell)
            if not id_ or (is_no_value(id_) and id_ not in self.draft.numbers):
                return MISSING
            if lost := lost_digits(cell):
                return lost
        number = self.draft.numbers.get(id_)
        if number is not None:
            return number
        return self.draft.add(id_) if self._vouches else stranger_fault(id_)

    def _taken(self, described: NDArray[np.int64], faults: NDArray[np.int32]) -> NDArray[np.bool_]:
        """Which rows are the first of their respondent or diary."""
        named = np.flatnonzero((faults == 0) & (described != NO_DIARY))
        taken = np.zeros(len(described), bool)
        taken[named[np.unique(described[named], return_index=True)[1]]] = True
        length = self.draft.diaries.count if self.has_dates else len(self.draft.ids)
        for reader in (self, *self._overlapping):
            reader.rows = longer(reader.rows, length)
            if len(reader.rows):
                taken &= reader.rows[described] == 0
        return taken

    def _report(self, number: int, row: int, fault: Fault | None, described: int, ids: CodedColumn) -> None:
        """Report a row that isn't read, unless it is of somebody who doesn't matter here."""
        cell = ids.values[int(ids.numbers[row])]
        if fault is None and described == NO_DIARY:
            fault = UNDATED_ENTRY
        elif fault is None:
            places = (reader.place(described) for reader in (self, *self._overlapping))
            first = next((place for place in places if place), None)
            where = first.words(self.layout.sheet) if first else "further up"
            date = self.draft.diaries.begin_of(described) if self.has_dates else 0
            fault = repeated_diary(identifier(cell), date, where)
        self.layout.sheet.record.skip((number,), reason_of(fault))
        if fault.kind is ProblemKind.NOT_IN_RESPONDENTS:
            return
        id_ = identifier(cell)
        self.draft.account.report_at(self.layout, fault, number, self.layout.respondent, content=id_, respondent=id_)

    def _blank(self, faults: NDArray[np.int32], others: list[CodedColumn]) -> NDArray[np.bool_]:
        """Which rows have neither a respondent nor answers; there may be a million of them below the data."""
        blank = self._ids.of_kind(MISSING.kind, faults)
        for column in others:
            places = np.flatnonzero(blank)
            numbers, which = np.unique(column.numbers[places], return_inverse=True)
            content = np.fromiter((not is_blank(column.values[n]) for n in numbers.tolist()), bool, len(numbers))
            blank[places[content[which]]] = False
        return blank


def respondents_of(layout: Layout) -> set[str]:
    """The ids in a sheet's column of respondents, without what people change without noticing."""
    batches = layout.sheet.coded_batches([layout.respondent], layout.first_row)
    cells = {batch.columns[0].values[n] for batch in batches for n in set(batch.columns[0].numbers.tolist())}
    return {likeness(identifier(cell)) for cell in cells if not is_blank(cell)}
