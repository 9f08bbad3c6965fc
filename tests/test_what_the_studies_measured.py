"""Every row of the page on what the studies measured runs, and shows what it says."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from timediary.cli import main

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "what_the_studies_measured.md"
ROW = re.compile(r"^\| (?P<where>[^|]+) \| (?P<what>[^|]+) \| `(?P<command>timediary [^`]+)` \| (?P<shown>[^|]+) \|$")
ROWS = [match for line in PAGE.read_text(encoding="utf-8").splitlines() if (match := ROW.match(line))]


def test_every_row_of_the_page_has_a_command() -> None:
    lines = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("|")]
    heads = [line for line in lines if line.startswith(("| where", "|---"))]
    assert len(ROWS) == len(lines) - len(heads)
    assert len(ROWS) >= 25


@pytest.mark.slow
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["command"][10:])
def test_a_row_runs_and_shows_what_it_says(row: re.Match[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(ROOT / "examples", tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, shlex.split(row["command"])[1:])
    assert result.exit_code in (0, 1), result.output
    said = " ".join(result.output.split())
    written = {path.name for path in tmp_path.rglob("*")}
    assert row["shown"].strip().casefold() in said.casefold() or row["shown"].strip() in written, said[:2000]
