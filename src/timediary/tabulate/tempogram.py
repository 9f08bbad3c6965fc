"""Tempograms: who does what at each time of day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from timediary.estimate.bands import pointwise_level
from timediary.estimate.intervals import share_interval
from timediary.estimate.ratios import ratios
from timediary.model.line import IN_STEPS, Line, LineKind, Unit
from timediary.model.study import clock
from timediary.model.table import Precision, Table
from timediary.tabulate.crossing import crossed_lines
from timediary.tabulate.precision import LEVEL, NOTHING, sensible, stacked
from timediary.tabulate.scope import column_notes, labels_of, scope_of, source_of
from timediary.tabulate.shares import statuses

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from timediary.estimate.ratios import Estimates
    from timediary.model.study import DiaryGrid, Grouping
    from timediary.sample import Sample
    from timediary.sample.columns import Columns
    from timediary.tabulate.activities import Activity, Days

Base = Literal["respondents", "at_work"]

# Counts whose shares are worked out at once: one product of matrices in place of many, while they fit into memory.
_MOST_AT_ONCE = 1 << 20


class _Counts(NamedTuple):
    """How often each of m respondents is in each of k activities in each of r slots of the day.

    Attributes:
        lines: the r slots.
        counts: small whole numbers (r, k, m).
        at_work: how often at work at all, likewise (r, m).
        asked: how many of the days that a slot stands for were asked of each respondent, likewise (r, m).
    """

    lines: tuple[Line, ...]
    counts: NDArray[np.unsignedinteger]
    at_work: NDArray[np.unsignedinteger]
    asked: NDArray[np.unsignedinteger]


class _Slots(NamedTuple):
    """The figures of s slots: columns of the breakdown with the activities in each, c in all.

    Attributes:
        estimate: float64 (s, c).
        base: int64 (s, c).
        hours: float64 (s, c).
        precision: of s rows.
        scores: rows whose cross-products are the covariances of the estimates, (units, s, c).
    """

    estimate: NDArray[np.float64]
    base: NDArray[np.int64]
    hours: NDArray[np.float64]
    precision: Precision | None = None
    scores: NDArray[np.float64] | None = None


def tabulate_tempogram(
    sample: Sample,
    columns: Columns,
    grouping: Grouping,
    activities: Sequence[Activity],
    days: Days,
    *,
    base: Base = "respondents",
    simultaneous: bool = False,
    each_day: bool = False,
    step: int | None = None,
    precision: bool = True,
    decimals: int = 0,
) -> Table:
    """Share of respondents in each activity at each slot of the day: a mean over the days, then over respondents.

    The tempogram of the time-use literature, and the state distribution of sequence analysis. Of respondents, it is the
    share of all who recorded any time, at work then or not, so that activities add up to those at work. Of those at
    work, it is all the time in the activity over all the time recorded in the slot, a ratio of totals.

    Args:
        sample: m respondents.
        columns: d columns of a breakdown.
        grouping: whose groups the activities are.
        activities: what is shown; one alone makes the breakdown's columns, several are shown within each of them.
        days: the days it is a mean of.
        base: what the shares are of.
        simultaneous: whether the intervals of a column hold the truth at all times of day at once (the sup-t band of
            Montiel Olea and Plagborg-Møller 2019), and not each by itself.
        each_day: whether each day has slots of its own, in place of the mean over the days.
        step: minutes that a row stands for, several slots long: shares are of all the time in them. A slot where None.
        precision: whether standard errors and intervals are worked out.
        decimals: decimals of a percentage.
    """
    grid = sample.survey.grid.in_slots(step or sample.survey.grid.slot_minutes)
    counted = _counted(sample, sample.states(grouping), activities, days, grid, each_day=each_day)
    of, alike = (counted.asked, grid.slots_per_day) if base == "respondents" else (counted.at_work, 1)
    parts = [
        _slots(sample, columns, counts, days, precision=precision, scores=simultaneous)
        for counts, days in _in_parts(counted.counts, of, alike)
    ]
    estimate, respondents = np.vstack([part.estimate for part in parts]), np.vstack([part.base for part in parts])
    known = stacked([part.precision for part in parts if part.precision]) if precision else None
    if simultaneous and known is not None:
        known = _simultaneous(parts, known, estimate, respondents)
    hours = np.vstack([part.hours for part in parts])
    return Table(
        id=",".join((f"tempogram_{'week' if each_day else days.id}", *columns.by)),
        title=_title(sample, columns.by, activities, days, base),
        rows=counted.lines,
        columns=_columns(columns, activities),
        estimate=estimate,
        base=respondents,
        hours=hours,
        status=statuses(sample.survey.study.defaults, estimate, respondents, known.se if known else estimate * 0),
        scope=scope_of(sample),
        notes=(
            *_step_notes(sample, grid),
            *_notes(sample, days, base, each_day=each_day),
            *column_notes(sample, columns.by),
        ),
        source=source_of(sample.survey),
        abbreviations=sample.survey.study.abbreviations,
        decimals=decimals,
        column_hours=hours.sum(axis=0),
        precision=sensible(known, estimate, whole=1) if known else None,
    )


def _counted(
    sample: Sample,
    states: NDArray[np.unsignedinteger],
    activities: Sequence[Activity],
    days: Days,
    grid: DiaryGrid,
    *,
    each_day: bool,
) -> _Counts:
    """What is counted in the slots of a grid, each one or several of the survey's."""
    own = sample.survey.grid
    inside = states[sample.inside].reshape(-1, len(own.days), own.slots_per_day)
    of_days = [np.ascontiguousarray(inside[:, day].T) for day in days.positions]
    lines = _week_lines(grid, days) if each_day else _day_lines(grid)
    each = own.slots_per_day // grid.slots_per_day
    small = np.min_scalar_type(len(of_days) * each)

    def in_rows(there: NDArray[np.bool_]) -> NDArray[np.generic]:
        """In how many of the slots of each row something is so, of (slots, m)."""
        return there if each == 1 else there.reshape(-1, each, there.shape[1]).sum(axis=1, dtype=small)

    counts = np.zeros((len(lines), len(activities), len(inside)), dtype=small)
    at_work = np.zeros((len(lines), len(inside)), dtype=small)
    asked = np.zeros((len(lines), len(inside)), dtype=small)
    asked_days = sample.survey.days_asked[sample.inside]
    for number, day in enumerate(of_days):
        per_day = grid.slots_per_day
        rows = slice(number * per_day, (number + 1) * per_day) if each_day else slice(None)
        at_work[rows] += in_rows(day > 0)
        asked[rows] += asked_days[:, days.positions[number]] * small.type(each)
        for place, activity in enumerate(activities):
            for state in activity.states:
                counts[rows, place] += in_rows(day == state)
    return _Counts(lines, counts, at_work, asked)


def _day_lines(grid: DiaryGrid) -> tuple[Line, ...]:
    starts = [clock(grid.start_minute(slot)) for slot in range(grid.slots_per_day)]
    return tuple(Line(start, start, LineKind.SLOT, Unit.SHARE) for start in starts)


def _week_lines(grid: DiaryGrid, days: Days) -> tuple[Line, ...]:
    slots = [day * grid.slots_per_day + slot for day in days.positions for slot in range(grid.slots_per_day)]
    names = [grid.slot_name(slot) for slot in slots]
    return tuple(Line(name, name, LineKind.SLOT, Unit.SHARE) for name in names)


def _columns(columns: Columns, activities: Sequence[Activity]) -> tuple[Line, ...]:
    if len(activities) == 1 and columns.by:
        return columns.lines
    return crossed_lines(columns.lines, [activity.line for activity in activities])


def _in_parts(
    counts: NDArray[np.unsignedinteger], of: NDArray[np.unsignedinteger], alike: int
) -> Iterator[tuple[NDArray[np.unsignedinteger], NDArray[np.unsignedinteger]]]:
    """Counts of slots and what they are counted of, (m,), of as many at once as have one denominator and fit in memory.

    Args:
        counts: (r, k, m).
        of: (r, m).
        alike: how many slots in a row are counted of the same.
    """
    each = min(alike, max(1, _MOST_AT_ONCE // max(counts[0].size, 1)))
    for start in range(0, len(counts), alike):
        for first in range(start, start + alike, each):
            yield counts[first : min(first + each, start + alike)], of[first]


def _slots(
    sample: Sample,
    columns: Columns,
    counts: NDArray[np.unsignedinteger],
    of: NDArray[np.unsignedinteger],
    *,
    precision: bool,
    scores: bool,
) -> _Slots:
    """Slots with one denominator: shares of the days of each respondent that `of` counts, asked or at work in them."""
    members, denominator = columns.members & (of > 0)[:, None], of.astype(np.float64)
    number, activities, _ = counts.shape
    flat = counts.reshape(number * activities, -1)

    def by_slot(values: NDArray[np.float64]) -> NDArray[np.float64]:
        """From (..., d, s k) to (..., s, d k)."""
        apart = values.reshape(*values.shape[:-1], number, activities)
        return np.moveaxis(apart, -2, -3).reshape(*values.shape[:-2], number, -1)

    weighted = columns.members.T * sample.weights[sample.inside]
    totals = weighted @ flat.T
    with np.errstate(invalid="ignore"):
        estimate = totals / (weighted @ denominator)[:, None]
    bases = sample.bases(members)
    figures = _Slots(
        by_slot(estimate),
        base=np.tile(bases.repeat(activities), (number, 1)),
        hours=by_slot(totals) * sample.survey.grid.hours_per_slot,
    )
    if not precision:
        return figures
    found = ratios(flat.T, denominator, sample.design, members)
    known = _in_rows(found, by_slot, sample.method)
    return figures._replace(precision=known, scores=by_slot(found.scores()) if scores else None)


def _in_rows(found: Estimates, by_slot: Callable[[NDArray[np.float64]], NDArray[np.float64]], method: str) -> Precision:
    """The precision of some slots: columns of the breakdown with the activities in each, a row a slot.

    With the degrees of freedom of the sample: where one of 50 respondents is at work, those that allow for kurtosis
    would be 1, and the interval reach to 62%, which no sample of 50 shares of respondents deserves.
    """
    degrees = np.broadcast_to(found.degrees_of_freedom[:, None].astype(np.float64), found.values.shape)
    se = np.where((degrees < 1) & (found.se < NOTHING), np.nan, found.se)
    limits = share_interval(found.values, se, degrees, found.bases[:, None], LEVEL)
    figures = (se, limits.low, limits.high, found.deff, degrees)
    se, low, high, deff, degrees = (by_slot(values) for values in figures)
    return Precision(se, low, high, deff, degrees, LEVEL, method)


def _simultaneous(
    parts: Sequence[_Slots], known: Precision, estimate: NDArray[np.float64], base: NDArray[np.int64]
) -> Precision:
    """Limits that hold at all slots at once, column by column: single intervals at a higher level."""
    low, high = np.empty_like(estimate), np.empty_like(estimate)
    for column in range(estimate.shape[1]):
        scores = [part.scores[:, :, column] for part in parts if part.scores is not None]
        level = pointwise_level(np.column_stack(scores), LEVEL)
        degrees = known.degrees_of_freedom[:, column]
        limits = share_interval(estimate[:, column], known.se[:, column], degrees, base[:, column], level)
        low[:, column], high[:, column] = limits.low, limits.high
    return known._replace(low=low, high=high, method=f"{known.method}; the band holds all times of a column at once")


def _title(sample: Sample, by: tuple[str, ...], activities: Sequence[Activity], days: Days, base: Base) -> str:
    what = activities[0].line.label if len(activities) == 1 else "Activities"
    of = "those at work" if base == "at_work" else "respondents"
    across = labels_of(sample.survey, by)
    return f"{what} by time of day, {days.label}, share of {of}" + (f", by {across}" if across else "")


def _step_notes(sample: Sample, grid: DiaryGrid) -> tuple[str, ...]:
    """That rows stand for several slots, in a sentence; none where they don't."""
    if grid == sample.survey.grid:
        return ()
    return (f"{IN_STEPS} {grid.slot_minutes} minutes; each share is of all the time in a step.",)


def _notes(sample: Sample, days: Days, base: Base, *, each_day: bool) -> tuple[str, ...]:
    over = f"Each figure is a mean over {days.label}. " if len(days.positions) > 1 and not each_day else ""
    if sample.survey.asked is not None:
        over += "Only days that were asked count. "
    if base == "at_work":
        return (
            f"{over}All the time in the activity over all the time recorded in the slot; bases are who was at work.",
        )
    return (f"{over}Of all respondents who recorded any time in the diary, at work in the slot or not.",)
