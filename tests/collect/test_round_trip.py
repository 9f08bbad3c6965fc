"""What goes out on forms of each kind and comes back is the same survey, bit for bit."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from tests.collect.filling import known_of, write_export, write_form

import timediary as td
from timediary.model.study import VariableKind
from timediary.model.survey import ANSWERS, NO_INFORMATION, Attribute
from timediary.study.questionnaire import load_questionnaire

if TYPE_CHECKING:
    from collections.abc import Callable

    from timediary.model.study import Variable
    from timediary.model.survey import Survey

ROOT = Path(__file__).parents[2]
HOW_MANY = 50


@pytest.fixture(scope="module")
def survey(tmp_path_factory: pytest.TempPathFactory) -> Survey:
    """Fifty respondents of the example, as they read when they are alone."""
    whole = td.read(ROOT / "tests" / "data" / "diaries.xlsx")
    chosen = np.zeros(len(whole), bool)
    chosen[np.linspace(0, len(whole) - 1, HOW_MANY).astype(int)] = True
    path = tmp_path_factory.mktemp("fifty") / "fifty.xlsx"
    td.convert(whole.select(chosen), path)
    fifty = td.read(path)
    assert fifty.ledger.kept > 1_000
    return as_a_form_can_say_it(fifty)


def as_a_form_can_say_it(survey: Survey) -> Survey:
    """The survey with all that a form asks: nobody's answers where it had none, and blank where a tick is unknown."""
    asked = {question.variable.id for question in load_questionnaire(survey.study).questions}
    attributes = {}
    for name, variable in survey.study.variables.items():
        found = survey.attributes.get(name)
        if found is None and name in asked:
            attributes[name] = nothing(variable, len(survey))
        elif found is not None and variable.kind is VariableKind.MULTIPLE and name in asked:
            attributes[name] = Attribute(variable, found.values.astype(np.uint64) & ANSWERS)
        elif found is not None:
            attributes[name] = found
    return replace(survey, attributes=attributes | {n: a for n, a in survey.attributes.items() if n not in attributes})


def nothing(variable: Variable, respondents: int) -> Attribute:
    """A variable to which nobody has answered."""
    if variable.kind is VariableKind.NUMBER:
        return Attribute(variable, np.full(respondents, np.nan))
    if variable.kind is VariableKind.MULTIPLE:
        return Attribute(variable, np.zeros(respondents, np.uint64))
    return Attribute(variable, np.full(respondents, NO_INFORMATION, np.int16))


def respondents_list(survey: Survey, path: Path) -> Path:
    header, rows = known_of(survey, survey.study)
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([header, *rows])
    return path


def mixed(survey: Survey, row: int, path: Path) -> Path:
    """A workbook or an export, by turns."""
    if row % 2:
        return write_export(survey, row, path.with_suffix(".json"))
    return write_form(survey, row, path)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("write", "suffix"),
    [
        pytest.param(write_form, "xlsx", id="xlsx", marks=pytest.mark.slow),
        pytest.param(write_export, "json", id="json"),
        pytest.param(mixed, "xlsx", id="mixed", marks=pytest.mark.slow),
    ],
)
def test_fifty_respondents_come_back_as_they_went_out(
    survey: Survey, write: Callable[[Survey, int, Path], Path], suffix: str, tmp_path: Path
) -> None:
    forms = tmp_path / "forms"
    forms.mkdir()
    for row in range(len(survey)):
        write(survey, row, forms / f"diary_{survey.respondents[row]}.{suffix}")
    listed = respondents_list(survey, tmp_path / "list.csv")
    back = td.collect(forms, respondent_list=listed)
    assert [str(problem) for problem in back.problems] == []
    assert back.respondents == survey.respondents
    assert np.array_equal(back.codes, survey.codes)
    assert list(back.attributes) == list(survey.attributes)
    for name, attribute in survey.attributes.items():
        assert back.attributes[name] == attribute, name
    assert back == survey
    assert back.ledger.balanced
    assert back.ledger.kept == survey.ledger.kept
    assert back.ledger.cells_read == len(survey) * survey.study.grid.slots


@pytest.mark.slow
def test_what_is_gathered_reads_back_as_it_was_gathered(survey: Survey, tmp_path: Path) -> None:
    forms = tmp_path / "forms"
    forms.mkdir()
    for row in range(5):
        write_export(survey, row, forms / f"{row}.json")
    back = td.collect(forms)
    td.convert(back, tmp_path / "back.xlsx")
    assert td.read(tmp_path / "back.xlsx") == back
