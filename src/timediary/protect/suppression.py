"""Which figures must go so that the hidden ones can't be worked out, at the least loss of information.

The model is that of Fischetti and Salazar (Management Science 47, 2001): a figure is shown or hidden, and for each
protected cell and each direction there must be hours that agree with every shown figure and are off enough. Where the
programme would be too large, each protected cell in turn takes the cheapest figures that free it, and what turns out
needless is shown again (the linear heuristic of Kelly, Golden and Assad, Networks 22, 1992). Either way the result is
audited by `attack.told`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy import sparse

from timediary.protect.attack import TOLERANCE, Statements, Targets, one_sided, told

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

# Unknowns times protected cells times two directions that an integer programme may have.
MOST_VARIABLES = 3_000
SECONDS = 5.0


class Figures(NamedTuple):
    """The f published figures.

    Attributes:
        weights: float64 (f,), what is lost by hiding each; 0 costs nothing.
        hidden: bool (f,), those that are hidden in any case.
        scale: float64 (f,), how many hours (or respondents) a figure is about, which bounds what hiding it frees.
    """

    weights: NDArray[np.float64]
    hidden: NDArray[np.bool_]
    scale: NDArray[np.float64]


class Suppression(NamedTuple):
    """What must be hidden, bool (f,), and whether that is proved to lose the least."""

    hidden: NDArray[np.bool_]
    is_least: bool


def suppress(
    statements: Statements,
    targets: Targets,
    figures: Figures,
    *,
    most_variables: int = MOST_VARIABLES,
    progress: Callable[[int, int], None] | None = None,
) -> Suppression:
    """The figures to hide so that no target is told more closely than is allowed.

    Args:
        statements: what all figures together say.
        targets: what must not be told.
        figures: what hiding each loses, and which are hidden already.
        most_variables: above this size no integer programme is tried.
        progress: called with how many targets were looked at, and how many there are.

    Raises:
        ValueError: a target is told by what everybody knows, so that hiding figures can't protect it.
    """
    exposed = told(statements.without(figures.hidden), targets)
    if not exposed.any():
        return Suppression(figures.hidden, is_least=True)
    if 2 * targets.matrix.shape[0] * targets.matrix.shape[1] <= most_variables:
        least = _by_programme(statements, targets, figures)
        if least is not None:
            return Suppression(least, is_least=True)
    hidden = _step_by_step(statements, targets, figures, exposed, progress)
    return Suppression(_shown_again(statements, targets, figures, hidden), is_least=False)


def _by_programme(statements: Statements, targets: Targets, figures: Figures) -> NDArray[np.bool_] | None:
    """The integer programme; None where it isn't solved in time."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    said = statements.without(figures.hidden)
    upper, limits, figure = _rows(said)
    f, n, t = len(figures.weights), targets.matrix.shape[1], targets.matrix.shape[0]
    # A hidden figure lets its statements be off by as much as they are about.
    relaxed = np.where(figure >= 0, _room(upper, limits, figures, figure), 0.0)
    rows = np.flatnonzero(figure >= 0)
    freedom = sparse.csr_array((-relaxed[rows], (rows, figure[rows])), shape=(len(figure), f))
    wishes = [(sign * targets.matrix[[i]], sign * need[i]) for sign, need in _directions(targets) for i in range(t)]
    blocks = sparse.block_diag([sparse.vstack([upper, matrix]) for matrix, _ in wishes], format="csr")
    frees = sparse.vstack([sparse.vstack([freedom, sparse.csr_array((1, f))]) for _ in wishes], format="csr")
    result = milp(
        np.concatenate([figures.weights, np.zeros(n * len(wishes))]),
        constraints=LinearConstraint(
            sparse.hstack([frees, blocks], format="csc"),
            ub=np.concatenate([np.append(limits, need) for _, need in wishes]),
        ),
        integrality=np.concatenate([np.ones(f), np.zeros(n * len(wishes))]),
        bounds=Bounds(0, np.concatenate([np.ones(f), np.full(n * len(wishes), np.inf)])),
        options={"time_limit": SECONDS},
    )
    if result.status != 0:
        return None
    hidden = figures.hidden | (result.x[:f] > 0.5)
    return None if told(statements.without(hidden), targets).any() else hidden


def _directions(targets: Targets) -> tuple[tuple[float, NDArray[np.float64]], ...]:
    return ((1.0, targets.least), (-1.0, targets.greatest))


def _rows(said: Statements) -> tuple[sparse.csr_array, NDArray[np.float64], NDArray[np.int64]]:
    """The one-sided rows, their limits, and the figure that each comes from."""
    upper, limits = one_sided(said)
    figure = np.concatenate([said.figure[np.isfinite(said.high)], said.figure[np.isfinite(said.low)]])
    return upper, limits, figure


def _room(
    upper: sparse.csr_array, limits: NDArray[np.float64], figures: Figures, figure: NDArray[np.int64]
) -> NDArray[np.float64]:
    """By how much a row may be off where its figure is hidden: twice what it is about is as good as without end."""
    largest = np.abs(upper).max(axis=1).toarray().ravel()
    return np.asarray(
        2 * np.maximum(largest, 1.0) * np.maximum(np.append(figures.scale, 0.0)[figure], 1.0) + np.abs(limits)
    )


def _step_by_step(
    statements: Statements,
    targets: Targets,
    figures: Figures,
    exposed: NDArray[np.bool_],
    progress: Callable[[int, int], None] | None,
) -> NDArray[np.bool_]:
    """Hide, target by target, the cheapest figures that free it; those in greatest need first."""
    hidden = figures.hidden.copy()
    order = np.flatnonzero(exposed)
    order = order[np.argsort(-(targets.greatest - targets.least)[order], kind="stable")]
    for done, i in enumerate(order.tolist()):
        if progress is not None:
            progress(done, len(order))
        alone = targets.only(np.array([i]))
        for sign, need in _directions(alone):
            if told(statements.without(hidden), alone).any():
                hidden |= _cheapest(statements.without(hidden), sign * alone.matrix, sign * need, figures)
    for _ in range(3):
        left = np.flatnonzero(told(statements.without(hidden), targets))
        if not len(left):
            return hidden
        for i in left.tolist():
            alone = targets.only(np.array([i]))
            for sign, need in _directions(alone):
                hidden |= _cheapest(statements.without(hidden), sign * alone.matrix, sign * need, figures)
    raise ValueError("some cells can't be protected, whatever is hidden")


def _cheapest(
    said: Statements, matrix: sparse.csr_array, need: NDArray[np.float64], figures: Figures
) -> NDArray[np.bool_]:
    """The figures whose statements must give way for one sum of unknowns to be off enough, at the least cost."""
    from scipy.optimize import linprog

    upper, limits, figure = _rows(said)
    gives = np.flatnonzero(figure >= 0)
    n = upper.shape[1]
    slack = sparse.csr_array((-np.ones(len(gives)), (gives, np.arange(len(gives)))), shape=(len(limits), len(gives)))
    per_unit = figures.weights[figure[gives]] / np.maximum(figures.scale[figure[gives]], 1.0)
    rows = sparse.vstack(
        [
            sparse.hstack([upper, slack]),
            sparse.hstack([matrix, sparse.csr_array((matrix.shape[0], len(gives)))]),
        ],
        format="csr",
    )
    found = linprog(
        np.concatenate([np.zeros(n), np.maximum(per_unit, 1e-9)]),
        A_ub=rows,
        b_ub=np.concatenate([limits, need]),
        bounds=(0, None),
        method="highs",
    )
    if found.status != 0:
        raise ValueError("a cell can't be protected, whatever is hidden")
    hidden = np.zeros(len(figures.weights), dtype=np.bool_)
    hidden[figure[gives[found.x[n:] > TOLERANCE]]] = True
    return hidden


def _shown_again(
    statements: Statements, targets: Targets, figures: Figures, hidden: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Show again what was hidden for no need, the dearest first."""
    hidden = hidden.copy()
    added = np.flatnonzero(hidden & ~figures.hidden)
    for i in added[np.argsort(-figures.weights[added], kind="stable")].tolist():
        hidden[i] = False
        hidden[i] = bool(told(statements.without(hidden), targets).any())
    return hidden
