"""How complex a respondent's sequence of states is, in one number: the complexity index and turbulence.

Both look at the order of states, which entropy doesn't see. State 0, not working, is a state like the others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from timediary.estimate.episodes import episodes_of
from timediary.estimate.sequences import BLOCK, as_states, longitudinal_entropy

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from timediary.estimate.arrays import FloatArray, IntArray
    from timediary.estimate.episodes import Episodes


def complexity_index(states: ArrayLike, count: int) -> FloatArray:
    """Geometric mean of the longitudinal entropy and the share of slots that change the state.

    From 0 for one state throughout to 1 (Gabadinho, Ritschard, Studer and Müller 2010, Indice de complexité pour le tri
    et la comparaison de séquences catégorielles, *Extraction et gestion des connaissances*; TraMineR, `seqici`).

    Args:
        states: shape (n, t).
        count: number of states.

    Returns:
        Shape (n,).
    """
    matrix = as_states(states, count)
    if matrix.shape[1] < 2:
        return np.zeros(len(matrix))
    changes = np.count_nonzero(matrix[:, 1:] != matrix[:, :-1], axis=1) / (matrix.shape[1] - 1)
    return np.asarray(np.sqrt(changes * longitudinal_entropy(matrix, count)))


def turbulence(states: ArrayLike, count: int) -> FloatArray:
    """Turbulence: different subsequences of the episodes' states, and how alike the episodes are in length.

    log2(phi (v + 1) / (w + 1)) with phi the number of different subsequences of the states without repetition, w the
    variance of the lengths of the episodes and v the greatest variance that so many episodes could have in so many
    slots (Elzinga and Liefbroer 2007, De-standardization of family-life trajectories of young adults, *European Journal
    of Population* 23; TraMineR, `seqST`).

    Args:
        states: shape (n, t).
        count: number of states.

    Returns:
        Shape (n,), from 1 for one state throughout.
    """
    matrix = as_states(states, count)
    found = np.empty(len(matrix))
    for first in range(0, len(matrix), BLOCK):
        episodes = episodes_of(matrix[first : first + BLOCK], count)
        numbers = np.bincount(episodes.respondent, minlength=episodes.respondents)
        slots = float(matrix.shape[1])
        mean = slots / np.maximum(numbers, 1)
        squares = np.bincount(episodes.respondent, episodes.length.astype(np.float64) ** 2, episodes.respondents)
        variance = squares / np.maximum(numbers, 1) - mean**2
        greatest = (numbers - 1) * (1.0 - mean) ** 2
        spread = np.log2((np.maximum(greatest, 0.0) + 1.0) / (np.maximum(variance, 0.0) + 1.0))
        found[first : first + BLOCK] = _subsequences(episodes, numbers) + spread
    return found


def _subsequences(episodes: Episodes, numbers: IntArray) -> FloatArray:
    """Logarithm to base 2 of the number of different subsequences of each respondent's states, shape (n,).

    Each state doubles the number, less those that its last occurrence had already made (Elzinga, Rahmann and Wang 2008,
    Algorithms for subsequence combinatorics, *Theoretical Computer Science* 409). The numbers are kept as a fraction
    of their power of 2, as the longest diaries have more than a float holds.
    """
    rows = np.arange(episodes.respondents)
    order = np.arange(len(episodes.state)) - np.repeat(np.cumsum(numbers) - numbers, numbers)
    longest = int(numbers.max(initial=0))
    states = np.zeros((episodes.respondents, longest), dtype=np.intp)
    states[episodes.respondent, order] = episodes.state
    # After i states there are `fraction` * 2^i; at a state's last occurrence there were `earlier` * 2^i.
    fraction = np.ones(episodes.respondents)
    earlier = np.zeros((episodes.respondents, episodes.states))
    for place in range(longest):
        going = place < numbers
        state = states[:, place]
        after = fraction - earlier[rows, state] / 2.0
        earlier /= 2.0
        earlier[rows, state] = np.where(going, fraction / 2.0, earlier[rows, state])
        fraction = np.where(going, after, fraction)
    return np.log2(fraction) + numbers
