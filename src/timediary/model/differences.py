"""Differences of estimates and tests that columns are alike, as values."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from timediary.model.line import Line

# A difference this unlikely under no difference, after Holm's adjustment, is marked.
SIGNIFICANCE = 0.05


@dataclass(frozen=True, eq=False)
class Differences:
    """Differences of estimates with their precision; all arrays float64 (r, c).

    Attributes:
        difference: estimate less the reference's.
        se: standard errors, covariance included.
        low: lower limits of the 95% intervals.
        high: upper limits.
        degrees_of_freedom: of the standard errors.
        p: two-sided probability of as large a difference if there were none.
        p_adjusted: the same after Holm's adjustment for all differences of the table.
    """

    difference: NDArray[np.float64]
    se: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    degrees_of_freedom: NDArray[np.float64]
    p: NDArray[np.float64]
    p_adjusted: NDArray[np.float64]

    @property
    def notable(self) -> NDArray[np.bool_]:
        """Where the adjusted probability is below 5%."""
        return self.p_adjusted < SIGNIFICANCE


@dataclass(frozen=True, slots=True)
class Test:
    """One test that several columns are alike.

    Attributes:
        row: id of the row tested, or empty where it is the whole table.
        method: what was tested and how, in words for readers.
        statistic: an F.
        numerator_df: its degrees of freedom.
        denominator_df: likewise.
        p: probability of a larger F; NaN where the test can't be made.
    """

    row: str
    method: str
    statistic: float
    numerator_df: float
    denominator_df: float
    p: float


@dataclass(frozen=True, eq=False)
class ColumnTests:
    """What the tests between the columns of a table found.

    Attributes:
        reference: the column that the others are compared with.
        differences: each column less the reference; NaN in the reference's own column.
        tests: that all levels are alike: a row at a time, then as a whole.
        notes: what a reader must know of them.
    """

    reference: Line
    differences: Differences
    tests: tuple[Test, ...]
    notes: tuple[str, ...]

    def of_rows(self, positions: Sequence[int], ids: Sequence[str]) -> ColumnTests:
        """Those of some rows of the table, by their positions and ids; what tests the whole table stays."""
        chosen = list(positions)
        arrays = (getattr(self.differences, one.name)[chosen] for one in fields(self.differences))
        tests = tuple(test for test in self.tests if not test.row or test.row in ids)
        return replace(self, differences=Differences(*arrays), tests=tests)
