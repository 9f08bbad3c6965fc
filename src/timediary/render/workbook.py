"""`tables.xlsx`: contents, one table a sheet, and the problems."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from timediary.render.compared import compared, headline_of
from timediary.render.findings import differences_in
from timediary.render.grid import grid_of, grids_of_precision
from timediary.render.measure import width_of, wrapped
from timediary.render.numbers import COUNT
from timediary.render.problems import FIELDS, ledger_lines, summary_of
from timediary.render.sheet_names import sheet_names
from timediary.render.sheets import Book, number_format
from timediary.render.workbook_table import HEAD, set_widths, write_block, write_grid, write_notes
from timediary.render.workbook_tests import write_differences, write_tests

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from timediary.model.comparison import Comparison
    from timediary.model.problem import Problem
    from timediary.model.results import Results
    from timediary.model.table import Table
    from timediary.render.compared import Compared
    from timediary.render.intervals import Show
    from timediary.render.sheets import Sheet

_MOST_PROBLEMS = 2_000
_PROBLEM_WIDTHS = {"kind": 22, "file": 24, "row": 8, "column": 9, "cells": 7, "message": 60, "remedy": 60}
_COUNT = number_format(COUNT)


class _Page(NamedTuple):
    """A sheet to be: the name it should have, what it shows and of whom, for the contents, and what writes it."""

    name: str
    title: str
    scope: str
    write: Callable[[Sheet], None]


def render(results: Results, show: Show | None = None) -> bytes:
    """`tables.xlsx`."""
    pages = [_table_page(table, show) for table in results.tables]
    pages += _test_pages(results.tables)
    summary = summary_of(results.problems)
    pages.append(
        _Page("Problems", "Problems of the input", summary, lambda sheet: _write_problems(sheet, results.problems))
    )

    def write_basis(sheet: Sheet, row: int) -> None:
        _write_provenance(sheet, _write_ledger(sheet, row, results) + 1, results.provenance.lines)

    return _book(results.headline, results.study.name, pages, write_basis)


def render_table(table: Table, show: Show | None = None) -> bytes:
    """One table as a workbook of one sheet, with what tests found, if any were made, on two more."""
    pages = [_table_page(table, show), *_test_pages([table])]
    book = Book(pages[0].title, table.source)
    for name, page in zip(sheet_names([page.name for page in pages]), pages, strict=True):
        page.write(book.sheet(name))
    return book.content()


def render_comparisons(comparisons: Sequence[Comparison], inputs: Sequence[str] = ()) -> bytes:
    """`comparison.xlsx`: one comparison a sheet, one block a column."""
    views = [compared(comparison) for comparison in comparisons]
    pages = [_Page(view.id, view.title, "; ".join(view.scopes), partial(_write_comparison, view)) for view in views]

    def write_basis(sheet: Sheet, row: int) -> None:
        if inputs:
            _write_provenance(sheet, row, [("Input", file) for file in inputs])

    return _book(headline_of(comparisons), views[0].source if views else "", pages, write_basis)


def _table_page(table: Table, show: Show | None) -> _Page:
    grid = grid_of(table)
    blocks = grids_of_precision(table, show)
    return _Page(grid.id, grid.title, grid.scope, lambda sheet: write_grid(sheet, grid, blocks))


def _test_pages(tables: Sequence[Table]) -> list[_Page]:
    pages = []
    if any(True for table in tables for _ in differences_in(table)):
        pages.append(_Page("Differences", "How far columns differ", "", lambda sheet: write_differences(sheet, tables)))
    if any(table.tests and table.tests.tests for table in tables):
        pages.append(_Page("Tests", "Whether columns are alike", "", lambda sheet: write_tests(sheet, tables)))
    return pages


def _book(title: str, subject: str, pages: Sequence[_Page], write_basis: Callable[[Sheet, int], None]) -> bytes:
    """A workbook of these pages, after its contents and what it rests on."""
    book = Book(title, subject)
    names = sheet_names(["Contents", *(page.name for page in pages)])
    contents = book.sheet(names[0])
    contents.text(0, 0, title, "title")
    contents.text(1, 0, subject, "faint")
    contents.texts(HEAD, ("Sheet", "What it shows", "Of whom"), "head")
    for row, (name, page) in enumerate(zip(names[1:], pages, strict=True), start=HEAD + 1):
        contents.link(row, 0, name)
        contents.text(row, 1, page.title)
        contents.text(row, 2, page.scope)
        page.write(book.sheet(name))
    write_basis(contents, HEAD + 2 + len(pages))
    contents.widths((max(28, *map(width_of, names)) + 2, 68, 56))
    return book.content()


def _write_ledger(sheet: Sheet, row: int, results: Results) -> int:
    """Returns the first row after the ledger."""
    sheet.texts(row, ("Diary cells", "Number"), "head")
    lines = ledger_lines(results.ledger)
    for i, (label, number) in enumerate(lines, start=row + 1):
        sheet.text(i, 0, label)
        sheet.number(i, 1, number, _COUNT, "left")
    return row + 1 + len(lines)


def _write_provenance(sheet: Sheet, row: int, entries: Iterable[tuple[str, str]]) -> None:
    sheet.texts(row, ("Provenance", ""), "head")
    for i, (name, value) in enumerate(entries, start=row + 1):
        sheet.text(i, 0, name)
        sheet.text(i, 1, value, "wrapped")
        sheet.height(i, len(wrapped(value, 66)))


def _write_comparison(view: Compared, sheet: Sheet) -> None:
    """Title and scopes, a block a column under its label, notes."""
    sheet.text(0, 0, view.title, "title")
    sheet.text(1, 0, "; ".join(view.scopes), "faint")
    widths = set_widths(sheet, view.grids)
    row = HEAD
    for grid in view.grids:
        sheet.text(row, 0, grid.title, "strong")
        row = write_block(sheet, grid, row + 1, widths) + 1
    write_notes(sheet, row, view.notes, view.source)


def _write_problems(sheet: Sheet, problems: Sequence[Problem]) -> None:
    sheet.text(0, 0, summary_of(problems), "title")
    if len(problems) > _MOST_PROBLEMS:
        sheet.text(1, 0, f"The first {_MOST_PROBLEMS:,} are here; all are in problems.csv.", "faint")
    head = 3
    sheet.texts(head, FIELDS, "head")
    shown = problems[:_MOST_PROBLEMS]
    for row, problem in enumerate(shown, start=head + 1):
        for column, name in enumerate(FIELDS):
            value = getattr(problem, name)
            if isinstance(value, int):
                sheet.number(row, column, value, _COUNT, "left")
            elif value:
                sheet.text(row, column, value, "wrapped" if name in ("message", "remedy") else "")
    sheet.widths([_PROBLEM_WIDTHS.get(name, 16) for name in FIELDS])
    sheet.freeze(head + 1, 0)
    if shown:
        sheet.filtered(head, head + len(shown), len(FIELDS))
