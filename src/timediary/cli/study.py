"""`timediary study`: the definitions that come with the package, or a folder of one's own."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from timediary.cli.console import PROBLEMS_FOUND, show as show_on
from timediary.cli.options import INPUT, OUTPUT
from timediary.cli.progress import Progress
from timediary.cli.reading_options import reading_given, reading_options
from timediary.cli.strict import Group

if TYPE_CHECKING:
    from pathlib import Path


# The files of a study that somebody edits, and what is in each.
_FILES = {
    "study.toml": "the name, the days and slots of the diary, what is shown by default",
    "codes.toml": "the activity codes and their types",
    "variables.toml": "what is known of a respondent",
    "groupings/": "how codes are rolled up, a file each",
    "questionnaire.toml": "what a form asks; may be removed",
    "quality.toml": "when a diary is worth a second look; may be removed",
    "tables.toml": "the tables of a report; may be removed",
    "definitions.toml": "rival definitions of one kind of work; may be removed",
    "limits.toml": "how many cases a worker may hold; may be removed",
    "disclosure.toml": "what may be published; may be removed",
}


@click.group(cls=Group)
def study() -> None:
    """Make, check, show or list the definitions of studies, and find contradictions in what one published.

    \b
    Example:
      timediary study show task_force_2009
    """


@study.command("list")
def list_() -> None:
    """List the studies that come with timediary.

    \b
    Example:
      timediary study list
    """
    from timediary.study import list_studies, load_study

    for name in list_studies():
        click.echo(f"{name}  {load_study(name).name}")


@study.command()
@click.argument("name", metavar="[NAME|FOLDER]", required=False)
def show(name: str | None) -> None:
    """Show a study's diary, codes, groupings and variables.

    \b
    Examples:
      timediary study show
      timediary study show my_survey/
    """
    from timediary.study import load_study

    show_on(load_study(name))


@study.command()
@click.argument("name", metavar="[NAME|FOLDER]", required=False)
@click.option("--write", is_flag=True, help="Write them into the study's folder, as its own .csv files.")
@click.option("--document", metavar="FILE.md", type=OUTPUT, help="Write them, with their proofs, as a document.")
def contradictions(name: str | None, *, write: bool, document: Path | None) -> None:
    """Find the published figures that can't all be true, and prove it; takes about a minute.

    \b
    Examples:
      timediary study contradictions
      timediary study contradictions task_force_2009 --document impossible_cells.md
    """
    import timediary as td
    from timediary.pipeline.reporting import write_contradictions
    from timediary.study import load_study

    definitions = load_study(name)
    with Progress() as progress:
        found = td.find_contradictions(definitions, progress=progress)
    written = [*write_contradictions(found)] if write else []
    written += [] if document is None else found.write(document)
    show_on(found)
    for path in written:
        click.echo(f"Written to {path}")


@study.command()
@click.argument("name", metavar="NAME|FOLDER")
def check(name: str) -> None:
    """Check that a study's definitions are complete and don't contradict one another. Exit code 1 if they do.

    Says what is wrong in each file, in which line, and what to do.

    \b
    Example:
      timediary study check my_survey/
    """
    from timediary.model.number import counted
    from timediary.model.study import MINUTES_PER_DAY, clock
    from timediary.pipeline.studies import check_study

    found, errors = check_study(name)
    for error in errors:
        click.echo(f"{error}", err=True)
    if found is None or errors:
        click.echo(f"\nFaults found: {len(errors)}. Check again after each change; a fault can hide others.", err=True)
        sys.exit(PROBLEMS_FOUND)
    variables = counted(len(found.variables), "variable")
    if not found.has_diary:
        click.echo(f"{found.id}: {variables}, no diary; no contradictions found.")
        return
    grid = found.grid
    end = grid.first_minute + grid.slots_per_day * grid.slot_minutes
    last = "24:00" if end == MINUTES_PER_DAY else clock(end % MINUTES_PER_DAY)
    click.echo(
        f"{found.id}: {counted(len(found.codes), 'code')}, {counted(len(found.groupings), 'grouping')}, {variables}; "
        f"{counted(len(grid.days), 'day')} of {counted(grid.slots_per_day, 'slot')} of "
        f"{counted(grid.slot_minutes, 'minute')}, {clock(grid.first_minute)} to {last}; no contradictions found."
    )


@study.command()
@click.argument("folder", metavar="FOLDER")
@click.option(
    "--from",
    "--like",
    "template",
    metavar="NAME|FOLDER",
    help="The study to start from: one that comes with timediary, or a folder. [default: task_force_2009]",
)
@click.option(
    "--from-data",
    "data",
    metavar="FILE",
    multiple=True,
    type=INPUT,
    help="Draft it from a file of diaries: its days, codes and columns. Repeat for several that are one survey.",
)
@click.option("--empty", is_flag=True, help="Start with a week of half hours and two codes.")
@click.option("--with-tables", is_flag=True, help="Also copy the tables of the other study's report, tables.toml.")
@click.option("--name", metavar="NAME", help="What the study is called. [default: the folder's name]")
@reading_options
def new(
    folder: str, template: str | None, data: tuple[Path, ...], name: str | None, *, empty: bool, with_tables: bool
) -> None:
    """Make a folder with the definitions of a study of your own, to edit: a copy of another study's, or a draft.

    The folder's name is the study's id. Figures that the other study published are left behind. A draft from a file of
    diaries reads that file at once; what you must decide is marked by '# decide:'.

    \b
    Examples:
      timediary study new my_survey
      timediary study new nurses_of_2027 --from task_force_2009 --name "Community nurses 2027"
      timediary study new my_projects --from-data which_diary/exports/toggl.csv
      timediary study new my_form --empty
    """
    if (template is not None) + bool(data) + empty > 1:
        raise click.UsageError("Start from one of them: --from another study, --from-data a file, or --empty.")
    if with_tables and (data or empty):
        raise click.UsageError("--with-tables goes with --from: a draft has no tables to copy.")
    if reading_given() and not data:
        raise click.UsageError("Options for reading files go with --from-data, which reads one.")
    made, like = _made(folder, template or "task_force_2009", data, name, empty=empty, with_tables=with_tables)
    click.echo(f"{made} is {like} to edit:")
    for file, what in _FILES.items():
        if (made / file).exists():
            click.echo(f"  {file:<18}  {what}")
    if data or empty:
        marks = sum(path.read_text(encoding="utf-8").count("decide:") for path in made.glob("*.toml"))
        click.echo(f"{marks} places are marked '# decide:'.")
    if data:
        click.echo(_how_it_reads(data, made))
    click.echo(f"Then: timediary study check {made}")


def _how_it_reads(data: tuple[Path, ...], study: Path) -> str:
    """What a drafted study makes of the files that it was drafted from."""
    import timediary as td

    survey = td.read(list(data), study, **reading_given())
    hours = survey.code_minutes.minutes.sum() / 60
    found = len(survey.problems)
    problems = "no problems" if not found else f"{found:,} problem{'s' * (found > 1)}, listed by timediary check"
    return f"It reads {', '.join(path.name for path in data)}: {survey.size_in_words}, {hours:,.0f} hours; {problems}."


def _made(
    folder: str, template: str, data: tuple[Path, ...], name: str | None, *, empty: bool, with_tables: bool
) -> tuple[Path, str]:
    """The folder of a new study, and what it is, in words."""
    if data:
        from timediary.pipeline.drafting import draft_study

        return draft_study(data, folder, name, **reading_given()), f"drafted from {', '.join(map(str, data))},"
    from timediary.study.scaffold import empty_study, new_study

    if empty:
        return empty_study(folder, name), "an example"
    return new_study(folder, template, name, with_tables=with_tables), f"a copy of {template}"
