"""Comparisons of two surveys: identities, panels, and figures that have no error of their own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, strategies as st
from tests.builders import random_survey, survey_of

import timediary as td
from timediary.model.problem import RequestError
from timediary.model.survey import Survey
from timediary.pipeline.breakdowns import breakdown
from timediary.pipeline.comparing import compare, compare_with_published
from timediary.study import load_study
from timediary.study.published import load_published_shares

SEEDS = st.integers(0, 2**32 - 1)


def renamed(survey: Survey, prefix: str) -> Survey:
    respondents = tuple(prefix + name for name in survey.respondents)
    return Survey(survey.study, respondents, survey.codes, survey.attributes)


@pytest.mark.slow
@given(SEEDS)
def test_a_survey_does_not_differ_from_itself(seed: int) -> None:
    survey = random_survey(seed)
    overall, *_ = compare(survey, survey, ["setting"])
    assert np.allclose(overall.differences.difference, 0)
    # As a panel there is nothing left to vary; as two samples there is the variance of both.
    assert np.isnan(overall.differences.se).all()
    independent, *_ = compare(survey, renamed(survey, "other-"), [])
    table = breakdown(survey)
    assert table.precision is not None
    assert np.allclose(independent.differences.se, np.sqrt(2) * table.precision.se, equal_nan=True)


@given(SEEDS)
def test_turning_a_comparison_round_turns_its_sign(seed: int) -> None:
    first, second = random_survey(seed), random_survey(seed + 1)
    (one,), (other,) = compare(first, second, []), compare(second, first, [])
    assert np.allclose(one.differences.difference, -other.differences.difference)
    assert np.allclose(one.differences.se, other.differences.se, equal_nan=True)
    assert np.allclose(one.differences.p, other.differences.p, equal_nan=True)


@given(SEEDS)
def test_a_panel_is_the_variance_of_each_respondents_change(seed: int) -> None:
    first, second = random_survey(seed), random_survey(seed + 1)
    both = (first.recorded_hours > 0) & (second.recorded_hours > 0)
    first, second = first.select(both), second.select(both)
    (panel,) = compare(first, second, [], grouping="client_related")
    residuals = []
    for survey in (first, second):
        client = survey.code_minutes.minutes[:, :28].sum(axis=1).astype(float)
        recorded = survey.code_minutes.minutes.sum(axis=1).astype(float)
        share = client.sum() / recorded.sum()
        residuals.append((client - share * recorded) / recorded.sum())
    change = residuals[1] - residuals[0]
    count = len(change)
    expected = np.sqrt(count / (count - 1) * ((change - change.mean()) ** 2).sum())
    assert panel.differences.se[0, 0] == pytest.approx(expected, rel=1e-9)
    assert "panel" in panel.notes[0]
    (apart,) = compare(first, second, [], grouping="client_related", independent=True)
    assert "independent" in apart.notes[0]


def test_columns_that_only_one_survey_has_are_shown_without_a_difference() -> None:
    first = survey_of([{"D1": 10, "S1": 5}, {"D1": 5, "S1": 9}], {"setting": ["csd", "csd"]})
    second = survey_of([{"D1": 10, "S1": 5}, {"D1": 5, "S1": 9}], {"setting": ["csd", None]})
    _, by_setting = compare(first, renamed(second, "x"), ["setting"])
    ids = [column.id for column in by_setting.second.columns]
    assert ids == ["csd", "dass", "joint", "pvi", "no_information", "all"]
    assert [column.id for column in by_setting.first.columns] == ids
    assert np.isnan(by_setting.differences.difference[0, ids.index("no_information")])


def test_the_study_publishes_what_the_report_printed() -> None:
    tables = {by: found.figures for by, found in load_published_shares(load_study()).items()}
    assert tables["overall"].value("client_related") == 0.73
    assert tables["setting"].value("sundry", "pvi") == 0.32
    assert tables["role"].value("direct_contact", "social_worker") == 0.28
    assert tables["active_cases"].base[0].tolist() == [301, 433, 146, 84, 189, 1153]
    assert "setting,electronic_recording" in tables


def test_published_figures_count_as_fixed_but_for_rounding() -> None:
    survey = random_survey(3, respondents=200)
    overall, by_setting = compare_with_published(survey, ["setting"])
    table = breakdown(survey)
    assert table.precision is not None
    rounding = np.array([[1], [1], [1], [1], [4], [1], [1]]) / 12 / 100**2
    assert np.allclose(overall.differences.se, np.sqrt(table.precision.se**2 + rounding))
    assert np.allclose(overall.differences.difference, table.estimate - overall.first.estimate)
    assert "no published standard errors" in overall.notes[0]
    assert [column.id for column in by_setting.second.columns][-1] == "all"
    with pytest.raises(RequestError, match="publishes no table by 'client_groups'"):
        compare_with_published(survey, ["client_groups"])


@pytest.fixture(scope="module")
def example() -> Survey:
    """The survey that agrees with the published figures wherever these agree with one another."""
    return td.read(Path("tests/data/diaries.xlsx"))


@pytest.mark.parametrize(
    ("by", "total", "condition"),
    [("role", 1151, "special_post!=agency_worker"), ("setting,electronic_recording", 1015, "electronic_recording=yes")],
)
def test_a_published_table_is_set_beside_the_same_people(example: Survey, by: str, total: int, condition: str) -> None:
    _, found = compare_with_published(example, by)
    printed, anew = found.first.base[0].tolist(), found.second.base[0].tolist()
    assert printed == anew
    assert anew[-1] == total
    assert any(condition in note for note in found.notes)
    # Where nobody was asked more than their levels say, nothing is said.
    overall, by_setting = compare_with_published(example, "setting")
    assert not any("conditions of its own" in note for note in (*overall.notes, *by_setting.notes))


@pytest.mark.slow
def test_a_survey_without_what_a_published_tables_conditions_name_says_so(example: Survey) -> None:
    kept = {name: column for name, column in example.attributes.items() if name != "special_post"}
    survey = replace(example, attributes=kept)
    with pytest.raises(RequestError, match=r"Table 3\.11 can't be set beside it: .*special_post"):
        compare_with_published(survey, "role")
    assert "role" not in {one.second.id for one in compare_with_published(survey)}


def test_a_panel_needs_linearised_variances() -> None:
    survey = random_survey(5)
    (found,) = compare(survey.sample(replicates="jackknife"), survey.sample(replicates="jackknife"), [])
    assert "independent" in found.notes[0]


def test_limits_of_differences_stay_in_the_possible() -> None:
    """Four people each, one of them twice: estimate plus and minus t standard errors would be -132 to 82 points."""
    first = survey_of([{"D1": 0.5, "R1": 0.5}, {"D1": 1}, {"R1": 1}, {"R1": 0.5, "D1": 0.5}])
    second = survey_of([{"R1": 1}, {"D1": 0.5, "R1": 0.5}, {"R1": 0.5, "D1": 0.5}, {"R1": 1}])
    for independent in (True, False):
        (overall, *_) = compare(first, second, [], independent=independent)
        found = overall.differences
        known = np.isfinite(found.low)
        assert known.any()
        assert (np.abs(found.low[known]) <= 1).all()
        assert (np.abs(found.high[known]) <= 1).all()
        assert (found.low[known] <= found.difference[known]).all()
        assert (found.difference[known] <= found.high[known]).all()


def test_a_panel_counts_those_whom_conditions_leave() -> None:
    survey = random_survey(7)
    settings = survey.attributes["setting"].texts()
    known = sorted({text for text in settings if text})
    one, other = (survey.sample(where=f"setting={name}") for name in known[:2])
    overall, *_ = compare(one, other, [])
    assert any(note.startswith("Nobody is in both") for note in overall.notes)
    again, *_ = compare(one, one, [])
    assert any(note.startswith(f"{(one.chosen & one.inside).sum():,} respondents are in both") for note in again.notes)


def test_ids_that_differ_in_case_alone_are_told() -> None:
    """R001 and r001 are two people to a program; two waves of one person to whoever wrote them."""
    survey = random_survey(3)
    lower = Survey(survey.study, tuple(name.lower() for name in survey.respondents), survey.codes, survey.attributes)
    told = "ids that differ between the two only in case"
    assert any(told in note for note in compare(survey, lower, [])[0].notes)
    for other, independent in ((lower, True), (survey, False), (renamed(survey, "other-"), False)):
        assert not any(told in note for note in compare(survey, other, [], independent=independent)[0].notes)
    waves = td.trend([survey, survey, lower], names=["2026", "2027", "2028"], with_picture=False)
    assert any("ids that differ between waves only in case" in note for table in waves.tables for note in table.notes)
