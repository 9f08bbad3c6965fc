"""The figures of several tables as statements on the same unknowns, against what the tables say."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from timediary.model.disclosure import DisclosurePolicy
from timediary.protect.amounts import Amounts, TableFigures, figures_of_shares
from timediary.protect.attack import feasible_interval, told
from timediary.protect.contributors import contributors_of, unsafe_cells
from timediary.protect.publication import Publication, publication_of
from timediary.protect.suppression import suppress

POLICY = DisclosurePolicy("test", "Test", "by hand", least_respondents=3, least_contributors=2)


def test_contributors_are_counted_and_the_largest_measured() -> None:
    hours = np.array([[1.0, 0.0], [3.0, 5.0], [0.0, 0.0], [4.0, 0.0]])
    found = contributors_of(hours, np.array([[1, 0], [1, 0], [1, 1], [1, 0]], dtype=bool), np.arange(4))
    assert found.hours.tolist() == [[8, 0], [5, 0]]
    assert found.number.tolist() == [[3, 0], [1, 0]]
    assert found.largest.tolist() == [[0.5, 0], [1, 0]]
    assert found.largest_two.tolist() == [[7 / 8, 0], [1, 0]]
    respondents, recorded = np.array([4, 1]), np.array([13.0, 0.0])
    assert unsafe_cells(found, respondents, recorded, POLICY).tolist() == [[False, True], [True, True]]


def test_extremes_are_hidden_where_the_policy_says_so() -> None:
    found = contributors_of(np.array([[2.0, 0.0]] * 4), np.ones((4, 1), dtype=bool), np.arange(4))
    respondents, recorded = np.array([4]), np.array([8.0])
    assert unsafe_cells(found, respondents, recorded, POLICY).tolist() == [[False], [False]]
    strict = POLICY._replace(extremes="hidden")
    assert unsafe_cells(found, respondents, recorded, strict).tolist() == [[True], [True]]


@st.composite
def _surveys(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    n, k = draw(st.integers(6, 30)), draw(st.integers(2, 4))
    rng = np.random.default_rng(draw(st.integers(0, 10_000)))
    hours = rng.integers(0, 40, (n, k)) / 2 * (rng.random((n, k)) < 0.7)
    hours[hours.sum(axis=1) == 0, 0] = 1
    setting, role = rng.integers(0, 3, n), rng.integers(0, 2, n)
    return hours, setting, role


def _tables(hours: np.ndarray, setting: np.ndarray, role: np.ndarray) -> list[TableFigures]:
    rows = np.vstack([np.eye(hours.shape[1], dtype=bool), np.arange(hours.shape[1]) < 2])
    everybody = np.ones((len(hours), 1), dtype=bool)
    by_setting = np.hstack([setting[:, None] == np.arange(3), everybody])
    by_role = np.hstack([role[:, None] == np.arange(2), everybody])
    is_time = np.ones(hours.shape[1], dtype=bool)
    return [figures_of_shares(rows, is_time, members, 0) for members in (everybody, by_setting, by_role)]


def _publication(hours: np.ndarray, setting: np.ndarray, role: np.ndarray) -> Publication:
    amounts = Amounts(hours, np.ones(hours.shape[1], dtype=bool), np.arange(len(hours)), 168)
    return publication_of(_tables(hours, setting, role), amounts, POLICY)


@given(_surveys())
def test_the_truth_agrees_with_everything_that_is_published(drawn: tuple[np.ndarray, np.ndarray, np.ndarray]) -> None:
    hours, setting, _ = drawn
    publication = _publication(*drawn)
    for column in range(3):
        rows = publication.statements.figure == publication.places[1].hours[column]
        assert rows.sum() == 1
        printed = (publication.statements.low + publication.statements.high)[rows] / 2
        assert printed == pytest.approx(np.floor(hours[setting == column].sum() / 10 + 0.5) * 10)
    # The column of all is one figure wherever it stands.
    assert publication.places[0].hours[0] == publication.places[1].hours[-1] == publication.places[2].hours[-1]
    assert (publication.places[0].figures[:, 0] == publication.places[2].figures[:, -1]).all()


@pytest.mark.slow
@settings(max_examples=12)
@given(_surveys())
def test_what_is_hidden_stays_hidden(drawn: tuple[np.ndarray, np.ndarray, np.ndarray]) -> None:
    publication = _publication(*drawn)
    found = suppress(publication.statements, publication.targets, publication.figures, most_variables=400)
    left = publication.statements.without(found.hidden)
    assert not told(left, publication.targets).any()
    for i in range(min(publication.targets.matrix.shape[0], 3)):
        target = publication.targets.matrix[[i]].toarray()[0]
        low, high = feasible_interval(left, target)
        assert low <= publication.targets.least[i] + 1e-3
        assert high >= publication.targets.greatest[i] - 1e-3


def test_several_diaries_of_one_respondent_are_one_contributor() -> None:
    hours = np.array([[4.0], [6.0], [5.0]])
    found = contributors_of(hours, np.ones((3, 1), dtype=bool), np.array([0, 0, 1]))
    assert found.number.tolist() == [[2]]
    assert found.largest == pytest.approx(np.array([[10 / 15]]))
