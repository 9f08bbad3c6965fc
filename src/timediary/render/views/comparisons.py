"""Comparisons: for each column the two figures of every row, and how they differ; what differs notably, in words."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from timediary.model.comparison import Comparisons, DifferenceCell
from timediary.model.document import (
    BLANK,
    Document,
    Grid,
    GridColumn,
    GridRow,
    Medium,
    Notes,
    Records,
    RowKind,
    Section,
    Text,
    Tone,
    columns_of,
    text_cell,
    text_columns_of,
)
from timediary.model.number import COUNT, PROBABILITY, form_of
from timediary.model.table import Status
from timediary.render.findings import DIFFERENCE_UNITS, findings_of_comparison, signs_of
from timediary.render.grids import (
    abbreviation_notes,
    count_of,
    figure_of,
    mark_notes,
    row_of,
    sign_note,
    stub_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from timediary.model.comparison import Comparison
    from timediary.model.document import Block, Edition
    from timediary.model.line import Line

_NOTHING = "– nothing to compare, or no error to test it by."  # noqa: RUF001


def document(comparisons: Comparisons | Comparison, edition: Edition) -> Document:
    """All of them, in order; or one by itself."""
    if not isinstance(comparisons, Comparisons):
        return document(Comparisons((comparisons,)), edition)._replace(title=comparisons.title)
    found = tuple(comparisons)
    source = found[0].second.source if found else ""
    provenance = [("Input", file) for file in comparisons.inputs] + ([("Source", source)] if source else [])
    return Document(
        name="comparison",
        title=headline_of(found),
        about=comparisons.titles.title,
        subtitle=comparisons.titles.subtitle,
        sections=tuple(section_of(one, edition, f"comparison-{i}") for i, one in enumerate(found, start=1)),
        provenance=tuple(provenance),
        records=(records_of(found),),
        inputs=comparisons.inputs,
    )


def headline_of(comparisons: Sequence[Comparison]) -> str:
    """What all of them compare: `2019 against 2009`."""
    if not comparisons:
        return "Comparison"
    first, second = (_together(dict.fromkeys(comparison.names[i] for comparison in comparisons)) for i in (0, 1))
    return f"{second} against {first}"


def records_of(comparisons: Sequence[Comparison], name: str = "comparison") -> Records:
    """Every difference of every comparison, one a row."""
    return Records(name, DifferenceCell._fields, lambda: chain.from_iterable(one.cells() for one in comparisons))


def section_of(comparison: Comparison, edition: Edition, anchor: str = "") -> Section:
    """One comparison: a table a column under its label, what differs, and notes; on a page what differs comes first."""
    title = comparison.title
    if edition.medium is Medium.BOOK:
        return Section(title, (_book_grid(comparison),), anchor)
    grids, notes = _grids(comparison)
    # Nothing is tested in what is published.
    findings = () if comparison.second.is_protected else (findings_of_comparison(comparison, edition),)
    comes_first = edition.medium in (Medium.PAGE, Medium.WIKI)
    blocks: list[Block] = [Text(scope, Tone.FAINT) for scope in _scopes(comparison)]
    blocks += [*findings, *grids] if comes_first else [*grids, *findings]
    return Section(title, (*blocks, *([Notes(tuple(notes))] if notes else [])), anchor)


def _grids(comparison: Comparison) -> tuple[list[Grid], list[str]]:
    """A table a column, and the notes of all of them."""
    first, second = comparison.first, comparison.second
    signs = signs_of(comparison.differences)
    reference = comparison.names[0]
    grids = [_grid(comparison, signs, j, reference) for j in range(len(second.columns))]
    rows = [row for grid in grids for row in grid.rows]
    _, explained = mark_notes([*first.notes, *second.notes, _NOTHING], rows)
    spelt = abbreviation_notes([first, second])
    return grids, [*comparison.notes, *spelt, *sign_note(rows, reference), *explained]


def _scopes(comparison: Comparison) -> list[str]:
    """Who is in either table."""
    scopes = zip(comparison.names, (comparison.first.scope, comparison.second.scope), strict=True)
    return [f"{name}: {scope}" for name, scope in scopes if scope]


def _book_grid(comparison: Comparison) -> Grid:
    """All columns in one table, for a sheet of its own."""
    grids, notes = _grids(comparison)
    rows = tuple(_book_row(grid, row) for grid in grids for row in (*grid.rows, *grid.bases))
    return Grid(
        id=comparison.second.id,
        title=comparison.title,
        stub="Who",
        columns=(*text_columns_of(stub_of(comparison.second.rows)), *(grids[0].columns if grids else ())),
        rows=rows,
        scope="; ".join(_scopes(comparison)),
        notes=tuple(notes),
        source=comparison.second.source,
        reference=comparison.names[0],
    )


def _book_row(grid: Grid, row: GridRow) -> GridRow:
    """A row under the label of its column; what it says of a subtotal is said by the table itself."""
    tone = Tone.STRONG if row.kind is RowKind.SUBTOTAL else Tone.PLAIN
    cells = tuple(cell._replace(tone=tone) for cell in (text_cell(row.label), *row.cells))
    return row._replace(label=grid.title.strip(), kind=RowKind.BODY, indent=0, cells=cells)


def _grid(comparison: Comparison, signs: Sequence[Sequence[str]], j: int, reference: str) -> Grid:
    """The comparison in one column."""
    table = comparison.second
    units = " or ".join(dict.fromkeys(DIFFERENCE_UNITS[line.unit] for line in table.rows))
    difference = f"Difference, {units}" if units else "Difference"
    return Grid(
        id=table.columns[j].id,
        title=table.columns[j].label,
        stub=stub_of(table.rows),
        columns=(
            *columns_of(*comparison.names, difference),
            GridColumn("95% lower limit", "lower", "95% interval"),
            GridColumn("95% upper limit", "upper", "95% interval"),
            *(() if table.is_protected else columns_of("p", "p adjusted")),
        ),
        rows=tuple(_row(comparison, line, signs[i][j], (i, j)) for i, line in enumerate(table.rows)),
        bases=(_bases(comparison, j),),
        reference=reference,
    )


def _row(comparison: Comparison, line: Line, sign: str, at: tuple[int, int]) -> GridRow:
    first, second, found = comparison.first, comparison.second, comparison.differences
    form = form_of(line.unit, second.decimals)
    signed = form.finer(signed=True)
    hidden = Status.SUPPRESSED if Status.SUPPRESSED in (first.status[at], second.status[at]) else ""
    cells = (
        *(figure_of(float(table.estimate[at]), form, table.status[at]) for table in (first, second)),
        figure_of(float(found.difference[at]), signed, hidden, sign),
        *(figure_of(float(limits[at]), signed, hidden) for limits in (found.low, found.high)),
        *(figure_of(float(p[at]), PROBABILITY) for p in (found.p, found.p_adjusted) if not second.is_protected),
    )
    return row_of(line, form, cells)


def _bases(comparison: Comparison, j: int) -> GridRow:
    """Respondents in either table; blank where figures came without a base."""
    bases = [int(table.base[:, j].max(initial=0)) for table in (comparison.first, comparison.second)]
    cells = [count_of(base) if base else BLANK for base in bases]
    return GridRow(
        "Respondents", RowKind.BASE, COUNT, (*cells, *[BLANK] * (3 if comparison.second.is_protected else 5))
    )


def _together(names: Iterable[str]) -> str:
    """Names in a headline, those after the second as a number."""
    first, *others = names
    return f"{first} and {len(others)} others" if len(others) > 1 else " and ".join((first, *others))
