"""`tables.csv`: every cell of every table in tidy form, as other programs read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from timediary.model.comparison import DifferenceCell
from timediary.model.table import Cell
from timediary.render.delimited import delimited, in_utf_8

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from timediary.model.comparison import Comparison
    from timediary.model.results import Results
    from timediary.model.table import Table
    from timediary.render.intervals import Show


def csv_of_tables(tables: Iterable[Table]) -> str:
    """Tables as CSV: lines ended by `\\n`, numbers unrounded, empty where there is none.

    Ids are as in the definitions, labels as shown; a text that comes from an input (a level of a free text) and looks
    like a formula has an apostrophe before it.
    """
    return delimited(Cell._fields, (cell for table in tables for cell in table.cells()))


def render(results: Results, _show: Show | None = None) -> bytes:
    """`tables.csv`, in UTF-8 without mark; it holds every figure that a table has, whatever is shown elsewhere."""
    return in_utf_8(csv_of_tables(results.tables))


def render_table(table: Table, _show: Show | None = None) -> bytes:
    """One table, in the same columns."""
    return in_utf_8(csv_of_tables([table]))


def render_comparisons(comparisons: Sequence[Comparison], _inputs: Sequence[str] = ()) -> bytes:
    """`comparison.csv`: every difference of every comparison, one a row."""
    cells = (cell for comparison in comparisons for cell in comparison.cells())
    return in_utf_8(delimited(DifferenceCell._fields, cells))
