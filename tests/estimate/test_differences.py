"""Differences, tests and their adjustment."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from scipy import stats

from timediary.estimate.association import rao_scott_test
from timediary.estimate.design import survey_design
from timediary.estimate.differences import (
    differences,
    equal_domains,
    holm,
    satterthwaite,
    wald_statistic,
)
from timediary.estimate.ratios import level_membership, means, ratios
from timediary.estimate.replication import jackknife
from timediary.estimate.waves import differences_between

if TYPE_CHECKING:
    from tests.estimate.complex_survey import ComplexSurvey


def test_two_groups_drawn_one_by_one_are_nearly_welchs_t_test() -> None:
    generator = np.random.default_rng(1)
    values, group = generator.normal(30.0, 5.0, 90), np.repeat([0, 1], [70, 20])
    table = means(values, survey_design(90), level_membership(group, 2))
    gap = differences(table, [(1, 0)])
    welch = stats.ttest_ind(values[group == 1], values[group == 0], equal_var=False)
    assert gap.values[0, 0] == pytest.approx(values[group == 1].mean() - values[group == 0].mean(), rel=1e-12)
    # The design divides by n - 1 = 89 once, and Welch by the 69 and 19 of the groups.
    assert gap.t[0, 0] == pytest.approx(welch.statistic, rel=0.03)
    assert gap.degrees_of_freedom[0, 0] == pytest.approx(welch.df, rel=0.1)
    assert gap.p[0, 0] == pytest.approx(welch.pvalue, rel=0.2)


def test_a_part_against_the_whole_has_their_covariance(survey: ComplexSurvey) -> None:
    design = survey.design("clustered")
    domains = np.column_stack([survey.membership("role"), np.ones(survey.n, dtype=bool)])
    table = ratios(survey.hours, survey.total, design, domains)
    gap = differences(table, [(0, 3)])
    covariance = table.covariance([0, 3])
    for category in range(7):
        block = covariance[:, category, :, category]
        wanted = block[0, 0] + block[1, 1] - 2.0 * block[0, 1]
        assert gap.se[0, category] ** 2 == pytest.approx(wanted, rel=1e-9)


def test_an_interval_that_ends_at_0_has_a_p_of_5_percent(survey: ComplexSurvey) -> None:
    table = ratios(survey.hours, survey.total, survey.design("clustered"), survey.membership("role"))
    gap = differences(table, [(1, 0), (2, 0), (2, 1)])
    for pair, category in np.ndindex(gap.values.shape):
        level = 1.0 - float(gap.p[pair, category])
        interval = gap.interval(level)
        ends = interval.low[pair, category], interval.high[pair, category]
        assert min(abs(end) for end in ends) < 1e-9


def test_a_domain_without_anybody_has_no_difference(survey: ComplexSurvey) -> None:
    domains = np.column_stack([survey.membership("role"), np.zeros(survey.n, dtype=bool)])
    table = ratios(survey.hours, survey.total, survey.design("weighted"), domains)
    gap = differences(table, [(3, 0), (1, 0)])
    assert np.isnan(gap.values[0]).all()
    assert np.isnan(gap.se[0]).all()
    assert np.isnan(gap.p[0]).all()
    assert np.isfinite(gap.p[1]).all()
    known = ratios(survey.hours, survey.total, survey.design("weighted"), survey.membership("role"))
    np.testing.assert_allclose(equal_domains(table).f, equal_domains(known).f, rtol=1e-12)
    with pytest.raises(ValueError, match=r"\(m, 2\)"):
        differences(table, [0, 1])


def test_walds_statistic_of_two_domains_is_t_squared(survey: ComplexSurvey) -> None:
    table = ratios(survey.hours, survey.total, survey.design("clustered"), survey.membership("role"))
    test, gap = equal_domains(table, [2, 0]), differences(table, [(2, 0)])
    np.testing.assert_allclose(test.chi_squared, gap.t[0] ** 2, rtol=1e-9)
    assert test.numerator_df.tolist() == [1.0] * 7
    assert test.denominator_df.tolist() == [15.0] * 7


def test_walds_statistic_does_not_depend_on_the_first_domain(survey: ComplexSurvey) -> None:
    table = ratios(survey.hours, survey.total, survey.design("clustered"), survey.membership("setting"))
    one, other = equal_domains(table, [0, 1, 2, 3]), equal_domains(table, [3, 1, 0, 2])
    np.testing.assert_allclose(one.chi_squared, other.chi_squared, rtol=1e-9)
    fewer = equal_domains(table, degrees_of_freedom=3)
    assert np.isnan(fewer.p).all()
    np.testing.assert_allclose(fewer.f, one.f, rtol=1e-12)


def test_walds_statistic_counts_what_is_independent() -> None:
    scores = np.random.default_rng(4).normal(size=(30, 3))
    contrasts = np.array([0.3, -2.0, 1.0])
    whole, rank = wald_statistic(contrasts, scores)
    assert rank == 3
    assert whole == pytest.approx(contrasts @ np.linalg.solve(scores.T @ scores, contrasts), rel=1e-10)
    mixed = np.column_stack([np.eye(3), [1.0, 1.0, 1.0]])
    again, rank = wald_statistic(contrasts @ mixed, scores @ mixed)
    assert rank == 3
    assert again == pytest.approx(whole, rel=1e-10)
    assert wald_statistic(contrasts, np.zeros((30, 3)))[1] == 0


def test_independent_samples_add_their_variances(survey: ComplexSurvey) -> None:
    domains = survey.membership("role")
    first = ratios(survey.hours, survey.total, survey.design("clustered"), domains)
    second = ratios(survey.hours[::-1], survey.total[::-1], survey.design("simple"), domains)
    gap = differences_between(first, second)
    np.testing.assert_allclose(gap.se**2, first.variances + second.variances, rtol=1e-12)
    np.testing.assert_array_equal(gap.values, second.values - first.values)
    assert (gap.degrees_of_freedom > first.degrees_of_freedom[:, None]).all()
    ids = np.arange(survey.n)
    design = survey_design(survey.n)
    apart = [ratios(survey.hours, survey.total, design, domains) for _ in range(2)]
    nobody_shared = differences_between(apart[0], apart[1], (ids, ids + 10_000))
    np.testing.assert_allclose(nobody_shared.se, differences_between(apart[0], apart[1]).se, rtol=1e-10)


def test_a_panel_that_answers_the_same_twice_has_not_changed(survey: ComplexSurvey) -> None:
    ids, order = np.arange(survey.n), np.random.default_rng(6).permutation(survey.n)
    domains = survey.membership("role")
    first = ratios(survey.hours, survey.total, survey_design(survey.n), domains)
    second = ratios(survey.hours[order], survey.total[order], survey_design(survey.n), domains[order])
    gap = differences_between(first, second, (ids, order))
    assert np.abs(gap.se).max() < 1e-9


def test_a_panel_is_one_sample_of_people_in_two_waves(survey: ComplexSurvey) -> None:
    """Both waves in one table, people as clusters, waves as domains: the same covariance by another way."""
    generator = np.random.default_rng(9)
    agency = survey.attributes["agency"]
    later = np.maximum(survey.broad + generator.normal(0.0, 2.0, survey.broad.shape), 0.0)
    hours, total = np.vstack([survey.broad, later]), np.r_[survey.total, later.sum(axis=1)]
    waves = np.repeat(np.eye(2, dtype=bool), survey.n, axis=0)
    for unit in (np.arange(survey.n), agency):
        design = survey_design(survey.n, clusters=unit)
        first = ratios(survey.broad, survey.total, design)
        second = ratios(later, later.sum(axis=1), design)
        panel = differences_between(first, second, (unit, unit))
        stacked = ratios(hours, total, survey_design(2 * survey.n, clusters=np.r_[unit, unit]), waves)
        np.testing.assert_allclose(panel.se, differences(stacked, [(1, 0)]).se, rtol=1e-9)
        assert (panel.se < differences_between(first, second).se).all()


def test_a_panel_needs_labels_that_fit(survey: ComplexSurvey) -> None:
    table = ratios(survey.hours, survey.total, survey.design("clustered"))
    agency, ids = survey.attributes["agency"], np.arange(survey.n)
    with pytest.raises(ValueError, match="different cluster labels"):
        differences_between(table, table, (ids, ids))
    with pytest.raises(ValueError, match="the same label"):
        differences_between(table, table, (agency, np.full(survey.n, "one")))
    with pytest.raises(ValueError, match="for 240 respondents"):
        differences_between(table, table, (agency[:5], agency))
    replicated = ratios(survey.hours, survey.total, jackknife(survey.design("clustered")))
    with pytest.raises(ValueError, match="linearised"):
        differences_between(replicated, table, (agency, agency))
    other = ratios(survey.broad, survey.total, survey.design("clustered"))
    with pytest.raises(ValueError, match="cannot be compared"):
        differences_between(table, other)


def test_satterthwaite() -> None:
    assert satterthwaite(1.0, 10, 1.0, 10) == pytest.approx(20.0)
    assert satterthwaite(1.0, 10, 0.0, 0) == pytest.approx(10.0)
    assert satterthwaite(1.0, 10, 1e-12, 500) == pytest.approx(10.0)
    assert satterthwaite(1.0, 0, 1.0, 5) == 0.0
    assert np.isnan(satterthwaite(0.0, 5, 0.0, 5))


def test_holms_adjustment_is_the_papers() -> None:
    np.testing.assert_allclose(holm([0.01, 0.04, 0.03, 0.005]), [0.03, 0.06, 0.06, 0.02])
    np.testing.assert_allclose(holm([[0.4, np.nan], [0.5, 0.001]]), [[0.8, np.nan], [0.8, 0.003]])
    assert holm([0.9, 0.8, 0.7]).max() == 1.0
    assert holm([]).shape == (0,)


def test_holm_keeps_the_order_and_never_lowers() -> None:
    p = np.random.default_rng(3).uniform(size=40)
    adjusted = holm(p)
    assert (adjusted >= p).all()
    assert (np.diff(adjusted[np.argsort(p)]) >= 0.0).all()


def test_rao_scott_of_a_simple_sample_is_pearsons_test() -> None:
    generator = np.random.default_rng(12)
    rows, columns = generator.integers(0, 3, 4000), generator.integers(0, 2, 4000)
    test = rao_scott_test(rows, columns, survey_design(4000))
    table = np.histogram2d(rows, columns, bins=[3, 2])[0]
    pearson = stats.chi2_contingency(table, correction=False)
    assert test.pearson == pytest.approx(pearson.statistic, rel=1e-10)
    # Without clusters or weights all design effects are near 1.
    assert test.f == pytest.approx(pearson.statistic / 2.0, rel=0.02)
    assert test.p == pytest.approx(pearson.pvalue, rel=0.05)
    assert test.base == 4000


def test_rao_scott_leaves_out_who_did_not_answer_and_levels_nobody_chose() -> None:
    generator = np.random.default_rng(13)
    rows, columns = generator.integers(0, 3, 200), generator.integers(0, 2, 200)
    clusters = generator.integers(0, 20, 200)
    answered = np.arange(200) >= 40
    design = survey_design(200, clusters=clusters)
    plain = rao_scott_test(rows, columns, design, answered)
    missing = rao_scott_test(np.where(answered, rows, -1) * 5, columns, design)
    assert missing == plain
    assert plain.base == 160
    turned = rao_scott_test(columns, rows, design, answered)
    assert turned.f == pytest.approx(plain.f, rel=1e-9)


def test_a_table_of_one_row_has_no_association() -> None:
    test = rao_scott_test(np.zeros(9, dtype=int), np.arange(9) % 3, survey_design(9))
    assert np.isnan([test.f, test.p]).all()
    with pytest.raises(ValueError, match="for 9 respondents"):
        rao_scott_test(np.zeros(8, dtype=int), np.arange(9) % 3, survey_design(9))
