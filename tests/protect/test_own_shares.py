"""How many respondents have at least so much of their time in a category, published without telling of a few."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from scipy.optimize import linprog
from tests.builders import random_survey

import timediary as td

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from timediary.model.table import Table

LEAST, WIDTH = 10, 0.5


def bands_of(survey: td.Survey, cuts: list[float]) -> tuple[NDArray[np.int64], list[str]]:
    """Respondents by setting and by the cuts that they reach, (settings, cuts + 1); and the settings."""
    people = td.by_respondent(survey)
    settings = people["setting"].astype(object).fillna("No information")
    reached = (people["share_recording"].to_numpy()[:, None] >= np.array(cuts)).sum(axis=1)
    names = sorted(set(settings))
    counts = [[int(((settings == name) & (reached == band)).sum()) for band in range(len(cuts) + 1)] for name in names]
    return np.array(counts), names


def statements(table: Table, names: list[str], shape: tuple[int, int]) -> tuple[NDArray[np.float64], list[float]]:
    """What is printed, as rows and bounds: row @ numbers of respondents <= bound."""
    rows: list[NDArray[np.float64]] = []
    bounds: list[float] = []

    def say(row: NDArray[np.float64], bound: float) -> None:
        rows.append(row.ravel())
        bounds.append(bound)

    for j, column in enumerate(table.columns):
        everybody = np.zeros(shape)
        everybody[slice(None) if column.label == "All" else names.index(column.label)] = 1
        if table.base[0, j] >= 0:
            say(everybody, table.base[0, j] + 2.5)
            say(-everybody, 2.5 - table.base[0, j])
        for i in range(len(table.rows)):
            share = table.estimate[i, j]
            if np.isfinite(share):
                reached = everybody * (np.arange(shape[1]) > i)
                say(reached - (share + 0.005) * everybody, 0.0)
                say((share - 0.005) * everybody - reached, 0.0)
    return np.array(rows), bounds


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_nobody_can_be_told_from_what_is_published(seed: int) -> None:
    survey = random_survey(seed, 160)
    own = np.sort(td.by_respondent(survey)["share_recording"].to_numpy())
    cuts = sorted({round(float(own[place]), 3) for place in (20, 60, 100, 130, 152, 157)})
    (table,) = survey.answers("setting", over={"recording": cuts}, safe=True).tables
    (plain,) = survey.answers("setting", over={"recording": cuts}).tables
    counts, names = bands_of(survey, cuts)
    shown = np.isfinite(table.estimate)
    assert 0 < shown.sum() < shown.size
    assert np.abs(table.estimate - plain.estimate)[shown].max() <= 0.005 + 1e-9
    rows, bounds = statements(table, names, counts.shape)
    assert (rows @ counts.ravel() <= np.array(bounds) + 1e-9).all()
    few = 0
    groups = [np.eye(len(names))[[place]] for place in range(len(names))] + [np.ones((1, len(names)))]
    for of in groups:
        for first in range(counts.shape[1]):
            for last in range(first + 1, counts.shape[1] + 1):
                target = np.outer(of, (np.arange(counts.shape[1]) >= first) & (np.arange(counts.shape[1]) < last))
                number = float((target * counts).sum())
                if 0 < number < LEAST:
                    few += 1
                    least, greatest = (
                        sign * linprog(sign * target.ravel(), A_ub=rows, b_ub=bounds).fun for sign in (1, -1)
                    )
                    low, high = (0, 2) if number == 1 else ((1 - WIDTH) * number, (1 + WIDTH) * number)
                    assert least <= low + 1e-6, (of, first, last)
                    assert greatest >= high - 1e-6, (of, first, last)
    assert few > 5


def test_who_kept_several_diaries_counts_once() -> None:
    survey = random_survey(5, 240)
    twice = replace(survey, respondents=tuple(f"R{n // 2:03d}" for n in range(240)))
    (table,), (plain,) = (
        twice.answers("setting", over="recording=0.1,0.2", safe=safe).tables for safe in (True, False)
    )
    shown = np.isfinite(table.estimate)
    assert shown.sum() > 4
    assert np.abs(table.estimate - plain.estimate)[shown].max() <= 0.005 + 1e-9
    assert np.abs(table.base - plain.base)[table.base >= 0].max() <= 2
