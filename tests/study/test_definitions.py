"""Definitions as data: the shipped ones are whole, and every way of contradicting oneself is told with its place."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from timediary.model.problem import DefinitionError
from timediary.model.study import DiaryGrid
from timediary.study import list_studies, load_grouping, load_study, study_folder

GROUPING_FILES = [(name, path) for name in list_studies() for path in study_folder(name).glob("groupings/*.toml")]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the 2009 study to spoil."""
    return Path(shutil.copytree(study_folder("task_force_2009"), tmp_path / "mine"))


@pytest.mark.parametrize("name", list_studies())
def test_every_shipped_study_is_sound(name: str) -> None:
    study = load_study(name)
    assert study.id == name
    assert study.defaults.grouping in study.groupings


@pytest.mark.parametrize(("name", "path"), GROUPING_FILES, ids=lambda value: getattr(value, "stem", value))
def test_every_shipped_grouping_holds_each_code_once(name: str, path: Path) -> None:
    study = load_study(name)
    grouping = study.groupings[path.stem]
    assert sorted(code for row in grouping.groups for code in row.codes) == sorted(study.code_numbers)


def test_the_2009_survey_has_the_instrument_of_the_report() -> None:
    study = load_study()
    assert len(study.codes) == 40
    assert study.grid.slots == 336
    counts = {type_.id: sum(code.type == type_.id for code in study.codes) for type_ in study.types}
    assert counts == {
        "direct_contact": 12,
        "own_agency": 5,
        "inter_agency": 4,
        "recording": 7,
        "other_inter_agency": 2,
        "sundry": 10,
    }
    assert [row.id for row in study.groupings["broad"].rows] == [
        "direct_contact",
        "recording",
        "own_agency",
        "inter_agency",
        "client_related",
        "other_inter_agency",
        "sundry",
    ]


def test_a_copied_folder_is_the_same_study(folder: Path) -> None:
    assert load_study(folder) == load_study()


SPOILT = [
    ("study.toml", "slot_minutes = 30", "slot_minutes = 31", "study.toml: diary.slots_per_day"),
    ("study.toml", "slot_minutes = 30", "slot_minutes = true", "study.toml: diary.slot_minutes"),
    ("study.toml", 'first_slot = "00:00"', 'first_slot = "25:00"', "study.toml: diary.first_slot"),
    ("study.toml", 'weekend = ["Saturday"', 'weekend = ["Caturday"', "study.toml: diary.weekend"),
    ("study.toml", "low_base = 30", "low_base = 30\nlow = 1", "study.toml: defaults.low: is not a key"),
    ("study.toml", 'by = ["setting", "role"]', 'by = ["sitting"]', "study.toml: defaults.by"),
    ("study.toml", 'grouping = "broad"', 'grouping = "wide"', "study.toml: defaults.grouping"),
    ("study.toml", '"client_related"]', '"client"]', "study.toml: defaults.headline"),
    ("study.toml", 'id = "task_force_2009"', "", "study.toml: id: is missing"),
    ("study.toml", "[diary]", "[diary", "study.toml: not valid TOML"),
    ("codes.toml", 'id = "D2"', 'id = "d-1"', "codes.toml: codes 'd-1': id"),
    ("codes.toml", 'type = "sundry"', 'type = "sunday"', "codes.toml: codes 'S1': type"),
    ("variables.toml", 'kind = "identifier"', 'kind = "text"', "variables.toml: variables"),
    ("variables.toml", 'kind = "identifier"', 'kind = "name"', "variables.toml: variables 'respondent': kind"),
    ("variables.toml", 'aliases = ["sector"', 'aliases = ["age"', "already"),
    ("variables.toml", 'id = "dass", label = "DASS"', 'id = "dass", label = "Child"', "means both"),
    ("variables.toml", 'label = "11-20", up_to = 20', 'label = "11-20", up_to = 5', "'active_cases': bands"),
    ("variables.toml", 'minus = ["worked_hours"', 'minus = ["setting"', "'worked_over_contracted': minus"),
    ("variables.toml", 'derived = "recorded_hours"', 'derived = "age"', "'recorded_hours': derived"),
    ("variables.toml", "most_answers = 4", 'most_answers = "4"', "'client_groups': most_answers"),
    ("groupings/broad.toml", 'types = ["sundry"]', 'codes = ["S1"]', "broad.toml: rows: no group holds S2"),
    ("groupings/broad.toml", 'types = ["sundry"]', 'types = ["sundry", "recording"]', "in two groups"),
    ("groupings/broad.toml", 'types = ["sundry"]', 'codes = ["X1"]', "no code 'X1'"),
    ("groupings/broad.toml", 'types = ["sundry"]', 'types = ["other"]', "no codes of type 'other'"),
    ("groupings/broad.toml", 'id = "sundry"', 'id = "recording"', "two rows have the id 'recording'"),
    ("groupings/broad.toml", '"own_agency", "inter_agency"]', '"own_agency", "agency"]', "adds 'agency'"),
    ("groupings/broad.toml", 'label = "Other sundry"', "colour = 3", "sundry': colour: is not a key"),
    ("groupings/client_related.toml", 'id = "client_related"', 'id = "broad"', "another grouping"),
]


@pytest.mark.parametrize(("file", "old", "new", "told"), SPOILT, ids=[told for *_, told in SPOILT])
def test_a_contradiction_names_its_file_and_key(folder: Path, file: str, old: str, new: str, told: str) -> None:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DefinitionError) as caught:
        load_study(folder)
    assert told in str(caught.value)
    assert Path(file).name in str(caught.value)


def test_a_study_that_is_not_there_is_told_with_those_that_are() -> None:
    with pytest.raises(DefinitionError, match=r"no study 'mine'.*task_force_2009"):
        load_study("mine")


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "codes.toml").unlink()
    with pytest.raises(DefinitionError, match=r"mine/codes\.toml: the file is missing"):
        load_study(folder)


def test_a_grouping_of_ones_own(tmp_path: Path) -> None:
    path = tmp_path / "face.toml"
    path.write_text(
        'id = "face"\nlabel = "Face to face"\n'
        '[[rows]]\nid = "face"\nlabel = "Face to face"\ncodes = ["D1", "D3", "D4", "D5", "D6", "D8", "D10"]\n'
        '[[rows]]\nid = "rest"\nlabel = "All else"\n'
        'codes = ["D2", "D7", "D9", "D11", "D12"]\n'
        'types = ["recording", "own_agency", "inter_agency", "other_inter_agency", "sundry"]\n',
        encoding="utf-8",
    )
    grouping = load_grouping(path, load_study().codes)
    assert [len(row.codes) for row in grouping.rows] == [7, 33]


def test_slots_are_named_by_day_and_start() -> None:
    grid = load_study().grid
    assert grid.slot_name(0) == "Mon 00:00"
    assert grid.slot_name(17) == "Mon 08:30"
    assert grid.slot_name(335) == "Sun 23:30"
    assert [grid.slot(slot // 48, grid.start_minute(slot)) for slot in range(336)] == list(range(336))


def test_a_day_may_begin_at_four_in_the_morning() -> None:
    grid = DiaryGrid(("Diary day",), 10, 4 * 60, 144, (), 8 * 60, 18 * 60)
    assert grid.slot_name(0) == "04:00"
    assert grid.slot(0, 3 * 60 + 50) == 143
    assert grid.slot(0, 3 * 60 + 55) is None
    assert not grid.is_week
