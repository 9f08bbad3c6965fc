"""The form of a study without a diary: its questions of every kind, as a workbook and as what a page is told."""

from __future__ import annotations

import io
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from tests.builders import rewrite

import timediary as td
from timediary.form.content import Form, form_of
from timediary.form.page import page_bytes
from timediary.form.page.content import page_content
from timediary.form.plan import ABOUT, LISTS, MARK, QUESTIONS, places_of
from timediary.form.workbook import workbook_bytes
from timediary.model.problem import DefinitionError, RequestError
from timediary.model.questionnaire import Questionnaire
from timediary.study import load_study, study_folder
from timediary.study.questionnaire import load_questionnaire

CHIEFS = load_study("chief_officers_2020")
(ESTIMATE,) = CHIEFS.estimates


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the study to spoil."""
    return Path(shutil.copytree(study_folder(CHIEFS.id), tmp_path / "mine"))


def form(**known: str) -> Form:
    return form_of(CHIEFS, load_questionnaire(CHIEFS), **known)


def opened(made: Form) -> Any:
    return openpyxl.load_workbook(io.BytesIO(workbook_bytes(made)))


def sheet_of(made: Form) -> Any:
    return opened(made)[QUESTIONS]


def test_the_workbook_asks_all_questions_on_one_sheet_and_has_none_of_a_diary() -> None:
    made = form(respondent="K7M4QX")
    assert workbook_bytes(made) == workbook_bytes(form(respondent="K7M4QX"))
    book = opened(made)
    assert book.sheetnames == [QUESTIONS, ABOUT, LISTS]
    facts = {row[0].value: row[1].value for row in book[ABOUT].iter_rows(min_row=3)}
    assert "Week beginning" not in facts
    assert book.defined_names["form_version"].attr_text == f"'{ABOUT}'!$B$7"
    assert book[ABOUT]["B7"].value == made.version
    places, sheet = places_of(made), book[QUESTIONS]
    assert not places.slots
    asked = {v.id for v in CHIEFS.variables.values() if v.id not in ("respondent", "awards")}
    assert {name for name in places.answers if ":" not in name} == asked
    for name, place in {**places.answers, **places.head}.items():
        assert sheet.cell(place.row + 1, 1).value == MARK + name
        assert sheet[place.reference].protection.locked == (name == "respondent")
    assert sheet[places.head["respondent"].reference].value == "K7M4QX"
    assert sheet.column_dimensions["A"].hidden


def test_an_estimate_shows_its_sum_and_asks_where_the_study_does_not_take_it_for_100() -> None:
    made = form()
    places, sheet = places_of(made), sheet_of(made)
    rows = [places.answers[id_].row + 1 for id_ in ESTIMATE.categories]
    assert rows == list(range(rows[0], rows[0] + 17))
    assert sheet.cell(rows[0] - 1, 2).value.startswith("Which part of your time")
    cells = f"C{rows[0]}:C{rows[-1]}"
    assert sheet.cell(rows[-1] + 1, 3).value == f'=IF(COUNT({cells})=0,"",ROUND(SUM({cells}),6))'
    words = sheet.cell(rows[-1] + 1, 2).value
    assert f"ROUND(SUM({cells}),6)<90.0" in words
    assert f"ROUND(SUM({cells}),6)>110.0" in words
    assert "It should be about 100." in words


def test_each_kind_of_question_takes_what_the_study_does() -> None:
    made = form()
    sheet = sheet_of(made)
    rules = {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}
    places = {name: place.reference for name, place in places_of(made).answers.items()}
    assert rules[places["pressure_budgets"]].formula1 == '"1,2,3,4,5"'
    hours = rules[places["additional_hours"]]
    assert (float(hours.formula1), float(hours.formula2)) == (0.0, 100.0)
    assert rules[places["wave"]].formula1.startswith("form_answers_")
    assert rules[places["awards:pq1"]].formula1 == '"x"'
    assert places["comments"] not in rules
    assert sheet[places["comments"]].number_format == "@"
    part = rules[places["time.adults"]]
    assert part.type == "custom"
    assert f"{places['time.adults']}>=1" in part.formula1


def test_the_page_is_told_of_questions_and_estimates_and_of_no_days() -> None:
    told = page_content(form())
    assert (told["days"], told["groups"], told["head"]) == ((), (), ("respondent",))
    questions = {q["id"]: q for section in told["sections"] for q in section["questions"]}
    assert [level["id"] for level in questions["pressure_ijb"]["levels"]] == ["1", "2", "3", "4", "5"]
    kinds = {questions[id_]["kind"] for id_ in ("pressure_ijb", "comments", "wave", "awards", "time.ijb")}
    assert kinds == {"rating", "words", "level", "multiple", "number"}
    (estimate,) = told["estimates"]
    assert estimate["questions"] == ESTIMATE.categories
    assert (estimate["low"], estimate["high"]) == (90, 110)
    assert all(questions[id_]["estimate"] == 0 for id_ in ESTIMATE.categories)
    page = page_bytes(form()).decode()
    assert page.encode() == page_bytes(form())
    for part in ('id="week"', "Copying(", "class Grid", "<dialog", "<!--", "{{"):
        assert part not in page, part


def test_an_agency_stands_at_the_head_where_the_study_or_the_team_names_it() -> None:
    assert "agency" not in places_of(form()).head
    made = form(agency="Borough of Amber")
    assert sheet_of(made)[places_of(made).head["agency"].reference].value == "Borough of Amber"


def test_a_week_makes_no_sense_without_a_diary(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="has no diary, and its forms are of no week: leave the week out"):
        td.write_forms(tmp_path / "forms", CHIEFS, week="2027-05-10")
    assert not (tmp_path / "forms").exists()
    with pytest.raises(RequestError, match="nothing that a form could ask"):
        form_of(CHIEFS, Questionnaire(()))


def test_dates_on_a_list_are_known_of_respondents_and_no_days_of_diaries(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("respondent,week beginning,date\nP1,2027-05-10,2027-05-11\nP2,,\n", encoding="utf-8")
    written = td.write_forms(tmp_path / "forms", CHIEFS, respondent_list=path)
    assert [file.name for file in written] == ["form_P1.xlsx", "form_P2.xlsx"]


def test_without_a_questionnaire_all_is_asked_by_its_label(folder: Path) -> None:
    (folder / "questionnaire.toml").unlink()
    study = load_study(folder)
    made = form_of(study, load_questionnaire(study))
    assert places_of(made).answers.keys() == places_of(form()).answers.keys()
    (told,) = page_content(made)["estimates"]
    assert told["wording"] == ESTIMATE.label
    assert made.version != form().version


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('variable = "wave"', 'variable = "time.ijb"', "'time.ijb' is a line of the estimate 'time': ask for 'time'"),
        ('variable = "wave"', 'variable = "time"', "'time.children' is asked for twice"),
        ("\nchildren =", "\nchild =", "child"),
        ('variable = "wave"', 'variable = "waves"', "no variable 'waves'"),
    ],
)
def test_a_line_is_asked_within_its_estimate_alone(old: str, new: str, told: str, folder: Path) -> None:
    rewrite(folder / "questionnaire.toml", old, new)
    with pytest.raises(DefinitionError, match=told):
        load_questionnaire(load_study(folder))


def test_an_estimate_that_must_be_100_says_so() -> None:
    exact = replace(CHIEFS, estimates=(ESTIMATE._replace(low=100.0, high=100.0),), folder=None)
    made = form_of(exact, load_questionnaire(exact))
    assert page_content(made)["estimates"][0]["remark"] == "Is this right? It should be 100."
