"""Episodes: how many, how long, how broken up, and what follows what."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from timediary.estimate.episodes import OUTSIDE, episodes_of
from timediary.estimate.quantiles import pooled_quantiles
from timediary.estimate.ratios import means, ratios
from timediary.model.line import Line, LineKind, Unit
from timediary.model.table import Table
from timediary.tabulate.activities import AT_WORK
from timediary.tabulate.crossing import crossed_lines, precision_side_by_side, side_by_side
from timediary.tabulate.precision import precision_of_means, precision_of_quantiles, precision_of_shares, stacked
from timediary.tabulate.scope import column_notes, labels_of, scope_of, source_of
from timediary.tabulate.shares import statuses

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from timediary.estimate.ratios import Estimates
    from timediary.model.study import Grouping
    from timediary.model.table import Precision
    from timediary.sample import Sample
    from timediary.sample.columns import Columns
    from timediary.tabulate.activities import Activity

LONG_HOURS = 2.0

_ANY = Line("any", "Any one activity", LineKind.ALL)
_UNBROKEN = Line(AT_WORK, "At work, without a break", LineKind.SUBTOTAL)


_START = Line("start", "Start of the day", LineKind.LEVEL)
_AFTER_BREAK = Line("after_break", "After a break", LineKind.LEVEL)
_BREAK = Line("break", "A break", LineKind.LEVEL)
_END = Line("end", "End of the day", LineKind.LEVEL)
_TRANSITION_NOTES = (
    "Of all episodes in the row, the share that the column follows within the same day. A break is time not recorded "
    "between two episodes of one day.",
    "Rows add up to 100%.",
    "– can't follow, or nothing recorded to take a figure from.",  # noqa: RUF001 - the dash of tables
)


class _Spells(NamedTuple):
    """The episodes of one activity: how many of each length, in slots, each of m respondents has, (m, lengths)."""

    line: Line
    by_length: NDArray[np.int64]

    @property
    def lengths(self) -> NDArray[np.int64]:
        """The lengths, from 0."""
        return np.arange(self.by_length.shape[1])

    @property
    def number(self) -> NDArray[np.int64]:
        """Episodes of each respondent, shape (m,)."""
        return np.asarray(self.by_length.sum(axis=1))

    @property
    def longest(self) -> NDArray[np.int64]:
        """Slots of each respondent's longest, 0 without one, shape (m,)."""
        return np.asarray(np.where(self.by_length > 0, self.lengths, 0).max(axis=1))

    def slots(self, least: int = 0) -> NDArray[np.int64]:
        """Slots of each respondent in episodes of `least` slots or more, shape (m,)."""
        return np.asarray(self.by_length[:, least:] @ self.lengths[least:])


def tabulate_episodes(sample: Sample, columns: Columns, grouping: Grouping, activities: Sequence[Activity]) -> Table:
    """Episodes by activity: how many a day and an hour, how long, in long ones what share of the time, the longest.

    An episode is a run of neighbouring slots of one day in the activity. That of a subtotal goes on while work changes
    between its groups, that of 'at work' while anything is recorded; 'any one activity' takes the groups together.
    All but the median and the mean of the longest are ratios of totals.

    Args:
        sample: m respondents.
        columns: d columns of a breakdown.
        grouping: whose groups the activities are.
        activities: the rows of a grouping, and being at work; they make the columns within each of the breakdown.
    """
    survey, grid = sample.survey, sample.survey.grid
    inside = sample.states(grouping)[sample.inside]
    days = (inside > 0).reshape(len(inside), -1, grid.slots_per_day).any(axis=2).sum(axis=1).astype(np.float64)
    hours = np.count_nonzero(inside, axis=1) * grid.hours_per_slot
    spells = _spells(inside, activities, grid.slots_per_day)
    parts = [_of_activity(sample, columns, one, days, hours) for one in spells]
    estimate, base = side_by_side([part[0] for part in parts]), side_by_side([part[1] for part in parts])
    precision = precision_side_by_side([part[2] for part in parts])
    by = labels_of(survey, columns.by)
    weighted = columns.members.T * sample.weights[sample.inside]
    recorded = weighted @ np.column_stack([one.slots() for one in spells]) * grid.hours_per_slot
    return Table(
        id=",".join(("episodes", *columns.by)),
        title="Episodes of work" + (f" by {by}" if by else ""),
        rows=_ROWS,
        columns=crossed_lines(columns.lines, [one.line for one in spells]),
        estimate=estimate,
        base=base.astype(np.int64),
        hours=np.full(estimate.shape, np.nan),
        status=statuses(survey.study.defaults, estimate, base.astype(np.int64), precision.se),
        scope=scope_of(sample),
        notes=(*_NOTES, *column_notes(sample, columns.by)),
        source=source_of(survey),
        abbreviations=survey.study.abbreviations,
        column_hours=recorded.ravel(),
        precision=precision,
    )


_ROWS = (
    Line("per_day", "Episodes a day worked", LineKind.LEVEL, Unit.NUMBER),
    Line("per_hour", "Episodes an hour worked", LineKind.LEVEL, Unit.NUMBER),
    Line("mean_length", "Length in minutes, mean", LineKind.LEVEL, Unit.MINUTES),
    Line("median_length", "Length in minutes, median", LineKind.LEVEL, Unit.MINUTES),
    Line("long_share", f"Share of its time in episodes of {LONG_HOURS:g} hours or more", LineKind.LEVEL, Unit.SHARE),
    Line("longest", "Longest of a respondent's diary in minutes, mean", LineKind.LEVEL, Unit.MINUTES),
)
_NOTES = (
    "An episode is a run of slots in one activity, within one day. Those of a subtotal go on while work changes "
    "between its parts.",
    "A day and an hour are those on which anything was recorded. Lengths are in whole slots, so that what is shorter "
    "than a slot isn't seen.",
    "Lengths, shares and the longest episode are of those who record the activity.",
)


def _spells(states: NDArray[np.unsignedinteger], activities: Sequence[Activity], slots_per_day: int) -> list[_Spells]:
    groups = sum(activity.line.kind is LineKind.GROUP for activity in activities)
    episodes = episodes_of(states, groups + 1, slots_per_day)
    lines = [
        _Spells(activity.line, episodes.of_length(activity.states[0]))
        if activity.line.kind is LineKind.GROUP
        else _merged(activity, states, slots_per_day)
        for activity in activities
    ]
    return [*lines, _together([one for one in lines if one.line.kind is LineKind.GROUP])]


def _merged(activity: Activity, states: NDArray[np.unsignedinteger], slots_per_day: int) -> _Spells:
    """The episodes of several groups that go on while work changes between them."""
    episodes = episodes_of(activity.shown_in(states).astype(np.uint8), 2, slots_per_day)
    return _Spells(_UNBROKEN if activity.line.id == AT_WORK else activity.line, episodes.of_length(1))


def _together(groups: Sequence[_Spells]) -> _Spells:
    """The episodes of all groups, none merged with another."""
    wide = max(one.by_length.shape[1] for one in groups)
    by_length = np.zeros((len(groups[0].by_length), wide), dtype=np.int64)
    for one in groups:
        by_length[:, : one.by_length.shape[1]] += one.by_length
    return _Spells(_ANY, by_length)


def tabulate_transitions(sample: Sample, grouping: Grouping) -> Table:
    """What follows an episode in each group within the same day: another group, a break, or the end of the day.

    The transition rates of episodes (TraMineR, `seqtrate` of the distinct successive states), with the start of the day
    and a break as rows of their own. A break is time not recorded between two episodes of a day. Rows add up to 1; each
    is a ratio of totals over episodes.

    Args:
        sample: m respondents.
        grouping: the groups.
    """
    survey = sample.survey
    groups = [Line(group.id, group.label, LineKind.LEVEL) for group in grouping.groups]
    episodes = episodes_of(sample.states(grouping)[sample.inside], len(groups) + 1, survey.grid.slots_per_day)
    everybody = sample.columns().members[:, -1]
    order = [*range(1, len(groups) + 2), OUTSIDE]
    estimates, bases = [], []
    for before in (OUTSIDE, *order[:-1]):
        followed = episodes.followed_by(before)[:, order].astype(np.float64)
        number = followed.sum(axis=1)
        estimates.append(ratios(followed, number, sample.design, everybody & (number > 0)))
        bases.append(estimates[-1].bases.repeat(len(order)))
    base = np.array(bases, dtype=np.int64)
    impossible = _impossible(len(groups))
    estimate = np.where(impossible, np.nan, np.vstack([found.values for found in estimates]))
    precision = _without(stacked([_turned(found, sample) for found in estimates]), impossible)
    rows = [line._replace(kind=LineKind.GROUP) for line in (_START, *groups, _AFTER_BREAK)]
    return Table(
        id="transitions",
        title="What follows what within a day",
        rows=tuple(rows),
        columns=(*groups, _BREAK, _END),
        estimate=estimate,
        base=base,
        hours=np.full(estimate.shape, np.nan),
        status=statuses(survey.study.defaults, estimate, base, precision.se),
        scope=scope_of(sample),
        notes=(*_TRANSITION_NOTES, *column_notes(sample, ())),
        source=source_of(survey),
        abbreviations=survey.study.abbreviations,
        precision=precision,
    )


def _impossible(groups: int) -> NDArray[np.bool_]:
    """What can't follow: a group itself, or a break or the end of a day where nothing was recorded before it."""
    impossible = np.eye(groups + 2, groups + 2, -1, dtype=np.bool_)
    impossible[[0, 0, -1, -1], [-2, -1, -2, -1]] = True
    return impossible


def _without(known: Precision, cells: NDArray[np.bool_]) -> Precision:
    se, low, high, deff, degrees = (np.where(cells, np.nan, values) for values in known[:5])
    return known._replace(se=se, low=low, high=high, deff=deff, degrees_of_freedom=degrees)


def _turned(found: Estimates, sample: Sample) -> Precision:
    """The precision of estimates of one domain, as one row of a table."""
    known = precision_of_shares(found, np.broadcast_to(found.bases, found.values.T.shape).astype(np.int64), sample)
    se, low, high, deff, degrees = (values.T for values in known[:5])
    return known._replace(se=se, low=low, high=high, deff=deff, degrees_of_freedom=degrees)


def _of_activity(
    sample: Sample, columns: Columns, spells: _Spells, days: NDArray[np.float64], hours: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64], Precision]:
    """Estimates and bases of one activity, shape (rows, d), and their precision."""
    grid = sample.survey.grid
    number, slots, minutes = spells.number, spells.slots(), grid.slot_minutes
    members = columns.members & (number > 0)[:, None]
    longest_possible = grid.slots_per_day * minutes
    day, hour = (ratios(number, each, sample.design, columns.members) for each in (days, hours))
    mean = ratios(slots * minutes, number, sample.design, members)
    lengths = spells.lengths * minutes
    median = pooled_quantiles(lengths, spells.by_length, 0.5, sample.design, members)
    long = ratios(spells.slots(math.ceil(60 * LONG_HOURS / minutes)), slots, sample.design, members)
    longest = means(spells.longest * minutes, sample.design, members)
    precision = [
        precision_of_means(day, sample, grid.slots_per_day),
        precision_of_means(hour, sample, 1 / grid.hours_per_slot),
        precision_of_means(mean, sample, longest_possible),
        precision_of_quantiles(median, sample),
        precision_of_shares(long, long.bases[None, :], sample),
        precision_of_means(longest, sample, longest_possible),
    ]
    estimate = np.vstack([part.values.T for part in (day, hour, mean, median, long, longest)])
    base = np.vstack([day.bases, hour.bases, *[mean.bases] * (len(estimate) - 2)])
    return estimate, base.astype(np.float64), stacked(precision)
