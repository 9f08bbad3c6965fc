"""`timediary plot`: one picture, as a file."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from timediary.cli.console import tell_small_groups
from timediary.cli.inputs import survey_to_count
from timediary.cli.options import (
    INPUT,
    OUTPUT,
    by_option,
    grouping_option,
    palette_option,
    safe_option,
    study_option,
)
from timediary.cli.progress import Progress
from timediary.cli.reading_options import reading_options
from timediary.cli.sample_options import sample_options, view_options
from timediary.cli.strict import command
from timediary.pipeline.chart_registry import KINDS

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

_TITLES = (
    click.option(
        "--title", metavar="TEXT", help="The picture's title. [default: what it shows, which else stands below it]"
    ),
    click.option("--subtitle", metavar="TEXT", help="What the line below it begins with, before who is meant."),
)
_WIDTHS = {"page": 170.0, "column": 89.0}


def _width(_context: click.Context, _option: click.Parameter, text: str) -> float:
    try:
        width = _WIDTHS.get(text) or float(text)
    except ValueError:
        width = 0.0
    if not 80 <= width <= 420:
        raise click.BadParameter("give page, column, or millimetres from 80 to 420.")
    return width


def _files_and_kind(
    context: click.Context, argument: click.Parameter, words: tuple[str, ...]
) -> tuple[list[Path], str]:
    """The files, and the kind after them; together, so that a kind left out is not taken for a file left out."""
    *files, kind = words
    if kind not in KINDS:
        from timediary.model.nearest import meant

        near = meant(kind, KINDS)
        there = ", ".join(KINDS)
        raise click.UsageError(f"'{kind}' is not a kind of picture.{near} Name one after the files: {there}.")
    if not files:
        raise click.UsageError("Name a file of diaries before the kind of picture.")
    return [INPUT.convert(file, argument, context) for file in files], kind


def _complete(_context: click.Context, _argument: click.Parameter, incomplete: str) -> list[CompletionItem]:
    from click.shell_completion import CompletionItem

    kinds = [CompletionItem(kind) for kind in KINDS if kind.startswith(incomplete)]
    return kinds if incomplete and kinds else [*kinds, CompletionItem(incomplete, type="file")]


_HELP = """Draw a chart of the diaries in FILE and save it.

\b
KIND is one of:
{kinds}

The picture reads well in greyscale and for colour-blind readers; SVG keeps text as text and tells readers of
screens what it shows. --numbers writes the numbers under it.

\b
Examples:
  timediary plot diaries.xlsx composition --by setting -o setting.svg
  timediary plot diaries.xlsx composition --by setting,role --width 250 -o crossed.pdf --numbers crossed.csv
  timediary plot diaries.xlsx dots --by setting --safe -o setting.svg
  timediary plot diaries.xlsx dots --title 'Contact differs by role' --labels 'direct_contact=With clients'
  timediary plot diaries.xlsx composition --width column --palette okabe_ito -o narrow.png
"""


@command(
    help=_HELP.format(kinds="\n".join(f"  {kind.id:<12} {kind.summary}" for kind in KINDS.values())),
)
@click.argument(
    "files_and_kind",
    metavar="FILE... KIND",
    nargs=-1,
    required=True,
    callback=_files_and_kind,
    shell_complete=_complete,
)
@study_option
@reading_options
@by_option(
    "Break down by an attribute, or by several crossed; repeat where a kind shows several. '' for none. "
    "[default: the study's]"
)
@click.option(
    "--category", metavar="NAME", help="The activity to show, a row of the grouping, for kinds that show one."
)
@grouping_option()
@partial(sample_options, titles=_TITLES)
@view_options
@click.option("--decimals", type=click.IntRange(0, 6), default=0, show_default=True, help="Decimals of percentages.")
@click.option(
    "--width",
    metavar="page|column|MM",
    default="page",
    show_default=True,
    callback=_width,
    help="Width of the picture: a page of A4 (170 mm), one of two columns (89 mm), or millimetres.",
)
@palette_option
@click.option("--no-heading", is_flag=True, help="Leave title, scope and source out, for a picture with a caption.")
@safe_option
@click.option(
    "--out",
    "-o",
    metavar="PICTURE.svg|png|pdf",
    type=OUTPUT,
    help="The picture's file. [default: FILE_KIND.svg]",
)
@click.option("--numbers", metavar="NUMBERS.csv", type=OUTPUT, help="Also write the numbers under it.")
def plot(
    files_and_kind: tuple[list[Path], str],
    study: str | None,
    breakdowns: tuple[str, ...],
    category: str | None,
    grouping: str | None,
    sample: dict[str, Any],
    decimals: int,
    width: float,
    palette: str | None,
    *,
    no_heading: bool,
    safe: str | None,
    out: Path | None,
    numbers: Path | None,
) -> None:
    """Draw a chart; the help text is above, with the kinds of the registry."""
    import timediary as td
    from timediary.pipeline.charts import write_picture

    files, kind = files_and_kind
    title, subtitle = sample.pop("title", ""), sample.pop("subtitle", "")
    target = out if out is not None else Path(f"{files[0].stem}_{kind}.svg")
    with Progress() as progress:
        survey = survey_to_count(files, study, progress)
        painted = td.picture(
            survey.sample(**sample),
            kind,
            breakdowns or None,
            category=category,
            grouping=grouping,
            decimals=decimals,
            width=width,
            headed=not no_heading,
            title=title,
            subtitle=subtitle,
            palette=palette,
            safe=safe or False,
            progress=progress,
        )
        write_picture(painted, target, numbers, survey.source.files)
    click.echo(f"{painted.title}: picture in {target}" + (f", numbers in {numbers}" if numbers else ""))
    if not safe:
        tell_small_groups(painted.tables, survey.study)
