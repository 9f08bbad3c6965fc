"""What measures say of a diary: how gravely, its grade, and why in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from timediary.assess.measuring import measured
from timediary.model.quality import LookedAt, MeasureForm, QualityRules, Severity
from timediary.model.spelling import number_text

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from timediary.model.quality import Limits, Measured, MeasureRule
    from timediary.model.survey import Survey


def measure_and_grade(
    survey: Survey, rules: QualityRules | None
) -> tuple[tuple[Measured, ...], NDArray[np.int8], NDArray[np.int64], NDArray[np.int64]]:
    """The measures of n diaries, and what the study's rules make of them.

    A diary has the points of all its measures beyond a limit, `rules.look` or `rules.serious` each, and the last grade
    that begins at no more points; a rule of our own, in the manner of the Multinational Time Use Study, whose good
    diaries are those without a listed fault (User's Guide, BADCASE). A diary without any entry has no grade.

    Returns:
        The m measures; severities (n, m), points (n,) and grades (n,), -1 for none.
    """
    found = measured(survey, rules or QualityRules())
    severities = np.zeros((len(survey), len(found)), dtype=np.int8)
    if rules is None:
        return found, severities, np.zeros(len(survey), dtype=np.int64), np.full(len(survey), -1, dtype=np.int64)
    by_measure = {rule.measure: rule for rule in rules.rules}
    for j, one in enumerate(found):
        rule = by_measure.get(one.measure.id)
        if rule is not None:
            severities[_beyond(one.values, rule.look), j] = Severity.LOOK
            severities[_beyond(one.values, rule.serious), j] = Severity.SERIOUS
    severities[survey.recorded_hours == 0] = Severity.NONE
    points = (severities == Severity.LOOK).sum(axis=1) * rules.look
    points += (severities == Severity.SERIOUS).sum(axis=1) * rules.serious
    grades = np.searchsorted([grade.points for grade in rules.grades], points, side="right") - 1
    grades[survey.recorded_hours == 0] = -1
    return found, severities, points.astype(np.int64), grades.astype(np.int64)


def diaries_to_look_at(
    survey: Survey,
    rules: QualityRules | None,
    found: tuple[Measured, ...],
    severities: NDArray[np.int8],
    points: NDArray[np.int64],
    grades: NDArray[np.int64],
) -> tuple[LookedAt, ...]:
    """Every diary that a measure speaks against and why, most points first, then as in the survey."""
    if rules is None:
        return ()
    by_measure = {rule.measure: rule for rule in rules.rules}
    chosen = np.flatnonzero(severities.any(axis=1))
    order = chosen[np.argsort(-points[chosen], kind="stable")]
    ids = [grade.id for grade in rules.grades]
    listed = []
    for i in order.tolist():
        speaking = np.flatnonzero(severities[i])
        gravest = speaking[np.argsort(-severities[i, speaking], kind="stable")]
        reasons = tuple(
            reason_of(found[j], i, by_measure[found[j].measure.id], Severity(int(severities[i, j])))
            for j in gravest.tolist()
        )
        grade = ids[grades[i]] if grades[i] >= 0 else ""
        listed.append(LookedAt(survey.respondents[i], grade, int(points[i]), reasons))
    return tuple(listed)


def reason_of(one: Measured, position: int, rule: MeasureRule, severity: Severity) -> str:
    """Why a measure speaks against a diary, with its figures and the limit it is beyond."""
    limits = rule.serious if severity is Severity.SERIOUS else rule.look
    value = float(one.values[position])
    too_low = limits.below is not None and value < limits.below
    limit = limits.below if too_low else limits.above
    measure = one.measure
    return (measure.low if too_low else measure.high).format(
        value=form_text(measure.form, value),
        part=plain_text(float(one.part[position])),
        whole=plain_text(float(one.whole[position])),
        limit="" if limit is None else form_text(measure.form, limit),
        detail=one.details.get(position, ""),
    )


def form_text(form: MeasureForm, value: float) -> str:
    """A value of a measure as readers see it: `45%`, `9.5`."""
    return f"{value:.0%}" if form is MeasureForm.SHARE else plain_text(value)


def plain_text(value: float) -> str:
    """A number with at most two decimals."""
    return "?" if np.isnan(value) else number_text(round(value, 2))


def _beyond(values: NDArray[np.float64], limits: Limits) -> NDArray[np.bool_]:
    beyond = np.zeros(len(values), dtype=bool)
    if limits.below is not None:
        beyond |= values < limits.below
    if limits.above is not None:
        beyond |= values > limits.above
    return beyond
