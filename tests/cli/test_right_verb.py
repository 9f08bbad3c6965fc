"""`analyse` and `check` take what they are given: returned forms and folders of them, and standard input."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from tests.collect.filling import write_export, write_form
from tests.collect.test_gathering import SURVEY

from timediary.cli import main
from timediary.cli.inputs import results_folder

if TYPE_CHECKING:
    from click.testing import Result

DIARY = "respondent,setting,role,Mon 08:30,Mon 09:00\nR1,CSD,Manager,D1,D1\nR2,DASS,Other,D1,R1\n"


@pytest.fixture
def forms(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "returned").mkdir()
    write_form(SURVEY, 0, tmp_path / "returned" / "a.xlsx")
    write_export(SURVEY, 1, tmp_path / "returned" / "b.json")
    return Path("returned")


def run(*words: str) -> Result:
    return CliRunner().invoke(main, words)


def tables(folder: str) -> list[dict[str, str]]:
    with (Path(folder) / "tables.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.mark.slow
def test_a_folder_of_returned_forms_is_gathered(forms: Path) -> None:
    result = run("analyse", "returned", "--format", "csv")
    assert result.exit_code == 0, result.output
    assert "Gathered 2 diaries from 2 files, as timediary collect does" in result.stderr
    assert run("collect", "returned", "-o", "d.xlsx").exit_code == 0
    assert run("analyse", "d.xlsx", "--format", "csv").exit_code == 0
    assert tables("returned_results") == tables("d_results")


@pytest.mark.parametrize("files", [("returned/a.xlsx",), ("returned/b.json",), ("returned/a.xlsx", "returned/b.json")])
def test_returned_forms_are_gathered_by_their_names(files: tuple[str, ...], forms: Path) -> None:
    result = run("check", *files)
    assert result.exit_code in (0, 1), result.output
    assert f"{336 * len(files)}" in result.stdout
    assert f"from {len(files)} file" in result.stderr


def test_how_files_are_read_is_no_answer_for_returned_forms(forms: Path) -> None:
    result = run("check", "returned", "--column", "X=code")
    assert result.exit_code == 2
    assert "gathered without --reading, --column" in result.output


def test_a_folder_of_survey_files_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("data").mkdir()
    Path("data/diaries.csv").write_text(DIARY, encoding="utf-8")
    result = run("analyse", "data")
    assert result.exit_code == 2
    assert "name the files and not their folder" in result.output


def test_a_file_that_is_neither_keeps_its_own_message(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    result = run("check", str(tmp_path / "a.csv"))
    assert result.exit_code == 2
    assert "a.csv: No diary was found" in result.output


@pytest.mark.slow
def test_standard_input_is_read_as_a_file_of_any_kind(tmp_path: Path) -> None:
    (tmp_path / "d.csv").write_text(DIARY, encoding="utf-8")
    assert run("convert", str(tmp_path / "d.csv"), str(tmp_path / "d.xlsx"), "--layout", "single").exit_code == 0
    for name, kept in (("d.csv", "Slots kept  4"), ("d.xlsx", "Slots kept    4")):
        command = [sys.executable, "-m", "timediary", "check", "-"]
        with (tmp_path / name).open("rb") as stream:
            done = subprocess.run(command, stdin=stream, capture_output=True, text=True, cwd=tmp_path)
        assert done.returncode in (0, 1), done.stderr
        assert kept in done.stdout
        assert "timediary-" not in done.stdout
    done = subprocess.run(
        [sys.executable, "-m", "timediary", "check", "-"], input="", capture_output=True, text=True, cwd=tmp_path
    )
    assert done.returncode == 2
    assert "standard input: The file is empty." in done.stderr


@pytest.mark.parametrize(
    ("file", "folder"),
    [
        ("a/diaries.xlsx", "diaries_results"),
        ("-", "standard_input_results"),
        ("é" * 120 + ".csv", "é" * 100 + "_results"),
    ],
)
def test_the_folder_of_results_has_a_name_that_a_folder_may_have(file: str, folder: str) -> None:
    assert results_folder(Path(file)) == Path(folder)
