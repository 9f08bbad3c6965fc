"""What is said below a picture, and what is said of it to readers who can't see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from timediary.render.grid import MARKS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from timediary.render.grid import Grid


def notes_of(grid: Grid, *own: str) -> list[str]:
    """Notes below a picture: its own, then those of the table that explain a mark, on one line."""
    explained = [note for note in grid.notes if note[:1] in MARKS.values() and note[1:2] == " "]
    return [note for note in (*own, " ".join(explained)) if note]


def listed(words: Iterable[str]) -> str:
    """Words as a sentence lists them: `a, b and c`."""
    *first, last = [*words] or [""]
    return f"{', '.join(first)} and {last}" if first else last


def figures_in_words(grid: Grid, rows: Sequence[int], column: int) -> str:
    """The figures of some rows in one column: `Direct contact 26%, Other sundry 27%`; those there are."""
    shown = [(grid.rows[i].label, grid.rows[i].cells[column]) for i in rows]
    return listed(f"{label} {cell.text}" for label, cell in shown if cell.value is not None)
