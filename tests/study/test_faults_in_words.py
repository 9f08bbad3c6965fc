"""Planted mistakes of people who have never seen such a file: each is told with its file, its line and what to do."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from timediary.model.problem import DefinitionError
from timediary.pipeline import check_study
from timediary.study import load_study, study_folder
from timediary.study.section import Section

STUDY_NAME = 'name = "Social workers\' workload survey, England 2009"'
PLANTED = [
    # file, what is there, what is written instead, the line, words of the message
    ("study.toml", STUDY_NAME, "name = Nurses survey", 5, "a text stands in quotes"),
    ("study.toml", STUDY_NAME, 'name = "Nurses survey', 5, "not closed with another"),
    ("study.toml", STUDY_NAME, "name = \u201cNurses survey\u201d", 5, "curly quotes"),
    ("study.toml", STUDY_NAME, 'name "Nurses survey"', 5, "Expected is a name, =, and a value"),
    ("study.toml", STUDY_NAME, "name = yes", 5, "a text stands in quotes"),
    ("study.toml", STUDY_NAME, 'name = "C:\\survey"', 5, "backslash"),
    ("study.toml", STUDY_NAME, 'name = ""', 5, "must not be empty"),
    ("study.toml", "[diary]", "[diary", 8, "not closed with ]"),
    ("study.toml", "[diary]", "[dairy]", 8, "Is 'dairy' meant"),
    ("study.toml", "high_cv = 0.20", "high_cv = 0,20", 22, "a decimal point, not a comma"),
    ("study.toml", 'first_slot = "00:00"', "first_slot = 07:00", 12, 'stands in quotes: "08:30"'),
    ("study.toml", '"Monday", "Tuesday"', '"Monday" "Tuesday"', 9, "no comma between two"),
    ("study.toml", '"Saturday", "Sunday"]', '"Saturday", "Sunday"', 9, "not closed with ]"),
    ("study.toml", "slot_minutes = 30", 'slot_minutes = "30"', 11, 'a whole number, such as 30, not "30"'),
    ("study.toml", "slot_minutes = 30", "slot_minutes = 0", 11, "1 or more"),
    ("study.toml", "slot_minutes = 30", "slot_minutes = 45", 13, "at most 32 with slots of 45 minutes"),
    ("study.toml", "slot_minutes = 30", "slotminutes = 30", 11, "Is 'slotminutes' meant to be it"),
    ("study.toml", "slot_minutes = 30", "", 8, "Add the line slot_minutes = 30"),
    ("study.toml", 'by = ["setting", "role"]', 'by = "setting"', 19, "a list of texts"),
    ("study.toml", 'by = ["setting", "role"]', 'by = ["sitting"]', 19, "no variable 'sitting'. Correct it"),
    ("study.toml", 'grouping = "broad"', 'grouping = "brad"', 18, "There are: activity, broad"),
    ("study.toml", 'core_start = "08:30"', 'core_start = "8.30"', 14, "a time of day such as 08:30"),
    ("codes.toml", 'label = "Planned visit"', 'lable = "Planned visit"', 40, "Is 'lable' meant to be it"),
    ("codes.toml", 'label = "Planned visit"', 'label = "A "planned" visit"', 40, "use single ones inside"),
    (
        "codes.toml",
        'label = "Planned visit"',
        'label = "A"\nlabel = "B"',
        41,
        "'label' is given twice, first in",
    ),
    ("codes.toml", 'id = "D2"', 'id = "D-1"', 33, "another code is spelt the same"),
    (
        "codes.toml",
        'id = "D2"\ntype = "direct_contact"',
        'id = "D2"\ntype = "direct"',
        34,
        "no type 'direct'. The",
    ),
    ("variables.toml", 'label = "11-20", up_to = 20', 'label = "11-20", up_to = 5', 215, "Put them in rising order"),
    ("variables.toml", '{ id = "dass", label', '{ id = "dass", lable', 47, "levels 'dass': label: is missing"),
    ("variables.toml", 'kind = "level"', 'kind = "levels"', 43, "not one of identifier, level"),
    ("variables.toml", "minimum = 0.0", 'minimum = "none"', 31, "must be a number"),
    ("variables.toml", 'aliases = ["sector"', 'aliases = ["age"', 296, "Take it out of one of the two"),
    ("groupings/broad.toml", 'types = ["sundry"]', 'codes = ["S1"]', 5, "no group holds S2, S3"),
    ("groupings/broad.toml", 'types = ["sundry"]', 'codes = ["S1", "D1"]', 35, "'D1' is in two groups"),
    ("groupings/broad.toml", 'types = ["sundry"]', 'types = ["other"]', 38, "Its types are: direct_contact"),
    ("groupings/broad.toml", 'types = ["sundry"]', 'types = ["sundry"', 38, "not closed with ]"),
    ("groupings/broad.toml", 'id = "sundry"', 'id = "recording"', 35, "Give one of them another"),
    (
        "groupings/broad.toml",
        '"own_agency", "inter_agency"]',
        '"own_agency", "agency"]',
        25,
        "Groups are: direct",
    ),
    ("quality.toml", "look = { above = 6 }", "look = { over = 6 }", 66, "Is 'above' meant?"),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(study_folder("task_force_2009"), tmp_path / "mine"))


@pytest.mark.parametrize(("file", "old", "new", "line", "told"), PLANTED, ids=[new for _, _, new, _, _ in PLANTED])
def test_a_planted_mistake_is_told(folder: Path, file: str, old: str, new: str, line: int, told: str) -> None:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    _, (error, *_) = check_study(folder)
    assert told in str(error)
    assert Path(file).name in str(error)
    assert error.line == line
    assert str(error).endswith(f"(line {line})")


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
            section = Section.of_file(path)
            section.text("id")
            section.finish()
        except DefinitionError as error:
            told = str(error)
        assert not told or "study.toml" in told
