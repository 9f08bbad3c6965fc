"""A study of one's own begins as a copy: its own id and name, all comments, and no figures of the other's."""

from __future__ import annotations

import shutil
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from timediary.model.problem import DefinitionError, RequestError
from timediary.study import load_study, study_folder
from timediary.study.scaffold import new_study


def test_a_new_study_differs_in_its_name_alone(tmp_path: Path) -> None:
    made = new_study(tmp_path / "mine", "task_force_2009", 'Nurses "in" the \\ community')
    study = load_study(made)
    assert (study.id, study.name) == ("mine", 'Nurses "in" the \\ community')
    assert "Baginsky" in study.source
    old = load_study()
    assert study.title == ""  # that of another study's surveys
    assert replace(study, id=old.id, name=old.name, title=old.title, source=old.source) == old
    assert not list(made.glob("published*"))
    assert not (made / "tables.toml").exists()
    assert not (made / "weeks.toml").exists()
    before = [
        line for line in (study_folder(old.id) / "study.toml").read_text(encoding="utf-8").splitlines() if "#" in line
    ]
    assert all(line in (made / "study.toml").read_text(encoding="utf-8").splitlines() for line in before)


def test_the_name_follows_the_folder(tmp_path: Path) -> None:
    assert load_study(new_study(tmp_path / "community_nurses", "task_force_2009")).name == "Community nurses"


def test_one_may_start_from_a_folder_that_says_less(tmp_path: Path) -> None:
    first = new_study(tmp_path / "first", "task_force_2009")
    text = (first / "study.toml").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("source")]
    (first / "study.toml").write_text("\n".join(lines), encoding="utf-8")
    second = new_study(tmp_path / "second", first)
    assert tomllib.loads((second / "study.toml").read_text(encoding="utf-8"))["source"] == "after First"


def test_nothing_is_overwritten_or_left_half(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(RequestError, match="is there already"):
        new_study(tmp_path / "mine", "task_force_2009")
    spoilt = Path(shutil.copytree(study_folder("task_force_2009"), tmp_path / "spoilt"))
    (spoilt / "codes.toml").unlink()
    with pytest.raises(DefinitionError, match=r"codes\.toml"):
        new_study(tmp_path / "other", spoilt)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine", "spoilt"]
    (tmp_path / "empty").mkdir()
    assert load_study(new_study(tmp_path / "empty", "task_force_2009")).id == "empty"


@pytest.mark.parametrize("name", ["Mine", "my survey", "9lives", "task_force_2009", "a.b"])
def test_a_name_that_is_no_id_is_told(tmp_path: Path, name: str) -> None:
    with pytest.raises(RequestError, match=r"can't be a study's id|comes with timediary"):
        new_study(tmp_path / name, "task_force_2009")


def test_a_top_written_in_another_way_is_told(tmp_path: Path) -> None:
    odd = Path(shutil.copytree(study_folder("task_force_2009"), tmp_path / "odd"))
    text = (odd / "study.toml").read_text(encoding="utf-8")
    (odd / "study.toml").write_text(text.replace('id = "', '"id" = "'), encoding="utf-8")
    with pytest.raises(DefinitionError):
        new_study(tmp_path / "mine", odd)
