"""Surveys without a diary, from the form to the tables: given out, filled in, gathered, with all that may go wrong."""

from __future__ import annotations

import csv
import json
import shutil
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import openpyxl
import pytest
from tests.collect.filling import write_export, write_form

import timediary as td
from timediary.form.content import FORMAT, form_of
from timediary.form.plan import ABOUT, MARK, QUESTIONS
from timediary.form.workbook import workbook_bytes
from timediary.study import load_study
from timediary.study.questionnaire import load_questionnaire
from timediary.study.tables import load_tables

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from click.testing import Result

    from timediary.model.survey import Survey

CHIEFS = load_study("chief_officers_2020")
EXAMPLES = Path(__file__).parents[2] / "examples"


def write_answers(path: Path, answers: dict[str, Any], respondent: str = "", deleted: Sequence[str] = ()) -> Path:
    """A form as it goes out, filled in by hand in its cells, without some of its rows."""
    path.write_bytes(workbook_bytes(form_of(CHIEFS, load_questionnaire(CHIEFS), respondent=respondent)))
    book = openpyxl.load_workbook(path)
    sheet = book[QUESTIONS]
    rows = {sheet.cell(row, 1).value: row for row in range(1, sheet.max_row + 1)}
    for name, answer in answers.items():
        sheet.cell(rows[MARK + name], 3).value = answer
    for row in sorted((rows[MARK + name] for name in deleted), reverse=True):
        sheet.delete_rows(row)
    book.save(path)
    return path


def write_record(path: Path, answers: dict[str, Any], respondent: str = "", **others: Any) -> Path:
    """What the page of a form saves."""
    record = {"format": FORMAT, "study": CHIEFS.id, "respondent": respondent, "answers": answers, **others}
    path.write_text(json.dumps(record), encoding="utf-8")
    return path


def told(survey: Survey) -> list[tuple[str, str, str, str]]:
    return [(p.kind.value, Path(p.file).name, f"{p.column}{p.row or ''}", p.header) for p in survey.problems]


def lines(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.mark.slow
@pytest.mark.parametrize("write", [write_form, write_export], ids=["workbooks", "pages"])
def test_what_the_form_asks_makes_every_table_of_the_report(
    write: Callable[[Survey, int, Path], Path], tmp_path: Path
) -> None:
    """Nothing that the study's tables need is left unasked: from the forms come the figures of the file itself."""
    files = [EXAMPLES / "officers_january.csv", EXAMPLES / "officers_june.csv"]
    whole = td.read(files, CHIEFS)
    survey = whole.select(np.arange(len(whole)) % 4 == 0)
    (tmp_path / "returned").mkdir()
    for row in range(len(survey)):
        write(survey, row, tmp_path / "returned" / f"{row}.{'xlsx' if write is write_form else 'json'}")
    returned = td.collect(tmp_path / "returned", CHIEFS)
    assert {problem.kind for problem in returned.problems} <= {"number_out_of_range"}, "sums alone"
    assert returned.respondents == survey.respondents
    for name, attribute in survey.attributes.items():
        assert returned.attributes[name].texts() == attribute.texts()
    made, expected = returned.tables(), survey.tables()
    assert made.missing == {}
    assert set(made.made) == set(load_tables(CHIEFS)) == {"1", "2", "3", "4", "5", "6"}
    for id_ in made.made:
        np.testing.assert_array_equal(made[id_].estimate, expected[id_].estimate)


def test_gathered_answers_are_a_survey_for_every_command(run: Callable[..., Result], tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    people = "name,e-mail,respondent,agency\nJo Nobody,jo@x.org,P1,North\nAl Nobody,al@x.org,P2,South\n"
    (tmp_path / "list.csv").write_text(people, encoding="utf-8")
    made = run("form", "--study", CHIEFS.id, "--respondent-list", "list.csv", "-o", "forms")
    assert made.output == "2 forms written to forms\n"
    assert sorted(path.name for path in (tmp_path / "forms").iterdir()) == ["form_P1.xlsx", "form_P2.xlsx"]
    write_answers(tmp_path / "in" / "a.xlsx", {"wave": "Survey 2", "time.ijb": 100, "comments": "we met"}, "P1")
    done = run("collect", "in", "-o", "out.csv", "--study", CHIEFS.id, "--respondent-list", "list.csv", "--strict")
    assert done.exit_code == 0, done.output
    assert "1 form from 1 file." in done.output
    assert "South" in done.output
    assert "diar" not in done.output.lower()
    assert lines(tmp_path / "out_not_returned.csv") == [{"agency": "South", "respondent": "P2", "date": ""}]
    assert lines(tmp_path / "list_reminders.csv")[0]["name"] == "Al Nobody"
    (line,) = lines(tmp_path / "out_returns.csv")
    assert (line["state"], line["answers"]) == ("read", "3")
    (answers,) = lines(tmp_path / "out.csv")
    assert (answers["respondent"], answers["time.ijb"], answers["comments"]) == ("P1", "100", "we met")
    for input_, command in product(("out.csv", "in", "in/a.xlsx"), ("respondents --of time", "tables --all", "check")):
        words = command.split()
        found = run(words[0], input_, *words[1:], "--study", CHIEFS.id)
        assert found.exit_code == 0, found.output
        assert "we met" not in found.output


def test_what_is_wrong_is_told_at_its_cell(tmp_path: Path) -> None:
    answers = {"time.children": 60, "time.ijb": 70, "urban_rural": "City", "additional_hours": 400}
    write_answers(tmp_path / "a.xlsx", {**answers, "pressure_budgets": 7, "awards:phd": "x"}, "P1")
    write_record(tmp_path / "b.json", {**answers, "pressure_budgets": "3.5", "colour": "red"}, "P2")
    survey = td.collect(tmp_path, CHIEFS)
    assert sorted(told(survey)) == [
        ("missing_column", "b.json", "colour", "colour"),
        ("number_out_of_range", "a.xlsx", "", ""),
        ("number_out_of_range", "a.xlsx", "C37", "additional_hours"),
        ("number_out_of_range", "a.xlsx", "C73", "pressure_budgets"),
        ("number_out_of_range", "b.json", "", ""),
        ("number_out_of_range", "b.json", "additional_hours", "additional_hours"),
        ("number_out_of_range", "b.json", "pressure_budgets", "pressure_budgets"),
        ("unknown_level", "a.xlsx", "C9", "urban_rural"),
        ("unknown_level", "b.json", "urban_rural", "urban_rural"),
    ]
    sums = [p for p in survey.problems if "add up to 130" in p.message]
    assert [(Path(p.file).name, p.sheet, p.respondent) for p in sums] == [
        ("a.xlsx", QUESTIONS, "P1"),
        ("b.json", "", "P2"),
    ]
    assert survey.attributes["awards"].texts() == ["PhD", ""]


def test_rows_deleted_from_a_form_are_missed(tmp_path: Path) -> None:
    write_answers(tmp_path / "a.xlsx", {"wave": "Survey 1"}, "P1", deleted=["additional_hours", "time.ijb"])
    survey = td.collect(tmp_path, CHIEFS)
    (problem,) = survey.problems
    assert problem.kind == "missing_column"
    assert "rows of 'Additional hours a week', 'Time: IJB' are missing" in problem.message
    assert survey.attributes["wave"].texts() == ["Survey 1"]


def test_a_form_of_another_version_may_have_other_rows(tmp_path: Path) -> None:
    path = write_answers(tmp_path / "a.xlsx", {"wave": "Survey 1"}, "P1", deleted=["additional_hours"])
    book = openpyxl.load_workbook(path)
    book[ABOUT]["B7"].value = "0123abcd"
    book.save(path)
    assert not td.collect(tmp_path, CHIEFS).problems


def test_answers_to_questions_that_the_study_no_longer_has_are_told_of(tmp_path: Path) -> None:
    path = write_answers(tmp_path / "a.xlsx", {"wave": "Survey 1", "awards:phd": "x", "additional_hours": 3}, "P1")
    book = openpyxl.load_workbook(path)
    renamed = {f"{MARK}additional_hours": f"{MARK}hours_beyond", f"{MARK}awards:phd": f"{MARK}awards:doctor"}
    for (cell,) in book[QUESTIONS].iter_rows(max_col=1):
        cell.value = renamed.get(str(cell.value), cell.value)
    book[ABOUT]["B7"].value = "0123abcd"
    book.save(path)
    survey = td.collect(tmp_path, CHIEFS)
    assert [(p.kind.value, f"{p.column}{p.row}", p.content) for p in survey.problems] == [
        ("missing_column", "C20", "x"),
        ("missing_column", "C37", "3"),
    ]
    assert "no question 'awards:doctor'; what is answered to it is not read" in survey.problems[0].message


def test_the_same_respondent_twice_counts_once(tmp_path: Path, run: Callable[..., Result]) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    write_record(folder / "a.json", {"wave": "january"}, "P1", saved="2027-05-10T10:00:00Z")
    write_record(folder / "b.json", {"wave": "june"}, "P1", saved="2027-05-11T10:00:00Z")
    survey = td.collect(folder, CHIEFS)
    assert survey.attributes["wave"].texts() == ["Survey 1"]
    (problem,) = survey.problems
    assert "has a form already, in" in problem.message
    assert "are the same" not in problem.message
    write_record(folder / "b.json", {"wave": "january"}, "P1", saved="2027-05-11T10:00:00Z")
    assert "The two forms are the same." in td.collect(folder, CHIEFS).problems[0].message
    write_record(folder / "b.json", {"wave": "june"}, "P1", saved="2027-05-11T10:00:00Z")
    assert td.collect(folder, CHIEFS, latest=True).attributes["wave"].texts() == ["Survey 2"]
    done = run("collect", "in", "-o", "out.csv", "--study", CHIEFS.id, "--latest")
    assert "1 earlier version superseded by a later one" in done.output


def test_what_is_no_form_of_the_study_is_listed(run: Callable[..., Result], tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    shutil.copy(EXAMPLES / "officers_june.csv", folder / "table.csv")
    run("form", "-o", "in")
    (folder / "x.pdf").write_bytes(b"%PDF-1.7")
    write_record(folder / "d.json", {}, "P9", study="task_force_2009")
    none = run("collect", "in", "-o", "out.csv", "--study", CHIEFS.id)
    assert none.exit_code != 0
    assert "There is no form to gather in 'in'" in none.output
    assert "No form of the study was found." in none.output
    assert "This is a form of the study 'task_force_2009'" in none.output
    write_answers(folder / "e.xlsx", {"wave": "Survey 1"}, "P1")
    done = run("collect", "in", "-o", "out.csv", "--study", CHIEFS.id)
    assert "No form in 4 files:" in done.output
    (table,) = [line for line in lines(tmp_path / "out_returns.csv") if line["file"].endswith("table.csv")]
    assert table["state"].startswith("no form: No form of the study was found.")
    other = run("collect", "in", "-o", "other.csv")
    assert "This is a form of the study 'chief_officers_2020', not of 'task_force_2009'." in other.output


def test_forms_of_strangers_and_without_an_id(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    listed = tmp_path / "list.csv"
    listed.write_text("respondent,wave\nP1,Survey 1\nP2,Survey 2\n", encoding="utf-8")
    write_answers(folder / "form_P1.xlsx", {"pressure_ijb": 3})
    write_answers(folder / "b.xlsx", {"pressure_ijb": 5}, "P7")
    survey = td.collect(folder, CHIEFS, respondent_list=listed)
    assert survey.respondents == ("P1",)
    assert survey.attributes["wave"].texts() == ["Survey 1"], "known of the list, where the form doesn't say"
    assert [problem.message.rpartition("; ")[2] for problem in survey.problems] == ["this form is not read."]


def test_forms_that_were_put_on_sheets_of_one_workbook_are_all_read(tmp_path: Path) -> None:
    path = write_answers(tmp_path / "all.xlsx", {"wave": "Survey 1"}, "P1")
    book = openpyxl.load_workbook(path)
    copy = book.copy_worksheet(book[QUESTIONS])
    rows = {copy.cell(row, 1).value: row for row in range(1, copy.max_row + 1)}
    copy.cell(rows[MARK + "respondent"], 3).value = "P2"
    copy.cell(rows[MARK + "wave"], 3).value = "Survey 2"
    book.save(path)
    survey = td.collect(tmp_path, CHIEFS)
    assert list(zip(survey.respondents, survey.attributes["wave"].texts(), strict=True)) == [
        ("P1", "Survey 1"),
        ("P2", "Survey 2"),
    ]
    assert not survey.problems


def test_a_blank_form_is_a_form(tmp_path: Path, run: Callable[..., Result]) -> None:
    (tmp_path / "in").mkdir()
    write_answers(tmp_path / "in" / "a.xlsx", {}, "P1")
    done = run("collect", "in", "-o", "out.xlsx", "--study", CHIEFS.id)
    assert "1 form without a single entry" in done.output
    assert td.read(tmp_path / "out.xlsx", CHIEFS).respondents == ("P1",)


@pytest.mark.parametrize("cut", [200, 4000])
def test_a_damaged_form_is_told_of(cut: int, tmp_path: Path) -> None:
    whole = write_answers(tmp_path / "a.xlsx", {"wave": "Survey 1"}, "P1")
    (tmp_path / "b.xlsx").write_bytes(whole.read_bytes()[:-cut])
    (tmp_path / "c.json").write_text('{"format": "timedi', encoding="utf-8")
    survey = td.collect(tmp_path, CHIEFS)
    assert survey.respondents == ("P1",)
    assert [(kind, name) for kind, name, _, _ in told(survey)] == [
        ("unreadable_file", "b.xlsx"),
        ("unreadable_file", "c.json"),
    ]
