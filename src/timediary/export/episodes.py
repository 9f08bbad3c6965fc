"""Diaries as episodes: runs of slots under one code within a day, with start, end and minutes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from timediary.export.sheets import DIARY, Sheet, entry_days, identifier_header
from timediary.model.fields import joint_minutes
from timediary.model.study import MINUTES_PER_DAY, clock

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from timediary.export.sheets import Value
    from timediary.model.fields import FieldEntries
    from timediary.model.survey import Survey

EPISODE_COLUMNS = ("day", "start", "end", "minutes", "code")
_MIDNIGHT = "24:00"


class _Runs(NamedTuple):
    """Runs of slots: the diary, the first slot, how many slots and the number of the code of each, shape (m,).

    `answers` are the numbers of what is noted beside it in each of f fields, shape (m, f).
    """

    diary: NDArray[np.intp]
    slot: NDArray[np.intp]
    length: NDArray[np.intp]
    code: NDArray[np.int64]
    answers: NDArray[np.int64]


def episode_sheet(survey: Survey) -> Sheet:
    """One row an episode: respondent, day or date, start, end, minutes, code; without times, those have none."""
    codes = [code.id for code in survey.study.codes]
    if not survey.has_times:
        return _lengths_sheet(survey, codes)
    fields = list(survey.fields.values())
    grid, runs = survey.grid, _runs(survey, fields)
    more, texts = _beyond_the_clock(survey), [one.texts() for one in fields]

    def rows() -> Iterator[Sequence[Value]]:
        days = entry_days(survey, runs.diary, runs.slot)
        placed = (runs.diary.tolist(), days, runs.slot.tolist(), runs.length.tolist())
        left = dict(more)
        for diary, day, slot, length, code, answers in zip(
            *placed, runs.code.tolist(), runs.answers.tolist(), strict=True
        ):
            start, minutes = grid.start_minute(slot), length * grid.slot_minutes
            end = (start + minutes) % MINUTES_PER_DAY
            passed = minutes + left.pop((diary, code, *answers), 0)
            finish = clock(end) if end else _MIDNIGHT
            beside = (words[answer] for words, answer in zip(texts, answers, strict=True))
            yield (survey.respondents[diary], day, clock(start), finish, float(passed), codes[code - 1], *beside)

    header = (identifier_header(survey), *EPISODE_COLUMNS, *survey.fields)
    return Sheet(DIARY, header, len(runs.slot), rows)


def _lengths_sheet(survey: Survey, codes: Sequence[str]) -> Sheet:
    """One row for each code of a diary whose times are not known, with all that is noted beside it."""
    joint, texts = survey.joint_minutes, [one.texts() for one in survey.fields.values()]

    def rows() -> Iterator[Sequence[Value]]:
        days = entry_days(survey, joint.diaries, np.zeros(len(joint.diaries), np.intp))
        told = zip(joint.diaries.tolist(), days, *(part.tolist() for part in joint[1:]), strict=True)
        for place, day, code, answers, minutes in told:
            beside = (words[answer] for words, answer in zip(texts, answers, strict=True))
            yield (survey.respondents[place], day, float(minutes), codes[code - 1], *beside)

    header = (identifier_header(survey), "day", "minutes", "code", *survey.fields)
    return Sheet(DIARY, header, len(joint.diaries), rows)


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


def _runs(survey: Survey, fields: Sequence[FieldEntries] = ()) -> _Runs:
    """The episodes of all diaries, in their order; parted where what is noted in one of the fields changes."""
    codes, per_day = survey.codes, survey.grid.slots_per_day
    begins = np.ones(codes.shape, dtype=bool)
    begins[:, 1:] = codes[:, 1:] != codes[:, :-1]
    for one in fields:
        begins[:, 1:] |= one.slots[:, 1:] != one.slots[:, :-1]
    begins[:, ::per_day] = True
    starts = np.flatnonzero(begins)
    lengths = np.diff(np.append(starts, codes.size))
    numbers = codes.reshape(-1)[starts].astype(np.int64)
    filled = numbers > 0
    diary, slot = np.divmod(starts[filled], codes.shape[1])
    answers = [one.slots[diary, slot].astype(np.int64) for one in fields]
    beside = np.stack(answers, axis=1) if answers else np.zeros((len(diary), 0), np.int64)
    return _Runs(diary, slot, lengths[filled], numbers[filled], beside)


def _beyond_the_clock(survey: Survey) -> dict[tuple[int, ...], int]:
    """Minutes by diary, code and answers that aren't in the slots: the hour that October has twice."""
    if survey.durations is None:
        return {}
    found: dict[tuple[int, ...], int] = {}
    slots = joint_minutes(survey.codes, list(survey.fields.values()), survey.grid.slot_minutes)
    for sign, joint in ((1, survey.joint_minutes), (-1, slots)):
        for diary, code, answers, minutes in zip(*(part.tolist() for part in joint), strict=True):
            key = (diary, code, *answers)
            found[key] = found.get(key, 0) + sign * minutes
    return {key: minutes for key, minutes in found.items() if minutes}


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
