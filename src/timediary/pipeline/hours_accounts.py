"""Hours worked against hours employed, broken down as asked, and as they may be published."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, get_args

import numpy as np

from timediary.model.line import Line, LineKind, Unit
from timediary.model.rounding import round_half_up
from timediary.model.table import Base, Status
from timediary.pipeline.provenance import sample_options
from timediary.pipeline.requests import breakdown_asked, check_word
from timediary.pipeline.respondents import answers_as_results
from timediary.sample import sample_of
from timediary.sample.values import resolve
from timediary.study.limits import load_limits
from timediary.tabulate.hours_account import account_of, tabulate_hours_account

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from timediary.model.results import Results
    from timediary.model.survey import Survey
    from timediary.model.table import Table
    from timediary.model.workload import WorkloadRules
    from timediary.pipeline.protecting import Progress, Safe
    from timediary.sample import Sample

# Rows that aren't protected: medians, which aren't sums, and those that are left out or follow from printed rows.
_MEDIANS = ("net_median", "excess_median")
_NOT_PUBLISHED = (*_MEDIANS, "net", "net_sum", "unpaid_fte")
_SUMS = ("over_count", "excess_sum", "unpaid_sum")
_OF_PUBLISHED = (
    "What is worked less employed, and full-time equivalents, follow from the figures as printed. Medians and "
    "intervals are left out."
)


def hours_account(
    sample: Survey | Sample,
    by: str | Sequence[str] = (),
    *,
    base: Base = "answered",
    toil: str | None = None,
    paid_overtime: str | None = None,
    safe: Safe = False,
) -> Table:
    """Hours worked against hours employed: net, excess and unpaid, as means, medians and sums, and full-time posts.

    Net is worked less employed, excess that of those who worked over, unpaid the excess less time off in lieu and paid
    overtime; a full-time equivalent is 37 hours, or what the study's `limits.toml` says. Hours employed are those given
    with the diary (`employed_hours`) where these were asked, else those contracted; the table says which. Tables 3.1
    and 3.2 of the report of 2009 show these hours in bands.

    Args:
        sample: a survey that `read` returned, or what its `sample` bound.
        by: an attribute (`"setting"`), or several to cross (`"setting,role"`); none for one column.
        base: whom the share who worked over is of: those whose hours are both known, or `all`.
        toil: the attribute with hours taken as time off in lieu; that of the study where None.
        paid_overtime: the attribute with hours paid as overtime; that of the study where None.
        safe: protect what is published: True by the study's policy, or a preset, a file or a policy; medians aren't
            published.

    Raises:
        RequestError: the survey lacks the hours, the sample can't be resolved, or the table can't be protected.
        DefinitionError: there is no such policy, or its file can't be read.

    Examples:
        >>> import timediary as td
        >>> survey = td.read("examples/diaries.xlsx")
        >>> account = survey.hours_account("setting")
        >>> [row.label for row in account.rows][:3]
        ['Worked, mean', 'Employed, mean', 'Worked less employed, mean']
    """
    drawn = sample_of(sample)
    wanted = [breakdown_asked(drawn.survey, by)]
    return hours_accounts(drawn, wanted, base=base, toil=toil, paid_overtime=paid_overtime, safe=safe).tables[0]


def hours_accounts(
    sample: Sample,
    breakdowns: Sequence[tuple[str, ...]],
    *,
    base: Base = "answered",
    toil: str | None = None,
    paid_overtime: str | None = None,
    safe: Safe = False,
    progress: Progress | None = None,
) -> Results:
    """The accounts of several breakdowns, protected together where they are to be published."""
    check_word(base, "base", get_args(Base))
    survey = sample.survey
    rules = load_limits(survey.study)
    if toil:
        rules = rules._replace(toil_hours=resolve(survey, toil))
    if paid_overtime:
        rules = rules._replace(paid_overtime_hours=resolve(survey, paid_overtime))
    tables = [tabulate_hours_account(sample, by, rules, base) for by in breakdowns]
    results = answers_as_results(sample, tables, [("Tables", "hours account"), *sample_options(sample)])
    if not safe:
        return results
    return _published(results, sample, breakdowns, (rules, base), safe, progress)


def _published(
    results: Results,
    sample: Sample,
    breakdowns: Sequence[tuple[str, ...]],
    account: tuple[WorkloadRules, Base],
    safe: Safe,
    progress: Progress | None,
) -> Results:
    from timediary.pipeline.protecting import ToProtect, policy_asked, published, refuse_identifying
    from timediary.pipeline.publishing import without_people
    from timediary.pipeline.table_figures import Measured

    policy = policy_asked(sample.survey.study, safe)
    measured, (rules, base) = Measured(sample, policy), account
    known = []
    for by, table in zip(breakdowns, results.tables, strict=True):
        refuse_identifying(sample, by, policy)
        rows = [i for i, row in enumerate(table.rows) if row.id not in _NOT_PUBLISHED]
        sums = replace(table.with_rows(rows), precision=None, notes=(*table.notes, _OF_PUBLISHED))
        # Protection takes a sum over nobody for 0, and not for one that isn't known.
        is_sum = np.array([row.id in _SUMS for row in sums.rows])[:, None]
        sums = replace(sums, estimate=np.where(is_sum, np.nan_to_num(sums.estimate), sums.estimate))
        ids = [row.id for row in sums.rows]
        membership = sample.columns(by).membership & sample.inside[:, None]
        known.append(ToProtect(sums, measured.account(ids, membership, account_of(sample, rules), base)))
    safe_tables, protection = published(measured, known, sample, sized=False, progress=progress)
    tables = [_with_what_follows(_without_nobodys(table), rules.full_time_hours) for table in safe_tables]
    made = replace(results, tables=tuple(tables), protection=protection)
    return without_people(made, "Hours worked against hours employed", sample.survey)


def _without_nobodys(table: Table) -> Table:
    """A protected table without sums in columns of nobody."""
    ids = [row.id for row in table.rows]
    # The number of those who worked over has them alone as its base; whether anybody is there, the first row says.
    nobody = np.array([id_ in _SUMS for id_ in ids])[:, None] & (table.base == 0)
    nobody[ids.index("over_count")] = table.base[ids.index("worked")] == 0
    return replace(
        table,
        estimate=np.where(nobody, np.nan, table.estimate),
        status=np.where(nobody, Status.NOT_APPLICABLE, table.status).astype(object),
    )


def _with_what_follows(table: Table, full_time: float) -> Table:
    """A protected table with what follows from its printed rows: the net, and full-time equivalents."""
    place = {row.id: i for i, row in enumerate(table.rows)}
    worked, employed, unpaid = (table.estimate[place[id_]] for id_ in ("worked", "employed", "unpaid_sum"))
    net = Line("net", "Worked less employed, mean", LineKind.LEVEL, Unit.HOURS)
    posts = Line("unpaid_fte", "  full-time equivalents", LineKind.LEVEL, Unit.NUMBER)
    table = _with_row(table, place["employed"] + 1, net, np.round(worked - employed, 9), place["worked"])
    fte = round_half_up(unpaid / full_time, 1)
    return _with_row(table, len(table.rows), posts, fte, place["unpaid_sum"] + 1)


def _with_row(table: Table, at: int, row: Line, values: NDArray[np.float64], like: int) -> Table:
    """A table with one more row, whose bases are those of another, and that is hidden where there is no figure."""
    status = np.where(
        np.isnan(values) & (table.status[like] != Status.NOT_APPLICABLE), Status.SUPPRESSED, table.status[like]
    )
    return replace(
        table,
        rows=(*table.rows[:at], row, *table.rows[at:]),
        estimate=np.insert(table.estimate, at, values, axis=0),
        base=np.insert(table.base, at, table.base[like], axis=0),
        hours=np.insert(table.hours, at, np.nan, axis=0),
        status=np.insert(table.status, at, status, axis=0),
    )
