"""Groups of respondents as rows of a picture: their labels with bases at the left, and where each row stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from timediary.model.table import Status
from timediary.plot.style import MARGIN, TEXT_SIZE, line_height
from timediary.plot.words import widest, width_of, wrapped
from timediary.render.grids import MARKS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from timediary.model.document import Grid
    from timediary.model.table import Table
    from timediary.plot.panel import Panel
    from timediary.plot.sheet import Sheet

LOW = MARKS[Status.LOW_BASE]
# Of the page's width, what labels take at most; the rest is for figures.
_MOST_OF_PAGE = 0.32
# Narrower than this, in millimetres, a page has labels above their rows where they would take more of it.
_NARROW, _MUCH_OF_NARROW = 120.0, 0.22
_TOWARDS_ROW = 0.9
_AIR = 1.6
_TOWARDS_AXES = 2.0
_GAP = 2.0


class Group(NamedTuple):
    """One row: its label, respondents as shown with a mark where they are few, the heading it stands under.

    `opens` is True for the first row of a part that stands apart from what is above it.
    """

    label: str
    base: str = ""
    heading: str = ""
    opens: bool = False


class Row(NamedTuple):
    """Where a row stands, in millimetres from the top of its panel, and its label in lines.

    `heading` and, on a narrow page, the label stand above the row.
    """

    top: float
    height: float
    lines: list[str]
    heading: list[str]

    @property
    def centre(self) -> float:
        """The middle of the row itself, below its heading."""
        return self.top + self.height / 2


class Rows(NamedTuple):
    """Rows laid out one below the other.

    Attributes:
        rows: in order.
        left: room for the labels, with a gap towards the axes; 0 where each stands above its row.
        height: of all of them.
        over_first: room that the first row has above it, below its heading and label.
    """

    rows: list[Row]
    left: float
    height: float
    over_first: float = 0.0

    @property
    def centres(self) -> list[float]:
        """The middle of each row, from the top of the panel."""
        return [row.centre for row in self.rows]

    @property
    def is_first_under_words(self) -> bool:
        """Whether a heading or a label stands above the first row."""
        return not self.left or bool(self.rows[0].heading)

    def write(self, sheet: Sheet, panel: Panel) -> None:
        """Write the labels beside a panel as high as the rows."""
        line = line_height(TEXT_SIZE)
        for number, row in enumerate(self.rows):
            above = panel.top + row.top - 0.4 - (0.0 if number else self.over_first)
            if not self.left:
                # So that a label is nearer to its own row than to the one above.
                above += _TOWARDS_ROW - len(row.lines) * line
                sheet.write(row.lines, MARGIN, above)
            if row.heading:
                sheet.write(row.heading, MARGIN, above - len(row.heading) * line, bold=True)
            if not self.left:
                continue
            first = panel.top + row.centre - len(row.lines) * line / 2
            sheet.write(row.lines, MARGIN + self.left - _TOWARDS_AXES, first, align="right")


def occupied(table: Table) -> Table:
    """A table without the columns that nobody is in; its own where that would leave none."""
    kept = [j for j, base in enumerate(table.column_bases.tolist()) if base != 0]
    return table.selected(kept) if 0 < len(kept) < len(table.columns) else table


def groups_of(grid: Grid) -> list[Group]:
    """The columns of a table as rows of a picture: crossed ones under headings, the total apart."""
    bases = [cell.text for cell in grid.bases[0].cells]
    groups: list[Group] = []
    before = ""
    for j, column in enumerate(grid.columns):
        marks = {row.cells[j].mark for row in grid.rows if row.cells[j].value is not None}
        heading = column.outer if column.outer != before else ""
        before = column.outer
        opens = column.is_total and j > 0
        groups.append(Group(column.inner, bases[j] + (LOW if marks == {LOW} else ""), heading, opens))
    return groups


def rows_of(
    groups: Sequence[Group], page_width: float, *, least: float, over_first: float = 0.0, beside: bool = False
) -> Rows:
    """Lay rows out, each as high as its label needs and `least` millimetres at least.

    On a narrow page long labels stand above their rows, which then have all of its width.

    Args:
        groups: in order.
        page_width: in millimetres.
        least: height of a row, in millimetres.
        over_first: room above the first row, below what it stands under.
        beside: whether labels stand beside their rows, however narrow the page is.
    """
    whole = page_width - 2 * MARGIN
    room = page_width * _MOST_OF_PAGE
    labels = [_label(group, room) for group in groups]
    left = max((widest(lines, TEXT_SIZE) for lines in labels), default=0.0) + _TOWARDS_AXES
    above = not beside and page_width < _NARROW and left > page_width * _MUCH_OF_NARROW
    if above:
        labels, left = [_label(group, whole) for group in groups], 0.0
    line = line_height(TEXT_SIZE)
    rows: list[Row] = []
    down = 0.0
    for group, lines in zip(groups, labels, strict=True):
        heading = wrapped(group.heading, whole, TEXT_SIZE, bold=True) if group.heading else []
        down += (_GAP if group.opens or (heading and rows) else 0.0) + len(heading) * line
        down += 0.0 if rows else over_first
        down += len(lines) * line + (_TOWARDS_ROW if rows else 0.0) if above else 0.0
        height = least if above else max(least, len(lines) * line + _AIR)
        rows.append(Row(down, height, lines, heading))
        down += height
    return Rows(rows, left, down, over_first)


def _label(group: Group, room: float) -> list[str]:
    """The label in at most three lines, its base after it."""
    if not group.base:
        return wrapped(group.label, room, TEXT_SIZE, most=3)
    base = f"({group.base})"
    lines = wrapped(group.label, room, TEXT_SIZE, most=2)
    last = f"{lines[-1]} {base}"
    return [*lines[:-1], last] if width_of(last, TEXT_SIZE) <= room else [*lines, base]
