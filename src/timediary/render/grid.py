"""The neutral grid: a table with its formats, marks and notes resolved once, for every writer to paint."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from timediary.model.differences import SIGNIFICANCE
from timediary.model.line import LineKind, Unit, unit_of
from timediary.model.table import Status
from timediary.render.findings import ABOVE, BELOW, findings_of_table, signs_of
from timediary.render.inert import visible
from timediary.render.intervals import asides_of, precision_note
from timediary.render.numbers import COUNT, form_of, is_shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from timediary.model.line import Line
    from timediary.model.table import Table
    from timediary.render.findings import Findings
    from timediary.render.intervals import Show
    from timediary.render.numbers import NumberForm

NOT_APPLICABLE = "–"  # noqa: RUF001 - a dash, as tables print it
MARKS = {Status.LOW_BASE: "*", Status.HIGH_VARIATION: "†"}

# What a mark says, unless the table has a note of its own that begins with it.
_MARK_NOTES = {
    "*": "* few respondents.",
    "†": "† a wide margin of error.",
    NOT_APPLICABLE: f"{NOT_APPLICABLE} nothing recorded to take a figure from.",
}
_PART_NOTE = "Averages over some of the respondents rest on those alone, fewer than the respondents shown."


class RowKind(StrEnum):
    """What a row of a grid is, for writers that set some rows apart; a head stands over the rows that follow."""

    HEAD = "head"
    BODY = "body"
    SUBTOTAL = "subtotal"
    BASE = "base"


class GridCell(NamedTuple):
    """One figure, and what goes beside it.

    Attributes:
        value: the number, or None where there is none.
        text: the number as shown, or what stands in its place.
        mark: how reliable it is: `*`, or nothing to say.
        sign: that it differs notably from what it is compared with, and which way.
        aside: its interval or standard error, as shown.
        form: how the number is shown, where not as those of its row are.
    """

    value: float | None
    text: str
    mark: str = ""
    sign: str = ""
    aside: str = ""
    form: NumberForm | None = None

    @property
    def marks(self) -> str:
        """What stands after the figure: its sign, then its mark."""
        return self.sign + self.mark

    @property
    def full(self) -> str:
        """The figure with all that goes beside it, on one line."""
        return f"{self.text} ({self.aside}){self.marks}" if self.aside else self.text + self.marks


BLANK = GridCell(None, "")


class GridRow(NamedTuple):
    """One row: its label, how deep it is indented, its kind, how its numbers are shown, and its cells."""

    label: str
    kind: RowKind
    form: NumberForm
    cells: tuple[GridCell, ...]
    indent: int = 0


class GridColumn(NamedTuple):
    """One column: its full label, and for crossed columns the same in two levels, `outer` over `inner`."""

    label: str
    inner: str
    outer: str = ""
    is_total: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as it is read.

    Attributes:
        id: the table's id.
        title: what it shows.
        scope: who is in it.
        stub: heading of the row labels.
        columns: the heads.
        rows: the figures.
        bases: respondents, and hours recorded, by column.
        notes: what a reader must know, with the marks used in this grid explained.
        source: where the figures come from.
        findings: what tests between the columns found, if any were made.
    """

    id: str
    title: str
    scope: str
    stub: str
    columns: tuple[GridColumn, ...]
    rows: tuple[GridRow, ...]
    bases: tuple[GridRow, ...]
    notes: tuple[str, ...] = ()
    source: str = ""
    findings: Findings | None = None

    @property
    def is_crossed(self) -> bool:
        """Whether the heads have two levels."""
        return any(column.outer for column in self.columns)

    def outer_runs(self, columns: Iterable[int] | None = None) -> list[tuple[str, list[int]]]:
        """Neighbouring columns under one outer head: the head and the columns' positions, in order."""
        chosen = range(len(self.columns)) if columns is None else columns
        return [(head, list(run)) for head, run in groupby(chosen, lambda j: self.columns[j].outer)]


def grid_of(table: Table, show: Show = "share") -> Grid:
    """The neutral grid of a table.

    Args:
        table: what to show.
        show: what stands with each figure: nothing, its interval, or its standard error.
    """
    rows = _rows(table, show)
    return Grid(
        id=table.id,
        title=visible(table.title),
        scope=visible(table.scope),
        stub=stub_of(table.rows),
        columns=tuple(map(column_of, table.columns)),
        rows=rows,
        bases=_bases(table),
        notes=_notes(table, rows, show),
        source=visible(table.source),
        findings=findings_of_table(table),
    )


def column_of(line: Line) -> GridColumn:
    """The head of a column."""
    *outer, inner = line.parts or (line.label,)
    return GridColumn(
        visible(line.label), visible(inner), visible(" / ".join(outer)), is_total=line.kind is LineKind.ALL
    )


def stub_of(rows: Sequence[Line]) -> str:
    """The heading of the row labels."""
    kinds = {line.kind for line in rows}
    if LineKind.GROUP in kinds:
        return "Activity"
    return "Time" if LineKind.SLOT in kinds else "Measure"


def figure_of(value: float, status: str, form: NumberForm, sign: str = "", aside: str = "") -> GridCell:
    """A figure with its mark, or the dash that stands for none."""
    if status == Status.NOT_APPLICABLE or not is_shown(value):
        return GridCell(None, NOT_APPLICABLE)
    return GridCell(value, form.text(value), MARKS.get(Status(status), ""), sign, aside, form)


def row_of(line: Line, form: NumberForm, cells: Iterable[GridCell]) -> GridRow:
    """A row of figures under the label of a line."""
    kind = RowKind.SUBTOTAL if line.kind is LineKind.SUBTOTAL else RowKind.BODY
    label = visible(line.label)
    return GridRow(label.strip(), kind, form, tuple(cells), indent=int(label.startswith(" ")))


def mark_notes(notes: Sequence[str], rows: Iterable[GridRow]) -> tuple[list[str], list[str]]:
    """The notes that explain no mark, and one for each mark of status that occurs in the rows, and only for those."""
    own = {note[0]: note for note in notes if note[:1] in _MARK_NOTES and note[1:2] == " "}
    cells = [cell for row in rows for cell in row.cells]
    used = {cell.mark or cell.text for cell in cells}
    explained = [own.get(mark, note) for mark, note in _MARK_NOTES.items() if mark in used]
    return [note for note in notes if note not in own.values()], explained


def sign_note(rows: Iterable[GridRow], reference: str) -> list[str]:
    """What the signs beside figures that differ say, where there are any."""
    used = {cell.sign for row in rows for cell in row.cells}
    words = [f"{sign} {word} {reference}" for sign, word in ((ABOVE, "above"), (BELOW, "below")) if sign in used]
    return [f"{', '.join(words)}: p < {SIGNIFICANCE:.0%} after adjustment."] if words else []


def _rows(table: Table, show: Show) -> tuple[GridRow, ...]:
    signs = signs_of(table.tests.differences) if table.tests else [[""] * len(table.columns) for _ in table.rows]
    figures = zip(
        table.rows, table.estimate.tolist(), table.status.tolist(), signs, asides_of(table, show), strict=True
    )
    rows = []
    for line, *parts in figures:
        forms = (form_of(unit_of(line, column), table.decimals) for column in table.columns)
        cells = (
            figure_of(value, status, form, *rest) for form, value, status, *rest in zip(forms, *parts, strict=True)
        )
        rows.append(row_of(line, form_of(line.unit, table.decimals), cells))
    return tuple(rows)


def _bases(table: Table) -> tuple[GridRow, ...]:
    counted = any(line.kind is LineKind.ALL and line.unit is Unit.RESPONDENTS for line in table.rows)
    most = table.base.max(axis=0, initial=0).tolist()
    bases = [] if counted else [_base_row("Respondents", most)]
    if table.column_diaries is not None:
        bases.append(_base_row("Diaries", table.column_diaries.tolist()))
    if table.column_hours.size:
        bases.append(_base_row("Hours recorded", table.column_hours.tolist()))
    return tuple(bases)


def _base_row(label: str, values: list[float]) -> GridRow:
    return GridRow(label, RowKind.BASE, COUNT, tuple(figure_of(value, "", COUNT) for value in values))


def _notes(table: Table, rows: tuple[GridRow, ...], show: Show) -> tuple[str, ...]:
    """The table's notes, what intervals are, then the marks: each explained where it occurs, and only there."""
    notes, explained = mark_notes([visible(note) for note in table.notes], rows)
    if (table.base < table.base.max(axis=0, initial=0)).any():
        notes.append(_PART_NOTE)
    if any(cell.aside for row in rows for cell in row.cells):
        notes.append(precision_note(table, show))
    reference = visible(table.tests.reference.label).strip() if table.tests else ""
    return (*notes, *sign_note(rows, reference), *explained)
