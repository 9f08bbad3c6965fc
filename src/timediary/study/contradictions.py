"""Published figures that can't all be true, as they were found and proved: in a study's folder."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from timediary.model.definition import Contradiction
from timediary.model.problem import DefinitionError
from timediary.model.spelling import number_text

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
    with (study.folder / FILE).open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        if reader.fieldnames != COLUMNS:
            raise DefinitionError(f"{FILE}: the first line must be {','.join(COLUMNS)}.")
        for number, line in enumerate(reader, start=2):
            names = [" | ".join(line[key] for key in COLUMNS[:4]), *filter(None, line["against"].split("\n"))]
            unknown = [name for name in names if name not in by_name]
            if unknown:
                raise DefinitionError(f"{FILE}, line {number}: published.csv has no figure '{unknown[0]}'.")
            cell, *against = (by_name[name] for name in names)
            limits = (float(line[key]) for key in ("low", "high", "nearest"))
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
