"""How commands end: what they show on a terminal or elsewhere, and their exit codes beside 0, for done."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from timediary.model.document import Show
    from timediary.model.results import Results
    from timediary.model.study import Study
    from timediary.model.table import Table

PROBLEMS_FOUND = 1
CANNOT_BE_DONE = 2
NOTE_WIDTH = 80


def show(result: object, beside: Show | None = None, folder: Path | None = None) -> None:
    """Print a result with rich on a terminal, as plain text elsewhere.

    Args:
        result: of any kind.
        beside: what stands with each figure; nothing where None.
        folder: where its files are, if they were written.
    """
    from timediary.render.painters.text import in_encoding
    from timediary.render.writing import print_result, text_of_result

    where = None if folder is None else str(folder)
    if sys.stdout.isatty():
        from rich.console import Console

        print_result(result, Console(), beside, where)
    else:
        click.echo(in_encoding(text_of_result(result, show=beside, folder=where), sys.stdout.encoding), nl=False)


def show_results(results: Results, beside: Show, folder: Path, *, safe: bool) -> None:
    """Print results, where their files are and, unless they are `safe`, what is not to be published of them."""
    show(results, beside, folder)
    click.echo(f"Results in {folder}")
    if not safe:
        tell_small_groups(results.tables, results.study)


def tell_notes(notes: Iterable[str]) -> None:
    """Print beside other output what a reader should notice although it isn't a problem, wrapped to the screen."""
    from timediary.render.escaping import visible
    from timediary.render.painters.text import in_encoding
    from timediary.render.text_layout import wrapped

    for note in notes:
        lines = wrapped(visible(f"Note: {note}"), NOTE_WIDTH)
        click.echo(in_encoding("\n".join(lines), sys.stderr.encoding), err=True)


def tell_small_groups(
    tables: Iterable[Table], study: Study, remedy: str = "--safe hides them.", others: Iterable[int] = ()
) -> None:
    """Say in one line that figures are about few respondents, before somebody publishes them.

    Args:
        tables: that are shown.
        study: whose policy says how many are few.
        remedy: what to do.
        others: respondents of each figure that stands in no table.
    """
    from timediary.study.disclosure import load_policy

    policy = load_policy(None, study)
    number = policy.columns_of_few(tables)
    figures = sum(0 < respondents < policy.least_respondents for respondents in others)
    shown = [f"{many:,} {word}{'s' * (many > 1)}" for many, word in ((number, "column"), (figures, "line")) if many]
    if shown:
        verb = "shows" if number + figures == 1 else "show"
        few = f"fewer than {policy.least_respondents} respondents"
        click.echo(f"Not to be published as it is: {' and '.join(shown)} {verb} {few}; {remedy}", err=True)
