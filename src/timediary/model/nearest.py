"""The names nearest to one that isn't known: what somebody is likely to have meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from timediary.model.spelling import folded

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST = 3
_LEAST_ALIKE = 0.6
_LONGEST = 60
_FEWEST_LETTERS = 4


def nearest(text: str, names: Iterable[str], most: int = MOST) -> list[str]:
    """Those of some names that a text is nearest to, the likeliest first; none where nothing is near.

    A name that begins as the text does, or has it as one of its words, comes before one that only has most of its
    letters.

        >>> nearest("Recording", ["Planned visit", "Recording after direct contact", "Record"])
        ['Recording after direct contact', 'Record']
    """
    key = folded(text[:_LONGEST])
    if not key:
        return []
    keys = {name: folded(name) for name in names if name}
    begun = [name for name, other in keys.items() if _begins(key, other)]
    holding = [name for name in keys if key in map(folded, name.split()) and len(key) >= _FEWEST_LETTERS]
    from difflib import get_close_matches

    by_key = {other: name for name, other in reversed(keys.items())}
    close = [by_key[other] for other in get_close_matches(key, by_key, n=most, cutoff=_LEAST_ALIKE)]
    exact = [name for name in close if len(keys[name]) == len(key)]
    return list(dict.fromkeys((*exact, *begun, *holding, *close)))[:most]


def _begins(key: str, other: str) -> bool:
    """Whether the longer of two names begins with the other, which has a few letters."""
    shorter, longer = sorted((key, other), key=len)
    return len(shorter) >= _FEWEST_LETTERS and longer.startswith(shorter)
