"""Lengths of time, however they are written, and what the bare numbers of a column of them are.

1.5 is an hour and a half and 1.30 may be as much: whether the digits behind the point are decimals or minutes can only
be told from all numbers of a column, or from the starts and ends beside them.
"""

from __future__ import annotations

import datetime as dt
import re
from functools import partial
from typing import TYPE_CHECKING

from timediary.ingest.cell import broken, heading_key, is_blank, plain, quoted, text_of
from timediary.ingest.fault import Fault, formula_fault
from timediary.ingest.numbers import may_be_two
from timediary.ingest.units import number_in
from timediary.ingest.verdict import Verdict, settled
from timediary.model.conventions import DurationUnit
from timediary.model.problem import ProblemKind
from timediary.model.study import MINUTES_PER_DAY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from timediary.ingest.cell import Cell

UNIT_OF_LENGTHS = "duration unit"
_H_M = re.compile(r"(?P<hours>[0-9]+):(?P<minutes>[0-5][0-9])(?::(?P<seconds>[0-5][0-9])(?:[.,][0-9]+)?)?")
# 1h30, 1 h 30, 1hr30min
_SHORT = re.compile(
    r"(?P<hours>[0-9]+)\s*(?:h|hr|hrs|std)\.?\s*(?P<minutes>[0-5]?[0-9])\s*(?:m|min|mins)?(?P<seconds>)"
)
_WORDS = re.compile(
    r"(?:(?P<hours>[0-9]+(?:[.,][0-9]+)?)\s*(?:h|hr|hrs|hour|hours|std|stunden?))?\s*"
    r"(?:(?P<minutes>[0-9]+(?:[.,][0-9]+)?)\s*(?:m|min|mins|minute|minutes|minuten))?\s*"
    r"(?:(?P<seconds>[0-9]+)\s*(?:s|sec|secs|second|seconds|sekunden))?"
)
# ISO 8601, as programs write it: PT1H30M.
_ISO = re.compile(
    r"p(?:0d)?t(?=[0-9])(?:(?P<hours>[0-9]+(?:[.,][0-9]+)?)h)?(?:(?P<minutes>[0-9]+(?:[.,][0-9]+)?)m)?"
    r"(?:(?P<seconds>[0-9]+)(?:[.,][0-9]+)?s)?"
)
_IN_HEADING = {
    DurationUnit.MINUTES: ("minute", "min"),
    DurationUnit.HOURS: ("hour", "hrs", "(h)", "decimal", "stunden"),
    DurationUnit.SECONDS: ("second", "(s)", "sec"),
}
_HOURS_MINUTES = ("hh.mm", "h.mm", "hh:mm", "h:mm", "hhmm")
_MOST_HOURS = 24
# Decimals of an hour that nobody means as minutes: its quarters and, rounded, its thirds and sixths.
_NO_MINUTES = (25, 33, 50, 67, 75)
# Minutes that people round to, and that decimals seldom are. With so many different fractions, all below .60, the
# digits are taken for minutes: for decimals the chance of that is .6 ** 12.
_QUARTERS, _FIVE, _ENOUGH = (15, 30, 45), 5, 12
_KEPT_NOUGHT = re.compile(r"[0-9]+[.,][0-5]0")
_FEWEST_SPANS = 2
_ROUNDED = 0.02


def decide_lengths(
    heading: str,
    cells: Iterable[Cell],
    study_says: DurationUnit | None = None,
    beside: Mapping[tuple[float, int], int] | None = None,
) -> Verdict[DurationUnit] | None:
    """What the bare numbers of a column of lengths are; None where it holds none.

    Args:
        heading: the column's name, which may say it.
        cells: what stands in the column.
        study_says: what the study settles.
        beside: how often a number stands beside a start and an end that are some minutes apart.
    """
    cells = list(cells)
    numbers = {number for cell in cells if (number := number_in(cell)) is not None}
    if not numbers:
        return None
    if study_says:
        return settled(UNIT_OF_LENGTHS, study_says)
    verdict = _by_heading(heading) or _by_commas(cells) or _by_numbers(numbers)
    if len(verdict.ways) == 1 and verdict.chosen is DurationUnit.HOURS and "decimal" not in heading_key(heading):
        verdict = _perhaps_minutes(verdict, numbers, cells)
    if len(verdict.ways) > 1 and beside:
        agree = {way: sum(n for (one, span), n in beside.items() if _is(one, way, span)) for way in verdict.ways}
        best = max(agree.values())
        if best >= _FEWEST_SPANS:
            ways = [way for way, times in agree.items() if times == best]
            verdict = verdict.narrowed(ways, (best, "rows whose start and end say so"))
    return verdict


def _by_heading(heading: str) -> Verdict[DurationUnit] | None:
    """The unit that a column's name says."""
    key = heading_key(heading)
    if any(pattern in key for pattern in _HOURS_MINUTES):
        return Verdict(UNIT_OF_LENGTHS, (DurationUnit.CLOCK,), evidence=((1, f"column named '{heading}'"),))
    for unit, names in _IN_HEADING.items():
        if any(name in key for name in names):
            return Verdict(UNIT_OF_LENGTHS, (unit,), evidence=((1, f"column named '{heading}'"),))
    return None


def _by_commas(cells: Sequence[Cell]) -> Verdict[DurationUnit] | None:
    """Any unit, where each number has a comma that may part thousands: 1,200 seconds, or an hour and a fifth."""
    written = [cell for cell in cells if number_in(cell) is not None]
    if all(isinstance(cell, str) and "," in cell and may_be_two(cell) for cell in written):
        return Verdict(UNIT_OF_LENGTHS, (DurationUnit.HOURS, DurationUnit.MINUTES, DurationUnit.SECONDS))
    return None


def _by_numbers(numbers: Iterable[float]) -> Verdict[DurationUnit]:
    """The unit of numbers under a name that says none.

    More than the hours of a day are minutes, and fractions are of hours, unless all are of less than one, which may be
    parts of a day as a spreadsheet keeps them. Where the larger ones are whole and only small ones have quarters of
    an hour, as 30 and 1.5 have, some may be minutes and others hours.
    """
    if large := [number for number in numbers if number > _MOST_HOURS]:
        parts = {number for number in numbers if number % 1}
        if parts and max(parts) <= _MOST_HOURS and all(number * 4 % 1 == 0 for number in parts):
            seen = ((len(parts), "numbers with quarters of an hour"), (len(large), "numbers of more than 24"))
            return Verdict(UNIT_OF_LENGTHS, (DurationUnit.MINUTES, DurationUnit.HOURS), evidence=seen)
        evidence = ((len(large), "numbers of more than the hours of a day"),)
        return Verdict(UNIT_OF_LENGTHS, (DurationUnit.MINUTES,), evidence=evidence)
    if fractions := [number for number in numbers if number % 1]:
        if any(number >= 1 for number in numbers):
            return Verdict(
                UNIT_OF_LENGTHS, (DurationUnit.HOURS,), evidence=((len(fractions), "numbers with decimals"),)
            )
        return Verdict(UNIT_OF_LENGTHS, (DurationUnit.HOURS, DurationUnit.DAY_FRACTION))
    return Verdict(UNIT_OF_LENGTHS, (DurationUnit.MINUTES, DurationUnit.HOURS))


def _perhaps_minutes(
    verdict: Verdict[DurationUnit], numbers: Iterable[float], cells: Iterable[Cell]
) -> Verdict[DurationUnit]:
    """The verdict on hours, where the digits behind the point may be minutes."""
    if all(number < 1 for number in numbers) and _are_parts_of_a_day(numbers):
        evidence = ((len(set(numbers)), "numbers of whole minutes as parts of a day, and not as hours"),)
        return Verdict(UNIT_OF_LENGTHS, (DurationUnit.HOURS, DurationUnit.DAY_FRACTION), evidence=evidence)
    both = (DurationUnit.HOURS, DurationUnit.CLOCK)
    fractions = {round(number % 1 * 100, 4) for number in numbers if number % 1}
    if not fractions or any(part != int(part) or part >= 60 or part in _NO_MINUTES for part in fractions):
        return verdict
    if len(fractions) >= _ENOUGH:
        evidence = ((len(fractions), "different decimals, none of .60 or more"),)
        return Verdict(UNIT_OF_LENGTHS, (DurationUnit.CLOCK,), evidence=evidence)
    kept_nought = any(isinstance(cell, str) and _KEPT_NOUGHT.fullmatch(cell.strip()) for cell in cells)
    odd = any(part % _FIVE for part in fractions)
    if not kept_nought and not odd and fractions.isdisjoint(_QUARTERS):
        return verdict
    return Verdict(
        UNIT_OF_LENGTHS, both, evidence=((len(fractions), "different decimals, all of which can be minutes"),)
    )


def _are_parts_of_a_day(numbers: Iterable[float]) -> bool:
    """Whether all numbers are whole minutes as parts of a day, rounded to five decimals, and some are none as hours."""
    as_days = (number * MINUTES_PER_DAY for number in numbers)
    return all(abs(minutes - round(minutes)) < _ROUNDED for minutes in as_days) and any(
        abs(number * 60 - round(number * 60)) > _ROUNDED for number in numbers
    )


def _is(number: float, unit: DurationUnit, minutes: int) -> bool:
    """Whether a number is a length in a unit, but for rounding."""
    found = _number_minutes(number, unit)
    return found is not None and abs(found - minutes) <= 1


def _number_minutes(number: float, unit: DurationUnit) -> float | None:
    """The minutes of a bare number in a unit, None where it is none in it."""
    if unit is DurationUnit.CLOCK:
        hours, minutes = int(number), round(number % 1 * 100, 4)
        return hours * 60 + minutes if minutes == int(minutes) and minutes < 60 else None
    return (
        number
        * {
            DurationUnit.MINUTES: 1.0,
            DurationUnit.HOURS: 60.0,
            DurationUnit.SECONDS: 1 / 60,
            DurationUnit.DAY_FRACTION: float(MINUTES_PER_DAY),
        }[unit]
    )


def reader_of_lengths(verdict: Verdict[DurationUnit] | None) -> Callable[[Cell], float | Fault | None]:
    """What reads the minutes that a length in a cell lasts, None for a blank, by what was decided for the column."""
    ways = verdict.ways if verdict else (DurationUnit.MINUTES,)
    readers = [partial(_minutes_of, unit=unit) for unit in ways]

    def read(cell: Cell) -> float | Fault | None:
        found = [reader(cell) for reader in readers]
        is_one = all(one == found[0] for one in found)
        return found[0] if is_one else undecided_lengths(ways, cell)

    return read


def undecided_lengths(ways: Sequence[DurationUnit], cell: Cell) -> Fault:
    """The fault of numbers that may have several units."""
    number = number_in(cell) or 0.0
    meant = []
    for way in ways:
        minutes = _number_minutes(number, way)
        meant.append(f"{_h_mm(minutes)} ({way})" if minutes is not None else f"no length ({way})")
    message = f"{quoted(text_of(cell))} can be {' or '.join(meant)}: nothing in this column says which."
    remedy = f"Write lengths as 1:30, or say which: --settle duration_unit='{ways[-1]}'."
    return Fault(ProblemKind.TWO_READINGS, message, remedy)


def _h_mm(minutes: float) -> str:
    """Minutes as hours and minutes: 1:30."""
    hours, rest = divmod(round(minutes), 60)
    return f"{hours}:{rest:02d}"


def _minutes_of(cell: Cell, unit: DurationUnit) -> float | Fault | None:
    """The minutes that a length of time in a cell lasts: `1:30`, `01:30:00`, `1 h 30 min`, `PT1H30M`, `90`."""
    if formula := broken(cell):
        return formula_fault(formula)
    if is_blank(cell):
        return None
    if isinstance(cell, dt.timedelta):
        return cell.total_seconds() / 60
    if isinstance(cell, dt.datetime) and cell.year > 1900:
        return _no_length(cell)
    if isinstance(cell, (dt.datetime, dt.time)):
        return cell.hour * 60 + cell.minute + (cell.second + cell.microsecond / 1e6) / 60
    if unit in (DurationUnit.MINUTES, DurationUnit.SECONDS) and "," in text_of(cell) and may_be_two(text_of(cell)):
        return _thousands_or_decimals(cell, unit)
    number = number_in(cell)
    if number is not None:
        minutes = _number_minutes(number, unit)
        return _no_length(cell) if minutes is None or number < 0 else minutes
    written = _written_minutes(plain(text_of(cell)))
    return _no_length(cell) if written is None else written


def iso_minutes(text: str) -> float | None:
    """Minutes of a length of time as ISO 8601 has it, `pt26h00m00s`, as some files keep times of over 24 hours."""
    match = _ISO.fullmatch(text) if text[:1] == "p" else None
    return None if match is None else _minutes_in(match)


def _written_minutes(text: str) -> float | None:
    """Minutes of a length of time that is written out."""
    text = text.removesuffix("'") + "min" if text[:-1].isdecimal() and text.endswith("'") else text.rstrip(".")
    text = text.rstrip("h").rstrip() if ":" in text else text
    match = _H_M.fullmatch(text) or _SHORT.fullmatch(text) or _WORDS.fullmatch(text) or _ISO.fullmatch(text)
    return None if match is None or not text else _minutes_in(match)


def _minutes_in(match: re.Match[str]) -> float:
    """Minutes of hours, minutes and seconds, each of which may be missing."""
    hours, minutes, seconds = (
        float((match[name] or "0").replace(",", ".")) for name in ("hours", "minutes", "seconds")
    )
    return hours * 60 + minutes + seconds / 60


def _thousands_or_decimals(cell: Cell, unit: DurationUnit) -> Fault:
    """The fault of `1,200` minutes, which are twenty hours or a little more than one minute."""
    text = text_of(cell).strip()
    whole, decimals = text.replace(",", ""), text.replace(",", ".").rstrip("0").rstrip(".")
    message = f"{quoted(text)} can be {whole} or {decimals} {unit}: the comma may part thousands or decimals."
    return Fault(ProblemKind.TWO_READINGS, message, f"Write it without the comma, such as {whole}.")


def _no_length(cell: Cell) -> Fault:
    """The fault of a cell that is not a length of time."""
    message = f"{quoted(text_of(cell))} is not a length of time."
    return Fault(
        ProblemKind.UNKNOWN_DURATION,
        message,
        "Write it as 1:30, as 90 in a column of minutes, or as 1.5 in one of hours.",
    )
