"""Which column of a sheet holds the codes: seen by its first cells where several are called so."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from timediary.ingest.cell import heading_key
from timediary.ingest.fault import Fault
from timediary.ingest.layout import ROWS_SEARCHED
from timediary.model.problem import ProblemKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from timediary.ingest.cell import Cell
    from timediary.ingest.header import Header, Row
    from timediary.ingest.sheet import Sheet
    from timediary.ingest.spelling import CellParser

_SAMPLE = 2_000


def preview(sheet: Sheet) -> list[Row]:
    """The first rows of a sheet, beyond its header where that is settled."""
    return list(islice(sheet.rows(), max(ROWS_SEARCHED, sheet.settled.header or 0) + 1))


def sample(sheet: Sheet, header: Header, column: int) -> list[Cell]:
    """The first cells of a column below the header."""
    if sheet.columns is None:
        rows = preview(sheet)[header.first_row - 1 :]
        return [row[column] if column < len(row) else None for row in rows]
    batch = next(iter(sheet.coded_batches([column], header.first_row)), None)
    if batch is None:
        return []
    (coded,) = batch.columns
    return [coded.values[number] for number in coded.numbers[:_SAMPLE].tolist()]


def code_column(
    sheet: Sheet, header: Header, names: Sequence[str], spelling: CellParser
) -> tuple[int | None, dict[int, Fault], tuple[int, ...]]:
    """The column of codes: of several that are called so, that which holds the most.

    Args:
        sheet: the sheet.
        header: its header.
        names: what such a column may be called.
        spelling: what reads codes.

    Returns:
        The column; what is odd, another that holds other codes; and those that only say the codes in words.
    """
    keys = set(map(heading_key, names))
    first = header.find(names)
    named = [column for column, key in enumerate(header.keys) if key in keys and key != header.keys[first or 0]]
    if first is None or not named:
        return first, {}, ()
    found = {column: _codes_in(sheet, header, column, spelling) for column in (first, *named)}
    known = {column: sum(code is not None for code in codes) for column, codes in found.items()}
    best = max(found, key=lambda column: (known[column], column == first))
    others = [column for column in found if column != best and known[column] * 2 > known[best]]
    differ = [column for column in others if found[column] != found[best]]
    labels = tuple(column for column in found if column != best and column not in differ)
    return best, {column: _two_columns(header, best, column) for column in differ}, labels


def _codes_in(sheet: Sheet, header: Header, column: int, spelling: CellParser) -> list[int | None]:
    """The codes in the first rows of a column, None for what is not a code."""
    codes = [spelling.code(cell) for cell in sample(sheet, header, column)]
    return [None if isinstance(code, Fault) or code == 0 else code for code in codes]


def _two_columns(header: Header, read: int, other: int) -> Fault:
    """The fault of a second column that may be the one of codes."""
    message = (
        f"The codes may stand in '{header.texts[read]}' or in '{header.texts[other]}', and the two differ; "
        f"'{header.texts[read]}' is read."
    )
    return Fault(ProblemKind.TWO_COLUMNS, message, "Delete the column that isn't meant, or give it another name.")
