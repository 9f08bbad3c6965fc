"""How wide text is on a screen of fixed-width characters, how it is broken into lines, and how columns are laid out."""

from __future__ import annotations

import re
import unicodedata
from operator import add
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from timediary.model.document import Grid, GridCell

# A part of a word up to a mark after which a line may end: `Private/`, `voluntary/`, `independent`; not `11-20`.
_PIECE = re.compile(r"\S+?[/-](?=[^\W\d_])|\S+")
# Where a line may end: at white space, but not within `p < 0.001`.
_SPACE = re.compile(r"(?<! p)(?<! p [<=])\s+")
_NO_WIDTH = ("Mn", "Me", "Cf")

GAP = 2
_HEAD_LINES = 3
_WIDEST_HEAD = 18
_NARROWEST_LABELS = 16
_FEWEST_LABELS = 6


class Layout(NamedTuple):
    """Widths of a grid on a screen, marks not counted, and the columns of each panel.

    Attributes:
        labels: columns of the screen that the row labels take.
        figures: columns of the screen that each column of the grid takes.
        asides: columns of the screen that intervals or standard errors take of those, brackets included.
        marks: columns of the screen that each column of the grid needs for marks.
        panels: positions of the columns that stand beside one another, panel by panel.
    """

    labels: int
    figures: tuple[int, ...]
    asides: tuple[int, ...]
    marks: tuple[int, ...]
    panels: tuple[tuple[int, ...], ...]

    def room(self, columns: Sequence[int]) -> int:
        """Columns of the screen that neighbouring columns of the grid take, the gap before the first left out."""
        return sum(self.figures[j] + self.marks[j] + GAP for j in columns) - GAP


def layout_of(grid: Grid, width: int) -> Layout:
    """How a grid fits into so many columns of a screen: in as few panels as will do, labels wrapped for it."""
    rows, columns = [*grid.rows, *grid.bases], range(len(grid.columns))
    marks = [max((len(row.cells[j].marks) for row in rows), default=0) for j in columns]
    asides = [max((width_of(bracketed(row.cells[j])) for row in rows), default=0) for j in columns]
    longest = [_longest_figure(grid, j, asides[j]) for j in columns]
    widest = max((width_of(row.label) + 2 * row.indent for row in rows), default=0)
    free = width - GAP - max(map(add, longest, marks), default=0)
    most = min(widest, width // 2, max(free, _FEWEST_LABELS))
    least = min(most, max(_NARROWEST_LABELS, width // 4))
    figures = [min(_figure_width(grid.columns[j].inner, longest[j]), width - most - GAP - marks[j]) for j in columns]
    sizes = [figure + mark + GAP for figure, mark in zip(figures, marks, strict=True)]
    best = _panels(grid, sizes, width - most)
    labels = most
    for narrower in range(most - 1, least - 1, -1):
        panels = _panels(grid, sizes, width - narrower)
        if len(panels) < len(best):
            best, labels = panels, narrower
    return Layout(labels, tuple(figures), tuple(asides), tuple(marks), tuple(best))


def bracketed(cell: GridCell) -> str:
    """What stands after a figure, with the space before it."""
    return f" ({cell.aside})" if cell.aside else ""


def _longest_figure(grid: Grid, j: int, aside: int) -> int:
    """Columns of the longest figure with what stands beside it, which is never broken."""
    cells = [row.cells[j] for row in [*grid.rows, *grid.bases]]
    return max((width_of(cell.text) + (aside if cell.aside else 0) for cell in cells), default=0)


def _figure_width(head: str, longest: int) -> int:
    """The least width at which the head takes few lines and no figure or word is broken."""
    least = max(longest, min(longest_piece(head), _WIDEST_HEAD))
    for width in range(least, _WIDEST_HEAD):
        if len(wrapped(head, width)) <= _HEAD_LINES:
            return width
    return max(least, _WIDEST_HEAD)


def _panels(grid: Grid, sizes: Sequence[int], room: int) -> list[tuple[int, ...]]:
    if not grid.is_crossed:
        return _even([(j,) for j in range(len(sizes))], sizes, room)
    blocks: list[tuple[int, ...]] = []
    for _, run in grid.outer_runs():
        whole = sum(sizes[j] for j in run) <= room
        blocks += [tuple(run)] if whole else _even([(j,) for j in run], sizes, room)
    return _packed(blocks, sizes, room)


def _even(blocks: Sequence[tuple[int, ...]], sizes: Sequence[int], room: int) -> list[tuple[int, ...]]:
    """As few panels as will do, of about equally many columns."""
    packed = _packed(blocks, sizes, room)
    most = -(-len(blocks) // max(len(packed), 1))
    even = _packed(blocks, sizes, room, most)
    return even if len(even) == len(packed) else packed


def _packed(
    blocks: Sequence[tuple[int, ...]], sizes: Sequence[int], room: int, most: int | None = None
) -> list[tuple[int, ...]]:
    """Blocks of columns side by side as long as there is room, and at most `most` columns a panel."""
    panels: list[tuple[int, ...]] = []
    for block in blocks:
        joined = (*panels[-1], *block) if panels else ()
        if joined and sum(sizes[j] for j in joined) <= room and (most is None or len(joined) <= most):
            panels[-1] = joined
        else:
            panels.append(block)
    return panels


def width_of(text: str) -> int:
    """Columns the text takes on a screen."""
    return len(text) if text.isascii() else sum(map(_width, text))


def _width(character: str) -> int:
    if unicodedata.category(character) in _NO_WIDTH:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def wrapped(text: str, width: int) -> list[str]:
    """The text in lines of at most `width` columns, broken between words, and within a word only if it must be."""
    lines: list[str] = []
    line = ""
    for word in _SPACE.split(text.strip()):
        joined = f"{line} {word}" if line else word
        if width_of(joined) <= width:
            line = joined
            continue
        if line:
            lines.append(line)
        *full, line = [word] if width_of(word) <= width else _broken(word, width)
        lines += full
    return [*lines, line]


def longest_piece(text: str) -> int:
    """Columns of the longest part that `wrapped` never breaks while it fits."""
    return max((width_of(piece) for piece in _PIECE.findall(text)), default=0)


def left(text: str, width: int) -> str:
    """The text with spaces after it up to a width."""
    return text + " " * (width - width_of(text))


def right(text: str, width: int) -> str:
    """The text with spaces before it up to a width."""
    return " " * (width - width_of(text)) + text


def _broken(word: str, width: int) -> list[str]:
    """One word in lines: whole, else broken after its marks, else anywhere."""
    lines = [""]
    for piece in _PIECE.findall(word):
        if width_of(lines[-1] + piece) <= width:
            lines[-1] += piece
        else:
            lines += _cut(piece, width)
    return [line for line in lines if line]


def _cut(word: str, width: int) -> list[str]:
    parts, part, taken = [], "", 0
    for character in word:
        size = _width(character)
        if taken + size > width and part:
            parts.append(part)
            part, taken = "", 0
        part, taken = part + character, taken + size
    return [*parts, part]
