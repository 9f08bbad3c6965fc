"""The published figures that cannot all be true: the fewest to give up, and for each the proof."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from timediary.consistency.bounds import about_percent
from timediary.consistency.counts import Counts
from timediary.consistency.shares import Shares
from timediary.model.definition import Contradiction, Figure, decimals_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from timediary.consistency.counts import Topic
    from timediary.model.definition import PublishedCell, TableDefinition
    from timediary.model.study import Study

# Attributes that tie nearly all tables together; sizes of their levels belong to every topic.
APART = ("setting", "works_with")


def contradictions(
    study: Study,
    tables: Mapping[str, TableDefinition],
    cells: Sequence[PublishedCell],
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> tuple[Contradiction, ...]:
    """The smallest set of published figures without which all others can hold together, as far as can be shown.

    Figures about the same attributes, or shares of the same respondents, are taken together as an integer programme
    (HiGHS). Where several sets are as small, percentages are given up before counts, and of counts those of which
    the change is the smallest part. Each proof is a list of other figures that leaves no room for the figure as
    printed, from which none can be left out (deletion filter; Chinneck 2008, Feasibility and infeasibility in
    optimization, chapter 6.2).

    Args:
        study: whose report.
        tables: its tables.
        cells: its published figures.
        progress: called with how many topics are done, and how many there are.
    """
    found: dict[tuple[str, str, str, Figure], Contradiction] = {}
    topics = (*Counts(study, tables).topics(cells, APART), *Shares(study, tables).topics(cells))
    for number, topic in enumerate(topics):
        progress(number, len(topics))
        for one in _of_topic(topic):
            cell = one.cell
            found.setdefault((cell.table, cell.row, cell.column, cell.figure), one)
    order = {(c.table, c.row, c.column, c.figure): position for position, c in enumerate(cells)}
    return tuple(found[key] for key in sorted(found, key=order.__getitem__))


def _of_topic(topic: Topic) -> Iterator[Contradiction]:
    prices = [_price(cell, position / len(topic.cells)) for position, cell in enumerate(topic.cells)]
    given_up = topic.programme.fewest_given_up(prices)
    kept = np.flatnonzero(~given_up).tolist()
    for position in np.flatnonzero(given_up).tolist():
        against = smallest(topic, position, kept)
        cell = topic.cells[position]
        least, most = allowed(topic, position, kept)
        nearest = min(max(cell.value or 0.0, least), most)
        yield Contradiction(cell, tuple(topic.cells[i] for i in against), *allowed(topic, position, against), nearest)


def _price(cell: PublishedCell, place: float) -> float:
    """The cost of giving a figure up: about 1, a little less for a figure that is more likely a misprint."""
    price = 0.98 if cell.figure is Figure.PERCENT else 1.0
    if cell.figure is Figure.SHARE and not cell.table[0].isdigit():
        price -= 0.01
    return price + 0.01 / (1.0 + (cell.value or 0.0)) - 1e-5 * place


def smallest(topic: Topic, position: int, kept: Sequence[int]) -> list[int]:
    """Figures that contradict one that was given up, none of which can be left out; the nearest to it are preferred."""
    near = _nearest_first(topic, position, kept)
    size = 1
    while size < len(near) and topic.programme.holds([position, *near[:size]]):
        size *= 2
    against = near[:size]
    for length in (16, 4, 1):
        for end in range(len(against), 0, -length):
            rest = against[: max(end - length, 0)] + against[end:]
            if not topic.programme.holds([position, *rest]):
                against = rest
    return sorted(against)


def _nearest_first(topic: Topic, position: int, kept: Sequence[int]) -> list[int]:
    """Figures in order of how far a reader must look for them.

    First those of the same table; then those of tables that have figures about the same attributes, these before the
    totals; then the rest. Of each, counts and figures of the same row or column come first.
    """
    cell, about = topic.cells[position], topic.about[position]
    tables = {other.table for other, names in zip(topic.cells, topic.about, strict=True) if names & about}

    def distance(i: int) -> tuple[bool, bool, bool, bool, bool, int]:
        other = topic.cells[i]
        return (
            other.table != cell.table,
            other.table not in tables,
            other.table != cell.table and not topic.about[i] & about,
            other.figure is Figure.PERCENT,
            other.row != cell.row and other.column != cell.column,
            abs(cell.i - other.i) + abs(cell.j - other.j),
        )

    return sorted(kept, key=distance)


def allowed(topic: Topic, position: int, against: Sequence[int], decimals: int | None = None) -> tuple[float, float]:
    """The least and the most that other figures allow for one, as printed with so many decimals."""
    cell, (inside, base) = topic.cells[position], topic.counted[position]
    if cell.figure is not Figure.PERCENT:
        low, high = topic.programme.range_of(inside, against)
        return round(low, 6), round(high, 6)
    unit = 10.0 ** -(decimals_of(cell) if decimals is None else decimals)
    least, most = topic.programme.range_of(inside, against)
    fewest, all_ = topic.programme.range_of(base, against)
    # Percentages of whole respondents have gaps, so percentages are tried from either end.
    first = int(100 * least / all_ / unit) - 1 if all_ > 0 else 0
    last = int(100 * most / fewest / unit) + 2 if fewest > 0 else int(100 / unit)
    printed = [round(step * unit, 6) for step in range(max(first, 0), min(last, int(100 / unit)) + 1)]

    def is_left(value: float) -> bool:
        return topic.programme.holds(against, about_percent(value, unit / 2, inside, base))

    return next(filter(is_left, printed)), next(filter(is_left, reversed(printed)))
