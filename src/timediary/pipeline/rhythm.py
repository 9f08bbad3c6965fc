"""The day and its episodes: who does what when, when work starts and ends, how long spells last, what follows what."""

from __future__ import annotations

from typing import TYPE_CHECKING

import timediary.pipeline.output  # noqa: F401 - lets tables show and write themselves
from timediary.categorise import states
from timediary.pipeline.asked import attributes_asked, conditions_asked, grouping_asked, sampling_asked
from timediary.tabulate.activities import AT_WORK, activities_of, activity_asked, days_asked
from timediary.tabulate.frame import frame_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from timediary.model.study import Grouping, Sampling
    from timediary.model.survey import Survey
    from timediary.model.table import Condition, Table
    from timediary.tabulate.frame import Frame
    from timediary.tabulate.tempogram import Base


def tempogram(
    survey: Survey,
    days: str | Sequence[str] = "weekday",
    *,
    category: str | None = None,
    base: Base = "respondents",
    simultaneous: bool = False,
    each_day: bool = False,
    by: str | Sequence[str] = (),
    grouping: str | Path | Grouping | None = None,
    where: str | Condition | Sequence[str | Condition] = (),
    sampling: Sampling | None = None,
    precision: bool = True,
    decimals: int = 0,
) -> Table:
    """Share of respondents in each category at each slot of the day: the tempogram, or state distribution.

    Args:
        survey: what `read` returned.
        days: `weekday`, `weekend`, `all`, or names of days; the figures are means over them.
        category: one row of the grouping, by id or label, or `at_work`; all of them where None.
        base: what the shares are of: all `respondents` who recorded any time, or those `at_work` in the slot.
        simultaneous: whether the intervals of a column hold the truth at all times of day at once, and not each alone.
        each_day: whether each of the days has slots of its own, as in a whole week.
        by: as for `breakdown`.
        grouping: as for `breakdown`.
        where: as for `breakdown`.
        sampling: as for `breakdown`.
        precision: whether to work out standard errors and intervals.
        decimals: decimals of percentages where the table is shown.

    Raises:
        RequestError: a day, category, attribute, level, condition, grouping or sampling doesn't fit the survey.
    """
    from timediary.tabulate.tempogram import tabulate_tempogram

    chosen = grouping_asked(survey.study, grouping)
    activities = activities_of(chosen)
    if category is not None:
        activities = (activity_asked(activities, category),)
    elif base == "at_work":
        # At work are all of those at work.
        activities = tuple(activity for activity in activities if activity.line.id != AT_WORK)
    return tabulate_tempogram(
        _frame(survey, by, where, sampling),
        states(survey, chosen),
        activities,
        days_asked(survey.study.grid, days),
        base=base,
        simultaneous=simultaneous,
        each_day=each_day,
        precision=precision,
        decimals=decimals,
    )


def working_day(
    survey: Survey,
    days: str | Sequence[str] = "all",
    *,
    by: str | Sequence[str] = (),
    where: str | Condition | Sequence[str | Condition] = (),
    sampling: Sampling | None = None,
) -> Table:
    """Start and finish of the working day, day by day: share at work, quartiles of both, hours between and recorded.

    Args:
        survey: what `read` returned.
        days: as for `tempogram`; each is a column.
        by: as for `breakdown`.
        where: as for `breakdown`.
        sampling: as for `breakdown`.

    Raises:
        RequestError: a day, attribute, level, condition or sampling doesn't fit the survey.
    """
    from timediary.tabulate.working_day import tabulate_working_day

    return tabulate_working_day(_frame(survey, by, where, sampling), days_asked(survey.study.grid, days))


def episodes(
    survey: Survey,
    by: str | Sequence[str] = (),
    *,
    grouping: str | Path | Grouping | None = None,
    where: str | Condition | Sequence[str | Condition] = (),
    sampling: Sampling | None = None,
) -> Table:
    """Episodes by category: how many a day and an hour, how long, and how long the longest unbroken one is.

    Args:
        survey: what `read` returned.
        by: as for `breakdown`.
        grouping: as for `breakdown`; an episode of a subtotal goes on while work changes between its groups.
        where: as for `breakdown`.
        sampling: as for `breakdown`.

    Raises:
        RequestError: an attribute, level, condition, grouping or sampling doesn't fit the survey.
    """
    from timediary.tabulate.spells import tabulate_episodes

    chosen = grouping_asked(survey.study, grouping)
    return tabulate_episodes(_frame(survey, by, where, sampling), states(survey, chosen), activities_of(chosen))


def transitions(
    survey: Survey,
    *,
    grouping: str | Path | Grouping | None = None,
    where: str | Condition | Sequence[str | Condition] = (),
    sampling: Sampling | None = None,
) -> Table:
    """What follows what within a day: of the episodes in a category, how many are followed by each of the others.

    Args:
        survey: what `read` returned.
        grouping: as for `breakdown`; its subtotals have no part in it.
        where: as for `breakdown`.
        sampling: as for `breakdown`.

    Raises:
        RequestError: an attribute, level, condition, grouping or sampling doesn't fit the survey.
    """
    from timediary.tabulate.spells import tabulate_transitions

    chosen = grouping_asked(survey.study, grouping)
    return tabulate_transitions(_frame(survey, (), where, sampling), states(survey, chosen), chosen)


def complexity(
    survey: Survey,
    by: str | Sequence[str] = (),
    *,
    grouping: str | Path | Grouping | None = None,
    where: str | Condition | Sequence[str | Condition] = (),
    sampling: Sampling | None = None,
) -> Table:
    """How complex respondents' sequences are: longitudinal entropy, complexity index, turbulence; means by column.

    Args:
        survey: what `read` returned.
        by: as for `breakdown`.
        grouping: as for `breakdown`; its groups are the states.
        where: as for `breakdown`.
        sampling: as for `breakdown`.

    Raises:
        RequestError: an attribute, level, condition, grouping or sampling doesn't fit the survey.
    """
    from timediary.tabulate.regularity import tabulate_complexity

    chosen = grouping_asked(survey.study, grouping)
    return tabulate_complexity(_frame(survey, by, where, sampling), states(survey, chosen), len(chosen.groups))


def _frame(
    survey: Survey,
    by: str | Sequence[str],
    where: str | Condition | Sequence[str | Condition],
    sampling: Sampling | None,
) -> Frame:
    names, conditions = attributes_asked(survey, by), conditions_asked(survey, where)
    return frame_of(survey, names, conditions, sampling_asked(survey, sampling))
