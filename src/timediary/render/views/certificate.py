"""A certificate: each published figure beside the one made anew, totals by kind, and proofs of the impossible."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
)
from timediary.model.number import COUNT
from timediary.render.views.certified_figures import (
    TALLY_COLUMNS,
    CertifiedTable,
    certified_tables,
    statement_records,
    statement_sections,
    statements_in_book,
    statements_sentence,
    tables_in_book,
    tallies,
    tally_of,
    tally_row,
    totals_grid,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from timediary.model.certificate import Certificate, Certified
    from timediary.model.document import Block, Edition

_DIFFERS, _IMPOSSIBLE, _NONE = "≠", "✕", "–"  # noqa: RUF001 - the dash of tables
_MOST = {Medium.SCREEN: 20, Medium.PAGE: 100}
_FIELDS = ("table", "row", "column", "kind", "published", "regenerated", "verdict", "reason")
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
_MEANING_OF_AGENCIES = (
    "Each table is counted anew from a file of agencies alone, by the bands of the report; only then is each published "
    "figure put beside it. Agencies are the report's own where no file is named: appendix D, which prints the people "
    "for each social worker and the ranks that follow from these, but no numbers of other staff.",
    _MEANING[-1],
)


def document(certificate: Certificate, edition: Edition) -> Document:
    """Totals, what differs, what is impossible; and but for screens every table with its figures side by side."""
    of_whom = ("Agencies" if certificate.counted == "agencies" else "Survey", certificate.survey)
    about = f"Certificate: {certificate.survey} beside the published figures"
    beside = Text(f"{certificate.survey}, beside {certificate.source}", Tone.FAINT)
    in_book = edition.medium is Medium.BOOK
    return Document(
        name="certificate",
        title=headline_of(certificate),
        about=about,
        lead=tuple(map(Text, _meaning(certificate))) if in_book else (beside,) if edition.is_brief else (),
        sections=tuple(_book_sections(certificate) if in_book else _sections(certificate, edition)),
        provenance=(of_whom, ("Published in", certificate.source)),
        records=(
            Records("certificate", _FIELDS, lambda: map(_fields, certificate.entries)),
            *([statement_records(certificate)] if certificate.statements else []),
        ),
        inputs=certificate.inputs,
    )


def _meaning(certificate: Certificate) -> tuple[str, ...]:
    return _MEANING_OF_AGENCIES if certificate.counted == "agencies" else _MEANING


def headline_of(certificate: Certificate) -> str:
    """The result in a sentence."""
    counts = tallies(certificate)[-1]
    parts = [f"{counts.counts[Verdict.AGREES]:,} of {counts.total:,} published figures agree"]
    parts.append(f"{counts.counts[Verdict.DIFFERS]:,} differ")
    parts.append(f"{counts.counts[Verdict.IMPOSSIBLE]:,} contradict other published figures")
    if counts.counts[Verdict.NOT_MADE]:
        parts.append(f"{counts.counts[Verdict.NOT_MADE]:,} are not made")
    return "; ".join(filter(None, (", ".join(parts), statements_sentence(certificate))))


def _book_sections(certificate: Certificate) -> Iterator[Section]:
    yield from tables_in_book(certificate)
    yield from statements_in_book(certificate)


def _sections(certificate: Certificate, edition: Edition) -> Iterator[Section]:
    tables = certified_tables(certificate)
    yield Section("Totals", (totals_grid(certificate),), "totals")
    if not edition.is_brief:
        legend = Section("How to read the tables", (Items(tuple(_legend(certificate))),))
        yield Section("What this means", (*map(Text, _meaning(certificate)), legend), "meaning")
    yield from _lists(certificate, edition)
    yield from statement_sections(certificate, edition)
    if edition.is_brief:
        missing = tuple(Pair(f"Table {id_}", (why,)) for id_, why in certificate.regenerated.missing.items())
        yield from [Section("Tables that are not made", (Pairs(missing),), "missing")] if missing else []
        return
    yield Section("Tables", (_index_grid(tables),), "tables")
    number = 1
    for table in tables:
        yield _table_section(table, certificate.survey, number)
        number += len(table.impossible)


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


def _index_grid(tables: Iterable[CertifiedTable]) -> Grid:
    rows = tuple(tally_row(tally_of(table.title, table.entries), table.anchor) for table in tables)
    return Grid("index", "The tables of the report.", "Table", TALLY_COLUMNS, rows)


def _legend(certificate: Certificate) -> Iterator[str]:
    counted = "respondents" if certificate.counted == "respondents" else "numbers"
    yield f"With each published figure stands that of {certificate.survey}."
    yield f"{_DIFFERS} marks a figure that differs, with how much more or less the survey has: points, or {counted}."
    yield f"{_IMPOSSIBLE} marks a published figure that contradicts others; the number leads to its proof."
    yield "'blank' and '-' are nothing and a dash, as the report prints them."
    yield f"{_NONE} stands where there is nothing to take a figure from."


def _table_section(table: CertifiedTable, survey: str, first: int) -> Section:
    """One table, its proofs numbered from `first`."""
    impossible = table.impossible
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


def _fields(entry: Certified) -> Iterator[str | float | None]:
    cell = entry.cell
    yield from (cell.table, cell.row, cell.column, cell.figure.value)
    yield cell.printed if cell.value is None else f"{cell.value:.10g}"
    yield entry.printed
    yield entry.verdict.value
    yield entry.reason
