"""A certificate as its writers see it: figures in words, totals by what was counted, tables cell by cell."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from timediary.model.certificate import Verdict
from timediary.model.definition import Figure, figure_text
from timediary.render.inert import visible
from timediary.render.shorthand import is_of_a_mark

if TYPE_CHECKING:
    from collections.abc import Sequence

    from timediary.model.certificate import Certificate, Certified

_KINDS = {
    Figure.SHARE: "Shares of time",
    Figure.PERCENT: "Percentages of respondents",
    Figure.COUNT: "Numbers of respondents",
}
# The order in which verdicts are counted.
ORDER = (Verdict.AGREES, Verdict.DIFFERS, Verdict.IMPOSSIBLE, Verdict.NOT_MADE)
DIFFERS_SIGN, IMPOSSIBLE_SIGN, NOT_MADE_SIGN = "≠", "✕", "–"  # noqa: RUF001 - the dash of tables

# What 'regenerated' means, and what it doesn't.
MEANING = (
    "Each table is made from the survey's diaries alone, by the definitions of the report's tables; no published "
    "figure is read to make it. Only then is each published figure put beside it, at the precision with which it is "
    "printed.",
    "The diaries of the published survey were never published. A synthetic survey is drawn to agree with the published "
    "figures: that it agrees shows that the figures can hold together and that the definitions give them, and no "
    "more. It says nothing about the respondents behind them.",
    "A survey of your own will differ. Shares and percentages are what to compare; numbers of respondents follow from "
    "how many took part. What differs may still differ by chance: 'timediary compare FILE --published' says how sure "
    "one may be.",
    "A figure is called impossible where it is printed otherwise than other published figures allow. Its proof "
    "names these; none of them can be left out of it.",
)


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


def tallies(certificate: Certificate) -> list[Tally]:
    """Totals by kind of figure and chapter, the comparable ones first; what is printed without a number last."""
    groups: dict[tuple[Figure, str], list[Certified]] = {}
    blanks = []
    for entry in certificate.entries:
        if entry.cell.value is None:
            blanks.append(entry)
        else:
            groups.setdefault((entry.cell.figure, _chapter(entry)), []).append(entry)
    found = [
        _tally(f"{label}, {_tables_of(members)}", members)
        for kind, label in _KINDS.items()
        for (figure, _), members in groups.items()
        if figure is kind
    ]
    found += [_tally("Blanks, dashes and '<1%'", blanks)] if blanks else []
    return [*found, _tally("All figures", certificate.entries)]


def _tally(label: str, entries: Sequence[Certified]) -> Tally:
    return Tally(label, {verdict: sum(entry.verdict is verdict for entry in entries) for verdict in Verdict})


def _chapter(entry: Certified) -> str:
    return entry.cell.table.partition(".")[0]


def _tables_of(entries: Sequence[Certified]) -> str:
    first, last = entries[0].cell.table, entries[-1].cell.table
    return f"Table {first}" if first == last else f"Tables {first} to {last}"


def headline_of(certificate: Certificate) -> str:
    """The result in a sentence."""
    counts = tallies(certificate)[-1]
    parts = [f"{counts.counts[Verdict.AGREES]:,} of {counts.total:,} published figures agree"]
    parts.append(f"{counts.counts[Verdict.DIFFERS]:,} differ")
    parts.append(f"{counts.counts[Verdict.IMPOSSIBLE]:,} contradict other published figures")
    if counts.counts[Verdict.NOT_MADE]:
        parts.append(f"{counts.counts[Verdict.NOT_MADE]:,} are not made")
    return ", ".join(parts)


def published_text(entry: Certified) -> str:
    """A published figure as read: `26%`, `1,153`, or what is printed in place of a number."""
    return visible(figure_text(entry.cell))


def regenerated_text(entry: Certified) -> str:
    """The figure of the survey as read; `–` where there is none."""  # noqa: RUF002
    return _figure(float(entry.printed), entry.cell.figure) if entry.printed else NOT_MADE_SIGN


def difference_text(entry: Certified) -> str:
    """How much more the survey's figure is: `+5`, `-12`; empty where they agree or one is missing."""
    difference = entry.difference
    return f"{round(difference, 6):+,g}" if difference == difference and difference else ""


def sign_of(entry: Certified) -> str:
    """A sign for what doesn't agree, so that nothing rests on colour."""
    signs = {
        Verdict.DIFFERS: DIFFERS_SIGN,
        Verdict.IMPOSSIBLE: IMPOSSIBLE_SIGN,
        Verdict.NOT_MADE: NOT_MADE_SIGN,
        Verdict.AGREES: "",
    }
    return signs[entry.verdict]


def sentence_of(entry: Certified) -> str:
    """What became of a figure that doesn't agree: which, as published, here, and by how much."""
    return f"{entry.cell.name}: {published_text(entry)} published, {regenerated_text(entry)} here, {entry.reason}"


def brief_of(entry: Certified) -> str:
    """An impossible figure without its proof."""
    allowed = entry.reason.partition(" if these hold")[0]
    return f"{entry.cell.name}: {published_text(entry)} published, {allowed}; {regenerated_text(entry)} here."


def certified_tables(certificate: Certificate) -> list[CertifiedTable]:
    """The tables of a certificate, in the order of the report."""
    by_table: dict[str, dict[tuple[int, int], Certified]] = {}
    for entry in certificate.entries:
        by_table.setdefault(entry.cell.table, {})[entry.cell.i, entry.cell.j] = entry
    found = []
    for table in certificate.published:
        cells = by_table.get(table.id, {})
        rows = tuple(tuple(cells.get((i, j)) for j in range(len(table.columns))) for i in range(len(table.rows)))
        notes = tuple(dict.fromkeys((*table.notes, *_made_notes(certificate, table.id))))
        lacking = certificate.regenerated.missing.get(table.id, "")
        row_labels, column_labels = (tuple(line.label for line in lines) for lines in (table.rows, table.columns))
        found.append(CertifiedTable(table.id, table.title, row_labels, column_labels, rows, notes, lacking))
    return found


def _made_notes(certificate: Certificate, id_: str) -> tuple[str, ...]:
    """Notes of the table made anew, without those of its marks: a certificate shows its figures, not its marks."""
    notes = certificate.regenerated[id_].notes if id_ in certificate.regenerated.made else ()
    return tuple(note for note in notes if not is_of_a_mark(note))


def _figure(value: float, figure: Figure) -> str:
    return f"{round(value, 6):,.10g}" + ("" if figure is Figure.COUNT else "%")
