"""What is read of the files that are named: a survey or returned forms; and what is called after them."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from timediary.cli.reading_options import reading_given

if TYPE_CHECKING:
    from collections.abc import Sequence

    import timediary as td
    from timediary.cli.progress import Progress

LONGEST_NAME = 200
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def survey_in(
    files: Sequence[Path], study: td.Study | str | Path | None, *, progress: Progress, quiet: bool = False
) -> td.Survey:
    """The survey in some files; returned forms, and folders of them, are gathered as `collect` does, which is said.

    Raises:
        TimediaryError: there is no survey in them, and no returned form.
    """
    import timediary as td
    from timediary.ingest.data_set import parts_of

    if not any(file.is_dir() and not parts_of(file) for file in files):
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


def survey_to_count(files: Path | Sequence[Path], study: td.Study | str | Path | None, progress: Progress) -> td.Survey:
    """The survey in some files, as `survey_in`, for figures; how much of it they lack is said when the command ends.

    Raises:
        TimediaryError: there is no survey in them, and no returned form.
    """
    from timediary.model.number import counted

    survey = survey_in([files] if isinstance(files, Path) else files, study, progress=progress)
    in_cells = sum(problem.row is not None for problem in survey.problems)
    lacking = survey.ledger.lost or (f"{counted(in_cells, 'problem')} in its cells" if in_cells else "")
    if lacking:
        named = ", ".join(map(click.format_filename, [files] if isinstance(files, Path) else files))
        told = f"{named}: {lacking}; timediary check says which."
        click.get_current_context().call_on_close(lambda: click.echo(told, err=True))
    return survey


def _gathered(
    files: Sequence[Path], study: td.Study | str | Path | None, progress: Progress, *, quiet: bool
) -> td.Survey:
    """The survey in returned forms."""
    import timediary as td
    from timediary.collection.report import counted
    from timediary.pipeline.forms import gather

    given = reading_given()
    if given.keys() - {"read_as", "settle"}:
        raise td.RequestError(
            "Returned forms are gathered without --reading, --column and --visible-only: a grid of days and times has "
            "no columns to settle. --read-as and --settle work for them too."
        )
    found = gather(files, study, progress=progress, **given)
    if not quiet:
        read = f"{counted(len(found.survey), found.survey.study.noun)} from {counted(len(found.returned), 'file')}"
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


def results_folder(file: Path, what: str = "results", *, out: Path | None = None, safe: str | None = None) -> Path:
    """Where the results of a file go: to `out`, else to `diaries_trend` for `diaries.xlsx` and what is a trend.

    What may be published, by a policy `safe`, goes to `diaries_trend_published`, lest one be taken for the other.
    """
    if out is not None:
        return out
    stem = "standard_input" if str(file) == "-" else file.resolve().stem
    while len(os.fsencode(stem)) > LONGEST_NAME:
        stem = stem[:-1]
    return Path(f"{stem}_{what}{'_published' if safe else ''}")
