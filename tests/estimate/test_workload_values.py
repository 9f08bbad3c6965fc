"""Every value that R's survey package 4.1.1 gives for hours, unit costs, the hours account and standardised shares."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from tests.estimate.complex_survey import complex_survey, rows

from timediary.estimate.ratios import Estimates, means, ratios
from timediary.estimate.replication import jackknife
from timediary.estimate.standardisation import mix_of, standardised_ratios

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from tests.estimate.complex_survey import ComplexSurvey

    from timediary.estimate.design import Design
    from timediary.estimate.replication import Replicates

Key = tuple[str, str, str, str, str]
DESIGNS = ("simple", "weighted", "clustered")
FOLDERS = {"": 1_008, "blanks/": 1_008}


def domains_of(survey: ComplexSurvey) -> dict[str, tuple[list[str], NDArray[np.bool_]]]:
    levels, setting = survey.levels("setting")
    everybody = np.ones((survey.n, 1), dtype=bool)
    return {"all": (["all"], everybody), "setting": (levels, setting[:, None] == np.arange(len(levels)))}


def worked_out(survey: ComplexSurvey, design: Design | Replicates, name: str) -> dict[Key, float]:
    hours = np.column_stack([survey.hours, survey.total])
    categories = [*("client_related" if c == "client" else c for c in survey.categories), "total"]
    contract, worked, cases = (survey.numbers(n) for n in ("contracted_hours", "worked_hours", "active_cases"))
    net = worked - contract
    account = np.column_stack([net, np.maximum(net, 0.0), np.where(np.isnan(net), np.nan, net > 0.0)])
    roles, role = survey.levels("role")
    _, setting = survey.levels("setting")
    mix = mix_of(role, len(roles), design.weights, np.greater_equal(setting, 0))
    found: dict[Key, float] = {}

    def keep(domain: str, levels: list[str], rows: list[str], statistic: str, estimates: Estimates) -> None:
        for i, level in enumerate(levels):
            for j, row in enumerate(rows):
                found[name, domain, level, row, statistic] = estimates.values[i, j]
                found[name, domain, level, row, f"{statistic}_se"] = estimates.se[i, j]

    for domain, (levels, members) in domains_of(survey).items():

        def known(values: NDArray[np.float64], members: NDArray[np.bool_] = members) -> NDArray[np.bool_]:
            return np.asarray(members & np.isfinite(values)[:, None])

        keep(domain, levels, categories, "hours_per_week", means(hours, design, members))
        keep(domain, levels, categories, "hours_per_fte", ratios(hours, contract / 37, design, known(contract)))
        keep(domain, levels, categories, "hours_per_case", ratios(hours, cases, design, known(cases)))
        client = hours[:, categories.index("client_related")]
        keep(domain, levels, ["client_related"], "multiplier", ratios(survey.total, client, design, members))
        keep(domain, levels, ["net", "excess", "over"], "mean", means(account, design, known(net)))
        if domain == "setting":
            shares = standardised_ratios(survey.hours, survey.total, design, members, role, mix)
            keep(domain, levels, categories[:-1], "share_standardised_by_role", shares)
    return found


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_value_agrees_with_r(folder: str) -> None:
    survey = complex_survey(folder)
    expected = {
        (row["design"], row["domain"], row["level"], row["category"], row["statistic"]): float(row["value"])
        for row in rows(f"{folder}expected_workload.csv")
    }
    found: dict[Key, float] = {}
    for name in DESIGNS:
        found |= worked_out(survey, survey.design(name), name)
    assert len(expected) == FOLDERS[folder]
    assert set(found) >= set(expected)
    far = {key: (found[key], wanted) for key, wanted in expected.items() if not agrees(found[key], wanted)}
    assert not far


def agrees(value: float, wanted: float) -> bool:
    """To 1e-9 of the value; R prints a standard error of 0 as 2e-17, which is held to 1e-12 in absolute terms."""
    return abs(value) < 1e-12 if abs(wanted) < 1e-12 else bool(np.isclose(value, wanted, rtol=1e-9, atol=0.0))


def test_the_jackknife_standardises_every_replicate() -> None:
    survey = complex_survey()
    design = survey.design("clustered")
    roles, role = survey.levels("role")
    _, setting = domains_of(survey)["setting"]
    mix = mix_of(role, len(roles), design.weights, np.ones(survey.n, dtype=bool))
    replicates = jackknife(design)
    found = standardised_ratios(survey.broad, survey.total, replicates, setting, role, mix)
    for replicate in (0, 7):
        weights = replicates.replicate_weights(replicate)
        kept = weights > 0
        by_hand = _by_hand(survey, setting[:, 0] & kept, role, mix, weights)
        totals = found.cells.replicated(
            lambda values, members, w=weights: ((members * w[:, None]).T @ values)[None],  # type: ignore[misc]
            np.arange(setting.shape[1]),
        )
        np.testing.assert_allclose(totals[0, 0], by_hand, rtol=1e-12)
    linearised = standardised_ratios(survey.broad, survey.total, design, setting, role, mix)
    np.testing.assert_allclose(found.se[:2], linearised.se[:2], rtol=0.1)  # the settings with many respondents


def _by_hand(
    survey: ComplexSurvey,
    members: NDArray[np.bool_],
    role: NDArray[np.intp],
    mix: NDArray[np.float64],
    weights: NDArray[np.float64],
) -> NDArray[np.float64]:
    top, bottom = np.zeros(survey.broad.shape[1]), 0.0
    for level, share in enumerate(mix):
        here = members & (role == level)
        top += share * np.average(survey.broad[here], axis=0, weights=weights[here])
        bottom += share * np.average(survey.total[here], weights=weights[here])
    return np.asarray(top / bottom)


def test_a_domain_without_somebody_of_the_mix_has_no_figure() -> None:
    survey = complex_survey()
    roles, role = survey.levels("role")
    members = np.column_stack([role != 0, np.ones(survey.n, dtype=bool)])
    found = standardised_ratios(survey.broad, survey.total, survey.design("simple"), members, role, np.ones(len(roles)))
    assert np.isnan(found.values[0]).all()
    assert np.isnan(found.se[0]).all()
    assert np.isfinite(found.values[1]).all()


def test_a_mix_of_one_level_is_the_figure_of_that_level_alone() -> None:
    survey = complex_survey()
    roles, role = survey.levels("role")
    mix = np.eye(len(roles))[2]
    design = survey.design("clustered")
    standardised = standardised_ratios(survey.broad, survey.total, design, None, role, mix)
    alone = ratios(survey.broad, survey.total, design, role == 2)
    np.testing.assert_allclose(standardised.values, alone.values, rtol=1e-12)
    assert standardised.bases.tolist() == alone.bases.tolist()


@pytest.mark.parametrize("mix", [[-0.1, 1.1], [0.0, 0.0], [np.nan, 1.0]])
def test_what_is_no_mix_is_refused(mix: list[float]) -> None:
    survey = complex_survey()
    with pytest.raises(ValueError, match="mix"):
        standardised_ratios(survey.broad, survey.total, survey.design("simple"), None, np.zeros(survey.n), mix)
