"""How a returned file was read: each sheet's rows and columns, as a reading of the sheet."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from timediary.form.plan import ABOUT, CODES, LISTS
from timediary.ingest.cell import is_blank, text_of
from timediary.ingest.described import record_unread
from timediary.ingest.record import spans_of
from timediary.model.reading import ColumnReading, ColumnRole, RowsNotUsed, SheetReading
from timediary.model.spelling import column_letters

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from timediary.collection.diary import Diary, Entry
    from timediary.collection.grid import Grid
    from timediary.collection.page import Page
    from timediary.ingest.sheet import Sheet

KINDS = {"form": "a form of the study", "grid": "a grid of days and times", "web": "what a form's page saved"}
_ANSWERS = "answers to the form's questions"
_NEITHER = "it is outside the grid and answers no question"
_NO_ANSWER = "it answers no question"
_NO_ENTRY = "nothing in it belongs to the diary"
_LIST = "it is a list that belongs to the form, not an answer"
_HIDDEN = "it is hidden, and other sheets aren't"


def of_export(file: str) -> SheetReading:
    """The reading of what a form's page saved, which has neither rows nor columns."""
    return SheetReading(file, kind=KINDS["web"], why="it says that it is one")


def unread(file: str, why: str) -> SheetReading:
    """The reading of a file in which there is no diary."""
    return SheetReading(file, why=why or "there is no diary in it")


def of_sheets(
    file: str, sheets: Sequence[Sheet], pages: Sequence[Page], grids: Sequence[tuple[Page, Grid | None, Diary]]
) -> tuple[SheetReading, ...]:
    """The readings of all sheets of a workbook.

    Args:
        file: the file.
        sheets: all its sheets.
        pages: those that were looked at.
        grids: the pages with a diary, with the grid and the diary found there; a form of questions alone has no grid.
    """
    looked_at = {page.sheet.name: page for page in pages}
    found = {page.sheet.name: (grid, diary) for page, grid, diary in grids if grid is not None}
    answers = [entry for _, _, diary in grids for entry in (diary.respondent, *diary.answers.values()) if entry.row > 0]
    readings = []
    for sheet in sheets:
        page = looked_at.get(sheet.name)
        if page is None and ABOUT in looked_at and sheet.name in (CODES, LISTS):
            readings.append(SheetReading(file, sheet.name, why=_LIST, is_hidden=sheet.hidden))
        elif page is None:
            record_unread(sheet, _HIDDEN)
            readings.append(sheet.record.reading(sheet))
        else:
            here = [entry for entry in answers if entry.sheet == sheet.name]
            readings.append(_of_page(file, page, found.get(sheet.name), here))
    return tuple(readings)


def set_aside(reading: SheetReading, why: str) -> SheetReading:
    """The reading of a sheet whose diary doesn't count, so that its rows become nothing."""
    rows = RowsNotUsed(why, reading.used, ())
    return replace(reading, kind="", why=why, used=0, not_used=(*reading.not_used, *([rows] if rows.number else [])))


def _of_page(file: str, page: Page, found: tuple[Grid, Diary] | None, answers: Sequence[Entry]) -> SheetReading:
    """The reading of a sheet that was looked at; rows count from 1, columns from 0."""
    filled = {n for n, cells in enumerate(page.cells, start=1) if not all(map(is_blank, cells))}
    used = {entry.row for entry in answers}
    roles: dict[int, tuple[ColumnRole, str, str]] = {
        entry.column: (ColumnRole.ATTRIBUTE, "answers", "they stand beside questions")
        for entry in answers
        if entry.column >= 0
    }
    kind, why, header = (_ANSWERS, "answers were found on it", 0) if answers else ("", "there is no diary on it", 0)
    if found is not None:
        grid, diary = found
        kind, why = KINDS[diary.kind], "days run along one side of a grid, and times along the other"
        header, rows, grid_roles = _of_grid(grid)
        used |= rows | {entry.row for entry in diary.slots.values() if entry.sheet == page.sheet.name}
        roles |= grid_roles
    used = (used & filled) - {header}
    skipped = filled - used - {header}
    reason = (_NEITHER if found else _NO_ANSWER) if kind else why
    names = page.cells[header - 1] if header else [""] * page.width
    return SheetReading(
        file,
        page.sheet.name,
        kind,
        why,
        page.sheet.hidden,
        (header,) if header else (),
        "the days or times of the grid are in it" if header else "",
        tuple(
            ColumnReading(
                n,
                column_letters(n),
                text_of(name),
                *roles.get(n, (ColumnRole.NOT_USED, "", _NO_ENTRY if kind else why)),
            )
            for n, name in enumerate(names)
        ),
        decisions=page.sheet.record.decisions,
        rows=len(page.cells),
        used=len(used),
        blank=len(page.cells) - len(filled | ({header} - {0})),
        not_used=_skipped(reason, skipped),
    )


def _of_grid(grid: Grid) -> tuple[int, set[int], dict[int, tuple[ColumnRole, str, str]]]:
    """The header's row of a grid, its rows on the sheet, and what its columns were taken for."""
    below = range(grid.first_row, grid.last_row + 1)
    cells = grid.page.cells
    roles: dict[int, tuple[ColumnRole, str, str]] = {}
    if grid.page.turned:
        for row in below:
            name = text_of(cells[row][grid.time])
            roles[row] = (ColumnRole.SLOT, name, "it has a time at its head and days in its rows")
        roles[grid.first_row] = (ColumnRole.DAY, "", "it has the days, one below another")
        return grid.time + 1, {day + 1 for day in grid.days}, roles
    for day in grid.days:
        name = text_of(cells[grid.first_row][day])
        roles[day] = (ColumnRole.SLOT, name, "it has a day at its head and times in its rows")
    roles[grid.time] = (ColumnRole.TIME, "", "it has the times, one below another")
    if grid.end is not None:
        roles[grid.end] = (ColumnRole.END, "", "it has times later than those beside them")
    return grid.first_row + 1, {row + 1 for row in below}, roles


def _skipped(reason: str, rows: Iterable[int]) -> tuple[RowsNotUsed, ...]:
    """Rows that became nothing, for one reason."""
    numbers = sorted(rows)
    return (RowsNotUsed(reason, len(numbers), tuple(spans_of(numbers))),) if numbers else ()
