"""Tables of numbers that respondents gave, of ratings, and of how many exceed a share of their own time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from timediary.estimate.intervals import wald_interval
from timediary.estimate.quantiles import quantiles
from timediary.estimate.ratios import means, ratios, totals
from timediary.model.line import Line, LineKind, Unit
from timediary.model.number import percent_text
from timediary.model.table import Table
from timediary.sample.values import numbers_of, variable_of
from timediary.tabulate.precision import (
    precision_of_means,
    precision_of_quantiles,
    precision_of_shares,
    precision_of_totals,
    stacked,
)
from timediary.tabulate.scope import column_notes, diaries_of, hours_in, labels_of, scope_of, source_of
from timediary.tabulate.shares import statuses

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from timediary.model.study import Variable
    from timediary.model.table import Base, Precision
    from timediary.sample import Sample
    from timediary.sample.columns import Columns
    from timediary.sample.own_shares import ReachedShares

_QUARTILES = (("lower_quartile", "Lower quartile"), ("median", "Median"), ("upper_quartile", "Upper quartile"))


def tabulate_number(sample: Sample, of: str, by: Sequence[str] = (), *, base: Base = "all") -> Table:
    """What respondents answered to a number: how many did, the mean, the quartiles and the sum.

    Mean, quartiles and sum are always of those who answered; the sum is weighted where the table is. Of a rating come
    first the shares of respondents in its top and its bottom box.

    Args:
        sample: n respondents.
        of: the number.
        by: attributes that make the columns.
        base: whom the share who answered, and the boxes of a rating, are of.

    Raises:
        RequestError: it is not a number, or the sample can't be resolved.
    """
    survey, columns = sample.survey, sample.columns(by)
    variable = variable_of(survey, of)
    values = numbers_of(survey, of)[sample.inside]
    members = columns.members & np.isfinite(values)[:, None]
    known = np.nan_to_num(values)
    among = columns.members if base == "all" else members
    rows, estimates, bases, precisions = _boxes(sample, variable, values, among)
    rows.append(Line("answered", "Respondents who answered", LineKind.LEVEL, Unit.RESPONDENTS))
    answered = sample.bases(members)
    nowhere = np.full((1, len(columns.lines)), np.nan)
    mean, total = means(known, sample.design, members), totals(known, sample.design, members)
    quartile = quantiles(known, [0.25, 0.5, 0.75], sample.design, members)
    rows.append(Line("mean", "Mean", LineKind.LEVEL, Unit.NUMBER))
    rows += [Line(id_, label, LineKind.LEVEL, Unit.NUMBER) for id_, label in _QUARTILES]
    rows.append(Line("sum", "Sum", LineKind.LEVEL, Unit.NUMBER))
    of_mean = precision_of_means(mean, sample)
    if (known < 0).any():
        interval = wald_interval(mean.values.T, of_mean.se, of_mean.degrees_of_freedom)
        of_mean = of_mean._replace(low=interval.low, high=interval.high)
    counting = of_mean._replace(se=nowhere, low=nowhere, high=nowhere, deff=nowhere, degrees_of_freedom=nowhere)
    sums = total.values.T.copy()
    sums[:, answered == 0] = np.nan
    estimates += [answered[None, :].astype(np.float64), mean.values.T, quartile.values.T, sums]
    bases += [np.broadcast_to(answered, (6, len(answered)))]
    precisions += [counting, of_mean, precision_of_quantiles(quartile, sample), precision_of_totals(total, sample)]
    notes = ["Mean, quartiles and sum are of those who answered."]
    if variable.boxes is not None:
        whom = "all respondents" if base == "all" else "those who answered"
        notes.insert(0, f"Top and bottom box are shares of {whom}.")
    title = f"{variable.label}: mean, quartiles and sum"
    return _table(sample, columns, f"{of}:number", title, rows, estimates, bases, precisions, notes)


def tabulate_exceeding(sample: Sample, asked: ReachedShares, by: Sequence[str] = ()) -> Table:
    """How many respondents have at least so much of their own recorded time in a category.

    Each respondent counts once, also who kept several diaries: one share of all of them.

    Args:
        sample: n diaries.
        asked: the category, and cuts, each a row.
        by: attributes that make the columns.

    Raises:
        RequestError: the sample can't be resolved, or a minute may be in several rows.
    """
    survey, columns = sample.survey, sample.columns(by)
    reached = asked.reached(survey)[sample.inside].astype(np.float64)
    once = 1.0 / diaries_of_each(sample)[sample.inside]
    found = ratios(reached * once[:, None], once, sample.design, columns.members)
    decimals = 1 if any(round(100 * cut, 6) % 1 for cut in asked.cuts) else 0
    rows = [
        Line(f"at_least_{100 * cut:g}".replace(".", "_"), f"{percent_text(cut, decimals)} or more", LineKind.LEVEL)
        for cut in asked.cuts
    ]
    base = np.broadcast_to(sample.bases(columns.members), found.values.T.shape)
    title = f"Respondents by the share of their own time on {asked.label[0].lower()}{asked.label[1:]}"
    precision = precision_of_shares(found, base.astype(np.int64), sample)
    notes = ["Of those who recorded any time; each respondent counts once."]
    return _table(sample, columns, f"over:{asked.category}", title, rows, [found.values.T], [base], [precision], notes)


def _boxes(
    sample: Sample, variable: Variable, values: NDArray[np.float64], among: NDArray[np.bool_]
) -> tuple[list[Line], list[NDArray[np.float64]], list[NDArray[np.int64]], list[Precision]]:
    """Shares in the top and in the bottom box of a rating; nothing of another number."""
    if variable.boxes is None:
        return [], [], [], []
    bottom, top = variable.boxes
    with np.errstate(invalid="ignore"):
        inside = np.column_stack([values >= top, values <= bottom]).astype(np.float64)
    found = means(inside, sample.design, among)
    base = np.broadcast_to(sample.bases(among), found.values.T.shape).astype(np.int64)
    rows = [
        Line("top_box", f"Top box ({_points(top, variable.maximum)})", LineKind.LEVEL),
        Line("bottom_box", f"Bottom box ({_points(variable.minimum, bottom)})", LineKind.LEVEL),
    ]
    return rows, [found.values.T], [base], [precision_of_shares(found, base, sample)]


def _points(first: float | None, last: float | None) -> str:
    return f"{first:g}" if first == last else f"{first:g}-{last:g}"


def diaries_of_each(sample: Sample) -> NDArray[np.float64]:
    """How many of the chosen diaries are of the same respondent as each of the n; 1 where each kept one."""
    owners = sample.survey.respondent_numbers
    return np.maximum(np.bincount(owners, sample.chosen.astype(np.float64))[owners], 1.0)


def _table(
    sample: Sample,
    columns: Columns,
    id_: str,
    title: str,
    rows: Sequence[Line],
    estimates: Sequence[NDArray[np.float64]],
    bases: Sequence[NDArray[np.int64]],
    precisions: list[Precision],
    notes: Sequence[str],
) -> Table:
    survey = sample.survey
    estimate, base = np.vstack(estimates), np.vstack(bases).astype(np.int64)
    precision = stacked(precisions)
    by = labels_of(survey, columns.by)
    return Table(
        id=",".join((id_, *columns.by)),
        title=title + (f", by {by}" if by else ""),
        rows=tuple(rows),
        columns=columns.lines,
        estimate=estimate,
        base=base,
        hours=np.full(estimate.shape, np.nan),
        status=statuses(survey.study.defaults, estimate, base, precision.se),
        scope=scope_of(sample),
        notes=(*notes, *column_notes(sample, columns.by)),
        source=source_of(survey),
        abbreviations=survey.study.abbreviations,
        column_hours=hours_in(sample, columns),
        column_diaries=diaries_of(sample, columns),
        precision=precision,
    )
