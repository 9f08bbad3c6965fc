"""The names nearest to one that isn't known: what somebody is likely to have meant."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from timediary.model.spelling import folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Found = TypeVar("Found")

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


def meant(text: str, names: Iterable[str], ids: Mapping[str, str] | None = None) -> str:
    """A question to follow a message about a name that isn't known; empty where nothing is near.

    Args:
        text: the name.
        names: those that are known.
        ids: what is offered in place of each of them, where they are spellings of something.

        >>> meant("seting", ["role", "setting"])
        " Did you mean 'setting'?"
    """
    found = nearest(text, names)
    offered = found if ids is None else list(dict.fromkeys(ids[name] for name in found))
    question = " or ".join(f"'{name}'" for name in offered)
    return f" Did you mean {question}?" if question else ""


def found_by(name: str, known: Mapping[str, Found], what: str) -> Found:
    """The one of some things that has a name.

    Args:
        name: the name.
        known: all there are, by their names.
        what: what they are, for the message: `table`.

    Raises:
        RequestError: there is none of that name; the message offers the nearest.
    """
    if name in known:
        return known[name]
    from timediary.model.problem import RequestError

    raise RequestError(f"There is no {what} '{name}'.{meant(name, known)} There are: {', '.join(known)}.")


def _begins(key: str, other: str) -> bool:
    """Whether the longer of two names begins with the other, which has a few letters."""
    shorter, longer = sorted((key, other), key=len)
    return len(shorter) >= _FEWEST_LETTERS and longer.startswith(shorter)
