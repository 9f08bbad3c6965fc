"""How complex respondents' sequences of activities are: entropy, complexity index, turbulence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from timediary.estimate.complexity import complexity_index, turbulence
from timediary.estimate.episodes import episodes_of
from timediary.estimate.ratios import means
from timediary.estimate.sequences import longitudinal_entropy
from timediary.model.line import Line, LineKind, Unit
from timediary.model.table import Table
from timediary.tabulate.precision import precision_of_means
from timediary.tabulate.scope import labels_of, source_of
from timediary.tabulate.shares import statuses

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from timediary.tabulate.frame import Frame

_ROWS = (
    Line("entropy", "Longitudinal entropy", LineKind.LEVEL, Unit.NUMBER),
    Line("complexity", "Complexity index", LineKind.LEVEL, Unit.NUMBER),
    Line("turbulence", "Turbulence", LineKind.LEVEL, Unit.NUMBER),
    Line("episodes", "Episodes of work in the diary", LineKind.LEVEL, Unit.NUMBER),
)
_NOTES = (
    "Means over respondents, of the whole diary with time not recorded as one activity more.",
    "Entropy: how evenly the diary is spread over the activities, from 0 (one only) to 1 (all alike). It doesn't see "
    "their order.",
    "Complexity index: the geometric mean of entropy and the share of slots in which the activity changes, 0 to 1 "
    "(Gabadinho, Ritschard, Studer and Müller 2010).",
    "Turbulence: more where there are more different orders of activities in the diary and episodes are more alike in "
    "length (Elzinga and Liefbroer 2007).",
)


def tabulate_complexity(frame: Frame, states: NDArray[np.uint8], groups: int) -> Table:
    """Means over respondents of longitudinal entropy, complexity index, turbulence and the number of episodes.

    Args:
        frame: m respondents, in d columns of a breakdown.
        states: group of each of the n respondents of the survey in each slot, shape (n, slots).
        groups: how many there are, without time not worked.
    """
    survey, sample = frame.survey, frame.sample
    inside, count = states[sample.inside], groups + 1
    episodes = episodes_of(inside, count, survey.study.grid.slots_per_day).numbers()[:, 1:].sum(axis=1)
    indices = (longitudinal_entropy(inside, count), complexity_index(inside, count), turbulence(inside, count))
    found = means(np.column_stack([*indices, episodes]), sample.design, frame.membership)
    estimate = found.values.T
    base = np.broadcast_to(found.bases, estimate.shape).astype(np.int64)
    precision = precision_of_means(found, sample)
    by = labels_of(survey, frame.by)
    weighted = frame.columns.membership.T * sample.weights
    return Table(
        id=",".join(("complexity", *frame.by)),
        title="How complex the sequence of activities is" + (f", by {by}" if by else ""),
        rows=_ROWS,
        columns=frame.columns.lines,
        estimate=estimate,
        base=base,
        hours=np.full(estimate.shape, np.nan),
        status=statuses(survey.study.defaults, estimate, base, precision.se),
        scope=frame.scope,
        notes=(*_NOTES, *frame.notes),
        source=source_of(survey),
        column_hours=weighted @ survey.recorded_hours,
        precision=precision,
    )
