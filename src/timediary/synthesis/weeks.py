"""Believable weeks: the slots each respondent spends on each activity, put in order.

What is done is decided before; a week only says when. First come the spells at work (`days`), then what is done one
after another (`spells`), then the one is filled with the other: spells go to the days that have room for them, lie in
a day about the time that is usual for them, and lunch parts the day about noon.
"""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from timediary.model.problem import RequestError
from timediary.synthesis.clock import SLOTS_PER_DAY, USUAL_DAY, Clock
from timediary.synthesis.days import Post, Session, longest_day, sessions_of
from timediary.synthesis.random import Stream
from timediary.synthesis.spells import Spell, spells_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from timediary.model.study import Study
    from timediary.model.week_rules import Together, WeekRules
    from timediary.synthesis.patterns import Patterns

# In slots: work that there must be before and after lunch for there to be one, and lunch itself.
_BEFORE_LUNCH, _AFTER_LUNCH, _LONGEST_LUNCH = 3, 2, 2


def weeks(slots: NDArray[np.int64], patterns: Patterns, rules: WeekRules, study: Study, seed: int) -> NDArray[np.uint8]:
    """Draw a week for each respondent: exactly the given slots of each code, at believable times.

    Each respondent's week has a stream of chance of its own, `patterns.stream`, and so doesn't depend on the others.

    Args:
        slots: of each respondent on each code of the study, shape (n, codes).
        patterns: who works when, arrays of shape (n,).
        rules: how activities lie in a week.
        study: with the codes and the diary's grid.
        seed: decides what is drawn.

    Returns:
        The number of the code in each slot, 0 for time not worked, shape (n, study.grid.slots).

    Raises:
        RequestError: the diary is not a week of half hours, a respondent has more slots than the pattern's days hold
            or too few to work at the weekend, early or late as it says, or the seed is negative.
    """
    clock = Clock.of(study, rules)
    _check(slots, patterns, clock, study)
    result = np.zeros((len(slots), study.grid.slots), dtype=np.uint8)
    posts = _posts(slots, patterns, rules, study)
    for week, row, post, number in zip(result, slots.tolist(), posts, patterns.stream.tolist(), strict=True):
        counts = {code: count for code, count in enumerate(row, start=1) if count}
        if counts:
            places, codes = _week(Stream(seed, "weeks", number), counts, post, rules, clock)
            week[places] = codes
    return result


def _check(slots: NDArray[np.int64], patterns: Patterns, clock: Clock, study: Study) -> None:
    """Raise an error for slots that can't make a week."""
    if slots.shape[1:] != (len(study.codes),) or any(values.shape != (len(slots),) for values in patterns):
        raise RequestError("Weeks need slots of each respondent on each code, and a pattern for each respondent.")
    most = np.where(patterns.unsocial, longest_day(clock, unsocial=True), longest_day(clock, unsocial=False))
    weekdays = slots.sum(axis=1) - patterns.weekend_slots
    wrong = (slots < 0).any(axis=1) | (patterns.weekend_slots < 0)
    for complaint, found in {
        "has fewer than no slots of a code or at the weekend": wrong,
        "has more slots at the weekend than in all": weekdays < 0,
        "has more slots from Monday to Friday than the days hold": weekdays > 5 * most,
        "has more slots at the weekend than it holds": patterns.weekend_slots > 2 * most,
        "has too few slots to work an hour early or late": patterns.unsocial
        & (np.maximum(weekdays, patterns.weekend_slots) < 2),
    }.items():
        if found.any():
            raise RequestError(f"The respondent at position {int(found.argmax())} {complaint}.")


def _posts(slots: NDArray[np.int64], patterns: Patterns, rules: WeekRules, study: Study) -> list[Post]:
    days = np.where(np.isnan(patterns.contracted_days), 5, patterns.contracted_days).clip(1, 5)
    usual = np.rint(patterns.contracted_hours / study.grid.hours_per_slot / days)
    usual_day = np.where(np.isnan(usual), USUAL_DAY, usual).clip(1, SLOTS_PER_DAY).astype(np.int64)
    weekdays = slots.sum(axis=1) - patterns.weekend_slots
    lunches = slots[:, rules.lunch.code - 1] > 0
    columns = (weekdays, patterns.weekend_slots, patterns.unsocial, np.ceil(days).astype(np.int64), usual_day, lunches)
    return [Post(*values) for values in zip(*(column.tolist() for column in columns), strict=True)]


def _week(
    stream: Stream, counts: dict[int, int], post: Post, rules: WeekRules, clock: Clock
) -> tuple[list[int], list[int]]:
    """One week: slots of the diary and the code in each."""
    sessions = sessions_of(stream, post, clock)
    counts = dict(counts)
    lunches = _lunches(stream, counts, sessions, rules.lunch.code, clock)
    room = [len(session.slots) - lunch for session, lunch in zip(sessions, lunches, strict=True)]
    filled = _share_out(stream, spells_of(stream, counts, rules), sessions, room, rules)
    noon = (stream.between(*clock.lunch) + stream.between(*clock.lunch)) // 2
    places: list[int] = []
    codes: list[int] = []
    for session, lunch, spells in zip(sessions, lunches, filled, strict=True):
        places += [session.day * SLOTS_PER_DAY + slot for slot in session.slots]
        codes += _day(stream, spells, session, (lunch, noon), rules, clock)
    return places, codes


def _lunches(stream: Stream, counts: dict[int, int], sessions: Sequence[Session], code: int, clock: Clock) -> list[int]:
    """Slots of lunch in each session, one or two where it spans noon; taken from the counts."""
    lunches = [0] * len(sessions)
    first, last = clock.lunch
    spanning = [
        place
        for place, session in enumerate(sessions)
        if session.slots[0] + _BEFORE_LUNCH <= last and session.slots[-1] - _AFTER_LUNCH > first
    ]
    for _ in range(_LONGEST_LUNCH):
        for place in stream.shuffled(spanning):
            if counts.get(code):
                lunches[place] += 1
                counts[code] -= 1
    if not counts.get(code):
        counts.pop(code, None)
    return lunches


class _Week(NamedTuple):
    """A week being filled: the spells of each session, and how many slots of it are still to fill."""

    spells: list[list[Spell]]
    room: list[int]

    def put(self, spell: Spell, session: int) -> Spell | None:
        """Put a spell into a session; returns the part that doesn't fit, if any."""
        fitting = min(self.room[session], len(spell.slots))
        if fitting:
            self.spells[session].append(Spell(spell.code, spell.slots[:fitting]))
            self.room[session] -= fitting
        return Spell(spell.code, spell.slots[fitting:]) if fitting < len(spell.slots) else None


def _share_out(
    stream: Stream, spells: list[Spell], sessions: Sequence[Session], room: list[int], rules: WeekRules
) -> list[list[Spell]]:
    """Spells for each session that fill it exactly: long ones first, and cut where nothing else fits."""
    week = _Week([[] for _ in sessions], list(room))
    waiting = stream.shuffled(spells)
    for place, session in enumerate(sessions):
        if session.evening:
            waiting = _fill_evening(waiting, week, place, rules)
    waiting.sort(key=lambda spell: -len(spell.slots))
    for together in rules.together:
        waiting = _keep_together(stream, waiting, week, together)
    for spell in waiting:
        fitting = [left if left >= len(spell.slots) else 0 for left in week.room]
        rest = week.put(spell, stream.weighted(fitting)) if any(fitting) else spell
        while rest is not None:
            rest = week.put(rest, max(range(len(sessions)), key=week.room.__getitem__))
    return week.spells


def _fill_evening(waiting: list[Spell], week: _Week, place: int, rules: WeekRules) -> list[Spell]:
    """Fill an evening with activities usual then, as far as there are any; returns the other spells."""
    others = [
        week.put(spell, place) if week.room[place] and rules.evening.issuperset(spell.slots) else spell
        for spell in waiting
    ]
    return [spell for spell in others if spell is not None]


def _keep_together(stream: Stream, waiting: list[Spell], week: _Week, together: Together) -> list[Spell]:
    """Put spells that are kept to a few days on these, as far as there is room; returns the others."""
    days = stream.shuffled([place for place, left in enumerate(week.room) if left])[: together.days]
    others: list[Spell] = []
    for spell in waiting:
        rest: Spell | None = spell
        if spell.code in together.codes:
            fitting = [day for day in days if week.room[day] >= len(spell.slots)]
            for day in fitting[:1] or days:
                rest = week.put(rest, day) if rest is not None else None
        if rest is not None:
            others.append(rest)
    return others


def _day(
    stream: Stream, spells: list[Spell], session: Session, lunch: tuple[int, int], rules: WeekRules, clock: Clock
) -> list[int]:
    """The code of each slot of a session: its spells in the order of their usual times, and lunch.

    `lunch` has how many slots it takes, and the slot at which the respondent likes to begin it.
    """
    timed = [(stream.between(*rules.activities[spell.code][2:]), order) for order, spell in enumerate(spells)]
    ordered = [spells[order].slots for _, order in sorted(timed)]
    codes = [code for slots in ordered for code in slots]
    length, noon = lunch
    if length:
        first, last = (slot - session.slots[0] for slot in clock.lunch)
        first = min(max(0, first), len(codes))
        last = max(first, min(last - length + 1, len(codes)))
        at = _lunch_place(ordered, codes, range(first, last + 1), noon - session.slots[0])
        codes[at:at] = [rules.lunch.code] * length
    return codes


def _lunch_place(ordered: list[list[int]], codes: list[int], span: range, noon: int) -> int:
    """Where in `span` lunch lies: about noon and between spells, or in a run, rather than between visit and travel."""
    ends = {0, *accumulate(len(slots) for slots in ordered)}

    def cost(at: int) -> int:
        within = 0 if at in ends else 1 if codes[at - 1] == codes[at] else 3
        return within + abs(at - noon)

    return min(span, key=cost)
