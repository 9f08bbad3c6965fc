"""What became of the diary's cells or minutes and what is wrong in the input: by kind, with places and what to do."""

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
    count_cell,
    text_cell,
    text_columns_of,
    text_row,
)
from timediary.model.number import COUNT, counted
from timediary.model.problem_values import by_value

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from timediary.model.document import Block, Edition
    from timediary.model.problem import Ledger, LedgerUnit, Problem, ProblemKind
    from timediary.model.problem_values import Unlisted, ValueProblems
    from timediary.model.results import Check

# The fields of a problem in the order in which files show them: what, where, what it says, what to do. What is left out
# is called by its unit, `cells` or `minutes`.
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
    unlisted = check.reading.unlisted
    return Document(
        name="problems",
        title=summary_of(check.problems, unlisted, check.ledger.unit, has_diaries=check.has_diaries),
        sections=tuple(sections_of(check, edition, is_headed=True)),
        records=(problem_records(check.problems, check.ledger.unit),),
        inputs=check.inputs,
    )


class ProblemGroup(NamedTuple):
    """All problems of one kind, those that are one together, the most frequent first; `unit` is the ledger's."""

    kind: ProblemKind
    values: tuple[ValueProblems, ...]
    unit: LedgerUnit = "cells"

    @property
    def label(self) -> str:
        """The kind in words: `Unknown code`."""
        return kind_text(self.kind)

    @property
    def cells(self) -> int:
        """Diary cells, or minutes, left out because of them."""
        return sum(value.cells for value in self.values)

    @property
    def number(self) -> int:
        """How many there are, those that aren't listed counted."""
        return sum(value.number for value in self.values)

    @property
    def count_text(self) -> str:
        """How many there are and what they cost: `12, leaving out 12 cells`."""
        return f"{self.number:,}" + (f", leaving out {_of(self.cells, self.unit)}" if self.cells else "")


def groups_of(
    problems: Iterable[Problem], unlisted: Iterable[Unlisted] = (), unit: LedgerUnit = "cells"
) -> list[ProblemGroup]:
    """The problems by kind, the most frequent kind first."""
    return [ProblemGroup(kind, tuple(values), unit) for kind, values in by_value(problems, unlisted).items()]


def kind_text(kind: ProblemKind) -> str:
    """A kind of problem in words."""
    return kind.value.replace("_", " ").capitalize()


def _of(number: int, unit: LedgerUnit, before: str = "") -> str:
    """A number of what the ledger counts: `1 cell`, `60 diary minutes`."""
    return counted(number, f"{before}{unit.removesuffix('s')}")


def summary_of(
    problems: Sequence[Problem], unlisted: Iterable[Unlisted], unit: LedgerUnit, *, has_diaries: bool = True
) -> str:
    """All problems in one sentence, with what is left out of diaries in the ledger's unit."""
    groups = groups_of(problems, unlisted, unit)
    if not groups:
        return "No problems found."
    found = f"{counted(sum(group.number for group in groups), 'problem')} found"
    if not has_diaries:
        return f"{found}."
    cells = sum(group.cells for group in groups)
    if not cells:
        return f"{found}; no diary {unit.removesuffix('s')} is left out."
    return f"{found}; {_of(cells, unit, 'diary ')} left out of every total."


def problem_records(problems: Sequence[Problem], unit: LedgerUnit = "cells") -> Records:
    """Every problem, one a row."""
    return Records("problems", _heads(unit), lambda: ((getattr(one, name) for name in FIELDS) for one in problems))


def json_of_check(ledger: Ledger, problems: Iterable[Problem]) -> str:
    """Ledger and problems as JSON, in ASCII, with the texts of the input exactly as they are."""
    import json

    accounts = {
        "unit": ledger.unit,
        "cells_read": ledger.cells_read,
        "kept": ledger.kept,
        "left_out": {str(kind): number for kind, number in ledger.left_out.items()},
        "blank": ledger.blank,
    }
    heads = dict(zip(FIELDS, _heads(ledger.unit), strict=True))
    found = [{heads[name]: getattr(problem, name) for name in FIELDS} for problem in problems]
    return json.dumps({"ledger": accounts, "problems": found}, indent=2) + "\n"


def sections_of(check: Check, edition: Edition, *, is_headed: bool = False) -> Iterator[Section]:
    """What became of every cell or minute of diaries; then how many problems of each kind there are, and the first.

    Args:
        check: the ledger, all problems, and how the files were read.
        edition: on paper they are only counted, unless the document is about nothing else.
        is_headed: whether the document is headed by the sum of the problems, and about nothing else.
    """
    ledger, problems, medium = check.ledger, check.problems, edition.medium
    unlisted, has_diaries = check.reading.unlisted, check.has_diaries
    summary = "" if is_headed else summary_of(problems, unlisted, ledger.unit, has_diaries=has_diaries)
    if medium is Medium.BOOK:
        title = f"What became of every diary {ledger.unit.removesuffix('s')}"
        if has_diaries:
            yield Section(title, (ledger_pairs(ledger, f"Diary {ledger.unit}"),), f"Diary_{ledger.unit}")
        yield from [_book_section(problems, summary, ledger.unit)] if problems else []
        return
    is_counted = medium is Medium.PAPER and not is_headed
    notes = [Notes(check.reading.notes)] if check.reading.notes and medium is not Medium.PAGE else []
    counts = [ledger_pairs(ledger)] if has_diaries else []
    accounts: list[Block] = [*counts, *notes, *([Text(summary)] if is_counted else [])]
    if accounts:
        yield Section(f"Diary {ledger.unit}" if has_diaries else "Answers", tuple(accounts), ledger.unit)
    blocks = () if is_counted else tuple((_page_blocks if medium is Medium.PAGE else _blocks)(check, summary, edition))
    if blocks:
        yield Section("Problems", blocks, "problems", is_silent=edition.is_brief)


def ledger_pairs(ledger: Ledger, head: str = "") -> Pairs:
    """The ledger as labelled counts: cells or minutes read, those kept, what is left out and why, and blanks."""
    pairs = tuple(Pair(label[:1].upper() + label[1:], number) for label, number in ledger.lines())
    once = f"Every {ledger.unit.removesuffix('s')} of the diary is counted once."
    return Pairs(pairs, (head or ledger.unit.capitalize(), "Number"), once)


def kinds_grid(problems: Sequence[Problem], unlisted: Iterable[Unlisted], unit: LedgerUnit) -> Grid:
    """How many problems there are of each kind."""
    rows = tuple(
        GridRow(group.label, RowKind.BODY, COUNT, (count_cell(group.number), count_cell(group.cells)))
        for group in groups_of(problems, unlisted)
    )
    return Grid("kinds", "Problems by kind.", "Kind", columns_of("Problems", f"{unit.capitalize()} left out"), rows)


def _blocks(check: Check, summary: str, edition: Edition) -> Iterator[Block]:
    problems = check.problems
    yield from [Text(summary, Tone.ALERT if problems else Tone.GOOD)] if summary else []
    most, file = _MOST_PLACES.get(edition.medium, _PLACES), edition.file(FILE)
    for group in groups_of(problems, check.reading.unlisted, check.ledger.unit):
        yield Section(
            f"{group.label}: {group.count_text}", tuple(_group(group, most, "" if edition.is_brief else file))
        )
    if problems and file and edition.is_brief:
        yield Notes((f"{'It is' if len(problems) == 1 else f'All {len(problems):,} are'} in {file}.",))


def _group(group: ProblemGroup, most: int, file: str) -> Iterator[Block]:
    """The first problems of a kind, each with what to do; advice that is the same for all stands once, below them."""
    first = group.values[:most]
    more = group.number - sum(value.number for value in first)
    remedies = tuple(dict.fromkeys(value.first.remedy for value in first if value.first.remedy))
    if len(remedies) < 2:
        yield Items(tuple(value.text for value in first), more, file)
        yield from [Items(remedies, tone=Tone.FAINT)] if remedies else []
        return
    for number, value in enumerate(first, start=1):
        yield Items((value.text,))
        yield from [Items((value.first.remedy,), tone=Tone.FAINT)] if value.first.remedy else []
        if number == len(first) and more:
            yield Items((), more, file)


def _values_grid(groups: Sequence[ProblemGroup]) -> Grid | None:
    """What stands in many cells and is one thing to mend; None where nothing does."""
    values = sorted((v for group in groups for v in group.values if v.number > 1), key=lambda value: -value.number)
    rows = tuple(
        GridRow(
            _short(value.text), RowKind.BODY, COUNT, (count_cell(value.number), text_cell(_short(value.first.remedy)))
        )
        for value in values[:MOST_OF_A_KIND]
    )
    columns = (*columns_of("Times"), *text_columns_of("What to do"))
    return (
        Grid("values", "The same content in many cells is one thing to correct.", "What is wrong", columns, rows)
        if rows
        else None
    )


def _page_blocks(check: Check, summary: str, edition: Edition) -> Iterator[Block]:
    problems, unlisted = check.problems, check.reading.unlisted
    yield from [Text(summary, Tone.ALERT if problems else Tone.FAINT)] if summary else []
    if not problems:
        return
    groups = groups_of(problems, unlisted)
    yield kinds_grid(problems, unlisted, check.ledger.unit)
    values = _values_grid(groups)
    yield from [values] if values else []
    by_kind: dict[ProblemKind, list[Problem]] = {group.kind: [] for group in groups}
    for problem in problems:
        if len(by_kind.get(problem.kind, ())) < MOST_OF_A_KIND:
            by_kind.setdefault(problem.kind, []).append(problem)
    shown = [problem for of_kind in by_kind.values() for problem in of_kind]
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


def _heads(unit: LedgerUnit) -> tuple[str, ...]:
    """The heads of a problem's fields; what is left out is counted in cells of slots or in minutes of episodes."""
    return tuple(unit if name == "cells" else name for name in FIELDS)


def _book_section(problems: Sequence[Problem], summary: str, unit: LedgerUnit) -> Section:
    first, *others = FIELDS
    rows = tuple(_book_row(problem, first, others) for problem in problems[:_MOST_IN_A_BOOK])
    more = [f"The first {_MOST_IN_A_BOOK:,} are here; all are in {FILE}."] if len(problems) > len(rows) else []
    columns = tuple(
        column._replace(is_text=column.label not in ("row", unit)) for column in text_columns_of(*_heads(unit)[1:])
    )
    legend = (("[z]", "nothing there, or no such place"),)
    title = "Problems of the input"
    grid = Grid("Problems", title, first, columns, rows, lines=(*filter(None, [summary]), *more), legend=legend)
    return Section(title, (grid,), "Problems")


def _book_row(problem: Problem, first: str, others: Iterable[str]) -> GridRow:
    values = [getattr(problem, name) for name in others]
    cells = tuple(count_cell(value) if isinstance(value, int) else text_cell(value or "") for value in values)
    return GridRow(getattr(problem, first), RowKind.BODY, COUNT, cells)
