"""Files of rival definitions: every fault is told with its place."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from tests.builders import rewrite

from timediary.model.problem import DefinitionError
from timediary.pipeline.studies import check_study
from timediary.study import load_study, study_folder
from timediary.study.definitions import FILE, load_definitions


@pytest.mark.slow
@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('id = "face_to_face"', 'id = "holmes_2009"', "'holmes_2009' is the id of another"),
        ('id = "face_to_face"', 'id = "d1"', "'d1' is the id of another definition, or of a code"),
        ('id = "face_to_face"', 'id = "Face"', "has small letters"),
        ('codes = ["D1", "D3"', 'codes = ["D99", "D3"', "the study has no code 'D99'"),
        ('codes = ["D1", "D3"', 'codes = ["D3", "D3"', "names a code twice"),
        ('types = ["direct_contact"]', 'types = ["contact"]', "no codes of type 'contact'"),
        ('types = ["direct_contact"]', "", "is empty. Name the codes"),
        ("percent = 28", "least = 28", "give either percent, or least and most"),
        ("percent = 28", "percent = 128", "from 0 to 100"),
        ('where = ["works_with=children"]', 'where = ["works_with=kids"]', "works_with"),
        ('codes = ["IA3"]', 'codes = ["S1"]', "the definition does not count 'S1'"),
        ("of_the_rest = true", "rest = true", "is not a key of this file"),
    ],
)
def test_a_fault_is_told_by_its_place(old: str, new: str, told: str, tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    shutil.copytree(study_folder("task_force_2009"), folder)
    rewrite(folder / FILE, old, new)
    with pytest.raises(DefinitionError, match=told) as raised:
        load_definitions(load_study(folder))
    assert f"mine/{FILE}: definitions '" in str(raised.value)
    assert [str(error) for error in check_study(folder)[1]] == [str(raised.value)]


def test_a_study_needs_none(tmp_path: Path) -> None:
    assert load_definitions(load_study(Path("examples/community_nurses"))) == ()
    with pytest.raises(DefinitionError, match="is missing or can't be read"):
        load_definitions(load_study(), tmp_path / "nothing.toml")
