"""What figures of tables are sums of: amounts of diaries, and a table before anything of it is hidden."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


class Amounts(NamedTuple):
    """What each of n diaries has of q amounts, such as hours under a code, weighted as in the tables.

    Attributes:
        values: float64 (n, q), never below 0.
        is_time: bool (q,), whether an amount is part of the time recorded; others are cases and the like.
        people: who kept each diary, as numbers from 0, (n,).
        most_hours: what can have been recorded in one diary at most, weighted, which everybody knows.
        diaries: the number of the amount that is 1 for each diary, where each respondent kept one and none is weighted,
            so that it counts respondents; None where no amount does.
        is_part: bool (q,), whether an amount is part of all the time recorded in a diary, as hours at weekends are;
            None where none is.
        has_none: bool (n, q), whether everybody knows that a diary has none of an amount, as who worked no longer than
            employed has no hours beyond; None where nothing of the kind is known.
    """

    values: NDArray[np.float64]
    is_time: NDArray[np.bool_]
    people: NDArray[np.int64]
    most_hours: float
    diaries: int | None = None
    is_part: NDArray[np.bool_] | None = None
    has_none: NDArray[np.bool_] | None = None


class TableFigures(NamedTuple):
    """A table before anything is hidden: each figure is an amount of some diaries over an amount of some diaries.

    Attributes:
        groups: which of n diaries are in each of m groups of them, bool (n, m).
        above: of each figure, the group whose amount is above the line, int (r, c).
        below: likewise below the line; -1 where there is nothing, so that the figure is an amount itself.
        rows: the amounts that are summed above the line, bool (r, q); respondents are counted where it is none.
        of: likewise below the line.
        units: what figures are printed in multiples of, float64 (r, c).
        columns: the group of each column whose recorded hours are published, int (c,); of none where None.
        factors: what each diary of a group counts for, float64 (n, m); 1 where None. The same for two diaries of one
            group wherever a further group tells them apart.
    """

    groups: NDArray[np.bool_]
    above: NDArray[np.intp]
    below: NDArray[np.intp]
    rows: NDArray[np.bool_]
    of: NDArray[np.bool_]
    units: NDArray[np.float64]
    columns: NDArray[np.intp] | None = None
    factors: NDArray[np.float64] | None = None

    def of_rows(self, places: Sequence[int]) -> TableFigures:
        """The same of some of the rows, in their order."""
        chosen = list(places)
        return self._replace(
            above=self.above[chosen],
            below=self.below[chosen],
            rows=self.rows[chosen],
            of=self.of[chosen],
            units=self.units[chosen],
        )

    @property
    def has_amounts(self) -> bool:
        """Whether it shows amounts, not respondents alone."""
        return bool(self.rows.any() or self.of.any() or self.columns is not None)


def figures_of_shares(
    rows: NDArray[np.bool_], is_time: NDArray[np.bool_], membership: NDArray[np.bool_], decimals: int
) -> TableFigures:
    """A table of shares of the time recorded.

    Args:
        rows: which of q amounts are in each of r rows, bool (r, q).
        is_time: which are time, (q,).
        membership: which of n diaries are in each of c columns, bool (n, c).
        decimals: of its percentages.
    """
    shape = (len(rows), membership.shape[1])
    columns = np.arange(membership.shape[1])
    everywhere = np.broadcast_to(columns, shape)
    whole = np.broadcast_to(is_time, rows.shape)
    units = np.full(shape, 10.0 ** -(decimals + 2))
    return TableFigures(membership, everywhere, everywhere, rows, whole, units, columns)
