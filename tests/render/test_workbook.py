"""`tables.xlsx`, read back with openpyxl."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

import numpy as np
import openpyxl
import pytest
from tests.render.samples import (
    HOSTILE,
    ROWS,
    hostile_results,
    odd_comparisons,
    odd_results,
    problems_of,
    results_of,
    table_of,
)

from timediary.render import FORMATS
from timediary.render.sheet_names import sheet_names

ODD = odd_results()
COMPARISONS = odd_comparisons()


def book_of(results: object) -> Any:
    return openpyxl.load_workbook(io.BytesIO(FORMATS["xlsx"].render(results)))  # type: ignore[arg-type]


def test_one_table_a_sheet_between_contents_and_problems() -> None:
    book = book_of(results_of(table_of(id_="overall"), table_of(id_="setting,role")))
    assert book.sheetnames == ["Contents", "overall", "setting,role", "Problems"]


def test_properties_follow_from_the_content() -> None:
    properties = book_of(results_of()).properties
    assert properties.title == results_of().headline
    assert properties.created == properties.modified == datetime(2010, 1, 1)


def test_numbers_are_numbers_in_full_with_formats() -> None:
    estimate = [[0.125, 1 / 3, np.nan], [0.2, 0.3, 0.4], [0.5, 0.6, 0.7], [1, 0, 1]]
    sheet = book_of(results_of(table_of(estimate=estimate, base=[5, 467, 472], decimals=1)))["setting"]
    assert [cell.value for cell in sheet[4]] == ["Activity", "CSD", "DASS", "All"]
    assert [cell.value for cell in sheet[5]] == ["Direct contact", 0.125, 1 / 3, "–"]  # noqa: RUF001
    assert sheet["B5"].number_format == '0.0%"*"'
    assert sheet["C5"].number_format == "0.0%"
    assert [cell.value for cell in sheet[9]] == ["Respondents", 5, 467, 472]
    assert [cell.value for cell in sheet[10]] == ["Hours recorded", 900.5, 6450.5, 12000.5]
    assert sheet["D10"].number_format == "#,##0"
    assert sheet["B10"].number_format == "#,##0_*"


def test_head_subtotal_and_notes() -> None:
    sheet = book_of(results_of(table_of(base=5)))["setting"]
    assert sheet["A1"].value == "Share of recorded time by setting"
    assert sheet["A1"].font.bold
    assert sheet["A2"].value == "300 diaries, 12,000 hours"
    assert sheet.freeze_panes == "B5"
    assert [sheet[f"A{row}"].font.bold for row in range(5, 9)] == [False, False, True, False]
    assert sheet["C7"].font.bold
    below = [sheet[f"A{row}"].value for row in range(12, 15)]
    assert below == ["Each figure is all the time in the row.", "* fewer than 30 respondents.", "Source: A survey"]


def test_columns_are_wide_enough_for_what_they_hold() -> None:
    sheet = book_of(ODD["hours"])["setting"]
    assert sheet.column_dimensions["A"].width >= len("Hours recorded")
    assert sheet.column_dimensions["D"].width >= len("1,234,567")


def test_indented_rows_are_indented() -> None:
    sheet = book_of(ODD["hours"])["setting"]
    assert (sheet["A6"].value, sheet["A6"].alignment.indent) == ("of those", 1)


def test_contents_lead_to_the_sheets_and_say_where_it_comes_from() -> None:
    results = results_of(table_of(), problems=problems_of(3))
    book = book_of(results)
    sheet = book["Contents"]
    links = {cell.value: cell.hyperlink.location for row in sheet for cell in row if cell.hyperlink}
    assert links == {"setting": "'setting'!A1", "Problems": "'Problems'!A1"}
    texts = {cell.value for row in sheet for cell in row}
    assert {
        results.headline,
        results.provenance.inputs[0].sha256,
        "a.xlsx",
        results.study.name,
        "Cells read",
        1203,
    } <= texts
    assert "3 problems found; 3 diary cells left out of every total." in texts


def test_problems_sheet() -> None:
    sheet = book_of(results_of(problems=problems_of(3)))["Problems"]
    header = [cell.value for cell in sheet[4]]
    rows = [dict(zip(header, values, strict=True)) for values in sheet.iter_rows(min_row=5, values_only=True)]
    assert [row["row"] for row in rows] == [2, 3, 4]
    assert {row["remedy"] for row in rows} == {"Correct it, or clear the cell."}
    assert sheet.auto_filter.ref == "A4:K7"


def test_more_problems_than_a_sheet_should_hold_are_said_to_be_elsewhere() -> None:
    sheet = book_of(results_of(problems=problems_of(2_001)))["Problems"]
    assert sheet.max_row == 4 + 2_000
    assert sheet["A2"].value == "The first 2,000 are here; all are in problems.csv."


def test_nothing_is_a_formula_or_a_link_out() -> None:
    book = book_of(hostile_results())
    cells = [cell for sheet in book for row in sheet for cell in row]
    assert {cell.data_type for cell in cells} == {"s", "n"}
    assert {HOSTILE[0], HOSTILE[2], HOSTILE[3], "\ufffd[31mred"} <= {cell.value for cell in cells}
    assert all(cell.hyperlink.location and not cell.hyperlink.target for cell in cells if cell.hyperlink)


@pytest.mark.parametrize("name", ODD)
def test_odd_results_open(name: str) -> None:
    book = book_of(ODD[name])
    tested = [title for title in ("Differences", "Tests") if title in book.sheetnames]
    assert bool(tested) == any(table.tests for table in ODD[name].tables)
    assert len(book.sheetnames) == len(ODD[name].tables) + 2 + len(tested)
    assert book.sheetnames[-1 - len(tested) :] == [*tested, "Problems"]


@pytest.mark.parametrize("name", COMPARISONS)
def test_odd_comparisons_open_and_nothing_in_them_acts(name: str) -> None:
    content = FORMATS["xlsx"].render_comparisons([COMPARISONS[name]], ["=a.xlsx"])
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert len(book.sheetnames) == 2
    cells = [cell for sheet in book for row in sheet for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert all(cell.hyperlink.location and not cell.hyperlink.target for cell in cells if cell.hyperlink)


def test_text_longer_than_a_cell_is_cut() -> None:
    sheet = book_of(results_of(problems=problems_of(1, content="x" * 40_000)))["Problems"]
    assert len(sheet["G5"].value) == 32_767


def test_a_table_by_itself() -> None:
    book = openpyxl.load_workbook(
        io.BytesIO(FORMATS["xlsx"].render_table(table_of(rows=ROWS[:1], estimate=[[0, 0.5, 1]])))
    )
    assert book.sheetnames == ["setting"]
    assert [cell.value for cell in book["setting"][5]] == ["Direct contact", 0, 0.5, 1]


def test_names_of_sheets_keep_the_rules() -> None:
    names = sheet_names(
        ["Contents", "contents", "a/b:c*[d]?\\e", "x" * 40, "x" * 40, "'quoted'", "History", "", "👩" * 20]
    )
    assert names == [
        "Contents",
        "contents 2",
        "a_b_c__d___e",
        "x" * 31,
        "x" * 29 + " 2",
        "quoted",
        "History 2",
        "Table",
        "👩" * 15,
    ]
