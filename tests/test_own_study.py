"""What `docs/own_study.md` and `docs/quality.md` say is so: commands run, messages come, names are there."""

from __future__ import annotations

import csv
import re
import runpy
import shlex
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

import timediary as td
from timediary.assess.measures import MEASURE_IDS
from timediary.cli import main
from timediary.pipeline.studies import check_study

if TYPE_CHECKING:
    from click.testing import Result

ROOT = Path(__file__).parents[1]
GUIDE = (ROOT / "docs" / "own_study.md").read_text(encoding="utf-8")
NURSES = ROOT / "examples" / "community_nurses"


def commands(text: str) -> list[str]:
    blocks = re.findall(r"^```sh\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    return [line for block in blocks for line in block.splitlines()]


def run(line: str, monkeypatch: pytest.MonkeyPatch) -> Result | None:
    program, *words = shlex.split(line)
    if program == "python":
        monkeypatch.setattr(sys, "argv", words)
        runpy.run_path(words[0], run_name="__main__")
        return None
    assert program == "timediary"
    return CliRunner().invoke(main, words)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder beside the examples, as a reader of the page has it."""
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.slow
def test_the_guide_can_be_walked_through(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: dict[str, str] = {}
    for line in commands(GUIDE):
        result = run(line, monkeypatch)
        if result is not None:
            assert result.exit_code == 0, f"{line}\n{result.output}"
            shown[line] = result.output
    assert len(shown) > 8
    tables = shown["timediary analyse nurses.xlsx --study examples/community_nurses --hours"]
    assert "From 20:00 to 06:00" in tables
    assert "Senior" in tables
    quality = shown["timediary quality nurses.xlsx --study examples/community_nurses"]
    assert re.search(r"^72 diaries: \d+ A, \d+ B, \d+ C$", quality, re.MULTILINE)
    assert (
        "of quality grade C"
        in shown["timediary analyse nurses.xlsx --study examples/community_nurses --without-grade C"]
    )
    with (place / "nurses_quality" / "diaries_to_look_at.csv").open(encoding="utf-8", newline="") as file:
        reasons = {row["respondent"]: row["reasons"] for row in csv.DictReader(file)}
    # What examples/make_nurses.py spoils is found.
    assert "1 without" in reasons["N006"]
    assert "repeat an earlier day" in reasons["N018"]
    assert "under 'other'" in reasons["N030"]
    assert "the same slot for slot as N041" in reasons["N042"]
    agreement = (place / "nurses_agreement" / "disagreements.csv").read_text(encoding="utf-8").splitlines()
    assert {tuple(line.split(",")[:2]) for line in agreement[1:]} == {
        ("P2", "P1"),
        ("C3", "C1"),
        ("P5", "P4"),
        ("C7", "C4"),
        ("T2", "T1"),
    }


def test_the_messages_shown_are_those_that_come(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(NURSES, tmp_path / "my_nurses"))
    for file, old, new in (
        ("codes.toml", 'label = "Assessment at home"', 'lable = "Assessment at home"'),
        ("groupings/care.toml", 'types = ["travel"]', 'types = ["travel"]\ncodes = ["C1"]'),
    ):
        path = folder / file
        path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
        (error, *_) = check_study(folder)[1]
        shape = re.sub(r"'[^']*'|line \d+", "...", str(error))
        assert any(re.sub(r"'[^']*'|line \d+", "...", line) == shape for line in GUIDE.splitlines()), str(error)
        path.write_text((NURSES / file).read_text(encoding="utf-8"), encoding="utf-8")


def test_the_example_is_a_whole_study() -> None:
    study, errors = check_study(NURSES)
    assert study is not None
    assert errors == ()
    assert 15 <= len(study.codes) <= 25
    assert study.grid.slots == 7 * 96
    assert study.grid.slot_name(95) == "Mon 06:45"


@pytest.mark.slow
def test_the_example_survey_round_trips(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("python examples/make_nurses.py nurses.xlsx", monkeypatch)
    first = (place / "nurses.xlsx").read_bytes()
    run("python examples/make_nurses.py nurses.xlsx", monkeypatch)
    assert (place / "nurses.xlsx").read_bytes() == first
    survey = td.read("nurses.xlsx", NURSES)
    assert not survey.problems
    for name in ("long.csv", "nurses.parquet", "nurses.ods"):
        assert td.read(td.convert(survey, place / name), NURSES) == survey


def test_every_measure_is_explained() -> None:
    page = (ROOT / "docs" / "quality.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE) == list(MEASURE_IDS)
