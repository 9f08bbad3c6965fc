"""Sums that add up give what all respondents together give."""

from __future__ import annotations

import pickle
from functools import reduce
from operator import add
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import pytest
from hypothesis import given, strategies as st

from timediary.estimate.design import survey_design
from timediary.estimate.ratios import ratios
from timediary.estimate.sums import Sums, ratio_sums, summed_ratios
from timediary.estimate.whole_ratios import whole_ratios

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from timediary.estimate.ratios import Estimates

    Diaries: TypeAlias = tuple[NDArray[np.int64], NDArray[np.int64]]

RESPONDENTS, CELLS, CATEGORIES = 3_000, 5, 4
# Cells 0 and 1, 2 to 4, everybody; the last domain is empty.
DOMAINS = np.array([[1, 0, 1, 0], [1, 0, 1, 0], [0, 1, 1, 0], [0, 1, 1, 0], [0, 1, 1, 0]], dtype=bool)


@pytest.fixture(params=[30, 1])
def diaries(request: pytest.FixtureRequest) -> Diaries:
    """Minutes by category and the cells of respondents; in slots of half an hour, or minute by minute."""
    generator = np.random.default_rng(17)
    minutes = generator.integers(0, 2_000 // request.param, (RESPONDENTS, CATEGORIES)) * request.param
    minutes[generator.random(RESPONDENTS) < 0.98, 0] = 0  # rare and uneven
    return minutes.astype(np.int64), generator.integers(0, CELLS, RESPONDENTS)


def in_windows(
    minutes: NDArray[np.int64],
    cells: NDArray[np.int64],
    weights: NDArray[np.float64] | None = None,
    clusters: NDArray[np.int64] | None = None,
    *,
    order: int = 1,
) -> Sums:
    """The sums of seven windows, each with those cells alone that it has."""
    parts = []
    for rows in np.array_split(np.arange(len(minutes)), 7)[::order]:
        label = cells[rows] if clusters is None else cells[rows] * 1_000 + clusters[rows]
        keys, place = np.unique(label, return_inverse=True)
        given = None if weights is None else weights[rows]
        parts.append(
            ratio_sums(
                place,
                [(key,) for key in keys.tolist()],
                minutes[rows],
                minutes[rows].sum(axis=1),
                given,
                fourth=clusters is None,
            )
        )
    sent = [pickle.loads(pickle.dumps(part)) for part in parts]  # noqa: S301 - as workers send them back
    return reduce(add, sent, Sums())


def agree(found: Estimates, expected: Estimates) -> None:
    for name in ("values", "bases", "se", "deff", "degrees_of_freedom", "effective_degrees_of_freedom"):
        np.testing.assert_allclose(getattr(found, name), getattr(expected, name), rtol=1e-12, atol=1e-15, err_msg=name)
    assert found.total_degrees_of_freedom == expected.total_degrees_of_freedom


@pytest.mark.parametrize("weighted", [False, True])
def test_windows_give_what_all_respondents_give(diaries: Diaries, weighted: bool) -> None:
    minutes, cells = diaries
    weights = np.random.default_rng(3).uniform(0.2, 3, RESPONDENTS) if weighted else None
    design = survey_design(RESPONDENTS, weights=weights)
    agree(
        summed_ratios(in_windows(minutes, cells, weights), DOMAINS, RESPONDENTS),
        ratios(minutes / 60, minutes.sum(axis=1) / 60, design, DOMAINS[cells]),
    )


def test_clusters_give_what_all_respondents_give(diaries: Diaries) -> None:
    minutes, cells = diaries
    clusters = np.random.default_rng(4).integers(0, 40, RESPONDENTS)
    sums = in_windows(minutes, cells, clusters=clusters)
    labels = np.array([key[0] % 1_000 for key in sums.keys])
    of_cell = np.array([key[0] // 1_000 for key in sums.keys])
    strata = labels % 3
    by_cell = survey_design(len(labels), clusters=labels, strata=strata)
    whole = survey_design(RESPONDENTS, clusters=clusters, strata=clusters % 3)
    agree(
        summed_ratios(sums, DOMAINS[of_cell], by_cell),
        ratios(minutes, minutes.sum(axis=1), whole, DOMAINS[cells]),
    )


@given(st.integers(0, 2**32 - 1), st.sampled_from([1, 10, 5_000, 80_000, 10**9]), st.sampled_from([1, 60, 10**9]))
def test_sums_are_those_of_whole_numbers_without_end(seed: int, largest: int, unit: int) -> None:
    generator = np.random.default_rng(seed)
    minutes = generator.integers(0, largest, (200, 2), endpoint=True) * unit
    cells = generator.integers(0, 3, 200)
    recorded = minutes.sum(axis=1)
    arrays = ratio_sums(cells, [(0,), (1,), (2,)], minutes, recorded).arrays
    top, bottom = minutes.astype(object), recorded.astype(object)
    for cell in range(3):
        y, x = top[cells == cell], bottom[cells == cell]
        assert arrays["y"][cell].tolist() == y.sum(axis=0).tolist()
        assert arrays["xx"][cell] == (x**2).sum()
        assert arrays["y3x"][cell].tolist() == (y**3 * x[:, None]).sum(axis=0).tolist()
        assert arrays["x4"][cell] == (x**4).sum()


@given(st.integers(0, 2**32 - 1), st.integers(2, 60), st.integers(1, 12))
def test_what_is_in_memory_and_in_windows_is_the_same_to_the_last_bit(seed: int, number: int, domains: int) -> None:
    generator = np.random.default_rng(seed)
    minutes = 30 * generator.integers(0, 40, (number, 3)) * (generator.random((number, 3)) < 0.5)
    recorded = minutes.sum(axis=1)
    members = generator.random((number, domains)) < 0.6
    whole = whole_ratios(minutes, recorded, survey_design(number), members)
    sums = [
        ratio_sums(np.arange(len(rows)), [(int(row),) for row in rows], minutes[rows], recorded[rows])
        for rows in np.array_split(np.arange(number), 2)
    ]
    windows = summed_ratios(sums[0] + sums[1], members, number)
    for name in ("values", "variances", "deff", "effective_degrees_of_freedom"):
        assert getattr(whole, name).tobytes() == getattr(windows, name).tobytes()
    agree(whole, ratios(minutes, recorded, survey_design(number), members))
    covariance = np.square(whole.scores()).sum(axis=0)
    np.testing.assert_allclose(covariance, whole.variances, rtol=1e-9, atol=1e-15)


def test_the_order_of_windows_changes_no_bit(diaries: Diaries) -> None:
    minutes, cells = diaries
    first = summed_ratios(in_windows(minutes, cells), DOMAINS, RESPONDENTS)
    second = summed_ratios(in_windows(minutes, cells, order=-1), DOMAINS, RESPONDENTS)
    assert first.variances.tobytes() == second.variances.tobytes()
    assert first.effective_degrees_of_freedom.tobytes() == second.effective_degrees_of_freedom.tobytes()


def test_what_does_not_vary_has_no_variance() -> None:
    minutes = np.outer(np.arange(1, 400), [1, 2]).astype(np.int64)  # a third, for everybody
    weights = np.linspace(0.3, 2.7, len(minutes))
    sums = ratio_sums(np.zeros(len(minutes), int), [()], minutes, minutes.sum(axis=1), weights)
    assert not summed_ratios(sums, np.ones((1, 1), bool), len(minutes)).variances.any()
