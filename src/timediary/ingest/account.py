"""The book in which faults and counts are kept while an input is read."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from timediary.ingest.fault import LONGEST_CONTENT
from timediary.model.problem import Ledger, Problem, ProblemKind
from timediary.model.problem_values import OF_A_VALUE
from timediary.model.spelling import column_letters

if TYPE_CHECKING:
    from collections.abc import Iterator

    from timediary.ingest.fault import Fault
    from timediary.ingest.layout import Layout
    from timediary.ingest.sheet import Sheet
    from timediary.model.problem import LedgerUnit

_MOST_PROBLEMS = 100_000
_MOST_UNLISTED = 20_000


class Account:
    """All that is found wrong in an input, and the count of its diary cells.

    Attributes:
        problems: the first `most` of them, in the order in which they were found.
        unlisted: those that came after these, by kind and, where it is the content of a cell that is wrong, message.
        cells_read: diary cells seen, counted apart from what became of them.
        kept: diary cells that became slots.
        blank: diary cells without content.
        left_out: diary cells left out, by kind.
        in_minutes: whether minutes are counted, for rows are episodes.
        answers_read, answers_kept: cells with something noted beside an activity, and those whose answer is kept.
    """

    most = _MOST_PROBLEMS

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.unlisted: dict[tuple[ProblemKind, str], list[int]] = {}
        self.cells_read = 0
        self.kept = 0
        self.blank = 0
        self.left_out: dict[ProblemKind, int] = {}
        self.in_minutes = False
        self.answers_read = 0
        self.answers_kept = 0

    @contextmanager
    def each_counting(self, minutes: int) -> Iterator[None]:
        """Let each diary cell that is counted meanwhile count as some minutes."""
        read, kept, blank, left_out = self.cells_read, self.kept, self.blank, dict(self.left_out)
        yield
        self.cells_read += (self.cells_read - read) * (minutes - 1)
        self.kept += (self.kept - kept) * (minutes - 1)
        self.blank += (self.blank - blank) * (minutes - 1)
        for kind, number in self.left_out.items():
            self.left_out[kind] = number + (number - left_out.get(kind, 0)) * (minutes - 1)

    @contextmanager
    def by_row(self) -> Iterator[None]:
        """Let the problems that are found meanwhile stand in the order of their rows, however many are read at once."""
        before = len(self.problems)
        yield
        self.problems[before:] = sorted(self.problems[before:], key=lambda problem: problem.row or 0)

    @property
    def room(self) -> int:
        """How many more problems are kept in full."""
        return self.most - len(self.problems)

    def report(
        self,
        sheet: Sheet,
        fault: Fault,
        row: int | None,
        column: int | None,
        *,
        header: str = "",
        content: str = "",
        respondent: str = "",
        cells: int = 0,
    ) -> None:
        """Keep a fault as a problem at its place; `cells` diary cells are left out because of it."""
        if cells:
            self.left_out[fault.kind] = self.left_out.get(fault.kind, 0) + cells
        if not self.room:
            self.leave_unlisted(fault.kind, fault.message, 1, cells)
            return
        place = "" if column is None else (column_letters(column) if sheet.lettered else header)
        self.problems.append(
            Problem(
                fault.kind,
                fault.message,
                fault.remedy,
                file=sheet.file,
                sheet=sheet.name,
                row=sheet.row_in_file(row) if row else row,
                column=place,
                header=header[:LONGEST_CONTENT],
                content=content[:LONGEST_CONTENT],
                respondent=respondent,
                cells=cells,
            )
        )

    def report_at(
        self,
        layout: Layout,
        fault: Fault,
        row: int | None,
        column: int,
        *,
        content: str = "",
        respondent: str = "",
        cells: int = 0,
    ) -> None:
        """Keep a fault of a cell, or of a column where no row is given, as a problem that names the column."""
        heading = layout.heading(column)
        self.report(
            layout.sheet, fault, row, column, header=heading, content=content, respondent=respondent, cells=cells
        )

    def report_missing(self, file: str, fault: Fault, sheet: str = "") -> None:
        """Keep as a problem that a file, or a sheet of it, lacks something."""
        self.problems.append(Problem(fault.kind, fault.message, fault.remedy, file=file, sheet=sheet))

    def report_diary(self, file: str, fault: Fault, respondent: str, cells: int) -> None:
        """Keep what is wrong with a diary as a whole, of which some diary cells are left out."""
        self.left_out[fault.kind] = self.left_out.get(fault.kind, 0) + cells
        if not self.room:
            self.leave_unlisted(fault.kind, fault.message, 1, cells)
            return
        problem = Problem(fault.kind, fault.message, fault.remedy, file=file, respondent=respondent, cells=cells)
        self.problems.append(problem)

    @property
    def more(self) -> int:
        """How many problems came after those that are kept in full."""
        return sum(number for number, _ in self.unlisted.values())

    def more_of(self, kind: ProblemKind, number: int, message: str = "") -> None:
        """Count problems of one diary cell each that there is no room to keep."""
        if number:
            self.left_out[kind] = self.left_out.get(kind, 0) + number
            self.leave_unlisted(kind, message, number, number)

    def leave_unlisted(self, kind: ProblemKind, message: str, number: int, cells: int) -> None:
        """Count problems that aren't listed."""
        key = (kind, message if kind in OF_A_VALUE else "")
        if key not in self.unlisted and len(self.unlisted) >= _MOST_UNLISTED:
            key = (kind, "")
        counts = self.unlisted.setdefault(key, [0, 0])
        counts[0] += number
        counts[1] += cells

    def ledger(self) -> Ledger:
        """The balance of the diary cells; kinds stand in the order of their definition."""
        left_out = {kind: self.left_out[kind] for kind in ProblemKind if self.left_out.get(kind)}
        unit: LedgerUnit = "minutes" if self.in_minutes else "cells"
        noted = self.answers_read, self.answers_kept
        return Ledger(self.cells_read, self.kept, left_out, self.blank, unit, *noted)

    def all_problems(self) -> tuple[Problem, ...]:
        """The problems kept, and one last one that tells how many more there are."""
        if not self.more:
            return tuple(self.problems)
        message = f"{self.more:,} more problems were found; only the first {self.most:,} are listed."
        last = Problem(ProblemKind.MORE_PROBLEMS, message, "Correct those listed, then read the input again.")
        return (*self.problems, last)
