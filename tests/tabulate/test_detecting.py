"""Respondents that find a change, from a survey's own variances."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tests.builders import random_survey

import timediary as td
from timediary.estimate.power import respondents_to_detect
from timediary.model.problem import RequestError
from timediary.pipeline.breakdowns import breakdown
from timediary.pipeline.surveys import read
from timediary.pipeline.workforce import plan_change

DATA = Path(__file__).parents[1] / "data" / "complex_survey"


@pytest.mark.slow
@pytest.mark.parametrize("panel", [None, 0.6])
def test_needs_follow_from_the_standard_errors_of_the_table(panel: float | None) -> None:
    sample = read(DATA / "diary.csv").sample(weight="weight", cluster="agency", strata="region")
    table = plan_change(sample, "setting", detect=4, power=0.9, panel=panel)
    shares = breakdown(sample, "setting")
    assert shares.precision is not None
    ids = [column.id for column in table.columns]
    for j, level in enumerate(column.id for column in shares.columns):
        for i in range(len(shares.rows)):
            share, spread, deff, needed = (
                float(table.estimate[i, ids.index(f"{level}/{name}")]) for name in ("share", "spread", "deff", "needed")
            )
            assert share == pytest.approx(shares.estimate[i, j], rel=1e-12)
            if np.isnan(spread):
                continue
            # se^2 n is the variance of one respondent, design effect included.
            se = float(shares.precision.se[i, j])
            assert spread**2 * deff == pytest.approx(se**2 * shares.base[i, j])
            alone = respondents_to_detect(0.04, spread, 0.9, correlation=panel, deff=deff)
            assert needed == np.ceil(alone - 1e-9)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"detect": 150}, "between 0 and 100"),
        ({"power": 0.01}, "power lies"),
        ({"panel": 1.0}, "correlation of a panel"),
    ],
)
def test_what_cannot_be_planned_is_refused(asked: dict[str, float], words: str) -> None:
    survey = read(DATA / "diary.csv")
    with pytest.raises(RequestError, match=words):
        plan_change(survey, **asked)  # type: ignore[arg-type]


def test_nothing_is_planned_from_one_respondent_or_one_cluster() -> None:
    survey = random_survey(1)
    alone = survey.select(np.arange(len(survey)) == 0)
    with pytest.raises(RequestError, match="how respondents differ, and needs two"):
        td.plan(alone)
    with pytest.raises(RequestError, match=r"how clusters \(setting\) differ"):
        survey.select(survey.attributes["setting"].values == 0).sample(cluster="setting", lonely="adjust").plan()
