"""The spread of respondents' own shares, against numpy's quantiles and by hand."""

from __future__ import annotations

import numpy as np
import pytest
from tests.builders import random_survey, survey_of

import timediary as td
from timediary.categorise import categorise
from timediary.tabulate.spread import QUANTILES

SURVEY = random_survey(5, 61)


def own_shares(grouping: str = "broad") -> dict[str, np.ndarray[tuple[int], np.dtype[np.float64]]]:
    chosen = SURVEY.study.groupings[grouping]
    under, hours = categorise(SURVEY, chosen), SURVEY.recorded_hours
    return {row.id: under[hours > 0, i] / hours[hours > 0] for i, row in enumerate(chosen.rows)}


def test_quantiles_are_those_of_numpy() -> None:
    table = td.spread(SURVEY)
    for column, shares in own_shares().items():
        for id_, _, probability in QUANTILES:
            expected = np.quantile(shares, probability, method="averaged_inverted_cdf")
            assert table.value(id_, column) == pytest.approx(expected)
        assert table.value("none", column) == pytest.approx(np.mean(shares == 0))


def test_one_category_by_group_is_that_of_each_group_alone() -> None:
    table = td.spread(SURVEY, "setting", category="Client-related work")
    assert [column.id for column in table.columns][-1] == "all"
    assert table.title == "Client-related work: respondents' own shares of time by setting"
    inside = SURVEY.recorded_hours > 0
    setting = SURVEY.attribute("setting").values[inside]
    shares = own_shares()["client_related"]
    for level, column in enumerate(table.columns[:4]):
        expected = np.quantile(shares[setting == level], 0.5, method="averaged_inverted_cdf")
        assert table.value("median", column.id) == pytest.approx(expected)
    assert table.base[0, -1] == inside.sum()


def test_conditions_and_weights_count() -> None:
    survey = survey_of([{"D1": 1, "S1": 1}, {"D1": 1}, {"S1": 2}, {"D1": 9}], {"active_cases": [5, 5, 5, 50]})
    table = td.spread(survey.sample("active_cases<10"), category="direct_contact")
    assert table.value("median") == 0.5
    assert table.value("none") == pytest.approx(1 / 3)
    weighted = survey_of([{"D1": 1, "S1": 1}, {"D1": 1}], {"weight": [1, 9]})
    drawn = weighted.sample(weight="weight")
    assert td.spread(drawn, category="direct_contact").value("lower_quartile") == 1


def test_groups_need_a_category() -> None:
    with pytest.raises(td.RequestError, match="name the category"):
        td.spread(SURVEY, "setting")
    with pytest.raises(td.RequestError, match="no category 'nonsense'"):
        td.spread(SURVEY, category="nonsense")
