"""The page from time to workload: its commands run, and every figure in its text comes out of them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from PIL import Image

from timediary.cli import main

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "workload.md").read_text(encoding="utf-8")
COMMANDS = [
    line.strip()
    for name, block in re.findall(r"^```(\w*)\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
    for line in block.splitlines()
    if line.strip() and not name
]
# What the page says of the documents, of limits and rules given, and of the benchmark, and not of the team.
SAID = {11, 15, 13, 32, 95, 4_000, 93, 97, 30, 90, 200, 92, 250, 97.5}


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Where the commands were run, and all that they printed."""
    folder = tmp_path_factory.mktemp("page")
    (folder / "examples").symlink_to(ROOT / "examples")
    printed = []
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        for command in COMMANDS:
            program, *words = command.split()
            assert program == "timediary"
            done = CliRunner().invoke(main, words)
            assert done.exit_code == 0, done.output
            printed.append(done.output)
    return folder, "\n".join(printed)


def figures(text: str) -> set[float]:
    """The numbers in a text."""
    found = re.findall(r"(?<![\w.,])\d+(?:,\d{3})*(?:\.\d+)?(?!\w)", text)
    return {float(number.replace(",", "")) for number in found}


def test_every_figure_comes_out_of_a_command(told: tuple[Path, str]) -> None:
    prose = re.sub(r"^```.*?^```$", "", PAGE.partition("## Sources")[0], flags=re.DOTALL | re.MULTILINE)
    prose = re.sub(r"`[^`]*`", "", prose)
    missing = figures(prose) - SAID - figures(told[1])
    assert not missing


def test_the_lines_shown_are_those_printed(told: tuple[Path, str]) -> None:
    (block,) = re.findall(r"^```text\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
    printed = {" ".join(line.split()) for line in told[1].splitlines()}
    for line in block.splitlines():
        assert " ".join(line.split()) in printed, line


def test_the_pictures_are_those_of_the_commands(told: tuple[Path, str]) -> None:
    names = re.findall(r"!\[[^]]+\]\((\w+\.png)\)", PAGE)
    assert len(names) == 3
    for name in names:
        with Image.open(ROOT / "docs" / name) as kept, Image.open(told[0] / name) as made:
            texts = [picture.text["Description"] for picture in (kept, made)]  # type: ignore[attr-defined]
            assert (kept.size, texts[0]) == (made.size, texts[1]), f"make {name} again"
