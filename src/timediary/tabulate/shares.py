"""Breakdown tables: shares of recorded time by group of activities and by attributes of the respondents."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from timediary.model.line import Line, LineKind, Unit
from timediary.model.rounding import round_half_up
from timediary.model.table import Status, Table
from timediary.tabulate.precision import precision_of_shares
from timediary.tabulate.scope import column_notes, diaries_of, labels_of, mention_notes, scope_of, source_of, titled
from timediary.tabulate.standardising import as_standardised, standard_of, standardised

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from timediary.estimate.ratios import Estimates
    from timediary.model.study import Defaults, Grouping
    from timediary.model.table import TableSpec
    from timediary.sample import Sample
    from timediary.sample.columns import Columns
    from timediary.tabulate.standardising import Standard


def tabulate_shares(sample: Sample, spec: TableSpec) -> Table:
    """Shares of recorded time: all the time in a row over all the time recorded, by the same respondents.

    The ratio of totals that the 2009 report states as its rule (section 3.3), never a mean of personal
    percentages. Respondents who recorded no time are in no base.

    Args:
        sample: who is in the table, and how they were sampled.
        spec: what the table shows.

    Raises:
        RequestError: an attribute or level doesn't fit the survey, or the sample can't be resolved.
    """
    columns = sample.columns(spec.by)
    standard = None if spec.standardise is None else standard_of(sample, spec.by, spec.standardise)
    estimates = share_estimates(sample, spec.grouping, columns, standard)
    table = share_table(sample, spec, columns, estimates, standard)
    if spec.test is None:
        return table
    from timediary.tabulate.testing import tested

    slot = sample.survey.grid.hours_per_slot
    profile = sample.hours_in(spec.grouping)[sample.inside][:, groups_of(spec.grouping)]
    if standard is not None:
        # The tests of whole profiles are of respondents as they are.
        profile = profile[:, :0]
    return tested(table, estimates, spec.test, profile, sample, columns, slot)


def share_table(
    sample: Sample, spec: TableSpec, columns: Columns, estimates: Estimates, standard: Standard | None = None
) -> Table:
    """The table of some shares: hours, bases and statuses with the estimates.

    Args:
        sample: who the estimates rest on, and how they were sampled.
        spec: what the table shows.
        columns: who is in each of the c columns.
        estimates: the shares with their variances, c domains by r categories.
        standard: the mix that they were brought to.
    """
    survey = sample.survey
    weighted = columns.membership.T * sample.weights
    hours = (weighted @ sample.hours_in(spec.grouping, mentions_too=True)).T
    if survey.mentions is None:
        recorded = hours[groups_of(spec.grouping)].sum(axis=0)
    else:
        recorded = weighted @ survey.recorded_hours
    with np.errstate(invalid="ignore", divide="ignore"):
        estimate = hours / recorded if standard is None else estimates.values.T.copy()
    base = np.broadcast_to(sample.bases(estimates.cells.membership), estimate.shape).astype(np.int64)
    precision = precision_of_shares(estimates, base, sample)
    if spec.subtotal == "rounded":
        _add_rounded(estimate, spec.grouping, spec.decimals)
    table = Table(
        id=",".join(spec.by) or "overall",
        title=_title(sample, spec),
        rows=lines_of(spec.grouping),
        columns=columns.lines,
        estimate=estimate,
        base=base,
        hours=hours,
        status=statuses(survey.study.defaults, estimate, base, precision.se),
        scope=scope_of(sample, np.asarray(columns.membership.any(axis=1))),
        notes=_notes(sample, spec),
        source=source_of(survey),
        abbreviations=survey.study.abbreviations,
        decimals=spec.decimals,
        column_hours=recorded,
        column_diaries=diaries_of(sample, columns),
        precision=precision if spec.precision else None,
    )
    if standard is None:
        return table
    return as_standardised(table, sample, standard, columns, columns.members)


def lines_of(grouping: Grouping) -> tuple[Line, ...]:
    """The rows of a table of shares: the groups and subtotals of a grouping."""
    kinds = (LineKind.GROUP if row.codes else LineKind.SUBTOTAL for row in grouping.rows)
    return tuple(Line(row.id, row.label, kind, Unit.SHARE) for row, kind in zip(grouping.rows, kinds, strict=True))


def share_estimates(
    sample: Sample, grouping: Grouping, columns: Columns, standard: Standard | None = None
) -> Estimates:
    """The shares of a table as estimates with their variances, domains (columns) by categories (rows).

    Args:
        sample: who the estimates rest on, and how they were sampled.
        grouping: the rows; its groups of codes add up to all the time recorded.
        columns: who is in each column.
        standard: a mix that each column is brought to.
    """
    if standard is None:
        return sample.shares(grouping, columns)
    inside = sample.hours_in(grouping, mentions_too=True)[sample.inside]
    recorded = sample.recorded_in(grouping)[sample.inside]
    return standardised(sample, inside, recorded, columns.members, standard)


def groups_of(grouping: Grouping) -> NDArray[np.bool_]:
    """Which rows are groups of codes and not subtotals, shape (r,)."""
    return np.array([bool(row.codes) for row in grouping.rows])


def statuses(
    defaults: Defaults, estimate: NDArray[np.float64], base: NDArray[np.int64], se: NDArray[np.float64]
) -> NDArray[np.object_]:
    """Why a cell is not to be taken as it stands, by the study's rule of reliability; shape of `estimate`."""
    status = np.full(estimate.shape, Status.ORDINARY, dtype=object)
    with np.errstate(invalid="ignore"):
        status[(se >= defaults.high_cv * estimate) & (estimate > 0)] = Status.HIGH_VARIATION
    status[base < defaults.low_base] = Status.LOW_BASE
    status[np.isnan(estimate)] = Status.NOT_APPLICABLE
    return status


def _add_rounded(estimate: NDArray[np.float64], grouping: Grouping, decimals: int) -> None:
    """Replace each subtotal by the sum of its lines as printed, in place."""
    printed = round_half_up(estimate, decimals + 2)
    positions = {row.id: i for i, row in enumerate(grouping.rows)}
    for i, row in enumerate(grouping.rows):
        if row.sum_of:
            estimate[i] = printed[[positions[part] for part in row.sum_of]].sum(axis=0)


def _title(sample: Sample, spec: TableSpec) -> str:
    by = labels_of(sample.survey, spec.by)
    return titled(sample, "Share of recorded time" + (f" by {by}" if by else ""))


def _notes(sample: Sample, spec: TableSpec) -> tuple[str, ...]:
    notes: list[str] = ["Each figure is all the time in the row over all the time recorded in the column."]
    notes += mention_notes(sample)
    subtotals: Sequence[str] = [row.label for row in spec.grouping.rows if row.sum_of]
    if subtotals and spec.subtotal == "rounded":
        notes.append("Subtotals add the lines as printed, as the report of 2009 did.")
    return (*notes, *column_notes(sample, spec.by))
