"""What tests found: the signs beside figures, the sentences, and the files that hold all of it."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import numpy as np
import pytest
from tests.builders import random_survey
from tests.render.samples import (
    DIFFERENCES,
    FORMATS,
    HOSTILE,
    ROWS,
    TESTS,
    columns_of,
    hostile_results,
    results_of,
    setting_tested,
    table_of,
    with_tests,
)
from tests.render.test_html import Page
from tests.render.workbooks import formats_of, lines_of, rows_of, values_of

from timediary.model import differences
from timediary.model.document import Edition, Items, Medium
from timediary.model.line import Line, LineKind, Unit
from timediary.pipeline.breakdowns import breakdown
from timediary.render.findings import findings_of_table, probability_text
from timediary.render.grids import grid_of
from timediary.render.painters.text import in_encoding
from timediary.render.writing import html_of_result, text_of_result, write_result

if TYPE_CHECKING:
    from pathlib import Path

    from timediary.model.table import Table

TABLE = setting_tested()
MANY = 14


def many_differences() -> Table:
    """Fourteen notable differences of 1, 2, 3 ... points, every other one below."""
    columns = columns_of(*(f"Level {i}" for i in range(MANY)))
    points = [(i + 1) * (-1) ** i for i in range(MANY)]
    table = table_of(columns, ROWS[:1], estimate=[[0.5 + point / 100 for point in points] + [0.5]])
    return with_tests(table, table.estimate - 0.5, [[0.001] * MANY + [np.nan]])


def sentences(table: Table) -> tuple[str, ...]:
    findings = findings_of_table(table, Edition(Medium.PAPER))
    assert findings is not None
    first = findings.blocks[0]
    assert isinstance(first, Items)
    return tuple(text for text in first.texts if not text.startswith("No difference"))


def cells_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


def book_of(*tables: Table) -> bytes:
    return FORMATS["xlsx"].render(results_of(*tables))


def test_what_differs_is_said_largest_first() -> None:
    assert sentences(TABLE) == (
        "Case-related recording, DASS: 17.0 points above All (15.0 to 19.0), p < 0.001",
        "Case-related recording, CSD: 8.0 points below All (6.0 to 10.0), p = 0.031",
    )


def test_hours_differ_by_hours() -> None:
    rows = (Line("mean", "  Mean", LineKind.LEVEL, Unit.HOURS),)
    table = table_of(columns_of("CSD"), rows, estimate=[[36.75, 37]])
    assert sentences(with_tests(table, [[-0.25, 0]], [[0.01, np.nan]])) == (
        "Mean, CSD: 0.25 hours below All (0.23 to 0.27), p = 0.010",
    )


@pytest.mark.parametrize(
    ("p", "text"),
    [(0.0, "p < 0.001"), (0.000999, "p < 0.001"), (0.001, "p = 0.001"), (0.0495, "p = 0.050"), (1.0, "p = 1.000")],
)
def test_probabilities_in_words(p: float, text: str) -> None:
    assert probability_text(p) == text


def test_signs_stand_beside_the_figures_that_differ_and_only_there() -> None:
    grid = grid_of(TABLE)
    assert [[cell.sign for cell in row.cells] for row in grid.rows] == [[""] * 3, ["▼", "▲", ""], [""] * 3, [""] * 3]
    assert grid.notes[-1] == "▲ above All, ▼ below All: p < 5% after adjustment."
    only_above = with_tests(table_of(), np.full((4, 3), 0.1), 0.01)
    assert grid_of(only_above).notes[-1] == "▲ above All: p < 5% after adjustment."
    nowhere = with_tests(table_of(), np.full((4, 3), 0.1), 0.05)
    assert not [note for note in grid_of(nowhere).notes if "▲" in note]


def test_a_figure_can_differ_and_rest_on_few() -> None:
    grid = grid_of(setting_tested(base=5))
    assert grid.rows[1].cells[0].full == "20%▼*"
    assert [note[0] for note in grid.notes] == ["E", "▲", "*"]


def test_a_table_says_what_differs_and_whether_profiles_are_alike() -> None:
    assert text_of_result(setting_tested(base=[5, 95, 100]), 100) == (
        "Share of recorded time by setting\n"
        "300 diaries, 12,000 hours\n"
        "\n"
        "                        CSD     DASS      All\n"
        "---------------------------------------------\n"
        "Direct contact          30%*     30%      30%\n"
        "Case-related recording  20%▼*    45%▲     28%\n"
        "Client-related work     50%*     75%      58%\n"
        "Other sundry            50%*     25%      42%\n"
        "---------------------------------------------\n"
        "Respondents               5       95      100\n"
        "Hours recorded          901    6,451   12,001\n"
        "\n"
        "What differs from All\n"
        "  Case-related recording, DASS: 17.0 points above All (15.0 to 19.0), p < 0.001\n"
        "  Case-related recording, CSD: 8.0 points below All (6.0 to 10.0), p = 0.031\n"
        "Wald F: the same profile; F = 12.35 with 3 and 96 degrees of freedom, p < 0.001.\n"
        "Adjusted by Holm's method.\n"
        "\n"
        "Each figure is all the time in the row.\n"
        "▲ above All, ▼ below All: p < 5% after adjustment.\n"
        "* fewer than 30 respondents.\n"
    )


def test_a_screen_lists_ten_and_says_where_the_others_are() -> None:
    table = many_differences()
    text = text_of_result(results_of(table), 100, folder="out")
    assert text.count("points above All") + text.count("points below All") == 10
    assert "Level 13: 14.0 points below" in text
    assert "Level 3: 4.0 points" not in text
    assert "  and 4 more, in out/differences.csv\n" in text
    assert "  and 4 more\n" in text_of_result(table, 100)


@pytest.mark.parametrize("name", ["html", "markdown"])
def test_files_to_read_list_all_of_them(name: str) -> None:
    content = FORMATS[name].render(results_of(many_differences())).decode().replace("&nbsp;", " ")
    assert content.count("points above All") + content.count("points below All") == MANY


def test_no_line_ends_within_a_probability() -> None:
    for width in range(40, 90):
        assert not [line for line in text_of_result(TABLE, width).splitlines() if line.endswith((" p", " p <", " p ="))]


def test_nothing_notable_and_nothing_that_can_be_tested_are_told_apart() -> None:
    alike = with_tests(table_of(), np.full((4, 3), 0.1), 0.5)
    assert "  No difference is notable.\n" in text_of_result(alike)
    unknown = with_tests(table_of(), np.full((4, 3), 0.1), np.nan)
    assert "  No difference can be tested.\n" in text_of_result(unknown)
    assert "<li>No difference is notable.</li>" in html_of_result(alike)
    assert "\n- No difference is notable.\n" in FORMATS["markdown"].render(alike).decode()


def test_where_no_differences_were_looked_for_only_the_test_is_shown() -> None:
    nothing = np.full((4, 3), np.nan)
    table = with_tests(
        table_of(), nothing, nothing, tests=[differences.Test("", "Rao-Scott F: unrelated", 1.5, 3.25, 290.5, 0.2)]
    )
    text = text_of_result(table, 100)
    assert "Are the columns alike?\nRao-Scott F: unrelated; F = 1.50 with 3.3 and 290.5 degrees" in text
    assert "differ" not in text
    assert cells_of(DIFFERENCES.render(results_of(table))) == []
    assert list(values_of(book_of(table)))[2:] == ["Notes", "setting", "Tests", "Diary_cells"]


def test_a_test_that_cannot_be_made_says_so() -> None:
    table = with_tests(
        table_of(), np.zeros((4, 3)), 1.0, tests=[differences.Test("", "Wald F", np.nan, np.nan, np.nan, np.nan)]
    )
    assert "Wald F; can't be tested here.\n" in text_of_result(table)
    page = Page(FORMATS["html"].render(table).decode())
    assert page.text("td")[-3:] == ["–", "–", "–"]  # noqa: RUF001
    (row,) = rows_of(book_of(table), "Tests")
    assert list(row.values())[3:] == ["[x]"] * 4


def test_the_page_lists_differences_and_tests_under_their_methods() -> None:
    page = Page(FORMATS["html"].render(results_of(TABLE)).decode())
    assert page.text("h3") == ["What differs from All"]
    assert "Case-related recording, CSD: 8.0 points below All (6.0 to 10.0), p\u00a0=\u00a00.031" in page.text("li")
    assert "Adjusted by Holm's method." in page.text("li")
    methods = [text for text in page.text("th") if text.startswith("Wald")]
    assert methods == ["Wald F: the same share", "Wald F: the same profile"]
    figures = page.text("td")
    at = figures.index("12.35")
    assert figures[at : at + 3] == ["12.35", "3 and 96", "< 0.001"]
    assert figures[figures.index("2.50") :][:3] == ["2.50", "1 and 98.5", "0.117"]
    labels = [attributes["aria-label"] for attributes in page.attributes("span") if "aria-label" in attributes]
    assert labels == ["below", "above"]


def test_a_page_of_one_table_has_its_headings_in_order() -> None:
    page = Page(FORMATS["html"].render(TABLE).decode())
    assert [tag for tag, _ in page.elements if tag in ("h1", "h2", "h3")] == ["h1", "h2"]


def test_markdown_has_the_tests_by_method() -> None:
    lines = FORMATS["markdown"].render(TABLE).decode().splitlines()
    assert "| Case-related recording | 20%▼ | 45%▲ | 28% |" in lines
    assert r"- Case-related recording, DASS\: 17.0 points above All (15.0 to 19.0), p \< 0.001" in lines
    assert r"| All rows together | 12.35 | 3 and 96 | \< 0.001 |" in lines


def test_differences_and_tests_are_files_of_their_own_whenever_columns_were_tested(tmp_path: Path) -> None:
    names = [file.name for file in write_result(results_of(table_of(), TABLE), tmp_path, ["csv"])]
    assert names == ["tables.csv", "differences.csv", "tests.csv", "problems.csv"]
    plain = [file.name for file in write_result(results_of(table_of()), tmp_path / "plain", ["csv"])]
    assert plain == ["tables.csv", "problems.csv"]


def test_differences_in_tidy_form() -> None:
    rows = cells_of(DIFFERENCES.render(results_of(table_of(), TABLE)))
    assert len(rows) == 4 * 2
    found = next(row for row in rows if (row["row"], row["column"]) == ("recording", "level_1"))
    assert (found["table"], found["reference"]) == ("setting", "all")
    assert float(found["difference"]) == 0.45 - 0.28
    assert (float(found["p_adjusted"]), float(found["p"])) == (0.0004, 0.0004 / 10)


def test_tests_in_tidy_form() -> None:
    rows = cells_of(TESTS.render(results_of(table_of(), TABLE)))
    assert [row["row"] for row in rows] == [*(row.id for row in ROWS), ""]
    assert rows[0] == {
        "table": "setting",
        "row": "direct_contact",
        "method": "Wald F: the same share",
        "statistic": "2.5",
        "numerator_df": "1",
        "denominator_df": "98.5",
        "p": "0.1171",
    }


def test_the_workbook_has_shorthand_beside_numbers_and_sheets_of_what_was_tested() -> None:
    content = book_of(setting_tested(base=[5, 95, 100]))
    assert list(values_of(content))[4:] == ["setting_margins", "Differences", "Tests", "Diary_cells"]
    assert rows_of(content, "setting")[1]["CSD"] == 0.2
    formats = formats_of(content, "setting")
    assert formats[1][1] == '0%" [u] [s]"'
    assert formats[0][1] == '0%" [u]"_ _[_s_]'
    assert formats[0][2] == "0%_ _[_s_]"
    assert "Adjusted by Holm's method." in [row["What it says"] for row in rows_of(content, "Notes")]
    said = [line for line in lines_of(content, "setting") if line.startswith("[s]")]
    assert said == ["[s] statistically significant: differs from All by more than chance, p below 5% after adjustment."]
    rows = rows_of(content, "Differences")
    found = next(row for row in rows if (row["Row"], row["Column"]) == ("Case-related recording", "CSD"))
    assert found["Difference"] == pytest.approx(-8)
    assert (found["95% lower limit"], found["95% upper limit"]) == pytest.approx((-10, -6))
    assert (found["Unit"], found["Compared with"], found["p adjusted"]) == ("points", "All", 0.0312)
    formats = formats_of(content, "Differences")
    assert [formats[0][i] for i in (3, 6, 11)] == ["0%", "+#,##0.0;-#,##0.0;#,##0.0", '[<0.001]"< 0.001";0.000']
    last = rows_of(content, "Tests")[-1]
    assert list(last.values())[1:] == ["All rows together", "Wald F: the same profile", 12.345, 3, 96, 2e-07]


def test_figures_stay_in_line_below_the_longest_shorthand_of_their_column() -> None:
    table = table_of(columns_of(), ROWS[:3], estimate=[[0.2], [0.3], [0.4]], base=[[5], [100], [100]])
    content = book_of(with_tests(table, [[0.1], [-0.1], [0.1]], [[0.01], [0.01], [1]]))
    formats = [row[1] for row in formats_of(content, "setting")[:3]]
    assert formats == ['0%" [u] [s]"', '0%" [s]"_ _[_s_]', "0%_ _[_u_]_ _[_s_]"]


def test_signs_and_marks_are_told_apart_where_an_encoding_has_neither() -> None:
    text = "20%▼* 45%▲† 10–12 ∞"  # noqa: RUF001
    assert in_encoding(text, "ascii") == "20%-* 45%+# 10-12 ~"
    assert in_encoding(text, "cp1252") == "20%-* 45%+† 10–12 ~"  # noqa: RUF001
    assert in_encoding(text, "utf-8") == text


def test_text_of_the_input_stays_inert_in_what_tests_found() -> None:
    table = hostile_results().tables[0]
    assert "What differs from -2+3 tab" in text_of_result(table)
    assert [text for text in sentences(table) if text.startswith("[red]x[/red], \ufffd[31mred: ")]
    assert not [text for text in sentences(table) if HOSTILE[5] in text]
    assert b"<script>alert" not in FORMATS["html"].render(hostile_results().tables[0])


def test_a_survey_s_own_tests_are_shown() -> None:
    table = breakdown(random_survey(3, 200), "setting", test="all")
    assert table.tests is not None
    grid = grid_of(table)
    signs = np.array([[cell.sign != "" for cell in row.cells] for row in grid.rows])
    assert (signs == table.tests.differences.notable).all()
    assert len(sentences(table)) == table.tests.differences.notable.sum()
    assert len(cells_of(TESTS.render(results_of(table)))) == len(table.tests.tests) == len(table.rows) + 2
    assert text_of_result(table, 200).count(" degrees of freedom, p ") == 2
