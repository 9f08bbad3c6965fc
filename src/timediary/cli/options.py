"""Options that several commands share beside those of reading and of samples, and what completes their values."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from timediary.cli.input_file import InputFile

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.shell_completion import CompletionItem

    from timediary.model.study import Study

    Command = TypeVar("Command", bound=Callable[..., Any])

INPUT = InputFile()
OUTPUT = click.Path(path_type=Path)

# Each format is a module; none of them is imported to name them.
FORMATS = sorted(path.stem for path in (Path(__file__).parents[1] / "render" / "painters").glob("[a-z]*.py"))


def format_option(usual: str = "xlsx, csv, html", *, with_problems: bool = False) -> Callable[[Command], Command]:
    """Which files to write; `with_problems` where problems.csv comes with them."""
    always = " problems.csv is always written." if with_problems else ""
    return click.option(
        "--format",
        "formats",
        type=click.Choice(FORMATS),
        multiple=True,
        help=f"Which files to write; repeat for more.{always} [default: {usual}]",
    )


def by_option(text: str) -> Callable[[Command], Command]:
    """What tables are broken down by."""
    return click.option(
        "--by",
        "breakdowns",
        metavar="ATTRIBUTE[,ATTRIBUTE]",
        multiple=True,
        help=text,
        shell_complete=complete_attribute,
    )


def grouping_option(text: str = "How codes are rolled up.") -> Callable[[Command], Command]:
    """How activity codes are rolled up."""
    return click.option("--grouping", metavar="NAME|FILE", help=text, shell_complete=_complete_grouping)


def study_option(command: Command) -> Command:
    """Which definitions to use."""
    return click.option(
        "--study",
        metavar="NAME|FOLDER",
        help="The study's definitions: the name of one that comes with timediary, or a folder. "
        "[default: task_force_2009]",
        shell_complete=_complete_study,
    )(command)


def test_option(command: Command) -> Command:
    """Which columns differ from one of them."""
    return click.option(
        "--test",
        metavar="[COLUMN]",
        is_flag=False,
        flag_value="all",
        help="Test each column against another and mark what differs. [with no COLUMN: all]",
    )(command)


def standardise_option(command: Command) -> Command:
    """Columns at one mix of staff."""
    return click.option(
        "--standardise",
        metavar="ATTRIBUTE[,ATTRIBUTE]|MIX.csv",
        help="Add each table with its columns at one mix of staff, such as role: that of all, or one given in a file "
        "(columns role and people).",
        shell_complete=complete_attribute,
    )(command)


def names_option(command: Command) -> Command:
    """What several surveys are called; `cli.inputs.survey_names` has what was given or what follows from the files."""
    return click.option(
        "--name",
        "names",
        metavar="NAME",
        multiple=True,
        help="What a survey is called; repeat for each, in the order of the files. [default: the files' names; with "
        "--safe the years in them, or wave 1, wave 2 ...]",
    )(command)


def safe_option(command: Command) -> Command:
    """Whether what comes out may be published, and by which policy; the same for every verb."""
    return click.option(
        "--safe",
        metavar="[POLICY]",
        is_flag=False,
        flag_value="study",
        help="Publish: hide figures about few respondents, and those they could be worked out from, by the study's "
        "policy, a preset (acro, opensafely, hetus) or a file. [with no POLICY: the study's, or acro]",
    )(command)


def show_option(command: Command) -> Command:
    """What stands beside figures on screen."""
    return click.option(
        "--show",
        type=click.Choice(["share", "interval", "se"]),
        default="share",
        show_default=True,
        help="What stands beside a figure on screen: nothing, its 95% interval, or its standard error.",
    )(command)


def out_option(usual: str) -> Callable[[Command], Command]:
    """The folder of the results, which is called `usual` where none is given."""
    return click.option("--out", "-o", metavar="DIR", type=OUTPUT, help=f"Folder for the results. [default: {usual}]")


def quiet_option(command: Command) -> Command:
    """Whether only files are written."""
    return click.option("--quiet", "-q", is_flag=True, help="Print nothing; only write the files.")(command)


def palette_option(command: Command) -> Command:
    """The colours of pictures."""
    return click.option(
        "--palette",
        metavar="NAME|COLOURS",
        help="Colours of the categories, in order: blue_brown, viridis, okabe_ito, grey, or your own such as "
        "'#2f6699,#e0a83c'; those that some readers can't tell apart are named. [default: blue_brown]",
    )(command)


def _study(context: click.Context) -> Study:
    from timediary.study import load_study

    return load_study(context.params.get("study"))


def _items(names: list[str], incomplete: str) -> list[CompletionItem]:
    from click.shell_completion import CompletionItem

    return [CompletionItem(name) for name in names if name.startswith(incomplete)]


def _complete_study(_context: click.Context, _option: click.Parameter, incomplete: str) -> list[CompletionItem]:
    from timediary.study import list_studies

    return _items(list(list_studies()), incomplete)


def complete_attribute(context: click.Context, _option: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Attributes of the study; after a comma, the next one to cross."""
    before, comma, last = incomplete.rpartition(",")
    return _items([before + comma + name for name in _study(context).variables], before + comma + last)


def _complete_grouping(context: click.Context, _option: click.Parameter, incomplete: str) -> list[CompletionItem]:
    return _items(list(_study(context).groupings), incomplete)
