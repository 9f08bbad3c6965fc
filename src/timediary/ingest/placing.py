"""Episodes put into the days of diaries, also across midnight; what lies in no day is reported with its minutes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from timediary.ingest.diaries import NO_DIARY, outside_week
from timediary.ingest.draft import UNDATED_ENTRY
from timediary.ingest.fault import Fault
from timediary.ingest.timeline import Length, Piece
from timediary.model.problem import ProblemKind
from timediary.model.study import MINUTES_PER_DAY, WEEKDAYS

if TYPE_CHECKING:
    from timediary.ingest.draft import SurveyBuilder
    from timediary.ingest.layout import Layout


class Episode(NamedTuple):
    """One row as it counts.

    Attributes:
        row: its number in the sheet.
        respondent: the number of the respondent.
        date: the ordinal of its date, 0 where it has none.
        day: the position of its day, where the day has a name and no date.
        start: minutes after midnight; None where no time is known.
        span: minutes on the clock.
        minutes: minutes that it took: another number where the clock was put forward or back.
        code: the number of the code.
    """

    row: int
    respondent: int
    date: int
    day: int
    start: int | None
    span: int
    minutes: int
    code: int


class Placed(NamedTuple):
    """Where an episode was put.

    Attributes:
        diary: the first diary that has some of it, `NO_DIARY` where none has.
        lost: why parts of it lie in no diary, each with its minutes.
    """

    diary: int
    lost: tuple[tuple[Fault, int], ...] = ()


class Placing:
    """Puts the episodes of one sheet into the days of their respondents' diaries."""

    def __init__(self, layout: Layout, draft: SurveyBuilder) -> None:
        self.layout = layout
        self.draft = draft
        self._grid = draft.study.grid

    def place(self, episode: Episode) -> Placed | Fault:
        """Put an episode into the days of its respondent's diaries; or say why nothing of it can be."""
        if episode.start is None:
            return self._place_length(episode)
        pieces, lost = self._pieces(episode, episode.start)
        if isinstance(pieces, Fault):
            return pieces
        timeline = self.draft.timeline
        timeline.pieces += pieces
        if not pieces:
            return Placed(NO_DIARY, tuple(lost))
        self.draft.mark_in_diary(np.array([piece.diary for piece in pieces]))
        if episode.minutes != episode.span:
            timeline.more.append((pieces[0].diary, episode.code, episode.minutes - episode.span))
        return Placed(pieces[0].diary, tuple(lost))

    def _place_length(self, episode: Episode) -> Placed | Fault:
        """Put an episode whose times aren't known into its day."""
        placed = self._day_of(episode.respondent, episode.date, episode.day)
        if isinstance(placed, Fault):
            return placed
        self.draft.mark_in_diary(np.array([placed[0]]))
        length = Length(*placed, episode.code, episode.minutes, self.layout, episode.row)
        self.draft.timeline.lengths.append(length)
        return Placed(placed[0])

    def _pieces(self, episode: Episode, start: int) -> tuple[list[Piece] | Fault, list[tuple[Fault, int]]]:
        """The parts of an episode by day, and what lies in none; or why its first day is none of a diary's."""
        grid, pieces, lost = self._grid, list[Piece](), list[tuple[Fault, int]]()
        before = start - grid.first_minute
        named = not episode.date or episode.date <= len(WEEKDAYS)
        # A day's name is that of the diary's own day, whose end are the times past midnight.
        first, at = divmod(before, MINUTES_PER_DAY)
        first = max(first, 0) if named else first
        left, day = episode.span, first
        while left > 0:
            until = min(at + left, MINUTES_PER_DAY)
            placed = self._day_after(episode, day)
            if isinstance(placed, Fault):
                if not pieces:
                    return placed, []
                lost.append((placed, left))
                break
            inside = min(until, grid.day_minutes)
            if inside > at:
                pieces.append(Piece(*placed, at, inside, episode.code, self.layout, episode.row))
            if until > max(inside, at):
                lost.append((_beyond(grid.day_minutes), until - max(inside, at)))
            left, day, at = left - (until - at), day + 1, 0
        return pieces, lost

    def _day_after(self, episode: Episode, days: int) -> tuple[int, int] | Fault:
        """Diary and day some days after the day of an episode."""
        if not episode.date:
            position = episode.day + days
            if position >= len(self._grid.days):
                return _AFTER_THE_DIARY
            return self._day_of(episode.respondent, 0, position)
        date = episode.date + days
        if episode.date <= len(WEEKDAYS):
            date = (date - 1) % len(WEEKDAYS) + 1
        return self._day_of(episode.respondent, date, episode.day)

    def _day_of(self, respondent: int, date: int, day: int) -> tuple[int, int] | Fault:
        """The diary of a respondent and the position of the day in it."""
        books, grid = self.draft.diaries, self._grid
        owners, dates = np.array([respondent]), np.array([date], np.int32)
        if date and len(grid.days) > 1:
            begin = int(books.listed_begins(owners, dates)[0])
            length = len(WEEKDAYS) if grid.is_week else len(grid.days)
            if (begin or not grid.is_week) and not begin <= date < begin + length:
                return outside_week(date, begin)
            found = self.draft.spelling.dated(date) if grid.is_week else None
            if isinstance(found, Fault):
                return found
            day = found.position if found is not None else date - begin
        diary = int(books.of_entries(owners, dates)[0])
        return UNDATED_ENTRY if diary == NO_DIARY else (diary, day)


def _beyond(minutes: int) -> Fault:
    message = f"A day of this diary has {minutes // 60} hours, and this is not within them."
    return Fault(ProblemKind.TIME_OFF_GRID, message, "Correct the times, or let the study's day have 24 hours.")


_AFTER_THE_DIARY = Fault(
    ProblemKind.DATE_OUTSIDE_WEEK,
    "The end of the episode lies after the last day of the diary.",
    "Nothing, if it is not to count; else write dates in place of days.",
)
