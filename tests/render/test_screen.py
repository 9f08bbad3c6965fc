"""Plain text and terminal: what fits, what is said, what stays inert."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from hypothesis import given, strategies as st
from rich.console import Console
from tests.render.samples import HOSTILE, columns_of, hostile_results, odd_results, problems_of, results_of, table_of

from timediary.model.problem import ProblemKind
from timediary.model.results import Check
from timediary.render.grids import grid_of
from timediary.render.painters.text import in_encoding
from timediary.render.text_layout import layout_of, width_of
from timediary.render.writing import print_result, text_of_result

ODD = odd_results()
WORDS = st.text("abcdefgh /-", min_size=1, max_size=40)


@pytest.mark.parametrize("width", [40, 57, 80, 200])
@pytest.mark.parametrize("name", ODD)
def test_no_line_is_wider_than_the_screen(name: str, width: int) -> None:
    lines = text_of_result(ODD[name], width).splitlines()
    assert max(map(width_of, lines)) <= width


@given(st.lists(WORDS, max_size=12), st.booleans(), st.integers(40, 120), st.sampled_from([5, 100]))
def test_every_column_is_shown_once_within_the_width(labels: list[str], crossed: bool, width: int, base: int) -> None:
    heads = [(label[0], label) if crossed else label for label in labels]
    table = table_of(columns_of(*heads), base=base)
    layout = layout_of(grid_of(table), width)
    shown = [j for panel in layout.panels for j in panel]
    assert shown == list(range(len(table.columns)))
    assert all(width_of(line) <= width for line in text_of_result(table, width).splitlines())


def test_a_table_in_one_panel() -> None:
    table = table_of(
        estimate=[[0.3, 0.2, 0.255], [0.4, 0.45, 0.42], [0.7, 0.65, 0.675], [0.3, 0.35, 0.325]], base=[12, 467, 479]
    )
    assert text_of_result(table, 80) == (
        "Share of recorded time by setting\n"
        "300 diaries, 12,000 hours\n"
        "\n"
        "                        CSD    DASS     All\n"
        "-------------------------------------------\n"
        "Direct contact          30%*    20%     26%\n"
        "Case-related recording  40%*    45%     42%\n"
        "Client-related work     70%*    65%     68%\n"
        "Other sundry            30%*    35%     33%\n"
        "-------------------------------------------\n"
        "Respondents              12     467     479\n"
        "Hours recorded          901   6,451  12,001\n"
        "\n"
        "Each figure is all the time in the row.\n"
        "* fewer than 30 respondents.\n"
    )


def test_a_wide_table_repeats_its_labels_in_every_panel() -> None:
    text = text_of_result(ODD["30 columns"].tables[0], 80)
    panels = text.count("Direct contact")
    assert panels > 1
    assert text.count("Respondents ") == panels
    assert len(re.findall(r"\d+%", text)) == 4 * 31


def test_crossed_heads_stand_over_their_columns() -> None:
    lines = text_of_result(ODD["crossed"].tables[0], 200).splitlines()
    outer = next(line for line in lines if "CSD" in line)
    assert outer.split() == ["CSD", "DASS", "Joint"]
    narrow = text_of_result(ODD["crossed"].tables[0], 70)
    assert narrow.count("Direct contact") == 3
    assert [narrow.count(head) for head in ("CSD", "DASS", "Joint")] == [1, 1, 1]


def test_headline_first_then_tables_then_ledger_then_problems() -> None:
    text = text_of_result(results_of(problems=problems_of(5)), 80, folder="out")
    parts = ["26% direct contact", "Share of recorded time", "Diary cells", "5 problems found", "All 5 are in out/"]
    places = [text.index(part) for part in parts]
    assert places == sorted(places)
    assert places[0] == 0


def test_notes_and_scope_that_tables_share_are_said_once() -> None:
    text = text_of_result(results_of(table_of(base=5), table_of(base=7), table_of(notes=("Alone.",))), 80)
    for said_once in ("Each figure is", "* fewer than", "300 diaries, 12,000", "Alone."):
        assert text.count(said_once) == 1


def test_problems_in_brief() -> None:
    text = text_of_result(Check(ODD["many problems"].ledger, ODD["many problems"].problems), 80)
    assert text.count("diaries.xlsx, sheet diary, cell C") == 1
    assert "Unknown code: 50, leaving out 50 cells" in text
    assert "'D99' x 50 (diaries.xlsx, diary!C2 and 49 more): not a code of the study." in text
    assert text.index("Unknown code") < text.index("Unknown day") < text.index("Unknown level: 1")
    assert text.count("Correct it, or clear the cell.") == 3
    assert "Cells read              1,255" in text
    assert "problems.csv" not in text


def test_no_problems() -> None:
    text = text_of_result(Check(results_of().ledger, ()), 80, folder="")
    assert text.startswith("No problems found.\n")


def test_problems_that_cost_no_cell_say_so() -> None:
    problem = problems_of(1, ProblemKind.UNKNOWN_LEVEL)[0]
    costless = type(problem)(problem.kind, problem.message, problem.remedy, problem.file)
    text = text_of_result(Check(results_of().ledger, (costless,)), 80, folder="out")
    assert "1 problem found; no diary cell is left out." in text
    assert "It is in out/problems.csv." in text


def test_text_from_the_input_cannot_drive_a_terminal() -> None:
    text = text_of_result(hostile_results(), 80)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", text)
    assert "[red]x[/red]" in text


def test_what_an_encoding_cannot_say_is_replaced() -> None:
    assert in_encoding("a – ü", "ascii") == "a - ?"  # noqa: RUF001
    assert in_encoding("a – ü", "utf-8") == "a – ü"  # noqa: RUF001
    assert in_encoding("a", None) == "a"


def printed(results: object, width: int, **options: Any) -> str:
    file = io.StringIO()
    console = Console(file=file, width=width, **options)
    print_result(results, console)
    return file.getvalue()


@pytest.mark.parametrize("name", ODD)
def test_the_terminal_shows_the_plain_text(name: str) -> None:
    plain = text_of_result(ODD[name], 72)
    assert printed(ODD[name], 72).replace("─", "-") == plain.replace("─", "-")


def test_markup_in_the_input_is_text_on_a_terminal() -> None:
    shown = printed(hostile_results(), 100, force_terminal=True, color_system="standard")
    assert HOSTILE[3] in shown
    assert "\x1b[31mred" not in shown


def test_weight_and_colour_follow_the_roles() -> None:
    shown = printed(results_of(table_of(), problems=problems_of(2)), 100, force_terminal=True, color_system="standard")
    assert "\x1b[1mClient-related work" in shown
    assert "\x1b[2mRespondents" in shown
    assert "\x1b[1;33m2 problems found" in shown


def test_no_color_is_respected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    shown = printed(results_of(problems=problems_of(2)), 100, force_terminal=True, color_system="standard")
    assert "\x1b[1m2 problems found" in shown
    assert not re.search(r"\x1b\[[\d;]*3\d", shown)


def test_ledger_and_problems_alone_on_a_terminal() -> None:
    file = io.StringIO()
    results = results_of(problems=problems_of(2))
    print_result(Check(results.ledger, results.problems), Console(file=file, width=80))
    assert file.getvalue() == text_of_result(Check(results.ledger, results.problems), 80)
