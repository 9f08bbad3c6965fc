"""Which further figures must be hidden so that none can be worked out, with the least loss of information.

The model is that of Fischetti and Salazar (Management Science 47, 2001): a figure is shown or hidden, and for each
protected cell and each direction there must be hours that agree with every shown figure and are off enough. Where the
programme would be too large, linear programmes let figures give way at a cost, all protected cells in one direction at
a time (after Kelly, Golden and Assad, Networks 22, 1992); the costs are set anew by what gave way, so that few figures
give much (Candes, Wakin and Boyd, Journal of Fourier Analysis and Applications 14, 2008), and what turns out needless
is shown again. Either way the result is audited. Nothing depends on how fast the machine is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy import sparse

from timediary.protect.attack import TOLERANCE, Attacker, Statements, Targets, directions, one_sided, solved
from timediary.silence import OUTPUT, silent

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

# Unknowns times protected cells times two directions that an integer programme may have.
MOST_VARIABLES = 1_000
_MOST_NODES = 2_000
# How often costs are set anew, and how many rounds of freeing and of showing again there are.
_RECOSTED = 3
_MOST_ROUNDS = 20
_MOST_SHOWN_AGAIN = 40
# The cost of leaving a cell exposed, as a multiple of the most valuable figure.
_PENALTY = 1e3


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
    attacker = Attacker(statements, targets)
    exposed = attacker.exposed(figures.hidden)
    if not exposed.any():
        return Suppression(figures.hidden, is_least=True)
    if 2 * targets.matrix.shape[0] * targets.matrix.shape[1] <= most_variables:
        least = _by_programme(statements, targets, figures)
        if least is not None and not attacker.exposed(least).any():
            return Suppression(least, is_least=True)
    hidden = _freed(attacker, figures, exposed, progress)
    return Suppression(_shown_again(attacker, figures, hidden, progress), is_least=False)


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
    wishes = [(sign * targets.matrix[[i]], need[i]) for sign, need in directions(targets) for i in range(t)]
    blocks = sparse.block_diag([sparse.vstack([upper, matrix]) for matrix, _ in wishes], format="csr")
    frees = sparse.vstack([sparse.vstack([freedom, sparse.csr_array((1, f))]) for _ in wishes], format="csr")
    with silent(OUTPUT):
        result = milp(
            np.concatenate([figures.weights, np.zeros(n * len(wishes))]),
            constraints=LinearConstraint(
                sparse.hstack([frees, blocks], format="csc"),
                ub=np.concatenate([np.append(limits, need) for _, need in wishes]),
            ),
            integrality=np.concatenate([np.ones(f), np.zeros(n * len(wishes))]),
            bounds=Bounds(0, np.concatenate([np.ones(f), np.full(n * len(wishes), np.inf)])),
            options={"node_limit": _MOST_NODES},
        )
    if result.status != 0:
        return None
    return np.asarray(figures.hidden | (result.x[:f] > 0.5))


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


def _freed(
    attacker: Attacker, figures: Figures, exposed: NDArray[np.bool_], progress: Callable[[int, int], None] | None
) -> NDArray[np.bool_]:
    """Hide what lets every exposed target be off enough, as cheaply as can be told by linear programmes."""
    hidden, count = figures.hidden.copy(), int(exposed.sum())
    for _ in range(_MOST_ROUNDS):
        if progress is not None:
            progress(count - int(exposed.sum()), count)
        before = hidden.copy()
        for sign, needed in directions(attacker.targets):
            chosen = np.flatnonzero(exposed & ~attacker.out_of_reach(hidden, sign))
            if len(chosen):
                matrix = sign * attacker.targets.matrix[chosen]
                x, gave_way = _cheapest(attacker.statements.without(hidden), matrix, needed[chosen], figures)
                hidden |= gave_way
                attacker.keep(x)
        exposed = attacker.exposed(hidden)
        if not exposed.any():
            return hidden
        if (hidden == before).all():
            break
    raise ValueError("some cells can't be protected, whatever is hidden")


def _cheapest(
    said: Statements, matrix: sparse.csr_array, needed: NDArray[np.float64], figures: Figures
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """The figures whose statements must give way for sums of unknowns to be off enough, and unknowns that are."""
    upper, limits, figure = _rows(said)
    gives, t, n = np.flatnonzero(figure >= 0), len(needed), upper.shape[1]
    size = np.maximum(np.abs(upper[gives]).max(axis=1).toarray().ravel(), TOLERANCE)
    slack = sparse.csr_array((-size, (gives, np.arange(len(gives)))), shape=(len(limits), len(gives)))
    rows = sparse.vstack(
        [
            sparse.hstack([upper, slack, sparse.csr_array((len(limits), t))]),
            sparse.hstack([matrix, sparse.csr_array((t, len(gives))), -sparse.eye_array(t)]),
        ],
        format="csr",
    )
    weights = figures.weights[figure[gives]] / max(float(figures.weights.max(initial=0.0)), 1.0)
    penalty = _PENALTY / np.maximum(TOLERANCE, np.abs(needed))
    typical = max(float(np.abs(needed).mean()), TOLERANCE)
    costs = weights / typical
    for _ in range(_RECOSTED + 1):
        every = np.concatenate([np.zeros(n), np.maximum(costs, 1e-9), penalty])
        found = solved(every, rows, np.concatenate([limits, needed]))
        if found is None:
            raise ValueError("some cells can't be protected, whatever is hidden")
        x = found
        given = np.zeros(len(figures.weights))
        np.maximum.at(given, figure[gives], x[n : n + len(gives)])
        costs = weights / (given[figure[gives]] + 0.01 * typical)
    return x[:n], np.asarray(given > TOLERANCE)


def _shown_again(
    attacker: Attacker, figures: Figures, hidden: NDArray[np.bool_], progress: Callable[[int, int], None] | None
) -> NDArray[np.bool_]:
    """Show figures again that needn't be hidden, the most valuable first; of many, only those are tried."""
    hidden = hidden.copy()
    added = np.flatnonzero(hidden & ~figures.hidden)
    added = added[np.argsort(-figures.weights[added], kind="stable")][:_MOST_SHOWN_AGAIN]
    for done, i in enumerate(added.tolist()):
        if progress is not None:
            progress(done, len(added))
        hidden[i] = False
        hidden[i] = bool(attacker.exposed(hidden).any())
    return hidden
