"""When a respondent is at work: on which days, for how long, from when. What is done then is decided elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from timediary.synthesis.clock import SLOTS_PER_DAY

if TYPE_CHECKING:
    from timediary.synthesis.clock import Clock
    from timediary.synthesis.random import Stream

# In slots: the least work on a working day, and the most before another day is added.
_SHORTEST_DAY, _LONGEST_DAY = 4, 22
# In slots: a longer day at the weekend is arranged like any other.
_SHORT_WEEKEND = 12
# In slots: the longest evening of work after a day's work.
_LONGEST_EVENING = 8


class Post(NamedTuple):
    """What a respondent's days depend on.

    Attributes:
        weekdays: slots from Monday to Friday.
        weekend: slots at the weekend.
        unsocial: whether an hour or more on one of the days is before or after the usual day.
        contracted_days: 1 to 5.
        usual_day: slots of a day of the contract.
        records_lunch: whether any slot is lunch; some of the others leave a gap at noon.
    """

    weekdays: int
    weekend: int
    unsocial: bool
    contracted_days: int
    usual_day: int
    records_lunch: bool


class Session(NamedTuple):
    """A spell at work, with no break other than lunch.

    Attributes:
        day: position of the day, from 0.
        slots: positions of its slots in the day, rising; they may leave a gap at noon.
        evening: whether it is for what people do in the evening and on short weekends.
    """

    day: int
    slots: list[int]
    evening: bool


def sessions_of(stream: Stream, post: Post, clock: Clock) -> list[Session]:
    """Draw a respondent's spells at work, day by day; together they have exactly the slots of the post.

    Args:
        stream: the respondent's chance.
        post: with enough slots for what it says: two at least where `unsocial`; and no more on a day than
            `longest_day` says.
        clock: the study's day.
    """
    weekday = _unsocial_weekdays if post.unsocial and post.weekdays > 1 else _usual_weekdays
    sessions = weekday(stream, post, clock) if post.weekdays else []
    return sessions + (_weekend(stream, post, clock) if post.weekend else [])


def longest_day(clock: Clock, *, unsocial: bool) -> int:
    """The most slots of a day: less than an hour outside the usual day, unless the respondent works unsocial hours."""
    return SLOTS_PER_DAY if unsocial else clock.usual_length + 1


def _usual_weekdays(stream: Stream, post: Post, clock: Clock) -> list[Session]:
    days = _days(stream, post, clock)
    lengths = _lengths(stream, post.weekdays, len(days), longest_day(clock, unsocial=False))
    habit = clock.starts[stream.weighted(clock.start_weights)]
    noon = _noon(stream, post, clock)
    return [
        Session(day, _usual_day(stream, length, habit, noon, clock), evening=False)
        for day, length in zip(days, lengths, strict=True)
    ]


def _days(stream: Stream, post: Post, clock: Clock) -> list[int]:
    """The weekdays worked: those of the contract, fewer if little is recorded, more if very much is."""
    number, slots = post.contracted_days, post.weekdays
    # Respondents who work at the weekend are away on other days; some others work short days.
    if slots * 5 < post.usual_day * number * 4 and stream.chance(10 if post.weekend else 7, 10):
        number = min(number, max(1, (slots + post.usual_day // 2) // post.usual_day))
    number = max(1, min(number, slots // _SHORTEST_DAY))
    most = min(_LONGEST_DAY, longest_day(clock, unsocial=False))
    number = min(5, max(number, -(-slots // most)))
    if stream.chance(1, 2):  # days in a row
        first = stream.below(6 - number)
        return list(range(first, first + number))
    return sorted(stream.shuffled(range(5))[:number])


def _lengths(stream: Stream, slots: int, number: int, most: int) -> list[int]:
    """Slots of each day: for one person, days are of much the same length."""
    base, more = divmod(slots, number)
    lengths = [base] * number
    for day in stream.shuffled(range(number))[:more]:
        lengths[day] += 1
    for _ in range(stream.below(number + 2)):
        _lengthen(lengths, stream.below(number), stream.below(number), base, most)
    return lengths


def _lengthen(lengths: list[int], longer: int, shorter: int, base: int, most: int) -> None:
    """Move a slot from one day to another, unless the two differ much already."""
    if lengths[shorter] > max(base - 2, _SHORTEST_DAY) and lengths[longer] < min(base + 3, most):
        lengths[shorter] -= 1
        lengths[longer] += 1


def _noon(stream: Stream, post: Post, clock: Clock) -> int | None:
    """The slot left empty at noon, by the few respondents who do so."""
    leaves = stream.chance(clock.gap, 100) and not post.records_lunch
    return stream.between(*clock.lunch) if leaves else None


def _usual_day(stream: Stream, length: int, habit: int, noon: int | None, clock: Clock) -> list[int]:
    """The slots of the usual day, with less than an hour before and after it."""
    start = habit + stream.choice((-1, 0, 0, 0, 0, 1))
    if length * 2 <= clock.usual_length and stream.chance(1, 3):
        start += stream.below(clock.usual_length // 2 - length // 2)
    # Respondents with long days start early enough to finish by half past six.
    start = max(clock.core_start - 1, min(start, clock.core_end - 2 - length))
    return _in_a_row(length, start, clock.core_end + 1, noon if length + 2 < clock.usual_length else None)


def _in_a_row(length: int, start: int, end: int, noon: int | None = None) -> list[int]:
    """Slots from `start` on, or earlier so as not to pass `end`, with a gap at noon if it divides a long day."""
    start = max(0, min(start, end - length - (noon is not None)))
    if noon is None or not start + _SHORTEST_DAY <= noon <= start + length - _SHORTEST_DAY:
        return list(range(start, start + length))
    return [*range(start, noon), *range(noon + 1, start + length + 1)]


def _unsocial_weekdays(stream: Stream, post: Post, clock: Clock) -> list[Session]:
    """Weekdays, at least one of which has an hour or more before or after the usual day."""
    days = _days(stream, post, clock)
    how = clock.unsocial._fields[stream.weighted(clock.unsocial)]
    evenings = _evenings(stream, post.weekdays, len(days)) if how == "evening" else [0] * len(days)
    if how == "evening" and not any(evenings):
        how = "early_once"
    most = SLOTS_PER_DAY - max(evenings)
    lengths = _lengths(stream, post.weekdays - sum(evenings), len(days), most)
    one = stream.below(len(days))
    if how.endswith("once"):  # a day that begins early or ends late is a long one
        for _ in range(stream.below(5)):
            _lengthen(lengths, one, stream.below(len(days)), sum(lengths) // len(days), most)
    habit = clock.starts[stream.weighted(clock.start_weights)]
    early = clock.core_start - 2 - stream.weighted((6, 2, 1))
    noon = _noon(stream, post, clock)
    sessions: list[Session] = []
    for place, (day, length, evening) in enumerate(zip(days, lengths, evenings, strict=True)):
        if how == "late_once" and place == one:
            end = min(SLOTS_PER_DAY, max(clock.core_end + 2 + stream.below(2), length))
            sessions.append(Session(day, _in_a_row(length, end - length, end), evening=False))
        elif how == "early_habit" or (how == "early_once" and place == one):
            later = 0 if place == one else stream.choice((-1, 0, 0, 0, 1))
            sessions += _long_day(stream, day, (length, 0), early + later, noon, clock)
        elif evening or length > longest_day(clock, unsocial=False):
            sessions += _long_day(stream, day, (length, evening), habit, noon, clock)
        else:
            sessions.append(Session(day, _usual_day(stream, length, habit, noon, clock), evening=False))
    return sessions


def _evenings(stream: Stream, slots: int, number: int) -> list[int]:
    """Evening slots of each day: on one to three days, and none where that would leave no day's work or no room."""
    evenings = [0] * number
    if slots > number * (SLOTS_PER_DAY - _LONGEST_EVENING):
        return evenings
    for day in stream.shuffled(range(number))[: 1 + stream.weighted((5, 3, 2))]:
        length = stream.weighted((0, 0, 4, 3, 3, 1))
        if slots - sum(evenings) - length >= number * _SHORTEST_DAY:
            evenings[day] = length
    return evenings


def _long_day(
    stream: Stream, day: int, lengths: tuple[int, int], start: int, noon: int | None, clock: Clock
) -> list[Session]:
    """A day of work, with more work in the evening where the day is long or evening slots are given."""
    length, evening = lengths
    usual = clock.usual_length
    if not evening and usual < length <= usual + _LONGEST_EVENING - 2 and stream.chance(1, 2):
        evening = length - usual + 2
        length -= evening
    noon = noon if length + 2 < usual else None
    if not evening:
        end = SLOTS_PER_DAY if length > 2 * usual - 4 else SLOTS_PER_DAY - 2
        return [Session(day, _in_a_row(length, start, end, noon), evening=False)]
    end = clock.core_end if length <= usual else SLOTS_PER_DAY - evening
    slots = _in_a_row(length, start, end, noon)
    last = SLOTS_PER_DAY - evening
    first = min(last, max(slots[-1] + 2, clock.core_end + 1 + stream.below(3)))
    return [Session(day, slots, evening=False), Session(day, list(range(first, first + evening)), evening=True)]


def _weekend(stream: Stream, post: Post, clock: Clock) -> list[Session]:
    """One day of the weekend, or both if there is much work."""
    slots, most = post.weekend, longest_day(clock, unsocial=post.unsocial)
    both = slots > _LONGEST_DAY or (slots > _SHORTEST_DAY * 2 and stream.chance(slots, 2 * _LONGEST_DAY))
    lengths = _lengths(stream, slots, 2, most) if both else [slots]
    first = 5 if both else stream.between(5, 6)
    # Respondents who work early or late but on no weekday do so at the weekend.
    early = post.unsocial and post.weekdays < 2
    sessions: list[Session] = []
    for day, length in enumerate(lengths, start=first):
        start = clock.core_start + 1 + stream.below(8)
        if early or length > longest_day(clock, unsocial=False):
            placed = _in_a_row(length, clock.core_start - 2, SLOTS_PER_DAY)
        else:
            placed = _usual_day(stream, length, start, None, clock)
        sessions.append(Session(day, placed, evening=length < _SHORT_WEEKEND))
    return sessions
