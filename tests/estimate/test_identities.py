"""What must hold for any design, whatever the numbers are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from timediary.estimate.design import survey_design
from timediary.estimate.differences import differences
from timediary.estimate.intervals import share_interval
from timediary.estimate.ratios import Estimates, level_membership, means, ratios, totals
from timediary.estimate.replication import jackknife, rescaled_bootstrap

if TYPE_CHECKING:
    from tests.estimate.complex_survey import ComplexSurvey

    from timediary.estimate.design import Design

DESIGNS = pytest.mark.parametrize("name", ["simple", "weighted", "clustered"])


def _equal(first: Estimates, second: Estimates, rtol: float = 1e-12) -> None:
    np.testing.assert_allclose(first.values, second.values, rtol=rtol)
    np.testing.assert_allclose(first.se, second.se, rtol=rtol * 100, atol=1e-14)
    np.testing.assert_allclose(first.deff, second.deff, rtol=rtol * 100)
    np.testing.assert_array_equal(first.degrees_of_freedom, second.degrees_of_freedom)


def _clustered(survey: ComplexSurvey, **changes: object) -> Design:
    settings = {
        "weights": survey.attributes["weight"].astype(float),
        "strata": survey.attributes["region"],
        "clusters": survey.attributes["agency"],
        "nest": True,
    }
    return survey_design(survey.n, **(settings | changes))  # type: ignore[arg-type]


def test_one_respondent_a_cluster_is_no_clusters(survey: ComplexSurvey) -> None:
    alone = np.random.default_rng(1).permutation(survey.n)
    domains = survey.membership("setting")
    with_clusters = ratios(survey.hours, survey.total, _clustered(survey, clusters=alone), domains)
    without = ratios(survey.hours, survey.total, _clustered(survey, clusters=None), domains)
    _equal(with_clusters, without)
    np.testing.assert_allclose(with_clusters.covariance(), without.covariance(), rtol=1e-9, atol=1e-18)


def test_one_stratum_is_no_strata(survey: ComplexSurvey) -> None:
    one = ratios(survey.hours, survey.total, _clustered(survey, strata=np.full(survey.n, "all")))
    _equal(one, ratios(survey.hours, survey.total, _clustered(survey, strata=None)))


@DESIGNS
@given(constant=st.floats(1e-3, 1e6))
@settings(max_examples=10, deadline=None)
def test_weights_times_a_constant_change_nothing(name: str, constant: float, survey: ComplexSurvey) -> None:
    design = survey.design(name)
    changes = {} if name == "clustered" else {"strata": None, "clusters": None}
    scaled = _clustered(survey, weights=design.weights * constant, **changes)
    domains = survey.membership("role")
    _equal(ratios(survey.hours, survey.total, design, domains), ratios(survey.hours, survey.total, scaled, domains))
    np.testing.assert_allclose(
        totals(survey.total, scaled, domains).se, constant * totals(survey.total, design, domains).se, rtol=1e-12
    )


@DESIGNS
def test_a_domain_that_is_everything_is_no_domain(name: str, survey: ComplexSurvey) -> None:
    design = survey.design(name)
    everything = np.ones((survey.n, 1), dtype=bool)
    for estimate in (means, totals):
        _equal(estimate(survey.hours, design, everything), estimate(survey.hours, design))
    whole = ratios(survey.hours, survey.total, design, everything)
    _equal(whole, ratios(survey.hours, survey.total, design))
    assert whole.degrees_of_freedom[0] == whole.total_degrees_of_freedom


@DESIGNS
def test_a_domain_does_not_depend_on_the_other_domains(name: str, survey: ComplexSurvey) -> None:
    design, domains = survey.design(name), survey.membership("setting")
    together = ratios(survey.hours, survey.total, design, domains)
    for domain in range(domains.shape[1]):
        alone = ratios(survey.hours, survey.total, design, domains[:, domain])
        np.testing.assert_allclose(together.values[domain], alone.values[0], rtol=1e-12)
        np.testing.assert_allclose(together.se[domain], alone.se[0], rtol=1e-10, atol=1e-15)


def test_the_order_of_respondents_does_not_matter(survey: ComplexSurvey) -> None:
    order = np.random.default_rng(5).permutation(survey.n)
    shuffled = _clustered(
        survey,
        weights=survey.attributes["weight"].astype(float)[order],
        strata=survey.attributes["region"][order],
        clusters=survey.attributes["agency"][order],
    )
    domains = survey.membership("setting")
    _equal(
        ratios(survey.hours, survey.total, survey.design("clustered"), domains),
        ratios(survey.hours[order], survey.total[order], shuffled, domains[order]),
    )


def test_a_respondent_in_two_rows_of_one_cluster_is_one_respondent(survey: ComplexSurvey) -> None:
    person = np.arange(survey.n)
    whole = ratios(survey.hours, survey.total, survey_design(survey.n))
    halves = ratios(
        np.vstack([survey.hours * 0.25, survey.hours * 0.75]),
        np.r_[survey.total * 0.25, survey.total * 0.75],
        survey_design(2 * survey.n, clusters=np.r_[person, person]),
    )
    np.testing.assert_allclose(whole.se, halves.se, rtol=1e-12)
    assert whole.degrees_of_freedom[0] == halves.degrees_of_freedom[0]


@DESIGNS
def test_shares_of_a_partition_sum_to_1_and_their_covariances_to_0(name: str, survey: ComplexSurvey) -> None:
    table = ratios(survey.broad, survey.total, survey.design(name), survey.membership("setting"))
    np.testing.assert_allclose(table.values.sum(axis=1), 1.0, rtol=1e-14)
    covariance = table.covariance()
    assert np.abs(covariance.sum(axis=3)).max() < 1e-17
    assert np.abs(covariance.sum(axis=1)).max() < 1e-17


@DESIGNS
def test_the_covariance_has_the_variances_on_its_diagonal(name: str, survey: ComplexSurvey) -> None:
    table = ratios(survey.hours, survey.total, survey.design(name), survey.membership("role"))
    cells = table.values.size
    matrix = table.covariance().reshape(cells, cells)
    np.testing.assert_allclose(np.diag(matrix), table.variances.reshape(-1), rtol=1e-10)
    np.testing.assert_allclose(matrix, matrix.T, rtol=0.0, atol=1e-18)
    assert np.linalg.eigvalsh(matrix).min() > -1e-15


@DESIGNS
def test_a_sum_of_categories_has_the_sum_of_their_covariances(name: str, survey: ComplexSurvey) -> None:
    table = ratios(survey.hours, survey.total, survey.design(name), survey.membership("setting"))
    parts, client = [0, 1, 2, 3], 6
    for domain in range(table.values.shape[0]):
        block = table.covariance([domain])[0, :, 0, :]
        assert block[np.ix_(parts, parts)].sum() == pytest.approx(table.variances[domain, client], rel=1e-10)


def test_a_mean_of_nothing_but_the_unit_has_no_error(survey: ComplexSurvey) -> None:
    """The whole's share of itself is 1 in every sample."""
    table = ratios(survey.total, survey.total, survey.design("clustered"), survey.membership("setting"))
    np.testing.assert_allclose(table.values, 1.0, rtol=1e-15)
    assert np.abs(table.se).max() < 1e-15


def test_a_domain_nobody_is_in_is_not_a_number_and_disturbs_nobody(survey: ComplexSurvey) -> None:
    domains = np.column_stack([survey.membership("setting"), np.zeros(survey.n, dtype=bool)])
    for name in ("simple", "clustered"):
        design = survey.design(name)
        table = ratios(survey.hours, survey.total, design, domains)
        assert np.isnan(table.values[-1]).all()
        assert np.isnan(table.se[-1]).all()
        assert table.bases[-1] == 0
        assert table.degrees_of_freedom[-1] == 0
        _equal_rows = ratios(survey.hours, survey.total, design, domains[:, :-1])
        np.testing.assert_array_equal(table.values[:-1], _equal_rows.values)
        np.testing.assert_array_equal(table.se[:-1], _equal_rows.se)
        interval = share_interval(table.values, table.se, table.degrees_of_freedom[:, None], table.bases[:, None])
        assert np.isnan(interval.low[-1]).all()
        assert np.isfinite(interval.low[:-1]).all()
        assert totals(survey.hours, design, domains).values[-1].tolist() == [0.0] * 7


def test_the_coefficient_of_variation_has_no_sign(survey: ComplexSurvey) -> None:
    design = survey.design("clustered")
    values = np.column_stack([survey.total, -survey.total, np.zeros(survey.n)])
    table = means(values, design)
    assert table.cv[0, 0] == table.cv[0, 1] == pytest.approx(table.se[0, 0] / table.values[0, 0])
    assert np.isnan(table.cv[0, 2])


def test_a_whole_population_has_no_sampling_error(survey: ComplexSurvey) -> None:
    everybody = _clustered(survey, fpc=np.ones(survey.n))
    assert ratios(survey.hours, survey.total, everybody).se.max() == 0.0


def test_fractions_and_counts_of_the_population_agree(survey: ComplexSurvey) -> None:
    design = survey.design("clustered")
    stratum = np.unique(survey.attributes["region"], return_inverse=True)[1]
    sampled = design.clusters_per_stratum[stratum]
    counted = _clustered(survey, fpc=sampled * 4.0)
    fraction = _clustered(survey, fpc=np.full(survey.n, 0.25))
    unlimited = _clustered(survey, fpc=np.full(survey.n, np.inf))
    table = ratios(survey.hours, survey.total, counted)
    _equal(table, ratios(survey.hours, survey.total, fraction))
    plain = ratios(survey.hours, survey.total, design)
    np.testing.assert_allclose(table.se, plain.se * np.sqrt(0.75), rtol=1e-12)
    _equal(plain, ratios(survey.hours, survey.total, unlimited))


@pytest.mark.parametrize("fpc", [None, 0.3])
def test_the_jackknife_of_a_total_is_taylors(fpc: float | None, survey: ComplexSurvey) -> None:
    """A total is linear, so that the two are one formula; centred anywhere, as the deviations sum to 0 by stratum."""
    design = _clustered(survey, fpc=None if fpc is None else np.full(survey.n, fpc))
    domains = survey.membership("setting")
    taylor = totals(survey.hours, design, domains)
    for mse in (False, True):
        replicated = totals(survey.hours, jackknife(design, mse=mse), domains)
        np.testing.assert_allclose(replicated.values, taylor.values, rtol=1e-12)
        np.testing.assert_allclose(replicated.se, taylor.se, rtol=1e-9)
        np.testing.assert_allclose(replicated.covariance(), taylor.covariance(), rtol=1e-6, atol=1e-6)
        np.testing.assert_array_equal(replicated.degrees_of_freedom, taylor.degrees_of_freedom)


@DESIGNS
def test_the_jackknife_of_a_share_is_near_taylors(name: str, survey: ComplexSurvey) -> None:
    design = survey.design(name)
    taylor = ratios(survey.hours, survey.total, design)
    np.testing.assert_allclose(ratios(survey.hours, survey.total, jackknife(design)).se, taylor.se, rtol=0.02)


@DESIGNS
def test_the_bootstrap_is_near_taylor(name: str, survey: ComplexSurvey) -> None:
    design = survey.design(name)
    bootstrap = rescaled_bootstrap(design, 4000, np.random.default_rng(20))
    taylor = ratios(survey.hours, survey.total, design)
    # 4,000 replicates leave the standard error a standard error of 1.1%.
    np.testing.assert_allclose(ratios(survey.hours, survey.total, bootstrap).se, taylor.se, rtol=0.06)
    deviations = ratios(survey.hours, survey.total, bootstrap).source
    replicated = deviations.estimates(np.arange(deviations.cells.shape[0]))  # type: ignore[attr-defined]
    drift = np.abs(replicated.mean(axis=0) - taylor.values) / taylor.se
    # Four standard errors of a mean of 4,000, and the bias of a ratio from 20 clusters.
    assert drift.max() < 4.0 / np.sqrt(4000) + 0.05


def test_differences_change_sign_with_their_order(survey: ComplexSurvey) -> None:
    table = ratios(survey.hours, survey.total, survey.design("clustered"), survey.membership("setting"))
    there, back = differences(table, [(0, 1), (2, 2)]), differences(table, [(1, 0), (2, 2)])
    np.testing.assert_array_equal(there.values, -back.values)
    np.testing.assert_array_equal(there.se, back.se)
    assert there.se[1].max() == 0.0
    assert there.values[1].max() == 0.0


def test_blocks_of_domains_give_what_one_block_gives(survey: ComplexSurvey, monkeypatch: pytest.MonkeyPatch) -> None:
    domains = np.column_stack([survey.membership("setting"), survey.membership("role")])
    design = survey.design("clustered")
    whole = ratios(survey.hours, survey.total, design, domains)
    assert whole.se.shape == whole.deff.shape == (7, 7)
    monkeypatch.setattr("timediary.estimate.cells.BLOCK", 100)
    cut = ratios(survey.hours, survey.total, design, domains)
    assert len(list(cut.cells.blocks())) == 7
    _equal(whole, cut)


def test_levels_become_domains() -> None:
    membership = level_membership([2, 0, -1, 2], 3)
    assert membership.tolist() == [[0, 0, 1], [1, 0, 0], [0, 0, 0], [0, 0, 1]]
    with pytest.raises(ValueError, match="level 3 of a question with 3 levels"):
        level_membership([3], 3)


@given(whole=st.lists(st.integers(1, 4_000), min_size=2, max_size=40), weight=st.floats(0.1, 9.0))
def test_all_of_the_time_is_a_share_of_one_and_nothing_else(whole: list[int], weight: float) -> None:
    hours = np.array(whole) / 60
    weights = weight * (1 + np.arange(len(hours)) / 7)
    for design in (survey_design(len(hours)), survey_design(len(hours), weights=weights)):
        table = ratios(np.column_stack([hours, hours * 0, hours / 3, hours]), hours, design)
        assert table.values[0, [0, 1, 3]].tolist() == [1.0, 0.0, 1.0]
        assert table.se[0, [0, 1, 3]].tolist() == [0.0, 0.0, 0.0]
