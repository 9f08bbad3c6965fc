"""Hours accounts and rival definitions as they may be published, attacked by code that shares none with the product."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from scipy.optimize import linprog

import timediary as td
from timediary.model.survey import Attribute
from timediary.model.table import HIDDEN_BASE, Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from timediary.model.table import Table

EXAMPLE = "tests/data/diaries.xlsx"
# What each row sums of: respondents, those over, then hours within the contract, over it, made up of these, and short.
_SUMS = {
    "worked": [0, 0, 1, 1, 0, 0],
    "employed": [0, 0, 1, 0, 0, 1],
    "excess": [0, 0, 0, 1, 0, 0],
    "short": [0, 0, 0, 0, 0, 1],
    "made_up": [0, 0, 0, 0, 1, 0],
    "unpaid": [0, 0, 0, 1, -1, 0],
}
_MEAN, _ALL, _OVER = 0.05, 0, 1


@pytest.fixture(scope="module")
def example() -> td.Survey:
    return td.read(EXAMPLE)


def _drawn(example: td.Survey, seed: int, number: int) -> td.Survey:
    """Some respondents, of whom somebody has nearly all the time off in lieu."""
    random = np.random.default_rng(seed)
    chosen = np.zeros(len(example), dtype=bool)
    chosen[random.choice(len(example), number, replace=False)] = True
    survey = example.select(chosen)
    over = survey.attribute("worked_hours").values.astype(float) - survey.attribute("contracted_hours").values
    over = np.nan_to_num(over)
    toil = np.where(np.arange(len(survey)) % 9 == 0, np.clip(over, 0, 1), 0.0)
    toil[int(np.argmax(over))] = over.max()
    variable = survey.attribute("worked_hours").variable._replace(id="toil", label="Time off in lieu")
    variables = {**survey.study.variables, "toil": variable}
    study = replace(survey.study, variables=variables)
    return replace(survey, study=study, attributes={**survey.attributes, "toil": Attribute(variable, toil)})


def _truth(survey: td.Survey) -> tuple[NDArray[np.float64], list[str]]:
    """What each respondent whose hours are known has of the six, and their setting."""
    worked, employed, toil = (
        survey.attribute(name).values.astype(float) for name in ("worked_hours", "employed_hours", "toil")
    )
    known = np.isfinite(worked + employed)
    excess, short = np.maximum(worked - employed, 0), np.maximum(employed - worked, 0)
    made = np.minimum(excess, toil)
    six = np.column_stack([np.ones(len(worked)), excess > 0, worked - excess, excess, made, short])
    settings = survey.attribute("setting").texts()
    return six[known], [settings[i] or "No information" for i in np.flatnonzero(known)]


def _printed(table: Table) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """All that is printed as inequalities on the six of each setting: left @ unknowns <= right."""
    left, right = [], []
    labels = [column.label for column in table.columns]
    count = len(labels) - 1

    def say(factors: Sequence[float] | NDArray[np.float64], j: int, low: float, high: float) -> None:
        whole = np.zeros((count, 6))
        whole[slice(None) if labels[j] == "All" else j] = factors
        left.extend([whole.ravel(), -whole.ravel()])
        right.extend([high, -low])

    for i, row in enumerate(table.rows):
        for j in range(len(labels)):
            value = float(table.estimate[i, j])
            if table.base[i, j] != HIDDEN_BASE and row.id in ("worked", "over_count"):
                say(np.eye(6)[_ALL if row.id == "worked" else _OVER], j, table.base[i, j] - 2.5, table.base[i, j] + 2.5)
            if np.isnan(value) or row.id in ("net", "unpaid_fte"):
                continue
            sums = np.array(_SUMS.get(row.id.removesuffix("_sum").removesuffix("_of_those"), [0] * 6), dtype=float)
            if row.id.endswith("_sum"):
                say(sums, j, value - 5, value + 5)
            elif row.id == "over_count":
                say([0, 1, 0, 0, 0, 0], j, value - 2.5, value + 2.5)
            else:
                of = _OVER if row.id == "excess_of_those" else _ALL
                half = 0.005 if row.id == "over" else _MEAN
                sums = np.eye(6)[_OVER] if row.id == "over" else sums
                for factor, sign in ((value + half, 1), (value - half, -1)):
                    say(sign * (sums - factor * np.eye(6)[of]), j, -np.inf, 0.0)
    kept = np.isfinite(right)
    return np.array(left)[kept], np.array(right)[kept]


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(1, 12))])
def test_nobody_can_be_told_from_a_published_account(example: td.Survey, seed: int) -> None:
    """What fewer than three, or one with more than half of it, make up: nothing rules out half or one and a half."""
    survey = _drawn(example, seed, 120)
    table = td.hours_account(survey, "setting", toil="toil", safe=True)
    six, settings = _truth(survey)
    left, right = _printed(table)
    labels = [column.label for column in table.columns][:-1]
    tested = 0
    for j, label in enumerate(labels):
        own = six[[setting == label for setting in settings]]
        for sums in _SUMS.values():
            amounts = np.sort(own @ np.array(sums, dtype=float))[::-1]
            total = amounts.sum()
            few = 0 < np.count_nonzero(amounts > 1e-9) < 3 or 0 < len(own) < 10
            if total < 1e-9 or not (few or amounts[0] > total / 2 or amounts[:2].sum() > 0.9 * total):
                continue
            wanted = np.zeros((len(labels), 6))
            wanted[j] = sums
            limits = [
                sign * linprog(sign * wanted.ravel(), A_ub=left, b_ub=right, bounds=(0, 168 * 120)).fun
                for sign in (1, -1)
            ]
            assert limits[0] <= total / 2 + 1e-6, (label, sums)
            assert limits[1] >= 1.5 * total - 1e-6, (label, sums)
            tested += 1
    assert tested >= 3


def test_what_is_shown_of_a_published_account_is_the_account_rounded(example: td.Survey) -> None:
    plain, safe = td.hours_account(example, "setting"), td.hours_account(example, "setting", safe=True)
    assert safe.precision is None
    assert {row.id for row in plain.rows} - {row.id for row in safe.rows} == {"net_median", "net_sum", "excess_median"}
    assert safe.value("excess_sum", "all") == 3370
    assert safe.value("over", "csd") == 0.58
    assert safe.value("unpaid_fte", "all") == 91.1
    assert np.isnan(safe.value("worked", "no_information"))
    worked, employed = safe.value("worked", "pvi"), safe.value("employed", "pvi")
    assert safe.value("net", "pvi") == pytest.approx(worked - employed)


def test_two_definitions_do_not_tell_of_the_one_code_between_them(example: td.Survey) -> None:
    """One respondent has all of D12, 7.5 hours, which one of the two counts: whole percents of few hours would tell."""
    chosen = np.zeros(len(example), dtype=bool)
    d12 = example.minutes_under(("D12",))
    little = np.argsort(example.recorded_hours + 1000 * (d12 > 0))
    chosen[little[:11]] = chosen[np.argmax(d12)] = True
    survey = example.select(chosen)
    only = ["direct_contact_2009", "holmes_2009"]
    hours, recorded = survey.minutes_under(("D12",)).sum() / 60, survey.recorded_hours.sum()
    assert (len(survey), hours) == (12, d12.max() / 60)
    assert hours / recorded - 0.01 > 0.5 * hours / recorded
    found = td.definitions(survey, only=only, safe=True)
    assert found.protection is not None
    assert np.isnan(found.moved("holmes_2009")["D12"])
    assert np.isnan([found.shares.value(one) for one in only]).any()
    for one in found.beside:
        assert one.respondents in (HIDDEN_BASE, 0) or one.respondents % 5 == 0


@pytest.mark.slow
def test_the_same_definitions_are_published_with_whole_figures(example: td.Survey) -> None:
    plain, safe = td.definitions(example, "setting"), td.definitions(example, "setting", safe=True)
    assert safe.shares.value("face_to_face") == 0.13
    assert np.isnan(safe.shares.value("face_to_face", "no_information"))
    assert len(safe.beside) == len(plain.beside)
    shown = [
        (one.own, other.own) for one, other in zip(plain.beside, safe.beside, strict=True) if other.own == other.own
    ]
    assert len(shown) >= 10
    assert all(abs(own - rounded) <= 0.5 + 1e-9 for own, rounded in shown)
    assert safe.inputs == ()


def test_the_response_of_a_small_agency_is_hidden_and_no_total_tells_it(example: td.Survey) -> None:
    plain, safe = (td.agencies(example, "examples/agencies.csv", safe=one) for one in (False, True))
    both = list(zip(plain.responses, safe.responses, strict=True))
    small = [hidden for known, hidden in both if 0 < (known.respondents or 0) < 10]
    assert small
    assert {one.respondents for one in small} == {HIDDEN_BASE}
    assert all(np.isnan(one.rate) and one.returns is None for one in small)
    shown = [(known.respondents, one.respondents) for known, one in both if one.respondents != HIDDEN_BASE]
    assert len(shown) >= 30
    assert all(abs(known - rounded) <= 2.5 and rounded % 5 == 0 for known, rounded in shown if known and rounded)
    assert [name for name, _ in safe.unmatched] == ["other agencies"]


@pytest.mark.slow
def test_a_column_of_few_does_not_tell_that_none_of_them_worked_over(example: td.Survey) -> None:
    settings = np.array(example.attribute("setting").texts())
    over = example.attribute("worked_hours").values.astype(float) - example.attribute("employed_hours").values
    chosen = np.zeros(len(example), dtype=bool)
    chosen[np.flatnonzero((settings == "PVI") & (over <= 0))[:3]] = True
    for setting in ("CSD", "DASS"):
        chosen[np.flatnonzero((settings == setting) & np.isfinite(over))[:25]] = True
    table = td.hours_account(example.select(chosen), "setting", safe=True)
    few = [column.id for column in table.columns].index("pvi")
    assert np.isnan(table.estimate[:, few]).all()
    assert (table.base[:, few] == HIDDEN_BASE).all()
    assert set(table.status[:, few]) == {Status.SUPPRESSED}
