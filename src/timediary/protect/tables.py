"""Tables as they may be published: what would identify somebody is gone, and the rest is rounded."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from timediary.model.problem import RequestError
from timediary.model.rounding import round_outwards
from timediary.model.table import HIDDEN_BASE, Status
from timediary.protect.attack import told
from timediary.protect.publication import publication_of
from timediary.protect.suppression import suppress

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from timediary.model.disclosure import DisclosurePolicy
    from timediary.model.study import Grouping, Study
    from timediary.model.table import Precision, Table
    from timediary.protect.amounts import Amounts, TableFigures
    from timediary.protect.publication import Places

# Figures of a table and of the programme agree to this part of themselves, or the table isn't what it is taken for.
_SAME = 1e-7


class Hiding(NamedTuple):
    """What was hidden of some tables.

    Attributes:
        cells: figures of all tables, each counted once wherever it stands.
        hidden: how many of them are not shown.
        hours_shown: the part of the hours, over all figures, that the figures shown stand for.
        is_least: whether it is proved that no fewer hours could have been hidden.
    """

    cells: int
    hidden: int
    hours_shown: float
    is_least: bool


def protect_tables(
    tables: Sequence[tuple[Table, TableFigures]],
    amounts: Amounts,
    policy: DisclosurePolicy,
    *,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[tuple[Table, ...], Hiding]:
    """Tables of the same diaries, protected together and attacked.

    Args:
        tables: each with what its figures are sums of.
        amounts: what the figures sum.
        policy: what may be shown.
        progress: called with how many cells were looked at, and how many there are.

    Returns:
        The tables in their order, and what was hidden.

    Raises:
        RequestError: a table's figures aren't those sums, or they can't be protected.
    """
    publication = publication_of([figures for _, figures in tables], amounts, policy)
    for (table, _), places in zip(tables, publication.places, strict=True):
        _check(table, places)
    try:
        found = suppress(publication.statements, publication.targets, publication.figures, progress=progress)
    except ValueError as error:
        raise RequestError(f"These tables can't be published together: {error}. Leave a breakdown out.") from None
    figures, hidden = publication.figures, found.hidden
    if told(publication.statements.without(hidden), publication.targets).any():
        raise RequestError(
            "Figures could still be worked out of these tables, so nothing is published. Leave a breakdown out, or "
            "join small groups, and please report it."
        )
    total = float(figures.scale.sum())
    kept = float(figures.scale[~hidden].sum()) / total if total else 1.0
    made = tuple(
        _safe(table, what, places, hidden, policy.decimals)
        for (table, what), places in zip(tables, publication.places, strict=True)
    )
    return made, Hiding(len(hidden), int(hidden.sum()), kept, found.is_least)


def most_hours_of(study: Study) -> float:
    """What one diary of a study can hold at most, in hours."""
    return len(study.grid.days) * study.grid.day_minutes / 60


def codes_of_rows(study: Study, grouping: Grouping) -> NDArray[np.bool_]:
    """Which of the k activity codes are in each of the r rows of a grouping, bool (r, k)."""
    codes = np.zeros((len(grouping.rows), len(study.codes)), dtype=np.bool_)
    positions = {row.id: i for i, row in enumerate(grouping.rows)}
    for i, row in enumerate(grouping.rows):
        codes[i, [study.code_numbers[code] - 1 for code in row.codes]] = True
        for part in row.sum_of:
            codes[i] |= codes[positions[part]]
    return codes


def _check(table: Table, places: Places) -> None:
    """See that a table shows the figures that are protected, and no others."""
    shown, meant = table.estimate, places.values
    if shown.shape == meant.shape and np.allclose(shown, meant, rtol=_SAME, atol=1e-12, equal_nan=True):
        return
    raise RequestError(
        f"The figures of '{table.title}' aren't plain sums of what the respondents recorded, so they can't be "
        "protected. Leave the table out of what is published."
    )


def _safe(table: Table, figures: TableFigures, places: Places, hidden: NDArray[np.bool_], decimals: int) -> Table:
    """One table without its hidden figures; hours stand once a column, in a row of their own."""
    gone, no_base = hidden[places.figures] | places.is_few, hidden[places.bases] | places.is_few
    known = (table.status != Status.NOT_APPLICABLE) | places.is_few
    # The limits of a share of respondents tell how many these are, more closely than their rounded number does.
    of_respondents = (np.count_nonzero(figures.rows, axis=1) == 0)[:, None]
    no_limits = gone | no_base | of_respondents | np.isin(places.values, (0, 1))
    return replace(
        table,
        estimate=np.where(gone, np.nan, places.printed),
        base=np.where(no_base, HIDDEN_BASE, places.printed_bases),
        hours=np.full(table.hours.shape, np.nan),
        status=np.where(gone & known, Status.SUPPRESSED, table.status).astype(object),
        precision=_rounded(table.precision, no_limits, figures.units)
        if table.precision and not no_limits.all()
        else None,
        decimals=min(table.decimals, decimals),
        tests=None,
        column_hours=np.where(hidden[places.hours], np.nan, places.printed_hours),
        column_diaries=None,
        is_protected=True,
        scope="",
    )


def _rounded(precision: Precision, gone: NDArray[np.bool_], units: NDArray[np.float64]) -> Precision:
    """Intervals to as many digits as figures, outwards, so that none claims more than is known; none of hidden ones.

    Standard errors would tell more than figures do.
    """
    unknown = np.full(gone.shape, np.nan)
    low, high = (np.where(gone, np.nan, limits) for limits in round_outwards(precision.low, precision.high, units))
    return precision._replace(se=unknown, low=low, high=high, deff=unknown, degrees_of_freedom=unknown)
