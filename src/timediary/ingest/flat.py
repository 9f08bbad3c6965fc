"""Flat files: diaries with one row per slot that repeat what is known of a respondent in each of their rows."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from timediary.ingest.cell import heading_key, identifier, is_blank, quoted, text_of
from timediary.ingest.decoder import Decoder
from timediary.ingest.fault import Fault
from timediary.ingest.sheet import CodedColumn
from timediary.ingest.sheet_attributes import WEEK_BEGINNING, SheetAttributes
from timediary.model.problem import ProblemKind
from timediary.model.reading import ColumnRole

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from timediary.ingest.attributes import Attributes
    from timediary.ingest.cell import Cell
    from timediary.ingest.columns import Meaning
    from timediary.ingest.draft import SurveyBuilder
    from timediary.ingest.layout import Layout

NOBODY = -1
_RULE = "by its name; the rows of a respondent have it again and again"


def read_flat(layout: Layout, draft: SurveyBuilder, attributes: Attributes) -> None:
    """Read what a diary with one row per slot says of its respondents, as far as the study knows it.

    What a sheet of respondents says goes before it. The first row of a respondent that says something counts; one that
    says something else is a problem.
    """
    columns = {column: _Column(layout, draft, attributes, column, one) for column, one in _wanted(layout, attributes)}
    if not columns:
        return
    ids = Decoder(lambda cell: draft.numbers.get(identifier(cell), NOBODY), np.int64, NOBODY)
    for batch in layout.sheet.coded_batches((layout.respondent, *columns), layout.first_row):
        respondents = ids(batch.columns[0])[0]
        for column, coded in zip(columns.values(), batch.columns[1:], strict=True):
            column.take(coded, batch.first_row, respondents)


def _wanted(layout: Layout, attributes: Attributes) -> Iterator[tuple[int, Meaning]]:
    """The columns that nothing has read yet and that hold attributes of the study."""
    passed_over = {*layout.repeated, *layout.labels, *layout.unused}
    unused = tuple(n for n in layout.sheet.record.columns_as(ColumnRole.NOT_USED) if n not in passed_over)
    known = set(attributes.ids)
    for column, meaning in attributes.meanings(replace(layout, others=unused))[0].items():
        id_ = meaning.variable.id
        if meaning.is_ours and id_ not in known and heading_key(id_) != WEEK_BEGINNING:
            yield column, meaning


class _Column:
    """One column of attributes."""

    def __init__(
        self, layout: Layout, draft: SurveyBuilder, attributes: Attributes, column: int, meaning: Meaning
    ) -> None:
        self._layout = layout
        self._draft = draft
        self._column = column
        self._attributes = SheetAttributes(attributes, layout, {column: meaning})
        self._label = meaning.variable.label
        self._keys: dict[str, int] = {}
        self._first = np.full(len(draft.ids), NOBODY, np.int64)
        self._rows = np.zeros(len(draft.ids), np.int64)
        self._told: set[int] = set()
        name = meaning.variable.id if meaning.level is None else f"{meaning.variable.id}: {meaning.level}"
        layout.sheet.record.take(column, ColumnRole.ATTRIBUTE, meaning=name, rule=_RULE)

    def take(self, coded: CodedColumn, first_row: int, respondents: NDArray[np.int64]) -> None:
        """Take in a batch of rows."""
        keys = np.array([self._key(cell) for cell in coded.values], np.int64)[coded.numbers]
        said = np.flatnonzero((keys != NOBODY) & (respondents != NOBODY))
        fresh = said[self._first[respondents[said]] == NOBODY]
        fresh = fresh[np.unique(respondents[fresh], return_index=True)[1]]
        self._first[respondents[fresh]] = keys[fresh]
        self._rows[respondents[fresh]] = first_row + fresh
        picked = CodedColumn(coded.values, coded.numbers[fresh])
        self._attributes.take({self._column: picked}, first_row + fresh, respondents[fresh])
        for row in said[keys[said] != self._first[respondents[said]]].tolist():
            self._report(first_row + row, coded.values[int(coded.numbers[row])], int(respondents[row]))

    def _key(self, cell: Cell) -> int:
        """The number of a content; `NOBODY` for a blank."""
        return NOBODY if is_blank(cell) else self._keys.setdefault(text_of(cell).casefold(), len(self._keys))

    def _report(self, row: int, cell: Cell, respondent: int) -> None:
        """Report, once for each, that a respondent's rows say different things."""
        if respondent in self._told:
            return
        self._told.add(respondent)
        first = self._layout.sheet.row_in_file(int(self._rows[respondent]))
        message = f"{quoted(text_of(cell))} is another answer to {self._label} than in the respondent's row {first}."
        remedy = "The first counts. Find out which is right, and write it into each row."
        fault, id_ = Fault(ProblemKind.CONFLICTING_ANSWER, message, remedy), self._draft.ids[respondent]
        self._draft.account.report_at(self._layout, fault, row, self._column, content=text_of(cell), respondent=id_)
