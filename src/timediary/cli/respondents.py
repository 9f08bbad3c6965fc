"""`timediary respondents`: tables of one's own of what respondents answered, and of shares that they exceed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from timediary.cli.console import show_results
from timediary.cli.inputs import results_folder, survey_to_count
from timediary.cli.options import (
    OUTPUT,
    by_option,
    complete_attribute,
    format_option,
    grouping_option,
    out_option,
    quiet_option,
    safe_option,
    show_option,
    study_option,
    test_option,
)
from timediary.cli.progress import Progress
from timediary.cli.reading_options import input_files, reading_options
from timediary.cli.sample_options import sample_options
from timediary.cli.strict import command

if TYPE_CHECKING:
    from pathlib import Path

    from timediary.model.document import Show
    from timediary.model.table import Base


@command()
@input_files
@study_option
@reading_options
@click.option(
    "--of",
    metavar="ATTRIBUTE",
    multiple=True,
    help="What the rows are: the answers to an attribute, or of a number its mean, quartiles and sum. Repeat for more "
    "tables.",
    shell_complete=complete_attribute,
)
@click.option(
    "--over",
    metavar="CATEGORY=CUT,CUT",
    multiple=True,
    help="How many respondents have at least such a share of their own time in a category: recording=0.4,0.5. Repeat "
    "for more tables.",
)
@by_option("Break down by an attribute, or by several crossed. Repeat for more tables. [default: all in one column]")
@click.option(
    "--base",
    type=click.Choice(["all", "answered"]),
    default="all",
    show_default=True,
    help="What percentages are of: all respondents, or those who answered.",
)
@grouping_option("How codes are rolled up, for --over and --each.")
@test_option
@click.option(
    "--each",
    metavar="OUT",
    type=OUTPUT,
    help="Write one row per respondent, with answers, hours and own shares by category, to a .sav, .dta or .csv file.",
)
@click.option("--overwrite", is_flag=True, help="Replace the file of --each if it exists.")
@sample_options
@show_option
@safe_option
@out_option("FILE_respondents")
@format_option()
@quiet_option
def respondents(
    files: tuple[Path, ...],
    study: str | None,
    of: tuple[str, ...],
    over: tuple[str, ...],
    breakdowns: tuple[str, ...],
    base: Base,
    grouping: str | None,
    sample: dict[str, Any],
    *,
    test: str | None,
    each: Path | None,
    overwrite: bool,
    show: Show,
    safe: str | None,
    out: Path | None,
    formats: tuple[str, ...],
    quiet: bool,
) -> None:
    """Make tables of your own of what respondents answered, with intervals.

    Questions with several answers rank them by how many gave them; ratings have a top and a bottom box.

    \b
    Examples:
      timediary respondents diaries.xlsx --of supervision --by setting,role --base answered
      timediary respondents diaries.xlsx --of active_cases --of client_groups --by setting
      timediary respondents diaries.xlsx --over recording=0.4,0.5,0.6 --by role
      timediary respondents diaries.xlsx --each respondents.sav
    """
    import timediary as td

    if each is not None and safe:
        raise click.UsageError("A file with one row per respondent can't be protected; leave out --each or --safe.")
    if overwrite and each is None:
        raise click.UsageError("--overwrite is for the file of --each; name one.")
    with_tables = bool(of or over) or each is None
    if not with_tables and (breakdowns or test or out or formats):
        raise click.UsageError("--by, --test, --out and --format are for tables: say what they are of (--of, --over).")
    with Progress(shown=not quiet) as progress:
        survey = survey_to_count(files, study, progress)
        drawn = survey.sample(**sample)
        found = None
        if with_tables:
            found = td.answers(
                drawn,
                list(breakdowns),
                of=of,
                over=over,
                base=base,
                grouping=grouping,
                test=test,
                safe=safe or False,
                progress=progress,
            )
        written = [] if each is None else td.write_by_respondent(drawn, each, grouping=grouping, overwrite=overwrite)
        folder = results_folder(files[0], "respondents", out=out, safe=safe)
        if found is not None:
            td.write(found, folder, formats or None, inputs=survey.source.files)
    if quiet:
        return
    if written:
        click.echo(f"One row per respondent written to {', '.join(map(str, written))}")
    if found is not None:
        show_results(found, show, folder, safe=bool(safe))
