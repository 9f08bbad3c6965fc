"""A survey as named columns and as rows of sheets, before any kind of file is thought of."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from timediary.model.study import Level, Variable, VariableKind, clock
from timediary.model.survey import ANSWERS, NO_INFORMATION, Attribute

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from timediary.model.study import DiaryGrid
    from timediary.model.survey import Survey

# long: respondents, and one row per filled slot; wide: respondents, and one column per slot;
# single: attributes and slots side by side.
Layout = Literal["long", "wide", "single"]
Value = str | float | None

RESPONDENTS, DIARY, ABOUT = "respondents", "diary", "about"
LONG_COLUMNS = ("day", "time", "code")

_ANSWERED = (Level("yes", "yes"), Level("no", "no"), Level("no_information", "no information"))


@dataclass(frozen=True)
class Sheet:
    """A header and its rows.

    Attributes:
        name: `respondents`, `diary` or `about`.
        header: the names of the columns.
        count: the number of rows below the header.
        rows: gives the rows anew each time it is called; text, number or None for an empty cell.
    """

    name: str
    header: tuple[str, ...]
    count: int
    rows: Callable[[], Iterator[Sequence[Value]]]


def written_attributes(survey: Survey) -> list[tuple[str, Attribute]]:
    """The attributes that come from files, with their headers: ids of the study's variables, else their own.

    Several answers of which some are not known are a column for each answer, `client_groups.carers`.
    """
    written: list[tuple[str, Attribute]] = []
    for name, attribute in survey.attributes.items():
        if not attribute.variable.is_read:
            continue
        if attribute.variable.kind is VariableKind.MULTIPLE and (attribute.values > ANSWERS).any():
            written += _answers_apart(name, attribute)
        else:
            written.append((name if name in survey.study.variables else attribute.variable.label, attribute))
    return written


def _answers_apart(name: str, attribute: Attribute) -> list[tuple[str, Attribute]]:
    """Yes, no or no information for each answer of several; empty for who gave none at all."""
    nothing = attribute.values == 0
    apart: list[tuple[str, Attribute]] = []
    for position, level in enumerate(attribute.variable.levels):
        given, unknown = attribute.answers(position)
        values = np.select([nothing, unknown, given], [NO_INFORMATION, 2, 0], 1).astype(np.int16)
        header = f"{name}.{level.id}"
        variable = Variable(header, level.label, VariableKind.LEVEL, levels=_ANSWERED)
        apart.append((header, Attribute(variable, values)))
    return apart


def identifier_header(survey: Survey) -> str:
    """The header of the column of respondents."""
    return survey.study.identifier.id


def values_of(attribute: Attribute) -> Sequence[Value]:
    """An attribute's value for every respondent: numbers as numbers, all else in words, None for no information."""
    if attribute.variable.kind is VariableKind.NUMBER:
        return [None if math.isnan(value) else value for value in attribute.values.tolist()]
    return [text or None for text in attribute.texts()]


def slot_places(grid: DiaryGrid) -> list[tuple[str, str]]:
    """Day and start time of every slot, as the long layout spells them."""
    return [(grid.days[slot // grid.slots_per_day], clock(grid.start_minute(slot))) for slot in range(grid.slots)]


def sheets_of(survey: Survey, layout: Layout) -> list[Sheet]:
    """The survey as sheets: respondents and diary, or in the layout `single` the diary alone."""
    if layout == "single":
        return [_single(survey)]
    return [_respondents(survey), _long(survey) if layout == "long" else _wide(survey)]


def about_sheet(survey: Survey) -> list[Sheet]:
    """What is to be said of the survey, one line a row; no sheet where there is nothing to say."""
    lines = survey.note.splitlines()
    return [Sheet(ABOUT, ("About this file",), len(lines), lambda: iter([line] for line in lines))] if lines else []


def _respondents(survey: Survey) -> Sheet:
    named = written_attributes(survey)
    header = (identifier_header(survey), *(name for name, _ in named))
    columns = [values_of(attribute) for _, attribute in named]
    return Sheet(RESPONDENTS, header, len(survey), lambda: iter(zip(survey.respondents, *columns, strict=True)))


def _wide(survey: Survey) -> Sheet:
    header = (identifier_header(survey), *slot_names(survey))

    def rows() -> Iterator[Sequence[Value]]:
        for id_, codes in zip(survey.respondents, _coded(survey), strict=True):
            yield [id_, *codes]

    return Sheet(DIARY, header, len(survey), rows)


def _single(survey: Survey) -> Sheet:
    respondents = _respondents(survey)

    def rows() -> Iterator[Sequence[Value]]:
        for attributes, codes in zip(respondents.rows(), _coded(survey), strict=True):
            yield [*attributes, *codes]

    return Sheet(DIARY, respondents.header + slot_names(survey), len(survey), rows)


def _long(survey: Survey) -> Sheet:
    places, names = slot_places(survey.grid), _code_names(survey)

    def rows() -> Iterator[Sequence[Value]]:
        for id_, codes in zip(survey.respondents, survey.codes, strict=True):
            slots = np.flatnonzero(codes)
            for slot, code in zip(slots.tolist(), codes[slots].tolist(), strict=True):
                yield (id_, *places[slot], names[code])

    header = (identifier_header(survey), *LONG_COLUMNS)
    return Sheet(DIARY, header, int(np.count_nonzero(survey.codes)), rows)


def slot_names(survey: Survey) -> tuple[str, ...]:
    """The names of all slots, as the wide layouts spell them."""
    grid = survey.grid
    return tuple(grid.slot_name(slot) for slot in range(grid.slots))


def _code_names(survey: Survey) -> list[str | None]:
    return [None, *(code.id for code in survey.study.codes)]


def _coded(survey: Survey) -> Iterator[list[str | None]]:
    """Each respondent's codes in words."""
    names = _code_names(survey)
    for codes in survey.codes:
        yield [names[code] for code in codes.tolist()]
