"""Times of any minute and moments, however they are written: where rows of episodes begin and end."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, NamedTuple

from timediary.ingest.cell import broken, is_blank, plain, quoted, text_of
from timediary.ingest.dates import FIRST_SERIAL, LAST_SERIAL, date_of
from timediary.ingest.fault import Fault, formula_fault
from timediary.ingest.lengths import iso_minutes
from timediary.model.conventions import DateOrder
from timediary.model.problem import ProblemKind

if TYPE_CHECKING:
    from timediary.ingest.cell import Cell

DAY = 24 * 60 * 60
_MOST_DAYS = 2
_FIRST_DAY = dt.datetime(1899, 12, 31)
_OFFSET = r"\s*(?P<offset>z|utc|gmt|[+-][0-9]{2}:?[0-9]{2})?"
_CLOCK = re.compile(
    r"(?P<hour>[0-9]{1,2})(?:[:.h](?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:[.,][0-9]+)?)?)?"
    r"\s*(?P<half>[ap])?(?:\.?m\.?)?" + _OFFSET
)
_FOUR_DIGITS = re.compile(r"(?P<hour>[0-9]{2})(?P<minute>[0-9]{2})(?P<second>)(?P<half>)(?P<offset>)")
_AFTER_DATE = re.compile(r"(?P<date>.*[0-9])(?:t|,?\s+(?:at\s+)?)(?P<time>[0-9]{1,2}[:.][0-9]{2}.*)")


class Instant(NamedTuple):
    """A time of day, perhaps with its date and its distance from UTC.

    Attributes:
        date: the ordinal of the date, 0 where it has none.
        second: seconds after midnight; from 24:00 on of the next day.
        offset: minutes ahead of UTC, None where it isn't said.
    """

    date: int
    second: float
    offset: int | None = None


def instant_of(cell: Cell, order: DateOrder = DateOrder.DAY_FIRST) -> Instant | Fault | None:
    """The instant in a cell, None for a blank."""
    if formula := broken(cell):
        return formula_fault(formula)
    if is_blank(cell):
        return None
    if isinstance(cell, dt.datetime):
        zone = cell.utcoffset()
        ahead = None if zone is None else round(zone.total_seconds() / 60)
        if cell.year > 1900:
            return Instant(cell.date().toordinal(), _seconds(cell.time()), ahead)
        # What a spreadsheet shows as a date of 1900 is a time of 24 hours and more.
        days = max((cell.replace(tzinfo=None) - _FIRST_DAY).days, 0)
        return Instant(0, days * DAY + _seconds(cell.time()), ahead) if days < _MOST_DAYS else _no_time(cell)
    if isinstance(cell, dt.time):
        return Instant(0, _seconds(cell))
    if isinstance(cell, dt.timedelta):
        return Instant(0, cell.total_seconds()) if 0 <= cell.total_seconds() < _MOST_DAYS * DAY else _no_time(cell)
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return _of_number(cell) or _no_time(cell)
    return (_of_text(plain(text_of(cell)), order) if isinstance(cell, str) else None) or _no_time(cell)


def _of_number(number: float) -> Instant | None:
    """A serial date with its time, a fraction of a day, or 830 for half past eight."""
    if FIRST_SERIAL <= number < LAST_SERIAL:
        return Instant(date_of(number), round(number % 1 * DAY))
    if 0 <= number < 1 or number == 1:
        return Instant(0, round(number * DAY))
    if number == int(number) and number <= 2400 and number % 100 < 60:
        return Instant(0, int(number) // 100 * 3600 + int(number) % 100 * 60)
    return None


def _of_text(text: str, order: DateOrder) -> Instant | None:
    """An instant that is written out."""
    match = _CLOCK.fullmatch(text) or _FOUR_DIGITS.fullmatch(text)
    if match and (match["minute"] or match["half"]):
        return _clock(match)
    match = _AFTER_DATE.fullmatch(text)
    if match is None:
        minutes = iso_minutes(text)
        return None if minutes is None or minutes * 60 >= _MOST_DAYS * DAY else Instant(0, minutes * 60)
    date, time = date_of(match["date"], order), _CLOCK.fullmatch(match["time"])
    found = _clock(time) if time and date else None
    return found._replace(date=date) if found else None


def _clock(match: re.Match[str]) -> Instant | None:
    """A time on the clock."""
    hour, minute, second = int(match["hour"]), int(match["minute"] or 0), int(match["second"] or 0)
    if match["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if match["half"] == "p" else 0)
    at = hour * 3600 + minute * 60 + second
    if minute > 59 or second > 59 or at >= _MOST_DAYS * DAY:
        return None
    return Instant(0, at, _offset(match["offset"]))


def _offset(text: str | None) -> int | None:
    """Minutes ahead of UTC."""
    if not text:
        return None
    if text[0] not in "+-":
        return 0
    digits = text[1:].replace(":", "")
    ahead = int(digits[:2]) * 60 + int(digits[2:])
    return -ahead if text[0] == "-" else ahead


def _seconds(time: dt.time) -> float:
    return time.hour * 3600 + time.minute * 60 + time.second + time.microsecond / 1e6


def _no_time(cell: Cell) -> Fault:
    """The fault of a cell that is not a time."""
    message = f"{quoted(text_of(cell))} is not a time of day, with or without its date."
    return Fault(ProblemKind.UNKNOWN_TIME, message, "Write it as 08:50, or as 2027-05-10 08:50.")
