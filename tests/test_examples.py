"""Every command that the README, `docs/` and the help texts show runs on the files in `examples/`, as it is shown.

So does the Python code of the pages; that of pages that are notebooks runs when the site is built.
"""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import click
import pandas as pd
import pytest
from click.testing import CliRunner

from timediary.cli import main

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
PAGES = sorted((ROOT / "docs").glob("*.md"))
EXAMPLES = ROOT / "examples"
# Each of these pages is walked through from its first line to its last in another test.
WALKED_THROUGH = {"own_study.md", "which_diary.md", "tutorial_officer.md", "tutorial_researcher.md"}
LONG = ("timediary synthesise", "timediary study contradictions")
# What a line needs that another line, or a small script, makes.
MADE_BEFORE = {
    "reading.toml": "timediary describe diaries.xlsx --save reading.toml",
    "diaries_results/tables.ods": "timediary analyse diaries.xlsx --format ods --no-pictures",
    "diaries_results/tables.xlsx": "timediary analyse diaries.xlsx --format xlsx --no-pictures",
    "diaries_results/*.ods": "timediary analyse diaries.xlsx --format ods --no-pictures",
    "my_survey/": "timediary study new my_survey",
    "analyse gathered.xlsx": "timediary collect returned/ -o gathered.xlsx",
    " officers.xlsx --study": "timediary collect officers_returned/ -o officers.xlsx --study chief_officers_2020",
    "audit diaries_published/": "timediary analyse diaries.xlsx --safe",
    "diary.parquet": "timediary convert diaries.xlsx diary.parquet",
    "2027/": "timediary analyse diaries.xlsx --safe --out 2027",
    "2027_by_team/": "timediary analyse diaries.xlsx --safe --by agency --out 2027_by_team",
    "team/diaries.csv": "timediary workload --example-files team",
}


def shown_in(text: str) -> list[str]:
    """The commands of a text, without the remarks behind them."""
    return [line.partition("  #")[0].strip() for line in re.findall(r"^ *(timediary .*)$", text, re.MULTILINE)]


def python_of(page: Path) -> list[str]:
    """The blocks of Python of a page."""
    return re.findall(r"^```python\n(.*?)^```$", page.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)


def help_texts(command: click.Command) -> Iterator[str]:
    yield command.help or ""
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            if found := command.get_command(context, name):
                yield from help_texts(found)


def all_lines() -> list[object]:
    readme = shown_in((ROOT / "README.md").read_text(encoding="utf-8"))
    pages = [path for path in PAGES if path.name not in WALKED_THROUGH]
    others = [line for page in pages for line in shown_in(page.read_text(encoding="utf-8")) if "nurses" not in line]
    helped = [line for text in help_texts(main) for line in shown_in(text) if "FILE" not in line]
    lines = dict.fromkeys([*readme, *others, *helped])
    quick = {line for line in readme if not line.startswith(LONG)}
    return [pytest.param(line, marks=() if line in quick else pytest.mark.slow, id=line[10:]) for line in lines]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Path:
    """The examples as they are, beneath themselves too for lines that are shown from the folder above."""
    shutil.copytree(EXAMPLES, tmp_path, dirs_exist_ok=True)
    shutil.copytree(EXAMPLES, tmp_path / "examples")
    if not list(request.node.iter_markers("slow")):
        # A wave has all that the example has and is read in a fraction of the time.
        shutil.copy(EXAMPLES / "wave1.xlsx", tmp_path / "diaries.xlsx")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(line: str, folder: Path) -> None:
    words = shlex.split(re.sub(r" >>? .*", "", line))[1:]
    found = [
        sorted(str(path.relative_to(folder)) for path in folder.glob(word)) if "*" in word else [word] for word in words
    ]
    result = CliRunner().invoke(main, [word for several in found for word in several])
    # An audit's verdict may be that figures can be told, and forms that came back have faults.
    finds = words[0] == "audit" or words == ["check", "returned/"]
    assert result.exit_code in ((0, 1) if finds else (0,)), f"{line}\n{result.output}"
    assert result.exception is None or isinstance(result.exception, SystemExit)


@pytest.mark.parametrize("line", all_lines())
def test_a_command_runs_as_it_is_shown(line: str, folder: Path) -> None:
    for made, by in MADE_BEFORE.items():
        if made in line and line != by and f"--save {made}" not in line:
            run(by, folder)
    run(line, folder)


@pytest.mark.slow
@pytest.mark.parametrize("page", [page for page in PAGES if python_of(page)], ids=lambda page: page.stem)
def test_the_code_of_a_page_runs(page: Path, folder: Path) -> None:
    # `docs/files.md` goes on from a frame of another program.
    names: dict[str, object] = {"frame": pd.DataFrame({"id": ["'=1+1"]})}
    for number, code in enumerate(python_of(page), start=1):
        exec(compile(code, f"{page.name}, block {number}", "exec"), names)  # noqa: S102
