"""A form that was opened, filled in, calculated and saved in LibreOffice reads as what was typed."""

from __future__ import annotations

import shutil
import subprocess
from random import Random
from typing import TYPE_CHECKING

import numpy as np
import pytest
import python_calamine
from tests.builders import random_survey
from tests.collect.filling import cells_of, form_for
from tests.collect.grids import make_sheet, write_sheets
from tests.collect.libreoffice import fill
from tests.collect.test_planted_faults import check

import timediary as td
from timediary.form.content import form_of
from timediary.form.plan import DIARY, QUESTIONS, Plan, places_of
from timediary.form.workbook import workbook_bytes
from timediary.model.study import Level, VariableKind
from timediary.model.survey import Attribute, Survey
from timediary.study import load_study
from timediary.study.questionnaire import load_questionnaire

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice"),
]


def one_respondent() -> Survey:
    """A respondent with a full week, answers of every kind, an agency and a week."""
    survey = random_survey(5, respondents=1)
    chosen = {"setting": np.array([1], np.int16), "role": np.array([2], np.int16)}
    chosen |= {"client_groups": np.array([1 << 3 | 1 << 19], np.uint64), "active_cases": np.array([17.0])}
    attributes = {name: Attribute(survey.study.variables[name], values) for name, values in chosen.items()}
    for name, text in (("agency", "Northern & Sons"), ("week_beginning", "2027-05-10")):
        variable = survey.study.variables[name]._replace(levels=(Level("only", text),))
        assert variable.kind is VariableKind.TEXT
        attributes[name] = Attribute(variable, np.array([0], np.int32))
    return Survey(survey.study, ("K7M4QX",), survey.codes, attributes)


def test_a_form_of_questions_alone_adds_up_what_is_typed(tmp_path: Path) -> None:
    """The sum of the estimates stands below them, and what is typed beside cells to fill in goes nowhere."""
    study = load_study("chief_officers_2020")
    form = form_of(study, load_questionnaire(study), respondent="K7M4QX")
    (tmp_path / "form.xlsx").write_bytes(workbook_bytes(form))
    places = {name: place.reference for name, place in places_of(form).answers.items()}
    typed: dict[str, str | float] = {places["time.children"]: 60, places["time.ijb"]: 70, places["wave"]: "Survey 2"}
    typed |= {
        places["pressure_ijb"]: 4,
        places["awards:phd"]: "x",
        places["comments"]: "=1+1 is what it was",
        "B6": "No",
    }
    forms = tmp_path / "forms"
    forms.mkdir()
    for suffix in (".xlsx", ".ods"):
        fill(tmp_path / "form.xlsx", {QUESTIONS: typed}, forms / f"back{suffix}", tmp_path)
        sheet = python_calamine.CalamineWorkbook.from_path(str(forms / f"back{suffix}")).get_sheet_by_name(QUESTIONS)
        (sums,) = [row[1:3] for row in sheet.to_python() if str(row[1]).startswith("Together")]
        assert sums == ["Together, in percent. Is this right? It should be about 100.", 130]
        back = td.collect(forms, study)
        assert [problem.message.partition(",")[0] for problem in back.problems] == [
            "The percentages of 'Proportion of time on the range of services' add up to 130"
        ]
        texts = {name: attribute.texts()[0] for name, attribute in back.attributes.items()}
        assert {name: text for name, text in texts.items() if text} == {
            "wave": "Survey 2",
            "awards": "PhD",
            "time.children": "60",
            "time.ijb": "70",
            "pressure_ijb": "4",
            "comments": "=1+1 is what it was",
        }
        (forms / f"back{suffix}").unlink()


@pytest.mark.parametrize("suffix", [".xlsx", ".ods"])
def test_a_form_filled_in_with_libreoffice_reads_as_it_was_typed(suffix: str, tmp_path: Path) -> None:
    survey = one_respondent()
    form = form_for(survey, 0)
    (tmp_path / "form.xlsx").write_bytes(workbook_bytes(form))
    cells = cells_of(survey, 0)
    locked = {"B1": "Another title", "D4": "Another respondent", "B10": "23:45", "A10": "timediary:gender"}
    forms = tmp_path / "forms"
    forms.mkdir()
    typed = {**cells, DIARY: {**cells[DIARY], **locked}}
    fill(tmp_path / "form.xlsx", typed, forms / f"back{suffix}", tmp_path)

    back = td.collect(forms)
    assert [str(problem) for problem in back.problems] == []
    assert back.respondents == ("K7M4QX",)
    assert np.array_equal(back.codes, survey.codes)
    for name in ("setting", "role", "client_groups", "active_cases"):
        assert back.attributes[name] == survey.attributes[name]
    assert back.attributes["agency"].texts() == ["Northern & Sons"]
    assert back.attributes["week_beginning"].texts() == ["2027-05-10"]
    assert set(back.attributes["gender"].texts()) == {""}

    rows = python_calamine.load_workbook(forms / f"back{suffix}").get_sheet_by_name(DIARY).to_python()
    plan = Plan(form)
    days = survey.codes.reshape(7, 48)
    hours = [rows[plan.totals_row][column] for column in plan.day_columns]
    assert hours == (np.count_nonzero(days, axis=1) / 2).tolist()
    assert rows[plan.totals_row][plan.day_columns[-1] + 1] == np.count_nonzero(days) / 2
    for number, group in enumerate(form.groups, start=1):
        members = [survey.study.code_numbers[code.id] for code in group.codes]
        expected = (np.isin(days, members).sum(axis=1) / 2).tolist()
        assert [rows[plan.totals_row + number][column] for column in plan.day_columns] == expected, group.id


@pytest.mark.parametrize("kind", ["ods", "xls"])
def test_grids_typed_by_hand_read_the_same_from_other_kinds_of_workbook(kind: str, tmp_path: Path) -> None:
    random = Random(5)  # noqa: S311 - chance, not secrecy
    sheets = {f"R{number:03d}": make_sheet(f"R{number:03d}", random, faults=False) for number in range(30)}
    assert any(sheet.merges for sheet in sheets.values())
    write_sheets(tmp_path / "all.xlsx", dict(sheets))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    out = tmp_path / "out"
    command = ["soffice", profile, "--headless", "--convert-to", kind, "--outdir", str(out), str(tmp_path / "all.xlsx")]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    survey = td.collect(out)
    assert [str(problem) for problem in survey.problems] == []
    check(survey, sheets)
