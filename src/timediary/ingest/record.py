"""The record of a sheet: every decision about it is noted here, and `survey.reading` is made from the notes.

    sheet.record.decide("date order", "day before month", evidence=[(13, "dates that are none the other way")])
    sheet.record.take(column, ColumnRole.DAY, rule="'date' is a name of the day")
    sheet.record.skip([9, 10], "a total below the table")

What is decided for a column is recorded at the place that decides it, once, in words that stand alone on a line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from timediary.model.reading import (
    ColumnReading,
    ColumnRole,
    Decision,
    Evidence,
    RowsNotUsed,
    SheetReading,
    Span,
    Spelt,
)
from timediary.model.spelling import column_letters

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from timediary.ingest.sheet import Shape, Sheet

MOST_SPANS = 1_000
MOST_SPELLINGS = 500
HIDDEN = "hidden, and only what is visible was asked for"


class SheetRecord:
    """What has been understood so far of one sheet. Columns count from 0, rows from 1.

    Attributes:
        kind, why: what the sheet was taken for and by which rule, or why it isn't read.
        header, header_rule: the header's rows, and why these.
        headings: the columns' names as written.
        width, height: how many columns and rows have been met.
        used, blank: rows that told something, and rows without content.
    """

    def __init__(self) -> None:
        self.kind = ""
        self.why = ""
        self.header: tuple[int, ...] = ()
        self.header_rule = ""
        self.headings: Sequence[str] = ()
        self.width = 0
        self.height = 0
        self.used = 0
        self.blank = 0
        self.shape: Shape | None = None
        self._columns: dict[int, tuple[ColumnRole, str, str]] = {}
        self._decisions: dict[tuple[str, tuple[int, ...]], Decision] = {}
        self._skipped: dict[str, list[int]] = {}
        self._spelt: dict[tuple[int, str, str], int] = {}

    def meet(self, height: int, width: int) -> None:
        """Note how far the sheet reaches, as far as it has been gone through."""
        self.height = max(self.height, height)
        self.width = max(self.width, width)

    def take(self, column: int, role: ColumnRole, *, rule: str, meaning: str = "") -> None:
        """Say what a column was taken for and by which rule; with `NOT_USED`, why it isn't used."""
        self._columns[column] = (role, meaning, rule)

    def confirm(self, column: int, rule: str) -> None:
        """Say by which other rule a column was taken for what it was."""
        role, meaning, _ = self._columns[column]
        self._columns[column] = (role, meaning, rule)

    def columns_as(self, role: ColumnRole) -> list[int]:
        """The columns that were taken for something, or with `NOT_USED` for nothing, in order."""
        return sorted(column for column, (taken, _, _) in self._columns.items() if taken is role)

    def decide(
        self,
        what: str,
        chosen: str,
        *,
        evidence: Iterable[tuple[int, str]] = (),
        by: str = "the column",
        columns: Iterable[int] = (),
    ) -> None:
        """Say how something was decided for some columns, or for the whole sheet.

        Args:
            what: what was open, such as `date order`; decided again for the same columns, the later counts.
            chosen: how it was decided.
            evidence: what speaks for it, with how often it was met.
            by: what decided it; `custom` where nothing speaks for or against it.
            columns: the columns concerned.
        """
        where = tuple(columns)
        self._decisions[what, where] = Decision(what, chosen, by, tuple(Evidence(*one) for one in evidence), where)

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """How what was open was decided."""
        return tuple(self._decisions.values())

    def skip(self, rows: Iterable[int], reason: str) -> None:
        """Note that rows with content weren't used, and why."""
        self._skipped.setdefault(reason, []).extend(rows)

    def spell(self, column: int, written: str, taken_for: str, cells: int) -> None:
        """Say that a spelling was taken for a level or a code of another name, in how many cells."""
        key = (column, written, taken_for)
        if key in self._spelt or len(self._spelt) < MOST_SPELLINGS:
            self._spelt[key] = self._spelt.get(key, 0) + cells

    def reading(self, sheet: Sheet) -> SheetReading:
        """All of it as a value."""
        if sheet.visible_only and self.shape is not None:
            self._leave_out_hidden(self.shape)
        headings = [*self.headings, *[""] * (max(self.width, max(self._columns, default=-1) + 1) - len(self.headings))]
        return SheetReading(
            file=sheet.file,
            sheet=sheet.name,
            kind=self.kind,
            why=self.why,
            is_hidden=sheet.hidden,
            header=self.header,
            header_rule=self.header_rule,
            columns=tuple(self._column(sheet, number, heading) for number, heading in enumerate(headings)),
            decisions=self.decisions,
            rows=self.height,
            used=self.used,
            blank=self.blank,
            not_used=in_order_of_rows(
                _rows(reason, list(map(sheet.row_in_file, rows)), sheet.most_spans)
                for reason, rows in self._skipped.items()
                if rows
            ),
            **self._looks(sheet),
            spelt=in_order_of_columns(
                Spelt(written, taken, column, n) for (column, written, taken), n in self._spelt.items()
            ),
        )

    def _leave_out_hidden(self, shape: Shape) -> None:
        """Account for the hidden rows and columns, which are blank where only what is visible is read."""
        hidden = [row for span in _within(shape.hidden_rows, self.height) for row in range(span.first, span.last + 1)]
        self.skip(hidden, HIDDEN)
        self.blank -= len(hidden)
        for span in _within(shape.hidden_columns, self.width - 1):
            for column in range(span.first, span.last + 1):
                self.take(column, ColumnRole.NOT_USED, rule=HIDDEN)

    def _looks(self, sheet: Sheet) -> dict[str, Any]:
        """What is merged and what is hidden, as far as the sheet reaches."""
        if self.shape is None:
            return {}
        return {
            "merged": tuple(block.name for block in self.shape.merged if block.first_row < self.height),
            "hidden_rows": _within(self.shape.hidden_rows, self.height),
            "hidden_columns": _within(self.shape.hidden_columns, self.width - 1),
            "is_filtered": self.shape.is_filtered,
            "visible_only": sheet.visible_only,
        }

    def _column(self, sheet: Sheet, number: int, heading: str) -> ColumnReading:
        """A column; one without any note counts as not used for no reason, which `balanced` objects to."""
        role, meaning, rule = self._columns.get(number, (ColumnRole.NOT_USED, "", "" if self.kind else self.why))
        place = column_letters(number) if sheet.lettered else heading
        return ColumnReading(number, place, heading, role, meaning, rule)


def spans_of(numbers: Iterable[int]) -> list[Span]:
    """Numbers as spans of consecutive ones, in order."""
    spans: list[Span] = []
    for number in sorted(set(numbers)):
        if spans and spans[-1].last == number - 1:
            spans[-1] = Span(spans[-1].first, number)
        else:
            spans.append(Span(number, number))
    return spans


def in_order_of_rows(parts: Iterable[RowsNotUsed]) -> tuple[RowsNotUsed, ...]:
    """Rows that became nothing by the first of each reason, so that it doesn't matter how many were read at once."""
    return tuple(sorted(parts, key=lambda rows: rows.spans[0].first))


def in_order_of_columns(parts: Iterable[Spelt]) -> tuple[Spelt, ...]:
    """Spellings by column and then as they sort, so that it doesn't matter in which order they were met."""
    return tuple(sorted(parts, key=lambda one: (one.column, one.written, one.taken_for)))


def _within(spans: Sequence[Span], last: int) -> tuple[Span, ...]:
    """Spans up to a last row or column."""
    return tuple(Span(first, min(end, last)) for first, end in spans if first <= last)


def _rows(reason: str, rows: Sequence[int], most: int) -> RowsNotUsed:
    """Rows that weren't used; of very many, the places of the first."""
    return RowsNotUsed(reason, len(rows), tuple(spans_of(rows)[:most]))
