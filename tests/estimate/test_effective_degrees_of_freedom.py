"""Degrees of freedom that allow for activities few people do much of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from timediary.estimate.design import survey_design
from timediary.estimate.intervals import share_interval
from timediary.estimate.ratios import means, ratios
from timediary.estimate.replication import jackknife

if TYPE_CHECKING:
    from tests.estimate.complex_survey import ComplexSurvey


def test_they_are_oneills_in_a_simple_sample() -> None:
    """2n / (kurtosis - (n - 3) / (n - 1)), the kurtosis of a normal variable being 3."""
    values = np.random.default_rng(1).gamma(0.3, size=80)
    centred = values - values.mean()
    kurtosis = 80 * (centred**4).sum() / (centred**2).sum() ** 2
    table = means(values, survey_design(80))
    assert table.effective_degrees_of_freedom[0, 0] == np.floor(2 * 80 / (kurtosis - 77 / 79))
    assert 5 < table.effective_degrees_of_freedom[0, 0] < 40


def test_even_values_keep_the_designs(survey: ComplexSurvey) -> None:
    values = np.tile([0.0, 1.0], 40)
    assert means(values, survey_design(80)).effective_degrees_of_freedom.tolist() == [[79.0]]
    table = ratios(survey.hours, survey.total, survey.design("clustered"), survey.membership("setting"))
    assert (table.effective_degrees_of_freedom <= table.degrees_of_freedom[:, None]).all()
    assert (table.effective_degrees_of_freedom[0] >= 8.0).all()


def test_both_ways_to_the_variance_agree(survey: ComplexSurvey) -> None:
    """`adjust` with nothing but a certainty to adjust takes the way over all clusters."""
    strata = np.where(np.arange(survey.n) == 0, "alone", survey.attributes["region"])
    domains = survey.membership("role")[:, :2]
    domains[0] = False
    tables = []
    for remedy in ("adjust", "certainty"):
        design = survey_design(survey.n, strata=strata, lonely=remedy)
        tables.append(ratios(survey.hours, survey.total, design, domains))
    np.testing.assert_allclose(tables[0].se, tables[1].se, rtol=1e-12)
    np.testing.assert_array_equal(tables[0].effective_degrees_of_freedom, tables[1].effective_degrees_of_freedom)
    assert (tables[0].effective_degrees_of_freedom < tables[0].degrees_of_freedom[:, None]).any()


def test_sharing_out_the_average_does_not_change_them(survey: ComplexSurvey) -> None:
    strata = np.where(np.arange(survey.n) == 0, "alone", survey.attributes["region"])
    tables = []
    for remedy in ("average", "certainty"):
        design = survey_design(survey.n, strata=strata, lonely=remedy)
        tables.append(ratios(survey.hours, survey.total, design))
    np.testing.assert_allclose(tables[0].variances, tables[1].variances * 5 / 4, rtol=1e-12)
    np.testing.assert_array_equal(tables[0].effective_degrees_of_freedom, tables[1].effective_degrees_of_freedom)


def test_where_nothing_varies_the_clusters_are_counted(survey: ComplexSurvey) -> None:
    hours = np.column_stack([np.zeros(40), np.ones(40)])
    domains = np.array([[True] * 40, [False] * 40, [True] + [False] * 39]).T
    table = ratios(hours, np.ones(40), survey_design(40), domains)
    assert table.effective_degrees_of_freedom.tolist() == [[39.0, 39.0], [0.0, 0.0], [0.0, 0.0]]
    replicated = ratios(survey.hours, survey.total, jackknife(survey.design("clustered")))
    assert replicated.effective_degrees_of_freedom.tolist() == [[16.0] * 7]


@pytest.mark.slow
@pytest.mark.parametrize("base", [30, 100])
def test_intervals_of_a_rare_activity_hold_it_as_often_as_they_say(base: int) -> None:
    """A share of 1% held by few: 2,000 samples, 95% and two standard errors of that, with the design's too few."""
    generator = np.random.default_rng(11)
    recorded = generator.integers(120, 180, 200_000) / 2.0
    personal = generator.beta(0.09, 8.91, 200_000)
    hours = generator.binomial((recorded * 2.0).astype(int), personal) / 2.0
    truth = hours.sum() / recorded.sum()
    held = np.zeros(2)
    for _ in range(2000):
        drawn = generator.integers(hours.size, size=base)
        table = ratios(hours[drawn], recorded[drawn], survey_design(base))
        for place, df in enumerate((table.effective_degrees_of_freedom, table.degrees_of_freedom[:, None])):
            interval = share_interval(table.values, table.se, df, table.bases[:, None])
            held[place] += interval.low[0, 0] <= truth <= interval.high[0, 0]
    effective, of_design = held / 2000
    assert 0.93 < effective < 0.97
    assert of_design < effective - 0.01
