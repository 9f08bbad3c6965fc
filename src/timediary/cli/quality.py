"""`timediary quality`: how far single diaries can be trusted, and which to look at."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from timediary.cli.console import show
from timediary.cli.inputs import survey_to_count
from timediary.cli.options import format_option, grouping_option, out_option, quiet_option, study_option
from timediary.cli.progress import Progress
from timediary.cli.reading_options import input_files, reading_options
from timediary.cli.sample_options import sample_options
from timediary.cli.strict import command


@command()
@input_files
@study_option
@reading_options
@grouping_option("Grouping for the shares with and without doubtful diaries.")
@sample_options
@out_option("FILE_quality")
@format_option("xlsx, csv, html, text")
@quiet_option
def quality(
    files: tuple[Path, ...],
    study: str | None,
    grouping: str | None,
    sample: dict[str, Any],
    out: Path | None,
    formats: tuple[str, ...],
    *,
    quiet: bool,
) -> None:
    """Measure the quality of each diary, grade it, and say which to look at and why.

    The limits are in quality.toml in the study's folder. Nothing is left out: shares are shown with and without the
    doubtful diaries, and `timediary analyse --without-grade C` leaves them out if you want that.

    \b
    Examples:
      timediary quality diaries.xlsx
      timediary quality diaries.xlsx --study my_survey/ --out quality/
    """
    import timediary as td

    with Progress(shown=not quiet) as progress:
        survey = survey_to_count(files, study, progress)
        found = td.quality(survey.sample(**sample), grouping=grouping)
        folder = out if out is not None else Path(f"{files[0].stem}_quality")
        td.write(found, folder, formats or None)
    if not quiet:
        show(found, folder=folder)
        click.echo(f"Results in {folder}")
