"""`differences.csv`: every difference between a column of a table and the one it is compared with, one a row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from timediary.model.comparison import DifferenceCell
from timediary.render.delimited import delimited, in_utf_8
from timediary.render.findings import differences_in

if TYPE_CHECKING:
    from timediary.model.results import Results
    from timediary.render.intervals import Show


def render(results: Results, _show: Show | None = None) -> bytes:
    """`differences.csv`, in UTF-8 without mark."""
    cells = (cell for table in results.tables for cell in differences_in(table))
    return in_utf_8(delimited(DifferenceCell._fields, cells))
