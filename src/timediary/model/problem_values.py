"""Problems by value: the same unreadable content in many cells is one thing to correct."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from timediary.model.problem import Problem, ProblemKind

if TYPE_CHECKING:
    from collections.abc import Iterable

# The kinds of which the content of a cell is what is wrong, wherever it stands.
OF_A_VALUE = frozenset(
    {
        ProblemKind.UNKNOWN_CODE,
        ProblemKind.SEVERAL_CODES,
        ProblemKind.UNKNOWN_DAY,
        ProblemKind.UNKNOWN_TIME,
        ProblemKind.TIME_OFF_GRID,
        ProblemKind.FORMULA_ERROR,
        ProblemKind.UNKNOWN_LEVEL,
        ProblemKind.NOT_A_NUMBER,
        ProblemKind.NUMBER_OUT_OF_RANGE,
    }
)
_OF_CONTENT = re.compile(r"('.*?') (?:is )?(.*)", re.DOTALL)


class Unlisted(NamedTuple):
    """Problems found when so many were listed that no more are: their kind, what is wrong, and how many they are."""

    kind: ProblemKind
    message: str
    number: int
    cells: int


class ValueProblems(NamedTuple):
    """All problems of one kind with one content and message; of a kind that has none, all of that kind.

    Attributes:
        first: the first of them.
        number: how many there are, those that aren't listed counted.
        cells: diary cells left out because of them.
    """

    first: Problem
    number: int
    cells: int

    @property
    def text(self) -> str:
        """What is wrong, how often and where first: `'Rec' x 12 (week.xlsx, diary!F7 and 11 more): not a code`."""
        where, message = self.first.where, self.first.message
        if self.number == 1:
            return f"{where}: {message}" if where else message
        place = short_place(self.first)
        more = f"{place} and {self.number - 1:,} more" if place else f"{self.number:,} times"
        match = _OF_CONTENT.fullmatch(message) if self.first.content else None
        if match:
            return f"{match[1]} x {self.number:,} ({more}): {match[2]}"
        return f"x {self.number:,} ({more}): {message}"


def short_place(problem: Problem) -> str:
    """Where a problem is, in short: `week.xlsx, diary!F7`; in words where it has no cell."""
    lettered = problem.column.isascii() and problem.column.isupper() and problem.column.isalpha()
    if problem.row is not None and lettered:
        names = [name for name in (_name(problem.file), problem.sheet) if name]
        return f"{', '.join(names)}!{problem.column}{problem.row}"
    return problem.where


def by_value(problems: Iterable[Problem], unlisted: Iterable[Unlisted] = ()) -> dict[ProblemKind, list[ValueProblems]]:
    """Problems by kind, and within a kind by what stands in the cell; the most frequent first.

    Args:
        problems: those that are listed.
        unlisted: those that were found beyond.
    """
    groups: dict[ProblemKind, dict[tuple[str, str], ValueProblems]] = {}
    for problem in problems:
        if problem.kind is ProblemKind.MORE_PROBLEMS:
            continue
        of_kind = groups.setdefault(problem.kind, {})
        key = _key(problem.kind, problem.message, problem)
        known = of_kind.get(key, ValueProblems(problem, 0, 0))
        of_kind[key] = ValueProblems(known.first, known.number + 1, known.cells + problem.cells)
    for kind, message, number, cells in unlisted:
        of_kind = groups.setdefault(kind, {})
        key = (message, "") if message else next(iter(of_kind), ("", ""))
        placeless = ValueProblems(Problem(kind, message or kind.value.replace("_", " "), ""), 0, 0)
        known = of_kind.get(key, placeless)
        of_kind[key] = ValueProblems(known.first, known.number + number, known.cells + cells)
    ordered = sorted(groups.items(), key=lambda item: -sum(group.number for group in item[1].values()))
    return {kind: sorted(found.values(), key=lambda group: -group.number) for kind, found in ordered}


def _key(kind: ProblemKind, message: str, problem: Problem) -> tuple[str, str]:
    """What the problems of one group have in common."""
    if kind in OF_A_VALUE:
        return message, ""
    return message, f"{problem.file}\n{problem.sheet}\n{problem.row}\n{problem.column}"


def _name(file: str) -> str:
    return file.replace("\\", "/").rpartition("/")[2]
