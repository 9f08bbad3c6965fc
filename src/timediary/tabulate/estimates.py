"""Shares of time that respondents estimate: the averages of those who answered, and the same brought to 100%."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from timediary.estimate.ratios import means
from timediary.model.line import Line, LineKind, Unit
from timediary.model.number import percent_text
from timediary.model.table import Precision, Table
from timediary.sample.values import numbers_of, variable_of
from timediary.tabulate.precision import precision_of_means, stacked
from timediary.tabulate.scope import column_notes, hours_in, labels_of, scope_of, source_of
from timediary.tabulate.shares import statuses

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from timediary.estimate.ratios import Estimates
    from timediary.model.study import Estimate
    from timediary.sample import Sample
    from timediary.sample.columns import Columns

# The three columns of each group of respondents.
_MEAN, _ANSWERED, _SCALED = range(3)
_FIGURES = (("mean", "Mean"), ("answered", "Answered"), ("scaled", "Scaled to 100%"))


def tabulate_estimates(sample: Sample, estimate: Estimate, by: Sequence[str] = ()) -> Table:
    """What part of their time respondents estimate each category to take.

    Of each group of respondents come the mean of those who answered the line, how many these are, and the share: each
    respondent's percentages are brought to a sum of 100, a blank among them counting as 0, and then averaged. Means of
    lines that different respondents answered don't add up to 100% and aren't shares of one whole; the last row says to
    what they add up.

    Args:
        sample: n respondents.
        estimate: the question, of r categories.
        by: attributes that make the groups.

    Raises:
        RequestError: the survey has none of the categories, or the sample can't be resolved.
    """
    survey, columns = sample.survey, sample.columns(by)
    values = values_of(sample, estimate)[sample.inside] / 100
    given = np.isfinite(values)
    filled = np.nan_to_num(values)
    sums = filled.sum(axis=1)
    scaled = np.divide(filled, sums[:, None], out=np.zeros(filled.shape), where=sums[:, None] > 0)
    lines = [
        means(filled[:, i], sample.design, columns.members & given[:, [i]]) for i in range(len(estimate.categories))
    ]
    some = columns.members & (sums > 0)[:, None]
    whole = means(scaled, sample.design, some)
    shape = (len(lines) + 1, 3 * len(columns.lines))
    value, base = np.full(shape, np.nan), np.zeros(shape, dtype=np.int64)
    value[:-1, _MEAN::3] = np.vstack([line.values.T for line in lines])
    answered = np.vstack([sample.bases(columns.members & given[:, [i]]) for i in range(len(lines))])
    base[:-1, _MEAN::3] = base[:-1, _ANSWERED::3] = answered
    value[:-1, _ANSWERED::3] = answered
    value[:-1, _SCALED::3] = whole.values.T
    value[-1, _MEAN::3] = np.nansum(value[:-1, _MEAN::3], axis=0)
    value[-1, _SCALED::3] = value[:-1, _SCALED::3].sum(axis=0)
    base[-1] = np.repeat(sample.bases(some), 3)
    value[-1, _ANSWERED::3] = base[-1, _ANSWERED::3]
    base[:-1, _SCALED::3] = base[-1, _SCALED::3]
    precision = _precision(sample, lines, whole, shape)
    label = labels_of(survey, by)
    rows = [Line(name, _label(sample, name), LineKind.LEVEL) for name in estimate.categories]
    return Table(
        id=f"estimated:{estimate.id}" + "".join(f",{name}" for name in by),
        title=f"{estimate.label}, estimated" + (f", by {label}" if label else ""),
        rows=(*rows, Line("sum", "Sum of the lines", LineKind.SUBTOTAL)),
        columns=_columns(columns),
        estimate=value,
        base=base,
        hours=np.full(shape, np.nan),
        status=statuses(survey.study.defaults, value, base, precision.se),
        scope=scope_of(sample),
        notes=(*_notes(columns, value, estimate, sums[columns.members[:, -1]]), *column_notes(sample, by)),
        source=source_of(survey),
        abbreviations=survey.study.abbreviations,
        column_hours=np.repeat(hours_in(sample, columns), 3),
        precision=precision,
    )


def values_of(sample: Sample, estimate: Estimate) -> NDArray[np.float64]:
    """The percentages of n respondents in each of r categories, shape (n, r); NaN where none is given.

    Raises:
        RequestError: the survey has none of the categories.
    """
    survey = sample.survey
    known = [name in survey.attributes for name in estimate.categories]
    if not any(known):
        survey.attribute(estimate.categories[0])
    empty = np.full(len(survey), np.nan)
    return np.column_stack(
        [numbers_of(survey, name) if there else empty for name, there in zip(estimate.categories, known, strict=True)]
    )


def _label(sample: Sample, name: str) -> str:
    variable = sample.survey.study.variables.get(name) or variable_of(sample.survey, name)
    return variable.label


def _columns(columns: Columns) -> tuple[Line, ...]:
    """Three columns of each group: the mean, how many answered, and the share."""
    made = []
    for line in columns.lines:
        for id_, label in _FIGURES:
            unit = Unit.RESPONDENTS if id_ == "answered" else Unit.SHARE
            if len(columns.lines) == 1:
                made.append(Line(id_, label, LineKind.ALL, own_unit=unit))
            else:
                parts = (*(line.parts or (line.label,)), label)
                made.append(Line(f"{line.id}/{id_}", f"{line.label} / {label}", line.kind, parts=parts, own_unit=unit))
    return tuple(made)


def _precision(sample: Sample, lines: Sequence[Estimates], whole: Estimates, shape: tuple[int, int]) -> Precision:
    of_lines = stacked([precision_of_means(line, sample, 1.0) for line in lines])

    def placed(parts: Sequence[NDArray[np.float64]]) -> NDArray[np.float64]:
        values = np.full(shape, np.nan)
        values[:-1, _MEAN::3], values[:-1, _SCALED::3] = parts
        return values

    return Precision.joined([of_lines, precision_of_means(whole, sample, 1.0)], placed)


def _notes(columns: Columns, value: NDArray[np.float64], estimate: Estimate, sums: NDArray[np.float64]) -> list[str]:
    added = [percent_text(float(one)) for one in value[-1, _MEAN::3]]
    labels = [line.label for line in columns.lines]
    totals = added[0] if len(added) == 1 else ", ".join(f"{a} ({b})" for a, b in zip(added, labels, strict=True))
    notes = [
        "Estimated by respondents, and not recorded in a diary.",
        f"The means add up to {totals}: they are averages of those who answered each line; not shares of one whole.",
        "Scaled to 100%: each respondent's own percentages are brought to a sum of 100, a blank counting as 0.",
    ]
    given = sums[sums > 0] * 100
    beyond = int(np.count_nonzero((given < estimate.low) | (given > estimate.high)))
    if beyond:
        notes.append(
            f"{beyond:,} of {len(given):,} respondents gave percentages that add up to less than {estimate.low:g} or "
            f"more than {estimate.high:g}."
        )
    return notes
