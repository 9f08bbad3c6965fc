"""Workload from diaries: hours per week, full-time equivalent and case, limits, capacity, costs, staff."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import timediary.pipeline.display  # noqa: F401 - lets tables show and write themselves
from timediary.model.number import is_shown
from timediary.model.problem import RequestError
from timediary.model.results import Results
from timediary.model.titles import titles_of
from timediary.model.workload import WorkloadFiles
from timediary.pipeline.provenance import provenance_with, sample_options
from timediary.pipeline.requests import check_decimals, specs_asked, standardised_asked
from timediary.sample import sample_of
from timediary.sample.values import resolve
from timediary.study.limits import load_limits
from timediary.study.workload_files import load_workload_files, write_example_files
from timediary.tabulate.hours import of_whole_weeks, tabulate_hours
from timediary.tabulate.standardising import standard_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from timediary.model.sampling import KnownTotals
    from timediary.model.study import Grouping
    from timediary.model.survey import Survey
    from timediary.model.table import Table, TableSpec
    from timediary.model.workload import WorkloadRules
    from timediary.pipeline.protecting import Progress, Safe
    from timediary.sample import Sample
    from timediary.tabulate.standardising import Standard

__all__ = ["workload", "write_example_files"]


def workload(
    sample: Survey | Sample,
    by: str | Sequence[str] | None = None,
    *,
    per: str | Sequence[str] | None = None,
    grouping: str | Path | Grouping | None = None,
    standardise: str | Path | Sequence[str] | KnownTotals | None = None,
    files: str | Path | WorkloadFiles | None = None,
    decimals: int = 0,
    precision: bool = True,
    safe: Safe = False,
    progress: Progress | None = None,
) -> Results:
    """What the hours of diaries amount to: for a respondent, a full-time worker, a case, against limits and costs.

    Args:
        sample: a survey that `read` returned, or what its `sample` bound.
        by: a breakdown (`"setting"`, or `"setting,role"` for two attributes crossed), or a list of several; the study's
            own where None.
        per: `week`, `fte`, `case` or a number of the respondents, or several of them; the first three where None, as
            far as the survey has the attributes.
        grouping: id of one of the study's groupings, path of a grouping file, or a grouping; the study's own where
            None.
        standardise: attributes (`"role"`) whose mix among all is held constant in further tables of hours, or a file of
            people by their levels; none where None.
        files: a folder of small files (limits, case types, cases, volumes, allowances, costs, posts), or what was read
            from one; `write_example_files` makes an example.
        decimals: of percentages.
        precision: whether to work out standard errors and intervals.
        safe: protect what is published, the tables of hours: True for the study's policy, else a preset's name, a file
            or a policy. Caseloads, costs and what the small files give aren't published.
        progress: called with what is being done, how much of it is done, and of how much.

    Raises:
        RequestError: something asked for doesn't fit the survey, it can't be resolved, or what was asked for can't be
            published safely.
        DefinitionError: one of the small files can't be read as what it is.

    Examples:
        >>> import timediary as td
        >>> found = td.read("examples/diaries.xlsx").workload([], per="week")
        >>> round(found.tables[0].value("direct_contact"), 1)
        9.5
    """
    check_decimals(decimals)
    drawn = sample_of(sample)
    survey = drawn.survey
    given = files if isinstance(files, WorkloadFiles) else WorkloadFiles()
    if files is not None and not isinstance(files, WorkloadFiles):
        given = load_workload_files(files, survey.study)
    rules = given.rules if given.rules is not None else load_limits(survey.study)
    specs = [one._replace(decimals=decimals, precision=precision) for one in specs_asked(survey, by, grouping)]
    if safe:
        from timediary.pipeline.merging import merged_as_asked

        (drawn,) = merged_as_asked([drawn], specs, safe)
        survey = drawn.survey
    wanted = _per_asked(drawn, per, rules)
    if safe and files is not None:
        raise RequestError(
            "Capacity, costs and the need of staff can't be published with --safe: they aren't sums that can be "
            "protected together with the hours. Leave the files out (--files)."
        )
    if survey.aspect and files is not None:
        raise RequestError(
            f"Capacity, costs and the need of staff rest on all recorded time, and this is of '{survey.aspect}'. Leave "
            "the files out, or --field, --within and --any-mention."
        )
    asked = _asked(drawn, specs, standardised_asked(survey, specs, standardise), wanted)
    tables = [tabulate_hours(drawn, spec, one, rules, standard) for spec, one, standard in asked]
    if not tables[0].base.any():
        raise RequestError("Nobody who meets the conditions recorded any time, so there is no table to make.")
    # What compares hours with contracts and cases rests on all recorded time.
    if not safe and not survey.aspect and (per is None or files is not None):
        tables += _beyond(drawn, specs, rules, given)
    results = Results(
        headline=_headline(tables[0]),
        tables=tuple(tables),
        study=survey.study,
        ledger=survey.ledger,
        problems=survey.problems,
        provenance=provenance_with(survey, _options(drawn, specs, wanted, given)),
        grouping=specs[0].grouping,
        titles=titles_of([survey]),
    )
    if not safe:
        return results
    from timediary.pipeline.publishing import policy_asked, safe_workload

    policy = policy_asked(survey.study, safe)
    made = safe_workload(results, drawn, asked, rules, policy, progress=progress)
    return replace(made, headline=_headline(made.tables[0]))


def _per_asked(sample: Sample, per: str | Sequence[str] | None, rules: WorkloadRules) -> list[str]:
    survey = sample.survey
    if per is None:
        needed = {"fte": rules.contracted_hours} if of_whole_weeks(sample) else {}
        needed["case"] = rules.cases
        return ["week", *(name for name, attribute in needed.items() if attribute in survey.attributes)]
    names = [per] if isinstance(per, str) else list(per)
    return [name if name in ("week", "fte", "case") else resolve(survey, name) for name in dict.fromkeys(names)]


def _asked(
    sample: Sample, specs: Sequence[TableSpec], alike: Sequence[TableSpec], per: Sequence[str]
) -> list[tuple[TableSpec, str, Standard | None]]:
    """Of each table of hours the breakdown, what hours are divided by, and the mix it is brought to."""
    mixes = [standard_of(sample, spec.by, spec.standardise or ()) for spec in alike]
    return [
        asked
        for one in per
        for asked in (
            *((spec, one, None) for spec in specs),
            *((spec, one, standard) for spec, standard in zip(alike, mixes, strict=True)),
        )
    ]


def _beyond(sample: Sample, specs: Sequence[TableSpec], rules: WorkloadRules, files: WorkloadFiles) -> Iterator[Table]:
    """The hours account, caseloads, unit costs and what the small files allow, as far as there is what they need."""
    from timediary.tabulate.caseloads import tabulate_caseloads
    from timediary.tabulate.hours_account import tabulate_hours_account
    from timediary.tabulate.staffing import (
        cost_of_an_hour,
        tabulate_capacity,
        tabulate_points,
        tabulate_staffing,
        working_year,
    )
    from timediary.tabulate.unit_costs import tabulate_unit_costs

    known = sample.survey.attributes
    has_contracts = rules.contracted_hours in known
    if rules.worked_hours in known and (has_contracts or rules.employed_hours in known):
        yield from (tabulate_hours_account(sample, spec.by, rules) for spec in specs)
    if rules.limits and has_contracts and all(limit.cases in known for limit in rules.limits):
        yield from (tabulate_caseloads(sample, spec.by, rules) for spec in specs)
    first = specs[0]
    headline = sample.survey.study.defaults.headline
    if (rules.client or (headline[-1] if headline else "")) in [row.id for row in first.grouping.rows]:
        hour = cost_of_an_hour(files.costs, working_year(rules, files.allowances))
        yield from (tabulate_unit_costs(sample, spec, rules, hour) for spec in specs)
        if files.cases:
            yield tabulate_capacity(sample, first, rules, files)
        if files.volumes:
            yield tabulate_staffing(sample, first, rules, files)
    if files.cases and rules.points_limit is not None:
        yield tabulate_points(sample, rules, files)


def _headline(table: Table) -> str:
    """The result in one sentence: `37.3 hours a week, 9.7 of them direct contact; 1,153 diaries, 42,963 hours`."""
    first = table.rows[0]
    label = f"{first.label[0].lower()}{first.label[1:]}"
    if not (is_shown(table.value("total")) and is_shown(table.value(first.id))):
        return table.scope
    words = table.title.removeprefix("Hours per ")
    return f"{table.value('total'):,.1f} hours per {words}, {table.value(first.id):,.1f} of them {label}; {table.scope}"


def _options(
    sample: Sample, specs: Sequence[TableSpec], per: Sequence[str], files: WorkloadFiles
) -> list[tuple[str, str]]:
    options = [
        ("Grouping", specs[0].grouping.label),
        ("Broken down by", "; ".join(", ".join(one.by) for one in specs if one.by) or "nothing"),
        ("Hours per", ", ".join(per)),
        ("Files on workload", ", ".join(files.names)),
    ]
    return [*((label, text) for label, text in options if text), *sample_options(sample)]
