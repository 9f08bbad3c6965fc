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
from timediary.tabulate.scope import column_notes, labels_of, scope_of, source_of
from timediary.tabulate.shares import statuses

if TYPE_CHECKING:
    from timediary.model.study import Grouping
    from timediary.sample import Sample
    from timediary.sample.columns import Columns

_ROWS = (
    Line("entropy", "Longitudinal entropy", LineKind.LEVEL, Unit.NUMBER),
    Line("complexity", "Complexity index", LineKind.LEVEL, Unit.NUMBER),
    Line("turbulence", "Turbulence", LineKind.LEVEL, Unit.NUMBER),
    Line("episodes", "Episodes of work in the diary", LineKind.LEVEL, Unit.NUMBER),
)
# What the means can be at most, as a column; turbulence and episodes have no bound worth the name.
_HIGHEST = np.array([[1.0], [1.0], [np.inf], [np.inf]])
_NOTES = (
    "Means over respondents, of the whole diary with time not recorded as one activity more.",
    "Entropy: how evenly the diary is spread over the activities, from 0 (one only) to 1 (all alike). It doesn't see "
    "their order.",
    "Complexity index: the geometric mean of entropy and the share of slots in which the activity changes, 0 to 1 "
    "(Gabadinho, Ritschard, Studer and Müller 2010).",
    "Turbulence: more where there are more different orders of activities in the diary and episodes are more alike in "
    "length (Elzinga and Liefbroer 2007).",
)


def tabulate_complexity(sample: Sample, columns: Columns, grouping: Grouping) -> Table:
    """Means over respondents of longitudinal entropy, complexity index, turbulence and the number of episodes.

    Args:
        sample: m respondents.
        columns: d columns of a breakdown.
        grouping: its groups are the states, and time not worked is one more.
    """
    survey = sample.survey
    inside, count = sample.states(grouping)[sample.inside], len(grouping.groups) + 1
    episodes = episodes_of(inside, count, survey.grid.slots_per_day).numbers()[:, 1:].sum(axis=1)
    indices = (longitudinal_entropy(inside, count), complexity_index(inside, count), turbulence(inside, count))
    found = means(np.column_stack([*indices, episodes]), sample.design, columns.members)
    estimate = found.values.T
    base = np.broadcast_to(found.bases, estimate.shape).astype(np.int64)
    precision = precision_of_means(found, sample, _HIGHEST)
    by = labels_of(survey, columns.by)
    weighted = columns.membership.T * sample.weights
    return Table(
        id=",".join(("complexity", *columns.by)),
        title="How complex the sequence of activities is" + (f", by {by}" if by else ""),
        rows=_ROWS,
        columns=columns.lines,
        estimate=estimate,
        base=base,
        hours=np.full(estimate.shape, np.nan),
        status=statuses(survey.study.defaults, estimate, base, precision.se),
        scope=scope_of(sample),
        notes=(*_NOTES, *column_notes(sample, columns.by)),
        source=source_of(survey),
        abbreviations=survey.study.abbreviations,
        column_hours=weighted @ survey.recorded_hours,
        precision=precision,
    )
