"""The attacker that the product keeps, on tables by hand."""

from __future__ import annotations

import numpy as np
import pytest

from timediary.model.disclosure import DisclosurePolicy
from timediary.model.problem import RequestError
from timediary.protect.audit import Members, PublishedTable, audit_tables

POLICY = DisclosurePolicy("test", "Test", "by hand", least_respondents=3, least_contributors=2)
ROWS = {"direct": ("D1",), "other": ("R1",)}
# Hours by D1 and R1 of ten respondents, of whom two are in the second team.
HOURS = np.array([[10.0, 30.0]] * 8 + [[20.0, 15.0], [16.0, 24.0]])
TEAM = np.array([0] * 8 + [1] * 2)


def _table(
    name: str, members: np.ndarray, columns: dict[str, dict[str, str]], *, decimals: int = 1, hide: tuple[str, ...] = ()
) -> PublishedTable:
    hours = HOURS.T @ members
    whole = hours.sum(axis=0)
    gone = np.array([column in hide for column in columns])

    def shown(values: np.ndarray) -> np.ndarray:
        return np.where(gone, np.nan, values)

    shares = np.floor(hours / whole * 10 ** (decimals + 2) + 0.5) / 10 ** (decimals + 2)
    return PublishedTable(
        name, (), ROWS, columns, decimals, shown(shares), shown(np.round(whole / 10) * 10), shown(members.sum(axis=0)),
        10, 1,
    )  # fmt: skip


def _by_team(*hide: str) -> PublishedTable:
    members = np.column_stack([TEAM == 0, TEAM == 1, TEAM >= 0]).astype(float)
    return _table("team", members, {"a": {"team": "a"}, "b": {"team": "b"}, "all": {}}, hide=hide)


def test_a_column_hidden_beside_its_total_is_worked_out() -> None:
    found = audit_tables([_by_team("b")], POLICY, most_hours=168)
    assert not found.passed
    # Of the respondents, 10 less 8 as printed leave any number from 1 to 3, which is as wide as asked.
    told = {(one.row, one.column) for one in found.exposed}
    assert told == {("direct", "b"), ("other", "b"), ("recorded_hours", "b")}
    hours = next(one for one in found.exposed if one.row == "recorded_hours")
    assert hours.low <= 75 <= hours.high


def test_nothing_is_told_where_two_columns_are_hidden() -> None:
    assert audit_tables([_by_team("a", "b")], POLICY, most_hours=168).passed


def test_with_the_survey_a_small_group_that_is_shown_is_found() -> None:
    membership = np.column_stack([TEAM == 0, TEAM == 1, TEAM >= 0])
    found = audit_tables([_by_team()], POLICY, 168, Members([membership], HOURS, ("D1", "R1"), np.arange(10)))
    assert {(one.row, one.column) for one in found.exposed} == {
        ("direct", "b"), ("other", "b"), ("recorded_hours", "b"), ("respondents", "b"),
    }  # fmt: skip
    for one in found.exposed:
        row = {"direct": 36, "other": 39, "recorded_hours": 75, "respondents": 2}[one.row]
        assert one.low - 1e-6 <= row <= one.high + 1e-6
    # All but the second team differ from all by two.
    assert [(pair.first, pair.second, pair.respondents) for pair in found.differences] == [("team, a", "team, all", 2)]


def test_a_safe_pair_is_not_accused() -> None:
    members = np.column_stack([np.arange(10) < 7, np.ones(10, dtype=bool)])
    table = _table("half", members.astype(float), {"a": {"half": "a"}, "all": {}})
    found = audit_tables([table], POLICY, 168, Members([members], HOURS, ("D1", "R1"), np.arange(10)))
    assert found.differences == ()


def test_two_runs_whose_conditions_differ_by_one_respondent() -> None:
    first, second = np.ones((10, 1), dtype=bool), np.arange(10)[:, None] < 9
    tables = [
        _table("up to 200", first.astype(float), {"all": {}})._replace(where=("active_cases<=200",)),
        _table("below 200", second.astype(float), {"all": {}})._replace(where=("active_cases<200",)),
    ]
    found = audit_tables(tables, POLICY, 168, Members([first, second], HOURS, ("D1", "R1"), np.arange(10)))
    assert [pair.respondents for pair in found.differences] == [1]


def test_tables_that_contradict_one_another_are_told() -> None:
    wrong = _by_team()._replace(name="other", hours=np.array([10.0, 10.0, 900.0]))
    with pytest.raises(RequestError, match="contradict one another"):
        audit_tables([_by_team("b"), wrong._replace(shares=np.full((2, 3), np.nan))], POLICY, 168)
