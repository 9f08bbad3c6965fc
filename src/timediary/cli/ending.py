"""How commands end: what they show on a terminal or elsewhere, and their exit codes beside 0, for done."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from rich.console import Console

PROBLEMS_FOUND = 1
CANNOT_BE_DONE = 2
NOTE_WIDTH = 80


def show(printed: Callable[[Console], None], text: Callable[[], str]) -> None:
    """Print with rich on a terminal, as plain text elsewhere; only one of the two is worked out."""
    if sys.stdout.isatty():
        from rich.console import Console

        printed(Console())
    else:
        from timediary.render import in_encoding

        click.echo(in_encoding(text(), sys.stdout.encoding), nl=False)


def tell_notes(notes: Iterable[str], *, err: bool = False) -> None:
    """Print what nobody should overlook although it is no problem, wrapped to the screen."""
    from timediary.render import in_encoding
    from timediary.render.inert import visible
    from timediary.render.measure import wrapped

    stream = sys.stderr if err else sys.stdout
    for note in notes:
        lines = wrapped(visible(f"Note: {note}"), NOTE_WIDTH)
        click.echo(in_encoding("\n".join(lines), stream.encoding), err=err)
