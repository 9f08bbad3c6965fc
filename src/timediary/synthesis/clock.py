"""The clock of a diary day in slots: the usual day, when people start, when lunch is."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from timediary.model.problem import RequestError
from timediary.model.study import WEEKDAYS

if TYPE_CHECKING:
    from timediary.model.study import Study
    from timediary.model.week_rules import UnsocialHabits, WeekRules

SLOT_MINUTES, SLOTS_PER_DAY = 30, 48
_HOUR = 60 // SLOT_MINUTES
# Slots of a day of work where the contract is not known: seven and a half hours.
USUAL_DAY = 15


class Clock(NamedTuple):
    """Times of day as positions of slots in the day, from 0.

    Attributes:
        core_start: first slot of the usual day.
        core_end: first slot after it.
        starts: slots at which people usually start.
        start_weights: how likely each is.
        lunch: the first slot of lunch, and the last slot at which it begins.
        gap: of a hundred who record no lunch, how many leave a gap at noon.
        unsocial: how people come to work early or late, as weights.
    """

    core_start: int
    core_end: int
    starts: tuple[int, ...]
    start_weights: tuple[int, ...]
    lunch: tuple[int, int]
    gap: int
    unsocial: UnsocialHabits

    @classmethod
    def of(cls, study: Study, rules: WeekRules) -> Clock:
        """The clock of a study's diary.

        Raises:
            RequestError: the diary is not a calendar week of half hours from midnight to midnight, or its usual day
                leaves no hour before or after it.
        """
        grid = study.grid
        shape = (grid.days, grid.weekend, grid.slot_minutes, grid.slots_per_day, grid.first_minute)
        if shape != (WEEKDAYS, (5, 6), SLOT_MINUTES, SLOTS_PER_DAY, 0):
            raise RequestError(
                f"Weeks can be drawn for a diary of half hours from Monday 00:00 to Sunday 24:00, and that of the "
                f"study '{study.id}' is another."
            )
        core_start, core_end = (-(-minute // SLOT_MINUTES) for minute in (grid.core_start, grid.core_end))
        if not _HOUR <= core_start < core_end <= SLOTS_PER_DAY - _HOUR:
            raise RequestError(
                f"Weeks can be drawn where the usual day leaves an hour before and after it, and that of the study "
                f"'{study.id}' doesn't."
            )
        lunch = rules.lunch
        return cls(
            core_start=core_start,
            core_end=core_end,
            starts=tuple(at // SLOT_MINUTES for at, _ in rules.starts),
            start_weights=tuple(weight for _, weight in rules.starts),
            lunch=(lunch.start // SLOT_MINUTES, lunch.end // SLOT_MINUTES - 1),
            gap=lunch.gap,
            unsocial=rules.unsocial,
        )

    @property
    def usual_length(self) -> int:
        """Slots of the usual day, and so the longest day of people who work neither early nor late."""
        return self.core_end - self.core_start
