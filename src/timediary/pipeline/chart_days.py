"""The numbers under pictures of the day and its episodes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from timediary.model.problem import RequestError
from timediary.pipeline.time_of_day import episodes, tempogram, transitions, working_day
from timediary.tabulate.activities import kinds_of_days

if TYPE_CHECKING:
    from timediary.model.survey import Survey
    from timediary.model.table import Table
    from timediary.pipeline.chart_registry import PictureRequest
    from timediary.sample import Sample

# In a grid of diaries a category has a colour and no hatching.
_MOST_COLOURS = 8


def has_times(survey: Survey) -> bool:
    """Whether it is known at which times of day each thing was done, one at a time."""
    return survey.has_times and survey.mentions is None


def by_time_of_day(sample: Sample, request: PictureRequest) -> tuple[Table, ...]:
    """Weekdays, and the weekend if there is one; for one category, after each the category alone with a band."""
    made: list[Table] = []
    for days in kinds_of_days(sample):
        made.append(tempogram(sample, days=days, grouping=request.grouping))
        if request.category is not None:
            band = tempogram(
                sample,
                days=days,
                category=request.category,
                simultaneous=True,
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
    made = [
        tempogram(sample, names, days="all", each_day=True, grouping=request.grouping, precision=False)
        for names in ((), by)
    ]
    return tuple(made if by else made[:1])


def start_and_finish(sample: Sample, _request: PictureRequest) -> tuple[Table, ...]:
    """Start and finish of the working day, day by day."""
    return (working_day(sample),)


def spells(sample: Sample, request: PictureRequest) -> tuple[Table, ...]:
    """Episodes by category, of all respondents."""
    return (episodes(sample, grouping=request.grouping),)


def what_follows_what(sample: Sample, request: PictureRequest) -> tuple[Table, ...]:
    """Transitions between the episodes of a day."""
    return (transitions(sample, grouping=request.grouping),)
