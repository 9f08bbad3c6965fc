"""A certificate: each published figure beside the one made anew, totals by kind, and proofs of the impossible."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from timediary.model.certificate import Verdict
from timediary.model.definition import Figure, figure_text
from timediary.model.document import (
    BLANK,
    Document,
    Footnote,
    Grid,
    GridCell,
    GridRow,
    Items,
    Medium,
    Pair,
    Pairs,
    Records,
    RowKind,
    Section,
    Text,
    Tone,
    columns_of,
    text_columns_of,
)
from timediary.model.number import COUNT, NumberForm, Quantity
from timediary.render.grids import count_of, text_cell
from timediary.render.text_table import is_of_a_mark

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from timediary.model.certificate import Certificate, Certified
    from timediary.model.document import Block, Edition
    from timediary.model.table import Table

_KINDS = {
    Figure.SHARE: "Shares of time",
    Figure.PERCENT: "Percentages of respondents",
    Figure.COUNT: "Numbers of respondents",
}
# The order in which verdicts are counted.
_ORDER = (Verdict.AGREES, Verdict.DIFFERS, Verdict.IMPOSSIBLE, Verdict.NOT_MADE)
_HEADS = columns_of("Figures", "Agree", "Differ", "Impossible", "Not made")
_DIFFERS, _IMPOSSIBLE, _NONE = "≠", "✕", "–"  # noqa: RUF001 - the dash of tables
_MOST = {Medium.SCREEN: 20, Medium.PAGE: 100}
_FIELDS = ("table", "row", "column", "kind", "published", "regenerated", "verdict", "reason")
# What signs that stand alone in a report say.
_IN_WORDS = {"%": "Percent", **dict.fromkeys(("-", "–", "—"), "dash")}  # noqa: RUF001 - dashes of tables
_BOOK_MARKS = {Verdict.DIFFERS: "[differs]", Verdict.IMPOSSIBLE: "[impossible]"}
_BOOK_LEGEND = (
    "[differs] the survey's figure, rounded as the published one is printed, is another.",
    "[impossible] the published figure contradicts others; the notes of the table name them.",
    "[z] not applicable: the table has no such figure, or there is nothing to take one from.",
)

# What 'regenerated' means, and what it doesn't.
_MEANING = (
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


def document(certificate: Certificate, edition: Edition) -> Document:
    """Totals, what differs, what is impossible; and but for screens every table with its figures side by side."""
    about = f"Certificate: {certificate.survey} beside the published figures"
    beside = Text(f"{certificate.survey}, beside {certificate.source}", Tone.FAINT)
    in_book = edition.medium is Medium.BOOK
    return Document(
        name="certificate",
        title=headline_of(certificate),
        about=about,
        lead=tuple(map(Text, _MEANING)) if in_book else (beside,) if edition.is_brief else (),
        sections=tuple(_book_sections(certificate) if in_book else _sections(certificate, edition)),
        provenance=(("Survey", certificate.survey), ("Published in", certificate.source)),
        records=(Records("certificate", _FIELDS, lambda: map(_fields, certificate.entries)),),
        inputs=certificate.inputs,
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

    @property
    def anchor(self) -> str:
        """Its name within a document."""
        return f"table-{self.id.replace('.', '-')}"


def headline_of(certificate: Certificate) -> str:
    """The result in a sentence."""
    counts = tallies(certificate)[-1]
    parts = [f"{counts.counts[Verdict.AGREES]:,} of {counts.total:,} published figures agree"]
    parts.append(f"{counts.counts[Verdict.DIFFERS]:,} differ")
    parts.append(f"{counts.counts[Verdict.IMPOSSIBLE]:,} contradict other published figures")
    if counts.counts[Verdict.NOT_MADE]:
        parts.append(f"{counts.counts[Verdict.NOT_MADE]:,} are not made")
    return ", ".join(parts)


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
        _tally(f"{label}, {_tables_of(members)}", members)
        for kind, label in _KINDS.items()
        for (figure, _), members in groups.items()
        if figure is kind
    ]
    found += [_tally("Blanks, dashes and '<1%'", blanks)] if blanks else []
    return [*found, _tally("All figures", certificate.entries)]


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


def _tally(label: str, entries: Sequence[Certified]) -> Tally:
    return Tally(label, {verdict: sum(entry.verdict is verdict for entry in entries) for verdict in Verdict})


def _tables_of(entries: Sequence[Certified]) -> str:
    first, last = entries[0].cell.table, entries[-1].cell.table
    return f"Table {first}" if first == last else f"Tables {first} to {last}"


# ---- What is said everywhere


def _sections(certificate: Certificate, edition: Edition) -> Iterator[Section]:
    tables = certified_tables(certificate)
    yield Section("Totals", (_totals_grid(certificate),), "totals")
    if not edition.is_brief:
        legend = Section("How to read the tables", (Items(tuple(_legend(certificate.survey))),))
        yield Section("What this means", (*map(Text, _MEANING), legend), "meaning")
    yield from _lists(certificate, edition)
    if edition.is_brief:
        missing = tuple(Pair(f"Table {id_}", (why,)) for id_, why in certificate.regenerated.missing.items())
        yield from [Section("Tables that are not made", (Pairs(missing),), "missing")] if missing else []
        return
    yield Section("Tables", (_index_grid(tables),), "tables")
    number = 1
    for table in tables:
        yield _table_section(table, certificate.survey, number)
        number += len(_impossible(table))


def _lists(certificate: Certificate, edition: Edition) -> Iterator[Section]:
    """What differs, the comparable and the most different first; and what is impossible, where no table shows it."""
    differing = certificate.differing()
    title = "What differs, shares and percentages first, the most different first"
    yield from _list(f"{title} ({len(differing):,})", differing, edition, "differing")
    if edition.is_brief:
        found = certificate.of(Verdict.IMPOSSIBLE)
        title = f"Printed otherwise than other published figures allow ({len(found):,})"
        yield from _list(title, found, edition, "impossible")


def _list(title: str, entries: Sequence[Certified], edition: Edition, anchor: str) -> Iterator[Section]:
    if not entries:
        return
    most = _MOST.get(edition.medium, len(entries))
    items = Items(
        tuple(map(_sentence, entries[:most])),
        max(len(entries) - most, 0),
        edition.file("certificate.csv"),
        targets=tuple(f"table-{entry.cell.table.replace('.', '-')}" for entry in entries[:most]),
    )
    yield Section(title, (items,), anchor)


def _sentence(entry: Certified) -> str:
    """What became of a figure that doesn't agree: which, as published, here, and by how much; without a proof."""
    published, here = figure_text(entry.cell), _regenerated(entry)
    if entry.verdict is Verdict.IMPOSSIBLE:
        allowed = entry.reason.partition(" if these hold")[0]
        return f"{entry.cell.name}: {published} published, {allowed}; {here} here."
    return f"{entry.cell.name}: {published} published, {here} here, {entry.reason}"


def _totals_grid(certificate: Certificate) -> Grid:
    *others, last = (_tally_row(tally) for tally in tallies(certificate))
    title = "How many published figures the survey gives, at the precision with which they are printed."
    rows = (*others, last._replace(kind=RowKind.SUBTOTAL))
    return Grid("totals", title, "What is counted", _HEADS, rows, source=certificate.source)


def _tally_row(tally: Tally, target: str = "") -> GridRow:
    cells = tuple(map(count_of, (tally.total, *(tally.counts[verdict] for verdict in _ORDER))))
    return GridRow(tally.label, RowKind.BODY, COUNT, cells, target=target)


def _index_grid(tables: Iterable[CertifiedTable]) -> Grid:
    rows = tuple(_tally_row(_tally(table.title, table.entries), table.anchor) for table in tables)
    return Grid("index", "The tables of the report.", "Table", _HEADS, rows)


def _legend(survey: str) -> Iterator[str]:
    yield f"With each published figure stands that of {survey}."
    yield f"{_DIFFERS} marks a figure that differs, with how much more or less the survey has: points, or respondents."
    yield f"{_IMPOSSIBLE} marks a published figure that contradicts others; the number leads to its proof."
    yield "'blank' and '-' are nothing and a dash, as the report prints them."
    yield f"{_NONE} stands where there is nothing to take a figure from."


def _table_section(table: CertifiedTable, survey: str, first: int) -> Section:
    """One table, its proofs numbered from `first`."""
    impossible = _impossible(table)
    numbers = {entry: number for number, entry in enumerate(impossible, start=first)}
    rows = tuple(
        GridRow(label, RowKind.BODY, COUNT, tuple(_cell(entry, numbers) for entry in cells))
        for label, cells in zip(table.rows, table.cells, strict=True)
    )
    grid = Grid(
        id=table.anchor,
        title=table.title,
        stub="Row",
        columns=columns_of(*table.columns),
        rows=rows,
        scope=f"As published, and with each figure that of {survey}.",
        notes=table.notes,
        footnotes=tuple(_proof(entry, numbers[entry]) for entry in impossible),
        footnotes_title="Why these can't be true",
    )
    lacking: tuple[Block, ...] = (Text(f"Not made: {table.lacking}", Tone.ALERT),) if table.lacking else ()
    return Section(table.title, (*lacking, grid), table.anchor)


def _impossible(table: CertifiedTable) -> list[Certified]:
    return [entry for entry in table.entries if entry.verdict is Verdict.IMPOSSIBLE]


def _cell(entry: Certified | None, numbers: Mapping[Certified, int]) -> GridCell:
    """A published figure with that of the survey beside it, and what became of it."""
    if entry is None:
        return BLANK
    cell = GridCell(None, figure_text(entry.cell), aside=_regenerated(entry))
    if entry.verdict is Verdict.DIFFERS:
        return cell._replace(mark=f" {_DIFFERS} {_difference(entry)}".rstrip(), tone=Tone.ALERT)
    if entry.verdict is Verdict.IMPOSSIBLE:
        return cell._replace(mark=f" {_IMPOSSIBLE}", tone=Tone.ACCENT, footnote=numbers[entry])
    return cell


def _proof(entry: Certified, number: int) -> Footnote:
    allowed, _, against = entry.reason.partition(" if these hold: ")
    text = f"({entry.cell.figure}): {figure_text(entry.cell)} is printed, and it {allowed} if these hold:"
    return Footnote(number, entry.cell.name, text, tuple(against.removesuffix(".").split("; ")))


def _regenerated(entry: Certified) -> str:
    """The figure of the survey as read; `–` where there is none."""  # noqa: RUF002
    if not entry.printed:
        return _NONE
    return f"{round(float(entry.printed), 6):,.10g}" + ("" if entry.cell.figure is Figure.COUNT else "%")


def _difference(entry: Certified) -> str:
    """How much more the survey's figure is: `+5`, `-12`; empty where they agree or one is missing."""
    difference = entry.difference
    return f"{round(difference, 6):+,g}" if difference == difference and difference else ""


# ---- In a workbook, where figures are numbers


def _book_sections(certificate: Certificate) -> Iterator[Section]:
    totals = replace(_totals_grid(certificate), id="Totals")
    yield Section("How many published figures the survey gives", (totals,), "Totals")
    for table in certified_tables(certificate):
        yield Section(table.title, (_book_grid(table, certificate.survey),), f"Table {table.id}")
    yield Section("Every published figure", (_figures_grid(certificate),), "Figures")


def _book_grid(table: CertifiedTable, survey: str) -> Grid:
    """Two columns for each of the table: as published, and the survey's with its mark."""
    rows = tuple(
        GridRow(_words(label), RowKind.BODY, COUNT, tuple(cell for entry in cells for cell in _pair(entry)))
        for label, cells in zip(table.rows, table.cells, strict=True)
    )
    proofs = tuple(
        f"{entry.cell.row}, {entry.cell.column} ({entry.cell.figure}): {figure_text(entry.cell)} is printed; it "
        f"{entry.reason}"
        for entry in _impossible(table)
    )
    lacking = (f"Not made: {table.lacking}",) if table.lacking else ()
    return Grid(
        id=f"Table {table.id}",
        title=table.title,
        stub="Row",
        columns=columns_of(*(f"{label}: {what}" for label in table.columns for what in ("published", "survey"))),
        rows=rows,
        scope=f"As published, and in {survey}",
        lines=(*lacking, *_BOOK_LEGEND),
        notes=(*table.notes, *proofs),
    )


def _figures_grid(certificate: Certificate) -> Grid:
    """Every figure: what differs most first, then what is impossible, what is not made, and what agrees."""
    entries = list(certificate.differing())
    for verdict in (Verdict.IMPOSSIBLE, Verdict.NOT_MADE, Verdict.AGREES):
        entries += certificate.of(verdict)
    columns = (
        *text_columns_of("Row", "Column", "Kind"),
        *columns_of("Published", "Survey", "Difference"),
        *text_columns_of("Verdict", "Reason"),
    )
    lines = (
        "What differs comes first, shares and percentages before numbers of respondents. Differences of shares and "
        "percentages are in points.",
        _BOOK_LEGEND[-1],
    )
    return Grid("Figures", "Every published figure", "Table", columns, tuple(map(_entry_row, entries)), lines=lines)


def _entry_row(entry: Certified) -> GridRow:
    cell = entry.cell
    difference = text_cell("[z]")
    if entry.difference == entry.difference:
        change = round(entry.difference, 6)
        form = NumberForm(decimals=_decimals(change), signed=True)
        difference = GridCell(change, form.text(change), form=form)
    cells = (
        *(text_cell(_words(text)) for text in (cell.row, cell.column, cell.figure.value)),
        _figure(entry, cell.value, _published(entry)),
        _figure(entry, float(entry.printed) if entry.printed else None, "[z]"),
        difference,
        text_cell(entry.verdict.value),
        text_cell(entry.reason),
    )
    return GridRow(cell.table, RowKind.BODY, COUNT, cells)


def _pair(entry: Certified | None) -> tuple[GridCell, GridCell]:
    if entry is None:
        return text_cell("[z]"), text_cell("[z]")
    here = float(entry.printed) if entry.printed else None
    mark = _BOOK_MARKS.get(entry.verdict, "")
    return _figure(entry, entry.cell.value, _published(entry)), _figure(entry, here, f"[z] {mark}".rstrip(), mark)


def _words(text: str) -> str:
    return _IN_WORDS.get(text, text)


def _published(entry: Certified) -> str:
    """What is printed in place of a figure, as words: a symbol alone, or a number as text, is lost on many readers."""
    text = figure_text(entry.cell)
    return text if text == "blank" else f"printed {_words(text)}"


def _figure(entry: Certified, value: float | None, text: str, mark: str = "") -> GridCell:
    """A figure as a number, as precise as it is printed, and strong where it is marked."""
    tone = Tone.STRONG if mark else Tone.PLAIN
    if value is None:
        return GridCell(None, text, tone=tone)
    form = NumberForm(decimals=_decimals(value))
    if entry.cell.figure is not Figure.COUNT:
        form, value = NumberForm(Quantity.PERCENT, form.decimals), value / 100
    return GridCell(value, form.text(value), mark, form=form, tone=tone)


def _decimals(value: float) -> int:
    return len(f"{value:.10g}".partition(".")[2])


def _fields(entry: Certified) -> Iterator[str | float | None]:
    cell = entry.cell
    yield from (cell.table, cell.row, cell.column, cell.figure.value)
    yield cell.printed if cell.value is None else f"{cell.value:.10g}"
    yield entry.printed
    yield entry.verdict.value
    yield entry.reason
