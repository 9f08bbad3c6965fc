"""How many diaries, in how many clusters, for how many days, the next survey needs, from this one's variances."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from timediary.estimate.distributions import t_quantile
from timediary.estimate.planning import (
    half_width,
    planned_half_width,
    respondents_needed,
    unit_variance,
    variance_components,
)
from timediary.model.plan import DayNeed, Need, Plan
from timediary.model.problem import RequestError
from timediary.sample.values import attribute_of, variable_of
from timediary.tabulate.scope import labels_of
from timediary.tabulate.shares import lines_of, share_estimates

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from timediary.estimate.ratios import Estimates
    from timediary.model.line import Line
    from timediary.model.table import TableSpec
    from timediary.sample import Sample

MOST_NEEDED = 10_000_000


def plan_survey(sample: Sample, spec: TableSpec, wanted: float, numbers: Sequence[int]) -> Plan:
    """The respondents that a wanted half-width takes, and the half-width that given numbers of them buy.

    Variances, design effect and weighting included, are taken to shrink with the number of respondents, who are
    sampled as in this survey, with as many to a cluster (Cochran 1977, chapter 4; Kish 1965, section 8.2). The length
    of the diary enters by the variances between clusters, respondents and days (Searle, Casella and McCulloch 1992).

    Args:
        sample: this survey's respondents, and how they were sampled.
        spec: the breakdown whose cells are planned for.
        wanted: half the width of the 95% interval, as a fraction.
        numbers: respondents in a column, in rising order.

    Raises:
        RequestError: the specification doesn't fit the survey, the half-width is not between 0 and 0.5, a number is
            below 2, or there are fewer than two respondents or clusters.
    """
    if not 0 < wanted < 0.5:
        raise RequestError("The wanted half-width must lie between 0 and 50 percentage points.")
    if any(number < 2 for number in numbers):
        raise RequestError("A survey has 2 respondents at least.")
    columns = sample.columns(spec.by)
    estimates = share_estimates(sample, spec.grouping, columns)
    rows = lines_of(spec.grouping)
    name, clusters = _clusters(sample)
    chosen = sample.chosen[sample.inside]
    if (chosen.sum() if clusters is None else len(np.unique(clusters[chosen]))) < 2:
        what = "respondents" if clusters is None else f"clusters ({name})"
        raise RequestError(f"A plan follows from how {what} differ, and needs two of them at least.")
    each = [_per_cluster(clusters, members) for members in columns.members.T]
    needs = tuple(_needs(estimates, rows, columns.lines, wanted, numbers, each))
    by = labels_of(sample.survey, spec.by)
    return Plan(
        title=f"Respondents for shares{f' by {by}' if by else ''} to within {100 * wanted:g} percentage points",
        wanted=wanted,
        numbers=tuple(numbers),
        needs=needs,
        days=tuple(_days(sample, spec, rows, clusters, wanted)),
        cluster_name=name,
        respondents_per_cluster=each[-1],
        notes=_notes(sample, name),
    )


def _notes(sample: Sample, cluster_name: str) -> tuple[str, ...]:
    notes = [
        "Half-widths are of 95% intervals, in percentage points, to first order: an interval on the logit scale leans "
        "towards one half.",
        f"The variances are this survey's ({sample.method}); they carry over to a survey drawn and answered alike.",
    ]
    if cluster_name:
        notes.append(f"Respondents come in clusters ({cluster_name}) of the size they have now, on average.")
    if sample.survey.left_out:
        notes.append(f"Planned from this survey without {sample.survey.left_out}.")
    return tuple(notes)


def _clusters(sample: Sample) -> tuple[str, NDArray[np.int64] | None]:
    """What respondents were sampled in, in words, and the number of each one's cluster, shape (m,)."""
    survey, cluster = sample.survey, sample.sampling.cluster
    if cluster is None:
        return "", None
    labels = np.array(attribute_of(survey, cluster).texts())[sample.inside]
    return variable_of(survey, cluster).label.lower(), np.unique(labels, return_inverse=True)[1]


def _per_cluster(clusters: NDArray[np.int64] | None, members: NDArray[np.bool_]) -> float:
    """Respondents of a column to a cluster that has any, on average."""
    if clusters is None or not members.any():
        return 1.0
    return float(members.sum()) / len(np.unique(clusters[members]))


def _needs(
    estimates: Estimates,
    rows: Sequence[Line],
    columns: Sequence[Line],
    wanted: float,
    numbers: Sequence[int],
    per_cluster: Sequence[float],
) -> Iterator[Need]:
    bases, now = estimates.bases, t_quantile(0.95, estimates.degrees_of_freedom)[:, None] * estimates.se
    for j, (column, each) in enumerate(zip(columns, per_cluster, strict=True)):
        for i, row in enumerate(rows):
            se, base = float(estimates.se[j, i]), int(bases[j])
            share, deff = float(estimates.values[j, i]), float(estimates.deff[j, i])
            if not (se > 0 and estimates.degrees_of_freedom[j] >= 1):
                yield Need(row, column, share, base, math.nan, deff, 0, 0, (math.nan,) * len(numbers))
                continue
            variance = float(unit_variance(se, base))
            needed = _needed(wanted, variance, each)
            yield Need(
                row,
                column,
                share,
                base,
                float(now[j, i]),
                deff,
                needed,
                math.ceil(needed / each) if each > 1 else 0,
                tuple(half_width(variance, number, respondents_per_cluster=each) for number in numbers),
            )


def _needed(wanted: float, variance: float, each: float) -> int:
    try:
        needed = respondents_needed(wanted, variance, respondents_per_cluster=each)
    except ValueError:
        return 0
    return needed if needed <= MOST_NEEDED else 0


def _days(
    sample: Sample,
    spec: TableSpec,
    rows: Sequence[Line],
    clusters: NDArray[np.int64] | None,
    wanted: float,
) -> Iterator[DayNeed]:
    """What a diary of fewer or more days does, for the shares of all respondents."""
    survey = sample.survey
    grid = survey.grid
    if len(grid.days) < 2 or not survey.has_times:
        return
    chosen = sample.chosen[sample.inside]
    diaries = survey.codes[sample.inside][chosen].reshape(-1, len(grid.days), grid.slots_per_day)
    recorded = (diaries > 0).sum(axis=2) * grid.hours_per_slot
    worked = float((recorded > 0).sum(axis=1).mean())
    within = None if clusters is None else np.unique(clusters[chosen], return_inverse=True)[1]
    count = len(diaries) if within is None else int(within.max()) + 1
    each = len(diaries) / count
    numbers = survey.study.code_numbers
    members = {row.id: row for row in spec.grouping.rows}
    for row in rows:
        parts = members[row.id].sum_of or (row.id,)
        codes = [numbers[code] for part in parts for code in members[part].codes]
        hours = np.isin(diaries, codes).sum(axis=2) * grid.hours_per_slot
        components = variance_components(hours, recorded, within)
        for days in range(1, math.ceil(worked) + 1):
            width = planned_half_width(components, count, each, days)
            variance = components.variance(count, each, days) * len(diaries)
            yield DayNeed(row, days, width, _needed(wanted, variance, each))
