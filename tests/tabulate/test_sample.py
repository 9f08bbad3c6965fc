"""The sample: a survey bound to conditions and to its design, resolved once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from tests.builders import random_survey, survey_of

import timediary as td
from timediary.model.sampling import KnownTotal, KnownTotals
from timediary.sample import drawing, sample, sample_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from timediary.model.survey import Survey


@pytest.fixture
def draws(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What is drawn, a line each time a sampling is resolved."""
    found: list[object] = []

    def draw(survey: Survey, sampling: object) -> drawing.Drawn:
        found.append(sampling)
        return drawing.draw(survey, sampling)  # type: ignore[arg-type]

    monkeypatch.setattr(sample, "draw", draw)
    return found


@pytest.mark.parametrize(
    "asked", [lambda survey: survey, lambda survey: survey.sample("role=manager", weight="weight")]
)
def test_an_analysis_with_everything_resolves_its_sample_once(
    draws: list[object], asked: Callable[[td.Survey], td.Survey | td.Sample]
) -> None:
    td.analyse(asked(random_survey(1, 120)), with_hours=True, test="all", with_pictures=True)
    assert len(draws) == 1


def test_verbs_one_after_another_resolve_a_survey_once(draws: list[object]) -> None:
    survey = random_survey(1)
    survey.breakdown("setting")
    td.tempogram(survey)
    survey.sample("setting=csd").hours()
    survey.sample().episodes()
    assert len(draws) == 1


def test_a_sample_that_is_narrowed_keeps_its_design_and_adds_conditions() -> None:
    survey = random_survey(3, 100)
    weighted = survey.sample("setting=csd", weight="weight")
    narrow = weighted.sample("role=social_worker")
    assert narrow.drawn is weighted.drawn
    both = survey.sample(["setting=csd", "role=social_worker"], weight="weight")
    assert np.array_equal(narrow.chosen, both.chosen)
    assert np.array_equal(narrow.breakdown().estimate, both.breakdown().estimate, equal_nan=True)
    assert narrow.breakdown().scope.endswith("; only setting=csd and role=social_worker")
    assert len(narrow) == narrow.breakdown().base[0, 0]


def test_attributes_go_by_label_or_alias_and_an_empty_name_is_none() -> None:
    survey = random_survey(3, 100)
    known = survey.select(np.greater_equal(survey.attributes["setting"].values, 0))
    by_label = known.sample(weight="Weight", cluster="Setting").sampling
    assert (by_label.weight, by_label.cluster) == ("weight", "setting")
    assert known.sample(weight="weight").sample(weight="").sampling.weight is None


def test_a_survey_is_the_sample_that_its_study_says_and_is_made_once() -> None:
    survey = random_survey(3)
    assert sample_of(survey) is sample_of(survey)
    assert sample_of(survey).sampling == survey.study.defaults.sampling


def test_a_sample_says_what_it_is_in_one_line() -> None:
    survey = survey_of([{"D1": 1}, {"D1": 2}], {"setting": ["csd", "pvi"]})
    assert repr(survey.sample("setting=csd", cluster="setting")) == (
        "<Sample of 1 diary; only setting=csd; respondents sampled in clusters (setting)>"
    )


def test_weights_calibrated_to_conditions_are_of_those_who_meet_them() -> None:
    survey = random_survey(11, 300)
    roles = survey.attributes["role"].values
    levels = [level.id for level in survey.study.variables["setting"].levels]
    known = KnownTotals(("setting",), tuple(KnownTotal((id_,), 100) for id_ in (*levels, "no_information")), "t.csv")
    found = td.adjust(survey.sample("role=manager", calibrate=known))
    (response,) = found.tables
    weights = np.asarray(found.survey.attributes["weight"].values, dtype=float)
    managers = roles == [level.id for level in survey.study.variables["role"].levels].index("manager")
    assert np.isnan(weights[~managers]).all()
    assert np.nansum(weights) == pytest.approx(100 * len(known.totals))
    assert response.value("diaries") == (managers & (survey.recorded_hours > 0)).sum()
    assert response.scope.endswith("; only role=manager")
