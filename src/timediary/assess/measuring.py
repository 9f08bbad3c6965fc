"""Measures worked out over the diary matrix, all diaries at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from timediary.assess.measures import MEASURES
from timediary.model.quality import Measured
from timediary.model.study import VariableKind

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from timediary.model.quality import Measure, QualityRules
    from timediary.model.study import DiaryGrid
    from timediary.model.survey import Survey

    Floats = NDArray[np.float64]
    Found = tuple[Floats, Floats, Floats, dict[int, str]]

# Diaries whose runs are found at once: their arrays stay small whatever the survey.
_BLOCK = 4096
# More than any number of a code.
_CODES = 1 << 16


class _Runs(NamedTuple):
    """What the runs of n diaries add up to; a run is a stretch of slots of one day under one code.

    Attributes:
        episodes: runs under a code by day, (n, days).
        whole_hours: of these, those that begin on the hour and last whole hours, (n,).
        longest: slots of the longest run under a code, (n,).
        longest_code: its code's number, 0 where there is none, (n,).
        gaps: blank slots between entries of a day, in gaps no longer than allowed, (n,).
    """

    episodes: NDArray[np.int64]
    whole_hours: NDArray[np.int64]
    longest: NDArray[np.int64]
    longest_code: NDArray[np.int64]
    gaps: NDArray[np.int64]


def measured(survey: Survey, rules: QualityRules) -> tuple[Measured, ...]:
    """Every measure of every diary, in the order of `MEASURES`.

    Args:
        survey: n respondents.
        rules: which attributes and codes are meant, and what counts as a gap.

    Raises:
        RequestError: the diaries have no times of day.
    """
    survey.needs_times()
    runs = _runs(survey.codes, survey.grid, rules.longest_gap)
    found = {
        **_hours(survey, rules),
        **_from_runs(survey, rules, runs),
        "copied_days": _copied_days(survey, rules, runs),
        "shared_diary": _shared(survey, rules, runs),
        "other_share": _other(survey, rules),
        "odd_hours_share": _odd_hours(survey),
        "another_job_hours": _another_job(survey, rules),
    }
    return tuple(_checked(measure, found[measure.id]) for measure in MEASURES)


def _checked(measure: Measure, found: Found) -> Measured:
    values, part, whole, details = found
    return Measured(measure, values, part, whole, details)


def _runs(codes: NDArray[np.uint8 | np.uint16], grid: DiaryGrid, longest_gap: float) -> _Runs:
    blocks = [_runs_of(codes[start : start + _BLOCK], grid, longest_gap) for start in range(0, len(codes), _BLOCK)]
    if not blocks:
        blocks = [_runs_of(codes, grid, longest_gap)]
    return _Runs(*(np.concatenate(parts) for parts in zip(*blocks, strict=True)))


def _runs_of(codes: NDArray[np.uint8 | np.uint16], grid: DiaryGrid, longest_gap: float) -> _Runs:
    count, days = len(codes), len(grid.days)
    begins = np.ones((count, grid.slots), dtype=bool)
    begins[:, 1:] = codes[:, 1:] != codes[:, :-1]
    begins[:, :: grid.slots_per_day] = True
    starts = np.flatnonzero(begins)
    lengths = np.diff(np.append(starts, codes.size))
    code = codes.reshape(-1)[starts]
    day, position = np.divmod(starts, grid.slots_per_day)
    filled = code > 0
    minute = grid.first_minute + position * grid.slot_minutes
    rounded = filled & (minute % 60 == 0) & (lengths * grid.slot_minutes % 60 == 0)
    # A blank run of a day lies between entries unless the day begins or ends with it.
    inside = ~filled & (position > 0) & (position + lengths < grid.slots_per_day)
    inside &= lengths * grid.hours_per_slot <= longest_gap
    respondent = day // days
    longest, longest_code = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.int64)
    if len(starts):
        # The longest run first, then the lowest code, in one number; every respondent has a run, if a blank one.
        ranked = np.where(filled, (lengths + 1) * _CODES - code.astype(np.int64), 0)
        best = np.maximum.reduceat(ranked, np.searchsorted(respondent, np.arange(count)))
        longest, longest_code = best // _CODES, np.where(best > 0, _CODES - best % _CODES, 0)
    return _Runs(
        np.bincount(day[filled], minlength=count * days).reshape(count, days),
        np.bincount(respondent[rounded], minlength=count),
        longest,
        longest_code,
        np.bincount(respondent[inside], lengths[inside], minlength=count).astype(np.int64),
    )


def _hours(survey: Survey, rules: QualityRules) -> dict[str, Found]:
    """Hours recorded against hours reported and contracted, and days with entries against contracted days."""
    recorded = survey.recorded_hours
    reported, contracted = _numbers(survey, rules.reported), _numbers(survey, rules.contracted)
    days: Floats = np.floor(_numbers(survey, rules.contracted_days))
    asked = survey.days_asked.sum(axis=1)
    if survey.asked is not None:
        # Hours of a week can't be seen against a part of one, nor more days be missing than were asked.
        whole = asked == len(survey.grid.days)
        reported, contracted = np.where(whole, reported, np.nan), np.where(whole, contracted, np.nan)
        days = np.minimum(days, asked)
    with_entries: Floats = _days_with_entries(survey).sum(axis=1).astype(np.float64)
    return {
        "recorded_of_reported": (_ratio(recorded, reported), recorded, reported, {}),
        "recorded_of_contracted": (_ratio(recorded, contracted), recorded, contracted, {}),
        "recorded_hours": (recorded, recorded, recorded, {}),
        "days_without_entries": (np.maximum(days - with_entries, 0), with_entries, days, {}),
    }


def _from_runs(survey: Survey, rules: QualityRules, runs: _Runs) -> dict[str, Found]:
    grid, recorded = survey.grid, survey.recorded_hours
    episodes = runs.episodes.sum(axis=1).astype(np.float64)
    days = (runs.episodes > 0).sum(axis=1).astype(np.float64)
    longest: Floats = np.where(recorded > 0, runs.longest * grid.hours_per_slot, np.nan)
    ids = ["", *(code.id for code in survey.study.codes)]
    codes = {i: ids[number] for i, number in enumerate(runs.longest_code.tolist()) if number}
    gaps = np.asarray(runs.gaps * grid.hours_per_slot, dtype=np.float64)
    whole_hours = _ratio(runs.whole_hours.astype(np.float64), episodes)
    whole_hours[(episodes < rules.least_episodes) | (grid.slot_minutes >= 60)] = np.nan
    return {
        "episodes_per_day": (_ratio(episodes, days), episodes, days, {}),
        "longest_run": (longest, longest, recorded, codes),
        "gap_share": (_ratio(gaps, gaps + recorded), gaps, gaps + recorded, {}),
        "whole_hours_share": (whole_hours, runs.whole_hours.astype(np.float64), episodes, {}),
    }


def _copied_days(survey: Survey, rules: QualityRules, runs: _Runs) -> Found:
    """Days that are an earlier day again, of those with enough episodes to be told apart."""
    grid = survey.grid
    by_day = survey.codes.reshape(len(survey), len(grid.days), grid.slots_per_day)
    told_apart = runs.episodes >= rules.least_episodes
    copied = np.zeros((len(survey), len(grid.days)), dtype=bool)
    for day in range(1, len(grid.days)):
        for earlier in range(day):
            copied[:, day] |= told_apart[:, day] & (by_day[:, day] == by_day[:, earlier]).all(axis=1)
    days = (runs.episodes > 0).sum(axis=1).astype(np.float64)
    count = copied.sum(axis=1).astype(np.float64)
    return np.where(days > 0, count, np.nan), count, days, {}


def _shared(survey: Survey, rules: QualityRules, runs: _Runs) -> Found:
    """For each diary the others that are the same slot for slot, of those with enough episodes to be told apart."""
    alike: dict[bytes, list[int]] = {}
    for i in np.flatnonzero(runs.episodes.sum(axis=1) >= rules.least_episodes).tolist():
        alike.setdefault(survey.codes[i].tobytes(), []).append(i)
    values, details = np.zeros(len(survey)), {}
    for members in alike.values():
        if len(members) == 1:
            continue
        values[members] = len(members) - 1
        for i in members:
            others = [survey.respondents[other] for other in members[:5] if other != i][:3]
            more = len(members) - 1 - len(others)
            details[i] = ", ".join(others) + (f" and {more:,} more" if more else "")
    values[survey.recorded_hours == 0] = np.nan
    return values, values, values, details


def _other(survey: Survey, rules: QualityRules) -> Found:
    if not rules.other_codes:
        return _unknown(survey)
    hours = survey.minutes_under(rules.other_codes) / 60
    return _ratio(hours, survey.recorded_hours), hours, survey.recorded_hours, {}


def _odd_hours(survey: Survey) -> Found:
    grid = survey.grid
    odd = ~np.tile(grid.is_core, len(grid.days))
    hours = np.count_nonzero(survey.codes[:, odd], axis=1) * grid.hours_per_slot
    return _ratio(hours, survey.recorded_hours), hours, survey.recorded_hours, {}


def _another_job(survey: Survey, rules: QualityRules) -> Found:
    """Hours under codes that belong to other levels than the respondent's; unknown where no variable tells."""
    total, known = np.zeros(len(survey)), np.zeros(len(survey), dtype=bool)
    listed: dict[int, list[str]] = {}
    for job in rules.job_codes:
        attribute = survey.attributes.get(job.variable)
        if attribute is None or attribute.variable.kind is not VariableKind.LEVEL:
            continue
        levels = [level.id for level in attribute.variable.levels]
        positions = [levels.index(level) for level in job.levels]
        answered: NDArray[np.bool_] = np.greater_equal(attribute.values, 0)
        known |= answered
        others = answered & ~np.isin(attribute.values, positions)
        for code in job.codes:
            hours = survey.minutes_under([code]) / 60
            counted = np.where(others, hours, 0.0)
            total += counted
            for i in np.flatnonzero(counted).tolist():
                listed.setdefault(i, []).append(code)
    details = {i: ", ".join(dict.fromkeys(codes)) for i, codes in listed.items()}
    values = np.where(known & (survey.recorded_hours > 0), total, np.nan)
    return values, total, survey.recorded_hours, details


def _unknown(survey: Survey) -> Found:
    nowhere = np.full(len(survey), np.nan)
    return nowhere, nowhere, nowhere, {}


def _numbers(survey: Survey, name: str) -> Floats:
    """The values of a number, NaN throughout where the survey has no such number."""
    attribute = survey.attributes.get(name)
    if attribute is None or attribute.variable.kind is not VariableKind.NUMBER:
        return np.full(len(survey), np.nan)
    return np.asarray(attribute.values, dtype=np.float64)


def _days_with_entries(survey: Survey) -> NDArray[np.bool_]:
    grid = survey.grid
    by_day = survey.codes.reshape(len(survey), len(grid.days), grid.slots_per_day)
    return np.asarray(by_day.any(axis=2))


def _ratio(part: Floats, whole: Floats) -> Floats:
    """Part over whole, NaN where the whole is 0 or not known."""
    return np.asarray(np.divide(part, whole, out=np.full(len(part), np.nan), where=whole > 0), dtype=np.float64)
