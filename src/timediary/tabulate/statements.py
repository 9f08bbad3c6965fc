"""What a survey gives for a number in the text of a report."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from timediary.model.rounding import round_half_up
from timediary.model.statement import Measured, StatementFigure
from timediary.sample.conditions import selected
from timediary.sample.values import numbers_of
from timediary.tabulate.respondents import unsocial_work

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from timediary.model.statement import Statement
    from timediary.model.table import Condition
    from timediary.sample import Sample


def measured(sample: Sample, statement: Statement) -> Measured:
    """The figure of a survey for one statement: respondents are counted as they are, time is weighted where it is.

    A share that is a subtotal adds its lines as printed, as the tables of the report of 2009 do.

    Raises:
        RequestError: the survey lacks an attribute or the times of day that the statement is about.
    """
    found = _figure(sample, statement, statement.of)
    if statement.less_of is None:
        return found
    other = _figure(sample, statement, statement.less_of)
    return Measured(found.value - other.value, None, min(found.base, other.base))


def _figure(sample: Sample, statement: Statement, of: Sequence[Condition]) -> Measured:
    survey = sample.survey
    among = selected(survey, (*sample.where, *of))
    if statement.figure is StatementFigure.SHARE:
        return _share(sample, statement, among)
    met = among & selected(survey, statement.where)
    if statement.unsocial:
        _, _, hours, works, _ = next(one for one in unsocial_work(survey) if one[0] == statement.unsocial)
        met &= works
        if statement.figure is StatementFigure.MEAN:
            return _mean(hours, met)
    elif statement.figure is StatementFigure.MEAN:
        return _mean(numbers_of(survey, statement.variable), met)
    count, base = (int(sample.bases(members[:, None])[0]) for members in (met, among))
    if statement.figure is StatementFigure.COUNT:
        return Measured(float(count), count, base)
    return Measured(100 * count / base if base else np.nan, count, base)


def _share(sample: Sample, statement: Statement, among: NDArray[np.bool_]) -> Measured:
    """Time in some codes in percent of all that those among recorded; a subtotal adds its parts as printed."""
    weights = np.where(among, sample.weights, 0.0)
    recorded = float(weights @ (60 * sample.survey.recorded_hours))
    base = int(sample.bases((among & sample.inside)[:, None])[0])
    if not recorded:
        return Measured(np.nan, None, base)
    parts = [100 * float(weights @ sample.survey.minutes_under(codes)) / recorded for codes in statement.parts]
    if statement.decimals is not None and statement.less_of is None and len(parts) > 1:
        parts = round_half_up(np.array(parts), statement.decimals).tolist()
    return Measured(float(sum(parts)), None, base)


def _mean(values: NDArray[np.float64], among: NDArray[np.bool_]) -> Measured:
    known = values[among & ~np.isnan(values)]
    return Measured(float(known.mean()) if len(known) else np.nan, None, len(known))
