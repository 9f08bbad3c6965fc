"""The blocks of fields in a wide diary: columns such as `Mon 08:00 place`, beside those of the activity."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from timediary.ingest.cell import is_blank, text_of
from timediary.ingest.fault import REPEATED_COLUMN, Fault
from timediary.ingest.fields import WITHOUT_ACTIVITY
from timediary.model.problem import ProblemKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from timediary.ingest.cell import Cell
    from timediary.ingest.draft import SurveyBuilder
    from timediary.ingest.layout import Layout

_ALONE = Fault(
    ProblemKind.FIELD_WITHOUT_ACTIVITY,
    "There is no column with the activity of this slot, so what is noted beside it is left out.",
    "Add the column of the activity, or delete this one.",
)


class Blocks:
    """Reads what stands beside the slots of one wide sheet, block by block of rows."""

    def __init__(self, layout: Layout, draft: SurveyBuilder) -> None:
        self._layout = layout
        self._draft = draft
        slots: dict[tuple[int, int], int] = {}
        for place, slot in enumerate(layout.slots.values()):
            slots.setdefault((slot.number, slot.date), place)
        self._beside: dict[int, tuple[int, int]] = {}
        self._left_out: dict[int, Fault] = {}
        for column, (position, slot) in layout.blocks.items():
            place_of_slot = slots.get((slot.number, slot.date))
            if place_of_slot is None:
                self._left_out[column] = _ALONE
            elif (position, place_of_slot) in self._beside.values():
                self._left_out[column] = REPEATED_COLUMN
            else:
                self._beside[column] = (position, place_of_slot)
        self._cells_left_out = dict.fromkeys(self._left_out, 0)

    @property
    def is_empty(self) -> bool:
        """Whether the sheet has no such columns."""
        return not self._layout.blocks

    def answers(
        self,
        rows: Sequence[Sequence[Cell]],
        numbers: NDArray[np.int64],
        ids: Sequence[str],
        matrix: NDArray[np.generic],
    ) -> list[NDArray[np.int64]]:
        """The answers of each field beside the slots of some rows, shape (r, slot columns) each.

        What is no answer, or stands beside no activity, is reported; all cells with something are counted.

        Args:
            rows: r rows.
            numbers: their numbers.
            ids: whose they are.
            matrix: the numbers of the activities, 0 for none, shape (r, slot columns).
        """
        account = self._draft.account
        readers = self._draft.fields.readers
        found = [np.zeros(matrix.shape, np.int64) for _ in readers]
        for column, (position, place) in self._beside.items():
            for r, row in enumerate(rows):
                cell = row[column] if column < len(row) else None
                if is_blank(cell):
                    continue
                answer = readers[position](cell)
                if not answer:
                    continue
                account.answers_read += 1
                if not matrix[r, place]:
                    answer = answer if isinstance(answer, Fault) else WITHOUT_ACTIVITY
                if isinstance(answer, Fault):
                    self._report(answer, int(numbers[r]), column, cell, ids[r])
                else:
                    found[position][r, place] = answer
        for column in self._cells_left_out:
            self._cells_left_out[column] += sum(column < len(row) and not is_blank(row[column]) for row in rows)
        return found

    def report_left_out(self) -> None:
        """Report the columns whose slot has no activity, or has a column of the same field before."""
        for column, cells in self._cells_left_out.items():
            self._draft.account.answers_read += cells
            self._draft.report_column(self._layout, self._left_out[column], column)

    def _report(self, fault: Fault, row: int, column: int, cell: Cell, respondent: str) -> None:
        heading = self._layout.heading(column)
        self._draft.account.report(
            self._layout.sheet, fault, row, column, header=heading, content=text_of(cell), respondent=respondent
        )
