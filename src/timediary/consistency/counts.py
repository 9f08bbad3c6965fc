"""Published numbers and percentages of respondents as linear programmes over kinds of respondents."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from timediary.consistency.atoms import (
    UNKNOWN,
    YES,
    Atoms,
    atoms_of,
    conditions_of,
    kinds_of,
    named_only,
    names_in,
)
from timediary.consistency.bounds import bounds_of, stated_bounds
from timediary.consistency.linear_program import Bound, Programme
from timediary.model.definition import Figure
from timediary.model.study import VariableKind
from timediary.sample import Sample
from timediary.sample.conditions import selected
from timediary.tabulate.report import Reported

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from timediary.model.definition import DefinedLine, PrintedLine, PublishedCell, TableDefinition
    from timediary.model.statement import Statement
    from timediary.model.study import Study
    from timediary.model.table import Condition


# Up to this many answers every combination is distinguished: 3 to the power of this many.
_FEW = 6


class Place(NamedTuple):
    """Where a figure counts: attributes it depends on, and the kinds of respondents in it and in its base."""

    names: tuple[str, ...]
    inside: NDArray[np.bool_]
    base: NDArray[np.bool_]


class Topic(NamedTuple):
    """Figures about the same attributes, and their programme.

    Attributes:
        cells: the figures.
        programme: one group of bounds for each of them.
        counted: for each of them, what it counts, and its base.
        about: for each of them, the attributes that it is about, without those that nearly every figure is about.
    """

    cells: tuple[PublishedCell, ...]
    programme: Programme
    counted: tuple[tuple[Bound, Bound], ...]
    about: tuple[frozenset[str], ...]


class Counts:
    """Makes the programmes of a study's published numbers and percentages of respondents.

    Args:
        study: whose report.
        tables: of the report.
        statements: numbers in its text that are to be put beside the tables.
    """

    def __init__(
        self, study: Study, tables: Mapping[str, TableDefinition], statements: Sequence[Statement] = ()
    ) -> None:
        self._study, self._tables = study, tables
        stated = [condition for one in statements for condition in (*one.where, *one.of)]
        self._atoms = atoms_of(study, [*conditions_of(tables.values()), *stated])
        self._places: dict[tuple[str, int, int], Place] = {}

    def topics(self, cells: Sequence[PublishedCell], apart: Sequence[str]) -> list[Topic]:
        """The figures by topic: those about the same attributes, not counting the attributes of `apart`.

        Every topic has the figures about the attributes of `apart` alone as well.
        """
        counted = [cell for cell in cells if cell.figure is not Figure.SHARE]
        about = {id(cell): frozenset(self.place(cell).names) - frozenset(apart) for cell in counted}
        common = [cell for cell in counted if not about[id(cell)]]
        groups: list[tuple[set[str], list[PublishedCell]]] = []
        for cell in counted:
            names = about[id(cell)]
            if not names:
                continue
            touching = [group for group in groups if group[0] & names]
            merged = (set(names).union(*(g[0] for g in touching)), [c for g in touching for c in g[1]] + [cell])
            groups = [group for group in groups if group not in touching] + [merged]
        order = {id(cell): position for position, cell in enumerate(cells)}
        topics = [sorted([*common, *members], key=lambda c: order[id(c)]) for _, members in groups]
        return [self._topic(members, frozenset(apart)) for members in topics or [common]]

    def topic_of(self, statement: Statement, cells: Sequence[PublishedCell], apart: Sequence[str]) -> Topic:
        """A number in the text with the figures about its attributes and those of `apart`; it is the last of them."""
        place = self._place_of(statement)
        about = frozenset((*place.names, *apart))
        near = [one for one in cells if one.figure is not Figure.SHARE and about.issuperset(self.place(one).names)]
        most = max((one.value or 0) for one in near if one.figure is Figure.COUNT)
        names = {place.names, *(self.place(one).names for one in near)}
        topic, blocks = self._topic_and_blocks(near, names, most, frozenset(apart))
        inside, base = (_sum_of(blocks[place.names][members]) for members in (place.inside, place.base))
        topic.programme.figures.append(stated_bounds(statement, inside, base))
        return Topic(
            (*topic.cells, statement.as_cell),
            topic.programme,
            (*topic.counted, (inside, base)),
            (*topic.about, about - frozenset(apart)),
        )

    def _place_of(self, statement: Statement) -> Place:
        """Where a number in the text counts; that somebody gave any of a few answers is known by each of these."""
        names: set[str] = set()
        for name in names_in((*statement.where, *statement.of), self._study):
            variable = self._study.variables[name.partition(".")[0]]
            several = variable.kind is VariableKind.MULTIPLE and name == variable.id
            several = several and len(variable.levels) <= _FEW
            names |= {f"{name}.{level.id}" for level in variable.levels} if several else {name}
        ordered = tuple(sorted(names))
        kinds = kinds_of(self._study, self.atoms(ordered))
        if any("." in name for name in ordered):
            kinds = named_only(kinds)
        base = selected(kinds, statement.of)
        return Place(ordered, base & selected(kinds, statement.where), base)

    def place(self, cell: PublishedCell) -> Place:
        """Where a figure counts."""
        table = self._tables[cell.table]
        key = (table.id, cell.i, cell.j)
        if key not in self._places:
            row, column = table.printed_rows[cell.i], table.printed_columns[cell.j]
            self._places[key] = self._found(table, row, column)
        return self._places[key]

    def _found(self, table: TableDefinition, row: PrintedLine, column: PrintedLine) -> Place:
        conditions = [*table.where, *_conditions(table.columns, column.line)]
        rows = table.rows if table.measure == "respondents" else ()
        if rows:
            conditions += _conditions(rows, row.line)
        names = names_in(conditions, self._study)
        kinds = kinds_of(self._study, self.atoms(names))
        return Place(names, *counted_in(Reported(Sample(kinds)), table, row, column))

    def atoms(self, names: Sequence[str]) -> list[Atoms]:
        """The atoms of some attributes."""
        answered = Atoms("", np.array([YES, UNKNOWN], dtype=np.float64))
        return [self._atoms[name] if name in self._atoms else answered._replace(name=name) for name in names]

    def _topic(self, cells: Sequence[PublishedCell], apart: frozenset[str]) -> Topic:
        most = max((cell.value or 0) for cell in cells if cell.figure is Figure.COUNT)
        return self._topic_and_blocks(cells, {self.place(cell).names for cell in cells}, most, apart)[0]

    def _topic_and_blocks(
        self, cells: Sequence[PublishedCell], names: set[tuple[str, ...]], most: float, apart: frozenset[str]
    ) -> tuple[Topic, dict[tuple[str, ...], NDArray[np.int64]]]:
        programme = Programme(slack=most)
        blocks = self._blocks(programme, names, most)
        counted = []
        for cell in cells:
            place = self.place(cell)
            block = blocks[place.names]
            inside, base = (_sum_of(block[members]) for members in (place.inside, place.base))
            counted.append((inside, base))
            programme.figures.append(bounds_of(cell, inside, base))
        about = tuple(frozenset(self.place(cell).names) - apart for cell in cells)
        return Topic(tuple(cells), programme, tuple(counted), about), blocks

    def _blocks(
        self, programme: Programme, needed: set[tuple[str, ...]], most: float
    ) -> dict[tuple[str, ...], NDArray[np.int64]]:
        """Variables for every combination of atoms of sets of attributes; where sets overlap, their sums agree."""
        shared = {tuple(sorted(set(a) & set(b))) for a, b in combinations(sorted(needed), 2)}
        blocks = {}
        for names in sorted(needed | shared | {()}, key=lambda names: (len(names), names)):
            size = int(np.prod([len(one.values) for one in self.atoms(names)])) if names else 1
            blocks[names] = programme.add(size, most, whole=True)
        for small, large in ((s, b) for s in blocks for b in blocks if set(s) < set(b)):
            self._agree(programme, (small, blocks[small]), (large, blocks[large]))
        return blocks

    def _agree(
        self,
        programme: Programme,
        small: tuple[tuple[str, ...], NDArray[np.int64]],
        large: tuple[tuple[str, ...], NDArray[np.int64]],
    ) -> None:
        """A block summed over the attributes that a smaller block lacks gives the smaller block."""
        shape = [len(one.values) for one in self.atoms(large[0])]
        places = np.arange(len(large[1])).reshape(shape)
        kept = [large[0].index(name) for name in small[0]]
        rest = [axis for axis in range(len(shape)) if axis not in kept]
        aligned = places.transpose([*kept, *rest]).reshape(len(small[1]), -1)
        for one, parts in zip(small[1], aligned, strict=True):
            variables = np.append(large[1][parts], one)
            programme.rules.append(Bound(variables, np.append(np.ones(len(parts)), -1.0), 0.0, 0.0))


def counted_in(
    reported: Reported, table: TableDefinition, row: PrintedLine, column: PrintedLine
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which respondents count where a row and a column meet, and which are in the base of a percentage there."""
    rows = _upto(table.rows, row.line) if table.measure == "respondents" else ()
    who = reported.who(table._replace(rows=rows, columns=_upto(table.columns, column.line)))
    in_column = who.columns[:, -1]
    in_row = who.rows[:, -1] if rows else who.inside
    inside = in_column & ~in_row if column.line.not_row else in_column & in_row
    of_row = row.line.percent_of_row or table.percent_of == "row"
    return inside, in_row if of_row else in_column


def _sum_of(variables: NDArray[np.int64]) -> Bound:
    return Bound(variables, np.ones(len(variables)), 0.0, 0.0)


def _conditions(lines: Sequence[DefinedLine], line: DefinedLine) -> list[Condition]:
    return [condition for one in (_upto(lines, line) if line.others else (line,)) for condition in one.where]


def _upto(lines: Sequence[DefinedLine], line: DefinedLine) -> tuple[DefinedLine, ...]:
    """A line alone, or after those that it depends on."""
    return tuple(lines[: lines.index(line) + 1]) if line.others else (line,)
