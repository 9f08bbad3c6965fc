"""A workbook as a reader or a screen reader meets it, whatever kind of file it is."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from timediary.model.spelling import column_letters

if TYPE_CHECKING:
    from collections.abc import Iterator


class Look(NamedTuple):
    """How a cell looks, as far as it says: None where a program decides.

    Attributes:
        wraps: whether its text goes on in another line.
        size: of its text, in points.
        colour: of its text, as six hexadecimal digits.
        fill: behind it, likewise, or `theme` where the workbook's theme says it.
        is_raised: whether its text is superscript or subscript.
    """

    wraps: bool = False
    size: float | None = None
    colour: str | None = None
    fill: str | None = None
    is_raised: bool = False


class SeenCell(NamedTuple):
    """A cell that isn't blank.

    Attributes:
        text: what it holds, as text.
        is_number: whether it holds a number.
        shorthand: what its number format shows after the number.
        link: where it leads, or empty.
        look: how it looks.
    """

    text: str
    is_number: bool = False
    shorthand: str = ""
    link: str = ""
    look: Look = Look()


class SeenTable(NamedTuple):
    """A table: its name, its corners (rows and columns count from 1), whether its head is marked, and whether it is."""

    name: str
    top: int
    left: int
    bottom: int
    right: int
    has_head: bool
    is_marked_up: bool = True

    def places(self) -> Iterator[tuple[int, int]]:
        """Every place below the head, row by row."""
        first = self.top + 1 if self.has_head else self.top
        return ((row, column) for row in range(first, self.bottom + 1) for column in range(self.left, self.right + 1))

    def holds(self, row: int, column: int) -> bool:
        """Whether a place is in the table, its head included."""
        return self.top <= row <= self.bottom and self.left <= column <= self.right


@dataclass
class SeenSheet:
    """One sheet.

    Attributes:
        name: of the tab.
        cells: those that aren't blank, by row and column.
        tables: those that are marked up.
        merged: merged cells, as `A1:B2`.
        widths: of columns, in characters, where the file says so.
        cursor: the cell that the cursor is in.
        is_hidden: whether the sheet is.
        has_hidden_lines: whether a row or a column is.
        is_frozen: whether rows or columns stay in sight.
        is_filtered: whether filters are offered.
        pictures: drawings, pictures, text boxes and charts.
        has_header: whether something is printed at the head or foot of each page.
    """

    name: str
    cells: dict[tuple[int, int], SeenCell] = field(default_factory=dict)
    tables: list[SeenTable] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    widths: dict[int, float] = field(default_factory=dict)
    cursor: str = "A1"
    is_hidden: bool = False
    has_hidden_lines: bool = False
    is_frozen: bool = False
    is_filtered: bool = False
    pictures: int = 0
    has_header: bool = False

    def add_unmarked(self) -> None:
        """Take cells beside one another for a table where none is marked up, so that it is looked at like one."""
        counts = Counter(row for row, _ in self.cells)
        rows = [row for row, count in counts.items() if count > 1]
        if rows and not self.tables:
            columns = [column for row, column in self.cells if counts[row] > 1]
            corners = (min(rows), min(columns), max(rows), max(columns))
            self.tables.append(SeenTable("", *corners, has_head=True, is_marked_up=False))

    def place(self, row: int, column: int) -> str:
        """A cell as a reader finds it: `setting!B5`."""
        return f"{self.name}!{column_letters(column - 1)}{row}"

    def texts(self) -> Iterator[tuple[str, str]]:
        """Every text with its place."""
        return ((self.place(*at), cell.text) for at, cell in self.cells.items() if not cell.is_number)

    def table_cells(self) -> Iterator[tuple[str, SeenCell]]:
        """Every cell below the head of a table, with its place."""
        for table in self.tables:
            for at in table.places():
                if at in self.cells:
                    yield self.place(*at), self.cells[at]


@dataclass
class SeenWorkbook:
    """A workbook.

    Attributes:
        sheets: in order.
        title: of the document information.
        language: likewise.
        active: position of the sheet in front.
        has_macros: whether it carries programs.
    """

    sheets: list[SeenSheet]
    title: str = ""
    language: str = ""
    active: int = 0
    has_macros: bool = False
