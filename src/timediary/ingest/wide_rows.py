"""The rows of a wide diary, some at a time, alike whether its sheet holds rows of cells or coded columns.

Codes come as a matrix. Of columns, a cell is only made where it is decoded for the first time, or reported.
"""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, Protocol

import numpy as np

from timediary.ingest.cell import is_blank
from timediary.ingest.decoder import first_rows
from timediary.ingest.fault import Fault
from timediary.ingest.sheet import CodedColumn, ColumnSheet, Numbering, column_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from timediary.ingest.cell import Cell
    from timediary.ingest.sheet import Sheet

    CodeMatrix = NDArray[np.uint8 | np.uint16]

ROWS_IN_A_BLOCK = 512
ROWS_DECODED_AT_ONCE = 32 * ROWS_IN_A_BLOCK


class WideRows(Protocol):
    """Some rows of a wide sheet.

    Attributes:
        numbers: of the rows in the sheet, shape (r,).
        codes: the numbers of the codes in the slot columns, shape (r, slot columns).
    """

    numbers: NDArray[np.int64]
    codes: CodeMatrix

    def cell(self, row: int, column: int) -> Cell:
        """A cell, by the place of its row among these."""

    def column(self, column: int) -> CodedColumn:
        """A column; its `values` may be those of a larger part of the sheet."""

    def is_blank(self, row: int) -> bool:
        """Whether nothing stands in a row."""

    def only(self, rows: NDArray[np.intp]) -> WideRows:
        """Some of these rows, by their places."""


class CodeNumbers(dict["Cell", int]):
    """The number of the code in a cell, a byte where codes are few; cells with a fault are `faulty`.

    Cells are decoded in the order in which they are first met in the rows of a sheet.
    """

    def __init__(self, decode: Callable[[Cell], int | Fault], codes: int) -> None:
        """A decoder.

        Args:
            decode: the number of the code in a cell, or its fault.
            codes: how many codes there are.
        """
        super().__init__()
        self._decode = decode
        self._type = np.uint8 if codes < np.iinfo(np.uint8).max - 1 else np.uint16
        self.faulty = int(np.iinfo(self._type).max)
        self._unmet = self.faulty - 1
        self.faults: dict[Cell, Fault] = {}

    def __missing__(self, cell: Cell) -> int:
        number = self._decode(cell)
        if isinstance(number, Fault):
            self.faults[cell] = number
            number = self.faulty
        self[cell] = number
        return number

    def of_rows(self, rows: Sequence[Sequence[Cell]]) -> CodeMatrix:
        """The numbers of all cells of some rows of one length, shape (rows, columns)."""
        number = self.__getitem__
        if self._type is np.uint8:
            numbers = np.frombuffer(b"".join([bytes(map(number, row)) for row in rows]), np.uint8).copy()
        else:
            numbers = np.fromiter((number(cell) for row in rows for cell in row), np.uint16)
        return numbers.reshape(len(rows), -1)

    def of_columns(self, columns: Sequence[CodedColumn]) -> CodeMatrix:
        """The numbers of all cells of some columns of one length, shape (columns, rows)."""
        tables = [self._table(column) for column in columns]
        new: list[tuple[int, int, int]] = []
        for place, (column, table) in enumerate(zip(columns, tables, strict=True)):
            unmet = np.flatnonzero(table == self._unmet)
            if len(unmet):
                rows = first_rows(column.numbers, len(table))[unmet]
                new += [(row, place, n) for row, n in zip(rows.tolist(), unmet.tolist(), strict=True) if row >= 0]
        for _, place, number in sorted(new):
            _ = self[columns[place].values[number]]
        for place in {place for _, place, _ in new}:
            tables[place] = self._table(columns[place])
        matrix = np.empty((len(columns), len(columns[0].numbers)), self._type)
        for numbers, column, table in zip(matrix, columns, tables, strict=True):
            # Every sheet sees to it that no number lies beyond its values; "clip" only spares numpy a copy.
            np.take(table, column.numbers, out=numbers, mode="clip")
        return matrix

    def _table(self, column: CodedColumn) -> NDArray[np.uint8 | np.uint16]:
        """The numbers of the values of a column, `_unmet` of those that weren't decoded before."""
        return np.array([self.get(cell, self._unmet) for cell in column.values], self._type)


def wide_rows(
    sheet: Sheet, first_row: int, columns: Sequence[int], codes: CodeNumbers, numbered: Collection[int]
) -> Iterator[WideRows]:
    """The rows of a wide sheet, some at a time.

    Args:
        sheet: the sheet.
        first_row: the number of the first row wanted, from 1.
        columns: those of slots, in the order of `codes`.
        codes: decodes them.
        numbered: the columns in which the same cells come again and again.
    """
    if isinstance(sheet, ColumnSheet):
        return _of_columns(sheet, first_row, columns, codes)
    return _of_rows(sheet, first_row, columns, codes, {column: Numbering() for column in numbered})


def _of_rows(
    sheet: Sheet, first_row: int, columns: Sequence[int], codes: CodeNumbers, numberings: Mapping[int, Numbering]
) -> Iterator[WideRows]:
    """The rows of a sheet that holds rows."""
    first, last, width = columns[0], columns[-1], max(columns) + 1
    is_stretch = list(columns) == list(range(first, last + 1))
    pick = itemgetter(slice(first, last + 1)) if is_stretch else itemgetter(*columns)
    for number, rows in sheet.blocks(first_row, ROWS_IN_A_BLOCK):
        whole = rows
        if min(map(len, rows)) < width:
            whole = [row if len(row) >= width else [*row, *[""] * (width - len(row))] for row in rows]
        matrix = codes.of_rows(list(map(pick, whole)))
        yield _Rows(rows, number + np.arange(len(rows)), matrix, numberings)


def _of_columns(sheet: ColumnSheet, first_row: int, columns: Sequence[int], codes: CodeNumbers) -> Iterator[WideRows]:
    """The rows of a sheet that holds columns."""
    for batch in sheet.coded_batches(range(len(sheet.columns or ())), first_row):
        for start in range(0, len(batch.columns[0].numbers), ROWS_DECODED_AT_ONCE):
            part = slice(start, start + ROWS_DECODED_AT_ONCE)
            matrix = codes.of_columns([_part(batch.columns[column], part) for column in columns])
            for first in range(0, matrix.shape[1], ROWS_IN_A_BLOCK):
                block = np.ascontiguousarray(matrix[:, first : first + ROWS_IN_A_BLOCK].T)
                yield _Columns(batch.columns, start + first + np.arange(len(block)), batch.first_row, block)


def _part(column: CodedColumn, rows: slice) -> CodedColumn:
    """Some rows of a column."""
    return CodedColumn(column.values, column.numbers[rows])


class _Rows:
    """Rows as they stand in a sheet that holds rows; they may be shorter than others."""

    def __init__(
        self,
        rows: Sequence[Sequence[Cell]],
        numbers: NDArray[np.int64],
        codes: CodeMatrix,
        numberings: Mapping[int, Numbering],
    ) -> None:
        self._rows = rows
        self.numbers = numbers
        self.codes = codes
        self._numberings = numberings

    def cell(self, row: int, column: int) -> Cell:
        cells = self._rows[row]
        return cells[column] if column < len(cells) else None

    def column(self, column: int) -> CodedColumn:
        cells = column_of(self._rows, column)
        numbering = self._numberings.get(column)
        return CodedColumn(cells, np.arange(len(cells), dtype=np.int32)) if numbering is None else numbering.code(cells)

    def is_blank(self, row: int) -> bool:
        return all(map(is_blank, self._rows[row]))

    def only(self, rows: NDArray[np.intp]) -> WideRows:
        kept = [self._rows[row] for row in rows.tolist()]
        return _Rows(kept, self.numbers[rows], self.codes[rows], self._numberings)


class _Columns:
    """Rows of a batch of coded columns."""

    def __init__(
        self, columns: Sequence[CodedColumn], places: NDArray[np.int64], first_row: int, codes: CodeMatrix
    ) -> None:
        """Some rows.

        Args:
            columns: all of the sheet's.
            places: of the rows in the batch, shape (r,).
            first_row: the number of the batch's first row.
            codes: shape (r, slot columns).
        """
        self._columns = columns
        self._places = places
        self._first_row = first_row
        self.numbers = first_row + places
        self.codes = codes

    def cell(self, row: int, column: int) -> Cell:
        values, numbers = self._columns[column]
        return values[int(numbers[self._places[row]])]

    def column(self, column: int) -> CodedColumn:
        values, numbers = self._columns[column]
        return CodedColumn(values, numbers[self._places])

    def is_blank(self, row: int) -> bool:
        return all(is_blank(self.cell(row, column)) for column in range(len(self._columns)))

    def only(self, rows: NDArray[np.intp]) -> WideRows:
        return _Columns(self._columns, self._places[rows], self._first_row, self.codes[rows])
