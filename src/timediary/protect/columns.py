"""Tables of other kinds than shares of time, protected one by one: small columns, and small counts within columns."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from timediary.model.line import LineKind, Unit
from timediary.model.rounding import round_half_up, round_outwards
from timediary.model.table import HIDDEN_BASE, Status

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from timediary.model.disclosure import DisclosurePolicy
    from timediary.model.line import Line
    from timediary.model.table import Precision, Table

# Decimals of what isn't a share: hours and numbers to a tenth, times and minutes to whole ones.
_DECIMALS = {Unit.HOURS: 1, Unit.NUMBER: 1, Unit.MINUTES: 0, Unit.CLOCK: 1, Unit.RESPONDENTS: 0}


def protect_columns(table: Table, policy: DisclosurePolicy) -> Table:
    """A table whose small columns are gone, and the smallest of the others with them until they hide each other.

    A column of fewer respondents than the least number shows nothing. What the column 'All' has beyond all that is
    shown is then the hidden columns together: the smallest columns that could be shown are hidden too, until that is at
    least the least number of respondents. In a table of respondents by level, levels of too few are hidden by the
    same rule within each column. Figures are rounded, and nothing stays of tests between columns.

    Args:
        table: of any kind; of respondents where its rows are shares of the base.
        policy: what may be shown.
    """
    base = table.base.max(axis=0, initial=0)
    parts = np.array([column.kind is not LineKind.ALL for column in table.columns])
    gone = np.broadcast_to(_too_few(base, parts, policy.least_respondents), table.estimate.shape).copy()
    if _counts_respondents(table):
        for j in range(len(table.columns)):
            counts = np.nan_to_num(table.estimate[:, j]) * base[j]
            gone[:, j] |= _too_few(counts, np.ones(len(counts), dtype=np.bool_), policy.least_respondents)
    shown = policy.round_bases * round_half_up(table.base / policy.round_bases, 0).astype(np.int64)
    status = np.where(gone & (table.status != Status.NOT_APPLICABLE), Status.SUPPRESSED, table.status)
    return replace(
        table,
        estimate=np.where(gone, np.nan, _rounded_rows(table, table.estimate, policy.decimals)),
        base=np.where(_too_few(base, parts, policy.least_respondents), HIDDEN_BASE, shown),
        hours=np.full(table.hours.shape, np.nan),
        status=status.astype(object),
        decimals=min(table.decimals, policy.decimals),
        precision=None if table.precision is None else _rounded(table, table.precision, gone, policy.decimals),
        tests=None,
        column_hours=np.empty(0),
        column_diaries=None,
        is_protected=True,
        scope="",
    )


def _too_few(sizes: NDArray[np.number], parts: NDArray[np.bool_], least: int) -> NDArray[np.bool_]:
    """Which of some parts of a whole are hidden: the small ones, and with them the next until they are enough."""
    hidden = parts & (sizes > 0) & (sizes < least)
    for i in np.argsort(sizes, kind="stable").tolist():
        if not hidden.any() or sizes[hidden].sum() >= least:
            break
        hidden[i] |= bool(parts[i] and sizes[i] > 0)
    return np.asarray(hidden)


def _counts_respondents(table: Table) -> bool:
    """Whether its rows are levels that respondents are at, so that a share is a number of them."""
    return all(row.unit is Unit.SHARE and row.kind is LineKind.LEVEL for row in table.rows)


def _rounded_rows(table: Table, values: NDArray[np.float64], decimals: int) -> NDArray[np.float64]:
    """Figures as they are shown, row by row, by their units."""
    rounded = np.empty(values.shape)
    for i, row in enumerate(table.rows):
        rounded[i] = round_half_up(values[i], _decimals(row, decimals))
    return rounded


def _decimals(row: Line, decimals: int) -> int:
    """Of the figures of a row; `decimals` are those of percentages."""
    return decimals + 2 if row.unit is Unit.SHARE else _DECIMALS[row.unit]


def _rounded(table: Table, precision: Precision, gone: NDArray[np.bool_], decimals: int) -> Precision:
    """Intervals as coarse as the figures, outwards, so that none claims more than is known; no standard errors."""
    steps = np.array([[10.0 ** -_decimals(row, decimals)] for row in table.rows])
    low, high = (np.where(gone, np.nan, limits) for limits in round_outwards(precision.low, precision.high, steps))
    unknown = np.full(gone.shape, np.nan)
    return precision._replace(
        se=unknown,
        low=low,
        high=high,
        deff=unknown,
        degrees_of_freedom=unknown,
    )
