"""Sheets of respondents' attributes: one row per respondent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from timediary.ingest.cell import broken, identifier, is_blank
from timediary.ingest.decoder import Decoder
from timediary.ingest.draft import MISSING, Place, longer, repeated_respondent, stranger_fault
from timediary.ingest.fault import Fault, formula_fault, reason_of
from timediary.ingest.sheet import CodedColumn
from timediary.model.problem import ProblemKind

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from timediary.ingest.attributes import Attributes
    from timediary.ingest.cell import Cell
    from timediary.ingest.draft import Draft
    from timediary.ingest.layout import Layout


class RespondentsReader:
    """Reads the attributes of one sheet.

    Attributes:
        rows: the number of each respondent's row in the sheet, 0 for those who have none.
    """

    def __init__(
        self,
        layout: Layout,
        draft: Draft,
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
        self._attributes = attributes.of(layout)
        self._vouches = vouches
        self._overlapping = [other for other in before if other.shares_columns(self)]
        self._ids = Decoder(self._respondent, np.int64, -1)

    def shares_columns(self, other: RespondentsReader) -> bool:
        """Whether two sheets hold the same of respondents."""
        ours, theirs = self._attributes.variables, other._attributes.variables
        return bool(ours & theirs) or not (ours or theirs)

    def read(self, progress: Callable[[int], None]) -> None:
        """Read all rows; `progress` is told the number of the last row read."""
        layout = self.layout
        columns = (layout.respondent, *self._attributes.columns)
        for batch in layout.sheet.coded_batches(columns, layout.first_row):
            ids, *others = batch.columns
            respondents, faults = self._ids(ids)
            rows = batch.first_row + np.arange(len(respondents))
            taken = self._taken(respondents, faults)
            self.rows[respondents[taken]] = rows[taken]
            layout.sheet.record.used += int(np.count_nonzero(taken))
            for row in np.flatnonzero(~taken).tolist():
                number = int(faults[row])
                fault = self._ids.faults[number - 1] if number else None
                self._report(int(rows[row]), row, fault, int(respondents[row]), ids, others)
            picked = [CodedColumn(column.values, column.numbers[taken]) for column in others]
            coded = dict(zip(self._attributes.columns, picked, strict=True))
            self._attributes.take(coded, rows[taken], respondents[taken])
            progress(int(rows[-1]))

    def place(self, respondent: int) -> Place | None:
        """The respondent's row in this sheet."""
        row = int(self.rows[respondent]) if respondent < len(self.rows) else 0
        return Place(self.layout.sheet, row) if row else None

    def _respondent(self, cell: Cell) -> int | Fault:
        """The number of the respondent whose id a cell holds."""
        formula = broken(cell)
        if formula:
            return formula_fault(formula)
        id_ = identifier(cell)
        if not id_:
            return MISSING
        number = self.draft.numbers.get(id_)
        if number is not None:
            return number
        return self.draft.add(id_) if self._vouches else stranger_fault(id_)

    def _taken(self, respondents: NDArray[np.int64], faults: NDArray[np.int32]) -> NDArray[np.bool_]:
        """Which rows are their respondent's first."""
        named = np.flatnonzero(faults == 0)
        taken = np.zeros(len(respondents), bool)
        taken[named[np.unique(respondents[named], return_index=True)[1]]] = True
        for reader in (self, *self._overlapping):
            reader.rows = longer(reader.rows, len(self.draft.ids))
            if len(reader.rows):
                taken &= reader.rows[respondents] == 0
        return taken

    def _report(
        self, number: int, row: int, fault: Fault | None, respondent: int, ids: CodedColumn, others: list[CodedColumn]
    ) -> None:
        """Report a row that isn't read, unless it is blank or of somebody who doesn't matter here."""
        cell = ids.values[int(ids.numbers[row])]
        if fault is None:
            places = (reader.place(respondent) for reader in (self, *self._overlapping))
            first = next((place for place in places if place), None)
            where = first.words(self.layout.sheet) if first else "further up"
            fault = repeated_respondent(identifier(cell), where)
        elif self._is_blank(row, fault, others):
            self.layout.sheet.record.blank += 1
            return
        self.layout.sheet.record.skip((number,), reason_of(fault))
        if fault.kind is ProblemKind.NOT_IN_RESPONDENTS:
            return
        heading = self.layout.heading(self.layout.respondent)
        self.draft.account.report(
            self.layout.sheet,
            fault,
            number,
            self.layout.respondent,
            header=heading,
            content=identifier(cell),
            respondent=identifier(cell),
        )

    def _is_blank(self, row: int, fault: Fault, others: list[CodedColumn]) -> bool:
        """Whether a row without a respondent has no answers either."""
        return fault is MISSING and all(is_blank(column.values[int(column.numbers[row])]) for column in others)
