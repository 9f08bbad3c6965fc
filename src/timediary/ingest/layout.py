"""What a sheet of ours holds: a diary of one of three kinds or respondents' attributes, and what its columns are."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any

from timediary.model.conventions import UNSETTLED

if TYPE_CHECKING:
    from collections.abc import Mapping

    from timediary.ingest.fault import Fault
    from timediary.ingest.sheet import Sheet
    from timediary.ingest.spelling import Slot
    from timediary.ingest.verdict import Verdict
    from timediary.model.choices import Settled
    from timediary.model.conventions import Conventions, KnownLayout

ROWS_SEARCHED = 20
DAY_NAMES = ("day", "weekday", "day of week", "date", "diary day", "tag", "wochentag")
DATE_NAMES = ("date", "diary date", "datum")
TIME_NAMES = ("time", "start", "slot", "start time", "slot start", "time of day", "slot number", "uhrzeit")
CODE_NAMES = ("code", "activity", "activity code")
START_DATE_NAMES = (*DATE_NAMES, "start date")
END_DATE_NAMES = ("end date", "stop date")
START_NAMES = (
    "start",
    "start time",
    "started",
    "started at",
    "start datetime",
    "begin",
    "from",
    "time",
    "von",
    "beginn",
)
END_NAMES = (
    "end",
    "end time",
    "ended",
    "ended at",
    "end datetime",
    "stop",
    "stop time",
    "finish",
    "to",
    "until",
    "bis",
    "ende",
)
DURATION_NAMES = (
    *("duration", "minutes", "duration minutes", "duration (minutes)", "duration (min)", "mins", "min"),
    *("hours", "duration hours", "duration (hours)", "duration (h)", "hrs", "duration (decimal)", "hours spent"),
    *("time spent", "length", "elapsed", "seconds", "duration (s)", "duration seconds", "dauer"),
)
ROLES = {
    "day": DAY_NAMES,
    "date": DATE_NAMES,
    "time": (*TIME_NAMES, *START_NAMES),
    "code": CODE_NAMES,
    "end": END_NAMES,
    "end date": END_DATE_NAMES,
    "duration": DURATION_NAMES,
}


class Role(Enum):
    """What a sheet holds."""

    LONG = "a diary with one row per slot"
    EPISODES = "a diary with one row per episode"
    WIDE = "a diary with one column per slot"
    ATTRIBUTES = "the respondents' attributes"


@dataclass(frozen=True, eq=False)
class Layout:
    """A sheet of ours, and what its columns are. Columns count from 0, rows from 1.

    Attributes:
        sheet: the sheet.
        role: what it holds.
        header_row: the row with the columns' names; None where the file keeps them apart.
        first_row: the first row below.
        headings: the columns' names as written.
        respondent: the column with the respondents' ids.
        day, time, code: their columns in a long diary; `day` is None where the time tells it.
        date: the column of dates beside that of days.
        end, duration: when an episode ends, or how long it takes; `time` is -1 where only that is known.
        end_date: the column with the date of the end, where it has one of its own.
        slots: the slot columns of a wide diary.
        fields: columns of what is noted beside the activity in a long diary or one of episodes: the position of the
            field in the study.
        blocks: those of a wide diary: the position of the field, and the slot.
        faulty: columns that are half a slot: their day or their time can't be read.
        verdicts: what was decided for the names of all columns.
        bare: columns of a day and a bare number that are not slots, for others have minutes.
        odd: what is odd about the names of columns that are read.
        others: the columns that may be attributes.
        labels: columns of a long diary that say in words what the codes say.
        above: rows above the header that are like those below; `first_row` is the first of them.
        repeated: columns of a long diary with the name of one that is read.
        joined: whether the header is two rows, of which `header_row` is the lower.
        settled: columns of which an option or a reading file says what they are, with their names as written.
        unused: columns that aren't read for that, with their names as written and the reason.
        known: the known layout that the sheet has, if it has one.
        conventions: how its cells are written, as far as that is settled.
    """

    sheet: Sheet
    role: Role
    header_row: int | None
    first_row: int
    headings: tuple[str, ...]
    respondent: int
    day: int | None = None
    date: int | None = None
    time: int = -1
    code: int = -1
    end: int | None = None
    end_date: int | None = None
    duration: int | None = None
    slots: dict[int, Slot] = field(default_factory=dict)
    fields: Mapping[int, int] = field(default_factory=dict)
    blocks: Mapping[int, tuple[int, Slot]] = field(default_factory=dict)
    faulty: dict[int, Fault] = field(default_factory=dict)
    verdicts: tuple[Verdict[Any], ...] = ()
    bare: tuple[int, ...] = ()
    odd: Mapping[int, Fault] = field(default_factory=dict)
    others: tuple[int, ...] = ()
    labels: tuple[int, ...] = ()
    above: tuple[int, ...] = ()
    repeated: tuple[int, ...] = ()
    joined: bool = False
    settled: Mapping[int, tuple[str, Settled]] = field(default_factory=dict)
    unused: Mapping[int, tuple[str, str]] = field(default_factory=dict)
    known: KnownLayout | None = None
    conventions: Conventions = UNSETTLED

    @property
    def is_diary(self) -> bool:
        """Whether it holds diaries."""
        return self.role is not Role.ATTRIBUTES

    def heading(self, column: int) -> str:
        """A column's name as written; empty of one that isn't to be read."""
        if column in self.settled and column not in self.unused:
            return self.settled[column][0]
        return self.name(column)

    def name(self, column: int) -> str:
        """A column's name as it is meant, which an option or a reading file may have given it."""
        return self.headings[column] if column < len(self.headings) else ""
