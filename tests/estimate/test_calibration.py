"""Weights that meet known totals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from scipy.optimize import linprog

from timediary.estimate.calibration import (
    CalibrationError,
    Distance,
    Margin,
    calibrate,
    calibrated_design,
    calibrated_replicates,
    rake,
)
from timediary.estimate.design import survey_design
from timediary.estimate.ratios import level_membership, ratios, totals
from timediary.estimate.replication import jackknife, rescaled_bootstrap
from timediary.estimate.trimming import kish_effect, trim

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from tests.estimate.complex_survey import ComplexSurvey


def _margins(survey: ComplexSurvey) -> list[Margin]:
    settings, setting = survey.levels("setting")
    roles, role = survey.levels("role")
    return [
        Margin("setting", setting, [1500.0, 800.0, 300.0, 200.0], settings),
        Margin("role", role, [400.0, 600.0, 1800.0], roles),
    ]


def _adjusted_margin_by_margin(weights: NDArray[np.float64], margins: list[Margin]) -> NDArray[np.float64]:
    """Deming and Stephan's algorithm, to compare with."""
    for _ in range(500):
        for margin in margins:
            levels, wanted = np.asarray(margin.levels), np.asarray(margin.totals)
            weights = weights * (wanted / np.bincount(levels, weights=weights))[levels]
    return weights


def _reached(margin: Margin, weights: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.bincount(np.asarray(margin.levels), weights=weights).astype(np.float64)


def test_raking_is_the_limit_of_adjusting_margin_by_margin(survey: ComplexSurvey) -> None:
    base, margins = survey.attributes["weight"].astype(float), _margins(survey)
    raked = rake(base, margins)
    np.testing.assert_allclose(raked.weights, _adjusted_margin_by_margin(base, margins), rtol=1e-8)
    for margin in margins:
        np.testing.assert_allclose(_reached(margin, raked.weights), np.asarray(margin.totals))
    np.testing.assert_allclose(raked.factors * base, raked.weights)


def test_one_margin_is_post_stratification(survey: ComplexSurvey) -> None:
    base, margin = survey.attributes["weight"].astype(float), _margins(survey)[0]
    levels = np.asarray(margin.levels)
    wanted = (np.asarray(margin.totals) / np.bincount(levels, weights=base))[levels]
    distances: tuple[Distance, ...] = ("linear", "raking")
    for distance in distances:
        raked = rake(base, [margin], distance=distance)
        np.testing.assert_allclose(raked.factors, wanted, rtol=1e-9)


def test_linear_calibration_is_generalised_regression(survey: ComplexSurvey) -> None:
    base = survey.attributes["weight"].astype(float)
    x = np.column_stack([np.ones(survey.n), survey.total])
    wanted = np.array([2800.0, 2800.0 * 36.0])
    calibration = calibrate(base, x, wanted)
    multiplier = np.linalg.solve((x * base[:, None]).T @ x, wanted - x.T @ base)
    np.testing.assert_allclose(calibration.factors, 1.0 + x @ multiplier, rtol=1e-9)


@pytest.mark.parametrize("distance", ["logit", "linear"])
def test_bounds_hold_and_totals_are_met(distance: Any, survey: ComplexSurvey) -> None:
    base, margins = survey.attributes["weight"].astype(float), _margins(survey)
    # To the same sum first, so that the factors lie around 1.
    base = base * 2800.0 / base.sum()
    free = rake(base, margins).factors
    bounds = (0.86, 1.8)
    assert free.min() < bounds[0]
    assert free.max() > bounds[1]
    held = rake(base, margins, distance=distance, bounds=bounds)
    assert held.factors.min() >= bounds[0]
    assert held.factors.max() <= bounds[1]
    for margin in margins:
        np.testing.assert_allclose(_reached(margin, held.weights), np.asarray(margin.totals))


def test_calibration_to_what_is_there_already_changes_nothing(survey: ComplexSurvey) -> None:
    base = survey.attributes["weight"].astype(float)
    x = np.column_stack([survey.broad, survey.total])
    for distance, bounds in (("linear", None), ("raking", None), ("logit", (0.5, 2.0))):
        calibration = calibrate(base, x, x.T @ base, distance=distance, bounds=bounds)  # type: ignore[arg-type]
        np.testing.assert_allclose(calibration.weights, base, rtol=1e-12)


def test_totals_out_of_reach_are_an_error_that_names_the_margin(survey: ComplexSurvey) -> None:
    base, margins = survey.attributes["weight"].astype(float), _margins(survey)
    base = base * 2800.0 / base.sum()
    with pytest.raises(CalibrationError, match=r"(setting|role) = .*between 0\.95 and 1\.05 times") as caught:
        rake(base, margins, distance="logit", bounds=(0.95, 1.05))
    assert caught.value.margin.split(" = ")[0] in ("setting", "role")
    assert abs(caught.value.wanted - caught.value.reached) > 1.0


def _reachable(margins: list[Margin], low: float, high: float) -> bool:
    """Whether linear programming finds factors of unit weights between the bounds that meet all totals."""
    columns = np.column_stack([level_membership(margin.levels, len(np.asarray(margin.totals))) for margin in margins])
    wanted = np.concatenate([np.asarray(margin.totals) for margin in margins])
    n = columns.shape[0]
    return bool(linprog(np.zeros(n), A_eq=columns.T.astype(float), b_eq=wanted, bounds=[(low, high)] * n).success)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32 - 1), st.floats(0.3, 0.9), st.floats(1.1, 3.0))
def test_bounded_weights_are_found_where_there_are_any(seed: int, low: float, high: float) -> None:
    generator = np.random.default_rng(seed)
    levels = [np.r_[np.arange(size), generator.integers(0, size, 30)] for size in (3, 3)]
    totals_wanted = [np.bincount(one) * generator.uniform(0.7, 1.5, 3) for one in levels]
    margins = [
        Margin(name, one, wanted / wanted.sum() * 33.0)
        for name, one, wanted in zip("ab", levels, totals_wanted, strict=True)
    ]
    distances: tuple[Distance, ...] = ("linear", "logit")
    for distance in distances:
        if not _reachable(margins, low, high):
            with pytest.raises(CalibrationError):
                rake(np.ones(33), margins, distance=distance, bounds=(low, high))
        elif _reachable(margins, low + 0.02, high - 0.02):
            held = rake(np.ones(33), margins, distance=distance, bounds=(low, high))
            assert held.factors.min() >= low
            assert held.factors.max() <= high


def test_margins_that_contradict_each_other_are_an_error_that_names_one() -> None:
    """Everybody in level 0 of the one is in level 0 of the other, which has fewer people."""
    first, second = np.array([0, 0, 1, 1]), np.array([0, 0, 0, 1])
    with pytest.raises(CalibrationError, match=r"(first|second) = [01]: wanted"):
        rake(np.ones(4), [Margin("first", first, [60.0, 40.0]), Margin("second", second, [50.0, 50.0])])


@pytest.mark.parametrize(
    ("margins", "message"),
    [
        ([], "at least one margin"),
        ([Margin("a", [0, 1, 0], [5.0, 5.0])], "for 4 respondents"),
        ([Margin("a", [0, 1, 2, 0], [5.0, 5.0])], "respondent 2 has no level of a"),
        ([Margin("a", [0, 1, -1, 0], [5.0, 5.0])], "respondent 2 has no level of a"),
        ([Margin("a", [0, 1, 1, 0], [5.0, 5.0, 3.0], ["x", "y", "z"])], "a = z has people but no respondents"),
        ([Margin("a", [0, 1, 1, 0], [5.0, 0.0])], "a = 1 has respondents but no people"),
        ([Margin("a", [0, 1, 1, 0], [5.0, -1.0])], "finite and not negative"),
        (
            [Margin("a", [0, 1, 1, 0], [5.0, 5.0]), Margin("b", [0, 0, 1, 1], [6.0, 5.0])],
            "a adds up to 10 and b to 11",
        ),
    ],
)
def test_raking_refuses(margins: list[Margin], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        rake(np.ones(4), margins)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"weights": [1.0, 0.0, 1.0]}, "weights must be positive"),
        ({"totals": [1.0, 2.0]}, "1 auxiliaries and totals of shape"),
        ({"totals": [np.nan]}, "must be finite"),
        ({"auxiliaries": np.ones(4)}, "4 rows for 3 respondents"),
        ({"distance": "entropy"}, "unknown distance"),
        ({"distance": "logit"}, "needs bounds"),
        ({"distance": "raking", "bounds": (0.5, 2.0)}, "raking has no bounds"),
        ({"bounds": (1.2, 2.0)}, "bounds must lie around 1"),
        ({"bounds": (-1.0, 2.0)}, "bounds must lie around 1"),
    ],
)
def test_calibration_refuses(changes: dict[str, Any], message: str) -> None:
    arguments: dict[str, Any] = {"weights": np.ones(3), "auxiliaries": np.ones(3), "totals": [6.0]}
    with pytest.raises(ValueError, match=message):
        calibrate(**(arguments | changes))


def test_what_was_calibrated_has_no_error_left(survey: ComplexSurvey) -> None:
    design, margins = survey.design("clustered"), _margins(survey)
    calibrated = calibrated_design(design, rake(design.weights, margins))
    for name, margin in (("setting", margins[0]), ("role", margins[1])):
        people = totals(np.ones(survey.n), calibrated, survey.membership(name))
        np.testing.assert_allclose(people.values[:, 0], np.asarray(margin.totals))
        assert people.se.max() < 1e-9
        assert totals(np.ones(survey.n), design, survey.membership(name)).se.min() > 1.0


def test_calibration_to_a_good_predictor_pays(survey: ComplexSurvey) -> None:
    design = survey.design("clustered")
    calibration = calibrate(design.weights, survey.total, [float(survey.total @ design.weights) * 1.02])
    calibrated = calibrated_design(design, calibration)
    before, after = totals(survey.broad, design), totals(survey.broad, calibrated)
    assert after.se[0, 0] < 0.5 * before.se[0, 0]
    # A share does not move when all weights do nearly alike.
    plain, adjusted = ratios(survey.broad, survey.total, design), ratios(survey.broad, survey.total, calibrated)
    np.testing.assert_allclose(plain.se, adjusted.se, rtol=0.05)


@pytest.mark.parametrize("distance", ["linear", "raking"])
def test_calibrated_replicates_are_near_the_residuals(distance: Any, survey: ComplexSurvey) -> None:
    design = survey.design("weighted")
    x = np.column_stack([np.ones(survey.n), survey.total])
    wanted = x.T @ design.weights * [1.05, 1.07]
    calibrated = calibrated_design(design, calibrate(design.weights, x, wanted, distance=distance))
    residuals = totals(survey.broad, calibrated)
    jackknifed = calibrated_replicates(jackknife(design), x, wanted, distance=distance)
    assert jackknifed.total_degrees_of_freedom == 239
    replicated = totals(survey.broad, jackknifed)
    np.testing.assert_allclose(replicated.values, residuals.values, rtol=1e-10)
    np.testing.assert_allclose(replicated.se, residuals.se, rtol=0.05)
    assert totals(survey.total, jackknifed).se[0, 0] < 1e-5
    bootstrap = rescaled_bootstrap(design, 20, np.random.default_rng(1))
    for replicate in range(20):
        weights = calibrated_replicates(bootstrap, x, wanted, distance=distance).replicate_weights(replicate)
        np.testing.assert_allclose(x.T @ weights, wanted, rtol=1e-8)
        break


def test_the_calibration_belongs_to_the_design(survey: ComplexSurvey) -> None:
    design = survey_design(4)
    with pytest.raises(ValueError, match="other weights"):
        calibrated_design(design, calibrate(np.full(4, 2.0), np.ones(4), [6.0]))
    x = np.column_stack([np.ones(4), [1.0, 1.0, 1.0, 10.0]])
    with pytest.raises(ValueError, match="aren't positive"):
        calibrated_design(design, calibrate(design.weights, x, [4.0, 1.0]))


@given(
    st.lists(st.floats(0.01, 100.0), min_size=2, max_size=40),
    st.floats(0.0, 0.99),
    st.floats(1.01, 5.0),
)
def test_trimmed_weights_keep_bounds_sum_and_order(weights: list[float], low: float, high: float) -> None:
    given_weights = np.array(weights)
    lower, upper = low * given_weights.mean(), high * given_weights.mean()
    trimmed = trim(given_weights, lower=lower, upper=upper)
    assert trimmed.weights.sum() == pytest.approx(given_weights.sum(), rel=1e-9)
    assert trimmed.weights.min() >= lower * (1.0 - 1e-9)
    assert trimmed.weights.max() <= upper * (1.0 + 1e-9)
    order = np.argsort(given_weights)
    assert (np.diff(trimmed.weights[order]) >= -1e-9).all()
    # Those between the bounds keep their ratios to one another.
    free = ~trimmed.trimmed
    if free.any():
        raised = trimmed.weights[free] / given_weights[free]
        np.testing.assert_allclose(raised, raised[0], rtol=1e-6)


def test_trimming_by_hand() -> None:
    trimmed = trim([1.0, 1.0, 2.0, 12.0], upper=8.0)
    np.testing.assert_allclose(trimmed.weights, [2.0, 2.0, 4.0, 8.0])
    assert trimmed.trimmed.tolist() == [False, False, False, True]
    np.testing.assert_array_equal(trim([1.0, 2.0, 3.0]).weights, [1.0, 2.0, 3.0])
    with pytest.raises(ValueError, match="mean, 4, must lie between"):
        trim([1.0, 1.0, 2.0, 12.0], upper=3.0)
    with pytest.raises(ValueError, match="positive and finite"):
        trim([1.0, -1.0])


def test_kishs_effect() -> None:
    weights = np.array([1.0, 2.0, 3.0, 10.0])
    assert kish_effect(weights) == pytest.approx(1.0 + (weights.std() / weights.mean()) ** 2)
    assert kish_effect([5.0, 5.0]) == 1.0
