"""Figures that a study's report publishes, cell by cell, and as tables like any other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from timediary.model.definition import Figure, PublishedCell, PublishedShares, TableDefinition
from timediary.model.line import Line, LineKind, Unit
from timediary.model.problem import RequestError
from timediary.model.table import Status, Table
from timediary.study.delimited import lines_of
from timediary.study.tables import load_tables

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from timediary.model.study import Study

FILE = "published.csv"
COLUMNS = ["table", "row", "column", "kind", "value", "printed", "note"]


def load_published_cells(study: Study, tables: Mapping[str, TableDefinition]) -> tuple[PublishedCell, ...]:
    """Every figure that the study's report prints, in its order; none where the study has no `published.csv`.

    The file has one line a figure: `table,row,column,kind,value,printed,note`, rows and columns by their labels as
    printed, the value as printed (26 for 26%) and empty where a dash, a blank or `<1%` stands.

    Args:
        study: whose report.
        tables: its tables, which say where each figure belongs.

    Raises:
        DefinitionError: the file has other columns, or a figure belongs to no row or column of its table, or is no
            number; it names the line.
    """
    if study.folder is None or not (study.folder / FILE).is_file():
        return ()
    places = {table.id: _places(table) for table in tables.values()}
    cells = []
    for line in lines_of(study.folder / FILE, COLUMNS):
        cell = line.cells
        key = (cell["row"], cell["column"], cell["kind"])
        place = places.get(cell["table"], {}).get(key)
        if place is None:
            raise line.error(f"tables.toml has no {', '.join((cell['table'], *key))}.")
        value = line.number_in("value") if cell["value"] else None
        rest = (cell["table"], cell["row"], cell["column"], Figure(cell["kind"]), value, cell["printed"], cell["note"])
        cells.append(PublishedCell(*rest, *place))
    return tuple(cells)


def load_published(study: Study, ids: Sequence[str] = ()) -> tuple[Table, ...]:
    """Tables of the study's report as published, in its order: those with the given numbers, or all that have figures.

    Raises:
        DefinitionError: the definitions or the figures contradict themselves.
        RequestError: the report has no table of such a number.
    """
    tables = load_tables(study)
    for id_ in ids:
        if id_ not in tables:
            raise RequestError(f"The study's report has no table '{id_}'. It has: {', '.join(tables) or 'none'}.")
    by_table: dict[str, list[PublishedCell]] = {}
    for cell in load_published_cells(study, tables):
        by_table.setdefault(cell.table, []).append(cell)
    return tuple(
        published_table(table, by_table.get(table.id, ()), study)
        for table in tables.values()
        if (table.id in ids if ids else table.id in by_table)
    )


def load_published_shares(study: Study) -> dict[str, PublishedShares]:
    """The published tables of time whose columns are the levels of attributes, by these (`setting`, `overall`).

    The rows are those of the study's default grouping.

    Raises:
        DefinitionError: the definitions or the figures contradict themselves.
    """
    wanted = {
        table.id: table
        for table in load_tables(study).values()
        if table.by is not None and table.grouping == study.defaults.grouping
    }
    shares: dict[str, PublishedShares] = {}
    for table in load_published(study, tuple(wanted)) if wanted else ():
        definition = wanted[table.id]
        by = definition.by or ()
        shares[",".join(by) or "overall"] = PublishedShares(_shares_alone(table), definition)
        if len(by) == 1 and "overall" not in shares:
            total = [j for j, column in enumerate(table.columns) if column.kind is LineKind.ALL]
            alone = definition._replace(columns=tuple(definition.columns[j] for j in total))
            shares["overall"] = PublishedShares(_shares_alone(table, total), alone)
    return shares


def published_table(table: TableDefinition, cells: Iterable[PublishedCell], study: Study) -> Table:
    """One published table, from its figures."""
    rows, columns = table.printed_rows, table.printed_columns
    shape = (len(rows), len(columns))
    estimate = np.full(shape, np.nan)
    for cell in cells:
        if cell.value is not None:
            estimate[cell.i, cell.j] = cell.value if cell.figure is Figure.COUNT else cell.value / 100
    counts = [i for i, row in enumerate(rows) if row.line.kind is LineKind.ALL or row.line.id == "respondents"]
    bases = np.nan_to_num(estimate[counts]).max(axis=0, initial=0).astype(np.int64)
    status = np.full(shape, Status.ORDINARY, dtype=object)
    status[np.isnan(estimate)] = Status.NOT_APPLICABLE
    return Table(
        id=table.id,
        title=f"Table {table.id}: {table.title}",
        rows=row_lines(table),
        columns=tuple(column.as_line() for column in columns),
        estimate=estimate,
        base=np.broadcast_to(bases, shape).astype(np.int64),
        hours=np.full(shape, np.nan),
        status=status,
        scope="as published",
        notes=(*table.notes, "– nothing is printed there."),  # noqa: RUF001 - the dash of tables
        source=study.source,
        abbreviations=study.abbreviations,
    )


def row_lines(table: TableDefinition) -> tuple[Line, ...]:
    """The rows of a table of a report, with the units of their figures."""
    return tuple(
        Line(row.line.id, row.line.label, row.line.kind, Unit.SHARE) if row.figure is Figure.SHARE else row.as_line()
        for row in table.printed_rows
    )


def _shares_alone(table: Table, columns: Sequence[int] | None = None) -> Table:
    rows = [i for i, line in enumerate(table.rows) if line.unit is Unit.SHARE]
    counts = [i for i, line in enumerate(table.rows) if line.id == "respondents"]
    chosen = list(range(len(table.columns))) if columns is None else columns
    shape = (len(rows), len(chosen))
    base = np.nan_to_num(table.estimate[counts][:, chosen]).max(axis=0, initial=0).astype(np.int64)
    return Table(
        id=table.id,
        title=f"{table.title}, as published",
        rows=tuple(table.rows[i] for i in rows),
        columns=tuple(table.columns[j] for j in chosen),
        estimate=table.estimate[np.ix_(rows, chosen)],
        base=np.broadcast_to(base, shape).astype(np.int64),
        hours=np.full(shape, np.nan),
        status=table.status[np.ix_(rows, chosen)],
        source=f"Table {table.id}",
    )


def _places(table: TableDefinition) -> dict[tuple[str, str, str], tuple[int, int]]:
    """Where each figure of a table belongs, by the labels as printed and the kind of figure."""
    return {
        (row_label, column_label, table.figure(row, column)): (i, j)
        for i, row in enumerate(table.printed_rows)
        for j, column in enumerate(table.printed_columns)
        for row_label in row.line.printed
        for column_label in column.line.printed
    }
