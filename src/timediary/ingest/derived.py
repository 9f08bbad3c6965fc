"""Sheets made of others: with a column more that names the respondents, or without rows of another timeline."""

from __future__ import annotations

from typing import TYPE_CHECKING

from timediary.ingest.cell import identifier, is_blank, text_of
from timediary.ingest.sheet import RowSheet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from timediary.ingest.cell import Cell
    from timediary.ingest.sheet import Shape, Sheet

TOGETHER = "-"

Row = list["Cell"]


class SheetOfAnother(RowSheet):
    """A sheet that shows another's rows in its own way, and is in all else the same."""

    def __init__(self, sheet: Sheet) -> None:
        super().__init__(sheet.file, sheet.name, lettered=sheet.lettered, hidden=sheet.hidden)
        self.record, self.settled = sheet.record, sheet.settled
        self.visible_only, self.what = sheet.visible_only, sheet.what
        self._sheet = sheet

    @property
    def total_rows(self) -> int | None:  # type: ignore[override]
        """How many rows there are, if that is known without reading them."""
        return self._sheet.total_rows

    @property
    def skipped(self) -> int:  # type: ignore[override]
        """Rows of the whole that a span leaves out below its header."""
        return self._sheet.skipped

    def row_in_file(self, row: int) -> int:
        """The number that a row has in the file."""
        return self._sheet.row_in_file(row)

    def shape(self) -> Shape:
        """What is merged, hidden and filtered."""
        return self._sheet.shape()

    def load(self) -> None:
        """Get ready what can be got ready before rows are asked for."""
        self._sheet.load()

    def release(self) -> None:
        """Let go of what was loaded."""
        self._sheet.release()


class DerivedSheet(SheetOfAnother):
    """The rows of a sheet, in their places, each of them below the header made into another."""

    def __init__(
        self,
        sheet: Sheet,
        first_row: int,
        derive: Callable[[Row], Row | None],
        *,
        header: Callable[[Row], Row] | None = None,
        why_not: str = "",
    ) -> None:
        """A sheet.

        Args:
            sheet: the other.
            first_row: the first row below the header.
            derive: makes of a row another, or None where it isn't to be read.
            header: makes of the row of names another.
            why_not: why rows aren't read.
        """
        super().__init__(sheet)
        self._first_row = first_row
        self._derive, self._header, self._why_not = derive, header, why_not
        self._left_out: set[int] = set()
        if sheet.columns is not None:
            self.columns = tuple(map(text_of, header(list(sheet.columns)))) if header else sheet.columns

    @property
    def whole(self) -> Sheet:
        """The sheet with all of its rows."""
        return self._sheet.whole

    def rows(self) -> Iterator[Sequence[Cell]]:
        """Every row from the first; those that aren't to be read are blank."""
        for number, row in enumerate(self._sheet.rows(), start=1):
            if number == self._first_row - 1 and self._header:
                yield self._header(list(row))
            elif number < self._first_row or all(map(is_blank, row)):
                yield row
            else:
                derived = self._derive(list(row))
                if derived is None:
                    self._left_out.add(number)
                yield [] if derived is None else derived

    def account(self) -> None:
        """Write into the record why rows that were read as blank are not to be read."""
        self.record.blank -= len(self._left_out)
        self.record.skip(sorted(self._left_out), self._why_not)
        self._left_out = set()


def together(sheet: Sheet, first_row: int, columns: Sequence[int], rows: Mapping[int, str], why_not: str) -> Sheet:
    """A sheet whose respondents are named by several columns, and some of whose rows are read.

    Args:
        sheet: the sheet.
        first_row: the first row below the header.
        columns: those that name a respondent together; their values, joined, stand in the first of them.
        rows: what must stand in columns.
        why_not: why other rows aren't read.
    """
    if len(columns) < 2 and not rows:
        return sheet

    def derive(row: Row) -> Row | None:
        row += [""] * (max((*columns, *rows)) + 1 - len(row))
        if any(text_of(row[column]).strip().casefold() != text.casefold() for column, text in rows.items()):
            return None
        if len(columns) > 1:
            parts = [identifier(row[column]) for column in columns]
            row[columns[0]] = TOGETHER.join(parts) if all(parts) else ""
        return row

    return DerivedSheet(sheet, first_row, derive, why_not=why_not)


def with_respondent(sheet: Sheet, first_row: int, width: int, heading: str, respondent: str) -> Sheet:
    """A sheet with a column more, behind those with names, in which all rows are one respondent's."""

    def beside(row: Row, cell: str) -> Row:
        padded = [*row, *[""] * (width - len(row))]
        return [*padded[:width], cell, *padded[width:]]

    return DerivedSheet(sheet, first_row, lambda row: beside(row, respondent), header=lambda row: beside(row, heading))
