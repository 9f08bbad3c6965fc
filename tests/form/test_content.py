"""What a form holds follows from the study's definitions; what contradicts them is told with file and key."""

from __future__ import annotations

import datetime as dt
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from tests.builders import rewrite

from timediary.form.colours import colours_of
from timediary.form.content import Form, form_of
from timediary.model.problem import DefinitionError, RequestError
from timediary.model.study import ActivityCode, DiaryGrid
from timediary.study import list_studies, load_study, study_folder
from timediary.study.questionnaire import load_questionnaire

STUDY = load_study()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the 2009 study to spoil."""
    return Path(shutil.copytree(study_folder("task_force_2009"), tmp_path / "mine"))


def form(grid: DiaryGrid | None = None, week: str = "") -> Form:
    study = STUDY if grid is None else replace(STUDY, grid=grid)
    return form_of(study, load_questionnaire(STUDY), week_beginning=week)


@pytest.mark.parametrize("name", list_studies())
def test_every_shipped_study_makes_a_form(name: str) -> None:
    study = load_study(name)
    made = form_of(study, load_questionnaire(study))
    assert bool(made.groups) == bool(made.slots) == study.has_diary
    assert sorted(code.id for group in made.groups for code in group.codes) == sorted(study.code_numbers)
    assert sorted(made.positions) == list(range(study.grid.slots_per_day))
    assert made.explanation


def test_a_day_begins_at_six_or_with_an_earlier_working_day_and_ends_with_its_early_hours() -> None:
    made = form()
    assert [made.time(position) for position in made.positions[:2]] == ["06:00", "06:30"]
    assert made.time(made.positions[-1]) == "05:30"
    assert made.early_positions == 12
    bakers = form(STUDY.grid._replace(core_start=3 * 60))
    assert (bakers.time(bakers.positions[0]), bakers.early_positions) == ("03:00", 6)
    shift = form(STUDY.grid._replace(first_minute=7 * 60, slot_minutes=15, slots_per_day=48))
    assert shift.positions == tuple(range(48))
    assert shift.early_positions == 0


def test_dates_follow_the_days_of_the_diary() -> None:
    assert form(week="2027-05-10").dates == tuple(dt.date(2027, 5, day) for day in range(10, 17))
    some = form(STUDY.grid._replace(days=("Friday", "Saturday", "Monday"), weekend=(1,)), "2027-05-14")
    assert some.dates == (dt.date(2027, 5, 14), dt.date(2027, 5, 15), dt.date(2027, 5, 17))
    assert form().dates == ()


@pytest.mark.parametrize(
    ("week", "told"),
    [("2027-05-12", "is a Wednesday.*begins on a Monday.*2027-05-10 or 2027-05-17"), ("10/5/2027", "is not a date")],
)
def test_a_week_begins_when_the_diary_does(week: str, told: str) -> None:
    with pytest.raises(RequestError, match=told):
        form(week=week)


def test_the_version_changes_with_the_codes_and_the_questions_alone() -> None:
    questions = load_questionnaire(STUDY)
    made = form_of(STUDY, questions)
    assert made.version == form_of(STUDY, questions, respondent="K7", week_beginning="2027-05-10").version
    recoded = replace(STUDY, codes=(*STUDY.codes[:-1], ActivityCode("S11", "Other", "sundry")))
    assert form_of(recoded, questions).version != made.version
    fewer = questions._replace(sections=questions.sections[:-1])
    assert form_of(STUDY, fewer).version != made.version


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2, definition of relative luminance)."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_the_text_on_every_colour_can_be_read() -> None:
    pairs = colours_of(40)
    assert len(set(pairs)) == 40
    for pale, deep in pairs:
        assert (luminance(pale) + 0.05) / 0.05 >= 7
        assert 1.05 / (luminance(deep) + 0.05) >= 4.5


def test_what_the_sample_needs_is_not_asked() -> None:
    asked = {question.variable.id for question in load_questionnaire(STUDY).questions}
    assert not asked & {"respondent", "agency", "region", "weight", "week_beginning", "recorded_hours"}
    assert {"setting", "role", "client_groups", "contracted_hours", "worked_hours"} <= asked


def test_without_the_file_every_variable_is_asked_by_its_label(folder: Path) -> None:
    (folder / "questionnaire.toml").unlink()
    study = load_study(folder)
    (section,) = load_questionnaire(study).sections
    asked = {question.variable.id: question.wording for question in section.questions}
    assert asked["active_cases"] == "Active cases"
    assert not {"respondent", "agency", "week_beginning", "recorded_hours", "worked_over_contracted"} & set(asked)


SPOILT = [
    ('variable = "setting"', 'variable = "sitting"', "sections '2': questions '1': variable: .* no variable 'sitting'"),
    ('variable = "setting"', 'variable = "agency"', "variable: 'agency' stands at the head"),
    ('variable = "setting"', 'variable = "recorded_hours"', "variable: 'recorded_hours' is the respondent's id or"),
    ('variable = "setting"', 'variable = "respondent"', "variable: 'respondent' is the respondent's id or"),
    ('variable = "setting"', 'variable = "worked_hours"', "variable: 'worked_hours' is asked for twice"),
    ("with_diary = true", "with_diary = 1", "with_diary: must be true or false"),
    ("with_diary = true", "on_page = true", "on_page: is not a key"),
    ("S8 =", "S11 =", "questionnaire.toml: codes.S11: is not a key"),
    ('heading = "Your week"', "", "sections '1': heading: is missing"),
]


@pytest.mark.parametrize(("old", "new", "told"), SPOILT, ids=[told for *_, told in SPOILT])
def test_a_contradiction_names_its_file_and_key(folder: Path, old: str, new: str, told: str) -> None:
    rewrite(folder / "questionnaire.toml", old, new)
    with pytest.raises(DefinitionError, match=told):
        load_questionnaire(load_study(folder))
