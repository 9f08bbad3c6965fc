"""`timediary study`: the definitions that come with the package, or a folder of one's own."""

from __future__ import annotations

import sys

import click

from timediary.cli.ending import PROBLEMS_FOUND


@click.group()
def study() -> None:
    """List, show or check the definitions of a study.

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
    from timediary.render import definitions_text
    from timediary.study import load_study

    click.echo(definitions_text(load_study(name)))


@study.command()
@click.argument("name", metavar="NAME|FOLDER")
def check(name: str) -> None:
    """Check that a study's definitions are complete and don't contradict one another. Exit code 1 if they do.

    \b
    Example:
      timediary study check my_survey/
    """
    from timediary.model.problem import DefinitionError
    from timediary.study import load_study, study_folder

    folder = study_folder(name)
    try:
        found = load_study(folder)
    except DefinitionError as error:
        click.echo(f"{error}", err=True)
        sys.exit(PROBLEMS_FOUND)
    click.echo(
        f"{found.id}: {len(found.codes)} codes, {len(found.groupings)} groupings, {len(found.variables)} variables; "
        "nothing contradicts."
    )
