"""`timediary collect`: a folder of returned forms into one survey file."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from timediary.cli.console import PROBLEMS_FOUND
from timediary.cli.options import INPUT, OUTPUT, reading_given, spelling_options, study_option
from timediary.cli.progress import Progress
from timediary.cli.strict import command

if TYPE_CHECKING:
    from pathlib import Path


@command()
@click.argument("folder", metavar="FOLDER", type=INPUT)
@click.option(
    "--out", "-o", metavar="OUT", type=OUTPUT, required=True, help="The survey file; its suffix names the format."
)
@study_option
@click.option(
    "--respondent-list",
    metavar="LIST.csv",
    type=INPUT,
    help="Those who were asked, with their ids: the key file. Says who has not returned, by agency.",
)
@spelling_options
@click.option("--latest", is_flag=True, help="Of several diaries of the same days, take the one saved last.")
@click.option("--overwrite", is_flag=True, help="Replace OUT and its lists if they are there.")
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
    """Gather the returned forms of a folder: workbooks, plain grids typed by hand, exports of web pages, mixed.

    Beside OUT come lists: of all problems, of all returns with what became of each, and of who has not returned. Who
    keeps several diaries has several, by their dates. Run again after a stop, it goes on where it was.

    \b
    Examples:
      timediary collect returned/ -o gathered.xlsx
      timediary collect returned/ -o gathered.xlsx --respondent-list respondents_key.csv
      timediary collect returned/ -o gathered.xlsx --latest --overwrite
      timediary collect returned/ -o gathered.xlsx --read-as Recording=R1
    """
    from timediary.collection.report import text_of_collection
    from timediary.pipeline.forms import gather_into
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
    click.echo(f"Written: {', '.join(map(str, written))}")
    if strict and collection.survey.problems:
        sys.exit(PROBLEMS_FOUND)
