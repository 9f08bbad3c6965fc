"""Tables of a report as specifications: what each counts or shares, in which rows and columns, of whom."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Literal, NamedTuple

from timediary.model.line import Line, LineKind, Unit
from timediary.model.nearest import found_by
from timediary.model.result import Result
from timediary.model.spelling import number_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from timediary.model.disclosure import Protection
    from timediary.model.table import Condition, SubtotalRule, Table


class Figure(StrEnum):
    """What is printed where a row and a column meet."""

    COUNT = "count"
    PERCENT = "percent"
    SHARE = "share"


class DefinedLine(NamedTuple):
    """A row or a column of a table of a report.

    Attributes:
        id: unique among the rows or the columns of its table; in tables of time, a row's id in the grouping.
        label: as it is shown.
        where: who counts in it: those who meet every condition.
        kind: what it stands for.
        figures: what is printed in it; several make lines of their own.
        printed: the labels it has in the published figures.
        others: whether it counts, instead, all of the table who are in none of the lines before it.
        not_row: whether a column counts, instead, all of the table who are not in the row.
        percent_of_row: whether percentages in a row are of all in it, whatever those of the table are of.
        of: of a row of a table of answers, the attribute that it is about.
        level: of a column of one, which answer it counts; where empty, all answers: their number, or their mean.
    """

    id: str
    label: str
    where: tuple[Condition, ...] = ()
    kind: LineKind = LineKind.LEVEL
    figures: tuple[Figure, ...] = (Figure.COUNT,)
    printed: tuple[str, ...] = ()
    others: bool = False
    not_row: bool = False
    percent_of_row: bool = False
    of: str = ""
    level: str = ""


class PrintedLine(NamedTuple):
    """A row or a column as it is printed: a line with one of its figures."""

    line: DefinedLine
    figure: Figure

    def as_line(self) -> Line:
        """The line of the table."""
        if self.figure is not Figure.PERCENT:
            return Line(self.line.id, self.line.label, self.line.kind, Unit.RESPONDENTS)
        if self.line.figures == (Figure.PERCENT,):
            return Line(self.line.id, self.line.label, self.line.kind, Unit.SHARE, own_unit=Unit.SHARE)
        return Line(f"{self.line.id}_percent", f"{self.line.label}, %", self.line.kind, Unit.SHARE, own_unit=Unit.SHARE)


Measure = Literal["respondents", "time", "answers"]


class TableDefinition(NamedTuple):
    """One table of a report.

    Attributes:
        id: its number, such as `3.3`.
        title: as in the report.
        measure: `respondents` counts them; `time` shares out the time they recorded; `answers` has a question a row,
            and percentages of those who answered it.
        rows: in order. Of a table of time, those of its grouping; the row that counts respondents has the id
            `respondents`.
        columns: in order.
        where: who is in the table at all.
        percent_of: whether a percentage is of all in its column or in its row.
        grouping: id of the grouping that makes the rows of a table of time.
        subtotal: how subtotals of a table of time are made.
        by: ids of the attributes whose levels its columns are, where they are; `compare --published` finds it so.
        notes: what a reader must know.
    """

    id: str
    title: str
    measure: Measure
    rows: tuple[DefinedLine, ...]
    columns: tuple[DefinedLine, ...]
    where: tuple[Condition, ...] = ()
    percent_of: Literal["column", "row"] = "column"
    grouping: str = ""
    subtotal: SubtotalRule = "exact"
    by: tuple[str, ...] | None = None
    notes: tuple[str, ...] = ()

    @property
    def printed_rows(self) -> tuple[PrintedLine, ...]:
        """Its rows, one for each figure."""
        return _printed(self.rows)

    @property
    def printed_columns(self) -> tuple[PrintedLine, ...]:
        """Its columns, one for each figure."""
        return _printed(self.columns)

    def figure(self, row: PrintedLine, column: PrintedLine) -> Figure:
        """What is printed where a row and a column meet."""
        if row.figure is Figure.SHARE:
            return Figure.SHARE
        return Figure.PERCENT if Figure.PERCENT in (row.figure, column.figure) else Figure.COUNT


def _printed(lines: tuple[DefinedLine, ...]) -> tuple[PrintedLine, ...]:
    return tuple(PrintedLine(line, figure) for line in lines for figure in line.figures)


class PublishedCell(NamedTuple):
    """One figure that a report prints.

    Attributes:
        table: number of the table.
        row: label of the row, as printed.
        column: label of the column, as printed.
        figure: what it is.
        value: the number; percentages as printed (26 for 26%). None where nothing, a dash or `<1%` is printed.
        printed: the cell as printed, which may hold two figures.
        note: what is to be said of it.
        i: position of its row among the printed rows of the table's definition.
        j: position of its column.
    """

    table: str
    row: str
    column: str
    figure: Figure
    value: float | None
    printed: str
    note: str
    i: int
    j: int

    @property
    def name(self) -> str:
        """The cell in words: `Table 3.3, Direct contact, Child`."""
        return f"Table {self.table}, {self.row}, {self.column}"


class PublishedShares(NamedTuple):
    """Published shares of time, and whom they are of.

    Attributes:
        figures: the shares as published.
        definition: the table that they stand in, with the columns they have.
    """

    figures: Table
    definition: TableDefinition


@dataclass(frozen=True, eq=False, repr=False)
class TableSet(Result):
    """Tables of a report, by their numbers and in its order.

    Attributes:
        made: the tables.
        missing: why others can't be made, by number.
        protection: what was done to the tables so that they can be published; None where nothing was.
    """

    made: Mapping[str, Table]
    missing: Mapping[str, str] = field(default_factory=dict)
    protection: Protection | None = None

    def __iter__(self) -> Iterator[Table]:
        """The tables, in order."""
        return iter(self.made.values())

    def __len__(self) -> int:
        """How many there are."""
        return len(self.made)

    def __getitem__(self, id_: str) -> Table:
        """The table with a number.

        Raises:
            RequestError: there is none.
        """
        return found_by(id_, self.made, "table")

    @property
    def summary(self) -> str:
        """Which tables there are."""
        missing = f"; {len(self.missing)} can't be made" if self.missing else ""
        return f"{len(self)} tables: {', '.join(self.made)}{missing}"


class ListedTable(NamedTuple):
    """One table of a report in a list of them.

    Attributes:
        id: its number.
        title: as in the report.
        lacking: why it can't be made from the survey in hand; empty where it can, or where there is no survey.
    """

    id: str
    title: str
    lacking: str = ""


class Contradiction(NamedTuple):
    """A published figure that can't be true if certain others are.

    Attributes:
        cell: the figure.
        against: the others, none of which can be left out.
        low: the least that they leave for it, in the units of the figure as printed.
        high: the most. Of a percentage, what lies between need not be left: whole respondents make gaps.
        nearest: the value nearest to the one printed that all figures that can hold together leave.
    """

    cell: PublishedCell
    against: tuple[PublishedCell, ...]
    low: float
    high: float
    nearest: float


def decimals_of(cell: PublishedCell) -> int:
    """Decimals with which a figure is printed."""
    value = cell.value or 0.0
    return 0 if value == int(value) else len(repr(value).partition(".")[2])


def allowed_text(proof: Contradiction, least: float | None = None, most: float | None = None) -> str:
    """What other figures leave for one that can't be true: `can only be 305`.

    Args:
        proof: of the figure.
        least: the least that is said of it; what is printed where None.
        most: the most.
    """
    unit = "" if proof.cell.figure is Figure.COUNT else "%"
    least, most = (proof.cell.value or 0.0 if end is None else end for end in (least, most))
    low, high = number_text(proof.low), number_text(proof.high)
    if proof.low == proof.high:
        return f"can only be {low}{unit}"
    if most < proof.low:
        return f"must be {low}{unit} or more"
    if least > proof.high:
        return f"must be {high}{unit} or less"
    return f"is what no whole number of respondents gives (from {low}{unit} to {high}{unit})"


def figure_text(cell: PublishedCell) -> str:
    """A published figure as read: `26%`, `1,153`, or what is printed in place of a number."""
    if cell.value is None:
        return cell.printed.strip() or "blank"
    return f"{cell.value:,.10g}" + ("" if cell.figure is Figure.COUNT else "%")
