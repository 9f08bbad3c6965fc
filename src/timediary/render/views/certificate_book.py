"""A certificate in a workbook, where figures are numbers and a mark is a word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from timediary.model.certificate import Verdict
from timediary.model.definition import Figure, figure_text
from timediary.model.document import (
    Grid,
    GridCell,
    GridRow,
    RowKind,
    Section,
    Tone,
    columns_of,
    text_cell,
    text_columns_of,
)
from timediary.model.number import COUNT, NumberForm, Quantity
from timediary.render.views.certified_tables import CertifiedTable, certified_tables, totals_grid

if TYPE_CHECKING:
    from collections.abc import Iterator

    from timediary.model.certificate import Certificate, Certified

# What signs that stand alone in a report say.
_IN_WORDS = {"%": "Percent", **dict.fromkeys(("-", "–", "—"), "dash")}  # noqa: RUF001 - dashes of tables
_BOOK_MARKS = {Verdict.DIFFERS: "[differs]", Verdict.IMPOSSIBLE: "[impossible]"}
_BOOK_LEGEND = (
    "[differs] the survey's figure, rounded as the published one is printed, is another.",
    "[impossible] the published figure contradicts others; the notes of the table name them.",
    "[z] not applicable: the table has no such figure, or there is nothing to take one from.",
)


def sections_of(certificate: Certificate) -> Iterator[Section]:
    """Totals, each table with two columns for one of it, and every figure with its difference."""
    totals = totals_grid(certificate)._replace(id="Totals")
    yield Section("How many published figures the survey gives", (totals,), "Totals")
    for table in certified_tables(certificate):
        yield Section(table.title, (_book_grid(table, certificate.survey),), f"Table {table.id}")
    yield Section("Every published figure", (_figures_grid(certificate),), "Figures")


def _book_grid(table: CertifiedTable, survey: str) -> Grid:
    """Two columns for each of the table: as published, and the survey's with its mark."""
    rows = tuple(
        GridRow(_words(label), RowKind.BODY, COUNT, tuple(cell for entry in cells for cell in _pair(entry)))
        for label, cells in zip(table.rows, table.cells, strict=True)
    )
    proofs = tuple(
        f"{entry.cell.row}, {entry.cell.column} ({entry.cell.figure}): {figure_text(entry.cell)} is printed; it "
        f"{entry.reason}"
        for entry in table.impossible
    )
    lacking = (f"Not made: {table.lacking}",) if table.lacking else ()
    return Grid(
        id=f"Table {table.id}",
        title=table.title,
        stub="Row",
        columns=columns_of(*(f"{label}: {what}" for label in table.columns for what in ("published", "survey"))),
        rows=rows,
        scope=f"As published, and in {survey}",
        lines=(*lacking, *_BOOK_LEGEND),
        notes=(*table.notes, *proofs),
    )


def _figures_grid(certificate: Certificate) -> Grid:
    """Every figure: what differs most first, then what is impossible, what is not made, and what agrees."""
    entries = list(certificate.differing())
    for verdict in (Verdict.IMPOSSIBLE, Verdict.NOT_MADE, Verdict.AGREES):
        entries += certificate.of(verdict)
    columns = (
        *text_columns_of("Row", "Column", "Kind"),
        *columns_of("Published", "Survey", "Difference"),
        *text_columns_of("Verdict", "Reason"),
    )
    lines = (
        "What differs comes first, shares and percentages before numbers of respondents. Differences of shares and "
        "percentages are in points.",
        _BOOK_LEGEND[-1],
    )
    return Grid("Figures", "Every published figure", "Table", columns, tuple(map(_entry_row, entries)), lines=lines)


def _entry_row(entry: Certified) -> GridRow:
    cell = entry.cell
    difference = text_cell("[z]")
    if entry.difference == entry.difference:
        change = round(entry.difference, 6)
        form = NumberForm(decimals=_decimals(change), signed=True)
        difference = GridCell(change, form.text(change), form=form)
    cells = (
        *(text_cell(_words(text)) for text in (cell.row, cell.column, cell.figure.value)),
        _figure(entry, cell.value, _published(entry)),
        _figure(entry, float(entry.printed) if entry.printed else None, "[z]"),
        difference,
        text_cell(entry.verdict.value),
        text_cell(entry.reason),
    )
    return GridRow(cell.table, RowKind.BODY, COUNT, cells)


def _pair(entry: Certified | None) -> tuple[GridCell, GridCell]:
    if entry is None:
        return text_cell("[z]"), text_cell("[z]")
    here = float(entry.printed) if entry.printed else None
    mark = _BOOK_MARKS.get(entry.verdict, "")
    return _figure(entry, entry.cell.value, _published(entry)), _figure(entry, here, f"[z] {mark}".rstrip(), mark)


def _words(text: str) -> str:
    return _IN_WORDS.get(text, text)


def _published(entry: Certified) -> str:
    """What is printed in place of a figure, as words: a symbol alone, or a number as text, is lost on many readers."""
    text = figure_text(entry.cell)
    return text if text == "blank" else f"printed {_words(text)}"


def _figure(entry: Certified, value: float | None, text: str, mark: str = "") -> GridCell:
    """A figure as a number, as precise as it is printed, and strong where it is marked."""
    tone = Tone.STRONG if mark else Tone.PLAIN
    if value is None:
        return GridCell(None, text, tone=tone)
    form = NumberForm(decimals=_decimals(value))
    if entry.cell.figure is not Figure.COUNT:
        form, value = NumberForm(Quantity.PERCENT, form.decimals), value / 100
    return GridCell(value, form.text(value), mark, form=form, tone=tone)


def _decimals(value: float) -> int:
    return len(f"{value:.10g}".partition(".")[2])
