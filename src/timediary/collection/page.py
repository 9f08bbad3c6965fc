"""A sheet as a page of cells that can be looked at anywhere, upright or turned on its side."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from timediary.collection.diary import Entry
from timediary.ingest.cell import is_blank

if TYPE_CHECKING:
    from collections.abc import Sequence

    from timediary.ingest.cell import Cell
    from timediary.ingest.sheet import Sheet

MOST_ROWS = 2_000
MOST_COLUMNS = 200


class Page:
    """The cells of a sheet, all rows of one length; merged cells hold their content in each of their places.

    Attributes:
        sheet: the sheet.
        cells: the cells by row and column, from 0.
        turned: whether rows and columns have changed places.
    """

    def __init__(self, sheet: Sheet, cells: list[list[Cell]], *, turned: bool = False) -> None:
        self.sheet = sheet
        self.cells = cells
        self.turned = turned
        self.width = len(cells[0]) if cells else 0

    @classmethod
    def of(cls, sheet: Sheet) -> Page:
        """The page of a sheet; what lies beyond two thousand rows or two hundred columns is not a form."""
        rows = [list(row[:MOST_COLUMNS]) for row in islice(sheet.rows(), MOST_ROWS)]
        width = max(map(len, rows), default=0)
        cells: list[list[Cell]] = [[*row, *[""] * (width - len(row))] for row in rows]
        return cls(sheet, cells)

    def turn(self) -> Page:
        """The page with rows for columns."""
        return Page(self.sheet, [list(column) for column in zip(*self.cells, strict=True)], turned=not self.turned)

    def entry(self, row: int, column: int) -> Entry:
        """A cell with its place on the sheet."""
        place = (column + 1, row) if self.turned else (row + 1, column)
        return Entry(self.cells[row][column], self.sheet.name, *place)

    def filled(self, row: int, columns: Sequence[int]) -> list[int]:
        """Those of some columns that have content in a row."""
        cells = self.cells[row]
        return [column for column in columns if not is_blank(cells[column])]
