"""`timediary plan`: how large the next survey must be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from timediary.cli.console import show
from timediary.cli.inputs import survey_to_count
from timediary.cli.options import OUTPUT, complete_attribute, grouping_option, study_option
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
@click.option(
    "--half-width",
    type=click.FloatRange(0, 50, min_open=True, max_open=True),
    default=2.0,
    show_default=True,
    help="The margin of error to reach: half the width of the 95% interval, in percentage points.",
)
@click.option(
    "--by",
    metavar="ATTRIBUTE[,ATTRIBUTE]",
    default="",
    help="Plan for the levels of an attribute, or of several crossed. [default: all respondents]",
    shell_complete=complete_attribute,
)
@click.option(
    "--respondents",
    "numbers",
    metavar="N",
    type=click.IntRange(min=2),
    multiple=True,
    help="Show what this number of respondents buys; repeat for more. [default: 100, 250, 500, 1000, 2500, 5000]",
)
@grouping_option()
@click.option(
    "--detect",
    metavar="POINTS",
    type=click.FloatRange(0, 100, min_open=True, max_open=True),
    help="Plan two waves instead: respondents in each to find a change of so many percentage points.",
)
@click.option(
    "--power",
    type=click.FloatRange(0.05, 1, min_open=True, max_open=True),
    help="Chance of finding the change, with --detect. [default: 0.8]",
)
@click.option(
    "--panel",
    metavar="CORRELATION",
    type=click.FloatRange(-1, 1, min_open=True, max_open=True),
    help="The same people in both waves, whose two shares have this correlation; with --detect.",
)
@sample_options
@click.option("--out", "-o", metavar="FILE.csv", type=OUTPUT, help="Also write the plan as a file.")
def plan(
    files: tuple[Path, ...],
    study: str | None,
    half_width: float,
    by: str,
    numbers: tuple[int, ...],
    grouping: str | None,
    detect: float | None,
    power: float | None,
    panel: float | None,
    sample: dict[str, Any],
    out: Path | None,
) -> None:
    """Say how many diaries, in how many clusters, for how many days, the next survey needs.

    The plan uses the variances and design effects of the survey in FILE.

    \b
    Examples:
      timediary plan diaries.xlsx --half-width 2 --by setting
      timediary plan diary.csv respondents.csv --cluster agency --respondents 400 --respondents 800
      timediary plan diaries.xlsx --detect 3 --power 0.8 --panel 0.6
    """
    import timediary as td
    from timediary.pipeline.workforce import PLANNED_NUMBERS
    from timediary.render.writing import write_result

    if detect is None and (power is not None or panel is not None):
        raise click.UsageError("--power and --panel go with --detect, the change that is to be found.")
    with Progress() as progress:
        survey = survey_to_count(files, study, progress)
        drawn = survey.sample(**sample)
        found: td.Plan | td.Table
        if detect is None:
            found = td.plan(drawn, by, half_width=half_width, numbers=numbers or PLANNED_NUMBERS, grouping=grouping)
        else:
            power = 0.8 if power is None else power
            found = td.plan_change(drawn, by, detect=detect, power=power, panel=panel, grouping=grouping)
        if out is not None:
            write_result(found, out, inputs=survey.source.files)
    show(found)
    if out is not None:
        click.echo(f"Plan in {out}")
