"""`timediary check`: what is wrong with the files, cell by cell, and nothing else."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from timediary.cli.console import PROBLEMS_FOUND, show, tell_notes
from timediary.cli.inputs import survey_in
from timediary.cli.options import OUTPUT, study_option
from timediary.cli.progress import Progress
from timediary.cli.reading_options import input_files, reading_options
from timediary.cli.strict import command

if TYPE_CHECKING:
    from pathlib import Path

    from timediary.model.results import Check


@command()
@input_files
@study_option
@reading_options
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json", "csv"]),
    default="text",
    show_default=True,
    help="How to print the ledger and the problems; csv has only the problems.",
)
@click.option(
    "--annotate",
    metavar="COPY.xlsx",
    type=OUTPUT,
    help="Write a copy of the workbook with each faulty cell marked and commented.",
)
@click.option("--overwrite", is_flag=True, help="Replace COPY.xlsx if it exists.")
def check(files: tuple[Path, ...], study: str | None, format_: str, annotate: Path | None, *, overwrite: bool) -> None:
    """Say what is wrong with diary files, cell by cell. Exit code 1 if anything is.

    \b
    Examples:
      timediary check diaries.xlsx
      timediary check diaries.xlsx --annotate diaries_marked.xlsx
      timediary check diaries.xlsx --format json > problems.json
    """
    import timediary as td
    from timediary.model.reading import ReadError
    from timediary.model.results import Check
    from timediary.pipeline.studies import check_limits

    try:
        with Progress() as progress:
            survey = survey_in(files, study, progress=progress)
            check_limits(survey.study)
            if annotate is not None:
                td.annotate(survey, annotate, overwrite=overwrite)
    except ReadError as error:
        if format_ != "text":
            _print(Check(problems=(error.problem,)), format_)
        raise
    _print(td.check(survey), format_)
    if format_ != "text":
        tell_notes(survey.reading.notes)
    if annotate is not None:
        click.echo(f"Marked copy in {annotate}", err=True)
    if survey.problems:
        sys.exit(PROBLEMS_FOUND)


def _print(found: Check, format_: str) -> None:
    from timediary.render.painters.csv import csv_of
    from timediary.render.views.check import json_of_check, problem_records

    if format_ == "text":
        show(found)
    elif format_ == "json":
        click.echo(json_of_check(found.ledger, found.problems), nl=False)
    else:
        click.echo(csv_of(problem_records(found.problems, found.ledger.unit)), nl=False)
