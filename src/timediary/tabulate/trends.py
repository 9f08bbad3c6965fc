"""Waves of a survey: shares or hours by wave, changes, a straight line through them, and whether any differs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from timediary.estimate.differences import holm
from timediary.estimate.waves import Waves
from timediary.model.line import Line, LineKind, Unit
from timediary.model.problem import RequestError
from timediary.model.table import Precision, Status, Table
from timediary.tabulate.comparison import aligned, sampled_as, sampling_notes
from timediary.tabulate.hours import TOTAL, of_whole_weeks
from timediary.tabulate.precision import LEVEL, precision_of_means, precision_of_shares
from timediary.tabulate.scope import column_notes, labels_of, scope_of, source_of
from timediary.tabulate.shares import lines_of, share_estimates
from timediary.tabulate.standardising import Standard, standard_of, standardised
from timediary.tabulate.testing import Limits, interval_of_contrast

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from timediary.estimate.differences import Differences
    from timediary.estimate.intervals import Interval
    from timediary.estimate.ratios import Estimates
    from timediary.model.table import TableSpec
    from timediary.sample import Sample
    from timediary.sample.columns import Columns

Of = Literal["shares", "hours"]


class WaveTimes(NamedTuple):
    """What the waves are called, when they were, and what a unit of that time is."""

    names: tuple[str, ...]
    times: tuple[float, ...]
    unit: str


class Contrast(NamedTuple):
    """A weighted sum of the waves as one column of a table."""

    line: Line
    coefficients: tuple[float, ...]


def tabulate_trends(
    samples: Sequence[Sample], waves: WaveTimes, spec: TableSpec, of: Of = "shares", *, independent: bool = False
) -> tuple[Table, ...]:
    """Tables of the waves side by side with their changes, one for each column of a breakdown.

    Respondents (or clusters) that are in several waves by id are a panel, whose covariance is used. A trend is the
    slope of the straight line through the waves by least squares, each counting equally; its error is that of the sum.

    Args:
        samples: w of them, in the order of time.
        waves: their names and times.
        spec: grouping and breakdown; with `standardise` all are brought to the mix of the first.
        of: shares of recorded time, or hours per diary.
        independent: whether ids that are in several belong to different people.

    Raises:
        RequestError: the specification doesn't fit a survey, or a panel has replicate weights.
    """
    columns = aligned([sample.columns(spec.by) for sample in samples])
    standard = None if spec.standardise is None else standard_of(samples[0], spec.by, spec.standardise)
    estimates = [_estimates(*pair, spec, of, standard) for pair in zip(samples, columns, strict=True)]
    labels = None if independent else sampled_as(samples)
    try:
        found = _Found(Waves(tuple(estimates), labels), samples, of)
    except ValueError as error:
        raise RequestError(f"The waves can't be compared as a panel: {error}.") from None
    contrasts = contrasts_of(waves, of)
    sums = []
    for one in contrasts:
        gap = found.waves.contrast(one.coefficients)
        limits = interval_of_contrast(gap, one.coefficients, found.limits, found.pairs, found.furthest)
        sums.append((gap, limits, one))
    test = found.waves.any_change()
    p = np.asarray(test.p)
    adjusted = holm(p)
    shared = sampling_notes(labels, samples, independent=independent)
    notes = (*_notes(waves, of, samples), *shared, *column_notes(samples[-1], spec.by))
    rows = _rows(spec, of)
    return tuple(
        _table(j, line, found, sums, np.stack([p[j], adjusted[j]]), (samples, waves, spec, of, rows, standard), notes)
        for j, line in enumerate(columns[0].lines)
    )


def wave_table(sample: Sample, columns: Columns, spec: TableSpec, of: Of, standard: Standard | None = None) -> Table:
    """The shares or hours of one wave by the columns of a breakdown, as `tabulate_trends` has them, without errors."""
    estimates = _estimates(sample, columns, spec, of, standard)
    estimate = estimates.values.T
    rows = _rows(spec, of)
    return Table(
        id=",".join(spec.by) or "overall",
        title="Share of recorded time" if of == "shares" else "Hours per diary",
        rows=rows,
        columns=columns.lines,
        estimate=estimate,
        base=np.broadcast_to(sample.bases(estimates.cells.membership), estimate.shape).astype(np.int64),
        hours=np.full(estimate.shape, np.nan),
        status=np.where(np.isnan(estimate), Status.NOT_APPLICABLE, Status.ORDINARY).astype(object),
        decimals=spec.decimals,
    )


def _rows(spec: TableSpec, of: Of) -> tuple[Line, ...]:
    rows = lines_of(spec.grouping)
    return rows if of == "shares" else tuple(line._replace(unit=Unit.HOURS) for line in (*rows, TOTAL))


@dataclass(frozen=True, eq=False)
class _Found:
    """The estimates of all waves, c domains by r rows."""

    waves: Waves
    samples: Sequence[Sample]
    of: Of

    def precision(self, wave: int) -> Precision:
        """The precision of one wave, as its own tables have it."""
        estimates, sample = self.waves.estimates[wave], self.samples[wave]
        bases = np.broadcast_to(self.bases(wave), estimates.values.T.shape).astype(np.int64)
        if self.of == "shares":
            return precision_of_shares(estimates, bases, sample)
        grid = sample.survey.study.grid
        return precision_of_means(estimates, sample, len(grid.days) * grid.day_minutes / 60, estimates.values.T[-1:])

    def bases(self, wave: int) -> NDArray[np.int64]:
        """Respondents of one wave in each column, shape (c,)."""
        return self.samples[wave].bases(self.waves.estimates[wave].cells.membership)

    @property
    def furthest(self) -> float:
        """How far from 0 a change can be."""
        grid = self.samples[0].survey.study.grid
        return 1.0 if self.of == "shares" else len(grid.days) * grid.day_minutes / 60

    @cached_property
    def limits(self) -> list[Limits]:
        """Each wave's figures with their limits."""
        every = [self.precision(wave) for wave in range(len(self.samples))]
        return [
            Limits(e.values.T, known.se, known.degrees_of_freedom, known.low, known.high)
            for e, known in zip(self.waves.estimates, every, strict=True)
        ]

    @cached_property
    def pairs(self) -> NDArray[np.float64]:
        """Standard errors of the difference of each two waves, shape (w, w, r, c)."""
        count = len(self.samples)
        shape = self.waves.estimates[0].values.T.shape
        errors = np.zeros((count, count, *shape))
        for i in range(count):
            for j in range(i + 1, count):
                change = np.zeros(count)
                change[[i, j]] = -1.0, 1.0
                errors[i, j] = errors[j, i] = self.waves.contrast(change).se.T
        return errors


def _estimates(sample: Sample, columns: Columns, spec: TableSpec, of: Of, standard: Standard | None) -> Estimates:
    hours = sample.hours_in(spec.grouping)[sample.inside]
    if of == "shares":
        return share_estimates(sample, spec.grouping, columns, standard)
    recorded = sample.recorded_in(spec.grouping)[sample.inside]
    return standardised(sample, np.column_stack([hours, recorded]), np.ones(len(recorded)), columns.members, standard)


def contrasts_of(waves: WaveTimes, of: Of) -> list[Contrast]:
    """Changes since the first wave and since the one before, and the trend where there are three or more."""
    unit = Unit.POINTS if of == "shares" else Unit.HOURS
    count, names = len(waves.names), waves.names

    def change(later: int, earlier: int) -> Contrast:
        coefficients = [0.0] * count
        coefficients[earlier], coefficients[later] = -1.0, 1.0
        id_ = f"{names[later]}-{names[earlier]}"
        return Contrast(
            Line(id_, f"{names[later]} less {names[earlier]}", LineKind.LEVEL, own_unit=unit), tuple(coefficients)
        )

    found = [change(later, 0) for later in range(1, count)]
    found += [change(later, later - 1) for later in range(2, count)]
    if count > 2:
        centred = np.asarray(waves.times) - np.mean(waves.times)
        slope = centred / float(centred @ centred)
        line = Line("trend", f"Trend a {waves.unit}", LineKind.LEVEL, own_unit=unit)
        found.append(Contrast(line, tuple(slope.tolist())))
    return found


def _table(
    j: int,
    line: Line,
    found: _Found,
    sums: Sequence[tuple[Differences, Interval, Contrast]],
    probabilities: NDArray[np.float64],
    about: tuple[Sequence[Sample], WaveTimes, TableSpec, Of, tuple[Line, ...], Standard | None],
    notes: tuple[str, ...],
) -> Table:
    """The table of one column of the breakdown: waves, changes, trend, probabilities."""
    samples, waves, spec, of, rows, standard = about
    estimate = np.column_stack(
        [*(each.estimate[:, j] for each in found.limits), *(gap.values[j] for gap, _, _ in sums), *probabilities]
    )
    bases = [int(found.bases(wave)[j]) for wave in range(len(samples))]
    fewest = [min(b for b, factor in zip(bases, one.coefficients, strict=True) if factor) for *_, one in sums]
    base = np.broadcast_to(np.array([*bases, *fewest, min(bases), min(bases)]), estimate.shape).astype(np.int64)
    status = np.full(estimate.shape, Status.ORDINARY, dtype=object)
    status[base < samples[0].survey.study.defaults.low_base] = Status.LOW_BASE
    status[np.isnan(estimate)] = Status.NOT_APPLICABLE
    by = labels_of(samples[0].survey, spec.by)
    which = f"{','.join(spec.by)}/{line.id}" if spec.by else "overall"
    what = "Share of recorded time" if of == "shares" else "Hours per week" if _weeks(samples) else "Hours per diary"
    mixed = f", at one mix of {labels_of(samples[0].survey, standard.names)}" if standard else ""
    return Table(
        id=f"trend{'' if of == 'shares' else '_hours'}:{which}{standard.suffix if standard else ''}",
        title=f"{what} by wave{f', {by}: {line.label}' if spec.by else ''}{mixed}",
        rows=rows,
        columns=_columns(waves, [one for *_, one in sums]),
        estimate=estimate,
        base=base,
        hours=np.full(estimate.shape, np.nan),
        status=status,
        scope="; ".join(f"{name}: {scope_of(sample)}" for name, sample in zip(waves.names, samples, strict=True)),
        notes=notes,
        source=source_of(*(sample.survey for sample in samples)),
        abbreviations=samples[-1].survey.study.abbreviations,
        decimals=spec.decimals,
        precision=_precision(j, found, sums),
    )


def _columns(waves: WaveTimes, contrasts: Sequence[Contrast]) -> tuple[Line, ...]:
    """The columns of a table: the waves, what is made of them, and the probabilities that none differs."""
    return (
        *(Line(f"wave_{place}", name, LineKind.LEVEL) for place, name in enumerate(waves.names, start=1)),
        *(one.line for one in contrasts),
        Line("p_any_change", "p: no wave differs", LineKind.LEVEL, own_unit=Unit.PROBABILITY),
        Line("p_adjusted", "p, adjusted", LineKind.LEVEL, own_unit=Unit.PROBABILITY),
    )


def _precision(j: int, found: _Found, sums: Sequence[tuple[Differences, Interval, Contrast]]) -> Precision:
    """The precision of the waves and their changes in one column of the breakdown; probabilities have none."""
    limits, gaps = found.limits, [(gap, interval) for gap, interval, _ in sums]
    none = np.full((len(limits[0].estimate), 2), np.nan)
    se = np.column_stack([*(each.se[:, j] for each in limits), *(gap.se[j] for gap, _ in gaps), none])
    low = np.column_stack([*(each.low[:, j] for each in limits), *(each.low[:, j] for _, each in gaps), none])
    high = np.column_stack([*(each.high[:, j] for each in limits), *(each.high[:, j] for _, each in gaps), none])
    degrees = [*(each.degrees_of_freedom[:, j] for each in limits), *(gap.degrees_of_freedom[j] for gap, _ in gaps)]
    deff = np.full(se.shape, np.nan)
    return Precision(se, low, high, deff, np.column_stack([*degrees, none]), LEVEL, found.samples[-1].method)


def _weeks(samples: Sequence[Sample]) -> bool:
    return all(of_whole_weeks(sample) for sample in samples)


def _notes(waves: WaveTimes, of: Of, samples: Sequence[Sample]) -> list[str]:
    notes = [
        "Changes are later less earlier, in percentage points." if of == "shares" else "Changes are later less earlier."
    ]
    if len(waves.names) > 2:
        when = ", ".join(f"{time:g}" for time in waves.times)
        notes.append(
            f"The trend is the slope of the straight line through the waves ({waves.unit}s {when}), each counting "
            "equally."
        )
    notes.append(
        "p: the probability of differences this large if no wave differed (Wald F); adjusted by Holm's method."
    )
    if of == "hours" and not _weeks(samples):
        notes.append("Not every diary asked about a whole week: the hours are those of a diary.")
    return notes
