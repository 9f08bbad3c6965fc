"""What can be told of hidden cells, and what must go with them, by hand and by brute force."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from scipy import sparse

from timediary.protect.attack import EVERYBODY_KNOWS, Statements, Targets, feasible_interval, told
from timediary.protect.suppression import Figures, suppress

# Two rows and three columns of hours, whose totals everybody knows; the 3 must not be told.
HOURS = np.array([[3.0, 20.0, 30.0], [25.0, 40.0, 15.0]])


def _published(hours: np.ndarray) -> Statements:
    """Each cell as a figure of its own, and all totals known."""
    cells = np.eye(hours.size)
    rows = np.kron(np.eye(hours.shape[0]), np.ones(hours.shape[1]))
    columns = np.kron(np.ones(hours.shape[0]), np.eye(hours.shape[1]))
    matrix = np.vstack([cells, rows, columns])
    values = matrix @ hours.ravel()
    figure = np.concatenate([np.arange(hours.size), np.full(sum(hours.shape), EVERYBODY_KNOWS)])
    return Statements(sparse.csr_array(matrix), values, values, figure)


def _target(hours: np.ndarray, *cells: int, width: float = 0.5) -> Targets:
    values = hours.ravel()[list(cells)]
    return Targets(sparse.csr_array(np.eye(hours.size)[list(cells)]), (1 - width) * values, (1 + width) * values)


def _figures(hours: np.ndarray, *hidden: int) -> Figures:
    return Figures(hours.ravel(), np.isin(np.arange(hours.size), hidden), hours.ravel())


@pytest.mark.parametrize("most_variables", [6_000, 0], ids=["integer programme", "step by step"])
def test_the_cheapest_rectangle_goes_with_the_hidden_cell(most_variables: int) -> None:
    statements = _published(HOURS)

    found = suppress(statements, _target(HOURS, 0), _figures(HOURS, 0), most_variables=most_variables)

    assert np.flatnonzero(found.hidden).tolist() == [0, 2, 3, 5]
    assert HOURS.ravel()[found.hidden].sum() - HOURS[0, 0] == 70
    assert found.is_least is (most_variables > 0)
    interval = feasible_interval(statements.without(found.hidden), np.eye(6)[0])
    assert interval == pytest.approx((0, 28))


def test_a_hidden_cell_alone_is_worked_out_from_totals() -> None:
    statements = _published(HOURS)
    hidden = _figures(HOURS, 0).hidden
    assert feasible_interval(statements.without(hidden), np.eye(6)[0]) == pytest.approx((3, 3))
    assert told(statements.without(hidden), _target(HOURS, 0)).tolist() == [True]


def test_figures_that_contradict_each_other_are_told() -> None:
    statements = Statements(
        sparse.csr_array(np.ones((2, 1))), np.array([1.0, 5.0]), np.array([2.0, 6.0]), np.array([0, 1])
    )
    with pytest.raises(ValueError, match="no hours agree"):
        feasible_interval(statements, np.ones(1))


def test_what_everybody_knows_can_not_be_hidden() -> None:
    statements = Statements(sparse.csr_array(np.ones((1, 1))), np.ones(1), np.ones(1), np.array([EVERYBODY_KNOWS]))
    with pytest.raises(ValueError, match="can't be protected"):
        suppress(statements, Targets(sparse.csr_array(np.ones((1, 1))), np.zeros(1), np.full(1, 2.0)), _none())


def _none() -> Figures:
    return Figures(np.empty(0), np.empty(0, dtype=np.bool_), np.empty(0))


@st.composite
def _tables(draw: st.DrawFn) -> tuple[np.ndarray, list[int]]:
    rows, columns = draw(st.integers(2, 3)), draw(st.integers(2, 4))
    cells = draw(st.lists(st.integers(0, 60), min_size=rows * columns, max_size=rows * columns))
    hours = np.array(cells, dtype=np.float64).reshape(rows, columns)
    few = [i for i, value in enumerate(cells) if 0 < value <= 6]
    return hours, few


@pytest.mark.slow
@settings(max_examples=25)
@given(_tables())
def test_no_hidden_cell_can_be_told(drawn: tuple[np.ndarray, list[int]]) -> None:
    hours, few = drawn
    statements, targets, figures = _published(hours), _target(hours, *few), _figures(hours, *few)
    lost = []
    for most_variables in (6_000, 0):
        try:
            found = suppress(statements, targets, figures, most_variables=most_variables)
        except ValueError:
            # A total of which the cell is half or more can't be protected while the total is known.
            known = [hours.ravel()[i] for i in few]
            assert known
            return
        left = statements.without(found.hidden)
        for i, least, greatest in zip(few, targets.least, targets.greatest, strict=True):
            low, high = feasible_interval(left, np.eye(hours.size)[i])
            assert low <= least + 1e-4
            assert high >= greatest - 1e-4
        assert (found.hidden >= figures.hidden).all()
        lost.append(figures.weights[found.hidden].sum())
    assert lost[0] <= lost[1] + 1e-6


@pytest.mark.slow
@given(_tables())
def test_told_is_what_the_intervals_say(drawn: tuple[np.ndarray, list[int]]) -> None:
    hours, few = drawn
    statements = _published(hours).without(np.isin(np.arange(hours.size), few))
    targets = _target(hours, *few)
    exposed = []
    for i, least, greatest in zip(few, targets.least, targets.greatest, strict=True):
        low, high = feasible_interval(statements, np.eye(hours.size)[i])
        exposed.append(low > least + 1e-5 or high < greatest - 1e-5)
    assert told(statements, targets).tolist() == exposed
