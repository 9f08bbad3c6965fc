"""A plan: the answer in a sentence for each column, then the figures it comes from."""

from __future__ import annotations

import math
from itertools import chain, groupby
from typing import TYPE_CHECKING

from timediary.model.document import (
    BLANK,
    Document,
    Grid,
    GridCell,
    GridColumn,
    GridRow,
    Items,
    Records,
    RowKind,
    Section,
    columns_of,
    text_cell,
)
from timediary.model.line import LineKind, Unit
from timediary.model.number import COUNT, NumberForm, counted, form_of
from timediary.render.grids import NOT_APPLICABLE, count_of, figure_of, unknown_note

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from timediary.model.document import Edition
    from timediary.model.line import Line
    from timediary.model.plan import DayNeed, Need, Plan

_SHARE = form_of(Unit.SHARE, 0)
_POINTS = _SHARE.finer()
_FACTOR = NumberForm(decimals=2)
_MANY = 10
_FIELDS = ("column", "row", "share", "deff", "days", "respondents", "half_width", "wanted", "needed", "clusters")


def document(plan: Plan, edition: Edition) -> Document:  # noqa: ARG001 - the same on every medium
    """The answers, what each share takes, what numbers of respondents buy, and what the length of the diary does.

    In tidy form each row says which `half_width` a number of `respondents` gives for a share, over so many `days` (as
    many as now where empty). Where `needed` is given it is the number of respondents that the `wanted` half-width
    takes, in `clusters` if they are sampled so: in the row of this survey, and in those of other numbers of days.
    """
    answers = Items(tuple(_answer(plan, need) for need in _answered(plan)))
    return Document(
        name="plan",
        title=plan.title,
        lead=(answers,) if answers.texts else (),
        sections=tuple(Section(grid.title, (grid,), grid.id) for grid in _grids(plan)),
        notes=plan.notes,
        provenance=tuple(("Input", file) for file in plan.inputs),
        inputs=plan.inputs,
        records=(Records("plan", _FIELDS, lambda: _scenarios(plan)),),
    )


def _answered(plan: Plan) -> list[Need]:
    """The hardest share of each column, all respondents first; those without information are nobody's plan."""
    hardest = sorted(plan.hardest(), key=lambda need: need.column.kind is not LineKind.ALL)
    return [need for need in hardest if need.column.kind is not LineKind.NO_INFORMATION] or hardest


def _answer(plan: Plan, need: Need) -> str:
    """One column in a sentence: `All: 1,234 respondents for client-related work to within 2 points; ...`."""
    column, row = need.column.label.strip(), _lowered(need.row)
    now = f"; now {need.base:,} give {_points(need.half_width)}" if math.isfinite(need.half_width) else ""
    if not need.needed:
        return f"{column}: this survey can't tell{now}."
    clusters = f" in {need.clusters:,} clusters ({plan.cluster_name}) of {_each(need)}" if need.clusters else ""
    return f"{column}: {need.needed:,} respondents{clusters} for {row} to within {_points(plan.wanted)} points{now}."


def _each(need: Need) -> str:
    """Respondents in a cluster, on average: whole, unless there are few."""
    each = need.needed / need.clusters
    return NumberForm(decimals=0 if each >= _MANY else 1).text(each).removesuffix(".0")


def _points(fraction: float) -> str:
    """A half-width in points, a whole number of them without decimals."""
    return _POINTS.text(fraction).removesuffix(".0")


def _lowered(line: Line) -> str:
    label = line.label.strip()
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def _grids(plan: Plan) -> Iterator[Grid]:
    if plan.needs:
        yield _needs_grid(plan)
    if plan.needs and plan.numbers:
        yield _numbers_grid(plan)
    if plan.days:
        yield _days_grid(plan)


def _needs_grid(plan: Plan) -> Grid:
    heads = ["Share now", "Half-width now, points", "Design effect", "Respondents needed"]
    heads += ["Clusters needed"] if plan.cluster_name else []

    def cells(need: Need) -> list[GridCell]:
        shown = ((need.share, _SHARE), (need.half_width, _POINTS), (need.deff, _FACTOR))
        figures = [*(figure_of(*figure) for figure in shown), _count(need.needed)]
        return figures + ([_count(need.clusters)] if plan.cluster_name else [])

    title = f"What an interval of plus and minus {_points(plan.wanted)} points takes"
    return _grid("needs", title, columns_of(*heads), _grouped(plan.needs, cells))


def _numbers_grid(plan: Plan) -> Grid:
    def cells(need: Need) -> list[GridCell]:
        return [figure_of(width, _POINTS) for width in need.bought]

    title = "Half-widths, in points, that numbers of respondents give"
    return _grid("numbers", title, columns_of(*(f"{number:,}" for number in plan.numbers)), _grouped(plan.needs, cells))


def _days_grid(plan: Plan) -> Grid:
    """Lengths of the diary side by side: what as many respondents as now give, and how many are needed."""
    lengths = sorted({need.days for need in plan.days})
    by_row: dict[str, dict[int, DayNeed]] = {}
    for need in plan.days:
        by_row.setdefault(need.row.id, {})[need.days] = need
    rows = []
    for needs in by_row.values():
        label = next(iter(needs.values())).row.label.strip()
        cells = chain.from_iterable(_day_cells(needs.get(days)) for days in lengths)
        rows.append(GridRow(label, RowKind.BODY, COUNT, tuple(cells)))
    columns = []
    for days in lengths:
        outer = "1 day" if days == 1 else f"{days:,} days"
        columns += [GridColumn(f"{outer}, {inner}", inner, outer) for inner in ("Points", "Needed")]
    title = "Half-widths that as many respondents as now give, and respondents needed, by days"
    return _grid("days", title, columns, rows)


def _day_cells(need: DayNeed | None) -> tuple[GridCell, GridCell]:
    return (BLANK, BLANK) if need is None else (figure_of(need.half_width, _POINTS), _count(need.needed))


def _grouped(needs: Iterable[Need], cells: Callable[[Need], list[GridCell]]) -> list[GridRow]:
    """A row a need, those of a column under its label."""
    rows = []
    for _, group in groupby(needs, lambda need: need.column.id):
        members = list(group)
        figures = [tuple(cells(need)) for need in members]
        label = f"{members[0].column.label.strip()}, {counted(members[0].base, 'respondent')} now"
        rows.append(GridRow(label, RowKind.HEAD, COUNT, (BLANK,) * len(figures[0])))
        for need, found in zip(members, figures, strict=True):
            rows.append(GridRow(need.row.label.strip(), RowKind.BODY, COUNT, found, indent=1))
    return rows


def _count(number: int) -> GridCell:
    """A number of respondents or clusters; 0 stands for one that can't be told."""
    return count_of(number) if number else text_cell(NOT_APPLICABLE)


def _grid(id_: str, title: str, columns: Sequence[GridColumn], rows: Sequence[GridRow]) -> Grid:
    notes = unknown_note(rows, "this survey can't tell.")
    return Grid(id_, title, "Activity", tuple(columns), tuple(rows), notes=notes)


def _scenarios(plan: Plan) -> Iterator[tuple[str | float | None, ...]]:
    everybody = {need.row.id: need for need in plan.needs if need.column.kind is LineKind.ALL}
    for need in plan.needs:
        line = (need.column.id, need.row.id, need.share, need.deff, None)
        yield (*line, need.base, need.half_width, plan.wanted, need.needed or None, need.clusters or None)
        for number, width in zip(plan.numbers, need.bought, strict=True):
            yield (*line, number, width, None, None, None)
    for day in plan.days:
        now = everybody.get(day.row.id)
        share, base = (now.share, now.base) if now else (None, None)
        yield ("all", day.row.id, share, None, day.days, base, day.half_width, plan.wanted, day.needed or None, None)
