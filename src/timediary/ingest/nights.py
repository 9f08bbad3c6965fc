"""Diaries whose afternoons may stand at night: kept by a clock of 12 hours among others that were kept by one of 24.

A column is of a clock of 12 hours or of 24, but the people who fill it in may not all have kept to it. Who worked from
9:00 to 12:00 and from 1:00 to 5:00, day by day, and never after 13:00, has most likely meant 13:00 to 17:00.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from timediary.ingest.fault import Fault
from timediary.model.problem import ProblemKind

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from timediary.ingest.draft import SurveyBuilder

_HOUR = 60
_ONE, _SIX, _SEVEN, _THIRTEEN = 1, 6, 7, 13
_LEAST_MINUTES = 60


def leave_out_doubtful_nights(draft: SurveyBuilder, codes: NDArray[np.uint8 | np.uint16], file: str) -> None:
    """Leave out entries from 1:00 to 6:00 that may be of the afternoon, and report each diary that has them.

    A diary has them where days with mornings have such entries, half of them at least, which don't lead up to the
    morning, and nothing in it is at 13:00 or later, nor at midnight.

    Args:
        draft: where it is reported, unless it is settled which clock it is. Columns of slots have names of their own.
        codes: the diary matrix by the diaries' numbers, shape (n, slots), in which they are cleared.
        file: where it is reported.
    """
    grid = draft.study.grid
    if draft.study.conventions.clock is not None or not codes.size:
        return
    per_day = codes.shape[1] // len(grid.days)
    step = grid.day_minutes // per_day
    hours = (grid.first_minute + np.arange(per_day) * step) // _HOUR % 24
    is_early = (hours >= _ONE) & (hours < _SIX)
    if not codes.any(axis=0).reshape(-1, per_day)[:, is_early].any():
        return
    filled = codes.reshape(len(codes), -1, per_day) != 0
    early = filled & is_early
    elsewhere = filled[:, :, (hours >= _THIRTEEN) | (hours < _ONE)].any(axis=(1, 2))
    near = np.flatnonzero(early.any(axis=(1, 2)) & ~elsewhere)
    for number in sorted(set(near.tolist()) - draft.origins.in_wide_sheets()):
        mornings = filled[number][:, (hours >= _SEVEN) & (hours < _THIRTEEN)].any(axis=1)
        doubtful = early[number] & ~_leads_up(filled[number], hours)
        both = mornings & doubtful.any(axis=1)
        minutes = int(doubtful[both].sum()) * step
        if not both.any() or 2 * both.sum() < mornings.sum() or minutes < _LEAST_MINUTES:
            continue
        doubtful[~both] = False
        cells = int(doubtful.sum())
        codes[number][doubtful.ravel()] = 0
        lost = cells * step if draft.account.in_minutes else cells
        draft.account.kept -= lost
        draft.account.report_diary(
            file, _may_be_afternoons(int(both.sum()), minutes), draft.diaries.id_of(number), lost
        )


def _leads_up(filled: NDArray[np.bool_], hours: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which slots of some days, shape (days, slots), belong to a row of filled ones that goes on to six or later."""
    order = np.argsort(hours, kind="stable")
    found = np.zeros_like(filled)
    for day in range(len(filled)):
        goes_on = False
        for slot in order[::-1].tolist():
            goes_on = bool(filled[day, slot]) and (goes_on or bool(hours[slot] >= _SIX))
            found[day, slot] = goes_on
    return found


def _may_be_afternoons(days: int, minutes: int) -> Fault:
    """The fault of a diary whose afternoons may stand at night."""
    on = "On a day" if days == 1 else f"On {days} days"
    message = (
        f"{on} with a morning, entries of {minutes / _HOUR:g} h lie between 1:00 and 6:00, and nothing in this "
        "diary is later than 13:00: at night or, on a clock of 12 hours, in the afternoon? They are left out."
    )
    remedy = "Write 13:00 to 18:00 if the afternoon is meant, or say which: --settle clock='12 hours', or '24 hours'."
    return Fault(ProblemKind.TWO_READINGS, message, remedy)
