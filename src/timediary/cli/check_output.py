"""`timediary check-output`: whether a workbook of statistics keeps the rules that make it accessible."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from timediary.cli.console import PROBLEMS_FOUND
from timediary.cli.options import INPUT
from timediary.cli.strict import command

if TYPE_CHECKING:
    from pathlib import Path


@command("check-output")
@click.argument("files", metavar="WORKBOOK...", nargs=-1, required=True, type=INPUT)
@click.option("--all-places", is_flag=True, help="Name every place where a rule is broken, not the first few.")
def check_output(files: tuple[Path, ...], *, all_places: bool) -> None:
    """Show which accessibility rules a workbook of statistics keeps. Exit code 1 if it breaks any.

    The rules are the UK government's for releasing statistics in spreadsheets, as far as a program can see them. Any
    .xlsx or .ods workbook can be checked, whoever made it. Whether titles and notes say what they should is for you to
    judge.

    \b
    Examples:
      timediary check-output diaries_results/tables.xlsx
      timediary check-output diaries_results/*.ods --all-places
    """
    from timediary.accessibility import check_workbook
    from timediary.render.painters.text import in_encoding

    passes = True
    for file in files:
        report = check_workbook(file)
        lines = report.lines(sys.maxsize) if all_places else report.lines()
        click.echo(in_encoding("\n".join(lines), sys.stdout.encoding))
        passes = passes and report.passes
    if not passes:
        sys.exit(PROBLEMS_FOUND)
