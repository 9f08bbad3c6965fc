"""Input files as they are named: what isn't there is told with what is near, and `-` is standard input."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Sequence

    import timediary as td
    from timediary.cli.progress import Progress

LONGEST_NAME = 200
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


class InputFile(click.Path):
    """A file or folder that must be there; with `allow_dash`, `-` for standard input as well."""

    def __init__(self, *, allow_dash: bool = False) -> None:
        super().__init__(exists=True, path_type=Path, allow_dash=allow_dash)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path of a file.

        Raises:
            BadParameter: it isn't there; the message offers names that are near.
        """
        path = Path(value)
        try:
            is_there = path.exists() or (self.allow_dash and str(path) == "-")
        except OSError as error:
            self.fail(f"'{str(path)[:80]}' can't be opened: {error.strerror or error}.", param, ctx)
        if not is_there:
            self.fail(_missing(path, ctx), param, ctx)
        return super().convert(value, param, ctx)


def _missing(path: Path, ctx: click.Context | None) -> str:
    """What to say of a file that isn't there."""
    from timediary.model.nearest import meant

    if not path.parent.is_dir():
        return f"There is no folder '{path.parent}'."
    try:
        near = meant(path.name, sorted(other.name for other in path.parent.iterdir()))
    except OSError:
        near = ""
    return f"There is no file '{path}'.{near}{'' if near else _an_attribute(str(path), ctx)}"


def _an_attribute(name: str, ctx: click.Context | None) -> str:
    """What to write where a word after the files is an attribute: `--by setting role`."""
    from timediary.model.problem import TimediaryError
    from timediary.model.spelling import folded
    from timediary.study import load_study

    by = [] if ctx is None else list(ctx.params.get("breakdowns") or ctx.params.get("by") or ())
    try:
        variables = load_study(None if ctx is None else ctx.params.get("study")).variables.values()
    except TimediaryError:
        return ""
    if not any(folded(name) in map(folded, (v.id, v.label, *v.aliases)) for v in variables):
        return ""
    before = by[-1] if by else "setting"
    return (
        f" '{name}' is an attribute: --by {before},{name} makes one table of both crossed, and "
        f"--by {before} --by {name} a table of each."
    )


def survey_in(files: Sequence[Path], study: str | None, *, progress: Progress, quiet: bool = False) -> td.Survey:
    """The survey in some files; returned forms, and folders of them, are gathered as `collect` does, which is said.

    Raises:
        TimediaryError: there is no survey in them, and no returned form.
    """
    import timediary as td
    from timediary.cli.options import reading_given

    if not any(file.is_dir() for file in files):
        try:
            return td.read(files, study, progress=progress, **reading_given())
        except td.ReadError as error:
            try:
                return _gathered(files, study, progress, quiet=quiet)
            except td.TimediaryError:
                raise error from None
    try:
        return _gathered(files, study, progress, quiet=quiet)
    except td.TimediaryError as error:
        raise td.TimediaryError(
            f"{error}\nTo read the files of a survey, name the files and not their folder."
        ) from None


def _gathered(files: Sequence[Path], study: str | None, progress: Progress, *, quiet: bool) -> td.Survey:
    """The survey in returned forms."""
    import timediary as td
    from timediary.cli.options import reading_given
    from timediary.collection.report import counted
    from timediary.pipeline.forms import gather

    given = reading_given()
    if given.keys() - {"read_as", "settle"}:
        raise td.RequestError(
            "Returned forms are gathered without --reading, --column and --visible-only: a grid of days and times has "
            "no columns to settle. --read-as and --settle are good for them too."
        )
    found = gather(files, study, progress=progress, **given)
    if not quiet:
        read = f"{counted(len(found.survey), 'diary')} from {counted(len(found.returned), 'file')}"
        click.echo(f"Gathered {read}, as timediary collect does, which keeps them as one file.", err=True)
    return td.Survey.of(found.survey)


def survey_names(files: Sequence[Path], given: Sequence[str], *, safe: bool) -> list[str]:
    """What several surveys are called: as given, else after their files; these say nothing but years in a publication.

    Raises:
        UsageError: there are not as many names as files.
    """
    if given:
        if len(given) != len(files):
            raise click.UsageError(f"There are {len(files)} files and {len(given)} names; give --name once for each.")
        return list(given)
    if not safe:
        return [file.stem for file in files]
    years = [_YEAR.findall(file.stem) for file in files]
    if all(len(found) == 1 for found in years) and len({found[0] for found in years}) == len(files):
        return [found[0] for found in years]
    return [f"wave {number}" for number in range(1, len(files) + 1)] if len(files) > 1 else ["survey"]


def results_folder(file: Path, what: str = "results") -> Path:
    """Where the results of a file go if nothing else is said: `diaries_results` for `diaries.xlsx`."""
    stem = "standard_input" if str(file) == "-" else file.resolve().stem
    while len(os.fsencode(stem)) > LONGEST_NAME:
        stem = stem[:-1]
    return Path(f"{stem}_{what}")
