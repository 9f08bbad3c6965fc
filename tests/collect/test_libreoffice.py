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
from timediary.form.plan import DIARY, Plan
from timediary.form.workbook import workbook_bytes
from timediary.model.study import Level, VariableKind
from timediary.model.survey import Attribute, Survey

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
