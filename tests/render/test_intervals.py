"""Intervals and standard errors beside the figures: what is shown where, and what is said of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, get_args

import numpy as np
import pytest
from hypothesis import given, strategies as st
from tests.builders import random_survey
from tests.render.samples import FORMATS, ROWS, columns_of, results_of, table_of, with_precision
from tests.render.test_html import Page
from tests.render.workbooks import formats_of, lines_of, rows_of, values_of

from timediary.model.document import Show
from timediary.model.line import Line, LineKind, Unit
from timediary.pipeline.breakdowns import breakdown
from timediary.render.grids import grid_of, range_text
from timediary.render.text_layout import layout_of, width_of
from timediary.render.writing import html_of_result, text_of_result, write_result

if TYPE_CHECKING:
    from pathlib import Path

TABLE = with_precision(table_of(rows=ROWS[:2], estimate=[[0.255, 0.5, 0.26], [0.2, 0.09, 0.1]]))
SHOWS = get_args(Show)


def asides(show: Show, **options: Any) -> list[str]:
    table = with_precision(table_of(columns_of(), ROWS[:1], estimate=[[0.2555]], **options), 0.00437)
    return [cell.aside for row in grid_of(table, show).rows for cell in row.cells]


@pytest.mark.parametrize(("decimals", "interval", "error"), [(0, "25–26", "0.4"), (1, "24.7–26.4", "0.44")])  # noqa: RUF001
def test_limits_have_the_figure_s_decimals_and_errors_one_more(decimals: int, interval: str, error: str) -> None:
    assert asides("share", decimals=decimals) == [""]
    assert asides("interval", decimals=decimals) == [interval]
    assert asides("se", decimals=decimals) == [error]


def test_hours_and_counts_have_their_own_decimals() -> None:
    rows = (Line("mean", "Mean", LineKind.LEVEL, Unit.HOURS), Line("n", "Number", LineKind.LEVEL, Unit.RESPONDENTS))
    table = with_precision(table_of(columns_of(), rows, estimate=[[37.2], [1153]]), [[0.2], [20.4]])
    assert [row.cells[0].full for row in grid_of(table, "interval").rows] == ["37.2 (36.8–37.6)", "1,153 (1,112–1,194)"]  # noqa: RUF001
    assert [row.cells[0].full for row in grid_of(table, "se").rows] == ["37.2 (0.20)", "1,153 (20.4)"]
    assert "in hours or respondents" in grid_of(table, "se").notes[-1]


def test_a_limit_below_nothing_has_a_minus_and_no_dash() -> None:
    assert range_text("-0.5", "1.2") == "-0.5 to 1.2"
    assert range_text("-2", "-1") == "-2 to -1"
    assert range_text("0.5", "1.2") == "0.5–1.2"  # noqa: RUF001


@pytest.mark.parametrize("show", SHOWS)
def test_a_table_without_precision_shows_its_shares(show: Show) -> None:
    assert grid_of(table_of(), show) == grid_of(table_of())


@pytest.mark.parametrize("show", ["interval", "se"])
def test_nothing_stands_beside_a_figure_without_error_and_nothing_is_said_of_it(show: Show) -> None:
    table = with_precision(table_of(), np.nan)
    assert grid_of(table, show).notes == grid_of(table).notes
    assert "(" not in text_of_result(table, show=show)
    half = with_precision(table_of(columns_of(), ROWS[:2], estimate=[[0.2], [np.nan]]), [[0.01], [0.01]])
    assert [bool(row.cells[0].aside) for row in grid_of(half, show).rows] == [True, False]


def test_the_notes_say_what_stands_there_and_only_then() -> None:
    table = replace(TABLE, notes=("Each figure is all the time in the row.",))
    assert len(grid_of(table).notes) == 1
    _, interval = grid_of(table, "interval").notes
    assert interval.startswith("95% interval with each figure: of 100 surveys drawn like this one, about 95 would")
    assert interval.endswith("(Taylor).")
    _, error = grid_of(table, "se").notes
    assert error.startswith("Standard error with each figure, in percentage points: ")
    wider = with_precision(table, level=0.9, method="jackknife")
    assert "90% interval" in grid_of(wider, "interval").notes[1]
    assert "about 90 would" in grid_of(wider, "interval").notes[1]


def test_figures_and_intervals_stand_below_one_another() -> None:
    assert text_of_result(TABLE, 80, show="interval").splitlines()[3:10] == [
        "                                CSD         DASS          All",
        "-------------------------------------------------------------",
        "Direct contact          26% (24–28)  50% (48–52)  26% (24–28)",  # noqa: RUF001
        "Case-related recording  20% (18–22)   9%  (7–11)  10%  (8–12)",  # noqa: RUF001
        "-------------------------------------------------------------",
        "Respondents                     100          100          100",
        "Hours recorded                  901        6,451       12,001",
    ]


@given(
    st.lists(st.text("abcdefgh /-", min_size=1, max_size=30), max_size=10),
    st.integers(40, 120),
    st.sampled_from([0.0, 0.004, 0.2]),
    st.integers(0, 2),
    st.sampled_from(SHOWS),
)
def test_every_figure_is_shown_once_within_the_width(
    labels: list[str], width: int, se: float, decimals: int, show: Show
) -> None:
    table = with_precision(table_of(columns_of(*labels), decimals=decimals, base=5), se)
    lines = text_of_result(table, width, show=show).splitlines()
    assert all(width_of(line) <= width for line in lines)
    panels = layout_of(grid_of(table, show), width).panels
    assert [j for panel in panels for j in panel] == list(range(len(table.columns)))
    assert sum(line.count("%*" if show == "share" else ")*") for line in lines) == 4 * len(table.columns)


def test_the_page_shows_intervals_unless_told_otherwise() -> None:
    page = FORMATS["html"].render(results_of(TABLE)).decode()
    assert '26% <span class="aside">24–28</span>' in page  # noqa: RUF001
    assert '<table class="ranged sortable">' in page
    assert '<span class="aside">1.0</span>' in FORMATS["html"].render(results_of(TABLE), "se").decode()
    plain = FORMATS["html"].render(results_of(TABLE), "share").decode()
    assert ">26%</td>" in plain
    assert 'class="aside"' not in plain
    assert FORMATS["html"].render(results_of(table_of()), "share") == FORMATS["html"].render(results_of(table_of()))


def test_a_fragment_shows_intervals_unless_told_otherwise() -> None:
    assert "24–28" in Page(html_of_result(TABLE)).text("span")  # noqa: RUF001
    assert 'class="aside"' not in html_of_result(TABLE, show="share")


def test_text_and_markdown_show_figures_alone_unless_told_otherwise() -> None:
    for name in ("text", "markdown"):
        assert b"26% (" not in FORMATS[name].render(results_of(TABLE))
        assert "26% (24–28)" in FORMATS[name].render(results_of(TABLE), "interval").decode()  # noqa: RUF001
        assert b"26% (1.0)" in FORMATS[name].render(TABLE, "se")
    assert "26% (1.0)" in text_of_result(results_of(TABLE), show="se")


def test_tables_that_rest_on_one_method_say_so_once() -> None:
    assert text_of_result(results_of(TABLE, TABLE), show="interval").count("95% interval with each figure") == 1


def test_the_workbook_has_limits_and_errors_as_numbers_on_a_sheet_of_their_own() -> None:
    content = FORMATS["xlsx"].render(TABLE)
    known = TABLE.precision
    assert known is not None
    rows = rows_of(content, "setting_margins")
    assert [(row["Activity"], row["Who"]) for row in rows] == [
        (label, who) for label in ("Direct contact", "Case-related recording") for who in ("CSD", "DASS", "All")
    ]
    for head, values in (
        ("Share", TABLE.estimate),
        ("95% interval, lower limit", known.low),
        ("95% interval, upper limit", known.high),
        ("Standard error", known.se),
    ):
        assert [row[head] for row in rows] == pytest.approx(values.ravel().tolist())
    assert formats_of(content, "setting_margins")[0][2:6] == ["0%", "0%", "0%", "0.0%"]


@pytest.mark.parametrize(
    ("show", "heads", "notes"),
    [
        (None, 3, ["95% interval", "Standard error"]),
        ("interval", 2, ["95% interval"]),
        ("se", 1, ["Standard error"]),
        ("share", 0, []),
    ],
)
def test_the_workbook_has_what_is_asked_for_and_says_what_it_is(
    show: Show | None, heads: int, notes: list[str]
) -> None:
    content = FORMATS["xlsx"].render(TABLE, show)
    assert ("setting_margins" in values_of(content)) == bool(heads)
    if heads:
        found = list(rows_of(content, "setting_margins")[0])
        assert len([head for head in found if "limit" in head or head == "Standard error"]) == heads
    said = [row["What it says"].split(" with ")[0] for row in rows_of(content, "Notes")]
    assert [text for text in said if text in ("95% interval", "Standard error")] == notes


def test_a_limit_that_is_not_known_is_not_available_in_the_workbook() -> None:
    table = with_precision(TABLE, [[0.01, np.nan, 0.01], [np.nan] * 3])
    content = FORMATS["ods"].render(table, "se")
    errors = [row["Standard error"] for row in rows_of(content, "setting_margins")]
    assert errors == [0.01, "[x]", 0.01, "[x]", "[x]", "[x]"]
    assert "[x] not available." in lines_of(content, "setting_margins")


@pytest.mark.slow
def test_what_is_shown_reaches_every_file(tmp_path: Path) -> None:
    results = results_of(TABLE)
    for show in (None, *SHOWS):
        files = write_result(results, tmp_path / "all", list(FORMATS), show=show)
        for file, name in zip(files, FORMATS, strict=False):
            assert file.read_bytes() == FORMATS[name].render(results, show)
        for name in FORMATS:
            (target,) = write_result(TABLE, tmp_path / f"one{FORMATS[name].suffix}", show=show)
            assert target.read_bytes() == FORMATS[name].render(TABLE, show)
    assert FORMATS["csv"].render(results, "se") == FORMATS["csv"].render(results, "share")


def test_a_survey_s_table_shows_its_own_limits() -> None:
    table = breakdown(random_survey(3), "setting", decimals=1)
    assert table.precision is not None
    low, high = 100 * table.precision.low[0, -1], 100 * table.precision.high[0, -1]
    shown = grid_of(table, "interval").rows[0].cells[-1].aside
    assert [float(part) for part in shown.split("–")] == pytest.approx([low, high], abs=0.051)  # noqa: RUF001
    assert any("Taylor linearisation, respondents sampled singly" in note for note in grid_of(table, "interval").notes)
    assert breakdown(random_survey(3), "setting", precision=False).precision is None
