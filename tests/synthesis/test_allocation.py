"""Sharing out: what can hold holds exactly, and what cannot is missed by as little as possible."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, strategies as st

from timediary.synthesis.allocation import Wanted, allocate, fewest_changed
from timediary.synthesis.random import Stream


def members(shape: tuple[int, int], chosen: np.ndarray) -> np.ndarray:
    """Factors of 1 for some classes and kinds."""
    factors = np.zeros(shape)
    factors[chosen] = 1.0
    return factors.reshape(-1)


@pytest.mark.slow
@given(st.integers(0, 100_000), st.integers(2, 6), st.integers(2, 5))
def test_counts_of_a_table_that_exists_are_met(seed: int, classes: int, kinds: int) -> None:
    generator = np.random.default_rng(seed)
    true = generator.integers(0, 30, (classes, kinds))
    rows = [generator.random((classes, kinds)) < 0.5 for _ in range(4)]
    columns = [np.broadcast_to(np.arange(kinds) == k, true.shape) for k in range(kinds)]
    wanted = [
        Wanted(members(true.shape, chosen), float(true[chosen].sum()), float(true[chosen].sum()))
        for chosen in (*rows, *columns)
    ]
    found, missed = allocate(true.sum(axis=1), np.ones(true.shape), wanted)
    assert missed == []
    np.testing.assert_array_equal(found.sum(axis=1), true.sum(axis=1))
    for chosen in (*rows, *columns):
        assert found[chosen].sum() == true[chosen].sum()


def test_without_anything_wanted_shares_follow_the_weights() -> None:
    found, _ = allocate(np.array([100, 10]), np.array([[3.0, 1.0], [1.0, 0.0]]), [])
    assert found.tolist() == [[75, 25], [10, 0]]


def test_what_cannot_hold_is_missed_by_as_little_as_possible() -> None:
    shape = (1, 2)
    wanted = [
        Wanted(members(shape, np.array([[True, False]])), 7.0, 7.0),
        Wanted(members(shape, np.array([[False, True]])), 5.0, 5.0),
    ]
    found, missed = allocate(np.array([10]), np.ones(shape), wanted)
    assert found.sum() == 10
    assert abs(found[0, 0] - 7) + abs(found[0, 1] - 5) == 2
    assert missed


def test_as_few_as_will_do_change_for_what_is_wanted_and_chance_decides_who() -> None:
    now = np.array([[10, 0], [10, 0], [5, 5]])
    second = np.broadcast_to([False, True], now.shape)
    of_first_two = second & (np.arange(3) < 2)[:, None]
    wanted = [Wanted(members(now.shape, second), 9.0, 9.0), Wanted(members(now.shape, of_first_two), 3.0, 4.0)]
    found = [fewest_changed(now, wanted, [], Stream(seed, "changes")) for seed in range(20)]
    for one in found:
        np.testing.assert_array_equal(one.sum(axis=1), now.sum(axis=1))
        assert np.abs(one - now).sum() == 2 * 4
        assert one[:, 1].sum() == 9
    assert len({int(one[0, 1]) for one in found}) > 1
    assert fewest_changed(now, wanted[:0], [], Stream(1, "changes")) is now
    # What is wished gives way to what is wanted, by as little as can be; what can't be leaves all as it is.
    wished = fewest_changed(now, wanted[:1], [Wanted(wanted[1].factors, 12.0, 12.0)], Stream(1, "changes"))
    assert wished[:, 1].tolist() == [wished[0, 1], 9 - wished[0, 1], 0]
    assert fewest_changed(now, [Wanted(wanted[0].factors, 31.0, 31.0)], [], Stream(1, "changes")) is now
