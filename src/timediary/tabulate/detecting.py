"""How many respondents a wave it takes to find a change, from the variances of a survey at hand."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from timediary.estimate.planning import unit_variance
from timediary.estimate.power import respondents_to_detect
from timediary.model.line import Line, LineKind, Unit
from timediary.model.problem import RequestError
from timediary.model.table import Status, Table
from timediary.tabulate.crossing import crossed_lines
from timediary.tabulate.scope import labels_of, scope_of, source_of
from timediary.tabulate.shares import lines_of, share_estimates

if TYPE_CHECKING:
    from timediary.model.table import TableSpec
    from timediary.sample import Sample

_MEASURES = (
    Line("share", "Share", LineKind.LEVEL, own_unit=Unit.SHARE),
    Line("spread", "Spread of respondents", LineKind.LEVEL, own_unit=Unit.SHARE),
    Line("deff", "Design effect", LineKind.LEVEL, own_unit=Unit.NUMBER),
    Line("needed", "Respondents a wave", LineKind.LEVEL, own_unit=Unit.RESPONDENTS),
)


def tabulate_detection(
    sample: Sample, spec: TableSpec, change: float, power: float = 0.8, panel: float | None = None
) -> Table:
    """Respondents in each of two waves that find a change of a share, by category and column.

    From the standard deviation between respondents s and the design effect of this survey: about (z1 + z2)^2 2 s^2
    (1 - correlation) deff / change^2, by t (`respondents_to_detect`).

    Args:
        sample: this survey's respondents, and how they were sampled.
        spec: the breakdown whose cells are planned for.
        change: of a share, as a fraction.
        power: chance of finding it.
        panel: correlation of the two shares of a respondent who takes part twice; None where others are asked.

    Raises:
        RequestError: the specification doesn't fit the survey, or a number is outside its range.
    """
    if not 0 < change < 1:
        raise RequestError("The change to detect lies between 0 and 100 percentage points.")
    if not 0.05 < power < 1:
        raise RequestError("The power lies between 0.05, the chance of a false finding, and 1.")
    if panel is not None and not -1 < panel < 1:
        raise RequestError("The correlation of a panel lies between -1 and 1.")
    columns = sample.columns(spec.by)
    estimates = share_estimates(sample, spec.grouping, columns)
    bases = sample.bases(columns.members)
    deff = np.nan_to_num(estimates.deff, nan=1.0)
    known = (estimates.se > 0) & (estimates.degrees_of_freedom >= 1)[:, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = np.where(known, np.sqrt(unit_variance(estimates.se, bases[:, None]) / deff), np.nan)
    needed = np.full(spread.shape, np.nan)
    for place in zip(*np.nonzero(known), strict=True):
        found = respondents_to_detect(change, float(spread[place]), power, correlation=panel, deff=float(deff[place]))
        needed[place] = math.ceil(found - 1e-9)
    shown = np.stack([estimates.values, spread, np.where(known, deff, np.nan), needed], axis=1)
    estimate = shown.reshape(-1, shown.shape[2]).T
    lines = [
        line._replace(own_unit=_MEASURES[place % len(_MEASURES)].own_unit)
        for place, line in enumerate(crossed_lines(columns.lines, _MEASURES))
    ]
    by = labels_of(sample.survey, spec.by)
    points = 100 * change
    return Table(
        id=f"detect:{','.join(spec.by) or 'overall'}",
        title=f"Respondents a wave to detect a change of {points:g} points" + (f" by {by}" if by else ""),
        rows=lines_of(spec.grouping),
        columns=tuple(lines),
        estimate=estimate,
        base=np.broadcast_to(np.repeat(bases, len(_MEASURES)), estimate.shape).astype(np.int64),
        hours=np.full(estimate.shape, np.nan),
        status=np.where(np.isnan(estimate), Status.NOT_APPLICABLE, Status.ORDINARY).astype(object),
        scope=scope_of(sample),
        notes=_notes(sample, points, power, panel),
        source=source_of(sample.survey),
        abbreviations=sample.survey.study.abbreviations,
        decimals=1,
    )


def _notes(sample: Sample, points: float, power: float, panel: float | None) -> tuple[str, ...]:
    twice = (
        "Other people in each wave; for the same people twice, give the correlation of their two shares (--panel)."
        if panel is None
        else f"The same people in both waves, whose two shares have a correlation of {panel:g}."
    )
    return (
        f"So many respondents in each of two waves find a change of {points:g} percentage points in {power:.0%} of "
        "cases (two-sided t test at 5%).",
        twice,
        "The spread is the standard deviation between respondents of the share's residuals, without the design effect "
        f"({sample.method}). Both carry over to waves drawn and answered alike.",
    )
