"""What is wrong with an input, as values, and the ledger that accounts for every diary cell."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping


# What a ledger counts: cells of slots, or where the rows of a file are episodes the minutes of their time.
LedgerUnit = Literal["cells", "minutes"]


class ProblemKind(StrEnum):
    """The stable names of everything that can be wrong with an input."""

    UNKNOWN_CODE = "unknown_code"
    SEVERAL_CODES = "several_codes"
    UNKNOWN_DAY = "unknown_day"
    UNKNOWN_TIME = "unknown_time"
    TIME_OFF_GRID = "time_off_grid"
    TWO_READINGS = "two_readings"
    DAY_AND_DATE = "day_and_date"
    TIMES_RUN_ON = "times_run_on"
    TWO_COLUMNS = "two_columns"
    HEADER_NOT_FIRST = "header_not_first"
    SECOND_TABLE = "second_table"
    TWO_SHEETS = "two_sheets"
    DATE_OUTSIDE_WEEK = "date_outside_week"
    DUPLICATE_ENTRY = "duplicate_entry"
    CONFLICTING_ENTRY = "conflicting_entry"
    FIELD_WITHOUT_ACTIVITY = "field_without_activity"
    OVERLAPPING_EPISODES = "overlapping_episodes"
    GAP_IN_DAY = "gap_in_day"
    END_BEFORE_START = "end_before_start"
    NO_LENGTH = "no_length"
    STILL_RUNNING = "still_running"
    UNKNOWN_DURATION = "unknown_duration"
    MORE_THAN_A_DAY = "more_than_a_day"
    DURATION_DIFFERS = "duration_differs"
    FORMULA_ERROR = "formula_error"
    SIMILAR_IDS = "similar_ids"
    ODD_ID = "odd_id"
    MISSING_RESPONDENT = "missing_respondent"
    SHORTENED_ID = "shortened_id"
    REPEATED_RESPONDENT = "repeated_respondent"
    NOT_IN_RESPONDENTS = "not_in_respondents"
    NOT_IN_DIARY = "not_in_diary"
    UNKNOWN_LEVEL = "unknown_level"
    NOT_A_NUMBER = "not_a_number"
    NUMBER_OUT_OF_RANGE = "number_out_of_range"
    CONFLICTING_ANSWER = "conflicting_answer"
    SIMILAR_ANSWERS = "similar_answers"
    MERGED_NUMBER = "merged_number"
    PERHAPS_NO_ANSWER = "perhaps_no_answer"
    TOO_MANY_ANSWERS = "too_many_answers"
    UNREAD_ROW = "unread_row"
    UNREAD_COLUMN = "unread_column"
    UNREAD_SHEET = "unread_sheet"
    REPEATED_COLUMN = "repeated_column"
    MISSING_COLUMN = "missing_column"
    MISSING_SHEET = "missing_sheet"
    DAYS_NOT_ASKED = "days_not_asked"
    OTHER_COLUMNS = "other_columns"
    UNCONFIRMED_GUESS = "unconfirmed_guess"
    OTHER_STUDY = "other_study"
    UNREADABLE_FILE = "unreadable_file"
    MORE_PROBLEMS = "more_problems"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with an input, and where.

    Attributes:
        kind: its stable name.
        message: what is wrong, in one sentence.
        remedy: what to do about it.
        file: the file as the caller named it.
        sheet: the sheet of a workbook, else empty.
        row: row number as a spreadsheet counts (the first row is 1), None where no row is meant.
        column: spreadsheet letter of the column (`C`); its name in Parquet, SPSS and Stata files; or empty.
        header: the text at the head of the column, or empty.
        content: the cell's content as text, or empty.
        respondent: the respondent concerned, or empty.
        cells: how many diary cells are left out because of it.
    """

    kind: ProblemKind
    message: str
    remedy: str
    file: str = ""
    sheet: str = ""
    row: int | None = None
    column: str = ""
    header: str = ""
    content: str = ""
    respondent: str = ""
    cells: int = 0

    @property
    def where(self) -> str:
        """The place in words a reader can follow: `diaries.xlsx, sheet diary, cell C12 (Mon 08:30)`."""
        parts = [self.file] if self.file else []
        if self.sheet:
            parts.append(f"sheet {self.sheet}")
        lettered = self.column.isascii() and self.column.isupper() and self.column.isalpha()
        if self.row is not None and lettered:
            parts.append(f"cell {self.column}{self.row}" + (f" ({self.header})" if self.header else ""))
        else:
            parts += [f"row {self.row}"] if self.row is not None else []
            parts += [f"column {self.header or self.column}"] if self.header or self.column else []
        return ", ".join(parts)

    def __str__(self) -> str:
        """Place, what is wrong, what to do."""
        return f"{self.where}: {self.message} {self.remedy}".strip(": ")


@dataclass(frozen=True, slots=True)
class Ledger:
    """Accounts for every diary cell read: it was kept, left out for a reason, or blank.

    Attributes:
        cells_read: slot cells found in the diaries.
        kept: cells that became slots of the survey.
        left_out: cells left out of every total, by the kind of problem.
        blank: cells without content: time not worked.
        unit: what is counted: `cells` of slots, or where rows are episodes the `minutes` of their time.
        answers_read: cells with something noted beside an activity, in studies with fields.
        answers_kept: those of them whose answer is in the survey; the others were left out, each with a problem.
    """

    cells_read: int = 0
    kept: int = 0
    left_out: Mapping[ProblemKind, int] = field(default_factory=dict)
    blank: int = 0
    unit: LedgerUnit = "cells"
    answers_read: int = 0
    answers_kept: int = 0

    def __add__(self, other: Ledger) -> Ledger:
        """The ledger of two inputs together, which count in the same unit."""
        kinds = [kind for kind in ProblemKind if self.left_out.get(kind) or other.left_out.get(kind)]
        return Ledger(
            self.cells_read + other.cells_read,
            self.kept + other.kept,
            {kind: self.left_out.get(kind, 0) + other.left_out.get(kind, 0) for kind in kinds},
            self.blank + other.blank,
            self.unit,
            self.answers_read + other.answers_read,
            self.answers_kept + other.answers_kept,
        )

    def in_minutes(self, each: int) -> Ledger:
        """The same in minutes, of which each cell has so many; answers beside activities stay cells."""
        return replace(
            self,
            cells_read=self.cells_read * each,
            kept=self.kept * each,
            left_out={kind: number * each for kind, number in self.left_out.items()},
            blank=self.blank * each,
            unit="minutes",
        )

    @property
    def balanced(self) -> bool:
        """Whether cells read = kept + left out + blank."""
        return self.cells_read == self.kept + self.blank + sum(self.left_out.values())

    @property
    def lost(self) -> str:
        """How much was lost: `8% of entries could not be read`; empty where nothing was."""
        left_out = sum(self.left_out.values())
        if not left_out:
            return ""
        share = 100 * left_out / (self.kept + left_out)
        return f"{'under 1' if share < 1 else format(round(share), 'd')}% of entries could not be read"

    def lines(self) -> list[tuple[str, int]]:
        """The ledger as labelled counts, in the order in which it is printed."""
        reasons = [(f"left out: {kind.value.replace('_', ' ')}", n) for kind, n in self.left_out.items() if n]
        noted = [
            ("answers beside activities", self.answers_read),
            ("answers kept", self.answers_kept),
            ("answers left out", self.answers_read - self.answers_kept),
        ]
        beside = noted if self.answers_read else []
        if self.unit == "minutes":
            return [
                ("minutes in the file", self.cells_read),
                ("minutes kept", self.kept),
                *reasons,
                ("without a code", self.blank),
                *beside,
            ]
        return [("cells read", self.cells_read), ("slots kept", self.kept), *reasons, ("blank", self.blank), *beside]


class TimediaryError(Exception):
    """An error that stops a command, in words for its user."""


class DefinitionError(TimediaryError):
    """A study's definitions contradict themselves; the message names the file, the key and, where known, the line.

    Attributes:
        line: the line of the file, from 1, or None.
    """

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message if line is None else f"{message} (line {line})")
        self.line = line


class RequestError(TimediaryError):
    """What was asked for doesn't fit the survey: an unknown attribute, level, grouping or weight."""
