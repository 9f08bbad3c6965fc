"""Conditions on respondents, applied to a survey."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING

import numpy as np

from timediary.model.nearest import meant
from timediary.model.problem import RequestError
from timediary.model.spelling import folded, number_of
from timediary.model.study import VariableKind
from timediary.model.survey import NO_INFORMATION
from timediary.model.table import Condition, parse_condition
from timediary.sample.own_shares import is_share
from timediary.sample.values import attribute_of, levels_of, resolve, spellings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from timediary.model.survey import Attribute, Survey

_COMPARED = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}


def conditions_of(survey: Survey, where: str | Condition | Sequence[str | Condition]) -> tuple[Condition, ...]:
    """Conditions given as text or value, one or several, with their attributes by id.

    Raises:
        RequestError: a text is not a condition, or the survey has no such attribute.
    """
    given = [where] if isinstance(where, str | Condition) else where
    parsed = [parse_condition(one) if isinstance(one, str) else one for one in given]
    return tuple(one._replace(name=resolve(survey, one.name)) for one in parsed)


def selected(survey: Survey, conditions: Sequence[Condition]) -> NDArray[np.bool_]:
    """Which respondents meet all conditions, shape (n,). One without information meets no `<` or `>`.

    Raises:
        RequestError: an attribute or level is unknown, or a comparison is with something that is not a number.
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
    text = condition.values[0]
    of_share = is_share(condition.name)
    bound = number_of(text.removesuffix("%")) if of_share else number_of(text)
    if bound is not None and of_share:
        bound = bound / 100 if text.endswith("%") else bound
        if not 0 <= bound <= 1:
            raise RequestError(f"'{condition}': a share is from 0 to 1. Write 0.5, or 50%, for a half.")
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
        named = {text: level.id for level in levels for text in (level.label, *level.aliases, level.id)}
        named["no_information"] = "no_information"
        near = meant(value, named, named)
        raise RequestError(f"'{condition}': '{condition.name}' has no level '{value}'.{near} It has: {known}.")
    return without if position == NO_INFORMATION else membership[:, position]
