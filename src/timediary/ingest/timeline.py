"""Episodes put together into days: overlaps settled, gaps reported, and slots as fine as the times need."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from math import gcd
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from timediary.ingest.fault import Fault
from timediary.model.code_minutes import CodeMinutes
from timediary.model.problem import ProblemKind
from timediary.model.study import MINUTES_PER_DAY, Overlaps, clock

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from timediary.ingest.account import Account
    from timediary.ingest.diaries import Diaries
    from timediary.ingest.fields import Fields
    from timediary.ingest.layout import Layout
    from timediary.model.study import DiaryGrid

STEPS = (30, 15, 10, 5, 1)
# A day filled to this extent was meant to be filled completely.
_NEARLY_FULL = 0.8
_HOUR, _MOST_ROWS = 60, 8


class Piece(NamedTuple):
    """The part of an episode that lies in one day of a diary; minutes count from the day's first slot."""

    diary: int
    day: int
    start: int
    end: int
    code: int
    layout: Layout
    row: int

    @property
    def minutes(self) -> int:
        """How long it is."""
        return self.end - self.start


class Length(NamedTuple):
    """An episode of which only its day and how long it took are known, in minutes."""

    diary: int
    day: int
    code: int
    minutes: int
    layout: Layout
    row: int


class Timeline:
    """The episodes of all diaries while they are read, in minutes.

    Attributes:
        pieces: those whose times are known.
        lengths: those whose times are not.
        more: diary, code and minutes that an episode was longer or shorter than the clock says: at the hours that
            summer time doubles and leaves out.
    """

    def __init__(self, grid: DiaryGrid, account: Account, fields: Fields, diaries: Diaries) -> None:
        self._grid = grid
        self._account = account
        self._fields = fields
        self._diaries = diaries
        self.pieces: list[Piece] = []
        self.lengths: list[Length] = []
        self.more: list[tuple[int, int, int]] = []

    @property
    def is_empty(self) -> bool:
        """Whether there are no episodes."""
        return not (self.pieces or self.lengths)

    @property
    def has_more(self) -> bool:
        """Whether there are minutes that slots can't tell."""
        return bool(self.lengths or self.more)

    def join(self, joined: Mapping[int, int]) -> None:
        """Put episodes of diaries that have become part of others into those."""
        if joined:
            self.pieces = [piece._replace(diary=joined.get(piece.diary, piece.diary)) for piece in self.pieces]
            self.lengths = [one._replace(diary=joined.get(one.diary, one.diary)) for one in self.lengths]
            self.more = [(joined.get(one[0], one[0]), one[1], one[2]) for one in self.more]

    def settle(self) -> None:
        """Settle overlaps and report gaps, day by day; afterwards the pieces don't overlap, and are counted."""
        settled: list[Piece] = []
        before = self.pieces
        self.pieces.sort(key=lambda piece: piece[:4])
        begin = 0
        for place in range(1, len(self.pieces) + 1):
            if place == len(self.pieces) or self.pieces[place][:2] != self.pieces[begin][:2]:
                settled += self._settled_day(self.pieces[begin:place])
                begin = place
        self.pieces = settled
        account = self._account
        account.answers_kept -= self._answers_lost(before)
        account.kept += sum(piece.minutes for piece in settled)
        account.kept += sum(one.minutes for one in self.lengths) + sum(more for _, _, more in self.more)
        self._tell_long_days()

    def _answers_lost(self, before: Sequence[Piece]) -> int:
        """In how many cells something is noted beside the activity of rows of which nothing is left."""
        fields = self._fields
        if not fields.readers:
            return 0
        left = {(id(piece.layout), piece.row) for piece in self.pieces}
        lost = {(id(p.layout), p.row): p.code for p in before if (id(p.layout), p.row) not in left}
        return sum(map(fields.answers_in, lost.values()))

    @property
    def step(self) -> int:
        """Length of a slot such that one begins wherever an episode begins or ends, in minutes."""
        common = self._grid.slot_minutes
        for piece in self.pieces:
            common = gcd(common, piece.start, piece.end)
        if common == self._grid.slot_minutes:
            return common
        return next(step for step in STEPS if common % step == 0)

    def painted(self, codes: NDArray[np.uint8 | np.uint16]) -> NDArray[np.uint8 | np.uint16]:
        """The diary matrix with the episodes in it, in slots as fine as they need.

        Args:
            codes: the diary matrix in the study's slots, shape (n, slots); what is filled stays.
        """
        step = self.step
        grid = self._grid.in_slots(step)
        matrix = (
            np.repeat(codes, self._grid.slot_minutes // step, axis=1)
            if step < self._grid.slot_minutes
            else codes.copy()
        )
        for piece in self.pieces:
            begin = piece.day * grid.slots_per_day
            slots = matrix[piece.diary, begin + piece.start // step : begin + piece.end // step]
            taken = slots != 0
            if taken.any():
                lost = int(np.count_nonzero(taken)) * step
                self._account.kept -= lost
                self._report(piece, _IN_A_SLOT, lost)
            slots[~taken] = piece.code
        return matrix

    def days_with_entries(self, count: int) -> NDArray[np.bool_]:
        """Which days have an episode, shape (count, days)."""
        days = np.zeros((count, len(self._grid.days)), bool)
        for piece in self.pieces:
            days[piece.diary, piece.day] = True
        for length in self.lengths:
            days[length.diary, length.day] = True
        return days

    def minutes(self, order: NDArray[np.int64], counted: CodeMinutes) -> CodeMinutes | None:
        """Minutes by code where the slots can't tell them; None where they can.

        Args:
            order: the numbers of the n diaries, in their order in the survey.
            counted: what the slots of the n tell.
        """
        places = {number: place for place, number in enumerate(order.tolist())}
        listed = [(one.diary, one.code, one.minutes) for one in self.lengths] + self.more
        more = [(places[diary], code, length) for diary, code, length in listed]
        if not more:
            return None
        numbers = np.union1d(counted.numbers, np.array([code for _, code, _ in more], np.int64))
        minutes = np.zeros((len(counted.minutes), len(numbers)), np.int64)
        minutes[:, np.searchsorted(numbers, counted.numbers)] = counted.minutes
        for diary, code, length in more:
            minutes[diary, np.searchsorted(numbers, code)] += length
        return CodeMinutes(numbers, minutes)

    def _settled_day(self, pieces: Sequence[Piece]) -> list[Piece]:
        """The pieces of one day without overlaps."""
        once = self._without_duplicates(pieces)
        if all(before.end <= after.start for before, after in pairwise(once)):
            self._tell_gaps(once)
            return once
        settle = {Overlaps.SPLIT: self._split, Overlaps.FIRST: self._first, Overlaps.REFUSE: self._refused}
        return settle[self._grid.overlaps](once)

    def _without_duplicates(self, pieces: Sequence[Piece]) -> list[Piece]:
        """The pieces without those that are another once more."""
        seen: dict[tuple[int, ...], Piece] = {}
        for piece in pieces:
            first = seen.setdefault(piece[:5], piece)
            if first is not piece:
                message = f"{_row(first, piece)} has the same code for the same times."
                self._report(piece, Fault(ProblemKind.DUPLICATE_ENTRY, message, "Clear one of the two."), piece.minutes)
        return list(seen.values())

    def _split(self, pieces: Sequence[Piece]) -> list[Piece]:
        """Minutes of several episodes parted evenly among them, in the order in which they begin."""
        parts: list[Piece] = []
        bounds = sorted({bound for piece in pieces for bound in (piece.start, piece.end)})
        for start, end in pairwise(bounds):
            there = [piece for piece in pieces if piece.start < end and piece.end > start]
            at = start
            for place, piece in enumerate(there):
                each, odd = divmod(end - start, len(there))
                until = at + each + (place < odd)
                if until > at:
                    parts.append(piece._replace(start=at, end=until))
                at = until
        self._tell_overlaps(pieces, "they are shared evenly between the two")
        return parts

    def _first(self, pieces: Sequence[Piece]) -> list[Piece]:
        """Minutes of several episodes given to the one that began first."""
        parts: list[Piece] = []
        until = 0
        for piece in pieces:
            start = max(piece.start, until)
            if piece.end > start:
                parts.append(piece._replace(start=start))
                until = piece.end
        self._tell_overlaps(pieces, "they count for the one that began first")
        return parts

    def _refused(self, pieces: Sequence[Piece]) -> list[Piece]:
        """Episodes that overlap one before them left out."""
        kept: list[Piece] = []
        for piece in pieces:
            if kept and piece.start < kept[-1].end:
                fault = _overlap(kept[-1], piece, "this one is left out")
                self._report(piece, fault, piece.minutes)
            else:
                kept.append(piece)
        return kept

    def _tell_overlaps(self, pieces: Sequence[Piece], what: str) -> None:
        """Report each piece that begins before one that came earlier has ended, with the minutes that count once."""
        latest = pieces[0]
        for piece in pieces[1:]:
            if piece.start < latest.end:
                self._report(piece, _overlap(latest, piece, what), min(piece.end, latest.end) - piece.start)
            if piece.end > latest.end:
                latest = piece

    def _tell_gaps(self, pieces: Sequence[Piece]) -> None:
        """Report minutes without an activity in a day that is otherwise filled."""
        if sum(piece.minutes for piece in pieces) < _NEARLY_FULL * self._grid.day_minutes:
            return
        for before, after in pairwise(pieces):
            if before.end < after.start:
                times = f"{_time(self._grid, before.end)} to {_time(self._grid, after.start)}"
                message = (
                    f"{_row(before, after)} ends {after.start - before.end} minutes before this one: from {times}."
                )
                remedy = "Fill in what was done, or let it be time without an activity."
                self._report(after, Fault(ProblemKind.GAP_IN_DAY, message, remedy), 0)

    def _tell_long_days(self) -> None:
        """Report days whose lengths, with what else is known of them, make more than the hours of a day."""
        days: dict[tuple[int, int], list[Length]] = {}
        for length in self.lengths:
            days.setdefault((length.diary, length.day), []).append(length)
        timed: Counter[tuple[int, int]] = Counter()
        for piece in self.pieces:
            timed[piece.diary, piece.day] += piece.minutes
        for where, lengths in days.items():
            total = sum(length.minutes for length in lengths) + timed[where]
            if total > MINUTES_PER_DAY:
                day = self._grid.days[where[1]]
                self._report(lengths[0], _long_day(day, lengths, total, is_with_others=bool(timed[where])), 0)

    def _report(self, piece: Piece | Length, fault: Fault, minutes: int) -> None:
        """Report a fault at the row of an episode; `minutes` are left out because of it."""
        layout = piece.layout
        column = layout.time if layout.time >= 0 else layout.code
        self._account.report_at(
            layout, fault, piece.row, column, respondent=self._diaries.id_of(piece.diary), cells=minutes
        )


_IN_A_SLOT = Fault(
    ProblemKind.OVERLAPPING_EPISODES,
    "Slots of another sheet are filled at the same time; these minutes are left out.",
    "Find out which is right, and clear the other.",
)


def _overlap(first: Piece, later: Piece, what: str) -> Fault:
    minutes = min(first.end, later.end) - later.start
    message = f"{_row(first, later)} overlaps this one by {minutes} minutes; {what}."
    return Fault(
        ProblemKind.OVERLAPPING_EPISODES, message, "Correct the times, or leave them if both were done at once."
    )


def _long_day(day: str, lengths: Sequence[Length], total: int, *, is_with_others: bool) -> Fault:
    """The fault of a day with more than 24 hours."""
    rows = [f"{length.row:,}" for length in lengths[:_MOST_ROWS]]
    if more := len(lengths) - len(rows):
        rows.append(f"{more:,} more")
    which = f"Rows {', '.join(rows[:-1])} and {rows[-1]}" if len(rows) > 1 else f"Row {rows[0]}"
    others = " with the episodes whose times are known" if is_with_others else ""
    message = f"{which}{others} make {total / _HOUR:.4g} hours on one day of one diary ({day}); they count as written."
    remedy = (
        "Correct the lengths, their unit (--settle duration_unit='minutes') or their days; or give each week a date."
    )
    return Fault(ProblemKind.MORE_THAN_A_DAY, message, remedy)


def _row(other: Piece, here: Piece) -> str:
    """Another row in words, at the beginning of a sentence."""
    where = "" if other.layout.sheet is here.layout.sheet else f" of {other.layout.sheet.title}"
    return f"Row {other.row}{where}"


def _time(grid: DiaryGrid, minute: int) -> str:
    """A minute of a diary's day on the clock."""
    return clock((grid.first_minute + minute) % (24 * 60))
