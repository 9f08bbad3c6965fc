"""Published shares of time as programmes: percentages of whole hours that must come from one set of figures.

Nothing is assumed of hours per respondent. What must hold: the same respondents have the same shares in every table;
their shares add to 100; a share is printed rounded, halves up; and a subtotal is the sum of its lines as printed, where
its table says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from timediary.consistency.counts import Topic
from timediary.consistency.linear_program import Bound, Programme
from timediary.model.definition import Figure

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from timediary.model.definition import PublishedCell, TableDefinition
    from timediary.model.statement import Statement
    from timediary.model.study import Study
    from timediary.model.table import Condition

_WHOLE = 100.0

# A share of exactly half a percent more is printed as the next percent, so it must stay this much below.
_BELOW = 1e-6

Whom = frozenset["Condition"]


class Shares:
    """Makes the programmes of a study's published shares."""

    def __init__(self, study: Study, tables: Mapping[str, TableDefinition]) -> None:
        self._study, self._tables = study, tables

    def topics(self, cells: Sequence[PublishedCell]) -> list[Topic]:
        """The figures by whom they are about, each with its programme."""
        by_whom: dict[Whom | str, list[PublishedCell]] = {}
        for cell in cells:
            if cell.figure is Figure.SHARE and cell.value is not None:
                by_whom.setdefault(self._whom(cell), []).append(cell)
        return [self._topic(members) for members in by_whom.values()]

    def topic_of(self, statement: Statement, cells: Sequence[PublishedCell]) -> Topic | None:
        """A share in the text with the figures about the same respondents, of which it is the last; None without."""
        whom = frozenset(statement.of)
        members = [cell for cell in cells if cell.figure is Figure.SHARE and self._whom(cell) == whom]
        members = [cell for cell in members if cell.value is not None]
        if not members:
            return None
        topic, codes, printed = self._topic_and_variables(members)
        places = np.array([self._printed(topic.programme, codes, printed, part) for part in statement.parts])
        total = Bound(places, np.ones(len(places)), 0.0, 0.0)
        topic.programme.figures.append([total._replace(low=statement.least or 0.0, high=statement.most or 0.0)])
        counted = (*topic.counted, (total, topic.counted[0][1]))
        return Topic((*members, statement.as_cell), topic.programme, counted, (frozenset(),) * len(counted))

    def _whom(self, cell: PublishedCell) -> Whom | str:
        """Who is in the column of a figure: those who meet all of some conditions."""
        table = self._tables[cell.table]
        column = table.printed_columns[cell.j].line
        if column.others:
            return f"{cell.table} {column.id}"
        return frozenset((*table.where, *column.where))

    def _topic(self, cells: Sequence[PublishedCell]) -> Topic:
        return self._topic_and_variables(cells)[0]

    def _topic_and_variables(
        self, cells: Sequence[PublishedCell]
    ) -> tuple[Topic, NDArray[np.int64], dict[tuple[str, ...], int]]:
        """A share for each activity code, and a whole number for each figure as printed."""
        programme = Programme(slack=_WHOLE)
        codes = programme.add(len(self._study.codes), _WHOLE, whole=False)
        programme.rules.append(Bound(codes, np.ones(len(codes)), _WHOLE, _WHOLE))
        printed: dict[tuple[str, ...], int] = {}
        counted = []
        for cell in cells:
            table = self._tables[cell.table]
            parts = self._parts(table, table.printed_rows[cell.i].line.id)
            places = np.array([self._printed(programme, codes, printed, part) for part in parts])
            total = Bound(places, np.ones(len(places)), 0.0, 0.0)
            counted.append((total, Bound(codes, np.ones(len(codes)), 0.0, 0.0)))
            value = float(cell.value or 0)
            programme.figures.append([total._replace(low=value, high=value)])
        return Topic(tuple(cells), programme, tuple(counted), (frozenset(),) * len(cells)), codes, printed

    def _parts(self, table: TableDefinition, row: str) -> list[tuple[str, ...]]:
        """The codes whose shares are printed together: those of a row, or of each line that a subtotal adds."""
        rows = {line.id: line for line in self._study.groupings[table.grouping].rows}
        if rows[row].codes:
            return [rows[row].codes]
        lines = [rows[part].codes for part in rows[row].sum_of]
        if table.subtotal == "rounded":
            return lines
        return [tuple(code for codes in lines for code in codes)]

    def _printed(
        self,
        programme: Programme,
        codes: NDArray[np.int64],
        printed: dict[tuple[str, ...], int],
        part: tuple[str, ...],
    ) -> int:
        """The variable that is the share of some codes as printed."""
        key = tuple(sorted(part))
        if key not in printed:
            (variable,) = programme.add(1, _WHOLE, whole=True).tolist()
            members = codes[[self._study.code_numbers[code] - 1 for code in key]]
            factors = np.append(np.ones(len(members)), -1.0)
            programme.rules.append(Bound(np.append(members, variable), factors, -0.5, 0.5 - _BELOW))
            printed[key] = variable
        return printed[key]
