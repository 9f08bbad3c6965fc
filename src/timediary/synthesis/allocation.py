"""Sharing respondents out among kinds, so that published counts hold and nothing else is more alike than need be."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from timediary.silence import OUTPUT, silent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from timediary.synthesis.random import Stream

# Enough for counts that can all hold; each pass meets every one of them in turn.
_PASSES = 400

# Fitted numbers are taken to so many parts of one, so that last digits that differ between machines don't count.
_PARTS = 4096

# What missing a count by one respondent costs beside the distance to what was fitted.
_MISSED = 10_000

# What it costs to miss a wish by one respondent, where a change costs 1; and by how little a wish may be missed and
# still be met.
_WISHED, _EXACTLY = 1_000, 1e-6

# The most by which chance makes one change dearer than another that is as small.
_CHANCE = 0.1


class Wanted(NamedTuple):
    """What is to hold of kinds of respondents: `low <= sum of factors times numbers <= high`.

    Attributes:
        factors: of each kind, shape (kinds,).
        low: the least.
        high: the most.
    """

    factors: NDArray[np.float64]
    low: float
    high: float


def allocate(
    sizes: NDArray[np.int64], weights: NDArray[np.float64], wanted: Sequence[Wanted]
) -> tuple[NDArray[np.int64], list[int]]:
    """Whole numbers of respondents by class and kind.

    First the numbers nearest to the weights (in relative entropy) that meet what is wanted, by iterative
    proportional fitting (Deming and Stephan 1940); then, by integer programming (HiGHS), whole numbers near to those.
    Where not all that is wanted can hold, as little as possible is missed.

    Args:
        sizes: respondents of each class, shape (k,).
        weights: how likely a respondent of a class is of each kind, before anything is wanted, shape (k, kinds); 0 for
            what cannot be.
        wanted: of the numbers, class by class.

    Returns:
        The numbers, shape (k, kinds), and the positions of what is wanted and missed.
    """
    fitted = _fitted(sizes, weights, wanted)
    fitted = np.floor(fitted * _PARTS + 0.5) / _PARTS
    solved = _whole(sizes, weights > 0, fitted, wanted)
    flat = solved.reshape(-1).astype(np.float64)
    missed = [i for i, one in enumerate(wanted) if not one.low - 1e-6 <= one.factors @ flat <= one.high + 1e-6]
    return solved, missed


def _fitted(sizes: NDArray[np.int64], weights: NDArray[np.float64], wanted: Sequence[Wanted]) -> NDArray[np.float64]:
    numbers = weights * (sizes / np.maximum(weights.sum(axis=1), 1e-300))[:, None]
    flat = numbers.reshape(-1)
    counts = [(one.factors > 0, one.low) for one in wanted if one.low == one.high and (one.factors >= 0).all()]
    shape = numbers.shape
    for _ in range(_PASSES):
        for members, value in counts:
            total = flat[members].sum()
            if total > 0:
                flat[members] *= value / total
        numbers = flat.reshape(shape)
        totals = numbers.sum(axis=1)
        numbers = numbers * np.divide(sizes, totals, out=np.zeros(len(sizes)), where=totals > 0)[:, None]
        flat = numbers.reshape(-1)
    return np.asarray(flat.reshape(shape))


def _whole(
    sizes: NDArray[np.int64], possible: NDArray[np.bool_], fitted: NDArray[np.float64], wanted: Sequence[Wanted]
) -> NDArray[np.int64]:
    """Whole numbers near fitted ones that meet what is wanted: the whole number below or above, if it can be."""
    for near in (1, 2, 4, int(sizes.max(initial=1))):
        found = _near(sizes, possible, fitted, wanted, near, missable=near == int(sizes.max(initial=1)))
        if found is not None:
            return found
    raise ArithmeticError("classes of respondents have no kind to be of")


def _near(
    sizes: NDArray[np.int64],
    possible: NDArray[np.bool_],
    fitted: NDArray[np.float64],
    wanted: Sequence[Wanted],
    near: int,
    *,
    missable: bool,
) -> NDArray[np.int64] | None:
    """The cheapest whole numbers less than `near` from fitted ones; a number costs as it is above what was fitted."""
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array, hstack, identity, vstack

    classes, kinds = fitted.shape
    cells, misses = classes * kinds, 2 * len(wanted) if missable else 0
    target = fitted.reshape(-1)
    in_class = csr_array((np.ones(cells), (np.repeat(np.arange(classes), kinds), np.arange(cells))), (classes, cells))
    rows = [hstack([in_class, csr_array((classes, misses))])]
    low, high = [sizes.astype(np.float64)], [sizes.astype(np.float64)]
    if wanted:
        by = identity(len(wanted), format="csr")
        factors = csr_array(np.array([one.factors for one in wanted]))
        rows.append(hstack([factors, by, -by]) if missable else factors)
        low.append(np.array([one.low for one in wanted]))
        high.append(np.array([one.high for one in wanted]))
    most = np.where(possible.reshape(-1), np.repeat(sizes, kinds), 0)
    least = np.clip(np.floor(target) - (near - 1), 0, most)
    with silent(OUTPUT):
        result = milp(
            np.concatenate([_costs(target), np.full(misses, float(_MISSED))]),
            integrality=np.concatenate([np.ones(cells), np.zeros(misses)]),
            bounds=Bounds(
                np.concatenate([least, np.zeros(misses)]),
                np.concatenate([np.clip(np.floor(target) + near, least, most), np.full(misses, np.inf)]),
            ),
            constraints=LinearConstraint(vstack(rows), np.concatenate(low), np.concatenate(high)),
            options={"mip_rel_gap": 0.0},
        )
    return None if result.x is None else np.rint(result.x[:cells]).astype(np.int64).reshape(classes, kinds)


def _costs(target: NDArray[np.float64]) -> NDArray[np.float64]:
    """What one respondent more costs, the dearer the less there is above the whole number below.

    No two are the same, so that one solution is the best on every machine.
    """
    above = target - np.floor(target)
    return 1.0 - above + np.arange(len(target)) ** 2 / (64.0 * max(len(target), 1) ** 2)


def fewest_changed(
    now: NDArray[np.int64], wanted: Sequence[Wanted], wished: Sequence[Wanted], stream: Stream
) -> NDArray[np.int64]:
    """Whole numbers of respondents by class and kind that meet what is wanted, as near as can be to those there are.

    Args:
        now: respondents of each class and kind, shape (classes, kinds); the sums of the classes stay.
        wanted: of the numbers, class by class, what must hold.
        wished: what is to hold beside it, or be missed by as little as can be.
        stream: of several changes as few, chance decides.

    Returns:
        The numbers, shape (classes, kinds); those of now where not all that is wanted can hold.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array, hstack, identity, vstack

    (classes, kinds), cells = now.shape, now.size
    flat = now.reshape(-1).astype(np.float64)
    in_class = csr_array((np.ones(cells), (np.repeat(np.arange(classes), kinds), np.arange(cells))), (classes, cells))
    limits = [(one.low, one.high) for one in (*wanted, *wished)]
    factors = vstack([in_class, csr_array(np.array([one.factors for one in (*wanted, *wished)]).reshape(-1, cells))])
    low, high = np.vstack([np.zeros((classes, 2)), np.array(limits).reshape(-1, 2)]).T
    low[classes:] -= (factors @ flat)[classes:]
    high[classes:] -= (factors @ flat)[classes:]
    if (low <= _EXACTLY).all() and (high >= -_EXACTLY).all():
        return now
    missed = vstack([csr_array((factors.shape[0] - len(wished), len(wished))), identity(len(wished), format="csr")])
    misses = 2 * len(wished)
    with silent(OUTPUT):
        result = milp(
            np.concatenate([1.0 + stream.uniforms(2 * cells) * _CHANCE, np.full(misses, float(_WISHED))]),
            integrality=np.concatenate([np.ones(2 * cells), np.zeros(misses)]),
            bounds=Bounds(
                np.zeros(2 * cells + misses),
                np.concatenate([np.repeat(now.sum(axis=1), kinds) - flat, flat, np.full(misses, np.inf)]),
            ),
            constraints=LinearConstraint(hstack([factors, -factors, missed, -missed]), low, high),
            options={"mip_rel_gap": 0.0},
        )
    if result.x is None:
        return now
    changes = np.rint(result.x[: 2 * cells]).astype(np.int64)
    return np.asarray((flat.astype(np.int64) + changes[:cells] - changes[cells:]).reshape(classes, kinds))
