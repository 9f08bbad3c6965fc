"""What the README says is so: its two commands, its example in Python, and the files it names."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from click import Group
from click.testing import CliRunner
from PIL import Image, ImageChops, ImageStat

from timediary.cli import main

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    """The code blocks of one language, in order; blocks without one for an empty name."""
    fenced = re.findall(r"^```(\w*)\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)
    return [text for name, text in fenced if name == language]


def test_there_are_two_commands_and_both_need_pip_alone() -> None:
    install, check = blocks("sh")
    assert install.startswith("python -m pip install . && timediary analyse examples/diaries.xlsx")
    assert check.startswith("python -m pip install '.[dev]' && python -m pytest")


def test_the_example_in_python_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    (example,) = blocks("python")
    names: dict[str, object] = {}
    exec(example, names)  # noqa: S102 - the README's own words
    assert (tmp_path / "setting.xlsx").is_file()
    assert (tmp_path / "recording.svg").is_file()
    assert str(names["table"]).startswith("Share of recorded time by setting")


@pytest.mark.parametrize("line", [line for block in blocks("") for line in block.splitlines() if line.strip()])
def test_every_command_shown_has_the_options_it_is_shown_with(line: str) -> None:
    program, name, *words = line.partition("#")[0].split()
    assert program == "timediary"
    assert isinstance(main, Group)
    command = main.commands.get(name) or main.get_command(None, name)  # type: ignore[arg-type]
    if isinstance(command, Group):
        command = command.get_command(None, words.pop(0))  # type: ignore[arg-type]
    assert command is not None
    known = {option for parameter in command.params for option in parameter.opts}
    assert {word for word in words if word.startswith("--")} <= known


def test_files_that_are_named_are_there() -> None:
    for name in re.findall(r"`([\w./]+\.(?:md|py|xlsx|png)|\w+/)`|\]\(([\w./]+)\)", README):
        path = name[0] or name[1]
        if path.split("/")[0] in ("examples", "docs", "benchmarks", "categories", "CONTRIBUTING.md", "CHANGELOG.md"):
            assert (ROOT / path).exists(), path


@pytest.mark.slow
def test_the_picture_is_what_its_command_makes_of_the_example(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (name,) = re.findall(r"!\[[^]]+\]\((examples/[^)]+)\)", README)
    picture = Path(name).name
    (line,) = [line for block in blocks("") for line in block.splitlines() if line.endswith(f" -o {picture}")]
    monkeypatch.chdir(tmp_path)
    (tmp_path / "diaries.xlsx").symlink_to(ROOT / "examples" / "diaries.xlsx")
    result = CliRunner().invoke(main, line.split()[1:])
    assert result.exit_code == 0, result.output
    with Image.open(ROOT / name) as kept, Image.open(tmp_path / picture) as made:
        again = f"make it again: {line}"
        assert (kept.size, kept.text["Description"]) == (made.size, made.text["Description"]), again  # type: ignore[attr-defined]
        # Another version of the library that sets type moves the edges of letters, which squares of 8 pixels even out.
        first, second = (picture.convert("RGB").reduce(8) for picture in (kept, made))
        assert max(ImageStat.Stat(ImageChops.difference(first, second)).mean) < 1.2, again


def test_definitions_are_found_from_a_checkout_too(tmp_path: Path) -> None:
    code = "import timediary as td; print(td.__file__, *td.list_studies())"
    found = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": str(ROOT / "src")},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert found.split() == [str(ROOT / "src" / "timediary" / "__init__.py"), "chief_officers_2020", "task_force_2009"]


def test_a_table_shows_itself_in_a_notebook() -> None:
    import timediary as td

    table = td.breakdown(td.read(ROOT / "examples" / "diaries.xlsx"), "setting")
    assert "<table" in (table._repr_html_() or "")
    tidy, wide = table.to_frame(), table.to_wide_frame()
    assert len(tidy) == 7 * 6
    assert wide.loc["Direct contact", "All"] == table.value("direct_contact")


def test_the_citation_names_this_version() -> None:
    import timediary as td

    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"\nversion: {td.__version__}\n" in citation
