"""What is shown to be impossible: never a figure of a survey that exists, and always one that was planted."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from tests.builders import random_survey

import timediary as td
from timediary.consistency.contradictions import contradictions
from timediary.consistency.linear_program import Bound, Programme
from timediary.consistency.statements import impossible_statements
from timediary.model.definition import Figure, PublishedCell
from timediary.model.statement import Statement, StatementFigure
from timediary.model.table import parse_condition
from timediary.sample.conditions import selected
from timediary.study.contradictions import load_contradictions
from timediary.study.published import load_published_cells
from timediary.study.tables import load_tables

if TYPE_CHECKING:
    from timediary.model.survey import Survey
    from timediary.model.table import Condition

STUDY = td.load_study()
TABLES = load_tables(STUDY)
CHOSEN = ("2.19", "2.20", "2.21", "3.3", "3.4", "3.10", "B.2", "B.3", "C1")


def printed_of(survey: Survey) -> list[PublishedCell]:
    """What a report of a survey would print in some tables."""
    cells = []
    for id_, table in td.tables(survey, *CHOSEN).made.items():
        definition = TABLES[id_]
        for i, row in enumerate(definition.printed_rows):
            for j, column in enumerate(definition.printed_columns):
                figure = definition.figure(row, column)
                value = float(table.estimate[i, j])
                if math.isnan(value):
                    continue
                if figure is not Figure.COUNT:
                    value = math.floor(value * 100 + 0.5 + 1e-9)
                text = f"{value:g}"
                cells.append(PublishedCell(id_, row.line.id, column.line.id, figure, value, text, "", i, j))
    return cells


def whole(survey: Survey) -> Survey:
    """The survey of those who recorded time, as a report counts them in all of its tables."""
    return survey.select(survey.recorded_hours > 0)


@pytest.mark.slow
@settings(max_examples=5)
@given(st.integers(0, 10_000))
def test_figures_of_a_survey_that_exists_never_contradict_one_another(seed: int) -> None:
    assert contradictions(STUDY, TABLES, printed_of(whole(random_survey(seed, 60)))) == ()


@pytest.mark.slow
def test_a_number_in_the_text_is_impossible_only_if_figures_leave_no_room_for_it() -> None:
    survey = whole(random_survey(3, 200))
    cells = printed_of(survey)
    csd = parse_condition("setting=csd")
    stated = [
        said(StatementFigure.COUNT, where=(csd, parse_condition("active_cases>10")), change=0, survey=survey),
        said(StatementFigure.COUNT, where=(csd, parse_condition("active_cases>10")), change=1, survey=survey),
        # No table has roles.
        said(StatementFigure.COUNT, where=(csd, parse_condition("role=manager")), change=1, survey=survey),
    ]
    (found,) = impossible_statements(STUDY, TABLES, cells, stated)
    assert found.statement is stated[1]
    assert found.proof.low == found.proof.high == stated[0].least
    share = next(c for c in cells if (c.table, c.row, c.column) == ("3.3", "client_related", "csd"))
    subtotal = stated[0]._replace(
        figure=StatementFigure.SHARE,
        where=(),
        of=TABLES["3.3"].columns[0].where,
        parts=tuple(row.codes for row in STUDY.groupings["broad"].groups[:4]),
        least=share.value,
        most=share.value,
    )
    wrong = subtotal._replace(least=(share.value or 0) + 1, most=(share.value or 0) + 1)
    (found,) = impossible_statements(STUDY, TABLES, cells, [subtotal, wrong])
    assert (found.statement, found.proof.low) == (wrong, share.value)


def said(figure: StatementFigure, *, where: tuple[Condition, ...], change: int, survey: Survey) -> Statement:
    """A number in the text, so much off what a survey has."""
    number = float(selected(survey, where).sum()) + change
    return Statement(1, "1", 1, "some", figure, number, number, 0, where)


PLANTED = [
    ("2.19", "11_15", "csd", Figure.COUNT, 3),
    ("3.10", "respondents", "over_30", Figure.COUNT, -2),
    ("2.20", "percent", "6_10", Figure.PERCENT, 5),
    ("3.4", "respondents", "pvi", Figure.COUNT, -30),
    ("3.3", "client_related", "csd", Figure.SHARE, 1),
]


@pytest.mark.slow
@pytest.mark.parametrize(("table", "row", "column", "figure", "change"), PLANTED)
def test_a_planted_figure_is_found_and_proved(table: str, row: str, column: str, figure: Figure, change: int) -> None:
    cells = printed_of(whole(random_survey(3, 200)))
    at = [(c.table, c.row, c.column, c.figure) for c in cells].index((table, row, column, figure))
    true = cells[at].value or 0.0
    cells[at] = cells[at]._replace(value=max(true + change, 0.0))
    found = contradictions(STUDY, TABLES, cells)
    assert found
    about = {one.cell for one in found} | {cell for one in found for cell in one.against}
    assert cells[at] in about
    for one in found:
        # Of percentages some between the least and the most left can't come from whole respondents.
        assert one.cell.figure is Figure.PERCENT or not one.low <= (one.cell.value or 0.0) <= one.high
    if cells[at] in {one.cell for one in found}:
        (proof,) = (one for one in found if one.cell == cells[at])
        assert proof.low - 1e-6 <= true <= proof.high + 1e-6


def test_the_cheapest_figure_is_given_up_and_only_that() -> None:
    programme = Programme(slack=10.0)
    x = programme.add(2, 10.0, whole=True)
    both = np.ones(2)
    programme.figures = [
        [Bound(x[:1], np.ones(1), 3.0, 3.0)],
        [Bound(x[1:], np.ones(1), 4.0, 4.0)],
        [Bound(x, both, 8.0, 8.0)],
    ]
    assert programme.fewest_given_up([1.0, 1.0, 0.9]).tolist() == [False, False, True]
    assert programme.fewest_given_up([0.8, 1.0, 0.9]).tolist() == [True, False, False]
    assert programme.holds([0, 1])
    assert not programme.holds([0, 1, 2])
    assert programme.range_of(Bound(x, both, 0.0, 0.0), [0, 1]) == pytest.approx((7.0, 7.0))


def test_what_the_report_of_2009_cannot_mean_is_what_the_arithmetic_of_its_own_tables_says() -> None:
    cells = load_published_cells(STUDY, TABLES)
    found = {(c.table, c.row, c.column): one for one in load_contradictions(STUDY, cells) for c in [one.cell]}
    # 131 + 62 + 2 + 1 leave 18 of 214; 25 + 18 + 14 + 11 are 68; 641 + 274 + 25 + 100 + 1 are 1041.
    assert found["3.2", "1-3 hours more", "PVI"].nearest == 18
    assert found["3.6", "Sub total for client related", "Overall time"].nearest == 68
    assert found["B.11", "No", "Total"].nearest == 1041
    assert found["3.4", "Number of respondents", "PVI"].nearest == 34
