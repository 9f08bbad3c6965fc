"""The day and its episodes: who does what when, when work starts and ends, how long spells last, what follows what."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from timediary.model.problem import RequestError
from timediary.model.spelling import folded
from timediary.pipeline.requests import breakdown_asked, category_asked, check_decimals, check_word, grouping_of
from timediary.sample import sample_of
from timediary.tabulate.activities import AT_WORK, activities_of, activity_asked, days_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from timediary.model.study import Grouping
    from timediary.model.survey import Survey
    from timediary.model.table import Table
    from timediary.sample import Sample
    from timediary.tabulate.tempogram import Base


def tempogram(
    sample: Survey | Sample,
    by: str | Sequence[str] = (),
    *,
    days: str | Sequence[str] = "weekday",
    category: str | None = None,
    base: Base = "respondents",
    simultaneous: bool = False,
    each_day: bool = False,
    step: int | None = None,
    grouping: str | Path | Grouping | None = None,
    precision: bool = True,
    decimals: int = 0,
) -> Table:
    """Share of respondents in each category at each slot of the day: the tempogram, or state distribution.

    Args:
        sample: a survey that `read` returned, or what its `sample` bound.
        days: `weekday`, `weekend`, `all`, or names of days; the figures are means over them. Of dated diaries of one
            day they are of those diaries that are of such a day.
        category: one row of the grouping or one of the study's definitions, by id or label, or `at_work`; all of the
            grouping's rows where None.
        base: what the shares are of: all `respondents` who recorded any time, or those `at_work` in the slot.
        simultaneous: whether the intervals of a column hold the truth at all times of day at once, and not each alone.
        each_day: whether each of the days has slots of its own, as in a whole week.
        step: minutes that a row stands for, where that is to be several slots: `30` for a survey kept to the minute.
            The shares are of all the time in them, exactly. A slot where None.
        by: an attribute (`"setting"`), or several to cross (`"setting,role"`); none for one column.
        grouping: id of one of the study's groupings, path of a grouping file, or a grouping; the study's own where
            None.
        precision: whether to work out standard errors and intervals.
        decimals: decimals of percentages where the table is shown.

    Raises:
        RequestError: a day, category, attribute or grouping doesn't fit the survey, or the sample can't be resolved.
        DefinitionError: a grouping's file can't be read, or contradicts itself.

    Examples:
        >>> import timediary as td
        >>> survey = td.read("examples/diaries.xlsx")
        >>> day = survey.tempogram(days="weekday")
        >>> round(day.value("10:00", "at_work"), 2)
        0.91
        >>> survey.tempogram("setting", days="Mon,Tue", category="recording").title
        'Case-related recording by time of day, Monday, Tuesday, share of respondents, by setting'
    """
    from timediary.tabulate.tempogram import Base, tabulate_tempogram

    check_word(base, "base", get_args(Base))
    check_decimals(decimals)
    drawn, shown = days_of(sample_of(sample), days)
    study = drawn.survey.study
    chosen = grouping_of(drawn.survey, grouping)
    if category is not None and folded(category) != folded(AT_WORK):
        chosen, category = category_asked(study, chosen, category)
    activities = activities_of(chosen)
    if category is not None:
        activities = (activity_asked(activities, category),)
    elif base == "at_work":
        # Those at work are 100% of those at work.
        activities = tuple(activity for activity in activities if activity.line.id != AT_WORK)
    return tabulate_tempogram(
        drawn,
        drawn.columns(breakdown_asked(drawn.survey, by)),
        chosen,
        activities,
        shown,
        base=base,
        simultaneous=simultaneous,
        each_day=each_day,
        step=_step_asked(drawn.survey, step),
        precision=precision,
        decimals=decimals,
    )


def _step_asked(survey: Survey, step: int | None) -> int | None:
    """Minutes of a row: of several slots, which must divide a day evenly.

    Raises:
        RequestError: they aren't.
    """
    slot, day = survey.grid.slot_minutes, survey.grid.day_minutes
    if step is not None and (step < slot or step % slot or day % step):
        raise RequestError(
            f"A step of {step} minutes isn't several slots of {slot} minutes that part a day of {day // 60} hours "
            f"evenly. Choose {slot * 2}, or another multiple of {slot}."
        )
    return step


def working_day(
    sample: Survey | Sample,
    by: str | Sequence[str] = (),
    *,
    days: str | Sequence[str] = "all",
) -> Table:
    """Start and finish of the working day, day by day: share at work, quartiles of both, hours between and recorded.

    Args:
        sample: a survey that `read` returned, or what its `sample` bound.
        days: `weekday`, `weekend`, `all`, or names of days; each is a column.
        by: an attribute (`"setting"`), or several to cross (`"setting,role"`); none for one column.

    Raises:
        RequestError: a day or attribute doesn't fit the survey, or the sample can't be resolved.

    Examples:
        >>> import timediary as td
        >>> survey = td.read("examples/diaries.xlsx")
        >>> survey.working_day(days="Mon").value("start_median", "monday")
        9.0
    """
    from timediary.tabulate.working_day import tabulate_working_day

    drawn, shown = days_of(sample_of(sample), days)
    return tabulate_working_day(drawn, drawn.columns(breakdown_asked(drawn.survey, by)), shown)


def episodes(
    sample: Survey | Sample,
    by: str | Sequence[str] = (),
    *,
    grouping: str | Path | Grouping | None = None,
) -> Table:
    """Episodes by category: how many a day and an hour, how long, and how long the longest unbroken one is.

    Args:
        sample: a survey that `read` returned, or what its `sample` bound.
        by: an attribute (`"setting"`), or several to cross (`"setting,role"`); none for one column.
        grouping: id of one of the study's groupings, path of a grouping file, or a grouping; the study's own where
            None. An episode of a subtotal goes on while work changes between its groups.

    Raises:
        RequestError: an attribute or grouping doesn't fit the survey, or the sample can't be resolved.
        DefinitionError: a grouping's file can't be read, or contradicts itself.

    Examples:
        >>> import timediary as td
        >>> survey = td.read("examples/diaries.xlsx")
        >>> round(survey.episodes("role").value("mean_length", "manager/any"))
        79
    """
    from timediary.tabulate.spells import tabulate_episodes

    drawn = sample_of(sample)
    chosen = grouping_of(drawn.survey, grouping)
    columns = drawn.columns(breakdown_asked(drawn.survey, by))
    return tabulate_episodes(drawn, columns, chosen, activities_of(chosen))


def transitions(
    sample: Survey | Sample,
    *,
    grouping: str | Path | Grouping | None = None,
) -> Table:
    """What follows what within a day: of the episodes in a category, how many are followed by each of the others.

    Args:
        sample: a survey that `read` returned, or what its `sample` bound.
        grouping: id of one of the study's groupings, path of a grouping file, or a grouping; the study's own where
            None. Its subtotals have no part in it.

    Raises:
        RequestError: an attribute or grouping doesn't fit the survey, or the sample can't be resolved.
        DefinitionError: a grouping's file can't be read, or contradicts itself.

    Examples:
        >>> import timediary as td
        >>> survey = td.read("examples/diaries.xlsx")
        >>> round(survey.transitions().value("start", "recording"), 2)
        0.04
    """
    from timediary.tabulate.spells import tabulate_transitions

    drawn = sample_of(sample)
    chosen = grouping_of(drawn.survey, grouping)
    return tabulate_transitions(drawn, chosen)


def complexity(
    sample: Survey | Sample,
    by: str | Sequence[str] = (),
    *,
    grouping: str | Path | Grouping | None = None,
) -> Table:
    """How complex respondents' sequences are: longitudinal entropy, complexity index, turbulence; means by column.

    Args:
        sample: a survey that `read` returned, or what its `sample` bound.
        by: an attribute (`"setting"`), or several to cross (`"setting,role"`); none for one column.
        grouping: id of one of the study's groupings, path of a grouping file, or a grouping; the study's own where
            None. Its groups are the states.

    Raises:
        RequestError: an attribute or grouping doesn't fit the survey, or the sample can't be resolved.
        DefinitionError: a grouping's file can't be read, or contradicts itself.

    Examples:
        >>> import timediary as td
        >>> survey = td.read("examples/diaries.xlsx")
        >>> round(survey.complexity().value("entropy"), 2)
        0.43
    """
    from timediary.tabulate.regularity import tabulate_complexity

    drawn = sample_of(sample)
    chosen = grouping_of(drawn.survey, grouping)
    return tabulate_complexity(drawn, drawn.columns(breakdown_asked(drawn.survey, by)), chosen)
