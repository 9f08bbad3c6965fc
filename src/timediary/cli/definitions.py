"""`timediary definitions`: one survey by rival definitions of a kind of work, such as direct work."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from timediary.cli.console import show, tell_small_groups
from timediary.cli.inputs import results_folder, survey_to_count
from timediary.cli.options import (
    INPUT,
    complete_attribute,
    format_option,
    out_option,
    quiet_option,
    safe_option,
    study_option,
)
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
    "--by",
    metavar="ATTRIBUTE[,ATTRIBUTE]",
    default="",
    help="Break the shares down by an attribute, or by several crossed.",
    shell_complete=complete_attribute,
)
@click.option("--only", metavar="NAME", multiple=True, help="Some of the definitions, in this order. Repeat for more.")
@click.option("--file", "file", metavar="FILE", type=INPUT, help="Definitions of your own in place of the study's.")
@sample_options
@safe_option
@out_option("FILE_definitions")
@format_option("xlsx, csv, html, text")
@quiet_option
def definitions(
    files: tuple[Path, ...],
    study: str | None,
    by: str,
    only: tuple[str, ...],
    file: Path | None,
    sample: dict[str, Any],
    safe: str | None,
    out: Path | None,
    formats: tuple[str, ...],
    *,
    quiet: bool,
) -> None:
    """Show one survey by each of the rival definitions of direct work, beside the figures published by them.

    Each definition's share of time has an interval; then comes how many points each code adds or takes away. They are
    in definitions.toml in the study's folder, and each can be named where a category is: --category face_to_face.

    \b
    Examples:
      timediary definitions diaries.xlsx
      timediary definitions diaries.xlsx --by setting
      timediary definitions diaries.xlsx --by setting --safe
      timediary definitions diaries.xlsx --only direct_contact_2009 --only holmes_2009
    """
    import timediary as td

    with Progress(shown=not quiet) as progress:
        survey = survey_to_count(files, study, progress)
        drawn = survey.sample(**sample)
        found = td.definitions(drawn, by, only=only, file=file, safe=safe or False, progress=progress)
        folder = results_folder(files[0], "definitions", out=out, safe=safe)
        td.write(found, folder, formats or None)
    if not quiet:
        show(found, folder=folder)
        click.echo(f"Results in {folder}")
        if not safe:
            tell_small_groups([found.shares], found.study, others=(one.respondents for one in found.beside))
