"""What tests between the columns of tables found, as pages of a workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from timediary.render.findings import DIFFERENCE_UNITS, differences_in, findings_of_table
from timediary.render.inert import visible
from timediary.render.numbers import PROBABILITY, NumberForm, form_of
from timediary.render.sheets import SheetCell, SheetColumn, SheetTable
from timediary.render.shorthand import NOT_AVAILABLE, explanations, number_cell
from timediary.render.workbook_table import Page

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from timediary.model.table import Table

# Heads with the widths of their columns; negative where they hold figures.
_DIFFERENCES = {
    "Table": 44,
    "Row": 38,
    "Column": 26,
    "Figure": -12,
    "Compared with": 18,
    "Its figure": -12,
    "Difference": -14,
    "Unit": 10,
    "95% lower limit": -16,
    "95% upper limit": -16,
    "p": -12,
    "p adjusted": -14,
}
_TESTS = {
    "Table": 44,
    "Tested": 38,
    "How": 70,
    "F": -12,
    "Numerator degrees of freedom": -16,
    "Denominator degrees of freedom": -16,
    "p": -12,
}
_F = NumberForm(decimals=2)
_DEGREES = NumberForm(decimals=0)
_NOTHING = "nothing to test, or no error to test it by"


def pages_of_tests(tables: Sequence[Table]) -> list[Page]:
    """Every difference between a column and the one it is compared with, and every test that columns are alike."""
    pages = [
        _page("Differences", "How far columns differ", _DIFFERENCES, tuple(_differences(tables))),
        _page("Tests", "Whether columns are alike", _TESTS, tuple(_tests(tables))),
    ]
    return [page for page in pages if page.table.rows]


def _page(name: str, title: str, widths: dict[str, int], rows: tuple[tuple[SheetCell, ...], ...]) -> Page:
    columns = tuple(SheetColumn(head, abs(width), has_figures=width < 0) for head, width in widths.items())
    lines = explanations(rows, further={NOT_AVAILABLE: _NOTHING})
    return Page(name, title, SheetTable(columns, rows), lines=tuple(lines))


def _differences(tables: Iterable[Table]) -> Iterator[tuple[SheetCell, ...]]:
    for table in tables:
        rows, columns = ({line.id: line for line in lines} for lines in (table.rows, table.columns))
        for cell in differences_in(table):
            line = rows[cell.row]
            shown = form_of(line.unit, table.decimals)
            change = shown.finer(signed=True)
            yield (
                _text(table.title),
                _text(line.label),
                _text(columns[cell.column].label),
                number_cell(cell.estimate, shown),
                _text(columns[cell.reference].label),
                number_cell(cell.reference_estimate, shown),
                number_cell(cell.difference, change),
                SheetCell(DIFFERENCE_UNITS[line.unit]),
                number_cell(cell.low, change),
                number_cell(cell.high, change),
                number_cell(cell.p, PROBABILITY),
                number_cell(cell.p_adjusted, PROBABILITY),
            )


def _tests(tables: Iterable[Table]) -> Iterator[tuple[SheetCell, ...]]:
    for table in tables:
        findings = findings_of_table(table)
        for test in findings.tests if findings else ():
            yield (
                _text(table.title),
                _text(test.label),
                _text(test.method),
                number_cell(test.f, _F),
                number_cell(test.numerator_df, _DEGREES),
                number_cell(test.denominator_df, _DEGREES),
                number_cell(test.p, PROBABILITY),
            )


def _text(text: str) -> SheetCell:
    return SheetCell(visible(text).strip() or "No label")
