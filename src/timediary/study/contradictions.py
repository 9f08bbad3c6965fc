"""Figures of a report that can't all be true, in its tables and its text, as they were proved: in a study's folder."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from timediary.model.definition import Contradiction
from timediary.model.spelling import number_text
from timediary.model.statement import ImpossibleStatement
from timediary.study.delimited import lines_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from timediary.model.definition import PublishedCell
    from timediary.model.statement import Statement
    from timediary.model.study import Study
    from timediary.study.delimited import Line

FILE = "contradictions.csv"
STATEMENTS = "impossible_statements.csv"
COLUMNS = ["table", "row", "column", "kind", "printed", "low", "high", "nearest", "against"]
STATEMENT_COLUMNS = ["statement", "place", "quote", "printed", "low", "high", "nearest", "against"]


def load_contradictions(study: Study, cells: Sequence[PublishedCell]) -> tuple[Contradiction, ...]:
    """The contradictions in a study's `contradictions.csv`, in its order; none where it has no such file.

    Args:
        study: whose report.
        cells: its published figures.

    Raises:
        DefinitionError: the file has other columns, or names a figure that is not published; it names the line.
    """
    if study.folder is None or not (study.folder / FILE).is_file():
        return ()
    by_name = {_name(cell): cell for cell in cells}
    found = []
    for line in lines_of(study.folder / FILE, COLUMNS):
        (cell,) = _cells(line, " | ".join(line.cells[key] for key in COLUMNS[:4]), by_name)
        found.append(Contradiction(cell, _cells(line, line.cells["against"], by_name), *_limits(line)))
    return tuple(found)


def load_impossible_statements(
    study: Study, cells: Sequence[PublishedCell], statements: Sequence[Statement]
) -> tuple[ImpossibleStatement, ...]:
    """The statements in a study's `impossible_statements.csv`, in its order; none where it has no such file.

    Args:
        study: whose report.
        cells: its published figures.
        statements: the numbers in its text.

    Raises:
        DefinitionError: the file has other columns, or names a figure that is not published or a statement that
            `statements.toml` does not have in this place; it names the line.
    """
    if study.folder is None or not (study.folder / STATEMENTS).is_file():
        return ()
    by_name = {_name(cell): cell for cell in cells}
    by_key = {_key(one): one for one in statements}
    found = []
    for line in lines_of(study.folder / STATEMENTS, STATEMENT_COLUMNS):
        statement = by_key.get(tuple(line.cells[key] for key in STATEMENT_COLUMNS[:4]))
        if statement is None:
            told = f"statements.toml has no such statement {line.cells['statement']}: '{line.cells['quote']}'."
            raise line.error(f"{told} Find them anew with 'timediary study contradictions --write'.")
        proof = Contradiction(statement.as_cell, _cells(line, line.cells["against"], by_name), *_limits(line))
        found.append(ImpossibleStatement(statement, proof))
    return tuple(found)


def contradictions_text(found: Iterable[Contradiction]) -> str:
    """Contradictions as the text of a `contradictions.csv`."""
    return _text(COLUMNS, (((*_name(one.cell).split(" | "), one.cell.printed), one) for one in found))


def impossible_statements_text(found: Iterable[ImpossibleStatement]) -> str:
    """Statements that can't be true as the text of an `impossible_statements.csv`."""
    return _text(STATEMENT_COLUMNS, ((_key(one.statement), one.proof) for one in found))


def _text(columns: Sequence[str], found: Iterable[tuple[tuple[str, ...], Contradiction]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    for start, one in found:
        limits = (number_text(value) for value in (one.low, one.high, one.nearest))
        writer.writerow((*start, *limits, "\n".join(map(_name, one.against))))
    return out.getvalue()


def _cells(line: Line, names: str, by_name: Mapping[str, PublishedCell]) -> tuple[PublishedCell, ...]:
    """The figures with names, one a line."""
    listed = list(filter(None, names.split("\n")))
    unknown = [name for name in listed if name not in by_name]
    if unknown:
        raise line.error(f"published.csv has no figure '{unknown[0]}'.")
    return tuple(by_name[name] for name in listed)


def _limits(line: Line) -> tuple[float, float, float]:
    low, high, nearest = map(line.number_in, ("low", "high", "nearest"))
    return low, high, nearest


def _key(statement: Statement) -> tuple[str, ...]:
    return str(statement.number), statement.place, statement.quote, statement.printed


def _name(cell: PublishedCell) -> str:
    return " | ".join((cell.table, cell.row, cell.column, cell.figure))
