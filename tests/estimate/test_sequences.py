"""State distributions, entropy, transitions, episodes and complexity: identities, and counting one by one."""

from __future__ import annotations

from itertools import combinations, groupby, pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, strategies as st
from hypothesis.extra.numpy import arrays

from timediary.estimate.complexity import complexity_index, turbulence
from timediary.estimate.episodes import OUTSIDE, episodes_of
from timediary.estimate.sequences import (
    BLOCK,
    entropy,
    longitudinal_entropy,
    slots_in_states,
    state_distribution,
    transition_counts,
    transition_rates,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

COUNT, DAY = 4, 6
DIARIES = arrays(np.uint8, st.tuples(st.integers(1, 5), st.just(3 * DAY)), elements=st.integers(0, COUNT - 1))


def _runs(diary: list[int]) -> list[tuple[int, int, int]]:
    """Start, state and length of each run within a day."""
    found = []
    for first in range(0, len(diary), DAY):
        start = first
        for state, run in groupby(diary[first : first + DAY]):
            length = len(list(run))
            found.append((start, state, length))
            start += length
    return found


@given(DIARIES)
def test_episodes_are_runs_within_a_day(states: NDArray[np.uint8]) -> None:
    episodes = episodes_of(states, COUNT, DAY)
    found = zip(episodes.respondent, episodes.start, episodes.state, episodes.length, strict=True)
    expected = [(i, *run) for i, diary in enumerate(states.tolist()) for run in _runs(diary)]
    assert [tuple(map(int, one)) for one in found] == expected


@given(DIARIES)
def test_episodes_hold_all_slots(states: NDArray[np.uint8]) -> None:
    episodes = episodes_of(states, COUNT, DAY)
    slots = slots_in_states(states, COUNT)
    assert (episodes.slots() == slots).all()
    for state in range(COUNT):
        by_length = episodes.of_length(state)
        lengths = np.arange(by_length.shape[1])
        assert (by_length @ lengths == slots[:, state]).all()
        assert (by_length.sum(axis=1) == episodes.numbers()[:, state]).all()
        longest = np.where(by_length > 0, lengths, 0).max(axis=1)
        assert (longest == episodes.longest()[:, state]).all()
    long = [
        [sum(n for _, s, n in _runs(diary) if s == k and n >= 2) for k in range(COUNT)] for diary in states.tolist()
    ]
    assert episodes.slots(2).tolist() == long


@given(DIARIES)
def test_what_follows_what_is_counted_within_a_day(states: NDArray[np.uint8]) -> None:
    expected = np.zeros((COUNT + 1, len(states), COUNT + 1), dtype=int)
    for i, diary in enumerate(states.tolist()):
        for first in range(0, len(diary), DAY):
            parts = [state for state, _ in groupby(diary[first : first + DAY])]
            while parts and parts[0] == 0:
                parts.pop(0)
            while parts and parts[-1] == 0:
                parts.pop()
            named = [COUNT if part == 0 else part for part in parts]
            for before, after in zip([OUTSIDE, *named], [*named, OUTSIDE], strict=True):
                if named:
                    expected[before, i, after] += 1
    episodes = episodes_of(states, COUNT, DAY)
    for before in range(COUNT + 1):
        assert (episodes.followed_by(before) == expected[before]).all()


@given(DIARIES)
def test_transitions_are_counted_slot_by_slot(states: NDArray[np.uint8]) -> None:
    counts = transition_counts(states, COUNT, slots_per_day=DAY)
    expected = np.zeros_like(counts)
    for diary in states.tolist():
        for slot, (before, after) in enumerate(pairwise(diary)):
            expected[slot, before, after] += (slot + 1) % DAY != 0
    assert (counts == expected).all()
    sums = transition_rates(counts.sum(axis=0)).sum(axis=1)
    assert np.allclose(sums[np.isfinite(sums)], 1)


@given(DIARIES, st.integers(1, 3))
def test_a_weight_counts_a_respondent_that_often(states: NDArray[np.uint8], weight: int) -> None:
    weights = np.ones(len(states))
    weights[0] = weight
    repeated = np.vstack([states, np.repeat(states[:1], weight - 1, axis=0)])
    assert np.allclose(state_distribution(states, COUNT, weights), state_distribution(repeated, COUNT))
    assert np.allclose(transition_counts(states, COUNT, weights), transition_counts(repeated, COUNT))
    assert np.allclose(
        episodes_of(states, COUNT, DAY).mean_lengths(weights),
        episodes_of(repeated, COUNT, DAY).mean_lengths(),
        equal_nan=True,
    )


def test_blocks_make_no_difference() -> None:
    states = np.random.default_rng(3).integers(0, COUNT, (2 * BLOCK + 5, 2 * DAY)).astype(np.uint8)
    halves = [states[: BLOCK + 1], states[BLOCK + 1 :]]
    assert np.array_equal(turbulence(states, COUNT), np.concatenate([turbulence(half, COUNT) for half in halves]))
    numbers = [episodes_of(half, COUNT, DAY).numbers() for half in halves]
    assert np.array_equal(episodes_of(states, COUNT, DAY).numbers(), np.vstack(numbers))
    counts = sum(transition_counts(half, COUNT) for half in halves)
    assert np.array_equal(transition_counts(states, COUNT), counts)
    shares = [state_distribution(half, COUNT) * len(half) for half in halves]
    assert np.allclose(state_distribution(states, COUNT) * len(states), sum(shares))


def test_entropy_is_nothing_for_one_state_and_one_for_all_alike() -> None:
    assert entropy([[1.0, 0.0, 0.0, 0.0], [0.25, 0.25, 0.25, 0.25]]).tolist() == [0.0, 1.0]
    assert entropy([[1.0], [1.0]]).tolist() == [0.0, 0.0]
    assert longitudinal_entropy(np.array([[0, 0, 1, 1], [2, 2, 2, 2]]), 4) == pytest.approx([0.5, 0.0])


@given(DIARIES)
def test_turbulence_counts_subsequences(states: NDArray[np.uint8]) -> None:
    expected = []
    for diary in states.tolist():
        runs = [(state, len(list(run))) for state, run in groupby(diary)]
        names, lengths = [state for state, _ in runs][:12], np.array([length for _, length in runs])
        if len(runs) > 12:
            expected.append(np.nan)
            continue
        different = {part for size in range(len(names) + 1) for part in combinations(names, size)}
        greatest = (len(runs) - 1) * (1 - lengths.mean()) ** 2
        expected.append(np.log2(len(different) * (greatest + 1) / (lengths.var() + 1)))
    found = turbulence(states, COUNT)
    known = np.isfinite(expected)
    assert found[known] == pytest.approx(np.array(expected)[known])


def test_the_longest_diaries_have_a_turbulence() -> None:
    restless = np.tile(np.arange(COUNT, dtype=np.uint8), 600)[None]
    assert np.isfinite(turbulence(restless, COUNT)).all()
    # Every new state but for those of the last round doubles the number, less what was there already.
    assert turbulence(restless, COUNT)[0] > 2000
    assert complexity_index(restless, COUNT)[0] == pytest.approx(1.0)


@pytest.mark.parametrize("shape", [(0, 2 * DAY), (3, 0), (0, 0)])
def test_nobody_and_no_time_are_no_error(shape: tuple[int, int]) -> None:
    states = np.zeros(shape, dtype=np.uint8)
    assert state_distribution(states, COUNT).shape == (shape[1], COUNT)
    episodes = episodes_of(states, COUNT, DAY)
    assert episodes.numbers().shape == (shape[0], COUNT)
    assert episodes.followed_by(1).shape == (shape[0], COUNT + 1)
    assert np.isnan(episodes.mean_lengths()).all()
    assert complexity_index(states, COUNT).shape == turbulence(states, COUNT).shape == (shape[0],)


@pytest.mark.parametrize(
    ("states", "count", "message"),
    [
        ([0, 1], 2, "two dimensions"),
        ([[0.5]], 2, "whole numbers"),
        ([[0, 5]], 5, "0 to 4 are known"),
        ([[-1]], 5, "0 to 4 are known"),
        ([[0]], 300, "from 1 to 256"),
    ],
)
def test_what_is_no_state_is_refused(states: object, count: int, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        slots_in_states(np.array(states), count)


def test_days_fill_the_diary() -> None:
    with pytest.raises(ValueError, match="days of 5 slots don't fill 12"):
        episodes_of(np.zeros((1, 12), dtype=np.uint8), 2, 5)
