"""All rows of a sheet at once, for what only the whole of it can tell."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from timediary.ingest.decoder import Decoder, Part
from timediary.ingest.sheet import CodedColumn, Numbering

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from timediary.ingest.cell import Cell
    from timediary.ingest.sheet import Batch


class SheetRows(NamedTuple):
    """All rows of a sheet: their numbers, and the columns that matter, by position."""

    numbers: NDArray[np.int64]
    columns: dict[int, CodedColumn]

    def cell(self, column: int, n: int) -> Cell:
        """The raw cell of a row in a column."""
        coded = self.columns[column]
        return coded.values[int(coded.numbers[n])]

    def part(self, column: int, decoder: Decoder) -> Part:
        """A column decoded."""
        coded = self.columns[column]
        return Part(column, coded, decoder, *decoder(coded))


def joined(batches: Sequence[Batch], columns: Sequence[int]) -> SheetRows:
    """Batches as one, with distinct cells numbered anew."""
    rows = [batch.first_row + np.arange(len(batch.columns[0].numbers)) for batch in batches]
    found: dict[int, CodedColumn] = {}
    for place, column in enumerate(columns):
        numbering = Numbering()
        parts = []
        for batch in batches:
            coded = batch.columns[place]
            present = np.unique(coded.numbers)
            known = np.zeros(len(coded.values), np.int32)
            known[present] = numbering.code([coded.values[number] for number in present.tolist()]).numbers
            parts.append(known[coded.numbers])
        found[column] = CodedColumn(
            numbering.values_in_order, np.concatenate(parts) if parts else np.zeros(0, np.int32)
        )
    return SheetRows(np.concatenate(rows) if rows else np.zeros(0, np.int64), found)
