"""`timediary synthesise`: a survey drawn by chance whose tables are those that a study publishes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from timediary.cli.options import OUTPUT, study_option
from timediary.cli.progress import Progress
from timediary.cli.strict import command

if TYPE_CHECKING:
    from pathlib import Path

    from timediary.export import Layout


@command()
@study_option
@click.option(
    "--seed", type=click.IntRange(min=0), default=2009, show_default=True, help="The same seed draws the same survey."
)
@click.option(
    "--respondents", metavar="N", type=click.IntRange(min=1), help="How many. [default: as many as the survey had]"
)
@click.option("--out", "-o", metavar="FILE", required=True, type=OUTPUT, help="The file, such as survey.xlsx or .csv.")
@click.option(
    "--layout",
    type=click.Choice(["long", "wide", "single"]),
    help="As for convert. [default: what suits the format]",
)
@click.option("--overwrite", is_flag=True, help="Replace FILE if it exists.")
def synthesise(
    study: str | None, seed: int, respondents: int | None, out: Path, layout: Layout | None, *, overwrite: bool
) -> None:
    """Draw a synthetic survey whose tables are those that the study's report publishes.

    The same seed draws the same survey on every machine. The file itself says that nobody answered it.

    \b
    Examples:
      timediary synthesise -o survey.xlsx
      timediary synthesise --seed 7 --respondents 10000 -o survey.parquet
    """
    import timediary as td
    from timediary.export import check_target
    from timediary.study import load_study

    check_target(out, layout=layout, overwrite=overwrite)
    definitions = load_study(study)
    with Progress() as progress:
        progress("Drawing", 0, None)
        survey = td.synthesise(definitions, respondents=respondents, seed=seed)
        written = td.convert(survey, out, layout=layout, overwrite=overwrite)
    hours = survey.recorded_hours.sum()
    click.echo(
        f"{len(survey):,} synthetic respondents with {hours:,.0f} hours written to {', '.join(map(str, written))}"
    )
    click.echo(survey.note.splitlines()[0])
