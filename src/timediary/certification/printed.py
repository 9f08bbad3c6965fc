"""What a report's own tables print for a number in its text: respondents and shares of time found by conditions."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, NamedTuple, Protocol

from timediary.model.definition import Figure
from timediary.model.statement import StatementFigure

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from timediary.model.definition import PublishedCell, TableDefinition
    from timediary.model.statement import Statement
    from timediary.model.study import Grouping
    from timediary.model.table import Condition

_Key = frozenset[tuple[str, str, frozenset[str]]]
# One attribute has more ways to be split than a table has rows: beyond these nothing is looked for.
_MOST_PARTS = 60


class PrintedFigure(NamedTuple):
    """A figure that follows from printed ones: its value, and which these are."""

    value: float
    cells: tuple[PublishedCell, ...]


class Printed(Protocol):
    """Printed figures, to be found by the statements that follow from them."""

    def figures(self, statement: Statement) -> list[PrintedFigure]:
        """What is printed for a statement, by each way in which it follows; none if by none."""


class PrintedTables:
    """The printed figures of a report, to be found by whom they are of.

    A number of respondents is found where a row and a column of a table have just the conditions asked for, or can be
    added up from such cells, or is all but those without information; a share of time where a column has.

    Args:
        tables: the report's.
        cells: its figures.
        groupings: whose rows tables of time have.
        several: ids of the variables of which a respondent gives several answers, which don't add up.
    """

    def __init__(
        self,
        tables: Mapping[str, TableDefinition],
        cells: Iterable[PublishedCell],
        groupings: Mapping[str, Grouping],
        several: Collection[str] = (),
    ) -> None:
        self._several = several
        self._counts: dict[_Key, list[PrintedFigure]] = {}
        self._shares: dict[tuple[frozenset[str], _Key], list[PrintedFigure]] = {}
        for cell in cells:
            table = tables[cell.table]
            row, column = table.printed_rows[cell.i].line, table.printed_columns[cell.j].line
            if any(line.others or line.not_row for line in (row, column)):
                continue
            if cell.figure is Figure.SHARE and cell.value is not None:
                codes = _codes(groupings[table.grouping], row.id)
                key = codes, _key((*table.where, *column.where))
                self._shares.setdefault(key, []).append(PrintedFigure(cell.value, (cell,)))
            elif cell.figure is Figure.COUNT and (cell.value is not None or cell.printed.strip() == "-"):
                where = () if row.id == "respondents" else row.where
                found = self._counts.setdefault(_key((*table.where, *where, *column.where)), [])
                found.append(PrintedFigure(cell.value or 0.0, (cell,)))

    def figures(self, statement: Statement) -> list[PrintedFigure]:
        """What the tables print for a statement, by each way in which it follows from them; none if by none."""
        if statement.less_of is not None or statement.unsocial or statement.not_asked:
            return []
        if statement.figure is StatementFigure.SHARE:
            return self._shares.get((frozenset(statement.codes), _key(statement.of)), [])
        if statement.figure is StatementFigure.MEAN:
            return []
        counted = self._respondents((*statement.of, *statement.where))
        if statement.figure is StatementFigure.COUNT:
            return counted
        among = self._respondents(statement.of)
        pairs = ((one, base) for one, base in product(counted, among) if base.value)
        found = [PrintedFigure(100 * one.value / base.value, (*one.cells, *base.cells)) for one, base in pairs]
        return sorted(found, key=lambda one: len({cell.table for cell in one.cells}))

    def _respondents(self, conditions: Sequence[Condition]) -> list[PrintedFigure]:
        merged = self._merged(conditions)
        found = self._counts.get(_key(merged))
        if found:
            return found
        for i, condition in enumerate(merged):
            rest = (*merged[:i], *merged[i + 1 :])
            if condition.operator == "!=" and condition.values == ("no_information",):
                return self._all_but(rest, condition)
            if condition.operator == "=" and len(condition.values) > 1 and condition.name not in self._several:
                return self._added(rest, condition)
        return []

    def _merged(self, conditions: Sequence[Condition]) -> tuple[Condition, ...]:
        """The same conditions, with the levels that several on one attribute leave: what has a level is not blank."""
        levels: dict[str, Condition] = {}
        others: dict[Condition, None] = {}
        for condition in conditions:
            if condition.operator != "=" or condition.name in self._several:
                others[condition] = None
                continue
            before = levels.get(condition.name, condition)
            left = tuple(value for value in before.values if value in condition.values)
            levels[condition.name] = condition._replace(values=left)
        kept = (one for one in others if not _goes_without_saying(one, levels.get(one.name)))
        return (*levels.values(), *kept)

    def _all_but(self, rest: Sequence[Condition], condition: Condition) -> list[PrintedFigure]:
        everybody = self._respondents(rest)
        without = self._respondents((*rest, condition._replace(operator="=")))
        pairs = product(everybody, without)
        return [PrintedFigure(one.value - other.value, (*one.cells, *other.cells)) for one, other in pairs]

    def _added(self, rest: Sequence[Condition], condition: Condition) -> list[PrintedFigure]:
        """Those of each of several levels, added up: from the cells of one table where one has them all."""
        parts = [self._respondents((*rest, condition._replace(values=(value,)))) for value in condition.values]
        if not all(parts) or len(parts) > _MOST_PARTS:
            return []
        return list(_sums(parts))


def _goes_without_saying(condition: Condition, level: Condition | None) -> bool:
    """Whether who has one of some levels can't be without information."""
    is_known = condition.operator == "!=" and condition.values == ("no_information",)
    return is_known and level is not None and "no_information" not in level.values


def _sums(parts: Sequence[list[PrintedFigure]]) -> Iterator[PrintedFigure]:
    tables = [dict.fromkeys(one.cells[0].table for one in part) for part in parts]
    shared = [table for table in tables[0] if all(table in other for other in tables[1:])]
    for table in shared or [""]:
        chosen = [next((one for one in part if one.cells[0].table == table), part[0]) for part in parts]
        yield PrintedFigure(sum(one.value for one in chosen), tuple(cell for one in chosen for cell in one.cells))


def _key(conditions: Iterable[Condition]) -> _Key:
    return frozenset((one.name, one.operator, frozenset(one.values)) for one in conditions)


def _codes(grouping: Grouping, row: str) -> frozenset[str]:
    rows = {one.id: one for one in grouping.rows}
    parts = (rows[row], *(rows[id_] for id_ in rows[row].sum_of))
    return frozenset(code for part in parts for code in part.codes)
