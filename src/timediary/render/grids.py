"""A table as a grid: its formats, marks, intervals and notes resolved once, for every painter."""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING

from timediary.model.differences import SIGNIFICANCE
from timediary.model.document import Edition, Grid, GridCell, GridColumn, GridRow, Medium, RowKind, Show, count_cell
from timediary.model.line import LineKind, Unit, unit_of
from timediary.model.number import COUNT, NumberForm, Quantity, form_of, is_shown
from timediary.model.table import HIDDEN_BASE, Status
from timediary.render.escaping import visible
from timediary.render.findings import ABOVE, BELOW, findings_of_table, signs_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from timediary.model.line import Line
    from timediary.model.table import Precision, Table

NOT_APPLICABLE = "–"  # noqa: RUF001 - a dash, as tables print it
CONFIDENTIAL = "[c]"
_WORDS = re.compile(r"\w+")
MARKS = {Status.LOW_BASE: "*", Status.HIGH_VARIATION: "†"}

# What a mark says, unless the table has a note of its own that begins with it.
_MARK_NOTES = {
    "*": "* few respondents.",
    "†": "† a wide margin of error.",
    NOT_APPLICABLE: f"{NOT_APPLICABLE} nothing recorded to take a figure from.",
    CONFIDENTIAL: f"{CONFIDENTIAL} confidential: left out so that nobody can be recognised.",
}
_PART_NOTE = "Averages over some of the respondents rest on those alone, fewer than the respondents shown."
_ASIDES: dict[Show, str] = {"share": "", "interval": "Intervals", "se": "Standard errors"}
_UNITS = {
    Unit.SHARE: "percentage points",
    Unit.HOURS: "hours",
    Unit.HOURS_EACH: "hours",
    Unit.RESPONDENTS: "respondents",
    Unit.POINTS: "percentage points",
    Unit.PROBABILITY: "probability",
    Unit.MINUTES: "minutes",
    Unit.CLOCK: "hours",
    Unit.NUMBER: "the figure's own unit",
}


_ON_SCREEN = Edition(Medium.SCREEN)


def grid_of(table: Table, show: Show = "share", edition: Edition = _ON_SCREEN) -> Grid:
    """The grid of a table.

    Args:
        table: what to show.
        show: what stands with each figure: nothing, its interval, or its standard error.
        edition: for what; what tests found is said otherwise on a screen than on a page.
    """
    rows = _rows(table, show, has_views=edition.medium is Medium.PAGE)
    reference = visible(table.tests.reference.label).strip() if table.tests else ""
    in_book = edition.medium is Medium.BOOK
    of_tests = table.tests.notes if table.tests and in_book else ()
    return Grid(
        id=table.id,
        title=visible(table.title),
        scope=visible(table.scope),
        stub=stub_of(table.rows),
        columns=tuple(map(column_of, table.columns)),
        rows=rows,
        bases=_bases(table),
        notes=(*_notes(table, rows, show, reference), *map(visible, of_tests)),
        source=visible(table.source),
        findings=None if in_book else findings_of_table(table, edition),
        reference=reference,
        asides=_ASIDES[show] if table.precision else "",
        is_sortable=True,
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


def figure_of(value: float, form: NumberForm, status: str = "", sign: str = "", aside: str = "") -> GridCell:
    """A figure with its mark, or the dash that stands for none."""
    if status == Status.SUPPRESSED:
        return GridCell(None, CONFIDENTIAL)
    if status == Status.NOT_APPLICABLE or not is_shown(value):
        return GridCell(None, NOT_APPLICABLE)
    return GridCell(value, form.text(value), MARKS.get(Status(status), ""), sign, aside, form)


def count_of(number: int) -> GridCell:
    """A number of things, or what stands for one that is hidden."""
    if number == HIDDEN_BASE:
        return GridCell(None, CONFIDENTIAL)
    return count_cell(number)


def row_of(line: Line, form: NumberForm, cells: Iterable[GridCell]) -> GridRow:
    """A row of figures under the label of a line."""
    kind = RowKind.SUBTOTAL if line.kind is LineKind.SUBTOTAL else RowKind.BODY
    label = visible(line.label)
    return GridRow(label.strip(), kind, form, tuple(cells), indent=int(label.startswith(" ")))


def unknown_note(rows: Iterable[GridRow], meaning: str) -> tuple[str, ...]:
    """What the dash of a grid says, where it has one."""
    return (f"{NOT_APPLICABLE} {meaning}",) if any(c.text == NOT_APPLICABLE for row in rows for c in row.cells) else ()


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


def precision_note(table: Table, show: Show) -> str:
    """What stands beside figures, in a sentence for everybody; empty where nothing does."""
    known = table.precision
    if known is None or show == "share":
        return ""
    if show == "se":
        units = " or ".join(
            dict.fromkeys(_UNITS[unit_of(row, column)] for row in table.rows for column in table.columns)
        )
        return (
            f"Standard error with each figure, in {units}: how far surveys drawn like this one typically land from "
            f"the true figure ({visible(known.method)})."
        )
    return (
        f"{level_text(known)} interval with each figure: of 100 surveys drawn like this one, about "
        f"{level_text(known).removesuffix('%')} would give an interval that holds the true figure "
        f"({visible(known.method)})."
    )


def level_text(precision: Precision) -> str:
    """The level of the intervals: `95%`, `99.5%`."""
    return f"{100 * precision.level:g}%"


def range_text(low: str, high: str) -> str:
    """Two limits as a range; a dash between them is no minus before either."""
    return f"{low} to {high}" if low.startswith("-") or high.startswith("-") else f"{low}–{high}"  # noqa: RUF001


def _rows(table: Table, show: Show, *, has_views: bool) -> tuple[GridRow, ...]:
    signs = signs_of(table.tests.differences) if table.tests else [[""] * len(table.columns) for _ in table.rows]
    figures = zip(table.rows, table.estimate.tolist(), table.status.tolist(), signs, _asides(table, show), strict=True)
    rows = []
    for i, (line, *parts) in enumerate(figures):
        forms = [form_of(unit_of(line, column), table.decimals) for column in table.columns]
        cells = [figure_of(value, form, *rest) for form, value, *rest in zip(forms, *parts, strict=True)]
        if has_views:
            cells = [_with_views(cell, table, i, j) for j, cell in enumerate(cells)]
        rows.append(row_of(line, form_of(line.unit, table.decimals), cells))
    return tuple(rows)


def _with_views(cell: GridCell, table: Table, i: int, j: int) -> GridCell:
    """A cell with what a page can show in its place: only shares of time have hours and a base for that."""
    hours = float(table.hours[i, j])
    if unit_of(table.rows[i], table.columns[j]) is not Unit.SHARE or not is_shown(hours):
        return cell
    return cell._replace(hours=hours, base=int(table.base[i, j]))


def _asides(table: Table, show: Show) -> list[list[str]]:
    """What stands beside each figure, by row and column; empty where there is nothing to say."""
    known = table.precision
    if known is None or show == "share":
        return [[""] * len(table.columns) for _ in table.rows]
    forms = [[form_of(unit_of(row, column), table.decimals) for column in table.columns] for row in table.rows]
    if show == "se":
        return [
            [_aside(form.finer(), se) for form, se in zip(*pair, strict=True)]
            for pair in zip(forms, known.se.tolist(), strict=True)
        ]
    limits = zip(forms, known.low.tolist(), known.high.tolist(), strict=True)
    return [[_range(_bare(form), *pair) for form, *pair in zip(*row, strict=True)] for row in limits]


def _bare(form: NumberForm) -> NumberForm:
    """The form of limits: as many decimals as the figure, and no sign of percent."""
    return form._replace(quantity=Quantity.POINTS) if form.quantity is Quantity.PERCENT else form


def _range(form: NumberForm, low: float, high: float) -> str:
    """Two limits, with a decimal more where they would look alike and aren't."""
    if not (is_shown(low) and is_shown(high)):
        return ""
    if low < high and form.text(low) == form.text(high) and form.quantity is not Quantity.CLOCK:
        form = form._replace(decimals=form.decimals + 1)
    return range_text(form.text(low), form.text(high))


def _aside(form: NumberForm, value: float) -> str:
    return form.text(value) if is_shown(value) else ""


def _bases(table: Table) -> tuple[GridRow, ...]:
    counted = any(line.kind is LineKind.ALL and line.unit is Unit.RESPONDENTS for line in table.rows)
    most = table.column_bases.tolist()
    bases = [] if counted else [GridRow("Respondents", RowKind.BASE, COUNT, tuple(map(count_of, most)))]
    if table.column_diaries is not None:
        bases.append(base_row("Diaries", table.column_diaries.tolist()))
    if table.column_hours.size:
        hidden = Status.SUPPRESSED if table.is_protected else ""
        hours = (figure_of(value, COUNT, "" if is_shown(value) else hidden) for value in table.column_hours.tolist())
        bases.append(GridRow("Hours recorded", RowKind.BASE, COUNT, tuple(hours)))
    return tuple(bases)


def base_row(label: str, values: Iterable[float]) -> GridRow:
    """A row of what figures rest on."""
    return GridRow(label, RowKind.BASE, COUNT, tuple(figure_of(value, COUNT) for value in values))


def abbreviation_notes(tables: Iterable[Table]) -> list[str]:
    """What titles, rows and columns of tables say in short, spelt out; none where they say nothing so."""
    known: dict[str, str] = {}
    texts: list[str] = []
    for table in tables:
        known |= table.abbreviations
        texts += (table.title, table.scope, *(line.label for line in (*table.rows, *table.columns)))
    return spelt_out(known, texts)


def spelt_out(abbreviations: Mapping[str, str], texts: Iterable[str]) -> list[str]:
    """A note of the abbreviations that some texts have, in the order in which these have them; none where none has."""
    words = dict.fromkeys(chain.from_iterable(map(_WORDS.findall, texts)))
    found = [f"{word}: {visible(abbreviations[word])}" for word in words if word in abbreviations]
    return [f"{'; '.join(found)}."] if found else []


def _notes(table: Table, rows: tuple[GridRow, ...], show: Show, reference: str) -> tuple[str, ...]:
    """The table's notes, what intervals are, then the marks: each explained where it occurs, and only there."""
    notes, explained = mark_notes([visible(note) for note in table.notes], rows)
    notes += abbreviation_notes([table])
    if (table.base < table.column_bases).any():
        notes.append(_PART_NOTE)
    if any(cell.aside for row in rows for cell in row.cells):
        notes.append(precision_note(table, show))
    return (*notes, *sign_note(rows, reference), *explained)
