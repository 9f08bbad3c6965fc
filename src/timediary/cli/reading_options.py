"""The files that a command reads, and how they are to be read where they don't tell themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar, cast

import click

from timediary.cli.input_file import InputFile

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Command = TypeVar("Command", bound=Callable[..., Any])

INPUT_OR_DASH = InputFile(allow_dash=True)
_READING = "timediary.reading"


def all_of(options: Sequence[Callable[[Any], Any]], command: Command) -> Command:
    """A command with some options, which its help text shows in this order."""
    decorated: Any = command
    for option in reversed(options):
        decorated = option(decorated)
    return cast("Command", decorated)


def input_files(command: Command) -> Command:
    """One or more input files that make one survey together."""
    return click.argument("files", metavar="FILE...", nargs=-1, required=True, type=INPUT_OR_DASH)(command)


def reading_options(command: Command) -> Command:
    """How files are to be read, where they don't tell themselves; `reading_given` has what was given."""
    return all_of((_FILE, *_SPELLINGS, *_COLUMNS), command)


def spelling_options(command: Command) -> Command:
    """What spellings stand for, and how dates and times are written, where there are no columns to settle."""
    return all_of(_SPELLINGS, command)


def reading_given() -> dict[str, Any]:
    """What was given of how files are to be read, as arguments of `read`."""
    given: dict[str, Any] = click.get_current_context().meta.get(_READING, {})
    return given


def name_and_value(text: str, option: click.Parameter) -> tuple[str, str]:
    """What stands before the last sign of equality, and after it.

    Raises:
        BadParameter: there is none, or nothing before it.
    """
    name, equals, value = text.rpartition("=")
    if not (equals and name.strip()):
        raise click.BadParameter(f"'{text}' has no '='. Write {option.metavar}.")
    return name.strip(), value.strip()


def _note(context: click.Context, option: click.Parameter, value: Any) -> None:
    if value in (None, (), False):
        return
    if isinstance(value, tuple):
        value = dict(name_and_value(text, option) for text in value)
    context.meta.setdefault(_READING, {})[option.name] = value


def _noted(*names: str, **settings: Any) -> Callable[[Any], Any]:
    """An option that no command takes as an argument: what was given is noted, for `reading_given`."""
    return click.option(*names, expose_value=False, callback=_note, **settings)


_FILE = _noted(
    "--reading",
    metavar="FILE.toml|none",
    help="How to read the files, as `timediary describe --save` writes it. [default: reading.toml beside them]",
)
_SPELLINGS = (
    _noted(
        "--settle",
        metavar="KEY=WAY",
        multiple=True,
        help="How dates and times are written: date_order='month first', clock='12 hours' ... Repeat for more.",
    ),
    _noted(
        "--read-as",
        metavar="WRITTEN=ID",
        multiple=True,
        help="Read a spelling as a code or a level, such as Recording=R1; =nothing for no entry. Repeat for more.",
    ),
)
_COLUMNS = (
    _noted(
        "--column",
        "columns",
        metavar="HEADING=ROLE",
        multiple=True,
        help="What a column is: respondent, day, time, code, an attribute, or 'not used'. Repeat for more.",
    ),
    _noted(
        "--visible-only",
        is_flag=True,
        help="Leave out the rows and columns that a workbook hides or filters out.",
    ),
)
