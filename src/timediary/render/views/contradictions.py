"""The published figures that can't all be true, with their proofs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from timediary.model.definition import Figure, allowed_text, figure_text
from timediary.model.document import Document, Grid, GridRow, Items, Records, RowKind, Section, Text, Tone, columns_of
from timediary.model.number import COUNT
from timediary.model.spelling import number_text
from timediary.render.grids import count_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from timediary.model.definition import Contradiction, PublishedCell
    from timediary.model.document import Edition
    from timediary.model.statement import Contradictions, ImpossibleStatement

_KINDS = {Figure.COUNT: "numbers of respondents", Figure.PERCENT: "percentages", Figure.SHARE: "shares of time"}
_FIELDS = ("table", "row", "column", "kind", "printed", "low", "high", "nearest", "against")

_METHOD = (
    "Figures about the same attributes (numbers and percentages of respondents), and shares of time of the same "
    "respondents, are taken together as an integer programme, which HiGHS solves. Of respondents its unknowns are how "
    "many there are of every kind that the tables tell apart: each is a whole number, none below nought, and the sums "
    "over the kinds are what the tables print. Of time they are the shares of the activity codes, and each percentage "
    "as printed.",
    "First it is asked which figures must be given up for all others to hold together, and as few as can be. Where "
    "several choices are as small, percentages are given up before numbers, and of numbers those of which the change "
    "is the smallest part. So each figure below is one that may be wrong: that it contradicts those in its proof is "
    "certain, that it and not one of them is the misprint is the simplest reading.",
    "Then each is proved by itself: other published figures which leave no room for it, none of which can be left out "
    "(deletion filter; Chinneck 2008, Feasibility and infeasibility in optimization, chapter 6.2). Figures of its own "
    "table are taken where they suffice, then those of tables about the same attributes.",
)
_OF_STATEMENTS = (
    "Each number of the text that its figures leave no room for, by the same programmes: a number or percentage of "
    "respondents is put beside all figures about its attributes that can hold together, a share of time beside those "
    "of the same respondents. All others of the text that a survey can be asked can hold together with the tables: "
    "the synthetic survey, in which they do, is the proof."
)
_STATEMENT_FIELDS = ("statement", "place", "quote", "printed", "low", "high", "nearest", "against")
_ASSUMED = (
    "The definitions of the tables: who counts in each row and column, and what a percentage is of.",
    "A percentage is rounded, halves up, to the decimals printed. A blank or a dash says nothing.",
    "Every respondent has one answer to each question, or no information; client groups may be several.",
    "Of hours nothing: shares of time need only come from one set of figures for the same respondents, which add to "
    "100.",
    "A subtotal of time is the sum of its lines as printed, where its table says so.",
)


def document(contradictions: Contradictions, edition: Edition) -> Document:
    """Every figure with what it must be and what proves it, table by table; but for screens how it is worked out."""
    found = tuple(contradictions)
    study = contradictions.study
    made = f"Made by 'timediary study contradictions {study.id} --document'; change the study, not this file."
    in_full = not edition.is_brief
    return Document(
        name="contradictions",
        title="Published figures that can't all be true" if in_full else _total(found),
        lead=(Text(made, Tone.FAINT), Text(f"{_total(found)} Published in: {study.source}.")) if in_full else (),
        sections=(
            *(_about(found) if in_full else ()),
            *(
                Section(_title(contradictions, id_), tuple(map(_proof, members)), f"table-{id_.replace('.', '-')}")
                for id_, members in _by_table(found)
            ),
            *_of_text(contradictions.statements, in_full=in_full),
        ),
        provenance=(("Study", study.name), ("Published in", study.source)) if in_full else (),
        records=_records(contradictions),
    )


def _of_text(statements: Sequence[ImpossibleStatement], *, in_full: bool) -> Iterator[Section]:
    """The numbers in the text, each with what it must be and what proves it."""
    if statements:
        lead = (Text(_OF_STATEMENTS),) if in_full else ()
        title = f"Numbers in the text: {len(statements)} that can't be true"
        yield Section(title, (*lead, *map(_stated_proof, statements)), "text")


def _stated_proof(one: ImpossibleStatement) -> Section:
    statement = one.statement
    left = allowed_text(one.proof, statement.least, statement.most)
    told = f"{statement.place}: '{statement.quote}' ({statement.printed}): it {left} if these hold:"
    return Section(told, (_against(one.proof),))


def _records(contradictions: Contradictions) -> tuple[Records, ...]:
    of_tables = Records("contradictions", _FIELDS, lambda: map(_fields, contradictions.found))
    if not contradictions.statements:
        return (of_tables,)
    return of_tables, Records("statements", _STATEMENT_FIELDS, lambda: map(_stated_fields, contradictions.statements))


def _about(found: Sequence[Contradiction]) -> Iterator[Section]:
    yield Section("How it is worked out", tuple(map(Text, _METHOD)), "method")
    yield Section("What is assumed", (Items(_ASSUMED),), "assumed")
    rows = [_count_row(id_, members) for id_, members in _by_table(found)]
    rows.append(_count_row("All", found)._replace(kind=RowKind.SUBTOTAL))
    columns = columns_of(*(label.capitalize() for label in _KINDS.values()))
    grid = Grid("totals", "Figures that contradict others.", "Table", columns, tuple(rows))
    yield Section("Totals", (grid,), "totals")


def _count_row(label: str, members: Sequence[Contradiction]) -> GridRow:
    counts = (sum(one.cell.figure is kind for one in members) for kind in _KINDS)
    return GridRow(label, RowKind.BODY, COUNT, tuple(map(count_of, counts)))


def _title(contradictions: Contradictions, id_: str) -> str:
    title = contradictions.titles.get(id_, "")
    return f"Table {id_}: {title}" if title else f"Table {id_}"


def _proof(one: Contradiction) -> Section:
    claim = f"{one.cell.row}, {one.cell.column} ({one.cell.figure}): {figure_text(one.cell)}"
    return Section(f"{claim} is printed; it {allowed_text(one)} if these hold:", (_against(one),))


def _against(one: Contradiction) -> Items:
    return Items(tuple(f"{other.name} ({other.figure}): {figure_text(other)}" for other in one.against))


def _by_table(found: Sequence[Contradiction]) -> list[tuple[str, list[Contradiction]]]:
    tables: dict[str, list[Contradiction]] = {}
    for one in found:
        tables.setdefault(one.cell.table, []).append(one)
    return list(tables.items())


def _total(found: Sequence[Contradiction]) -> str:
    kinds = ", ".join(f"{sum(one.cell.figure is kind for one in found)} {label}" for kind, label in _KINDS.items())
    return f"{len(found)} published figures contradict others: {kinds}."


def _fields(one: Contradiction) -> Iterator[str]:
    """As they stand in the study's folder."""
    yield from (*_place(one.cell), one.cell.printed)
    yield from _proved(one)


def _stated_fields(one: ImpossibleStatement) -> Iterator[str]:
    statement = one.statement
    yield from (str(statement.number), statement.place, statement.quote, statement.printed)
    yield from _proved(one.proof)


def _proved(one: Contradiction) -> Iterator[str]:
    yield from map(number_text, (one.low, one.high, one.nearest))
    yield "\n".join(" | ".join(_place(other)) for other in one.against)


def _place(cell: PublishedCell) -> tuple[str, str, str, str]:
    return cell.table, cell.row, cell.column, cell.figure.value
