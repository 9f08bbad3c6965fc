"""The hours account: what respondents say they worked against what they are contracted for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from timediary.estimate.intervals import wald_interval
from timediary.estimate.ratios import means
from timediary.model.line import Line, LineKind, Unit
from timediary.model.table import Table
from timediary.sample.values import numbers_of, resolve
from timediary.tabulate.precision import precision_of_means, precision_of_shares, stacked
from timediary.tabulate.scope import column_notes, diaries_of, labels_of, scope_of, source_of
from timediary.tabulate.shares import statuses

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from timediary.estimate.ratios import Estimates
    from timediary.model.table import Precision
    from timediary.model.workload import WorkloadRules
    from timediary.sample import Sample

_ROWS = (
    Line("net", "Worked less contracted, mean", LineKind.LEVEL, Unit.HOURS),
    Line("excess", "Worked over contract, mean of all", LineKind.LEVEL, Unit.HOURS),
    Line("over", "Respondents who worked over contract", LineKind.LEVEL, Unit.SHARE),
)
_NOTES = (
    "Respondents whose contracted and worked hours are both known; hours worked in the week as they report them.",
    "Who worked less than contracted counts as 0 in the second row and takes away from the first.",
)


def tabulate_hours_account(sample: Sample, by: Sequence[str], rules: WorkloadRules) -> Table:
    """Mean hours worked over contract: net, those above alone, and how many respondents have any.

    Args:
        sample: n respondents.
        by: attributes that make the columns.
        rules: which attributes hold worked and contracted hours.

    Raises:
        RequestError: the survey lacks one of them, or the sample can't be resolved.
    """
    survey, columns = sample.survey, sample.columns(by)
    net = account_of(sample, rules)[sample.inside]
    members = columns.members & np.isfinite(net)[:, None]
    known = np.nan_to_num(net)
    figures = [means(each, sample.design, members) for each in (known, np.maximum(known, 0.0), (known > 0.0) * 1.0)]
    estimate = np.vstack([found.values.T for found in figures])
    base = np.broadcast_to(sample.bases(members), estimate.shape).astype(np.int64)
    precision = _precision(sample, figures)
    label = labels_of(survey, by)
    return Table(
        id=f"hours_account:{','.join(by) or 'overall'}",
        title="Hours worked against hours contracted" + (f" by {label}" if label else ""),
        rows=_ROWS,
        columns=columns.lines,
        estimate=estimate,
        base=base,
        hours=np.full(estimate.shape, np.nan),
        status=statuses(survey.study.defaults, estimate, base, precision.se),
        scope=scope_of(sample),
        notes=(*_NOTES, *column_notes(sample, by)),
        source=source_of(survey),
        abbreviations=survey.study.abbreviations,
        column_hours=(columns.membership.T * sample.weights) @ survey.recorded_hours,
        column_diaries=diaries_of(sample, columns),
        precision=precision,
    )


def account_of(sample: Sample, rules: WorkloadRules) -> NDArray[np.float64]:
    """Hours worked less hours contracted of each respondent, shape (n,), NaN where one of the two isn't known."""
    survey = sample.survey
    worked, contracted = (
        numbers_of(survey, resolve(survey, name)) for name in (rules.worked_hours, rules.contracted_hours)
    )
    return worked - contracted


def _precision(sample: Sample, figures: list[Estimates]) -> Precision:
    net, excess, over = figures
    most = 24.0 * len(sample.survey.study.grid.days)
    known = precision_of_means(net, sample, most)
    interval = wald_interval(net.values.T, known.se, known.degrees_of_freedom)
    low, high = (np.clip(limit, -most, most) for limit in (interval.low, interval.high))
    return stacked(
        [
            known._replace(low=low, high=high),
            precision_of_means(excess, sample, most),
            precision_of_shares(over, over.bases[None, :], sample),
        ]
    )
