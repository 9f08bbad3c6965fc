"""The definitions of a study as plain values: its diary grid, activity codes, variables and groupings.

`timediary.study` reads them from a folder and cross-checks them; nothing here opens a file. The small ones are named
tuples, which take a tenth of the time to define that frozen dataclasses take; every command pays for it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from timediary.model.conventions import UNSETTLED, Conventions
from timediary.model.sampling import SAMPLED_SINGLY, Sampling
from timediary.model.spelling import folded

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

MINUTES_PER_DAY = 24 * 60
EVERY_DAY, DAYS_WITH_ENTRIES = "every_day", "days_with_entries"
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class ActivityType(NamedTuple):
    """One type that activity codes fall under, such as direct contact."""

    id: str
    label: str


class ActivityCode(NamedTuple):
    """One code a respondent may write into a slot. Its number in a diary matrix is its position, from 1."""

    id: str
    label: str
    type: str


class Field(NamedTuple):
    """What a diary notes beside the activity: a second activity, the place, with whom.

    Attributes:
        id: its name in definitions, commands and the columns of files.
        label: its name in tables.
        codes: what may be noted, from 1; those of the study where it is another activity.
        several: whether several of them may be noted at once.
        aliases: other names of its columns.
        of_activities: whether its codes are the study's own, so that it is an activity beside the main one.
    """

    id: str
    label: str
    codes: tuple[ActivityCode, ...]
    several: bool = False
    aliases: tuple[str, ...] = ()
    of_activities: bool = False


class Overlaps(StrEnum):
    """What becomes of minutes in which two episodes of a diary are reported.

    They are parted evenly, an odd one to the episode that began first; or given to that episode; or the later episode
    is left out.
    """

    SPLIT = "split"
    FIRST = "first"
    REFUSE = "refuse"


class DiaryGrid(NamedTuple):
    """The slots of one diary: `len(days)` days of `slots_per_day` slots of `slot_minutes` minutes.

    `first_minute` is the clock time, in minutes after midnight, at which a diary day begins; slots past midnight
    end the diary day that began before it, and belong to the next day of the calendar. `weekend` holds
    the positions of the weekend days in `days`. `core_start` and `core_end` bound the usual working day, in minutes
    after midnight; where the end is before the start, it passes midnight. `asked` says which days of a diary were
    asked, and so stand in denominators: `EVERY_DAY`, `DAYS_WITH_ENTRIES`, or the id of the variable that lists them.
    `overlaps` says what becomes of minutes in which two episodes are reported.
    """

    days: tuple[str, ...]
    slot_minutes: int
    first_minute: int
    slots_per_day: int
    weekend: tuple[int, ...]
    core_start: int
    core_end: int
    asked: str = EVERY_DAY
    overlaps: Overlaps = Overlaps.SPLIT

    @property
    def slots(self) -> int:
        """Number of slots in one diary."""
        return len(self.days) * self.slots_per_day

    @property
    def day_minutes(self) -> int:
        """Minutes of one day of the diary."""
        return self.slots_per_day * self.slot_minutes

    def in_slots(self, minutes: int) -> DiaryGrid:
        """The same days in slots of other length, which must divide the day."""
        return self._replace(slot_minutes=minutes, slots_per_day=self.day_minutes // minutes)

    @property
    def hours_per_slot(self) -> float:
        """Length of a slot in hours."""
        return self.slot_minutes / 60

    @property
    def is_week(self) -> bool:
        """Whether every day of the diary is a day of the calendar week."""
        return all(day in WEEKDAYS for day in self.days)

    @property
    def midnight(self) -> int:
        """Position, within a day, of the first slot that begins past midnight; `slots_per_day` where none does."""
        return min(-((self.first_minute - MINUTES_PER_DAY) // self.slot_minutes), self.slots_per_day)

    @property
    def is_core(self) -> tuple[bool, ...]:
        """Which slots of a day begin within the usual working day."""
        lasts = (self.core_end - self.core_start - 1) % MINUTES_PER_DAY + 1
        return tuple(
            (self.start_minute(slot) - self.core_start) % MINUTES_PER_DAY < lasts for slot in range(self.slots_per_day)
        )

    @property
    def is_weekend(self) -> tuple[bool, ...]:
        """Which slots of the diary lie at the weekend, by the calendar.

        A slot past midnight is the next day's: in a week whose days begin at seven, the early hours at the end of
        Friday are Saturday's, and those at the end of Sunday are Monday's.
        """
        names = {self.days[day] for day in self.weekend}
        found = []
        for slot in range(self.slots):
            day, position = divmod(slot, self.slots_per_day)
            name = self.days[day]
            if self.is_week and position >= self.midnight:
                name = WEEKDAYS[(WEEKDAYS.index(name) + 1) % len(WEEKDAYS)]
            found.append(name in names)
        return tuple(found)

    def slot(self, day: int, minute: int) -> int | None:
        """Slot number of a start time on a day.

        Args:
            day: position in `days`, from 0.
            minute: minutes after midnight, 0 to 1439.

        Returns:
            The slot number from 0, or None when no slot of the grid starts then.
        """
        position, beside = divmod((minute - self.first_minute) % MINUTES_PER_DAY, self.slot_minutes)
        if beside or position >= self.slots_per_day:
            return None
        return day * self.slots_per_day + position

    def start_minute(self, slot: int) -> int:
        """Clock time at which a slot starts, in minutes after midnight."""
        position = slot % self.slots_per_day
        return (self.first_minute + position * self.slot_minutes) % MINUTES_PER_DAY

    def days_listed(self, text: str) -> tuple[int, ...]:
        """The positions of the days that a text lists: names, or their first three letters, with anything between."""
        words = {folded(word) for word in text.replace(";", " ").replace(",", " ").replace("/", " ").split()}
        spellings = [(day, day[:3]) if self.is_week else (day,) for day in self.days]
        return tuple(n for n, spelt in enumerate(spellings) if words & {folded(name) for name in spelt})

    def slot_name(self, slot: int) -> str:
        """Canonical spelling of a slot: `Mon 08:30`, or `08:30` in a diary of one day."""
        time = clock(self.start_minute(slot))
        if len(self.days) == 1:
            return time
        day = self.days[slot // self.slots_per_day]
        return f"{day[:3] if self.is_week else day} {time}"


def clock(minute: int) -> str:
    """Minutes after midnight as `08:30`."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


class VariableKind(StrEnum):
    """What a respondent variable holds."""

    IDENTIFIER = "identifier"
    LEVEL = "level"
    MULTIPLE = "multiple"
    NUMBER = "number"
    TEXT = "text"


class Level(NamedTuple):
    """One answer of a variable; `aliases` are other spellings found in files."""

    id: str
    label: str
    aliases: tuple[str, ...] = ()


class Band(NamedTuple):
    """One band of a number: all values up to and including `up_to`, or strictly `below`, and in no earlier band.

    The last band of a variable has neither and takes all that is left.
    """

    id: str
    label: str
    up_to: float | None = None
    below: float | None = None


class Variable(NamedTuple):
    """One attribute of a respondent.

    `levels` in the study's order for `level` and `multiple`; `bands`, `minimum` and `maximum` for `number`.
    `most_answers` caps the answers of a `multiple`. A number with `minus` is not read but derived, as the
    first named number less the second; one with `derived` is computed from the diary. A rating is a number with
    `boxes`, the greatest point of its bottom box and the least of its top box. Free text is a text that is kept and
    written to converted files, but never tabulated or shown.
    """

    id: str
    label: str
    kind: VariableKind
    aliases: tuple[str, ...] = ()
    levels: tuple[Level, ...] = ()
    bands: tuple[Band, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    most_answers: int | None = None
    minus: tuple[str, str] | None = None
    derived: str | None = None
    boxes: tuple[float, float] | None = None
    is_free_text: bool = False

    @property
    def is_read(self) -> bool:
        """Whether the variable comes from a file (and not from other values of the survey)."""
        return self.minus is None and self.derived is None


class Estimate(NamedTuple):
    """A question in which respondents estimate what part of their time each of several categories takes.

    Attributes:
        id: its name.
        label: its name in tables.
        categories: the numbers, by their ids, that hold each category's percentage.
        low: least sum of a respondent's percentages that is taken for 100.
        high: greatest such sum.
    """

    id: str
    label: str
    categories: tuple[str, ...]
    low: float
    high: float


class GroupingRow(NamedTuple):
    """One line of a grouping: a group of codes, or a subtotal of other lines.

    A group has `codes`; a subtotal has `sum_of`, the ids of the groups it adds.
    """

    id: str
    label: str
    codes: tuple[str, ...] = ()
    sum_of: tuple[str, ...] = ()


class Grouping(NamedTuple):
    """A roll-up of the activity codes: every code stands in exactly one group."""

    id: str
    label: str
    source: str
    rows: tuple[GroupingRow, ...]

    @property
    def groups(self) -> tuple[GroupingRow, ...]:
        """The rows that hold codes, in order."""
        return tuple(row for row in self.rows if row.codes)


class Defaults(NamedTuple):
    """What an analysis of the study shows when nothing else is asked for.

    Attributes:
        grouping: id of the grouping.
        by: the breakdowns, each one attribute.
        headline: ids of the rows that the headline names.
        low_base: an estimate on fewer respondents is marked.
        high_cv: an estimate whose coefficient of variation reaches this is marked.
        sampling: how the respondents were sampled.
    """

    grouping: str
    by: tuple[str, ...]
    headline: tuple[str, ...]
    low_base: int
    high_cv: float
    sampling: Sampling = SAMPLED_SINGLY


@dataclass(frozen=True)
class Study:
    """All definitions of one diary study, cross-checked.

    `name` is that of the scheme, `title` what a survey by it is called (the name where empty). `abbreviations` are what
    its labels say in short, spelt out. `no_information` are the spellings, beside a blank, that stand for no answer;
    `conventions` settle how dates, times and numbers are written; `fields` are what is noted beside the activity;
    `folder` is where the definitions came from. Without `has_diary` it is of surveys that ask questions alone; its grid
    then stands for nothing. `estimates` are the questions in which respondents estimate how they spend their time.
    """

    id: str
    name: str
    source: str
    grid: DiaryGrid
    types: tuple[ActivityType, ...]
    codes: tuple[ActivityCode, ...]
    variables: Mapping[str, Variable]
    groupings: Mapping[str, Grouping]
    defaults: Defaults
    no_information: tuple[str, ...] = ()
    conventions: Conventions = UNSETTLED
    fields: tuple[Field, ...] = ()
    folder: Path | None = field(default=None, compare=False, repr=False)
    title: str = ""
    abbreviations: Mapping[str, str] = field(default_factory=dict)
    has_diary: bool = True
    estimates: tuple[Estimate, ...] = ()
    code_numbers: Mapping[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Number the codes from 1, in the study's order."""
        numbers = {code.id: number for number, code in enumerate(self.codes, start=1)}
        object.__setattr__(self, "code_numbers", numbers)

    @property
    def defines(self) -> str:
        """What figures go by that follow it: its activity codes, or its questions where it has no diary."""
        return "activity codes" if self.has_diary else "questions"

    @property
    def noun(self) -> str:
        """What comes back of a respondent, in messages: a diary, or a form where it has none."""
        return "diary" if self.has_diary else "form"

    @property
    def identifier(self) -> Variable:
        """The variable that names a respondent."""
        return next(v for v in self.variables.values() if v.kind is VariableKind.IDENTIFIER)
