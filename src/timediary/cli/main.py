"""The `timediary` command and how it ends: exit code 0, 1 or 2, and never with a traceback."""

from __future__ import annotations

import atexit
import gc
import os
import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import click

from timediary import __version__
from timediary.cli.console import CANNOT_BE_DONE
from timediary.cli.strict import Group

# In the order in which somebody meets them. Each command is in a module of this package, under its own name, that is
# imported when it is asked for; one that isn't named here comes last.
COMMANDS = (
    "analyse",
    "check",
    "describe",
    "workload",
    "definitions",
    "compare",
    "trend",
    "tables",
    "plot",
    "quality",
    "agreement",
    "plan",
    "adjust",
    "convert",
    "synthesise",
    "check-output",
    "audit",
    "form",
    "collect",
    "study",
    "completion",
)


class Commands(Group):
    """A group of commands that tells every error in words."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order in which somebody meets them."""
        modules = [name.replace("_", "-") for _, name, _ in iter_modules(import_module("timediary.cli").__path__)]
        return [*COMMANDS, *(name for name in modules if name not in COMMANDS and self.get_command(ctx, name))]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import the command asked for."""
        name = cmd_name.replace("-", "_")
        if not name.isidentifier() or find_spec(f"timediary.cli.{name}") is None:
            return None
        found = getattr(import_module(f"timediary.cli.{name}"), name, None)
        return found if isinstance(found, click.Command) and found is not main else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; of one that isn't known, say which is near."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError:
            from timediary.model.nearest import meant

            told = f"There is no command '{args[0]}'.{meant(args[0], self.list_commands(ctx))}"
            raise click.UsageError(told, ctx) from None

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run a command; an error that nobody foresaw asks for a report instead of showing a traceback."""
        if args == () and kwargs.get("args") is None:
            # A process of its own ends soon and leaves few cycles; looking for them takes a tenth of its time.
            gc.set_threshold(100_000, 50, 1000)
            atexit.register(gc.freeze)
        _open_what_is_closed()
        try:
            return super().main(*args, **kwargs)
        except MemoryError:
            _stop("There is not enough memory for this input on this machine.")
        except Exception as error:
            if os.environ.get("TIMEDIARY_DEBUG"):
                raise
            if isinstance(error, OSError) and _is_of_showing(error):
                _stop(f"What there is to show can't be shown: {error.strerror or error}. All files are written.")
            _stop(
                f"timediary met something it does not expect ({type(error).__name__}: {error}). "
                "Please report it; with TIMEDIARY_DEBUG=1 in the environment it shows where."
            )

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; what can't be carried out ends with its message and exit code 2."""
        from timediary.model.problem import TimediaryError

        try:
            return super().invoke(ctx)
        except TimediaryError as error:
            _stop(str(error))


def _open_what_is_closed() -> None:
    """Give the streams that a caller has closed somewhere to go, for whatever is shown."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 - for as long as it runs


def _is_of_showing(error: BaseException) -> bool:
    """Whether an error comes of printing, which every command does last."""
    import traceback

    return any(frame.name in ("echo", "show") for frame in traceback.extract_tb(error.__traceback__))


def _stop(message: str) -> None:
    click.echo(f"Error: {message}", err=True)
    sys.exit(CANNOT_BE_DONE)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="timediary")
def main() -> None:
    """Workload time diaries: what is in them, what is wrong with them, and where the time goes.

    \b
    Example:
      timediary analyse diaries.xlsx
    """
