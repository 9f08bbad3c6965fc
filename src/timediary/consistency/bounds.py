"""Figures of a report, in its tables and its text, as bounds on sums of what they count."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from timediary.consistency.linear_program import Bound
from timediary.model.definition import Figure, decimals_of
from timediary.model.statement import StatementFigure

if TYPE_CHECKING:
    from timediary.model.definition import PublishedCell
    from timediary.model.statement import Statement

# A part of a base that must be below a limit is kept this much below it: half of the least by which whole respondents
# can, where a percentage is printed with one decimal.
_STRICTLY = 0.00025


def bounds_of(cell: PublishedCell, inside: Bound, base: Bound) -> list[Bound]:
    """A figure as bounds, given what it counts and its base.

    A number is itself; a percentage p of a base b lies from p - 0.5 to just under p + 0.5 of it, or within half of
    the last decimal printed; nothing, or a dash, is none; `<1%` is more than none and less than 1%.
    """
    if cell.figure is Figure.COUNT:
        value = cell.value or 0.0
        return [inside._replace(low=value, high=value)]
    if cell.value is None:
        return [_less(inside, base, 0.01)] if "<1%" in cell.printed else []
    return about_percent(cell.value, 0.5 * 10.0 ** -decimals_of(cell), inside, base)


def about_percent(value: float, half: float, inside: Bound, base: Bound) -> list[Bound]:
    """A percentage of a base as bounds: it is less than half a unit of its last decimal off."""
    return [_at_least(inside, base, (value - half) / 100), _less(inside, base, (value + half) / 100)]


def _at_least(inside: Bound, base: Bound, share: float) -> Bound:
    """What is counted is a share of the base, or more."""
    return _less_base(inside, base, share)._replace(low=0.0, high=np.inf)


def _less(inside: Bound, base: Bound, share: float) -> Bound:
    return _less_base(inside, base, share)._replace(low=-np.inf, high=-_STRICTLY)


def _less_base(inside: Bound, base: Bound, share: float) -> Bound:
    """What is counted less a share of the base; a variable that is in both comes once."""
    factors: dict[int, float] = {}
    for bound, factor in ((inside, 1.0), (base, -share)):
        for variable in bound.variables.tolist():
            factors[variable] = factors.get(variable, 0.0) + factor
    return Bound(np.array(list(factors), dtype=np.int64), np.array(list(factors.values())), 0.0, 0.0)


def is_of_respondents(statement: Statement) -> bool:
    """Whether a statement gives a number or a percentage of respondents, by their answers alone."""
    counts = statement.figure in (StatementFigure.COUNT, StatementFigure.PERCENT)
    return counts and statement.less_of is None and not (statement.not_asked or statement.unsocial)


def stated_bounds(statement: Statement, inside: Bound, base: Bound) -> list[Bound]:
    """A statement about respondents as bounds, given whom it counts and out of whom.

    A number printed is taken as one of a table; of words both ends of the range that they allow belong to it.
    """
    least, most = statement.least or 0.0, statement.most or 0.0
    if statement.figure is StatementFigure.COUNT:
        return [inside._replace(low=least, high=most)]
    if statement.decimals is not None:
        return bounds_of(statement.as_cell, inside, base)
    upto = _less_base(inside, base, most / 100)._replace(low=-np.inf, high=0.0)
    return [_at_least(inside, base, least / 100), upto]
