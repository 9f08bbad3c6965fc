"""The list of those who are asked: who they are and what is known of them, without how to reach them."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from timediary.collection.page import Page
from timediary.ingest.cell import alike, heading_key, identifier, is_blank, text_of
from timediary.ingest.columns import names_of
from timediary.ingest.dates import date_of
from timediary.ingest.source import open_source
from timediary.model.problem import RequestError
from timediary.model.study import VariableKind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from timediary.collection.diary import Entry
    from timediary.ingest.cell import Cell
    from timediary.model.study import Study

WEEK_BEGINNING = "week_beginning"
# Words that head a column with how to reach somebody, as whole words of the heading.
_CONTACT = re.compile(
    r"(?:(?:first|last|middle|full|given|family|respondent'?s?|contact|worker'?s?|your) )?names?|"
    r"forenames?|surname|initials|contact(?: details| person)?|(?:staff|employee|payroll|personnel) (?:id|number|no)|"
    r"(?:(?:work|home|private|office|e-?mail|postal|contact) )?"
    r"(?:e-?mail|telephone|phone|mobile|tel|fax|address|postcode)(?: (?:address|number|no|phone))?",
    re.IGNORECASE,
)
_E_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_TELEPHONE = re.compile(r"(?:\+|00?)[0-9][0-9 ()/-]{7,}")


# What the date of a diary, or of the first day of its week, is called in a list, beside the study's own name of it.
_DATES_OF_DAYS = ("diary date", "date", "date of diary")
_DATES_OF_WEEKS = (WEEK_BEGINNING, "diary date")


class Invited(NamedTuple):
    """One line of the list: the id, the agency, and what is known of the respondent by column.

    `when` is the date of the diary that is asked for, or that on which its week begins, as `2027-05-11`; empty where
    the list doesn't say.
    """

    id: str
    agency: str
    known: dict[str, Entry]
    when: str = ""


@dataclass(frozen=True)
class RespondentList:
    """The list.

    Attributes:
        file: where it came from.
        header: the names of all columns.
        rows: all cells of each line as text, for the key file of the team.
        invited: the lines that have an id. Who is asked for several diaries has a line for each.
        columns: the names of the columns with what is known of the respondents.
        left_out: the names of those that say who they are or how to reach them.
        identifier: the position of the column with the ids, None where there is none yet.
    """

    file: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    invited: tuple[Invited, ...]
    columns: tuple[str, ...]
    left_out: tuple[str, ...]
    identifier: int | None
    agencies: tuple[str, ...]
    dates: tuple[str, ...] = ()

    @property
    def has_several(self) -> bool:
        """Whether somebody is asked for several diaries."""
        return len({invited.id for invited in self.invited}) < len(self.invited)

    def of(self, id_: str) -> list[Invited]:
        """The lines of whoever has an id, however it is spelt."""
        return self._lines.get(id_) or self._lines.get(self._ids.get(alike(id_), ""), [])

    @cached_property
    def _lines(self) -> dict[str, list[Invited]]:
        lines: dict[str, list[Invited]] = {}
        for invited in self.invited:
            lines.setdefault(invited.id, []).append(invited)
        return lines

    @cached_property
    def _ids(self) -> dict[str, str]:
        """The ids as they are in the list, by what is alike; of several the first."""
        return {alike(id_): id_ for id_ in reversed(self._lines)}

    def find(self, id_: str, when: str = "") -> Invited | None:
        """The line of a diary: the only one of its respondent, or of several that of its date."""
        lines = self.of(id_)
        return lines[0] if len(lines) == 1 else next((line for line in lines if line.when == when), None)


def read_list(path: Path, study: Study) -> RespondentList:
    """Read a list of respondents: a sheet or a text file with a row of column names.

    Raises:
        ReadError: the file can't be read.
        RequestError: it has no rows, or an id twice.
    """
    page = Page.of(open_source(path, str(path))[0])
    filled = [number for number, row in enumerate(page.cells) if not all(map(is_blank, row))]
    if len(filled) < 2:
        raise RequestError(f"'{path}' is not a list of respondents: it needs a row of headings, then a row each.")
    header = tuple(text_of(cell) for cell in page.cells[filled[0]])
    keys = [heading_key(name) for name in header]
    id_column = _column(keys, list(names_of(study.identifier)))
    agency = study.variables.get("agency")
    agency_column = _column(keys, names_of(agency) if agency else ["agency"])
    contact = {number for number in range(len(header)) if _is_contact(page, number, header[number], study, filled[1:])}
    known = [n for n, name in enumerate(header) if name and n != id_column and n not in contact]
    when_column = _column(keys, _names_of_dates(study))
    names = {n: WEEK_BEGINNING if n == when_column else header[n] for n in known}
    dates = {row: "" if when_column is None else iso_date(page.cells[row][when_column]) for row in filled[1:]}
    invited: dict[tuple[str, str], Invited] = {}
    for row in filled[1:]:
        id_ = "" if id_column is None else identifier(page.cells[row][id_column])
        if (id_, dates[row]) in invited:
            of = f" of {dates[row]}" if dates[row] else ""
            raise RequestError(f"'{path}' has the respondent '{id_}'{of} twice, the second time in row {row + 1}.")
        if id_:
            agency_name = "" if agency_column is None else text_of(page.cells[row][agency_column])
            told = {names[n]: page.entry(row, n) for n in known}
            invited[id_, dates[row]] = Invited(id_, agency_name, told, dates[row])
    if id_column is not None and len(invited) < len(filled) - 1:
        raise RequestError(f"'{path}' has rows without an id in the column '{header[id_column]}'.")
    return RespondentList(
        str(path),
        header,
        tuple(tuple(text_of(cell) for cell in page.cells[row]) for row in filled[1:]),
        tuple(invited.values()),
        tuple(names.values()),
        tuple(header[n] for n in sorted(contact)),
        id_column,
        tuple("" if agency_column is None else text_of(page.cells[row][agency_column]) for row in filled[1:]),
        tuple(dates.values()),
    )


def iso_date(cell: Cell) -> str:
    """The date in a cell as `2027-05-11`; empty where there is none."""
    date = date_of(cell)
    return dt.date.fromordinal(date).isoformat() if date else ""


def _names_of_dates(study: Study) -> tuple[str, ...]:
    """What a column with the dates of diaries may be called; without diaries a date is an attribute like any other."""
    if not study.has_diary:
        return ()
    variable = study.variables.get(WEEK_BEGINNING)
    own = names_of(variable) if variable else ()
    return (*_DATES_OF_DAYS, WEEK_BEGINNING) if len(study.grid.days) == 1 else (*own, *_DATES_OF_WEEKS)


def _column(keys: Sequence[str], names: Sequence[str]) -> int | None:
    """The column with one of some names; the first of them that there is counts."""
    return next((keys.index(key) for key in map(heading_key, names) if key in keys), None)


def _is_contact(page: Page, column: int, heading: str, study: Study, rows: Sequence[int]) -> bool:
    """Whether a column says who somebody is or how to reach them; one that the study defines never does."""
    ours = {heading_key(n) for v in study.variables.values() if v.kind is not VariableKind.TEXT for n in names_of(v)}
    if heading_key(heading) in ours:
        return False
    texts = [text_of(page.cells[row][column]) for row in rows]
    words = " ".join(re.sub(r"[_.:]", " ", heading).split())
    return bool(_CONTACT.fullmatch(words)) or any(
        _E_MAIL.fullmatch(text) or _TELEPHONE.fullmatch(text) for text in texts
    )
