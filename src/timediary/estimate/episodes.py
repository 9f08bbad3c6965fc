"""Episodes: runs of neighbouring slots in one state, how long they last and what follows what.

The time-use literature's episode (United Nations 2005, *Guide to Producing Statistics on Time Use*, chapter 8) is the
spell of sequence analysis (TraMineR, `seqdss` and `seqdur`). One that is cut by the end of a diary day counts as two.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from timediary.estimate.sequences import BLOCK, as_states

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from timediary.estimate.arrays import BoolArray, FloatArray, IntArray

# What stands before the first and after the last episode of a day, beside the states from 1 on.
OUTSIDE = 0


@dataclass(frozen=True, eq=False)
class Episodes:
    """The e episodes of n respondents, by respondent and within each by time; state 0 has episodes too.

    Attributes:
        respondents: n.
        states: s, the number of states.
        slots_per_day: slots after which a day ends.
        respondent: whose it is, int32 (e,).
        start: its first slot, int32 (e,).
        length: its slots, int32 (e,).
        state: uint8 (e,).
    """

    respondents: int
    states: int
    slots_per_day: int
    respondent: NDArray[np.int32]
    start: NDArray[np.int32]
    length: NDArray[np.int32]
    state: NDArray[np.uint8]

    def numbers(self) -> IntArray:
        """Episodes of each respondent in each state, shape (n, s)."""
        cells = self._cells
        return np.bincount(cells, minlength=self.respondents * self.states).reshape(self.respondents, self.states)

    def slots(self, least: int = 1) -> IntArray:
        """Slots of each respondent in each state, in episodes of `least` slots or more; shape (n, s)."""
        long = self.length >= least
        sums = np.bincount(self._cells[long], self.length[long], self.respondents * self.states)
        return sums.astype(np.intp).reshape(self.respondents, self.states)

    def longest(self) -> IntArray:
        """The slots of each respondent's longest episode in each state, 0 without one; shape (n, s)."""
        longest = np.zeros(self.respondents * self.states, dtype=np.intp)
        np.maximum.at(longest, self._cells, self.length)
        return longest.reshape(self.respondents, self.states)

    def mean_lengths(self, weights: ArrayLike | None = None) -> FloatArray:
        """Slots that an episode lasts on average, by state, shape (s,); nan for a state without one."""
        weighed = np.ones(self.respondents) if weights is None else np.asarray(weights, dtype=np.float64)
        own = weighed[self.respondent]
        numbers = np.bincount(self.state, own, self.states)
        slots = np.bincount(self.state, own * self.length, self.states)
        return np.asarray(np.divide(slots, numbers, out=np.full(self.states, np.nan), where=numbers > 0))

    def of_length(self, state: int) -> IntArray:
        """Episodes of each respondent in one state, by length; shape (n, longest length + 1)."""
        chosen = self.state == state
        length = self.length[chosen]
        wide = int(length.max(initial=0)) + 1
        cells = self.respondent[chosen] * np.intp(wide) + length
        return np.bincount(cells, minlength=self.respondents * wide).reshape(self.respondents, wide)

    def followed_by(self, before: int) -> IntArray:
        """What follows an episode in a state within the same day.

        Time not worked before the first and after the last episode of a day is outside it; between two it is a break.

        Args:
            before: a state from 1 on; `OUTSIDE` for the start of a day, `states` for a break.

        Returns:
            Numbers of each respondent, shape (n, s + 1): 0 for the end of the day, then the states, last a break.
        """
        respondent, first, second = self._steps
        chosen = first == before
        wide = self.states + 1
        cells = respondent[chosen] * np.intp(wide) + second[chosen]
        return np.bincount(cells, minlength=self.respondents * wide).reshape(self.respondents, wide)

    @cached_property
    def _cells(self) -> IntArray:
        return self.respondent * np.intp(self.states) + self.state

    @cached_property
    def _steps(self) -> tuple[IntArray, IntArray, IntArray]:
        """Respondent, what is before and what is after, of every step from one part of a day to the next."""
        day = self.respondent * np.intp(-(-_end(self) // self.slots_per_day)) + self.start // self.slots_per_day
        changes = np.r_[True, day[1:] != day[:-1]] if day.size else np.zeros(0, dtype=np.bool_)
        opens, closes = changes, np.r_[changes[1:], True] if day.size else changes
        part = self.state.astype(np.intp)
        part[part == 0] = self.states
        # Time not worked at either end of a day is no part of it.
        kept = ~((part == self.states) & (opens | closes))
        respondent, day, part = self.respondent[kept].astype(np.intp), day[kept], part[kept]
        if part.size == 0:
            return respondent, part, part
        same = day[1:] == day[:-1]
        starts, ends = np.r_[True, ~same], np.r_[~same, True]
        nothing = np.zeros(int(starts.sum()), dtype=np.intp)
        return (
            np.concatenate([respondent[:-1][same], respondent[starts], respondent[ends]]),
            np.concatenate([part[:-1][same], nothing, part[ends]]),
            np.concatenate([part[1:][same], part[starts], nothing]),
        )


def episodes_of(states: ArrayLike, count: int, slots_per_day: int | None = None) -> Episodes:
    """The episodes of a matrix of states.

    Args:
        states: shape (n, t).
        count: number of states, s.
        slots_per_day: slots after which a day, and with it every episode, ends; None is one long day.

    Raises:
        ValueError: a number that is not a state, or days that don't fill the slots.
    """
    matrix = as_states(states, count)
    slots = matrix.shape[1]
    day = slots if slots_per_day is None else slots_per_day
    if slots and (day < 1 or slots % day):
        raise ValueError(f"days of {day} slots don't fill {slots} slots")
    if not matrix.size:
        empty = np.zeros(0, dtype=np.int32)
        return Episodes(len(matrix), count, max(day, 1), empty, empty, empty, empty.astype(np.uint8))
    found = [_found(matrix[first : first + BLOCK], first, day) for first in range(0, len(matrix), BLOCK)]
    respondent, start, length, state = (np.concatenate(parts) for parts in zip(*found, strict=True))
    return Episodes(len(matrix), count, day, respondent, start, length, state.astype(np.uint8))


def _found(block: NDArray[np.uint8], first: int, day: int) -> tuple[NDArray[np.int32], ...]:
    """Respondent, start, length and state of the episodes of some respondents, numbered from `first`."""
    begins: BoolArray = np.ones(block.shape, dtype=np.bool_)
    np.not_equal(block[:, 1:], block[:, :-1], out=begins[:, 1:])
    begins[:, ::day] = True
    places = np.flatnonzero(begins)
    lengths = np.diff(places, append=begins.size)
    respondent, start = np.divmod(places, block.shape[1])
    state = block.ravel()[places]
    return (
        (respondent + first).astype(np.int32),
        start.astype(np.int32),
        lengths.astype(np.int32),
        state.astype(np.int32),
    )


def _end(episodes: Episodes) -> int:
    """Slots of a diary."""
    return int((episodes.start + episodes.length).max(initial=1))
