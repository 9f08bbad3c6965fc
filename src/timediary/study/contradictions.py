"""Published figures that can't all be true, as they were found and proved: in a study's folder."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from timediary.model.definition import Contradiction
from timediary.model.spelling import number_text
from timediary.study.delimited import lines_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from timediary.model.definition import PublishedCell
    from timediary.model.study import Study

FILE = "contradictions.csv"
COLUMNS = ["table", "row", "column", "kind", "printed", "low", "high", "nearest", "against"]


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
        names = [" | ".join(line.cells[key] for key in COLUMNS[:4]), *filter(None, line.cells["against"].split("\n"))]
        unknown = [name for name in names if name not in by_name]
        if unknown:
            raise line.error(f"published.csv has no figure '{unknown[0]}'.")
        cell, *against = (by_name[name] for name in names)
        limits = map(line.number_in, ("low", "high", "nearest"))
        found.append(Contradiction(cell, tuple(against), *limits))
    return tuple(found)


def contradictions_text(found: Iterable[Contradiction]) -> str:
    """Contradictions as the text of a `contradictions.csv`."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for one in found:
        limits = (number_text(value) for value in (one.low, one.high, one.nearest))
        against = "\n".join(map(_name, one.against))
        writer.writerow((*_name(one.cell).split(" | "), one.cell.printed, *limits, against))
    return out.getvalue()


def _name(cell: PublishedCell) -> str:
    return " | ".join((cell.table, cell.row, cell.column, cell.figure))
