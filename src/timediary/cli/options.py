"""Arguments and options that several commands share, and the completion of their values in a shell."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.shell_completion import CompletionItem

    from timediary.model.study import Sampling, Study

    Command = TypeVar("Command", bound=Callable[..., Any])

INPUT = click.Path(exists=True, path_type=Path)
OUTPUT = click.Path(path_type=Path)


def input_files(command: Command) -> Command:
    """One or more input files that make one survey together."""
    return click.argument("files", metavar="FILE...", nargs=-1, required=True, type=INPUT)(command)


def study_option(command: Command) -> Command:
    """Which definitions to use."""
    return click.option(
        "--study",
        metavar="NAME|FOLDER",
        help="The study's definitions: the name of one that comes with timediary, or a folder. "
        "[default: task_force_2009]",
        shell_complete=_complete_study,
    )(command)


def without_option(command: Command) -> Command:
    """Diaries to leave out by their quality."""
    return click.option(
        "--without-grade",
        "without",
        metavar="GRADE",
        multiple=True,
        help="Leave out the diaries of a grade that `timediary quality` gives, such as C; every table says so. "
        "Repeat for more.",
    )(command)


def sampling_options(command: Command) -> Command:
    """How the respondents were sampled; a command takes what was given as one mapping, `sampling`."""
    options = (
        click.option("--weight", metavar="ATTRIBUTE", help="Respondents' weights.", shell_complete=complete_attribute),
        click.option(
            "--cluster",
            "clusters",
            metavar="ATTRIBUTE",
            help="What respondents were sampled in, such as agency. [default: singly]",
            shell_complete=complete_attribute,
        ),
        click.option("--strata", metavar="ATTRIBUTE", help="Strata.", shell_complete=complete_attribute),
        click.option(
            "--fpc",
            "population",
            metavar="ATTRIBUTE",
            help="Finite population: clusters in each stratum, or the fraction of them that was sampled.",
            shell_complete=complete_attribute,
        ),
        click.option(
            "--lonely",
            type=click.Choice(["error", "certainty", "adjust", "average"]),
            help="What to do with a stratum of one cluster. [default: error, which names it]",
        ),
        click.option(
            "--replicates",
            metavar="jackknife|bootstrap[:N]|PREFIX*",
            help="Replicate weights for the standard errors, made or from the file. [default: linearisation]",
        ),
        click.option(
            "--calibrate",
            "known",
            metavar="TOTALS.csv",
            type=INPUT,
            multiple=True,
            callback=_totals,
            help="Known totals of the workforce to bring the weights to: columns setting (or role ...) and people. "
            "Repeat for more.",
        ),
        click.option(
            "--trim",
            metavar="LOW,HIGH",
            callback=_bounds,
            help="Least and greatest factor by which calibration may change a weight, such as 0.3,3.",
        ),
    )

    @functools.wraps(command)
    def with_sampling(**parameters: Any) -> Any:
        names = ("weight", "clusters", "strata", "population", "lonely", "replicates", "known", "trim")
        given = {name: parameters.pop(name) for name in names}
        return command(sampling={name: value for name, value in given.items() if value is not None}, **parameters)

    decorated: Any = with_sampling
    for option in reversed(options):
        decorated = option(decorated)
    return cast("Command", decorated)


def _totals(_context: click.Context, _option: click.Parameter, paths: tuple[Path, ...]) -> object:
    if not paths:
        return None
    from timediary.study import load_totals

    return tuple(load_totals(path) for path in paths)


def _bounds(_context: click.Context, _option: click.Parameter, text: str | None) -> tuple[float, float] | None:
    if text is None:
        return None
    try:
        low, high = (float(part) for part in text.split(","))
    except ValueError:
        low, high = 1.0, 1.0
    if not 0 < low < 1 < high:
        raise click.BadParameter("give two factors around 1, such as 0.3,3.")
    return low, high


def sampling_given(study: Study, given: dict[str, Any]) -> Sampling:
    """The study's sampling with what a command was given in its place."""
    return study.defaults.sampling._replace(**given)


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


def complete_grouping(context: click.Context, _option: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Groupings of the study."""
    return _items(list(_study(context).groupings), incomplete)
