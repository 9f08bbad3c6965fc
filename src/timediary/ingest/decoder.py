"""Decodes a coded column: each distinct cell once, then all rows at a stroke."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import numpy as np

from timediary.ingest.fault import Fault

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import DTypeLike, NDArray

    from timediary.ingest.cell import Cell
    from timediary.ingest.sheet import CodedColumn
    from timediary.model.problem import ProblemKind

_Number = TypeVar("_Number", bound=np.integer[Any])


class Decoder:
    """Decodes the columns of one sheet's batches that hold the same thing.

    Cells are decoded in the order in which they first appear in rows, and only those that do appear.

    Attributes:
        faults: the faults met so far; a row's fault number counts from 1 in it.
    """

    def __init__(
        self,
        decode: Callable[[Cell], float | Fault],
        dtype: DTypeLike,
        otherwise: float,
        at_once: Callable[[Sequence[Cell]], Sequence[float] | NDArray[Any] | None] | None = None,
    ) -> None:
        """A decoder.

        Args:
            decode: the value of a cell, or its fault.
            dtype: the type of the values.
            otherwise: the value where there is a fault.
            at_once: the values of many cells, the same as `decode` gives, where they are such as hold no fault and need
                no look at each; else None.
        """
        self._decode = decode
        self._at_once = at_once
        self._otherwise = otherwise
        self._cells: Sequence[Cell] | None = None
        self._values: NDArray[Any] = np.empty(0, dtype)
        self._fault_numbers = np.empty(0, np.int32)
        self._known = np.empty(0, bool)
        self.faults: list[Fault] = []
        self._kinds: list[ProblemKind | None] = [None]
        self._numbers: dict[Fault, int] = {}

    def __call__(self, column: CodedColumn) -> tuple[NDArray[Any], NDArray[np.int32]]:
        """The value and the fault number (0 for none) of every row of a column."""
        if column.values is not self._cells:
            self._cells = column.values
            self._known = np.zeros(len(column.values), bool)
            self._values = np.zeros(len(column.values), self._values.dtype)
            self._fault_numbers = np.zeros(len(column.values), np.int32)
        elif len(column.values) > len(self._known):
            more = len(column.values) - len(self._known)
            self._known = np.append(self._known, np.zeros(more, bool))
            self._values = np.append(self._values, np.zeros(more, self._values.dtype))
            self._fault_numbers = np.append(self._fault_numbers, np.zeros(more, np.int32))
        self._meet(column)
        numbers = column.numbers.astype(np.intp)  # by others numpy takes several times as long
        no_faults = np.broadcast_to(np.int32(0), numbers.shape)
        return self._values[numbers], self._fault_numbers[numbers] if self.faults else no_faults

    def of_kind(self, kind: ProblemKind, faults: NDArray[np.int32]) -> NDArray[np.bool_]:
        """Which fault numbers are of faults of a kind."""
        self._kinds += [fault.kind for fault in self.faults[len(self._kinds) - 1 :]]
        if kind not in self._kinds:
            return np.zeros(len(faults), bool)
        is_kind = np.fromiter((other is kind for other in self._kinds), bool, len(self._kinds))
        return is_kind[faults]

    def fault(self, number: int) -> Fault | None:
        """The fault with a number; None for 0."""
        return self.faults[number - 1] if number else None

    def number_of(self, fault: Fault) -> int:
        """The number of a fault that was not met in decoding a cell, but by what stands beside it."""
        if fault not in self._numbers:
            self.faults.append(fault)
            self._numbers[fault] = len(self.faults)
        return self._numbers[fault]

    def _meet(self, column: CodedColumn) -> None:
        """Decode the cells of a column that haven't been met before."""
        numbers = column.numbers
        first = int(self._known.argmin()) if len(numbers) else 0
        if not len(numbers) or self._known[first] or numbers.max() < first:
            return
        found = without_runs(numbers).astype(np.intp)
        found = found[~self._known[found]]
        if len(found):
            self._learn(column.values, found)

    def _learn(self, cells: Sequence[Cell], numbers: NDArray[np.intp]) -> None:
        """Decode cells, given by their numbers, in the order in which they appear."""
        order = _as_met(numbers, len(cells))
        self._known[order] = True
        new = list(map(cells.__getitem__, order.tolist()))
        known = self._at_once(new) if self._at_once else None
        if known is not None:
            self._values[order] = known
            return
        values = [self._decode(cell) for cell in new]
        for place, value in enumerate(values):
            if isinstance(value, Fault):
                self.faults.append(value)
                self._fault_numbers[order[place]] = len(self.faults)
                values[place] = self._otherwise
        self._values[order] = values


def without_runs(numbers: NDArray[_Number]) -> NDArray[_Number]:
    """Numbers, of neighbours that are the same the first alone."""
    differs = np.append(True, numbers[1:] != numbers[:-1])[: len(numbers)]
    return np.asarray(numbers[differs])


def _as_met(numbers: NDArray[np.intp], upto: int) -> NDArray[np.intp]:
    """The different ones of some numbers below a bound, in the order in which they first appear."""
    if (numbers[1:] > numbers[:-1]).all():
        return numbers
    if len(numbers) < upto // 16:  # a few rows of a long list
        return numbers[np.sort(np.unique(numbers, return_index=True)[1])]
    first = first_rows(numbers, upto)
    present = np.flatnonzero(first >= 0)
    return present[np.argsort(first[present])]


def first_rows(numbers: NDArray[np.signedinteger[Any]], upto: int) -> NDArray[np.int64]:
    """The row in which each number below a bound first appears, -1 where it doesn't, shape (bound,)."""
    first = np.full(upto, -1, np.int64)
    first[numbers[::-1]] = np.arange(len(numbers))[::-1]
    return first


class Part(NamedTuple):
    """One column of a batch, decoded: its values, and the number of each row's fault."""

    column: int
    coded: CodedColumn
    decoder: Decoder
    values: NDArray[Any]
    faults: NDArray[np.int32]

    def cell(self, row: int) -> Cell:
        """The raw cell in a row of the batch."""
        return self.coded.values[int(self.coded.numbers[row])]

    def rows_with(self, kind: ProblemKind) -> NDArray[np.bool_]:
        """Which rows have a fault of a kind."""
        return self.decoder.of_kind(kind, self.faults)
