"""What an hour of client work takes and costs: the multiplier of the diaries."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from timediary.estimate.intervals import Interval
from timediary.estimate.staffing import multiplier
from timediary.model.line import Line, LineKind, Unit
from timediary.model.problem import RequestError
from timediary.model.table import Table
from timediary.tabulate.precision import LEVEL, precision_of_shares, stacked
from timediary.tabulate.scope import column_notes, labels_of, scope_of, source_of
from timediary.tabulate.shares import share_estimates, statuses

if TYPE_CHECKING:
    from timediary.model.table import Precision, TableSpec
    from timediary.model.workload import WorkloadRules
    from timediary.sample import Sample

_SHARE = Line("client_share", "Share of time that is client work", LineKind.LEVEL, Unit.SHARE)
_MULTIPLIER = Line("multiplier", "Hours paid for an hour of client work", LineKind.LEVEL, Unit.NUMBER)
_INDIRECT = Line("indirect_per_direct", "Hours of other work to an hour of it", LineKind.LEVEL, Unit.NUMBER)
_COST = Line("cost_of_client_hour", "Cost of an hour of client work", LineKind.LEVEL, Unit.NUMBER)


def client_row(sample: Sample, spec: TableSpec, rules: WorkloadRules) -> str:
    """The row of a grouping that is client work: what the study names, or the last of its headline.

    Raises:
        RequestError: the grouping has no such row.
    """
    headline = sample.survey.study.defaults.headline
    wanted = rules.client or (headline[-1] if headline else "")
    rows = [row.id for row in spec.grouping.rows]
    if wanted not in rows:
        raise RequestError(
            f"The grouping '{spec.grouping.id}' has no row '{wanted}' for client work; name another in limits.toml "
            f"(client = ...). It has: {', '.join(rows)}."
        )
    return wanted


def tabulate_unit_costs(sample: Sample, spec: TableSpec, rules: WorkloadRules, hour: float | None = None) -> Table:
    """The multiplier M = 1 / share of client work, other hours to an hour of it, and what an hour of it costs.

    As the unit costs of health and social care of the Personal Social Services Research Unit (PSSRU) spread all of a
    worker's cost over the hours of client work, here with the share from diaries and its interval.

    Args:
        sample: who is in the table, and how they were sampled.
        spec: grouping and breakdown.
        rules: which row is client work.
        hour: cost of a paid hour; None leaves the costs out.

    Raises:
        RequestError: the grouping has no row of client work, or the sample can't be resolved.
    """
    survey, columns = sample.survey, sample.columns(spec.by)
    row = [line.id for line in spec.grouping.rows].index(client_row(sample, spec, rules))
    estimates = share_estimates(sample, spec.grouping, columns)
    share = estimates.values.T[[row]]
    bases = np.broadcast_to(sample.bases(columns.members), estimates.values.T.shape).astype(np.int64)
    every = precision_of_shares(estimates, bases, sample)
    known = every.each(lambda values: values[[row]])
    factor, se, limits = multiplier(share, known.se, Interval(known.low, known.high, LEVEL))
    inverted = known._replace(se=se, low=_finite(limits.low), high=_finite(limits.high))
    rest = inverted._replace(low=inverted.low - 1.0, high=inverted.high - 1.0)
    lines, values, precision = [_SHARE, _MULTIPLIER, _INDIRECT], [share, factor, factor - 1.0], [known, inverted, rest]
    if hour is not None:
        lines.append(_COST)
        values.append(factor * hour)
        precision.append(inverted._replace(se=se * hour, low=inverted.low * hour, high=inverted.high * hour))
    estimate = np.vstack(values)
    base = np.broadcast_to(sample.bases(columns.members), estimate.shape).astype(np.int64)
    together = stacked(precision)
    by = labels_of(survey, spec.by)
    label = spec.grouping.rows[row].label
    return Table(
        id=f"unit_cost:{','.join(spec.by) or 'overall'}",
        title="What an hour of client work takes" + (f" by {by}" if by else ""),
        rows=tuple(lines),
        columns=columns.lines,
        estimate=estimate,
        base=base,
        hours=np.full(estimate.shape, np.nan),
        status=statuses(survey.study.defaults, estimate, base, together.se),
        scope=scope_of(sample),
        notes=(*_notes(label, hour), *column_notes(sample, spec.by)),
        source=source_of(survey),
        abbreviations=survey.study.abbreviations,
        column_hours=(columns.membership.T * sample.weights) @ survey.recorded_hours,
        precision=together if spec.precision else None,
    )


def multiplier_of(sample: Sample, spec: TableSpec, rules: WorkloadRules) -> tuple[float, float, float, float]:
    """The multiplier of everybody in a table, with its standard error and limits.

    Raises:
        RequestError: as `tabulate_unit_costs`.
    """
    table = tabulate_unit_costs(sample, spec._replace(by=(), precision=True), rules)
    known: Precision | None = table.precision
    if known is None:
        raise RequestError("A multiplier needs its interval.")
    row = [line.id for line in table.rows].index("multiplier")
    return tuple(float(values[row, -1]) for values in (table.estimate, known.se, known.low, known.high))  # type: ignore[return-value]


def _finite(
    limits: np.ndarray[tuple[int, ...], np.dtype[np.float64]],
) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """Limits without infinite ones, which no file can hold."""
    return np.where(np.isfinite(limits), limits, np.nan)


def _notes(label: str, hour: float | None) -> list[str]:
    notes = [
        f"Client work is '{label}'. Hours paid for an hour of it are 1 over its share of the time recorded (after "
        "PSSRU, Unit Costs of Health and Social Care); limits are those of the share turned round.",
    ]
    if hour is not None:
        notes.append(f"An hour paid costs {hour:,.2f}; an hour of client work as much times the hours paid for it.")
    return notes
