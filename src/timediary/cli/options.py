"""Arguments and options that several commands share, and the completion of their values in a shell."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click

from timediary.cli.input_file import InputFile

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.shell_completion import CompletionItem

    from timediary.model.study import Study

    Command = TypeVar("Command", bound=Callable[..., Any])

INPUT = InputFile()
INPUT_OR_DASH = InputFile(allow_dash=True)
OUTPUT = click.Path(path_type=Path)

# Each format is a module; none of them is imported to name them.
FORMATS = sorted(path.stem for path in (Path(__file__).parents[1] / "render" / "painters").glob("[a-z]*.py"))
_READING = "timediary.reading"


_OF_SAMPLES = (
    *("where", "without_grade", "weight", "cluster", "strata", "fpc", "lonely", "replicates", "calibrate", "trim"),
    *("title", "subtitle", "source", "labels"),
)
# Of all that a verb makes.
_TITLES: tuple[Callable[[Any], Any], ...] = (
    click.option(
        "--title",
        metavar="TEXT",
        help="What the survey is called. [default: the study's title, and the year of its dates]",
    ),
    click.option("--subtitle", metavar="TEXT", help="A line under the title. [default: the dates of the diaries]"),
)


def input_files(command: Command) -> Command:
    """One or more input files that make one survey together."""
    return click.argument("files", metavar="FILE...", nargs=-1, required=True, type=INPUT_OR_DASH)(command)


def reading_options(command: Command) -> Command:
    """How files are to be read, where they don't tell themselves; `reading_given` has what was given."""
    decorated: Any = command
    for option in (
        click.option(
            "--visible-only",
            is_flag=True,
            expose_value=False,
            callback=_note_reading,
            help="Leave out the rows and columns that a workbook hides or filters out.",
        ),
        click.option(
            "--column",
            "columns",
            metavar="HEADING=ROLE",
            multiple=True,
            expose_value=False,
            callback=_note_reading,
            help="What a column is: respondent, day, time, code, an attribute, or 'not used'. Repeat for more.",
        ),
        *_spelling_options(),
        click.option(
            "--reading",
            metavar="FILE.toml|none",
            expose_value=False,
            callback=_note_reading,
            help="How to read the files, as `timediary describe --save` writes it. [default: reading.toml beside them]",
        ),
    ):
        decorated = option(decorated)
    return cast("Command", decorated)


def spelling_options(command: Command) -> Command:
    """What spellings stand for, and how dates and times are written, where there are no columns to settle."""
    decorated: Any = command
    for option in _spelling_options():
        decorated = option(decorated)
    return cast("Command", decorated)


def _spelling_options() -> tuple[Callable[[Any], Any], ...]:
    return (
        click.option(
            "--read-as",
            metavar="WRITTEN=ID",
            multiple=True,
            expose_value=False,
            callback=_note_reading,
            help="Read a spelling as a code or a level, such as Recording=R1; =nothing for no entry. Repeat for more.",
        ),
        click.option(
            "--settle",
            metavar="KEY=WAY",
            multiple=True,
            expose_value=False,
            callback=_note_reading,
            help="How dates and times are written: date_order='month first', clock='12 hours' ... Repeat for more.",
        ),
    )


def reading_given() -> dict[str, Any]:
    """What was given of how files are to be read, as arguments of `read`."""
    given: dict[str, Any] = click.get_current_context().meta.get(_READING, {})
    return given


def _note_reading(context: click.Context, option: click.Parameter, value: Any) -> None:
    if value in (None, (), False):
        return
    if isinstance(value, tuple):
        value = dict(_pair(text, option) for text in value)
    context.meta.setdefault(_READING, {})[option.name] = value


def _pair(text: str, option: click.Parameter) -> tuple[str, str]:
    """What stands before the last sign of equality, and after it."""
    name, equals, value = text.rpartition("=")
    if not (equals and name.strip()):
        raise click.BadParameter(f"'{text}' has no '='. Write {option.metavar}.")
    return name.strip(), value.strip()


def format_option(usual: str = "xlsx, csv, html") -> Callable[[Command], Command]:
    """Which files to write."""
    return click.option(
        "--format",
        "formats",
        type=click.Choice(FORMATS),
        multiple=True,
        help=f"Which files to write; repeat for more. [default: {usual}]",
    )


def study_option(command: Command) -> Command:
    """Which definitions to use."""
    return click.option(
        "--study",
        metavar="NAME|FOLDER",
        help="The study's definitions: the name of one that comes with timediary, or a folder. "
        "[default: task_force_2009]",
        shell_complete=_complete_study,
    )(command)


where_option = click.option(
    "--where",
    metavar="CONDITION",
    multiple=True,
    help="Only respondents who meet a condition: setting=csd,dass or 'active_cases>20'. Repeat to add more.",
)


def sample_options(command: Command, titles: tuple[Callable[[Any], Any], ...] = _TITLES) -> Command:
    """Who is in the tables and how they were sampled; a command takes what was given as one mapping, `sample`.

    The same for every verb, and named as the arguments of `Survey.sample`; `titles` are the options that title.
    """
    options = (
        where_option,
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
        *titles,
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

    @functools.wraps(command)
    def with_sample(**parameters: Any) -> Any:
        given = {name: parameters.pop(name) for name in _OF_SAMPLES}
        return command(sample={name: value for name, value in given.items() if value not in (None, ())}, **parameters)

    decorated: Any = with_sample
    for option in reversed(options):
        decorated = option(decorated)
    return cast("Command", decorated)


def view_options(command: Command) -> Command:
    """By which of its fields a survey is seen, beneath `sample_options`: what was given joins `sample`."""
    options = (
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

    @functools.wraps(command)
    def with_views(sample: dict[str, Any], **parameters: Any) -> Any:
        given = {name: parameters.pop(name) for name in ("within", "field", "any_mention")}
        return command(sample=sample | {name: value for name, value in given.items() if value}, **parameters)

    decorated: Any = with_views
    for option in reversed(options):
        decorated = option(decorated)
    return cast("Command", decorated)


def title_options(command: Command) -> Command:
    """How forms are titled."""
    decorated: Any = command
    for option in reversed(_TITLES):
        decorated = option(decorated)
    return cast("Command", decorated)


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


def _labels(
    context: click.Context, option: click.Parameter, given: tuple[str, ...]
) -> tuple[dict[str, str] | Path, ...]:
    """Files of labels, and labels given one by one."""
    return tuple(dict([_pair(text, option)]) if "=" in text else INPUT.convert(text, option, context) for text in given)


def palette_option(command: Command) -> Command:
    """The colours of pictures."""
    return click.option(
        "--palette",
        metavar="NAME|COLOURS",
        help="Colours of the categories, in order: blue_brown, viridis, okabe_ito, grey, or your own such as "
        "'#2f6699,#e0a83c'; those that some readers can't tell apart are named. [default: blue_brown]",
    )(command)


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
