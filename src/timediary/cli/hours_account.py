"""`timediary hours-account`: hours worked against hours employed: net, excess, unpaid and full-time equivalents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from timediary.cli.console import show_results
from timediary.cli.inputs import results_folder, survey_to_count
from timediary.cli.options import (
    by_option,
    complete_attribute,
    format_option,
    out_option,
    quiet_option,
    safe_option,
    show_option,
    study_option,
)
from timediary.cli.progress import Progress
from timediary.cli.reading_options import input_files, reading_options
from timediary.cli.sample_options import sample_options
from timediary.cli.strict import command

if TYPE_CHECKING:
    from pathlib import Path

    from timediary.model.document import Show
    from timediary.model.table import Base


@command()
@input_files
@study_option
@reading_options
@by_option("Break down by an attribute, or by several crossed. Repeat for more tables. [default: all in one column]")
@click.option(
    "--base",
    type=click.Choice(["all", "answered"]),
    default="answered",
    show_default=True,
    help="What the share who worked over is a share of: those whose hours are both known, or all respondents.",
)
@click.option("--toil", metavar="ATTRIBUTE", help="Hours taken as time off in lieu.", shell_complete=complete_attribute)
@click.option("--paid-overtime", metavar="ATTRIBUTE", help="Hours paid as overtime.", shell_complete=complete_attribute)
@sample_options
@show_option
@safe_option
@out_option("FILE_hours_account")
@format_option()
@quiet_option
def hours_account(
    files: tuple[Path, ...],
    study: str | None,
    breakdowns: tuple[str, ...],
    base: Base,
    toil: str | None,
    paid_overtime: str | None,
    sample: dict[str, Any],
    *,
    show: Show,
    safe: str | None,
    out: Path | None,
    formats: tuple[str, ...],
    quiet: bool,
) -> None:
    """Compare the hours that respondents worked with those they are employed for, with intervals.

    Net hours, the excess of those who worked over, and how much of it is unpaid: means, medians, sums, and full-time
    equivalents of 37 hours, or of what the study says. Hours employed are those given with the diary where those were
    asked, else those contracted; the table says which. With --safe medians and intervals are left out.

    \b
    Examples:
      timediary hours-account diaries.xlsx
      timediary hours-account diaries.xlsx --by setting --by role --base all
      timediary hours-account diaries.xlsx --by setting --safe
    """
    import timediary as td
    from timediary.pipeline.hours_accounts import hours_accounts
    from timediary.pipeline.requests import breakdown_asked

    with Progress(shown=not quiet) as progress:
        survey = survey_to_count(files, study, progress)
        found = hours_accounts(
            survey.sample(**sample),
            [breakdown_asked(survey, by) for by in breakdowns or [""]],
            base=base,
            toil=toil,
            paid_overtime=paid_overtime,
            safe=safe or False,
            progress=progress,
        )
        folder = results_folder(files[0], "hours_account", out=out, safe=safe)
        td.write(found, folder, formats or None, inputs=survey.source.files)
    if not quiet:
        show_results(found, show, folder, safe=bool(safe))
