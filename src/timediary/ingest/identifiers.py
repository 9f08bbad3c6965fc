"""Ids of respondents that can't be told apart, or hardly: digits that a spreadsheet dropped, spellings of one id."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from timediary.ingest.cell import quoted, text_of
from timediary.ingest.fault import Fault
from timediary.model.problem import ProblemKind
from timediary.model.spelling import likeness

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from timediary.ingest.account import Account
    from timediary.ingest.cell import Cell
    from timediary.ingest.layout import Layout

_MOST_TOLD = 100
# More ids without a digit are a way of writing them, and no exception.
_MOST_ODD = 2
# As spreadsheets write it, with sign and two digits at least; `1e5` is an id like another.
_SHORTENED = re.compile(r"[0-9](?:[.,][0-9]+)?[eE]\+[0-9]{2,3}")
_DIGITS_ALIKE = str.maketrans("123456789", "000000000")
# A spreadsheet keeps fifteen digits of a number and makes noughts of the others; so, from 2 ** 53 on, does any float.
_MOST_DIGITS = 1e15


def lost_digits(cell: Cell) -> Fault | None:
    """Why an id may be another one's as well: a program kept only its first digits; None where it is whole."""
    if isinstance(cell, str):
        shortened = len(cell) < 24 and ("E" in cell or "e" in cell) and _SHORTENED.fullmatch(cell.strip())
        text, why = text_of(cell), "is a number of which a spreadsheet kept the first digits" if shortened else ""
    else:
        is_long = isinstance(cell, float) and _MOST_DIGITS <= abs(cell) < float("inf")
        text = f"{cell:.0f}" if is_long else ""
        why = "is kept as a number with decimals, as spreadsheets do, of which 15 digits are sure" if is_long else ""
    if not why:
        return None
    message = f"The id {quoted(text)} {why}, so several respondents may have become one."
    remedy = "Format the column of ids as text where they come from, and save the file anew."
    return Fault(ProblemKind.SHORTENED_ID, message, remedy)


def _similar_ids(ids: Iterable[str]) -> list[list[str]]:
    """The ids that are the same but for case, spaces or leading noughts, in groups."""
    groups: dict[str, list[str]] = {}
    for id_ in ids:
        groups.setdefault(likeness(id_), []).append(id_)
    return [group for group in groups.values() if len(group) > 1]


def _odd_ids(shapes: Collection[str]) -> list[str]:
    """Of ids that have digits, by their shapes, the one or two that have none: 'Example', 'Most frequent'."""
    odd = sorted(shape for shape in shapes if not any(map(str.isdigit, shape)))
    return odd if len(odd) <= _MOST_ODD and len(odd) < len(shapes) else []


def shapes_of(ids: Sequence[str]) -> set[str]:
    """The different shapes of some ids, such as R0000; what has no digit is its own."""
    return set("\n".join(ids).translate(_DIGITS_ALIKE).split("\n")) if ids else set()


def _similar_fault(ids: list[str]) -> Fault:
    """The fault of respondents whose ids are nearly the same."""
    names = ", ".join(map(quoted, ids[:5]))
    message = (
        f"The ids {names} differ only in case, spaces, leading zeros or as 1E5 and 100000 do; they are counted as "
        f"{len(ids)} respondents."
    )
    return Fault(ProblemKind.SIMILAR_IDS, message, "If they are one respondent, write the id in one way everywhere.")


def _odd_fault(id_: str) -> Fault:
    """The fault of a respondent whose id looks like the words of an example or a summary."""
    message = f"The id {quoted(id_)} has no digit, as others have: is it an example or a summary? It is counted."
    remedy = "If it is nobody's, delete its rows; if it is somebody's, give it an id like the others."
    return Fault(ProblemKind.ODD_ID, message, remedy)


def report_ids(account: Account, layout: Layout, ids: Iterable[str], shapes: Collection[str]) -> None:
    """Report respondents whose ids are unlike all others, or differ from another in what people don't notice.

    Args:
        account: keeps the problems, at the column of respondents.
        layout: of the sheet that has it.
        ids: all, or those that may differ from another so.
        shapes: of all ids, as `shapes_of` gives them.
    """
    if len(shapes) < 2:  # all of one shape, such as R0001: no two can differ in noughts or case alone
        return
    faults = [(id_, _odd_fault(id_)) for id_ in _odd_ids(shapes)]
    faults += [(group[0], _similar_fault(group)) for group in _similar_ids(ids)[:_MOST_TOLD]]
    for id_, fault in faults:
        account.report_at(layout, fault, None, layout.respondent, content=id_, respondent=id_)
