"""The columns that say when the rows of a long diary lie, and in which order their dates are written."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from timediary.ingest.dates import date_of, three_numbers
from timediary.ingest.decoder import Decoder, Part

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from timediary.ingest.cell import Cell
    from timediary.ingest.sheet import CodedColumn
    from timediary.ingest.verdict import Verdict
    from timediary.model.conventions import DateOrder

_A_DIARY = 7


class When(NamedTuple):
    """When some rows lie: their days and slots within them, and ordinals of dates, 0 where they have none."""

    day: Part
    time: Part
    dates: NDArray[np.int32]


class Columns(NamedTuple):
    """The columns that say when, of some rows; `day` is that of the time where the time tells the day."""

    day: CodedColumn
    time: CodedColumn
    date: CodedColumn | None = None


def present(column: CodedColumn) -> list[Cell]:
    """The different cells that stand in the rows of a column."""
    there = np.flatnonzero(np.bincount(column.numbers, minlength=1))
    return [column.values[number] for number in there.tolist()]


def by_spans(
    order: Verdict[DateOrder], waiting: Sequence[Columns], respondents: Sequence[NDArray[np.int64]]
) -> Verdict[DateOrder]:
    """The order by which the dates of each respondent lie within a week."""
    whose = np.concatenate([np.asarray(part) for part in respondents]) if respondents else np.zeros(0, np.int64)
    within: dict[DateOrder, int] = {}
    for way in order.ways:
        decoder = Decoder(lambda cell, way=way: any_date(cell, way), np.int32, 0)  # type: ignore[misc]
        found = np.concatenate([decoder(columns.date or columns.day)[0] for columns in waiting])
        known = (found > 0) & (whose >= 0)
        if not known.any():
            return order
        first = np.full(int(whose.max()) + 1, np.iinfo(np.int32).max, np.int64)
        last = np.zeros(len(first), np.int64)
        np.minimum.at(first, whose[known], found[known])
        np.maximum.at(last, whose[known], found[known])
        within[way] = int(np.count_nonzero((last > first) & (last - first < _A_DIARY)))
    best = max(within.values())
    near = [way for way, times in within.items() if times == best]
    second = max((times for times in within.values() if times < best), default=0)
    if not best or second * 4 > best:
        return order
    return order.narrowed(near, (best, "respondents whose dates lie in one week so"))


def any_date(cell: Cell, order: DateOrder) -> int:
    """The date in a cell, with a time behind it or not."""
    return date_of(three_numbers(cell) or cell, order)
