"""How dates, times and numbers are written in a survey's files, as far as a study settles it and no file can tell.

And the layouts of known exports, such as a time tracker's: which of their columns is what, as a file of facts says it.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import PurePath
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


class DateOrder(StrEnum):
    """In which order day, month and year stand in a date of three numbers."""

    DAY_FIRST = "day first"
    MONTH_FIRST = "month first"
    YEAR_FIRST = "year first"


class DayNumbers(StrEnum):
    """From where days that are numbers are counted."""

    MONDAY_1 = "1 is Monday"
    SUNDAY_1 = "1 is Sunday"
    MONDAY_0 = "0 is Monday"
    SUNDAY_0 = "0 is Sunday"
    FROM_0 = "0 is the first day"


class TimeUnit(StrEnum):
    """What the numbers of a column of times are."""

    CLOCK = "hours and minutes"
    HOURS = "hours with decimals"
    DAY_FRACTION = "fractions of a day"
    SERIAL = "date and time as one number"
    MINUTES = "minutes after midnight"
    FROM_FIRST_SLOT = "minutes after the first slot"
    SLOT_FROM_1 = "slots counted from 1"
    SLOT_FROM_0 = "slots counted from 0"


class DurationUnit(StrEnum):
    """What the bare numbers of a column of durations are."""

    MINUTES = "minutes"
    HOURS = "hours"
    SECONDS = "seconds"
    CLOCK = "hours and minutes"
    DAY_FRACTION = "fractions of a day"


class Clock(StrEnum):
    """Whether the hours of the afternoon are 13 to 23 or 1 to 11."""

    TWENTY_FOUR = "24 hours"
    TWELVE = "12 hours"


class DecimalMark(StrEnum):
    """What stands before the decimals of a number in text."""

    POINT = "point"
    COMMA = "comma"


class Conventions(NamedTuple):
    """What a study settles about its files; None where each column is to be judged by what is in it.

    Attributes:
        date_order, day_numbers, time_unit, duration_unit, clock, decimal_mark: how what columns hold is to be read.
        numbers: those that are answers though others use them for none, such as 99.
        columns: further names of the columns `day`, `date`, `time` and `code` of a diary, by these words.
        layout: the known layout that files have, such as a time tracker's; a file that hasn't isn't read by it.
        slot_columns: what the names of a wide diary's slots begin with, before their numbers: `act1_`.
        respondent: whose a diary is that has no column of respondents; `file name` for that of each file.
    """

    date_order: DateOrder | None = None
    day_numbers: DayNumbers | None = None
    time_unit: TimeUnit | None = None
    duration_unit: DurationUnit | None = None
    clock: Clock | None = None
    decimal_mark: DecimalMark | None = None
    numbers: tuple[float, ...] = ()
    columns: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    layout: KnownLayout | None = None
    slot_columns: str | None = None
    respondent: str | None = None


FILE_NAME = "file name"

UNSETTLED = Conventions()


class KnownLayout(NamedTuple):
    """How a program or a survey writes its diaries. Columns are named by their headings.

    Attributes:
        id: the name of its file.
        label: what it is, in words.
        source: where its facts are from.
        recognised_by: the columns that a file of it has; all of them must be there.
        respondent: the columns whose values together name a respondent; those of them that are there.
        columns: by the role of a column, such as `code` or `duration`, the headings that it may have; the first that
            is there counts. Without a column of codes and without slots, its files are of people and not of diaries.
        rows: what must stand in a column for a row to be read, by its heading.
        conventions: how its cells are written.
        first_minute: when its days begin, in minutes after midnight; None where its rows have dates.
        slot_minutes: how long its slots are; None where its rows are episodes.
        file: where it lies, if it is a user's own.
    """

    id: str
    label: str
    source: str
    recognised_by: tuple[str, ...] = ()
    respondent: tuple[str, ...] = ()
    columns: Mapping[str, tuple[str, ...]] = {}
    rows: Mapping[str, str] = {}
    conventions: Conventions = UNSETTLED
    first_minute: int | None = None
    slot_minutes: int | None = None
    file: str = ""

    @property
    def is_of_people(self) -> bool:
        """Whether its files have no diaries, but what is known of the people who kept them."""
        return "code" not in self.columns and self.conventions.slot_columns is None

    def __str__(self) -> str:
        """Its name as a study has it, for the provenance of results."""
        return PurePath(self.file).name if self.file else self.id


NO_LAYOUT = KnownLayout("none", "no known layout", "")
