"""Forms of days, of several diaries a respondent and of days that are asked go out and come back to the same survey."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import openpyxl
import pytest

import timediary as td
from timediary.collection.report import files_of, text_of_collection
from timediary.form.content import form_of
from timediary.form.page.content import page_content
from timediary.form.plan import places_of
from timediary.model.problem import ProblemKind, RequestError
from timediary.pipeline.forms import gather
from timediary.study import load_study
from timediary.study.questionnaire import load_questionnaire

if TYPE_CHECKING:
    from collections.abc import Mapping

    from timediary.model.study import Study

ROOT = Path(__file__).parents[2]
DAYS = load_study(ROOT / "examples" / "which_diary" / "day_study")
LIST = "person,date\nP1,2027-05-11\nP1,2027-05-15\nP2,2027-05-12\nP2,2027-05-16\n"


def fill(path: Path, study: Study, codes: Mapping[str, str], days: str = "", **head: str) -> None:
    """Type codes into the cells of a form's slots, and what stands at its head."""
    book = openpyxl.load_workbook(path)
    form = form_of(study, load_questionnaire(study), days=days)
    places = places_of(form)
    names = {study.grid.slot_name(slot): place for slot, place in zip(form.slots, places.slots, strict=True)}
    for name, value in {**codes, **head}.items():
        place = names.get(name) or places.head[name]
        book[place.sheet][place.reference] = value
    book.save(path)


def exported(folder: Path, study: Study, name: str, slots: Mapping[str, str], **more: str) -> None:
    """What the page of a form saves."""
    record: dict[str, Any] = {"format": "timediary diary 1", "study": study.id, "version": "", "agency": "", **more}
    (folder / f"{name}.json").write_text(json.dumps(record | {"diary": dict(slots), "answers": {}}), encoding="utf-8")


@pytest.mark.slow
def test_days_go_out_by_a_list_and_come_back_as_diaries_with_dates(tmp_path: Path) -> None:
    listed = tmp_path / "list.csv"
    listed.write_text(LIST, encoding="utf-8")
    forms = td.write_forms(tmp_path / "forms", DAYS, respondent_list=listed)
    assert [path.name for path in forms] == [
        *("diary_P1_2027-05-11.xlsx", "diary_P1_2027-05-15.xlsx", "diary_P2_2027-05-12.xlsx"),
        "diary_P2_2027-05-16.xlsx",
    ]
    for path in forms[:2]:
        fill(path, DAYS, {"09:00": "work", "09:10": "travel"})
    forms[2].unlink()
    exported(forms[0].parent, DAYS, "p2", {"09:00": "work"}, respondent="P2", week_beginning="2027-05-12")
    forms[3].unlink()
    found = gather(forms[0].parent, DAYS, respondent_list=listed)
    long = "person,date,time,code\n" + "".join(
        f"{id_},{date},{time},{code}\n"
        for id_, date, *rest in (("P1", "2027-05-11", 0), ("P1", "2027-05-15", 0), ("P2", "2027-05-12"))
        for time, code in ((("09:00", "work"), ("09:10", "travel")) if rest else (("09:00", "work"),))
    )
    (tmp_path / "long.csv").write_text(long, encoding="utf-8")
    written = td.read(tmp_path / "long.csv", DAYS)
    survey = found.survey
    assert survey.respondents == written.respondents == ("P1", "P1", "P2")
    assert survey.dates is not None
    assert written.dates is not None
    assert np.array_equal(survey.dates, written.dates)
    assert np.array_equal(survey.codes, written.codes)
    assert survey.attributes["weekend"].texts() == ["No", "Yes", "No"]
    assert survey.problems == ()
    assert survey.ledger.balanced
    said = text_of_collection(found)
    assert "3 of 4 diaries on the list are returned." in said
    assert "  P2: 2027-05-12 in; not yet 2027-05-16" in said
    assert "  P1: 2027-05-11, 2027-05-15 in" in said
    assert files_of(found)["not_returned"].decode().splitlines() == ["agency,respondent,date", ",P2,2027-05-16"]
    assert "P1,2027-05-15,workbook,read" in files_of(found)["returns"].decode()


def test_a_date_that_the_list_has_not_and_one_returned_twice_are_told(tmp_path: Path) -> None:
    listed, folder = tmp_path / "list.csv", tmp_path / "back"
    listed.write_text(LIST, encoding="utf-8")
    folder.mkdir()
    for name, date in (("a", "2027-05-11"), ("b", "2027-05-11"), ("c", "2027-05-20")):
        exported(folder, DAYS, name, {"09:00": "work"}, respondent="P1", week_beginning=date)
    found = gather(folder, DAYS, respondent_list=listed)
    messages = {p.kind: p.message for p in found.survey.problems}
    assert "has a diary of 2027-05-11 already" in messages[ProblemKind.REPEATED_RESPONDENT]
    assert "for 2027-05-11 and 2027-05-15, and this diary is of 2027-05-20" in messages[ProblemKind.NOT_IN_RESPONDENTS]
    assert len(found.survey) == 1
    assert found.survey.ledger.balanced


def test_a_respondent_writes_the_date_where_the_form_has_none(tmp_path: Path) -> None:
    (form,) = td.write_forms(tmp_path / "forms", DAYS)
    copies = [form.with_name(f"{n}.xlsx") for n in range(2)]
    for copy, date in zip(copies, ("2027-05-11", "2027-05-12"), strict=True):
        shutil.copy(form, copy)
        fill(copy, DAYS, {"10:00": "sleep"}, respondent="P7", week_beginning=date)
    form.unlink()
    survey = td.collect(form.parent, DAYS)
    assert survey.respondents == ("P7", "P7")
    assert survey.attributes["weekday"].texts() == ["Tuesday", "Wednesday"]


def test_weeks_of_one_respondent_are_diaries_and_the_same_week_twice_is_a_problem(tmp_path: Path) -> None:
    study = load_study()
    for name, week in (("1", "2027-05-10"), ("2", "2027-05-17"), ("3", "2027-05-17")):
        exported(tmp_path, study, name, {"Mon 09:00": "D1"}, respondent="R1", week_beginning=week)
    survey = td.collect(tmp_path, study)
    assert survey.respondents == ("R1", "R1")
    assert [p.kind for p in survey.problems] == [ProblemKind.REPEATED_RESPONDENT]


def asking_days(folder: Path) -> Study:
    """The study of 2009, asking days by a column."""
    made = folder / "study"
    shutil.copytree(ROOT / "categories" / "task_force_2009", made)
    study = (made / "study.toml").read_text(encoding="utf-8")
    (made / "study.toml").write_text(study.replace("[diary]\n", '[diary]\nasked = "days_kept"\n', 1), encoding="utf-8")
    with (made / "variables.toml").open("a", encoding="utf-8") as file:
        file.write('\n[[variables]]\nid = "days_kept"\nlabel = "Days kept"\nkind = "text"\n')
    return load_study(made)


@pytest.mark.slow
def test_a_form_shows_the_days_that_are_asked_and_they_come_back_with_it(tmp_path: Path) -> None:
    study, listed = asking_days(tmp_path), tmp_path / "list.csv"
    listed.write_text('respondent,days_kept\nA1,"Mon, Sat"\nA2,Tuesday\n', encoding="utf-8")
    forms = td.write_forms(tmp_path / "forms", study, respondent_list=listed, week="2027-05-10")
    fill(forms[0], study, {"Sat 09:00": "D1"}, days="Mon, Sat")
    fill(forms[1], study, {"Tue 09:00": "D2"}, days="Tuesday")
    exported(
        forms[0].parent,
        study,
        "page",
        {"Sun 09:00": "D3"},
        respondent="A3",
        week_beginning="2027-05-10",
        days_asked="Sunday, Monday",
    )
    for gathered in (td.collect(forms[0].parent, study), td.collect(forms[0].parent, str(tmp_path / "study"))):
        assert gathered.respondents == ("A1", "A2", "A3")
        assert gathered.days_asked.tolist() == [
            [True, False, False, False, False, True, False],
            [False, True, False, False, False, False, False],
            [True, False, False, False, False, False, True],
        ]
        assert gathered.recorded_hours.tolist() == [0.5, 0.5, 0.5]
        assert gathered.ledger.cells_read == 5 * 48
        assert gathered.ledger.balanced


def test_the_page_has_the_days_that_are_asked_alone(tmp_path: Path) -> None:
    study = asking_days(tmp_path)
    content = page_content(form_of(study, load_questionnaire(study), week_beginning="2027-05-10", days="Sat"))
    assert [(day["name"], day["date"], day["weekend"]) for day in content["days"]] == [("Saturday", "15 May", True)]
    assert content["names"][:2] == ["Sat 00:00", "Sat 00:30"]
    assert (content["asked"], len(content["workbook"]["slots"])) == ("Saturday", 48)
    assert "days_kept" not in [q["id"] for section in content["sections"] for q in section["questions"]]
    with pytest.raises(RequestError, match="names no day of the diary"):
        form_of(study, load_questionnaire(study), days="someday")
    assert page_content(form_of(DAYS, load_questionnaire(DAYS)))["when"] == "The date of your diary"
