"""Surveys at the edges of what can be shown, for every kind of picture."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from tests.builders import random_survey

from timediary.model.study import Level, Variable, VariableKind
from timediary.model.survey import Attribute, Survey

if TYPE_CHECKING:
    from collections.abc import Sequence

LONG = "Local safeguarding and looked-after-children's residential/community services with Überwachungsausschüsse"
HOSTILE = ("$x$ and $\\frac{1}{2}$", "<script>alert(1)</script>", "a_b^c\\", "=cmd()", "&amp; \x1b[31mred\u202etxt", "")


def survey_with(
    respondents: int, labels: Sequence[str] = ("CSD", "DASS"), *, seed: int = 1, codes: Sequence[int] = range(1, 41)
) -> Survey:
    """Diaries at random of so many respondents, who belong to teams with these labels and have contracts."""
    generator = np.random.default_rng(seed)
    base = random_survey(seed, respondents)
    kept = np.where(np.isin(base.codes, list(codes)), base.codes, 0).astype(np.uint8)
    levels = tuple(Level(f"team_{i}", label) for i, label in enumerate(labels))
    team = Variable("team", "Team", VariableKind.TEXT, levels=levels)
    contracted = generator.choice([18.5, 22.2, 37.0], respondents)
    variables = base.study.variables
    attributes = {
        **base.attributes,
        "team": Attribute(team, np.arange(respondents, dtype=np.int32) % len(labels)),
        "contracted_hours": Attribute(variables["contracted_hours"], contracted),
        "worked_hours": Attribute(variables["worked_hours"], contracted + generator.integers(-3, 12, respondents)),
    }
    return Survey(base.study, base.respondents, kept, attributes)


def edges() -> dict[str, Survey]:
    """Each edge by its name; all can be broken down by `team`."""
    empty = survey_with(6)
    return {
        "ordinary": survey_with(60),
        "one respondent": survey_with(1, ("CSD",)),
        "one group": survey_with(40, ("CSD",)),
        "30 groups": survey_with(90, [f"Team number {i + 1}" for i in range(30)]),
        "long labels": survey_with(40, (LONG, "x" * 120, "児童福祉サービス部門" * 4, "CSD")),
        "hostile labels": survey_with(40, HOSTILE),
        # The first group of activities, D1 to D12, has no time at all.
        "an empty category": survey_with(40, codes=range(13, 41)),
        "one category": survey_with(40, codes=(1,)),
        "all blank but one": replace(
            empty, codes=np.where(np.arange(6)[:, None] == 0, empty.codes, 0).astype(np.uint8)
        ),
    }


def blank() -> Survey:
    """A survey in which nobody recorded any time."""
    filled = survey_with(5)
    return replace(filled, codes=np.zeros_like(filled.codes))


def without(survey: Survey, *names: str) -> Survey:
    """The survey without some of its attributes."""
    kept = {name: attribute for name, attribute in survey.attributes.items() if name not in names}
    return replace(survey, attributes=kept)
