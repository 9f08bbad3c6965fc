"""A comparison as neutral grids: for each column the two figures of every row, and how they differ."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from timediary.render.findings import DIFFERENCE_UNITS, findings_of_comparison, signs_of
from timediary.render.grid import (
    BLANK,
    Grid,
    GridCell,
    GridColumn,
    GridRow,
    RowKind,
    figure_of,
    mark_notes,
    row_of,
    sign_note,
    stub_of,
)
from timediary.render.inert import visible
from timediary.render.numbers import COUNT, PROBABILITY, form_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from timediary.model.comparison import Comparison
    from timediary.model.line import Line
    from timediary.render.findings import Findings

_NOTHING = "– nothing to compare, or no error to test it by."  # noqa: RUF001


@dataclass(frozen=True, slots=True)
class Compared:
    """A comparison as it is read.

    Attributes:
        id: of the tables compared.
        title: what is compared.
        scopes: who is in either table.
        grids: one a column, under its label.
        notes: what a reader must know, with the marks used explained.
        source: where the figures come from.
        findings: what differs notably.
    """

    id: str
    title: str
    scopes: tuple[str, ...]
    grids: tuple[Grid, ...]
    notes: tuple[str, ...]
    source: str
    findings: Findings


def compared(comparison: Comparison) -> Compared:
    """What a comparison shows."""
    first, second = comparison.first, comparison.second
    names = [visible(name) for name in comparison.names]
    scopes = zip(names, (first.scope, second.scope), strict=True)
    signs = signs_of(comparison.differences)
    grids = tuple(_grid(comparison, names, signs, j) for j in range(len(second.columns)))
    rows = [row for grid in grids for row in grid.rows]
    _, explained = mark_notes([visible(note) for note in (*first.notes, *second.notes, _NOTHING)], rows)
    return Compared(
        id=second.id,
        title=visible(comparison.title),
        scopes=tuple(f"{name}: {visible(scope)}" for name, scope in scopes if scope),
        grids=grids,
        notes=(*map(visible, comparison.notes), *sign_note(rows, names[0]), *explained),
        source=visible(second.source),
        findings=findings_of_comparison(comparison),
    )


def _grid(comparison: Comparison, names: Sequence[str], signs: Sequence[Sequence[str]], j: int) -> Grid:
    """The comparison in one column."""
    table = comparison.second
    units = " or ".join(dict.fromkeys(DIFFERENCE_UNITS[line.unit] for line in table.rows))
    difference = f"Difference, {units}" if units else "Difference"
    return Grid(
        id=table.columns[j].id,
        title=visible(table.columns[j].label),
        scope="",
        stub=stub_of(table.rows),
        columns=(
            *(GridColumn(name, name) for name in names),
            GridColumn(difference, difference),
            GridColumn("95% lower limit", "lower", "95% interval"),
            GridColumn("95% upper limit", "upper", "95% interval"),
            GridColumn("p", "p"),
            GridColumn("p adjusted", "p adjusted"),
        ),
        rows=tuple(_row(comparison, line, signs[i][j], (i, j)) for i, line in enumerate(table.rows)),
        bases=(_bases(comparison, j),),
    )


def _row(comparison: Comparison, line: Line, sign: str, at: tuple[int, int]) -> GridRow:
    first, second, found = comparison.first, comparison.second, comparison.differences
    form = form_of(line.unit, second.decimals)
    signed = form.finer(signed=True)
    cells = (
        *(figure_of(float(table.estimate[at]), table.status[at], form) for table in (first, second)),
        figure_of(float(found.difference[at]), "", signed, sign),
        *(figure_of(float(limits[at]), "", signed) for limits in (found.low, found.high)),
        *(figure_of(float(p[at]), "", PROBABILITY) for p in (found.p, found.p_adjusted)),
    )
    return row_of(line, form, cells)


def _bases(comparison: Comparison, j: int) -> GridRow:
    """Respondents in either table; blank where figures came without a base."""
    bases = [int(table.base[:, j].max(initial=0)) for table in (comparison.first, comparison.second)]
    cells = [GridCell(base, COUNT.text(base)) if base else BLANK for base in bases]
    return GridRow("Respondents", RowKind.BASE, COUNT, (*cells, *[BLANK] * 5))


def headline_of(comparisons: Sequence[Comparison]) -> str:
    """What all of them compare: `2019 against 2009`."""
    if not comparisons:
        return "Comparison"
    first, second = (_together(dict.fromkeys(comparison.names[i] for comparison in comparisons)) for i in (0, 1))
    return visible(f"{second} against {first}")


def _together(names: Iterable[str]) -> str:
    """Names in a headline, those after the second as a number."""
    first, *others = names
    return f"{first} and {len(others)} others" if len(others) > 1 else " and ".join((first, *others))
