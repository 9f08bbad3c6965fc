"""Tables as values: what is asked for, and what came out, before anyone formats or writes it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Literal, NamedTuple, cast

import numpy as np

from timediary.model.nearest import meant
from timediary.model.problem import RequestError
from timediary.model.result import Result
from timediary.model.spelling import folded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from timediary.model.differences import ColumnTests
    from timediary.model.line import Line
    from timediary.model.sampling import KnownTotals
    from timediary.model.study import Grouping


class Status(StrEnum):
    """Why a cell needs caution or is left out; an ordinary cell has the empty status."""

    ORDINARY = ""
    LOW_BASE = "low_base"
    HIGH_VARIATION = "high_variation"
    NOT_APPLICABLE = "not_applicable"
    SUPPRESSED = "suppressed"


# The base of a column whose respondents aren't shown, since they are too few.
HIDDEN_BASE = -1


class Condition(NamedTuple):
    """One condition on respondents: `name operator value[,value...]`, as in `setting=csd,dass`."""

    name: str
    operator: Literal["=", "!=", "<", "<=", ">", ">="]
    values: tuple[str, ...]

    def __str__(self) -> str:
        """As it is written on the command line."""
        return f"{self.name}{self.operator}{','.join(self.values)}"


_JOINED = re.compile(r"\s+(?:and|und|&&?)\s+(?=[^=!<>]+[=!<>])|\s*&&\s*", re.IGNORECASE)
_WRITTEN = re.compile(r"\s*([^=!<>]+?)\s*(!=|<=|>=|=|<|>)\s*(.*?)\s*", re.DOTALL)


def parse_condition(text: str) -> Condition:
    """A condition from its written form: an attribute, one of `= != < <= > >=`, and one or more values.

    Values of `=` and `!=` are separated by commas; levels go by id, label or alias, `no_information` is one.

    Raises:
        RequestError: the text has no such form.
    """
    match = _WRITTEN.fullmatch(text)
    if match is None or not match[3] or _JOINED.search(match[3]) or match[3][0] in "=<>":
        raise RequestError(f"'{text}' is not a condition such as setting=csd or active_cases>20.{_remedy(text)}")
    sign = cast("Literal['=', '!=', '<', '<=', '>', '>=']", match[2])
    values = tuple(value.strip() for value in match[3].split(",")) if sign in ("=", "!=") else (match[3],)
    return Condition(match[1], sign, values)


def _remedy(text: str) -> str:
    """What to write in place of a text that is not a condition, where it can be seen what is meant."""
    parts = [part.strip() for part in _JOINED.split(text)]
    if len(parts) > 1 and all(map(_WRITTEN.fullmatch, parts)):
        given = " ".join(f"--where '{part}'" for part in parts)
        return f" Give each condition by itself; all of them must be met: {given}."
    plain = text
    for written, sign in (("==", "="), ("=>", ">="), ("=<", "<="), ("<>", "!="), ("=!", "!=")):
        plain = plain.replace(written, sign)
    return f" Did you mean '{plain}'?" if plain != text else ""


# Lines that a message names before it counts the others.
_MOST_NAMED = 20

SubtotalRule = Literal["exact", "rounded"]

# Whom a share of respondents is of: all, or those who answered the question.
Base = Literal["all", "answered"]


class TableSpec(NamedTuple):
    """What a breakdown table shows.

    Attributes:
        grouping: the roll-up of the codes that makes its rows.
        by: attributes that make its columns, crossed where there are several; none for one overall column.
        subtotal: `exact` adds unrounded shares; `rounded` adds the lines as printed at `decimals`, as
            the 2009 report did.
        decimals: decimals of a percentage, for display and for `rounded` subtotals.
        precision: whether standard errors and intervals are worked out.
        test: id of the column that the others are tested against, or None.
        standardise: attributes whose mix each column is brought to, or people by their levels; None as they are.
    """

    grouping: Grouping
    by: tuple[str, ...] = ()
    subtotal: SubtotalRule = "exact"
    decimals: int = 0
    precision: bool = True
    test: str | None = None
    standardise: tuple[str, ...] | KnownTotals | None = None


class Cell(NamedTuple):
    """One cell in tidy form, row and column by id and label.

    `estimate` and `hours` are NaN where there are none or they aren't shown, `base` is None where it isn't.
    """

    table: str
    row: str
    row_label: str
    column: str
    column_label: str
    estimate: float
    base: int | None
    hours: float
    status: str
    se: float
    low: float
    high: float
    cv: float
    deff: float


class Precision(NamedTuple):
    """How far the estimates of a table may be from what a census by the same diary would give; all float64 (r, c).

    Attributes:
        se: standard errors.
        low: lower limits of the intervals.
        high: upper limits.
        deff: design effects, against respondents drawn one by one with replacement.
        degrees_of_freedom: of the standard errors.
        level: what the intervals hold in repeated samples, 0.95.
        method: how it was worked out, in a sentence for readers.
    """

    se: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    deff: NDArray[np.float64]
    degrees_of_freedom: NDArray[np.float64]
    level: float
    method: str

    def each(self, make: Callable[[NDArray[np.float64]], NDArray[np.float64]]) -> Precision:
        """The precision with another array made of each of its own."""
        return self.joined([self], lambda alone: make(alone[0]))

    @classmethod
    def joined(
        cls, parts: Sequence[Precision], join: Callable[[Sequence[NDArray[np.float64]]], NDArray[np.float64]]
    ) -> Precision:
        """The precision of several parts of a table, each array joined of theirs; level and method are the first's."""
        se, low, high, deff, degrees = map(join, zip(*(part[:5] for part in parts), strict=True))
        return cls(se, low, high, deff, degrees, parts[0].level, parts[0].method)


def position_of(name: str, lines: Sequence[Line], kind: str) -> int:
    """The position of the line that a name means: an id, or where none is that, a label, in any case.

    Args:
        name: what somebody wrote.
        lines: the rows or columns.
        kind: what they are called in a message.

    Raises:
        RequestError: there is none.
    """
    for texts in ([line.id for line in lines], [line.label for line in lines]):
        for same in (str, folded):
            for position, text in enumerate(texts):
                if same(text) == same(name):
                    return position
    known = [line.id for line in lines]
    named = {text: line.id for line in lines for text in (line.label, line.id)}
    more = f" and {len(known) - _MOST_NAMED} more" if len(known) > _MOST_NAMED else ""
    shown = ", ".join(known[:_MOST_NAMED]) + more
    raise RequestError(f"The table has no {kind} '{name}'.{meant(name, named, named)} It has: {shown}.")


@dataclass(frozen=True, eq=False, repr=False)
class Table(Result):
    """Estimates by row and column, with their bases.

    Attributes:
        id: `overall`, `setting`, `setting,role` ...
        title: what it shows, in words.
        rows: r lines.
        columns: c lines, the study's levels in order, then no information, then all.
        estimate: float64 (r, c): shares as fractions, unrounded; hours; or counts, by the row's unit.
        base: int64 (r, c): respondents, unweighted, that the estimate rests on; `HIDDEN_BASE` where that isn't shown.
        hours: float64 (r, c): hours that the estimate counts, weighted where the table is; NaN where none are meant.
        status: object (r, c) of `Status`.
        scope: who is in the table, in words.
        notes: what a reader must know, in order.
        source: where the figures come from, and whose activity codes they go by.
        decimals: decimals to show.
        precision: standard errors and intervals, or None where they were not asked for.
        tests: what tests between the columns found, or None where none were asked for.
        column_hours: float64 (c,): hours recorded in each column, weighted where the table is; (0,) where none count.
        column_diaries: int64 (c,): diaries in each column, where some respondents kept several; None where nobody did.
        abbreviations: what labels may say in short, spelt out.
        is_protected: whether what tells of few respondents was taken away; hours are then those of columns alone.
    """

    id: str
    title: str
    rows: tuple[Line, ...]
    columns: tuple[Line, ...]
    estimate: NDArray[np.float64]
    base: NDArray[np.int64]
    hours: NDArray[np.float64]
    status: NDArray[np.object_]
    scope: str = ""
    notes: tuple[str, ...] = ()
    source: str = ""
    decimals: int = 0
    column_hours: NDArray[np.float64] = field(default_factory=lambda: np.empty(0))
    column_diaries: NDArray[np.int64] | None = None
    is_protected: bool = False
    abbreviations: Mapping[str, str] = field(default_factory=dict)
    precision: Precision | None = None
    tests: ColumnTests | None = None

    @property
    def summary(self) -> str:
        """Its id, its title and its size."""
        return f"'{self.id}': {self.title}, {len(self.rows)} rows x {len(self.columns)} columns"

    @property
    def cv(self) -> NDArray[np.float64]:
        """Coefficients of variation, se / estimate, shape (r, c); NaN where the estimate is 0 or has no se."""
        cv: NDArray[np.float64] = np.full(self.estimate.shape, np.nan)
        if self.precision is not None:
            np.divide(self.precision.se, self.estimate, out=cv, where=self.estimate > 0)
        return cv

    @property
    def column_bases(self) -> NDArray[np.int64]:
        """Respondents in each column, shape (c,); `HIDDEN_BASE` where that isn't shown."""
        return np.asarray(self.base.max(axis=0) if len(self.rows) else np.zeros(len(self.columns), dtype=np.int64))

    def cells(self) -> Iterator[Cell]:
        """Every cell in tidy form, row by row."""
        unknown = np.full(self.estimate.shape, np.nan)
        known = self.precision
        limits = (known.se, known.low, known.high, self.cv, known.deff) if known else (unknown,) * 5
        for i, row in enumerate(self.rows):
            for j, column in enumerate(self.columns):
                estimate, base, hours = float(self.estimate[i, j]), int(self.base[i, j]), float(self.hours[i, j])
                shown, status = None if base == HIDDEN_BASE else base, str(self.status[i, j])
                se, low, high, cv, deff = (float(values[i, j]) for values in limits)
                lines = (self.id, row.id, row.label, column.id, column.label)
                yield Cell(*lines, estimate, shown, hours, status, se, low, high, cv, deff)
        if self.is_protected and self.column_hours.size:
            yield from self._recorded_hours()

    def _recorded_hours(self) -> Iterator[Cell]:
        """The hours of each column, which stand once in a protected table, in a row of their own."""
        nothing = (np.nan,) * 5
        bases = self.column_bases.tolist()
        for column, hours, base in zip(self.columns, self.column_hours.tolist(), bases, strict=True):
            status = Status.SUPPRESSED if np.isnan(hours) else Status.ORDINARY
            lines = (self.id, "recorded_hours", "Recorded hours", column.id, column.label)
            yield Cell(*lines, hours, None if base == HIDDEN_BASE else base, np.nan, str(status), *nothing)

    def value(self, row: str, column: str = "all") -> float:
        """The estimate at a row and a column, unrounded; they go by id or label, in any case.

        Args:
            row: such as `"direct_contact"` or `"Direct contact"`.
            column: such as `"csd"`, `"CSD"`, or `"csd/manager"` of a crossed table.

        Raises:
            RequestError: the table has no such row or column; the message names those that are nearest.
        """
        return float(self.estimate[position_of(row, self.rows, "row"), position_of(column, self.columns, "column")])

    def selected(self, columns: Sequence[int]) -> Table:
        """The table of some of its columns, by their positions; without tests, which are between all of them."""
        kept = list(columns)
        return replace(
            self,
            columns=tuple(self.columns[j] for j in kept),
            estimate=self.estimate[:, kept],
            base=self.base[:, kept],
            hours=self.hours[:, kept],
            status=self.status[:, kept],
            column_hours=self.column_hours[kept] if self.column_hours.size else self.column_hours,
            column_diaries=None if self.column_diaries is None else self.column_diaries[kept],
            precision=self.precision and self.precision.each(lambda values: values[:, kept]),
            tests=None,
        )

    def with_rows(self, rows: Sequence[int]) -> Table:
        """The table of some of its rows, by their positions, in their order, with their tests."""
        kept = list(rows)
        return replace(
            self,
            rows=tuple(self.rows[i] for i in kept),
            estimate=self.estimate[kept],
            base=self.base[kept],
            hours=self.hours[kept],
            status=self.status[kept],
            precision=self.precision and self.precision.each(lambda values: values[kept]),
            tests=self.tests and self.tests.of_rows(kept, [self.rows[i].id for i in kept]),
        )

    def to_frame(self) -> pd.DataFrame:
        """The tidy form as a pandas DataFrame, one row a cell: the columns of `tables.csv`."""
        import pandas as pd

        return pd.DataFrame(list(self.cells()), columns=list(Cell._fields))

    def to_wide_frame(self) -> pd.DataFrame:
        """The estimates as a pandas DataFrame as one reads the table: labels at the sides, unrounded."""
        import pandas as pd

        return pd.DataFrame(
            self.estimate,
            index=pd.Index([line.label for line in self.rows], name=self.title),
            columns=[line.label for line in self.columns],
        )
