"""The blocks of fields in a wide diary: columns such as `Mon 08:00 place`, beside those of the activity."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from timediary.ingest.cell import is_blank, text_of
from timediary.ingest.fault import REPEATED_COLUMN, Fault
from timediary.ingest.fields import WITHOUT_ACTIVITY
from timediary.model.problem import ProblemKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from timediary.ingest.cell import Cell
    from timediary.ingest.draft import SurveyBuilder
    from timediary.ingest.layout import Layout
    from timediary.ingest.sheet import CodedColumn
    from timediary.ingest.wide_rows import WideRows

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
        self._slots = len(layout.slots)
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

    def answers(self, rows: WideRows, ids: Sequence[str]) -> list[NDArray[np.int64]]:
        """The answers of each field beside the slots of some rows, shape (r, slot columns) each.

        What is not an answer, or stands beside no activity, is reported; all cells with something are counted.

        Args:
            rows: r rows; of a code that is left out, the number is 0.
            ids: whose they are.
        """
        account = self._draft.account
        readers = self._draft.fields.readers
        found = [np.zeros((len(ids), self._slots), np.int64) for _ in readers]
        for column, (position, place) in self._beside.items():
            for r, cell in _filled(rows.column(column)):
                answer = readers[position](cell)
                if not answer:
                    continue
                account.answers_read += 1
                if not rows.codes[r, place]:
                    answer = answer if isinstance(answer, Fault) else WITHOUT_ACTIVITY
                if isinstance(answer, Fault):
                    self._report(answer, int(rows.numbers[r]), column, cell, ids[r])
                else:
                    found[position][r, place] = answer
        for column in self._cells_left_out:
            self._cells_left_out[column] += sum(1 for _ in _filled(rows.column(column)))
        return found

    def report_left_out(self) -> None:
        """Report the columns whose slot has no activity, or has a column of the same field before."""
        for column, cells in self._cells_left_out.items():
            self._draft.account.answers_read += cells
            self._draft.report_column(self._layout, self._left_out[column], column)

    def _report(self, fault: Fault, row: int, column: int, cell: Cell, respondent: str) -> None:
        self._draft.account.report_at(self._layout, fault, row, column, content=text_of(cell), respondent=respondent)


def _filled(column: CodedColumn) -> Iterator[tuple[int, Cell]]:
    """The cells of a column with content, each with its row's place."""
    for row, number in enumerate(column.numbers.tolist()):
        if not is_blank(column.values[number]):
            yield row, column.values[number]
