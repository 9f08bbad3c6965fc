"""Whose each diary is and which day or week it is of, while files are read."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from timediary.ingest.fault import Fault
from timediary.model.problem import ProblemKind
from timediary.model.study import WEEKDAYS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from timediary.model.study import DiaryGrid

NO_DIARY = -1
UNDATED = 0
_BELOW = np.int64(32)


class InOrder(NamedTuple):
    """The n diaries of a survey in the order of their respondents and dates.

    Attributes:
        numbers: their numbers while they were read, shape (n,).
        respondents: the number of each one's respondent, shape (n,).
        dates: ordinals of their dates, 0 where not known, shape (n,); None where no file has dates.
    """

    numbers: NDArray[np.int64]
    respondents: NDArray[np.int64]
    dates: NDArray[np.int32] | None


class Diaries:
    """The diaries of a survey: one of each respondent, with the respondent's number, until a date is met.

    In a study of one day a diary is known by its date, in others by the day on which it begins. An entry without a date
    is of the respondent's only diary; a diary without a date takes the first that is met. Weeks that the files list are
    the respondents' weeks; dated entries of a respondent without any are put into weeks of the calendar.
    """

    def __init__(self, grid: DiaryGrid, ids: Sequence[str]) -> None:
        """No diaries yet.

        Args:
            grid: the days of a diary.
            ids: the respondents' ids, a list that grows while files are read.
        """
        self.is_dated = False
        self._ids = ids
        self._is_week = grid.is_week
        self._length = len(WEEKDAYS) if grid.is_week else len(grid.days)
        self._first_weekday = WEEKDAYS.index(grid.days[0]) if grid.is_week else 0
        self._respondents: list[int] = []
        self._begins: list[int] = []
        self._days: list[tuple[int, int]] = []
        self._numbers: dict[tuple[int, int], int] = {}
        self._of: dict[int, list[int]] = {}
        self._listed: dict[int, list[int]] = {}
        self._joined: dict[int, int] = {}
        self._undated: set[int] = set()

    def described(self, respondents: NDArray[np.int64], begins: NDArray[np.int32]) -> NDArray[np.int64]:
        """The diaries that rows describe, one a row, shape (m,).

        Args:
            respondents: shape (m,).
            begins: the diaries' dates or the first days of their weeks, 0 where not known, shape (m,).

        Returns:
            Their numbers, `NO_DIARY` where a respondent has several and the row no date.
        """
        if not self.is_dated and not begins.any():
            return respondents
        self._begin_dates()
        pairs = list(zip(respondents.tolist(), begins.tolist(), strict=True))
        for respondent, begin in pairs:
            if begin:
                self._listed.setdefault(respondent, []).append(begin)
        return np.array([self._number(*pair) for pair in pairs], np.int64)

    def of_entries(self, respondents: NDArray[np.int64], dates: NDArray[np.int32]) -> NDArray[np.int64]:
        """The diaries that entries belong to, shape (m,).

        Args:
            respondents: shape (m,), -1 for nobody.
            dates: the entries' own dates, 0 where they have none, shape (m,).

        Returns:
            Their numbers, `NO_DIARY` for nobody's, and where a respondent has several and the entry no date.
        """
        if not self.is_dated and not dates.any():
            return respondents
        self._begin_dates()
        pairs, which = _distinct(respondents, dates)
        found = np.full(len(pairs), NO_DIARY, np.int64)
        # Those without a date come last: whether a respondent has one diary or several is known then.
        for place in sorted(range(len(pairs)), key=lambda place: pairs[place][1] == UNDATED):
            found[place] = self._of_date(*pairs[place])
        return found[which]

    def listed_begins(self, respondents: NDArray[np.int64], dates: NDArray[np.int32]) -> NDArray[np.int32]:
        """When the listed weeks begin that entries' dates are seen against, 0 where none is listed, shape (m,)."""
        if not self._listed:
            return np.zeros(len(dates), np.int32)
        pairs, which = _distinct(respondents, dates)
        return np.array([self._listed_begin(*pair) for pair in pairs], np.int32)[which]

    def respondent_of(self, number: int) -> int:
        """The number of the respondent who kept a diary."""
        return self._respondents[number] if self.is_dated else number

    def id_of(self, number: int) -> str:
        """The id of the respondent who kept a diary."""
        return self._ids[self.respondent_of(number)]

    def respondents_of(self, numbers: NDArray[np.int64]) -> NDArray[np.int64]:
        """The numbers of the respondents who kept some diaries, shape (m,)."""
        return np.array(list(map(self.respondent_of, numbers.tolist())), np.int64) if self.is_dated else numbers

    def of_respondent(self, respondent: int) -> tuple[int, ...]:
        """The diaries of a respondent that are known so far."""
        return tuple(self._of.get(respondent, ())) if self.is_dated else (respondent,)

    def begin_of(self, number: int) -> int:
        """The date of a diary, or of the day on which its week begins; 0 where not known."""
        return self._begins[number] if self.is_dated else UNDATED

    @property
    def count(self) -> int:
        """How many diaries there are."""
        return len(self._respondents) if self.is_dated else len(self._ids)

    def uncertain(self) -> list[int]:
        """Diaries that hold entries without a date though their respondents turned out to have several."""
        return sorted(
            n for n in self._undated - {NO_DIARY} if self.is_dated and len(self._of[self._respondents[n]]) > 1
        )

    def complete(self) -> list[tuple[int, int]]:
        """Give each respondent a diary, and make one of two that are the days of one week begun on another weekday.

        Returns:
            Pairs of diaries that have become one: the first, which stays, and the one that is part of it.
        """
        if not self.is_dated:
            return []
        for respondent in range(len(self._ids)):
            if respondent not in self._of:
                self._add(respondent, UNDATED)
        for respondent, numbers in self._of.items():
            if self._is_week and len(numbers) == 2 and respondent not in self._listed:
                first, second = sorted(numbers, key=self._begins.__getitem__)
                earliest, latest = self._days[first][0], self._days[second][1]
                if earliest and latest - earliest < self._length:
                    self._begins[first] = earliest
                    self._joined[second] = first
        return [(first, second) for second, first in self._joined.items()]

    def in_order(self) -> InOrder:
        """All diaries."""
        if not self.is_dated:
            numbers = np.arange(len(self._ids))
            return InOrder(numbers, numbers, None)
        owners, begins = np.array(self._respondents, np.int64), np.array(self._begins, np.int32)
        order = np.lexsort((begins, owners))
        order = order[~np.isin(order, list(self._joined))]
        return InOrder(order, owners[order], begins[order])

    def _begin_dates(self) -> None:
        """Number diaries apart from respondents from here on; those met so far have one each."""
        if not self.is_dated:
            self.is_dated = True
            for respondent in range(len(self._ids)):
                self._add(respondent, UNDATED)

    def _add(self, respondent: int, begin: int) -> int:
        """A new diary."""
        number = self._numbers[respondent, begin] = len(self._respondents)
        self._respondents.append(respondent)
        self._begins.append(begin)
        self._days.append((0, 0))
        self._of.setdefault(respondent, []).append(number)
        return number

    def _number(self, respondent: int, begin: int) -> int:
        """The diary of a respondent that begins on a day, or without one the only diary there is."""
        if respondent < 0:
            return NO_DIARY
        known = self._numbers.get((respondent, begin))
        if known is not None:
            return known
        numbers = self._of.get(respondent, [])
        if begin == UNDATED:
            return (self._add(respondent, begin) if not numbers else numbers[0]) if len(numbers) < 2 else NO_DIARY
        undated = self._numbers.pop((respondent, UNDATED), None)
        if undated is None:
            return self._add(respondent, begin)
        self._begins[undated] = begin
        self._numbers[respondent, begin] = undated
        return undated

    def _of_date(self, respondent: int, date: int) -> int:
        """The diary that an entry of a date belongs to."""
        number = self._number(respondent, self._begin(respondent, date) if date else UNDATED)
        if not date:
            self._undated.add(number)
        elif number != NO_DIARY:
            first, last = self._days[number]
            self._days[number] = (min(first or date, date), max(last, date))
        return number

    def _begin(self, respondent: int, date: int) -> int:
        """The first day of the diary that a date is in: the day itself in a study of one day."""
        listed = self._listed_begin(respondent, date)
        if listed:
            return listed
        return date - (date - 1 - self._first_weekday) % len(WEEKDAYS) if self._is_week else date

    def _listed_begin(self, respondent: int, date: int) -> int:
        """The listed beginning that a date is seen against: of the diary it is in, else of the first; 0 without any.

        In a study of one day every date is a diary of its own, listed or not.
        """
        listed = self._listed.get(respondent, ())
        within = next((begin for begin in listed if begin <= date < begin + self._length), 0)
        return within if within or self._length == 1 else next(iter(listed), 0)


def _distinct(
    respondents: NDArray[np.int64], dates: NDArray[np.int32]
) -> tuple[list[tuple[int, int]], NDArray[np.intp]]:
    """The different pairs of a respondent and a date, and which of them each entry has."""
    keys, which = np.unique(respondents.astype(np.int64) << _BELOW | dates, return_inverse=True)
    return [(key >> 32, key & 0xFFFFFFFF) for key in keys.tolist()], which


def outside_week(date: int, begin: int) -> Fault:
    """The fault of a date outside the respondent's week, or that no week beginning makes sense of."""
    day = dt.date.fromordinal(date)
    if not begin:
        message = f"{day} can't be placed, for the respondent's week beginning isn't known."
        return Fault(ProblemKind.UNKNOWN_DAY, message, "Fill in the week beginning, or write the day's name.")
    message = f"{day} is not in the respondent's week, which begins on {dt.date.fromordinal(begin)}."
    return Fault(ProblemKind.DATE_OUTSIDE_WEEK, message, "Correct the date or the week beginning.")
