"""Planted mistakes of people who have never seen such a file: each is told with its file, its line and what to do."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st
from tests.builders import rewrite

from timediary.model.problem import DefinitionError
from timediary.pipeline.studies import check_study
from timediary.study import load_study, study_folder
from timediary.study.section import StrictToml

STUDY_NAME = 'name = "Social workers\' workload survey, England 2009"'
PLANTED = [
    # file, what is there, what is written instead, how the line told begins, words of the message
    ("study.toml", STUDY_NAME, "name = Nurses survey", "name = Nurses survey", "a text needs quotes"),
    ("study.toml", STUDY_NAME, 'name = "Nurses survey', 'name = "Nurses survey', "not closed with another"),
    ("study.toml", STUDY_NAME, "name = \u201cNurses survey\u201d", "name = \u201cNurses survey\u201d", "curly quotes"),
    ("study.toml", STUDY_NAME, 'name "Nurses survey"', 'name "Nurses survey"', "Expected a name, =, and a value"),
    ("study.toml", STUDY_NAME, "name = yes", "name = yes", "a text needs quotes"),
    ("study.toml", STUDY_NAME, 'name = "C:\\survey"', 'name = "C:\\survey"', "backslash"),
    ("study.toml", STUDY_NAME, 'name = ""', 'name = ""', "must not be empty"),
    ("study.toml", "[diary]", "[diary", "[diary", "not closed with ]"),
    ("study.toml", "[diary]", "[dairy]", "[dairy]", "Is 'dairy' meant"),
    (
        "study.toml",
        "high_cv = 0.20",
        "high_cv = 0,20",
        "high_cv = 0,20            # and on",
        "a decimal point, not a comma",
    ),
    ("study.toml", "high_cv = 0.20", "high_cv = nan", "high_cv = nan", "must be a number"),
    ("study.toml", "high_cv = 0.20", "high_cv = -inf", "high_cv = -inf", "must be a number"),
    (
        "study.toml",
        'first_slot = "00:00"',
        "first_slot = 07:00",
        "first_slot = 07:00      # a column",
        'needs quotes: "08:30"',
    ),
    (
        "study.toml",
        '"Monday", "Tuesday"',
        '"Monday" "Tuesday"',
        'days = ["Monday" "Tuesday", "Wedne',
        "no comma between two",
    ),
    (
        "study.toml",
        '"Saturday", "Sunday"]',
        '"Saturday", "Sunday"',
        'days = ["Monday", "Tuesday", "Wedn',
        "not closed with ]",
    ),
    (
        "study.toml",
        "slot_minutes = 30",
        'slot_minutes = "30"',
        'slot_minutes = "30"',
        'a whole number, such as 30, not "30"',
    ),
    ("study.toml", "slot_minutes = 30", "slot_minutes = 0", "slot_minutes = 0", "1 or more"),
    (
        "study.toml",
        "slot_minutes = 30",
        "slot_minutes = 45",
        "slots_per_day = 48",
        "at most 32 with slots of 45 minutes",
    ),
    ("study.toml", "slot_minutes = 30", "slotminutes = 30", "slotminutes = 30", "Is 'slotminutes' meant to be it"),
    ("study.toml", "slot_minutes = 30", "", "[diary]", "Add the line slot_minutes = 30"),
    ("study.toml", 'by = ["setting", "role"]', 'by = "setting"', 'by = "setting"', "a list of texts"),
    (
        "study.toml",
        'by = ["setting", "role"]',
        'by = ["sitting"]',
        'by = ["sitting"]',
        "no variable 'sitting'. Did you mean 'setting'? Correct it",
    ),
    ("study.toml", 'grouping = "broad"', 'grouping = "brad"', 'grouping = "brad"', "There are: activity, broad"),
    (
        "study.toml",
        'core_start = "08:30"',
        'core_start = "8.30"',
        'core_start = "8.30"      # section',
        "a time of day such as 08:30",
    ),
    (
        "codes.toml",
        'label = "Planned visit"',
        'lable = "Planned visit"',
        'lable = "Planned visit"',
        "Is 'lable' meant to be it",
    ),
    (
        "codes.toml",
        'label = "Planned visit"',
        'label = "A "planned" visit"',
        'label = "A "planned" visit"',
        "use single ones inside",
    ),
    (
        "codes.toml",
        'label = "Planned visit"',
        'label = "A"\nlabel = "B"',
        'label = "B"',
        "'label' is given twice, first in",
    ),
    ("codes.toml", 'id = "D2"', 'id = "D-1"', 'id = "D-1"', "another code is spelt the same"),
    (
        "codes.toml",
        'id = "D2"\ntype = "direct_contact"',
        'id = "D2"\ntype = "direct"',
        'type = "direct"',
        "no type 'direct'. The",
    ),
    (
        "variables.toml",
        'label = "11-20", up_to = 20',
        'label = "11-20", up_to = 5',
        "bands = [",
        "Put them in rising order",
    ),
    (
        "variables.toml",
        '{ id = "dass", label',
        '{ id = "dass", lable',
        '{ id = "dass", lable = "DASS", ali',
        "levels 'dass': label: is missing",
    ),
    ("variables.toml", 'kind = "level"', 'kind = "levels"', 'kind = "levels"', "not one of identifier, level"),
    ("variables.toml", "minimum = 0.0", 'minimum = "none"', 'minimum = "none"', "must be a number"),
    (
        "variables.toml",
        'aliases = ["sector"',
        'aliases = ["age"',
        'aliases = ["age", "age group"]',
        "Take it out of one of the two",
    ),
    ("groupings/broad.toml", 'types = ["sundry"]', 'codes = ["S1"]', "[[rows]]", "no group holds S2, S3"),
    ("groupings/broad.toml", 'types = ["sundry"]', 'codes = ["S1", "D1"]', "[[rows]]", "'D1' is in two groups"),
    (
        "groupings/broad.toml",
        'types = ["sundry"]',
        'types = ["other"]',
        'types = ["other"]',
        "Its types are: direct_contact",
    ),
    ("groupings/broad.toml", 'types = ["sundry"]', 'types = ["sundry"', 'types = ["sundry"', "not closed with ]"),
    ("groupings/broad.toml", 'id = "sundry"', 'id = "recording"', "[[rows]]", "Give one of them another"),
    (
        "groupings/broad.toml",
        '"own_agency", "inter_agency"]',
        '"own_agency", "agency"]',
        "[[rows]]",
        "Groups are: direct",
    ),
    ("quality.toml", "look = { above = 6 }", "look = { over = 6 }", "look = { over = 6 }", "Did you mean 'above'?"),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(study_folder("task_force_2009"), tmp_path / "mine"))


@pytest.mark.parametrize(("file", "old", "new", "at", "told"), PLANTED, ids=[new for _, _, new, _, _ in PLANTED])
def test_a_planted_mistake_is_told(folder: Path, file: str, old: str, new: str, at: str, told: str) -> None:
    path = folder / file
    rewrite(path, old, new)
    _, (error, *_) = check_study(folder)
    assert told in str(error)
    assert Path(file).name in str(error)
    assert error.line is not None
    assert path.read_text(encoding="utf-8").splitlines()[error.line - 1].strip().startswith(at)
    assert str(error).endswith(f"(line {error.line})")


def test_faults_of_several_files_are_told_together(folder: Path) -> None:
    for file, old, new in (
        ("study.toml", "[diary]", "[diary"),
        ("codes.toml", 'id = "D2"', 'id = "D1"'),
        ("groupings/broad.toml", 'label = "Other sundry"', "label = 3"),
    ):
        path = folder / file
        path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    found, errors = check_study(folder)
    assert found is None
    assert [str(error).partition(":")[0] for error in errors] == ["mine/codes.toml", "mine/study.toml"]
    (folder / "codes.toml").write_bytes((study_folder("task_force_2009") / "codes.toml").read_bytes())
    assert [str(error).partition(":")[0] for error in check_study(folder)[1]] == [
        "mine/study.toml",
        "groupings/broad.toml",
    ]


@pytest.mark.slow
def test_a_mark_at_the_beginning_of_a_file_and_windows_line_ends_do_no_harm(folder: Path) -> None:
    for path in folder.rglob("*.toml"):
        text = path.read_text(encoding="utf-8")
        path.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert load_study(folder) == load_study()
    assert check_study(folder)[1] == ()


def test_another_encoding_is_told(folder: Path) -> None:
    (folder / "codes.toml").write_bytes('label = "Caf\u00e9"'.encode("cp1252"))
    with pytest.raises(DefinitionError, match="Save it again as 'UTF-8'"):
        load_study(folder)


@given(st.text(alphabet='ab="[]{},.#\n\r\\\u201c 0', max_size=60))
@settings(max_examples=200, deadline=None)
def test_no_file_is_so_odd_that_it_is_not_told(text: str) -> None:
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as place:
        path = Path(place) / "study.toml"
        path.write_bytes(text.encode())
        told = ""
        try:
            section = StrictToml.of_file(path)
            section.text("id")
            section.finish()
        except DefinitionError as error:
            told = str(error)
        assert not told or "study.toml" in told
