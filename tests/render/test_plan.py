"""A plan: the answer first, then the figures it comes from."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import numpy as np
import pytest
from rich.console import Console
from tests.builders import random_survey
from tests.render.samples import HOSTILE, hostile_plan, plan_of

import timediary as td
from timediary.render.painters import format_of
from timediary.render.text_layout import width_of
from timediary.render.writing import print_result, text_of_result

UNKNOWN = plan_of((0, 0), half_width=float("nan"))


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_a_plan_on_a_screen() -> None:
    assert text_of_result(plan_of(), 100) == (
        "The next survey\n"
        "\n"
        "  All: 1,234 respondents for client-related work to within 2 points; now 1,153 give 1.4.\n"
        "  CSD: 1,224 respondents for client-related work to within 2 points; now 1,143 give 1.4.\n"
        "\n"
        "\n"
        "What an interval of plus and minus 2 points takes\n"
        "\n"
        "                                   Half-width\n"
        "                            Share        now,  Design  Respondents\n"
        "                              now      points  effect       needed\n"
        "------------------------------------------------------------------\n"
        "CSD, 1,143 respondents now\n"
        "  Client-related work         72%         1.4    1.25        1,224\n"
        "  Other sundry                62%         1.4    1.25           78\n"
        "All, 1,153 respondents now\n"
        "  Client-related work         72%         1.4    1.25        1,234\n"
        "  Other sundry                62%         1.4    1.25           88\n"
        "\n"
        "\n"
        "Half-widths, in points, that numbers of respondents give\n"
        "\n"
        "                            100  1,000\n"
        "--------------------------------------\n"
        "CSD, 1,143 respondents now\n"
        "  Client-related work       5.0    1.6\n"
        "  Other sundry              5.0    1.6\n"
        "All, 1,153 respondents now\n"
        "  Client-related work       5.0    1.6\n"
        "  Other sundry              5.0    1.6\n"
        "\n"
        "\n"
        "Half-widths that as many respondents as now give, and respondents needed, by days\n"
        "\n"
        "                     1 day           3 days\n"
        "                     --------------  --------------\n"
        "                     Points  Needed  Points  Needed\n"
        "---------------------------------------------------\n"
        "Client-related work     3.0     900     1.0     300\n"
        "Other sundry            3.0     900     1.0     300\n"
        "\n"
        "From this survey.\n"
    )


def test_clusters_are_counted_where_respondents_come_in_them() -> None:
    text = text_of_result(plan_of(clusters=62), 120)
    assert "All: 1,234 respondents in 62 clusters (agency) of 20 for client-related work to within 2 points; " in text
    assert next(line.split()[-2:] for line in text.splitlines() if line.startswith("  Other")) == ["78", "62"]
    assert text.count("Clusters") == 1
    assert "cluster" not in text_of_result(plan_of(), 120).lower()
    few = plan_of((150, 100), clusters=60)
    assert "150 respondents in 60 clusters (agency) of 2.5 for" in text_of_result(few, 120)


def test_what_cannot_be_told_is_a_dash_and_a_note() -> None:
    text = text_of_result(UNKNOWN, 100)
    assert "All: this survey can't tell.\n" in text
    assert text.count("– this survey can't tell.") == 1  # noqa: RUF001
    some = text_of_result(plan_of((0, 88)), 100)
    assert "All: 88 respondents for other sundry to within 2 points" in some
    known = text_of_result(plan_of((0, 0)), 100)
    assert "All: this survey can't tell; now 1,153 give 1.4.\n" in known
    assert "can't tell" not in text_of_result(plan_of(), 100)


def test_parts_without_figures_are_left_out() -> None:
    plan = replace(plan_of(), numbers=(), days=())
    text = text_of_result(plan, 100)
    assert "What an interval of plus and minus 2 points takes" in text
    assert "numbers of respondents" not in text
    assert "by days" not in text
    assert text_of_result(replace(plan, needs=(), notes=()), 100) == "The next survey\n"


@pytest.mark.parametrize("width", [40, 60, 100, 160])
@pytest.mark.parametrize("plan", [plan_of(), plan_of(clusters=3), UNKNOWN, hostile_plan()])
def test_no_line_is_wider_than_the_screen_and_the_terminal_shows_the_same(plan: object, width: int) -> None:
    text = text_of_result(plan, width)
    assert max(map(width_of, text.splitlines())) <= width
    assert HOSTILE[5] not in text
    file = io.StringIO()
    print_result(plan, Console(file=file, width=width))
    assert file.getvalue().replace("─", "-") == text


def test_scenarios_in_tidy_form() -> None:
    rows = rows_of(format_of("csv").render(plan_of(clusters=62)).decode())
    assert len(rows) == 4 * 3 + 4
    now, hundred, thousand = (row for row in rows if (row["column"], row["row"], row["days"]) == ("all", "row_0", ""))
    assert now == {
        "column": "all",
        "row": "row_0",
        "share": "0.7249",
        "deff": "1.25",
        "days": "",
        "respondents": "1153",
        "half_width": "0.0141",
        "wanted": "0.02",
        "needed": "1234",
        "clusters": "62",
    }
    assert (hundred["respondents"], float(hundred["half_width"])) == ("100", 0.05)
    assert (thousand["respondents"], thousand["needed"]) == ("1000", "")
    days = [row for row in rows if row["days"]]
    assert [(row["row"], row["days"], row["needed"]) for row in days] == [
        ("row_0", "1", "900"),
        ("row_0", "3", "300"),
        ("row_1", "1", "900"),
        ("row_1", "3", "300"),
    ]
    assert {(row["column"], row["respondents"]) for row in days} == {("all", "1153")}


def test_what_cannot_be_told_is_an_empty_field() -> None:
    row = rows_of(format_of("csv").render(UNKNOWN).decode())[0]
    assert (row["needed"], row["half_width"], row["clusters"]) == ("", "", "")
    days = replace(UNKNOWN, needs=(), days=tuple(day._replace(needed=0) for day in UNKNOWN.days))
    assert [(row["share"], row["needed"]) for row in rows_of(format_of("csv").render(days).decode())] == [("", "")] * 4


def test_the_plan_of_a_survey() -> None:
    survey = random_survey(4, 120)
    plan = td.plan(survey, "setting", half_width=2.5, numbers=(50, 5000))
    text = text_of_result(plan, 100)
    hardest = next(need for need in plan.hardest() if need.column.id == "all")
    answers = text.split("\n\n")[1].splitlines()
    assert answers[0].startswith(f"  All: {hardest.needed:,} respondents for ")
    assert "to within 2.5 points" in answers[0]
    assert not [line for line in answers if line.strip().startswith("No information")]
    rows = rows_of(format_of("csv").render(plan).decode())
    assert len(rows) == 3 * len(plan.needs) + len(plan.days)
    shares = np.array([float(row["share"]) for row in rows if row["column"] == "all" and row["respondents"] == "50"])
    assert shares.tolist() == [need.share for need in plan.needs if need.column.id == "all"]
