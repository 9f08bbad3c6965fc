"""Which rows the entries of the diary matrix came from, so that a second entry for a slot is told beside the first."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from timediary.ingest.sheet import Sheet
    from timediary.model.study import DiaryGrid

# Entries of long diaries whose rows are kept in mind.
_MOST_REMEMBERED = 4_000_000


class Place(NamedTuple):
    """A row of a sheet."""

    sheet: Sheet
    row: int

    def words(self, here: Sheet) -> str:
        """The place as it is said in a message about another place."""
        row = self.sheet.row_in_file(self.row)
        return f"row {row}" if self.sheet is here else f"row {row} of {self.sheet.title}"


class LongEntries:
    """Slots filled from rows of a long diary."""

    def __init__(
        self,
        sheet: Sheet,
        first_row: int,
        cells: NDArray[np.int64],
        which: NDArray[np.intp] | None = None,
        *,
        is_dated: bool = False,
    ) -> None:
        """Slots of a batch.

        Args:
            sheet: where it is from.
            first_row: its first row.
            cells: of the diary matrix, shape (m,).
            which: the places of their rows in the batch, shape (m,); None where it is each of its rows.
            is_dated: whether entries have dates.
        """
        self.sheet = sheet
        self.cells = cells
        self.is_dated = is_dated
        self._first_row = first_row
        self._which = which

    def find(self, cells: NDArray[np.int64]) -> dict[int, Place]:
        """The rows that filled some cells of the diary matrix."""
        found = np.flatnonzero(np.isin(self.cells, cells))[::-1]
        rows = self._first_row + (found if self._which is None else self._which[found])
        pairs = zip(self.cells[found].tolist(), rows.tolist(), strict=True)
        return {cell: Place(self.sheet, row) for cell, row in pairs}


class WideEntries:
    """Which row of a wide sheet holds which diary, for the slots it has."""

    def __init__(self, sheet: Sheet, slots: Iterable[int], per_diary: int, *, is_dated: bool = False) -> None:
        self.sheet = sheet
        self.is_dated = is_dated
        self.slots = frozenset(slots)
        self.rows: dict[int, int] = {}
        self._per_diary = per_diary

    def find(self, cells: NDArray[np.int64]) -> dict[int, Place]:
        """The rows that filled some cells of the diary matrix."""
        found = {}
        for cell in cells.tolist():
            diary, slot = divmod(cell, self._per_diary)
            if slot in self.slots and diary in self.rows:
                found[cell] = Place(self.sheet, self.rows[diary])
        return found


class Origins:
    """Which rows of which sheets filled which cells of the diary matrix, as far as that is kept in mind."""

    def __init__(self, grid: DiaryGrid) -> None:
        self._grid = grid
        self._long_entries: deque[LongEntries] = deque()
        self._remembered = 0
        self._wide_entries: list[WideEntries] = []

    def remember(self, entries: LongEntries) -> None:
        """Keep in mind which rows filled which cells, for the last few million of them."""
        self._long_entries.append(entries)
        self._remembered += len(entries.cells)
        while self._remembered > _MOST_REMEMBERED and len(self._long_entries) > 1:
            self._remembered -= len(self._long_entries.popleft().cells)

    def remember_wide(self, entries: WideEntries) -> list[WideEntries]:
        """Keep in mind which rows of a wide diary hold which respondents.

        Returns:
            Those of the wide diaries before it that have some of its slots.
        """
        before = [other for other in self._wide_entries if other.slots & entries.slots]
        self._wide_entries.append(entries)
        return before

    def first_places(self, cells: NDArray[np.int64]) -> dict[int, Place]:
        """Where some filled cells of the diary matrix came from, as far as that is still known."""
        places: dict[int, Place] = {}
        for wide in self._wide_entries:
            places |= wide.find(cells)
        for long in reversed(self._long_entries):
            places |= long.find(cells)
        return places

    def days_of_sheets(self) -> dict[Sheet, NDArray[np.int64]]:
        """Of each long sheet, if there are several, its days of diaries: the diary's number times days plus day."""
        if len({id(entries.sheet) for entries in self._long_entries}) < 2:
            return {}
        days: dict[Sheet, list[NDArray[np.int64]]] = {}
        for entries in self._long_entries:
            days.setdefault(entries.sheet, []).append(np.unique(entries.cells // self._grid.slots_per_day))
        return {sheet: np.unique(np.concatenate(parts)) for sheet, parts in days.items()}

    def undated(self) -> dict[Sheet, set[int]]:
        """Of each sheet the diaries that it has without dates."""
        found: dict[Sheet, set[int]] = {}
        for long in self._long_entries:
            if not long.is_dated:
                diaries = np.unique(long.cells // self._grid.slots)
                found.setdefault(long.sheet, set()).update(diaries.tolist())
        for wide in self._wide_entries:
            if not wide.is_dated:
                found.setdefault(wide.sheet, set()).update(wide.rows)
        return found

    def in_wide_sheets(self) -> set[int]:
        """The diaries of which a wide sheet has a row."""
        return {diary for entries in self._wide_entries for diary in entries.rows}
