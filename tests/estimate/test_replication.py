"""Replicate weights of all kinds."""

from __future__ import annotations

import tracemalloc
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from timediary.estimate.calibration import calibrate, calibrated_design
from timediary.estimate.design import survey_design
from timediary.estimate.differences import differences, equal_domains
from timediary.estimate.ratios import means, ratios, totals
from timediary.estimate.replication import (
    jackknife,
    rescaled_bootstrap,
    supplied_replicates,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from tests.estimate.complex_survey import ComplexSurvey


def test_the_jackknife_of_a_simple_mean_is_the_textbooks() -> None:
    values = np.array([2.0, 3.0, 7.0, 12.0])
    replicates = jackknife(survey_design(4))
    assert replicates.replicate_weights(1).tolist() == pytest.approx([4 / 3, 0.0, 4 / 3, 4 / 3])
    assert means(values, replicates).variances[0, 0] == pytest.approx(values.var(ddof=1) / 4, rel=1e-12)


def test_the_jackknife_deletes_one_cluster_and_raises_its_stratum(survey: ComplexSurvey) -> None:
    design = survey.design("clustered")
    replicates = jackknife(design)
    assert replicates.count == 20
    assert replicates.total_degrees_of_freedom == 16
    for replicate in range(20):
        weights = replicates.replicate_weights(replicate)
        stratum = design.stratum_of_cluster[design.clusters] == design.stratum_of_cluster[replicate]
        deleted = design.clusters == replicate
        n = design.clusters_per_stratum[design.stratum_of_cluster[replicate]]
        assert (weights[deleted] == 0.0).all()
        np.testing.assert_array_equal(weights[~stratum], design.weights[~stratum])
        np.testing.assert_allclose(weights[stratum & ~deleted], design.weights[stratum & ~deleted] * n / (n - 1))


@pytest.mark.parametrize("remedy", ["certainty", "adjust", "average"])
def test_the_jackknife_of_a_lonely_cluster_is_taylors(remedy: Any) -> None:
    strata = [1, 1, 1, 2, 2, 3]
    values = np.array([1.0, 4.0, 9.0, 2.0, 7.0, 3.0])
    design = survey_design(6, strata=strata, lonely=remedy)
    domains = np.array([[True] * 6, [True] * 5 + [False]]).T
    replicated = totals(values, jackknife(design, mse=True), domains)
    taylor = totals(values, design, domains)
    if remedy == "adjust":
        # The jackknife moves from nothing where Taylor's moves from the mean.
        assert replicated.variances[0, 0] - replicated.variances[1, 0] == pytest.approx(9.0)
        assert replicated.variances[1, 0] == pytest.approx(taylor.variances[1, 0])
    else:
        np.testing.assert_allclose(replicated.variances, taylor.variances, rtol=1e-12)


def test_bootstrap_weights_keep_their_sum_by_stratum_and_are_never_negative(survey: ComplexSurvey) -> None:
    region = np.unique(survey.attributes["region"], return_inverse=True)[1]
    for fpc in (None, np.full(survey.n, 0.4)):
        design = survey_design(survey.n, strata=region, fpc=fpc)
        replicates = rescaled_bootstrap(design, 50, np.random.default_rng(1))
        for replicate in range(50):
            weights = replicates.replicate_weights(replicate)
            assert weights.min() >= 0.0
            np.testing.assert_allclose(np.bincount(region, weights=weights), np.bincount(region), rtol=1e-12)


def test_a_seed_gives_the_same_bootstrap(survey: ComplexSurvey) -> None:
    design = survey.design("clustered")
    made = [rescaled_bootstrap(design, 20, np.random.default_rng(seed)) for seed in (7, 7, 8)]
    first, again, other = (np.column_stack([one.replicate_weights(r) for r in range(20)]) for one in made)
    np.testing.assert_array_equal(first, again)
    assert (first != other).any()


def test_totals_in_replicates_are_those_of_their_weights() -> None:
    generator = np.random.default_rng(5)
    strata = np.repeat(np.arange(4), (1, 2, 7, 30))
    design = survey_design(40, strata=strata, lonely="certainty", weights=generator.uniform(1, 3, 40))
    columns = generator.normal(size=(40, 3))
    for replicates in (jackknife(design), rescaled_bootstrap(design, 50, generator)):
        found = replicates.factors.totals(columns)
        wanted = [replicates.factors.of(replicate) @ columns for replicate in range(replicates.count)]
        np.testing.assert_allclose(found, wanted, rtol=1e-12, atol=1e-12)


def test_a_jackknife_of_many_keeps_no_matrix_of_them() -> None:
    tracemalloc.start()
    design = survey_design(20_000)
    values = np.random.default_rng(6).normal(size=20_000)
    found = totals(values, jackknife(design))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found.se[0, 0] == pytest.approx(totals(values, design).se[0, 0], rel=1e-9)
    assert most < 100 * 2**20, "20,000 squared would be 3 GB"


def test_the_bootstrap_has_the_finite_population_in_it(survey: ComplexSurvey) -> None:
    values = np.random.default_rng(2).normal(size=100)
    design = survey_design(100, fpc=np.full(100, 400))
    replicated = totals(values, rescaled_bootstrap(design, 5000, np.random.default_rng(3)))
    assert replicated.se[0, 0] == pytest.approx(totals(values, design).se[0, 0], rel=0.04)
    everybody = survey_design(100, fpc=np.full(100, 100))
    assert totals(values, rescaled_bootstrap(everybody, 20, np.random.default_rng(3))).se[0, 0] < 1e-12


def test_the_fast_table_is_the_loop_over_replicates(survey: ComplexSurvey) -> None:
    design = survey.design("clustered")
    domains = survey.membership("setting")

    def shares(weights: NDArray[np.float64]) -> NDArray[np.float64]:
        weighted = domains * weights[:, None]
        return ((weighted.T @ survey.hours) / (weighted.T @ survey.total)[:, None]).reshape(-1)

    for replicates in (
        jackknife(design),
        jackknife(design, mse=True),
        rescaled_bootstrap(design, 40, np.random.default_rng(4)),
        rescaled_bootstrap(design, 40, np.random.default_rng(4), mse=True),
    ):
        table = ratios(survey.hours, survey.total, replicates, domains)
        estimate, covariance = replicates.covariance_of(shares)
        np.testing.assert_allclose(table.values.reshape(-1), estimate, rtol=1e-12)
        flat = table.covariance().reshape(estimate.size, estimate.size)
        np.testing.assert_allclose(flat, covariance, rtol=1e-6, atol=1e-15)


def test_supplied_weights_give_what_the_replicates_they_came_from_give(survey: ComplexSurvey) -> None:
    design = survey.design("clustered")
    made = jackknife(design)
    weights = np.column_stack([made.replicate_weights(replicate) for replicate in range(made.count)])
    for combined, given in ((True, weights), (False, weights / design.weights[:, None])):
        supplied = supplied_replicates(design.weights, given, scale=1.0, rscales=made.rscales, combined=combined)
        # The rank of the weights less 1 finds the 20 clusters less the 4 strata again.
        assert supplied.total_degrees_of_freedom == 16
        table = ratios(survey.hours, survey.total, supplied, survey.membership("role"))
        np.testing.assert_allclose(
            table.se, ratios(survey.hours, survey.total, made, survey.membership("role")).se, rtol=1e-10
        )
    assert supplied_replicates(design.weights, weights, scale=1.0, degrees_of_freedom=12).total_degrees_of_freedom == 12


def test_tests_and_differences_take_replicates(survey: ComplexSurvey) -> None:
    design, domains = survey.design("clustered"), survey.membership("role")
    taylor = ratios(survey.hours, survey.total, design, domains)
    replicated = ratios(survey.hours, survey.total, jackknife(design), domains)
    np.testing.assert_allclose(differences(replicated, [(1, 0)]).se, differences(taylor, [(1, 0)]).se, rtol=0.1)
    np.testing.assert_allclose(equal_domains(replicated).chi_squared, equal_domains(taylor).chi_squared, rtol=0.15)


def test_a_replicate_without_the_domain_is_left_out_of_its_variance() -> None:
    hours, total = np.array([1.0, 2.0, 3.0, 5.0]), np.array([4.0, 5.0, 9.0, 8.0])
    domains = np.array([[True, False, False, False], [True, True, True, True]]).T
    table = ratios(hours, total, jackknife(survey_design(4)), domains)
    # Only the replicate that deletes the one member is undefined; in the others nothing changes.
    assert table.se[0, 0] == pytest.approx(0.0, abs=1e-15)
    assert table.degrees_of_freedom[0] == 0
    assert table.se[1, 0] > 0.0


def test_the_other_replicates_stand_for_one_that_is_not_defined() -> None:
    replicates = supplied_replicates(np.ones(2), np.ones((2, 4)), scale=0.5, mse=True)
    replicated = np.array([[1.0, 2.0], [np.nan, 2.0], [4.0, 2.0], [3.0, 2.0]])
    deviations = replicates.deviations(replicated, np.array([2.0, np.nan]))
    assert np.square(deviations[:, 0]).sum() == pytest.approx(0.5 * (1.0 + 4.0 + 1.0) * 4 / 3)
    assert np.isnan(deviations[:, 1]).all()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"replicate_weights": np.ones((3, 5))}, "3 rows for 4 respondents"),
        ({"replicate_weights": -np.ones((4, 5))}, "replicate weights must be finite and not negative"),
        ({"rscales": np.ones(4)}, "4,.* for 5 replicates"),
        ({"scale": np.nan}, "scale must be finite"),
        ({"weights": [1.0, 1.0, np.inf, 1.0]}, "weights must be finite"),
    ],
)
def test_supplied_replicates_refuse(changes: dict[str, Any], message: str) -> None:
    arguments: dict[str, Any] = {"weights": np.ones(4), "replicate_weights": np.ones((4, 5)), "scale": 0.2}
    with pytest.raises(ValueError, match=message):
        supplied_replicates(**(arguments | changes))


def test_replicates_are_made_before_calibration() -> None:
    design = survey_design(6)
    calibrated = calibrated_design(design, calibrate(design.weights, np.ones(6), [12.0]))
    with pytest.raises(ValueError, match="before calibration"):
        jackknife(calibrated)
    with pytest.raises(ValueError, match="before calibration"):
        rescaled_bootstrap(calibrated, 10, np.random.default_rng(0))
    with pytest.raises(ValueError, match="at least 2 replicates"):
        rescaled_bootstrap(design, 1, np.random.default_rng(0))
    lonely = survey_design(3, strata=[1, 1, 2], lonely="adjust")
    with pytest.raises(ValueError, match="cannot adjust"):
        rescaled_bootstrap(lonely, 10, np.random.default_rng(0))
