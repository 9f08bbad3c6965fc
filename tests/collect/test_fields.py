"""What is noted beside the activity goes out on forms and comes back to the same survey: workbook and page."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pytest

import timediary as td
from timediary.form.content import form_of
from timediary.form.page.content import page_content
from timediary.form.plan import field_sheets, places_of
from timediary.model.problem import ProblemKind
from timediary.study import load_study
from timediary.study.questionnaire import load_questionnaire

FOLDER = Path(__file__).parents[2] / "examples" / "time_use"
STUDY = load_study(FOLDER / "study")
FORM = form_of(STUDY, load_questionnaire(STUDY))


def survey_to_fill() -> td.Survey:
    return td.read(FOLDER / "diaries.csv", STUDY)


def noted(survey: td.Survey, diary: int) -> dict[str, dict[int, str]]:
    """What a diary notes, by field and slot, and its codes under an empty name."""
    ids = ["", *(code.id for code in STUDY.codes)]
    found = {"": {slot: ids[code] for slot, code in enumerate(survey.codes[diary].tolist()) if code}}
    for id_, one in survey.fields.items():
        texts = one.texts()
        found[id_] = {slot: texts[n] or "" for slot, n in enumerate(one.slots[diary].tolist()) if n}
    return found


@pytest.mark.slow
def test_the_workbook_of_a_form_has_a_sheet_a_field_and_comes_back_the_same(tmp_path: Path) -> None:
    survey = survey_to_fill()
    assert survey.dates is not None
    places = places_of(FORM)
    for diary, id_ in enumerate(survey.respondents):
        date = ["2027-05-11", "2027-05-15"][diary]
        (path,) = td.write_forms(tmp_path / f"{diary}", STUDY, week=date)
        book = openpyxl.load_workbook(path)
        assert list(field_sheets(FORM).values()) == ["Second activity", "Place", "With whom"]
        assert book.sheetnames[:4] == ["Diary", "Second activity", "Place", "With whom"]
        for field, slots in noted(survey, diary).items():
            cells = places.fields[field] if field else places.slots
            for slot, text in slots.items():
                book[cells[slot].sheet][cells[slot].reference] = text
        where = places.head["respondent"]
        book[where.sheet][where.reference] = id_
        (tmp_path / "back").mkdir(exist_ok=True)
        book.save(tmp_path / "back" / f"{id_}.xlsx")
    back = td.collect(tmp_path / "back", STUDY)
    assert back.problems == ()
    assert np.array_equal(back.codes, survey.codes)
    assert dict(back.fields) == dict(survey.fields)
    assert (
        back.ledger.answers_kept
        == back.ledger.answers_read
        == sum(len(s) for n in (0, 1) for f, s in noted(survey, n).items() if f)
    )


def test_what_a_page_saves_comes_back_the_same_and_what_is_no_code_is_a_problem_at_its_place(tmp_path: Path) -> None:
    survey = survey_to_fill()
    names = [STUDY.grid.slot_name(slot) for slot in range(STUDY.grid.slots)]
    for diary, id_ in enumerate(survey.respondents):
        entered = noted(survey, diary)
        fields = {
            field: {names[slot]: text.split("; ") if field == "with" else text for slot, text in entered[field].items()}
            for field in survey.fields
        }
        record: dict[str, Any] = {
            "format": "timediary diary 1",
            "study": STUDY.id,
            "respondent": id_,
            "agency": "",
            "answers": {},
        }
        record["week_beginning"] = ["2027-05-11", "2027-05-15"][diary]
        record |= {"diary": {names[slot]: code for slot, code in entered[""].items()}, "fields": fields}
        (tmp_path / f"{id_}.json").write_text(json.dumps(record), encoding="utf-8")
    back = td.collect(tmp_path, STUDY)
    assert back.problems == ()
    assert np.array_equal(back.codes, survey.codes)
    assert dict(back.fields) == dict(survey.fields)
    record["fields"]["place"]["00:00"] = "moon"
    record["fields"]["mood"] = {"00:00": "good"}
    (tmp_path / f"{id_}.json").write_text(json.dumps(record), encoding="utf-8")
    again = td.collect(tmp_path, STUDY)
    assert [(p.kind, p.content, p.respondent) for p in again.problems] == [
        (ProblemKind.MISSING_COLUMN, "", "P2"),
        (ProblemKind.UNKNOWN_CODE, "moon", "P2"),
    ]
    assert again.ledger.answers_kept == back.ledger.answers_kept - 1


def test_a_page_knows_the_fields_and_a_study_without_any_has_no_more_than_before() -> None:
    content = page_content(FORM)
    assert [(field["id"], field["several"]) for field in content["fields"]] == [
        ("second", False),
        ("place", False),
        ("with", True),
    ]
    assert {id_: len(cells) for id_, cells in content["workbook"]["fields"].items()} == dict.fromkeys(
        ("second", "place", "with"), 144
    )
    plain = load_study()
    assert page_content(form_of(plain, load_questionnaire(plain)))["fields"] == []
