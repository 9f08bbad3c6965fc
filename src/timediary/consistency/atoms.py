"""Kinds of respondents: every combination of answers that the tables of a report distinguish, once each."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise, product
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from timediary.model.spelling import number_of
from timediary.model.study import VariableKind
from timediary.model.survey import NO_INFORMATION, UNKNOWN_FROM, Attribute, Survey
from timediary.sample.conditions import selected

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from timediary.model.definition import DefinedLine, TableDefinition
    from timediary.model.study import Study, Variable
    from timediary.model.table import Condition

YES, NO, UNKNOWN = 1, 0, NO_INFORMATION

# A bit that stands for no level: who said no to one answer of several did answer the question.
ANSWERED = 1 << (UNKNOWN_FROM - 1)


class Atoms(NamedTuple):
    """The values of one attribute that conditions tell apart, by a representative of each.

    `name` is an attribute, or one answer of several: `client_groups.carers`, whose values are yes (1), no (0) and
    unknown (-1). `client_groups` itself is then whether the question was answered at all (1 or -1).
    """

    name: str
    values: NDArray[np.float64]


def conditions_of(tables: Iterable[TableDefinition]) -> list[Condition]:
    """Every condition that the tables name, once."""
    found: dict[Condition, None] = {}
    for table in tables:
        lines: tuple[DefinedLine, ...] = (*table.rows, *table.columns)
        for condition in (*table.where, *(one for line in lines for one in line.where)):
            found[condition] = None
    return list(found)


def names_in(conditions: Iterable[Condition], study: Study) -> tuple[str, ...]:
    """The attributes, and the single answers of several, that conditions are about; in order of name."""
    names: set[str] = set()
    for condition in conditions:
        variable = study.variables.get(condition.name)
        if variable is not None and variable.kind is VariableKind.MULTIPLE:
            names |= {condition.name if v == "no_information" else f"{condition.name}.{v}" for v in condition.values}
        else:
            names.add(condition.name)
    return tuple(sorted(names))


def atoms_of(study: Study, conditions: Sequence[Condition]) -> dict[str, Atoms]:
    """The atoms of every attribute that conditions are about: values that none of them tells apart are one."""
    atoms = {}
    for name in names_in(conditions, study):
        about = [one for one in conditions if name in names_in((one,), study)]
        values = _values(study, name, about)
        kinds = kinds_of(study, [Atoms(name, values)])
        signatures = np.column_stack([selected(kinds, (one,)) for one in about])
        _, first = np.unique(signatures, axis=0, return_index=True)
        atoms[name] = Atoms(name, values[np.sort(first)])
    return atoms


def _values(study: Study, name: str, about: Sequence[Condition]) -> NDArray[np.float64]:
    """Values of an attribute, at least one in every atom."""
    start, _, item = name.partition(".")
    variable = study.variables[start]
    if item:
        return np.array([YES, NO, UNKNOWN], dtype=np.float64)
    if variable.kind is VariableKind.MULTIPLE:
        return np.array([YES, UNKNOWN], dtype=np.float64)
    if variable.kind is not VariableKind.NUMBER:
        return np.array([*range(len(variable.levels)), NO_INFORMATION], dtype=np.float64)
    edges = {edge for condition in about for edge in _edges(variable, condition)}
    ordered = sorted(edges)
    between = [(low + high) / 2 for low, high in pairwise(ordered)]
    beyond = [ordered[0] - 1, ordered[-1] + 1] if ordered else [1.0]
    values = sorted({*ordered, *between, *beyond})
    return np.array([*(v for v in values if variable.minimum is None or v >= variable.minimum), np.nan])


def _edges(variable: Variable, condition: Condition) -> list[float]:
    """The numbers at which a condition on a number may change."""
    edges = []
    for value in condition.values:
        number = number_of(value)
        if number is None:
            edges += [b for band in variable.bands for b in (band.up_to, band.below) if b is not None]
        else:
            edges.append(number)
    return edges


def kinds_of(study: Study, atoms: Sequence[Atoms]) -> Survey:
    """A survey of one respondent for each combination of atoms, the last attribute varying fastest."""
    listed = list(product(*(one.values.tolist() for one in atoms)))
    count = len(listed)
    combinations = np.array(listed, dtype=np.float64).reshape(count, len(atoms))
    columns = {one.name: combinations[:, i] for i, one in enumerate(atoms)}
    return without_diaries(study, attributes_from(study, columns, count), count)


def named_only(kinds: Survey) -> Survey:
    """The same, but respondents who named none of several answers have no information, as in a survey that is read."""
    named = {}
    for name, one in kinds.attributes.items():
        several = one.variable.kind is VariableKind.MULTIPLE
        named[name] = Attribute(one.variable, one.values.astype(np.uint64) & ~np.uint64(ANSWERED)) if several else one
    return replace(kinds, attributes=named)


def without_diaries(study: Study, attributes: Mapping[str, Attribute], count: int) -> Survey:
    """A survey of respondents who have attributes and, so far, recorded nothing."""
    nothing = np.broadcast_to(np.zeros(1, dtype=np.uint8), (count, study.grid.slots))
    return Survey(study, tuple(map(str, range(count))), nothing, attributes)


def attributes_from(study: Study, columns: dict[str, NDArray[np.float64]], count: int) -> dict[str, Attribute]:
    """Attributes from values by name, the single answers of several put together."""
    attributes: dict[str, Attribute] = {}
    for name, values in columns.items():
        start, _, item = name.partition(".")
        variable = study.variables[start]
        if variable.kind is VariableKind.MULTIPLE:
            bits = _bits(variable, item, values)
            known = attributes.get(start)
            bits |= np.zeros(count, np.uint64) if known is None else known.values.astype(np.uint64)
            attributes[start] = Attribute(variable, bits)
        elif variable.minus is not None:
            first, second = (study.variables[operand] for operand in variable.minus)
            attributes[first.id] = Attribute(first, values)
            attributes[second.id] = Attribute(second, np.where(np.isnan(values), np.nan, 0.0))
        elif variable.kind is VariableKind.NUMBER:
            attributes[name] = Attribute(variable, values)
        else:
            attributes[name] = Attribute(variable, values.astype(np.int16))
    return attributes


def _bits(variable: Variable, item: str, values: NDArray[np.float64]) -> NDArray[np.uint64]:
    """The bits of one answer of several; or, where none is named, of having answered at all."""
    if not item:
        return np.where(values == YES, ANSWERED, 0).astype(np.uint64)
    position = [level.id for level in variable.levels].index(item)
    bits = np.select([values == YES, values == NO], [1 << position, ANSWERED], 1 << (UNKNOWN_FROM + position))
    return bits.astype(np.uint64)
