"""A folder as it comes back: other files, the same respondent twice, a list of those asked, a run that was stopped."""

from __future__ import annotations

import csv
import datetime as dt
import json
import os
from typing import TYPE_CHECKING, Any

import numpy as np
import openpyxl
import pytest
from tests.builders import random_survey
from tests.collect.filling import export_of, filled, write_export, write_form

import timediary as td
from timediary.collection.reading import FormReader
from timediary.form.content import form_of
from timediary.form.plan import DIARY, places_of
from timediary.form.workbook import workbook_bytes
from timediary.model.survey import Attribute, Survey
from timediary.pipeline.forms import gather, gather_into
from timediary.study import load_study
from timediary.study.questionnaire import load_questionnaire

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    Run = Callable[..., Result]

STUDY = load_study()


def small_survey(respondents: int = 4) -> Survey:
    survey = random_survey(3, respondents)
    attributes = {name: survey.attributes[name] for name in ("setting", "role", "active_cases")}
    for name, text in (("agency", "North"), ("week_beginning", "2027-05-10")):
        variable = STUDY.variables[name]._replace(
            levels=(td.load_study().variables["role"].levels[0]._replace(label=text),)
        )
        attributes[name] = Attribute(variable, np.zeros(respondents, np.int32))
    return Survey(STUDY, survey.respondents, survey.codes, attributes)


SURVEY = small_survey()


@pytest.fixture
def forms(tmp_path: Path) -> Path:
    folder = tmp_path / "forms"
    folder.mkdir()
    return folder


def write_list(path: Path, rows: list[list[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)
    return path


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_what_can_not_be_read_is_listed_with_why(forms: Path) -> None:
    write_export(SURVEY, 0, forms / "good.json")
    (forms / "letter.docx").write_bytes(b"PK\x03\x04 no archive")
    (forms / "scan.pdf").write_bytes(b"%PDF-1.7")
    (forms / "empty.xlsx").write_bytes(b"")
    (forms / "form.html").write_text("<!doctype html><p>Your diary</p>", encoding="utf-8")
    (forms / "cut.json").write_text(json.dumps(export_of(SURVEY, 1))[:500], encoding="utf-8")
    (forms / "other.json").write_text('{"some": "thing"}', encoding="utf-8")
    (forms / "theirs.json").write_text(json.dumps({**export_of(SURVEY, 1), "study": "nurses"}), encoding="utf-8")
    openpyxl.Workbook().save(forms / "blank.xlsx")
    (forms / "~$good.xlsx").write_bytes(b"lock")
    (forms / ".DS_Store").write_bytes(b"mac")
    found = gather(forms)
    assert found.survey.respondents == SURVEY.respondents[:1]
    assert sorted(item.path.name for item in found.unread) == [
        "blank.xlsx", "cut.json", "empty.xlsx", "form.html", "letter.docx", "other.json", "scan.pdf", "theirs.json",
    ]  # fmt: skip
    assert sorted(path.name for path in found.passed_over) == [".DS_Store", "~$good.xlsx"]
    kinds = {p.file.rpartition("/")[2]: p.kind.value for p in found.survey.problems}
    assert kinds == {
        "blank.xlsx": "missing_sheet", "cut.json": "unreadable_file", "empty.xlsx": "unreadable_file",
        "form.html": "unreadable_file", "letter.docx": "unreadable_file",
        "other.json": "unreadable_file", "scan.pdf": "unreadable_file",
        "theirs.json": "other_study",
    }  # fmt: skip
    (page,) = (problem for problem in found.survey.problems if problem.file.endswith("form.html"))
    assert "'Save the file to send back'" in page.remedy


@pytest.mark.slow
def test_a_workbook_of_another_study_is_told(forms: Path) -> None:
    from dataclasses import replace

    write_export(SURVEY, 0, forms / "good.json")
    other = replace(STUDY, id="nurses")
    (forms / "theirs.xlsx").write_bytes(workbook_bytes(form_of(other, load_questionnaire(STUDY))))
    (problem,) = td.collect(forms).problems
    assert (problem.kind.value, problem.sheet) == ("other_study", "About this form")


@pytest.mark.slow
def test_a_survey_file_among_the_forms_is_no_diary(forms: Path) -> None:
    write_export(SURVEY, 0, forms / "good.json")
    numbers = {"active_cases": np.arange(30.0) % 9, "contracted_days": np.arange(30.0) % 7 + 1}
    many = small_survey(30)
    attributes = {name: Attribute(STUDY.variables[name], values) for name, values in numbers.items()}
    survey = Survey(STUDY, many.respondents, many.codes, {**many.attributes, **attributes})
    for name, layout in (("long.xlsx", "long"), ("wide.xlsx", "wide"), ("single.csv", "single")):
        td.convert(survey, forms / name, layout=layout)  # type: ignore[arg-type]
    found = gather(forms)
    assert len(found.survey) == 1
    assert sorted(item.path.name for item in found.unread) == ["long.xlsx", "single.csv", "wide.xlsx"]


def test_nothing_to_gather_says_why(forms: Path) -> None:
    (forms / "scan.pdf").write_bytes(b"%PDF-1.7")
    with pytest.raises(td.TimediaryError, match=r"There is no diary to gather(.|\n)*scan\.pdf.*This is a PDF"):
        td.collect(forms)


def twice(forms: Path, first: str, second: str) -> None:
    """The first respondent's form twice; the second one has another code."""
    write_export(SURVEY, 1, forms / "b.json")
    for name, saved, code in (("a.json", first, "D1"), ("c.json", second, "S9")):
        value = {**export_of(SURVEY, 0), "saved": saved, "diary": {"Mon 08:30": code, "Mon 09:00": "R1"}}
        (forms / name).write_text(json.dumps(value), encoding="utf-8")


SLOT = STUDY.grid.slot(0, 510) or 0


def test_somebody_who_returns_twice_is_a_problem_with_both_places(forms: Path) -> None:
    twice(forms, "2027-05-16T18:00", "2027-05-17T09:00")
    survey = td.collect(forms)
    (problem,) = survey.problems
    assert problem.kind.value == "repeated_respondent"
    assert problem.file == str(forms / "c.json")
    assert str(forms / "a.json") in problem.message
    assert problem.cells == 2
    assert STUDY.codes[survey.codes[0, SLOT] - 1].id == "D1"
    assert survey.ledger.balanced
    assert survey.ledger.left_out == {problem.kind: 2}


@pytest.mark.parametrize(("first", "second", "kept"), [("18:00", "19:00", "S9"), ("19:00", "18:00", "D1")])
def test_the_later_counts_if_told_so(forms: Path, first: str, second: str, kept: str) -> None:
    twice(forms, f"2027-05-16T{first}", f"2027-05-16T{second}")
    found = gather(forms, latest=True)
    assert STUDY.codes[found.survey.codes[found.survey.respondents.index("R001"), SLOT] - 1].id == kept
    assert not found.survey.problems
    assert found.survey.ledger.balanced
    ((copy, last),) = found.settled.superseded
    assert {copy.returned.path.name, last.returned.path.name} == {"a.json", "c.json"}
    assert last.dated_by == "the file says"


def test_two_of_the_same_moment_stay_a_problem(forms: Path) -> None:
    twice(forms, "2027-05-16T18:00", "2027-05-16T18:00+00:00")
    (problem,) = td.collect(forms, latest=True).problems
    assert problem.remedy.startswith("Both were saved at the same moment")


def test_without_a_word_of_its_own_the_date_of_the_file_counts(forms: Path) -> None:
    twice(forms, "", "2027-05-16T18:00")
    os.utime(forms / "a.json", (2_000_000_000, 2_000_000_000))
    os.utime(forms / "c.json", (1_000_000_000, 1_000_000_000))
    found = gather(forms, latest=True)
    ((_, last),) = found.settled.superseded
    assert (last.returned.path.name, last.dated_by) == ("a.json", "date of the file")


@pytest.mark.slow
def test_a_workbook_says_when_it_was_saved(forms: Path) -> None:
    write_form(SURVEY, 0, forms / "a.xlsx")
    book = openpyxl.load_workbook(forms / "a.xlsx")
    book.save(forms / "b.xlsx")
    found = gather(forms)
    saved = {item.path.name: item.outcome.diaries[0].saved for item in found.returned}
    assert saved["a.xlsx"] == ""
    assert saved["b.xlsx"].startswith(str(book.properties.modified)[:4])


@pytest.mark.slow
def test_the_list_says_who_has_not_returned_and_what_is_known(forms: Path, tmp_path: Path) -> None:
    for row in range(3):
        write_form(SURVEY, row, forms / f"{row}.xlsx")
    rows = [
        ["respondent", "Name", "agency", "region", "E-mail", "team", "mobile"],
        ["R003", "Cee", "South", "SE", "c@x.org", "T3", "07700 900123"],
        ["r001", "Ann", "North", "NE", "a@x.org", "T1", ""],
        ["R009", "Nine", "South", "SE", "n@x.org", "T3", ""],
        ["R010", "Ten", "", "SE", "t@x.org", "T3", ""],
    ]
    listed = write_list(tmp_path / "list.csv", rows)
    found = gather(forms, respondent_list=listed)
    assert found.survey.respondents == ("R003", "r001")
    assert found.survey.attributes["agency"].texts() == ["South", "North"]
    assert found.survey.attributes["region"].texts() == ["SE", "NE"]
    assert found.survey.attributes["team"].texts() == ["T3", "T1"]
    assert not {"name", "e_mail", "mobile"} & set(found.survey.attributes)
    assert [(person.agency, person.id) for person in found.not_returned] == [("", "R010"), ("South", "R009")]
    assert [tuple(row) for row in found.by_agency] == [("", 1, 0), ("North", 1, 1), ("South", 2, 1)]
    (problem,) = found.survey.problems
    assert (problem.kind.value, problem.content, problem.row, problem.column) == ("not_in_respondents", "R002", 4, "D")
    assert found.survey.ledger.balanced
    assert found.survey.ledger.left_out == {problem.kind: int(np.count_nonzero(SURVEY.codes[1]))}


def test_a_fault_in_the_list_is_told_at_the_list(forms: Path, tmp_path: Path) -> None:
    write_form(SURVEY, 0, forms / "0.xlsx")
    listed = write_list(tmp_path / "list.csv", [["agency", "respondent", "weight"], ["North", "R001", "heavy"]])
    (problem,) = td.collect(forms, respondent_list=listed).problems
    assert (problem.file, problem.row, problem.column, problem.kind.value) == (str(listed), 2, "C", "not_a_number")


def test_a_list_without_ids_or_with_one_twice_is_refused(forms: Path, tmp_path: Path) -> None:
    write_form(SURVEY, 0, forms / "0.xlsx")
    listed = write_list(tmp_path / "list.csv", [["name", "agency"], ["Ann", "North"]])
    with pytest.raises(td.RequestError, match=r"no column with the respondents' ids.*key file"):
        td.collect(forms, respondent_list=listed)
    listed = write_list(tmp_path / "list.csv", [["respondent"], ["R001"], ["R001"]])
    with pytest.raises(td.RequestError, match="'R001' twice, the second time in row 3"):
        td.collect(forms, respondent_list=listed)


@pytest.mark.slow
def test_stopped_half_way_it_goes_on_where_it_was(forms: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for row in range(4):
        write_form(SURVEY, row, forms / f"{row}.xlsx")
    out = tmp_path / "out.xlsx"
    read = FormReader.read
    seen: list[str] = []

    def stopping(self: FormReader, path: Path, file: str) -> Any:
        if len(seen) == 2:
            raise KeyboardInterrupt
        seen.append(path.name)
        return read(self, path, file)

    monkeypatch.setattr(FormReader, "read", stopping)
    with pytest.raises(KeyboardInterrupt):
        gather_into(out, forms)
    state = tmp_path / "out_unfinished.jsonl"
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == [state.name]
    with state.open("a", encoding="utf-8") as stream:
        stream.write('{"key": "half a li')

    again: list[str] = []

    def counting(self: FormReader, path: Path, file: str) -> Any:
        again.append(path.name)
        return read(self, path, file)

    monkeypatch.setattr(FormReader, "read", counting)
    collection, written = gather_into(out, forms)
    assert seen + again == [f"{row}.xlsx" for row in range(4)]
    assert not state.exists()
    assert [path.name for path in written] == ["out.xlsx", "out_problems.csv", "out_returns.csv"]
    monkeypatch.setattr(FormReader, "read", read)
    assert collection.survey == td.collect(forms)
    assert td.read(out) == collection.survey


@pytest.mark.slow
def test_a_file_that_changed_since_is_read_again(forms: Path, tmp_path: Path) -> None:
    from timediary.collection.files import read_files

    write_export(SURVEY, 0, forms / "a.json")
    reader, state = FormReader(STUDY, load_questionnaire(STUDY)), tmp_path / "state.jsonl"

    def outcome(signature: str = "x") -> Any:
        (item,) = read_files([forms / "a.json"], reader, state, signature, lambda *_: None)
        return item.outcome

    first = outcome()
    assert outcome() == first
    write_export(SURVEY, 1, forms / "a.json")
    assert outcome() != first
    assert outcome("y") == outcome("x")


@pytest.mark.slow
def test_the_same_folder_gives_the_same_bytes_and_nothing_is_written_over(forms: Path, tmp_path: Path) -> None:
    for row in range(3):
        write_form(SURVEY, row, forms / f"{row}.xlsx")
        os.utime(forms / f"{row}.xlsx", (1_800_000_000, 1_800_000_000))
    contents = []
    for _ in range(2):
        _, written = gather_into(tmp_path / "out.csv", forms, overwrite=True)
        contents.append({path.name: path.read_bytes() for path in written})
    assert contents[0] == contents[1]
    with pytest.raises(td.RequestError, match="exists already"):
        gather_into(tmp_path / "out.csv", forms)
    with pytest.raises(td.RequestError, match="name a file that ends in"):
        gather_into(tmp_path / "out.docx", forms)


@pytest.mark.slow
def test_results_in_the_folder_itself_are_no_forms(forms: Path) -> None:
    write_form(SURVEY, 0, forms / "0.xlsx")
    gather_into(forms / "all.csv", forms)
    collection, _ = gather_into(forms / "all.csv", forms, overwrite=True)
    assert [item.path.name for item in collection.returned] == ["0.xlsx"]
    assert not collection.survey.problems


def test_faults_in_our_own_form_are_told_at_their_cells(forms: Path) -> None:
    form = form_of(STUDY, load_questionnaire(STUDY), respondent="K7M4QX", week_beginning="2027-05-10")
    places = places_of(form)
    slots, answers = places.slots, places.answers
    wrong = {slots[20].reference: "X9", slots[21].reference: "d1", slots[22].reference: "D1 R1"}
    too_long = {answers["contracted_hours"].reference: 400}
    cells: dict[str, dict[str, str | float]] = {DIARY: {**wrong, **too_long}}
    cells["Questions"] = {answers["role"].reference: "Wizard", answers["gender"].reference: "female"}
    for level in ("carers", "other", "transitions", "care_leavers", "older_people"):
        cells["Questions"][answers[f"client_groups:{level}"].reference] = "X"
    (forms / "a.xlsx").write_bytes(filled(workbook_bytes(form), cells))
    survey = td.collect(forms)
    found = {(p.sheet, f"{p.column}{p.row}"): p.kind.value for p in survey.problems}
    last = answers["client_groups:other"]
    assert found == {
        (DIARY, slots[20].reference): "unknown_code",
        (DIARY, slots[22].reference): "several_codes",
        (DIARY, answers["contracted_hours"].reference): "number_out_of_range",
        ("Questions", answers["role"].reference): "unknown_level",
        ("Questions", last.reference): "too_many_answers",
    }
    assert survey.attributes["gender"].texts() == ["Female"]
    assert survey.ledger.balanced
    assert survey.ledger.kept == 1


@pytest.mark.parametrize(
    ("given_out", "written", "told"),
    [
        ("2027-05-10", "2027-05-10", []),
        (
            "2027-05-10",
            dt.date(2027, 5, 17),
            ["The form went out for 2027-05-10 and says 2027-05-17 now, which counts."],
        ),
        ("", "2027-05-11", ["2027-05-11 is a Tuesday, but the week of this diary begins on a Monday."]),
        ("", "2027-05-10", []),
    ],
)
def test_a_week_that_somebody_changed_is_told(
    forms: Path, given_out: str, written: str | dt.date, told: list[str]
) -> None:
    form = form_of(STUDY, load_questionnaire(STUDY), respondent="K7M4QX", week_beginning=given_out)
    (forms / "a.xlsx").write_bytes(workbook_bytes(form))
    book = openpyxl.load_workbook(forms / "a.xlsx")
    (row,) = (cell.row for cell in book[DIARY]["A"] if cell.value == "timediary:week_beginning")
    book[DIARY][f"D{row}"] = written
    book.save(forms / "a.xlsx")
    survey = td.collect(forms)
    assert [(p.message, p.sheet, p.row) for p in survey.problems] == [(text, DIARY, row) for text in told]
    assert survey.attributes["week_beginning"].texts() == [str(written)]


@pytest.mark.slow
@pytest.mark.parametrize("deleted", ["row", "column"])
def test_days_and_times_that_somebody_deleted_are_told(forms: Path, deleted: str) -> None:
    form = form_of(STUDY, load_questionnaire(STUDY), respondent="K7M4QX", week_beginning="2027-05-10")
    (forms / "a.xlsx").write_bytes(workbook_bytes(form))
    slot = places_of(form).slots[2 * STUDY.grid.slots_per_day + 20]
    book = openpyxl.load_workbook(forms / "a.xlsx")
    for merged in list(book[DIARY].merged_cells.ranges):
        book[DIARY].unmerge_cells(str(merged))
    if deleted == "row":
        book[DIARY].delete_rows(slot.row + 1)
    else:
        book[DIARY].delete_cols(slot.column + 1)
    book.save(forms / "a.xlsx")
    (told,) = (problem for problem in td.collect(forms).problems if problem.kind == "missing_column")
    assert ("of Wednesday columns" in told.message) == (deleted == "column")


@pytest.mark.slow
def test_answers_beside_several_diaries_are_nobodys(forms: Path) -> None:
    write_form(SURVEY, 0, forms / "a.xlsx")
    book = openpyxl.load_workbook(forms / "a.xlsx")
    again = book.copy_worksheet(book[DIARY])
    again["D4"] = "R002"
    book.save(forms / "a.xlsx")
    survey = td.collect(forms)
    assert survey.respondents == ("R001", "R002")
    assert np.array_equal(survey.codes[0], survey.codes[1])
    (problem,) = survey.problems
    assert (problem.kind.value, problem.sheet) == ("missing_respondent", "Questions")


def test_faults_of_an_export_are_told_by_their_keys(forms: Path) -> None:
    value = export_of(SURVEY, 0)
    value["diary"] = {"Mon 08:30": "X9", "Mon 08:45": "D1", "Tue 09:00": "D2"}
    value["answers"] = {"role": "wizard", "shoe_size": 43, "contracted_hours": "many", "client_groups": ["carers"]}
    (forms / "a.json").write_text(json.dumps(value), encoding="utf-8")
    survey = td.collect(forms)
    assert {(p.column, p.kind.value) for p in survey.problems} == {
        ("Mon 08:30", "unknown_code"),
        ("Mon 08:45", "unknown_time"),
        ("role", "unknown_level"),
        ("shoe_size", "missing_column"),
        ("contracted_hours", "not_a_number"),
    }
    assert survey.ledger.balanced
    assert survey.ledger.kept == 1
    assert survey.attributes["client_groups"].texts() == ["Carers"]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ('{"format": "timediary diary 1", "study": "task_force_2009", "diary": [1]}', "'diary' holds no pairs"),
        ('{"format": "timediary diary 1", "study": ["x"]}', "form of the study"),
        ("[" * 100_000, "This isn't a file saved by a form's web page"),
        (
            '{"format": "timediary diary 1", "study": "task_force_2009", "diary": {"Mon 08:30": [1]}}',
            "'[1]' is not one",
        ),
        (
            '{"format": "timediary diary 1", "study": "task_force_2009", "agency": "\\ud800\\u0000", "answers": '
            f'{{"contracted_hours": 1{"0" * 400}, "worked_hours": Infinity, "active_cases": NaN}}}}',
            "is not a number",
        ),
        ('{"format": "timediary diary 1"', "This isn't a file saved by a form's web page"),
    ],
)
def test_odd_exports_are_problems_and_no_tracebacks(forms: Path, content: str, told: str) -> None:
    write_export(SURVEY, 1, forms / "good.json")
    (forms / "odd.json").write_text(content, encoding="utf-8")
    survey = td.collect(forms)
    assert any(told in problem.message for problem in survey.problems)
    td.convert(survey, forms.parent / "out.xlsx")


@pytest.mark.slow
def test_a_form_without_an_id_gets_none_of_a_name(forms: Path) -> None:
    plain = workbook_bytes(form_of(STUDY, load_questionnaire(STUDY)))
    slot = places_of(form_of(STUDY, load_questionnaire(STUDY))).slots[20].reference
    (forms / "Philippa Nobody.xlsx").write_bytes(filled(plain, {DIARY: {slot: "D1"}}))
    (forms / "R017.xlsx").write_bytes(filled(plain, {DIARY: {slot: "D2"}}))
    ids = td.collect(forms).respondents
    assert "R017" in ids
    (made,) = (id_ for id_ in ids if id_ != "R017")
    assert made.startswith("form-")
    assert "hilippa" not in made
    assert td.collect(forms).respondents == ids


def test_afternoon_hours_written_one_to_eleven_are_the_afternoon(forms: Path) -> None:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.append(["Respondent", "R1"])
    page.append([None, "Mon", "Tue", "Wed"])
    for minute in range(9 * 60, 18 * 60, 30):
        hour = minute // 60
        page.append([f"{hour if hour < 13 else hour - 12}.{minute % 60:02d}", "D1", None, None])
    book.save(forms / "a.xlsx")
    survey = td.collect(forms)
    filled_slots = np.flatnonzero(survey.codes[0]).tolist()
    assert filled_slots == list(range(18, 36))


def test_the_commands_go_round(run: Run, tmp_path: Path) -> None:
    write_list(tmp_path / "list.csv", [["name", "agency"], ["Ann", "North"], ["Bee", "South"], ["Cee", "South"]])
    made = run("form", "--week", "2027-05-10", "--respondent-list", "list.csv", "-o", "forms")
    assert made.exit_code == 0, made.output
    assert "3 forms written to forms" in made.output
    key = rows_of(tmp_path / "respondents_key.csv")
    assert [row["name"] for row in key] == ["Ann", "Bee", "Cee"]
    ids = [row["respondent"] for row in key]
    (tmp_path / "forms" / f"diary_{ids[1]}.xlsx").unlink()
    back = run("collect", "forms", "-o", "all.xlsx", "--respondent-list", "respondents_key.csv")
    assert back.exit_code == 0, back.output
    assert "2 of 3 on the list have returned" in back.output
    assert f"1: {ids[1]}" in back.output
    assert rows_of(tmp_path / "all_not_returned.csv") == [{"agency": "South", "respondent": ids[1], "date": ""}]
    returns = rows_of(tmp_path / "all_returns.csv")
    assert sorted(row["respondent"] for row in returns) == sorted([ids[0], ids[2]])
    assert {row["state"] for row in returns} == {"read"}
    for file in ("all_returns.csv", "all_problems.csv", "all_not_returned.csv"):
        assert "Ann" not in (tmp_path / file).read_text(encoding="utf-8")
    reminders = tmp_path / "respondents_key_reminders.csv"
    assert rows_of(reminders) == [{"respondent": ids[1], "name": "Bee", "agency": "South"}]
    assert reminders.stat().st_mode & 0o777 == 0o600
    assert "respondents_key_reminders.csv has the names and addresses" in back.stderr
    assert "reminders" not in back.stdout
    again = run("form", "--respondent-list", "list.csv", "-o", "forms2")
    assert sorted(path.stem for path in (tmp_path / "forms2").iterdir()) == sorted(f"diary_{id_}" for id_ in ids)
    assert again.exit_code == 0


@pytest.mark.slow
def test_reminders_are_written_anew_where_a_list_says_who_people_are(forms: Path, tmp_path: Path) -> None:
    write_export(SURVEY, 0, forms / "R001.json")
    write_list(tmp_path / "ids.csv", [["respondent", "agency"], ["R001", "North"], ["R002", "South"]])
    _, written = gather_into(tmp_path / "some.csv", forms, respondent_list=tmp_path / "ids.csv")
    assert not [path for path in written if "reminders" in path.name]
    people = [["respondent", "e-mail", "staff number"], ["R001", "a@x.org", "17"], ["R002", "b@x.org", "=1"]]
    write_list(tmp_path / "key.csv", people)
    for out, missing in (("first.csv", [["R002", "b@x.org", "'=1"]]), ("second.csv", [])):
        survey, written = gather_into(tmp_path / out, forms, respondent_list=tmp_path / "key.csv")
        with written[-1].open(encoding="utf-8", newline="") as stream:
            assert list(csv.reader(stream)) == [people[0], *missing]
        assert not {"e-mail", "staff number"} & set(survey.survey.attributes)
        write_export(SURVEY, 1, forms / "R002.json")
    written[-1].write_text("somebody's own\n", encoding="utf-8")
    with pytest.raises(td.RequestError, match=r"key_reminders\.csv' exists already"):
        gather_into(tmp_path / "other.csv", forms, respondent_list=tmp_path / "key.csv")
    assert not (tmp_path / "other.csv").exists()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["form", "--week", "2027-05-12", "-o", "x"], "is a Wednesday"),
        (["form", "--respondent-list", "empty.csv", "-o", "x"], "is not a list of respondents"),
        (["form", "--study", "nowhere", "-o", "x"], "There is no study"),
        (["collect", "nothing", "-o", "x.xlsx"], "There are no files"),
        (["collect", "empty.csv", "-o", "x.xlsx"], "no diary to gather in 'empty.csv'"),
    ],
)
def test_what_can_not_be_done_is_said_and_leaves_nothing(
    run: Run, tmp_path: Path, arguments: list[str], told: str
) -> None:
    (tmp_path / "empty.csv").write_text("name\n", encoding="utf-8")
    (tmp_path / "nothing").mkdir()
    result = run(*arguments)
    assert result.exit_code == 2
    assert told in result.output
    assert sorted(path.name for path in tmp_path.iterdir()) == ["empty.csv", "nothing"]
