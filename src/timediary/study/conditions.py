"""Conditions in definition files, checked against the study's variables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from timediary.model.nearest import meant
from timediary.model.problem import RequestError
from timediary.model.spelling import folded, number_of
from timediary.model.study import VariableKind
from timediary.model.table import parse_condition

if TYPE_CHECKING:
    from collections.abc import Mapping

    from timediary.model.study import Variable
    from timediary.model.table import Condition
    from timediary.study.section import StrictToml


def checked_condition(section: StrictToml, key: str, text: str, variables: Mapping[str, Variable]) -> Condition:
    """A condition from its written form, about variables and levels that the study has.

    Raises:
        DefinitionError: the text is not a condition, or names a variable, answer or level that isn't defined; it names
            the place.
    """
    try:
        condition = parse_condition(text)
    except RequestError as error:
        raise section.error(key, str(error)) from None
    name, _, item = condition.name.partition(".")
    if not is_defined(condition.name, variables):
        raise section.error(
            key, f"'{condition}': variables.toml has no variable '{condition.name}'.{meant(condition.name, variables)}"
        )
    variable = variables[name]
    if variable.kind is VariableKind.TEXT or condition.operator in ("<", "<=", ">", ">="):
        return condition
    known = {folded(id_) for id_ in ("no_information", *(("yes", "no") if item else _ids(variable)))}
    for value in condition.values:
        is_number = variable.kind is VariableKind.NUMBER and number_of(value) is not None
        if folded(value) not in known and not is_number:
            near = meant(value, sorted(_ids(variable)))
            raise section.error(key, f"'{condition}': '{condition.name}' has no level '{value}'.{near}")
    return condition


def is_defined(name: str, variables: Mapping[str, Variable]) -> bool:
    """Whether a name is that of a variable, or of one answer of several (`client_groups.carers`)."""
    start, _, item = name.partition(".")
    variable = variables.get(start)
    return variable is not None and (not item or item in {level.id for level in variable.levels})


def _ids(variable: Variable) -> set[str]:
    return {level.id for level in variable.levels} | {band.id for band in variable.bands}
