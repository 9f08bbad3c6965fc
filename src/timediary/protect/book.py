"""What figures say, as linear statements on the same unknowns, whatever tables they stand in."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy import sparse

from timediary.protect.attack import EVERYBODY_KNOWS, Statements

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


class Sum(NamedTuple):
    """A sum of unknowns: their numbers, and what each counts for."""

    unknowns: NDArray[np.intp]
    factors: NDArray[np.float64]

    @property
    def key(self) -> bytes:
        """The same for the same sum."""
        return self.unknowns.tobytes() + self.factors.tobytes()


def sum_of(unknowns: NDArray[np.intp]) -> Sum:
    """The plain sum of some unknowns."""
    return Sum(unknowns, np.ones(len(unknowns)))


class Atoms(NamedTuple):
    """The unknowns: amounts of a classes of diaries by g groups of codes, then the respondents of p kinds.

    Two diaries are of one class where every column that has one has the other; two codes are of one group likewise, and
    two respondents of one kind. Amounts that aren't time, such as cases, are groups of their own.
    """

    classes: int
    groups: int
    kinds: int
    is_time: NDArray[np.bool_] | None = None

    @property
    def unknowns(self) -> int:
        """How many there are."""
        return self.classes * self.groups + self.kinds

    @property
    def times(self) -> NDArray[np.bool_]:
        """Which of the groups are of time, (g,)."""
        return np.ones(self.groups, dtype=np.bool_) if self.is_time is None else self.is_time

    def cell(self, classes: NDArray[np.bool_], groups: NDArray[np.bool_]) -> Sum:
        """The amounts of some groups in some classes."""
        chosen = (np.flatnonzero(classes)[:, None] * self.groups + np.flatnonzero(groups)).ravel()
        return sum_of(np.asarray(chosen))

    def weighted_cell(self, classes: NDArray[np.bool_], groups: NDArray[np.bool_], factors: NDArray[np.float64]) -> Sum:
        """Likewise, each class counting for a factor, (a,)."""
        plain = self.cell(classes, groups)
        return Sum(plain.unknowns, np.repeat(factors[classes], int(groups.sum())))

    def column(self, classes: NDArray[np.bool_]) -> Sum:
        """All hours of some classes."""
        return self.cell(classes, self.times)

    def base(self, kinds: NDArray[np.bool_]) -> Sum:
        """The respondents of some kinds."""
        return sum_of(np.asarray(np.flatnonzero(kinds) + self.classes * self.groups))


class Book:
    """Collects what is said, figure by figure; a figure that stands in two tables, printed alike, is one figure.

    Attributes:
        atoms: the unknowns that are summed.
        sums: of each figure, the unknowns that it is about.
    """

    def __init__(self, atoms: Atoms) -> None:
        self.atoms = atoms
        self.sums: list[Sum] = []
        self._unknowns = atoms.unknowns
        self._numbers: dict[tuple[object, ...], int] = {}
        self._totals: dict[bytes, int] = {}
        self._said: list[tuple[NDArray[np.intp], NDArray[np.float64], float, float, int]] = []

    def share(self, classes: NDArray[np.bool_], groups: NDArray[np.bool_], decimals: int, printed: float | None) -> int:
        """A percentage of time as printed: the hours of a cell between two parts of the hours of its column.

        Args:
            classes: those of the column, bool (a,).
            groups: those of the row, bool (g,).
            decimals: of the percentage.
            printed: as a fraction; None where it isn't shown.

        Returns:
            The number of the figure.
        """
        unit = 10.0 ** -(decimals + 2)
        return self.figure(self.atoms.cell(classes, groups), self.atoms.column(classes), unit, printed)

    def figure(self, above: Sum, below: Sum | None, unit: float, printed: float | None) -> int:
        """One sum over another, or by itself, printed as a multiple of a unit; None where it isn't shown."""
        key = (above.key, None if below is None else below.key, unit, printed)
        number, new = self._number(key, above)
        if new and printed is not None and below is None:
            self._say(above, printed - unit / 2, printed + unit / 2, number)
        elif new and printed is not None and below is not None:
            total = self._total(below)
            self._say(above, 0.0, np.inf, number, (total, unit / 2 - printed))
            self._say(above, -np.inf, 0.0, number, (total, -unit / 2 - printed))
        return number

    def hours(self, classes: NDArray[np.bool_], step: float, printed: float | None) -> int:
        """The hours recorded in a column, rounded to a multiple of a step; None where they aren't shown."""
        return self.figure(self.atoms.column(classes), None, step, printed)

    def base(self, kinds: NDArray[np.bool_], step: float, printed: float | None) -> int:
        """The respondents in a column, likewise; by their kinds, bool (p,)."""
        return self.figure(self.atoms.base(kinds), None, step, printed)

    def limit_hours(self, most_hours: float, kinds: Sequence[NDArray[np.bool_]] | None = None) -> None:
        """Everybody knows that nobody can have recorded more than some hours in the one diary that each kept.

        Args:
            most_hours: in a diary.
            kinds: of each class the kinds of those in it, bool (p,); classes are kinds where None.
        """
        for i, alone in enumerate(np.eye(self.atoms.classes, dtype=np.bool_)):
            people = self.atoms.base(alone if kinds is None else kinds[i])
            most = ((int(j), -most_hours) for j in people.unknowns)
            self._say(self.atoms.column(alone), -np.inf, 0.0, EVERYBODY_KNOWS, *most)

    def count_diaries(self, group: NDArray[np.bool_], kinds: Sequence[NDArray[np.bool_]]) -> None:
        """Everybody knows that each respondent kept one diary, where a group of amounts counts these."""
        for alone, people in zip(np.eye(self.atoms.classes, dtype=np.bool_), kinds, strict=True):
            respondents = self.atoms.base(people).unknowns
            counted = self.atoms.cell(alone, group)
            self._say(counted, 0.0, 0.0, EVERYBODY_KNOWS, *((int(j), -1.0) for j in respondents))

    def limit_part(self, group: NDArray[np.bool_]) -> None:
        """Everybody knows that a group of amounts, such as hours at weekends, is part of all the time recorded."""
        for alone in np.eye(self.atoms.classes, dtype=np.bool_):
            whole = self.atoms.column(alone).unknowns
            self._say(self.atoms.cell(alone, group), -np.inf, 0.0, EVERYBODY_KNOWS, *((int(i), -1.0) for i in whole))

    def leave_out(self, has_none: NDArray[np.bool_]) -> None:
        """Everybody knows that some classes have none of some groups of amounts, bool (a, g)."""
        if has_none.any():
            self._say(sum_of(np.asarray(np.flatnonzero(has_none))), -np.inf, 0.0, EVERYBODY_KNOWS)

    def matrix_of(self, sums: Sequence[Sum]) -> sparse.csr_array:
        """Some sums of unknowns as a matrix, a row each."""
        starts = np.cumsum([0, *(len(one.unknowns) for one in sums)])
        indices = np.concatenate([np.empty(0, dtype=np.intp), *(one.unknowns for one in sums)])
        values = np.concatenate([np.empty(0), *(one.factors for one in sums)])
        return sparse.csr_array((values, indices, starts), shape=(len(sums), self._unknowns))

    def statements(self) -> Statements:
        """All that was said."""
        starts = np.cumsum([0, *(len(indices) for indices, *_ in self._said)])
        indices = np.concatenate([np.empty(0, dtype=np.intp), *(part[0] for part in self._said)])
        values = np.concatenate([np.empty(0), *(part[1] for part in self._said)])
        matrix = sparse.csr_array((values, indices, starts), shape=(len(self._said), self._unknowns))
        low, high, figure = (np.array([part[i] for part in self._said]) for i in (2, 3, 4))
        return Statements(matrix, low, high, figure.astype(np.int64))

    def _number(self, key: tuple[object, ...], about: Sum) -> tuple[int, bool]:
        """The number of a figure, and whether it is new."""
        if key in self._numbers:
            return self._numbers[key], False
        self.sums.append(about)
        self._numbers[key] = len(self._numbers)
        return self._numbers[key], True

    def _total(self, below: Sum) -> int:
        """The number of an unknown that stands for what figures are shares of: short statements are solved faster."""
        if below.key not in self._totals:
            self._totals[below.key] = self._unknowns
            self._say(below, 0.0, 0.0, EVERYBODY_KNOWS, (self._unknowns, -1.0))
            self._unknowns += 1
        return self._totals[below.key]

    def _say(self, sums: Sum, low: float, high: float, figure: int, *more: tuple[int, float]) -> None:
        """One statement: some unknowns, and more of them with factors, between two limits."""
        indices = np.append(sums.unknowns, [index for index, _ in more]).astype(np.intp)
        values = np.append(sums.factors, [factor for _, factor in more])
        self._said.append((indices, values, low, high, figure))
