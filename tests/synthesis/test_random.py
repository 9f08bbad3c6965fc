"""Chance: what it must be whatever the seed, and that it never changes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, strategies as st

from timediary.model.problem import RequestError
from timediary.synthesis.random import Stream

SEEDS = st.integers(0, 2**80)


def test_a_stream_is_the_same_for_ever() -> None:
    # The same with numpy 1.26 and 2.4.
    stream = Stream(2009, "weeks", 3)
    assert [stream.below(1000) for _ in range(6)] == [612, 654, 510, 787, 132, 370]
    assert stream.raw(2).tolist() == [8616467435626518281, 5662766884118072307]
    assert stream.shuffled("abcdef") == list("aefbdc")


@given(SEEDS, st.integers(1, 2**40))
def test_numbers_keep_to_their_bounds(seed: int, bound: int) -> None:
    stream = Stream(seed, "test")
    assert all(0 <= stream.below(bound) < bound for _ in range(20))
    assert all(bound <= stream.between(bound, bound + 3) <= bound + 3 for _ in range(20))
    assert all(0 <= stream.uniform() < 1 for _ in range(20))


@given(SEEDS, st.integers(1, 2**31))
def test_arrays_keep_to_their_bounds(seed: int, bound: int) -> None:
    stream = Stream(seed, "test")
    whole, real = stream.integers(50, bound), stream.uniforms(50)
    assert whole.dtype == np.int64
    assert 0 <= whole.min() <= whole.max() < bound
    assert real.dtype == np.float64
    assert 0 <= real.min() <= real.max() < 1


@given(SEEDS, st.lists(st.integers(), max_size=30))
def test_orders_keep_every_item(seed: int, items: list[int]) -> None:
    stream = Stream(seed, "test")
    assert sorted(stream.shuffled(items)) == sorted(items)
    assert sorted(stream.permutation(len(items)).tolist()) == list(range(len(items)))


def test_what_is_as_likely_comes_as_often() -> None:
    stream, tries = Stream(1, "test"), 60_000
    orders = ["".join(stream.shuffled("abc")) for _ in range(tries)]
    places = [stream.weighted([1, 0, 2, 3]) for _ in range(tries)]
    # Five standard errors of a share of a sixth.
    off = 5 * (tries * 5 / 36) ** 0.5
    assert all(abs(orders.count(order) - tries / 6) < off for order in set(orders))
    assert len(set(orders)) == 6
    assert abs(places.count(0) - tries / 6) < off
    assert places.count(1) == 0
    assert abs(places.count(2) - tries / 3) < off * 1.3
    assert abs(stream.uniforms(tries).mean() - 0.5) < 5 * (tries * 12) ** -0.5
    assert abs(sum(stream.chance(1, 6) for _ in range(tries)) - tries / 6) < off
    assert np.abs(np.bincount(stream.integers(tries, 6)) - tries / 6).max() < off


def test_streams_differ_by_seed_purpose_and_number() -> None:
    keys = [(seed, purpose, number) for seed in (0, 1, 2**32, 2**64) for purpose in "ab" for number in (0, 1)]
    assert len({tuple(Stream(*key).raw(2).tolist()) for key in keys}) == len(keys)


def test_a_negative_seed_is_refused_in_words() -> None:
    with pytest.raises(RequestError, match="must be 0 or more, not -1"):
        Stream(-1, "weeks")
