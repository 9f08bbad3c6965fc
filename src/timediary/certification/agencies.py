"""What a report prints of agencies beside what a file of them gives: tables by bands, ranks, numbers in the text."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from timediary.certification.certificate import certify
from timediary.certification.printed import PrintedFigure
from timediary.certification.statements import certify_statement
from timediary.model.agencies import SIMILAR
from timediary.model.definition import Contradiction, Figure, PublishedCell, TableSet
from timediary.model.line import Line, LineKind, Unit
from timediary.model.spelling import folded
from timediary.model.statement import Measured
from timediary.model.table import Status, Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from timediary.model.agencies import Agencies, Agency, AgencyTable, Ranked
    from timediary.model.certificate import Certificate
    from timediary.model.statement import AgencyFigure, Statement

# The table of ranks, as the report calls it.
RANKS = "D"
_RANK, _RATIO = "Rank by social workers", "People for each social worker"


def certify_agencies(
    found: Agencies, printed: Agencies | None, statements: Sequence[Statement], source: str
) -> Certificate:
    """Put what a report prints of agencies beside what a file of them gives.

    A printed rank that its own ratios don't allow contradicts these, whatever the file says.

    Args:
        found: what the file gives.
        printed: what the report prints of each agency; None where it prints nothing.
        statements: what its text says in numbers of agencies.
        source: whose figures are printed.
    """
    ranked = _printed_ranks(printed)
    cells = (*_band_cells(found.tables), *(_rank_cell(one, i) for i, one in enumerate(ranked)))
    made, missing = dict[str, Table](), dict[str, str]()
    for table in found.tables:
        if table.printed:
            _put(made, missing, table.id, _bands_made(found, table))
    if ranked:
        _put(made, missing, RANKS, _ranks_made(found, ranked))
    as_printed = {table.id: _as_printed(table) for table in found.tables if table.printed}
    if ranked:
        as_printed[RANKS] = _rank_table(ranked, [one.printed for one in ranked])
    certificate = certify(
        cells,
        TableSet(as_printed),
        TableSet(made, missing),
        _contradictions(ranked),
        (found.source, source),
        "agencies",
    )
    beside = PrintedAgencies(found.tables, printed)
    stated = tuple(certify_statement(one, _measured(found, one), beside) for one in statements)
    return replace(certificate, statements=stated)


class PrintedAgencies:
    """The printed figures of agencies, to be found by the statements that follow from them."""

    def __init__(self, tables: Sequence[AgencyTable], printed: Agencies | None) -> None:
        self._bands: dict[tuple[str, str, str], PublishedCell] = {}
        ids = {table.id: [band.id for band in table.bands] for table in tables}
        types = {table.id: list(table.printed) for table in tables}
        for cell in _band_cells(tables):
            self._bands[cell.table, types[cell.table][cell.j], ids[cell.table][cell.i]] = cell
        self._agencies = () if printed is None else printed.agencies
        self._ranked = _printed_ranks(printed)

    def figures(self, statement: Statement) -> list[PrintedFigure]:
        """What is printed for a statement; none if nothing is."""
        asked = statement.agencies
        if asked is None:
            return []
        if asked.which == "bands":
            cells = tuple(
                cell
                for (table, type_, band), cell in self._bands.items()
                if (table, type_) == (asked.name, asked.type) and (not asked.bands or band in asked.bands)
            )
            return [PrintedFigure(sum(cell.value or 0.0 for cell in cells), cells)] if cells else []
        if asked.which in ("least", "most"):
            one = _extreme(self._agencies, asked)
            return [] if one is None else [PrintedFigure(_number(one, asked.name), (_cell(one, asked.name),))]
        if not self._ranked:
            return []
        cells = tuple(_rank_cell(one, i) for i, one in enumerate(self._ranked))
        near = [abs(one.printed - one.deprivation) <= SIMILAR for one in self._ranked]
        return [PrintedFigure(_ranked(near, asked), cells)]


def _measured(found: Agencies, statement: Statement) -> Measured | str:
    """What a file gives for a statement; or why it gives nothing."""
    asked = statement.agencies
    if asked is None:
        return "it is not of agencies."
    base = len(found.agencies)
    if asked.which == "bands":
        table = next(one for one in found.tables if one.id == asked.name)
        made = _bands_made(found, table)
        if isinstance(made, str):
            return made
        rows = [i for i, band in enumerate(table.bands) if not asked.bands or band.id in asked.bands]
        return Measured(float(made.estimate[rows, list(table.printed).index(asked.type)].sum()), None, base)
    if asked.which in ("least", "most"):
        one = _extreme(found.agencies, asked)
        return f"{found.source} has no {asked.name}." if one is None else Measured(_number(one, asked.name), None, base)
    if not found.ranked:
        return f"{found.source} ranks no agencies."
    return Measured(_ranked([abs(one.rank - one.deprivation) <= SIMILAR for one in found.ranked], asked), None, base)


def _ranked(near: Sequence[bool], asked: AgencyFigure) -> float:
    """How many of the agencies that are ranked, from which of them rank alike."""
    return float({"ranked": len(near), "similar": sum(near), "apart": len(near) - sum(near)}[asked.which])


def _extreme(agencies: Sequence[Agency], asked: AgencyFigure) -> Agency | None:
    """The agency that has the least or the most of a number; None where it is known of none."""
    known = [one for one in agencies if not math.isnan(_number(one, asked.name))]
    chosen = min if asked.which == "least" else max
    return chosen(known, key=lambda one: _number(one, asked.name)) if known else None


def _number(one: Agency, name: str) -> float:
    return one.ratio if name == "people_each" else one.number(name)


def _printed_ranks(printed: Agencies | None) -> list[Ranked]:
    return [] if printed is None else [one for one in printed.ranked if not math.isnan(one.printed)]


def _cell(agency: Agency, name: str) -> PublishedCell:
    value = _number(agency, name)
    label = name.replace("_", " ").capitalize()
    return PublishedCell(RANKS, agency.name, label, Figure.COUNT, value, f"{value:g}", "", 0, 1)


def _put(made: dict[str, Table], missing: dict[str, str], id_: str, found: Table | str) -> None:
    if isinstance(found, str):
        missing[id_] = found
    else:
        made[id_] = found


def _band_cells(tables: Sequence[AgencyTable]) -> Iterator[PublishedCell]:
    for table in tables:
        for i, band in enumerate(table.bands):
            for j, (type_, counts) in enumerate(table.printed.items()):
                value, printed = (float(counts[i]), str(counts[i])) if counts[i] else (None, "-")
                yield PublishedCell(table.id, band.label, type_, Figure.COUNT, value, printed, "", i, j)


def _rank_cell(one: Ranked, i: int) -> PublishedCell:
    return PublishedCell(RANKS, one.name, _RANK, Figure.COUNT, one.printed, f"{one.printed:g}", "", i, 0)


def _ratio_cell(one: Ranked) -> PublishedCell:
    return PublishedCell(RANKS, one.name, _RATIO, Figure.COUNT, one.ratio, f"1:{one.ratio:g}", "", 0, 1)


def _contradictions(ranked: Sequence[Ranked]) -> tuple[Contradiction, ...]:
    """The printed ranks that the printed ratios don't allow: enough others have fewer, or more, people each."""
    found = []
    for i, one in enumerate(ranked):
        if one.printed == one.rank:
            continue
        is_too_low = one.printed < one.rank
        others = [other for other in ranked if (other.ratio < one.ratio if is_too_low else other.ratio > one.ratio)]
        limits = (one.rank, float(len(ranked))) if is_too_low else (1.0, one.rank)
        against = tuple(map(_ratio_cell, (one, *others)))
        found.append(Contradiction(_rank_cell(one, i), against, *limits, one.rank))
    return tuple(found)


def _as_printed(table: AgencyTable) -> Table:
    return _table(table, np.array(list(table.printed.values()), dtype=np.float64).T)


def _bands_made(found: Agencies, table: AgencyTable) -> Table | str:
    """A table counted anew, by the types that are printed; or why it can't be."""
    for name in (table.of, table.per):
        if not any(name in one.numbers for one in found.agencies):
            return f"{found.source} has no {name}."
    by_type = found.counted[table.id]
    if not any(type_ in by_type for type_ in table.printed):
        return f"{found.source} has no such numbers of agencies of the type {' or '.join(table.printed)}."
    unknown = (math.nan,) * len(table.bands)
    return _table(table, np.array([by_type.get(type_, unknown) for type_ in table.printed], dtype=float).T)


def _table(table: AgencyTable, values: NDArray[np.float64]) -> Table:
    rows = tuple(Line(band.id, band.label, LineKind.LEVEL, Unit.NUMBER) for band in table.bands)
    columns = tuple(Line(type_, type_, LineKind.LEVEL, Unit.NUMBER) for type_ in table.printed)
    return _plain(table.id, f"Table {table.id}: {table.title}", rows, columns, values)


def _ranks_made(found: Agencies, ranked: Sequence[Ranked]) -> Table | str:
    own: Mapping[str, float] = {folded(one.name): one.rank for one in found.ranked}
    if not any(folded(one.name) in own for one in ranked):
        return f"{found.source} ranks none of the report's agencies."
    return _rank_table(ranked, [own.get(folded(one.name), math.nan) for one in ranked])


def _rank_table(ranked: Sequence[Ranked], ranks: Sequence[float]) -> Table:
    rows = tuple(Line(one.name, one.name, LineKind.LEVEL, Unit.NUMBER) for one in ranked)
    columns = (Line("rank", _RANK, LineKind.LEVEL, Unit.NUMBER),)
    title = "Appendix D: agencies by social workers for each person, rank 1 having the most"
    return _plain(RANKS, title, rows, columns, np.array(ranks, dtype=np.float64)[:, None])


def _plain(
    id_: str,
    title: str,
    rows: tuple[Line, ...],
    columns: tuple[Line, ...],
    values: NDArray[np.float64],
) -> Table:
    none = np.full(values.shape, Status.ORDINARY, dtype=object)
    return Table(
        id_, title, rows, columns, values, np.zeros(values.shape, np.int64), np.full(values.shape, np.nan), none
    )
