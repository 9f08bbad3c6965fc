"""The list of those who are asked: who they are and what is known of them, without how to reach them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from timediary.collection.page import Page
from timediary.ingest.cell import alike, heading_key, identifier, is_blank, text_of
from timediary.ingest.columns import names_of
from timediary.ingest.source import open_source
from timediary.model.problem import RequestError
from timediary.model.study import VariableKind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from timediary.collection.diary import Entry
    from timediary.model.study import Study

# Words that head a column with how to reach somebody, as whole words of the heading.
_CONTACT = re.compile(
    r"(?:(?:first|last|middle|full|given|family|respondent'?s?|contact|worker'?s?|your) )?names?|"
    r"forenames?|surname|initials|contact(?: details| person)?|"
    r"(?:(?:work|home|private|office|e-?mail|postal|contact) )?"
    r"(?:e-?mail|telephone|phone|mobile|tel|fax|address|postcode)(?: (?:address|number|no|phone))?",
    re.IGNORECASE,
)
_E_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_TELEPHONE = re.compile(r"(?:\+|00?)[0-9][0-9 ()/-]{7,}")


class Invited(NamedTuple):
    """One line of the list: the id, the agency, and what is known of the respondent by column."""

    id: str
    agency: str
    known: dict[str, Entry]


class RespondentList(NamedTuple):
    """The list.

    Attributes:
        file: where it came from.
        header: the names of all columns.
        rows: all cells of each line as text, for the key file of the team.
        invited: the lines that have an id, by it.
        columns: the names of the columns with what is known of the respondents.
        left_out: the names of those that say who they are or how to reach them.
        identifier: the position of the column with the ids, None where there is none yet.
    """

    file: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    invited: dict[str, Invited]
    columns: tuple[str, ...]
    left_out: tuple[str, ...]
    identifier: int | None
    agencies: tuple[str, ...]

    def find(self, id_: str) -> Invited | None:
        """Whoever has an id, however it is spelt."""
        return self.invited.get(id_) or next((i for key, i in self.invited.items() if alike(key) == alike(id_)), None)


def read_list(path: Path, study: Study) -> RespondentList:
    """Read a list of respondents: a sheet or a text file with a row of column names.

    Raises:
        ReadError: the file can't be read.
        RequestError: it has no rows, or an id twice.
    """
    page = Page.of(open_source(path, str(path))[0])
    filled = [number for number, row in enumerate(page.cells) if not all(map(is_blank, row))]
    if len(filled) < 2:
        raise RequestError(f"'{path}' is no list of respondents: it needs a row of column names, and one row for each.")
    header = tuple(text_of(cell) for cell in page.cells[filled[0]])
    keys = [heading_key(name) for name in header]
    id_column = _column(keys, list(names_of(study.identifier)))
    agency = study.variables.get("agency")
    agency_column = _column(keys, names_of(agency) if agency else ["agency"])
    contact = {number for number in range(len(header)) if _is_contact(page, number, header[number], study, filled[1:])}
    known = [n for n, name in enumerate(header) if name and n != id_column and n not in contact]
    invited: dict[str, Invited] = {}
    for row in filled[1:]:
        id_ = "" if id_column is None else identifier(page.cells[row][id_column])
        if id_column is not None and id_ in invited:
            raise RequestError(f"'{path}' has the respondent '{id_}' twice, the second time in row {row + 1}.")
        if id_:
            agency_name = "" if agency_column is None else text_of(page.cells[row][agency_column])
            invited[id_] = Invited(id_, agency_name, {header[n]: page.entry(row, n) for n in known})
    if id_column is not None and len(invited) < len(filled) - 1:
        raise RequestError(f"'{path}' has rows without an id in the column '{header[id_column]}'.")
    return RespondentList(
        str(path),
        header,
        tuple(tuple(text_of(cell) for cell in page.cells[row]) for row in filled[1:]),
        invited,
        tuple(header[n] for n in known),
        tuple(header[n] for n in sorted(contact)),
        id_column,
        tuple("" if agency_column is None else text_of(page.cells[row][agency_column]) for row in filled[1:]),
    )


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
