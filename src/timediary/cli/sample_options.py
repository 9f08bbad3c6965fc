"""Who is in the tables, how they were sampled, and what all is called: options named as the arguments of `sample`."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click

from timediary.cli.options import INPUT, complete_attribute
from timediary.cli.reading_options import all_of, name_and_value

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Command = TypeVar("Command", bound=Callable[..., Any])
    Options = tuple[Callable[[Any], Any], ...]

_OF_SAMPLES = (
    *("where", "without_grade", "weight", "cluster", "strata", "fpc", "lonely", "replicates", "calibrate", "trim"),
    *("title", "subtitle", "source", "labels"),
)


def _labels(
    context: click.Context, option: click.Parameter, given: tuple[str, ...]
) -> tuple[dict[str, str] | Path, ...]:
    """Files of labels, and labels given one by one."""
    return tuple(
        dict([name_and_value(text, option)]) if "=" in text else INPUT.convert(text, option, context) for text in given
    )


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


where_option = click.option(
    "--where",
    metavar="CONDITION",
    multiple=True,
    help="Only respondents who meet a condition: setting=csd,dass or 'active_cases>20'. Repeat to add more.",
)
_SAMPLING: Options = (
    click.option(
        "--without-grade",
        metavar="GRADE",
        multiple=True,
        help="Leave out the diaries of a grade that `timediary quality` gives, such as C; every table says so. "
        "Repeat for more.",
    ),
    click.option("--weight", metavar="ATTRIBUTE", help="Respondents' weights.", shell_complete=complete_attribute),
    click.option(
        "--cluster",
        metavar="ATTRIBUTE",
        help="The clusters in which respondents were sampled, such as agency. [default: none]",
        shell_complete=complete_attribute,
    ),
    click.option("--strata", metavar="ATTRIBUTE", help="Strata.", shell_complete=complete_attribute),
    click.option(
        "--fpc",
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
        metavar="TOTALS.csv",
        type=INPUT,
        multiple=True,
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
# What titles all that a verb makes.
_TITLES: Options = (
    click.option(
        "--title",
        metavar="TEXT",
        help="What the survey is called. [default: the study's title, and the year of its dates]",
    ),
    click.option("--subtitle", metavar="TEXT", help="A line under the title. [default: the dates of the diaries]"),
)
_WORDS: Options = (
    click.option(
        "--source",
        metavar="TEXT",
        help="The source named under tables. [default: the files' names]",
    ),
    click.option(
        "--labels",
        metavar="ID=TEXT|LABELS.csv",
        multiple=True,
        callback=_labels,
        help="Your own words for an activity, group, level or attribute: recording=Paperwork, or a file with the "
        "columns id and label. Repeat for more.",
    ),
)
_VIEWS: Options = (
    click.option(
        "--within",
        metavar="FIELD=CODE",
        multiple=True,
        help="Only the time with something noted beside it, such as place=home. Repeat to add more.",
    ),
    click.option(
        "--field",
        metavar="FIELD",
        help="Show what is noted beside the activity, such as place, in place of the activities.",
    ),
    click.option(
        "--any-mention",
        is_flag=True,
        help="Count an activity wherever it is mentioned, as a second activity too; rows add up to over 100%.",
    ),
)


def sample_options(command: Command, titles: tuple[Callable[[Any], Any], ...] = _TITLES) -> Command:
    """Who is in the tables and how they were sampled; a command takes what was given as one mapping, `sample`.

    The same for every verb, and named as the arguments of `Survey.sample`; `titles` are the options that title.
    """
    options = (where_option, *_SAMPLING, *titles, *_WORDS)

    @functools.wraps(command)
    def with_sample(**parameters: Any) -> Any:
        given = {name: parameters.pop(name) for name in _OF_SAMPLES}
        return command(sample={name: value for name, value in given.items() if value not in (None, ())}, **parameters)

    return cast("Command", all_of(options, with_sample))


def view_options(command: Command) -> Command:
    """By which of its fields a survey is seen, beneath `sample_options`: what was given joins `sample`."""

    @functools.wraps(command)
    def with_views(sample: dict[str, Any], **parameters: Any) -> Any:
        given = {name: parameters.pop(name) for name in ("within", "field", "any_mention")}
        return command(sample=sample | {name: value for name, value in given.items() if value}, **parameters)

    return cast("Command", all_of(_VIEWS, with_views))


def title_options(command: Command) -> Command:
    """How forms are titled."""
    return all_of(_TITLES, command)
