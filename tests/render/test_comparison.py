"""Two tables compared: on screen and in files."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from rich.console import Console
from tests.builders import random_survey
from tests.render.samples import FORMATS, ROWS, columns_of, comparison_of, odd_comparisons, table_of
from tests.render.test_html import Page
from tests.render.workbooks import formats_of, lines_of, rows_of, values_of

from timediary.model.comparison import Comparisons, DifferenceCell
from timediary.model.problem import RequestError, TimediaryError
from timediary.pipeline.comparing import compare
from timediary.render.text_layout import width_of
from timediary.render.writing import print_result, text_of_result, write_into, write_result

if TYPE_CHECKING:
    from pathlib import Path

    from timediary.model.comparison import Comparison

ODD = odd_comparisons()


def small_comparison() -> Comparison:
    """One column: recording falls by eight points, contact rises by half a point."""
    columns, rows = columns_of(), ROWS[:2]
    first = table_of(columns, rows, estimate=[[0.25], [0.30]], base=40)
    second = table_of(columns, rows, estimate=[[0.255], [0.22]], base=20)
    first, second = replace(first, scope="40 diaries"), replace(second, scope="20 diaries")
    return comparison_of(first, second, [[0.85], [0.0004]])


def book_of(*comparisons: Comparison) -> bytes:
    return FORMATS["xlsx"].render(Comparisons(tuple(comparisons), ("a.xlsx", "b.csv")))


def test_a_comparison_on_a_screen() -> None:
    assert text_of_result(small_comparison(), 100) == (
        "Share of recorded time by setting: 2019 less 2009\n"
        "2009: 40 diaries\n"
        "2019: 20 diaries\n"
        "\n"
        "All\n"
        "\n"
        "                                                   95% interval\n"
        "                                                   ------------\n"
        "                                     Difference,                                 p\n"
        "                        2009  2019        points   lower  upper        p  adjusted\n"
        "----------------------------------------------------------------------------------\n"
        "Direct contact           25%   26%*         +0.5    -1.5   +2.5    0.085     0.850\n"
        "Case-related recording   30%   22%*         -8.0▼  -10.0   -6.0  < 0.001   < 0.001\n"
        "----------------------------------------------------------------------------------\n"
        "Respondents               40    20\n"
        "\n"
        "What differs from 2009\n"
        "  Case-related recording: 8.0 points below 2009 (6.0 to 10.0), p < 0.001\n"
        "\n"
        "2009 has no error of its own.\n"
        "▼ below 2009: p < 5% after adjustment.\n"
        "* fewer than 30 respondents.\n"
    )


@pytest.mark.parametrize("width", [40, 60, 100])
@pytest.mark.parametrize("name", ODD)
def test_no_line_is_wider_than_the_screen_and_the_terminal_shows_the_same(name: str, width: int) -> None:
    text = text_of_result(ODD[name], width)
    assert max(map(width_of, text.splitlines())) <= width
    file = io.StringIO()
    print_result(ODD[name], Console(file=file, width=width))
    assert file.getvalue().replace("─", "-") == text
    assert "\x1b" not in text


def test_each_column_has_its_table_and_what_differs_names_it() -> None:
    columns, rows = columns_of("CSD"), ROWS[:1]
    first = table_of(columns, rows, estimate=[[0.2, 0.3]])
    second = table_of(columns, rows, estimate=[[0.3, 0.3]])
    text = text_of_result(comparison_of(first, second, [[0.01, 1.0]]), 100)
    assert [line for line in text.splitlines() if line in ("CSD", "All")] == ["CSD", "All"]
    assert "  Direct contact, CSD: 10.0 points above 2009 (8.0 to 12.0), p = 0.010\n" in text


def test_a_difference_says_its_unit() -> None:
    assert "Difference, hours or points" in FORMATS["markdown"].render(Comparisons((ODD["hours"],))).decode()
    assert "Difference, points" in FORMATS["markdown"].render(Comparisons((ODD["one column"],))).decode()


def test_what_cannot_be_compared_is_a_dash_that_is_explained() -> None:
    text = text_of_result(ODD["nothing known"], 100)
    assert "No difference can be tested." in text
    assert "– nothing to compare, or no error to test it by." in text  # noqa: RUF001
    assert "▲" not in text
    assert "– nothing" not in text_of_result(small_comparison(), 100)  # noqa: RUF001


def test_figures_that_came_without_a_base_have_none() -> None:
    published = table_of(columns_of(), ROWS[:1], estimate=[[0.25]], base=0)
    text = text_of_result(comparison_of(published, replace(published, base=published.base + 1153), [[0.5]]), 100)
    assert [line.split() for line in text.splitlines() if line.startswith("Respondents")] == [["Respondents", "1,153"]]


def test_files_in_each_format(tmp_path: Path) -> None:
    comparisons = [small_comparison(), ODD["no difference"]]
    files = write_result(Comparisons(tuple(comparisons), ("a.xlsx",)), tmp_path / "new", list(FORMATS))
    assert [file.name for file in files] == [f"comparison{entry.suffix}" for entry in FORMATS.values()]
    assert {path.name for path in (tmp_path / "new").iterdir()} == {"manifest.json", *(file.name for file in files)}
    for file, entry in zip(files, FORMATS.values(), strict=True):
        assert file.read_bytes() == entry.render(Comparisons(tuple(comparisons), ("a.xlsx",)))


def test_an_input_is_never_replaced_and_an_unknown_format_is_refused(tmp_path: Path) -> None:
    (tmp_path / "comparison.csv").write_text("input")
    with pytest.raises(TimediaryError, match="is a file of the input"):
        write_into(tmp_path, small_comparison(), ["html", "csv"], inputs=[str(tmp_path / "comparison.csv")])
    with pytest.raises(RequestError, match="no format 'pdf'"):
        write_result(small_comparison(), tmp_path, ["pdf"])
    assert [path.name for path in tmp_path.iterdir()] == ["comparison.csv"]
    assert (tmp_path / "comparison.csv").read_text() == "input"


def test_differences_in_tidy_form() -> None:
    content = FORMATS["csv"].render(Comparisons((small_comparison(), small_comparison())))
    header, *rows = csv.reader(io.StringIO(content.decode(), newline=""))
    assert tuple(header) == DifferenceCell._fields
    assert len(rows) == 4
    found = dict(zip(header, rows[1], strict=True))
    assert (found["row"], found["column"], found["reference"]) == ("recording", "all", "2009")
    assert (float(found["difference"]), float(found["p_adjusted"])) == (0.22 - 0.30, 0.0004)


def test_the_page_says_what_differs_before_the_tables() -> None:
    content = FORMATS["html"].render(Comparisons((small_comparison(),), ("2009.xlsx", "2019.xlsx"))).decode()
    page = Page(content)
    assert page.text("h1") == ["2019 against 2009"]
    assert page.text("h3") == ["What differs from 2009"]
    found = content.index("8.0 points below 2009")
    assert found < content.index("<table") < content.index("2009 has no error of its own.")
    assert "<td>-8.0<span" in content
    assert '<th scope="colgroup" class="outer" colspan="2">95% interval</th>' in content
    assert page.text("dd") == ["2009.xlsx", "2019.xlsx", "A survey"]


def test_the_workbook_has_a_sheet_a_comparison_with_numbers() -> None:
    content = book_of(small_comparison(), ODD["no difference"])
    assert list(values_of(content)) == ["Cover", "Contents", "Notes", "setting", "setting_2"]
    assert lines_of(content, "Cover")[0] == "2019 against 2009"
    assert {"a.xlsx", "b.csv"} <= {row["Which"] for row in rows_of(content, "Cover")}
    assert "2009: 40 diaries; 2019: 20 diaries" in lines_of(content, "setting")
    assert "2009 has no error of its own." in [row["What it says"] for row in rows_of(content, "Notes")]
    rows = rows_of(content, "setting")
    assert list(rows[0])[:5] == ["Who", "Activity", "2009", "2019", "Difference, points"]
    assert list(rows[1].values()) == pytest.approx(
        ["All", "Case-related recording", 0.30, 0.22, -8, -10, -6, 0.00004, 0.0004]
    )
    signed = "+#,##0.0{0};-#,##0.0{0};#,##0.0{0}"
    probability = '[<0.001]"< 0.001";0.000'
    plain = signed.format("")
    formats = formats_of(content, "setting")
    assert formats[1][2:] == ["0%", '0%" [u]"', signed.format('" [s]"'), plain, plain, probability, probability]
    assert formats[0][4] == signed.format("_ _[_s_]")
    assert list(rows[2].values()) == ["All", "Respondents", 40, 20, *["[z]"] * 5]
    assert list(dict.fromkeys(row["Who"] for row in rows_of(content, "setting_2"))) == ["CSD", "DASS", "All"]


def test_markdown_has_a_table_a_column() -> None:
    lines = FORMATS["markdown"].render(Comparisons((small_comparison(),))).decode().splitlines()
    assert lines[0] == "# 2019 against 2009"
    assert lines[2] == r"## Share of recorded time by setting\: 2019 less 2009"
    assert r"| Case-related recording | 30% | 22%\* | -8.0▼ | -10.0 | -6.0 | \< 0.001 | \< 0.001 |" in lines
    assert r"- Case-related recording\: 8.0 points below 2009 (6.0 to 10.0), p \< 0.001" in lines


def test_two_surveys_compared() -> None:
    surveys = random_survey(1, 60), random_survey(2, 80)
    comparison = compare(*surveys, ["setting"], names=("North", "South"), independent=True)[1]
    first = comparison.second.columns[0].label
    rows = [row for row in rows_of(book_of(comparison), "setting") if row["Who"] == first]
    found = [row["Difference, points"] for row in rows][: len(comparison.second.rows)]
    assert found == pytest.approx((100 * comparison.differences.difference[:, 0]).tolist())
    text = text_of_result(comparison, 120)
    assert text.count("95% interval") == len(comparison.second.columns)
    assert text.count(" points above North") + text.count(" points below North") == min(
        10, int(comparison.differences.notable.sum())
    )
    assert np.isfinite(comparison.differences.p).any()


def test_a_headline_names_each_once() -> None:
    first = replace(small_comparison(), names=("Table 1", "diaries"))
    second = replace(small_comparison(), names=("Table 2", "diaries"))
    page = Page(FORMATS["html"].render(Comparisons((first, second, first))).decode())
    assert page.text("h1") == page.text("title") == ["diaries against Table 1 and Table 2"]
    third = replace(small_comparison(), names=("Table 3", "diaries"))
    page = Page(FORMATS["html"].render(Comparisons((first, second, third))).decode())
    assert page.text("h1") == ["diaries against Table 1 and 2 others"]
    assert Page(FORMATS["html"].render(Comparisons(())).decode()).text("h1") == ["Comparison"]
