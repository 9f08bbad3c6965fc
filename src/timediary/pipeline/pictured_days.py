"""The numbers under pictures of the day and its episodes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from timediary.categorise import states
from timediary.model.problem import RequestError
from timediary.pipeline.rhythm import episodes, tempogram, transitions, working_day
from timediary.tabulate.frame import frame_of

if TYPE_CHECKING:
    from timediary.model.survey import Survey
    from timediary.model.table import Table
    from timediary.pipeline.kinds import PictureRequest

# In a grid of diaries a category has a colour and no hatching.
_MOST_COLOURS = 8


def by_time_of_day(survey: Survey, request: PictureRequest) -> tuple[Table, ...]:
    """Weekdays, and the weekend if there is one; for one category, after each the category alone with a band."""
    made: list[Table] = []
    for days in ("weekday", "weekend") if survey.study.grid.weekend else ("all",):
        made.append(tempogram(survey, days, grouping=request.grouping, where=request.where, sampling=request.sampling))
        if request.category is not None:
            band = tempogram(
                survey,
                days,
                category=request.category,
                simultaneous=True,
                grouping=request.grouping,
                where=request.where,
                sampling=request.sampling,
            )
            made.append(replace(band, id=f"{band.id}_band"))
    return tuple(made)


def whole_weeks(survey: Survey, request: PictureRequest) -> tuple[Table, ...]:
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
        survey,
        "all",
        each_day=True,
        grouping=request.grouping,
        where=request.where,
        sampling=request.sampling,
        precision=False,
    )
    frame = frame_of(survey, (), request.where, request.sampling)
    return (with_sequences(table, frame, states(survey, request.grouping)),)


def start_and_finish(survey: Survey, request: PictureRequest) -> tuple[Table, ...]:
    """Start and finish of the working day, day by day."""
    return (working_day(survey, where=request.where, sampling=request.sampling),)


def spells(survey: Survey, request: PictureRequest) -> tuple[Table, ...]:
    """Episodes by category, of all respondents."""
    return (episodes(survey, grouping=request.grouping, where=request.where, sampling=request.sampling),)


def what_follows_what(survey: Survey, request: PictureRequest) -> tuple[Table, ...]:
    """Transitions between the episodes of a day."""
    return (transitions(survey, grouping=request.grouping, where=request.where, sampling=request.sampling),)
