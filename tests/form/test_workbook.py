"""The workbook of a form: what can be filled in and nothing else, chosen from lists, inert whatever its texts say."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING

import openpyxl
import pytest
from openpyxl.utils import range_boundaries
from tests.ingest.files import one_day_study

from timediary.form.content import Form, form_of
from timediary.form.plan import ABOUT, CODES, DIARY, LISTS, MARK, QUESTIONS, places_of
from timediary.form.workbook import workbook_bytes
from timediary.model.study import ActivityCode, Study, VariableKind
from timediary.study import load_study
from timediary.study.questionnaire import load_questionnaire

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

STUDY = load_study()


def shifts() -> Study:
    """The 2009 study in quarter hours of twelve, from seven in the morning, on five days."""
    grid = STUDY.grid._replace(
        days=STUDY.grid.days[:5], weekend=(), slot_minutes=15, slots_per_day=48, first_minute=7 * 60
    )
    return replace(STUDY, grid=grid)


def hostile() -> Study:
    """A study whose texts would be formulas, links or markup if anything took them for it."""
    codes = (ActivityCode("=1+1", '=HYPERLINK("http://x")', "sundry"), ActivityCode("@S2", "<b>&\x07\n\"'", "sundry"))
    return replace(STUDY, name="=cmd|' /C calc'!A0 &", codes=codes, folder=None)


STUDIES = {"2009": lambda: STUDY, "shifts": shifts, "one day": one_day_study, "hostile": hostile}


def form(study: Study, respondent: str = "K7M4QX", agency: str = "=A1 & Sons") -> Form:
    return form_of(study, load_questionnaire(study), respondent=respondent, agency=agency)


def opened(made: Form) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(workbook_bytes(made)))


@pytest.mark.parametrize("name", STUDIES)
def test_what_is_filled_in_is_unlocked_and_nothing_else(name: str) -> None:
    made = form(STUDIES[name](), respondent="", agency="")
    places, book = places_of(made), opened(made)
    fillable = {*places.slots, *places.answers.values(), *places.head.values()}
    free = {
        (sheet.title, cell.coordinate)
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if not isinstance(cell, openpyxl.cell.MergedCell) and not cell.protection.locked
    }
    assert free == {(place.sheet, place.reference) for place in fillable}
    assert len(fillable) == len(places.slots) + len(places.answers) + len(places.head)
    for sheet in book:
        assert sheet.protection.sheet
        assert not sheet.protection.password


def test_whose_form_it_is_can_not_be_changed_once_it_is_written() -> None:
    made = form(STUDY)
    sheet = opened(made)[DIARY]
    head = places_of(made).head
    assert sheet[head["respondent"].reference].value == "K7M4QX"
    assert sheet[head["respondent"].reference].protection.locked
    assert sheet[head["agency"].reference].value == "=A1 & Sons"
    assert sheet[head["agency"].reference].data_type == "s"
    assert not sheet[head["week_beginning"].reference].protection.locked


@pytest.mark.parametrize("name", STUDIES)
def test_each_slot_has_the_list_of_all_codes(name: str) -> None:
    made = form(STUDIES[name]())
    book = opened(made)
    sheet = book[DIARY]
    lists = [rule for rule in sheet.data_validations.dataValidation if rule.formula1 == "form_codes"]
    covered = set()
    for rule in lists:
        for area in str(rule.sqref).split():
            left, top, right, bottom = (int(edge or 0) for edge in range_boundaries(area))
            covered |= {(r, c) for r in range(top, bottom + 1) for c in range(left, right + 1)}
    assert covered == {(place.row + 1, place.column + 1) for place in places_of(made).slots}
    target = book.defined_names["form_codes"].attr_text
    codes = [row[0].value for row in book[LISTS][target.partition("!")[2].replace("$", "")]]
    assert codes == [code.id for group in made.groups for code in group.codes]
    assert book[LISTS].sheet_state == "hidden"


def test_each_question_offers_its_answers() -> None:
    made = form(STUDY)
    book = opened(made)
    rules = {(sheet.title, str(rule.sqref)): rule for sheet in book for rule in sheet.data_validations.dataValidation}
    for section in made.sections:
        for question in section.questions:
            variable = question.variable
            if variable.kind is VariableKind.MULTIPLE:
                continue
            place = places_of(made).answers[variable.id]
            rule = rules[place.sheet, place.reference]
            if variable.kind is VariableKind.NUMBER:
                assert (float(rule.formula1), float(rule.formula2)) == (variable.minimum, variable.maximum)
            else:
                target = book.defined_names[rule.formula1].attr_text.partition("!")[2].replace("$", "")
                labels = [row[0].value for row in book[LISTS][target]]
                assert labels == [level.label for level in variable.levels]


@pytest.mark.parametrize("name", STUDIES)
def test_texts_stay_texts(name: str) -> None:
    made = form(STUDIES[name]())
    formulas = [
        cell.value
        for sheet in opened(made)
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f" or cell.hyperlink
    ]
    assert formulas
    assert all(str(formula).startswith(("=SUMPRODUCT(COUNTIF(", "=SUM(")) for formula in formulas)


@pytest.mark.slow
@pytest.mark.parametrize("name", STUDIES)
def test_the_same_form_gives_the_same_bytes(name: str) -> None:
    study = STUDIES[name]()
    assert workbook_bytes(form(study)) == workbook_bytes(form(study))
    assert workbook_bytes(form(study)) != workbook_bytes(form(study, respondent="K7M4QZ"))


@pytest.mark.slow
def test_it_prints_on_a4_with_its_head_repeated() -> None:
    book = opened(form(STUDY))
    for sheet in book:
        assert str(sheet.page_setup.paperSize) == "9"
        assert sheet.sheet_properties.pageSetUpPr is not None
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToWidth in (None, 1)
    assert book[DIARY].page_setup.fitToHeight in (None, 1)
    assert book[DIARY].print_title_rows == "$8:$9"
    assert opened(form(shifts()))[DIARY].page_setup.fitToHeight in (None, 1)
    assert opened(form(one_day_study()))[DIARY].page_setup.fitToHeight == 0


def test_marks_name_what_each_row_asks() -> None:
    made = form(STUDY)
    book = opened(made)
    for name, place in places_of(made).answers.items():
        assert book[place.sheet].cell(place.row + 1, 1).value == MARK + name
    for sheet in (DIARY, QUESTIONS):
        assert book[sheet].column_dimensions["A"].hidden
    facts = {row[0].value: row[1].value for row in book[ABOUT].iter_rows(min_row=3)}
    assert facts["Study"] == "task_force_2009"
    assert facts["Respondent"] == "K7M4QX"
    assert facts["Form version"] == made.version


def test_every_code_is_explained_in_its_group() -> None:
    made = form(STUDY)
    rows = [[cell.value for cell in row] for row in opened(made)[CODES].iter_rows()]
    explained = {row[0]: (row[1], row[2]) for row in rows}
    for group in made.groups:
        assert group.label in explained
        for code in group.codes:
            assert explained[code.id] == (code.label, made.code_help.get(code.id, ""))
