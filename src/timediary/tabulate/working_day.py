"""When the working day starts and ends, day by day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from timediary.estimate.quantiles import quantiles
from timediary.estimate.ratios import means
from timediary.model.line import Line, LineKind, Unit
from timediary.model.table import Table
from timediary.tabulate.crossing import crossed_lines, precision_side_by_side, side_by_side
from timediary.tabulate.precision import precision_of_means, precision_of_quantiles, precision_of_shares, stacked
from timediary.tabulate.scope import column_notes, labels_of, scope_of, source_of
from timediary.tabulate.shares import statuses

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from timediary.model.survey import Survey
    from timediary.model.table import Precision
    from timediary.sample import Sample
    from timediary.sample.columns import Columns
    from timediary.tabulate.activities import Days

_QUARTILES = (0.25, 0.5, 0.75)
_ROWS = (
    Line("at_work", "Respondents at work", LineKind.LEVEL, Unit.SHARE),
    Line("start_lower_quartile", "Start: lower quartile", LineKind.LEVEL, Unit.CLOCK),
    Line("start_median", "Start: median", LineKind.LEVEL, Unit.CLOCK),
    Line("start_upper_quartile", "Start: upper quartile", LineKind.LEVEL, Unit.CLOCK),
    Line("finish_lower_quartile", "Finish: lower quartile", LineKind.LEVEL, Unit.CLOCK),
    Line("finish_median", "Finish: median", LineKind.LEVEL, Unit.CLOCK),
    Line("finish_upper_quartile", "Finish: upper quartile", LineKind.LEVEL, Unit.CLOCK),
    Line("span", "Hours from start to finish, mean", LineKind.LEVEL, Unit.HOURS),
    Line("worked", "Hours recorded, mean", LineKind.LEVEL, Unit.HOURS),
)
_NOTES = (
    "The start is when the first slot recorded on the day begins, the finish when the last one ends; all but the share "
    "at work are of those at work on the day.",
)


def tabulate_working_day(sample: Sample, columns: Columns, days: Days) -> Table:
    """Share at work, quartiles of start and finish, hours from start to finish and hours recorded, by day.

    Days are those of the diary: work past the end of one is the start of the next. Quartiles and their limits are as in
    `tabulate_recorded_hours`.

    Args:
        sample: m respondents.
        columns: d columns of a breakdown.
        days: the days shown, within each of the columns.
    """
    survey, grid = sample.survey, sample.survey.grid
    survey.needs_times()
    shape = (-1, len(grid.days), grid.slots_per_day)
    works = (survey.codes[sample.inside] > 0).reshape(shape)[:, list(days.positions)]
    asked = survey.days_asked[sample.inside]
    parts = [
        _of_day(sample, columns.members & asked[:, day, None], works[:, place])
        for place, day in enumerate(days.positions)
    ]
    estimate = side_by_side([part[0] for part in parts])
    base = side_by_side([part[1].astype(np.float64) for part in parts]).astype(np.int64)
    precision = precision_side_by_side([part[2] for part in parts])
    weighted = columns.members.T * sample.weights[sample.inside]
    by = labels_of(survey, columns.by)
    return Table(
        id=",".join(("working_day", *columns.by)),
        title="Start and finish of the working day" + (f" by {by}" if by else ""),
        rows=_ROWS,
        columns=crossed_lines(columns.lines, [_line(grid.days[day]) for day in days.positions]),
        estimate=estimate,
        base=base,
        hours=np.full(estimate.shape, np.nan),
        status=statuses(survey.study.defaults, estimate, base, np.zeros(estimate.shape)),
        scope=scope_of(sample),
        notes=(*_NOTES, *_asked_note(survey), *column_notes(sample, columns.by)),
        source=source_of(survey),
        abbreviations=survey.study.abbreviations,
        column_hours=(weighted @ works.sum(axis=2) * grid.hours_per_slot).ravel(),
        precision=precision,
    )


def _asked_note(survey: Survey) -> tuple[str, ...]:
    return () if survey.asked is None else ("Each day is of those who were asked for it.",)


def _line(day: str) -> Line:
    return Line(day.casefold().replace(" ", "_"), day, LineKind.LEVEL)


def _of_day(
    sample: Sample, asked: NDArray[np.bool_], works: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], NDArray[np.int64], Precision]:
    """Estimates and bases of one day, shape (rows, d), and their precision.

    Args:
        sample: m respondents.
        asked: who was asked for the day, by column, shape (m, d).
        works: when each was at work on it, shape (m, slots of a day).
    """
    grid = sample.survey.grid
    at_work = np.asarray(works.any(axis=1))
    start = (grid.first_minute + works.argmax(axis=1) * grid.slot_minutes) / 60
    after = works.shape[1] - works[:, ::-1].argmax(axis=1)
    finish = (grid.first_minute + after * grid.slot_minutes) / 60
    members = asked & at_work[:, None]
    share = means(at_work.astype(np.float64), sample.design, asked)
    quartiles = [quantiles(time, _QUARTILES, sample.design, members) for time in (start, finish)]
    lengths = np.column_stack([finish - start, works.sum(axis=1) * grid.hours_per_slot])
    length = means(lengths, sample.design, members)
    estimate = np.vstack([share.values.T, *(quartile.values.T for quartile in quartiles), length.values.T])
    base = np.vstack([share.bases, *[length.bases] * (len(estimate) - 1)])
    precision = [
        precision_of_shares(share, share.bases[None, :], sample),
        *(precision_of_quantiles(quartile, sample) for quartile in quartiles),
        precision_of_means(length, sample, grid.slots_per_day * grid.hours_per_slot),
    ]
    return estimate, base, stacked(precision)
