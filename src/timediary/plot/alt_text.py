"""What is said below a picture, and what is said of it to readers who can't see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from timediary.model.problem import RequestError
from timediary.plot.rows import LOW
from timediary.plot.style import MM_PER_POINT, SMALL_SIZE, SOFT, TEXT_SIZE, line_height
from timediary.plot.words import width_of
from timediary.render.grids import MARKS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from timediary.model.document import Grid, GridCell
    from timediary.model.table import Table
    from timediary.plot.panel import Panel
    from timediary.plot.sheet import Sheet

# A sentence that is read aloud names no more figures than these.
_MOST_TOLD = 8


def notes_of(sheet: Sheet, grid: Grid, *own: str) -> list[str]:
    """Notes below a picture: its own, then those of the table that explain a mark which is on it, on one line."""
    marks = [mark for mark in MARKS.values() if sheet.shows(mark)]
    explained = [note for note in grid.notes if note[:1] in marks and note[1:2] == " "]
    return [note for note in (*own, " ".join(explained)) if note]


def refuse_breakdown(*tables: Table) -> None:
    """See that tables which show all respondents are not broken down.

    Raises:
        RequestError: one is.
    """
    if any(column.parts for table in tables for column in table.columns):
        raise RequestError(
            "Such a picture shows all respondents together; make the table without a breakdown, and with a condition "
            "for each group that is to have a picture of its own."
        )


def listed(words: Iterable[str]) -> str:
    """Words as a sentence lists them: `a, b and c`."""
    *first, last = [*words] or [""]
    return f"{', '.join(first)} and {last}" if first else last


def figures_in_words(grid: Grid, rows: Sequence[int], column: int) -> str:
    """The figures of some rows in one column: `Direct contact 26%, Other sundry 27%`; of many the largest."""
    shown = [i for i in rows if grid.rows[i].cells[column].value is not None]
    largest = sorted(shown, key=lambda i: grid.rows[i].cells[column].value or 0.0, reverse=True)[:_MOST_TOLD]
    told = listed(f"{grid.rows[i].label} {grid.rows[i].cells[column].text}" for i in shown if i in largest)
    return told if len(shown) <= _MOST_TOLD else f"the largest {_MOST_TOLD} of {len(shown)} are {told}"


def column_width(cells: Sequence[GridCell], gap: float = 3.0) -> float:
    """Room for figures and their ranges in a column at the right, with a gap before it."""
    return gap + max(
        width_of(without_low(cell), TEXT_SIZE, bold=True) + width_of(f" {cell.aside}", SMALL_SIZE) for cell in cells
    )


def write_figures(sheet: Sheet, panel: Panel, centres: Sequence[float], cells: Sequence[GridCell]) -> None:
    """Figures and their ranges in a column at a panel's right, each beside its row."""
    write_column(sheet, panel, panel.left + panel.width + 3.0, centres, [(without_low(c), c.aside) for c in cells])


def write_column(
    sheet: Sheet, panel: Panel, x: float, centres: Sequence[float], figures: Sequence[tuple[str, str]]
) -> None:
    """Figures in bold with what stands after them in softer ink, from `x` on, at rows of a panel."""
    for centre, (text, aside) in zip(centres, figures, strict=True):
        y = panel.top + centre - line_height(TEXT_SIZE) / 2
        sheet.write(text, x, y, bold=True)
        if aside:
            after = x + width_of(f"{text} ", TEXT_SIZE, bold=True)
            # Both on one base line, though of two sizes.
            sheet.write(aside, after, y + (TEXT_SIZE - SMALL_SIZE) * MM_PER_POINT, size=SMALL_SIZE, colour=SOFT)


def without_low(cell: GridCell) -> str:
    """A figure with its marks but that of few respondents, which stands with the label of the group."""
    return cell.text + cell.mark.replace(LOW, "")
