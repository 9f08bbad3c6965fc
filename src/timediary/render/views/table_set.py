"""Several tables: those of a report, and why others can't be made, and a list of all; those of an adjustment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from timediary.model.document import Document, Pair, Pairs, Section
from timediary.model.number import counted
from timediary.model.results import Adjustment
from timediary.model.titles import titles_of
from timediary.render.views import table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from timediary.model.definition import ListedTable, TableSet
    from timediary.model.document import Edition


def document(tables: TableSet | Adjustment, edition: Edition) -> Document:
    """The tables, in order, and what is missing."""
    if isinstance(tables, Adjustment):
        return _adjustment(tables, edition)
    made = tuple(tables)
    missing = tuple(Pair(f"Table {id_}", (why,)) for id_, why in tables.missing.items())
    return Document(
        name="tables",
        title=counted(len(made), "table"),
        sections=(
            *table.sections_of(made, edition),
            *table.test_sections(made, edition),
            *([Section("Tables that can't be made", (Pairs(missing),), "missing")] if missing else []),
        ),
        records=table.records_of(made),
    )


def _adjustment(adjustment: Adjustment, edition: Edition) -> Document:
    """The response by each of the known totals that weights were brought to."""
    survey = adjustment.survey
    titles = titles_of([survey])
    return Document(
        name="adjustment",
        title=f"{survey.size_in_words} weighted to known totals",
        about=titles.title,
        subtitle=titles.subtitle,
        sections=tuple(table.sections_of(adjustment.tables, edition)),
        provenance=tuple(("Input", file) for file in survey.source.files),
        records=table.records_of(adjustment.tables, "adjustment"),
        inputs=survey.source.files,
    )


def list_of(listed: Sequence[ListedTable]) -> Document:
    """Numbers and titles of tables, and of each that can't be made why not."""
    pairs = tuple(Pair(one.id, (one.title, *([f"not made: {one.lacking}"] if one.lacking else []))) for one in listed)
    lacking = sum(bool(one.lacking) for one in listed)
    title = counted(len(listed), "table") + (f", of which {lacking:,} can't be made" if lacking else "")
    return Document("tables", title, (Section("Tables", (Pairs(pairs, ("Table", "What it shows")),), "tables"),))
