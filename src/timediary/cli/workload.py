"""`timediary workload`: hours per week, full-time equivalent and case; limits, capacity, unit costs, need of staff."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from timediary.cli.console import show_results
from timediary.cli.inputs import results_folder, survey_to_count
from timediary.cli.options import (
    INPUT,
    OUTPUT,
    by_option,
    format_option,
    grouping_option,
    out_option,
    quiet_option,
    safe_option,
    show_option,
    standardise_option,
    study_option,
)
from timediary.cli.progress import Progress
from timediary.cli.reading_options import reading_options
from timediary.cli.sample_options import sample_options, view_options
from timediary.cli.strict import command

if TYPE_CHECKING:
    from timediary.model.document import Show


@command()
@click.argument("files", metavar="FILE...", nargs=-1, type=INPUT)
@study_option
@reading_options
@click.option(
    "--per",
    metavar="week|fte|case|COLUMN",
    multiple=True,
    help="What hours are divided by: a respondent's week, a full-time equivalent, an active case or any number of the "
    "respondents. Repeat for more. [default: week, fte, case, and limits and costs]",
)
@by_option("Break down by an attribute, or by several crossed. Repeat for more tables. [default: the study's]")
@grouping_option()
@click.option(
    "--files",
    "folder",
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A folder with limits.toml, case_types.csv, cases.csv, volumes.csv, allowances.csv, costs.csv or posts.csv, "
    "for capacity, points, unit costs and the need of staff.",
)
@click.option(
    "--example-files",
    metavar="DIR",
    type=OUTPUT,
    help="Only write an example of all these files, with the diaries of a team of 24, into a folder.",
)
@standardise_option
@sample_options
@view_options
@show_option
@click.option("--no-intervals", is_flag=True, help="Leave out standard errors and intervals.")
@safe_option
@out_option("FILE_workload")
@format_option(with_problems=True)
@quiet_option
def workload(
    files: tuple[Path, ...],
    study: str | None,
    per: tuple[str, ...],
    breakdowns: tuple[str, ...],
    grouping: str | None,
    folder: Path | None,
    example_files: Path | None,
    standardise: str | None,
    sample: dict[str, Any],
    *,
    show: Show,
    no_intervals: bool,
    safe: str | None,
    out: Path | None,
    formats: tuple[str, ...],
    quiet: bool,
) -> None:
    """Show what the hours in diaries amount to, with intervals.

    Hours per respondent and week, per full-time equivalent and per case; hours worked over contract; caseloads
    against the study's limits; what an hour of client work takes. With --files also capacity, points, costs and the
    need of staff.

    \b
    Examples:
      timediary workload diaries.xlsx --per week --per case --by setting
      timediary workload diaries.xlsx --by setting --standardise role
      timediary workload diaries.xlsx --per week --by setting --safe
      timediary workload --example-files team
      timediary workload team/diaries.csv --files team
    """
    import timediary as td

    if example_files is not None:
        if files:
            raise click.UsageError("--example-files reads no diaries; leave FILE out.")
        for path in td.write_example_files(example_files):
            click.echo(path)
        return
    if not files:
        raise click.UsageError("Name a file of diaries, or --example-files DIR.")
    with Progress(shown=not quiet) as progress:
        survey = survey_to_count(files, study, progress)
        results = td.workload(
            survey.sample(**sample),
            breakdowns or None,
            per=per or None,
            grouping=grouping,
            standardise=standardise,
            files=folder,
            precision=not no_intervals,
            safe=safe or False,
            progress=progress,
        )
        target = results_folder(files[0], "workload", out=out, safe=safe)
        given = sorted(str(path) for path in folder.iterdir() if path.is_file()) if folder is not None else []
        td.write(results, target, formats or None, inputs=[*survey.source.files, *given])
    if quiet:
        return
    show_results(results, show, target, safe=bool(safe))
    if safe and not per:
        click.echo(
            "Caseloads, limits and unit costs aren't published: they aren't sums that can be protected.", err=True
        )
