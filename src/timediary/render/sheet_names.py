"""Names of sheets within the rules of spreadsheet programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from timediary.render.inert import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

_LONGEST = 31
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", "_") | {"'": None})
_RESERVED = ("history",)


def sheet_names(wanted: Sequence[str]) -> list[str]:
    """Names as near to those wanted as the rules allow, each once.

    A name has 1 to 31 characters (UTF-16 units), none of `[]:*?/\\` and no apostrophe; case makes no difference,
    and `History` is taken.
    """
    taken = set(_RESERVED)
    return [_free(visible(name).translate(_FORBIDDEN).strip() or "Table", taken) for name in wanted]


def _free(name: str, taken: set[str]) -> str:
    candidate, number = _cut(name, _LONGEST), 1
    while candidate.casefold() in taken:
        number += 1
        ending = f" {number}"
        candidate = _cut(name, _LONGEST - len(ending)) + ending
    taken.add(candidate.casefold())
    return candidate


def _cut(name: str, longest: int) -> str:
    units = name.encode("utf-16-le")[: 2 * longest]
    return units.decode("utf-16-le", "ignore").rstrip()
