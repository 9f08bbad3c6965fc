"""Wide diaries: one row per respondent, one column per slot, and perhaps attributes beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from timediary.ingest.cell import identifier, is_blank, text_of
from timediary.ingest.draft import Place, WideEntries, repeated_respondent
from timediary.ingest.fault import Fault, reason_of
from timediary.ingest.long import outside_week
from timediary.ingest.sheet import Numbering, column_of
from timediary.model.problem import ProblemKind
from timediary.model.spelling import column_letters

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from timediary.ingest.attributes import Attributes
    from timediary.ingest.cell import Cell
    from timediary.ingest.draft import Draft
    from timediary.ingest.layout import Layout

ROWS_IN_A_BLOCK = 512
FAULTY = 255
NOBODY = -1


class _CodeBytes(dict["Cell", int]):
    """The number of the code in a cell as a byte; cells with a fault are `FAULTY`, `faults` has why."""

    def __init__(self, decode: Callable[[Cell], int | Fault]) -> None:
        super().__init__()
        self._decode = decode
        self.faults: dict[Cell, Fault] = {}

    def __missing__(self, cell: Cell) -> int:
        number = self._decode(cell)
        if isinstance(number, Fault):
            self.faults[cell] = number
            number = FAULTY
        self[cell] = number
        return number


class WideReader:
    """Reads the diaries, and attributes beside them, of one sheet into a draft."""

    def __init__(self, layout: Layout, draft: Draft, attributes: Attributes) -> None:
        self.layout = layout
        self.draft = draft
        self._columns = [*layout.slots, *layout.faulty]
        self._slots = np.array([slot.number for slot in layout.slots.values()], np.int64)
        self._dates = np.array([slot.date for slot in layout.slots.values()], np.int32)
        self._lost = dict.fromkeys(layout.faulty, 0)
        self._codes = _CodeBytes(draft.spelling.code)
        self._pick = _picker(self._columns)
        self._width = max(self._columns) + 1
        self._attributes = attributes.of(layout)
        self._numberings = {column: Numbering() for column in self._attributes.columns}
        self._entries = WideEntries(layout.sheet, self._slots.tolist(), draft.study.grid.slots)
        self._overlapping = draft.remember_wide(self._entries)

    def read(self, progress: Callable[[int], None]) -> None:
        """Read all rows; `progress` is told the number of the last row read."""
        for first_row, rows in self.layout.sheet.blocks(self.layout.first_row, ROWS_IN_A_BLOCK):
            self._read_block(first_row, rows)
            progress(first_row + len(rows) - 1)
        self._report_faulty_columns()

    def _read_block(self, first_row: int, rows: Sequence[Sequence[Cell]]) -> None:
        """Read some rows."""
        filled = [number for number, row in enumerate(rows) if not self._is_empty(row)]
        self.layout.sheet.record.blank += len(rows) - len(filled)
        if not filled:
            return
        rows = [rows[number] for number in filled]
        numbers = first_row + np.array(filled)
        decode = self._codes.__getitem__
        lines = [bytes(map(decode, self._cells(row))) for row in rows]
        matrix = np.frombuffer(b"".join(lines), np.uint8).reshape(len(rows), -1).copy()
        self.draft.account.cells_read += matrix.size
        self.draft.account.blank += int(np.count_nonzero(matrix == 0))
        respondents = self._respondents(rows, numbers, matrix)
        known = np.flatnonzero(respondents != NOBODY)
        self.layout.sheet.record.used += len(known)
        if len(known) < len(rows):
            rows = [rows[number] for number in known.tolist()]
            matrix, numbers, respondents = matrix[known], numbers[known], respondents[known]
        if not rows:
            return
        self.draft.mark_in_diary(respondents)
        coded = {column: numbering.code(column_of(rows, column)) for column, numbering in self._numberings.items()}
        self._attributes.take(coded, numbers, respondents)
        self._enter(rows, numbers, respondents, matrix)

    def _is_empty(self, row: Sequence[Cell]) -> bool:
        """Whether a row is wholly blank."""
        respondent = self.layout.respondent
        return (respondent >= len(row) or is_blank(row[respondent])) and all(map(is_blank, row))

    def _cells(self, row: Sequence[Cell]) -> Sequence[Cell]:
        """The cells of a row's slot columns."""
        if len(row) < self._width:
            row = [*row, *[""] * (self._width - len(row))]
        return self._pick(row)

    def _respondents(
        self, rows: Sequence[Sequence[Cell]], numbers: NDArray[np.int64], matrix: NDArray[np.uint8]
    ) -> NDArray[np.int64]:
        """The respondents of some rows, `NOBODY` where a row is left out, which is reported and counted."""
        found = np.full(len(rows), NOBODY, np.int64)
        for n, cell in enumerate(column_of(rows, self.layout.respondent)):
            row = int(numbers[n])
            number = self.draft.respondent(cell)
            if not isinstance(number, Fault):
                first = self._row_before(number)
                if first is None:
                    self._entries.rows[number] = row
                    found[n] = number
                    continue
                number = repeated_respondent(identifier(cell), first.words(self.layout.sheet))
            cells = int(np.count_nonzero(matrix[n]))
            self.layout.sheet.record.skip((row,), reason_of(number))
            if number.kind is ProblemKind.NOT_IN_RESPONDENTS:
                self.draft.meet_stranger(self.layout, row, cell, cells)
            else:
                self._report(number, row, self.layout.respondent, cell, identifier(cell), cells)
        return found

    def _row_before(self, respondent: int) -> Place | None:
        """The row that holds the same slots of a respondent already."""
        for entries in (self._entries, *self._overlapping):
            if respondent in entries.rows:
                return Place(entries.sheet, entries.rows[respondent])
        return None

    def _enter(
        self,
        rows: Sequence[Sequence[Cell]],
        numbers: NDArray[np.int64],
        respondents: NDArray[np.int64],
        matrix: NDArray[np.uint8],
    ) -> None:
        """Enter the codes of some rows, and report the cells that can't be."""
        for number, column in enumerate(self.layout.faulty, start=len(self._slots)):
            self._lost[column] += int(np.count_nonzero(matrix[:, number]))
        matrix = matrix[:, : len(self._slots)]
        outside = self._outside_weeks(respondents, matrix)
        wrong = (matrix == FAULTY) | outside
        for r, c in np.argwhere(wrong).tolist():
            cell = rows[r][self._columns[c]]
            if outside[r, c]:
                fault = outside_week(int(self._dates[c]), int(self.draft.weeks_of(respondents[r : r + 1])[0]))
            else:
                fault = self._codes.faults[cell]
            if self.draft.account.room:
                self._report(fault, int(numbers[r]), self._columns[c], cell, self.draft.ids[int(respondents[r])])
            else:
                self.draft.account.more_of(fault.kind, 1)
        matrix[wrong] = 0
        filled, columns = np.nonzero(matrix)
        cells = respondents[filled] * self.draft.study.grid.slots + self._slots[columns]
        again = self.draft.enter(cells, matrix[filled, columns])
        if len(again):
            self._report_again(rows, numbers, filled[again], columns[again], cells[again])

    def _outside_weeks(self, respondents: NDArray[np.int64], matrix: NDArray[np.uint8]) -> NDArray[np.bool_]:
        """Which filled cells stand under a date outside their respondent's week."""
        if not self._dates.any():
            return np.zeros(matrix.shape, bool)
        begins = self.draft.weeks_of(respondents)[:, np.newaxis]
        dated: NDArray[np.bool_] = (matrix != 0) & (self._dates > 0) & (begins > 0)
        return dated & ((self._dates < begins) | (self._dates >= begins + 7))

    def _report(self, fault: Fault, row: int, column: int, cell: Cell, respondent: str, cells: int = 1) -> None:
        """Report a fault at a cell."""
        self.draft.account.report(
            self.layout.sheet,
            fault,
            row,
            column,
            header=self.layout.heading(column),
            content=text_of(cell),
            respondent=respondent,
            cells=cells,
        )

    def _report_again(
        self,
        rows: Sequence[Sequence[Cell]],
        numbers: NDArray[np.int64],
        row: NDArray[np.intp],
        column: NDArray[np.intp],
        cells: NDArray[np.int64],
    ) -> None:
        """Report cells whose slot was filled from another column, or another sheet."""
        places = self.draft.first_places(cells[: self.draft.account.room])
        for r, c, cell in zip(row.tolist(), column.tolist(), cells.tolist(), strict=True):
            place = places.get(cell)
            where = place.words(self.layout.sheet) if place else "an earlier entry"
            if place and place.sheet is self.layout.sheet:
                where = self._column_before(c)
            raw = rows[r][self._columns[c]]
            fault = self.draft.entry_fault(cell, self._codes[raw], where)
            self._report(fault, int(numbers[r]), self._columns[c], raw, identifier(rows[r][self.layout.respondent]))

    def _column_before(self, number: int) -> str:
        """The column before another of the same slot, in words."""
        column = self._columns[int(np.flatnonzero(self._slots == self._slots[number])[0])]
        letter = f" {column_letters(column)}" if self.layout.sheet.lettered else ""
        return f"column{letter} ({self.layout.heading(column)})"

    def _report_faulty_columns(self) -> None:
        """Report the columns that are half a slot, each with the cells filled in it."""
        for column, fault in self.layout.faulty.items():
            self.draft.report_column(self.layout, fault, column, self._lost[column])


def _picker(columns: Sequence[int]) -> Callable[[Sequence[Cell]], Sequence[Cell]]:
    """What takes some columns out of a row."""
    first, last = columns[0], columns[-1]
    if list(columns) == list(range(first, last + 1)):
        return lambda row: row[first : last + 1]
    return lambda row: [row[column] for column in columns]
