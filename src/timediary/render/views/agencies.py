"""Agencies: who answered, staff in bands beside what a report prints, and the ranks of social workers and of need."""

from __future__ import annotations

from typing import TYPE_CHECKING

from timediary.model.document import (
    Document,
    Grid,
    GridRow,
    Items,
    Records,
    RowKind,
    Section,
    Text,
    columns_of,
)
from timediary.model.number import COUNT, NumberForm, Quantity, counted
from timediary.model.table import HIDDEN_BASE, Status
from timediary.render.grids import CONFIDENTIAL, count_of, figure_of, unknown_note

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from timediary.model.agencies import Agencies, AgencyTable, Ranked, Response
    from timediary.model.document import Edition, GridCell

_PERCENT = NumberForm(Quantity.PERCENT, 0)
_RANK = NumberForm(decimals=1)
_RESPONSE = ("agency", "type", "respondents", "returns", "invited", "rate")
_RANKED = ("agency", "type", "people_each", "rank", "rank_printed", "rank_deprivation")


def document(found: Agencies, edition: Edition) -> Document:  # noqa: ARG001 - the same on every medium
    """Response by agency, the study's tables of agencies, and how social workers and deprivation go together."""
    return Document(
        name="agencies",
        title=headline_of(found),
        sections=tuple(_sections(found)),
        notes=tuple(_notes(found)),
        provenance=(("Agencies", found.source), *(("Input", file) for file in found.inputs)),
        records=tuple(_records(found)),
        inputs=found.inputs,
    )


def headline_of(found: Agencies) -> str:
    """How many agencies there are, how many answered, and how far ranks go together."""
    parts = [counted(len(found.agencies), "agency", "agencies")]
    answered = [one.respondents for one in found.responses if one.respondents]
    if answered and found.protection is None:
        parts.append(f"{sum(answered):,} respondents of {len(answered):,} of them")
    if found.ranked:
        parts.append(f"{found.similar():,} of {len(found.ranked):,} rank alike in social workers and in deprivation")
    return "; ".join(parts)


def _sections(found: Agencies) -> Iterator[Section]:
    if found.responses:
        yield Section("Response by agency", (_response_grid(found),), "response")
    for table in found.tables:
        if found.counted[table.id]:
            title = f"Table {table.id}: {table.title}"
            yield Section(title, (_table_grid(found, table, title),), f"table-{table.id.replace('.', '-')}")
    if found.ranked:
        yield Section("Social workers and deprivation", (*_rank_blocks(found), _ranked_grid(found)), "ranks")


def _response_grid(found: Agencies) -> Grid:
    is_whole = found.protection is None
    rows = tuple(
        GridRow(
            _label(one),
            RowKind.BODY,
            COUNT,
            (_count(one.respondents), *([_count(one.returns)] if is_whole else []), _count(one.invited), _rate(one)),
        )
        for one in found.responses
    )
    return Grid(
        id="response",
        title="Response by agency",
        stub="Agency",
        columns=columns_of("Respondents", *(["Returned"] if is_whole else []), "Invited", "Response"),
        rows=rows,
        notes=unknown_note(rows, "not known."),
        source=found.source,
        is_sortable=True,
    )


def _table_grid(found: Agencies, table: AgencyTable, title: str) -> Grid:
    """Agencies in each band by type, and what is printed."""
    counts = found.counted[table.id]
    heads, columns = [], []
    for type_, numbers in counts.items():
        heads.append(type_)
        columns.append(numbers)
        if type_ in table.printed:
            heads.append(f"{type_}, as printed")
            columns.append(table.printed[type_])
    rows = tuple(
        GridRow(band.label, RowKind.BODY, COUNT, tuple(count_of(column[i]) for column in columns))
        for i, band in enumerate(table.bands)
    )
    names = (table.of.replace("_", " "), table.per.replace("_", " "))
    return Grid(
        id=f"Table {table.id}",
        title=title,
        stub=f"{names[0]} over {names[1]}".capitalize(),
        columns=columns_of(*heads),
        rows=rows,
        notes=("Numbers of agencies of which both numbers are known.",),
        source=found.source,
    )


def _rank_blocks(found: Agencies) -> Iterator[Text | Items]:
    lines = [
        f"{found.similar():,} of {len(found.ranked):,} agencies are within three places by the two ranks, as worked "
        "out from people per social worker",
        f"Spearman's correlation of the two: {NumberForm(decimals=2).text(found.spearman)}",
    ]
    if all(one.printed == one.printed for one in found.ranked):
        lines.insert(1, f"{found.similar(as_printed=True):,} by the ranks that the file gives")
        off = [one for one in found.ranked if one.printed != one.rank]
        if off:
            told = ", ".join(f"{one.name} ({one.printed:g} given, {one.rank:g} worked out)" for one in off)
            lines.append(f"Ranks that don't follow from the ratios: {told}")
    yield Items(tuple(lines))


def _ranked_grid(found: Agencies) -> Grid:
    rows = tuple(
        GridRow(
            _label(one),
            RowKind.BODY,
            COUNT,
            (
                figure_of(one.ratio, COUNT),
                *(
                    figure_of(value, _RANK if value % 1 else COUNT)
                    for value in (one.rank, one.printed, one.deprivation)
                ),
                figure_of(one.rank - one.deprivation, NumberForm(signed=True)),
            ),
        )
        for one in found.ranked
    )
    return Grid(
        id="ranks",
        title="Social workers and deprivation",
        stub="Agency",
        columns=columns_of("People per social worker", "Rank", "Rank given", "Rank in deprivation", "Difference"),
        rows=rows,
        notes=unknown_note(rows, "not known."),
        source=found.source,
        is_sortable=True,
    )


def _notes(found: Agencies) -> Iterator[str]:
    if found.protection is not None:
        yield found.protection.sentence()
    if found.unmatched:
        named = ", ".join(f"{name} ({_counted(count)})" for name, count in found.unmatched[:10])
        more = f" and {len(found.unmatched) - 10} more" if len(found.unmatched) > 10 else ""
        yield f"Respondents name agencies that {found.source} does not have: {named}{more}."
    yield from _doubts(found.responses) if found.protection is None else ()
    if found.ranked:
        yield "Rank 1 has the most social workers per person, and is the most deprived. Ranks say nothing of distances."


def _doubts(responses: Sequence[Response]) -> Iterator[str]:
    """Where the survey and the file contradict one another, or the file itself."""
    for what, named in (
        ("More answered than were invited", [one for one in responses if one.rate > 1]),
        (
            "The survey has another number of respondents than the file says returned",
            [one for one in responses if None not in (one.respondents, one.returns) and one.respondents != one.returns],
        ),
    ):
        if named:
            more = f" and {len(named) - 10} more" if len(named) > 10 else ""
            yield f"{what}: {', '.join(one.name for one in named[:10])}{more}."


def _count(number: int | None) -> GridCell:
    return figure_of(float("nan"), COUNT) if number is None else count_of(number)


def _label(one: Response | Ranked) -> str:
    return f"{one.name}, {one.type}" if one.type else one.name


def _rank(value: float) -> GridCell:
    return figure_of(value, _RANK if value % 1 else COUNT)


def _counted(number: int) -> str:
    return CONFIDENTIAL if number == HIDDEN_BASE else f"{number:,}"


def _rate(one: Response) -> GridCell:
    hidden = Status.SUPPRESSED if one.respondents == HIDDEN_BASE else ""
    return figure_of(one.rate, _PERCENT, hidden)


def _records(found: Agencies) -> Iterator[Records]:
    yield Records("agencies", _RESPONSE, lambda: ((*one, one.rate) for one in found.responses))
    yield Records(
        "agency_ranks",
        _RANKED,
        lambda: ((o.name, o.type, o.ratio, o.rank, o.printed, o.deprivation) for o in found.ranked),
    )
    yield Records("agency_tables", ("table", "type", "band", "agencies", "printed"), lambda: _table_fields(found))


def _response_fields(one: Response) -> tuple[str | float | None, ...]:
    respondents = None if one.respondents == HIDDEN_BASE else one.respondents
    return (one.name, one.type, respondents, one.returns, one.invited, one.rate)


def _table_fields(found: Agencies) -> Iterator[tuple[str | float | None, ...]]:
    for table in found.tables:
        for type_, numbers in found.counted[table.id].items():
            printed = table.printed.get(type_)
            for i, band in enumerate(table.bands):
                yield (table.id, type_, band.id, numbers[i], None if printed is None else printed[i])
