"""Respondent variables: what a column may be called, what it may hold, and in which order it is shown."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from timediary.model.spelling import folded
from timediary.model.study import Band, Level, Variable, VariableKind
from timediary.study.section import StrictToml

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

DERIVATIONS = ("recorded_hours",)


def load_variables(path: Path) -> tuple[dict[str, Variable], tuple[str, ...]]:
    """Read the variables of a study and the spellings that stand for no information.

    Raises:
        DefinitionError: an unknown key or kind, a name or answer that two definitions claim, bands out of order,
            a derived variable that names no number.
    """
    section = StrictToml.of_file(path)
    no_information = section.texts("no_information")
    variables: dict[str, Variable] = {}
    claimed: dict[str, str] = {}
    for part in section.sections("variables"):
        variable = _variable(part)
        for name in {folded(text) for text in (variable.id, variable.label, *variable.aliases)}:
            if name in claimed:
                raise part.error(
                    "aliases", f"'{name}' names the variable '{claimed[name]}' already. Take it out of one of the two."
                )
            claimed[name] = variable.id
        variables[variable.id] = variable
        for operand in variable.minus or ():
            known = variables.get(operand)
            if known is None or known.kind is not VariableKind.NUMBER:
                raise part.error("minus", f"'{operand}' is not a variable of the kind number defined above this one.")
    section.finish()
    identifiers = [v.id for v in variables.values() if v.kind is VariableKind.IDENTIFIER]
    if len(identifiers) != 1:
        found = ", ".join(identifiers) or "none"
        told = f"exactly one variable must have the kind 'identifier', the respondent's id; here it is {found}."
        raise section.error("variables", told)
    return variables, no_information


def _variable(section: StrictToml) -> Variable:
    kind_text = section.text("kind")
    try:
        kind = VariableKind(kind_text)
    except ValueError:
        known = ", ".join(VariableKind)
        raise section.error("kind", f"'{kind_text}' is not one of {known}.") from None
    minus, derived = section.texts("minus"), section.optional_text("derived")
    if minus and len(minus) != 2:
        raise section.error("minus", "takes two variables: the first less the second.")
    if derived is not None and derived not in DERIVATIONS:
        raise section.error("derived", f"'{derived}' is not one of {', '.join(DERIVATIONS)}.")
    most = section.optional_number("most_answers")
    variable = Variable(
        id=section.text("id"),
        label=section.text("label"),
        kind=kind,
        aliases=section.texts("aliases"),
        levels=tuple(_level(part) for part in section.sections("levels", needed=False)),
        bands=tuple(band_of(part) for part in section.sections("bands", needed=False)),
        minimum=section.optional_number("minimum"),
        maximum=section.optional_number("maximum"),
        most_answers=None if most is None else int(most),
        minus=(minus[0], minus[1]) if minus else None,
        derived=derived,
    )
    section.finish()
    _check_kind(section, variable)
    _check_levels(section, variable)
    _check_bands(section, variable)
    return variable


def _level(section: StrictToml) -> Level:
    level = Level(section.text("id"), section.text("label"), section.texts("aliases"))
    section.finish()
    return level


def band_of(section: StrictToml) -> Band:
    """A band of a number.

    Raises:
        DefinitionError: it has two ends.
    """
    up_to, below = section.optional_number("up_to"), section.optional_number("below")
    if up_to is not None and below is not None:
        raise section.error("below", "give either up_to (inclusive) or below (exclusive).")
    band = Band(section.text("id"), section.text("label"), up_to, below)
    section.finish()
    return band


def _check_kind(section: StrictToml, variable: Variable) -> None:
    """Each kind has keys of its own."""
    levelled = variable.kind in (VariableKind.LEVEL, VariableKind.MULTIPLE)
    if levelled != bool(variable.levels):
        raise section.error("levels", f"the kind '{variable.kind}' {'needs' if levelled else 'has no'} levels.")
    if variable.kind is VariableKind.MULTIPLE and len(variable.levels) > 31:
        raise section.error("levels", "a variable of the kind 'multiple' takes at most 31 levels.")
    if variable.kind is not VariableKind.NUMBER:
        numeric = {"bands": variable.bands, "minus": variable.minus, "derived": variable.derived}
        bounds = {"minimum": variable.minimum, "maximum": variable.maximum}
        for key, value in (numeric | bounds).items():
            if value not in (None, ()):
                raise section.error(key, f"is for the kind 'number', not '{variable.kind}'.")
    if variable.most_answers is not None and variable.kind is not VariableKind.MULTIPLE:
        raise section.error("most_answers", "is for the kind 'multiple'.")


def _check_levels(section: StrictToml, variable: Variable) -> None:
    claimed: dict[str, str] = {}
    for level in variable.levels:
        for name in {folded(text) for text in (level.id, level.label, *level.aliases)}:
            if name in claimed:
                raise section.error(
                    "levels", f"'{name}' means both '{claimed[name]}' and '{level.id}'. Take it out of one of the two."
                )
            claimed[name] = level.id
    _check_taken(section, "levels", claimed)


def _check_taken(section: StrictToml, key: str, names: Iterable[str]) -> None:
    """No level or band has the name of a column that every table has."""
    if {folded(name) for name in names} & {"all", "noinformation"}:
        raise section.error(key, "'all' and 'no information' are columns of every table; use other names.")


def _check_bands(section: StrictToml, variable: Variable) -> None:
    _check_taken(section, "bands", [name for band in variable.bands for name in (band.id, band.label)])
    ids = [band.id for band in variable.bands]
    for id_ in ids:
        if ids.count(id_) > 1:
            raise section.error("bands", f"two bands have the id '{id_}'. Give one of them another.")
    edges: list[tuple[float, bool]] = []
    for band in variable.bands:
        edge = band.below if band.up_to is None else band.up_to
        edges.append((float("inf") if edge is None else edge, band.up_to is not None))
    for (lower, _), (upper, _) in pairwise(edges):
        if lower > upper or lower == float("inf"):
            raise section.error(
                "bands", "must rise, and only the last may be without up_to and below. Put them in rising order."
            )
    for (lower, inclusive), (upper, closed) in pairwise(edges):
        if lower == upper and not (not inclusive and closed):
            raise section.error("bands", f"two bands end at {upper:g}. Change or remove one.")
