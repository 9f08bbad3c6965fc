"""Wide diaries: one row per diary, one column per slot, and perhaps attributes beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from timediary.ingest.blocks import Blocks
from timediary.ingest.cell import identifier, is_blank, text_of
from timediary.ingest.diaries import NO_DIARY, outside_week
from timediary.ingest.draft import UNDATED_ENTRY, Place, WideEntries, repeated_diary
from timediary.ingest.fault import Fault, reason_of
from timediary.ingest.sheet import Numbering, column_of
from timediary.model.problem import ProblemKind
from timediary.model.spelling import column_letters
from timediary.model.study import WEEKDAYS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

    from timediary.ingest.attributes import Attributes
    from timediary.ingest.cell import Cell
    from timediary.ingest.draft import SurveyBuilder
    from timediary.ingest.layout import Layout

ROWS_IN_A_BLOCK = 512
FAULTY_BYTE, FAULTY = 255, 65_535


class _CodeNumbers(dict["Cell", int]):
    """The number of the code in a cell, a byte where codes are few; cells with a fault are `faulty`."""

    def __init__(self, decode: Callable[[Cell], int | Fault], codes: int) -> None:
        super().__init__()
        self._decode = decode
        self._in_bytes = codes < FAULTY_BYTE
        self.faulty = FAULTY_BYTE if self._in_bytes else FAULTY
        self.faults: dict[Cell, Fault] = {}

    def of(self, rows: Iterable[Sequence[Cell]]) -> NDArray[np.uint8 | np.uint16]:
        """The numbers of all cells of some rows."""
        number = self.__getitem__
        if self._in_bytes:
            return np.frombuffer(b"".join(bytes(map(number, row)) for row in rows), np.uint8).copy()
        return np.fromiter((number(cell) for row in rows for cell in row), np.uint16)

    def __missing__(self, cell: Cell) -> int:
        number = self._decode(cell)
        if isinstance(number, Fault):
            self.faults[cell] = number
            number = self.faulty
        self[cell] = number
        return number


class WideReader:
    """Reads the diaries, and attributes beside them, of one sheet into a draft."""

    def __init__(self, layout: Layout, draft: SurveyBuilder, attributes: Attributes) -> None:
        self.layout = layout
        self.draft = draft
        self._columns = [*layout.slots, *layout.faulty]
        self._slots = np.array([slot.number for slot in layout.slots.values()], np.int64)
        self._dates = np.array([slot.date for slot in layout.slots.values()], np.int32)
        self._lost = dict.fromkeys(layout.faulty, 0)
        self._codes = _CodeNumbers(draft.spelling.code, len(draft.study.codes))
        self._pick = _picker(self._columns)
        self._width = max(self._columns) + 1
        self._attributes = attributes.of(layout)
        self._begins = Numbering()
        self._numberings = {column: Numbering() for column in self._attributes.columns}
        is_dated = self._attributes.begin is not None or bool(self._dates.any())
        self._entries = WideEntries(layout.sheet, self._slots.tolist(), draft.study.grid.slots, is_dated=is_dated)
        self._overlapping = draft.remember_wide(self._entries)
        self._blocks = Blocks(layout, draft)

    def read(self, progress: Callable[[int], None]) -> None:
        """Read all rows; `progress` is told the number of the last row read."""
        for first_row, rows in self.layout.sheet.blocks(self.layout.first_row, ROWS_IN_A_BLOCK):
            self._read_block(first_row, rows)
            progress(first_row + len(rows) - 1)
        self._report_faulty_columns()
        self._blocks.report_left_out()

    def _read_block(self, first_row: int, rows: Sequence[Sequence[Cell]]) -> None:
        """Read some rows."""
        filled = [number for number, row in enumerate(rows) if not self._is_empty(row)]
        self.layout.sheet.record.blank += len(rows) - len(filled)
        if not filled:
            return
        rows = [rows[number] for number in filled]
        numbers = first_row + np.array(filled)
        matrix = self._codes.of(map(self._cells, rows)).reshape(len(rows), -1)
        self.draft.account.cells_read += matrix.size
        self.draft.account.blank += int(np.count_nonzero(matrix == 0))
        diaries = self._described(rows, numbers, matrix)
        known = np.flatnonzero(diaries != NO_DIARY)
        self.layout.sheet.record.used += len(known)
        if len(known) < len(rows):
            rows = [rows[number] for number in known.tolist()]
            matrix, numbers, diaries = matrix[known], numbers[known], diaries[known]
        if not rows:
            return
        self.draft.mark_in_diary(diaries)
        coded = {column: numbering.code(column_of(rows, column)) for column, numbering in self._numberings.items()}
        self._attributes.take(coded, numbers, diaries)
        self._enter(rows, numbers, diaries, matrix)

    def _is_empty(self, row: Sequence[Cell]) -> bool:
        """Whether a row is wholly blank."""
        respondent = self.layout.respondent
        return (respondent >= len(row) or is_blank(row[respondent])) and all(map(is_blank, row))

    def _cells(self, row: Sequence[Cell]) -> Sequence[Cell]:
        """The cells of a row's slot columns."""
        if len(row) < self._width:
            row = [*row, *[""] * (self._width - len(row))]
        return self._pick(row)

    def _described(
        self, rows: Sequence[Sequence[Cell]], numbers: NDArray[np.int64], matrix: NDArray[np.uint8 | np.uint16]
    ) -> NDArray[np.int64]:
        """The diaries of some rows, `NO_DIARY` where a row is left out, which is reported and counted."""
        found = np.full(len(rows), NO_DIARY, np.int64)
        cells = column_of(rows, self.layout.respondent)
        owners = [self.draft.respondent(cell) for cell in cells]
        named = np.array([n for n, owner in enumerate(owners) if not isinstance(owner, Fault)], np.int64)
        respondents = np.array([owner for owner in owners if not isinstance(owner, Fault)], np.int64)
        begin = self._attributes.begin
        begins = None if begin is None else self._begins.code([column_of(rows, begin)[n] for n in named.tolist()])
        found[named] = self._attributes.diaries(respondents, begins, numbers[named])
        for n, owner in enumerate(owners):
            row, diary = int(numbers[n]), int(found[n])
            if isinstance(owner, Fault):
                fault = owner
            else:
                first = self._row_before(owner, diary)
                if first is None and diary != NO_DIARY:
                    self._entries.rows[diary] = row
                    continue
                fault = self._left_out(cells[n], diary, first)
                found[n] = NO_DIARY
            filled = int(np.count_nonzero(matrix[n]))
            self.layout.sheet.record.skip((row,), reason_of(fault))
            if fault.kind is ProblemKind.NOT_IN_RESPONDENTS:
                self.draft.meet_stranger(self.layout, row, cells[n], filled)
            else:
                self._report(fault, row, self.layout.respondent, cells[n], identifier(cells[n]), filled)
        return found

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

    def _enter(
        self,
        rows: Sequence[Sequence[Cell]],
        numbers: NDArray[np.int64],
        diaries: NDArray[np.int64],
        matrix: NDArray[np.uint8 | np.uint16],
    ) -> None:
        """Enter the codes of some rows, and report the cells that can't be."""
        books = self.draft.diaries
        for number, column in enumerate(self.layout.faulty, start=len(self._slots)):
            self._lost[column] += int(np.count_nonzero(matrix[:, number]))
        matrix = matrix[:, : len(self._slots)]
        respondents = np.array([books.respondent_of(diary) for diary in diaries.tolist()], np.int64)
        begins = self._listed_begins(respondents)
        outside = (matrix != 0) & (begins > 0) & ((self._dates < begins) | (self._dates >= begins + len(WEEKDAYS)))
        wrong = (matrix == self._codes.faulty) | outside
        for r, c in np.argwhere(wrong).tolist():
            cell = rows[r][self._columns[c]]
            begin = int(begins[r, c]) if outside[r, c] else 0
            fault = outside_week(int(self._dates[c]), begin) if begin else self._codes.faults[cell]
            if self.draft.account.room:
                self._report(fault, int(numbers[r]), self._columns[c], cell, self.draft.ids[int(respondents[r])])
            else:
                self.draft.account.more_of(fault.kind, 1, fault.message)
        matrix[wrong] = 0
        filled, columns = np.nonzero(matrix)
        dates = self._dates[columns]
        owners = diaries[filled]
        if dates.any():
            owners = np.where(dates > 0, books.of_entries(respondents[filled], dates), owners)
            self.draft.mark_in_diary(owners)
        cells = owners * self.draft.study.grid.slots + self._slots[columns]
        codes: NDArray[np.unsignedinteger] = matrix[filled, columns]
        answers: list[NDArray[np.int64]] = []
        if not self._blocks.is_empty:
            ids = [self.draft.ids[respondent] for respondent in respondents.tolist()]
            answers = [block[filled, columns] for block in self._blocks.answers(rows, numbers, ids, matrix)]
            codes = self.draft.fields.together(codes, answers)
        elif self.draft.fields.readers:
            codes = self.draft.fields.together(codes, [None] * len(self.draft.fields.readers))
        again = self.draft.enter(cells, codes)
        if len(again):
            self._report_again(rows, numbers, filled[again], columns[again], cells[again], codes[again])
        self.draft.account.answers_kept += sum(int(np.count_nonzero(np.delete(block, again))) for block in answers)

    def _listed_begins(self, respondents: NDArray[np.int64]) -> NDArray[np.int32]:
        """When the listed week begins that each cell under a date is seen against, 0 where there is none."""
        begins = np.zeros((len(respondents), len(self._dates)), np.int32)
        for column in np.flatnonzero(self._dates).tolist():
            dates = np.full(len(respondents), self._dates[column], np.int32)
            begins[:, column] = self.draft.diaries.listed_begins(respondents, dates)
        return begins

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
        entries: NDArray[np.unsignedinteger],
    ) -> None:
        """Report cells whose slot was filled from another column, or another sheet."""
        places = self.draft.first_places(cells[: self.draft.account.room])
        for r, c, cell, entry in zip(row.tolist(), column.tolist(), cells.tolist(), entries.tolist(), strict=True):
            place = places.get(cell)
            where = place.words(self.layout.sheet) if place else "an earlier entry"
            if place and place.sheet is self.layout.sheet:
                where = self._column_before(c)
            raw = rows[r][self._columns[c]]
            fault = self.draft.entry_fault(cell, entry, where)
            self._report(fault, int(numbers[r]), self._columns[c], raw, identifier(rows[r][self.layout.respondent]))

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


def _picker(columns: Sequence[int]) -> Callable[[Sequence[Cell]], Sequence[Cell]]:
    """What takes some columns out of a row."""
    first, last = columns[0], columns[-1]
    if list(columns) == list(range(first, last + 1)):
        return lambda row: row[first : last + 1]
    return lambda row: [row[column] for column in columns]
