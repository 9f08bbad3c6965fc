"""Hours there are against hours that work takes: capacity, points, and the staff that volumes of work need."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from timediary.estimate.staffing import WEEKS, allowance_factor, available_hours, staff_needed
from timediary.model.line import Line, LineKind, Unit
from timediary.model.problem import RequestError
from timediary.model.table import Precision, Status, Table
from timediary.sample.values import numbers_of
from timediary.tabulate.hours import tabulate_hours
from timediary.tabulate.precision import LEVEL
from timediary.tabulate.scope import scope_of, source_of
from timediary.tabulate.unit_costs import client_row, multiplier_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from timediary.model.table import TableSpec
    from timediary.model.workload import Allowance, Cost, Posts, WorkloadFiles, WorkloadRules
    from timediary.sample import Sample


class WorkingYear(NamedTuple):
    """Hours of a full-time worker in a year.

    Attributes:
        hours: without leave, sickness and training.
        share: of the hours contracted for.
    """

    hours: float
    share: float


def working_year(rules: WorkloadRules, allowances: Sequence[Allowance]) -> WorkingYear:
    """The year that is left of a full-time worker's.

    Raises:
        RequestError: nothing is left.
    """
    off = _amounts(allowances, "leave")
    try:
        hours = available_hours(rules.full_time_hours, off["days"], off["hours"], off["share"])
    except ValueError as error:
        raise RequestError(f"allowances.csv: {error}.") from None
    return WorkingYear(hours, hours / (WEEKS * rules.full_time_hours))


def cost_of_an_hour(costs: Sequence[Cost], year: WorkingYear) -> float | None:
    """What a paid hour at work costs: what a worker costs in a year over the hours worked in it; None without costs."""
    if not costs:
        return None
    return sum(one.amount / (year.hours if one.per == "year" else 1.0) for one in costs)


def tabulate_capacity(sample: Sample, spec: TableSpec, rules: WorkloadRules, files: WorkloadFiles) -> Table:
    """Workers that the open cases take, by the hours for cases that the diaries show and by rules.

    Hours for cases are a full-time week less what isn't client work, and less leave, sickness and training where they
    are given. Workers = sum of cases x hours a case / hours for cases (the report of 2009, figure 5.1).

    Raises:
        RequestError: no cases or types are given, or the grouping has no row of client work.
    """
    if not (files.cases and files.case_types):
        raise RequestError("Capacity needs case_types.csv and cases.csv.")
    year = working_year(rules, files.allowances)
    factor, se, low, high = multiplier_of(sample, spec, rules)
    week = rules.full_time_hours * year.share
    hours = {one.id: one.hours for one in files.case_types}
    work = sum(held.cases * hours[held.type] for held in files.cases)
    columns = [Line("diaries", "By the diaries", LineKind.LEVEL)]
    columns += [
        Line(f"rule_{rule:g}", f"By a rule of {rule:g} hours", LineKind.LEVEL) for rule in rules.available_hours
    ]
    available = np.array([week / factor, *rules.available_hours])
    errors = np.array([week * se / factor**2, *[np.nan] * len(rules.available_hours)])
    bounds = np.array([[week / high, week / low], *[[np.nan, np.nan]] * len(rules.available_hours)])
    rows = [
        _Row("cases", "Open cases", sum(held.cases for held in files.cases) + 0 * available, Unit.NUMBER),
        _Row("hours_of_cases", "Hours a week that they take", work + 0 * available, Unit.HOURS),
        _Row(
            "available", "Hours a week that a full-time worker has for them", available, Unit.HOURS, errors, *bounds.T
        ),
        _Row(
            "workers",
            "Full-time workers that they take",
            work / available,
            Unit.NUMBER,
            errors * work / available**2,
            *(work / bounds[:, ::-1]).T,
        ),
    ]
    rows += _rows_per_case(sample, spec, rules)
    rows += _rows_of_posts_for_cases(files.posts, work, available)
    leave = f", {year.share:.0%} of it after leave, sickness and training" if files.allowances else ""
    notes = (
        f"The diaries' hours for cases are their share of client work of a week of {rules.full_time_hours:g} "
        f"hours{leave}.",
        "Hours a case takes are those of case_types.csv; the diaries' own client hours for each active case stand "
        "beside them.",
    )
    return _table(sample, "capacity", "Workers that the open cases take", rows, columns, notes)


def tabulate_points(sample: Sample, rules: WorkloadRules, files: WorkloadFiles) -> Table:
    """Each worker's points against their limit, in proportion to contracted hours where these are known.

    Raises:
        RequestError: no points, limit or workers are given.
    """
    points = {one.id: one.points for one in files.case_types if one.points is not None}
    workers = list(dict.fromkeys(held.worker for held in files.cases if held.worker))
    if rules.points_limit is None or not workers or not points:
        raise RequestError(
            "Points need the workers in cases.csv, points in case_types.csv and points_limit in limits.toml."
        )
    totals: dict[str, float] = defaultdict(float)
    cases: dict[str, float] = defaultdict(float)
    for held in files.cases:
        if held.worker and held.type not in points:
            raise RequestError(f"case_types.csv: '{held.type}' has no points.")
        totals[held.worker] += held.cases * points.get(held.type, 0.0)
        cases[held.worker] += held.cases
    limits = np.array([rules.points_limit * _fraction(sample, rules, worker) for worker in workers])
    held_points = np.array([totals[worker] for worker in workers])
    values = np.column_stack(
        [np.array([cases[worker] for worker in workers]), held_points, limits, held_points / limits]
    )
    columns = (
        Line("cases", "Cases", LineKind.LEVEL, own_unit=Unit.NUMBER),
        Line("points", "Points", LineKind.LEVEL, own_unit=Unit.NUMBER),
        Line("limit", "Limit", LineKind.LEVEL, own_unit=Unit.NUMBER),
        Line("load", "Points of the limit", LineKind.LEVEL, own_unit=Unit.SHARE),
    )
    over = int(np.count_nonzero(values[:, 3] > 1))
    rows = tuple(Line(worker, worker, LineKind.LEVEL, Unit.NUMBER) for worker in workers)
    return Table(
        id="points",
        title="Points of each worker's cases against the limit",
        rows=rows,
        columns=columns,
        estimate=values,
        base=np.full(values.shape, len(workers), dtype=np.int64),
        hours=np.full(values.shape, np.nan),
        status=np.full(values.shape, Status.ORDINARY, dtype=object),
        scope=f"{len(workers):,} workers, {over:,} over their limit",
        notes=(
            f"A full-time worker may hold {rules.points_limit:g} points, others in proportion to their contracted "
            "hours; who is in no diary counts as full-time.",
        ),
        source=source_of(sample.survey),
        abbreviations=sample.survey.study.abbreviations,
    )


def tabulate_staffing(sample: Sample, spec: TableSpec, rules: WorkloadRules, files: WorkloadFiles) -> Table:
    """The staff that volumes of work need, by the diaries' multiplier and by allowances, beside those in post.

    WHO (2010), *Workload Indicators of Staffing Need: User's Manual*: hours = sum of volume x unit time; all work of
    everybody beside it by a factor 1 / (1 - s), or here also by 1 / the diaries' share of client work; individual
    allowances added; over the hours a worker has.

    Raises:
        RequestError: no volumes are given, or the allowances leave no time.
    """
    if not files.volumes:
        raise RequestError("The need of staff takes volumes.csv.")
    year = working_year(rules, files.allowances)
    factor, se, low, high = multiplier_of(sample, spec, rules)
    work = sum(one.volume * one.unit_hours * (WEEKS if one.per == "week" else 1.0) for one in files.volumes)
    beside, individual = _category(files.allowances, rules, year), _individual(files.allowances, year)
    try:
        factors = np.array([factor, allowance_factor(beside)])
    except ValueError as error:
        raise RequestError(f"allowances.csv: {error}.") from None
    need = staff_needed(work, factors, year.hours, individual)
    blank = np.nan
    columns = [
        Line("diaries", "By the diaries", LineKind.LEVEL),
        Line("allowances", "By the allowances", LineKind.LEVEL),
    ]
    each = work / year.hours
    rows = [
        _Row("workload_hours", "Hours a year that the volumes take", work + 0 * factors, Unit.HOURS),
        _Row("available", "Hours a year that a full-time worker has", year.hours + 0 * factors, Unit.HOURS),
        _Row("factor", "Hours paid for an hour of that work", factors, Unit.NUMBER, *_pair(se, low, high)),
        _Row("individual", "Workers for work of some alone", individual / year.hours + 0 * factors, Unit.NUMBER),
        _Row(
            "needed",
            "Full-time workers needed",
            need,
            Unit.NUMBER,
            np.array([se * each, blank]),
            np.array([float(staff_needed(work, low, year.hours, individual)), blank]),
            np.array([float(staff_needed(work, high, year.hours, individual)), blank]),
        ),
    ]
    rows += _rows_of_posts_needed(files.posts, need)
    notes = (
        "Workload Indicators of Staffing Need (WHO 2010): volumes times unit times, times the factor, over the hours a "
        "worker has, and the individual allowances.",
        f"A year has 52 weeks of {rules.full_time_hours:g} hours; leave, sickness and training leave "
        f"{year.share:.0%} of it. 'By the diaries' the factor is 1 over their share of client work, 'By the "
        f"allowances' 1 / (1 - the category allowances of {beside:.0%}).",
    )
    return _table(sample, "staffing", "Staff that the volumes of work need", rows, columns, notes)


class _Row(NamedTuple):
    """One row of a table with its errors and limits, each of shape (c,)."""

    id: str
    label: str
    values: NDArray[np.float64]
    unit: Unit
    se: NDArray[np.float64] | None = None
    low: NDArray[np.float64] | None = None
    high: NDArray[np.float64] | None = None


def _rows_per_case(sample: Sample, spec: TableSpec, rules: WorkloadRules) -> list[_Row]:
    """The row of client hours that a case takes by the diaries, where their cases are known; rules have none."""
    per_case = _client_hours_per_case(sample, spec, rules)
    if per_case is None:
        return []
    blank = [np.nan] * len(rules.available_hours)
    values = (np.array([value, *blank]) for value in per_case)
    label = "Client hours an active case in the diaries"
    return [_Row("hours_per_case", label, next(values), Unit.HOURS_EACH, *values)]


def _rows_of_posts_for_cases(posts: Sequence[Posts], work: float, available: NDArray[np.float64]) -> list[_Row]:
    """Workers in post beside those that `work` hours of cases take, where posts are known."""
    if not posts:
        return []
    in_post, vacant = sum(one.in_post for one in posts), sum(one.vacant for one in posts)
    return [
        _Row("in_post", "Full-time equivalents in post", in_post + 0 * available, Unit.NUMBER),
        _Row("ratio", "  of those that the cases take", in_post * available / work, Unit.SHARE),
        _Row("gap", "Workers they take less those in post", work / available - in_post, Unit.NUMBER),
        _Row("gap_filled", "  if vacancies were filled", work / available - in_post - vacant, Unit.NUMBER),
    ]


def _rows_of_posts_needed(posts: Sequence[Posts], need: NDArray[np.float64]) -> list[_Row]:
    """Workers in post and vacant posts beside those needed, where posts are known."""
    if not posts:
        return []
    in_post, vacant = sum(one.in_post for one in posts), sum(one.vacant for one in posts)
    return [
        _Row("in_post", "Full-time equivalents in post", in_post + 0 * need, Unit.NUMBER),
        _Row("vacant", "  and vacant", vacant + 0 * need, Unit.NUMBER),
        _Row("gap", "Needed less in post", need - in_post, Unit.NUMBER),
        _Row("gap_filled", "  if vacancies were filled", need - in_post - vacant, Unit.NUMBER),
        _Row("ratio", "In post, of those needed", in_post / need, Unit.SHARE),
    ]


def _table(
    sample: Sample, id_: str, title: str, rows: Sequence[_Row], columns: Sequence[Line], notes: tuple[str, ...]
) -> Table:
    estimate = np.vstack([row.values for row in rows])
    nowhere = np.full(len(columns), np.nan)
    se, low, high = (
        np.vstack([nowhere if values is None else values for values in each])
        for each in zip(*((row.se, row.low, row.high) for row in rows), strict=True)
    )
    unknown = np.full(estimate.shape, np.nan)
    return Table(
        id=id_,
        title=title,
        rows=tuple(Line(row.id, row.label, LineKind.LEVEL, row.unit) for row in rows),
        columns=tuple(columns),
        estimate=estimate,
        base=np.full(estimate.shape, len(sample), dtype=np.int64),
        hours=unknown,
        status=np.where(np.isnan(estimate), Status.NOT_APPLICABLE, Status.ORDINARY).astype(object),
        scope=scope_of(sample),
        notes=notes,
        source=source_of(sample.survey),
        abbreviations=sample.survey.study.abbreviations,
        precision=Precision(se, low, high, unknown, unknown, LEVEL, sample.method),
    )


def _amounts(allowances: Sequence[Allowance], kind: str) -> dict[str, float]:
    """Days, hours and share of one kind of allowances, added up."""
    found = {"days": 0.0, "hours": 0.0, "share": 0.0}
    for one in allowances:
        if one.kind == kind:
            found[one.unit] += one.amount
    return found


def _category(allowances: Sequence[Allowance], rules: WorkloadRules, year: WorkingYear) -> float:
    """The share of everybody's working year that the category allowances take."""
    amounts = _amounts(allowances, "category")
    return amounts["share"] + (amounts["hours"] + amounts["days"] * rules.full_time_hours / 5) / year.hours


def _individual(allowances: Sequence[Allowance], year: WorkingYear) -> float:
    """Hours a year of the individual allowances of all who have one."""
    hours_of = {"hours": 1.0, "days": year.hours / year.share / WEEKS / 5, "share": year.hours}
    return sum(one.amount * hours_of[one.unit] * one.workers for one in allowances if one.kind == "individual")


def _pair(*values: float) -> list[NDArray[np.float64]]:
    """Values of the diaries' column; a rule has no error."""
    return [np.array([value, np.nan]) for value in values]


def _fraction(sample: Sample, rules: WorkloadRules, worker: str) -> float:
    """Contracted hours of a worker over those of a full-time one; 1 where they aren't known."""
    survey = sample.survey
    if worker not in survey.respondents or rules.contracted_hours not in survey.attributes:
        return 1.0
    hours = float(numbers_of(survey, rules.contracted_hours)[survey.respondents.index(worker)])
    return hours / rules.full_time_hours if hours > 0 else 1.0


def _client_hours_per_case(
    sample: Sample, spec: TableSpec, rules: WorkloadRules
) -> tuple[float, float, float, float] | None:
    """Client hours of an active case in the diaries, with error and limits; None where cases aren't known."""
    if rules.cases not in sample.survey.attributes:
        return None
    table = tabulate_hours(sample, spec._replace(by=(), precision=True), "case", rules)
    row = [line.id for line in table.rows].index(client_row(sample, spec, rules))
    if table.precision is None or not np.isfinite(table.estimate[row, -1]):
        return None
    known = table.precision
    estimate, se, low, high = (float(v[row, -1]) for v in (table.estimate, known.se, known.low, known.high))
    return estimate, se, low, high
