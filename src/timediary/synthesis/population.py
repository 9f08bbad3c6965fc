"""Respondents with attributes drawn by chance, so that every published count holds that can."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from timediary.consistency.atoms import UNKNOWN, YES, attributes_from, names_in, without_diaries
from timediary.consistency.bounds import bounds_of, stated_bounds
from timediary.consistency.counts import counted_in
from timediary.consistency.linear_program import Bound
from timediary.model.definition import Figure, PublishedCell
from timediary.model.statement import Statement
from timediary.sample import Sample
from timediary.sample.conditions import selected
from timediary.synthesis.allocation import Wanted, allocate
from timediary.synthesis.random import Stream
from timediary.tabulate.report import Reported

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from timediary.consistency.counts import Counts
    from timediary.model.definition import TableDefinition
    from timediary.model.study import Study
    from timediary.model.synthesis import Fact, Step, Synthesis

# How far leaving a question out goes with leaving others out: 1 is altogether.
_RETICENCE = 0.85

# How likely one answer of several is not known of somebody who gave others, and one answer more than most give.
_PARTLY_UNKNOWN, _ONE_TOO_MANY = 1e-3, 1e-2


class _Asked(NamedTuple):
    """A published figure or a fact, and the attributes that it is about."""

    names: frozenset[str]
    what: PublishedCell | Fact


class Population:
    """Gives respondents one attribute after another.

    Args:
        study: whose respondents.
        tables: of its report.
        counts: the attributes and atoms that these tell apart.
        cells: the published figures that can all hold.
        synthesis: the order of attributes, and facts beside the tables.
        seed: decides what is chance.
    """

    def __init__(
        self,
        study: Study,
        tables: Mapping[str, TableDefinition],
        counts: Counts,
        cells: Sequence[PublishedCell],
        synthesis: Synthesis,
        seed: int,
    ) -> None:
        self._study, self._tables, self._counts, self._seed = study, tables, counts, seed
        self._synthesis = synthesis
        asked = [_Asked(frozenset(counts.place(c).names), c) for c in cells if c.figure is not Figure.SHARE]
        asked += [_Asked(frozenset(names_in((*f.where, *f.of), study)), f) for f in synthesis.facts if not f.afterwards]
        self._asked = asked
        self._reticence = Stream(seed, "reticence").uniforms(synthesis.respondents)
        self.columns: dict[str, NDArray[np.float64]] = {}

    def give(self, step: Step) -> None:
        """Give the respondents the attributes of a step, so that what is published of them and those before holds."""
        assigned = frozenset(self.columns) | frozenset(step.attributes)
        relevant = [one for one in self._asked if one.names <= assigned and one.names & frozenset(step.attributes)]
        kinds = np.array(
            np.meshgrid(*(self._counts.atoms([name])[0].values for name in step.attributes), indexing="ij")
        )
        kinds = kinds.reshape(len(step.attributes), -1)
        known = sorted(frozenset().union(*(one.names for one in relevant)) - frozenset(step.attributes))
        classes, class_of = self._classes(step, known)
        sizes = np.bincount(class_of, minlength=len(classes)).astype(np.int64)
        weights = self._weights(step, kinds, classes)
        wanted = self._wanted(step, relevant, known, classes, kinds)
        numbers, _ = allocate(sizes, weights, wanted)
        self._assign(step, kinds, class_of, numbers)

    def _classes(self, step: Step, known: Sequence[str]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """Respondents alike in all that matters to a step: the values of each class, and the class of each respondent.

        After the attributes known come, where single answers of several are given, how many were given before and
        whether the question was answered at all.
        """
        n = self._synthesis.respondents
        parts = [self.columns[name] for name in known]
        parts += list(self._answers(step.attributes[0]))
        table = np.nan_to_num(np.column_stack([np.zeros(n), *parts]), nan=_NONE)
        classes, class_of = np.unique(table, axis=0, return_inverse=True)
        return np.where(classes == _NONE, np.nan, classes)[:, 1:], class_of.reshape(-1)

    def _answers(self, name: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """How many answers to a question of several a respondent has given so far, and whether it was answered."""
        n, start, item = self._synthesis.respondents, *_parted(name)
        if not item:
            return np.zeros(n), np.full(n, float(YES))
        given = [values == YES for other, values in self.columns.items() if other.startswith(f"{start}.")]
        number = np.array(given, dtype=np.float64).reshape(-1, n).sum(axis=0)
        return number, self.columns.get(start, np.full(n, float(YES)))

    def _weights(self, step: Step, kinds: NDArray[np.float64], classes: NDArray[np.float64]) -> NDArray[np.float64]:
        """How likely each kind is in each class before anything is wanted; 0 for what cannot be."""
        weights = np.ones((len(classes), kinds.shape[1]))
        start, item = _parted(step.attributes[0])
        if not item:
            return weights
        most = self._study.variables[start].most_answers or len(self._study.variables[start].levels)
        before, answered = classes[:, -2], classes[:, -1]
        yes, unknown = (kinds == YES).sum(axis=0), (kinds == UNKNOWN).sum(axis=0)
        total = before[:, None] + yes[None, :]
        room = np.maximum(most - before, 0.0)[:, None] / most
        weights *= room ** yes[None, :] * np.where(total >= most, _ONE_TOO_MANY, 1.0)
        weights *= _PARTLY_UNKNOWN ** unknown[None, :]
        weights[total > most] = 0.0
        silent = answered == UNKNOWN
        if start in self.columns:
            weights[np.ix_(silent, unknown < unknown.max())] = 0.0
            weights[np.ix_(silent, (unknown == unknown.max()) & (yes == 0))] = 1.0
            weights[np.ix_(silent, yes > 0)] = 0.0
        return weights

    def _wanted(
        self,
        step: Step,
        relevant: Sequence[_Asked],
        known: Sequence[str],
        classes: NDArray[np.float64],
        kinds: NDArray[np.float64],
    ) -> list[Wanted]:
        """What is published, as bounds on the numbers of each class and kind."""
        count, width = len(classes), kinds.shape[1]
        columns = {name: np.repeat(classes[:, i], width) for i, name in enumerate(known)}
        columns |= {name: np.tile(values, count) for name, values in zip(step.attributes, kinds, strict=True)}
        attributes = attributes_from(self._study, columns, count * width)
        reported = Reported(Sample(without_diaries(self._study, attributes, count * width)))
        wanted = []
        for one in relevant:
            for bound in published_bounds(reported, self._tables, one.what):
                factors = np.zeros(count * width)
                factors[bound.variables] = bound.factors
                wanted.append(Wanted(factors, bound.low, bound.high))
        return wanted

    def _assign(
        self, step: Step, kinds: NDArray[np.float64], class_of: NDArray[np.int64], numbers: NDArray[np.int64]
    ) -> None:
        """Choose who of each class is of which kind: those who leave out most leave this out; the rest by rank."""
        stream = Stream(self._seed, "assign " + " ".join(step.attributes))
        n = len(class_of)
        silent = (np.isnan(kinds) | (kinds == UNKNOWN)).all(axis=0)
        openness = _RETICENCE * self._reticence + (1.0 - _RETICENCE) * stream.uniforms(n)
        rank = self._rank(step, stream)
        order = self._rising(step, kinds)
        kind_of = np.empty(n, dtype=np.int64)
        for k in range(len(numbers)):
            members = np.flatnonzero(class_of == k)
            members = members[np.argsort(openness[members], kind="stable")]
            without = int(numbers[k, silent].sum())
            answering, leaving = members[: len(members) - without], members[len(members) - without :]
            answering = answering[np.argsort(rank[answering], kind="stable")]
            kind_of[answering] = np.repeat(order[~silent[order]], numbers[k, order[~silent[order]]])
            kind_of[leaving] = np.repeat(np.flatnonzero(silent), numbers[k, silent])
        for name, values in zip(step.attributes, kinds, strict=True):
            self.columns[name] = values[kind_of]

    def _rank(self, step: Step, stream: Stream) -> NDArray[np.float64]:
        """Where each respondent stands, from 0 to 1, in the order in which the kinds rise."""
        n = self._synthesis.respondents
        by_chance = stream.uniforms(n)
        if step.follows is None:
            return by_chance
        followed = self.columns[step.follows]
        known = ~np.isnan(followed) & (followed != UNKNOWN)
        order = np.lexsort((by_chance, np.where(known, followed, 0.0)))
        order = order[known[order]]
        rank = by_chance.copy()
        rank[order] = (np.arange(len(order)) + 0.5) / max(len(order), 1)
        if step.falls:
            rank[known] = 1.0 - rank[known]
        return (1.0 - step.loosely) * rank + step.loosely * by_chance

    def _rising(self, step: Step, kinds: NDArray[np.float64]) -> NDArray[np.int64]:
        """The kinds in rising order."""
        if step.follows is None or len(step.attributes) > 1:
            return np.arange(kinds.shape[1])
        values = kinds[0]
        if step.order:
            ids = [level.id for level in self._study.variables[step.attributes[0]].levels]
            places = {float(ids.index(id_)): place for place, id_ in enumerate(step.order)}
            values = np.array([places.get(value, len(places)) for value in values.tolist()], dtype=np.float64)
        return np.argsort(np.nan_to_num(values, nan=np.inf), kind="stable")


# What stands for no information where NaN can't be compared.
_NONE = -1e9


def _parted(name: str) -> tuple[str, str]:
    start, _, item = name.partition(".")
    return start, item


def published_bounds(
    reported: Reported, tables: Mapping[str, TableDefinition], what: PublishedCell | Fact | Statement
) -> list[Bound]:
    """What is published, as bounds on the numbers of respondents of the kinds that a survey has one each of."""
    if isinstance(what, PublishedCell):
        table = tables[what.table]
        row, column = table.printed_rows[what.i], table.printed_columns[what.j]
        inside, base = counted_in(reported, table, row, column)
        return bounds_of(what, _sum_of(inside), _sum_of(base))
    inside, base = (selected(reported.survey, conditions) for conditions in (what.where, what.of))
    if isinstance(what, Statement):
        return stated_bounds(what, _sum_of(inside & base), _sum_of(base))
    if what.respondents is not None:
        return [_sum_of(inside)._replace(low=float(what.respondents), high=float(what.respondents))]
    stated = PublishedCell("", "", "", Figure.PERCENT, what.percent, "", "", 0, 0)
    return bounds_of(stated, _sum_of(inside & base), _sum_of(base))


def _sum_of(members: NDArray[np.bool_]) -> Bound:
    places = np.flatnonzero(members)
    return Bound(places, np.ones(len(places)), 0.0, 0.0)
