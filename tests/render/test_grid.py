"""What the neutral grid resolves for every writer."""

from __future__ import annotations

import numpy as np
from tests.render.samples import ROWS, columns_of, table_of

from timediary.model.document import RowKind
from timediary.model.line import Line, LineKind, Unit
from timediary.model.number import Quantity
from timediary.model.table import Status
from timediary.render.grids import grid_of

ONE_ROW = ROWS[:1]


def test_cells_have_value_text_and_mark() -> None:
    grid = grid_of(table_of(rows=ONE_ROW, estimate=[[0.125, 0.5, np.nan]], base=[100, 29, 0]))
    first, second, third = grid.rows[0].cells
    assert first[:3] == (0.125, "13%", "")
    assert second[:3] == (0.5, "50%", "*")
    assert third[:3] == (None, "–", "")  # noqa: RUF001


def test_marks_are_explained_where_they_occur_and_only_there() -> None:
    plain = grid_of(table_of())
    low = grid_of(table_of(base=29))
    blank = grid_of(table_of(estimate=np.full((4, 3), np.nan), base=0))
    assert plain.notes == ("Each figure is all the time in the row.",)
    assert low.notes == ("Each figure is all the time in the row.", "* fewer than 30 respondents.")
    assert [note[0] for note in blank.notes] == ["E", "–"]  # noqa: RUF001


def test_a_mark_is_explained_even_if_the_table_does_not() -> None:
    assert [note[0] for note in grid_of(table_of(base=29, notes=())).notes] == ["*"]


def test_each_status_has_its_mark() -> None:
    table = table_of(rows=ONE_ROW, estimate=[[0.1, 0.2, 0.3]], notes=("† cv of 20% or more.",))
    table.status[0] = [Status.ORDINARY, Status.LOW_BASE, Status.HIGH_VARIATION]
    grid = grid_of(table)
    assert [cell.mark for cell in grid.rows[0].cells] == ["", "*", "†"]
    assert grid.notes == ("* few respondents.", "† cv of 20% or more.")


def test_rows_say_how_their_numbers_are_shown() -> None:
    rows = (
        Line("share", "Share", LineKind.LEVEL, Unit.SHARE),
        Line("hours", "   hours", LineKind.LEVEL, Unit.HOURS),
        Line("count", "Count", LineKind.LEVEL, Unit.RESPONDENTS),
    )
    grid = grid_of(table_of(columns_of(), rows, estimate=[[0.2555], [37.25], [1153]], decimals=1))
    assert [row.cells[0].text for row in grid.rows] == ["25.6%", "37.3", "1,153"]
    assert grid.rows[0].form[:2] == (Quantity.PERCENT, 1)
    assert [(row.label, row.indent) for row in grid.rows] == [("Share", 0), ("hours", 1), ("Count", 0)]
    assert grid.stub == "Measure"
    assert grid_of(table_of()).stub == "Activity"


def test_kinds_of_rows_and_columns() -> None:
    grid = grid_of(table_of())
    assert [row.kind for row in grid.rows] == [RowKind.BODY, RowKind.BODY, RowKind.SUBTOTAL, RowKind.BODY]
    assert [column.is_total for column in grid.columns] == [False, False, True]


def test_bases_stand_below() -> None:
    grid = grid_of(table_of(base=[562, 467, 1153]))
    respondents, hours = grid.bases
    assert [cell.text for cell in respondents.cells] == ["562", "467", "1,153"]
    assert [cell.value for cell in hours.cells] == [900.5, 6450.5, 12000.5]
    assert hours.cells[2].text == "12,001"


def test_the_base_of_a_column_is_that_of_its_fullest_row_and_others_are_noted() -> None:
    grid = grid_of(table_of(rows=ROWS[:2], base=[[100, 90, 190], [40, 50, 90]]))
    assert [cell.value for cell in grid.bases[0].cells] == [100, 90, 190]
    assert any("fewer than the respondents shown" in note for note in grid.notes)


def test_crossed_columns_have_two_levels() -> None:
    grid = grid_of(table_of(columns_of(("CSD", "Manager"), ("CSD", "Other"), ("PVI", "A", "B"))))
    assert grid.is_crossed
    assert [(column.outer, column.inner) for column in grid.columns] == [
        ("CSD", "Manager"),
        ("CSD", "Other"),
        ("PVI / A", "B"),
        ("", "All"),
    ]
    assert grid.outer_runs() == [("CSD", [0, 1]), ("PVI / A", [2]), ("", [3])]
    assert not grid_of(table_of()).is_crossed
