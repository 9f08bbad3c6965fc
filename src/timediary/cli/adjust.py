"""`timediary adjust`: weights that meet known totals of the workforce, and response beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from timediary.cli.console import show
from timediary.cli.inputs import survey_to_count
from timediary.cli.options import OUTPUT, study_option
from timediary.cli.progress import Progress
from timediary.cli.reading_options import input_files, reading_options
from timediary.cli.sample_options import sample_options
from timediary.cli.strict import command

if TYPE_CHECKING:
    from pathlib import Path


@command()
@input_files
@study_option
@reading_options
@sample_options
@click.option("--out", "-o", metavar="OUT", type=OUTPUT, help="Write the survey with its weights, as convert does.")
@click.option("--overwrite", is_flag=True, help="Replace OUT if it exists.")
def adjust(
    files: tuple[Path, ...],
    study: str | None,
    sample: dict[str, Any],
    out: Path | None,
    *,
    overwrite: bool,
) -> None:
    """Calibrate respondents' weights to known totals of the workforce (--calibrate), and show response.

    The same --calibrate in analyse, compare and plan uses the weights at once, with the variance that follows from
    calibration; weights written to a file don't carry that with them.

    \b
    Examples:
      timediary adjust diaries.xlsx --calibrate workforce.csv
      timediary adjust diaries.xlsx --calibrate setting.csv --calibrate region.csv --trim 0.3,3 --out weighted.xlsx
    """
    import timediary as td

    if not sample.get("calibrate"):
        raise click.UsageError("Name the known totals: --calibrate FILE.csv.")
    with Progress() as progress:
        survey = survey_to_count(files, study, progress)
        found = td.adjust(survey.sample(**sample))
        written = [] if out is None else td.convert(found.survey, out, overwrite=overwrite)
    show(found)
    if written:
        click.echo(f"{found.survey.size_in_words} written to {', '.join(map(str, written))}")
