"""A grid in a sheet of a workbook: numbers stay numbers, one a cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from timediary.render.grid import RowKind
from timediary.render.measure import longest_piece, width_of, wrapped
from timediary.render.sheets import cell_value, number_format

if TYPE_CHECKING:
    from collections.abc import Sequence

    from timediary.render.grid import Grid, GridRow
    from timediary.render.sheets import Sheet

HEAD = 3
_WIDEST_LABELS = 48
_WIDEST_HEAD = 16
_NARROWEST = 9
_WIDEST_PAGE = 170


def write_grid(sheet: Sheet, grid: Grid, blocks: Sequence[Grid] = ()) -> None:
    """Title, scope, one row of heads, figures, bases, notes, further blocks: every table begins in the same row.

    Args:
        sheet: an empty one.
        grid: what it shows.
        blocks: of the same columns, each under its title; what their notes say is said with the others.
    """
    sheet.text(0, 0, grid.title, "title")
    sheet.text(1, 0, grid.scope, "faint")
    widths = set_widths(sheet, [grid, *blocks])
    row = write_block(sheet, grid, HEAD, widths)
    sheet.freeze(HEAD + 1, 1)
    notes = [*grid.notes, *dict.fromkeys(note for block in blocks for note in block.notes)]
    notes += grid.findings.notes if grid.findings else ()
    row = write_notes(sheet, row + 1, notes, grid.source)
    for block in blocks:
        sheet.text(row + 1, 0, block.title, "strong")
        row = write_block(sheet, block, row + 2, widths)


def write_block(sheet: Sheet, grid: Grid, row: int, widths: Sequence[float]) -> int:
    """Heads, figures and bases from a row on; returns the first row after them."""
    sheet.text(row, 0, grid.stub, "head")
    for j, column in enumerate(grid.columns, start=1):
        sheet.text(row, j, column.label, "figure head")
    heads = zip((column.label for column in grid.columns), widths[1:], strict=True)
    sheet.height(row, max((len(wrapped(label, int(width) - 2)) for label, width in heads), default=1))
    marks = [_longest_marks(grid, j) for j in range(len(grid.columns))]
    for line in (*grid.rows, *grid.bases):
        row += 1
        _write_row(sheet, row, line, widths[0], marks, ruled=bool(grid.bases) and line is grid.bases[0])
    return row + 1


def write_notes(sheet: Sheet, row: int, notes: Sequence[str], source: str) -> int:
    """Notes and source, one a row; returns the first row after them."""
    lines = [*notes, *([f"Source: {source}"] if source else [])]
    for i, note in enumerate(lines, start=row):
        sheet.text(i, 0, note, "faint")
    return row + len(lines)


def set_widths(sheet: Sheet, grids: Sequence[Grid]) -> list[float]:
    """Widths of the columns, in characters, so that what is in them fits, heads in few lines."""
    each = [_widths(grid) for grid in grids]
    widths = [max(column) for column in zip(*each, strict=True)]
    sheet.widths(widths, _WIDEST_PAGE)
    return widths


def _longest_marks(grid: Grid, j: int) -> str:
    return max((row.cells[j].marks for row in grid.rows), key=len, default="")


def _write_row(
    sheet: Sheet, row: int, line: GridRow, width: float, marks: Sequence[str], *, ruled: bool = False
) -> None:
    style = {RowKind.SUBTOTAL: "subtotal", RowKind.BASE: "faint"}.get(line.kind, "")
    sheet.text(row, 0, line.label, style or "wrapped", indented=bool(line.indent), ruled=ruled)
    sheet.height(row, len(wrapped(line.label, int(width) - 2 * line.indent)))
    for column, (cell, mark) in enumerate(zip(line.cells, marks, strict=True), start=1):
        if cell.value is None:
            sheet.text(row, column, cell.text, f"{style} dash".strip(), ruled=ruled)
        else:
            form = cell.form or line.form
            shown = number_format(form, cell.marks, room=mark)
            sheet.number(row, column, cell_value(cell.value, form), shown, style, ruled=ruled)


def _widths(grid: Grid) -> list[float]:
    rows = [*grid.rows, *grid.bases]
    labels = max((width_of(row.label) + 2 * row.indent for row in rows), default=0)
    widths = [float(min(max(labels, _NARROWEST), _WIDEST_LABELS) + 2)]
    for j, column in enumerate(grid.columns):
        figures = max((width_of(row.cells[j].text + row.cells[j].marks) for row in rows), default=0)
        head = min(max(longest_piece(column.label), width_of(column.label) // 3), _WIDEST_HEAD)
        widths.append(float(max(figures, head, _NARROWEST) + 3))
    return widths
