"""Figures that a study publishes, as tables like any other, to put a survey beside."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import numpy as np

from timediary.model.line import Line, LineKind, Unit
from timediary.model.problem import DefinitionError
from timediary.model.table import Status, Table

if TYPE_CHECKING:
    from pathlib import Path

    from timediary.model.study import GroupingRow, Study

FILE = "published_shares.csv"
COLUMNS = ["table", "row", "column", "estimate", "base", "source"]


def load_published(study: Study) -> tuple[Table, ...]:
    """The shares of time that a study publishes, in the rows of its default grouping; none where it has no such file.

    `published_shares.csv` in the study's folder has one line a cell: `table,row,column,estimate,base,source`, by the
    ids of the definitions, the estimate a fraction with the decimals that were printed.

    Raises:
        DefinitionError: the file has other columns, or a cell of a row that the grouping has not; it names the line.
    """
    if study.folder is None or not (study.folder / FILE).is_file():
        return ()
    rows = study.groupings[study.defaults.grouping].rows
    by_table: dict[str, dict[tuple[str, str], dict[str, str]]] = {}
    for number, cell in _cells(study.folder / FILE):
        if cell["row"] not in {row.id for row in rows}:
            raise DefinitionError(f"{FILE}, line {number}: the grouping has no row '{cell['row']}'.")
        by_table.setdefault(cell["table"], {})[cell["row"], cell["column"]] = cell
    return tuple(_table(id_, rows, cells) for id_, cells in by_table.items())


def _cells(path: Path) -> list[tuple[int, dict[str, str]]]:
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        if reader.fieldnames != COLUMNS:
            raise DefinitionError(f"{FILE}: the first line must be {','.join(COLUMNS)}.")
        return list(enumerate(reader, start=2))


def _table(id_: str, rows: tuple[GroupingRow, ...], cells: dict[tuple[str, str], dict[str, str]]) -> Table:
    columns = list(dict.fromkeys(column for _, column in cells))
    shape = (len(rows), len(columns))
    estimate, base = np.full(shape, np.nan), np.zeros(shape, dtype=np.int64)
    for i, row in enumerate(rows):
        for j, column in enumerate(columns):
            cell = cells.get((row.id, column))
            if cell is not None:
                estimate[i, j], base[i, j] = float(cell["estimate"]), int(cell["base"])
    printed = next(iter(cells.values()))
    decimals = max(len(cell["estimate"].partition(".")[2]) for cell in cells.values()) - 2
    status = np.full(shape, Status.ORDINARY, dtype=object)
    status[np.isnan(estimate)] = Status.NOT_APPLICABLE
    return Table(
        id=id_,
        title=f"{printed['source']}, as published",
        rows=tuple(
            Line(row.id, row.label, LineKind.GROUP if row.codes else LineKind.SUBTOTAL, Unit.SHARE) for row in rows
        ),
        columns=tuple(Line(column, column, LineKind.ALL if column == "all" else LineKind.LEVEL) for column in columns),
        estimate=estimate,
        base=base,
        hours=np.full(shape, np.nan),
        status=status,
        source=printed["source"],
        decimals=max(decimals, 0),
    )
