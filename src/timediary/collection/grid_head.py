"""Where the grid of a diary stands on a sheet: the row with its days and the column with its times."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from timediary.ingest.cell import is_blank, text_of
from timediary.ingest.dates import decide_order
from timediary.ingest.fault import Fault
from timediary.ingest.units import decide_unit, number_in
from timediary.model.conventions import UNSETTLED

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from timediary.collection.page import Page
    from timediary.ingest.cell import Cell
    from timediary.ingest.days import Day
    from timediary.ingest.record import SheetRecord
    from timediary.ingest.spelling import CellParser
    from timediary.model.conventions import Conventions

FEWEST = 3
_NEARLY_ALL = 0.9


class Head(NamedTuple):
    """A possible head of the grid: the row with the days, the column with the times, and how many there are of both.

    `end` is the column with the ends of the times, where there is one.
    """

    score: int
    page: Page
    row: int
    column: int
    days: dict[int, Day]
    end: int | None = None


def heads_on(page: Page, spelling: CellParser, fewest_days: int = FEWEST) -> Iterator[Head]:
    """The possible heads of the grid on a page; one that has fewer days is none."""
    days_needed = min(fewest_days, len(spelling.grid.days))
    times_needed = min(FEWEST, spelling.grid.slots_per_day)
    times = _time_rows(page, spelling)
    for row, cells in enumerate(page.cells):
        days = days_in(cells, reader_of_dates(cells, spelling))
        known = len({day.position if day.position >= 0 else day.date for day in days.values()})
        if known < days_needed:
            continue
        counts = {column: sum(below > row for below in rows) for column, rows in times.items() if column not in days}
        column = max(counts, key=lambda c: (counts[c], -abs(c - min(days))), default=None)
        if column is not None and counts[column] >= times_needed:
            start, end = _start_and_end(page, row, column, [c for c in counts if c != column], spelling)
            yield Head(known * counts[column], page, row, start, days, end)


def _start_and_end(
    page: Page, row: int, column: int, others: Sequence[int], spelling: CellParser
) -> tuple[int, int | None]:
    """The column of the starts and, if there is one, that of the ends: in nearly all rows it is later."""

    def times(of: int) -> dict[int, int]:
        found = ((n, spelling.position(cells[of])) for n, cells in enumerate(page.cells) if n > row)
        return {n: at for n, at in found if not isinstance(at, Fault)}

    here = times(column)
    for other in others:
        there = times(other)
        both = [(here[n], there[n]) for n in here.keys() & there.keys()]
        later = sum(a < b for a, b in both)
        earlier = sum(a > b for a, b in both)
        if len(both) < FEWEST or len(both) * 2 < len(here) or abs(other - column) > 2:
            continue
        if later >= _NEARLY_ALL * (len(both) - 1) and later > earlier:
            return column, other
        if earlier >= _NEARLY_ALL * (len(both) - 1) and earlier > later:
            return other, column
    return column, None


def _time_rows(page: Page, spelling: CellParser) -> dict[int, list[int]]:
    """The rows in which each column has a time, each time once.

    A column that holds much else between, such as one of numbers some of which could be times, has none.
    """
    rows: dict[int, dict[int, int]] = {}
    for column in range(page.width):
        cells = [cells[column] for cells in page.cells]
        numbers = [cell for cell in cells if number_in(cell) is not None]
        unit = decide_unit(numbers, spelling.grid) if len(numbers) >= FEWEST else None
        read = spelling.by(time_units=unit.ways[:1]).position if unit else spelling.position
        for row, cell in enumerate(cells):
            if not is_blank(cell) and not isinstance(position := read(cell), Fault):
                rows.setdefault(column, {}).setdefault(position, row)
    found = {}
    for column, of_time in rows.items():
        first, last = min(of_time.values()), max(of_time.values())
        filled = sum(not is_blank(cells[column]) for cells in page.cells[first : last + 1])
        if len(of_time) * 3 >= filled:
            found[column] = list(of_time.values())
    return found


def reader_of_dates(
    cells: Sequence[Cell],
    spelling: CellParser,
    conventions: Conventions = UNSETTLED,
    record: SheetRecord | None = None,
) -> CellParser:
    """A reader of a row's dates, in the order that puts them in one week; the decision is noted in a record."""
    order = decide_order(cells, conventions.date_order)
    if order is None:
        return spelling
    way = next((way for way in order.ways if days_in(cells, spelling.by(date_order=way))), order.ways[0])
    if record is not None:
        order.narrowed([way], (len(days_in(cells, spelling.by(date_order=way))), "dates of one week so")).record(record)
    return spelling.by(date_order=way)


def days_in(cells: Sequence[Cell], spelling: CellParser) -> dict[int, Day]:
    """The days in a row, by column: names; or dates of one week; or else the numbers of all days in their order.

    A number by itself is not a day: it may as well be the code of an activity in a list beside the grid.
    """
    named, dated, numbered = {}, {}, {}
    for column, cell in enumerate(cells):
        day = None if is_blank(cell) else spelling.day(cell)
        if day is None or isinstance(day, Fault):
            continue
        if day.date:
            dated[column] = day
        elif text_of(cell).replace(".", "").isdigit():
            numbered[column] = day
        else:
            named[column] = day
    dates = sorted(day.date for day in dated.values())
    if named or not dates:
        positions = [day.position for day in numbered.values()]
        in_order = len(positions) > 1 and positions == list(range(len(spelling.grid.days)))
        return named or (numbered if in_order else {})
    return dated if dates[-1] - dates[0] < max(7, len(spelling.grid.days)) else {}
