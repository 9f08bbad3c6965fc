"""Pictures of a publication: painted from protected tables alone, so that they show nothing that these don't."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from timediary.model.problem import RequestError
from timediary.model.table import HIDDEN_BASE
from timediary.pipeline.chart_registry import KINDS, PictureRequest

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Unpack

    from timediary.model.picture import Picture
    from timediary.model.results import Results
    from timediary.model.table import Table, TableSpec
    from timediary.plot import Plot
    from timediary.plot.sheet import Looks

# Kinds whose numbers are all in tables of shares, which can be protected.
OF_SHARES = ("composition", "dots")
_OF_PEOPLE = {
    "week": "it shows the week of each respondent",
    "spread": "its outermost dots are single respondents",
}


def refuse_unsafe(kind: str) -> None:
    """Refuse a kind of picture that can't be protected, and say why.

    Raises:
        RequestError: it can't.
    """
    if kind in OF_SHARES:
        return
    why = _OF_PEOPLE.get(kind, "its numbers aren't sums that can be protected together with other tables")
    raise RequestError(
        f"A picture of the kind '{kind}' can't be published with --safe: {why}. Kinds that can: {', '.join(OF_SHARES)}."
    )


def safe_pictures(
    specs: Sequence[TableSpec], tables: Sequence[Table], palette: str | Sequence[str] | None = None
) -> tuple[tuple[Picture, ...], tuple[str, ...]]:
    """The pictures of a report that show nothing but its protected tables; and why others are left out."""
    from timediary.plot.picture import for_page

    painted: list[Picture] = []
    left_out: list[str] = []
    for kind in KINDS.values():
        if not kind.in_report:
            continue
        if kind.id != "composition":
            left_out.append(f"{kind.id}: its numbers aren't among the protected tables.")
            continue
        for spec, table in zip(specs, tables, strict=True):
            if not spec.by and len(specs) > 1:
                continue
            shown = shown_columns(table)
            if why := kind.too_much(spec.grouping, (shown,)):
                left_out.append(f"{kind.id} --by {','.join(spec.by)}: {why}")
                continue
            request = PictureRequest(spec.grouping, (spec.by,), None, spec.subtotal, spec.decimals)
            plots = kind.painted_for_page((shown,), request, palette)
            painted.append(for_page("-".join((kind.id, *spec.by)), len(painted) + 1, *plots))
    return tuple(painted), tuple(left_out)


def picture_of(results: Results, kind: str, request: PictureRequest, **looks: Unpack[Looks]) -> Plot:
    """A picture of a publication's own tables, for a template.

    Raises:
        RequestError: the kind can't be protected, or no table of the publication has what is asked for.
    """
    refuse_unsafe(kind)
    if results.protection is None or results.grouping is None:
        raise RequestError("These results aren't protected; make them with safe=True.")
    known = dict(zip(results.protection.breakdowns, results.tables, strict=False))
    missing = [",".join(by) for by in request.breakdowns if by not in known]
    if missing or request.grouping != results.grouping:
        what = f"by '{missing[0]}'" if missing else f"of the grouping '{request.grouping.id}'"
        raise RequestError(
            f"The publication has no table {what}, so that a picture of it can't be protected together with the "
            "others. Ask for the table too (--by)."
        )
    return painted_safe(kind, request, [known[by] for by in request.breakdowns], **looks)


def painted_safe(kind: str, request: PictureRequest, tables: Sequence[Table], **looks: Unpack[Looks]) -> Plot:
    """A picture of protected tables, of the columns of which what it shows is shown.

    Raises:
        RequestError: nothing is left to show.
    """
    row = request.category if kind == "dots" else None
    shown = tuple(shown_columns(table, row) for table in tables)
    if not any(len(table.columns) for table in shown):
        raise RequestError("Every column is hidden, so nothing is left to draw.")
    return KINDS[kind].painted(shown, request, **looks)


def shown_columns(table: Table, row: str | None = None) -> Table:
    """The table of the columns of which everything is shown, or one row: what can be drawn.

    Args:
        table: a protected one.
        row: the id of a row that matters alone; all rows do where None.
    """
    matter = [i for i, line in enumerate(table.rows) if row in (None, line.id)]
    columns = [
        j
        for j in range(len(table.columns))
        if not np.isnan(table.estimate[matter, j]).any() and HIDDEN_BASE not in table.base[matter, j]
    ]
    return table.selected(columns)
