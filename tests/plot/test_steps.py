"""Pictures of surveys kept to the minute are in steps that can be told apart, and pages with them stay small."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from tests.builders import STUDY

import timediary as td
from timediary.model.survey import Survey
from timediary.pipeline.chart_days import readable_step

if TYPE_CHECKING:
    from pathlib import Path

LARGEST_PAGE = 400_000


@pytest.mark.parametrize(("slot", "of_day", "of_week"), [(30, None, None), (15, None, None), (5, 10, 15), (1, 10, 15)])
def test_a_step_is_the_shortest_that_can_be_told_apart(slot: int, of_day: int | None, of_week: int | None) -> None:
    grid = STUDY.grid.in_slots(slot)
    assert (readable_step(grid), readable_step(grid, each_day=True)) == (of_day, of_week)


@pytest.mark.slow
def test_a_report_of_a_survey_kept_to_the_minute_is_small_and_says_its_step(tmp_path: Path) -> None:
    study = td.load_study("examples/which_diary/day_study")
    generator = np.random.default_rng(2)
    codes = np.repeat(generator.integers(1, 4, (40, 720)), 2, axis=1).astype(np.uint8)
    codes[:, 1:] = codes[:, :-1]
    survey = td.Survey.of(Survey(study, tuple(f"P{n}" for n in range(40)), codes, {}))
    assert survey.grid.slot_minutes == 1
    (page,) = (
        path for path in td.write(td.analyse(survey, with_pictures=True), tmp_path, ["html"]) if path.suffix == ".html"
    )
    assert page.stat().st_size < LARGEST_PAGE
    assert "Times of day are in steps of 10 minutes" in page.read_text(encoding="utf-8")
