"""The figures of a certificate by table, and how many of them have which verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from timediary.model.certificate import Verdict
from timediary.model.definition import Figure
from timediary.model.document import (
    Grid,
    GridRow,
    RowKind,
    columns_of,
)
from timediary.model.number import COUNT
from timediary.render.grids import count_of
from timediary.render.text_table import is_of_a_mark

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from timediary.model.certificate import Certificate, Certified
    from timediary.model.table import Table

_KINDS = {
    Figure.SHARE: "Shares of time",
    Figure.PERCENT: "Percentages of respondents",
    Figure.COUNT: "Numbers of respondents",
}
# The order in which verdicts are counted.
_ORDER = (Verdict.AGREES, Verdict.DIFFERS, Verdict.IMPOSSIBLE, Verdict.NOT_MADE)
TALLY_COLUMNS = columns_of("Figures", "Agree", "Differ", "Impossible", "Not made")


class Tally(NamedTuple):
    """How many figures of a sort have which verdict."""

    label: str
    counts: dict[Verdict, int]

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.counts.values())


class CertifiedTable(NamedTuple):
    """One table of a certificate.

    Attributes:
        id: its number.
        title: number and title.
        rows: labels of its rows.
        columns: labels of its columns.
        cells: by row and column; None where nothing is published or left blank.
        notes: what a reader of the table must know.
        lacking: why it was not made; empty if it was.
    """

    id: str
    title: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[Certified | None, ...], ...]
    notes: tuple[str, ...]
    lacking: str

    @property
    def entries(self) -> list[Certified]:
        """Its figures, row by row."""
        return [entry for row in self.cells for entry in row if entry is not None]

    @property
    def impossible(self) -> list[Certified]:
        """Its figures that contradict others, row by row."""
        return [entry for entry in self.entries if entry.verdict is Verdict.IMPOSSIBLE]

    @property
    def anchor(self) -> str:
        """Its name within a document."""
        return f"table-{self.id.replace('.', '-')}"


def tallies(certificate: Certificate) -> list[Tally]:
    """Totals by kind of figure and chapter, the comparable ones first; what is printed without a number last."""
    groups: dict[tuple[Figure, str], list[Certified]] = {}
    blanks = []
    for entry in certificate.entries:
        if entry.cell.value is None:
            blanks.append(entry)
        else:
            groups.setdefault((entry.cell.figure, entry.cell.table.partition(".")[0]), []).append(entry)
    found = [
        tally_of(f"{label}, {_tables_of(members)}", members)
        for kind, label in _KINDS.items()
        for (figure, _), members in groups.items()
        if figure is kind
    ]
    found += [tally_of("Blanks, dashes and '<1%'", blanks)] if blanks else []
    return [*found, tally_of("All figures", certificate.entries)]


def certified_tables(certificate: Certificate) -> list[CertifiedTable]:
    """The tables of a certificate, in the order of the report."""
    by_table: dict[str, dict[tuple[int, int], Certified]] = {}
    for entry in certificate.entries:
        by_table.setdefault(entry.cell.table, {})[entry.cell.i, entry.cell.j] = entry
    return [_certified_table(certificate, table, by_table.get(table.id, {})) for table in certificate.published]


def _certified_table(
    certificate: Certificate, table: Table, cells: Mapping[tuple[int, int], Certified]
) -> CertifiedTable:
    rows = tuple(tuple(cells.get((i, j)) for j in range(len(table.columns))) for i in range(len(table.rows)))
    # Without those of its marks: a certificate shows a table's figures, not its marks.
    made = certificate.regenerated[table.id].notes if table.id in certificate.regenerated.made else ()
    notes = tuple(dict.fromkeys((*table.notes, *(note for note in made if not is_of_a_mark(note)))))
    row_labels, column_labels = (tuple(line.label for line in lines) for lines in (table.rows, table.columns))
    lacking = certificate.regenerated.missing.get(table.id, "")
    return CertifiedTable(table.id, table.title, row_labels, column_labels, rows, notes, lacking)


def tally_of(label: str, entries: Sequence[Certified]) -> Tally:
    """How many of some figures have which verdict."""
    return Tally(label, {verdict: sum(entry.verdict is verdict for entry in entries) for verdict in Verdict})


def _tables_of(entries: Sequence[Certified]) -> str:
    first, last = entries[0].cell.table, entries[-1].cell.table
    return f"Table {first}" if first == last else f"Tables {first} to {last}"


def totals_grid(certificate: Certificate) -> Grid:
    """How many figures of each kind have which verdict."""
    *others, last = (tally_row(tally) for tally in tallies(certificate))
    title = "How many published figures the survey gives, at the precision with which they are printed."
    rows = (*others, last._replace(kind=RowKind.SUBTOTAL))
    return Grid("totals", title, "What is counted", TALLY_COLUMNS, rows, source=certificate.source)


def tally_row(tally: Tally, target: str = "") -> GridRow:
    """A tally as a row of counts."""
    cells = tuple(map(count_of, (tally.total, *(tally.counts[verdict] for verdict in _ORDER))))
    return GridRow(tally.label, RowKind.BODY, COUNT, cells, target=target)
