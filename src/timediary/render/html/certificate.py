"""`certificate.html`: every published figure with the one made anew, table by table, and the proofs, on one page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from timediary.model.certificate import Verdict
from timediary.render.certified import (
    MEANING,
    ORDER,
    certified_tables,
    difference_text,
    headline_of,
    published_text,
    regenerated_text,
    sentence_of,
    sign_of,
    tallies,
)
from timediary.render.html.page import document, header, scrolled, section
from timediary.render.html.table import list_markup, unbroken
from timediary.render.inert import escaped

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from timediary.model.certificate import Certificate, Certified
    from timediary.render.certified import CertifiedTable

_MOST = 100
_HEADS = ("Figures", "Agree", "Differ", "Impossible", "Not made")
_CLASSES = {Verdict.DIFFERS: "differs", Verdict.IMPOSSIBLE: "impossible", Verdict.NOT_MADE: "unmade"}


def render(certificate: Certificate) -> bytes:
    """`certificate.html`."""
    tables = certified_tables(certificate)
    links = [("totals", "Totals"), ("meaning", "What this means")]
    differing = certificate.differing()
    links += [("differing", "What differs")] if differing else []
    links += [("tables", "Tables")]
    impossible = [entry for table in tables for entry in table.entries if entry.verdict is Verdict.IMPOSSIBLE]
    numbers = {entry: number for number, entry in enumerate(impossible, start=1)}
    sections = [_totals_section(certificate), _meaning_section(certificate)]
    sections += [_differing_section(differing)] if differing else []
    sections += [_index_section(tables), *(_table_section(table, certificate.survey, numbers) for table in tables)]
    title = headline_of(certificate)
    first, _, rest = title.partition(", ")
    headline = f'{escaped(first)} <span class="tail">{escaped(rest)}</span>'
    over = f"Certificate: {certificate.survey} beside the published figures"
    body = f"{header(over, headline, links)}<main>\n{''.join(sections)}</main>\n"
    return document(f"{title} | {certificate.survey}", body, "certificate.css").encode("utf-8")


def _totals_section(certificate: Certificate) -> str:
    heads = "".join(f'<th scope="col">{head}</th>' for head in _HEADS)
    rows = []
    for tally in tallies(certificate):
        numbers = (tally.total, *(tally.counts[verdict] for verdict in ORDER))
        cells = "".join(f"<td>{number:,}</td>" for number in numbers)
        rows.append(f'<tr><th scope="row">{escaped(tally.label)}</th>{cells}</tr>\n')
    rows[-1] = rows[-1].replace("<tr>", '<tr class="subtotal">', 1)
    table = (
        '<table><caption class="soft">How many published figures the survey gives, at the precision with which they '
        f'are printed.</caption>\n<thead><tr><th scope="col">What is counted</th>{heads}</tr></thead>\n'
        f"<tbody>\n{''.join(rows)}</tbody></table>"
    )
    source = f'<p class="soft">Published in: {escaped(certificate.source)}</p>'
    return section("totals", "Totals", f"{scrolled(table, 'totals-title')}\n{source}")


def _meaning_section(certificate: Certificate) -> str:
    parts = "".join(f"<p>{escaped(text)}</p>\n" for text in MEANING)
    legend = list_markup(_legend(certificate.survey), "places")
    return section("meaning", "What this means", f"{parts}<h3>How to read the tables</h3>\n{legend}")


def _legend(survey: str) -> Iterator[str]:
    yield f"Each cell has the published figure above, and below it that of {survey}."
    yield "≠ marks a figure that differs, with how much more or less the survey has: points, or respondents."
    yield "✕ marks a published figure that contradicts others; the number leads to its proof below the table."
    yield "'blank' and '-' are nothing and a dash, as the report prints them."
    yield "– stands where there is nothing to take a figure from."  # noqa: RUF001 - the dash of tables


def _differing_section(entries: Sequence[Certified]) -> str:
    items = "".join(
        f'<li><a href="#{_anchor(entry.cell.table)}">{escaped(entry.cell.name)}</a>: '
        f"{escaped(sentence_of(entry).removeprefix(f'{entry.cell.name}: '))}</li>\n"
        for entry in entries[:_MOST]
    )
    more = len(entries) - _MOST
    rest = f'<p class="soft">and {more:,} more; all are in certificate.csv.</p>' if more > 0 else ""
    lead = '<p class="soft">Shares and percentages first, then numbers of respondents; the most different first.</p>'
    return section("differing", f"What differs ({len(entries):,})", f'{lead}<ol class="places">\n{items}</ol>{rest}')


def _index_section(tables: Sequence[CertifiedTable]) -> str:
    rows = []
    for table in tables:
        counts = [sum(entry.verdict is verdict for entry in table.entries) for verdict in ORDER]
        cells = "".join(f"<td>{number:,}</td>" for number in (len(table.entries), *counts))
        link = f'<a href="#{_anchor(table.id)}">{escaped(table.title)}</a>'
        rows.append(f'<tr><th scope="row">{link}</th>{cells}</tr>\n')
    heads = "".join(f'<th scope="col">{head}</th>' for head in _HEADS)
    content = (
        '<table><caption class="soft">The tables of the report.</caption>\n'
        f'<thead><tr><th scope="col">Table</th>{heads}</tr></thead>\n<tbody>\n{"".join(rows)}</tbody></table>'
    )
    return section("tables", "Tables", scrolled(content, "tables-title"))


def _table_section(table: CertifiedTable, survey: str, numbers: Mapping[Certified, int]) -> str:
    anchor = _anchor(table.id)
    heads = "".join(f'<th scope="col">{escaped(label)}</th>' for label in table.columns)
    rows = []
    for label, cells in zip(table.rows, table.cells, strict=True):
        figures = "".join(_cell(entry, numbers) for entry in cells)
        rows.append(f'<tr><th scope="row">{unbroken(label)}</th>{figures}</tr>\n')
    caption = f'<caption class="soft">As published, and below each figure that of {escaped(survey)}.</caption>'
    markup = (
        f'<table>{caption}\n<thead><tr><th scope="col">Row</th>{heads}</tr></thead>\n'
        f"<tbody>\n{''.join(rows)}</tbody></table>"
    )
    parts = [f'<p class="alert">Not made: {escaped(table.lacking)}</p>'] if table.lacking else []
    parts += [scrolled(markup, f"{anchor}-title"), _proofs(table, numbers), list_markup(table.notes, "notes")]
    return section(anchor, table.title, "\n".join(filter(None, parts)), "table certificate many")


def _cell(entry: Certified | None, numbers: Mapping[Certified, int]) -> str:
    if entry is None:
        return "<td></td>"
    published, here = escaped(published_text(entry)), escaped(regenerated_text(entry))
    figures = f'<span>{published}</span><span class="here">{here}</span>'
    if entry.verdict in (Verdict.AGREES, Verdict.NOT_MADE):
        return f"<td>{figures}</td>"
    sign, change = sign_of(entry), escaped(difference_text(entry))
    if entry in numbers:
        number = numbers[entry]
        link = f'<a href="#proof-{number}" id="cell-{number}">{sign} {number}</a>'
        mark = f'<span class="verdict"><span class="unseen">impossible, proof </span>{link}</span>'
        return f'<td class="impossible">{figures}{mark}</td>'
    mark = f'<span class="verdict"><span class="unseen">differs by </span>{sign} {change}</span>'
    return f'<td class="differs">{figures}{mark}</td>'


def _proofs(table: CertifiedTable, numbers: Mapping[Certified, int]) -> str:
    items = []
    for entry in table.entries:
        if entry not in numbers:
            continue
        number = numbers[entry]
        allowed, _, against = entry.reason.partition(" if these hold: ")
        others = list_markup(against.removesuffix(".").split("; "), "places")
        items.append(
            f'<li id="proof-{number}" value="{number}"><a href="#cell-{number}">{escaped(entry.cell.name)}</a> '
            f"({escaped(entry.cell.figure)}): {escaped(published_text(entry))} is printed, and it {escaped(allowed)} "
            f"if these hold:{others}</li>\n"
        )
    return f'<h3>Why these can\'t be true</h3>\n<ol class="proofs">\n{"".join(items)}</ol>' if items else ""


def _anchor(id_: str) -> str:
    return f"table-{id_.replace('.', '-')}"
