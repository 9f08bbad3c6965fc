"""What became of the diary's cells, and what is wrong in the input, as sections of a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from timediary.render.html.page import scrolled, section
from timediary.render.inert import escaped
from timediary.render.problems import groups_of, ledger_lines, summary_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from timediary.model.problem import Ledger, Problem
    from timediary.render.problems import ProblemGroup

# Of each kind, so that a million problems make no giant page; all of them are in problems.csv.
MOST_OF_A_KIND = 50
_FEWEST_TO_SEARCH = 10
_LONGEST = 160


def ledger_section(ledger: Ledger) -> str:
    """What became of every cell."""
    rows = "".join(
        f'<tr><th scope="row">{escaped(label)}</th><td>{number:,}</td></tr>\n' for label, number in ledger_lines(ledger)
    )
    content = (
        '<table><caption class="soft">Every cell of the diary is counted once.</caption>\n'
        '<thead><tr><th scope="col">Cells</th><th scope="col">Number</th></tr></thead>\n'
        f"<tbody>\n{rows}</tbody></table>"
    )
    return section("cells", "Diary cells", scrolled(content, "cells-title"))


def problems_section(problems: Sequence[Problem]) -> str:
    """How many problems of each kind there are, and the first of each with their places."""
    kind = "alert" if problems else "soft"
    parts = [f'<p class="{kind}">{escaped(summary_of(problems))}</p>']
    if problems:
        groups = groups_of(problems)
        shown = [problem for group in groups for problem in group.problems[:MOST_OF_A_KIND]]
        parts += [_kinds(groups), _extent(len(shown), len(problems))]
        parts += [_filter()] if len(shown) > _FEWEST_TO_SEARCH else []
        parts.append(_places(shown))
    return section("problems", "Problems", "\n".join(parts))


def _kinds(groups: Sequence[ProblemGroup]) -> str:
    heads = "".join(f'<th scope="col">{head}</th>' for head in ("Kind", "Problems", "Cells left out"))
    rows = []
    for group in groups:
        cells = f"<td>{len(group.problems):,}</td><td>{group.cells:,}</td>"
        rows.append(f'<tr><th scope="row">{escaped(group.label)}</th>{cells}</tr>\n')
    table = (
        '<table><caption class="soft">Problems by kind.</caption>\n'
        f"<thead><tr>{heads}</tr></thead>\n<tbody>\n{''.join(rows)}</tbody></table>"
    )
    return scrolled(table, "problems-title")


def _extent(shown: int, all_: int) -> str:
    if shown == all_:
        return '<p class="soft">They are also in <code>problems.csv</code>.</p>'
    return (
        f'<p class="soft">The first {MOST_OF_A_KIND} of each kind are listed here; {all_ - shown:,} more are in '
        "<code>problems.csv</code>, which has all of them.</p>"
    )


def _filter() -> str:
    return (
        '<p class="filter" hidden><label for="find">Find in the problems listed here</label>'
        '<input id="find" type="search" autocomplete="off" aria-controls="places"></p>'
    )


def _places(problems: Sequence[Problem]) -> str:
    heads = "".join(
        f'<th scope="col">{head}</th>' for head in ("Place", "What is wrong", "What to do", "Respondent", "Kind")
    )
    rows = "".join(map(_place, problems))
    table = (
        '<table id="places" class="words"><caption class="soft">Where they are.</caption>\n'
        f"<thead><tr>{heads}</tr></thead>\n<tbody>\n{rows}</tbody></table>"
    )
    return scrolled(table, "problems-title")


def _place(problem: Problem) -> str:
    kind = problem.kind.value.replace("_", " ").capitalize()
    texts = (problem.message, problem.remedy, problem.respondent, kind)
    cells = "".join(f"<td>{_short(text)}</td>" for text in texts)
    return f'<tr><th scope="row">{_short(problem.where) or "Whole input"}</th>{cells}</tr>\n'


def _short(text: str) -> str:
    """The text escaped, without the rest of a very long one: a cell may hold a book."""
    return escaped(text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…")
