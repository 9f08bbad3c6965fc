"""Who works at the weekend, early or late: shares the published figures out among the respondents."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from timediary.synthesis.clock import USUAL_DAY, Clock
from timediary.synthesis.days import longest_day
from timediary.synthesis.random import Stream

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from timediary.model.study import Study
    from timediary.model.week_rules import PublishedWeeks, WeekRules

# In slots: how strongly chance counts beside long hours in who works early or late, and who at the weekend.
_CHANCE_UNSOCIAL, _CHANCE_WEEKEND = 24, 40
# In slots: the most hours over contract that count, so that the few who record very much aren't the only candidates.
_MOST_EXCESS = 30
# In slots: the longest usual week. Respondents who record more work early or late, and probably at the weekend.
_LONG_WEEK = 106
_CERTAIN = 10_000
# In slots: respondents who record fewer work neither early nor late, nor at the weekend.
_FEWEST = 4


class Patterns(NamedTuple):
    """What is decided about each respondent's week before it is filled; all arrays of shape (n,).

    Attributes:
        contracted_days: float64, days of the contract; NaN where it is not known, which counts as five.
        contracted_hours: float64, hours of the contract; NaN where it is not known.
        weekend_slots: int64, slots worked at the weekend; 0 for those who don't work then.
        unsocial: bool, whether the respondent works an hour or more before or after the usual day on one of the
            days; the others have less than an hour of it on every day.
        stream: int64, which stream of chance the respondent's week is drawn from.
    """

    contracted_days: NDArray[np.float64]
    contracted_hours: NDArray[np.float64]
    weekend_slots: NDArray[np.int64]
    unsocial: NDArray[np.bool_]
    stream: NDArray[np.int64]

    def of(self, which: NDArray[np.int64] | NDArray[np.bool_]) -> Patterns:
        """The patterns of some respondents, by position or as a mask; their weeks stay as they are."""
        return Patterns(
            self.contracted_days[which],
            self.contracted_hours[which],
            self.weekend_slots[which],
            self.unsocial[which],
            self.stream[which],
        )


def patterns_for(
    slots: NDArray[np.int64],
    contracted_days: NDArray[np.float64],
    contracted_hours: NDArray[np.float64],
    rules: WeekRules,
    study: Study,
    seed: int,
) -> Patterns:
    """Draw who works at the weekend, early and late, so that the published figures hold.

    Of n respondents as many do as of those in the survey, in proportion and rounded to whole respondents, and the
    hours at weekends are on average those published. Who records more than contracted is likelier to; who records
    more than a usual week holds does, even if these are more. Where hardly anybody records enough, fewer do.

    Args:
        slots: recorded by each respondent, shape (n,).
        contracted_days: shape (n,), NaN where not known.
        contracted_hours: shape (n,), NaN where not known.
        rules: with the published figures.
        study: with the diary's grid.
        seed: decides what is drawn.

    Raises:
        RequestError: the diary is not a week of half hours, or the seed is negative.
    """
    clock = Clock.of(study, rules)
    usual = clock.usual_length
    published, n = rules.published, len(slots)
    days = np.where(np.isnan(contracted_days), 5, contracted_days).clip(1, 5)
    contract = np.where(np.isnan(contracted_hours), days * USUAL_DAY, contracted_hours / study.grid.hours_per_slot)
    excess = (slots - np.rint(contract).astype(np.int64)).clip(-_MOST_EXCESS, _MOST_EXCESS)
    stream = Stream(seed, "patterns")
    by_unsocial = excess + stream.integers(n, _CHANCE_UNSOCIAL)
    by_unsocial += np.where(slots > _LONG_WEEK, _CERTAIN + slots, 0)
    overfull = int((slots > 5 * longest_day(clock, unsocial=False)).sum())
    number = max(_proportion(published.early_or_late, published, n), overfull)
    unsocial = _first(by_unsocial, slots >= _FEWEST, number)
    by_weekend = excess + stream.integers(n, _CHANCE_WEEKEND)
    by_weekend += np.where(slots > 5 * usual, _CERTAIN + slots, 0)
    by_weekend += np.where((slots > 5 * usual) & ~unsocial, _CERTAIN, 0)
    weekend = _first(by_weekend, slots >= _FEWEST, _proportion(published.weekend, published, n))
    who = np.flatnonzero(weekend)
    together = published.weekend_hours * len(who) / max(published.weekend, 1) / study.grid.hours_per_slot
    weekend_slots = np.zeros(n, dtype=np.int64)
    weekend_slots[who] = _weekend_slots(
        stream, slots[who], excess[who], usual + 2 * unsocial[who], usual, int(together + 0.5)
    )
    return Patterns(
        contracted_days.astype(np.float64),
        contracted_hours.astype(np.float64),
        weekend_slots,
        unsocial,
        np.arange(n, dtype=np.int64),
    )


def _proportion(part: int, published: PublishedWeeks, n: int) -> int:
    """The number of n respondents that corresponds to `part` of the survey's respondents, rounded."""
    return (2 * part * n + published.respondents) // (2 * published.respondents)


def _first(scores: NDArray[np.int64], able: NDArray[np.bool_], number: int) -> NDArray[np.bool_]:
    """The `number` respondents with the highest values among those who are able, shape (n,); of equals, the first."""
    order = np.argsort(-scores, kind="stable")
    chosen = np.zeros(len(scores), dtype=np.bool_)
    chosen[order[able[order]][:number]] = True
    return chosen


def _weekend_slots(
    stream: Stream,
    slots: NDArray[np.int64],
    excess: NDArray[np.int64],
    longest: NDArray[np.int64],
    usual: int,
    aim: int,
) -> NDArray[np.int64]:
    """Weekend slots of those who work then, adding up to `aim`, more for those with long hours; shape (n,).

    `longest` has the slots that a weekday holds at most, shape (n,), `usual` those of a day at the weekend.
    """
    n = len(slots)
    least = (slots - 5 * longest).clip(2, 2 * usual)
    most = np.maximum(least, (slots * 6 // 10).clip(2, 2 * usual))
    drawn = excess.clip(0, 16) + 4 + stream.integers(n, 26)
    return _to_total(drawn.clip(least, most), least, most, aim, stream.permutation(n))


def _to_total(
    values: NDArray[np.int64], least: NDArray[np.int64], most: NDArray[np.int64], aim: int, order: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Values changed by one at a time, in turn, until they add up to `aim` or none can change further."""
    values = values.copy()
    while (rest := aim - int(values.sum())) != 0:
        movable = order[(values < most)[order] if rest > 0 else (values > least)[order]][: abs(rest)]
        if not len(movable):
            break
        values[movable] += 1 if rest > 0 else -1
    return values
