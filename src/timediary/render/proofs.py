"""The published figures that can't all be true, with their proofs: on a screen, and as a document."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from timediary.model.definition import Figure, allowed_text, figure_text
from timediary.render.inert import visible
from timediary.render.screen import BLANK, Role, paragraph

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from timediary.model.definition import Contradiction, PublishedCell
    from timediary.model.study import Study
    from timediary.render.screen import ScreenLine

_KINDS = {Figure.COUNT: "numbers of respondents", Figure.PERCENT: "percentages", Figure.SHARE: "shares of time"}

# What Markdown would take for its own marks.
_ACTIVE = re.compile(r"[\\`*_\[\]<>|#]")

_METHOD = """\
## How it is worked out

Figures about the same attributes (numbers and percentages of respondents), and shares of time of the same respondents,
are taken together as an integer programme, which HiGHS solves. Of respondents its unknowns are how many there are of
every kind that the tables tell apart: each is a whole number, none below nought, and the sums over the kinds are what
the tables print. Of time they are the shares of the activity codes, and each percentage as printed.

First it is asked which figures must be given up for all others to hold together, and as few as can be. Where several
choices are as small, percentages are given up before numbers, and of numbers those of which the change is the smallest
part. So each figure below is one that may be wrong: that it contradicts those in its proof is certain, that it and not
one of them is the misprint is the simplest reading.

Then each is proved by itself: other published figures which leave no room for it, none of which can be left out
(deletion filter; Chinneck 2008, *Feasibility and infeasibility in optimization*, chapter 6.2). Figures of its own table
are taken where they suffice, then those of tables about the same attributes.

## What is assumed

- The definitions of the tables: who counts in each row and column, and what a percentage is of.
- A percentage is rounded, halves up, to the decimals printed. A blank or a dash says nothing.
- Every respondent has one answer to each question, or no information; client groups may be several.
- Of hours nothing: shares of time need only come from one set of figures for the same respondents, which add to 100.
- A subtotal of time is the sum of its lines as printed, where its table says so.
"""


def proof_lines(found: Sequence[Contradiction], width: int) -> Iterator[ScreenLine]:
    """Every figure with what it must be and what proves it, table by table."""
    yield from paragraph(_total(found), width, Role.HEADLINE)
    for table, members in _by_table(found).items():
        yield BLANK
        yield from paragraph(f"Table {table}", width, Role.TITLE)
        for one in members:
            yield from paragraph(visible(_claim(one)), width, Role.BODY)
            for other in one.against:
                yield from paragraph(visible(_named(other)), width, Role.FAINT, indent=4)


def proof_document(study: Study, found: Sequence[Contradiction], titles: Mapping[str, str]) -> str:
    """The same as a document in Markdown.

    Args:
        study: whose report.
        found: the figures and their proofs.
        titles: of the tables, by number.
    """
    parts = [
        "# Published figures that can't all be true\n",
        f"Made by `timediary study contradictions {study.id} --document`; change the study, not this file.\n",
        f"{_total(found)} Published in: {_plain(study.source)}.\n",
        _METHOD,
        f"## Totals\n\n{_counts(found)}",
    ]
    for table, members in _by_table(found).items():
        parts.append(f"## Table {table}: {_plain(titles[table])}\n")
        parts += [_section(one) for one in members]
    return "\n".join(parts)


def _section(one: Contradiction) -> str:
    lines = [f"**{_plain(_place(one.cell))}** ({one.cell.figure}) is printed as `{_printed(one.cell)}` and"]
    lines[0] += f" {allowed_text(one)}, if these hold:\n"
    lines += [f"- {_plain(_named(other))}" for other in one.against]
    return "\n".join(lines) + "\n"


def _claim(one: Contradiction) -> str:
    what = f"{_place(one.cell)} ({one.cell.figure}): {figure_text(one.cell)}"
    return f"{what} is printed; it {allowed_text(one)} if these hold:"


def _named(cell: PublishedCell) -> str:
    return f"{cell.name} ({cell.figure}): {figure_text(cell)}"


def _place(cell: PublishedCell) -> str:
    return f"{cell.row}, {cell.column}"


def _plain(text: str) -> str:
    return _ACTIVE.sub(r"\\\g<0>", visible(text))


def _printed(cell: PublishedCell) -> str:
    return visible(cell.printed).replace("`", "'")


def _by_table(found: Sequence[Contradiction]) -> dict[str, list[Contradiction]]:
    tables: dict[str, list[Contradiction]] = {}
    for one in found:
        tables.setdefault(one.cell.table, []).append(one)
    return tables


def _total(found: Sequence[Contradiction]) -> str:
    kinds = ", ".join(f"{sum(one.cell.figure is kind for one in found)} {label}" for kind, label in _KINDS.items())
    return f"{len(found)} published figures contradict others: {kinds}."


def _counts(found: Sequence[Contradiction]) -> str:
    rows = [
        [table, *(str(sum(one.cell.figure is kind for one in members)) for kind in _KINDS)]
        for table, members in _by_table(found).items()
    ]
    rows.append(["All", *(str(sum(one.cell.figure is kind for one in found)) for kind in _KINDS)])
    heads = ["Table", *(label.capitalize() for label in _KINDS.values())]
    lines = [heads, ["---", *["---:"] * len(_KINDS)], *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
