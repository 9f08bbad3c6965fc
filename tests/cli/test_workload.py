"""`timediary workload` on the command line."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from timediary.cli.main import main

if TYPE_CHECKING:
    from pathlib import Path


def run(*arguments: str | Path) -> str:
    done = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert done.exit_code == 0, done.output
    return done.output


@pytest.mark.slow
def test_a_team_from_its_files_to_every_format(tmp_path: Path) -> None:
    team = tmp_path / "team"
    assert "limits.toml" in run("workload", "--example-files", team)
    formats = ("xlsx", "ods", "csv", "html", "text", "markdown", "docx", "latex")
    asked = [part for name in formats for part in ("--format", name)]
    told = run("workload", team / "diaries.csv", "--files", team, "--by", "role", "-o", tmp_path / "out", *asked)
    assert told.startswith("35.8 hours per respondent and week, 9.1 of them direct contact; 24 diaries")
    assert "Workers that the open cases take" in told
    assert len(list((tmp_path / "out").iterdir())) >= len(formats)
    with (tmp_path / "out" / "tables.csv").open(encoding="utf-8-sig", newline="") as file:
        tables = {row["table"] for row in csv.DictReader(file)}
    assert {
        "hours_per_week:overall",
        "hours_per_fte:role",
        "hours_per_case:role",
        "hours_account:role",
        "caseload:role",
        "unit_cost:role",
        "capacity",
        "staffing",
        "points",
    } <= tables


def test_what_is_asked_for_alone(tmp_path: Path) -> None:
    team = tmp_path / "team"
    run("workload", "--example-files", team)
    told = run(
        "workload", team / "diaries.csv", "--per", "case", "--by", "role", "-o", tmp_path / "o", "--show", "interval"
    )
    assert "Hours per active case by role" in told
    assert "Hours per respondent" not in told
    assert "Caseloads" not in told


def test_mistakes_are_told_in_words(tmp_path: Path) -> None:
    team = tmp_path / "team"
    run("workload", "--example-files", team)
    for arguments, words in (
        ((), "Name a file of diaries"),
        ((team / "diaries.csv", "--example-files", tmp_path), "leave FILE out"),
        ((team / "diaries.csv", "--per", "setting"), "'setting' is not a number"),
        ((team / "diaries.csv", "--per", "nothing"), "no column 'nothing'"),
        ((team / "diaries.csv", "--by", "role", "--standardise", "role"), "No table is left"),
        (("--example-files", team), "already"),
    ):
        done = CliRunner().invoke(main, ["workload", *map(str, arguments), "-o", str(tmp_path / "out")])
        assert done.exit_code == 2, arguments
        assert words in done.output
    assert not (tmp_path / "out").exists()


@pytest.mark.slow
def test_waves_from_files(tmp_path: Path) -> None:
    run("workload", "--example-files", tmp_path / "team")
    text = (tmp_path / "team" / "diaries.csv").read_text(encoding="utf-8").splitlines()
    for number, year in enumerate(("2025", "2026", "2028")):
        kept = [text[0], *text[1 + number : 20 + number]]
        (tmp_path / f"{year}.csv").write_text("\n".join(kept), encoding="utf-8")
    files = [tmp_path / f"{year}.csv" for year in ("2025", "2026", "2028")]
    told = run("trend", *files, "--by", "role", "--standardise", "role", "-o", tmp_path / "out")
    assert "19 respondents are in two waves or more by id: a panel" in told
    assert "(years 2025, 2026, 2028)" in " ".join(told.split())
    with (tmp_path / "out" / "tables.csv").open(encoding="utf-8-sig", newline="") as file:
        tables = {row["table"] for row in csv.DictReader(file)}
    assert {"trend:overall", "trend:role/manager", "trend_hours:overall", "trend:overall:standardised:role"} <= tables
    done = CliRunner().invoke(main, ["trend", str(files[0])])
    assert done.exit_code == 2
    done = CliRunner().invoke(main, ["trend", *map(str, files), "--at", "1,x,3"])
    assert "give numbers with commas" in done.output


def test_a_change_is_planned_for(tmp_path: Path) -> None:
    run("workload", "--example-files", tmp_path / "team")
    diaries = tmp_path / "team" / "diaries.csv"
    told = run("plan", diaries, "--detect", "3", "--panel", "0.6", "--out", tmp_path / "plan.csv")
    assert "Respondents a wave to detect a change of 3 points" in told
    assert "needed" in (tmp_path / "plan.csv").read_text(encoding="utf-8-sig")
    for arguments, words in (((diaries, "--panel", "0.6"), "go with --detect"), ((diaries, "--detect", "120"), "120")):
        done = CliRunner().invoke(main, ["plan", *map(str, arguments)])
        assert done.exit_code == 2
        assert words in done.output
    done = CliRunner().invoke(main, ["plan", str(diaries), "--detect", "3", "--out", str(diaries)])
    assert done.exit_code == 2
    assert diaries.read_text(encoding="utf-8").startswith("respondent,")
