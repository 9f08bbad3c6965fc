"""`timediary collect`: a folder of returned forms into one survey file."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from timediary.cli.console import PROBLEMS_FOUND
from timediary.cli.options import INPUT, OUTPUT, study_option
from timediary.cli.progress import Progress
from timediary.cli.reading_options import reading_given, spelling_options
from timediary.cli.strict import command

if TYPE_CHECKING:
    from pathlib import Path


@command()
@click.argument("folder", metavar="FOLDER", type=INPUT)
@click.option(
    "--out", "-o", metavar="OUT", type=OUTPUT, required=True, help="The survey file, such as gathered.xlsx or .csv."
)
@study_option
@click.option(
    "--respondent-list",
    metavar="LIST.csv",
    type=INPUT,
    help="The list of those invited, with their ids: the key file. Shows who has not returned, by agency.",
)
@spelling_options
@click.option("--latest", is_flag=True, help="Where a diary or form came back more than once, use the one saved last.")
@click.option("--overwrite", is_flag=True, help="Replace OUT and its lists if they exist.")
@click.option("--strict", is_flag=True, help="End with exit code 1 if there are problems.")
def collect(
    folder: Path,
    out: Path,
    study: str | None,
    respondent_list: Path | None,
    *,
    latest: bool,
    overwrite: bool,
    strict: bool,
) -> None:
    """Gather a folder of returned forms: workbooks, plain grids typed by hand and web forms, in any mix.

    Lists are written beside OUT: the problems, every file with what became of it, and the ids that have not returned.
    Names and addresses for a reminder go beside LIST.csv, where only you can read them. Run again after a stop, it goes
    on where it was.

    \b
    Examples:
      timediary collect returned/ -o gathered.xlsx
      timediary collect returned/ -o gathered.xlsx --respondent-list respondents_key.csv
      timediary collect returned/ -o gathered.xlsx --latest --overwrite
      timediary collect returned/ -o gathered.xlsx --read-as Recording=R1
      timediary collect officers_returned/ -o officers.xlsx --study chief_officers_2020
    """
    from timediary.collection.report import text_of_collection
    from timediary.pipeline.forms import gather_into, reminder_path
    from timediary.render.painters.text import in_encoding

    with Progress() as progress:
        collection, written = gather_into(
            out,
            folder,
            study,
            respondent_list=respondent_list,
            latest=latest,
            overwrite=overwrite,
            progress=progress,
            **reading_given(),
        )
    click.echo(in_encoding(text_of_collection(collection), sys.stdout.encoding), nl=False)
    private = reminder_path(respondent_list) if respondent_list else None
    click.echo(f"Written: {', '.join(str(path) for path in written if path != private)}")
    if private in written:
        click.echo(
            f"{private} has the names and addresses of those who have not returned, for a reminder. Only you can read "
            "it: keep it with the key, don't publish it, and delete it when you have written to them.",
            err=True,
        )
    if strict and collection.survey.problems:
        sys.exit(PROBLEMS_FOUND)
