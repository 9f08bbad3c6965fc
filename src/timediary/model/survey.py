"""A survey: diaries, whose they are, and what is known of each. A row is a diary; one respondent may keep several."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Self

import numpy as np

from timediary.model.code_minutes import minutes_in_slots
from timediary.model.fields import JointMinutes, joint_minutes
from timediary.model.nearest import meant
from timediary.model.number import counted
from timediary.model.problem import Ledger, RequestError
from timediary.model.provenance import UNTITLED, Titles
from timediary.model.reading import Reading
from timediary.model.result import Result
from timediary.model.spelling import number_text
from timediary.model.study import WEEKDAYS, VariableKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from timediary.model.code_minutes import CodeMinutes
    from timediary.model.fields import FieldEntries, Mentions
    from timediary.model.problem import Problem
    from timediary.model.study import ActivityCode, DiaryGrid, Study, Variable

NO_INFORMATION = -1

# Of a multi-answer, the lower half of the bits says what was answered, the upper half what of it is not known.
UNKNOWN_FROM = 32
ANSWERS = np.uint64((1 << UNKNOWN_FROM) - 1)


@dataclass(frozen=True, eq=False)
class Attribute:
    """One variable and its value for every diary: what is known of the respondent, or of that diary alone.

    Attributes:
        variable: its definition.
        values: shape (n,), by the kind of the variable:
            `level` and `text`: int16 or int32 position in `variable.levels`, -1 for no information;
            `multiple`: uint64 set of bits, bit i for `variable.levels[i]`, 0 for no information; bit
            `UNKNOWN_FROM` + i where nothing is known of that one level, though others were answered;
            `number`: float64, NaN for no information.
    """

    variable: Variable
    values: NDArray[np.generic]

    def __eq__(self, other: object) -> bool:
        """Equal definitions and equal values; NaN equals NaN."""
        if not isinstance(other, Attribute):
            return NotImplemented
        numbers = self.variable.kind is VariableKind.NUMBER
        return self.variable == other.variable and np.array_equal(self.values, other.values, equal_nan=numbers)

    __hash__ = None  # type: ignore[assignment]

    def answers(self, position: int) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Of a multi-answer, who gave the answer at a position, and of whom that is not known, both of shape (n,)."""
        bits = self.values.astype(np.uint64)
        given, unknown = (bits >> np.uint64(place) & np.uint64(1) for place in (position, UNKNOWN_FROM + position))
        return given.astype(np.bool_), unknown.astype(np.bool_)

    def texts(self) -> list[str]:
        """Each diary's value in words: labels, several joined with `; `, numbers as short as exact."""
        labels = [level.label for level in self.variable.levels]
        if self.variable.kind is VariableKind.NUMBER:
            return ["" if np.isnan(value) else number_text(value) for value in self.values.tolist()]
        if self.variable.kind is VariableKind.MULTIPLE:
            known: dict[int, str] = {}
            for bits in np.unique(self.values).tolist():
                known[bits] = "; ".join(label for i, label in enumerate(labels) if bits >> i & 1)
            return [known[bits] for bits in self.values.tolist()]
        return ["" if value == NO_INFORMATION else labels[value] for value in self.values.tolist()]


@dataclass(frozen=True)
class Source:
    """Where a survey came from: the files as named by the caller, and the SHA-256 of the contents of each."""

    files: tuple[str, ...] = ()
    sha256: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Survey:
    """Diaries, whose they are, and what is known of each. A row is a diary.

    Attributes:
        study: the definitions the survey follows.
        respondents: the id of who kept each of the n diaries; one who kept several stands in several rows.
        codes: shape (n, slots): the number of the activity code in each slot of `grid`, 0 for asked and not worked;
            uint8, or uint16 in a study of more than 255 codes. Shape (n, 0) where times of day are not known.
        attributes: by variable id, in the order of the study, then columns the study doesn't name, then what follows
            from the diaries' dates.
        problems: all that was found wrong on reading.
        ledger: accounts for every diary cell or minute read.
        source: the files it was read from.
        left_out: diaries that were left out on request, in words: `12 diaries of quality grade C`; every table says so.
        note: what its files say of it beside the data, a line each: that it is synthetic. Empty of one that was read.
        reading: how its files were read: sheet by sheet, column by column, and what was not used.
        dates: int32, shape (n,): the ordinal of each diary's date, or of the day on which its week begins, 0 where not
            known; None where the files have no dates. 1 to 7 stand for Monday to Sunday of no known week.
        asked: bool, shape (n, days): which days each diary asked; None where all asked every day.
        durations: minutes by code where the slots can't tell them; None where they can.
        titles: how what is made of it is titled, where not by its study and dates.
        fields: what is noted beside the activity, by the field's id; empty where the study has no fields.
        joint: minutes by activity and fields together where the slots can't tell them; None where they can.
        mentions: minutes by all that is mentioned at once, where time counts under each of it; None where each minute
            is under one code.
        aspect: what it shows in place of all activities, in words: `Place`, `Within place: Home`.
        has_diaries: whether it is of diaries; else of respondents' answers alone, a row a respondent without any time.
    """

    study: Study
    respondents: tuple[str, ...]
    codes: NDArray[np.uint8 | np.uint16]
    attributes: Mapping[str, Attribute]
    problems: tuple[Problem, ...] = ()
    ledger: Ledger = field(default_factory=Ledger)
    source: Source = field(default_factory=Source)
    left_out: str = ""
    note: str = ""
    reading: Reading = field(default_factory=Reading)
    dates: NDArray[np.int32] | None = None
    asked: NDArray[np.bool_] | None = None
    durations: CodeMinutes | None = None
    titles: Titles = UNTITLED
    fields: Mapping[str, FieldEntries] = field(default_factory=dict)
    joint: JointMinutes | None = None
    mentions: Mentions | None = None
    aspect: str = ""
    has_diaries: bool = True

    def __eq__(self, other: object) -> bool:
        """Same study, respondents, diaries and attributes; where they were read from doesn't matter."""
        if not isinstance(other, Survey):
            return NotImplemented
        return (
            self.study == other.study
            and self.respondents == other.respondents
            and np.array_equal(self.codes, other.codes)
            and _same(self.dates, other.dates)
            and np.array_equal(self.days_asked, other.days_asked)
            and all(map(np.array_equal, self.code_minutes, other.code_minutes))
            and dict(self.attributes) == dict(other.attributes)
            and dict(self.fields) == dict(other.fields)
            and (not self.fields or all(map(np.array_equal, self.joint_minutes, other.joint_minutes)))
        )

    __hash__ = None  # type: ignore[assignment]

    def __len__(self) -> int:
        """Number of diaries."""
        return len(self.respondents)

    def __repr__(self) -> str:
        """What it is in one line."""
        hours = f"{self.recorded_hours.sum():,.0f} hours recorded" if self.has_diaries else "answers without diaries"
        return f"<Survey of {self.size_in_words}, {hours}, study {self.study.id}>"

    def _repr_html_(self) -> str | None:
        """What a notebook shows."""
        return None if Result.output is None else Result.output.html(self)

    @cached_property
    def respondent_numbers(self) -> NDArray[np.int64]:
        """Who kept each diary, as a number from 0 in the order in which respondents first appear, shape (n,)."""
        numbers = {id_: number for number, id_ in enumerate(dict.fromkeys(self.respondents))}
        if len(numbers) == len(self):
            return np.arange(len(self))
        return np.array(list(map(numbers.__getitem__, self.respondents)), dtype=np.int64)

    @property
    def size_in_words(self) -> str:
        """`4 respondents`, or where somebody kept several `9 diaries of 4 respondents`."""
        respondents = counted(self.respondent_count, "respondent")
        return f"{len(self):,} diaries of {respondents}" if self.has_repeated else respondents

    @property
    def respondent_count(self) -> int:
        """Number of different respondents."""
        return int(self.respondent_numbers.max(initial=-1)) + 1

    @property
    def has_repeated(self) -> bool:
        """Whether a respondent kept several diaries."""
        return self.respondent_count < len(self)

    @cached_property
    def grid(self) -> DiaryGrid:
        """The study's days in the slots of this survey, which are as fine as its entries need."""
        grid = self.study.grid
        slots_per_day = self.codes.shape[1] // len(grid.days)
        return grid.in_slots(grid.day_minutes // slots_per_day) if slots_per_day else grid

    @property
    def has_times(self) -> bool:
        """Whether the times of day are known at which things were done, and not only how long they took."""
        return bool(self.codes.shape[1])

    def needs_times(self) -> None:
        """Make sure that times of day are known.

        Raises:
            RequestError: they are not.
        """
        self.needs_diaries()
        if not self.has_times:
            self.needs_one_row()
            raise RequestError(
                "These diaries say how long things took and not when they were done, so nothing can be said about "
                "times of day. Shares and hours can be shown."
            )

    def needs_all_time(self) -> None:
        """Make sure that it is of all activities and all recorded time, and not seen by a field or within a place.

        Raises:
            RequestError: it isn't.
        """
        if self.aspect:
            raise RequestError(
                f"This rests on all activities and all recorded time, and the survey shows '{self.aspect}' alone."
            )

    def needs_one_row(self) -> None:
        """Make sure that each minute is in one row of a table.

        Raises:
            RequestError: it may be in several.
        """
        if self.mentions is not None:
            raise RequestError(
                f"{self.aspect}: a minute may be in several rows here, so this can't be shown of it. Shares and hours "
                "can."
            )

    @cached_property
    def days_asked(self) -> NDArray[np.bool_]:
        """Which days each diary asked, shape (n, days)."""
        shape = (len(self), len(self.study.grid.days))
        return np.broadcast_to(np.True_, shape) if self.asked is None else self.asked

    @cached_property
    def code_minutes(self) -> CodeMinutes:
        """Minutes of each diary under each code that occurs; all shares, their bases and variances follow from it."""
        return self.slot_minutes if self.durations is None else self.durations

    @cached_property
    def slot_minutes(self) -> CodeMinutes:
        """The minutes by code that the slots hold, each hour of the clock once."""
        return minutes_in_slots(self.codes, len(self.study.codes), self.grid.slot_minutes)

    @property
    def codes_there(self) -> tuple[ActivityCode, ...]:
        """The study's codes that occur in some diary; all of them where none does."""
        if self.mentions is not None:
            there = set().union(*self.mentions.sets)
        else:
            numbers, minutes = self.code_minutes
            there = set(numbers[minutes.any(axis=0)].tolist())
        return tuple(code for n, code in enumerate(self.study.codes, start=1) if n in there) or self.study.codes

    def minutes_under(self, codes: Iterable[str]) -> NDArray[np.int64]:
        """Minutes of each diary under some codes, given by their ids, shape (n,)."""
        asked = [self.study.code_numbers[code] for code in codes]
        if self.mentions is not None:
            return self.mentions.under(asked, len(self))
        numbers, minutes = self.code_minutes
        wanted = np.isin(numbers, asked)
        total: NDArray[np.int64] = minutes[:, wanted].sum(axis=1)
        return total

    @cached_property
    def joint_minutes(self) -> JointMinutes:
        """Minutes of each diary by activity and fields together; those of a field, or within a place, follow."""
        if self.joint is not None:
            return self.joint
        if self.durations is not None:
            return JointMinutes.of_codes(*self.durations)
        return joint_minutes(self.codes, list(self.fields.values()), self.grid.slot_minutes)

    def needs_diaries(self) -> None:
        """Refuse what shows time.

        Raises:
            RequestError: the survey is of respondents' answers alone.
        """
        if not self.has_diaries:
            raise RequestError(
                "There is no diary in this survey, so it has no shares of time or hours. What respondents answered can "
                "be tabulated: timediary respondents FILE --of ATTRIBUTE, or timediary tables FILE."
            )

    @property
    def counted(self) -> NDArray[np.bool_]:
        """Which diaries count, bool (n,): those with recorded time; in a survey without diaries, everybody."""
        return self.recorded_hours > 0 if self.has_diaries else np.ones(len(self), dtype=np.bool_)

    @cached_property
    def recorded_hours(self) -> NDArray[np.float64]:
        """Hours recorded in each diary, shape (n,)."""
        hours: NDArray[np.float64] = self.code_minutes.minutes.sum(axis=1) / 60
        return hours

    def in_slots(self, minutes: int) -> Survey:
        """The same survey in finer slots, for work beside one that needs them.

        Args:
            minutes: length of a slot, which divides the length of those there are.
        """
        times = self.grid.slot_minutes // minutes
        if times == 1 or not self.has_times:
            return self
        fields = {id_: replace(one, slots=np.repeat(one.slots, times, axis=1)) for id_, one in self.fields.items()}
        return replace(self, codes=np.repeat(self.codes, times, axis=1), fields=fields)

    def attribute(self, name: str) -> Attribute:
        """The attribute with this id.

        Raises:
            RequestError: the survey has none of that name; the message lists those it has.
        """
        if name in self.attributes:
            return self.attributes[name]
        known = ", ".join(self.attributes) or "none"
        near = meant(name, self.attributes)
        raise RequestError(f"There is no column '{name}'.{near} The survey has: {known}.")

    def select(self, chosen: NDArray[np.bool_] | Sequence[bool]) -> Self:
        """The survey of the chosen diaries alone; problems and ledger stay those of the whole input.

        Args:
            chosen: shape (n,), True for each diary to keep.
        """
        mask = np.asarray(chosen, dtype=bool)
        attributes = {
            name: Attribute(attribute.variable, attribute.values[mask]) for name, attribute in self.attributes.items()
        }
        kept = tuple(id_ for id_, keep in zip(self.respondents, mask.tolist(), strict=True) if keep)
        durations = self.durations
        return replace(
            self,
            respondents=kept,
            codes=self.codes[mask],
            attributes=attributes,
            dates=None if self.dates is None else self.dates[mask],
            asked=None if self.asked is None else self.asked[mask],
            durations=None if durations is None else durations._replace(minutes=durations.minutes[mask]),
            fields={id_: replace(one, slots=one.slots[mask]) for id_, one in self.fields.items()},
            joint=None if self.joint is None else self.joint.of_diaries(mask),
            mentions=None if self.mentions is None else self.mentions.of_diaries(mask),
        )

    def to_frame(self) -> pd.DataFrame:
        """Attributes as a pandas DataFrame, one row a diary, with ordered categoricals for levels."""
        from timediary.model.frames import attributes_frame

        return attributes_frame(self)

    def diary_frame(self) -> pd.DataFrame:
        """The diary as a long pandas DataFrame: `respondent, day, time, code`, one row a filled slot.

        A `date` stands before the day where diaries have one: the diary's, or that on which its week begins. Behind the
        code there is a column a field, if the study has any.

        Raises:
            RequestError: times of day are not known.
        """
        from timediary.model.frames import entries_frame

        self.needs_times()
        return entries_frame(self)


def date_text(date: int) -> str:
    """A diary's date as text: `2027-05-10`, `Monday` of no known week, empty where not known."""
    if date <= len(WEEKDAYS):
        return WEEKDAYS[date - 1] if date else ""
    return dt.date.fromordinal(date).isoformat()


def _same(ours: NDArray[np.int32] | None, theirs: NDArray[np.int32] | None) -> bool:
    """Whether two arrays, or their lack, are the same."""
    return ours is theirs if ours is None or theirs is None else np.array_equal(ours, theirs)
