"""Shorthand in square brackets, as official statistics write it, in place of symbols that a screen reader skips.

The letters are those of the Analysis Function
(https://analysisfunction.civilservice.gov.uk/policy-store/symbols-in-tables-definitions-and-help/).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from timediary.model.number import Quantity
from timediary.render.escaping import visible
from timediary.render.grids import CONFIDENTIAL, MARKS, NOT_APPLICABLE
from timediary.render.sheets import SheetCell

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from timediary.model.document import Grid, GridCell
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
    return (note[:1] in _OF_GRIDS and note[1:2] == " ") or note.startswith(_SIGNS)


def figure(value: float, form: NumberForm, mark: str = "", *, is_strong: bool = False) -> SheetCell:
    """A number with its shorthand; a figure that rounding makes 0 is marked as low."""
    countable = form.quantity is not Quantity.PROBABILITY and not form.signed
    if countable and value and not form.text(value).strip("-0.%"):
        mark = f"{LOW} {mark}".strip()
    return SheetCell(value, form, mark, is_strong)


def cell_of(cell: GridCell, form: NumberForm, *, is_strong: bool = False, blank: str = NOT_MEANT) -> SheetCell:
    """A cell of a grid as one of a sheet: what is no number is shorthand, `blank` where the grid is blank."""
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
