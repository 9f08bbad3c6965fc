"""Whether respondents come in order in a column of ids, each in rows side by side, and where windows may end."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import islice, pairwise
from operator import lt
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias, cast

import numpy as np

from timediary.ingest.cell import are_plain_ids, identifier, is_blank
from timediary.ingest.identifiers import shapes_of
from timediary.ingest.parquet import ParquetSheet
from timediary.model.problem import TimediaryError
from timediary.model.reading import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from timediary.ingest.cell import Cell
    from timediary.ingest.layout import Layout
    from timediary.ingest.sheet import Batch, Sheet

# Row groups are windows up to so many times as many respondents as are asked for.
_MOST_TIMES = 2
# Rows of text that are looked at at once.
_LINES = 1 << 16

# A text, or a whole number where the column holds numbers.
IdKey: TypeAlias = Any


class NotStreamedError(TimediaryError):
    """Why a survey isn't read in windows, in words that go on after a colon."""


class UnsortedError(NotStreamedError):
    """Why: respondents don't come in order."""


class Ids:
    """The column of respondents of one sheet, read by itself.

    Attributes:
        shapes, number: of the ids that have been read, how they look, and how many they are.
    """

    def __init__(self, sheet: Sheet, column: int, first_row: int = 1) -> None:
        self.sheet = sheet
        self.shapes: set[str] = set()
        self.number = 0
        self.rows = sheet.total_rows or 0
        self._column = column
        self._first_row = first_row

    @classmethod
    def of(cls, layout: Layout) -> Ids:
        """Those of a whole sheet."""
        return cls(layout.sheet.whole, layout.respondent, layout.first_row)

    def ids(self) -> Iterator[str]:
        """The ids in the order of the rows, each once."""
        for respondents in self._batches():
            yield from respondents.ids

    def see_order(self, before: IdKey, last: IdKey) -> None:
        """See that respondents come in order, after the one before them, and up to the last one that is known.

        Raises:
            UnsortedError: they don't.
        """
        met = before
        for batch in self._batches(before, with_shapes=False):
            met = batch.keys[-1]
        if last is not None and met != last:
            raise UnsortedError(f"{self.sheet.file} isn't sorted by respondent, or changes while it is read.")

    def cut_at_groups(self, respondents: int, rows: int) -> tuple[list[IdKey], list[int]] | None:
        """Where windows may end, as `cut` tells, by the first rows of row groups alone; None where they don't tell it.

        A window ends after the respondent with whom a row group begins; the order of the rows is still to be seen.
        """
        if not isinstance(self.sheet, ParquetSheet):
            return None
        firsts = [*self.sheet.first_rows, self.rows + 1]
        keys: list[IdKey] = []
        ends: list[int] = []
        begin, share = 1, np.inf  # respondents to a row
        for group, (first, following) in enumerate(pairwise(firsts)):
            if first == following or following - begin <= min(rows, respondents / share):
                continue
            batch = self.sheet.beginning(group, self._column)
            found = _respondents(*_starts_of(batch))
            if len(found.rows) < 2 or (keys and not keys[-1] < found.keys[0]):
                return None
            if first > 1:
                keys.append(found.keys[0])
                ends.append(found.rows[1] - 1)
                begin = found.rows[1]
            share = len(found.rows) / len(batch.columns[0].numbers)
            if following - begin > min(rows, _MOST_TIMES * respondents / share):
                return None
        return keys, [*ends, self.rows]

    def cut(self, respondents: int, rows: int) -> tuple[list[IdKey], list[int]]:
        """Where windows end: the key of the last respondent of each but the last, and the last row of each.

        Args:
            respondents: that a window has.
            rows: that it has about at most.
        """
        keys: list[IdKey] = []
        ends: list[int] = []
        held, begin, last = 0, 1, None
        for batch in self._batches():
            place = 0
            while True:
                by_rows = bisect_left(batch.rows, begin + rows, place)
                end = min(place + respondents - held, by_rows if held else max(by_rows, place + 1))
                if end >= len(batch.rows):
                    break
                keys.append(batch.keys[end - 1] if end else last)
                ends.append(batch.rows[end] - 1)
                held, begin, place = 0, batch.rows[end], end
            held += len(batch.rows) - place
            last = batch.keys[-1]
        return keys, [*ends, self.rows]

    def spans(self, cuts: Sequence[IdKey]) -> list[Span | None]:
        """The rows of the respondents up to each key, and from the last on."""
        ends: list[int] = []
        for batch in self._batches():
            if cuts and type(batch.keys[0]) is not type(cuts[0]):
                raise NotStreamedError("ids are numbers in one file and texts in the other.")
            while len(ends) < len(cuts) and batch.keys[-1] > cuts[len(ends)]:
                ends.append(batch.rows[bisect_right(batch.keys, cuts[len(ends)])] - 1)
        bounds = [self._first_row - 1, *ends, *[self.rows] * (len(cuts) - len(ends)), self.rows]
        return [Span(first + 1, end) for first, end in pairwise(bounds)]

    def _batches(self, last: IdKey = None, *, with_shapes: bool = True) -> Iterator[_Respondents]:
        """Neighbouring respondents, who come in order after the last one before, so that none comes again further down.

        Raises:
            NotStreamedError: they don't.
        """
        for cells, rows in self._starts():
            batch = _respondents(cells, rows)
            if batch.keys and batch.keys[0] == last:
                batch = _Respondents(batch.keys[1:], batch.ids[1:], batch.rows[1:])
            if not batch.keys:
                continue
            before = [last, *batch.keys[:-1]] if last is not None else batch.keys[:-1]
            after = batch.keys if last is not None else batch.keys[1:]
            if {*map(type, before[:1]), *map(type, batch.keys)} not in ({str}, {int}):
                raise NotStreamedError("some ids are numbers and others texts.")
            if not all(map(lt, before, after)):
                self._tell_order(before, after, batch.rows[-len(after) :])
            if with_shapes:
                self.shapes |= shapes_of(batch.ids)
            self.number += len(batch.ids)
            last = batch.keys[-1]
            yield batch

    def _tell_order(self, before: Sequence[IdKey], after: Sequence[IdKey], rows: Sequence[int]) -> None:
        """Tell where respondents don't come in order."""
        first, second, row = next(one for one in zip(before, after, rows, strict=True) if not one[0] < one[1])
        raise UnsortedError(
            f"{self.sheet.file} isn't sorted by respondent: '{second}' follows '{first}' in row {row:,}. Sort it to "
            "read it in less memory."
        )

    def _starts(self) -> Iterator[tuple[list[Cell], list[int]]]:
        """The cells and the numbers of the rows that have another cell than the row before."""
        if isinstance(self.sheet, ParquetSheet):
            yield from map(_starts_of, self.sheet.column_apart(self._column))
            return
        below = enumerate(islice(self.sheet.rows(), self._first_row - 1, None), start=self._first_row)
        while block := list(islice(below, _LINES)):
            cells = [row[self._column] if self._column < len(row) else "" for _, row in block]
            others = [0, *(n for n in range(1, len(cells)) if cells[n] != cells[n - 1])]
            yield [cells[n] for n in others], [block[n][0] for n in others]
            self.rows = block[-1][0]


def _starts_of(batch: Batch) -> tuple[list[Cell], list[int]]:
    """The cells and the numbers of the rows of a batch of one column that have another cell than the row before."""
    values, numbers = batch.columns[0]
    starts = np.flatnonzero(np.append(True, numbers[1:] != numbers[:-1]))
    return [values[n] for n in numbers[starts].tolist()], (batch.first_row + starts).tolist()


class _Respondents(NamedTuple):
    """Neighbouring respondents: keys that say how they are ordered, their ids, and the first row of each."""

    keys: list[IdKey]
    ids: list[str]
    rows: list[int]


def _respondents(cells: list[Cell], rows: list[int]) -> _Respondents:
    """The respondents of some runs of rows; rows without an id lie in the run in which they stand."""
    if are_plain_ids(cells):
        ids = cast("list[str]", cells)
        return _Respondents(ids, ids, rows)
    found = _Respondents([], [], [])
    for cell, row in zip(cells, rows, strict=True):
        if is_blank(cell):
            continue
        id_ = identifier(cell)
        if not found.ids or id_ != found.ids[-1]:
            found.keys.append(cell if type(cell) is int else id_)
            found.ids.append(id_)
            found.rows.append(row)
    return found
