"""Results as plain text: for pipes and for `tables.txt`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from timediary.render.grid import grid_of
from timediary.render.screen import check_lines, comparison_lines, results_lines, table_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from timediary.model.comparison import Comparison
    from timediary.model.plan import Plan
    from timediary.model.problem import Ledger, Problem
    from timediary.model.results import Results
    from timediary.model.table import Table
    from timediary.render.intervals import Show
    from timediary.render.screen import ScreenLine

FILE_WIDTH = 100

# What stands for our own marks where an encoding can't say them; each for one, so that columns stay in line.
_PLAIN = {"–": "-", "†": "#", "▲": "+", "▼": "-", "∞": "~"}  # noqa: RUF001


def text_of(
    results: Results, width: int = FILE_WIDTH, problems_file: str = "problems.csv", *, show: Show = "share"
) -> str:
    """Headline, tables, ledger and problems in brief, no line wider than `width` (at least 40)."""
    return _joined(results_lines(results, width, problems_file, show))


def text_of_check(ledger: Ledger, problems: Sequence[Problem], width: int = FILE_WIDTH, problems_file: str = "") -> str:
    """Ledger and problems in brief; `problems_file` says where all of them are, if anywhere."""
    return _joined(check_lines(ledger, problems, width, problems_file))


def text_of_table(table: Table, width: int = FILE_WIDTH, *, show: Show = "share") -> str:
    """One table with its notes."""
    return _joined(table_lines(grid_of(table, show), width))


def text_of_comparison(comparison: Comparison, width: int = FILE_WIDTH) -> str:
    """One comparison: a table a column, what differs, and notes."""
    from timediary.render.compared import compared

    return _joined(comparison_lines(compared(comparison), width))


def text_of_plan(plan: Plan, width: int = FILE_WIDTH) -> str:
    """A plan: the answer in a sentence for each column, then tables."""
    from timediary.render.planned import plan_lines

    return _joined(plan_lines(plan, width))


def text_of_lines(lines: Iterable[ScreenLine]) -> str:
    """Lines of a screen as plain text."""
    return _joined(lines)


def in_encoding(text: str, encoding: str | None) -> str:
    """The text with what an output's encoding can't say replaced, so that writing it never fails."""
    name = encoding or "utf-8"
    try:
        text.encode(name)
    except UnicodeEncodeError:
        plain = {ord(mark): other for mark, other in _PLAIN.items() if not _can_say(name, mark)}
        return text.translate(plain).encode(name, "replace").decode(name)
    return text


def render(results: Results, show: Show | None = None) -> bytes:
    """`tables.txt`."""
    return text_of(results, show=show or "share").encode("utf-8")


def render_table(table: Table, show: Show | None = None) -> bytes:
    """One table with its notes."""
    return text_of_table(table, show=show or "share").encode("utf-8")


def render_comparisons(comparisons: Sequence[Comparison], _inputs: Sequence[str] = ()) -> bytes:
    """`comparison.txt`."""
    return "\n\n".join(text_of_comparison(comparison) for comparison in comparisons).encode("utf-8")


def _can_say(encoding: str, mark: str) -> bool:
    try:
        mark.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _joined(lines: Iterable[ScreenLine]) -> str:
    return "".join(f"{line.text}\n" for line in lines)
