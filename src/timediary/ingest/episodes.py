"""Diaries of episodes: one row per episode, with its start and its end, or how long it took."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np

from timediary.ingest.cell import identifier, is_blank, text_of
from timediary.ingest.diaries import NO_DIARY
from timediary.ingest.episode_attributes import EpisodeAttributes
from timediary.ingest.episode_columns import EpisodeColumns, EpisodeDecoder
from timediary.ingest.fault import Fault, reason_of
from timediary.ingest.fields import WITHOUT_ACTIVITY
from timediary.ingest.noon import undecided_clock
from timediary.ingest.placing import Episode, Placing
from timediary.ingest.sheet_rows import SheetRows, joined
from timediary.model.problem import ProblemKind
from timediary.model.study import MINUTES_PER_DAY, WEEKDAYS

if TYPE_CHECKING:
    from collections.abc import Callable

    from timediary.ingest.attributes import Attributes
    from timediary.ingest.cell import Cell
    from timediary.ingest.decoder import Part
    from timediary.ingest.draft import SurveyBuilder
    from timediary.ingest.layout import Layout

_HOUR = 60


class EpisodesReader:
    """Reads the episodes of one sheet into a draft."""

    def __init__(self, layout: Layout, draft: SurveyBuilder, attributes: Attributes) -> None:
        self.layout = layout
        self.draft = draft
        self._attributes = attributes
        self._placing = Placing(layout, draft)

    def read(self, progress: Callable[[int], None]) -> None:
        """Read all rows; `progress` is told the number of the last row read."""
        layout = self.layout
        columns = [column for column in self._all_columns() if column >= 0]
        batches = list(layout.sheet.coded_batches(columns, layout.first_row))
        rows = joined(batches, columns)
        if not len(rows.numbers):
            return
        self._read_rows(rows)
        progress(int(rows.numbers[-1]))

    def _all_columns(self) -> list[int]:
        """The positions of all columns that are looked at, each once."""
        layout = self.layout
        when = (layout.day, layout.date, layout.time, layout.end, layout.end_date, layout.duration)
        named = (layout.respondent, layout.code, *when)
        return list(
            dict.fromkeys(
                column for column in (*named, *layout.fields, *layout.others) if column is not None and column >= 0
            )
        )

    def _read_rows(self, rows: SheetRows) -> None:
        """Read all rows: first who, when and what, then how long, then whose diaries they are in."""
        columns = EpisodeDecoder(self.layout, self.draft).decoded(rows)
        self._placed = np.full(len(rows.numbers), NO_DIARY, np.int64)
        blank = np.array(
            [all(is_blank(part.cell(n)) for part in columns.parts) for n in range(len(rows.numbers))], bool
        )
        self.layout.sheet.record.blank += int(blank.sum())
        for n in np.flatnonzero(~blank).tolist():
            wrong = next(
                ((part.decoder.fault(int(part.faults[n])), part) for part in columns.parts if part.faults[n]), None
            )
            kept = self._enter(rows, n, self._episode(rows, n, columns), wrong, columns.who)
            self._take_fields(rows, n, columns, kept=kept)
        whose = np.where(columns.who.faults == 0, columns.who.values, NO_DIARY)
        EpisodeAttributes(self.layout, self._attributes).take(rows, whose, self._placed)

    def _episode(self, rows: SheetRows, n: int, columns: EpisodeColumns) -> Episode | Fault:
        """A row as it counts, or why its minutes aren't known."""
        if columns.unsure[n] >= 0:
            return undecided_clock(int(columns.unsure[n]))
        date, at = columns.beginning(n)
        given = columns.given(n)
        if at is not None and columns.end is not None and columns.end.there[n]:
            span, minutes, date = columns.from_start_to_end(n, at, date)
            if span < 0:
                return _BACKWARDS
            if given is not None and abs(given - span) == _HOUR and _clock_changes(date):
                minutes = given
            if given is not None and abs(given - minutes) > 1:
                self._tell_difference(rows, n, columns.who, given, minutes)
                span = minutes = min(given, minutes)
        elif given is None:
            return _NO_TIMES if at is None else _RUNNING
        else:
            span = minutes = given
            if given > MINUTES_PER_DAY and (at is not None or date or columns.days is not None):
                return _LONGER_THAN_A_DAY
        if span <= 0:
            return _NO_LENGTH
        day = 0 if columns.days is None else int(columns.days.values[n])
        who, code = int(columns.who.values[n]), self._entry(columns, n)
        return Episode(int(rows.numbers[n]), who, date, day, at, span, minutes, code)

    def _entry(self, columns: EpisodeColumns, n: int) -> int:
        """The activity of a row with what is noted beside it."""
        answers = [0] * len(self.draft.fields.readers)
        for position, part in zip(self.layout.fields.values(), columns.fields, strict=True):
            answers[position] = int(part.values[n])
        return self.draft.fields.entry(int(columns.code.values[n]), answers)

    def _take_fields(self, rows: SheetRows, n: int, columns: EpisodeColumns, *, kept: bool) -> None:
        """Count what is noted beside a row's activity, and report what is not an answer, or beside none."""
        account = self.draft.account
        is_sound = not any(part.faults[n] for part in columns.parts)
        for part in columns.fields:
            fault = part.decoder.fault(int(part.faults[n]))
            if not fault and not part.values[n]:
                continue
            account.answers_read += 1
            account.answers_kept += kept and fault is None
            if is_sound and not columns.code.values[n]:
                fault = WITHOUT_ACTIVITY
            elif not kept:
                continue
            if fault is not None:
                who = identifier(columns.who.cell(n))
                self._report(fault, int(rows.numbers[n]), part.column, part.cell(n), who, 0)

    def _enter(
        self, rows: SheetRows, n: int, found: Episode | Fault, fault: tuple[Fault | None, Part] | None, who: Part
    ) -> bool:
        """Enter an episode, or report what is wrong with its row, with the minutes that are left out because of it.

        Returns:
            Whether it has become part of a diary.
        """
        account, record = self.draft.account, self.layout.sheet.record
        minutes = found.minutes if isinstance(found, Episode) else 0
        account.cells_read += minutes
        row = int(rows.numbers[n])
        if fault is not None and fault[0] is not None:
            record.skip((row,), reason_of(fault[0]))
            if fault[0].kind is ProblemKind.NOT_IN_RESPONDENTS:
                self.draft.meet_stranger(self.layout, row, who.cell(n), minutes)
                return False
            self._report(fault[0], row, fault[1].column, fault[1].cell(n), identifier(who.cell(n)), minutes)
            return False
        if isinstance(found, Fault):
            record.skip((row,), reason_of(found))
            column = self.layout.end if self.layout.end is not None else self.layout.code
            self._report(found, row, column, rows.cell(column, n), identifier(who.cell(n)), 0)
            return False
        if not found.code:
            account.blank += minutes
            record.used += 1
            return False
        placed = self._placing.place(found)
        if isinstance(placed, Fault):
            record.skip((row,), reason_of(placed))
            column = self.layout.time if self.layout.time >= 0 else self.layout.code
            self._report(placed, row, column, rows.cell(column, n), identifier(who.cell(n)), minutes)
            return False
        self._placed[n] = placed.diary
        record.used += 1
        column = self.layout.end if self.layout.end is not None else self.layout.time
        for why, lost in placed.lost:
            self._report(why, row, column, "", self.draft.ids[found.respondent], lost)
        return True

    def _tell_difference(self, rows: SheetRows, n: int, who: Part, given: int, minutes: int) -> None:
        """Report a length that isn't the time from start to end."""
        column = self.layout.duration or 0
        message = f"The row says that it took {given} minutes, but from start to end it is {minutes}."
        remedy = f"Correct one of them; {min(given, minutes)} minutes count."
        fault = Fault(ProblemKind.DURATION_DIFFERS, message, remedy)
        self._report(fault, int(rows.numbers[n]), column, rows.cell(column, n), identifier(who.cell(n)), 0)

    def _report(self, fault: Fault, row: int, column: int, cell: Cell, respondent: str, minutes: int) -> None:
        """Report a fault at a cell."""
        self.draft.account.report_at(
            self.layout, fault, row, column, content=text_of(cell), respondent=respondent, cells=minutes
        )


def _clock_changes(date: int) -> bool:
    """Whether the clocks of Europe or North America may be changed on a date or the one after."""
    if date <= len(WEEKDAYS):
        return True
    near = (dt.date.fromordinal(date + after) for after in (0, 1))
    return any(day.weekday() == WEEKDAYS.index("Sunday") and day.month in (3, 10, 11) for day in near)


_RUNNING = Fault(
    ProblemKind.STILL_RUNNING,
    "The episode has no end: perhaps its timer was still running.",
    "Fill in the end, or how long it took.",
)
_NO_TIMES = Fault(
    ProblemKind.UNKNOWN_DURATION, "The row doesn't say how long it took.", "Fill in start and end, or how long it took."
)
_LONGER_THAN_A_DAY = Fault(
    ProblemKind.UNKNOWN_DURATION,
    "The row says that it took more than 24 hours, on one day.",
    "Correct its length, or the unit in its column's name; or write start and end, each with its date.",
)
_NO_LENGTH = Fault(
    ProblemKind.NO_LENGTH, "The episode ends when it begins, to the minute.", "Correct its times, or delete the row."
)
_BACKWARDS = Fault(
    ProblemKind.END_BEFORE_START,
    "The episode ends before it begins.",
    "Correct its times; one that ends on the next day lasts 16 hours at most, or has the date of its end.",
)
