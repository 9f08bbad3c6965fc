"""The synthetic survey as a whole: believable people, published margins at every size, the same every time."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pytest

import timediary as td
from timediary.model.problem import RequestError
from timediary.sample.values import attribute_of
from timediary.synthesis.survey import stand_for

if TYPE_CHECKING:
    from timediary.model.survey import Survey

pytestmark = pytest.mark.slow


@cache
def survey_of(respondents: int | None = None, seed: int = 2009) -> Survey:
    """A synthetic survey, drawn once."""
    return td.synthesise(respondents=respondents, seed=seed)


def numbers(survey: Survey, name: str) -> np.ndarray:
    """An attribute's numbers."""
    return np.asarray(attribute_of(survey, name).values, dtype=np.float64)


def test_it_is_the_same_every_time_and_another_with_another_seed() -> None:
    again = td.synthesise(seed=2009)
    assert survey_of() == again
    other = td.synthesise(seed=1)
    assert other != again
    assert {str(v): n for v, n in td.certify(other).totals()["count"].items()}["differs"] == 0


def test_people_are_believable() -> None:
    survey = survey_of()
    practice, post = numbers(survey, "years_in_practice"), numbers(survey, "years_in_post")
    qualified = numbers(survey, "year_qualified")
    worked, employed = numbers(survey, "worked_hours"), numbers(survey, "employed_hours")
    known = ~np.isnan(practice) & ~np.isnan(qualified)
    assert np.corrcoef(practice[known], qualified[known])[0, 1] < -0.8
    assert np.nanmean(post > practice + 5) < 0.01
    assert np.nanmax(worked) <= 75
    assert np.nanmin(worked) > 0
    assert survey.recorded_hours.max() <= 75
    both = ~np.isnan(worked)
    assert np.abs(survey.recorded_hours[both] - worked[both]).mean() < 1
    assert np.isnan(worked).sum() == np.isnan(employed).sum() == 114
    # Who leaves one question out leaves others out too.
    silent = np.isnan(worked) & (survey.attributes["supervision"].values == -1)
    assert silent.sum() > 60


def test_managers_supervise_and_visit_less() -> None:
    table = td.breakdown(survey_of(), by="role", grouping="activity")
    assert table.value("s2", "manager") > 3 * table.value("s2", "social_worker")
    assert table.value("d3", "manager") < table.value("d3", "social_worker")


def test_another_number_of_respondents_keeps_the_margins() -> None:
    survey = survey_of(2306)
    assert len(survey) == 2306
    assert np.bincount(survey.attributes["setting"].values + 1).tolist() == [18, 1450, 568, 52, 218]
    published = td.published(td.load_study(), "3.3")["3.3"]
    made = td.tables(survey, "3.3")["3.3"]
    shares = slice(0, 4)
    assert np.abs(made.estimate[shares, -1] - published.estimate[shares, -1]).max() < 0.006


@pytest.mark.parametrize("count", [100, 200, 1500, 100_000])
def test_those_whom_other_numbers_stand_for_are_spread_over_what_they_are(count: int) -> None:
    attributes = survey_of().attributes
    chosen = stand_for(attributes, count)
    assert len(chosen) == count
    for name in ("setting", "role"):
        values = attributes[name].values
        parts = [np.bincount(v + 1, minlength=6) / len(v) for v in (values, values[chosen])]
        assert np.abs(parts[0] - parts[1]).max() < 0.01 + 1.5 / count


def test_a_survey_of_nobody_is_refused() -> None:
    with pytest.raises(RequestError, match="1 respondent or more"):
        td.synthesise(respondents=0)
    with pytest.raises(RequestError, match="seed"):
        td.synthesise(seed=-1)
