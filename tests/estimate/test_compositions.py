"""Profiles of shares: log-ratio coordinates, zeros and tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, strategies as st

from timediary.estimate.compositions import (
    equal_profiles,
    equal_profiles_of_respondents,
    equal_profiles_of_totals,
    ilr,
    ilr_basis,
    inverse_ilr,
    mean_coordinates,
    replace_zeros,
)
from timediary.estimate.design import survey_design
from timediary.estimate.differences import differences
from timediary.estimate.ratios import level_membership, ratios

if TYPE_CHECKING:
    from tests.estimate.complex_survey import ComplexSurvey

compositions = st.lists(st.floats(1e-6, 1e6), min_size=2, max_size=8)


@pytest.mark.parametrize("parts", [2, 3, 6, 40])
def test_the_basis_is_orthonormal_and_adds_nothing(parts: int) -> None:
    basis = ilr_basis(parts)
    np.testing.assert_allclose(basis.T @ basis, np.eye(parts - 1), atol=1e-14)
    np.testing.assert_allclose(basis.sum(axis=0), 0.0, atol=1e-14)


def test_coordinates_of_three_parts_are_the_papers() -> None:
    """Egozcue et al. (2003): (1 / sqrt 2) ln(x1 / x2) and (1 / sqrt 6) ln(x1 x2 / x3^2)."""
    x = np.array([0.2, 0.3, 0.5])
    wanted = [np.log(x[0] / x[1]) / np.sqrt(2.0), np.log(x[0] * x[1] / x[2] ** 2) / np.sqrt(6.0)]
    np.testing.assert_allclose(ilr(x), wanted, rtol=1e-14)


@given(compositions)
def test_coordinates_turn_back_and_do_not_see_the_total(parts: list[float]) -> None:
    closed = np.array(parts) / np.sum(parts)
    np.testing.assert_allclose(inverse_ilr(ilr(parts)), closed, rtol=1e-9)
    np.testing.assert_allclose(ilr(np.array(parts) * 7.0), ilr(parts), atol=1e-9)


@given(st.integers(2, 8).flatmap(lambda k: st.tuples(*[st.lists(st.floats(1e-3, 1e3), min_size=k, max_size=k)] * 2)))
def test_coordinates_keep_aitchisons_distance(pair: tuple[list[float], list[float]]) -> None:
    x, y = (np.log(np.array(part)) for part in pair)
    aitchison = np.linalg.norm((x - x.mean()) - (y - y.mean()))
    assert np.linalg.norm(ilr(np.exp(x)) - ilr(np.exp(y))) == pytest.approx(aitchison, abs=1e-9)


def test_zeros_become_two_thirds_of_a_slot_and_ratios_stay() -> None:
    hours = np.array([[0.0, 10.0, 30.0, 0.0]])
    shares = replace_zeros(hours, 0.5)
    np.testing.assert_allclose(shares[0, [0, 3]], 0.65 * 0.5 / 40.0)
    assert shares[0, 2] / shares[0, 1] == pytest.approx(3.0, rel=1e-14)
    assert shares.sum() == pytest.approx(1.0, rel=1e-15)
    np.testing.assert_array_equal(replace_zeros([[10.0, 30.0]], 0.5), [[0.25, 0.75]])


def test_zeros_of_a_short_diary_do_not_swallow_it() -> None:
    shares = replace_zeros([0.5, 0.0, 0.0, 0.0, 0.0, 0.0], 0.5)
    assert shares[0] > 0.5
    assert shares.min() > 0.0
    assert shares.sum() == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("hours", "message"),
    [([[-1.0, 2.0]], "not negative"), ([[np.nan, 2.0]], "finite"), ([[0.0, 0.0]], "recorded nothing")],
)
def test_replacing_zeros_refuses(hours: list[list[float]], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        replace_zeros(hours, 0.5)
    with pytest.raises(ValueError, match="shortest time must be positive"):
        replace_zeros([[1.0, 2.0]], 0.0)


def test_coordinates_refuse_zeros_and_single_parts() -> None:
    with pytest.raises(ValueError, match="positive parts"):
        ilr([0.0, 1.0])
    with pytest.raises(ValueError, match="at least two parts"):
        ilr([1.0])


def test_a_profile_of_two_shares_is_one_difference(survey: ComplexSurvey) -> None:
    pair = np.column_stack([survey.hours[:, 0], survey.total - survey.hours[:, 0]])
    table = ratios(pair, survey.total, survey.design("clustered"), survey.membership("role"))
    test, gap = equal_profiles(table, [0, 2]), differences(table, [(2, 0)])
    assert test.chi_squared == pytest.approx(gap.t[0, 0] ** 2, rel=1e-9)
    assert (float(test.numerator_df), float(test.denominator_df)) == (1.0, 16.0)
    assert test.f == pytest.approx(float(test.chi_squared), rel=1e-12)


def test_any_category_may_be_left_out_of_a_profile(survey: ComplexSurvey) -> None:
    design, domains = survey.design("weighted"), survey.membership("setting")
    whole = equal_profiles(ratios(survey.broad, survey.total, design, domains))
    assert whole.numerator_df == 15.0
    for left_out in range(6):
        others = np.delete(survey.broad, left_out, axis=1)
        fewer = equal_profiles(ratios(others, survey.total, design, domains))
        assert fewer.chi_squared == pytest.approx(float(whole.chi_squared), rel=1e-7)
        assert fewer.numerator_df == 15.0


def test_a_profile_test_pays_for_its_many_differences(survey: ComplexSurvey) -> None:
    """Four settings by six categories are 15 differences, of 16 degrees of freedom."""
    table = ratios(survey.broad, survey.total, survey.design("clustered"), survey.membership("setting"))
    test = equal_profiles(table)
    assert (float(test.numerator_df), float(test.denominator_df)) == (15.0, 2.0)
    assert test.f == pytest.approx(float(test.chi_squared) * 2.0 / (16.0 * 15.0), rel=1e-12)
    assert np.isnan(equal_profiles(table, degrees_of_freedom=10).p)


def test_small_differences_are_the_same_in_shares_and_in_log_ratios() -> None:
    """The coordinates are smooth in the shares, so that near equality the two statistics agree."""
    generator = np.random.default_rng(5)
    hours = generator.gamma([8.0, 4.0, 6.0], 1.0, (4000, 3))
    domains = level_membership(generator.integers(0, 2, 4000), 2)
    table = ratios(hours, hours.sum(axis=1), survey_design(4000), domains)
    in_shares, in_ratios = equal_profiles(table), equal_profiles_of_totals(table)
    assert in_ratios.chi_squared == pytest.approx(float(in_shares.chi_squared), rel=0.02)
    assert in_ratios.numerator_df == in_shares.numerator_df == 2.0


def test_the_order_of_categories_does_not_matter_to_log_ratios(survey: ComplexSurvey) -> None:
    design, domains = survey.design("weighted"), survey.membership("role")
    turned = survey.broad[:, [4, 2, 0, 5, 1, 3]]
    for one, other in (
        (
            equal_profiles_of_totals(ratios(survey.broad, survey.total, design, domains)),
            equal_profiles_of_totals(ratios(turned, survey.total, design, domains)),
        ),
        (
            equal_profiles_of_respondents(survey.broad, design, domains, 0.5),
            equal_profiles_of_respondents(turned, design, domains, 0.5),
        ),
    ):
        assert one.chi_squared == pytest.approx(float(other.chi_squared), rel=1e-8)
        assert one.numerator_df == other.numerator_df == 10.0


def test_a_share_of_0_has_no_log_ratio(survey: ComplexSurvey) -> None:
    hours = survey.broad.copy()
    hours[survey.membership("setting")[:, 2], 3] = 0.0
    design, domains = survey.design("weighted"), survey.membership("setting")
    table = ratios(hours, hours.sum(axis=1), design, domains)
    with pytest.raises(ValueError, match="domain 2 has no time in category 3"):
        equal_profiles_of_totals(table)
    assert np.isfinite(equal_profiles_of_respondents(hours, design, domains, 0.5).p)
    assert np.isfinite(equal_profiles(table).p)


def test_compositional_means_are_closed_geometric_means() -> None:
    hours = np.array([[1.0, 4.0, 5.0], [2.0, 2.0, 6.0], [8.0, 1.0, 1.0], [0.0, 0.0, 0.0]])
    domains = np.array([[True, True, False, True], [False, False, True, True]]).T
    averaged = mean_coordinates(hours, survey_design(4), domains, 0.5)
    geometric = np.sqrt(hours[0] / 10.0 * hours[1] / 10.0)
    np.testing.assert_allclose(inverse_ilr(averaged.values[0]), geometric / geometric.sum(), rtol=1e-12)
    np.testing.assert_allclose(inverse_ilr(averaged.values[1]), hours[2] / 10.0, rtol=1e-12)
    # Who recorded nothing is no base.
    assert averaged.bases.tolist() == [2, 1]


@pytest.mark.slow
def test_profile_tests_reject_as_often_as_they_say() -> None:
    """1,500 samples in which settings don't differ: 5% rejected, give or take 2.5 standard errors of that."""
    generator = np.random.default_rng(77)
    rejected = np.zeros(3)
    samples = 1500
    for _ in range(samples):
        hours = np.round(generator.gamma([9.0, 3.0, 5.0, 2.0], 1.0, (240, 4)) * 2.0) / 2.0
        domains = level_membership(generator.integers(0, 3, 240), 3)
        design = survey_design(240)
        table = ratios(hours, hours.sum(axis=1), design, domains)
        p = [
            equal_profiles(table).p,
            equal_profiles_of_totals(table).p,
            equal_profiles_of_respondents(hours, design, domains, 0.5).p,
        ]
        rejected += np.array(p) < 0.05
    np.testing.assert_allclose(rejected / samples, 0.05, atol=2.5 * np.sqrt(0.05 * 0.95 / samples) + 0.005)
