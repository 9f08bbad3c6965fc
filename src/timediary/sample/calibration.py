"""Weights brought to known totals of the workforce."""

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
from timediary.model.nearest import meant
from timediary.model.problem import RequestError
from timediary.model.spelling import folded
from timediary.model.survey import NO_INFORMATION
from timediary.sample.values import attribute_of, levels_of, spellings

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from timediary.estimate.calibration import Distance
    from timediary.estimate.design import Design
    from timediary.model.sampling import KnownTotals, Sampling
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
    margins = [_margin(survey, known, inside) for known in sampling.calibrate]
    distance: Distance = "raking" if sampling.trim is None else "logit"
    # Bounds are around the factor that merely brings the weights to the size of the workforce.
    start = design.weights * (_people(sampling.calibrate[0]) / design.weights.sum())
    try:
        calibration = rake(start, margins, distance=distance, bounds=sampling.trim)
        return calibrated_design(replace(design, weights=start), calibration)
    except CalibrationError as error:
        raise RequestError(f"The weights can't be brought to the known totals: {error}") from None
    except ValueError as error:
        raise RequestError(f"The known totals don't fit the survey: {error}.") from None


def _people(known: KnownTotals) -> float:
    return sum(total.people for total in known.totals)


def cells_of(survey: Survey, known: KnownTotals) -> tuple[NDArray[np.int64], list[str]]:
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
                raise RequestError(f"{known.source}: '{name}' has no level '{text}'.{meant(text, meaning)}")
            members &= position == meaning[folded(text)]
        found[members] = number
    return found, [" / ".join(total.levels) for total in known.totals]


def _margin(survey: Survey, known: KnownTotals, inside: NDArray[np.bool_]) -> Margin:
    cells, names = cells_of(survey, known)
    outside = inside & (cells < 0)
    if outside.any():
        first = survey.respondents[int(np.argmax(outside))]
        raise RequestError(
            f"{known.source}: {int(outside.sum()):,} respondents belong to none of its lines (the first is {first}). "
            "Add a line for them, such as no_information, or give them a weight of 0, which leaves them out."
        )
    return Margin(", ".join(known.names), cells[inside], [total.people for total in known.totals], names)
