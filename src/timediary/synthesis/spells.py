"""What one respondent does, before it is known when: runs of one activity, with travel and recording beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from timediary.model.week_rules import WeekRules
    from timediary.synthesis.random import Stream

# Slots: the longest travel beside one visit or meeting.
_LONGEST_WAY = 4


class Spell(NamedTuple):
    """Activities that follow one another: a visit with the ways there and back and its recording, say.

    Attributes:
        code: the activity it is for.
        slots: the code of each slot, in order.
    """

    code: int
    slots: list[int]


def spells_of(stream: Stream, counts: Mapping[int, int], rules: WeekRules) -> list[Spell]:
    """Draw the spells of a respondent's week, which have exactly the counted slots.

    Args:
        stream: the respondent's chance.
        counts: slots by code, of codes that have any.
        rules: the study's.
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
    """Lengths of runs, as long as is usual; a rest too short for a run makes the one before it longer."""
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
    """Let half of the runs follow at once what they are about; returns the others."""
    waiting = stream.shuffled([spell for spell in spells if spell.code in rules.follow[code]])
    others: list[Spell] = []
    for length in _runs(stream, slots, code, rules):
        if waiting and stream.chance(1, 2):
            waiting.pop().slots.extend([code] * length)
        else:
            others.append(Spell(code, [code] * length))
    return others


def _travel(stream: Stream, code: int, slots: int, spells: Sequence[Spell], rules: WeekRules) -> list[Spell]:
    """Put travel before and after what it is to and from; returns what is left where there is little of that."""
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
