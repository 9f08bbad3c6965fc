"""`timediary audit`: whether anybody can be told from folders that are published."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from timediary.cli.console import PROBLEMS_FOUND
from timediary.cli.options import INPUT, study_option
from timediary.cli.strict import command

if TYPE_CHECKING:
    from pathlib import Path

    from timediary.protect.audit import Audit

# More than these are counted, not listed.
_MOST_LINES = 20


@command()
@click.argument("folders", metavar="FOLDER...", nargs=-1, required=True, type=INPUT)
@click.option(
    "--survey",
    metavar="FILE",
    type=INPUT,
    multiple=True,
    help="The survey that the folders were made from: with it, more can be found. Repeat if it has several files.",
)
@click.option("--policy", metavar="NAME|FILE", help="The policy to test against. [default: that of the first folder]")
@study_option
def audit(folders: tuple[Path, ...], survey: tuple[Path, ...], policy: str | None, study: str | None) -> None:
    """Show how closely the hidden figures of published folders can be worked out. Exit code 1 if too closely.

    FOLDER is one that `timediary analyse --safe` wrote; give last year's too, or that of another report of the same
    survey. All their tables are taken together, as an attacker would.

    \b
    Examples:
      timediary audit diaries_published/
      timediary audit 2027/ 2027_by_team/ --survey diaries.xlsx
    """
    import timediary as td

    read = td.read(list(survey), study) if survey else None
    found = td.audit(list(folders), read, policy=policy)
    for line in _lines(found):
        click.echo(line)
    if not found.passed:
        sys.exit(PROBLEMS_FOUND)


def _lines(found: Audit) -> list[str]:
    lines = []
    for one in found.exposed[:_MOST_LINES]:
        unit = "respondents" if one.row == "respondents" else "hours"
        lines.append(f"{one.table}, {one.column}: {one.row} must be {one.low:,.1f} to {one.high:,.1f} {unit}.")
    lines += [
        f"{pair.first} and {pair.second} differ by {pair.respondents:,} respondents, whose figures can be worked out."
        for pair in found.differences[:_MOST_LINES]
    ]
    more = len(found.exposed) + len(found.differences) - len(lines)
    lines += [f"... and {more:,} more."] if more else []
    hidden = f"{found.checked:,} figure{'' if found.checked == 1 else 's'} about few people"
    if found.passed:
        return [*lines, f"Passed: of {hidden}, none can be worked out."]
    return [*lines, f"Failed: of {hidden}, {len(found.exposed):,} can be worked out too closely. Don't publish this."]
