"""Times of any minute, moments and lengths of time, however they are written: what rows of episodes are made of."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, NamedTuple

from timediary.ingest.cell import broken, heading_key, is_blank, plain, quoted, text_of
from timediary.ingest.dates import FIRST_SERIAL, LAST_SERIAL, date_of
from timediary.ingest.fault import Fault, formula_fault
from timediary.model.conventions import DateOrder
from timediary.model.problem import ProblemKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from timediary.ingest.cell import Cell

DAY = 24 * 60 * 60
_OFFSET = r"\s*(?P<offset>z|utc|gmt|[+-][0-9]{2}:?[0-9]{2})?"
_CLOCK = re.compile(
    r"(?P<hour>[0-9]{1,2})(?:[:.h](?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:[.,][0-9]+)?)?)?"
    r"\s*(?P<half>[ap])?(?:\.?m\.?)?" + _OFFSET
)
_FOUR_DIGITS = re.compile(r"(?P<hour>[0-9]{2})(?P<minute>[0-9]{2})(?P<second>)(?P<half>)(?P<offset>)")
_AFTER_DATE = re.compile(r"(?P<date>.*[0-9])(?:t|,?\s+(?:at\s+)?)(?P<time>[0-9]{1,2}[:.][0-9]{2}.*)")
_H_M = re.compile(r"(?P<hours>[0-9]+):(?P<minutes>[0-5][0-9])(?::(?P<seconds>[0-5][0-9])(?:[.,][0-9]+)?)?")
_WORDS = re.compile(
    r"(?:(?P<hours>[0-9]+(?:[.,][0-9]+)?)\s*(?:h|hr|hrs|hour|hours|std))?\s*"
    r"(?:(?P<minutes>[0-9]+(?:[.,][0-9]+)?)\s*(?:m|min|mins|minute|minutes))?\s*"
    r"(?:(?P<seconds>[0-9]+)\s*(?:s|sec|secs|second|seconds))?"
)
_NUMBER = re.compile(r"[0-9]+(?:[.,][0-9]+)?")
_IN_HEADING = {
    "minutes": ("minute", "min"),
    "hours": ("hour", "hrs", "(h)", "decimal"),
    "seconds": ("second", "(s)", "sec"),
}
PER_UNIT = {"minutes": 1.0, "hours": 60.0, "seconds": 1 / 60}
_MOST_HOURS = 24


class Instant(NamedTuple):
    """A time of day, perhaps with its date and its distance from UTC.

    Attributes:
        date: the ordinal of the date, 0 where it has none.
        second: seconds after midnight, up to and including 24:00.
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
        return Instant(cell.date().toordinal() if cell.year > 1900 else 0, _seconds(cell.time()), ahead)
    if isinstance(cell, dt.time):
        return Instant(0, _seconds(cell))
    if isinstance(cell, dt.timedelta):
        return Instant(0, cell.total_seconds()) if 0 <= cell.total_seconds() <= DAY else _no_time(cell)
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
        return None
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
    if minute > 59 or second > 59 or at > DAY:
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
    """The fault of a cell that is no time."""
    message = f"{quoted(text_of(cell))} is not a time of day, with or without its date."
    return Fault(ProblemKind.UNKNOWN_TIME, message, "Write it as 08:50, or as 2027-05-10 08:50.")


def unit_of(heading: str, cells: Iterable[Cell]) -> str | None:
    """What the bare numbers of a column of lengths are: `minutes`, `hours` or `seconds`; None where nothing says it.

    The column's name says it, or its numbers: more than the hours of a day are minutes, and fractions are of hours,
    unless all are of less than one, which may be parts of a day as a spreadsheet keeps them.
    """
    key = heading_key(heading)
    for unit, names in _IN_HEADING.items():
        if any(name in key for name in names):
            return unit
    numbers = [number for cell in cells if (number := _bare(cell)) is not None]
    if any(number > _MOST_HOURS for number in numbers):
        return "minutes"
    if any(number != int(number) for number in numbers):
        return "hours" if any(number >= 1 for number in numbers) else None
    return "minutes" if not numbers else None


def _bare(cell: Cell) -> float | None:
    """A number without a unit, in text too."""
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return float(cell)
    if isinstance(cell, str) and _NUMBER.fullmatch(text := cell.strip()):
        return float(text.replace(",", "."))
    return None


def minutes_of(cell: Cell, unit: str | None) -> float | Fault | None:
    """The minutes that a length of time in a cell lasts, None for a blank.

    Args:
        cell: `1:30`, `01:30:00`, `1 h 30 min`, `90`, or what a spreadsheet makes of them.
        unit: of bare numbers; None where it isn't known.
    """
    if formula := broken(cell):
        return formula_fault(formula)
    if is_blank(cell):
        return None
    if isinstance(cell, dt.timedelta):
        return cell.total_seconds() / 60
    if isinstance(cell, dt.datetime):
        return _seconds(cell.time()) / 60 if cell.year <= 1900 else _no_length(cell)
    if isinstance(cell, dt.time):
        return _seconds(cell) / 60
    number = _bare(cell)
    if number is not None:
        if unit is None:
            units = "hours or parts of a day" if number % 1 else "minutes or hours"
            message = f"{quoted(text_of(cell))} can be {units}: nothing in this column says which."
            remedy = "Name the column 'minutes' or 'hours'."
            return Fault(ProblemKind.TWO_READINGS, message, remedy)
        return number * PER_UNIT[unit]
    return _written_minutes(plain(text_of(cell))) or _no_length(cell)


def _written_minutes(text: str) -> float | None:
    """Minutes of a length of time that is written out."""
    match = _H_M.fullmatch(text) or _WORDS.fullmatch(text)
    if match is None or not text:
        return None
    hours, minutes, seconds = (
        float((match[name] or "0").replace(",", ".")) for name in ("hours", "minutes", "seconds")
    )
    return hours * 60 + minutes + seconds / 60


def _no_length(cell: Cell) -> Fault:
    """The fault of a cell that is no length of time."""
    message = f"{quoted(text_of(cell))} is not a length of time."
    return Fault(
        ProblemKind.UNKNOWN_DURATION,
        message,
        "Write it as 1:30, as 90 in a column of minutes, or as 1.5 in one of hours.",
    )
