"""Caseloads against limits: who is over, by how much, and how many workers the cases would take at the limit."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from timediary.estimate.intervals import wald_interval
from timediary.estimate.ratios import means, ratios, totals
from timediary.model.line import Line, LineKind, Unit
from timediary.model.problem import RequestError
from timediary.model.survey import NO_INFORMATION
from timediary.model.table import Table
from timediary.sample.conditions import conditions_of, selected
from timediary.sample.values import attribute_of, numbers_of, resolve
from timediary.tabulate.precision import precision_of_means, precision_of_shares, stacked
from timediary.tabulate.scope import column_notes, labels_of, scope_of, source_of
from timediary.tabulate.shares import statuses

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from timediary.estimate.ratios import Estimates
    from timediary.model.survey import Survey
    from timediary.model.table import Precision
    from timediary.model.workload import CaseloadLimit, WorkloadRules
    from timediary.sample import Sample

_ROWS = (
    Line("over", "Over the limit", LineKind.LEVEL, Unit.SHARE),
    Line("over_count", "  how many of the respondents", LineKind.LEVEL, Unit.RESPONDENTS),
    Line("over_pro_rata", "Over the limit of their contracted hours", LineKind.LEVEL, Unit.SHARE),
    Line("over_pro_rata_count", "  how many of the respondents", LineKind.LEVEL, Unit.RESPONDENTS),
    Line("load", "Cases held, of the limit, on average", LineKind.LEVEL, Unit.SHARE),
    Line("cases_over", "Cases over the limit of those over it, on average", LineKind.LEVEL, Unit.NUMBER),
    Line("cases_above", "Cases above the limit, in all", LineKind.LEVEL, Unit.NUMBER),
    Line("workers_needed", "Full-time workers that the cases take at the limit", LineKind.LEVEL, Unit.NUMBER),
    Line("fte_in_post", "Full-time equivalents of the respondents", LineKind.LEVEL, Unit.NUMBER),
    Line("gap", "  workers needed less those", LineKind.LEVEL, Unit.NUMBER),
)


class Loads(NamedTuple):
    """Caseloads of the n respondents, NaN where a number isn't known or no limit is meant for them.

    Attributes:
        load: cases over the limit of a full-time worker, added up over the kinds of cases they hold.
        pro_rata: the same over the limit of their contracted hours.
        above: cases above the limit of a full-time worker, as if all were of the kind that they hold most.
        fte: contracted hours over those of a full-time worker.
    """

    load: NDArray[np.float64]
    pro_rata: NDArray[np.float64]
    above: NDArray[np.float64]
    fte: NDArray[np.float64]


def loads_of(survey: Survey, rules: WorkloadRules) -> Loads:
    """How each respondent's cases compare with the limits that are meant for them; no cases are a load of 0.

    A worker with cases of two groups is judged by the sum of cases / limit, which is over 1 where it is too much.

    Raises:
        RequestError: the survey lacks an attribute of a limit, or two limits count the same cases of a respondent.
    """
    count = len(survey)
    load, cases, counted = np.zeros(count), np.zeros(count), np.zeros(count, dtype=bool)
    by_attribute: dict[str, NDArray[np.bool_]] = {}
    for limit in rules.limits:
        meant = _meant_for(survey, limit, rules)
        name = resolve(survey, limit.cases)
        twice = meant & by_attribute.get(name, np.zeros(count, dtype=bool))
        if twice.any():
            first = survey.respondents[int(np.argmax(twice))]
            raise RequestError(
                f"Two limits count '{name}' of the same respondents (the first is {first}): in limits.toml, set them "
                "apart by 'where' or 'roles', or count other cases."
            )
        by_attribute[name] = meant | by_attribute.get(name, False)
        units = np.where(meant, numbers_of(survey, name) * limit.units_per_case, 0.0)
        load, cases, counted = load + units / limit.high, cases + units, counted | meant
    load = np.where(counted, load, np.nan)
    fte = numbers_of(survey, resolve(survey, rules.contracted_hours)) / rules.full_time_hours
    with np.errstate(divide="ignore", invalid="ignore"):
        pro_rata = np.where(fte > 0, load / fte, np.nan)
        # At a load of 1.2 a sixth of the cases is above the limit, whatever their kinds.
        above = np.where(load > 1, cases * (1.0 - 1.0 / load), 0.0 * load)
    return Loads(load, pro_rata, above, fte)


def tabulate_caseloads(sample: Sample, by: Sequence[str], rules: WorkloadRules) -> Table:
    """Caseloads against the limits of a study, of respondents for whom a limit is meant and whose cases are known.

    Args:
        sample: n respondents.
        by: attributes that make the columns.
        rules: the limits.

    Raises:
        RequestError: there are no limits, the survey lacks an attribute, or the sample can't be resolved.
    """
    if not rules.limits:
        raise RequestError("There are no caseload limits: the study has no limits.toml.")
    survey, columns = sample.survey, sample.columns(by)
    loads = Loads(*(values[sample.inside] for values in loads_of(survey, rules)))
    held = columns.members & (np.isfinite(loads.load) & _once_each(sample, loads.load))[:, None]
    contracted = held & np.isfinite(loads.pro_rata)[:, None]
    figures = _figures(sample, loads, held, contracted)
    estimate = np.vstack([found.values.T for found, _ in figures])
    base = np.vstack([found.bases for found, _ in figures]).astype(np.int64)
    # Where nobody's cases, or contracts, are known, there is no sum of them: not a sum of 0.
    estimate[base == 0] = np.nan
    precision = stacked([known for _, known in figures])
    label = labels_of(survey, by)
    return Table(
        id=f"caseload:{','.join(by) or 'overall'}",
        title="Caseloads against the limits" + (f" by {label}" if label else ""),
        rows=_ROWS,
        columns=columns.lines,
        estimate=estimate,
        base=base,
        hours=np.full(estimate.shape, np.nan),
        status=statuses(survey.study.defaults, estimate, base, precision.se),
        scope=scope_of(sample),
        notes=(*_notes(rules), *column_notes(sample, by)),
        source=source_of(survey),
        abbreviations=survey.study.abbreviations,
        column_hours=(columns.membership.T * sample.weights) @ survey.recorded_hours,
        precision=precision,
    )


def _once_each(sample: Sample, load: NDArray[np.float64]) -> NDArray[np.bool_]:
    """The last diary of each of the m respondents' that says how many cases they hold: cases aren't held twice."""
    if not sample.survey.has_repeated:
        return np.ones(len(load), dtype=bool)
    owners = sample.survey.respondent_numbers[sample.inside]
    known = np.flatnonzero(np.isfinite(load))
    _, from_the_end = np.unique(owners[known][::-1], return_index=True)
    last = np.zeros(len(load), dtype=bool)
    last[known[::-1][from_the_end]] = True
    return last


def _figures(
    sample: Sample, loads: Loads, held: NDArray[np.bool_], contracted: NDArray[np.bool_]
) -> list[tuple[Estimates, Precision]]:
    """Each row's estimates and their precision."""
    design = sample.design
    load, pro_rata, above, fte = (np.nan_to_num(values) for values in loads)
    over, over_pro_rata = (load > 1) * 1.0, (pro_rata > 1) * 1.0
    some = held & (load > 1)[:, None]
    share, share_pro_rata = (
        _shares(means(values, design, known), sample) for values, known in ((over, held), (over_pro_rata, contracted))
    )
    gap = totals(load - fte, design, contracted)
    limits = wald_interval(gap.values.T, gap.se.T, gap.degrees_of_freedom.astype(np.float64)[None, :])
    return [
        share,
        _counts(totals(over, design, held), share, held, sample),
        share_pro_rata,
        _counts(totals(over_pro_rata, design, contracted), share_pro_rata, contracted, sample),
        _means(means(load, design, held), sample),
        _means(ratios(above, np.ones(len(above)), design, some), sample),
        _means(totals(above, design, held), sample),
        _means(totals(load, design, contracted), sample),
        _means(totals(fte, design, contracted), sample),
        (gap, precision_of_means(gap, sample)._replace(low=limits.low, high=limits.high)),
    ]


def _shares(found: Estimates, sample: Sample) -> tuple[Estimates, Precision]:
    return found, precision_of_shares(found, found.bases[None, :], sample)


def _counts(
    found: Estimates, share: tuple[Estimates, Precision], members: NDArray[np.bool_], sample: Sample
) -> tuple[Estimates, Precision]:
    """How many of the respondents there are, with limits that are those of their share."""
    people = (sample.weights[sample.inside] @ members)[None, :]
    limits = share[1]
    return found, precision_of_means(found, sample)._replace(low=limits.low * people, high=limits.high * people)


def _means(found: Estimates, sample: Sample) -> tuple[Estimates, Precision]:
    return found, precision_of_means(found, sample)


def _meant_for(survey: Survey, limit: CaseloadLimit, rules: WorkloadRules) -> NDArray[np.bool_]:
    """Whom a limit is for, shape (n,)."""
    meant = selected(survey, conditions_of(survey, limit.where))
    if not limit.roles:
        return meant
    role = attribute_of(survey, resolve(survey, rules.role))
    ids = [level.id for level in role.variable.levels]
    wanted = [place for place, id_ in enumerate(ids) if id_ in limit.roles]
    return np.asarray(meant & (role.values != NO_INFORMATION) & np.isin(role.values, wanted))


def _notes(rules: WorkloadRules) -> list[str]:
    limits = "; ".join(f"{limit.label} {limit.low:g} to {limit.high:g} {_plural(limit.unit)}" for limit in rules.limits)
    return [
        f"Limits of a full-time worker: {limits}" + (f" ({rules.source})." if rules.source else "."),
        "Respondents who have a limit and whose number of cases is known; 0 counts. A worker with cases of "
        "several groups is over the limit where cases / limit add up to more than 1.",
        f"The limit of contracted hours is that of {rules.full_time_hours:g} hours in proportion. That row and "
        "those of workers needed and in post are of respondents whose contracted hours are known too.",
    ]


def _plural(unit: str) -> str:
    return {"child": "children", "family": "families"}.get(unit, f"{unit}s")
