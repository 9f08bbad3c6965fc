"""Results on a terminal, through rich: the lines of the plain text, with weight and colour by their roles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from timediary.render.screen import Role, check_lines, comparison_lines, results_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import Console

    from timediary.model.agreement import Agreement
    from timediary.model.comparison import Comparison
    from timediary.model.plan import Plan
    from timediary.model.problem import Ledger, Problem
    from timediary.model.quality import Quality
    from timediary.model.results import Results
    from timediary.render.intervals import Show
    from timediary.render.screen import ScreenLine

_STYLES = {
    Role.HEADLINE: "bold",
    Role.TITLE: "bold",
    Role.HEAD: "cyan",
    Role.RULE: "dim",
    Role.STRONG: "bold",
    Role.FAINT: "dim",
    Role.GOOD: "green",
    Role.WARNING: "bold yellow",
}


def print_results(
    results: Results, console: Console, problems_file: str = "problems.csv", *, show: Show = "share"
) -> None:
    """Print headline, tables, ledger and problems in brief, as wide as the console."""
    _print(results_lines(results, console.width, problems_file, show), console)


def print_check(ledger: Ledger, problems: Sequence[Problem], console: Console, problems_file: str = "") -> None:
    """Print ledger and problems in brief."""
    _print(check_lines(ledger, problems, console.width, problems_file), console)


def print_comparison(comparison: Comparison, console: Console) -> None:
    """Print one comparison, as wide as the console."""
    from timediary.render.compared import compared

    _print(comparison_lines(compared(comparison), console.width), console)


def print_plan(plan: Plan, console: Console) -> None:
    """Print a plan, as wide as the console."""
    from timediary.render.planned import plan_lines

    _print(plan_lines(plan, console.width), console)


def print_quality(quality: Quality, console: Console) -> None:
    """Print the quality of diaries, as wide as the console."""
    from timediary.render.judged import quality_lines

    _print(quality_lines(quality, console.width), console)


def print_agreement(agreement: Agreement, console: Console) -> None:
    """Print the agreement of two coders, as wide as the console."""
    from timediary.render.agreed import agreement_lines

    _print(agreement_lines(agreement, console.width), console)


def print_lines(lines: Iterable[ScreenLine], console: Console) -> None:
    """Print lines, each in the looks of its role."""
    _print(lines, console)


def _print(lines: Iterable[ScreenLine], console: Console) -> None:
    """Print lines as they are: their text is no markup, and rich breaks and highlights nothing."""
    from rich.text import Text

    page = Text(no_wrap=True, overflow="ignore", end="")
    for line in lines:
        drawn = line.text.replace("-", "─") if line.role is Role.RULE else line.text
        page.append(f"{drawn}\n", style=_STYLES.get(line.role))
    console.print(page, crop=False, soft_wrap=True, end="")
