"""The numbers in the text of a report, each beside what a survey gives for it; and which contradict the tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from timediary.model.document import (
    Grid,
    GridRow,
    Items,
    Medium,
    Pair,
    Pairs,
    Records,
    Section,
    text_columns_of,
    text_row,
)
from timediary.model.statement import StatementVerdict, found_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from timediary.model.certificate import Certificate
    from timediary.model.document import Block, Edition
    from timediary.model.statement import CertifiedStatement

_MOST = {Medium.SCREEN: 10, Medium.TEXT: 40}
_TITLES = {
    StatementVerdict.CONTRADICTS: "Statements that contradict the report's own tables",
    StatementVerdict.DIFFERS: "Statements that the survey doesn't meet, the tables saying nothing",
    StatementVerdict.NOT_MADE: "Statements that the survey can't be asked",
}
_FIELDS = (
    *("number", "section", "paragraph", "quote", "figure", "least", "most", "survey", "count", "base"),
    *("verdict", "reason", "note"),
)
_MEANING = (
    "What the text says in numbers is certified as the tables are: first the figure of the survey, then beside it what "
    "is printed. Where words stand for a number, such as 'one in four', a range is allowed, which statements.toml "
    "gives. A statement contradicts a table where it follows from printed figures by none of the ways that they allow."
)


def statements_sentence(certificate: Certificate) -> str:
    """How many statements agree, for a headline; empty where none are certified."""
    if not certificate.statements:
        return ""
    totals = certificate.statement_totals()
    parts = [f"{totals[StatementVerdict.AGREES]:,} of {len(certificate.statements):,} statements of the text agree"]
    words = ((StatementVerdict.DIFFERS, "differ"), (StatementVerdict.CONTRADICTS, "contradict a table"))
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
        blocks += [section for verdict in _TITLES for section in _list(certificate, verdict, edition)]
    else:
        blocks.append(_grid(certificate))
    yield Section(f"Statements of the text ({len(certificate.statements):,})", tuple(blocks), "statements")


def book_sections(certificate: Certificate) -> Iterator[Section]:
    """Every statement on a sheet of its own."""
    if certificate.statements:
        yield Section("Statements of the text", (_grid(certificate),), "Statements")


def statement_records(certificate: Certificate) -> Records:
    """Every statement in tidy form."""
    return Records("statements", _FIELDS, lambda: map(_fields, certificate.statements))


def _list(certificate: Certificate, verdict: StatementVerdict, edition: Edition) -> Iterator[Section]:
    found = certificate.stated(verdict)
    if not found:
        return
    most = _MOST.get(edition.medium, len(found))
    items = Items(tuple(map(_sentence, found[:most])), max(len(found) - most, 0), edition.file("statements.csv"))
    yield Section(f"{_TITLES[verdict]} ({len(found):,})", (items,))


def _sentence(entry: CertifiedStatement) -> str:
    return f"{entry.statement.place}: '{entry.statement.quote}': {entry.reason}"


def _grid(certificate: Certificate) -> Grid:
    """Every statement, in the order of the report."""
    rows = tuple(map(_row, certificate.statements))
    return Grid(
        id="Statements",
        title="What the text says in numbers",
        stub="Where",
        columns=text_columns_of("Words", "Printed", "Survey", "Verdict", "Why"),
        rows=rows,
        notes=(_MEANING,),
        source=certificate.source,
        is_searchable=True,
    )


def _row(entry: CertifiedStatement) -> GridRow:
    one = entry.statement
    texts = (
        one.quote,
        one.printed,
        found_text(one, entry.found) if entry.found is not None else "",
        entry.verdict.value,
        " ".join(filter(None, (entry.reason, one.note))),
    )
    return text_row(f"{one.number}. {one.place}", *texts)


def _fields(entry: CertifiedStatement) -> Iterator[str | float | None]:
    one, found = entry.statement, entry.found
    yield from (one.number, one.section, one.paragraph, one.quote, one.figure.value, one.least, one.most)
    yield from (None, None, None) if found is None else (found.value, found.counted, found.base)
    yield from (entry.verdict.value, entry.reason, one.note)
