"""Differences as values: between the columns of one table, and between two tables of the same rows and columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from timediary.model.provenance import UNTITLED, Titles
from timediary.model.result import Result

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from timediary.model.differences import Differences
    from timediary.model.disclosure import Protection
    from timediary.model.table import Table


class DifferenceCell(NamedTuple):
    """One difference in tidy form; NaN where there is nothing to compare."""

    table: str
    row: str
    column: str
    reference: str
    estimate: float
    reference_estimate: float
    difference: float
    se: float
    low: float
    high: float
    degrees_of_freedom: float
    p: float
    p_adjusted: float


@dataclass(frozen=True, eq=False, repr=False)
class Comparison(Result):
    """Two tables of the same rows and columns, and their differences cell by cell.

    Attributes:
        first: the one compared with: an earlier wave, another service, or the published figures.
        second: the one compared.
        differences: second less first.
        title: what is compared, in words.
        names: what the two are called.
        notes: what a reader must know: whether the samples overlap, what has no error of its own.
    """

    first: Table
    second: Table
    differences: Differences
    title: str
    names: tuple[str, str]
    notes: tuple[str, ...]

    @property
    def summary(self) -> str:
        """What is compared."""
        return self.title

    def cells(self) -> Iterator[DifferenceCell]:
        """Every difference in tidy form, row by row; the reference is the first table's name."""
        yield from _cells(self.second, self.differences, self.first.estimate, self.names[0])

    def to_frame(self) -> pd.DataFrame:
        """The tidy form as a pandas DataFrame."""
        import pandas as pd

        return pd.DataFrame(list(self.cells()), columns=list(DifferenceCell._fields))


@dataclass(frozen=True, eq=False, repr=False)
class Comparisons(Result):
    """Comparisons of the same two: overall, then by each breakdown.

    Attributes:
        made: in order.
        inputs: the files read.
        titles: of the surveys.
        protection: what was done to the comparisons so that they can be published; None where nothing was.
    """

    made: tuple[Comparison, ...]
    inputs: tuple[str, ...] = ()
    titles: Titles = UNTITLED
    protection: Protection | None = None

    @property
    def summary(self) -> str:
        """How many there are, and what the first compares."""
        return f"{len(self.made)} of {self.made[0].title}" if self.made else "none"

    def __iter__(self) -> Iterator[Comparison]:
        """The comparisons, in order."""
        return iter(self.made)

    def __len__(self) -> int:
        """How many there are."""
        return len(self.made)

    def __getitem__(self, position: int) -> Comparison:
        """One of them, by its position."""
        return self.made[position]


def test_cells(table: Table) -> Iterator[DifferenceCell]:
    """Every difference between a column of a tested table and its reference, in tidy form."""
    if table.tests is None:
        return
    position = [column.id for column in table.columns].index(table.tests.reference.id)
    reference = table.estimate[:, [position]].repeat(len(table.columns), axis=1)
    for cell in _cells(table, table.tests.differences, reference, table.tests.reference.id):
        if cell.column != table.tests.reference.id:
            yield cell


def _cells(table: Table, found: Differences, reference: NDArray[np.float64], name: str) -> Iterator[DifferenceCell]:
    for i, row in enumerate(table.rows):
        for j, column in enumerate(table.columns):
            values = (
                table.estimate,
                reference,
                found.difference,
                found.se,
                found.low,
                found.high,
                found.degrees_of_freedom,
                found.p,
                found.p_adjusted,
            )
            yield DifferenceCell(table.id, row.id, column.id, name, *(float(array[i, j]) for array in values))
