"""`timediary convert`: from any layout into any other, without loss."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from timediary.cli.console import PROBLEMS_FOUND
from timediary.cli.options import OUTPUT, study_option
from timediary.cli.progress import Progress
from timediary.cli.reading_options import INPUT_OR_DASH, reading_given, reading_options
from timediary.cli.strict import command

if TYPE_CHECKING:
    from pathlib import Path

    from timediary.export import Layout


@command()
@click.argument("files", metavar="IN...", nargs=-1, required=True, type=INPUT_OR_DASH)
@click.argument("out", metavar="OUT", type=OUTPUT)
@study_option
@reading_options
@click.option(
    "--layout",
    type=click.Choice(["long", "wide", "single", "episodes", "spell", "sts"]),
    help="One row per filled slot, one per diary, the same with the attributes in one table, or one per episode; "
    "spell and sts are for TraMineR and sequenzo. [default: what suits the format]",
)
@click.option("--overwrite", is_flag=True, help="Replace OUT if it exists.")
@click.option("--despite-problems", is_flag=True, help="Convert what could be read, without the faulty cells.")
def convert(
    files: tuple[Path, ...],
    out: Path,
    study: str | None,
    layout: Layout | None,
    *,
    overwrite: bool,
    despite_problems: bool,
) -> None:
    """Turn diary files into another format or layout; OUT's ending, such as .csv, says which format.

    A file with problems isn't converted, since its faulty cells would be lost, unless --despite-problems is given.

    \b
    Examples:
      timediary convert diaries.xlsx diaries.csv
      timediary convert diary.csv respondents.csv wide.xlsx --layout wide
      timediary convert diaries.xlsx diaries.sav
      timediary convert diaries.xlsx episodes.csv --layout episodes
    """
    import timediary as td
    from timediary.render.writing import text_of_result

    with Progress() as progress:
        survey = td.read(files, study, progress=progress, **reading_given())
        stopped = bool(survey.problems) and not despite_problems
        if not stopped:
            written = td.convert(survey, out, layout=layout, overwrite=overwrite)
    if survey.problems:
        click.echo(text_of_result(td.check(survey)), nl=False, err=True)
    if stopped:
        click.echo("Not converted: correct these problems first, or add --despite-problems.", err=True)
        sys.exit(PROBLEMS_FOUND)
    click.echo(f"{survey.size_in_words} written to {', '.join(map(str, written))}")
