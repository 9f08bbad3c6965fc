"""The command line as its users meet it: what is printed, what is written, how it ends."""

from __future__ import annotations

import csv
import hashlib
import json
import subprocess
import sys
from typing import TYPE_CHECKING

import click
import openpyxl
import pytest

import timediary as td
from timediary.cli import main
from timediary.cli.main import COMMANDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from click.testing import Result

    Run = Callable[..., Result]


def cells(path: Path) -> dict[tuple[str, str, str], dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return {(row["table"], row["row"], row["column"]): row for row in csv.DictReader(file)}


def digests(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def test_analyse_prints_tables_and_writes_results(run: Run, diaries: Path) -> None:
    result = run("analyse", "diaries.xlsx")
    assert result.exit_code == 0, result.output
    first = result.output.splitlines()[0]
    assert first == "31% direct contact, 69% client-related work; 4 diaries, 7 hours"
    assert "Share of recorded time by setting" in result.output
    assert "cells read" in result.output.lower()
    folder = diaries.parent / "diaries_results"
    assert {path.name for path in folder.iterdir()} == {
        *("tables.xlsx", "tables.csv", "problems.csv", "report.html", "manifest.json")
    }
    found = cells(folder / "tables.csv")
    assert {table for table, _, _ in found} == {"overall", "setting", "role"}
    assert float(found["overall", "direct_contact", "all"]["estimate"]) == pytest.approx(4 / 13)
    assert found["setting", "recording", "csd"]["base"] == "2"
    assert float(found["setting", "recording", "csd"]["hours"]) == 1.5
    assert found["setting", "recording", "joint"]["status"] == "not_applicable"
    assert found["setting", "recording", "joint"]["estimate"] == ""
    header = (folder / "tables.csv").read_text(encoding="utf-8").splitlines()[0]
    assert header.startswith("table,row,row_label,column,column_label,estimate,base,hours,status")


@pytest.mark.slow
def test_two_runs_write_the_same_bytes(run: Run, diaries: Path) -> None:
    run("analyse", diaries, "--hours", "--out", "one")
    run("analyse", diaries, "--hours", "--out", "two")
    assert digests(diaries.parent / "one") == digests(diaries.parent / "two")


def test_crossed_filtered_and_weighted(run: Run, diaries: Path) -> None:
    arguments = ("--by", "setting,role", "--where", "active_cases>10", "--weight", "weight", "--out", "out")
    assert run("analyse", diaries, *arguments).exit_code == 0
    found = cells(diaries.parent / "out" / "tables.csv")
    assert {column for table, _, column in found if table == "setting,role"} == {
        "csd/social_worker",
        "dass/social_worker",
        "no_information/senior_practitioner",
        "all",
    }
    expected = (2 * 1 + 3 * 1) / (2 * 4 + 3 * 3 + 4 * 3)
    assert float(found["overall", "direct_contact", "all"]["estimate"]) == pytest.approx(expected)


def test_a_column_the_study_does_not_know_can_be_used(run: Run, diaries: Path) -> None:
    assert run("analyse", diaries, "--by", "Team", "--out", "out").exit_code == 0
    found = cells(diaries.parent / "out" / "tables.csv")
    columns = [column for table, row, column in found if table == "team" and row == "sundry"]
    assert columns == ["north", "south", "no_information", "all"]


def test_quiet_prints_nothing(run: Run, diaries: Path) -> None:
    result = run("analyse", diaries, "--quiet", "--format", "csv")
    assert (result.exit_code, result.output) == (0, "")
    names = {path.name for path in (diaries.parent / "diaries_results").iterdir()}
    assert names == {"tables.csv", "problems.csv", "manifest.json"}


def test_problems_are_shown_and_strict_minds_them(run: Run, faulty: Path) -> None:
    result = run("analyse", faulty)
    assert result.exit_code == 0
    for content in ("X9", "D1/D2", "Elsewhere"):
        assert content in result.output
    assert run("analyse", faulty, "--strict").exit_code == 1
    assert "X9" in (faulty.parent / "faulty_results" / "problems.csv").read_text(encoding="utf-8")


def test_check_says_what_is_wrong_where(run: Run, faulty: Path, diaries: Path) -> None:
    result = run("check", faulty, "--format", "json")
    assert result.exit_code == 1
    report = json.loads(result.output)
    ledger = report["ledger"]
    assert ledger["cells_read"] == ledger["kept"] + sum(ledger["left_out"].values()) + ledger["blank"] == 16
    assert ledger["left_out"] == {"unknown_code": 1, "several_codes": 1}
    places = {(p["kind"], p["sheet"], p["column"], p["row"], p["content"]) for p in report["problems"]}
    assert places == {
        ("unknown_code", "diary", "C", 2, "X9"),
        ("several_codes", "diary", "B", 3, "D1/D2"),
        ("unknown_level", "respondents", "B", 5, "Elsewhere"),
    }
    assert all(p["remedy"] and p["message"] for p in report["problems"])
    assert run("check", diaries).exit_code == 0
    assert run("check", faulty, "--format", "csv").output.count("\n") == 4


def test_check_marks_a_copy_and_leaves_the_input(run: Run, faulty: Path) -> None:
    before = faulty.read_bytes()
    assert run("check", faulty, "--annotate", "marked.xlsx").exit_code == 1
    sheet = openpyxl.load_workbook(faulty.parent / "marked.xlsx")["diary"]
    assert sheet["C2"].comment is not None
    assert sheet["C2"].value == "X9"
    assert sheet["D2"].comment is None
    assert faulty.read_bytes() == before
    result = run("check", faulty, "--annotate", faulty)
    assert result.exit_code == 2
    assert faulty.read_bytes() == before


@pytest.mark.parametrize("name", ["out.csv", "out.parquet", "out.xlsx", "out.ods", "out.sav", "out.dta"])
def test_convert_loses_nothing(run: Run, diaries: Path, name: str) -> None:
    result = run("convert", diaries, name)
    assert result.exit_code == 0, result.output
    assert td.read(diaries.parent / name) == td.read(diaries)


@pytest.mark.slow
def test_every_layout_gives_the_same_tables_byte_for_byte(run: Run, diaries: Path) -> None:
    run("analyse", diaries, "--hours", "--format", "csv", "--out", "first")
    expected = (diaries.parent / "first" / "tables.csv").read_bytes()
    layouts = [
        ("long.xlsx", "long"),
        ("single.xlsx", "single"),
        ("wide.ods", "wide"),
        ("diary.csv", "long"),
        ("single.tsv", "single"),
        ("diary.parquet", "long"),
        ("single.parquet", "single"),
        ("single.sav", "single"),
        ("single.dta", "single"),
    ]
    for name, layout in layouts:
        (diaries.parent / layout / name).parent.mkdir(exist_ok=True)
        file = diaries.parent / layout / name
        assert run("convert", diaries, file, "--layout", layout).exit_code == 0
        assert run("analyse", file, "--hours", "--format", "csv", "--out", f"{name}_out").exit_code == 0
        assert (diaries.parent / f"{name}_out" / "tables.csv").read_bytes() == expected, name


def test_convert_keeps_its_hands_off_what_is_there(run: Run, diaries: Path, faulty: Path) -> None:
    before = diaries.read_bytes()
    assert run("convert", diaries, diaries, "--overwrite").exit_code == 2
    assert diaries.read_bytes() == before
    assert run("convert", diaries, "out.xlsx").exit_code == 0
    assert run("convert", diaries, "out.xlsx").exit_code == 2
    assert run("convert", diaries, "out.xlsx", "--overwrite").exit_code == 0
    assert run("convert", faulty, "clean.xlsx").exit_code == 1
    assert not (diaries.parent / "clean.xlsx").exists()
    assert run("convert", faulty, "clean.xlsx", "--despite-problems").exit_code == 0
    assert len(td.read(diaries.parent / "clean.xlsx")) == 4


def test_study_lists_shows_and_checks(run: Run, tmp_path: Path) -> None:
    assert "task_force_2009" in run("study", "list").output
    shown = run("study", "show").output
    for text in ("D12", "Case-related recording", "broad", "client_groups"):
        assert text in shown
    assert run("study", "check", "task_force_2009").exit_code == 0
    assert run("study", "check", "nowhere").exit_code == 2
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "study.toml").write_text("x = 1", encoding="utf-8")
    result = run("study", "check", "mine")
    assert result.exit_code == 1
    assert "variables.toml" in result.output


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["analyse", "nothing.xlsx"], "There is no file"),
        (["analyse", "diaries.xlsx", "--by", "sitting"], "no column 'sitting'"),
        (["analyse", "diaries.xlsx", "--where", "setting=pvi"], "Nobody who meets the conditions"),
        (["analyse", "diaries.xlsx", "--study", "mine"], "no study 'mine'"),
        (["analyse", "diaries.xlsx", "--grouping", "narrow"], "no grouping 'narrow'"),
        (["analyse", "diaries.xlsx", "--weight", "role"], "is not a number"),
        (["analyse", "diaries.xlsx", "--out", "diaries.xlsx"], "diaries.xlsx"),
        (["analyse", "empty.xlsx"], "empty"),
        (["check", "text.xlsx"], "text.xlsx"),
        (["convert", "diaries.xlsx", "out.doc"], ".doc"),
    ],
)
def test_what_cannot_be_done_is_told_in_words(run: Run, diaries: Path, arguments: list[str], told: str) -> None:
    (diaries.parent / "empty.xlsx").write_bytes(b"")
    (diaries.parent / "text.xlsx").write_text("dear all", encoding="utf-8")
    before = {path.name for path in diaries.parent.iterdir()}
    result = run(*arguments)
    assert result.exit_code == 2
    assert told in result.output
    assert {path.name for path in diaries.parent.iterdir()} == before


def commands(command: click.Command, name: str = "timediary") -> Iterator[tuple[str, click.Command]]:
    yield name, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for part in command.list_commands(context):
            found = command.get_command(context, part)
            assert found is not None
            yield from commands(found, f"{name} {part}")


@pytest.mark.parametrize(("name", "command"), list(commands(main)), ids=lambda value: str(value)[:30])
def test_every_help_text_has_an_example_that_names_the_command(run: Run, name: str, command: click.Command) -> None:
    result = run(*name.split()[1:], "--help")
    assert "Example" in result.output
    assert f"    {name}" in result.output.split("Example", 1)[1]
    assert all(option.help for option in command.params if isinstance(option, click.Option))


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_printed_for_each_shell(run: Run, shell: str) -> None:
    assert "_TIMEDIARY_COMPLETE" in run("completion", shell).output


def test_completion_knows_the_names_of_the_study() -> None:
    from click.shell_completion import ShellComplete

    complete = ShellComplete(main, {}, "timediary", "_TIMEDIARY_COMPLETE")
    values = {item.value for item in complete.get_completions(["analyse", "x.xlsx", "--by"], "setting,r")}
    assert {"setting,role", "setting,region"} <= values
    assert {i.value for i in complete.get_completions(["analyse", "x", "--grouping"], "b")} == {"broad"}
    assert {i.value for i in complete.get_completions(["analyse", "x", "--study"], "t")} == {"task_force_2009"}


HEAVY = {"pandas", "scipy", "matplotlib", "openpyxl", "pyarrow", "pyreadstat", "rich", "jinja2"}


def loaded(*arguments: str) -> set[str]:
    """The modules that one run of the command loads."""
    code = (
        "import sys\nfrom timediary.cli import main\n"
        "try: main(sys.argv[1:])\nexcept SystemExit: pass\n"
        "print('LOADED', *sys.modules)"
    )
    printed = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True
    ).stdout
    return set(printed.rpartition("LOADED")[2].split())


def test_the_start_loads_click_alone_and_no_command() -> None:
    modules = loaded("--help")
    assert not modules & (HEAVY | {"numpy", "python_calamine", "xlsxwriter"})
    assert not modules & {f"timediary.cli.{name.replace('-', '_')}" for name in COMMANDS}


# What a check of a workbook of wide diaries has no use for.
UNUSED = {
    *("sample", "categorise", "estimate", "tabulate", "assess.measuring", "pipeline.requests", "pipeline.data_quality"),
    *("ingest.long", "ingest.moments", "ingest.episodes", "ingest.instants", "ingest.flat", "ingest.periods"),
    *("model.table", "model.differences", "model.comparison", "model.definition", "render.grids"),
}


@pytest.mark.slow
def test_a_check_loads_what_it_needs() -> None:
    modules = loaded("check", "tests/data/diaries.xlsx")
    assert "timediary.ingest.wide" in modules
    assert not modules & {f"timediary.{name}" for name in UNUSED}
    assert not modules & {"decimal", "json", "random", "tempfile", "numpy.typing"}


@pytest.mark.slow
def test_the_main_job_loads_nothing_heavy(diaries: Path, tmp_path: Path) -> None:
    modules = loaded("analyse", str(diaries), "--no-pictures", "--out", str(tmp_path / "out"))
    assert {"numpy", "python_calamine", "xlsxwriter"} <= modules
    assert not modules & HEAVY
    with_pictures = loaded("analyse", str(diaries), "--out", str(tmp_path / "out"))
    assert not with_pictures & HEAVY
    assert not loaded("analyse", str(diaries), "--format", "csv", "--out", str(tmp_path / "out")) & HEAVY
