"""Each published figure beside the one made anew, at the precision with which it is printed."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from timediary.model.certificate import Certificate, Certified, Verdict
from timediary.model.definition import Figure, allowed_text, decimals_of, figure_text
from timediary.model.rounding import round_half_up
from timediary.model.spelling import number_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from timediary.model.definition import Contradiction, PublishedCell, TableSet


def certify(
    cells: Sequence[PublishedCell],
    published: TableSet,
    regenerated: TableSet,
    contradictions: Sequence[Contradiction],
    names: tuple[str, str],
    counted: str = "respondents",
) -> Certificate:
    """Put published figures beside those of a survey.

    A figure agrees if, rounded as it is printed (halves up), it is the one printed; where nothing or a dash is printed,
    if there is none or it is 0; where `<1%` is printed, if it lies between. One that doesn't and was shown to
    contradict others is impossible.

    Args:
        cells: the published figures.
        published: their tables.
        regenerated: the tables made from the survey; its `missing` say why others can't be.
        contradictions: the figures shown to contradict others.
        names: what the survey and the published figures are called.
        counted: what numbers count.
    """
    proofs = {one.cell: one for one in contradictions}
    wanted = [cell for cell in cells if cell.table in regenerated.made or cell.table in regenerated.missing]
    entries = tuple(_entry(cell, regenerated, proofs.get(cell), counted) for cell in wanted)
    return Certificate(entries, published, regenerated, *names, counted=counted)


def _entry(cell: PublishedCell, regenerated: TableSet, proof: Contradiction | None, counted: str) -> Certified:
    if cell.table not in regenerated.made:
        return Certified(cell, math.nan, "", Verdict.NOT_MADE, regenerated.missing[cell.table])
    value = float(regenerated[cell.table].estimate[cell.i, cell.j])
    if cell.figure is not Figure.COUNT:
        value *= 100
    printed = "" if math.isnan(value) else as_printed(value, decimals_of(cell))
    if _agrees(cell, value, printed):
        return Certified(cell, value, printed, Verdict.AGREES, "")
    if proof is not None:
        return Certified(cell, value, printed, Verdict.IMPOSSIBLE, proof_text(proof))
    if not printed:
        return Certified(cell, value, printed, Verdict.NOT_MADE, "nobody in the survey to take the figure from.")
    return Certified(cell, value, printed, Verdict.DIFFERS, _difference(cell, printed, counted))


def _agrees(cell: PublishedCell, value: float, printed: str) -> bool:
    if cell.value is not None:
        return bool(printed) and float(printed) == cell.value
    if "<1%" in cell.printed:
        return 0 < value < 1
    if cell.figure is not Figure.COUNT and cell.printed.strip("- ") == "":
        return math.isnan(value) or float(printed) == 0 or not cell.printed
    return math.isnan(value) or value == 0


def as_printed(value: float, decimals: int) -> str:
    """A figure as the report prints it: rounded, halves up."""
    return number_text(float(round_half_up(value, decimals)))


def _difference(cell: PublishedCell, printed: str, counted: str) -> str:
    if cell.value is None:
        return f"nothing is printed; the survey has {printed}."
    change = float(printed) - cell.value
    size = f"{abs(round(change, 6)):,g}"
    unit = {"respondents": " respondents", "agencies": ""}[counted] if cell.figure is Figure.COUNT else " points"
    return f"{size}{unit.removesuffix('s') if size == '1' else unit} {'more' if change > 0 else 'less'}."


def proof_text(proof: Contradiction) -> str:
    """What shows that a published figure can't be true, in words."""
    against = "; ".join(f"{one.name} ({one.figure}): {figure_text(one)}" for one in proof.against)
    return f"{allowed_text(proof)} if these hold: {against}."
