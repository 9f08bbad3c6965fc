"""Answers that are ticked: boxes with an x beside the words of an answer, or before or behind them in one cell."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from timediary.ingest.cell import alike, heading_key, is_blank, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from timediary.collection.page import Page
    from timediary.model.study import Variable

TICKS = frozenset(("x", "\u2713", "\u2714", "\u2611", "\u2612", "\u2715", "\u2716", "*", "[x]", "(x)"))
_BOX = "\u2610"
_TICKED_BEFORE = re.compile(r"(?:[\[(]\s?[xX]\s?[\])]|[xX](?=\s)|[\u2713\u2714\u2611\u2612])\s*(.+)")
_TICKED_BEHIND = re.compile(r"(.+?)\s*(?:[\[(]\s?[xX]\s?[\])]|(?<=\s)[xX]|[\u2713\u2714\u2611\u2612])")
_OPEN = re.compile(r"(?:[\[(]\s?[\])]|\u2610)\s*(.+)|(.+?)\s*(?:[\[(]\s?[\])]|\u2610)")


class Option(NamedTuple):
    """An answer that may be ticked: its place, the level it stands for, and whether a tick is in its own cell."""

    row: int
    column: int
    level: int
    ticked: bool


def is_tick(text: str) -> bool:
    """Whether a text is a tick and nothing else."""
    return text.casefold() in TICKS


class Ticked(NamedTuple):
    """What is ticked of a variable: the levels with the places of their ticks; ticks that may belong to two."""

    levels: dict[int, tuple[int, int]]
    unclear: list[tuple[int, int]]
    options: list[Option]


def ticked(page: Page, variable: Variable, cells: Iterable[tuple[int, int]]) -> Ticked:
    """The answers to a variable that are ticked in some cells of a page.

    A tick in a cell of its own belongs to the answer beside it. Where there is one on either side, the boxes stand
    behind the answers if the first of the row's options has none before it.
    """
    found = list(cells)
    options = {(o.row, o.column): o for o in _options(page, variable, found)}
    levels = {o.level: (o.row, o.column) for o in options.values() if o.ticked}
    unclear = []
    for row, column in found:
        if not is_tick(text_of(page.cells[row][column])):
            continue
        left, right = options.get((row, column - 1)), options.get((row, column + 1))
        if left and right:
            behind = _boxes_behind(page, row, [o.column for o in options.values() if o.row == row])
            left, right = (left, None) if behind else (None, right)
            if behind is None:
                unclear.append((row, column))
                continue
        option = left or right
        if option:
            levels[option.level] = (row, column)
    return Ticked(levels, unclear, list(options.values()))


def _boxes_behind(page: Page, row: int, columns: list[int]) -> bool | None:
    """Whether the boxes of a row stand behind their answers; None where that can't be told."""
    first, last = min(columns), max(columns)
    cells = page.cells[row]
    before = first > 0 and is_blank(cells[first - 1])
    if first > 0 and is_tick(text_of(cells[first - 1])):
        return False
    if last + 1 < len(cells) and is_tick(text_of(cells[last + 1])):
        return True
    return None if before else True


def _options(page: Page, variable: Variable, cells: list[tuple[int, int]]) -> Iterator[Option]:
    """The answers of a variable among some cells."""
    keys: dict[str, int] = {}
    for number, level in enumerate(variable.levels):
        for name in (level.id, level.label, *level.aliases):
            keys.setdefault(alike(name), number)
    for row, column in cells:
        text = text_of(page.cells[row][column])
        if not text or is_tick(text):
            continue
        for words, is_ticked in _readings(text):
            known = keys.get(alike(words), keys.get(heading_key(words)))
            if known is not None:
                yield Option(row, column, known, is_ticked)
                break


def _readings(text: str) -> Iterator[tuple[str, bool]]:
    """The words of a cell, and whether a tick stands with them."""
    yield text, False
    for pattern, is_ticked in ((_TICKED_BEFORE, True), (_TICKED_BEHIND, True), (_OPEN, False)):
        if match := pattern.fullmatch(text):
            yield next(part for part in match.groups() if part), is_ticked
