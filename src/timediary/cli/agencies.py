"""`timediary agencies`: response by agency, their staff, and where they rank."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from timediary.cli.console import show, tell_small_groups
from timediary.cli.inputs import survey_to_count
from timediary.cli.options import INPUT, format_option, out_option, quiet_option, safe_option, study_option
from timediary.cli.progress import Progress
from timediary.cli.reading_options import reading_options
from timediary.cli.sample_options import sample_options
from timediary.cli.strict import command

if TYPE_CHECKING:
    from timediary.model.result import Result


@command()
@click.argument("agencies_file", metavar="[AGENCIES]", type=INPUT, required=False)
@click.argument("files", metavar="[FILE]...", nargs=-1, type=INPUT)
@study_option
@reading_options
@sample_options
@click.option(
    "--against",
    type=click.Choice(["published"]),
    help="Compare each figure on agencies in the study's report with that of AGENCIES, and say whether they agree.",
)
@safe_option
@out_option("AGENCIES_agencies")
@format_option()
@quiet_option
def agencies(
    agencies_file: Path | None,
    files: tuple[Path, ...],
    study: str | None,
    sample: dict[str, Any],
    *,
    against: str | None,
    safe: str | None,
    out: Path | None,
    formats: tuple[str, ...],
    quiet: bool,
) -> None:
    """Show response by agency, staff in bands, and how social workers and deprivation go together.

    AGENCIES is a text file with a line for each agency and the columns agency, type and any of invited, returns,
    social_workers, agency_workers, admin_staff, support_staff, people, people_each, rank_social_workers,
    rank_deprivation, rank_wellbeing. FILE holds the diaries, matched by agency. Without either, the agencies that
    the study's report prints are shown.

    \b
    Examples:
      timediary agencies
      timediary agencies agencies.csv diaries.xlsx
      timediary agencies agencies.csv diaries.xlsx --safe
      timediary agencies agencies.csv --against published
    """
    if against and files:
        raise click.UsageError("The report's figures on agencies don't come from diaries: leave FILE out.")
    if safe and not files:
        raise click.UsageError("--safe hides what tells of respondents, and there are none without FILE: leave it out.")
    import timediary as td

    with Progress(shown=not quiet) as progress:
        if against:
            found: Result = td.certify_agencies(agencies_file, study)
        elif files:
            survey = survey_to_count(files, study, progress)
            found = joined = td.agencies(survey.sample(**sample), agencies_file, safe=safe or False)
        else:
            found = td.read_agencies(agencies_file, study)
        called = "study" if agencies_file is None else agencies_file.stem
        folder = out if out is not None else Path(f"{called}_agencies{'_published' if safe else ''}")
        if files or agencies_file or out or formats:
            td.write(found, folder, formats or None)
    if not quiet:
        show(found, folder=folder)
        if files or agencies_file or out or formats:
            click.echo(f"Results in {folder}")
        if files and not safe:
            counts = [one.respondents or 0 for one in joined.responses] + [count for _, count in joined.unmatched]
            tell_small_groups([], survey.study, others=counts)
