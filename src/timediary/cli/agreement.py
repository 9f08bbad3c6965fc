"""`timediary agreement`: where two people coded the same diaries, how far they agree."""

from __future__ import annotations

from pathlib import Path

import click

from timediary.cli.console import show
from timediary.cli.inputs import survey_to_count
from timediary.cli.options import INPUT, format_option, grouping_option, out_option, quiet_option, study_option
from timediary.cli.progress import Progress
from timediary.cli.reading_options import reading_options
from timediary.cli.sample_options import where_option
from timediary.cli.strict import command


@command()
@click.argument("first", metavar="FIRST", type=INPUT)
@click.argument("second", metavar="SECOND", type=INPUT)
@study_option
@reading_options
@grouping_option()
@where_option
@click.option("--all-slots", is_flag=True, help="Also count the slots that both coders left blank.")
@out_option("FIRST_agreement")
@format_option("xlsx, csv, html, text")
@quiet_option
def agreement(
    first: Path,
    second: Path,
    study: str | None,
    grouping: str | None,
    where: tuple[str, ...],
    *,
    all_slots: bool,
    out: Path | None,
    formats: tuple[str, ...],
    quiet: bool,
) -> None:
    """Say how far two codings of the same diaries agree: by code, by group, and over all.

    Diaries are matched by the respondent's id and, where somebody kept several, by date. Slots that either coder
    filled are counted; a slot that one left blank is 'not worked' to them. --where goes by the attributes in FIRST.

    \b
    Examples:
      timediary agreement coder_a.xlsx coder_b.xlsx
      timediary agreement coder_a.xlsx coder_b.xlsx --grouping activity --out agreement/
    """
    import timediary as td

    with Progress(shown=not quiet) as progress:
        survey = survey_to_count(first, study, progress)
        other = survey_to_count(second, survey.study, progress)
        names = (first.stem, second.stem) if first.stem != second.stem else (str(first), str(second))
        found = td.agreement(
            survey.sample(where=where) if where else survey, other, names=names, grouping=grouping, all_slots=all_slots
        )
        folder = out if out is not None else Path(f"{first.stem}_agreement")
        td.write(found, folder, formats or None)
    if not quiet:
        show(found, folder=folder)
        click.echo(f"Results in {folder}")
