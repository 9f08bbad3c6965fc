"""Strips of quantiles: how respondents' own shares of time spread, category by category or group by group."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from timediary.model.line import LineKind
from timediary.plot.alt_text import column_width, notes_of, without_low, write_column
from timediary.plot.axis import TICKS, share_axis
from timediary.plot.colours import LIGHT_TEXT, fill_together
from timediary.plot.marks import Pen, plain
from timediary.plot.rows import groups_of, occupied, rows_of
from timediary.plot.sheet import Sheet, nothing_to_show
from timediary.plot.style import INK, LINE, SMALL_SIZE, SOFT, line_height
from timediary.plot.words import wrapped
from timediary.render.grids import grid_of, level_text

if TYPE_CHECKING:
    from typing import Unpack

    from timediary.model.document import Grid
    from timediary.model.table import Table
    from timediary.plot.marks import Fill
    from timediary.plot.panel import Panel
    from timediary.plot.picture import Plot
    from timediary.plot.sheet import Looks

_ROW = 5.6
_BOX = 3.0
_DOT = 3.6
_NONE_WIDTH = 13.0
# Room for half of the first tick's label.
_AIR = 1.0
_HEAD = line_height(SMALL_SIZE) + 0.5
_TENTH, _LOWER, _MEDIAN, _UPPER, _NINETIETH, _NONE = range(6)


def spread(table: Table, *, position: int | None = None, **looks: Unpack[Looks]) -> Plot:
    """Strips from the tenth to the ninetieth percentile, boxes around the middle half, a dot at the median.

    Args:
        table: as `timediary.spread` makes it, a strip for each of its columns.
        position: of the category among the groups of its grouping, for its colour, where the columns are groups of
            respondents.
        **looks: how it looks (`Looks`): width, title, palette and the like.
    """
    whole, table = table, occupied(table)
    grid = grid_of(table, "interval")
    if not np.isfinite(table.estimate[_MEDIAN]).any():
        return nothing_to_show(grid.title, [whole], **looks)
    sheet = Sheet(**looks)
    sheet.heading(grid.title, grid.scope)
    of_groups = any(column.kind is LineKind.LEVEL for column in table.columns) or len(table.columns) == 1
    groups = groups_of(grid)
    if not of_groups:
        groups = [group._replace(base="") for group in groups]
    rows = rows_of(groups, sheet.width, least=_ROW)
    medians = column_width(grid.rows[_MEDIAN].cells)
    panel = sheet.panel(rows.height, left=rows.left or _AIR, right=medians + _NONE_WIDTH, above=_HEAD, below=TICKS)
    rows.write(sheet, panel)
    share_axis(panel, table.estimate[:_NONE], from_nothing=True)
    for j, (centre, fill) in enumerate(zip(rows.centres, _fills(sheet, table, position), strict=True)):
        _strip(panel, table.estimate[:, j].tolist(), centre, fill)
    _write_beside(sheet, panel, grid, rows.centres, medians)
    said = "Line: from the tenth to the ninetieth percentile; box: the middle half of respondents; dot: the median"
    said += f", and its {level_text(table.precision)} interval." if table.precision is not None else "."
    sheet.notes(notes_of(sheet, grid, said, "None: respondents who recorded none of it."), grid.source)
    return sheet.done(grid.title, _description(grid), [whole])


def _fills(sheet: Sheet, table: Table, position: int | None) -> list[Fill]:
    """The colour of each strip: of its category, or one for all."""
    fills: list[Fill] = []
    groups = 0
    for column in table.columns:
        if column.kind is LineKind.GROUP:
            fills.append(sheet.fill(groups))
            groups += 1
        else:
            is_category = column.kind is not LineKind.SUBTOTAL and position is not None
            fills.append(sheet.fill(position) if is_category and position is not None else fill_together())
    return fills


def _strip(panel: Panel, quantiles: list[float], y: float, fill: Fill) -> None:
    if not np.isfinite(quantiles[_MEDIAN]):
        return
    panel.line([(quantiles[_TENTH], y), (quantiles[_NINETIETH], y)], Pen(INK, LINE))
    panel.bar(quantiles[_LOWER], quantiles[_UPPER], y - _BOX / 2, y + _BOX / 2, fill)
    panel.dot(quantiles[_MEDIAN], y, _DOT, plain(LIGHT_TEXT), Pen(INK, LINE))


def _write_beside(sheet: Sheet, panel: Panel, grid: Grid, centres: list[float], medians: float) -> None:
    """The medians and who has none, in two columns with heads."""
    x = panel.left + panel.width
    for start, head, row, room in ((3.0, "Median", _MEDIAN, medians), (medians + 3.0, "None", _NONE, _NONE_WIDTH)):
        lines = wrapped(head, room, SMALL_SIZE)
        sheet.write(
            lines, x + start, panel.top - len(lines) * line_height(SMALL_SIZE) - 0.5, size=SMALL_SIZE, colour=SOFT
        )
        cells = grid.rows[row].cells
        asides = [cell.aside if row == _MEDIAN else "" for cell in cells]
        write_column(sheet, panel, x + start, centres, list(zip(map(without_low, cells), asides, strict=True)))


def _description(grid: Grid) -> str:
    """The median and the middle half of each strip, of the first few and the last."""
    told = []
    for j, column in enumerate(grid.columns):
        lower, median, upper = (grid.rows[i].cells[j] for i in (_LOWER, _MEDIAN, _UPPER))
        if median.value is not None:
            told.append(f"{column.label} {median.text}, half of respondents between {lower.text} and {upper.text}")
    shown = told if len(told) <= 8 else [*told[:7], told[-1]]
    return f"Medians of respondents' own shares: {'; '.join(shown)}."
