"""How activities lie in a week, as plain values: what weeks drawn by chance keep to."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


class ActivityRule(NamedTuple):
    """How one activity lies in a day.

    Attributes:
        fewest: slots in one go, at least.
        most: slots in one go, at most.
        start: first minute after midnight at which it is usual.
        end: last minute.
    """

    fewest: int
    most: int
    start: int
    end: int


class Together(NamedTuple):
    """Codes (by their numbers) that are kept to the same days, and how many days these are at most."""

    codes: tuple[int, ...]
    days: int


class UnsocialHabits(NamedTuple):
    """In which ways respondents work an hour or more before or after the usual day, as weights.

    Attributes:
        early_habit: they start early on all days.
        early_once: they start early on one day.
        evening: they work again in the evening, on one day or more.
        late_once: one day starts and ends late.
    """

    early_habit: int
    early_once: int
    evening: int
    late_once: int


class LunchRule(NamedTuple):
    """Lunch: its code's number, from and to which minute after midnight it is, and what percent leave a gap."""

    code: int
    start: int
    end: int
    gap: int


class PublishedWeeks(NamedTuple):
    """What is published of the weeks.

    Attributes:
        respondents: how many there were.
        weekend: how many of them worked at the weekend.
        weekend_hours: for how many hours, all together.
        early_or_late: how many worked an hour or more before or after the usual day on one of the days.
    """

    respondents: int
    weekend: int
    weekend_hours: int
    early_or_late: int


class WeekRules(NamedTuple):
    """All rules of a study's weeks; codes are told by their numbers.

    Attributes:
        activities: a rule for each code.
        travel: travel code -> the codes it lies before and after.
        follow: code -> the codes that half of it follows at once.
        together: codes that are kept to few days.
        evening: codes of what people do in the evening and on short weekends.
        starts: minutes after midnight at which people usually start, with weights.
        unsocial: how people come to work early or late.
        lunch: when lunch is.
        published: what is known of the weeks.
    """

    activities: Mapping[int, ActivityRule]
    travel: Mapping[int, tuple[int, ...]]
    follow: Mapping[int, tuple[int, ...]]
    together: tuple[Together, ...]
    evening: frozenset[int]
    starts: tuple[tuple[int, int], ...]
    unsocial: UnsocialHabits
    lunch: LunchRule
    published: PublishedWeeks
