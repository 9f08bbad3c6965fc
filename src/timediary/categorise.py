"""Roll the activity codes of a survey up into the groups of a grouping: as hours by group, or slot by slot."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from timediary.model.study import Grouping
    from timediary.model.survey import Survey


def categorise(survey: Survey, grouping: Grouping) -> NDArray[np.float64]:
    """Hours that each diary has on each row of a grouping, from whole minutes.

    Args:
        survey: n diaries.
        grouping: r rows, checked to hold every code of the survey's study in exactly one group.

    Returns:
        Shape (n, r), in the order of the rows; a subtotal is of all codes of its groups.
    """
    return np.asarray(minutes_by_row(survey, grouping) / 60, dtype=np.float64)


def minutes_by_row(survey: Survey, grouping: Grouping) -> NDArray[np.int64]:
    """Whole minutes of each of n diaries on each of the r rows of a grouping, shape (n, r)."""
    minutes = np.zeros((len(survey), len(grouping.rows)), dtype=np.int64)
    groups = {row.id: row.codes for row in grouping.rows}
    for i, row in enumerate(grouping.rows):
        # (where a minute mentions several activities, a subtotal isn't the sum of its groups)
        minutes[:, i] = survey.minutes_under(row.codes or [code for part in row.sum_of for code in groups[part]])
    return minutes


def states(survey: Survey, grouping: Grouping) -> NDArray[np.unsignedinteger]:
    """The group that each diary is in, slot by slot.

    Args:
        survey: n diaries.
        grouping: g groups, checked to hold every code of the survey's study in exactly one.

    Returns:
        Shape (n, slots): the group's position in `grouping.groups` from 1, 0 for time not worked.

    Raises:
        RequestError: the diaries have no times of day.
    """
    survey.needs_one_row()
    survey.needs_times()
    positions = np.zeros(len(survey.study.codes) + 1, dtype=np.min_scalar_type(len(grouping.groups)))
    for position, group in enumerate(grouping.groups, start=1):
        for code in group.codes:
            positions[survey.study.code_numbers[code]] = position
    return positions[survey.codes]
