"""One run, one folder: whole, never mixed, and put right after a kill at any moment."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import timediary as td
from timediary import run_folder
from timediary.model.problem import TimediaryError
from timediary.run_folder import MANIFEST, PACKAGE, PUBLICATION, write_run


def _named(**files: bytes) -> dict[str, bytes]:
    return {name.replace("_", "."): content for name, content in files.items()}


def _published(**files: bytes) -> dict[str, bytes]:
    named = _named(**files)
    resources = [{"path": name, "hash": f"sha256:{hashlib.sha256(named[name]).hexdigest()}"} for name in named]
    return named | {PACKAGE: json.dumps({"timediary": {}, "resources": resources}).encode()}


def _files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_an_earlier_run_never_mixes_in(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "out"
    write_run(folder, _named(a_txt=b"1", b_txt=b"2"), "tables")
    folder.chmod(0o750)
    assert write_run(folder, _named(a_txt=b"3"), "tables") == [folder / "a.txt"]
    assert _files(folder) == ["a.txt", MANIFEST]
    assert (folder / "a.txt").read_bytes() == b"3"
    assert folder.stat().st_mode & 0o777 == 0o750
    assert _files(folder.parent) == ["out"]


def test_the_manifest_says_what_is_there(tmp_path: Path) -> None:
    write_run(tmp_path / "out", _named(a_txt=b"one"), "tables")
    about = json.loads((tmp_path / "out" / MANIFEST).read_text(encoding="utf-8"))
    assert about == {
        "written_by": "timediary",
        "result": "tables",
        "files": [{"path": "a.txt", "bytes": 3, "sha256": hashlib.sha256(b"one").hexdigest()}],
    }


def test_a_publication_has_its_data_package_for_that(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    write_run(folder, _published(a_txt=b"1", b_txt=b"2"), PUBLICATION)
    write_run(folder, _published(a_txt=b"3"), PUBLICATION)
    assert _files(folder) == ["a.txt", PACKAGE]
    with pytest.raises(TimediaryError, match=r"another kind of run \(publication\)"):
        write_run(folder, _named(a_txt=b"4"), "tables")
    assert (folder / "a.txt").read_bytes() == b"3"


@pytest.mark.parametrize("kind", ["tables", PUBLICATION])
def test_somebodys_own_files_are_refused(kind: str, tmp_path: Path) -> None:
    contents = _published if kind == PUBLICATION else _named
    folder = tmp_path / "out"
    write_run(folder, contents(a_txt=b"1"), kind)
    (folder / "notes.docx").write_bytes(b"mine")
    with pytest.raises(TimediaryError, match=r"notes\.docx\. A run has its folder for itself: name another"):
        write_run(folder, contents(a_txt=b"2"), kind)
    (folder / "notes.docx").unlink()
    (folder / "a.txt").write_bytes(b"1, and what I think of it")
    with pytest.raises(TimediaryError, match=r"changed since: a\.txt"):
        write_run(folder, contents(a_txt=b"2"), kind)
    assert (folder / "a.txt").read_bytes() == b"1, and what I think of it"


@pytest.mark.parametrize(
    "manifest", ["", "{", "[]", '{"files": []}', '{"written_by": "timediary", "files": [{"path": 1}]}']
)
def test_a_folder_of_something_else_is_refused(manifest: str, tmp_path: Path) -> None:
    (tmp_path / "diaries.xlsx").write_bytes(b"input")
    (tmp_path / MANIFEST).write_text(manifest)
    with pytest.raises(TimediaryError, match=r"diaries\.xlsx and 1 more"):
        write_run(tmp_path, _named(a_txt=b"2"), "tables")
    assert _files(tmp_path) == ["diaries.xlsx", MANIFEST]


def test_an_input_is_never_replaced_whatever_it_is_called(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    write_run(folder, _named(a_txt=b"1"), "tables")
    (tmp_path / "link").symlink_to(folder)
    for name in (folder / "a.txt", tmp_path / "link" / "a.txt"):
        with pytest.raises(TimediaryError, match="is a file of the input"):
            write_run(folder, _named(b_txt=b"2"), "tables", [str(name)])


def test_what_systems_leave_in_any_folder_is_no_matter(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    write_run(folder, _named(a_txt=b"1"), "tables")
    for name in (".DS_Store", "Thumbs.db", ".~lock.a.txt#"):
        (folder / name).touch()
    write_run(folder, _named(a_txt=b"2"), "tables")
    assert _files(folder) == ["a.txt", MANIFEST]


def test_a_link_stays_one(tmp_path: Path) -> None:
    (tmp_path / "results").symlink_to(tmp_path / "disk")
    (tmp_path / "disk").mkdir()
    for content in (b"1", b"2"):
        write_run(tmp_path / "results", _named(a_txt=content), "tables")
    assert (tmp_path / "results").is_symlink()
    assert (tmp_path / "disk" / "a.txt").read_bytes() == b"2"


def test_where_we_are_and_what_is_mounted_is_filled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    number = tmp_path.stat().st_ino
    write_run(Path(), _named(a_txt=b"1", b_txt=b"2"), "tables")
    write_run(Path(), _named(a_txt=b"3"), "tables")
    assert _files(Path()) == ["a.txt", MANIFEST]
    assert (tmp_path.stat().st_ino, Path("a.txt").read_bytes()) == (number, b"3")
    Path("mine.txt").touch()
    with pytest.raises(TimediaryError, match=r"mine\.txt"):
        write_run(Path(), _named(a_txt=b"4"), "tables")


@pytest.mark.parametrize("filled", [False, True])
def test_what_fails_leaves_the_folder_as_it_was(filled: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "out"
    write_run(folder, _named(a_txt=b"old"), "tables")

    def full(_: Path, __: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(run_folder, "_may_be_moved", lambda _: not filled)
    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(TimediaryError, match="No space left"):
        write_run(folder, _named(a_txt=b"new"), "tables")
    monkeypatch.undo()
    assert _files(folder) == ["a.txt", MANIFEST]
    assert (folder / "a.txt").read_bytes() == b"old"
    assert _files(tmp_path) == ["out"]


def test_a_refusal_after_a_kill_still_puts_the_earlier_one_back(tmp_path: Path) -> None:
    folder, before = tmp_path / "out", tmp_path / ".out.timediary-before"
    write_run(folder, _named(a_txt=b"old"), "tables")
    folder.rename(before)
    (before / "mine.txt").write_bytes(b"mine")
    with pytest.raises(TimediaryError, match=r"mine\.txt"):
        write_run(folder, _named(a_txt=b"new"), "tables")
    assert (folder / "a.txt").read_bytes() == b"old"


def test_what_was_moved_aside_is_kept_while_a_folder_of_somebodys_own_stands_there(tmp_path: Path) -> None:
    folder, before = tmp_path / "out", tmp_path / ".out.timediary-before"
    write_run(folder, _named(a_txt=b"old"), "tables")
    folder.rename(before)
    folder.mkdir()
    (folder / "mine.txt").write_bytes(b"mine")
    with pytest.raises(TimediaryError, match=r"mine\.txt"):
        write_run(folder, _named(a_txt=b"new"), "tables")
    assert (before / "a.txt").read_bytes() == b"old"


# Kills itself at the Nth of the steps that change anything on the disk.
_KILLED = """
import os, shutil, signal, sys
from pathlib import Path
from timediary import run_folder

left = int(sys.argv[2])

def counted(step):
    def taken(*args, **options):
        global left
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return step(*args, **options)
    return taken

run_folder._may_be_moved = lambda place: sys.argv[3] == "swap"
for name in ("write_bytes", "write_text", "rename", "replace", "mkdir", "unlink"):
    setattr(Path, name, counted(getattr(Path, name)))
shutil.rmtree = counted(shutil.rmtree)
contents = {"a.txt": b"new", "c.txt": b"new"}
run_folder.write_run(Path(sys.argv[1]), contents, "tables")
"""


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="no SIGKILL there")
@pytest.mark.parametrize("way", ["swap", "fill"])
def test_a_kill_at_any_moment_leaves_one_run_and_the_next_puts_it_right(way: str, tmp_path: Path) -> None:
    old, new = _named(a_txt=b"old", b_txt=b"old"), _named(a_txt=b"new", c_txt=b"new")
    states = set()
    for step in range(40):
        folder = tmp_path / f"{step}" / "out"
        write_run(folder, old, "tables")
        run = subprocess.run([sys.executable, "-c", _KILLED, folder, str(step), way], check=False)
        if way == "swap":
            there = folder if folder.exists() else folder.with_name(".out.timediary-before")
            found = {path.name: path.read_bytes() for path in there.iterdir() if path.name != MANIFEST}
            assert found in (old, new), step
            states.add((there.name, found == new))
        write_run(folder, _named(a_txt=b"next"), "tables")
        assert _files(folder) == ["a.txt", MANIFEST], step
        assert (folder / "a.txt").read_bytes() == b"next"
        assert _files(folder.parent) == ["out"], step
        if run.returncode != -signal.SIGKILL:
            assert run.returncode == 0
            break
    else:
        pytest.fail("a run takes more steps than were tried")
    assert way == "fill" or states == {("out", False), (".out.timediary-before", False), ("out", True)}


def test_a_command_killed_while_it_writes_leaves_its_earlier_run(tmp_path: Path) -> None:
    survey = td.read("examples/team_of_24/diaries.csv")
    results = survey.analyse([], precision=False)
    folder = tmp_path / "results"
    td.write(results, folder, ["csv"])
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    folder.rename(tmp_path / ".results.timediary-before")  # where a kill between the two steps leaves it
    written = td.write(results, folder, ["csv", "text"])
    assert sorted(path.name for path in written) == ["problems.csv", "tables.csv", "tables.txt"]
    assert (folder / "tables.csv").read_bytes() == before["tables.csv"]
    assert _files(tmp_path) == ["results"]
