"""Coefficients of agreement against scikit-learn, the krippendorff package, printed examples and a plain jackknife."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from timediary.estimate.agreement import (
    cohen_kappa,
    gwet_ac1,
    jackknifed,
    krippendorff_alpha,
    one_against_rest,
    percent_agreement,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

STATISTICS = (percent_agreement, cohen_kappa, krippendorff_alpha, gwet_ac1)


def table_of(first: NDArray[np.int64], second: NDArray[np.int64], names: int) -> NDArray[np.float64]:
    table = np.zeros((names, names))
    np.add.at(table, (first, second), 1)
    return table


def codings(seed: int, units: int = 200, names: int = 5) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    generator = np.random.default_rng(seed)
    first = generator.choice(names, units, p=np.arange(1, names + 1) / np.arange(1, names + 1).sum())
    second = np.where(generator.random(units) < 0.3, generator.integers(0, names, units), first)
    return first, second


@pytest.mark.slow
@given(st.integers(0, 10_000), st.integers(2, 8))
@settings(max_examples=40, deadline=None)
def test_kappa_and_alpha_are_those_of_other_programs(seed: int, names: int) -> None:
    import krippendorff
    from sklearn.metrics import cohen_kappa_score

    first, second = codings(seed, names=names)
    table = table_of(first, second, names)
    assert cohen_kappa(table) == pytest.approx(cohen_kappa_score(first, second), abs=1e-12)
    alpha = krippendorff.alpha(np.stack([first, second]), level_of_measurement="nominal", value_domain=range(names))
    assert krippendorff_alpha(table) == pytest.approx(alpha, abs=1e-12)
    rest = one_against_rest(table)
    for name in range(names):
        expected = cohen_kappa_score(first == name, second == name)
        assert cohen_kappa(rest)[name] == pytest.approx(expected, abs=1e-12)
        assert percent_agreement(rest)[name] == pytest.approx(np.mean((first == name) == (second == name)))


def test_ac1_is_one_less_half_the_disagreement_expected_for_two_names() -> None:
    """For two names chance agreement is 2 q (1 - q) with q the mean share of the one (Gwet 2008, formula 5)."""
    table = np.array([[118.0, 5.0], [2.0, 0.0]])
    q = (123 + 120) / 2 / 125
    chance = 2 * q * (1 - q)
    assert gwet_ac1(table) == pytest.approx((118 / 125 - chance) / (1 - chance))
    assert cohen_kappa(table) < 0 < gwet_ac1(table)


def test_coefficients_are_those_of_irrcac() -> None:
    """Five names, three hundred units; the package irrCAC 0.4.4, which rounds to five decimals."""
    table = np.array(
        [[124, 10, 10, 9, 9], [2, 47, 3, 3, 2], [4, 0, 27, 2, 6], [0, 3, 1, 19, 1], [0, 1, 1, 1, 15]], dtype=np.float64
    )
    assert gwet_ac1(table) == pytest.approx(0.72611, abs=6e-6)
    assert krippendorff_alpha(table) == pytest.approx(0.67189, abs=6e-6)
    assert cohen_kappa(table) == pytest.approx(0.67316, abs=6e-6)


@pytest.mark.parametrize("statistic", STATISTICS)
def test_perfect_agreement_is_one(statistic: Callable[[NDArray[np.float64]], NDArray[np.float64]]) -> None:
    assert statistic(np.diag([3.0, 4.0, 5.0])) == pytest.approx(1)


def test_two_coders_who_know_one_name_only_have_no_kappa() -> None:
    one = np.array([[9.0, 0.0], [0.0, 0.0]])
    assert np.isnan(cohen_kappa(one))
    assert np.isnan(krippendorff_alpha(one))
    assert gwet_ac1(one) == pytest.approx(1)
    assert np.isnan(percent_agreement(np.zeros((2, 2))))


@pytest.mark.parametrize("statistic", STATISTICS)
def test_the_jackknife_leaves_one_respondent_out_at_a_time(
    statistic: Callable[[NDArray[np.float64]], NDArray[np.float64]],
) -> None:
    """More respondents than a block holds, each slot of theirs alike: errors are wider than slots would have them."""
    generator = np.random.default_rng(3)
    tables = np.array([table_of(*codings(seed, int(generator.integers(5, 60))), 5) for seed in range(300)])
    found = jackknifed(statistic, tables)
    total = tables.sum(axis=0)
    left_out = np.array([statistic(total - table) for table in tables])
    expected = np.sqrt(299 / 300 * np.square(left_out - left_out.mean()).sum())
    assert found.values == pytest.approx(float(statistic(total)))
    assert found.se == pytest.approx(expected, rel=1e-9)
    assert found.low < found.values < found.high <= 1


def test_units_that_come_in_clumps_have_wider_intervals() -> None:
    first, second = codings(11, 400)
    singly = np.array([table_of(first[[i]], second[[i]], 5) for i in range(400)])
    order = np.argsort(first == second)
    clumps = np.array([table_of(first[part], second[part], 5) for part in np.array_split(order, 20)])
    assert jackknifed(cohen_kappa, clumps).se > 2 * jackknifed(cohen_kappa, singly).se


def test_singly_drawn_units_have_the_error_of_the_large_sample_formula() -> None:
    """Fleiss, Cohen and Everitt 1969, Psychological Bulletin 72, for units independent of one another."""
    first, second = codings(5, 3000)
    singly = np.array([table_of(first[[i]], second[[i]], 5) for i in range(3000)])
    share = singly.sum(axis=0) / 3000
    rows, columns = share.sum(axis=1), share.sum(axis=0)
    observed, chance = np.trace(share), rows @ columns
    kappa = (observed - chance) / (1 - chance)
    on = sum(share[i, i] * (1 - (rows[i] + columns[i]) * (1 - kappa)) ** 2 for i in range(5))
    off = sum(share[i, j] * (columns[i] + rows[j]) ** 2 for i in range(5) for j in range(5) if i != j)
    variance = (on + (1 - kappa) ** 2 * off - (kappa - chance * (1 - kappa)) ** 2) / (3000 * (1 - chance) ** 2)
    assert jackknifed(cohen_kappa, singly).se == pytest.approx(np.sqrt(variance), rel=0.01)


def test_two_who_agree_throughout_have_no_interval() -> None:
    always = np.array([np.diag([3.0, 4.0, 2.0]), np.diag([1.0, 0.0, 7.0]), np.diag([5.0, 5.0, 1.0])])
    for statistic in STATISTICS:
        found = jackknifed(statistic, always)
        assert found.values == pytest.approx(1)
        assert np.isnan(found.se)
        assert np.isnan(found.high)


def test_one_respondent_has_no_interval() -> None:
    found = jackknifed(cohen_kappa, table_of(*codings(1), 5)[None])
    assert np.isfinite(found.values)
    assert np.isnan(found.se)
    assert np.isnan(found.low)
