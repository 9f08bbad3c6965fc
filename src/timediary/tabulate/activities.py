"""The activities that tables of the day show, and the days they are of."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from timediary.model.line import Line, LineKind
from timediary.model.problem import RequestError
from timediary.model.spelling import folded
from timediary.model.study import WEEKDAYS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from timediary.model.study import DiaryGrid, Grouping
    from timediary.model.survey import Survey
    from timediary.sample import Sample

AT_WORK = "at_work"


class Activity(NamedTuple):
    """A group of a grouping, a subtotal, or any work at all; `states` are the groups in it, counted from 1."""

    line: Line
    states: tuple[int, ...]

    def shown_in(self, states: NDArray[np.unsignedinteger]) -> NDArray[np.bool_]:
        """Where a matrix of states is in this activity, same shape."""
        found = np.zeros(np.iinfo(states.dtype).max + 1, dtype=np.bool_)
        found[list(self.states)] = True
        return np.asarray(found[states])


class Days(NamedTuple):
    """Some days of the diary: a name for ids, a label for titles, and their positions."""

    id: str
    label: str
    positions: tuple[int, ...]


def activities_of(grouping: Grouping) -> tuple[Activity, ...]:
    """The rows of a grouping, groups and subtotals in their order, and last being at work at all."""
    positions = {group.id: number for number, group in enumerate(grouping.groups, start=1)}
    rows = [
        Activity(Line(row.id, row.label, LineKind.GROUP), (positions[row.id],))
        if row.codes
        else Activity(Line(row.id, row.label, LineKind.SUBTOTAL), tuple(positions[part] for part in row.sum_of))
        for row in grouping.rows
    ]
    return (*rows, Activity(Line(AT_WORK, "At work", LineKind.ALL), tuple(positions.values())))


def activity_asked(activities: Sequence[Activity], name: str) -> Activity:
    """The activity that an id or a label means.

    Raises:
        RequestError: there is none; the message lists those there are.
    """
    for activity in activities:
        if folded(name) in (folded(activity.line.id), folded(activity.line.label)):
            return activity
    known = ", ".join(activity.line.id for activity in activities)
    raise RequestError(f"The grouping has no row '{name}'. It has: {known}.")


def days_of(sample: Sample, days: str | Sequence[str]) -> tuple[Sample, Days]:
    """The days meant by `weekday`, `weekend`, `all`, or the names of days, in full or their first three letters.

    Of diaries of one day whose weekday is known, days of the week are some of the diaries, which the sample is narrowed
    to.

    Raises:
        RequestError: the diary has no such day, or no weekend.
    """
    names = [name.strip() for name in (days.split(",") if isinstance(days, str) else days) if name.strip()]
    if not _are_dated_days(sample.survey):
        return sample, _in_diary(sample.survey.grid, names)
    kind = names[0].casefold() if len(names) == 1 else ""
    if kind in ("weekday", "weekend"):
        found = Days(kind, "weekdays" if kind == "weekday" else "the weekend", (0,))
        return sample.narrowed(f"weekend={'no' if kind == 'weekday' else 'yes'}"), found
    labels = [name for name in WEEKDAYS if any(folded(given) in (folded(name), folded(name[:3])) for given in names)]
    if kind == "all" or len(labels) < len(names):
        return sample, _in_diary(sample.survey.grid, names)
    id_ = "_".join(label.casefold() for label in labels)
    return sample.narrowed(f"weekday={','.join(map(str.casefold, labels))}"), Days(id_, ", ".join(labels), (0,))


def kinds_of_days(sample: Sample) -> tuple[str, ...]:
    """What to show one by one: weekdays and the weekend, as far as there are both, or all days."""
    if not _are_dated_days(sample.survey):
        return ("weekday", "weekend") if sample.survey.grid.weekend else ("all",)
    found = tuple(days for days in ("weekday", "weekend") if days_of(sample, days)[0].chosen.any())
    return found if len(found) > 1 else ("all",)


def _are_dated_days(survey: Survey) -> bool:
    """Whether each diary is a day, and it is known of which day of the week."""
    weekend = survey.attributes.get("weekend")
    return len(survey.grid.days) == 1 and weekend is not None and weekend.variable.derived == "date"


def _in_diary(grid: DiaryGrid, names: Sequence[str]) -> Days:
    """Days of the diary's own grid."""
    every = range(len(grid.days))
    kinds = {
        "weekday": ("weekdays", tuple(day for day in every if day not in grid.weekend)),
        "weekend": ("the weekend", grid.weekend),
        "all": ("all days", tuple(every)),
    }
    if len(names) == 1 and names[0].casefold() in kinds:
        kind = names[0].casefold()
        label, positions = kinds[kind]
        if not positions:
            raise RequestError(f"The study's diary has no {kind}; its days are {', '.join(grid.days)}.")
        return Days(kind, label if len(every) > 1 else grid.days[0], positions)
    chosen = sorted({_day(grid, name) for name in names})
    if not chosen:
        raise RequestError(f"No day is named; use weekday, weekend, all, or some of {', '.join(grid.days)}.")
    labels = [grid.days[day] for day in chosen]
    return Days("_".join(label.casefold().replace(" ", "_") for label in labels), ", ".join(labels), tuple(chosen))


def _day(grid: DiaryGrid, name: str) -> int:
    for day, label in enumerate(grid.days):
        if folded(name) in (folded(label), folded(label[:3]) if grid.is_week else folded(label)):
            return day
    raise RequestError(
        f"The study's diary has no day '{name}'. Use weekday, weekend, all, or some of {', '.join(grid.days)}."
    )
