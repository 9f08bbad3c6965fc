"""The hours account: hours that respondents say they worked against hours employed, and how the rest is made up."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from timediary.estimate.intervals import wald_interval
from timediary.estimate.quantiles import quantiles
from timediary.estimate.ratios import means, totals
from timediary.model.line import Line, LineKind, Unit
from timediary.model.number import counted
from timediary.model.problem import RequestError
from timediary.model.table import Table
from timediary.sample.values import numbers_of, resolve, variable_of
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

    from timediary.estimate.ratios import Estimates
    from timediary.model.table import Base, Precision
    from timediary.model.workload import WorkloadRules
    from timediary.sample import Sample
    from timediary.sample.columns import Columns


MADE_UP = "Taken or paid of it, mean of all"
_EACH_DIARY = (
    "The account is of each diary's own hours: who kept several counts once for each in shares, means and 'how many'; "
    "sums and full-time equivalents add up the hours of all diaries, not of one week."
)


class HoursAccount(NamedTuple):
    """Hours of each of n respondents, float64 (n,), NaN where what they follow from isn't known.

    Attributes:
        worked: hours worked.
        employed: hours employed, or contracted.
        unpaid: of the hours worked over, what is neither taken as time off in lieu nor paid.
        notes: what the hours are, in sentences.
        has_made_up: whether time off in lieu or paid overtime is known.
    """

    worked: NDArray[np.float64]
    employed: NDArray[np.float64]
    unpaid: NDArray[np.float64]
    notes: tuple[str, ...]
    has_made_up: bool

    @property
    def net(self) -> NDArray[np.float64]:
        """Hours worked less hours employed, below 0 where somebody worked less."""
        return self.worked - self.employed

    @property
    def excess(self) -> NDArray[np.float64]:
        """The same, 0 where somebody worked less."""
        return np.maximum(self.net, 0.0)

    @property
    def short(self) -> NDArray[np.float64]:
        """Hours employed less hours worked, 0 where somebody worked more."""
        return np.maximum(-self.net, 0.0)

    @property
    def made_up(self) -> NDArray[np.float64]:
        """Of the hours worked over, what is taken as time off in lieu or paid."""
        return self.excess - self.unpaid


class _Part(NamedTuple):
    """Rows of the table: values, shape (r, c), with bases and precision."""

    rows: tuple[Line, ...]
    estimate: NDArray[np.float64]
    base: NDArray[np.int64]
    precision: Precision


def account_of(sample: Sample, rules: WorkloadRules) -> HoursAccount:
    """The account of each respondent: against the hours employed where any are known, else against those contracted.

    Raises:
        RequestError: the survey lacks the hours worked, or both of the others; or not a name of these is a number.
    """
    survey, who = sample.survey, sample.chosen
    worked = numbers_of(survey, resolve(survey, rules.worked_hours))
    against = rules.contracted_hours
    if rules.employed_hours in survey.attributes and np.isfinite(numbers_of(survey, rules.employed_hours)).any():
        against = rules.employed_hours
    employed = numbers_of(survey, resolve(survey, against))
    known = np.isfinite(worked) & np.isfinite(employed)
    worked, employed = np.where(known, worked, np.nan), np.where(known, employed, np.nan)
    label = variable_of(survey, resolve(survey, against)).label.lower()
    notes = [
        f"Respondents whose hours worked and {label} are both known, as they report them; net is worked less "
        f"{label} ('{against}')."
    ]
    made_up = [name for name in (rules.toil_hours, rules.paid_overtime_hours) if name]
    notes += _told(known & who & (employed == 0), "0 hours employed, so all worked is over.")
    parts = [numbers_of(survey, resolve(survey, name)) for name in made_up]
    made = sum(parts, np.zeros(len(survey)))
    below = np.any([part < 0 for part in parts], axis=0) if parts else np.zeros(len(survey), dtype=bool)
    unpaid = np.where(below, np.nan, np.maximum(worked - employed, 0.0) - made)
    if made_up:
        labels = " and ".join(variable_of(survey, resolve(survey, name)).label.lower() for name in made_up)
        notes.append(f"Unpaid is the excess less {labels}, of those of whom all are known.")
        notes += _told(known & who & ~np.isfinite(unpaid), "not all of these known, and no unpaid hours.")
        notes += _told(known & who & below, "less than 0 of these, which can't be: not known.")
        notes += _told(who & (unpaid < 0), "more of these than worked over: their unpaid hours are 0.")
    else:
        notes.append("Neither time off in lieu nor paid overtime is known, so that all of the excess counts as unpaid.")
    return HoursAccount(worked, employed, np.maximum(unpaid, 0.0), tuple(notes), bool(made_up))


def _told(who: NDArray[np.bool_], what: str) -> list[str]:
    """A note that some respondents have something, if any have."""
    number = int(np.count_nonzero(who))
    return [f"{counted(number, 'respondent')} {'has' if number == 1 else 'have'} {what}"] if number else []


def tabulate_hours_account(sample: Sample, by: Sequence[str], rules: WorkloadRules, base: Base = "answered") -> Table:
    """Hours worked over hours employed: net, the excess, what is unpaid of it, and how many respondents have any.

    Args:
        sample: n respondents.
        by: attributes that make the columns.
        rules: which attributes hold the hours, and what a full-time equivalent is.
        base: whom the share of respondents over is of: those whose hours are both known, or all.

    Raises:
        RequestError: the survey lacks one of them, nobody gave both, or the sample can't be resolved.
    """
    survey, columns = sample.survey, sample.columns(by)
    account = account_of(sample, rules)
    if not (columns.members & np.isfinite(account.net[sample.inside])[:, None]).any():
        raise RequestError(
            "Nobody of the sample gave both the hours worked and those employed for, so there is no account of them."
        )
    unpaid = account.unpaid[sample.inside]
    made_up = np.where(np.isfinite(unpaid), account.made_up[sample.inside], np.nan)
    parts = [
        _mean(sample, columns.members, account.worked[sample.inside], _row("worked", "Worked, mean")),
        _mean(sample, columns.members, account.employed[sample.inside], _row("employed", "Employed, mean")),
        *_net(sample, columns, account.net[sample.inside]),
        *_excess(sample, columns, account.excess[sample.inside], base),
        _mean(sample, columns.members, account.short[sample.inside], _row("short", "Worked less, mean of all")),
        *([_mean(sample, columns.members, made_up, _row("made_up", MADE_UP))] if account.has_made_up else []),
        *_unpaid(sample, columns, unpaid, rules.full_time_hours),
    ]
    estimate, bases = np.vstack([part.estimate for part in parts]), np.vstack([part.base for part in parts])
    precision = stacked([part.precision for part in parts])
    label = labels_of(survey, by)
    of = "of all respondents, also those of whom they aren't" if base == "all" else "of those of whom both are"
    return Table(
        id=f"hours_account:{','.join(by) or 'overall'}",
        title="Hours account: worked against employed" + (f" by {label}" if label else ""),
        rows=tuple(row for part in parts for row in part.rows),
        columns=columns.lines,
        estimate=estimate,
        base=bases.astype(np.int64),
        hours=np.full(estimate.shape, np.nan),
        status=statuses(survey.study.defaults, estimate, bases.astype(np.int64), precision.se),
        scope=scope_of(sample),
        notes=(
            *account.notes,
            f"A full-time equivalent is {rules.full_time_hours:g} hours a week.",
            f"The share who worked over is {of} known.",
            *([_EACH_DIARY] if survey.has_repeated else []),
            *column_notes(sample, by),
        ),
        source=source_of(survey),
        abbreviations=survey.study.abbreviations,
        column_hours=hours_in(sample, columns),
        column_diaries=diaries_of(sample, columns),
        precision=precision,
    )


def _net(sample: Sample, columns: Columns, net: NDArray[np.float64]) -> list[_Part]:
    members = columns.members & np.isfinite(net)[:, None]
    known = np.nan_to_num(net)
    mean = means(known, sample.design, members)
    most = _most_hours(sample)
    found = precision_of_means(mean, sample, most)
    interval = wald_interval(mean.values.T, found.se, found.degrees_of_freedom)
    low, high = (np.clip(limit, -most, most) for limit in (interval.low, interval.high))
    return [
        _part(sample, members, [_row("net", "Worked less employed, mean")], mean, found._replace(low=low, high=high)),
        _median(sample, members, known, _row("net_median", "  median")),
        _sum(sample, members, known, _row("net_sum", "  sum")),
    ]


def _excess(sample: Sample, columns: Columns, excess: NDArray[np.float64], base: Base) -> list[_Part]:
    members = columns.members & np.isfinite(excess)[:, None]
    known = np.nan_to_num(excess)
    over = known > 0
    who = "Respondents, once a diary," if sample.survey.has_repeated else "Respondents"
    share = means(over * 1.0, sample.design, columns.members if base == "all" else members)
    those = members & over[:, None]
    return [
        _part(
            sample,
            columns.members if base == "all" else members,
            [_row("over", f"{who} who worked over", Unit.SHARE)],
            share,
            precision_of_shares(share, share.bases[None, :], sample),
        ),
        _sum(sample, those, np.ones(len(known)), _row("over_count", "  how many", Unit.RESPONDENTS), members),
        _mean(sample, columns.members, excess, _row("excess", "Worked over, mean of all")),
        _mean(sample, those, excess, _row("excess_of_those", "  mean of those who did")),
        _median(sample, those, known, _row("excess_median", "  median of those who did")),
        _sum(sample, members, known, _row("excess_sum", "  sum")),
    ]


def _unpaid(sample: Sample, columns: Columns, unpaid: NDArray[np.float64], full_time: float) -> list[_Part]:
    members = columns.members & np.isfinite(unpaid)[:, None]
    known = np.nan_to_num(unpaid)
    return [
        _mean(sample, columns.members, unpaid, _row("unpaid", "Unpaid, mean of all")),
        _sum(sample, members, known, _row("unpaid_sum", "  sum")),
        _sum(sample, members, known / full_time, _row("unpaid_fte", "  full-time equivalents", Unit.NUMBER)),
    ]


def _mean(sample: Sample, members: NDArray[np.bool_], values: NDArray[np.float64], row: Line) -> _Part:
    """The mean of those among some of whom a number is known."""
    among = members & np.isfinite(values)[:, None]
    found = means(np.nan_to_num(values), sample.design, among)
    return _part(sample, among, [row], found, precision_of_means(found, sample, _most_hours(sample)))


def _most_hours(sample: Sample) -> float:
    return 24.0 * len(sample.survey.study.grid.days)


def _row(id_: str, label: str, unit: Unit = Unit.HOURS) -> Line:
    return Line(id_, label, LineKind.LEVEL, unit)


def _part(
    sample: Sample, members: NDArray[np.bool_], rows: Sequence[Line], found: Estimates, precision: Precision
) -> _Part:
    base = np.broadcast_to(sample.bases(members), found.values.T.shape)
    return _Part(tuple(rows), found.values.T, base, precision)


def _median(sample: Sample, members: NDArray[np.bool_], values: NDArray[np.float64], row: Line) -> _Part:
    found = quantiles(values, [0.5], sample.design, members)
    base = np.broadcast_to(sample.bases(members), found.values.T.shape)
    return _Part((row,), found.values.T, base, precision_of_quantiles(found, sample))


def _sum(
    sample: Sample,
    members: NDArray[np.bool_],
    values: NDArray[np.float64],
    row: Line,
    known: NDArray[np.bool_] | None = None,
) -> _Part:
    """The sum of those among; none, and not nought, in a column of whom nothing is known."""
    found = totals(values, sample.design, members)
    part = _part(sample, members, [row], found, precision_of_totals(found, sample))
    nobody = np.asarray(sample.bases(members if known is None else known)) == 0
    return part._replace(estimate=np.where(nobody, np.nan, part.estimate))
