"""Tables of a report on a screen: a list of them, and the tables themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from timediary.render.grid import grid_of
from timediary.render.measure import left, width_of
from timediary.render.screen import BLANK, NARROWEST, Role, ScreenLine, paragraph, shared_notes, table_lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from timediary.model.definition import ListedTable, TableSet

_GAP = "  "


def listing_lines(listed: Sequence[ListedTable], width: int) -> Iterator[ScreenLine]:
    """Numbers and titles of tables, and below each that can't be made why not."""
    room = max((width_of(table.id) for table in listed), default=0)
    for table in listed:
        start = left(table.id, room) + _GAP
        first, *rest = paragraph(table.title, max(width - len(start), NARROWEST // 2), Role.BODY)
        yield ScreenLine(start + first.text, Role.FAINT if table.lacking else Role.BODY)
        lines = [
            *rest,
            *(paragraph(f"not made: {table.lacking}", width - len(start), Role.WARNING) if table.lacking else ()),
        ]
        yield from (ScreenLine(" " * len(start) + line.text, line.role) for line in lines)


def reported_lines(tables: TableSet, width: int) -> Iterator[ScreenLine]:
    """Tables one below another; notes of several are said once, and what could not be made comes last."""
    width = max(width, NARROWEST)
    grids = [grid_of(table) for table in tables]
    shared = shared_notes(grids)
    scope = ""
    for number, grid in enumerate(grids):
        yield from (BLANK, BLANK) if number else ()
        yield from table_lines(grid, width, leave_out=(*shared, scope))
        scope = grid.scope
    if shared:
        yield BLANK
        for note in shared:
            yield from paragraph(note, width, Role.FAINT)
    if tables.missing:
        yield BLANK
        yield ScreenLine("Tables that can't be made", Role.WARNING)
        for id_, why in tables.missing.items():
            yield from paragraph(f"Table {id_}: {why}", width, Role.BODY, indent=2)
