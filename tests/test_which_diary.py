"""What `docs/which_diary.md` says is so: its commands run on its files, without problems, and give what it promises."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

import timediary as td
from timediary.cli import main

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "which_diary.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```sh\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
COMMANDS = [line for block in BLOCKS for line in block.splitlines()]
EXAMPLES = ROOT / "examples" / "which_diary"


@pytest.mark.parametrize("line", COMMANDS)
def test_each_command_runs_on_its_file(line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    (tmp_path / "out").mkdir()
    monkeypatch.chdir(tmp_path)
    # A study that the page drafts is drafted before it is used.
    before = [one for one in COMMANDS if " study new " in one and f"--study {shlex.split(one)[3]}" in line]
    for one in (*before, line):
        program, *words = shlex.split(one)
        assert program == "timediary"
        result = CliRunner().invoke(main, words)
        assert result.exit_code == 0, result.output
        assert "problem found" not in result.output


def test_the_files_are_of_the_kinds_that_the_page_says() -> None:
    read = {path.stem: td.read(path) for path in EXAMPLES.glob("*.csv") if path.stem not in ("respondents", "days")}
    assert {name: survey.ledger.unit for name, survey in read.items()} == {
        "slots": "cells",
        "episodes": "minutes",
        "lengths": "minutes",
        "three_weeks": "minutes",
    }
    assert not read["lengths"].has_times
    assert read["episodes"].grid.slot_minutes == 5
    assert (len(read["three_weeks"]), read["three_weeks"].respondent_count) == (4, 2)


def test_diaries_are_not_called_respondents(tmp_path: Path) -> None:
    kept, out = EXAMPLES / "three_weeks.csv", tmp_path / "again.csv"
    written = CliRunner().invoke(main, ["convert", str(kept), str(out), "--layout", "episodes"]).output
    assert written.startswith("4 diaries of 2 respondents written to ")
    about = td.read(kept)
    assert "4 diaries of 2 respondents" in repr(about)
    assert "4 diaries of 2 respondents, " in (about._repr_html_() or "")


def test_weights_of_days_are_of_the_days() -> None:
    study = td.load_study(EXAMPLES / "day_study")
    days = td.read(EXAMPLES / "days.csv", study)
    assert days.attributes["day_weight"].values.tolist() == [1.25, 0.5, 1.25, 0.5, 1.25, 0.5]
    plain, weighted = td.breakdown(days), td.breakdown(days.sample(weight="day_weight"))
    # Three of six days have 7 hours 45 minutes of work; by weight 1.25 + 1.25 + 0.5 of 5.25 do.
    assert plain.value("work") == pytest.approx(7.75 / 24 * 3 / 6)
    assert weighted.value("work") == pytest.approx(7.75 / 24 * 3 / 5.25)
