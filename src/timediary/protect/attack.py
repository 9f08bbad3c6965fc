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
    """What must not be told: t sums of unknowns with their true values, and how far off a reader must be.

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
    """Which targets a reader can tell more closely than is allowed, bool (t,).

    One programme asks for values that are off enough for as many targets at once as possible, and another for those
    that it left, as long as that frees any; only what is then in doubt has programmes of its own. Once downwards, once
    upwards.
    """
    exposed = np.zeros(targets.matrix.shape[0], dtype=np.bool_)
    for sign, needed in ((1.0, targets.least), (-1.0, -targets.greatest)):
        doubtful, before = np.arange(len(needed)), len(needed) + 1
        while 0 < len(doubtful) < before:
            before = len(doubtful)
            short = _shortfall(statements, sign * targets.matrix[doubtful], needed[doubtful])
            doubtful = doubtful[short > _slack(needed[doubtful])]
        for i in doubtful.tolist():
            exposed[i] |= _extreme(statements, targets.matrix[[i]].toarray()[0], sign) > needed[i] + _slack(needed)[i]
    return exposed


def _slack(needed: NDArray[np.float64]) -> NDArray[np.float64]:
    return TOLERANCE * np.maximum(1.0, np.abs(needed))


def _shortfall(statements: Statements, matrix: sparse.csr_array, needed: NDArray[np.float64]) -> NDArray[np.float64]:
    """How far `matrix @ x` stays above what is needed, at one x that keeps the sum of this, relative to size, least."""
    from scipy.optimize import linprog

    upper, limits = one_sided(statements)
    count, unknowns = matrix.shape
    left = sparse.vstack([upper, matrix])
    right = sparse.vstack([sparse.csr_array((upper.shape[0], count)), -sparse.eye_array(count)])
    costs = np.concatenate([np.zeros(unknowns), 1 / np.maximum(1.0, np.abs(needed))])
    found = linprog(
        costs,
        A_ub=sparse.hstack([left, right], format="csr"),
        b_ub=np.concatenate([limits, needed]),
        bounds=(0, None),
        method="highs",
    )
    if found.status != 0:
        raise ValueError(f"no hours agree with what is published ({found.message})")
    return np.asarray(found.x[unknowns:], dtype=np.float64)
