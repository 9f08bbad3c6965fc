"""What a reader of everything published can work out of a hidden cell, by linear programmes over all that is said.

The unknowns are the hours (or respondents) of atoms: the finest groups of respondents by the finest groups of
activities that any figure tells apart. Each published figure is one or two linear statements on them, as wide as its
rounding. What can be told of a cell is the interval between the least and the greatest value that agrees with every
statement (the audit of cell suppression by linear programming: Fischetti and Salazar, Management Science 47, 2001;
Hundepool and others, Statistical Disclosure Control, 2012, section 4.3).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy import sparse

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Two figures that agree to this part of a unit are the same; programmes are solved to about a millionth.
TOLERANCE = 1e-6


# Values agree with a statement that they miss by no more than this.
_AGREES = 1e-5
_MANY_ROWS = 2_000

# The figure of a statement that no publication makes and no hiding takes away.
EVERYBODY_KNOWS = -1


class Statements(NamedTuple):
    """What is published, as m linear statements on n unknowns that are never below 0: `low <= matrix @ x <= high`.

    Attributes:
        matrix: float64, sparse, (m, n).
        low: float64 (m,), `-inf` where there is no lower limit.
        high: float64 (m,), `inf` likewise.
        figure: int64 (m,), the number of the published figure that says it; -1 for what everybody knows.
    """

    matrix: sparse.csr_array
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    figure: NDArray[np.int64]

    def without(self, hidden: NDArray[np.bool_]) -> Statements:
        """The statements that stay where some of the f figures are hidden, bool (f,)."""
        stays = ~np.append(hidden, False)[self.figure]
        return Statements(self.matrix[stays], self.low[stays], self.high[stays], self.figure[stays])


class Targets(NamedTuple):
    """What must not be found out: t sums of unknowns with their true values, and how far off a reader must stay.

    Attributes:
        matrix: float64, sparse, (t, n), which unknowns each sums.
        least: float64 (t,); a value of this or less must agree with all that is published.
        greatest: float64 (t,), likewise a value of this or more.
    """

    matrix: sparse.csr_array
    least: NDArray[np.float64]
    greatest: NDArray[np.float64]

    def only(self, chosen: NDArray[np.bool_] | NDArray[np.intp]) -> Targets:
        """Some of the targets."""
        return Targets(self.matrix[chosen], self.least[chosen], self.greatest[chosen])


def feasible_interval(statements: Statements, target: NDArray[np.float64]) -> tuple[float, float]:
    """The least and the greatest value of a sum of unknowns that agree with every statement.

    Args:
        statements: what is published.
        target: float64 (n,), which unknowns are summed.

    Returns:
        Both ends; `inf` where there is no upper one.

    Raises:
        ValueError: no values agree with the statements.

    Examples:
        >>> from scipy import sparse
        >>> rows = sparse.csr_array([[1.0, 1.0]])
        >>> said = Statements(rows, np.array([10.0]), np.array([10.0]), np.array([0]))
        >>> feasible_interval(said, np.array([1.0, 0.0]))
        (0.0, 10.0)
    """
    return _extreme(statements, target, 1.0), -_extreme(statements, target, -1.0)


def _extreme(statements: Statements, target: NDArray[np.float64], sign: float) -> float:
    from scipy.optimize import linprog

    upper, limits = one_sided(statements)
    found = linprog(sign * target, A_ub=upper, b_ub=limits, bounds=(0, None), method="highs")
    if found.status == 3:
        return -np.inf
    if found.status != 0:
        raise ValueError(f"no hours agree with what is published ({found.message})")
    return float(found.fun) + 0.0


def one_sided(statements: Statements) -> tuple[sparse.csr_array, NDArray[np.float64]]:
    """The statements as `matrix @ x <= limits` alone, each finite side a row."""
    above, below = np.isfinite(statements.high), np.isfinite(statements.low)
    matrix = sparse.vstack([statements.matrix[above], -statements.matrix[below]], format="csr")
    return matrix, np.concatenate([statements.high[above], -statements.low[below]])


def told(statements: Statements, targets: Targets) -> NDArray[np.bool_]:
    """Which targets a reader can work out more closely than is allowed, bool (t,)."""
    hidden = np.zeros(int(statements.figure.max(initial=-1)) + 1, dtype=np.bool_)
    return Attacker(statements, targets).exposed(hidden)


class Attacker:
    """Asks again and again what can be told of the same targets, each time with other figures hidden.

    It keeps its witnesses: values of the unknowns that agree with what was said when they were found. A target for
    which some witness is low enough, and another high enough, can't be told, as long as no figure is shown that these
    break. Programmes are for the other targets alone: one asks for values that are off enough for as many of them at
    once as possible, another for those that it left, as long as that frees any; what is then in doubt has programmes
    of its own.

    Args:
        statements: what all figures together say.
        targets: what must not be told.
    """

    def __init__(self, statements: Statements, targets: Targets) -> None:
        self.statements, self.targets = statements, targets
        count = targets.matrix.shape[0]
        self._figures = int(statements.figure.max(initial=-1)) + 1
        self._breaks = np.zeros((0, self._figures), dtype=np.bool_)
        self._reaches = {1.0: np.zeros((0, count), dtype=np.bool_), -1.0: np.zeros((0, count), dtype=np.bool_)}

    def exposed(self, hidden: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Which targets can be told more closely than is allowed where some of the f figures are hidden, bool (t,)."""
        exposed = np.zeros(self.targets.matrix.shape[0], dtype=np.bool_)
        programme = _Programme(self.statements.without(hidden))
        for sign, needed in directions(self.targets):
            doubtful = np.flatnonzero(~self.out_of_reach(hidden, sign))
            before = len(needed) + 1
            while 0 < len(doubtful) < before:
                before = len(doubtful)
                x = programme.nearest(sign * self.targets.matrix[doubtful], needed[doubtful])
                self.keep(x)
                doubtful = doubtful[~self._reaches[sign][-1, doubtful]]
            for i in doubtful.tolist():
                least, at = programme.least(sign * self.targets.matrix[[i]])
                if at is not None:
                    self.keep(at)
                exposed[i] |= least > needed[i] + _slack(needed)[i]
        return exposed

    def out_of_reach(self, hidden: NDArray[np.bool_], sign: float) -> NDArray[np.bool_]:
        """Which targets have a witness, downwards (1) or upwards (-1), that agrees with every figure shown, (t,)."""
        agrees = ~(self._breaks & ~hidden[: self._figures]).any(axis=1)
        return np.asarray(self._reaches[sign][agrees].any(axis=0))

    def keep(self, x: NDArray[np.float64]) -> None:
        """Keep values of the unknowns as a witness; they agree with what everybody knows."""
        said = self.statements
        values = said.matrix @ x
        broken = (values > said.high + _AGREES) | (values < said.low - _AGREES)
        breaks = np.zeros(self._figures, dtype=np.bool_)
        breaks[said.figure[broken & (said.figure >= 0)]] = True
        self._breaks = np.vstack([self._breaks, breaks])
        amounts = self.targets.matrix @ x
        for sign, needed in directions(self.targets):
            reached = sign * amounts <= needed + _slack(needed)
            self._reaches[sign] = np.vstack([self._reaches[sign], reached])


def directions(targets: Targets) -> tuple[tuple[float, NDArray[np.float64]], ...]:
    """Downwards and upwards: a sign, and what a target times the sign must be able to fall to."""
    return ((1.0, targets.least), (-1.0, -targets.greatest))


def _slack(needed: NDArray[np.float64]) -> NDArray[np.float64]:
    return TOLERANCE * np.maximum(1.0, np.abs(needed))


class _Programme:
    """Linear programmes over the same statements."""

    def __init__(self, said: Statements) -> None:
        self._upper, self._limits = one_sided(said)

    def nearest(self, matrix: sparse.csr_array, needed: NDArray[np.float64]) -> NDArray[np.float64]:
        """Unknowns that keep the sum of how far `matrix @ x` stays above what is needed, relative to size, least."""
        count, unknowns = matrix.shape
        left = sparse.vstack([self._upper, matrix])
        right = sparse.vstack([sparse.csr_array((self._upper.shape[0], count)), -sparse.eye_array(count)])
        costs = np.concatenate([np.zeros(unknowns), 1 / np.maximum(1.0, np.abs(needed))])
        found = solved(costs, sparse.hstack([left, right], format="csr"), np.concatenate([self._limits, needed]))
        if found is None:
            raise ValueError("no hours agree with what is published")
        return found[:unknowns]

    def least(self, row: sparse.csr_array) -> tuple[float, NDArray[np.float64] | None]:
        """The least value of a sum of unknowns, and unknowns that have it; minus infinity and none without a limit."""
        from scipy.optimize import linprog

        found = linprog(row.toarray()[0], A_ub=self._upper, b_ub=self._limits, bounds=(0, None), method="highs")
        if found.status == 3:
            return -np.inf, None
        if found.status != 0:
            raise ValueError(f"no hours agree with what is published ({found.message})")
        return float(found.fun), np.asarray(found.x, dtype=np.float64)


def solved(
    costs: NDArray[np.float64], rows: sparse.csr_array, limits: NDArray[np.float64]
) -> NDArray[np.float64] | None:
    """The unknowns, never below 0, of least cost with `rows @ x <= limits`; None where there are none."""
    from scipy.optimize import linprog

    # From some size on interior points are found sooner than vertices.
    method = "highs-ipm" if rows.shape[0] > _MANY_ROWS else "highs"
    found = linprog(costs, A_ub=rows, b_ub=limits, bounds=(0, None), method=method)
    if found.status == 4:
        found = linprog(costs, A_ub=rows, b_ub=limits, bounds=(0, None), method="highs-ds")
    return np.asarray(found.x, dtype=np.float64) if found.status == 0 else None
