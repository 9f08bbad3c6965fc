"""Every value that R's survey package 4.1.1 gives for the complex survey."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from tests.estimate.complex_survey import rows

from timediary.estimate.association import rao_scott_test
from timediary.estimate.differences import differences, equal_domains
from timediary.estimate.intervals import logit_interval
from timediary.estimate.ratios import Estimates, crossed, means, ratios
from timediary.estimate.replication import jackknife

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.estimate.complex_survey import ComplexSurvey


Key = tuple[str, str, str, str, str]
DESIGNS = ("simple", "weighted", "clustered")


def _table(
    ours: dict[Key, float], design: str, domain: str, levels: list[str], categories: tuple[str, ...], table: Estimates
) -> None:
    for row, level in enumerate(levels):
        for column, category in enumerate(categories):
            ours[design, domain, level, category, "share"] = table.values[row, column]
            ours[design, domain, level, category, "se"] = table.se[row, column]


def _everybody(ours: dict[Key, float], design: str, survey: ComplexSurvey, table: Estimates) -> None:
    _table(ours, design, "all", ["all"], survey.categories, table)
    limits = logit_interval(table.values, table.se, table.degrees_of_freedom[:, None])
    ours[design, "all", "all", "all", "degf"] = table.degrees_of_freedom[0]
    for column, category in enumerate(survey.categories):
        ours[design, "all", "all", category, "logit_low"] = limits.low[0, column]
        ours[design, "all", "all", category, "logit_high"] = limits.high[0, column]
        ours[design, "all", "all", category, "cv"] = table.cv[0, column]


def _comparisons(
    ours: dict[Key, float], design: str, domain: str, levels: list[str], survey: ComplexSurvey, table: Estimates
) -> None:
    gaps = differences(table, [(row, 0) for row in range(1, len(levels))])
    tests = equal_domains(table)
    for column, category in enumerate(survey.categories):
        for row in range(1, len(levels)):
            name = f"{levels[row]} - {levels[0]}"
            ours[design, domain, name, category, "difference"] = gaps.values[row - 1, column]
            ours[design, domain, name, category, "difference_se"] = gaps.se[row - 1, column]
        for statistic, values in (
            ("wald_chisq", tests.chi_squared),
            ("wald_f", tests.f),
            ("wald_p", tests.p),
            ("wald_ddf", tests.denominator_df),
        ):
            ours[design, domain, "equal shares", category, statistic] = values[column]


def _by_setting(ours: dict[Key, float], name: str, survey: ComplexSurvey) -> None:
    design = survey.design(name)
    levels, setting = survey.levels("setting")
    roles, role = survey.levels("role")
    hours = means(survey.total, design, survey.membership("setting"))
    for row, level in enumerate(levels):
        ours[name, "setting", level, "total", "mean_hours"] = hours.values[row, 0]
        ours[name, "setting", level, "total", "mean_hours_se"] = hours.se[row, 0]
    test = rao_scott_test(setting, role, design)
    ours[name, "setting", "by role", "respondents", "rao_scott_f"] = test.f
    ours[name, "setting", "by role", "respondents", "rao_scott_p"] = test.p
    both = crossed([survey.membership("setting"), survey.membership("role")])
    labels = [f"{level} / {other}" for level in levels for other in roles]
    table = ratios(survey.hours[:, :1], survey.total, design, both)
    _table(ours, name, "setting x role", labels, survey.categories[:1], table)


@pytest.fixture(scope="module")
def expected() -> dict[Key, float]:
    """Values from R, by design, domain, level, category and statistic."""
    return {
        (row["design"], row["domain"], row["level"], row["category"], row["statistic"]): float(row["value"])
        for row in rows("expected.csv")
    }


@pytest.fixture(scope="module")
def ours(survey: ComplexSurvey) -> Mapping[Key, float]:
    found: dict[Key, float] = {}
    for name in DESIGNS:
        design = survey.design(name)
        _everybody(found, name, survey, ratios(survey.hours, survey.total, design))
        for domain in ("setting", "role"):
            levels, _ = survey.levels(domain)
            table = ratios(survey.hours, survey.total, design, survey.membership(domain))
            _table(found, name, domain, levels, survey.categories, table)
            _comparisons(found, name, domain, levels, survey, table)
        _by_setting(found, name, survey)
    replicated = ratios(survey.hours, survey.total, jackknife(survey.design("clustered")))
    _table(found, "jackknife", "all", ["all"], survey.categories, replicated)
    return found


def test_the_same_896_values_are_worked_out(ours: Mapping[Key, float], expected: Mapping[Key, float]) -> None:
    assert len(expected) == 896
    assert set(ours) == set(expected)


@pytest.mark.parametrize(
    ("design", "domain"),
    [(design, domain) for design in DESIGNS for domain in ("all", "setting", "role", "setting x role")]
    + [("jackknife", "all")],
)
def test_values_agree_with_r(
    design: str, domain: str, ours: Mapping[Key, float], expected: Mapping[Key, float]
) -> None:
    keys = [key for key in expected if key[:2] == (design, domain)]
    assert keys
    far = {key: (ours[key], expected[key]) for key in keys if not _agree(ours[key], expected[key])}
    assert not far


def _agree(value: float, wanted: float) -> bool:
    """To 1e-9 of the value; R prints a standard error of 0 as 2e-17, which is held to 1e-12 in absolute terms."""
    if abs(wanted) < 1e-12:
        return abs(value) < 1e-12
    return bool(np.isclose(value, wanted, rtol=1e-9, atol=0.0))
