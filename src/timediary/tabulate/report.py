"""Tables of a study's report, made anew from a survey by their specifications."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from timediary.model.definition import Figure
from timediary.model.problem import RequestError
from timediary.model.study import VariableKind
from timediary.model.table import Status, Table, TableSpec
from timediary.sample.columns import Columns
from timediary.sample.conditions import selected
from timediary.sample.values import attribute_of, levels_of
from timediary.tabulate.scope import left_out_of, scope_of, source_of
from timediary.tabulate.shares import share_estimates, share_table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from timediary.model.definition import DefinedLine, TableDefinition
    from timediary.model.line import Line
    from timediary.model.survey import Attribute
    from timediary.model.table import Condition
    from timediary.sample import Sample


class Who(NamedTuple):
    """Who is in a table of a report: bool (n,), in each of its r rows: (n, r), and in each of its c columns: (n, c)."""

    inside: NDArray[np.bool_]
    rows: NDArray[np.bool_]
    columns: NDArray[np.bool_]


class Reported:
    """Makes tables of a report from a survey; conditions that several tables share are looked up once.

    Args:
        sample: n respondents, the conditions they must meet, and how they were sampled, for the errors of shares.
    """

    def __init__(self, sample: Sample) -> None:
        self.sample = sample
        self.survey = sample.survey
        self._met: dict[Condition, NDArray[np.bool_]] = {}

    def respondents(self, table: TableDefinition, rows: tuple[Line, ...]) -> Table:
        """A table that counts respondents, whether or not they recorded any time, and of percentages of them.

        Args:
            table: its specification.
            rows: its rows as lines.

        Raises:
            RequestError: the survey lacks an attribute.
        """
        who = self.who(table)
        members, columns = who.rows.astype(np.float64), who.columns.astype(np.float64)
        counts = members.T @ columns
        for j, column in enumerate(table.columns):
            if column.not_row:
                counts[:, j] = columns[:, j].sum() - counts[:, j]
        of_row = np.array([row.percent_of_row or table.percent_of == "row" for row in table.rows])
        bases = np.where(of_row[:, None], members.sum(axis=0)[:, None], columns.sum(axis=0)[None, :])
        return self._counted(table, rows, counts, bases, who.inside)

    def answers(self, table: TableDefinition, rows: tuple[Line, ...]) -> Table:
        """A table with a question a row: how many answered, the share of them at a level, or the mean of a percentage.

        Args:
            table: its specification.
            rows: its rows as lines.

        Raises:
            RequestError: the survey lacks an attribute, or it has no such level.
        """
        inside = self._meets((*self.sample.where, *table.where))
        columns = self._members(table.columns, inside)
        counts = np.zeros((len(table.rows), len(table.columns)))
        bases = np.zeros(counts.shape)
        for i, row in enumerate(table.rows):
            attribute = attribute_of(self.survey, row.of)
            for j, column in enumerate(table.columns):
                value, answered = _answers(attribute, column.level)
                among = columns[:, j] & answered
                bases[i, j] = among.sum()
                # (a mean of percentages, as a share of 1, times those it is of; without a level, their number)
                wants_share = column.level or Figure.PERCENT in column.figures
                counts[i, j] = value[among].sum() if wants_share else bases[i, j]
        return self._counted(table, rows, counts, bases, inside)

    def who(self, table: TableDefinition) -> Who:
        """Who is in a table, in each of its rows and in each of its columns.

        Raises:
            RequestError: the survey lacks an attribute.
        """
        inside = self._meets((*self.sample.where, *table.where))
        rows = table.rows if table.measure == "respondents" else ()
        return Who(inside, self._members(rows, inside), self._members(table.columns, inside))

    def _counted(
        self,
        table: TableDefinition,
        rows: tuple[Line, ...],
        counts: NDArray[np.float64],
        bases: NDArray[np.float64],
        inside: NDArray[np.bool_],
    ) -> Table:
        """The table of some counts, a line for each figure."""
        i = [table.rows.index(row.line) for row in table.printed_rows]
        j = [table.columns.index(column.line) for column in table.printed_columns]
        counts, bases = counts[np.ix_(i, j)], bases[np.ix_(i, j)]
        percent = np.array(
            [[table.figure(r, c) is Figure.PERCENT for c in table.printed_columns] for r in table.printed_rows]
        )
        with np.errstate(invalid="ignore", divide="ignore"):
            estimate = np.where(percent, counts / bases, counts)
        status = np.full(estimate.shape, Status.ORDINARY, dtype=object)
        status[np.isnan(estimate)] = Status.NOT_APPLICABLE
        low_base = self.survey.study.defaults.low_base
        status[percent & (bases < low_base) & (bases > 0)] = Status.LOW_BASE
        return Table(
            id=table.id,
            title=f"Table {table.id}: {table.title}",
            rows=rows,
            columns=tuple(column.as_line() for column in table.printed_columns),
            estimate=estimate,
            base=bases.astype(np.int64),
            hours=np.full(estimate.shape, np.nan),
            status=status,
            scope=f"{int(inside.sum()):,} respondents{left_out_of(self.sample)}",
            notes=(
                *table.notes,
                *_unweighted(self.sample),
                f"* fewer than {low_base} respondents.",
            ),
            source=source_of(self.survey),
            abbreviations=self.survey.study.abbreviations,
        )

    def time(self, table: TableDefinition, rows: tuple[Line, ...]) -> Table:
        """A table of shares of the time recorded, by respondents who recorded any.

        Args:
            table: its specification.
            rows: its rows as lines.

        Raises:
            RequestError: the survey lacks an attribute, or nobody recorded any time.
        """
        sample, columns = self.sample, self.columns(table)
        grouping = self.survey.study.groupings[table.grouping]
        spec = TableSpec(grouping, subtotal=table.subtotal)
        made = share_table(sample, spec, columns, share_estimates(sample, grouping, columns))
        places = {row.id: i for i, row in enumerate(grouping.rows)}
        order = [places.get(line.id, -1) for line in rows]
        return _with_respondents(
            replace(
                made,
                id=table.id,
                title=f"Table {table.id}: {table.title}",
                notes=(*made.notes, *table.notes),
                scope=scope_of(sample, self._in_time(table)),
            ),
            rows,
            order,
        )

    def columns(self, table: TableDefinition) -> Columns:
        """The columns of a table of time and who is in each: of those who recorded any, by the table's own conditions.

        Raises:
            RequestError: the survey lacks an attribute.
        """
        membership = self._members(table.columns, self._in_time(table))
        lines = tuple(column.as_line() for column in table.printed_columns)
        return Columns(lines, membership, membership[self.sample.inside], table.by or ())

    def _in_time(self, table: TableDefinition) -> NDArray[np.bool_]:
        """Who is in a table of time at all, shape (n,)."""
        return self._meets(table.where) & self.sample.chosen

    def _meets(self, conditions: Iterable[Condition]) -> NDArray[np.bool_]:
        met = np.ones(len(self.survey), dtype=bool)
        for condition in conditions:
            if condition not in self._met:
                self._met[condition] = selected(self.survey, (condition,))
            met &= self._met[condition]
        return met

    def _members(self, lines: tuple[DefinedLine, ...], inside: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Who of those inside counts in each line, shape (n, lines)."""
        members = np.empty((len(self.survey), len(lines)), dtype=bool)
        for i, line in enumerate(lines):
            if line.others:
                members[:, i] = inside & ~members[:, :i].any(axis=1)
            else:
                members[:, i] = inside & self._meets(line.where)
        return members


def _answers(attribute: Attribute, level: str) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """What each respondent adds to a share, shape (n,), and who answered: a level given, or a percentage."""
    if not level:
        if attribute.variable.kind is not VariableKind.NUMBER:
            _, _, without = levels_of(attribute)
            return (~without).astype(np.float64), ~without
        numbers = np.asarray(attribute.values, dtype=np.float64)
        return np.nan_to_num(numbers) / 100, np.isfinite(numbers)
    levels, members, without = levels_of(attribute)
    ids = [one.id for one in levels]
    if level not in ids:
        raise RequestError(f"'{attribute.variable.id}' has no level '{level}'. It has: {', '.join(ids)}.")
    return members[:, ids.index(level)].astype(np.float64), ~without


def _with_respondents(made: Table, rows: tuple[Line, ...], order: list[int]) -> Table:
    """The rows asked for of a table of shares; -1 stands for the row that counts respondents."""
    counting = np.array(order) < 0
    estimate = made.estimate[order]
    estimate[counting] = made.base[0]
    status = made.status[order]
    status[counting] = Status.ORDINARY
    hours = made.hours[order]
    hours[counting] = np.nan
    precision = made.precision and made.precision.each(
        lambda values: np.where(counting[:, None], np.nan, values[order])
    )
    return replace(
        made,
        rows=rows,
        estimate=estimate,
        base=made.base[order],
        hours=hours,
        status=status,
        precision=precision,
        column_hours=made.column_hours,
    )


def _unweighted(sample: Sample) -> tuple[str, ...]:
    """What a table that counts respondents must say of weights."""
    if sample.sampling.weight is None and not sample.sampling.calibrate:
        return ()
    return ("Respondents are counted without weights, which are for tables of time.",)
