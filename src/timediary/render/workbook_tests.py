"""What tests between the columns of tables found, as sheets to sort and filter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from timediary.render.findings import DIFFERENCE_UNITS, differences_in, findings_of_table
from timediary.render.inert import visible
from timediary.render.numbers import PROBABILITY, NumberForm, form_of, is_shown
from timediary.render.sheets import cell_value, number_format

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from timediary.model.table import Table
    from timediary.render.sheets import Sheet

    # A text, or a number and how it is shown.
    Content = str | tuple[float, NumberForm]

_HEAD = 2
_DIFFERENCE_WIDTHS = {
    "Table": 40,
    "Row": 34,
    "Column": 22,
    "Figure": 10,
    "Compared with": 16,
    "Its figure": 10,
    "Difference": 12,
    "Unit": 9,
    "95% lower limit": 14,
    "95% upper limit": 14,
    "p": 10,
    "p adjusted": 12,
}
_TEST_WIDTHS = {
    "Table": 40,
    "Tested": 34,
    "How": 70,
    "F": 10,
    "Numerator degrees of freedom": 14,
    "Denominator degrees of freedom": 14,
    "p": 10,
}
_F = NumberForm(decimals=2)
_DEGREES = NumberForm(decimals=0)


def write_differences(sheet: Sheet, tables: Sequence[Table]) -> None:
    """Every difference between a column and the one it is compared with, one a row."""
    _write(sheet, "How far columns differ", _DIFFERENCE_WIDTHS, _differences(tables))


def write_tests(sheet: Sheet, tables: Sequence[Table]) -> None:
    """Every test that columns are alike, one a row."""
    _write(sheet, "Whether columns are alike", _TEST_WIDTHS, _tests(tables))


def _differences(tables: Iterable[Table]) -> Iterator[list[Content]]:
    for table in tables:
        rows, columns = ({line.id: line for line in lines} for lines in (table.rows, table.columns))
        for cell in differences_in(table):
            line = rows[cell.row]
            shown = form_of(line.unit, table.decimals)
            change = shown.finer(signed=True)
            yield [
                table.title,
                line.label.strip(),
                columns[cell.column].label,
                (cell.estimate, shown),
                columns[cell.reference].label,
                (cell.reference_estimate, shown),
                (cell.difference, change),
                DIFFERENCE_UNITS[line.unit],
                (cell.low, change),
                (cell.high, change),
                (cell.p, PROBABILITY),
                (cell.p_adjusted, PROBABILITY),
            ]


def _tests(tables: Iterable[Table]) -> Iterator[list[Content]]:
    for table in tables:
        findings = findings_of_table(table)
        for test in findings.tests if findings else ():
            yield [
                table.title,
                test.label,
                test.method,
                (test.f, _F),
                (test.numerator_df, _DEGREES),
                (test.denominator_df, _DEGREES),
                (test.p, PROBABILITY),
            ]


def _write(sheet: Sheet, title: str, widths: dict[str, int], rows: Iterable[Sequence[Content]]) -> None:
    """A list under its heads, to filter; what is no number is left blank."""
    sheet.text(0, 0, title, "title")
    last = _HEAD
    sheet.texts(_HEAD, tuple(widths), "head")
    for last, contents in enumerate(rows, start=_HEAD + 1):
        for column, content in enumerate(contents):
            if isinstance(content, str):
                sheet.text(last, column, visible(content))
            elif is_shown(content[0]):
                sheet.number(last, column, cell_value(*content), number_format(content[1]))
    sheet.widths(tuple(widths.values()))
    sheet.freeze(_HEAD + 1, 0)
    if last > _HEAD:
        sheet.filtered(_HEAD, last, len(widths))
