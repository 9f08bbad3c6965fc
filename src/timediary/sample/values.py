"""The values that tables are broken down by: read, derived from other values, or computed from the diary."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from timediary.model.nearest import meant
from timediary.model.problem import RequestError
from timediary.model.spelling import folded, number_text
from timediary.model.study import Level, Variable, VariableKind
from timediary.model.survey import ANSWERS, NO_INFORMATION, Attribute

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from timediary.model.study import Band
    from timediary.model.survey import Survey

# A number without bands is broken down by its values as long as a table of them can be read.
MOST_VALUES = 40

# Variances are sums of squares of weights, which beyond this are not numbers to a computer.
GREATEST_WEIGHT = 1e100

YES_OR_NO = (Level("yes", "Yes"), Level("no", "No"))


def resolve(survey: Survey, name: str) -> str:
    """The id of the attribute that a name means: an id, label or alias, in any case.

    `share:recording` is each respondent's own share of time on a category, from 0 to 1.

    Raises:
        RequestError: the survey has no such attribute; the message lists those it has.
    """
    if name.startswith("share:"):
        from timediary.sample.own_shares import share_name

        return share_name(survey.study, name)
    derived = {v.id: v for v in survey.study.variables.values() if not v.is_read}
    known = {id_: attribute.variable for id_, attribute in survey.attributes.items()} | derived
    if name in known:
        return name
    start, _, item = name.partition(".")
    if item:
        whole = resolve(survey, start)
        return f"{whole}.{_item(known[whole], name, item)[1].id}"
    for id_, variable in known.items():
        if folded(name) in {folded(text) for text in (id_, variable.label, *variable.aliases)}:
            return id_
    named = {text: id_ for id_, variable in known.items() for text in (variable.label, *variable.aliases, id_)}
    near = meant(name, named, named)
    raise RequestError(f"There is no column '{name}'.{near} The survey has: {', '.join(known)}.")


def attribute_of(survey: Survey, name: str) -> Attribute:
    """An attribute by its id, whether it was read, is derived (`minus`) or comes from the diary (`derived`).

    One answer of several is an attribute of its own, yes or no: `client_groups.carers`; and so is a respondent's own
    share of time on a category: `share:recording`.

    Raises:
        RequestError: the survey has no such attribute, or not those it is derived from.
    """
    if name.startswith("share:"):
        from timediary.sample.own_shares import share_attribute

        return share_attribute(survey, name)
    start, _, item = name.partition(".")
    if item and name not in survey.attributes:
        return _one_answer(survey.attribute(start), name, item)
    variable = survey.study.variables.get(name)
    if variable is None or variable.is_read:
        return survey.attribute(name)
    if variable.minus is not None:
        first, second = (numbers_of(survey, operand) for operand in variable.minus)
        return Attribute(variable, first - second)
    return Attribute(variable, np.where(survey.recorded_hours > 0, survey.recorded_hours, np.nan))


def _one_answer(attribute: Attribute, name: str, item: str) -> Attribute:
    """Yes or no to one answer of several; who gave none at all gave no information on any."""
    position, level = _item(attribute.variable, name, item)
    given, unknown = attribute.answers(position)
    none = (attribute.values.astype(np.uint64) & ANSWERS) == 0
    values = np.where(none | unknown, NO_INFORMATION, 1 - given.astype(np.int16))
    variable = Variable(name, level.label, VariableKind.LEVEL, levels=YES_OR_NO)
    return Attribute(variable, values.astype(np.int16))


def _item(variable: Variable, name: str, item: str) -> tuple[int, Level]:
    """Position and level of one answer of several, by its id."""
    if variable.kind is VariableKind.MULTIPLE:
        for position, level in enumerate(variable.levels):
            if folded(item) in {folded(text) for text in (level.id, level.label, *level.aliases)}:
                return position, level
    known = [f"{variable.id}.{level.id}" for level in variable.levels]
    answers = ", ".join(known) or "of numbers or texts"
    raise RequestError(f"There is no '{name}'.{meant(name, known)} '{variable.id}' has the answers {answers}.")


def variable_of(survey: Survey, name: str) -> Variable:
    """The definition of an attribute, of the study or found in a file.

    Raises:
        RequestError: neither has it.
    """
    known = survey.study.variables.get(name)
    return known if known is not None else attribute_of(survey, name).variable


def numbers_of(survey: Survey, name: str) -> NDArray[np.float64]:
    """The values of a number, shape (n,), NaN for no information.

    Raises:
        RequestError: the survey has no such attribute, or it is not a number.
    """
    attribute = attribute_of(survey, name)
    if attribute.variable.kind is not VariableKind.NUMBER:
        raise RequestError(f"'{name}' is not a number.")
    return np.asarray(attribute.values, dtype=np.float64)


def weights_of(survey: Survey, name: str | None) -> NDArray[np.float64] | None:
    """The respondents' weights, shape (n,), or None where none are asked for.

    Raises:
        RequestError: a respondent with a diary has no weight, or one that is negative or beyond all reason.
    """
    if name is None:
        return None
    weights = numbers_of(survey, name)
    usable = (weights == 0) | ((weights >= 1 / GREATEST_WEIGHT) & (weights <= GREATEST_WEIGHT))
    faulty = ~usable & survey.counted
    if faulty.any():
        first = survey.respondents[int(np.argmax(faulty))]
        raise RequestError(
            f"{int(faulty.sum()):,} respondents have no usable '{name}' (the first is {first}): it is blank, negative "
            "or beyond 1e100. Fill the weights in; a weight of 0 leaves a respondent out."
        )
    return np.nan_to_num(weights)


def in_bands(values: NDArray[np.float64], bands: tuple[Band, ...]) -> NDArray[np.int64]:
    """Position of each value's band, -1 for NaN.

    Args:
        values: shape (n,).
        bands: in rising order; a value is in the first that takes it.
    """
    positions = np.full(len(values), NO_INFORMATION, dtype=np.int64)
    free = ~np.isnan(values)
    for i, band in enumerate(bands):
        if band.up_to is not None:
            taken = free & (values <= band.up_to)
        elif band.below is not None:
            taken = free & (values < band.below)
        else:
            taken = free.copy()
        positions[taken] = i
        free &= ~taken
    return positions


def levels_of(attribute: Attribute) -> tuple[tuple[Level, ...], NDArray[np.bool_], NDArray[np.bool_]]:
    """An attribute as levels: a number by its bands, or by its values where these are few.

    Returns:
        The l levels; membership, shape (n, l), with several True in a row for a multi-answer; and, shape (n,),
        who gave no information.

    Raises:
        RequestError: the attribute is a number without bands and with more values than a table can show.
    """
    variable, values = attribute.variable, attribute.values
    if variable.is_free_text:
        raise RequestError(
            f"'{variable.id}' is free text, which is never tabulated or shown: it may tell who wrote it. Let people "
            "code its themes, as a variable of the kind 'multiple', and tabulate these."
        )
    if variable.kind is VariableKind.MULTIPLE:
        bits = values.astype(np.uint64)[:, None] >> np.arange(len(variable.levels), dtype=np.uint64)
        answers = (bits & np.uint64(1)).astype(np.bool_)
        return variable.levels, answers, np.asarray((values.astype(np.uint64) & ANSWERS) == 0)
    levels, positions = _positions(variable, values)
    without: NDArray[np.bool_] = np.less(positions, 0)
    return levels, positions[:, None] == np.arange(len(levels)), without


def _positions(variable: Variable, values: NDArray[np.generic]) -> tuple[tuple[Level, ...], NDArray[np.generic]]:
    if variable.kind is not VariableKind.NUMBER:
        return variable.levels, values
    numbers = np.asarray(values, dtype=np.float64)
    if variable.bands:
        return tuple(Level(band.id, band.label) for band in variable.bands), in_bands(numbers, variable.bands)
    distinct = np.unique(numbers[~np.isnan(numbers)])
    if len(distinct) > MOST_VALUES:
        raise RequestError(
            f"'{variable.id}' is a number with {len(distinct):,} different values and no bands. "
            "Give it bands in the study's variables.toml to break a table down by it."
        )
    levels = tuple(Level(number_text(value), number_text(value)) for value in distinct.tolist())
    return levels, np.where(np.isnan(numbers), NO_INFORMATION, np.searchsorted(distinct, numbers))


def spellings(levels: Sequence[Level]) -> dict[str, int]:
    """What each spelling of a level means, folded: the level's position, -1 for no information."""
    meanings: dict[str, int] = {}
    for position, level in enumerate(levels):
        for text in (level.id, level.label, *level.aliases):
            meanings[folded(text)] = position
    return meanings | {folded("no_information"): NO_INFORMATION}
