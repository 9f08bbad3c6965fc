"""`timediary describe`: how files were read: sheets, headers, columns, and what was not used."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from timediary.cli.options import OUTPUT, study_option
from timediary.cli.progress import Progress
from timediary.cli.reading_options import input_files, reading_given, reading_options
from timediary.cli.strict import command

if TYPE_CHECKING:
    from pathlib import Path

    from timediary.model.reading import Reading

WIDTH = 80


@command()
@input_files
@study_option
@reading_options
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json", "html"]),
    default="text",
    show_default=True,
    help="How to print it.",
)
@click.option(
    "--save",
    metavar="reading.toml",
    type=OUTPUT,
    help="Save it as a reading file, to edit and to use with --reading in any command.",
)
@click.option("--overwrite", is_flag=True, help="Replace that file if it exists.")
def describe(files: tuple[Path, ...], study: str | None, format_: str, save: Path | None, *, overwrite: bool) -> None:
    """Show how diary files were read. Nothing is changed.

    For each sheet: its header, what each column was taken for and why, how dates, clock and units were
    decided, and which rows and columns were not used and why.

    \b
    Examples:
      timediary describe diaries.xlsx
      timediary describe diaries.xlsx --save reading.toml
      timediary describe diaries.xlsx --format json > reading.json
    """
    import timediary as td
    from timediary.model.reading import ReadError
    from timediary.pipeline.describing import write_reading

    failure = None
    try:
        with Progress() as progress:
            survey = td.read(files, study, progress=progress, **reading_given())
        reading, problems = survey.reading, survey.problems
    except ReadError as error:
        if error.reading is None:
            raise
        reading, problems, failure = error.reading, (error.problem,), error
    _print(reading, format_)
    if save is not None:
        write_reading(reading, problems, save, study, inputs=files, overwrite=overwrite)
        click.echo(f"Reading file in {save}", err=True)
    if failure is not None:
        raise failure


def _print(reading: Reading, format_: str) -> None:
    from timediary.model.document import Edition, Medium
    from timediary.render.painters.text import in_encoding
    from timediary.render.views.reading import document, json_of_reading
    from timediary.render.writing import text_of_result

    if format_ == "json":
        text = json_of_reading(reading)
    elif format_ == "html":
        from timediary.render.painters.html import paint

        text = paint(document(reading, Edition(Medium.PAGE))).decode("utf-8")
    else:
        text = text_of_result(reading, WIDTH)
    click.echo(in_encoding(text, sys.stdout.encoding), nl=False)
