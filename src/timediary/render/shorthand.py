"""Shorthand in square brackets, as official statistics write it, in place of symbols that a screen reader skips.

The letters are those of the Analysis Function
(https://analysisfunction.civilservice.gov.uk/policy-store/symbols-in-tables-definitions-and-help/).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from timediary.render.grid import MARKS, NOT_APPLICABLE
from timediary.render.numbers import Quantity, is_shown
from timediary.render.sheets import SheetCell

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from timediary.render.grid import GridCell
    from timediary.render.numbers import NumberForm

CONFIDENTIAL = "[c]"
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
_OF_GRIDS = dict.fromkeys(MARKS.values(), LOW_RELIABILITY) | {NOT_APPLICABLE: NOT_MEANT}


def significance(reference: str) -> dict[str, str]:
    """What else to say of the shorthand for differences: from what."""
    return {SIGNIFICANT: f"differs from {reference} by more than chance, p below 5% after adjustment"}


def is_of_a_mark(note: str) -> bool:
    """Whether a note of a grid explains one of its marks."""
    return note[:1] in _OF_GRIDS and note[1:2] == " "


def figure(value: float, form: NumberForm, mark: str = "", *, is_strong: bool = False) -> SheetCell:
    """A number with its shorthand; a figure that rounding makes 0 is marked as low."""
    countable = form.quantity is not Quantity.PROBABILITY and not form.signed
    if countable and value and not form.text(value).strip("-0.%"):
        mark = f"{LOW} {mark}".strip()
    return SheetCell(value, form, mark, is_strong)


def number_cell(value: float, form: NumberForm) -> SheetCell:
    """A number, or the shorthand that stands where there is none."""
    return figure(value, form) if is_shown(value) else SheetCell(NOT_AVAILABLE)


def cell_of(cell: GridCell, form: NumberForm, *, is_strong: bool = False, blank: str = NOT_MEANT) -> SheetCell:
    """A cell of a grid as one of a sheet: what is no number is shorthand, `blank` where the grid is blank."""
    if cell.value is None:
        text = _OF_GRIDS.get(cell.text, cell.text) if cell.text else blank
        return SheetCell(text, is_strong=is_strong)
    marks = [_OF_GRIDS.get(cell.mark, cell.mark)] if cell.mark else []
    marks += [SIGNIFICANT] if cell.sign else []
    return figure(cell.value, cell.form or form, " ".join(marks), is_strong=is_strong)


def explanations(
    rows: Iterable[Sequence[SheetCell]], notes: Sequence[str] = (), further: dict[str, str] | None = None
) -> list[str]:
    """A line for each shorthand that the rows use, and for no other.

    Args:
        rows: of the table.
        notes: of the grid: those of its marks say more.
        further: what else to say of a shorthand.
    """
    used = {part for row in rows for cell in row for part in _shorthand_of(cell)}
    lines = []
    for mark, meaning in _MEANINGS.items():
        if mark in used:
            said = [note[2:].rstrip(".") for note in notes if is_of_a_mark(note) and _OF_GRIDS[note[0]] == mark]
            said += [(further or {})[mark]] if mark in (further or {}) else []
            lines.append(f"{mark} {meaning}{': ' if said else ''}{'; or '.join(said)}.")
    return lines


def _shorthand_of(cell: SheetCell) -> list[str]:
    """The shorthand in a cell."""
    if cell.form is None:
        return [str(cell.value)] if cell.value in _MEANINGS else []
    return cell.mark.split()
