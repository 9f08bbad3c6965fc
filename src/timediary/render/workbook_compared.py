"""A comparison as a page of a workbook: a row for each figure of each column."""

from __future__ import annotations

from typing import TYPE_CHECKING

from timediary.render.grid import RowKind
from timediary.render.sheets import SheetCell, SheetTable
from timediary.render.shorthand import NOT_MEANT, cell_of, explanations, is_of_a_mark, significance
from timediary.render.workbook_table import Page, columns_of, unique

if TYPE_CHECKING:
    from timediary.render.compared import Compared
    from timediary.render.grid import Grid, GridRow

_SIGNS = ("▲", "▼")
_NO_LABEL = "No label"


def comparison_page(view: Compared) -> Page:
    """The two figures of every cell side by side, with their difference and how sure it is."""
    rows = tuple(_row(grid, line) for grid in view.grids for line in (*grid.rows, *grid.bases))
    first = view.grids[0] if view.grids else None
    heads = ["Who", first.stub, *(column.label for column in first.columns)] if first else ["Who"]
    reference = view.scopes[0].partition(":")[0] if view.scopes else "the first"
    source = [f"Source: {view.source}"] if view.source else []
    marks = [note for note in view.notes if is_of_a_mark(note)]
    return Page(
        name=view.id,
        title=view.title,
        table=SheetTable(columns_of(unique(heads), rows), rows),
        scope="; ".join(view.scopes),
        lines=(*explanations(rows, marks, significance(reference)), *source),
        notes=tuple(note for note in view.notes if not is_of_a_mark(note) and not note.startswith(_SIGNS)),
    )


def _row(grid: Grid, line: GridRow) -> tuple[SheetCell, ...]:
    is_strong = line.kind is RowKind.SUBTOTAL
    label = SheetCell(line.label or _NO_LABEL, is_strong=is_strong, indent=line.indent)
    cells = (cell_of(cell, line.form, is_strong=is_strong, blank=NOT_MEANT) for cell in line.cells)
    return (SheetCell(grid.title.strip() or _NO_LABEL, is_strong=is_strong), label, *cells)
