"""The numbers under pictures of the day and its episodes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from timediary.model.problem import RequestError
from timediary.pipeline.time_of_day import episodes, tempogram, transitions, working_day
from timediary.tabulate.activities import kinds_of_days

if TYPE_CHECKING:
    from timediary.model.study import DiaryGrid
    from timediary.model.survey import Survey
    from timediary.model.table import Table
    from timediary.pipeline.chart_registry import PictureRequest
    from timediary.sample import Sample

# In a grid of diaries a category has a colour and no hatching.
_MOST_COLOURS = 8


# Times that can be told apart on a page: every ten minutes of a day, every quarter of an hour of a week.
_MOST_TIMES, _MOST_TIMES_OF_WEEK = 144, 672
_STEPS = (5, 10, 15, 20, 30, 60)


def readable_step(grid: DiaryGrid, *, each_day: bool = False) -> int | None:
    """Minutes that a picture's times are apart where slots are too many to be told apart; None where they aren't."""
    days, most = (len(grid.days), _MOST_TIMES_OF_WEEK) if each_day else (1, _MOST_TIMES)
    if grid.slots_per_day * days <= most:
        return None
    whole = [step for step in _STEPS if step % grid.slot_minutes == 0 and grid.day_minutes % step == 0]
    fits = [step for step in whole if grid.day_minutes // step * days <= most]
    return fits[0] if fits else whole[-1] if whole else None


def has_times(survey: Survey) -> bool:
    """Whether it is known at which times of day each thing was done, one at a time."""
    return survey.has_times and survey.mentions is None


def by_time_of_day(sample: Sample, request: PictureRequest) -> tuple[Table, ...]:
    """Weekdays, and the weekend if there is one; for one category, after each the category alone with a band."""
    made: list[Table] = []
    step = readable_step(sample.survey.grid)
    for days in kinds_of_days(sample):
        made.append(tempogram(sample, days=days, step=step, grouping=request.grouping))
        if request.category is not None:
            band = tempogram(
                sample,
                days=days,
                category=request.category,
                simultaneous=True,
                step=step,
                grouping=request.grouping,
            )
            made.append(replace(band, id=f"{band.id}_band"))
    return tuple(made)


def whole_weeks(sample: Sample, request: PictureRequest) -> tuple[Table, ...]:
    """The state distribution over all slots of the diary, with the diaries themselves.

    Raises:
        RequestError: the grouping has more groups than there are colours.
    """
    from timediary.tabulate.weeks import with_sequences

    number = len(request.grouping.groups)
    if number > _MOST_COLOURS:
        raise RequestError(
            f"The grouping '{request.grouping.id}' has {number} groups; a picture of whole diaries shows "
            f"{_MOST_COLOURS} at most. Choose a coarser grouping."
        )
    table = tempogram(
        sample,
        days="all",
        each_day=True,
        grouping=request.grouping,
        precision=False,
    )
    return (with_sequences(table, sample, request.grouping),)


def weeks_of_groups(sample: Sample, request: PictureRequest) -> tuple[Table, ...]:
    """The state distribution over all slots of the diary, of all respondents and by group."""
    by = request.breakdowns[0]
    step = readable_step(sample.survey.grid, each_day=True)
    made = [
        tempogram(sample, names, days="all", each_day=True, step=step, grouping=request.grouping, precision=False)
        for names in ((), by)
    ]
    return tuple(made if by else made[:1])


def days_of_groups(sample: Sample, request: PictureRequest) -> tuple[Table, ...]:
    """Shares through a weekday, of all respondents and by an attribute."""
    days, step = kinds_of_days(sample)[0], readable_step(sample.survey.grid)
    made = [
        tempogram(sample, names, days=days, step=step, grouping=request.grouping, precision=False)
        for names in ((), request.breakdowns[0])
    ]
    return tuple(made if request.breakdowns[0] else made[:1])


def start_and_finish(sample: Sample, _request: PictureRequest) -> tuple[Table, ...]:
    """Start and finish of the working day, day by day."""
    return (working_day(sample),)


def spells(sample: Sample, request: PictureRequest) -> tuple[Table, ...]:
    """Episodes by category, of all respondents."""
    return (episodes(sample, grouping=request.grouping),)


def what_follows_what(sample: Sample, request: PictureRequest) -> tuple[Table, ...]:
    """Transitions between the episodes of a day."""
    return (transitions(sample, grouping=request.grouping),)
