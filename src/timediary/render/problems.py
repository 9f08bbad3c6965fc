"""Problems put together for a reader: by kind, with counts, the first places and what to do; and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from timediary.render.inert import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from timediary.model.problem import Ledger, Problem, ProblemKind

# The fields of a problem in the order in which files show them: what, where, what it says, what to do.
FIELDS = (
    "kind",
    "file",
    "sheet",
    "row",
    "column",
    "header",
    "content",
    "respondent",
    "cells",
    "message",
    "remedy",
)


class ProblemGroup(NamedTuple):
    """All problems of one kind, in the order in which they were found."""

    kind: ProblemKind
    problems: tuple[Problem, ...]

    @property
    def label(self) -> str:
        """The kind in words: `Unknown code`."""
        return self.kind.value.replace("_", " ").capitalize()

    @property
    def cells(self) -> int:
        """Diary cells left out because of them."""
        return sum(problem.cells for problem in self.problems)

    @property
    def count_text(self) -> str:
        """How many there are and what they cost: `12, leaving out 12 cells`."""
        return f"{len(self.problems):,}" + (f", leaving out {counted(self.cells, 'cell')}" if self.cells else "")

    def places(self, most: int) -> list[str]:
        """The first places in words, each with what is wrong there."""
        return [place_of(problem) for problem in self.problems[:most]]

    def remedies(self, most: int) -> list[str]:
        """What to do about the first of them, each piece of advice once."""
        return list(dict.fromkeys(visible(problem.remedy) for problem in self.problems[:most] if problem.remedy))


def groups_of(problems: Iterable[Problem]) -> list[ProblemGroup]:
    """The problems by kind, the most frequent kind first."""
    by_kind: dict[ProblemKind, list[Problem]] = {}
    for problem in problems:
        by_kind.setdefault(problem.kind, []).append(problem)
    groups = [ProblemGroup(kind, tuple(members)) for kind, members in by_kind.items()]
    return sorted(groups, key=lambda group: -len(group.problems))


def place_of(problem: Problem) -> str:
    """Where a problem is and what is wrong there, on one line."""
    where = visible(problem.where)
    return f"{where}: {visible(problem.message)}" if where else visible(problem.message)


def ledger_lines(ledger: Ledger) -> list[tuple[str, int]]:
    """The ledger as labelled counts: cells read, slots kept, what is left out and why, and blanks."""
    return [(label[:1].upper() + label[1:], number) for label, number in ledger.lines()]


def summary_of(problems: Sequence[Problem]) -> str:
    """All problems in one sentence."""
    if not problems:
        return "No problems found."
    found = f"{counted(len(problems), 'problem')} found"
    cells = sum(problem.cells for problem in problems)
    if not cells:
        return f"{found}; no diary cell is left out."
    return f"{found}; {counted(cells, 'diary cell')} left out of every total."


def counted(number: int, thing: str) -> str:
    """A number of things: `1 cell`, `1,200 cells`."""
    return f"{number:,} {thing}" + ("" if number == 1 else "s")


def json_of_check(ledger: Ledger, problems: Iterable[Problem]) -> str:
    """Ledger and problems as JSON, in ASCII, with the texts of the input exactly as they are."""
    import json

    accounts = {
        "cells_read": ledger.cells_read,
        "kept": ledger.kept,
        "left_out": {str(kind): number for kind, number in ledger.left_out.items()},
        "blank": ledger.blank,
    }
    found = [{name: getattr(problem, name) for name in FIELDS} for problem in problems]
    return json.dumps({"ledger": accounts, "problems": found}, indent=2) + "\n"
