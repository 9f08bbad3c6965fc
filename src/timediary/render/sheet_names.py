"""Names of sheets: short, of letters, digits and underscores, within the rules of spreadsheet programs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from timediary.render.inert import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

_LONGEST = 31
_ELSE = re.compile(r"\W+")
_RESERVED = ("history",)


def sheet_names(wanted: Sequence[str | tuple[str, str]]) -> list[str]:
    """Names as near to those wanted as the rules allow, each once.

    A name has 1 to 31 characters (UTF-16 units), none of `[]:*?/\\` and no apostrophe; case makes no difference,
    and `History` is taken. A table may bear the same name, so it has no spaces either. A name wanted in two parts
    keeps the second.
    """
    taken = set(_RESERVED)
    parts = [(name, "") if isinstance(name, str) else name for name in wanted]
    return [_free(_ELSE.sub("_", visible(name)).strip("_") or "Table", ending, taken) for name, ending in parts]


def _free(name: str, ending: str, taken: set[str]) -> str:
    candidate, number = _joined(name, ending), 1
    while candidate.casefold() in taken:
        number += 1
        candidate = _joined(name, f"{ending}_{number}")
    taken.add(candidate.casefold())
    return candidate


def _joined(name: str, ending: str) -> str:
    units = name.encode("utf-16-le")[: 2 * (_LONGEST - len(ending))]
    return units.decode("utf-16-le", "ignore").rstrip("_") + ending
