"""What the numbers of a column of times are: 8.3, 8.5, 830, 0.354166, 510 and 18 can all be about half past eight."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from timediary.ingest.cell import heading_key
from timediary.ingest.dates import FIRST_SERIAL, LAST_SERIAL
from timediary.ingest.fault import Fault
from timediary.ingest.verdict import CUSTOM, Verdict, settled, weigh
from timediary.model.conventions import TimeUnit
from timediary.model.problem import ProblemKind
from timediary.model.study import MINUTES_PER_DAY, clock

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from timediary.ingest.cell import Cell
    from timediary.model.study import DiaryGrid

UNIT_OF_TIME = "unit of time"
TOLERANCE = 0.1
_MOST_LOOKED_AT = 5_000
_MOST_DAYS = 8
_LAST_HOUR = 24
# With so many different fractions, all of them below .60, numbers are hours and minutes: the chance that decimals of
# hours happen to be is .6 ** 12, two in a thousand.
_ENOUGH_FRACTIONS = 12
_NUMBER = re.compile(r"[0-9]{1,5}(?:[.,][0-9]+)?|[.,][0-9]+")
_FOUR_DIGITS = re.compile(r"0[0-9]{3}")
_SLOT_NAMES = ("slot", "interval", "period", "zeitabschnitt", "halfhour", "nr", "number", "index")
_FIVE = 5
_ENDS_OF_DAY = {TimeUnit.CLOCK: (24, 2400), TimeUnit.HOURS: (24,)}
_SLOTS = (TimeUnit.SLOT_FROM_1, TimeUnit.SLOT_FROM_0)


def number_in(cell: Cell) -> float | None:
    """The number that a cell holds, in text too, where a comma may stand before the decimals."""
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return float(cell) if cell == cell else None  # only NaN differs from itself
    if isinstance(cell, str) and _NUMBER.fullmatch(text := cell.strip()):
        return float(text.replace(",", "."))
    return None


def minutes_of(number: float, unit: TimeUnit, grid: DiaryGrid) -> float | None:
    """The minutes after midnight that a number is in a unit, more than a day's on the days after; None if none."""
    if unit is TimeUnit.CLOCK:
        return _clock_number(number)
    if unit is TimeUnit.HOURS:
        return number * 60 if 0 <= number < 24 else None
    if unit is TimeUnit.DAY_FRACTION:
        return number * MINUTES_PER_DAY if 0 <= number < _MOST_DAYS else None
    if unit is TimeUnit.SERIAL:
        return number % 1 * MINUTES_PER_DAY if FIRST_SERIAL <= number < LAST_SERIAL else None
    if number != int(number):
        return None
    if unit is TimeUnit.MINUTES:
        return number if 0 <= number < 2 * MINUTES_PER_DAY else None
    if unit is TimeUnit.FROM_FIRST_SLOT:
        return (grid.first_minute + number) % MINUTES_PER_DAY if 0 <= number < MINUTES_PER_DAY else None
    slot = int(number) - (unit is TimeUnit.SLOT_FROM_1)
    if not 0 <= slot < grid.slots_per_day:
        return None
    return float((grid.first_minute + slot * grid.slot_minutes) % MINUTES_PER_DAY)


def slot_at(grid: DiaryGrid, minute: float) -> int | None:
    """The position of the slot that begins at a minute, which may be off by a rounding error.

    From a day's slots on it is a slot of the next day.
    """
    whole = round(minute)
    if whole < 0 or abs(minute - whole) > TOLERANCE:
        return None
    slot = grid.slot(0, whole % MINUTES_PER_DAY)
    if slot is None or whole < MINUTES_PER_DAY:
        return slot
    return slot + grid.slots_per_day * max((whole - grid.first_minute) // MINUTES_PER_DAY, 0)


def _clock_number(number: float) -> float | None:
    """The minutes after midnight of hours before the point and minutes after it, or of both without a point."""
    if number == int(number) and (24 < number < 60 or 100 <= number < 2400):
        hours, minutes = divmod(int(number), 100)
        return hours * 60.0 + minutes if minutes < 60 else None
    if not 0 <= number < 24:
        return None
    minutes_part = (number - int(number)) * 100
    two_digits = abs(minutes_part - round(minutes_part)) < 1e-6 and round(minutes_part) < 60
    return int(number) * 60.0 + round(minutes_part) if two_digits else None


def decide_unit(
    cells: Iterable[Cell], grid: DiaryGrid, heading: str = "", study_says: TimeUnit | None = None
) -> Verdict[TimeUnit] | None:
    """What the numbers of a column of times are; None where it holds none.

    Args:
        cells: what stands in the column.
        grid: the slots, at whose starts the numbers of the right unit lie.
        heading: the column's name.
        study_says: what the study settles.
    """
    cells = list(cells)
    numbers: dict[float, None] = {}
    for cell in cells:
        number = number_in(cell)
        if number is not None:
            numbers[number] = None
            if len(numbers) >= _MOST_LOOKED_AT:
                break
    if not numbers:
        return None
    if study_says:
        return settled(UNIT_OF_TIME, study_says)
    if any(isinstance(cell, str) and _FOUR_DIGITS.fullmatch(cell.strip()) for cell in cells):
        return Verdict(UNIT_OF_TIME, (TimeUnit.CLOCK,), evidence=((1, "time of four digits that begins with 0"),))
    units = _possible(list(numbers), grid, heading)
    readers = {unit: partial(_position, unit=unit, grid=grid) for unit in units}
    verdict = weigh(UNIT_OF_TIME, list(numbers), readers, "numbers")
    return verdict if verdict.chosen else _narrowed(verdict, list(numbers), heading)


def decide_unit_of_instants(
    cells: Iterable[Cell], grid: DiaryGrid, study_says: TimeUnit | None = None
) -> Verdict[TimeUnit] | None:
    """What the numbers are at which episodes begin and end, to the minute; None where none is a number below a date's.

    People write times in fives of minutes: of several units, those count in which all numbers are such, if any.

    Args:
        cells: what stands in the columns of starts and ends.
        grid: the days.
        study_says: what the study settles.
    """
    cells = list(cells)
    numbers = list(dict.fromkeys(n for cell in cells if (n := number_in(cell)) is not None and n < FIRST_SERIAL))
    if not numbers:
        return None
    if study_says:
        return settled(UNIT_OF_TIME, study_says)
    if any(isinstance(cell, str) and _FOUR_DIGITS.fullmatch(cell.strip()) for cell in cells):
        return Verdict(UNIT_OF_TIME, (TimeUnit.CLOCK,), evidence=((1, "time of four digits that begins with 0"),))
    units = [unit for unit in _possible(numbers, grid, "") if unit not in _SLOTS]
    for step in (_FIVE, 1):
        readers = {unit: partial(_instant_at, unit=unit, grid=grid, step=step) for unit in units}
        fits = [unit for unit, read in readers.items() if all(read(number) is not None for number in numbers)]
        if fits:
            break
    readers = {unit: reader for unit, reader in readers.items() if not fits or unit in fits}
    verdict = weigh(UNIT_OF_TIME, numbers, readers, "numbers")
    return verdict if verdict.chosen else _narrowed(verdict, numbers, "")


def instant_minutes(number: float, unit: TimeUnit, grid: DiaryGrid) -> float | None:
    """The minutes after midnight at which an episode begins or ends by a number in a unit; 24 and 2400 end the day."""
    if number in _ENDS_OF_DAY.get(unit, ()):
        return float(MINUTES_PER_DAY)
    # A part of an hour in long decimals is meant to the minute.
    minute = minutes_of(round(number, 2) if unit is TimeUnit.CLOCK else number, unit, grid)
    return None if minute is None or minute > MINUTES_PER_DAY else minute


def _instant_at(cell: Cell, unit: TimeUnit, grid: DiaryGrid, step: int) -> int | None:
    """The minute of a number in a unit, if it is one of so many."""
    number = number_in(cell)
    minute = None if number is None else instant_minutes(number, unit, grid)
    is_whole = minute is not None and abs(minute - round(minute / step) * step) <= TOLERANCE
    return round(minute) if minute is not None and is_whole else None


def _possible(numbers: Sequence[float], grid: DiaryGrid, heading: str) -> list[TimeUnit]:
    """The units that numbers may have, the likeliest first."""
    if all(FIRST_SERIAL <= number < LAST_SERIAL for number in numbers):
        return [TimeUnit.SERIAL]
    whole = all(number == int(number) for number in numbers)
    units = [TimeUnit.CLOCK, TimeUnit.HOURS]
    if not whole and min(numbers) < 1 and (max(numbers) < 1 or any(number * 2 % 1 for number in numbers)):
        units.insert(0, TimeUnit.DAY_FRACTION)
    if whole and (max(numbers) >= 24 or "min" in heading_key(heading)):
        units.append(TimeUnit.MINUTES)
    named = _names_slots(heading)
    fits = [unit for unit in units if all(_position(number, unit, grid) is not None for number in numbers)]
    if whole and (named or (not fits and max(numbers) > _LAST_HOUR)):
        units += _SLOTS
    return units


def _narrowed(verdict: Verdict[TimeUnit], numbers: Sequence[float], heading: str) -> Verdict[TimeUnit]:
    """The verdict by what the column's name says, and by what people and programs do."""
    if _names_slots(heading):
        verdict = verdict.narrowed(_SLOTS, (1, f"column named '{heading}'"))
    if "min" in heading_key(heading):
        verdict = verdict.narrowed((TimeUnit.MINUTES,), (1, f"column named '{heading}'"))
    if max(numbers) < 1:
        # Numbers of which all lie within the first hour of the day are what a spreadsheet makes of times.
        verdict = verdict.narrowed((TimeUnit.DAY_FRACTION,), (len(numbers), "numbers below 1"), CUSTOM)
    fractions = {round(number % 1, 6) for number in numbers if number % 1}
    if len(fractions) >= _ENOUGH_FRACTIONS and max(fractions) < 0.6:
        verdict = verdict.narrowed((TimeUnit.CLOCK,), (len(fractions), "fractions, none of .60 or more"))
    return verdict


def _names_slots(heading: str) -> bool:
    """Whether a column's name says that it holds the numbers of slots."""
    key = heading_key(heading)
    return any(name in key for name in _SLOT_NAMES) and not any(name in key for name in ("time", "start"))


def _position(cell: Cell, unit: TimeUnit, grid: DiaryGrid) -> int | None:
    """The slot that a number begins in a unit, None if it begins none."""
    number = number_in(cell)
    minute = None if number is None else minutes_of(number, unit, grid)
    return None if minute is None else slot_at(grid, minute)


def undecided_unit(units: Sequence[TimeUnit], cell: Cell, grid: DiaryGrid) -> Fault:
    """The fault of numbers that may have several units; the example is one that differs."""
    number = number_in(cell) or 0.0
    meant = []
    for unit in units:
        minute = minutes_of(number, unit, grid)
        time = clock(round(minute) % MINUTES_PER_DAY) if minute is not None else "no time"
        meant.append(f"{time} ({unit})")
    message = f"{number:g} can be {' or '.join(meant)}: nothing in this column says which."
    remedy = "Write times as 08:30, or say which: --settle time_unit='hours and minutes'."
    return Fault(ProblemKind.TWO_READINGS, message, remedy)
