"""What became of the diary's cells and what is wrong in the input: by kind, with counts, places and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from timediary.model.document import (
    Document,
    Grid,
    GridRow,
    Items,
    Medium,
    Notes,
    Pair,
    Pairs,
    Records,
    RowKind,
    Section,
    Text,
    Tone,
    columns_of,
    text_columns_of,
)
from timediary.model.number import COUNT, counted
from timediary.render.grids import count_of, text_cell, text_row

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from timediary.model.document import Block, Edition
    from timediary.model.problem import Ledger, Problem, ProblemKind
    from timediary.model.results import Check

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
FILE = "problems.csv"

# Of each kind, so that a million problems make no giant page; all of them are in the file.
MOST_OF_A_KIND = 50
_MOST_IN_A_BOOK = 2_000
_MOST_PLACES = {Medium.SCREEN: 3, Medium.TEXT: 3}
_PLACES = 20
_FEWEST_TO_SEARCH = 10
_LONGEST = 160


def document(check: Check, edition: Edition) -> Document:
    """Ledger and problems."""
    return Document(
        name="problems",
        title=summary_of(check.problems),
        sections=tuple(sections_of(check.ledger, check.problems, edition, is_headed=True)),
        records=(problem_records(check.problems),),
        inputs=check.inputs,
    )


class ProblemGroup(NamedTuple):
    """All problems of one kind, in the order in which they were found."""

    kind: ProblemKind
    problems: tuple[Problem, ...]

    @property
    def label(self) -> str:
        """The kind in words: `Unknown code`."""
        return kind_text(self.kind)

    @property
    def cells(self) -> int:
        """Diary cells left out because of them."""
        return sum(problem.cells for problem in self.problems)

    @property
    def count_text(self) -> str:
        """How many there are and what they cost: `12, leaving out 12 cells`."""
        return f"{len(self.problems):,}" + (f", leaving out {counted(self.cells, 'cell')}" if self.cells else "")


def groups_of(problems: Iterable[Problem]) -> list[ProblemGroup]:
    """The problems by kind, the most frequent kind first."""
    by_kind: dict[ProblemKind, list[Problem]] = {}
    for problem in problems:
        by_kind.setdefault(problem.kind, []).append(problem)
    groups = [ProblemGroup(kind, tuple(members)) for kind, members in by_kind.items()]
    return sorted(groups, key=lambda group: -len(group.problems))


def kind_text(kind: ProblemKind) -> str:
    """A kind of problem in words."""
    return kind.value.replace("_", " ").capitalize()


def summary_of(problems: Sequence[Problem]) -> str:
    """All problems in one sentence."""
    if not problems:
        return "No problems found."
    found = f"{counted(len(problems), 'problem')} found"
    cells = sum(problem.cells for problem in problems)
    if not cells:
        return f"{found}; no diary cell is left out."
    return f"{found}; {counted(cells, 'diary cell')} left out of every total."


def problem_records(problems: Sequence[Problem]) -> Records:
    """Every problem, one a row."""
    return Records("problems", FIELDS, lambda: ((getattr(one, name) for name in FIELDS) for one in problems))


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


def sections_of(
    ledger: Ledger, problems: Sequence[Problem], edition: Edition, *, is_headed: bool = False
) -> Iterator[Section]:
    """What became of every cell; then how many problems of each kind there are, and the first of each.

    Args:
        ledger: accounts for every cell.
        problems: all of them.
        edition: on paper they are only counted, unless the document is about nothing else.
        is_headed: whether the document is headed by the sum of the problems, and about nothing else.
    """
    medium, summary = edition.medium, "" if is_headed else summary_of(problems)
    if medium is Medium.BOOK:
        yield Section("What became of every diary cell", (ledger_pairs(ledger, "Diary cells"),), "Diary_cells")
        yield from [_book_section(problems, summary)] if problems else []
        return
    is_counted = medium is Medium.PAPER and not is_headed
    yield Section("Diary cells", (ledger_pairs(ledger), *([Text(summary)] if is_counted else [])), "cells")
    blocks = (
        () if is_counted else tuple((_page_blocks if medium is Medium.PAGE else _blocks)(problems, summary, edition))
    )
    if blocks:
        yield Section("Problems", blocks, "problems", is_silent=edition.is_brief)


def ledger_pairs(ledger: Ledger, head: str = "Cells") -> Pairs:
    """The ledger as labelled counts: cells read, slots kept, what is left out and why, and blanks."""
    pairs = tuple(Pair(label[:1].upper() + label[1:], number) for label, number in ledger.lines())
    return Pairs(pairs, (head, "Number"), "Every cell of the diary is counted once.")


def kinds_grid(problems: Sequence[Problem]) -> Grid:
    """How many problems there are of each kind."""
    rows = tuple(
        GridRow(group.label, RowKind.BODY, COUNT, (count_of(len(group.problems)), count_of(group.cells)))
        for group in groups_of(problems)
    )
    return Grid("kinds", "Problems by kind.", "Kind", columns_of("Problems", "Cells left out"), rows)


def _blocks(problems: Sequence[Problem], summary: str, edition: Edition) -> Iterator[Block]:
    yield from [Text(summary, Tone.ALERT if problems else Tone.GOOD)] if summary else []
    most, file = _MOST_PLACES.get(edition.medium, _PLACES), edition.file(FILE)
    for group in groups_of(problems):
        first = group.problems[:most]
        where = "" if edition.is_brief else file
        places = Items(tuple(map(_place_of, first)), max(len(group.problems) - most, 0), where)
        remedies = tuple(dict.fromkeys(problem.remedy for problem in first if problem.remedy))
        advice = (Items(remedies, tone=Tone.FAINT),) if remedies else ()
        yield Section(f"{group.label}: {group.count_text}", (places, *advice))
    if problems and file and edition.is_brief:
        yield Notes((f"{'It is' if len(problems) == 1 else f'All {len(problems):,} are'} in {file}.",))


def _place_of(problem: Problem) -> str:
    """Where a problem is and what is wrong there."""
    return f"{problem.where}: {problem.message}" if problem.where else problem.message


def _page_blocks(problems: Sequence[Problem], summary: str, edition: Edition) -> Iterator[Block]:
    yield from [Text(summary, Tone.ALERT if problems else Tone.FAINT)] if summary else []
    if not problems:
        return
    yield kinds_grid(problems)
    shown = [problem for group in groups_of(problems) for problem in group.problems[:MOST_OF_A_KIND]]
    file, more = edition.file(FILE), len(problems) - len(shown)
    if more:
        rest = f"; {more:,} more are in {file}, which has all of them" if file else ""
        yield Text(f"The first {MOST_OF_A_KIND} of each kind are listed here{rest}.", Tone.FAINT)
    elif file:
        yield Text(f"They are also in {file}.", Tone.FAINT)
    columns = text_columns_of("What is wrong", "What to do", "Respondent", "Kind")
    is_searchable = len(shown) > _FEWEST_TO_SEARCH
    rows = tuple(map(_page_row, shown))
    yield Grid("places", "Where they are.", "Place", columns, rows, is_searchable=is_searchable)


def _page_row(problem: Problem) -> GridRow:
    texts = (problem.message, problem.remedy, problem.respondent, kind_text(problem.kind))
    return text_row(_short(problem.where) or "Whole input", *map(_short, texts))


def _short(text: str) -> str:
    """The text without the rest of a very long one: a cell may hold a book."""
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _book_section(problems: Sequence[Problem], summary: str) -> Section:
    first, *others = FIELDS
    rows = tuple(_book_row(problem, first, others) for problem in problems[:_MOST_IN_A_BOOK])
    more = [f"The first {_MOST_IN_A_BOOK:,} are here; all are in {FILE}."] if len(problems) > len(rows) else []
    columns = tuple(
        column._replace(is_text=column.label not in ("row", "cells")) for column in text_columns_of(*others)
    )
    legend = (("[z]", "nothing there, or no such place"),)
    title = "Problems of the input"
    grid = Grid("Problems", title, first, columns, rows, lines=(*filter(None, [summary]), *more), legend=legend)
    return Section(title, (grid,), "Problems")


def _book_row(problem: Problem, first: str, others: Iterable[str]) -> GridRow:
    values = [getattr(problem, name) for name in others]
    cells = tuple(count_of(value) if isinstance(value, int) else text_cell(value or "") for value in values)
    return GridRow(getattr(problem, first), RowKind.BODY, COUNT, cells)
