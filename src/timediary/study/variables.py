"""Respondent variables: what a column may be called, what it may hold, and in which order it is shown."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from timediary.model.spelling import folded
from timediary.model.study import Band, Estimate, Level, Variable, VariableKind
from timediary.study.section import StrictToml

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

DERIVATIONS = ("recorded_hours",)


# Kinds of definition files that are stored as another: a scale's point is a number, an estimate a number a category.
RATING, ESTIMATE, FREE_TEXT = "rating", "estimate", "free_text"
# Within what a respondent's percentages are taken to add up to 100, where a study says nothing else.
_SUMS = (95.0, 105.0)


def load_variables(path: Path) -> tuple[dict[str, Variable], tuple[str, ...], tuple[Estimate, ...]]:
    """Read the variables of a study, the spellings that stand for no information, and the estimates of time.

    Raises:
        DefinitionError: an unknown key or kind, a name or answer that two definitions claim, bands out of order,
            a derived variable that names no number.
    """
    section = StrictToml.of_file(path)
    no_information = section.texts("no_information")
    variables: dict[str, Variable] = {}
    estimates: list[Estimate] = []
    claimed: dict[str, str] = {}
    for part, variable in _defined(section, estimates):
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
    return variables, no_information, tuple(estimates)


def _defined(section: StrictToml, estimates: list[Estimate]) -> Iterator[tuple[StrictToml, Variable]]:
    """Each variable with its part of the file; those of an estimate's categories, which is noted beside them."""
    for part in section.sections("variables"):
        kind = part.text("kind")
        if kind == ESTIMATE:
            estimate, categories = _estimate(part)
            estimates.append(estimate)
            yield from ((part, variable) for variable in categories)
        else:
            yield part, _rating(part) if kind == RATING else _variable(part, kind)


def _estimate(section: StrictToml) -> tuple[Estimate, list[Variable]]:
    """Shares of time that respondents estimate, in percent: a number, and so a column, for each category."""
    id_ = section.text("id")
    levels = [_level(part) for part in section.sections("levels")]
    low, high = section.optional_number("sum_low"), section.optional_number("sum_high")
    low, high = _SUMS[0] if low is None else low, _SUMS[1] if high is None else high
    if not 0 < low <= 100 <= high:
        raise section.error("sum_low", f"sums from {low:g} to {high:g} don't hold 100. Give limits around 100 percent.")
    variables = [
        Variable(f"{id_}.{level.id}", level.label, VariableKind.NUMBER, level.aliases, minimum=0.0, maximum=100.0)
        for level in levels
    ]
    found = Estimate(id_, section.text("label"), tuple(variable.id for variable in variables), low, high)
    section.finish()
    if len(levels) < 2 or len({level.id for level in levels}) < len(levels):
        raise section.error("levels", "an estimate needs two categories or more, each with an id of its own.")
    return found, variables


def _rating(section: StrictToml) -> Variable:
    """A number from a scale of whole points, with a bottom and a top box; a band a point."""
    low, high = section.whole("low", least=0), section.whole("high")
    bottom = section.whole("bottom", least=0) if section.has("bottom") else low
    top = section.whole("top") if section.has("top") else high
    if not low <= bottom < top <= high or high - low > 20:
        raise section.error("top", "a scale has at most 21 points, and low <= bottom < top <= high: 1, 2, 4, 5.")
    variable = Variable(
        id=section.text("id"),
        label=section.text("label"),
        kind=VariableKind.NUMBER,
        aliases=section.texts("aliases"),
        bands=tuple(Band(str(point), str(point), up_to=point) for point in range(low, high + 1)),
        minimum=float(low),
        maximum=float(high),
        boxes=(float(bottom), float(top)),
    )
    section.finish()
    return variable


def _variable(section: StrictToml, kind_text: str) -> Variable:
    try:
        kind = VariableKind.TEXT if kind_text == FREE_TEXT else VariableKind(kind_text)
    except ValueError:
        known = ", ".join((*VariableKind, RATING, ESTIMATE, FREE_TEXT))
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
        is_free_text=kind_text == FREE_TEXT,
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
