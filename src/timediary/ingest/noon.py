"""Whether the hours of a column are those of a clock of 12 or of 24 hours, by the order in which they stand.

9:00, 12:30, 1:00, 1:30 goes on to the afternoon. A clock of 24 hours shows itself by an hour of 13 or more, or of 0.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from timediary.ingest.fault import Fault
from timediary.ingest.verdict import Verdict, settled
from timediary.model.conventions import Clock
from timediary.model.problem import ProblemKind
from timediary.model.study import clock

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from timediary.ingest.cell import Cell

CLOCK = "clock"
HALF_A_DAY = 12 * 60
_AN_HOUR = 60
_ONE, _SIX, _SEVEN, _THIRTEEN = 1 * 60, 6 * 60, 7 * 60, 13 * 60
_PADDED = re.compile(r"(?:^|[^0-9])0[0-9][:.h]?[0-9]{2}(?![0-9])")
_SAYS_HALF = re.compile(r"[0-9]\s*[ap]\.?\s?m\b", re.IGNORECASE)


class Noon(NamedTuple):
    """Which times are meant twelve hours later than they are written; 12:30 at night is 0:30, as much later.

    Attributes:
        verdict: what was decided; None where there is nothing to ask.
        afternoon: which are, shape (m,).
        doubtful: which may or may not be, shape (m,).
    """

    verdict: Verdict[Clock] | None
    afternoon: NDArray[np.bool_]
    doubtful: NDArray[np.bool_]


def may_be_twelve(minutes: NDArray[np.int64]) -> bool:
    """Whether some minutes after midnight, negative for no time, may be those of a clock of 12 hours."""
    known = minutes[minutes >= 0]
    if not len(known) or known.max() >= _THIRTEEN or known.min() < _ONE:
        return False
    return bool((known < _SIX).any() and (known >= _SEVEN).any())


def says_24(cells: Iterable[Cell]) -> bool:
    """Whether times are written as a clock of 24 hours has them, 01:30, or say which half of the day is meant."""
    return any(isinstance(cell, str) and (_PADDED.search(cell) or _SAYS_HALF.search(cell)) for cell in cells)


def decide_clock(
    minutes: NDArray[np.int64], groups: NDArray[np.int64], *, says_so: bool, study_says: Clock | None = None
) -> Noon:
    """Whether times are those of a clock of 12 hours.

    Args:
        minutes: shape (m,), minutes after midnight in the order in which they stand, negative for no time.
        groups: shape (m,), the day of a diary that each belongs to; those of one stand together.
        says_so: whether they are written as 24 hours are, so that only their order speaks against it.
        study_says: what the study settles.
    """
    none = np.zeros(len(minutes), bool)
    if study_says is Clock.TWELVE:
        # Who wrote 13:00 or later on a day did not keep that day by a clock of 12 hours.
        late = np.isin(groups, groups[minutes >= _THIRTEEN])
        minutes = np.where(late, -1, minutes)
    if study_says is Clock.TWENTY_FOUR or not may_be_twelve(minutes):
        return Noon(None, none, none)
    places = np.flatnonzero(minutes >= 0)
    known, group = minutes[places], groups[places]
    early = (known >= _ONE) & (known < _SEVEN)
    begins = np.append(True, group[1:] != group[:-1])
    falls = np.append(False, (known[1:] < known[:-1]) & ~begins[1:])
    run = np.cumsum(begins) - 1
    falls_in = np.bincount(run, falls)
    until = np.cumsum(falls)
    half = until - until[begins][run]  # 1 from noon on, and 2 past the midnight behind it
    spread = np.zeros(len(minutes), bool)
    if study_says is Clock.TWELVE:
        spread[places] = early | ((half > 0) & (known < HALF_A_DAY))
        return Noon(settled(CLOCK, Clock.TWELVE), spread, none)
    before = known[np.flatnonzero(falls) - 1]
    from_noon = np.where(half[falls] == 1, before >= _SEVEN, before >= HALF_A_DAY) & (known[falls] < _SEVEN)
    midnight = (half == 1) & (known >= HALF_A_DAY)
    goes_on = np.append(False, known[:-1] >= HALF_A_DAY - _AN_HOUR)
    against = (midnight & ~goes_on) | ((half == 0) & (known < _SIX) & (falls_in[run] > 0))
    if falls.any() and falls_in.max() <= 2 and from_noon.all() and not against.any():
        has_morning = np.bincount(run, ~early) > 0
        spread[places] = (half == 1) | (early & ~has_morning[run])
        # One that stands before a morning may be of the afternoon all the same, for its rows were entered so.
        open_ = (half == 0) & (known < _SIX) & early & has_morning[run] & ~_goes_on(known, run)
        doubtful = np.zeros(len(minutes), bool)
        doubtful[places] = open_
        evidence = (
            (int(falls.sum()), "days on which hours begin again after noon"),
            (len(known), "times before 13:00"),
        )
        return Noon(Verdict(CLOCK, (Clock.TWELVE,), evidence=evidence), spread, doubtful)
    onwards = ~begins[1:] & early[:-1] & ~early[1:] & (known[1:] - known[:-1] <= _AN_HOUR)
    if says_so or onwards.any():
        return Noon(None, none, none)
    spread[places] = early
    return Noon(
        Verdict(CLOCK, (Clock.TWENTY_FOUR, Clock.TWELVE), evidence=((len(known), "times before 13:00"),)), none, spread
    )


def _goes_on(known: NDArray[np.int64], run: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Which times of before seven lead, an hour at most from one to the next, to one of the morning; shape (m,)."""
    near = np.append((run[1:] == run[:-1]) & (known[1:] >= known[:-1]) & (known[1:] - known[:-1] <= _AN_HOUR), False)
    # From the end of each chain on, whether it reaches the morning.
    chain = np.cumsum(~near) - ~near
    reaches = np.bincount(chain, known >= _SEVEN) > 0
    return np.asarray(reaches[chain])


def decide_clock_of_episodes(
    minutes: NDArray[np.int64], groups: NDArray[np.int64], *, says_so: bool, study_says: Clock | None = None
) -> Noon:
    """Whether the starts and ends of episodes are those of a clock of 12 hours; they are looked at one after another.

    Args:
        minutes: shape (m, k), of each episode its start, its end or both, negative for no time.
        groups: shape (m,), the day of a diary that each episode belongs to.
        says_so: as for `decide_clock`; an episode that goes on from early to late in the morning says so too.
        study_says: what the study settles.

    Returns:
        what is of the afternoon and what is doubtful, shape (m, k).
    """
    start, end = minutes[:, 0], minutes[:, -1]
    says_so = says_so or bool(((start >= _ONE) & (start < _SEVEN) & (end >= _SEVEN)).any())
    every = np.repeat(groups, minutes.shape[1])
    noon = decide_clock(minutes.ravel(), every, says_so=says_so, study_says=study_says)
    return Noon(noon.verdict, noon.afternoon.reshape(minutes.shape), noon.doubtful.reshape(minutes.shape))


def undecided_clock(minute: int) -> Fault:
    """The fault of a time that may be of the night or of the afternoon."""
    early, late = clock(minute), clock(minute + HALF_A_DAY)
    written = early.removeprefix("0")
    message = f"{written} can be {early} or {late}: no time here is 13:00 or later, and their order doesn't say."
    remedy = (
        f"Write {late} or {written} pm if the afternoon is meant, or say which: --settle clock='12 hours', or "
        "'24 hours'."
    )
    return Fault(ProblemKind.TWO_READINGS, message, remedy)
