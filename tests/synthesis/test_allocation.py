"""Sharing out: what can hold holds exactly, and what cannot is missed by as little as possible."""

from __future__ import annotations

import numpy as np
from hypothesis import given, strategies as st

from timediary.synthesis.allocation import Wanted, allocate


def members(shape: tuple[int, int], chosen: np.ndarray) -> np.ndarray:
    """Factors of 1 for some classes and kinds."""
    factors = np.zeros(shape)
    factors[chosen] = 1.0
    return factors.reshape(-1)


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
