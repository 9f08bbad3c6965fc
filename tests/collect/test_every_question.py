"""From the form to the tables: every question of the 2009 questionnaire is asked, and makes the tables that need it."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from tests.builders import rewrite
from tests.collect.filling import write_export

import timediary as td
from timediary.model.problem import DefinitionError
from timediary.model.study import VariableKind
from timediary.model.survey import NO_INFORMATION, Attribute
from timediary.study import load_study
from timediary.study.questionnaire import load_questionnaire
from timediary.study.tables import attributes_needed, load_tables

if TYPE_CHECKING:
    from timediary.model.study import Variable

STUDY = load_study()
QUESTIONNAIRE = load_questionnaire(STUDY)
# The questionnaire of the report's appendix A, question by question, as its numbers run.
APPENDIX_A = [
    *("1", "2", "3", "4a", "4b", "4c", "4d", "4e", "4f", "5a", "5b", "5c", "6a", "6b", "6c", "6d", "7", "8a", "8b"),
    *("9a", "9b", "9c", "9d", "10", "11", "12a", "12b", "12c", "12d", "12e", "13a", "13b", "13c"),
    *("14a", "14b", "14c", "14d", "14e", "14f", "15a", "15b", "15c", "16"),
]


def answered(variable: Variable, respondents: int) -> Attribute:
    """Answers of some respondents, all of them different where there are enough answers."""
    numbers = np.arange(respondents)
    if variable.kind is VariableKind.NUMBER:
        start = variable.minimum or 0
        return Attribute(variable, start + numbers.astype(np.float64))
    if variable.kind is VariableKind.MULTIPLE:
        return Attribute(variable, (1 << (numbers % len(variable.levels))).astype(np.uint64))
    return Attribute(variable, (numbers % len(variable.levels)).astype(np.int16))


@pytest.mark.slow
def test_what_the_form_asks_makes_every_table_but_those_of_agencies(tmp_path: Path) -> None:
    whole = td.read(Path("tests/data/diaries.xlsx"))
    survey = whole.select(np.arange(len(whole)) < 12)
    asked = {question.variable.id: question.variable for question in QUESTIONNAIRE.questions}
    lacking = {name: answered(variable, 12) for name, variable in asked.items() if name not in survey.attributes}
    survey = replace(survey, attributes={**survey.attributes, **lacking})
    for row in range(len(survey)):
        write_export(survey, row, tmp_path / f"{row}.json")
    returned = td.collect(tmp_path)
    assert [str(problem) for problem in returned.problems] == []
    made = returned.tables()
    assert {id_ for id_, why in made.missing.items() if "agencies" not in why} == set()
    assert set(made.made) == set(load_tables(STUDY))
    # The answers are in the tables, and not only their lines.
    for name in ("supervision_adequate", "next_job", "team_social_workers"):
        (table,) = (id_ for id_, one in load_tables(STUDY).items() if attributes_needed(one)[0] == name)
        assert made[table].value("no_information", "all") == 0
        assert made[table].value("all", "all") == 12


def test_every_question_of_the_appendix_is_asked_or_the_study_says_why_not() -> None:
    told = {item.id: item for item in QUESTIONNAIRE.instrument}
    assert [id_ for id_ in told if re.match(r"\d", id_)] == APPENDIX_A
    asked = {question.variable.id for question in QUESTIONNAIRE.questions}
    named = {name for item in told.values() for name in item.variables}
    assert asked <= named
    assert {"employed_hours", "nine_day_fortnight"} <= asked
    for item in told.values():
        assert (item.variables and item.tables) or item.why, item.id
    in_words = {id_ for id_, item in told.items() if not item.variables}
    assert in_words == {"12d", "12e", "14a", "14b", "14c", "14d", "14e", "15c", "Contact details"}


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('variables = ["age_band"]', 'variables = ["age_bands"]', "no variable 'age_bands'"),
        ('variables = ["age_band"]', 'variables = ["region"]', "'region' is not asked for"),
        ('tables = ["2.1"]', 'tables = ["2.99"]', "no table '2.99'"),
        ('tables = ["2.1"]', 'tables = ["2.2"]', "none of them needs age_band"),
        ('tables = ["2.1"]', "", "say why"),
    ],
)
def test_a_question_without_a_place_is_a_fault(old: str, new: str, told: str, tmp_path: Path) -> None:
    import shutil

    assert STUDY.folder is not None
    folder = tmp_path / "mine"
    shutil.copytree(STUDY.folder, folder)
    path = folder / "questionnaire.toml"
    rewrite(path, old, new)
    with pytest.raises(DefinitionError, match=told):
        load_questionnaire(load_study(folder))


def test_nobody_is_left_without_an_answer_that_is_no_answer() -> None:
    """The helper that fills the forms answers every question."""
    for question in QUESTIONNAIRE.questions:
        values = answered(question.variable, 12).values
        assert not (np.isnan(values).any() if values.dtype.kind == "f" else (values == NO_INFORMATION).any())
