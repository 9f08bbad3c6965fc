"""State sequences: who is in which state when, how evenly, and how states turn into one another.

A matrix of states, n respondents by t slots, holds the numbers 0 to s - 1 (uint8); 0 is not working. The names are
those of the field: state distribution, transversal and longitudinal entropy, transition rates (Gabadinho, Ritschard,
Müller and Studer 2011, Analyzing and visualizing state sequences in R with TraMineR, *Journal of Statistical Software*
40(4)).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from timediary.estimate.arrays import FloatArray, IntArray, as_vector

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import ArrayLike, NDArray

    States = NDArray[np.uint8]

# Respondents whose slots are worked on at once: some megabytes, whatever the size of the survey.
BLOCK = 4096


def as_states(states: ArrayLike, count: int) -> States:
    """A matrix of states, checked.

    Args:
        states: shape (n, t), whole numbers from 0 to `count` - 1.
        count: number of states, at most 256.

    Returns:
        The same as uint8.

    Raises:
        ValueError: another shape, a number that is not a state, or too many states.
    """
    matrix = np.asarray(states)
    if matrix.ndim != 2:
        raise ValueError(f"states must have two dimensions, not {matrix.ndim}")
    if matrix.dtype.kind not in "iub":
        raise ValueError(f"states must be whole numbers, not {matrix.dtype}")
    if not 1 <= count <= 256:
        raise ValueError(f"there are {count} states, and from 1 to 256 can be held")
    if matrix.size and not 0 <= int(matrix.min()) <= int(matrix.max()) < count:
        raise ValueError(f"states run from {matrix.min()} to {matrix.max()}, where 0 to {count - 1} are known")
    return matrix.astype(np.uint8, copy=False)


def state_distribution(states: ArrayLike, count: int, weights: ArrayLike | None = None) -> FloatArray:
    """Share of the respondents in each state, slot by slot (TraMineR, `seqstatd`).

    Args:
        states: shape (n, t).
        count: number of states, s.
        weights: shape (n,); None weighs everybody 1.

    Returns:
        Shape (t, s), each row adding up to 1; nan without respondents.

    Raises:
        ValueError: a number that is not a state, or shapes that differ.
    """
    matrix = as_states(states, count)
    weighed = np.ones(len(matrix)) if weights is None else as_vector(weights, "weights", len(matrix))
    totals = np.zeros((matrix.shape[1], count))
    slots = np.arange(matrix.shape[1]) * count
    for block, own in _blocks(matrix, weighed):
        cells = (slots + block).ravel()
        totals += np.bincount(cells, np.repeat(own, len(slots)), totals.size).reshape(totals.shape)
    with np.errstate(invalid="ignore"):
        return np.asarray(totals / weighed.sum())


def slots_in_states(states: ArrayLike, count: int) -> IntArray:
    """Slots of each respondent in each state (TraMineR, `seqistatd`), shape (n, s)."""
    matrix = as_states(states, count)
    slots = np.empty((len(matrix), count), dtype=np.intp)
    for first in range(0, len(matrix), BLOCK):
        block = matrix[first : first + BLOCK]
        cells = (np.arange(len(block)) * count)[:, None] + block
        slots[first : first + BLOCK] = np.bincount(cells.ravel(), minlength=len(block) * count).reshape(-1, count)
    return slots


def entropy(shares: ArrayLike) -> FloatArray:
    """Shannon's entropy of shares along the last axis, over that of equal shares: 0 for one state, 1 for all alike.

    Of a state distribution it is the transversal entropy of each slot (TraMineR, `seqstatd`); of the time that each
    respondent spends in the states the longitudinal entropy (TraMineR, `seqient`).

    Args:
        shares: shape (..., s), adding up to 1 along the last axis.

    Returns:
        Shape (...); 0 where there is one state only.
    """
    p = np.asarray(shares, dtype=np.float64)
    if p.shape[-1] < 2:
        return np.asarray(0.0 * p.sum(axis=-1))
    logarithms = np.log(p, out=np.zeros_like(p), where=p > 0)
    # Less than nothing by a rounding error would be printed as -0.
    return np.asarray(np.maximum(-(p * logarithms).sum(axis=-1) / np.log(p.shape[-1]), 0.0))


def longitudinal_entropy(states: ArrayLike, count: int) -> FloatArray:
    """How evenly each respondent's slots are spread over the states (TraMineR, `seqient`), 0 to 1, shape (n,)."""
    matrix = as_states(states, count)
    return entropy(slots_in_states(matrix, count) / max(matrix.shape[1], 1))


def transition_counts(
    states: ArrayLike, count: int, weights: ArrayLike | None = None, *, slots_per_day: int | None = None
) -> FloatArray:
    """How often a slot in one state is followed by a slot in another or the same, by slot.

    Args:
        states: shape (n, t).
        count: number of states, s.
        weights: shape (n,); None weighs everybody 1.
        slots_per_day: where days end; the last slot of a day is followed by nothing. None is one long day.

    Returns:
        Shape (t - 1, s, s): from a state (second axis) to a state (third); zeros across the end of a day.

    Raises:
        ValueError: a number that is not a state, or shapes that differ.
    """
    matrix = as_states(states, count)
    weighed = np.ones(len(matrix)) if weights is None else as_vector(weights, "weights", len(matrix))
    steps = max(matrix.shape[1] - 1, 0)
    counts = np.zeros((steps, count, count))
    places = np.arange(steps) * count * count
    for block, own in _blocks(matrix, weighed):
        cells = block[:, :-1].astype(np.intp)
        cells *= count
        cells += block[:, 1:]
        cells += places
        counts += np.bincount(cells.ravel(), np.repeat(own, steps), counts.size).reshape(counts.shape)
    if slots_per_day is not None:
        counts[slots_per_day - 1 :: slots_per_day] = 0.0
    return counts


def transition_rates(counts: ArrayLike) -> FloatArray:
    """Of the slots in a state, the share that each state follows (TraMineR, `seqtrate`).

    Args:
        counts: from `transition_counts`, shape (..., s, s): by slot, or their sum over slots.

    Returns:
        The same shape, each row adding up to 1; nan (where TraMineR has 0) for a state that nothing follows.
    """
    known = np.asarray(counts, dtype=np.float64)
    totals = known.sum(axis=-1, keepdims=True)
    return np.asarray(np.divide(known, totals, out=np.full(known.shape, np.nan), where=totals > 0))


def _blocks(matrix: States, weights: FloatArray) -> Iterator[tuple[States, FloatArray]]:
    for first in range(0, len(matrix), BLOCK):
        yield matrix[first : first + BLOCK], weights[first : first + BLOCK]
