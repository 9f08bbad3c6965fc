"""Comparisons and trends as they may be published: a figure hidden in any wave is hidden in what is made of it.

Changes are those of the figures as printed, so that they tell nothing that these don't.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from timediary.model.comparison import Comparison, Comparisons
from timediary.model.problem import RequestError
from timediary.model.rounding import round_outwards
from timediary.model.table import HIDDEN_BASE, Status
from timediary.pipeline.protecting import (
    ToProtect,
    notes_of_published,
    protected,
    refuse_identifying,
    scope_of_published,
    source_of_published,
)
from timediary.pipeline.table_figures import Measured
from timediary.tabulate.comparison import aligned
from timediary.tabulate.report import Reported
from timediary.tabulate.standardising import standard_of
from timediary.tabulate.trends import contrasts_of, wave_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from timediary.model.definition import TableDefinition
    from timediary.model.disclosure import DisclosurePolicy, Protection
    from timediary.model.survey import Survey
    from timediary.model.table import Precision, Table, TableSpec
    from timediary.pipeline.protecting import Progress
    from timediary.sample import Sample
    from timediary.tabulate.trends import Of, WaveTimes

_OF: tuple[Of, ...] = ("shares", "hours")
# So many diaries of so many activities, the same to the minute in two surveys, are the same diaries.
_TELLING_DIARIES, _TELLING_ACTIVITIES = 3, 4
_AS_PRINTED = (
    "Differences are those of the figures as printed. Standard errors and probabilities are left out, since they would "
    "tell more than the figures do."
)


def safe_comparisons(
    found: Comparisons,
    samples: tuple[Sample, Sample],
    specs: Sequence[TableSpec],
    policy: DisclosurePolicy,
    *,
    progress: Progress | None = None,
) -> Comparisons:
    """Comparisons of two surveys, each of them protected, and both together where they are one.

    Args:
        found: the comparisons, in the order of `specs`.
        samples: the two.
        specs: what is compared.
        policy: what may be shown.
        progress: called with what is being done, how much of it is done, and of how much.

    Raises:
        RequestError: a table can't be protected, or is broken down by what is never shown.
    """
    known: list[list[ToProtect]] = [[], []]
    measured = _measured(samples, policy)
    for comparison, spec in zip(found, specs, strict=True):
        standard = None if spec.standardise is None else standard_of(samples[0], spec.by, spec.standardise)
        both = aligned([sample.columns(spec.by) for sample in samples])
        for place, (columns, table) in enumerate(zip(both, (comparison.first, comparison.second), strict=True)):
            refuse_identifying(samples[place], (*spec.by, *(() if standard is None else standard.names)), policy)
            known[place].append(ToProtect(table, measured[place].shares_of(spec, columns.membership, standard)))
    (first, second), protection = _protected_waves(measured, known, policy, progress)
    scopes = [
        scope_of_published(sample, side[0], policy) for sample, side in zip(samples, (first, second), strict=True)
    ]
    sources = [source_of_published(sample.survey) for sample in samples]
    made = tuple(
        _safe_comparison(
            one,
            replace(a, scope=scopes[0], source=sources[0]),
            replace(b, scope=scopes[1], source=sources[1]),
            protection,
        )
        for one, a, b in zip(found, first, second, strict=True)
    )
    return Comparisons(made, (), found.titles, protection)


def safe_beside_published(
    found: Comparisons,
    sample: Sample,
    asked: Sequence[tuple[TableSpec, TableDefinition]],
    policy: DisclosurePolicy,
    *,
    progress: Progress | None = None,
) -> Comparisons:
    """A protected survey beside figures that are published already.

    Args:
        found: the comparisons, in the order of `asked`.
        sample: of the survey.
        asked: what is compared, and the published table of each, which says who counts in it.
        policy: what may be shown.
        progress: called with what is being done, how much of it is done, and of how much.

    Raises:
        RequestError: a table can't be protected, or is broken down by what is never shown.
    """
    measured, reported = Measured(sample, policy), Reported(sample)
    known = []
    for comparison, (spec, definition) in zip(found, asked, strict=True):
        refuse_identifying(sample, spec.by, policy)
        columns = reported.columns(definition)
        ids = [line.id for line in columns.lines]
        places = [ids.index(line.id) for line in comparison.second.columns]
        known.append(ToProtect(comparison.second, measured.shares_of(spec, columns.membership[:, places])))
    (safe,), protection = protected([(measured, known)], policy, progress=progress)
    scope, source = scope_of_published(sample, safe[0], policy), source_of_published(sample.survey)
    made = tuple(
        _safe_comparison(one, one.first, replace(table, scope=scope, source=source), protection)
        for one, table in zip(found, safe, strict=True)
    )
    return Comparisons(made, (), found.titles, protection)


def safe_trends(
    tables: Sequence[Table],
    samples: Sequence[Sample],
    waves: WaveTimes,
    specs: Sequence[TableSpec],
    policy: DisclosurePolicy,
    *,
    progress: Progress | None = None,
) -> tuple[tuple[Table, ...], Protection]:
    """Tables of waves side by side, each wave protected, with the changes of what is printed.

    Args:
        tables: as `tabulate_trends` makes them: of shares by the columns of each of `specs`, then likewise of hours.
        samples: the waves.
        waves: their names and times.
        specs: what is tabulated.
        policy: what may be shown.
        progress: called with what is being done, how much of it is done, and of how much.

    Raises:
        RequestError: a table can't be protected, or is broken down by what is never shown.
    """
    measured = _measured(samples, policy)
    known: list[list[ToProtect]] = [[] for _ in samples]
    for of in _OF:
        for spec in specs:
            standard = None if spec.standardise is None else standard_of(samples[0], spec.by, spec.standardise)
            for place, columns in enumerate(aligned([sample.columns(spec.by) for sample in samples])):
                refuse_identifying(samples[place], (*spec.by, *(() if standard is None else standard.names)), policy)
                one, table = measured[place], wave_table(samples[place], columns, spec, of, standard)
                figures = one.shares_of if of == "shares" else one.hours_a_diary
                known[place].append(ToProtect(table, figures(spec, columns.membership, standard)))
    by_wave, protection = _protected_waves(measured, known, policy, progress)
    scopes = [scope_of_published(sample, safe[0], policy) for sample, safe in zip(samples, by_wave, strict=True)]
    scope = "; ".join(f"{name}: {text}" for name, text in zip(waves.names, scopes, strict=True))
    source = "; ".join(dict.fromkeys(source_of_published(sample.survey) for sample in samples))
    places = [(k, j) for k, table in enumerate(by_wave[0]) for j in range(len(table.columns))]
    return (
        tuple(
            replace(_safe_trend(table, [safe[k] for safe in by_wave], j, waves, (protection, scope)), source=source)
            for table, (k, j) in zip(tables, places, strict=True)
        ),
        protection,
    )


def _measured(samples: Sequence[Sample], policy: DisclosurePolicy) -> list[Measured]:
    """What is measured in each wave: the same for waves that are parts of one survey, weighted alike.

    Raises:
        RequestError: one survey is weighted in two ways, or two have diaries in common, so that what the one hides the
            other may tell.
    """
    found: list[Measured] = []
    for sample in samples:
        same = next((one for one in found if _are_same(one.survey, sample.survey)), None)
        others = () if same else {id(one): one.survey for one in found}.values()
        if any(_share_diaries(one, sample.survey) for one in others):
            raise RequestError(
                "The same diaries are in both files or surveys, so that what the one hides the other may tell. Take "
                "both from one file or survey, by conditions."
            )
        if same is not None and not np.array_equal(same.weights, sample.weights):
            raise RequestError(
                "Both are parts of one survey, weighted in two ways, which can't be protected together. Give both the "
                "same weights."
            )
        found.append(same or Measured(sample, policy))
    return found


def _are_same(one: Survey, other: Survey) -> bool:
    """Whether two surveys hold the same diaries, whatever they call the levels of attributes."""
    if one is other:
        return True
    known, found = one.code_minutes, other.code_minutes
    return bool(
        one.respondents == other.respondents
        and np.array_equal(known.numbers, found.numbers)
        and np.array_equal(known.minutes, found.minutes)
    )


def _share_diaries(one: Survey, other: Survey) -> bool:
    """Whether diaries of one survey are in another: some of several activities, or half of them, as in no panel."""
    known, found = (
        {
            (respondent, minutes.numbers[row > 0].tobytes(), row[row > 0].tobytes()): int(np.count_nonzero(row))
            for respondent, row in zip(survey.respondents, minutes.minutes, strict=True)
        }
        for survey in (one, other)
        for minutes in [survey.code_minutes]
    )
    both = known.keys() & found.keys()
    telling = sum(known[diary] >= _TELLING_ACTIVITIES for diary in both)
    return telling >= _TELLING_DIARIES or 2 * len(both) >= min(len(known), len(found))


def _protected_waves(
    measured: Sequence[Measured],
    known: Sequence[Sequence[ToProtect]],
    policy: DisclosurePolicy,
    progress: Progress | None,
) -> tuple[list[tuple[Table, ...]], Protection]:
    """The protected tables of each wave, those of waves that are parts of one survey together."""
    distinct = list({id(one): one for one in measured}.values())
    of = [[place for place, one in enumerate(measured) if one is each] for each in distinct]
    parts = [
        (each, [table for place in places for table in known[place]]) for each, places in zip(distinct, of, strict=True)
    ]
    made, protection = protected(parts, policy, progress=progress)
    by_wave: dict[int, tuple[Table, ...]] = {}
    for places, tables in zip(of, made, strict=True):
        starts = np.cumsum([0, *(len(known[place]) for place in places)]).tolist()
        by_wave |= {place: tables[starts[i] : starts[i + 1]] for i, place in enumerate(places)}
    return [by_wave[place] for place in range(len(measured))], protection


def _safe_comparison(one: Comparison, first: Table, second: Table, protection: Protection) -> Comparison:
    """The differences of two tables as printed."""
    found = one.differences
    difference = np.round(second.estimate - first.estimate, 9)
    unknown = np.full(difference.shape, np.nan)
    low, high = _moved(found.low, found.high, difference - found.difference, _unit_of(second))
    told = np.isfinite(difference) & _has_limits(first) & _has_limits(second)
    differences = replace(
        found,
        difference=difference,
        se=unknown,
        low=np.where(told, low, np.nan),
        high=np.where(told, high, np.nan),
        degrees_of_freedom=unknown,
        p=unknown,
        p_adjusted=unknown,
    )
    first, second = (replace(table, notes=notes_of_published(table.notes)) for table in (first, second))
    kept = notes_of_published([note for note in one.notes if "Holm" not in note])
    notes = (*kept, _AS_PRINTED, protection.sentence())
    return replace(one, first=first, second=second, differences=differences, notes=notes)


def _unit_of(table: Table) -> NDArray[np.float64]:
    return np.full(table.estimate.shape, 10.0 ** -(table.decimals + 2))


def _moved(
    low: NDArray[np.float64], high: NDArray[np.float64], by: NDArray[np.float64], units: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """An interval about a difference as printed, as coarse as that, outwards: where it lay would tell more."""
    return round_outwards(low + by, high + by, units)


def _has_limits(table: Table) -> NDArray[np.bool_]:
    """Where an interval stands beside a figure of a protected table, or of one that was published without any."""
    if table.precision is None:
        return np.full(table.estimate.shape, not table.is_protected)
    return np.isfinite(table.precision.low)


def _safe_trend(
    table: Table, waves_made: Sequence[Table], j: int, waves: WaveTimes, about: tuple[Protection, str]
) -> Table:
    """The table of one column, of the waves as they may be published."""
    protection, scope = about
    of: Of = "hours" if table.id.startswith("trend_hours") else "shares"
    coefficients = np.array([one.coefficients for one in contrasts_of(waves, of)])
    # A wave that is hidden, but has no part in a change, doesn't hide it.
    parts = coefficients != 0
    shown = np.column_stack([wave.estimate[:, j] for wave in waves_made])
    changes = [np.round(shown[:, part] @ one[part], 9) for one, part in zip(coefficients, parts, strict=True)]
    estimate = np.column_stack([shown, *changes])
    bases = np.column_stack([wave.base[:, j] for wave in waves_made])
    base = np.column_stack([bases, *(bases[:, part].min(axis=1) for part in parts)])
    marks = np.column_stack([wave.status[:, j] for wave in waves_made])
    precision = table.precision
    if precision is not None:
        has_limits = np.column_stack([_has_limits(wave)[:, j] for wave in waves_made])
        has_limits = np.column_stack([has_limits, *(has_limits[:, part].all(axis=1) for part in parts)])
        unit = 10.0 ** -(waves_made[0].decimals + 2) if of == "shares" else 0.1
        by = np.nan_to_num(estimate - table.estimate[:, : estimate.shape[1]])
        by[:, : shown.shape[1]] = 0.0
        precision = _moved_precision(precision, by, unit, has_limits & np.isfinite(estimate))
    notes = notes_of_published([note for note in table.notes if not note.startswith("p:")])
    return replace(
        table,
        columns=table.columns[: estimate.shape[1]],
        estimate=estimate,
        base=np.where(base < 0, HIDDEN_BASE, base),
        hours=np.full(estimate.shape, np.nan),
        status=_status_with_changes(marks, parts, np.isnan(estimate)),
        scope=scope,
        notes=(*notes, _AS_PRINTED, protection.sentence()),
        decimals=waves_made[0].decimals,
        precision=precision,
        is_protected=True,
    )


def _status_with_changes(
    marks: NDArray[np.object_], parts: NDArray[np.bool_], absent: NDArray[np.bool_]
) -> NDArray[np.object_]:
    """The status of waves and of their changes, which are as little known as the least known wave in them.

    Args:
        marks: the status of the waves, shape (r, w).
        parts: which waves have a part in each change, shape (k, w).
        absent: where no figure is, shape (r, w + k).
    """
    few, hidden = (
        np.column_stack([marks == mark, *((marks[:, part] == mark).any(axis=1) for part in parts)])
        for mark in (Status.LOW_BASE, Status.SUPPRESSED)
    )
    status = np.where(few, Status.LOW_BASE, Status.ORDINARY).astype(object)
    status[:, : marks.shape[1]] = marks
    status[absent] = np.where(hidden, Status.SUPPRESSED, Status.NOT_APPLICABLE)[absent]
    return status


def _moved_precision(precision: Precision, by: NDArray[np.float64], unit: float, told: NDArray[np.bool_]) -> Precision:
    """Intervals moved with the figures as printed, where they are told, and nothing else that tells how sure these are.

    Args:
        precision: of the figures before.
        by: how far each is moved, of the first columns.
        unit: to which limits are rounded outwards.
        told: where an interval stands.
    """
    count = by.shape[1]
    low, high = _moved(precision.low[:, :count], precision.high[:, :count], by, np.full(by.shape, unit))
    unknown = np.full(by.shape, np.nan)
    return precision._replace(
        se=unknown,
        low=np.where(told, low, np.nan),
        high=np.where(told, high, np.nan),
        deff=unknown,
        degrees_of_freedom=unknown,
    )
