"""`quality`, `agreement`, `--without-grade`, `study new` and `study check` as they are typed, with odd input too."""

from __future__ import annotations

import csv
import shutil
from typing import TYPE_CHECKING

import pytest
from tests.cli.conftest import DIARY, RESPONDENTS, write_workbook

from timediary.study import study_folder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    Run = Callable[..., Result]


@pytest.fixture
def doubtful(tmp_path: Path) -> Path:
    """R2 records three of 37 reported hours; R1 all of hers; the others report nothing."""
    respondents = [list(row) for row in RESPONDENTS]
    respondents[1][6], respondents[3][6] = 1.5, None
    return write_workbook(tmp_path / "diaries.xlsx", respondents, DIARY)


def test_quality_says_which_to_look_at_and_why(run: Run, doubtful: Path, tmp_path: Path) -> None:
    result = run("quality", doubtful)
    assert result.exit_code == 0, result.output
    assert "R2 (C," in result.output
    assert "only 2 hours recorded of 37 reported (5%; look below 50%)" in result.output
    with (tmp_path / "diaries_quality" / "quality.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["respondent"]: row for row in csv.DictReader(file)}
    assert float(rows["R2"]["recorded_of_reported"]) == pytest.approx(2 / 37)
    assert rows["R3"]["recorded_of_reported"] == ""
    assert run("quality", doubtful, "--quiet").output == ""


@pytest.mark.slow
def test_leaving_diaries_out_is_told_everywhere(run: Run, doubtful: Path, tmp_path: Path) -> None:
    result = run("analyse", doubtful, "--without-grade", "C", "--hours", "--format", "html", "--format", "text")
    assert result.exit_code == 0, result.output
    assert "without" in result.output.splitlines()[0]
    for name in ("report.html", "tables.txt"):
        assert "of quality grade C" in (tmp_path / "diaries_results" / name).read_text(encoding="utf-8")
    compared = run("compare", doubtful, doubtful, "--without-grade", "c", "--independent", "--out", "both")
    assert compared.exit_code == 0, compared.output
    assert compared.output.count("of quality grade C") >= 2
    wrong = run("analyse", doubtful, "--without-grade", "Z")
    assert wrong.exit_code == 2
    assert "no grade 'Z'. It has: A, B, C" in wrong.output


def test_a_study_that_grades_nobody(run: Run, doubtful: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(study_folder("task_force_2009"), tmp_path / "mine")
    (folder / "quality.toml").unlink()
    result = run("quality", doubtful, "--study", folder)
    assert result.exit_code == 0, result.output
    assert "no quality.toml" in result.output
    assert not (tmp_path / "diaries_quality" / "with_and_without.csv").exists()
    refused = run("analyse", doubtful, "--study", folder, "--without-grade", "C")
    assert refused.exit_code == 2
    assert "no quality.toml" in refused.output


def test_diaries_without_an_entry(run: Run, tmp_path: Path) -> None:
    blank = write_workbook(tmp_path / "blank.xlsx", RESPONDENTS, [DIARY[0], ["R1", None, None, None, None]])
    result = run("quality", blank)
    assert result.exit_code == 0, result.output
    assert "no entry at all and no grade" in result.output


def test_replicate_weights_give_way_to_linearisation(run: Run, doubtful: Path) -> None:
    result = run("quality", doubtful, "--replicates", "jackknife")
    assert result.exit_code == 0, result.output
    assert "compared by linearisation" in result.output


def test_an_input_is_never_replaced(run: Run, doubtful: Path, tmp_path: Path) -> None:
    (tmp_path / "quality.csv").write_text("respondent,day,time,code\nR1,Mon,08:30,D1\n", encoding="utf-8")
    result = run("quality", "quality.csv", "--out", ".")
    assert result.exit_code == 2
    assert "quality.csv is a file of the input and lies in ." in result.output


def test_agreement_of_two_coders(run: Run, diaries: Path, tmp_path: Path) -> None:
    second = [list(row) for row in DIARY]
    second[1][1] = "D2"
    write_workbook(tmp_path / "second.xlsx", RESPONDENTS[:4], second[:4])
    result = run("agreement", diaries, "second.xlsx")
    assert result.exit_code == 0, result.output
    assert "diaries and second agree on 90% of 10 slots in 3 diaries" in result.output
    assert "1 diary is in diaries alone and not compared: R4" in result.output
    assert "D1 Assessment, face to face / D2 Assessment work" in result.output
    lines = (tmp_path / "diaries_agreement" / "disagreements.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "first,second,slots,hours,respondents,diaries,most_in"
    assert lines[1].startswith("D1,D2,1,0.5,1,1,R")
    everything = run("agreement", diaries, "second.xlsx", "--all-slots", "--grouping", "activity", "--out", "all")
    assert "All 1,008 slots" in " ".join(everything.output.split())
    nothing = write_workbook(
        tmp_path / "other.xlsx", [RESPONDENTS[0], ["X1", *RESPONDENTS[1][1:]]], [DIARY[0], ["X1", "D1"]]
    )
    refused = run("agreement", diaries, nothing)
    assert refused.exit_code == 2
    assert "No respondent is in both" in refused.output


def test_a_new_study_is_sound_until_it_is_spoilt(run: Run, tmp_path: Path) -> None:
    made = run("study", "new", "my_survey", "--name", "Mine")
    assert made.exit_code == 0, made.output
    assert "timediary study check my_survey" in made.output
    assert run("study", "check", "my_survey").exit_code == 0
    path = tmp_path / "my_survey" / "codes.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('label = "Planned visit"', "", 1), encoding="utf-8")
    checked = run("study", "check", "my_survey")
    assert checked.exit_code == 1
    assert "my_survey/codes.toml: codes 'D3': label: is missing. Add the line label" in checked.output
    assert "Faults found: 1" in checked.output
    assert run("study", "new", "my_survey").exit_code == 2
    assert run("study", "new", "No Name").exit_code == 2
