"""What the rows of episodes say of respondents and of diaries beside time and code."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from timediary.ingest.sheet import CodedColumn
from timediary.ingest.sheet_attributes import SheetAttributes
from timediary.model.reading import ColumnRole

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from timediary.ingest.attributes import Attributes
    from timediary.ingest.layout import Layout
    from timediary.ingest.sheet_rows import SheetRows


class EpisodeAttributes:
    """Takes in, of the other columns of a sheet of episodes, what is the same in all rows of a respondent or diary."""

    def __init__(self, layout: Layout, attributes: Attributes) -> None:
        self.layout = layout
        self._attributes = attributes

    def take(self, rows: SheetRows, respondents: NDArray[np.int64], diaries: NDArray[np.int64]) -> None:
        """Take in what is the same in all rows of each respondent, or of each diary, as an attribute.

        Args:
            rows: the m rows.
            respondents: the number of each row's respondent, shape (m,), -1 for nobody's.
            diaries: that of its diary.
        """
        varying = self._taken(rows, respondents, set(self.layout.others), by_diary=False)
        if varying:
            self._taken(rows, diaries, varying, by_diary=True)

    def _taken(self, rows: SheetRows, whose: NDArray[np.int64], columns: set[int], *, by_diary: bool) -> set[int]:
        """Take in those of some columns that are the same in all rows of each owner; the others are given back.

        Args:
            rows: the m rows.
            whose: the number of each row's respondent or diary, shape (m,), -1 for nobody's.
            columns: those looked at.
            by_diary: whether owners are diaries.
        """
        known = np.flatnonzero(whose >= 0)
        owners, first = np.unique(whose[known], return_index=True)
        if not len(owners):
            return set()
        place = np.searchsorted(owners, whose[known])
        numbers = {column: rows.columns[column].numbers[known] for column in columns}
        varying = {column for column, of in numbers.items() if (of != of[first][place]).any()}
        meanings, _ = self._attributes.meanings(self.layout)
        same = {column: meaning for column, meaning in meanings.items() if column in columns - varying}
        taker = SheetAttributes(self._attributes, self.layout, same, by_diary=by_diary)
        firsts = known[first]
        coded = {
            column: CodedColumn(rows.columns[column].values, rows.columns[column].numbers[firsts])
            for column in taker.columns
        }
        taker.take(coded, rows.numbers[firsts], owners)
        if by_diary:
            for column in varying:
                why = "it differs between rows of one respondent and day"
                self.layout.sheet.record.take(column, ColumnRole.NOT_USED, rule=why)
        return varying
