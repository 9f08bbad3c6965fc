"""Turns kinds of respondents into respondents: numbers inside bands, hours worked, agencies."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from timediary.consistency.atoms import ANSWERED, YES, Atoms, attributes_from, kinds_of
from timediary.ingest.columns import levels_of_texts
from timediary.model.study import Variable, VariableKind
from timediary.model.survey import ANSWERS, Attribute
from timediary.sample.conditions import selected
from timediary.synthesis.random import Stream

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from timediary.model.study import Study
    from timediary.model.synthesis import Agencies, Synthesis
    from timediary.model.table import Condition

# The level of a question of several answers that is given to those who answered and named none that tables count.
_OTHER = "other"

# The fewest hours worked by anybody who worked at all.
_LEAST_HOURS = 4.0


def finished(
    study: Study,
    columns: Mapping[str, NDArray[np.float64]],
    conditions: Sequence[Condition],
    synthesis: Synthesis,
    seed: int,
) -> dict[str, Attribute]:
    """The attributes of respondents whose kinds are known.

    Args:
        study: whose respondents.
        columns: a representative of each respondent's kind, by attribute.
        conditions: what the tables tell apart.
        synthesis: numbers to draw from.
        seed: decides what is chance.
    """
    drawn = dict(columns)
    for name, values in columns.items():
        if name in synthesis.values:
            drawn[name] = _inside_bands(study, name, values, conditions, synthesis, seed)
    difference = drawn.pop("worked_over_employed")
    employed, worked = _hours(drawn["contracted_hours"], difference, synthesis)
    attributes = attributes_from(study, drawn, synthesis.respondents)
    for name, hours in (("employed_hours", employed), ("worked_hours", worked)):
        attributes[name] = Attribute(study.variables[name], hours)
    for name, attribute in attributes.items():
        if attribute.variable.kind is VariableKind.MULTIPLE:
            attributes[name] = _several(attribute, drawn.get(name))
    attributes |= _agencies(study, attributes["setting"], synthesis.agencies, seed)
    return {name: attributes[name] for name in study.variables if name in attributes}


def _inside_bands(
    study: Study,
    name: str,
    values: NDArray[np.float64],
    conditions: Sequence[Condition],
    synthesis: Synthesis,
    seed: int,
) -> NDArray[np.float64]:
    """For each respondent, one of the numbers that every table treats like the representative one."""
    about = [condition for condition in conditions if condition.name == name]
    offered = np.array(synthesis.values[name])
    kinds = np.unique(values[~np.isnan(values)])
    alike = [
        np.column_stack([selected(kinds_of(study, [Atoms(name, numbers)]), (one,)) for one in about])
        for numbers in (offered, kinds)
    ]
    chance = Stream(seed, f"values of {name}").raw(len(values))
    drawn = values.copy()
    for kind, signature in zip(kinds.tolist(), alike[1], strict=True):
        candidates = offered[(alike[0] == signature).all(axis=1)]
        members = values == kind
        if len(candidates):
            drawn[members] = candidates[(chance[members] % np.uint64(len(candidates))).astype(np.int64)]
    return drawn


def _hours(
    contracted: NDArray[np.float64], difference: NDArray[np.float64], synthesis: Synthesis
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Hours employed and worked, as given with the diary: so that their difference is known where it is to be."""
    usual = synthesis.values["employed_hours"][0]
    employed = np.where(np.isnan(difference), np.nan, np.where(np.isnan(contracted), usual, contracted))
    # Hours worked that were drawn below 0 become a few hours; the band of the difference stays the same.
    least = np.minimum(_LEAST_HOURS, employed - 0.5)
    worked = np.where(difference < 0, np.maximum(employed + difference, least), employed + difference)
    return employed, worked


def _several(attribute: Attribute, answered: NDArray[np.float64] | None) -> Attribute:
    """Several answers without the mark of having answered; who named nothing that tables count named another."""
    bits = attribute.values.astype(np.uint64)
    levels = [level.id for level in attribute.variable.levels]
    bits &= ~np.uint64(ANSWERED)
    if answered is not None:
        silent = answered != YES
        bits[silent] = 0
        if _OTHER in levels:
            bits[~silent & (bits & ANSWERS == 0)] |= np.uint64(1 << levels.index(_OTHER))
    return Attribute(attribute.variable, bits)


def _agencies(study: Study, setting: Attribute, agencies: Sequence[Agencies], seed: int) -> dict[str, Attribute]:
    """The agency of each respondent and its region: some large, some small, of one setting each."""
    names: list[str] = []
    agency = np.full(len(setting.values), -1, dtype=np.int32)
    ids = [level.id for level in setting.variable.levels]
    stream = Stream(seed, "agencies")
    regions = [one for group in agencies for one in group.regions]
    region_names = tuple(dict.fromkeys(regions))
    region_of: list[int] = []
    for group in agencies:
        members = np.flatnonzero(setting.values == ids.index(group.setting))
        sizes = [stream.between(2, 9) for _ in range(group.number)]
        first = len(names)
        names += [f"{group.name} {number:02d}" for number in range(1, group.number + 1)]
        region_of += [region_names.index(stream.choice(group.regions)) for _ in sizes]
        agency[members] = [first + stream.weighted(sizes) for _ in members]
    region = np.where(agency >= 0, np.array([*region_of, 0])[agency], -1).astype(np.int32)
    return {
        "agency": _text(study.variables["agency"], names, agency),
        "region": _text(study.variables["region"], region_names, region),
    }


def _text(variable: Variable, texts: Sequence[str], values: NDArray[np.int32]) -> Attribute:
    """A text attribute with its levels in the order of their names, as it is read from a file."""
    used = sorted({texts[value] for value in values.tolist() if value >= 0})
    places = {text: place for place, text in enumerate(used)}
    positions = np.array([places[texts[value]] if value >= 0 else -1 for value in values.tolist()], dtype=np.int32)
    return Attribute(variable._replace(levels=levels_of_texts(used)), positions)
