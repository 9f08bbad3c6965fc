"""The `timediary` command and how it ends: exit code 0, 1 or 2, and never with a traceback."""

from __future__ import annotations

import atexit
import gc
import os
import sys
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import click

from timediary import __version__
from timediary.cli.console import CANNOT_BE_DONE
from timediary.cli.strict import Group

# In the order in which somebody meets them, with what `--help` says of each, so that it need not import them. A command
# is in a module of this package, under its own name; one that isn't named here comes last.
COMMANDS = {
    "analyse": "Tabulate the shares of working time; write report and tables.",
    "check": "Say what is wrong with diary files, cell by cell.",
    "describe": "Show how diary files were read, sheet by sheet and column by column.",
    "workload": "Show what the hours amount to: per week, FTE and case; limits, costs, staff.",
    "definitions": "Compare rival definitions of direct work.",
    "respondents": "Make tables of your own of what respondents answered.",
    "agencies": "Add a file of agencies: response, staff, ranks.",
    "hours-account": "Compare hours worked with hours employed: over, unpaid, posts.",
    "compare": "Compare two surveys, or one with published figures.",
    "trend": "Show what changed over several waves, with trends.",
    "tables": "Make the tables of the study's report; certify them.",
    "plot": "Draw a chart of diaries and save it.",
    "quality": "Grade each diary, and say which to look at and why.",
    "agreement": "Say how far two codings of the same diaries agree.",
    "plan": "Say how many diaries the next survey needs.",
    "adjust": "Calibrate weights to known totals; show response.",
    "convert": "Turn diary files into another format or layout.",
    "synthesise": "Draw a synthetic survey that gives the published tables.",
    "check-output": "Check a workbook against the rules of accessibility.",
    "audit": "Try to identify people in published folders, as an attacker would.",
    "form": "Make the forms on which respondents keep their diaries.",
    "collect": "Gather returned forms into one survey file.",
    "study": "Make, check, show or list the definitions of studies.",
    "completion": "Print the script for completion with Tab in a shell.",
}
_NO_COMMANDS = frozenset(["console", "inputs", "main", "options", "progress", "strict"])


class Commands(Group):
    """A group of commands that tells every error in words."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order in which somebody meets them."""
        folders = import_module("timediary.cli").__path__
        files = {file for folder in folders for file in os.listdir(folder)}  # noqa: PTH208 - pathlib takes longer than --help
        modules = [file[:-3].replace("_", "-") for file in sorted(files) if file.endswith(".py") and file[0] != "_"]
        others = [name for name in modules if name not in COMMANDS and name not in _NO_COMMANDS]
        return [*COMMANDS, *(name for name in others if self.get_command(ctx, name))]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import the command asked for."""
        name = cmd_name.replace("-", "_")
        if not name.isidentifier() or find_spec(f"timediary.cli.{name}") is None:
            return None
        found = getattr(import_module(f"timediary.cli.{name}"), name, None)
        if not isinstance(found, click.Command) or found is main:
            return None
        found.short_help = found.short_help or COMMANDS.get(cmd_name)
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands, importing none that is known."""
        names = self.list_commands(ctx)
        others = {name: self.get_command(ctx, name) for name in names if name not in COMMANDS}
        told = COMMANDS | {name: found.get_short_help_str(limit=100) for name, found in others.items() if found}
        with formatter.section("Commands"):
            formatter.write_dl([(name, told[name]) for name in names])

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
            # Products of our matrices are too small to share out: on two processors that takes three times the work,
            # for threads wait for one another by spinning. With one, sums come out the same on every machine too.
            os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
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
                _stop(f"The output can't be shown: {error.strerror or error}. All files are written.")
            _stop(
                f"timediary stopped at an unexpected error ({type(error).__name__}: {error}). "
                "Please report it; with TIMEDIARY_DEBUG=1 in the environment it shows where it happened."
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
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115, PTH123 - for as long as it runs


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
