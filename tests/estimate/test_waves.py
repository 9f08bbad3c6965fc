"""Contrasts of several waves, against R's survey package and against what must hold."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from timediary.estimate.design import survey_design
from timediary.estimate.ratios import Estimates, means, ratios
from timediary.estimate.waves import Waves, differences_between

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from tests.estimate.complex_survey import ComplexSurvey

DATA = Path(__file__).parents[1] / "data" / "waves"
YEARS = (2025.0, 2026.0, 2029.0)
CATEGORIES = ("direct_contact", "recording", "sundry")


def wave(survey: ComplexSurvey, number: int, name: str, of: str) -> Estimates:
    """A third of the survey as one sample of its own."""
    ids = np.array([int(text[1:]) for text in survey.attributes["respondent"]])
    rows = np.flatnonzero(ids % 3 == number)
    design = survey_design(rows.size)
    if name == "clustered":
        weights = survey.attributes["weight"].astype(float)[rows]
        design = survey_design(rows.size, weights=weights, clusters=survey.attributes["agency"][rows])
    places = [survey.categories.index(category) for category in CATEGORIES]
    columns = survey.hours[rows][:, places]
    return ratios(columns, survey.total[rows], design) if of == "share" else means(columns, design)


def test_independent_waves_agree_with_r(survey: ComplexSurvey) -> None:
    with (DATA / "expected.csv").open(newline="", encoding="utf-8") as file:
        expected = list(csv.DictReader(file))
    assert len(expected) == 2 * 2 * 3 * 17
    found: dict[tuple[str, str, str, str], float] = {}
    for name in ("simple", "clustered"):
        for of in ("share", "hours"):
            waves = Waves(tuple(wave(survey, number, name, of) for number in range(3)))
            test = waves.any_change()
            contrasts = {
                "first_1": waves.contrast([-1, 1, 0]),
                "first_2": waves.contrast([-1, 0, 1]),
                "previous_2": waves.contrast([0, -1, 1]),
                "trend": waves.linear_trend(YEARS),
            }
            for column, category in enumerate(CATEGORIES):
                for number, estimates in enumerate(waves.estimates):
                    found[name, of, category, f"wave_{number}"] = estimates.values[0, column]
                    found[name, of, category, f"wave_{number}_se"] = estimates.se[0, column]
                for contrast, gap in contrasts.items():
                    found[name, of, category, contrast] = gap.values[0, column]
                    found[name, of, category, f"{contrast}_se"] = gap.se[0, column]
                for statistic, values in (("f", test.f), ("ddf", test.denominator_df), ("p", test.p)):
                    found[name, of, category, statistic] = values[0, column]
    for row in expected:
        value = found[row["design"], row["of"], row["category"], row["statistic"]]
        assert value == pytest.approx(float(row["value"]), rel=1e-9), row


def panel(seed: int, count: int = 60, waves: int = 4) -> tuple[Waves, list[NDArray[np.int64]]]:
    """People who take part again and again, now and then missing one wave, at 60 hours of a trend."""
    generator = np.random.default_rng(seed)
    person = generator.normal(0.0, 4.0, count)
    tables, ids = [], []
    for number in range(waves):
        there = np.flatnonzero(generator.random(count) < 0.8)
        ids.append(there)
        tables.append(
            means(30 + person[there] + number + generator.normal(0, 2, there.size), survey_design(there.size))
        )
    return Waves(tuple(tables), tuple(ids)), ids


def test_a_panel_is_one_table_of_differences_within_people() -> None:
    generator = np.random.default_rng(5)
    hours = generator.normal(30.0, 4.0, (50, 1)) + generator.normal(0.0, 1.0, (50, 3))
    tables = tuple(means(hours[:, number], survey_design(50)) for number in range(3))
    people = np.arange(50)
    waves = Waves(tables, (people, people, people))
    slopes = hours @ (np.array(YEARS) - np.mean(YEARS)) / np.square(np.array(YEARS) - np.mean(YEARS)).sum()
    trend = waves.linear_trend(YEARS)
    assert trend.values[0, 0] == pytest.approx(slopes.mean())
    assert trend.se[0, 0] == pytest.approx(slopes.std(ddof=1) / np.sqrt(50))
    # Hotelling's T squared of the two changes from the first wave.
    changes = hours[:, 1:] - hours[:, :1]
    squared = 50 * changes.mean(axis=0) @ np.linalg.solve(np.cov(changes.T), changes.mean(axis=0))
    assert waves.any_change().chi_squared[0, 0] == pytest.approx(squared)


@pytest.mark.parametrize("seed", range(3))
def test_changes_add_up_in_a_panel_that_people_leave_and_join(seed: int) -> None:
    waves, ids = panel(seed)
    whole = waves.contrast([-1, 0, 0, 1])
    assert whole.values[0, 0] == pytest.approx(
        sum(waves.contrast(np.eye(4)[i + 1] - np.eye(4)[i]).values[0, 0] for i in range(3))
    )
    pair = differences_between(waves.estimates[0], waves.estimates[3], (ids[0], ids[3]))
    assert whole.values[0, 0] == pair.values[0, 0]
    assert whole.se[0, 0] == pytest.approx(pair.se[0, 0], rel=1e-14)
    assert whole.degrees_of_freedom[0, 0] == pair.degrees_of_freedom[0, 0]
    assert whole.se[0, 0] < Waves(waves.estimates).contrast([-1, 0, 0, 1]).se[0, 0]


def test_nobody_twice_is_independent() -> None:
    waves, ids = panel(1)
    strangers = Waves(waves.estimates, tuple(there + 1_000 * number for number, there in enumerate(ids)))
    alone = Waves(waves.estimates)
    np.testing.assert_allclose(strangers.linear_trend(range(4)).se, alone.linear_trend(range(4)).se, rtol=1e-12)
    np.testing.assert_allclose(strangers.any_change().f, alone.any_change().f, rtol=1e-9)


def test_two_waves_make_one_change_and_its_test() -> None:
    waves, _ = panel(2, waves=2)
    change = waves.contrast([-1, 1])
    assert waves.linear_trend([2025, 2027]).values[0, 0] == pytest.approx(change.values[0, 0] / 2)
    assert waves.any_change().f[0, 0] == pytest.approx(change.t[0, 0] ** 2)


def test_a_wave_without_the_domain_leaves_the_others_their_changes() -> None:
    nobody = means(np.ones(5), survey_design(5), np.zeros(5, dtype=bool))
    waves, ids = panel(3)
    for clusters in (None, (*ids, np.arange(5) + 5_000)):
        partly = Waves((*waves.estimates, nobody), clusters)
        assert np.isfinite(partly.contrast([-1, 1, 0, 0, 0]).se).all()
        assert np.isnan(partly.contrast([-1, 0, 0, 0, 1]).values).all()
        assert np.isnan(partly.any_change().p).all()


def test_waves_must_fit_one_another() -> None:
    waves, _ = panel(4)
    with pytest.raises(ValueError, match="two waves"):
        Waves(waves.estimates[:1])
    with pytest.raises(ValueError, match="different times"):
        waves.linear_trend([2025] * 4)
    with pytest.raises(ValueError, match="3 coefficients for 4 waves"):
        waves.contrast([1, 0, -1])
