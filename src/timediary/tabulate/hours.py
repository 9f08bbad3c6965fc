"""Hours by group of activities: of a respondent's week, of a full-time equivalent, of a case or of anything counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from timediary.model.line import Line, LineKind, Unit
from timediary.model.problem import RequestError
from timediary.model.table import Status, Table
from timediary.sample.values import numbers_of, resolve, variable_of
from timediary.tabulate.precision import precision_of_means, precision_of_quotients
from timediary.tabulate.scope import column_notes, diaries_of, labels_of, mention_notes, scope_of, source_of, titled
from timediary.tabulate.shares import statuses
from timediary.tabulate.standardising import as_standardised, standardised

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from timediary.estimate.ratios import Estimates
    from timediary.model.table import Precision, TableSpec
    from timediary.model.workload import WorkloadRules
    from timediary.sample import Sample
    from timediary.sample.columns import Columns
    from timediary.tabulate.standardising import Standard

TOTAL = Line("total", "All hours recorded", LineKind.SUBTOTAL, Unit.HOURS)

# Below this many respondents intervals of hours per case, whose caseloads are uneven, hold the truth in about nine
# samples of ten (`benchmarks/hours_coverage.py`).
LOW_BASE_OF_QUOTIENTS = 200


def tabulate_hours(
    sample: Sample, spec: TableSpec, per: str, rules: WorkloadRules, standard: Standard | None = None
) -> Table:
    """Hours by category: all of the column's hours over its weeks, full-time equivalents, cases or other numbers.

    A ratio of totals, never a mean of personal ratios. Only respondents whose number is known count; 0 counts.

    Args:
        sample: who is in the table, and how they were sampled.
        spec: grouping, breakdown and decimals.
        per: `week`, `fte`, `case`, or the id of a number of the respondents.
        rules: which attributes hold contracts and cases, and how long a full-time week is.
        standard: a mix that each column is brought to.

    Raises:
        RequestError: an attribute is unknown or no number, or the sample can't be resolved.
    """
    survey, inside = sample.survey, sample.inside
    columns = sample.columns(spec.by)
    by_row = sample.hours_in(spec.grouping, mentions_too=True)[inside]
    hours = np.column_stack([by_row, sample.recorded_in(spec.grouping)[inside]])
    number, words = denominator_of(sample, per, rules)
    known = np.isfinite(number[inside])
    members = columns.members & known[:, None]
    estimates = standardised(sample, hours, number[inside], members, standard)
    estimate = estimates.values.T
    base = np.broadcast_to(sample.bases(estimates.cells.membership), estimate.shape).astype(np.int64)
    precision = _precision(sample, estimates, per, members, number[inside])
    status = statuses(survey.study.defaults, estimate, base, precision.se)
    low_base = None
    if per not in ("week", "fte"):
        low_base = max(LOW_BASE_OF_QUOTIENTS, survey.study.defaults.low_base)
        status[(base < low_base) & ~np.isnan(estimate)] = Status.LOW_BASE
    unit = Unit.HOURS if per in ("week", "fte") else Unit.HOURS_EACH
    kinds = (LineKind.GROUP if row.codes else LineKind.SUBTOTAL for row in spec.grouping.rows)
    rows = [Line(row.id, row.label, kind, unit) for row, kind in zip(spec.grouping.rows, kinds, strict=True)]
    by = labels_of(survey, spec.by)
    weights = sample.weights[inside]
    table = Table(
        id=f"hours_per_{per}:{','.join(spec.by) or 'overall'}",
        title=titled(sample, f"Hours per {words}" + (f" by {by}" if by else "")),
        rows=(*rows, TOTAL._replace(unit=unit)),
        columns=columns.lines,
        estimate=estimate,
        base=base,
        hours=((members.T * weights) @ hours).T,
        status=status,
        scope=scope_of(sample, _shown(sample, members)),
        notes=(
            *_notes(sample, per, words, rules, columns, known),
            *mention_notes(sample),
            *column_notes(sample, spec.by, low_base),
        ),
        source=source_of(survey),
        abbreviations=survey.study.abbreviations,
        decimals=spec.decimals,
        column_hours=(members.T * weights) @ hours[:, -1],
        column_diaries=diaries_of(sample, columns),
        precision=precision if spec.precision else None,
    )
    if standard is None:
        return table
    return as_standardised(table, sample, standard, columns, members)


def denominator_of(sample: Sample, per: str, rules: WorkloadRules) -> tuple[NDArray[np.float64], str]:
    """What hours are divided by, shape (n,), NaN where it isn't known, and what one of it is called.

    Raises:
        RequestError: the survey has no such number.
    """
    survey = sample.survey
    whole = of_whole_weeks(sample)
    if per == "week":
        return np.ones(len(survey)), "respondent and week" if whole else "diary"
    if per == "fte":
        if not whole:
            raise RequestError(
                "Hours per full-time equivalent need diaries of whole weeks, as contracts are of a week; some of these "
                "asked fewer days."
            )
        contracted = numbers_of(survey, resolve(survey, rules.contracted_hours))
        return contracted / rules.full_time_hours, f"full-time equivalent of {rules.full_time_hours:g} hours"
    name = resolve(survey, rules.cases if per == "case" else per)
    number = numbers_of(survey, name)
    negative = (number < 0) & sample.inside
    if negative.any():
        first = survey.respondents[int(np.argmax(negative))]
        raise RequestError(f"'{name}' is below 0 for {int(negative.sum()):,} respondents (the first is {first}).")
    return number, "active case" if per == "case" else variable_of(survey, name).label.lower()


def of_whole_weeks(sample: Sample) -> bool:
    """Whether every diary that counts asked each of the seven days of a week."""
    grid = sample.survey.grid
    return grid.is_week and len(grid.days) == 7 and bool(sample.survey.days_asked[sample.inside].all())


def _precision(
    sample: Sample, estimates: Estimates, per: str, members: NDArray[np.bool_], number: NDArray[np.float64]
) -> Precision:
    """Intervals that stay within what is possible; hours nobody spends are at most a share of all hours.

    Nobody can record more than all hours of the days there are, so that hours over any number are at most those hours
    over the mean of the number.
    """
    whole, grid = estimates.values.T[-1:], sample.survey.study.grid
    most = len(grid.days) * grid.day_minutes / 60
    weights = members.T * sample.weights[sample.inside]
    with np.errstate(divide="ignore", invalid="ignore"):
        highest = most * weights.sum(axis=1) / (weights @ np.nan_to_num(number))
    highest = np.where(np.isfinite(highest), highest, np.inf)[None, :]
    if per in ("week", "fte"):
        return precision_of_means(estimates, sample, highest, whole)
    return precision_of_quotients(estimates, sample, whole, highest)


def _shown(sample: Sample, members: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Who is in a table of some of the m respondents, of all n."""
    shown = np.zeros(len(sample.survey), dtype=bool)
    shown[sample.inside] = members.any(axis=1)
    return shown


def _notes(
    sample: Sample, per: str, words: str, rules: WorkloadRules, columns: Columns, known: NDArray[np.bool_]
) -> list[str]:
    over = {
        "week": "the number of diaries",
        "fte": f"the full-time equivalents (contracted hours / {rules.full_time_hours:g}) of the respondents",
        "case": "the active cases of the respondents",
    }.get(per, f"the sum of '{words}' of the respondents")
    notes = [f"Each figure is all the hours in the row over {over} in the column, the same ones."]
    if not of_whole_weeks(sample):
        notes.append("Not every diary asked about a whole week: the hours are those of a diary, not of a week.")
    unknown = int(np.count_nonzero(columns.members.any(axis=1) & ~known))
    if unknown:
        of = {"fte": "contracted hours aren't", "case": "number of active cases isn't"}.get(per, "number isn't")
        notes.append(f"Without {unknown:,} respondents whose {of} known.")
    if per not in ("week", "fte"):
        notes.append(
            "Numbers such as caseloads differ so much between respondents that a 95% interval holds the truth in about "
            f"90 of 100 samples of 30 respondents, and in 92 of those of {LOW_BASE_OF_QUOTIENTS}."
        )
    return notes
