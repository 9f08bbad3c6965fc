"""One browser for the tests of a module, and a week to fill in."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from tests.browser import Browser, chromium
from tests.collect.filling import answers_of, diary_of, form_for
from tests.form.filling_page import Kept

import timediary as td
from timediary.model.study import VariableKind

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def week() -> Kept:
    """The example's respondent who works late or early, on many days, and answers most questions."""
    survey = td.read(ROOT / "tests" / "data" / "diaries.xlsx")
    grid = survey.study.grid
    worked = survey.codes.reshape(len(survey), len(grid.days), -1) != 0
    days = worked.any(axis=2).sum(axis=1)
    asked = [a for a in survey.attributes.values() if a.variable.kind is VariableKind.LEVEL]
    answered = np.sum([np.greater_equal(a.values, 0) for a in asked], axis=0)
    row = int(np.lexsort((answered, days))[-1])
    form = replace(form_for(survey, row), week_beginning="2027-05-10", agency="Borough of Amber")
    return Kept(survey, row, form, diary_of(survey, row), answers_of(survey, row, form))
