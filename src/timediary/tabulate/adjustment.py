"""Weights calibrated to known totals of the workforce, and what response and non-response look like beside them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from timediary.estimate.calibration import (
    CalibrationError,
    Margin,
    calibrated_design,
    rake,
)
from timediary.estimate.trimming import kish_effect
from timediary.model.line import Line, LineKind, Unit
from timediary.model.problem import RequestError
from timediary.model.spelling import folded
from timediary.model.survey import NO_INFORMATION
from timediary.model.table import Table
from timediary.tabulate.scope import labels_of, scope_of, source_of
from timediary.tabulate.values import attribute_of, levels_of, spellings

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from timediary.estimate.calibration import Distance
    from timediary.estimate.design import Design
    from timediary.model.study import KnownTotals, Sampling
    from timediary.model.survey import Survey


def calibrated(survey: Survey, sampling: Sampling, design: Design, inside: NDArray[np.bool_]) -> Design:
    """A design whose weights meet the known totals; its variances are those of the residuals from them.

    Raking (Deville and Särndal 1992), within bounds by their logit distance where trimming is asked for.

    Args:
        survey: n respondents.
        sampling: with the known totals.
        design: of the m respondents who recorded time.
        inside: who they are, shape (n,).

    Raises:
        RequestError: a respondent has no level of a known total, totals contradict one another, or can't be met.
    """
    margins = [_margin(survey, known, inside) for known in sampling.known]
    distance: Distance = "raking" if sampling.trim is None else "logit"
    # Bounds are around the factor that merely brings the weights to the size of the workforce.
    start = design.weights * (_people(sampling.known[0]) / design.weights.sum())
    try:
        calibration = rake(start, margins, distance=distance, bounds=sampling.trim)
        return calibrated_design(replace(design, weights=start), calibration)
    except CalibrationError as error:
        raise RequestError(f"The weights can't be brought to the known totals: {error}") from None
    except ValueError as error:
        raise RequestError(f"The known totals don't fit the survey: {error}.") from None


def _people(known: KnownTotals) -> float:
    return sum(total.people for total in known.totals)


def _cells(survey: Survey, known: KnownTotals) -> tuple[NDArray[np.int64], list[str]]:
    """Which of the known totals each respondent belongs to, shape (n,), -1 for none; and the totals' names."""
    attributes = [attribute_of(survey, name) for name in known.names]
    positions, meanings = [], []
    for attribute in attributes:
        levels, membership, without = levels_of(attribute)
        if (membership.sum(axis=1) > 1).any():
            raise RequestError(f"'{attribute.variable.id}' has several answers; people can't be counted by it.")
        positions.append(np.where(without, NO_INFORMATION, membership.argmax(axis=1)))
        meanings.append(spellings(levels))
    found = np.full(len(survey), -1, dtype=np.int64)
    for number, total in enumerate(known.totals):
        members = np.ones(len(survey), dtype=bool)
        for name, text, position, meaning in zip(known.names, total.levels, positions, meanings, strict=True):
            if folded(text) not in meaning:
                raise RequestError(f"{known.source}: '{name}' has no level '{text}'.")
            members &= position == meaning[folded(text)]
        found[members] = number
    return found, [" / ".join(total.levels) for total in known.totals]


def _margin(survey: Survey, known: KnownTotals, inside: NDArray[np.bool_]) -> Margin:
    cells, names = _cells(survey, known)
    outside = inside & (cells < 0)
    if outside.any():
        first = survey.respondents[int(np.argmax(outside))]
        raise RequestError(
            f"{known.source}: {int(outside.sum()):,} respondents belong to none of its lines (the first is {first}). "
            "Add a line for them, such as no_information, or a condition that leaves them out."
        )
    return Margin(", ".join(known.names), cells[inside], [total.people for total in known.totals], names)


def tabulate_response(survey: Survey, known: KnownTotals, weights: NDArray[np.float64]) -> Table:
    """Response by the lines of known totals: people, those invited, diaries, the rate, and people per diary.

    Args:
        survey: n respondents.
        known: people of the workforce, and perhaps how many were invited.
        weights: of each respondent in the estimates, 0 for who is not in them, shape (n,).

    Raises:
        RequestError: an attribute or level doesn't fit the survey.
    """
    cells, names = _cells(survey, known)
    inside = weights > 0
    membership = np.column_stack([*(inside & (cells == i) for i in range(len(names))), inside])
    columns = [Line(name.replace(" / ", "/"), name, LineKind.LEVEL) for name in names]
    columns.append(Line("all", "All", LineKind.ALL))
    people = _with_sum([total.people for total in known.totals])
    invited = _with_sum([np.nan if total.invited is None else total.invited for total in known.totals])
    diaries = membership.sum(axis=0)
    asked = people if np.isnan(invited).all() else invited
    with np.errstate(invalid="ignore", divide="ignore"):
        rate = "Diaries to those invited" if asked is invited else "Diaries to people"
        figures = {
            ("people", "People in the workforce", Unit.RESPONDENTS): people,
            ("invited", "Invited", Unit.RESPONDENTS): invited,
            ("diaries", "Diaries", Unit.RESPONDENTS): diaries.astype(np.float64),
            ("rate", rate, Unit.SHARE): diaries / asked,
            ("people_per_diary", "People per diary", Unit.HOURS): people / diaries,
            ("effective", "Diaries' worth after weighting", Unit.RESPONDENTS): _effective(weights, membership),
        }
    kept = {key: values for key, values in figures.items() if not np.isnan(values).all()}
    estimate = np.array(list(kept.values()))
    by = labels_of(survey, known.names)
    return Table(
        id=",".join(("response", *known.names)),
        title=f"Response by {by}",
        rows=tuple(Line(id_, label, LineKind.LEVEL, unit) for id_, label, unit in kept),
        columns=tuple(columns),
        estimate=estimate,
        base=np.broadcast_to(diaries, estimate.shape).astype(np.int64),
        hours=np.full(estimate.shape, np.nan),
        status=np.full(estimate.shape, "", dtype=object),
        scope=scope_of(survey, (), inside),
        notes=("Diaries' worth: the number of equally weighted diaries that would be as precise (Kish 1965).",),
        source=source_of(survey),
    )


def _with_sum(values: list[float]) -> NDArray[np.float64]:
    return np.array([*values, sum(values)])


def _effective(weights: NDArray[np.float64], membership: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Respondents over the effect of unequal weights, by column."""
    columns = (weights[members] for members in membership.T)
    return np.array([len(column) / kish_effect(column) if len(column) else 0.0 for column in columns])
