"""Tables as they may be published: what would tell of somebody is gone, and the rest is rounded."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from timediary.model.disclosure import Protection
from timediary.model.rounding import round_half_up
from timediary.model.table import HIDDEN_BASE, Status
from timediary.protect.publication import PublishedShares, publication_of
from timediary.protect.suppression import suppress

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from timediary.model.disclosure import DisclosurePolicy
    from timediary.model.study import Grouping, Study
    from timediary.model.table import Precision, Table
    from timediary.protect.publication import Places
    from timediary.sample import Sample


def protect_shares(
    sample: Sample,
    grouping: Grouping,
    tables: Sequence[tuple[tuple[str, ...], Table]],
    policy: DisclosurePolicy,
    *,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[tuple[Table, ...], Protection]:
    """Tables of shares of one sample, protected together.

    Args:
        sample: what all the tables were made of.
        grouping: the rows of all the tables.
        tables: each with the attributes that make its columns.
        policy: what may be shown.
        progress: called with how many cells were looked at, and how many there are.

    Returns:
        The tables in their order, and what was done to them.
    """
    shown = [replace(table, decimals=min(table.decimals, policy.decimals)) for _, table in tables]
    survey, minutes = sample.survey, sample.survey.code_minutes
    rows = codes_of_rows(survey.study, grouping)[:, minutes.numbers - 1]
    published = [
        PublishedShares(rows, sample.columns(by).membership, table.decimals)
        for (by, _), table in zip(tables, shown, strict=True)
    ]
    publication = publication_of(
        published, minutes.minutes / 60, sample.weights, survey.respondent_numbers, policy, most_hours_of(survey.study)
    )
    found = suppress(publication.statements, publication.targets, publication.figures, progress=progress)
    figures, hidden = publication.figures, found.hidden
    total = float(figures.scale.sum())
    kept = float(figures.scale[~hidden].sum()) / total if total else 1.0
    protection = Protection(
        policy,
        len(hidden),
        int(hidden.sum()),
        kept,
        found.is_least,
        breakdowns=tuple(by for by, _ in tables),
        where=tuple(map(str, sample.where)),
        weight=sample.sampling.weight,
    )
    safe = tuple(_safe(table, places, hidden, policy) for table, places in zip(shown, publication.places, strict=True))
    return safe, protection


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


def _safe(table: Table, places: Places, hidden: NDArray[np.bool_], policy: DisclosurePolicy) -> Table:
    """One table without its hidden figures; hours stand once a column, in a row of their own."""
    gone, no_hours, no_base = hidden[places.shares], hidden[places.hours], hidden[places.bases]
    step = policy.round_hours
    base = policy.round_bases * round_half_up(table.base / policy.round_bases, 0).astype(np.int64)
    return replace(
        table,
        estimate=np.where(gone, np.nan, round_half_up(table.estimate, table.decimals + 2)),
        base=np.where(no_base, HIDDEN_BASE, base),
        hours=np.full(table.hours.shape, np.nan),
        status=np.where(gone, Status.SUPPRESSED, table.status).astype(object),
        precision=None if table.precision is None else _rounded(table.precision, gone, table.decimals),
        tests=None,
        column_hours=np.where(no_hours, np.nan, step * round_half_up(table.column_hours / step, 0)),
        column_diaries=None,
        is_protected=True,
        scope="",
    )


def _rounded(precision: Precision, gone: NDArray[np.bool_], decimals: int) -> Precision:
    """Intervals to as many digits as figures, none of hidden ones; standard errors would tell more than figures do."""
    unknown = np.full(gone.shape, np.nan)
    low, high = (
        np.where(gone, np.nan, round_half_up(limits, decimals + 2)) for limits in (precision.low, precision.high)
    )
    return precision._replace(se=unknown, low=low, high=high, deff=unknown, degrees_of_freedom=unknown)
