"""The kind of command that every command is: an option that counts once, given twice, is an error."""

from __future__ import annotations

import functools
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Iterator


class Command(click.Command):
    """A command that refuses an option given twice that counts once, in place of dropping the first in silence."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Look for repeated options first; the rest is click's."""
        if not ctx.resilient_parsing:
            _, _, order = self.make_parser(ctx).parse_args(args=list(args))
            for parameter in dict.fromkeys(order):
                if _counts_once(parameter) and order.count(parameter) > 1:
                    name = max(parameter.opts, key=len)
                    raise click.UsageError(f"{name} is given {_times(order.count(parameter))}; give it once.", ctx)
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run it, and say the library's warnings as sentences."""
        with _in_sentences():
            return super().invoke(ctx)


@contextmanager
def _in_sentences() -> Iterator[None]:
    """Show each of the library's own warnings once, without the place in its code."""
    said: set[str] = set()
    with warnings.catch_warnings():
        others = warnings.showwarning

        def say(message: Warning | str, category: type[Warning], *place: Any, **options: Any) -> None:
            if not category.__module__.startswith("timediary"):
                others(message, category, *place, **options)
            elif str(message) not in said:
                said.add(str(message))
                click.echo(f"Warning: {message}", err=True)

        warnings.filterwarnings("always", category=UserWarning, module="timediary")
        warnings.showwarning = say
        yield


def _counts_once(parameter: click.Parameter) -> bool:
    return isinstance(parameter, click.Option) and not (parameter.multiple or parameter.count)


def _times(number: int) -> str:
    return "twice" if number == 2 else f"{number} times"


class Group(click.Group):
    """A group of such commands."""

    command_class = Command


command = functools.partial(click.command, cls=Command)
