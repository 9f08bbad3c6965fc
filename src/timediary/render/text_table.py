"""A grid as it is printed: every figure with shorthand in square brackets in place of symbols, notes below.

Shorthand is what official statistics write for symbols that a screen reader skips; the letters are those of the
Analysis Function
(https://analysisfunction.civilservice.gov.uk/policy-store/symbols-in-tables-definitions-and-help/).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from timediary.model.document import Items, Notes, RowKind, Text
from timediary.model.number import Quantity
from timediary.render.escaping import visible
from timediary.render.grids import CONFIDENTIAL, MARKS, NOT_APPLICABLE
from timediary.render.sheets import SheetCell

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from timediary.model.document import Grid, GridCell, GridRow, Section
    from timediary.model.number import NumberForm

LOW = "[low]"
SIGNIFICANT = "[s]"
LOW_RELIABILITY = "[u]"
NOT_AVAILABLE = "[x]"
NOT_MEANT = "[z]"

_MEANINGS = {
    CONFIDENTIAL: "confidential: left out so that nobody can be recognised",
    LOW: "low: more than nothing, and shown as 0 when rounded",
    SIGNIFICANT: "statistically significant",
    LOW_RELIABILITY: "low reliability",
    NOT_AVAILABLE: "not available",
    NOT_MEANT: "not applicable",
}
_SIGNS = ("▲", "▼")
_OF_GRIDS = dict.fromkeys(MARKS.values(), LOW_RELIABILITY) | {NOT_APPLICABLE: NOT_MEANT}


def is_of_a_mark(note: str) -> bool:
    """Whether a note of a grid explains one of its marks or signs."""
    return (note[:1] in _OF_GRIDS and note[1:2] == " ") or note.startswith((*_SIGNS, f"{CONFIDENTIAL} "))


def figure(value: float, form: NumberForm, mark: str = "", *, is_strong: bool = False) -> SheetCell:
    """A number with its shorthand; a figure that rounding makes 0 is marked as low."""
    countable = form.quantity is not Quantity.PROBABILITY and not form.signed
    if countable and value and not form.text(value).strip("-0.%"):
        mark = f"{LOW} {mark}".strip()
    return SheetCell(value, form, mark, is_strong)


def cell_of(cell: GridCell, form: NumberForm, *, is_strong: bool = False, blank: str = NOT_MEANT) -> SheetCell:
    """A cell of a grid as one of a sheet: what is not a number is shorthand, `blank` where the grid is blank."""
    if cell.value is None:
        text = _OF_GRIDS.get(cell.text, visible(cell.text).strip()) or blank
        return SheetCell(text, is_strong=is_strong)
    marks = [_OF_GRIDS.get(cell.mark, cell.mark)] if cell.mark else []
    marks += [SIGNIFICANT] if cell.sign else []
    return figure(cell.value, cell.form or form, " ".join(marks), is_strong=is_strong)


def explanations(rows: Iterable[Sequence[SheetCell]], grid: Grid) -> list[str]:
    """A line for each shorthand that the rows of a grid use, and for no other; the notes of its marks say more."""
    used = {part for row in rows for cell in row for part in _shorthand_of(cell)}
    further = dict(grid.legend)
    if grid.reference:
        reference = visible(grid.reference)
        further[SIGNIFICANT] = f"differs from {reference} by more than chance, p below 5% after adjustment"
    lines = []
    for mark, meaning in _MEANINGS.items():
        if mark in used and not any(line.startswith(mark) for line in grid.lines):
            said = [note[2:].rstrip(".") for note in grid.notes if _OF_GRIDS.get(note[:1]) == mark and note[1:2] == " "]
            said += [further[mark]] if mark in further else []
            lines.append(f"{mark} {meaning}{': ' if said else ''}{'; or '.join(map(visible, said))}.")
    return lines


def _shorthand_of(cell: SheetCell) -> list[str]:
    """The shorthand in a cell."""
    if cell.form is None:
        return [str(cell.value)] if cell.value in _MEANINGS else []
    return cell.mark.split()


class PrintedRow(NamedTuple):
    """One row: its label, how deep it is indented, whether it is a subtotal or a base, and its figures."""

    label: str
    texts: tuple[str, ...]
    indent: int = 0
    is_strong: bool = False
    is_base: bool = False


@dataclass(frozen=True, slots=True)
class Printed:
    """A table, or the columns of one that fit a page.

    Attributes:
        title: its caption.
        scope: who is in it.
        heads: of the columns, that of the labels first.
        rows: labels and figures.
        is_text: of each column of figures, whether it holds texts instead.
        notes: what stands below.
        findings: what tests found, a sentence each.
    """

    title: str
    scope: str
    heads: tuple[str, ...]
    rows: tuple[PrintedRow, ...]
    is_text: tuple[bool, ...] = ()
    notes: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()

    @property
    def has_asides(self) -> bool:
        """Whether intervals or errors stand beside figures."""
        return any("(" in text for row in self.rows for text in row.texts)

    def panels(self, most: int) -> list[Printed]:
        """The table in parts of at most so many columns of figures; the notes stand below the last."""
        count = len(self.heads) - 1
        if count <= most or any(self.is_text):
            return [self]
        parts = -(-count // most)
        size = -(-count // parts)
        starts = range(0, count, size)
        return [self._part(start, size, number, len(starts)) for number, start in enumerate(starts, start=1)]

    def _part(self, start: int, size: int, number: int, of: int) -> Printed:
        is_last = number == of
        return replace(
            self,
            title=f"{self.title} (part {number} of {of})",
            heads=(self.heads[0], *self.heads[1 + start : 1 + start + size]),
            rows=tuple(row._replace(texts=row.texts[start : start + size]) for row in self.rows),
            is_text=self.is_text[start : start + size],
            notes=self.notes if is_last else (),
            findings=self.findings if is_last else (),
        )


def printed(grid: Grid) -> Printed:
    """A grid as it is printed."""
    cells = [[cell_of(cell, line.form, blank="") for cell in line.cells] for line in (*grid.rows, *grid.bases)]
    notes = [note for note in grid.notes if not is_of_a_mark(note)]
    notes += [*explanations(cells, grid), *([f"Source: {grid.source}."] if grid.source else [])]
    for note in grid.footnotes:
        notes += [f"[{note.number}] {note.cell} {note.text}", *note.items]
    return Printed(
        title=grid.title.removesuffix("."),
        scope=grid.scope,
        heads=(grid.stub, *(column.label for column in grid.columns)),
        rows=tuple(map(_row, (*grid.rows, *grid.bases))),
        is_text=tuple(column.is_text for column in grid.columns),
        notes=tuple(notes),
        findings=tuple(_sentences(grid.findings)) if grid.findings else (),
    )


def _row(line: GridRow) -> PrintedRow:
    texts = tuple(_text(cell, line.form) for cell in line.cells)
    is_strong = line.kind in (RowKind.SUBTOTAL, RowKind.HEAD)
    return PrintedRow(line.label, texts, line.indent, is_strong, line.kind is RowKind.BASE)


def _text(cell: GridCell, form: NumberForm) -> str:
    if cell.value is None and cell.aside:
        return cell.full
    shown = cell_of(cell, form, blank="")
    if not cell.aside:
        return shown.text
    mark = f" {shown.mark}" if shown.mark else ""
    return f"{cell.text} ({cell.aside}){mark}"


def _sentences(findings: Section) -> Iterator[str]:
    """What tests found: what differs, whether columns are alike, what to know of it."""
    for block in findings.blocks:
        match block:
            case Items():
                yield from (f"{text}." for text in (*block.texts, *filter(None, [block.rest])))
            case Text(text):
                yield text
            case Notes(texts):
                yield from texts
