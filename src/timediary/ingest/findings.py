"""What was found wrong and how files were read, window by window, as if it had been found in one reading."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import PurePath
from typing import TYPE_CHECKING

from timediary.ingest.account import Account
from timediary.ingest.draft import stranger_fault
from timediary.ingest.layout import Role
from timediary.ingest.order import NotStreamedError
from timediary.ingest.record import MOST_SPANS, MOST_SPELLINGS, in_order_of_columns, in_order_of_rows
from timediary.ingest.screening import SECOND, TOTAL
from timediary.model.problem import Ledger, Problem, ProblemKind
from timediary.model.problem_values import Unlisted
from timediary.model.reading import ColumnRole, Reading, RowsNotUsed, SheetReading, Span, Spelt

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from timediary.ingest.windows import WindowPlan
    from timediary.model.survey import Survey

# The order in which a whole reading tells of them.
(
    _PEOPLE,
    _ABOUT_PEOPLE,
    _ROWS,
    _AGAIN,
    _OPEN,
    _ANSWERS,
    _ABOUT_ROWS,
    _STRANGERS,
    _SIMILAR,
    _WITHOUT,
    _DIARIES,
    _ALL,
) = range(12)
# What is told once of all diaries, with their number, and what only all ids tell.
_COUNTED = (ProblemKind.DAYS_NOT_ASKED,)
# Stretches of rows that weren't used.
_MOST_KEPT = 500_000
_LEFT_TO_THE_END = (ProblemKind.MORE_PROBLEMS, ProblemKind.SIMILAR_IDS, ProblemKind.ODD_ID)


@dataclass(frozen=True)
class Findings:
    """The findings of some windows; `whole = first + second`, in the order of the windows.

    Attributes:
        problems: by the place in the order of telling.
        ledger: of the diary cells.
        reading: how each sheet was read.
        windows: how many they are.
    """

    problems: Mapping[int, tuple[Problem, ...]] = field(default_factory=dict)
    ledger: Ledger = field(default_factory=Ledger)
    reading: Reading = field(default_factory=Reading)
    windows: int = 0

    @classmethod
    def of(cls, survey: Survey, plan: WindowPlan) -> Findings:
        """The findings of one window.

        Raises:
            NotStreamedError: they say of rows beyond the window what they are.
        """
        if any(rows.reason in (TOTAL, SECOND) for sheet in survey.reading.sheets for rows in sheet.not_used):
            raise NotStreamedError("totals or a second table stand between its rows.")
        if survey.reading.unlisted and plan.partitions:
            raise NotStreamedError("it has more problems than are listed; which come first only the whole tells.")
        found: dict[int, list[Problem]] = {}
        place = _places(survey.reading, plan)
        for problem in survey.problems:
            if problem.kind not in _LEFT_TO_THE_END:
                found.setdefault(place(problem), []).append(problem)
        if plan.partitions:
            _see_that_rows_tell_the_order(found)
        return cls({n: tuple(problems) for n, problems in found.items()}, survey.ledger, survey.reading, 1)

    def __add__(self, other: Findings) -> Findings:
        """The findings of both.

        Raises:
            NotStreamedError: the windows were understood in different ways, so that they are not one survey.
        """
        if not self.windows or not other.windows:
            return self if self.windows else other
        problems: dict[int, tuple[Problem, ...]] = {}
        for place in sorted({*self.problems, *other.problems}):
            both = self.problems.get(place, ()), other.problems.get(place, ())
            problems[place] = _AT_ONCE.get(place, _one_after_the_other)(*both)
        reading = _joined_readings(self.reading, other.reading)
        return Findings(problems, self.ledger + other.ledger, reading, self.windows + other.windows)

    def finished(self, plan: WindowPlan) -> tuple[tuple[Problem, ...], Ledger, Reading]:
        """The problems, ledger and reading of the whole survey."""
        problems = dict(self.problems)
        if _STRANGERS in problems:
            problems[_STRANGERS] = _with_names_like(problems[_STRANGERS], plan)
        problems[_SIMILAR] = plan.similar
        account = Account()
        for place, several in sorted(problems.items()):
            for problem in sorted(several, key=lambda problem: problem.row or 0) if plan.partitions else several:
                if account.room or place == _ALL:
                    account.problems.append(problem)
                else:
                    account.leave_unlisted(problem.kind, problem.message, 1, problem.cells)
        for one in self.reading.unlisted:
            account.leave_unlisted(one.kind, one.message, one.number, one.cells)
        unlisted = tuple(Unlisted(*key, *counts) for key, counts in account.unlisted.items())
        sheets = tuple(map(_with_first_spans, self.reading.sheets))
        return account.all_problems(), self.ledger, replace(self.reading, sheets=sheets, unlisted=unlisted)


def _places(reading: Reading, plan: WindowPlan) -> Callable[[Problem], int]:
    """What says where in the order of telling a problem of a window is."""
    people = plan.source.files[1] if len(plan.files) > 1 else None
    answers = {
        column.heading
        for sheet in reading.sheets
        if sheet.kind == Role.LONG.value
        for column in sheet.columns_as(ColumnRole.ATTRIBUTE, ColumnRole.OWN_ATTRIBUTE)
    }

    def place(problem: Problem) -> int:
        if problem.kind is ProblemKind.NOT_IN_RESPONDENTS:
            return _STRANGERS
        if problem.kind is ProblemKind.NOT_IN_DIARY:
            return _WITHOUT
        if problem.row is None and not problem.column:
            return _DIARIES if problem.respondent else _ALL
        if people is not None and problem.file == people:
            return _PEOPLE if problem.row is not None else _ABOUT_PEOPLE
        if problem.row is None:
            return _ABOUT_ROWS
        if problem.kind is ProblemKind.TWO_READINGS:
            return _OPEN
        return _ANSWERS if problem.header in answers else _ROWS

    return place


def _see_that_rows_tell_the_order(found: Mapping[int, Sequence[Problem]]) -> None:
    """See that problems of partitions can be put in the order in which the file itself would have them told.

    Raises:
        NotStreamedError: it depends on more than the rows where they are.
    """
    examples = [one for several in found.values() for one in several if one.row is None and one.content != one.header]
    if {_OPEN, _ANSWERS, _DIARIES} & {*found} or any(one.content for one in examples):
        raise NotStreamedError("which of its problems come first, only the whole tells.")


def _one_after_the_other(first: tuple[Problem, ...], second: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """The problems of two windows; of those beyond what is listed at all, the others are counted at the end."""
    return first + second


def _the_same(first: tuple[Problem, ...], second: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """What is told of a whole file or column: it must be so of each window."""
    if first != second:
        differs = next(iter(set(first) ^ set(second)))
        raise NotStreamedError(f"what is said of a whole file differs within it: {differs.message}")
    if any(problem.kind in _COUNTED for problem in first):
        raise NotStreamedError(f"only the whole tells how many: {first[0].message}")
    return first


def _counted_together(first: tuple[Problem, ...], second: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """What is told once of many cells, with how many they are."""
    found = {(problem.message, problem.column): problem for problem in reversed(first)}
    cells = dict.fromkeys(found, 0)
    for problem in (*first, *second):
        key = (problem.message, problem.column)
        found.setdefault(key, problem)
        cells[key] = cells.get(key, 0) + problem.cells
    return tuple(replace(problem, cells=cells[key]) for key, problem in found.items())


_AT_ONCE = {
    _ABOUT_PEOPLE: _the_same,
    _ABOUT_ROWS: _the_same,
    _ALL: _the_same,
    _OPEN: _counted_together,
}


def _with_names_like(strangers: tuple[Problem, ...], plan: WindowPlan) -> tuple[Problem, ...]:
    """Strangers with who of all respondents has nearly the same id."""
    like = plan.ids_like([problem.respondent for problem in strangers])
    return tuple(
        replace(problem, remedy=stranger_fault(problem.respondent, like.get(problem.respondent, "")).remedy)
        for problem in strangers
    )


def _joined_readings(first: Reading, second: Reading) -> Reading:
    counts: dict[tuple[ProblemKind, str], list[int]] = {}
    for one in (*first.unlisted, *second.unlisted):
        known = counts.setdefault((one.kind, one.message), [0, 0])
        known[0] += one.number
        known[1] += one.cells
    unlisted = tuple(Unlisted(*key, *numbers) for key, numbers in counts.items())
    if len(first.sheets) != len(second.sheets):
        raise NotStreamedError("its windows have different sheets.")
    sheets = tuple(_joined_sheets(*pair) for pair in zip(first.sheets, second.sheets, strict=True))
    return Reading(sheets, first.settled, unlisted)


def _joined_sheets(first: SheetReading, second: SheetReading) -> SheetReading:
    """How a sheet was read in two windows; the evidence for what was decided is that of the first."""
    differs = next((what for what, value in _understood(first).items() if value != _understood(second)[what]), "")
    if differs:
        raise NotStreamedError(
            f"{differs} of {PurePath(first.file).name} would be another in some rows than in others."
        )
    return replace(
        first,
        rows=max(first.rows, second.rows),
        used=first.used + second.used,
        blank=first.blank + second.blank,
        not_used=_joined_rows(first.not_used, second.not_used),
        spelt=_joined_spellings(first.spelt, second.spelt),
    )


def _understood(sheet: SheetReading) -> dict[str, object]:
    """What must be the same in all windows, by what it is called."""
    decisions = [(one.what, one.chosen, one.by, one.columns) for one in sheet.decisions]
    return {
        "the kind": (sheet.file, sheet.sheet, sheet.kind, sheet.why, sheet.header, sheet.header_rule),
        "the meaning of a column": sheet.columns,
        "what was decided": decisions,
    }


def _joined_rows(first: Iterable[RowsNotUsed], second: Iterable[RowsNotUsed]) -> tuple[RowsNotUsed, ...]:
    found: dict[str, RowsNotUsed] = {}
    for rows in (*first, *second):
        known = found.get(rows.reason)
        if known is None:
            found[rows.reason] = rows
            continue
        # Those of a window lie between others' where it is of partitions, so that all are kept up to the end.
        spans: list[Span] = []
        for span in sorted((*known.spans, *rows.spans)):
            if spans and spans[-1].last + 1 == span.first:
                spans[-1] = Span(spans[-1].first, span.last)
            else:
                spans.append(span)
        if len(spans) > _MOST_KEPT:
            raise NotStreamedError(f"too many of its rows aren't used: {rows.reason}.")
        found[rows.reason] = RowsNotUsed(rows.reason, known.number + rows.number, tuple(spans))
    return in_order_of_rows(found.values())


def _with_first_spans(sheet: SheetReading) -> SheetReading:
    """How a sheet was read, with as many stretches of rows that weren't used as a whole reading has."""
    return replace(sheet, not_used=tuple(rows._replace(spans=rows.spans[:MOST_SPANS]) for rows in sheet.not_used))


def _joined_spellings(first: Iterable[Spelt], second: Iterable[Spelt]) -> tuple[Spelt, ...]:
    found: dict[tuple[str, str, int], Spelt] = {}
    for one in (*first, *second):
        key = (one.written, one.taken_for, one.column)
        if key in found or len(found) < MOST_SPELLINGS:
            known = found.get(key, one._replace(cells=0))
            found[key] = one._replace(cells=known.cells + one.cells)
    return in_order_of_columns(found.values())
