"""Tables of respondents: how they spread over the levels of an attribute, and how long and when they work."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from timediary.estimate.quantiles import quantiles
from timediary.estimate.ratios import means
from timediary.model.line import Line, LineKind, Unit
from timediary.model.study import VariableKind, clock
from timediary.model.table import Table
from timediary.sample.values import attribute_of, levels_of, variable_of
from timediary.tabulate.precision import (
    precision_of_means,
    precision_of_quantiles,
    precision_of_shares,
    stacked,
)
from timediary.tabulate.scope import column_notes, diaries_of, hours_in, labels_of, scope_of, source_of
from timediary.tabulate.shares import statuses

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from timediary.model.study import Variable
    from timediary.model.survey import Survey
    from timediary.model.table import Base, Precision
    from timediary.sample import Sample
    from timediary.sample.columns import Columns

_QUARTILES = (("lower_quartile", "Lower quartile"), ("median", "Median"), ("upper_quartile", "Upper quartile"))


def tabulate_distribution(
    sample: Sample,
    of: str,
    by: Sequence[str] = (),
    *,
    base: Base = "all",
    ranked: bool = False,
    test: str | None = None,
) -> Table:
    """Share of respondents at each level (or in each band) of an attribute.

    Tables 3.1 and 3.2 of the report are this for the hours worked over those contracted.

    Args:
        sample: who is counted, and how they were sampled; those who recorded no time are not.
        of: the attribute that makes the rows.
        by: attributes that make the columns.
        base: whom shares are of: all, with `No information` as a row of its own, or those who answered.
        ranked: whether the levels stand by how many gave them, those given most first, and not in the study's order.
        test: id of the column that the others are tested against, 'All' where there is no such one, and with it that
            rows and columns are independent (Rao and Scott 1984); no tests where None.

    Raises:
        RequestError: an attribute, level or weight doesn't fit the survey.
    """
    survey, columns = sample.survey, sample.columns(by)
    levels, members, without = levels_of(attribute_of(survey, of))
    rows = [Line(level.id, level.label, LineKind.LEVEL, Unit.SHARE) for level in levels]
    if base == "all":
        rows.append(Line("no_information", "No information", LineKind.NO_INFORMATION, Unit.SHARE))
        counted, among = np.column_stack([members, without]), columns.members
    else:
        counted, among = members, columns.members & ~without[sample.inside, None]
    estimates = means(counted[sample.inside].astype(np.float64), sample.design, among)
    bases = np.broadcast_to(estimates.bases, estimates.values.T.shape).astype(np.int64)
    variable = variable_of(survey, of)
    table = _table(
        sample,
        columns,
        of,
        f"Respondents by {variable.label[0].lower()}{variable.label[1:]}",
        rows,
        estimates.values.T,
        bases,
        precision_of_shares(estimates, bases, sample),
    )
    table = replace(table, notes=(*_notes_of_base(variable, base), *table.notes))
    if test is not None:
        from timediary.tabulate.testing import tested_distribution

        table = tested_distribution(table, estimates, test, members[sample.inside], columns.members, sample)
    return _ranked(table) if ranked else table


def _notes_of_base(variable: Variable, base: Base) -> list[str]:
    notes = []
    if variable.kind is VariableKind.MULTIPLE:
        notes.append("Each respondent may have given several of these answers, so the rows may add up to over 100%.")
    if base == "answered":
        notes.append("Percentages are of those who answered.")
    return notes


def _ranked(table: Table) -> Table:
    """The table with its levels by their shares of all, those given most first; what is not a level stays last."""
    levels = [i for i, row in enumerate(table.rows) if row.kind is LineKind.LEVEL]
    levels.sort(key=lambda i: -float(table.estimate[i, -1]))
    return table.with_rows([*levels, *(i for i in range(len(table.rows)) if i not in levels)])


def tabulate_recorded_hours(sample: Sample, by: Sequence[str] = ()) -> Table:
    """Hours recorded per respondent: mean and quartiles, by column.

    A quartile is the least value at or below which a quarter of the (weighted) respondents lie, or the middle
    between it and the next where exactly a quarter do: definition 2 of Hyndman and Fan (1996), Sample quantiles
    in statistical packages, The American Statistician 50(4), which holds with weights too.

    Raises:
        RequestError: an attribute, level or weight doesn't fit the survey.
    """
    sample.survey.needs_diaries()
    columns = sample.columns(by)
    hours = sample.survey.recorded_hours[sample.inside]
    rows = [Line("mean", "Mean", LineKind.LEVEL, Unit.HOURS)]
    rows += [Line(id_, label, LineKind.LEVEL, Unit.HOURS) for id_, label in _QUARTILES]
    mean = means(hours[:, None], sample.design, columns.members)
    quartile = quantiles(hours, [0.25, 0.5, 0.75], sample.design, columns.members)
    estimate = np.vstack([mean.values.T, quartile.values.T])
    base = np.broadcast_to(mean.bases, estimate.shape).astype(np.int64)
    grid = sample.survey.grid
    mean_precision = precision_of_means(mean, sample, grid.slots * grid.hours_per_slot)
    precision = stacked([mean_precision, precision_of_quantiles(quartile, sample)])
    title = f"Hours recorded per {'diary' if sample.survey.has_repeated else 'respondent'}"
    return _table(sample, columns, "recorded_hours", title, rows, estimate, base, precision)


def tabulate_unsocial_hours(sample: Sample, by: Sequence[str] = ()) -> Table:
    """Respondents who work at weekends, before or after the usual working day, and for how long.

    The usual day runs from `core_start` to `core_end` of the study's diary (8.30 to 19.30 in the 2009 survey,
    report, section 3.2), by the clock, and the weekend goes by the calendar, also where a day of the diary passes
    midnight; a diary without slots before the usual day has no row for them. The last pair of rows counts, as the
    report does, those with an hour or more before or after it on one of the days.

    Raises:
        RequestError: an attribute, level or weight doesn't fit the survey.
    """
    columns = sample.columns(by)
    rows: list[Line] = []
    estimate: list[NDArray[np.float64]] = []
    base: list[NDArray[np.int64]] = []
    precision: list[Precision] = []
    asked_weekend = sample.survey.days_asked[sample.inside][:, list(sample.survey.grid.weekend)].any(axis=1)
    for id_, label, hours, works, most in unsocial_work(sample.survey):
        working, worked = works[sample.inside], hours[sample.inside]
        # A weekend that wasn't asked about is no weekend off; work past midnight on Friday is seen all the same.
        asked = columns.members & (asked_weekend | working)[:, None] if id_ == "weekend" else columns.members
        share = means(working[:, None].astype(np.float64), sample.design, asked)
        length = means(worked[:, None], sample.design, asked & working[:, None])
        rows.append(Line(id_, label, LineKind.LEVEL, Unit.SHARE))
        rows.append(Line(f"{id_}_hours", "  hours of those, on average", LineKind.LEVEL, Unit.HOURS))
        estimate += [share.values.T[0], length.values.T[0]]
        base += [share.bases, length.bases]
        precision.append(precision_of_shares(share, share.bases[None, :], sample))
        precision.append(precision_of_means(length, sample, most))
    bases = np.array(base, dtype=np.int64)
    title = "Respondents who work unsocial hours"
    return _table(sample, columns, "unsocial_hours", title, rows, np.array(estimate), bases, stacked(precision))


def unsocial_work(survey: Survey) -> list[tuple[str, str, NDArray[np.float64], NDArray[np.bool_], float]]:
    """Each kind of unsocial work: id, label, hours (n,), who counts as doing it (n,), and how many hours there are."""
    survey.needs_times()
    grid = survey.grid
    core = np.array(grid.is_core, dtype=bool)
    early = ~core & (np.cumsum(core) == 0)
    late = ~core & ~early
    by_day = (survey.codes > 0).reshape(len(survey), len(grid.days), grid.slots_per_day)
    before = by_day[:, :, early].sum(axis=2) * grid.hours_per_slot
    after = by_day[:, :, late].sum(axis=2) * grid.hours_per_slot
    start, end = clock(grid.core_start), clock(grid.core_end)
    earliest, latest = (len(grid.days) * float(when.sum()) * grid.hours_per_slot for when in (early, late))
    kinds = [("early", f"Before {start}", before.sum(axis=1), earliest)] if early.any() else []
    kinds.append(("late", f"From {end} on" if early.any() else f"From {end} to {start}", after.sum(axis=1), latest))
    if grid.weekend:
        is_weekend = np.array(grid.is_weekend)
        weekend = np.count_nonzero(survey.codes[:, is_weekend], axis=1) * grid.hours_per_slot
        kinds.insert(0, ("weekend", "At the weekend", weekend, float(is_weekend.sum()) * grid.hours_per_slot))
    result = [(id_, label, hours, hours > 0, most) for id_, label, hours, most in kinds]
    either = before + after
    outside = f"before {start} or from {end} on" if early.any() else f"from {end} to {start}"
    label = f"An hour or more {outside}, on a day"
    counted = either.max(axis=1, initial=0) >= 1
    result.append(("early_or_late", label, either.sum(axis=1), counted, earliest + latest))
    return result


def _table(
    sample: Sample,
    columns: Columns,
    id_: str,
    title: str,
    rows: Sequence[Line],
    estimate: NDArray[np.float64],
    base: NDArray[np.int64],
    precision: Precision,
) -> Table:
    survey, by = sample.survey, labels_of(sample.survey, columns.by)
    joint = " and " if id_ not in ("recorded_hours", "unsocial_hours") else " by "
    return Table(
        id=",".join((id_, *columns.by)),
        title=title + (f"{joint}{by}" if by else ""),
        rows=tuple(rows),
        columns=columns.lines,
        estimate=estimate,
        base=base,
        hours=np.full(estimate.shape, np.nan),
        status=statuses(survey.study.defaults, estimate, base, precision.se),
        scope=scope_of(sample),
        notes=column_notes(sample, columns.by),
        source=source_of(survey),
        abbreviations=survey.study.abbreviations,
        column_hours=hours_in(sample, columns),
        column_diaries=diaries_of(sample, columns),
        precision=precision,
    )
