"""What a notebook shows of a survey."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from tests.builders import random_survey, survey_of
from tests.render.samples import HOSTILE, problems_of
from tests.render.test_html import Page

from timediary.model.problem import Ledger, ProblemKind
from timediary.model.study import Level, Variable, VariableKind
from timediary.model.survey import Attribute, Source
from timediary.model.titles import titles_of

if TYPE_CHECKING:
    from timediary.model.survey import Survey


def shown(survey: Survey) -> Page:
    import timediary.pipeline.display  # noqa: F401 - as every function of the library does

    return Page(survey._repr_html_() or "")


def rows_of(page: Page) -> list[str]:
    """All text but the style sheet's."""
    return [text for tag, text in page.texts if tag != "style" and text.strip()]


def test_who_is_in_it_and_what_is_wrong_with_it() -> None:
    survey = replace(
        survey_of([{"D1": 8}, {"D2": 4}], {"setting": ["csd", None]}),
        problems=problems_of(3),
        ledger=Ledger(1203, 1000, {ProblemKind.UNKNOWN_CODE: 3}, 200),
        source=Source(("/somewhere/else/wave 1.xlsx",), ("ab" * 32,)),
    )
    texts = rows_of(shown(survey))
    assert titles_of([survey]).title in texts
    assert "2 respondents, 12 hours recorded; wave 1.xlsx" in texts
    assert "3 problems found; 3 diary cells left out of every total." in texts
    assert {"Unknown code", "Cells read", "1,203", "Slots kept", "1,000"} <= set(texts)


def test_attributes_are_there_in_short() -> None:
    survey = survey_of(
        [{"D1": 8}] * 4,
        {
            "setting": ["csd", "csd", "pvi", None],
            "active_cases": [3, 10.5, None, 20],
            "client_groups": [["child_protection", "care_leavers"], ["care_leavers"], [], []],
        },
    )
    texts = rows_of(shown(survey))
    assert texts[texts.index("setting") :][:3] == ["setting", "3", "CSD (2), PVI (1)"]
    assert texts[texts.index("active_cases") :][:3] == ["active_cases", "3", "3 to 20, median 10.5"]
    known = texts[texts.index("client_groups") :][:3]
    assert known[1] == "2"
    assert "(2)" in known[2]
    assert "(1)" in known[2]


@pytest.mark.parametrize("seed", range(3))
def test_counts_are_those_of_the_tables(seed: int) -> None:
    survey = random_survey(seed)
    texts = rows_of(shown(survey))
    for name in ("setting", "role"):
        counted = survey.attributes[name].texts()
        found = texts[texts.index(name) + 2]
        for level in survey.study.variables[name].levels:
            assert (f"{level.label} ({counted.count(level.label)})" in found) is (level.label in counted)


def test_many_values_and_many_attributes_stay_short() -> None:
    n = 500
    levels = tuple(Level(f"team_{i}", f"Team {i} " + "x" * 200) for i in range(n))
    column = Attribute(Variable("team", "Team", VariableKind.TEXT, levels=levels), np.arange(n, dtype=np.int32))
    base = survey_of([{"D1": 1}] * n)
    survey = replace(base, attributes={f"team_{i}": column for i in range(300)})
    page = shown(survey)
    texts = rows_of(page)
    assert "and 260 more attributes" in texts
    assert all("and 494 more" in text for text in texts if text.startswith("Team 0"))
    assert len(survey._repr_html_() or "") < 60_000


def test_edges_are_shown() -> None:
    nobody = survey_of([{}])
    assert "1 respondent, 0 hours recorded" in rows_of(shown(nobody))
    unknown = survey_of([{"D1": 1}], {"active_cases": [None], "setting": [None]})
    assert rows_of(shown(unknown)).count("0") >= 2


def test_text_of_the_input_is_inert() -> None:
    variables = [Variable(text, text, VariableKind.TEXT, levels=(Level(text, text),)) for text in HOSTILE]
    attributes = {v.id: Attribute(v, np.zeros(1, dtype=np.int32)) for v in variables}
    survey = replace(survey_of([{"D1": 1}]), attributes=attributes, source=Source(("<b>.xlsx",), ("",)))
    page = shown(survey)
    assert page.attributes("script") == []
    assert page.attributes("b") == []
    assert "<script>alert(1)</script>" in rows_of(page)


def test_it_brings_its_looks_and_takes_the_page_s_colours() -> None:
    html = shown(survey_of([{"D1": 1}])).text("style")[0]
    assert "#" not in html
