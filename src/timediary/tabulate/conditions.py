"""Conditions on respondents, applied to a survey."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING

import numpy as np

from timediary.model.problem import RequestError
from timediary.model.spelling import folded, number_of
from timediary.model.study import VariableKind
from timediary.model.survey import NO_INFORMATION
from timediary.tabulate.values import attribute_of, levels_of, spellings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from timediary.model.survey import Attribute, Survey
    from timediary.model.table import Condition

_COMPARED = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}


def selected(survey: Survey, conditions: Sequence[Condition]) -> NDArray[np.bool_]:
    """Which respondents meet all conditions, shape (n,). One without information meets no `<` or `>`.

    Raises:
        RequestError: an attribute or level is unknown, or a comparison is with something that is no number.
    """
    chosen = np.ones(len(survey), dtype=bool)
    for condition in conditions:
        chosen &= _met(survey, condition)
    return chosen


def _met(survey: Survey, condition: Condition) -> NDArray[np.bool_]:
    attribute = attribute_of(survey, condition.name)
    if condition.operator in _COMPARED:
        return _compared(attribute, condition)
    met = np.zeros(len(survey), dtype=bool)
    for value in condition.values:
        met |= _equal(attribute, condition, value)
    return met if condition.operator == "=" else ~met


def _compared(attribute: Attribute, condition: Condition) -> NDArray[np.bool_]:
    if attribute.variable.kind is not VariableKind.NUMBER:
        raise RequestError(f"'{condition}': '{condition.name}' is not a number; use = or !=.")
    bound = number_of(condition.values[0])
    if bound is None:
        raise RequestError(f"'{condition}': '{condition.values[0]}' is not a number.")
    result: NDArray[np.bool_] = _COMPARED[condition.operator](attribute.values, bound)
    return result


def _equal(attribute: Attribute, condition: Condition, value: str) -> NDArray[np.bool_]:
    number = number_of(value) if attribute.variable.kind is VariableKind.NUMBER else None
    if number is not None:
        return np.asarray(attribute.values == number)
    levels, membership, without = levels_of(attribute)
    position = spellings(levels).get(folded(value))
    if position is None:
        known = ", ".join([*(level.id for level in levels), "no_information"])
        raise RequestError(f"'{condition}': '{condition.name}' has no level '{value}'. It has: {known}.")
    return without if position == NO_INFORMATION else membership[:, position]
