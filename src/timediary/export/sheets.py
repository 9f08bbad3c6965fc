"""A survey as named columns and as rows of sheets, before any kind of file is thought of."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from timediary.model.study import WEEKDAYS, Level, Variable, VariableKind, clock
from timediary.model.survey import ANSWERS, NO_INFORMATION, Attribute, date_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from timediary.model.study import DiaryGrid
    from timediary.model.survey import Survey

# long: respondents, and one row per filled slot; wide: respondents, and one column per slot;
# single: attributes and slots side by side; episodes: one row per episode, with start, end and minutes. For TraMineR
# and sequenzo, spell has one row per episode by numbers of slots, and sts one row per diary.
Layout = Literal["long", "wide", "single", "episodes", "spell", "sts"]
Value = str | float | None

RESPONDENTS, DIARY, ABOUT = "respondents", "diary", "about"
DIARY_DATE, WEEK_BEGINNING = "diary date", "week_beginning"
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
    if survey.dates is not None and has_date_column(survey):
        written.append((DIARY_DATE, _date_attribute(survey.dates)))
    for name, attribute in survey.attributes.items():
        if not attribute.variable.is_read:
            continue
        if attribute.variable.kind is VariableKind.MULTIPLE and (attribute.values > ANSWERS).any():
            written += answers_apart(name, attribute)
        else:
            written.append((name if name in survey.study.variables else attribute.variable.label, attribute))
    return written


def has_date_column(survey: Survey) -> bool:
    """Whether the diaries' dates stand in a column of their own: not where an attribute says when weeks begin."""
    week = survey.attributes.get(WEEK_BEGINNING)
    if survey.dates is None or week is None or week.variable.kind is not VariableKind.TEXT:
        return survey.dates is not None
    return week.texts() != [date_text(date) for date in survey.dates.tolist()]


def _date_attribute(dates: NDArray[np.int32]) -> Attribute:
    """The diaries' dates, or those on which their weeks begin, as texts."""
    known = [date for date in np.unique(dates).tolist() if date]
    levels = tuple(Level(date_text(date), date_text(date)) for date in known)
    places = np.where(dates > 0, np.searchsorted(known, dates), NO_INFORMATION).astype(np.int32)
    return Attribute(Variable("diary_date", "Diary date", VariableKind.TEXT, levels=levels), places)


def entry_days(survey: Survey, rows: NDArray[np.intp], slots: NDArray[np.intp]) -> list[str]:
    """The days of some entries, as rows of a long diary say them: dates where diaries have one, else the days' names.

    A date is that of the calendar: past midnight it is the next.
    """
    grid = survey.grid
    days, positions = np.divmod(slots, grid.slots_per_day)
    names = [grid.days[day] for day in days.tolist()]
    if survey.dates is None or (len(grid.days) > 1 and not survey.has_repeated):
        return names
    begins = survey.dates[rows].astype(np.int64)
    after = days.astype(np.int64)
    if grid.is_week:
        weekdays = np.array([WEEKDAYS.index(day) for day in grid.days])
        after = (weekdays[days] - (begins - 1)) % len(WEEKDAYS)
    dates = begins + after + (positions >= grid.midnight)
    texts = {date: date_text(date) for date in np.unique(dates).tolist()}
    told = zip(begins.tolist(), dates.tolist(), names, strict=True)
    return [texts[date] if begin > len(WEEKDAYS) else date_text(begin) or name for begin, date, name in told]


def answers_apart(name: str, attribute: Attribute) -> list[tuple[str, Attribute]]:
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


def about_sheet(survey: Survey) -> list[Sheet]:
    """What is to be said of the survey, one line a row; no sheet where there is nothing to say."""
    lines = survey.note.splitlines()
    return [Sheet(ABOUT, ("About this file",), len(lines), lambda: iter([line] for line in lines))] if lines else []


def respondents_sheet(survey: Survey) -> Sheet:
    """What is known of each diary, one a row."""
    named = written_attributes(survey)
    header = (identifier_header(survey), *(name for name, _ in named))
    columns = [values_of(attribute) for _, attribute in named]
    return Sheet(RESPONDENTS, header, len(survey), lambda: iter(zip(survey.respondents, *columns, strict=True)))


def wide_sheet(survey: Survey) -> Sheet:
    """One row per diary, one column per slot."""
    dated = has_date_column(survey)
    header = (identifier_header(survey), *((DIARY_DATE,) if dated else ()), *slot_names(survey), *block_names(survey))
    dates = [] if survey.dates is None else [[date_text(date) or None] for date in survey.dates.tolist()]

    def rows() -> Iterator[Sequence[Value]]:
        for place, (id_, codes) in enumerate(zip(survey.respondents, _coded(survey), strict=True)):
            yield [id_, *(dates[place] if dated else ()), *codes]

    return Sheet(DIARY, header, len(survey), rows)


def single_sheet(survey: Survey) -> Sheet:
    """What is known of each diary and its slots side by side."""
    respondents = respondents_sheet(survey)

    def rows() -> Iterator[Sequence[Value]]:
        for attributes, codes in zip(respondents.rows(), _coded(survey), strict=True):
            yield [*attributes, *codes]

    return Sheet(DIARY, respondents.header + slot_names(survey) + block_names(survey), len(survey), rows)


def long_sheet(survey: Survey) -> Sheet:
    """One row per filled slot."""
    times, names = [time for _, time in slot_places(survey.grid)], _code_names(survey)
    fields = [(one.texts(), one.slots) for one in survey.fields.values()]

    def rows() -> Iterator[Sequence[Value]]:
        for place, (id_, codes) in enumerate(zip(survey.respondents, survey.codes, strict=True)):
            slots = np.flatnonzero(codes)
            days = entry_days(survey, np.full(len(slots), place), slots)
            for slot, day, code in zip(slots.tolist(), days, codes[slots].tolist(), strict=True):
                yield (id_, day, times[slot], names[code], *(texts[at[place, slot]] for texts, at in fields))

    header = (identifier_header(survey), *LONG_COLUMNS, *survey.fields)
    return Sheet(DIARY, header, int(np.count_nonzero(survey.codes)), rows)


def slot_names(survey: Survey) -> tuple[str, ...]:
    """The names of all slots, as the wide layouts spell them; none where there are no diaries."""
    grid = survey.grid
    if not survey.has_diaries:
        return ()
    return tuple(grid.slot_name(slot) for slot in range(grid.slots))


def block_names(survey: Survey) -> tuple[str, ...]:
    """The names of the columns of fields, as the wide layouts spell them: `Mon 08:00 place`."""
    return tuple(f"{slot} {field}" for field in survey.fields for slot in slot_names(survey))


def _code_names(survey: Survey) -> list[str | None]:
    return [None, *(code.id for code in survey.study.codes)]


def _coded(survey: Survey) -> Iterator[list[str | None]]:
    """Each diary's codes in words, and behind them block by block what is noted beside them."""
    names = _code_names(survey)
    fields = [(one.texts(), one.slots) for one in survey.fields.values()]
    for place, codes in enumerate(survey.codes):
        beside = [texts[answer] for texts, slots in fields for answer in slots[place].tolist()]
        yield [*(names[code] for code in codes.tolist()), *beside]
