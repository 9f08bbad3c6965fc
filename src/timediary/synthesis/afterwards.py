"""Answers given anew when weeks are drawn, so that the text of a report holds beside its tables; diaries stay.

A number in the text that no table has, such as who is satisfied by role and setting, is met by chance or not at all.
Here some respondents are given another answer: as few as will do for every count of the tables and the text to hold,
by integer programming; then respondents who are alike in all else that counts exchange answers until the shares of
time do, too, whose diaries are known by now.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from timediary.consistency.atoms import without_diaries
from timediary.consistency.bounds import is_of_respondents
from timediary.model.definition import Figure, decimals_of
from timediary.model.statement import Statement, StatementFigure
from timediary.model.study import VariableKind
from timediary.model.survey import Attribute
from timediary.sample import Sample
from timediary.sample.conditions import selected
from timediary.synthesis.allocation import Wanted, fewest_changed
from timediary.synthesis.exchange import Exchange, Share
from timediary.synthesis.population import published_bounds
from timediary.synthesis.random import Stream
from timediary.tabulate.report import Reported

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from timediary.consistency.linear_program import Bound
    from timediary.model.definition import PublishedCell, TableDefinition
    from timediary.model.survey import Survey
    from timediary.model.synthesis import Fact, Published
    from timediary.model.table import Condition


class _Alike(NamedTuple):
    """Respondents, or values, told apart by conditions: the group of each, and the position of one of each group."""

    of: NDArray[np.int64]
    first: NDArray[np.int64]


def given_anew(
    published: Published, attributes: Mapping[str, Attribute], slots: NDArray[np.int64], seed: int
) -> dict[str, Attribute]:
    """The attributes with some answers given anew, so that the text of the report holds as well.

    Args:
        published: with the statements of the text that can hold, and the attributes to be given anew.
        attributes: of n respondents.
        slots: that each records under each code, shape (n, codes).
        seed: decides what is chance.
    """
    found = dict(attributes)
    for name in published.synthesis.afterwards:
        found[name] = _Anew(published, found, slots, name, seed).given()
    return found


class _Anew:
    """Gives one attribute anew."""

    def __init__(
        self,
        published: Published,
        attributes: Mapping[str, Attribute],
        slots: NDArray[np.int64],
        name: str,
        seed: int,
    ) -> None:
        self._published, self._attributes, self._slots, self._name = published, attributes, slots, name
        self._stream = Stream(seed, f"{name} given anew")
        about = _about(published, name)
        conditions = dict.fromkeys(one for conditions, _ in about for one in conditions)
        survey = without_diaries(published.study, attributes, len(slots))
        self._values, value_of = _possible_values(attributes[name])
        answers = {name: Attribute(attributes[name].variable, self._values)}
        of_values = without_diaries(published.study, answers, len(self._values))
        kinds = _alike(of_values, [one for one in conditions if one.name == name])
        self._kinds = kinds._replace(of=kinds.of[value_of])
        self._classes = _alike(survey, [one for one in conditions if one.name != name])
        self._crossed = Reported(Sample(self._every_class_of_every_kind()))
        self._wanted: list[Wanted] = []
        self._wished: list[Wanted] = []
        for what in (figure for _, figures in about for figure in figures):
            limits = self._wished if isinstance(what, Statement) else self._wanted
            limits += map(self._limit, published_bounds(self._crossed, published.tables, what))
        self._shares = list(self._shares_of_time())
        self._join_classes()

    def given(self) -> Attribute:
        """The attribute as it is given anew."""
        kind_of = self._moved(self._numbers())
        exchange = Exchange(self._slots, self._classes.of, kind_of, self._shares, self._stream)
        return self._valued(exchange.kinds_that_meet())

    def _every_class_of_every_kind(self) -> Survey:
        """A survey of one respondent for each class and kind, kinds varying fastest."""
        classes, kinds = self._classes.first, self._kinds.first
        rows = np.repeat(classes, len(kinds))
        crossed = {id_: Attribute(one.variable, one.values[rows]) for id_, one in self._attributes.items()}
        own = self._attributes[self._name]
        crossed[self._name] = Attribute(own.variable, self._values[np.tile(kinds, len(classes))])
        return without_diaries(self._published.study, crossed, len(rows))

    @property
    def _shape(self) -> tuple[int, int]:
        return len(self._classes.first), len(self._kinds.first)

    def _limit(self, bound: Bound) -> Wanted:
        factors = np.zeros(len(self._crossed.survey))
        factors[bound.variables] = bound.factors
        return Wanted(factors, bound.low, bound.high)

    def _join_classes(self) -> None:
        """Make those classes one that count alike whatever kind they are of: so more can exchange answers."""
        limits = [*self._wanted, *self._wished]
        counted = [one.factors.reshape(self._shape) for one in limits]
        counted += [one.members.astype(np.float64) for one in self._shares]
        _, first, of = np.unique(np.hstack(counted), axis=0, return_index=True, return_inverse=True)
        shape = self._shape
        self._wanted, self._wished = (
            [one._replace(factors=one.factors.reshape(shape)[first].reshape(-1)) for one in some]
            for some in (self._wanted, self._wished)
        )
        self._shares = [one._replace(members=one.members[first]) for one in self._shares]
        self._classes = _Alike(of.reshape(-1)[self._classes.of], self._classes.first[first])

    def _numbers(self) -> NDArray[np.int64]:
        """How many of each class are to be of each kind: as they are, but for the fewest changes that it takes."""
        classes, kinds = self._shape
        places = self._classes.of * kinds + self._kinds.of
        now = np.bincount(places, minlength=classes * kinds).reshape(classes, kinds)
        return fewest_changed(now, self._wanted, self._wished, self._stream)

    def _moved(self, numbers: NDArray[np.int64]) -> NDArray[np.int64]:
        """The kind of each respondent, so that there are so many of each; who changes is chance."""
        kind_of = self._kinds.of.copy()
        for k, row in enumerate(numbers):
            members = self._stream.permutation(len(kind_of))
            members = members[self._classes.of[members] == k]
            more = row - np.bincount(kind_of[members], minlength=len(row))
            leaving = [members[kind_of[members] == kind][:-change] for kind, change in enumerate(more) if change < 0]
            if leaving:
                kind_of[np.concatenate(leaving)] = np.repeat(np.arange(len(row)), np.maximum(more, 0))
        return kind_of

    def _shares_of_time(self) -> Iterator[Share]:
        """Published shares of time that the attribute has a part in, and those of the text."""
        published = self._published
        tables = [table for table in published.tables.values() if table.measure == "time"]
        for table in tables:
            if not _is_about(_conditions(table), self._name):
                continue
            columns = self._crossed.who(table).columns
            rows = {row.id: row.codes for row in published.study.groupings[table.grouping].rows}
            for cell in published.cells:
                if cell.table != table.id or cell.figure is not Figure.SHARE or cell.value is None:
                    continue
                codes = rows[table.printed_rows[cell.i].line.id]
                if codes:
                    yield self._share(columns[:, cell.j], codes, cell.value, decimals_of(cell))
        for one in published.statements:
            if is_share_of_time(one) and _is_about(one.of, self._name):
                yield self._share(selected(self._crossed.survey, one.of), one.codes, one.least, one.decimals)

    def _share(
        self, members: NDArray[np.bool_], codes: Sequence[str], value: float | None, decimals: int | None
    ) -> Share:
        places = [self._published.study.code_numbers[code] - 1 for code in codes]
        return Share(members.reshape(self._shape), self._slots[:, places].sum(axis=1), value or 0.0, decimals or 0)

    def _valued(self, kind_of: NDArray[np.int64]) -> Attribute:
        """The answers: who changed has that of somebody who was of the kind."""
        own = self._attributes[self._name]
        values = own.values.copy()
        for kind in range(len(self._kinds.first)):
            before, now = self._kinds.of == kind, kind_of == kind
            new = np.flatnonzero(now & ~before)
            # Those who left the kind first: so an exchange is one, and nobody's answer is lost.
            known = np.concatenate([own.values[before & ~now], own.values[before & now]])
            values[new] = np.resize(known if len(known) else self._values[self._kinds.first[[kind]]], len(new))
        return Attribute(own.variable, values)


def _about(
    published: Published, name: str
) -> list[tuple[tuple[Condition, ...], list[PublishedCell | Fact | Statement]]]:
    """What is published of an attribute: conditions that it rests on, and what counts respondents by these."""
    found: list[tuple[tuple[Condition, ...], list[PublishedCell | Fact | Statement]]] = []
    for id_, table in published.tables.items():
        counted = [c for c in published.cells if c.table == id_ and c.figure is not Figure.SHARE]
        found.append((_conditions(table), [*counted]))
    found += [((*one.where, *one.of), [one]) for one in published.synthesis.facts]
    for statement in published.statements:
        is_counted = is_of_respondents(statement)
        if is_counted or is_share_of_time(statement):
            found.append(((*statement.where, *statement.of), [statement] if is_counted else []))
    return [one for one in found if _is_about(one[0], name)]


def is_share_of_time(statement: Statement) -> bool:
    """Whether a statement gives one share of time as it is printed: no subtotal, no difference, no range of words."""
    is_one = statement.figure is StatementFigure.SHARE and len(statement.parts) == 1
    return is_one and statement.less_of is None and statement.decimals is not None


def _conditions(table: TableDefinition) -> tuple[Condition, ...]:
    lines = (*table.rows, *table.columns) if table.measure == "respondents" else table.columns
    return (*table.where, *(one for line in lines for one in line.where))


def _is_about(conditions: Sequence[Condition], name: str) -> bool:
    return any(one.name == name for one in conditions)


def _possible_values(attribute: Attribute) -> tuple[NDArray[np.generic], NDArray[np.int64]]:
    """The values that somebody has, of several answers each single one and none as well; and whose value is which."""
    own = attribute.values
    several = attribute.variable.kind is VariableKind.MULTIPLE
    more = [0, *(1 << place for place in range(len(attribute.variable.levels)))] if several else []
    values, value_of = np.unique(np.concatenate([own, np.array(more, dtype=own.dtype)]), return_inverse=True)
    return values, value_of.reshape(-1)[: len(own)]


def _alike(survey: Survey, conditions: Sequence[Condition]) -> _Alike:
    """The respondents of a survey by which of some conditions they meet."""
    met = np.column_stack([np.zeros(len(survey), dtype=bool), *(selected(survey, (one,)) for one in conditions)])
    _, first, of = np.unique(met, axis=0, return_index=True, return_inverse=True)
    return _Alike(of.reshape(-1).astype(np.int64), first.astype(np.int64))
