"""Random designs, estimated here and by the independent package svy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings, strategies as st

from timediary.estimate.association import rao_scott_test
from timediary.estimate.calibration import Margin, calibrate, calibrated_design, rake
from timediary.estimate.design import Design, Remedy, survey_design
from timediary.estimate.differences import differences
from timediary.estimate.intervals import korn_graubard_interval, logit_interval, wald_interval
from timediary.estimate.quantiles import quantiles
from timediary.estimate.ratios import Estimates, level_membership, means, ratios, totals
from timediary.estimate.replication import jackknife, supplied_replicates

if TYPE_CHECKING:
    from numpy.typing import NDArray

pytestmark = pytest.mark.slow
quick = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@dataclass(frozen=True)
class RandomSurvey:
    """A sample drawn at random, with the design that the flags leave of it."""

    columns: dict[str, NDArray[Any]]
    weighted: bool
    stratified: bool
    clustered: bool
    finite: bool

    def __getitem__(self, name: str) -> NDArray[Any]:
        return self.columns[name]

    @property
    def n(self) -> int:
        return len(self["hours"])

    @property
    def domains(self) -> NDArray[np.bool_]:
        return level_membership(self["domain"], int(self["domain"].max()) + 1)

    def ours(self, lonely: Remedy = "error") -> Design:
        return survey_design(
            self.n,
            weights=self["weight"] if self.weighted else None,
            strata=self["stratum"] if self.stratified else None,
            clusters=self["cluster"] if self.clustered else None,
            fpc=self["population"] if self.finite else None,
            nest=True,
            lonely=lonely,
        )

    def theirs(self, **options: Any) -> Any:
        import polars
        import svy

        # Its results are typed as one or a list of them, whatever is asked for; hence Any.
        design = svy.Design(
            wgt="weight" if self.weighted else None,
            stratum="stratum" if self.stratified else None,
            psu="cluster" if self.clustered else None,
            pop_size="population" if self.finite else None,
            **options,
        )
        return svy.Sample(polars.DataFrame(self.columns), design)


@st.composite
def surveys(draw: st.DrawFn, *, finite: bool | None = None, complex_only: bool = False) -> RandomSurvey:
    generator = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    stratified = complex_only or draw(st.booleans())
    clustered = complex_only or draw(st.booleans())
    strata = draw(st.integers(1, 4)) if stratified else 1
    per_stratum = generator.integers(2, 7, size=strata)
    places = [(stratum, cluster) for stratum in range(strata) for cluster in range(per_stratum[stratum])]
    # Two of every cluster, so that none is missing, and the rest anywhere.
    drawn = np.r_[np.repeat(np.arange(len(places)), 2), generator.integers(len(places), size=draw(st.integers(5, 80)))]
    generator.shuffle(drawn)
    stratum, cluster = np.array(places)[drawn].T
    n = drawn.size
    hours = generator.integers(4, 100, n) / 2.0
    domain = generator.integers(0, draw(st.integers(1, 4)), n)
    domain = np.unique(domain, return_inverse=True)[1]
    in_sample = per_stratum if clustered else np.bincount(stratum, minlength=strata)
    population = (in_sample + generator.integers(0, 30, strata))[stratum]
    columns = {
        "weight": generator.uniform(0.2, 5.0, n),
        "stratum": stratum,
        "cluster": cluster,
        "domain": domain,
        "hours": hours,
        "contact": np.floor(generator.beta(1.0, 2.0, n) * hours * 2.0) / 2.0,
        "answer": generator.integers(0, 3, n),
        "yes": (generator.random(n) < 0.4).astype(np.int64),
        "population": population.astype(float),
    }
    with_population = draw(st.booleans()) if finite is None else finite
    return RandomSurvey(columns, True if complex_only else draw(st.booleans()), stratified, clustered, with_population)


def same(ours: Estimates, theirs: Any) -> None:
    """Estimates, standard errors and degrees of freedom agree, domain by domain."""
    table = theirs.to_polars()
    np.testing.assert_allclose(ours.values[:, 0], table["est"].to_numpy(), rtol=1e-10)
    np.testing.assert_allclose(ours.se[:, 0], table["se"].to_numpy(), rtol=1e-8, atol=1e-11)
    np.testing.assert_array_equal(ours.degrees_of_freedom, table["df"].to_numpy())
    np.testing.assert_array_equal(ours.bases, table["n"].to_numpy())


@quick
@given(surveys())
def test_ratios_by_domain(survey: RandomSurvey) -> None:
    ours = ratios(survey["contact"], survey["hours"], survey.ours(), survey.domains)
    same(ours, survey.theirs().estimation.ratio("contact", "hours", by="domain"))


@quick
@given(surveys())
def test_means_and_totals(survey: RandomSurvey) -> None:
    design, sample = survey.ours(), survey.theirs()
    same(means(survey["hours"], design), sample.estimation.mean("hours"))
    same(means(survey["hours"], design, survey.domains), sample.estimation.mean("hours", by="domain"))
    same(totals(survey["hours"], design, survey.domains), sample.estimation.total("hours", by="domain"))


@quick
@given(surveys(finite=False))
def test_design_effects_against_sampling_with_replacement(survey: RandomSurvey) -> None:
    design, sample = survey.ours(), survey.theirs()
    assume(survey.domains.sum(axis=0).min() > 2)
    for ours, theirs in (
        (
            ratios(survey["contact"], survey["hours"], design, survey.domains),
            sample.estimation.ratio("contact", "hours", by="domain", deff="wr"),
        ),
        (
            totals(survey["hours"], design, survey.domains),
            sample.estimation.total("hours", by="domain", deff="wr"),
        ),
    ):
        np.testing.assert_allclose(ours.deff[:, 0], theirs.to_polars()["deff"].to_numpy(), rtol=1e-8, atol=1e-12)


@quick
@given(surveys())
def test_differences_between_domains(survey: RandomSurvey) -> None:
    import svy

    table = ratios(survey["contact"], survey["hours"], survey.ours(), survey.domains)
    count = table.values.shape[0]
    assume(count > 1)
    estimate = survey.theirs().estimation.ratio("contact", "hours", by="domain")
    gaps = differences(table, [(last, 0) for last in range(1, count)])
    keys = estimate.keys()
    for last in range(1, count):
        theirs = estimate.contrast(svy.estd(keys[last]) - svy.estd(keys[0])).to_polars()
        assert gaps.values[last - 1, 0] == pytest.approx(theirs["est"][0], rel=1e-8, abs=1e-13)
        assert gaps.se[last - 1, 0] == pytest.approx(theirs["se"][0], rel=1e-8, abs=1e-11)


@quick
@given(surveys(), st.sampled_from([0.8, 0.95, 0.99]))
def test_intervals(survey: RandomSurvey, level: float) -> None:
    sample, design = survey.theirs(), survey.ours()
    for name, values in (("hours", survey["hours"]), ("yes", survey["yes"])):
        ours = means(values, design, survey.domains)
        df = ours.degrees_of_freedom[:, None]
        if name == "hours":
            theirs = sample.estimation.mean("hours", by="domain", alpha=1.0 - level).to_polars()
            pairs = [(wald_interval(ours.values, ours.se, df, level), theirs)]
        else:
            assume(((ours.values > 0.0) & (ours.values < 1.0)).all())
            arguments = ours.values, ours.se, df
            pairs = [
                (interval, _of_yes(sample, method, level))
                for interval, method in (
                    (logit_interval(*arguments, level), "logit"),
                    (korn_graubard_interval(*arguments, ours.bases[:, None], level), "beta"),
                )
            ]
        for interval, table in pairs:
            usable = table["df"].to_numpy() > 0
            np.testing.assert_allclose(interval.low[usable, 0], table["lci"].to_numpy()[usable], rtol=1e-7, atol=1e-10)
            np.testing.assert_allclose(interval.high[usable, 0], table["uci"].to_numpy()[usable], rtol=1e-7)


def _of_yes(sample: Any, method: str, level: float) -> Any:
    import polars

    table = sample.estimation.prop("yes", by="domain", ci_method=method, alpha=1.0 - level).to_polars()
    return table.filter(polars.col("yes") == 1).sort("domain")


@quick
@given(surveys(finite=False))
def test_a_share_of_nought_has_korn_and_graubards_limits(survey: RandomSurvey) -> None:
    import polars

    nobody = survey.columns | {"yes": np.where(survey["domain"] == 0, 0, survey["yes"])}
    other = RandomSurvey(nobody, survey.weighted, survey.stratified, survey.clustered, survey.finite)
    assume(other["yes"].any())
    ours = means(other["yes"], other.ours(), other.domains)
    assume(ours.degrees_of_freedom[0] > 0)
    interval = korn_graubard_interval(ours.values, ours.se, ours.degrees_of_freedom[:, None], ours.bases[:, None])
    theirs = other.theirs().estimation.prop("yes", by="domain", ci_method="korn-graubard").to_polars()
    row = theirs.filter((polars.col("domain") == 0) & (polars.col("yes") == 1))
    # A level nobody of the domain chose has no row; the one everybody chose is its mirror.
    high = row["uci"][0] if row.height else 1.0 - theirs.filter(polars.col("domain") == 0)["lci"][0]
    assert interval.low[0, 0] == 0.0
    assert interval.high[0, 0] == pytest.approx(high, rel=1e-7)


@quick
@given(surveys(), st.sampled_from([0.1371, 0.2713, 0.5237, 0.8819]))
def test_quantiles(survey: RandomSurvey, probability: float) -> None:
    """At probabilities that no sum of these weights reaches: there the last digit would decide."""
    ours = quantiles(
        survey["hours"], probability, survey.ours(), survey.domains, rule="higher", centred_at_estimate=True
    )
    sample = survey.theirs()
    theirs = sample.estimation.quantile("hours", p=probability, by="domain", q_method="higher").to_polars()
    # Where the quantile is the greatest value, rounding decides whether their limit is beyond the whole.
    greatest = np.array([survey["hours"][member].max() for member in survey.domains.T])
    usable = (theirs["df"].to_numpy() > 0) & (ours.values[:, 0] < greatest)
    np.testing.assert_allclose(ours.values[:, 0], theirs["est"].to_numpy(), rtol=1e-12)
    np.testing.assert_allclose(ours.low[usable, 0], theirs["lci"].to_numpy()[usable], rtol=1e-12)
    np.testing.assert_allclose(ours.high[usable, 0], theirs["uci"].to_numpy()[usable], rtol=1e-12)
    np.testing.assert_allclose(ours.se[usable, 0], theirs["se"].to_numpy()[usable], rtol=1e-8, atol=1e-12)


@quick
@given(surveys(finite=False))
def test_rao_scott(survey: RandomSurvey) -> None:
    assume(np.unique(survey["domain"]).size > 1)
    assume(np.unique(survey["answer"]).size > 1)
    theirs = survey.theirs().categorical.tabulate("domain", "answer").stats.f
    ours = rao_scott_test(survey["domain"], survey["answer"], survey.ours())
    assert ours.f == pytest.approx(theirs.value, rel=1e-7)
    assert ours.numerator_df == pytest.approx(theirs.df_num, rel=1e-7)
    assert ours.denominator_df == pytest.approx(theirs.df_den, rel=1e-7)
    assert ours.p == pytest.approx(theirs.p_value, rel=1e-6)


@pytest.mark.parametrize(
    ("ours", "theirs"), [("certainty", "skip"), ("adjust", "center"), ("average", "scale")], ids=str
)
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(survey=surveys(finite=False, complex_only=True))
def test_remedies_for_a_lonely_cluster(ours: Remedy, theirs: str, survey: RandomSurvey) -> None:
    alone = survey.columns | {"stratum": survey["stratum"].copy()}
    alone["stratum"][:2] = (8, 9)
    # Two strata of one respondent, unless that empties a cluster's stratum below two.
    other = RandomSurvey(alone, True, True, True, False)
    counts = [np.unique(alone["cluster"][alone["stratum"] == stratum]).size for stratum in range(4)]
    assume(1 not in counts)
    design = other.ours(lonely=ours)
    assert design.lonely_strata.size == 2
    sample = other.theirs(singleton=theirs)
    same(ratios(other["contact"], other["hours"], design), sample.estimation.ratio("contact", "hours"))
    same(totals(other["hours"], design), sample.estimation.total("hours"))
    same(
        ratios(other["contact"], other["hours"], design, other.domains),
        sample.estimation.ratio("contact", "hours", by="domain"),
    )
    same(totals(other["hours"], design, other.domains), sample.estimation.total("hours", by="domain"))


@quick
@given(surveys(finite=False, complex_only=True))
def test_jackknife(survey: RandomSurvey) -> None:
    replicates = jackknife(survey.ours())
    sample = survey.theirs().weighting.create_jk_wgts()
    theirs = sample.estimation.ratio("contact", "hours", by="domain", method="replication").to_polars()
    ours = ratios(survey["contact"], survey["hours"], replicates, survey.domains)
    # A domain of one cluster is left without members by one replicate, and how that counts is a convention.
    usable = ours.degrees_of_freedom > 3
    np.testing.assert_allclose(ours.values[:, 0], theirs["est"].to_numpy(), rtol=1e-10)
    np.testing.assert_allclose(ours.se[usable, 0], theirs["se"].to_numpy()[usable], rtol=1e-8)


@quick
@given(surveys(finite=False, complex_only=True))
def test_replicate_weights_that_come_with_the_data(survey: RandomSurvey) -> None:
    sample = survey.theirs().weighting.create_bs_wgts(n_reps=30, rep_prefix="replicate", rstate=1)
    given_weights = sample.data.select([f"replicate{number}" for number in range(1, 31)]).to_numpy()
    replicates = supplied_replicates(survey["weight"], given_weights, scale=1.0 / 30.0)
    ours = ratios(survey["contact"], survey["hours"], replicates)
    theirs = sample.estimation.ratio("contact", "hours", method="replication").to_polars()
    np.testing.assert_allclose(ours.se[:, 0], theirs["se"].to_numpy(), rtol=1e-9)


@quick
@given(surveys(finite=False, complex_only=True))
def test_calibrated_weights_and_their_variances(survey: RandomSurvey) -> None:
    auxiliaries = np.column_stack([np.ones(survey.n), survey["hours"], survey["yes"]])
    assume(0.2 < survey["yes"].mean() < 0.6)
    wanted = auxiliaries.T @ survey["weight"] * np.array([1.1, 1.12, 1.05])
    calibration = calibrate(survey["weight"], auxiliaries, wanted)
    assume((calibration.weights > 0.0).all())
    sample = survey.theirs().weighting.calibrate_matrix(aux_vars=auxiliaries, controls=wanted, wgt_name="new")
    np.testing.assert_allclose(calibration.weights, sample.data["new"].to_numpy(), rtol=1e-8)
    design = calibrated_design(survey.ours(), calibration)
    ours = ratios(survey["contact"], survey["hours"], design, survey.domains)
    theirs = sample.estimation.ratio("contact", "hours", by="domain").to_polars()
    np.testing.assert_allclose(ours.se[:, 0], theirs["se"].to_numpy(), rtol=1e-7, atol=1e-11)
    np.testing.assert_allclose(
        totals(survey["contact"], design).se[0, 0],
        sample.estimation.total("contact").to_polars()["se"][0],
        rtol=1e-7,
    )


@quick
@given(surveys(finite=False, complex_only=True))
def test_raked_weights(survey: RandomSurvey) -> None:
    domains = int(survey["domain"].max()) + 1
    assume(np.unique(survey["yes"]).size == 2)
    cells = np.bincount(survey["domain"] * 2 + survey["yes"], minlength=2 * domains)
    # An empty cell may leave margins that no weights can meet.
    assume(cells.min() > 0)
    first = np.linspace(50.0, 80.0, domains)
    second = first.sum() * np.array([0.55, 0.45])
    raked = rake(survey["weight"], [Margin("domain", survey["domain"], first), Margin("yes", survey["yes"], second)])
    sample = survey.theirs().weighting.rake(
        controls={"domain": dict(enumerate(first.tolist())), "yes": dict(enumerate(second.tolist()))},
        tol=1e-12,
        max_iter=5000,
        wgt_name="new",
    )
    np.testing.assert_allclose(raked.weights, sample.data["new"].to_numpy(), rtol=1e-7)
