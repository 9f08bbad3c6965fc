"""`certificate.xlsx`: totals, one table a sheet with each published figure beside the one made anew, all entries."""

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
    regenerated_text,
    sign_of,
    tallies,
)
from timediary.render.measure import width_of, wrapped
from timediary.render.numbers import COUNT
from timediary.render.sheet_names import sheet_names
from timediary.render.sheets import Book, number_format

if TYPE_CHECKING:
    from collections.abc import Sequence

    from timediary.model.certificate import Certificate, Certified
    from timediary.render.certified import CertifiedTable
    from timediary.render.sheets import Sheet

_HEAD = 3
_COUNT = number_format(COUNT)
_HEADS = ("Figures", "Agree", "Differ", "Impossible", "Not made")
_ENTRIES = ("Table", "Row", "Column", "Kind", "Published", "Survey", "Difference", "Verdict", "Reason")
_WIDTHS = (8, 36, 36, 10, 12, 12, 12, 12, 90)
_LEGEND = "≠ differs from the published figure; ✕ the published figure contradicts others, see the sheet Figures."


def render(certificate: Certificate) -> bytes:
    """`certificate.xlsx`."""
    book = Book(headline_of(certificate), certificate.source)
    tables = certified_tables(certificate)
    names = sheet_names(["Summary", "Figures", *(table.id for table in tables)])
    summary, figures = book.sheet(names[0]), book.sheet(names[1])
    _write_summary(summary, certificate, tables, names[2:])
    _write_entries(figures, certificate)
    for name, table in zip(names[2:], tables, strict=True):
        _write_table(book.sheet(name), table, certificate.survey)
    return book.content()


def _write_summary(
    sheet: Sheet, certificate: Certificate, tables: Sequence[CertifiedTable], names: Sequence[str]
) -> None:
    sheet.text(0, 0, headline_of(certificate), "title")
    sheet.text(1, 0, f"{certificate.survey}, beside: {certificate.source}", "faint")
    row = _HEAD
    sheet.texts(row, ("What is counted", *_HEADS), "head")
    for tally in tallies(certificate):
        row += 1
        sheet.text(row, 0, tally.label)
        _numbers(sheet, row, [tally.total, *(tally.counts[verdict] for verdict in ORDER)])
    row += 2
    for text in MEANING:
        for line in wrapped(text, 120):
            sheet.text(row, 0, line, "faint")
            row += 1
    row += 1
    sheet.texts(row, ("Table", *_HEADS, "Sheet"), "head")
    for name, table in zip(names, tables, strict=True):
        row += 1
        sheet.text(row, 0, table.title)
        counts = [sum(entry.verdict is verdict for entry in table.entries) for verdict in ORDER]
        _numbers(sheet, row, [len(table.entries), *counts])
        sheet.link(row, len(_HEADS) + 1, name)
    widest = max(width_of(table.title) for table in tables)
    sheet.widths((min(widest, 90) + 2, *[12] * len(_HEADS), 10))


def _numbers(sheet: Sheet, row: int, numbers: Sequence[int]) -> None:
    for column, number in enumerate(numbers, start=1):
        sheet.number(row, column, number, _COUNT)


def _write_entries(sheet: Sheet, certificate: Certificate) -> None:
    """Every figure, what differs most first, then what is impossible, what is not made, and what agrees."""
    sheet.text(0, 0, "Every published figure", "title")
    sheet.text(1, 0, "What differs comes first, shares and percentages before numbers of respondents.", "faint")
    sheet.texts(_HEAD, _ENTRIES, "head")
    entries = list(certificate.differing())
    for verdict in (Verdict.IMPOSSIBLE, Verdict.NOT_MADE, Verdict.AGREES):
        entries += certificate.of(verdict)
    for row, entry in enumerate(entries, start=_HEAD + 1):
        cell = entry.cell
        for column, text in enumerate((cell.table, cell.row, cell.column, cell.figure.value)):
            sheet.text(row, column, text, "wrapped")
        _figure(sheet, row, 4, entry, cell.value, published_text(entry))
        _figure(sheet, row, 5, entry, _value(entry), regenerated_text(entry))
        if entry.difference == entry.difference:
            sheet.number(row, 6, round(entry.difference, 6), "+0.##;-0.##;0")
        sheet.text(row, 7, entry.verdict.value)
        sheet.text(row, 8, entry.reason, "wrapped")
    sheet.widths(_WIDTHS)
    sheet.freeze(_HEAD + 1, 0)
    sheet.filtered(_HEAD, _HEAD + len(entries), len(_ENTRIES))


def _write_table(sheet: Sheet, table: CertifiedTable, survey: str) -> None:
    """Two columns for each of the table: as published, and the survey's with its mark."""
    sheet.text(0, 0, table.title, "title")
    sheet.text(1, 0, f"Not made: {table.lacking}" if table.lacking else f"As published, and {survey}. {_LEGEND}", "faint")
    sheet.text(_HEAD, 0, "Row", "head")
    heads = [f"{label}: {what}" for label in table.columns for what in ("published", "survey")]
    for column, head in enumerate(heads, start=1):
        sheet.text(_HEAD, column, head, "figure head")
    sheet.height(_HEAD, max(len(wrapped(head, 14)) for head in heads))
    row = _HEAD
    for label, cells in zip(table.rows, table.cells, strict=True):
        row += 1
        sheet.text(row, 0, label, "wrapped")
        sheet.height(row, len(wrapped(label, 46)))
        for j, entry in enumerate(cells):
            if entry is not None:
                _figure(sheet, row, 2 * j + 1, entry, entry.cell.value, published_text(entry))
                _figure(sheet, row, 2 * j + 2, entry, _value(entry), regenerated_text(entry), marked=True)
    sheet.widths((48, *[16] * len(heads)), 170)
    sheet.freeze(_HEAD + 1, 1)
    proofs = [
        f"{sign_of(entry)} {entry.cell.row}, {entry.cell.column} ({entry.cell.figure}): {entry.reason}"
        for entry in table.entries
        if entry.verdict is Verdict.IMPOSSIBLE
    ]
    for i, note in enumerate((*proofs, *table.notes), start=row + 2):
        sheet.text(i, 0, note, "faint")


def _value(entry: Certified) -> float | None:
    return float(entry.printed) if entry.printed else None


def _figure(
    sheet: Sheet, row: int, column: int, entry: Certified, value: float | None, text: str, *, marked: bool = False
) -> None:
    """A figure as a number, as precise as it is printed; what doesn't agree with its sign and strong."""
    mark = sign_of(entry) if marked and entry.verdict in (Verdict.DIFFERS, Verdict.IMPOSSIBLE) else ""
    if value is None:
        sheet.text(row, column, f"{text} {mark}".rstrip(), "dash")
        return
    decimals = len(f"{value:.10g}".partition(".")[2])
    shown = f"#,##0{'.' + '0' * decimals if decimals else ''}"
    if entry.cell.figure is not Figure.COUNT:
        value, shown = value / 100, f"{shown}%"
    sheet.number(row, column, value, f'"{mark} "{shown}' if mark else shown, "subtotal" if mark else "")
