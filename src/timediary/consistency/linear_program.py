"""Linear programmes over published figures: each figure a pair of bounds that may be given up at a price."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from timediary.silence import OUTPUT, silent

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray


class Bound(NamedTuple):
    """`low <= sum of factors times variables <= high`; variables by position."""

    variables: NDArray[np.int64]
    factors: NDArray[np.float64]
    low: float
    high: float


@dataclass
class Programme:
    """Variables with limits, bounds that always hold, and figures: groups of bounds that hold if the figure does.

    Attributes:
        most: the greatest value of each variable; the least is 0.
        whole: whether each variable is a whole number.
        rules: bounds that always hold.
        figures: the bounds of each figure.
        slack: no bound can be missed by more than this.
    """

    slack: float
    most: list[float] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)
    rules: list[Bound] = field(default_factory=list)
    figures: list[list[Bound]] = field(default_factory=list)

    def add(self, count: int, most: float, *, whole: bool) -> NDArray[np.int64]:
        """Add variables; their positions."""
        start = len(self.most)
        self.most += [most] * count
        self.whole += [whole] * count
        return np.arange(start, start + count)

    def fewest_given_up(self, prices: Sequence[float]) -> NDArray[np.bool_]:
        """The cheapest set of figures without which all others can hold together, True for each given up.

        Args:
            prices: of each figure; where they differ enough, the set is the only one of its price.
        """
        extra = len(self.figures)
        bounds = [*self.rules]
        for position, figure in enumerate(self.figures):
            given_up = len(self.most) + position
            for bound in figure:
                low, high = bound.low, bound.high
                if np.isfinite(low):
                    bounds.append(_with(bound, given_up, self.slack, low, np.inf))
                if np.isfinite(high):
                    bounds.append(_with(bound, given_up, -self.slack, -np.inf, high))
        most = np.array([*self.most, *[1.0] * extra])
        objective = np.concatenate([np.zeros(len(self.most)), np.asarray(prices, dtype=np.float64)])
        solved = _solve(objective, bounds, most, [*self.whole, *[True] * extra])
        if solved is None:
            raise ArithmeticError("rules that always hold contradict one another")
        return np.asarray(solved[len(self.most) :] > 0.5)

    def holds(self, kept: Iterable[int], others: Sequence[Bound] = ()) -> bool:
        """Whether some figures, and other bounds, can all hold together."""
        bounds = [*self.rules, *others, *(bound for position in kept for bound in self.figures[position])]
        return _solve(np.zeros(len(self.most)), bounds, np.array(self.most), self.whole) is not None

    def range_of(self, target: Bound, kept: Iterable[int]) -> tuple[float, float]:
        """The least and the greatest value that the sum of a bound can have while some figures hold."""
        bounds = [*self.rules, *(bound for position in kept for bound in self.figures[position])]
        objective = np.zeros(len(self.most))
        objective[target.variables] = target.factors
        ends = [_solve(sign * objective, bounds, np.array(self.most), self.whole) for sign in (1.0, -1.0)]
        low, high = (float("nan") if end is None else float(objective @ end) for end in ends)
        return low, high


def _with(bound: Bound, variable: int, factor: float, low: float, high: float) -> Bound:
    return Bound(np.append(bound.variables, variable), np.append(bound.factors, factor), low, high)


def _solve(
    objective: NDArray[np.float64], bounds: Sequence[Bound], most: NDArray[np.float64], whole: Sequence[bool]
) -> NDArray[np.float64] | None:
    """The values that minimise an objective, or None if none meet the bounds (HiGHS, Huangfu and Hall 2018)."""
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array

    lengths = [len(bound.variables) for bound in bounds]
    matrix = csr_array(
        (
            np.concatenate([bound.factors for bound in bounds]),
            np.concatenate([bound.variables for bound in bounds]),
            np.concatenate([[0], np.cumsum(lengths)]),
        ),
        shape=(len(bounds), len(most)),
    )
    limits = LinearConstraint(matrix, [b.low for b in bounds], [b.high for b in bounds])
    with silent(OUTPUT):
        result = milp(
            objective,
            integrality=np.array(whole, dtype=int),
            bounds=Bounds(np.zeros(len(most)), most),
            constraints=limits,
            options={"mip_rel_gap": 0.0},
        )
    return None if result.x is None else np.asarray(result.x)
