"""`timediary tables`: the tables of a study's report, from diaries or as published, and what became of each figure."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from timediary.cli.console import show, tell_small_groups
from timediary.cli.inputs import results_folder, survey_to_count
from timediary.cli.options import INPUT, OUTPUT, format_option, quiet_option, safe_option, study_option
from timediary.cli.progress import Progress
from timediary.cli.reading_options import reading_options
from timediary.cli.sample_options import sample_options
from timediary.cli.strict import command

if TYPE_CHECKING:
    from timediary.model.definition import ListedTable
    from timediary.model.study import Study


@command()
@click.argument("files", metavar="[FILE]...", nargs=-1, type=INPUT)
@study_option
@reading_options
@sample_options
@click.option("--table", "ids", metavar="NUMBER", multiple=True, help="A table, such as 3.3. Repeat for more.")
@click.option("--all", "all_", is_flag=True, help="Every table that the survey has the answers for.")
@click.option("--published", is_flag=True, help="Show tables as published; needs no FILE.")
@click.option(
    "--against",
    type=click.Choice(["published"]),
    help="Compare each published figure with the survey's, and write whether they agree.",
)
@safe_option
@click.option("--out", "-o", metavar="DIR", type=OUTPUT, help="Folder for the files. [default: FILE_tables]")
@format_option()
@quiet_option
def tables(
    files: tuple[Path, ...],
    study: str | None,
    sample: dict[str, Any],
    ids: tuple[str, ...],
    *,
    all_: bool,
    published: bool,
    against: str | None,
    safe: str | None,
    out: Path | None,
    formats: tuple[str, ...],
    quiet: bool,
) -> None:
    """Make the tables of the study's report from diaries, numbered and titled as there.

    Without --table or --all, list them, and say which FILE lacks the answers for. With --against published, a
    certificate says for each published figure whether the survey gives it and, if not, why.

    \b
    Examples:
      timediary tables diaries.xlsx
      timediary tables diaries.xlsx --table 3.3 --table 3.8
      timediary tables diaries.xlsx --all --against published
      timediary tables diaries.xlsx --table 3.3 --safe
      timediary tables --published --table 3.3
    """
    _refuse_nonsense(files, ids, all_=all_, published=published, against=against)
    if safe and against:
        raise click.UsageError(
            "A certificate shows every figure as it is, so it can't be published; leave out --safe or --against."
        )
    if sample and not files:
        raise click.UsageError(f"Name the FILE that --{next(iter(sample)).replace('_', '-')} is about.")
    import timediary as td
    from timediary.model.certificate import Certificate
    from timediary.pipeline.reporting import listed, report_results
    from timediary.study import load_study

    definitions = load_study(study)
    wanted = tuple(dict.fromkeys(ids))
    if published:
        _as_published(definitions, wanted, out, formats, is_list=not (ids or all_), quiet=quiet)
        return
    if not files:
        _list(listed(definitions), "FILE")
        return
    with Progress(shown=not quiet) as progress:
        survey = survey_to_count(files, definitions, progress)
        if not (ids or all_ or against):
            _list(listed(survey.study, survey), " ".join(map(str, files)))
            return
        folder = results_folder(files[0], "tables", out=out, safe=safe)
        drawn = survey.sample(**sample)
        found = (
            td.certify(drawn, *wanted) if against else td.tables(drawn, *wanted, safe=safe or False, progress=progress)
        )
        made = found if isinstance(found, Certificate) else report_results(drawn, found)
        td.write(made, folder, formats or None, inputs=survey.source.files)
    if not quiet:
        show(found, folder=folder)
        click.echo(f"\nResults in {folder}")
        if not (safe or isinstance(found, Certificate)):
            tell_small_groups(found, survey.study)


def _refuse_nonsense(
    files: tuple[Path, ...], ids: tuple[str, ...], *, all_: bool, published: bool, against: str | None
) -> None:
    if ids and all_:
        raise click.UsageError("Ask for some tables by --table, or for all of them by --all.")
    if published and (files or against):
        raise click.UsageError("--published shows what the report prints, without FILE and without --against.")
    if against and not files:
        raise click.UsageError("Name the FILE to put beside the published figures.")
    if (ids or all_) and not (files or published):
        raise click.UsageError("Name the FILE to make tables from, or show them as published by --published.")


def _list(listed: tuple[ListedTable, ...], files: str) -> None:
    from timediary.render.views.table import list_of

    show(list_of(listed))
    number = next((table.id for table in listed if not table.lacking), listed[0].id)
    click.echo(
        f"\nMake some by 'timediary tables {files} --table {number}', or all by 'timediary tables {files} --all'."
    )


def _as_published(
    study: Study, ids: tuple[str, ...], out: Path | None, formats: tuple[str, ...], *, is_list: bool, quiet: bool
) -> None:
    """Tables as published on the screen; as files only where a folder or a format is named."""
    import timediary as td
    from timediary.pipeline.reporting import listed, published_results

    if is_list:
        printed = td.published(study).made
        _list(tuple(one for one in listed(study) if one.id in printed), "--published")
        return
    found = td.published(study, *ids)
    writes = out is not None or bool(formats)
    folder = out if out is not None else Path(f"{study.id}_published")
    if writes:
        td.write(published_results(study, found), folder, formats or None)
    if not quiet:
        show(found)
        if writes:
            click.echo(f"\nResults in {folder}")
