"""One name means one thing in every command, and an option that counts once is given once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import click
import pytest
from click.testing import Result

from timediary.cli import main
from timediary.cli.strict import Command

if TYPE_CHECKING:
    from pathlib import Path

Run = Callable[..., Result]

# What says who is in the tables and how they were sampled; every verb on diaries has all of it.
OF_THE_SAMPLE = {
    "--where",
    "--without-grade",
    "--weight",
    "--cluster",
    "--strata",
    "--fpc",
    "--lonely",
    "--replicates",
    "--calibrate",
    "--trim",
}
WITH_A_SAMPLE = ("analyse", "compare", "definitions", "tables", "plot", "quality", "plan", "adjust")
# Names that a command may word otherwise: where it writes to, its formats, the kinds that it knows.
WORDED_OTHERWISE = {"--out", "--format", "--help"}


def commands() -> Iterator[tuple[str, click.Command]]:
    context = click.Context(main)
    for name in main.list_commands(context):
        command = main.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from ((f"{name} {inner}", one) for inner, one in command.commands.items())
        else:
            yield name, command


COMMANDS = dict(commands())


def options(command: click.Command) -> dict[str, click.Option]:
    return {max(o.opts, key=len): o for o in command.params if isinstance(o, click.Option)}


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_refuses_an_option_given_twice_that_counts_once(name: str, run: Run) -> None:
    assert isinstance(COMMANDS[name], Command)
    for option, found in options(COMMANDS[name]).items():
        if found.multiple:
            continue
        value = [] if found.is_flag else ["1"]
        result = run(*name.split(), option, *value, option, *value)
        assert result.exit_code == 2
        assert f"{option} is given twice; give it once." in result.output, option


def test_the_short_name_counts_too_and_nothing_is_written(run: Run, diaries: Path, tmp_path: Path) -> None:
    result = run("analyse", diaries, "-o", "a", "--out", "b")
    assert (result.exit_code, "--out is given twice" in result.output) == (2, True)
    assert not (tmp_path / "a").exists()
    assert "--grouping is given 3 times" in run("analyse", diaries, *["--grouping", "broad"] * 3).output
    assert "--by is given twice" in run("plan", diaries, "--by", "setting", "--by", "role").output


@pytest.mark.parametrize("name", WITH_A_SAMPLE)
def test_every_verb_on_diaries_has_all_options_of_the_sample(name: str) -> None:
    assert set(options(COMMANDS[name])) >= OF_THE_SAMPLE


def test_an_option_takes_the_same_in_every_command() -> None:
    meanings: dict[str, set[object]] = defaultdict(set)
    for command in COMMANDS.values():
        for name, option in options(command).items():
            kind = option.type.name, option.metavar if name not in WORDED_OTHERWISE else "", option.is_flag
            meanings[name].add(kind)
    differ = {name: found for name, found in meanings.items() if len(found) > 1 and name not in WORDED_OTHERWISE}
    assert differ == {}


def test_what_is_written_goes_to_out_everywhere() -> None:
    for name, command in COMMANDS.items():
        out = options(command).get("--out")
        assert out is None or "-o" in out.opts, name
        assert "--output" not in options(command)


def test_tables_of_the_report_take_a_sample(run: Run, diaries: Path, tmp_path: Path) -> None:
    asked = ["--table", "3.3", "--where", "setting=csd", "--weight", "weight", "--format", "csv", "-o", "out", "-q"]
    assert run("tables", diaries, *asked).exit_code == 0
    weighted = (tmp_path / "out" / "tables.csv").read_text(encoding="utf-8")
    assert run("tables", diaries, *asked[:2], *asked[6:]).exit_code == 0
    assert (tmp_path / "out" / "tables.csv").read_text(encoding="utf-8") != weighted
    result = run("tables", "--published", "--table", "3.3", "--where", "setting=csd")
    assert (result.exit_code, "Name the FILE that --where is about" in result.output) == (2, True)


@pytest.mark.parametrize("verb", [["plot", "composition"], ["quality"], ["plan"]])
def test_conditions_and_grades_reach_every_verb(verb: list[str], run: Run, diaries: Path) -> None:
    name, *rest = verb
    assert run(name, diaries, *rest, "--where", "setting=csd", "-o", "out.svg" if rest else "out").exit_code == 0
    result = run(name, diaries, *rest, "--where", "setting=nowhere")
    assert (result.exit_code, "no level 'nowhere'" in result.output) == (2, True)
    result = run(name, diaries, *rest, "--without-grade", "Z")
    assert (result.exit_code, "no grade 'Z'" in result.output) == (2, True)
