"""`timediary trend`: several waves of a survey, what changed from one to the next and over all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from timediary.cli.console import show_results
from timediary.cli.inputs import results_folder, survey_names, survey_to_count
from timediary.cli.options import (
    INPUT,
    by_option,
    format_option,
    grouping_option,
    names_option,
    out_option,
    palette_option,
    quiet_option,
    safe_option,
    show_option,
    standardise_option,
    study_option,
)
from timediary.cli.progress import Progress
from timediary.cli.reading_options import reading_options
from timediary.cli.sample_options import sample_options, view_options
from timediary.cli.strict import command

if TYPE_CHECKING:
    from pathlib import Path

    from timediary.model.document import Show


@command()
@click.argument("files", metavar="WAVE...", nargs=-1, required=True, type=INPUT)
@study_option
@reading_options
@by_option("A table for each level of an attribute, or of several crossed. Repeat for more. [default: all together]")
@grouping_option()
@names_option
@click.option(
    "--at",
    "times",
    metavar="TIME,TIME...",
    help="When the waves were, for the trend: 2025,2026,2028. [default: the years in the files' names, or 1, 2, 3 ...]",
)
@click.option("--independent", is_flag=True, help="Equal ids in several are different people, not a panel.")
@standardise_option
@sample_options
@view_options
@show_option
@safe_option
@out_option("WAVE_trend")
@format_option(with_problems=True)
@click.option("--no-pictures", is_flag=True, help="Leave the picture out.")
@palette_option
@quiet_option
def trend(
    files: tuple[Path, ...],
    study: str | None,
    breakdowns: tuple[str, ...],
    grouping: str | None,
    names: tuple[str, ...],
    times: str | None,
    standardise: str | None,
    sample: dict[str, Any],
    *,
    independent: bool,
    safe: str | None,
    show: Show,
    out: Path | None,
    formats: tuple[str, ...],
    no_pictures: bool,
    palette: str | None,
    quiet: bool,
) -> None:
    """Show shares and hours by wave, one file each in order of time, with changes since the first and previous wave.

    Respondents with the same id in several waves are a panel. Three waves or more also give a linear trend, and a
    test whether any wave differs.

    \b
    Examples:
      timediary trend wave1.xlsx wave2.xlsx wave3.xlsx
      timediary trend wave1.xlsx wave2.xlsx wave3.xlsx --by setting --standardise role
      timediary trend wave1.xlsx wave2.xlsx wave3.xlsx --at 0,6,18 --independent
      timediary trend wave1.xlsx wave2.xlsx wave3.xlsx --safe
    """
    import timediary as td

    at = None if times is None else _times(times)
    if len(files) < 2:
        raise click.UsageError("Name the files of two waves at least.")
    with Progress(shown=not quiet) as progress:
        surveys: list[td.Survey] = []
        for path in files:
            known = surveys[0].study if surveys else study
            surveys.append(survey_to_count(path, known, progress))
        results = td.trend(
            [survey.sample(**sample) for survey in surveys],
            breakdowns,
            names=survey_names(files, names, safe=bool(safe)),
            times=at,
            grouping=grouping,
            independent=independent,
            standardise=standardise,
            with_picture=not no_pictures,
            palette=palette,
            safe=safe or False,
            progress=progress,
        )
        target = results_folder(files[0], "trend", out=out, safe=safe)
        td.write(results, target, formats or None, inputs=[str(path) for path in files])
    if not quiet:
        show_results(results, show, target, safe=bool(safe))


def _times(text: str) -> list[float]:
    try:
        return [float(part) for part in text.split(",")]
    except ValueError:
        raise click.BadParameter(
            "give numbers with commas between them, such as 2025,2026,2028.", param_hint="--at"
        ) from None
