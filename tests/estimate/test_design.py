"""What a design refuses, and what it counts."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from timediary.estimate.design import LonelyClusterError, survey_design
from timediary.estimate.ratios import means, ratios, totals


def test_by_default_every_respondent_is_a_cluster_of_the_same_weight() -> None:
    design = survey_design(5)
    assert design.weights.tolist() == [1.0] * 5
    assert (design.respondents, design.cluster_count, design.stratum_count) == (5, 5, 1)
    assert design.degrees_of_freedom == 4


def test_degrees_of_freedom_are_clusters_less_strata() -> None:
    design = survey_design(8, strata=list("aaaabbbb"), clusters=[1, 1, 2, 3, 1, 2, 2, 2], nest=True)
    assert design.cluster_count == 5
    assert design.degrees_of_freedom == 3
    domains = np.array([[1, 1, 1, 1, 1, 1, 1, 1], [1, 1, 0, 1, 0, 0, 0, 0], [0, 0, 1, 0, 1, 0, 0, 0]]).T == 1
    assert design.domain_degrees_of_freedom(domains).tolist() == [3, 1, 0]


def test_a_lonely_cluster_is_an_error_that_names_it() -> None:
    with pytest.raises(LonelyClusterError, match="stratum North has only one cluster, Agency 7") as caught:
        survey_design(
            5,
            strata=["East", "East", "North", "North", "West"],
            clusters=["Agency 1", "Agency 2", "Agency 7", "Agency 7", "Agency 9"],
        )
    assert caught.value.stratum == "North"
    assert caught.value.cluster == "Agency 7"
    assert caught.value.strata == ("North", "West")


def test_a_lonely_cluster_that_is_its_whole_stratum_is_no_error() -> None:
    design = survey_design(4, strata=[1, 1, 2, 2], clusters=[1, 2, 3, 3], fpc=[10, 10, 1, 1])
    assert design.lonely_strata.size == 0
    only = totals([0.0, 0.0, 5.0, 7.0], design)
    assert only.values[0, 0] == 12.0
    assert only.se[0, 0] == 0.0


def test_certainty_leaves_the_lonely_stratum_out_of_the_variance() -> None:
    strata, clusters, values = [1, 1, 1, 2], [1, 2, 3, 4], np.array([1.0, 4.0, 6.0, 100.0])
    pair = survey_design(3)
    remedied = survey_design(4, strata=strata, clusters=clusters, lonely="certainty")
    assert totals(values, remedied).se[0, 0] == pytest.approx(totals(values[:3], pair).se[0, 0], rel=1e-12)


def test_average_gives_the_lonely_stratum_the_mean_variance_of_the_others() -> None:
    strata, values = [1, 1, 2, 2, 3], np.array([1.0, 4.0, 6.0, 8.0, 100.0])
    remedied = survey_design(5, strata=strata, lonely="average")
    others = 2.0 * ((1.5**2) * 2) + 2.0 * ((1.0**2) * 2)
    assert totals(values, remedied).variances[0, 0] == pytest.approx(others * 3 / 2, rel=1e-12)


def test_adjust_centres_the_lonely_cluster_at_the_mean_of_all() -> None:
    strata, values = [1, 1, 3], np.array([1.0, 4.0, 10.0])
    remedied = survey_design(3, strata=strata, lonely="adjust")
    assert totals(values, remedied).variances[0, 0] == pytest.approx(2.0 * 2 * 1.5**2 + (10.0 - 5.0) ** 2, rel=1e-12)


def test_only_lonely_strata_have_no_average() -> None:
    remedied = survey_design(2, strata=[1, 2], lonely="average")
    somebody_and_nobody = np.array([[True, False], [True, False]])
    assert totals([1.0, 2.0], remedied, somebody_and_nobody).se[:, 0].tolist() == pytest.approx(
        [np.nan, 0.0], nan_ok=True
    )


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"weights": [1.0, 2.0]}, "weights has 2 values for 4 respondents"),
        ({"weights": [1.0, 0.0, 1.0, 1.0]}, "weight of respondent 1 is 0.0"),
        ({"weights": [1.0, 1.0, np.nan, 1.0]}, "weight of respondent 2 is nan"),
        ({"weights": [1.0, 1.0, 1.0, np.inf]}, "weight of respondent 3 is inf"),
        ({"strata": ["a", "", "a", "a"]}, "respondent 1 has no value in strata"),
        ({"strata": ["a", None, "a", "a"]}, "respondent 1 has no value in strata"),
        ({"clusters": [1.0, 2.0, np.nan, 3.0]}, "respondent 2 has no value in clusters"),
        ({"clusters": [1, 2, 3]}, r"clusters have shape \(3,\)"),
        ({"strata": [1, 1, 2, 2], "clusters": [5, 6, 6, 7]}, "cluster 6 lies in strata 1 and 2"),
        ({"fpc": [9, 9, 8, 9]}, "fpc varies within stratum"),
        ({"fpc": [2, 2, 2, 2]}, "4 clusters in the sample and fpc says 2"),
        ({"fpc": [0, 0, 0, 0]}, "fpc must be positive"),
        ({"fpc": [np.nan] * 4}, "fpc must be positive"),
        ({"strata": [1, 1, 2, 2], "fpc": [0.5, 0.5, 8, 8]}, "fpc mixes"),
        ({"lonely": "ignore"}, "unknown remedy"),
    ],
)
def test_a_design_refuses(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        survey_design(4, **changes)


def test_a_single_respondent_is_a_table_without_errors() -> None:
    alone = means([[4.0, 6.0]], survey_design(1), np.array([[True, False]]))
    assert alone.values[0].tolist() == [4.0, 6.0]
    assert np.isnan(alone.se).all()
    assert alone.degrees_of_freedom.tolist() == [0, 0]
    with pytest.raises(LonelyClusterError):
        survey_design(2, clusters=["only", "only"])


def test_a_design_has_respondents() -> None:
    with pytest.raises(ValueError, match="at least one respondent"):
        survey_design(0)


def test_a_design_keeps_weights_of_its_own() -> None:
    weights = np.array([1.0, 2.0, 3.0])
    design = survey_design(3, weights=weights)
    weights[:] = 9.0
    assert design.weights.tolist() == [1.0, 2.0, 3.0]


def test_missing_values_are_for_respondents_outside_the_domains() -> None:
    design, answered = survey_design(4), np.array([True, True, True, False])
    values = np.array([1.0, 2.0, 6.0, np.nan])
    assert means(values, design, answered).values[0, 0] == 3.0
    assert totals(values, design, answered).values[0, 0] == 9.0
    for estimate in (means, totals):
        with pytest.raises(ValueError, match="respondent 3 is not finite"):
            estimate(values, design)
    with pytest.raises(ValueError, match="denominator of respondent 3 is not finite"):
        ratios(np.ones(4), values, design)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((np.ones(3), np.ones(4)), "numerators has 3 rows for 4 respondents"),
        ((np.ones((4, 2, 2)), np.ones(4)), "two dimensions, not 3"),
        ((np.ones(4), np.ones((4, 1))), "one dimension, not 2"),
        ((np.ones(4), np.ones(4), np.array([0, 1, 2, 1])), "membership must be bool"),
        ((np.ones(4), np.ones(4), np.ones((3, 2), dtype=bool)), r"membership has shape \(3, 2\)"),
    ],
)
def test_a_table_refuses_other_shapes(arguments: tuple[Any, ...], message: str) -> None:
    numerators, denominator, *membership = arguments
    with pytest.raises(ValueError, match=message):
        ratios(numerators, denominator, survey_design(4), *membership)
