"""A file of agencies, and a study's tables of them: `agencies.csv` and `agencies.toml`."""

from __future__ import annotations

import csv
import math
from pathlib import Path
from typing import TYPE_CHECKING

from timediary.model.agencies import NUMBERS, Agency, AgencyTable
from timediary.model.problem import DefinitionError
from timediary.model.spelling import folded
from timediary.model.statement import AgencyFigure, Statement, StatementFigure
from timediary.study.section import StrictToml
from timediary.study.variables import band_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from timediary.model.study import Study

FILE, TABLES = "agencies.csv", "agencies.toml"
_NEEDED = ("agency", "type")


def load_agencies(path: str | Path) -> tuple[Agency, ...]:
    """Read a file of agencies: a line for each, with `agency`, `type` and any of the numbers that are known of it.

    Raises:
        DefinitionError: it can't be read, lacks a column or has one that isn't known, names an agency twice, or a
            number is none; the message names the line.
    """
    file = Path(path)
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise DefinitionError(f"{file.name}: the file is missing, or is not text in UTF-8.") from None
    rows = list(csv.reader(text.splitlines()))
    header = [name.strip().lower().replace(" ", "_") for name in rows[0]] if rows else []
    unknown = [name for name in header if name not in (*_NEEDED, *NUMBERS)]
    lacking = [name for name in _NEEDED if name not in header]
    if unknown or lacking or len(set(header)) < len(header):
        told = f"unknown: {', '.join(unknown)}" if unknown else f"lacking: {', '.join(lacking)}" if lacking else "twice"
        known = ", ".join((*_NEEDED, *NUMBERS))
        raise DefinitionError(f"{file.name}, line 1: the first line has the headings ({told}). Accepted: {known}.")
    agencies: dict[str, Agency] = {}
    for number, row in enumerate(rows[1:], start=2):
        if any(cell.strip() for cell in row):
            agency = _agency(dict(zip(header, row, strict=False)), f"{file.name}, line {number}")
            if folded(agency.name) in agencies:
                raise DefinitionError(f"{file.name}, line {number}: '{agency.name}' appears twice.")
            agencies[folded(agency.name)] = agency
    if not agencies:
        raise DefinitionError(f"{file.name}: there is no agency in it.")
    return tuple(agencies.values())


def _agency(cells: dict[str, str], place: str) -> Agency:
    numbers = {}
    for name in NUMBERS:
        text = cells.get(name, "").strip()
        if not text:
            continue
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not (0 <= value < math.inf):
            raise DefinitionError(f"{place}: '{name}' is '{text}': it must be a number, 0 or more, or blank.")
        numbers[name] = value
    if not cells["agency"].strip():
        raise DefinitionError(f"{place}: 'agency' is blank.")
    return Agency(cells["agency"].strip(), cells.get("type", "").strip(), numbers)


def load_agency_tables(study: Study) -> tuple[AgencyTable, ...]:
    """The study's tables of agencies; none where it has no `agencies.toml`.

    Raises:
        DefinitionError: a key or number is unknown, or printed figures don't fit the bands.
    """
    if study.folder is None or not (study.folder / TABLES).is_file():
        return ()
    section = StrictToml.of_file(study.folder / TABLES)
    tables = tuple(_table(part) for part in section.sections("tables"))
    section.tables("statements")
    section.finish()
    return tables


def load_agency_statements(study: Study) -> tuple[Statement, ...]:
    """What the study's report says in numbers of agencies, `[[statements]]` of its `agencies.toml`, in its order.

    Each has `section`, `paragraph`, `quote`, `printed` (or `least` and `most`), and one of: `table`, with `type` and
    perhaps `bands`, for agencies in a table; `ranks`, which is `ranked`, `similar` or `apart`; `least_of` or `most_of`
    a number.

    Raises:
        DefinitionError: a key, table, type, band or number is unknown; the message names the place.
    """
    tables = {table.id: table for table in load_agency_tables(study)}
    if study.folder is None or not tables:
        return ()
    parts = StrictToml.of_file(study.folder / TABLES).sections("statements", needed=False)
    return tuple(_statement(part, tables, number) for number, part in enumerate(parts, start=1))


def _statement(section: StrictToml, tables: Mapping[str, AgencyTable], number: int) -> Statement:
    printed, least, most = (section.optional_number(key) for key in ("printed", "least", "most"))
    if (printed is None) == (least is None or most is None):
        raise section.error("printed", "give the number printed, or least and most where words give a range.")
    statement = Statement(
        number=number,
        section=section.text("section"),
        paragraph=section.whole("paragraph"),
        quote=section.text("quote"),
        figure=StatementFigure.COUNT,
        least=least if printed is None else printed,
        most=most if printed is None else printed,
        decimals=None if printed is None else 0,
        note=section.optional_text("note") or "",
        agencies=_agency_figure(section, tables),
    )
    section.finish()
    return statement


def _agency_figure(section: StrictToml, tables: Mapping[str, AgencyTable]) -> AgencyFigure:
    if section.has("ranks"):
        return AgencyFigure(section.choice("ranks", ("ranked", "similar", "apart")))
    for key in ("least", "most"):
        if section.has(f"{key}_of"):
            return AgencyFigure(key, section.choice(f"{key}_of", NUMBERS))
    table = tables[section.choice("table", tuple(tables))]
    bands, known = section.texts("bands"), [band.id for band in table.bands]
    if unknown := [band for band in bands if band not in known]:
        raise section.error("bands", f"table {table.id} has no band '{unknown[0]}'. It has: {', '.join(known)}.")
    return AgencyFigure("bands", table.id, section.choice("type", tuple(table.printed)), bands)


def _table(section: StrictToml) -> AgencyTable:
    printed = {}
    bands = tuple(band_of(part) for part in section.sections("bands"))
    for part in section.sections("printed", needed=False):
        counts = part.numbers("agencies")
        if len(counts) != len(bands):
            raise part.error("agencies", f"has {len(counts)} numbers for {len(bands)} bands.")
        printed[part.text("type")] = tuple(int(count) for count in counts)
        part.finish()
    table = AgencyTable(
        id=section.text("id"),
        title=section.text("title"),
        of=section.choice("of", NUMBERS),
        per=section.choice("per", NUMBERS),
        bands=bands,
        printed=printed,
    )
    section.finish()
    return table
