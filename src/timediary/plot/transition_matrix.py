"""What follows what: a matrix of the shares of episodes that each category follows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from timediary.model.problem import RequestError
from timediary.plot.alt_text import notes_of
from timediary.plot.colours import LIGHT_TEXT, colour_of, mixed, text_on
from timediary.plot.marks import Pen, plain
from timediary.plot.rows import Group, rows_of
from timediary.plot.sheet import Sheet, nothing_to_show
from timediary.plot.style import (
    GROUND,
    HAIRLINE,
    RULE,
    SMALL_SIZE,
    SOFT,
    TEXT_SIZE,
    line_height,
)
from timediary.plot.words import widest, width_of, wrapped
from timediary.render.grids import NOT_APPLICABLE, grid_of

if TYPE_CHECKING:
    from typing import Unpack

    from timediary.model.document import Grid
    from timediary.model.table import Table
    from timediary.plot.panel import Panel
    from timediary.plot.picture import Plot
    from timediary.plot.rows import Rows
    from timediary.plot.sheet import Looks

_ROW = 8.0
# The darkest cell, as a share of the colour; the lightest is the ground.
_DARKEST = 0.9
# Columns narrower than this have numbers for heads.
_LEAST_WORDS = 11.5
_LINES = 5
# Which colour of our palette.
_COLOUR = 2


def transitions(table: Table, **looks: Unpack[Looks]) -> Plot:
    """A matrix: of the episodes in a row, the share that each column follows; the darker, the more.

    Args:
        table: as `timediary.transitions` makes it.
        **looks: how it looks (`Looks`): width, title, palette and the like.

    Raises:
        RequestError: there are more columns than the page has room for.
    """
    grid = grid_of(table)
    if not np.isfinite(table.estimate).any():
        return nothing_to_show(grid.title, [table], **looks)
    sheet = Sheet(**looks)
    laid = rows_of([Group(row.label) for row in grid.rows], sheet.width, least=_ROW, beside=True)
    cell = (sheet.room - laid.left) / len(grid.columns)
    heads, numbered = _heads([column.label for column in grid.columns], cell, sheet.width)
    sheet.heading(grid.title, grid.scope)
    above = max(len(lines) for lines in heads) * line_height(SMALL_SIZE) + 1.0
    panel = sheet.panel(laid.height, left=laid.left, above=above, below=1.0)
    laid.write(sheet, panel)
    panel.across = (0.0, float(len(heads)))
    for j, lines in enumerate(heads):
        first = panel.top - 1.0 - len(lines) * line_height(SMALL_SIZE)
        sheet.write(lines, panel.left + (j + 0.5) * cell, first, size=SMALL_SIZE, colour=SOFT, align="center")
    _cells(sheet, panel, table, grid, laid)
    key = [f"{number} {column.label}" for number, column in enumerate(grid.columns, start=1)]
    sheet.notes(
        [", ".join(key) + "." if numbered else "", *table.notes[:1], *_dash(grid), *notes_of(sheet, grid)], grid.source
    )
    return sheet.done(grid.title, _told(table, grid), [table])


def _heads(labels: list[str], cell: float, width: float) -> tuple[list[list[str]], bool]:
    """The heads of the columns in lines, or their numbers where there is no room; and whether they are numbers."""
    room = cell - 1.0
    heads = [wrapped(label, room, SMALL_SIZE) for label in labels]
    if room >= _LEAST_WORDS and all(len(lines) <= _LINES for lines in heads):
        return heads, False
    if room < width_of(str(len(labels)), SMALL_SIZE):
        most = int((width * 0.6) / (width_of("00", SMALL_SIZE) + 1.0))
        raise RequestError(
            f"What follows what has {len(labels)} columns, and this picture room for about {most}. Choose a coarser "
            "grouping or a wider picture."
        )
    return [[str(number)] for number in range(1, len(labels) + 1)], True


def _cells(sheet: Sheet, panel: Panel, table: Table, grid: Grid, laid: Rows) -> None:
    """The cells: each as dark as its share of the greatest, with their figures if there is room for all of them."""
    wide = panel.width / len(grid.columns)
    texts = [figure.text + figure.marks for row in grid.rows for figure in row.cells]
    size = next((size for size in (TEXT_SIZE, SMALL_SIZE) if widest(texts, size) <= wide - 0.4), None)
    darkest = colour_of(sheet.palette, _COLOUR)
    shares = np.nan_to_num(table.estimate / np.nanmax(table.estimate))
    for i, row in enumerate(laid.rows):
        for j, figure in enumerate(grid.rows[i].cells):
            colour = GROUND if figure.value is None else _shade(darkest, shares[i, j])
            panel.bar(j, j + 1, row.top, row.top + row.height, plain(colour), Pen(RULE, HAIRLINE))
            if size is not None:
                ink = SOFT if figure.value is None else text_on(colour)
                x, y = panel.left + (j + 0.5) * wide, panel.top + row.centre - line_height(size) / 2
                sheet.write(figure.text + figure.marks, x, y, size=size, colour=ink, align="center")


def _shade(darkest: str, share: float) -> str:
    """The colour of a cell; one of next to nothing is light on a dark page too, and not the ground."""
    colour = mixed(darkest, _DARKEST * share)
    return LIGHT_TEXT if colour == GROUND else colour


def _dash(grid: Grid) -> list[str]:
    return [note for note in grid.notes if note.startswith(f"{NOT_APPLICABLE} ")]


def _told(table: Table, grid: Grid) -> str:
    """What the picture says: what most often follows each row."""
    told = []
    for i, row in enumerate(grid.rows):
        if np.isfinite(table.estimate[i]).any():
            most = int(np.nanargmax(table.estimate[i]))
            told.append(f"{row.label}: {grid.columns[most].label} {row.cells[most].text}")
    return f"What follows most often. {'; '.join(told)}."
