"""What figures say, as linear statements on the same unknowns, whatever tables they stand in."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy import sparse

from timediary.protect.attack import EVERYBODY_KNOWS, Statements

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Atoms(NamedTuple):
    """The unknowns: hours of a classes of diaries by g groups of codes, then the respondents of p kinds.

    Two diaries are of one class where every column that has one has the other; two codes are of one group likewise, and
    two respondents of one kind. Where everybody kept one diary, classes and kinds are the same.
    """

    classes: int
    groups: int
    kinds: int

    @property
    def unknowns(self) -> int:
        """How many there are."""
        return self.classes * self.groups + self.kinds

    def cell(self, classes: NDArray[np.bool_], groups: NDArray[np.bool_]) -> NDArray[np.intp]:
        """The numbers of the unknowns that the hours of some groups in some classes sum."""
        return np.asarray((np.flatnonzero(classes)[:, None] * self.groups + np.flatnonzero(groups)).ravel())

    def column(self, classes: NDArray[np.bool_]) -> NDArray[np.intp]:
        """Likewise all hours of some classes."""
        return self.cell(classes, np.ones(self.groups, dtype=np.bool_))

    def base(self, kinds: NDArray[np.bool_]) -> NDArray[np.intp]:
        """Likewise the respondents of some kinds."""
        return np.asarray(np.flatnonzero(kinds) + self.classes * self.groups)


class Book:
    """Collects what is said, figure by figure; a figure that stands in two tables, printed alike, is one figure.

    Attributes:
        atoms: the unknowns that are summed.
        sums: of each figure, the unknowns that it is about.
    """

    def __init__(self, atoms: Atoms) -> None:
        self.atoms = atoms
        self.sums: list[NDArray[np.intp]] = []
        self._unknowns = atoms.unknowns
        self._numbers: dict[tuple[object, ...], int] = {}
        self._totals: dict[bytes, int] = {}
        self._said: list[tuple[NDArray[np.intp], NDArray[np.float64], float, float, int]] = []

    def share(self, classes: NDArray[np.bool_], groups: NDArray[np.bool_], decimals: int, printed: float | None) -> int:
        """A percentage as printed: the hours of the cell between two parts of the hours of the column.

        Args:
            classes: those of the column, bool (a,).
            groups: those of the row, bool (g,).
            decimals: of the percentage.
            printed: as a fraction; None where it isn't shown.

        Returns:
            The number of the figure.
        """
        sums = self.atoms.cell(classes, groups)
        number, new = self._number(("share", classes.tobytes(), groups.tobytes(), decimals, printed), sums)
        if new and printed is not None:
            half, total = 0.5 * 10.0 ** -(decimals + 2), self._total(classes)
            self._say(sums, 0.0, np.inf, number, (total, half - printed))
            self._say(sums, -np.inf, 0.0, number, (total, -half - printed))
        return number

    def hours(self, classes: NDArray[np.bool_], step: int, printed: float | None) -> int:
        """The hours recorded in a column, rounded to a multiple of a step; None where they aren't shown."""
        return self._rounded("hours", classes, self.atoms.column(classes), step, printed)

    def base(self, kinds: NDArray[np.bool_], step: int, printed: float | None) -> int:
        """The respondents in a column, likewise; by their kinds, bool (p,)."""
        return self._rounded("base", kinds, self.atoms.base(kinds), step, printed)

    def limit_hours(self, most_hours: float) -> None:
        """Everybody knows that nobody can have recorded more than some hours in the one diary that each kept."""
        for i in range(self.atoms.classes):
            alone = np.arange(self.atoms.classes) == i
            people = ((int(j), -most_hours) for j in self.atoms.base(alone))
            self._say(self.atoms.column(alone), -np.inf, 0.0, EVERYBODY_KNOWS, *people)

    def matrix_of(self, sums: list[NDArray[np.intp]]) -> sparse.csr_array:
        """Some sums of unknowns as a matrix, a row each."""
        starts = np.cumsum([0, *map(len, sums)])
        indices = np.concatenate(sums) if sums else np.empty(0, dtype=np.intp)
        return sparse.csr_array((np.ones(len(indices)), indices, starts), shape=(len(sums), self._unknowns))

    def statements(self) -> Statements:
        """All that was said."""
        starts = np.cumsum([0, *(len(indices) for indices, *_ in self._said)])
        indices = np.concatenate([np.empty(0, dtype=np.intp), *(part[0] for part in self._said)])
        values = np.concatenate([np.empty(0), *(part[1] for part in self._said)])
        matrix = sparse.csr_array((values, indices, starts), shape=(len(self._said), self._unknowns))
        low, high, figure = (np.array([part[i] for part in self._said]) for i in (2, 3, 4))
        return Statements(matrix, low, high, figure.astype(np.int64))

    def _rounded(
        self, kind: str, classes: NDArray[np.bool_], sums: NDArray[np.intp], step: int, printed: float | None
    ) -> int:
        number, new = self._number((kind, classes.tobytes(), step, printed), sums)
        if new and printed is not None:
            self._say(sums, printed - step / 2, printed + step / 2, number)
        return number

    def _number(self, key: tuple[object, ...], sums: NDArray[np.intp]) -> tuple[int, bool]:
        """The number of a figure, and whether it is new."""
        if key in self._numbers:
            return self._numbers[key], False
        self.sums.append(sums)
        self._numbers[key] = len(self._numbers)
        return self._numbers[key], True

    def _total(self, classes: NDArray[np.bool_]) -> int:
        """The number of an unknown that stands for all hours of a column, so that its shares are short statements."""
        key = classes.tobytes()
        if key not in self._totals:
            self._totals[key] = self._unknowns
            self._say(self.atoms.column(classes), 0.0, 0.0, EVERYBODY_KNOWS, (self._unknowns, -1.0))
            self._unknowns += 1
        return self._totals[key]

    def _say(self, sums: NDArray[np.intp], low: float, high: float, figure: int, *more: tuple[int, float]) -> None:
        """One statement: some unknowns, and more of them with factors, between two limits."""
        indices = np.append(sums, [index for index, _ in more]).astype(np.intp)
        values = np.append(np.ones(len(sums)), [factor for _, factor in more])
        self._said.append((indices, values, low, high, figure))
