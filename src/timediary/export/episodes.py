"""Diaries as episodes: runs of slots under one code within a day, with start, end and minutes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from timediary.export.sheets import DIARY, Sheet, entry_days, identifier_header
from timediary.model.study import MINUTES_PER_DAY, clock

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from timediary.export.sheets import Value
    from timediary.model.survey import Survey

EPISODE_COLUMNS = ("day", "start", "end", "minutes", "code")
_MIDNIGHT = "24:00"


class _Runs(NamedTuple):
    """Runs of slots: the diary, the first slot, how many slots and the number of the code of each, shape (m,)."""

    diary: NDArray[np.intp]
    slot: NDArray[np.intp]
    length: NDArray[np.intp]
    code: NDArray[np.int64]


def episode_sheet(survey: Survey) -> Sheet:
    """One row an episode: respondent, day or date, start, end, minutes, code; without times, those have none."""
    codes = [code.id for code in survey.study.codes]
    if not survey.has_times:
        return _lengths_sheet(survey, codes)
    grid, runs = survey.grid, _runs(survey)
    more = _beyond_the_clock(survey)

    def rows() -> Iterator[Sequence[Value]]:
        days = entry_days(survey, runs.diary, runs.slot)
        told = zip(runs.diary.tolist(), days, runs.slot.tolist(), runs.length.tolist(), runs.code.tolist(), strict=True)
        left = dict(more)
        for diary, day, slot, length, code in told:
            start, minutes = grid.start_minute(slot), length * grid.slot_minutes
            end = (start + minutes) % MINUTES_PER_DAY
            passed = minutes + left.pop((diary, code), 0)
            finish = clock(end) if end else _MIDNIGHT
            yield (survey.respondents[diary], day, clock(start), finish, float(passed), codes[code - 1])

    header = (identifier_header(survey), *EPISODE_COLUMNS)
    return Sheet(DIARY, header, len(runs.slot), rows)


def _lengths_sheet(survey: Survey, codes: Sequence[str]) -> Sheet:
    """One row for each code of a diary whose times are not known."""
    numbers, minutes = survey.code_minutes
    diary, column = np.nonzero(minutes)

    def rows() -> Iterator[Sequence[Value]]:
        days = entry_days(survey, diary, np.zeros(len(diary), np.intp))
        for place, day, of in zip(diary.tolist(), days, column.tolist(), strict=True):
            yield (survey.respondents[place], day, float(minutes[place, of]), codes[int(numbers[of]) - 1])

    return Sheet(DIARY, (identifier_header(survey), "day", "minutes", "code"), len(diary), rows)


def spell_sheet(survey: Survey) -> Sheet:
    """TraMineR's SPELL format: id, first and last slot from 1, and state of each episode.

    Diaries of one respondent are told apart by numbers behind the id. Time without an activity has no row; `seqformat`
    fills it with its `missing` state.
    """
    runs, ids, codes = _runs(survey), _ids(survey), [code.id for code in survey.study.codes]

    def rows() -> Iterator[Sequence[Value]]:
        told = zip(runs.diary.tolist(), runs.slot.tolist(), runs.length.tolist(), runs.code.tolist(), strict=True)
        for diary, slot, length, code in told:
            yield (ids[diary], float(slot + 1), float(slot + length), codes[code - 1])

    return Sheet(DIARY, ("id", "begin", "end", "state"), len(runs.slot), rows)


def sts_sheet(survey: Survey) -> Sheet:
    """TraMineR's and sequenzo's STS format: one row a diary, one column a slot, the state in each.

    Time without an activity is empty, which both read as missing.
    """
    names: list[str | None] = [None, *(code.id for code in survey.study.codes)]
    grid, ids = survey.grid, _ids(survey)

    def rows() -> Iterator[Sequence[Value]]:
        for id_, codes in zip(ids, survey.codes, strict=True):
            yield [id_, *(names[code] for code in codes.tolist())]

    header = ("id", *(grid.slot_name(slot) for slot in range(grid.slots)))
    return Sheet(DIARY, header, len(survey), rows)


def _runs(survey: Survey) -> _Runs:
    """The episodes of all diaries, in their order."""
    codes, per_day = survey.codes, survey.grid.slots_per_day
    begins = np.ones(codes.shape, dtype=bool)
    begins[:, 1:] = codes[:, 1:] != codes[:, :-1]
    begins[:, ::per_day] = True
    starts = np.flatnonzero(begins)
    lengths = np.diff(np.append(starts, codes.size))
    numbers = codes.reshape(-1)[starts].astype(np.int64)
    filled = numbers > 0
    diary, slot = np.divmod(starts[filled], codes.shape[1])
    return _Runs(diary, slot, lengths[filled], numbers[filled])


def _beyond_the_clock(survey: Survey) -> dict[tuple[int, int], int]:
    """Minutes by diary and code that aren't in the slots: the hour that October has twice."""
    if survey.durations is None:
        return {}
    found: dict[tuple[int, int], int] = {}
    slots = survey.slot_minutes
    for number, column in zip(survey.durations.numbers.tolist(), survey.durations.minutes.T, strict=True):
        there = slots.minutes[:, slots.numbers == number].sum(axis=1)
        for diary in np.flatnonzero(column != there).tolist():
            found[diary, number] = int(column[diary] - there[diary])
    return found


def _ids(survey: Survey) -> list[str]:
    """Each diary's own id: the respondent's, with a number where several are his or hers."""
    if not survey.has_repeated:
        return list(survey.respondents)
    count: dict[str, int] = {}
    ids = []
    for id_ in survey.respondents:
        count[id_] = count.get(id_, 0) + 1
        ids.append(f"{id_}_{count[id_]}")
    return ids
