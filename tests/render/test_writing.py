"""Files are written whole or not at all, and never over an input."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from tests.render.samples import FORMATS, PROBLEMS, results_of, table_of

from timediary.model.problem import RequestError, TimediaryError
from timediary.render.writing import write_result

RESULTS = results_of()


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_the_default_files_and_always_the_problems(tmp_path: Path) -> None:
    files = write_result(RESULTS, tmp_path / "new" / "folder")
    assert [file.name for file in files] == ["tables.xlsx", "tables.csv", "report.html", "problems.csv"]
    assert names_in(tmp_path / "new" / "folder") == sorted(["manifest.json", *(file.name for file in files)])
    assert files[1].read_bytes() == FORMATS["csv"].render(RESULTS)
    assert files[3].read_bytes() == PROBLEMS.render(RESULTS)


def test_formats_asked_for_in_their_order_each_once(tmp_path: Path) -> None:
    files = write_result(RESULTS, tmp_path, ["text", "csv", "text"])
    assert [file.name for file in files] == ["tables.txt", "tables.csv", "problems.csv"]


def test_files_have_the_usual_permissions(tmp_path: Path) -> None:
    usual = tmp_path / "usual"
    usual.touch()
    written = write_result(RESULTS, tmp_path / "out", ["csv"])[0]
    assert stat.S_IMODE(written.stat().st_mode) == stat.S_IMODE(usual.stat().st_mode)


def test_files_of_an_earlier_run_are_replaced_and_those_of_others_refused(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    write_result(RESULTS, folder, ["csv", "text"])
    write_result(RESULTS, folder, ["csv"])
    assert names_in(folder) == ["manifest.json", "problems.csv", "tables.csv"]
    (folder / "mine.txt").write_text("mine")
    with pytest.raises(TimediaryError, match=r"mine\.txt"):
        write_result(RESULTS, folder, ["text"])
    assert names_in(folder) == ["manifest.json", "mine.txt", "problems.csv", "tables.csv"]


def test_unknown_format(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match=r"no format 'pdf'\. There are: csv, docx, html"):
        write_result(RESULTS, tmp_path / "out", ["csv", "pdf"])
    assert names_in(tmp_path) == []


def test_a_failing_writer_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> bytes:
        raise ZeroDivisionError

    monkeypatch.setattr(type(FORMATS["html"]), "render", fail)
    with pytest.raises(ZeroDivisionError):
        write_result(RESULTS, tmp_path / "out")
    assert names_in(tmp_path) == []


def test_a_file_that_cannot_be_put_in_place_leaves_the_one_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "table.csv").write_text("old")

    def refuse(_: Path, __: Path) -> Path:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(TimediaryError, match=r"can't be written to .*: Permission denied"):
        write_result(table_of(), tmp_path / "table.csv")
    assert names_in(tmp_path) == ["table.csv"]
    assert (tmp_path / "table.csv").read_text() == "old"


def test_folders_made_for_files_that_could_not_be_written_are_taken_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: Path, __: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(TimediaryError, match="No space left"):
        write_result(RESULTS, tmp_path / "a" / "b")
    assert names_in(tmp_path) == []


def test_a_file_in_place_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine")
    with pytest.raises(TimediaryError, match="is a file; name a folder"):
        write_result(RESULTS, tmp_path / "out")
    with pytest.raises(TimediaryError, match="can't be written"):
        write_result(RESULTS, tmp_path / "out" / "below")
    assert (tmp_path / "out").read_text() == "mine"


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="everything may be written to")
def test_a_folder_that_may_not_be_written_to(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(TimediaryError, match="Permission denied"):
        write_result(RESULTS, tmp_path)


def test_a_folder_in_place_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "tables.csv").mkdir()
    with pytest.raises(TimediaryError, match=r"holds files that no run of timediary wrote.*: tables\.csv"):
        write_result(RESULTS, tmp_path)
    assert names_in(tmp_path) == ["tables.csv"]


@pytest.mark.parametrize("spelling", ["{}/tables.csv", "{}/../{name}/tables.csv", "{}/link.csv", "{}/hard.csv"])
def test_an_input_is_never_replaced(spelling: str, tmp_path: Path) -> None:
    (tmp_path / "tables.csv").write_text("input")
    (tmp_path / "link.csv").symlink_to(tmp_path / "tables.csv")
    (tmp_path / "hard.csv").hardlink_to(tmp_path / "tables.csv")
    results = results_of(file=spelling.format(tmp_path, name=tmp_path.name))
    with pytest.raises(TimediaryError, match="is a file of the input"):
        write_result(results, tmp_path, ["csv"])
    assert (tmp_path / "tables.csv").read_text() == "input"
    assert "problems.csv" not in names_in(tmp_path)


@pytest.mark.parametrize("name", FORMATS)
def test_one_table_to_a_file_of_any_format(name: str, tmp_path: Path) -> None:
    target = tmp_path / "new" / f"mine{FORMATS[name].suffix.upper()}"
    assert write_result(table_of(), target) == [target]
    assert target.read_bytes() == FORMATS[name].render(table_of())
    assert names_in(target.parent) == [target.name]


def test_a_suffix_that_names_no_format(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match=r"a.doc' doesn't end in a known format.*\.csv, \.docx, \.html"):
        write_result(table_of(), tmp_path / "a.doc")
    assert names_in(tmp_path) == []
