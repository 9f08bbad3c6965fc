"""`problems.csv`: every problem of an input, one a row, for a spreadsheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from timediary.render.delimited import delimited, in_utf_8
from timediary.render.problems import FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from timediary.model.problem import Problem
    from timediary.model.results import Results
    from timediary.render.intervals import Show


def csv_of_problems(problems: Iterable[Problem]) -> str:
    """Problems as CSV: lines ended by `\\n`, the header even where there are none.

    A text that a spreadsheet would take for a formula has an apostrophe before it.
    """
    return delimited(FIELDS, ((getattr(problem, name) for name in FIELDS) for problem in problems))


def render(results: Results, _show: Show | None = None) -> bytes:
    """`problems.csv`, in UTF-8 without mark."""
    return in_utf_8(csv_of_problems(results.problems))
