"""The figures of a certificate: by table, with how many have which verdict, and the numbers in the report's text."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from timediary.model.certificate import Verdict
from timediary.model.definition import Figure, figure_text
from timediary.model.document import (
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
    Tone,
    columns_of,
    text_cell,
    text_columns_of,
    text_row,
)
from timediary.model.number import COUNT, NumberForm, Quantity
from timediary.model.statement import StatementVerdict, found_text
from timediary.render.grids import count_of
from timediary.render.text_table import is_of_a_mark

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from timediary.model.certificate import Certificate, Certified
    from timediary.model.document import Block, Edition
    from timediary.model.statement import CertifiedStatement
    from timediary.model.table import Table

_KINDS = {
    Figure.SHARE: "Shares of time",
    Figure.PERCENT: "Percentages of respondents",
    Figure.COUNT: "Numbers of {counted}",
}
# The order in which verdicts are counted.
_ORDER = (Verdict.AGREES, Verdict.DIFFERS, Verdict.IMPOSSIBLE, Verdict.NOT_MADE)
# What signs that stand alone in a report say.
_IN_WORDS = {"%": "Percent", **dict.fromkeys(("-", "–", "—"), "dash")}  # noqa: RUF001 - dashes of tables
_BOOK_MARKS = {Verdict.DIFFERS: "[differs]", Verdict.IMPOSSIBLE: "[impossible]"}
_BOOK_LEGEND = (
    "[differs] the survey's figure, rounded as the published one is printed, is another.",
    "[impossible] the published figure contradicts others; the notes of the table name them.",
    "[z] not applicable: the table has no such figure, or there is nothing to take one from.",
)
TALLY_COLUMNS = columns_of("Figures", "Agree", "Differ", "Impossible", "Not made")

_MOST_STATEMENTS = {Medium.SCREEN: 10, Medium.TEXT: 40}
_STATEMENT_TITLES = {
    StatementVerdict.CONTRADICTS: "Statements that contradict the report's own tables",
    StatementVerdict.IMPOSSIBLE: "Statements that the report's own tables leave no room for",
    StatementVerdict.DIFFERS: "Statements that the survey doesn't meet, the tables saying nothing",
    StatementVerdict.NOT_MADE: "Statements that the survey can't be asked",
}
_STATEMENT_FIELDS = (
    *("number", "section", "paragraph", "quote", "figure", "least", "most", "survey", "count", "base"),
    *("verdict", "reason", "note"),
)
_MEANING_OF_STATEMENTS = (
    "What the text says in numbers is certified as the tables are: first the figure of the survey, then beside it what "
    "is printed. Where words stand for a number, such as 'one in four', a range is allowed, which statements.toml "
    "gives. A statement contradicts a table where it follows from printed figures by none of the ways that they allow. "
    "It is impossible where these, and what a number of respondents must be, leave no room for it."
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
        tally_of(f"{label.format(counted=certificate.counted)}, {_tables_of(members)}", members)
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


def tables_in_book(certificate: Certificate) -> Iterator[Section]:
    """Totals, each table with two columns for one of it, and every figure with its difference."""
    totals = totals_grid(certificate)._replace(id="Totals")
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
        for entry in table.impossible
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


def statements_sentence(certificate: Certificate) -> str:
    """How many statements agree, for a headline; empty where none are certified."""
    if not certificate.statements:
        return ""
    totals = certificate.statement_totals()
    parts = [f"{totals[StatementVerdict.AGREES]:,} of {len(certificate.statements):,} statements of the text agree"]
    words = (
        (StatementVerdict.DIFFERS, "differ"),
        (StatementVerdict.CONTRADICTS, "contradict a table"),
        (StatementVerdict.IMPOSSIBLE, "are impossible"),
    )
    parts += [f"{totals[verdict]:,} {word}" for verdict, word in words]
    parts.append(f"{totals[StatementVerdict.NOT_MADE]:,} can't be made")
    return ", ".join(parts)


def statement_sections(certificate: Certificate, edition: Edition) -> Iterator[Section]:
    """Totals and what doesn't agree; but for screens every statement with its figure."""
    if not certificate.statements:
        return
    totals = certificate.statement_totals()
    pairs = Pairs(
        tuple(Pair(verdict.value, count) for verdict, count in totals.items()),
        ("Verdict", "Statements"),
        "What became of the statements",
    )
    blocks: list[Block] = [pairs]
    if edition.is_brief:
        blocks += [section for verdict in _STATEMENT_TITLES for section in _stated(certificate, verdict, edition)]
    else:
        blocks.append(_statements_grid(certificate))
    yield Section(f"Statements of the text ({len(certificate.statements):,})", tuple(blocks), "statements")


def statements_in_book(certificate: Certificate) -> Iterator[Section]:
    """Every statement on a sheet of its own."""
    if certificate.statements:
        yield Section("Statements of the text", (_statements_grid(certificate),), "Statements")


def statement_records(certificate: Certificate) -> Records:
    """Every statement in tidy form."""
    return Records("statements", _STATEMENT_FIELDS, lambda: map(_fields_of, certificate.statements))


def _stated(certificate: Certificate, verdict: StatementVerdict, edition: Edition) -> Iterator[Section]:
    found = certificate.stated(verdict)
    if not found:
        return
    most = _MOST_STATEMENTS.get(edition.medium, len(found))
    items = Items(tuple(map(_sentence_of, found[:most])), max(len(found) - most, 0), edition.file("statements.csv"))
    title = _STATEMENT_TITLES[verdict].replace("survey", "survey" if certificate.counted == "respondents" else "file")
    yield Section(f"{title} ({len(found):,})", (items,))


def _sentence_of(entry: CertifiedStatement) -> str:
    return f"{entry.statement.place}: '{entry.statement.quote}': {entry.reason}"


def _statements_grid(certificate: Certificate) -> Grid:
    """Every statement, in the order of the report."""
    rows = tuple(map(_statement_row, certificate.statements))
    return Grid(
        id="Statements",
        title="What the text says in numbers",
        stub="Where",
        columns=text_columns_of("Words", "Printed", "Survey", "Verdict", "Why"),
        rows=rows,
        notes=(_MEANING_OF_STATEMENTS,),
        source=certificate.source,
        is_searchable=True,
    )


def _statement_row(entry: CertifiedStatement) -> GridRow:
    one = entry.statement
    texts = (
        one.quote,
        one.printed,
        found_text(one, entry.found) if entry.found is not None else "",
        entry.verdict.value,
        " ".join(filter(None, (entry.reason, one.note))),
    )
    return text_row(f"{one.number}. {one.place}", *texts)


def _fields_of(entry: CertifiedStatement) -> Iterator[str | float | None]:
    one, found = entry.statement, entry.found
    yield from (one.number, one.section, one.paragraph, one.quote, one.figure.value, one.least, one.most)
    yield from (None, None, None) if found is None else (found.value, found.counted, found.base)
    yield from (entry.verdict.value, entry.reason, one.note)
