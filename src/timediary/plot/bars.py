"""Composition bars: how the recorded time of each group of respondents divides over the categories."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from timediary.model.document import RowKind
from timediary.model.line import LineKind
from timediary.plot.alt_text import figures_in_words, notes_of, without_low, write_column
from timediary.plot.colours import fills_of
from timediary.plot.marks import Line, Pen
from timediary.plot.rows import groups_of, occupied, rows_of
from timediary.plot.sheet import Entry, Sheet, nothing_to_show
from timediary.plot.style import (
    INK,
    LINE,
    MARGIN,
    SMALL_SIZE,
    SOFT,
    TEXT_SIZE,
    line_height,
)
from timediary.plot.words import width_of, wrapped
from timediary.render.grids import grid_of, level_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Unpack

    from numpy.typing import NDArray

    from timediary.model.document import Grid, GridCell, GridRow
    from timediary.model.table import Table
    from timediary.plot.marks import Fill
    from timediary.plot.panel import Panel
    from timediary.plot.picture import Plot
    from timediary.plot.rows import Row, Rows
    from timediary.plot.sheet import Looks

_ROW = 8.5
_MANY = 12
_ROW_OF_MANY = 5.2
# Of a row's height, what its bar takes; and what a figure leaves free of a bar's width.
_BAR = 0.82
_INSIDE = 1.0
_COLUMN_GAP = 3.0
_LEAST_COLUMN = 12.0
# Of the page's width, what subtotals take at most.
_MOST_OF_PAGE = 0.34
_BRACKET_ROOM = 5.0
_DIVIDER = 1.6


def composition(
    table: Table,
    *,
    sums: Mapping[str, Sequence[str]] | None = None,
    **looks: Unpack[Looks],
) -> Plot:
    """Stacked bars of shares, one a group, with the subtotals and their intervals beside them.

    Args:
        table: shares of recorded time, as `breakdown` makes them: groups of activities by groups of respondents.
        sums: ids of the groups that each subtotal adds, by its id; where they stand together, a bracket joins them.
        **looks: how it looks (`Looks`): width, title, palette and the like.

    Returns:
        The picture. Text that doesn't fit on its bar is left out, and so are groups that nobody is in; every figure is
        in the table.
    """
    whole, table = table, occupied(table)
    grid = grid_of(table, "interval")
    parts = [i for i, row in enumerate(table.rows) if row.kind is LineKind.GROUP]
    if not parts or not np.isfinite(table.estimate[parts]).any():
        return nothing_to_show(grid.title, [whole], **looks)
    sheet = Sheet(**looks)
    fills = fills_of(table, sheet.palette)
    sheet.heading(grid.title, grid.scope)
    sheet.key([Entry(grid.rows[i].label, fills[table.rows[i].id]) for i in parts])
    least = _ROW if len(table.columns) <= _MANY else _ROW_OF_MANY
    beside = _subtotals(grid, sheet.width)
    right = sum(column.width for column in beside)
    joined = _joined(table, parts, sums or {})
    rows = rows_of(groups_of(grid), sheet.width, least=least, over_first=_BRACKET_ROOM if joined else 0.0)
    above = max(_head_height(beside) - (0.0 if rows.is_first_under_words else rows.over_first), 0.0)
    panel = sheet.panel(rows.height, left=rows.left, right=right, above=above, below=1.0)
    rows.write(sheet, panel)
    stack = _Stack(sheet, panel, rows, least * _BAR)
    ends = np.nancumsum(table.estimate[parts], axis=0)
    for i, end in zip(parts, ends, strict=True):
        _bars(stack, fills[table.rows[i].id], end - np.nan_to_num(table.estimate[i]), grid.rows[i])
    for first, last, label in joined:
        _bracket(sheet, panel, rows, (0.0 if first == 0 else float(ends[first - 1, 0]), float(ends[last, 0])), label)
        for place, row in enumerate(rows.rows):
            _divide(panel, row, least * _BAR, float(ends[last, place]))
    _write_subtotals(sheet, panel, rows, beside)
    sheet.notes(notes_of(sheet, grid, _note(table, grid, len(beside))), grid.source)
    return sheet.done(grid.title, _description(grid, parts), [whole])


def _joined(table: Table, parts: list[int], sums: Mapping[str, Sequence[str]]) -> list[tuple[int, int, str]]:
    """The subtotals whose groups stand together among the parts: the first and the last of them, and its label."""
    ids = [table.rows[i].id for i in parts]
    found = []
    for row in table.rows:
        places = sorted(ids.index(id_) for id_ in sums.get(row.id, ()) if id_ in ids)
        if len(places) > 1 and places == list(range(places[0], places[-1] + 1)):
            found.append((places[0], places[-1], row.label.strip()))
    # Brackets of two subtotals would lie over one another.
    return found[:1]


def _bracket(sheet: Sheet, panel: Panel, rows: Rows, ends: tuple[float, float], label: str) -> None:
    """A bracket over the parts of a subtotal in the first bar, with its name above."""
    left, right = panel.x(ends[0]), panel.x(ends[1])
    if right - left < width_of(label, SMALL_SIZE) + 2:
        return
    low = panel.top + rows.rows[0].top + 0.4
    top = low - 1.0
    panel.marks.append(Line(((left, low), (left, top), (right, top), (right, low)), Pen(SOFT, LINE)))
    sheet.write(label, (left + right) / 2, top - line_height(SMALL_SIZE), size=SMALL_SIZE, colour=SOFT, align="center")


def _divide(panel: Panel, row: Row, height: float, end: float) -> None:
    """A thicker line where a subtotal ends in a bar."""
    if np.isfinite(end):
        panel.line([(end, row.centre - height / 2), (end, row.centre + height / 2)], Pen(INK, _DIVIDER))


def _note(table: Table, grid: Grid, beside: int) -> str:
    known = table.precision
    said = [f"Below a share, and beside a subtotal, its {level_text(known)} interval."] if known is not None else []
    left_out = sum(row.kind is RowKind.SUBTOTAL for row in grid.rows) - beside
    said += [f"There is no room for {left_out} of the subtotals; they are in the table."] if left_out else []
    return " ".join(said)


class _Stack(NamedTuple):
    """Where bars are painted, the rows they stand in, and how high they are."""

    sheet: Sheet
    panel: Panel
    rows: Rows
    height: float


class _Subtotal(NamedTuple):
    """A subtotal beside the bars: its label in lines, a figure for each row, and the column's width with its gap."""

    label: list[str]
    figures: list[tuple[str, str]]
    width: float


def _subtotals(grid: Grid, page_width: float) -> list[_Subtotal]:
    """As many of the subtotals as there is room for."""
    found: list[_Subtotal] = []
    left = page_width * _MOST_OF_PAGE
    for row in grid.rows:
        if row.kind is not RowKind.SUBTOTAL:
            continue
        figures = [(without_low(cell), cell.aside) for cell in row.cells]
        wide = max(width_of(text, TEXT_SIZE, bold=True) + width_of(f" {aside}", SMALL_SIZE) for text, aside in figures)
        wide = max(wide, _LEAST_COLUMN)
        if wide + _COLUMN_GAP > left:
            break
        left -= wide + _COLUMN_GAP
        found.append(_Subtotal(wrapped(row.label, wide, SMALL_SIZE, most=4), figures, wide + _COLUMN_GAP))
    if len(found) == 1:
        # Alone, it may stand above the bars too, in one line.
        label = next(row.label for row in grid.rows if row.kind is RowKind.SUBTOTAL)
        return [found[0]._replace(label=wrapped(label, page_width / 2, SMALL_SIZE, most=2))]
    return found


def _head_height(beside: list[_Subtotal]) -> float:
    return max((len(column.label) * line_height(SMALL_SIZE) + 0.5 for column in beside), default=0.0)


def _write_subtotals(sheet: Sheet, panel: Panel, rows: Rows, beside: list[_Subtotal]) -> None:
    x = panel.left + panel.width
    head = panel.top + (0.0 if rows.is_first_under_words else rows.over_first)
    for column in beside:
        x += _COLUMN_GAP
        first = head - len(column.label) * line_height(SMALL_SIZE) - 0.5
        if len(beside) == 1:
            end = sheet.width - MARGIN
            sheet.write(column.label, end, first, size=SMALL_SIZE, colour=SOFT, align="right")
        else:
            sheet.write(column.label, x, first, size=SMALL_SIZE, colour=SOFT)
        write_column(sheet, panel, x, rows.centres, column.figures)
        x += column.width - _COLUMN_GAP


def _bars(stack: _Stack, fill: Fill, starts: NDArray[np.float64], row: GridRow) -> None:
    """The bars of one category, from where the categories before it end, each with its figure where it fits."""
    panel, height = stack.panel, stack.height
    for placed, start, cell in zip(stack.rows.rows, starts.tolist(), row.cells, strict=True):
        if not cell.value:
            continue
        panel.bar(start, start + cell.value, placed.centre - height / 2, placed.centre + height / 2, fill)
        if not fill.hatch:
            room = cell.value * panel.width - _INSIDE
            middle = panel.x(start + cell.value / 2)
            _label_bar(stack.sheet, middle, panel.top + placed.centre, (room, height), fill.text, cell)


def _label_bar(sheet: Sheet, x: float, y: float, room: tuple[float, float], colour: str, cell: GridCell) -> None:
    """The share, and its interval below it, as far as there is room: width and height of the bar."""
    text = without_low(cell)
    if width_of(text, TEXT_SIZE) > room[0]:
        return
    line, small = line_height(TEXT_SIZE), line_height(SMALL_SIZE)
    both = bool(cell.aside) and width_of(cell.aside, SMALL_SIZE) <= room[0] and line + small <= room[1]
    top = y - (line + small if both else line) / 2
    sheet.write(text, x, top, colour=colour, align="center")
    if both:
        sheet.write(cell.aside, x, top + line, size=SMALL_SIZE, colour=colour, align="center")


def _description(grid: Grid, parts: list[int]) -> str:
    """What the bars say: all respondents' shares, and how many groups there are."""
    whole = len(grid.columns) - 1
    subtotals = [i for i, row in enumerate(grid.rows) if row.kind is RowKind.SUBTOTAL]
    groups = f"{len(grid.columns)} bars" if whole else "One bar"
    told = (
        f"{groups} of shares that add up to 100%. {grid.columns[whole].label}: {figures_in_words(grid, parts, whole)}"
    )
    return told + (f"; {figures_in_words(grid, subtotals, whole)}." if subtotals else ".")
