"""`timediary agencies`: response by agency, their staff, and where they rank."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from timediary.cli.console import show, tell_small_groups
from timediary.cli.options import (
    INPUT,
    format_option,
    out_option,
    quiet_option,
    reading_given,
    reading_options,
    sample_options,
    study_option,
)
from timediary.cli.progress import Progress
from timediary.cli.strict import command


@command()
@click.argument("agencies_file", metavar="[AGENCIES]", type=INPUT, required=False)
@click.argument("files", metavar="[FILE]...", nargs=-1, type=INPUT)
@study_option
@reading_options
@sample_options
@out_option("AGENCIES_agencies")
@format_option()
@quiet_option
def agencies(
    agencies_file: Path | None,
    files: tuple[Path, ...],
    study: str | None,
    sample: dict[str, Any],
    out: Path | None,
    formats: tuple[str, ...],
    *,
    quiet: bool,
) -> None:
    """Show response by agency, staff in bands, and how social workers and deprivation go together.

    AGENCIES is a table of text: a line for each, with the columns agency, type and any of invited, returns,
    social_workers, agency_workers, admin_staff, support_staff, people, people_each, rank_social_workers,
    rank_deprivation, rank_wellbeing. FILE are the diaries, joined by their agency. Without either, the agencies that
    the study's report prints are shown.

    \b
    Examples:
      timediary agencies
      timediary agencies agencies.csv diaries.xlsx
    """
    import timediary as td

    with Progress(shown=not quiet) as progress:
        if files:
            survey = td.read(files, study, progress=progress, **reading_given())
            found = td.agencies(survey.sample(**sample), agencies_file)
        else:
            found = td.read_agencies(agencies_file, study)
        called = "study" if agencies_file is None else agencies_file.stem
        folder = out if out is not None else Path(f"{called}_agencies")
        if files or agencies_file or out or formats:
            td.write(found, folder, formats or None)
    if not quiet:
        show(found, folder=folder)
        if files or agencies_file or out or formats:
            click.echo(f"Results in {folder}")
        if files:
            counts = [one.respondents or 0 for one in found.responses] + [count for _, count in found.unmatched]
            tell_small_groups([], survey.study, "publish the agencies without their names, in bands.", counts)
