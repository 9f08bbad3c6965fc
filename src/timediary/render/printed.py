"""A table as it is printed in a text: every figure as text, shorthand in place of symbols, notes below."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from timediary.render.grid import RowKind, grid_of
from timediary.render.inert import visible
from timediary.render.shorthand import cell_of, explanations, is_of_a_mark, significance

if TYPE_CHECKING:
    from collections.abc import Iterable

    from timediary.model.table import Table
    from timediary.render.compared import Compared
    from timediary.render.findings import Findings
    from timediary.render.grid import Grid, GridCell, GridRow
    from timediary.render.intervals import Show
    from timediary.render.numbers import NumberForm

SIGNS = ("▲", "▼")


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
        id: of the table.
        title: its caption.
        scope: who is in it.
        heads: of the columns, that of the labels first.
        rows: labels and figures.
        notes: what stands below.
        findings: what tests found, a sentence each.
    """

    id: str
    title: str
    scope: str
    heads: tuple[str, ...]
    rows: tuple[PrintedRow, ...]
    notes: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()

    @property
    def has_asides(self) -> bool:
        """Whether intervals or errors stand beside figures."""
        return any("(" in text for row in self.rows for text in row.texts)

    def panels(self, most: int) -> list[Printed]:
        """The table in parts of at most so many columns of figures; the notes stand below the last."""
        count = len(self.heads) - 1
        if count <= most:
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
            notes=self.notes if is_last else (),
            findings=self.findings if is_last else (),
        )


def printed(table: Table, show: Show = "share") -> Printed:
    """A table as it is printed; `show` says what stands beside each figure."""
    grid = grid_of(table, show)
    notes = [note for note in grid.notes if not is_of_a_mark(note) and not note.startswith(SIGNS)]
    reference = visible(table.tests.reference.label).strip() if table.tests else ""
    notes += [*_shorthand(grid, (), reference), *([f"Source: {grid.source}."] if grid.source else [])]
    findings = () if grid.findings is None else _said(grid.findings)
    return Printed(grid.id, grid.title, grid.scope, _heads(grid), _rows(grid), tuple(notes), findings)


def printed_comparison(view: Compared) -> list[Printed]:
    """A comparison as it is printed: a table for each column, what differs and the notes below the last."""
    notes = [note for note in view.notes if not is_of_a_mark(note) and not note.startswith(SIGNS)]
    reference = view.scopes[0].partition(":")[0] if view.scopes else "the first"
    shorthand = dict.fromkeys(line for grid in view.grids for line in _shorthand(grid, view.notes, reference))
    notes += [*shorthand, *([f"Source: {view.source}."] if view.source else [])]
    tables = [
        Printed(
            f"{view.id}-{grid.id}", f"{view.title}: {grid.title}", "; ".join(view.scopes), _heads(grid), _rows(grid)
        )
        for grid in view.grids
    ]
    last = [replace(tables[-1], notes=tuple(notes), findings=_said(view.findings))] if tables else []
    return [*tables[:-1], *last]


def _heads(grid: Grid) -> tuple[str, ...]:
    return (grid.stub, *(column.label for column in grid.columns))


def _rows(grid: Grid) -> tuple[PrintedRow, ...]:
    return tuple(_row(line) for line in (*grid.rows, *grid.bases))


def _row(line: GridRow) -> PrintedRow:
    texts = tuple(_text(cell, line.form) for cell in line.cells)
    return PrintedRow(line.label, texts, line.indent, line.kind is RowKind.SUBTOTAL, line.kind is RowKind.BASE)


def _text(cell: GridCell, form: NumberForm) -> str:
    shown = cell_of(cell, form)
    if not cell.aside:
        return shown.text
    mark = f" {shown.mark}" if shown.mark else ""
    return f"{cell.text} ({cell.aside}){mark}"


def _shorthand(grid: Grid, notes: Iterable[str], reference: str) -> list[str]:
    cells = [[cell_of(cell, line.form) for cell in line.cells] for line in (*grid.rows, *grid.bases)]
    return explanations(cells, [*grid.notes, *notes], significance(reference))


def _said(findings: Findings) -> tuple[str, ...]:
    """What tests found, in sentences: what differs, whether columns are alike, what to know of it."""
    tests = [f"{test.label}: {test.sentence}" for test in findings.overall]
    differences = [f"{sentence}." for sentence in findings.differences]
    return tuple(filter(None, (*differences, findings.verdict, *tests, *findings.notes)))
