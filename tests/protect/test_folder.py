"""One run, one folder: whole, never mixed, and put right after a kill."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from timediary.model.problem import TimediaryError
from timediary.protect.folder import write_publication
from timediary.protect.package import FILE

if TYPE_CHECKING:
    from pathlib import Path


def _contents(**files: bytes) -> dict[str, bytes]:
    named = {name.replace("_", "."): content for name, content in files.items()}
    about = {"timediary": {}, "resources": [{"path": name} for name in named]}
    return named | {FILE: json.dumps(about).encode()}


def _files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_an_earlier_run_never_mixes_in(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    write_publication(folder, _contents(a_txt=b"1", b_txt=b"2"))
    write_publication(folder, _contents(a_txt=b"3"))
    assert _files(folder) == ["a.txt", FILE]
    assert (folder / "a.txt").read_bytes() == b"3"
    assert _files(tmp_path) == ["out"]


def test_somebodys_own_files_are_refused(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    write_publication(folder, _contents(a_txt=b"1"))
    (folder / "notes.docx").write_bytes(b"mine")
    with pytest.raises(TimediaryError, match=r"notes\.docx"):
        write_publication(folder, _contents(a_txt=b"2"))
    assert (folder / "a.txt").read_bytes() == b"1"


def test_a_folder_of_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "diaries.xlsx").write_bytes(b"input")
    with pytest.raises(TimediaryError, match=r"diaries\.xlsx"):
        write_publication(tmp_path, _contents(a_txt=b"2"))


@pytest.mark.parametrize("killed", ["while writing", "between the two steps", "before clearing up"])
def test_what_a_kill_left_is_put_right(tmp_path: Path, killed: str) -> None:
    folder, before, staged = (tmp_path / name for name in ("out", ".out.timediary-before", ".out.timediary-new"))
    write_publication(folder, _contents(a_txt=b"old"))
    if killed == "while writing":
        staged.mkdir()
        (staged / "a.txt").write_bytes(b"ne")
    elif killed == "between the two steps":
        folder.rename(before)
    else:
        before.mkdir()
        (before / "a.txt").write_bytes(b"older")
    (folder if folder.exists() else before).joinpath("a.txt").read_bytes()

    write_publication(folder, _contents(a_txt=b"new"))

    assert (folder / "a.txt").read_bytes() == b"new"
    assert _files(tmp_path) == ["out"]


def test_a_refusal_after_a_kill_still_puts_the_earlier_one_back(tmp_path: Path) -> None:
    folder, before = tmp_path / "out", tmp_path / ".out.timediary-before"
    write_publication(folder, _contents(a_txt=b"old"))
    folder.rename(before)
    (before / "mine.txt").write_bytes(b"mine")
    with pytest.raises(TimediaryError, match=r"mine\.txt"):
        write_publication(folder, _contents(a_txt=b"new"))
    assert (folder / "a.txt").read_bytes() == b"old"
