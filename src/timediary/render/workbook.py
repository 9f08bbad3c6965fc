"""Results as a workbook: cover, contents, notes, one table a sheet, and what is wrong with the input."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from timediary.render.compared import compared, headline_of
from timediary.render.inert import visible
from timediary.render.measure import width_of
from timediary.render.numbers import COUNT
from timediary.render.problems import FIELDS, ledger_lines, summary_of
from timediary.render.sheet_names import sheet_names
from timediary.render.sheets import LineKind, Sheet, SheetCell, SheetColumn, SheetLine, SheetTable, Workbook
from timediary.render.shorthand import NOT_MEANT
from timediary.render.workbook_compared import comparison_page
from timediary.render.workbook_table import Page, pages_of_table
from timediary.render.workbook_tests import pages_of_tests

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from timediary.model.comparison import Comparison
    from timediary.model.problem import Problem
    from timediary.model.results import Results
    from timediary.model.table import Table
    from timediary.render.intervals import Show
_MOST_PROBLEMS = 2_000
_PROBLEM_WIDTHS = {"kind": 22, "file": 24, "row": 8, "column": 10, "cells": 8, "message": 60, "remedy": 60}
_HOW_TO_READ = (
    "Each sheet after the notes has one table, which begins in column A under the title and nothing stands below.",
    "Numbers are stored in full and shown rounded.",
    "[note 1] and so on are explained on the sheet Notes, shorthand such as [u] above the table that uses it.",
)


class Front(NamedTuple):
    """What the cover says: a title, what the workbook is about, lines of text, and where the figures come from."""

    title: str
    subject: str
    lines: tuple[str, ...]
    provenance: tuple[tuple[str, str], ...]


def workbook_of(results: Results, show: Show | None = None) -> Workbook:
    """All tables of results, with their precision unless `show` says otherwise."""
    pages = [page for table in results.tables for page in pages_of_table(table, show)]
    pages += pages_of_tests(results.tables)
    lines = [results.headline]
    if results.has_diaries:
        summary = summary_of(results.problems)
        pages += [_ledger_page(results), *_problem_pages(results.problems, summary)]
        lines.append(summary)
    name = results.study.name
    return book_of(Front(name, results.headline, tuple(lines), tuple(results.provenance.lines)), pages)


def workbook_of_table(table: Table, show: Show | None = None) -> Workbook:
    """One table, with its precision and with what tests found, if any were made."""
    pages = [*pages_of_table(table, show), *pages_of_tests([table])]
    return book_of(Front(table.title, table.source, (table.scope,), (("Source", table.source),)), pages)


def workbook_of_comparisons(comparisons: Sequence[Comparison], inputs: Sequence[str] = ()) -> Workbook:
    """Comparisons, one a sheet."""
    views = [compared(comparison) for comparison in comparisons]
    title, source = headline_of(comparisons), views[0].source if views else ""
    provenance = [("Input", file) for file in inputs] + ([("Source", source)] if source else [])
    return book_of(Front(title, source, (), tuple(provenance)), [comparison_page(view) for view in views])


def book_of(front: Front, pages: Sequence[Page]) -> Workbook:
    """A workbook of these pages after its cover, contents and notes."""
    notes = list(dict.fromkeys(note for page in pages for note in (*page.notes, *page.head_notes)))
    wanted: list[str | tuple[str, str]] = ["Cover", "Contents", *(["Notes"] if notes else [])]
    wanted += [(page.name, page.ending) for page in pages]
    names = sheet_names(wanted)
    own = names[len(names) - len(pages) :]
    numbers = {note: f"[note {number}]" for number, note in enumerate(notes, start=1)}
    sheets = [_sheet(page, name, numbers) for page, name in zip(pages, own, strict=True)]
    before = [_notes_sheet(names[2], pages, own, numbers)] if notes else []
    listed = [(sheet.name, sheet.lines[0].text) for sheet in before]
    listed += [
        (name, f"{page.title}: {page.scope}" if page.scope else page.title)
        for name, page in zip(own, pages, strict=True)
    ]
    return Workbook(
        title=visible(front.title),
        subject=visible(front.subject),
        sheets=(_cover(names[0], front), _contents(names[1], listed), *before, *sheets),
    )


def _sheet(page: Page, name: str, numbers: dict[str, str]) -> Sheet:
    """A page under its name, its notes by their numbers."""
    title = _with_notes(page.title, page.notes, numbers)
    first, *others = page.table.columns
    table = page.table
    if page.head_notes:
        head = first._replace(head=_with_notes(first.head, page.head_notes, numbers))
        table = SheetTable((head, *others), page.table.rows)
    texts = [page.scope, *page.lines]
    return Sheet(name, (SheetLine(title, LineKind.TITLE), *(SheetLine(text) for text in texts if text)), table)


def _with_notes(text: str, notes: Iterable[str], numbers: dict[str, str]) -> str:
    return " ".join([text, *dict.fromkeys(numbers[note] for note in notes)])


def _cover(name: str, front: Front) -> Sheet:
    lines = [SheetLine(visible(front.title) or "Tables", LineKind.TITLE)]
    lines += [SheetLine(visible(text)) for text in (*front.lines, *_HOW_TO_READ) if text]
    if not front.provenance:
        return Sheet(name, tuple(lines))
    lines.append(SheetLine("Where the figures come from", LineKind.HEADING))
    rows = [(SheetCell(visible(label)), SheetCell(visible(text) or NOT_MEANT)) for label, text in front.provenance]
    return Sheet(name, tuple(lines), SheetTable((SheetColumn("What", 28), SheetColumn("Which", 76)), tuple(rows)))


def _contents(name: str, listed: Sequence[tuple[str, str]]) -> Sheet:
    widest = max((width_of(sheet) for sheet, _ in listed), default=0)
    columns = (SheetColumn("Sheet", max(widest, 20) + 4), SheetColumn("What it shows", 90))
    rows = [(SheetCell(sheet, target=sheet), SheetCell(what)) for sheet, what in listed]
    return _listing(name, "Contents", columns, rows)


def _notes_sheet(name: str, pages: Sequence[Page], names: Sequence[str], numbers: dict[str, str]) -> Sheet:
    columns = (SheetColumn("Note", 12), SheetColumn("What it says", 90), SheetColumn("Sheets", 40))
    rows = []
    for note, number in numbers.items():
        where = [
            sheet for page, sheet in zip(pages, names, strict=True) if note in page.notes or note in page.head_notes
        ]
        rows.append((SheetCell(number), SheetCell(note), SheetCell(", ".join(where))))
    return _listing(name, "Notes", columns, rows)


def _listing(name: str, title: str, columns: tuple[SheetColumn, ...], rows: Sequence[tuple[SheetCell, ...]]) -> Sheet:
    table = SheetTable(columns, tuple(rows)) if rows else None
    return Sheet(name, (SheetLine(title, LineKind.TITLE),), table)


def _ledger_page(results: Results) -> Page:
    rows = [(SheetCell(label), SheetCell(number, COUNT)) for label, number in ledger_lines(results.ledger)]
    columns = (SheetColumn("Diary cells", 40), SheetColumn("Number", 14, has_figures=True))
    return Page("Diary_cells", "What became of every diary cell", SheetTable(columns, tuple(rows)))


def _problem_pages(problems: Sequence[Problem], summary: str) -> list[Page]:
    """A page of the problems; none where there are none, for a sheet without a table has nothing to say."""
    if not problems:
        return []
    columns = [SheetColumn(name, _PROBLEM_WIDTHS.get(name, 18), name in ("row", "cells")) for name in FIELDS]
    rows = [tuple(_problem_cell(getattr(problem, name)) for name in FIELDS) for problem in problems[:_MOST_PROBLEMS]]
    more = [f"The first {_MOST_PROBLEMS:,} are here; all are in problems.csv."] if len(problems) > len(rows) else []
    lines = (summary, *more, f"{NOT_MEANT} not applicable: nothing there, or no such place.")
    return [Page("Problems", "Problems of the input", SheetTable(tuple(columns), tuple(rows)), lines=lines)]


def _problem_cell(value: object) -> SheetCell:
    if isinstance(value, int):
        return SheetCell(value, COUNT)
    return SheetCell(visible(str(value or "")).strip() or NOT_MEANT)
