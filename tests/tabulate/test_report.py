"""Tables of a report against the same figures counted in another way."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, strategies as st
from tests.builders import random_survey, survey_of

import timediary as td
from timediary.model.problem import RequestError
from timediary.model.table import parse_condition
from timediary.sample.conditions import selected
from timediary.sample.values import attribute_of


@pytest.mark.slow
@given(st.integers(0, 10_000))
def test_time_by_setting_is_the_breakdown_with_the_lines_of_the_report(seed: int) -> None:
    survey = random_survey(seed)
    table = td.tables(survey, "3.3")["3.3"]
    other = td.breakdown(survey, by="setting", subtotal="rounded")
    for column in ("csd", "dass", "joint", "pvi", "all"):
        for row in ("direct_contact", "recording", "client_related", "sundry"):
            assert table.value(row, column) == pytest.approx(other.value(row, column), nan_ok=True, abs=1e-12)
        recorded = survey.recorded_hours > 0
        chosen = recorded if column == "all" else recorded & selected(survey, [parse_condition(f"setting={column}")])
        assert table.value("respondents", column) == chosen.sum()


@pytest.mark.slow
@given(st.integers(0, 10_000))
def test_counts_are_those_of_respondents_one_by_one(seed: int) -> None:
    survey = random_survey(seed)
    table = td.tables(survey, "2.19")["2.19"]
    cases = survey.attributes["active_cases"].values.astype(float)
    setting = survey.attributes["setting"].values
    assert table.value("11_15", "csd") == ((cases >= 11) & (cases <= 15) & (setting == 0)).sum()
    assert table.value("no_information", "all") == np.isnan(cases).sum()
    body = table.estimate[:-1, :-1]
    assert body.sum() == len(survey)
    np.testing.assert_array_equal(body.sum(axis=0), table.estimate[-1, :-1])


@pytest.mark.slow
@given(st.integers(0, 10_000))
def test_percentages_are_of_the_column_or_of_the_row(seed: int) -> None:
    survey = random_survey(seed)
    by_row, by_column = td.tables(survey, "2.20")["2.20"], td.tables(survey, "2.19")["2.19"]
    number, percent = by_row.estimate
    in_csd = (survey.attributes["setting"].values == 0).sum()
    if in_csd:
        np.testing.assert_allclose(percent, number / in_csd)
    np.testing.assert_array_equal(number, by_column.estimate[:-1, 0])


def test_one_answer_of_several_is_yes_no_or_unknown() -> None:
    answers = [["carers"], ["older_people", "carers"], ["older_people"], None]
    survey = survey_of([{"D1": 1}] * 4, {"client_groups": answers, "setting": ["csd", "csd", "dass", None]})
    table = td.tables(survey, "B.14")["B.14"]
    assert [table.value(row, "all") for row in ("yes", "no", "no_information", "all")] == [2, 1, 1, 4]
    assert table.value("yes", "csd") == 2
    assert attribute_of(survey, "client_groups.carers").texts() == ["Yes", "Yes", "No", ""]
    with pytest.raises(RequestError, match=r"There is no 'client_groups\.nobody'.*client_groups\.carers"):
        attribute_of(survey, "client_groups.nobody")
    with pytest.raises(RequestError, match=r"There is no 'setting\.csd'"):
        attribute_of(survey, "setting.csd")


def test_who_is_in_no_other_line_is_among_the_others() -> None:
    attributes: dict[str, list[object]] = {
        "role": ["manager", "manager", "social_worker", "social_worker", None],
        "works_with": ["adults", "children", "children", None, None],
        "special_post": [["hospital_based"], None, None, None, ["agency_worker"]],
    }
    survey = survey_of([{"D1": 1}] * 5, attributes)  # type: ignore[arg-type]
    table = td.tables(survey, "3.11")["3.11"]
    counts = [table.value("respondents", c.id) for c in table.columns]
    # The agency worker is left out; the manager in a hospital, and who works with nobody known, are others.
    assert counts == [0, 1, 0, 1, 2, 4]


def test_respondents_without_a_diary_count_among_respondents_and_not_in_time() -> None:
    survey = survey_of([{"D1": 1}, {}], {"setting": ["csd", "csd"], "gender": ["female", "male"]})
    assert td.tables(survey, "2.2")["2.2"].value("all", "csd") == 2
    assert td.tables(survey, "3.3")["3.3"].value("respondents", "csd") == 1


def test_tables_that_lack_an_attribute_are_told_and_the_others_made() -> None:
    survey = survey_of([{"D1": 1}], {"setting": ["csd"]})
    made = td.tables(survey)
    assert "3.3" in made.made
    assert "electronic_recording" in made.missing["3.12"]
    assert "Caseload" not in made.missing["3.1"]
    assert "worked_hours" in made.missing["3.1"]
    with pytest.raises(RequestError, match=r"Table 3\.12 can't be made.*'electronic_recording'"):
        td.tables(survey, "3.12")


def test_a_band_is_no_number_although_python_takes_it_for_one() -> None:
    survey = survey_of([{"D1": 1}] * 3, {"years_in_post": [2.0, 13.0, None]})
    assert selected(survey, [parse_condition("years_in_post=1_3")]).tolist() == [True, False, False]
    assert selected(survey, [parse_condition("years_in_post=13")]).tolist() == [False, True, False]
