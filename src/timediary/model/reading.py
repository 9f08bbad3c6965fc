"""How an input was read, sheet by sheet: the header, the columns, what was decided, and what was not used."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from timediary.model.problem import TimediaryError
from timediary.model.result import Result
from timediary.model.spelling import column_letters

if TYPE_CHECKING:
    from collections.abc import Iterable

    from timediary.model.problem import Problem
    from timediary.model.problem_values import Unlisted

MOST_LISTED = 6


# What is decided where a file says of its times that they are UTC's.
TIME_ZONE, UTC = "time zone", "UTC"


class ColumnRole(StrEnum):
    """What a column was taken for."""

    RESPONDENT = "respondent"
    DAY = "day"
    TIME = "time"
    END = "end"
    DURATION = "duration"
    CODE = "code"
    FIELD = "field of the diary"
    SLOT = "slot"
    ATTRIBUTE = "attribute"
    OWN_ATTRIBUTE = "attribute of its own"
    NOT_USED = "not used"


class ColumnReading(NamedTuple):
    """A column and what it was taken for.

    Attributes:
        position: counted from 0.
        place: its spreadsheet letter, or its name in files that have none.
        heading: what stands at its head, as written.
        role: what it was taken for.
        meaning: the attribute's or the slot's name, where the role has one.
        rule: by which rule; of a column that is not used, why.
    """

    position: int
    place: str
    heading: str
    role: ColumnRole
    meaning: str = ""
    rule: str = ""


class Evidence(NamedTuple):
    """The evidence for a decision, and how often it was found: `13 dates that are none with the month first`."""

    times: int
    words: str


class Decision(NamedTuple):
    """What was decided for a file, a sheet or some of its columns as a whole.

    Attributes:
        what: what was open: `date order`, `clock`, `unit of time`, `decimal mark`, `encoding` ...
        chosen: how it was decided.
        by: what decided it: `the column`, `the file`, `the study`, `reading.toml`, `--column` ..., or `custom` where
            nothing speaks for it or against it.
        evidence: what speaks for it.
        columns: the positions of the columns concerned; none where it is the whole sheet.
    """

    what: str
    chosen: str
    by: str = "the column"
    evidence: tuple[Evidence, ...] = ()
    columns: tuple[int, ...] = ()


class Spelt(NamedTuple):
    """A spelling that stands for a level or a code of another name: `Adults` taken for `DASS`."""

    written: str
    taken_for: str
    column: int
    cells: int


class Span(NamedTuple):
    """Rows or columns from one to another, both within. Rows count from 1, columns from 0."""

    first: int
    last: int

    @property
    def size(self) -> int:
        """How many they are."""
        return self.last - self.first + 1


class RowsNotUsed(NamedTuple):
    """Rows that weren't used, and why: `number` of them, of which `spans` has the first thousand stretches."""

    reason: str
    number: int
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class SheetReading:
    """How one sheet was read, or a file that is one.

    Every row is the header's, used, blank or not used for a reason; every column has a role.

    Attributes:
        file: the file as the caller named it.
        sheet: its name in a workbook, else empty.
        kind: what it was taken for, in words; empty of a sheet that isn't read.
        why: by which rule it was taken for that; of a sheet that isn't read, why not.
        is_hidden: whether the workbook hides it.
        header: the rows with the names of the columns; none where the file keeps them apart.
        header_rule: why these.
        columns: every column, from the first.
        decisions: what was decided for whole columns, or the whole sheet.
        rows: how many there are, the header's and blank ones counted.
        used: the rows that told something.
        blank: the rows without content.
        not_used: the others, by reason.
        merged: blocks of merged cells, as a spreadsheet writes them: `F2:F4`.
        hidden_rows: rows that the workbook hides, those that a filter leaves out among them.
        hidden_columns: columns that the workbook hides.
        is_filtered: whether a filter leaves rows out.
        visible_only: whether hidden rows and columns were left out, as asked; else they were read.
        spelt: spellings that were taken for a level or a code of another name.
    """

    file: str
    sheet: str = ""
    kind: str = ""
    why: str = ""
    is_hidden: bool = False
    header: tuple[int, ...] = ()
    header_rule: str = ""
    columns: tuple[ColumnReading, ...] = ()
    decisions: tuple[Decision, ...] = ()
    rows: int = 0
    used: int = 0
    blank: int = 0
    not_used: tuple[RowsNotUsed, ...] = ()
    merged: tuple[str, ...] = ()
    hidden_rows: tuple[Span, ...] = ()
    hidden_columns: tuple[Span, ...] = ()
    is_filtered: bool = False
    visible_only: bool = False
    spelt: tuple[Spelt, ...] = ()

    @property
    def title(self) -> str:
        """File and sheet in words."""
        return f"{self.file}, sheet {self.sheet}" if self.sheet else self.file

    @property
    def is_read(self) -> bool:
        """Whether anything was read of it."""
        return bool(self.kind)

    @property
    def left(self) -> int:
        """How many rows weren't used."""
        return sum(rows.number for rows in self.not_used)

    @property
    def balanced(self) -> bool:
        """Whether each row is accounted for once, and each column has a role, by a rule or for a reason."""
        rows = len(self.header) + self.used + self.blank + self.left == self.rows
        return rows and all(
            column.position == number and bool(column.rule) for number, column in enumerate(self.columns)
        )

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader should notice although it isn't a problem."""
        notes = []
        if self.is_hidden and (self.used or self.left):
            notes.append(f"{self.title} is hidden, and " + ("is read." if self.is_read else f"isn't read: {self.why}."))
        if self.is_read and self.hidden_rows:
            number = sum(span.size for span in self.hidden_rows)
            how = "by a filter " if self.is_filtered else ""
            notes.append(self._told_of_hidden(f"{_numbered(number, 'row')} hidden {how}({_listed(self.hidden_rows)})"))
        if self.is_read and self.hidden_columns:
            spans = [(self.place_of(span.first), self.place_of(span.last)) for span in self.hidden_columns]
            number = sum(span.size for span in self.hidden_columns)
            notes.append(self._told_of_hidden(f"{_numbered(number, 'column')} hidden ({_listed(spans)})"))
        if self.is_read and self._has_times_of_utc:
            notes.append(
                f"{self.title}: times are those of UTC, and read as they stand; where respondents' clocks showed "
                "others, as in summer or abroad, times of day are off. Write local times."
            )
        return tuple(notes)

    @property
    def _has_times_of_utc(self) -> bool:
        """Whether a column of times says that its times are UTC's."""
        roles = {column.position: column.role for column in self.columns}
        of_utc = [one for one in self.decisions if (one.what, one.chosen) == (TIME_ZONE, UTC)]
        return any(roles.get(place) in (ColumnRole.TIME, ColumnRole.END) for one in of_utc for place in one.columns)

    def _told_of_hidden(self, what: str) -> str:
        """What became of something hidden."""
        if self.visible_only:
            return f"{self.title}: {what}; left out, as asked."
        return f"{self.title}: {what}; read all the same. --visible-only leaves out what is hidden."

    def columns_as(self, *roles: ColumnRole) -> tuple[ColumnReading, ...]:
        """The columns that were taken for one of some roles."""
        return tuple(column for column in self.columns if column.role in roles)

    def place_of(self, column: int) -> str:
        """A column's letter, or its name in files without letters."""
        return self.columns[column].place if column < len(self.columns) else column_letters(column)


@dataclass(frozen=True, repr=False)
class Reading(Result):
    """How all sheets of all files were read, hidden ones too.

    Attributes:
        sheets: in the order in which they were met.
        settled: what options and reading files settled, as pairs of where it was said and what.
        unlisted: problems beyond so many that the survey's `problems` list no more.
    """

    sheets: tuple[SheetReading, ...] = ()
    settled: tuple[tuple[str, str], ...] = ()
    unlisted: tuple[Unlisted, ...] = ()

    @property
    def balanced(self) -> bool:
        """Whether every row and column of every sheet is accounted for."""
        return all(sheet.balanced for sheet in self.sheets)

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader should notice although it isn't a problem: what is hidden, merged, or settled by a file."""
        return tuple(note for sheet in self.sheets for note in sheet.notes)

    @property
    def summary(self) -> str:
        """How many sheets there are, and how many of them are read."""
        return f"{sum(sheet.is_read for sheet in self.sheets)} of {_numbered(len(self.sheets), 'sheet')} read"

    def __bool__(self) -> bool:
        """Whether there is anything to tell: a survey that was made, not read, has an empty one."""
        return bool(self.sheets)


def _numbered(number: int, thing: str) -> str:
    """A number of things in words: `1 row`, `12 rows`."""
    return f"{number:,} {thing}" + ("" if number == 1 else "s")


def _listed(spans: Iterable[tuple[object, object]]) -> str:
    """The first of some spans: `3, 7-9, ...`."""
    parts = [str(first) if first == last else f"{first}-{last}" for first, last in spans]
    return ", ".join(parts[:MOST_LISTED] + ["..."] * (len(parts) > MOST_LISTED))


class ReadError(TimediaryError):
    """An input can't be read as a survey.

    Attributes:
        problem: why, and where.
        reading: how its sheets were read all the same; None where they can't be opened.
    """

    def __init__(self, problem: Problem, reading: Reading | None = None) -> None:
        super().__init__(problem, reading)  # with which it can be pickled
        self.problem = problem
        self.reading = reading

    def __str__(self) -> str:
        """What is wrong, where, and what to do."""
        return str(self.problem)
