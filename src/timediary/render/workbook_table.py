"""A table as pages of a workbook: its figures as one reads them, and their precision, one figure a row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from timediary.model.line import Unit
from timediary.render.findings import findings_of_table
from timediary.render.grid import RowKind, grid_of
from timediary.render.inert import visible
from timediary.render.intervals import level_text, precision_note
from timediary.render.measure import longest_piece, width_of
from timediary.render.numbers import COUNT, Quantity, form_of
from timediary.render.sheets import SheetCell, SheetColumn, SheetTable
from timediary.render.shorthand import cell_of, explanations, is_of_a_mark, number_cell, significance

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from timediary.model.table import Precision, Table
    from timediary.render.grid import Grid, GridCell, GridRow
    from timediary.render.intervals import Show
    from timediary.render.numbers import NumberForm

_WIDEST_LABELS = 48
_WIDEST_HEAD = 18
_NARROWEST = 11
_NO_LABEL = "No label"
_LONGEST_ENDING = 16
_SIGNS = ("▲", "▼")
_NAMES = {
    Unit.SHARE: "Share",
    Unit.HOURS: "Hours",
    Unit.HOURS_EACH: "Hours",
    Unit.POINTS: "Percentage points",
    Unit.PROBABILITY: "Probability",
    Unit.RESPONDENTS: "Respondents",
    Unit.MINUTES: "Minutes",
    Unit.CLOCK: "Time of day",
    Unit.NUMBER: "Number",
}


@dataclass(frozen=True, slots=True)
class Page:
    """A sheet to be.

    Attributes:
        name: the name that it should have.
        title: what it shows.
        table: its table.
        ending: the part of its name that is never cut.
        scope: of whom.
        lines: what is said above the table.
        notes: that the whole table has.
        head_notes: that the rows have.
    """

    name: str
    title: str
    table: SheetTable
    ending: str = ""
    scope: str = ""
    lines: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    head_notes: tuple[str, ...] = ()


def pages_of_table(table: Table, show: Show | None = None) -> list[Page]:
    """The page of a table, and one of its precision unless `show` is `share` or nothing is known of it."""
    grid = grid_of(table)
    figures = _figures_page(table, grid)
    known = table.precision
    if known is None or show == "share" or not table.rows:
        return [figures]
    return [figures, _precision_page(table, grid, known, show)]


def _figures_page(table: Table, grid: Grid) -> Page:
    """Labels in the first column, a column of figures for each column of the table, bases in the last rows."""
    rows = tuple(
        (SheetCell(line.label or _NO_LABEL, is_strong=_is_strong(line), indent=line.indent), *_figures_of(line))
        for line in (*grid.rows, *grid.bases)
    )
    heads = unique([grid.stub, *(column.label for column in grid.columns)])
    findings = findings_of_table(table)
    notes = [note for note in grid.notes if not is_of_a_mark(note) and not note.startswith(_SIGNS)]
    notes += findings.notes if findings else ()
    name, ending = _name_of(grid)
    return Page(
        name=name,
        ending=ending,
        title=grid.title,
        table=SheetTable(columns_of(heads, rows), rows),
        scope=grid.scope,
        lines=(_units_of(grid), *explanations(rows, grid.notes, _significance(table)), *_source_of(grid)),
        notes=tuple(notes),
        head_notes=tuple(_subtotal_notes(grid)),
    )


def _precision_page(table: Table, grid: Grid, known: Precision, show: Show | None) -> Page:
    """A row for each figure, with its limits, its standard error and its base."""
    level = level_text(known)
    units = {line.unit for line in table.rows}
    unit = _NAMES[units.pop()] if len(units) == 1 else "Figure"
    heads = [grid.stub, "Who", unit]
    heads += [f"{level} interval, lower limit", f"{level} interval, upper limit"] if show != "se" else []
    heads += ["Standard error"] if show != "interval" else []
    heads = unique([*heads, "Respondents it rests on"])
    name, ending = _name_of(grid)
    rows = tuple(_precision_rows(table, grid, known, show))
    kinds: list[Show] = ["interval", "se"] if show is None else [show]
    return Page(
        name=name,
        ending=f"{ending}_margins",
        title=f"{grid.title}: how sure the figures are",
        table=SheetTable(columns_of(heads, rows), rows),
        scope=grid.scope,
        lines=(*explanations(rows, grid.notes), *_source_of(grid)),
        notes=tuple(precision_note(table, kind) for kind in kinds),
    )


def _precision_rows(table: Table, grid: Grid, known: Precision, show: Show | None) -> Iterable[tuple[SheetCell, ...]]:
    for i, (line, row) in enumerate(zip(table.rows, grid.rows, strict=True)):
        form = form_of(line.unit, table.decimals)
        finer = form.finer() if form.quantity is Quantity.CLOCK else form._replace(decimals=form.decimals + 1)
        label = SheetCell(row.label or _NO_LABEL, indent=row.indent)
        for j, column in enumerate(grid.columns):
            cells = [label, SheetCell(column.label.strip() or _NO_LABEL), _plain(row.cells[j], form)]
            if show != "se":
                cells += [number_cell(float(values[i, j]), form) for values in (known.low, known.high)]
            if show != "interval":
                cells.append(number_cell(float(known.se[i, j]), finer))
            yield (*cells, SheetCell(int(table.base[i, j]), COUNT))


def _plain(cell: GridCell, form: NumberForm) -> SheetCell:
    """A figure without the sign of a test."""
    return cell_of(cell._replace(sign=""), form)


def _name_of(grid: Grid) -> tuple[str, str]:
    """The name that a sheet should have, and its ending, which is never cut: by what the table is broken down."""
    name, *by = grid.id.split(",")
    ending = "".join(f"_{part}" for part in by)
    return (name, ending) if len(ending) <= _LONGEST_ENDING and ending.isidentifier() else (grid.id, "")


def _is_strong(line: GridRow) -> bool:
    return line.kind is RowKind.SUBTOTAL


def _figures_of(line: GridRow) -> Iterable[SheetCell]:
    return (cell_of(cell, line.form, is_strong=_is_strong(line)) for cell in line.cells)


def _subtotal_notes(grid: Grid) -> list[str]:
    """What bold type says to the eye, in words."""
    labels = dict.fromkeys(row.label for row in grid.rows if _is_strong(row))
    return [f"Subtotal of other rows of the table: {label}." for label in labels]


def _units_of(grid: Grid) -> str:
    """What the figures are measured in, as far as it differs from row to row."""
    names = {Quantity.PERCENT: "percentages", Quantity.CLOCK: "times of day"}
    kinds = dict.fromkeys(names.get(row.form.quantity, "numbers") for row in grid.rows)
    bases = " and ".join(row.label for row in grid.bases)
    unit = "Figures are percentages where they have a percent sign, otherwise what the rows say."
    if len(kinds) == 1:
        unit = f"Figures are {next(iter(kinds))}."
    return f"{unit} The last rows are what they rest on: {bases}." if bases else unit


def _significance(table: Table) -> dict[str, str]:
    return significance(visible(table.tests.reference.label).strip()) if table.tests else {}


def _source_of(grid: Grid) -> list[str]:
    return [f"Source: {grid.source}"] if grid.source else []


def unique(heads: Sequence[str]) -> list[str]:
    """Heads of a table, each once and none blank, as spreadsheets want them; case makes no difference."""
    taken: set[str] = set()
    found = []
    for head in heads:
        # Table heads end after 255 characters; room is left for a number and for notes.
        wanted = name = head.strip()[:220] or _NO_LABEL
        number = 1
        while name.casefold() in taken:
            number += 1
            name = f"{wanted} ({number})"
        taken.add(name.casefold())
        found.append(name)
    return found


def columns_of(heads: Sequence[str], rows: Sequence[Sequence[SheetCell]]) -> tuple[SheetColumn, ...]:
    """The columns of a table under their heads, as wide as what they hold."""
    columns = []
    for j, head in enumerate(heads):
        cells = [row[j] for row in rows]
        has_figures = j > 0 and any(cell.form is not None for cell in cells)
        widest = max((width_of(cell.text) + 2 * cell.indent for cell in cells), default=0)
        least = min(max(longest_piece(head), width_of(head) // 3), _WIDEST_HEAD)
        columns.append(SheetColumn(head, min(max(widest, least, _NARROWEST), _WIDEST_LABELS) * 1.15 + 2, has_figures))
    return tuple(columns)
