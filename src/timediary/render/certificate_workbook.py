"""`certificate.xlsx`: totals, one table a sheet with each published figure beside the one made anew, all figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from timediary.model.certificate import Verdict
from timediary.model.definition import Figure
from timediary.render.certified import (
    MEANING,
    ORDER,
    certified_tables,
    headline_of,
    published_text,
    tallies,
)
from timediary.render.inert import visible
from timediary.render.numbers import COUNT, NumberForm, Quantity
from timediary.render.sheets import SheetCell, SheetColumn, SheetTable
from timediary.render.shorthand import NOT_MEANT
from timediary.render.workbook import Front, book_of
from timediary.render.workbook_table import Page, columns_of, unique
from timediary.render.workbook_xlsx import painted

if TYPE_CHECKING:
    from timediary.model.certificate import Certificate, Certified
    from timediary.render.certified import CertifiedTable

_HEADS = ("Figures", "Agree", "Differ", "Impossible", "Not made")
_ENTRIES = ("Table", "Row", "Column", "Kind", "Published", "Survey", "Difference", "Verdict", "Reason")
_WIDTHS = (10, 36, 36, 12, 14, 14, 14, 14, 90)
# What signs that stand alone in a report say.
_IN_WORDS = {"%": "Percent", **dict.fromkeys(("-", "–", "—"), "dash")}  # noqa: RUF001 - dashes of tables
_MARKS = {Verdict.DIFFERS: "[differs]", Verdict.IMPOSSIBLE: "[impossible]"}
_LEGEND = (
    "[differs] the survey's figure, rounded as the published one is printed, is another.",
    "[impossible] the published figure contradicts others; the notes of the table name them.",
    f"{NOT_MEANT} not applicable: the table has no such figure, or there is nothing to take one from.",
)


def render(certificate: Certificate) -> bytes:
    """`certificate.xlsx`."""
    pages = [_totals_page(certificate)]
    pages += [_table_page(table, certificate.survey) for table in certified_tables(certificate)]
    pages.append(_figures_page(certificate))
    provenance = (("Survey", certificate.survey), ("Published in", certificate.source))
    title = f"Certificate: {certificate.survey} beside the published figures"
    front = Front(title, certificate.source, (headline_of(certificate), *MEANING), provenance)
    return painted(book_of(front, pages))


def _totals_page(certificate: Certificate) -> Page:
    rows = []
    for tally in tallies(certificate):
        numbers = (tally.total, *(tally.counts[verdict] for verdict in ORDER))
        rows.append((SheetCell(tally.label), *(SheetCell(number, COUNT) for number in numbers)))
    columns = (SheetColumn("What is counted", 54), *(SheetColumn(head, 14, has_figures=True) for head in _HEADS))
    return Page("Totals", "How many published figures the survey gives", SheetTable(columns, tuple(rows)))


def _table_page(table: CertifiedTable, survey: str) -> Page:
    """Two columns for each of the table: as published, and the survey's with its mark."""
    rows = []
    for label, cells in zip(table.rows, table.cells, strict=True):
        figures = [cell for entry in cells for cell in _pair(entry)]
        rows.append((_label(label), *figures))
    heads = [f"{visible(label)}: {what}" for label in table.columns for what in ("published", "survey")]
    proofs = [
        f"{visible(entry.cell.row)}, {visible(entry.cell.column)} ({entry.cell.figure}): "
        f"{published_text(entry)} is printed; it {visible(entry.reason)}"
        for entry in table.entries
        if entry.verdict is Verdict.IMPOSSIBLE
    ]
    lacking = [f"Not made: {table.lacking}"] if table.lacking else []
    return Page(
        name=f"Table {table.id}",
        title=table.title,
        table=SheetTable(columns_of(unique(["Row", *heads]), rows), tuple(rows)),
        scope=f"As published, and in {visible(survey)}",
        lines=(*lacking, *_LEGEND),
        notes=(*table.notes, *proofs),
    )


def _figures_page(certificate: Certificate) -> Page:
    """Every figure: what differs most first, then what is impossible, what is not made, and what agrees."""
    entries = list(certificate.differing())
    for verdict in (Verdict.IMPOSSIBLE, Verdict.NOT_MADE, Verdict.AGREES):
        entries += certificate.of(verdict)
    figures = ("Published", "Survey", "Difference")
    columns = tuple(SheetColumn(head, width, head in figures) for head, width in zip(_ENTRIES, _WIDTHS, strict=True))
    return Page(
        name="Figures",
        title="Every published figure",
        table=SheetTable(columns, tuple(map(_entry, entries))),
        lines=(
            "What differs comes first, shares and percentages before numbers of respondents. Differences of shares "
            "and percentages are in points.",
            _LEGEND[-1],
        ),
    )


def _entry(entry: Certified) -> tuple[SheetCell, ...]:
    cell = entry.cell
    texts = (cell.table, cell.row, cell.column, cell.figure.value)
    difference = SheetCell(NOT_MEANT)
    if entry.difference == entry.difference:
        change = round(entry.difference, 6)
        difference = SheetCell(change, NumberForm(decimals=_decimals(change), signed=True))
    return (
        *map(_label, texts),
        _figure(entry, cell.value, _published(entry)),
        _figure(entry, float(entry.printed) if entry.printed else None, NOT_MEANT),
        difference,
        SheetCell(entry.verdict.value),
        SheetCell(visible(entry.reason) or NOT_MEANT),
    )


def _pair(entry: Certified | None) -> tuple[SheetCell, SheetCell]:
    if entry is None:
        return SheetCell(NOT_MEANT), SheetCell(NOT_MEANT)
    here = float(entry.printed) if entry.printed else None
    mark = _MARKS.get(entry.verdict, "")
    return (
        _figure(entry, entry.cell.value, _published(entry)),
        _figure(entry, here, f"{NOT_MEANT} {mark}".rstrip(), mark),
    )


def _label(text: str) -> SheetCell:
    return SheetCell(visible(_IN_WORDS.get(text, text)))


def _published(entry: Certified) -> str:
    """What is printed in place of a figure, as words: a symbol alone, or a number as text, is lost on many readers."""
    text = published_text(entry)
    return text if text == "blank" else f"printed {_IN_WORDS.get(text, text)}"


def _figure(entry: Certified, value: float | None, text: str, mark: str = "") -> SheetCell:
    """A figure as a number, as precise as it is printed, and strong where it is marked."""
    if value is None:
        return SheetCell(text, is_strong=bool(mark))
    decimals = _decimals(value)
    if entry.cell.figure is Figure.COUNT:
        return SheetCell(value, NumberForm(decimals=decimals), mark, is_strong=bool(mark))
    return SheetCell(value / 100, NumberForm(Quantity.PERCENT, decimals), mark, is_strong=bool(mark))


def _decimals(value: float) -> int:
    return len(f"{value:.10g}".partition(".")[2])
