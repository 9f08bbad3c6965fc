"""The pieces of a respondent's week before they get times: runs of activities with their travel and recording."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from timediary.model.week_rules import WeekRules
    from timediary.synthesis.random import Stream

# The longest travel to or from one visit or meeting, in slots.
_LONGEST_WAY = 4


class Spell(NamedTuple):
    """Activities done one after another, such as the way to a visit, the visit, the way back and its recording.

    Attributes:
        code: the activity that the others belong to.
        slots: the code of each slot, in order.
    """

    code: int
    slots: list[int]


def spells_of(stream: Stream, counts: Mapping[int, int], rules: WeekRules) -> list[Spell]:
    """Draw the spells of a respondent's week; together they have exactly the given slots of each code.

    Args:
        stream: the respondent's random numbers.
        counts: slots by code, for the codes that have any.
        rules: of the study: how long runs of each code last, and which codes are travel to or recording of which.
    """
    spells = [
        Spell(code, [code] * length)
        for code, slots in counts.items()
        if code not in rules.travel and code not in rules.follow
        for length in _runs(stream, slots, code, rules)
    ]
    beside: list[Spell] = []
    for code in rules.follow:
        if code in counts:
            beside += _follow(stream, code, counts[code], spells, rules)
    for code in rules.travel:
        if code in counts:
            beside += _travel(stream, code, counts[code], spells, rules)
    return spells + beside


def _runs(stream: Stream, slots: int, code: int, rules: WeekRules) -> list[int]:
    """Cut slots of a code into runs of usual lengths; a remainder too short for a run is added to the one before."""
    fewest, most = rules.activities[code][:2]
    lengths: list[int] = []
    while slots:
        length = min(slots, stream.between(fewest, most))
        lengths.append(length)
        slots -= length
    if len(lengths) > 1 and lengths[-1] < fewest:
        rest = lengths.pop()
        lengths[-1] += rest
    return lengths


def _follow(stream: Stream, code: int, slots: int, spells: Sequence[Spell], rules: WeekRules) -> list[Spell]:
    """Put about half of a code's runs directly after a spell they may follow; returns the others as their own spells.

    Recording, for example, follows the visit that is recorded.
    """
    waiting = stream.shuffled([spell for spell in spells if spell.code in rules.follow[code]])
    others: list[Spell] = []
    for length in _runs(stream, slots, code, rules):
        if waiting and stream.chance(1, 2):
            waiting.pop().slots.extend([code] * length)
        else:
            others.append(Spell(code, [code] * length))
    return others


def _travel(stream: Stream, code: int, slots: int, spells: Sequence[Spell], rules: WeekRules) -> list[Spell]:
    """Put travel before and after the spells it may lead to and from; returns what is left over as its own spells."""
    partners = stream.shuffled([spell for spell in spells if spell.code in rules.travel[code]])
    ways = [[0, 0] for _ in partners]
    for _ in range(_LONGEST_WAY):
        for way in ways:
            for direction in stream.shuffled((0, 1)):
                if slots:
                    way[direction] += 1
                    slots -= 1
    for spell, (there, back) in zip(partners, ways, strict=True):
        after = next(place for place, other in enumerate([*spell.slots, 0]) if other != spell.code)
        spell.slots[after:after] = [code] * back
        spell.slots[:0] = [code] * there
    return [Spell(code, [code] * length) for length in _runs(stream, slots, code, rules)]
