"""Whole diaries of respondents, in an order in which they can be looked at."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

import numpy as np

from timediary.model.sequences import SequenceTable

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from timediary.model.table import Table
    from timediary.tabulate.frame import Frame


def with_sequences(table: Table, frame: Frame, states: NDArray[np.uint8]) -> SequenceTable:
    """A tempogram of all days, each with slots of its own, with the diaries it is made from.

    They come from most to least recorded time, and among equals by their first slot worked, then as in the survey.

    Args:
        table: one row a slot of the diary.
        frame: m respondents.
        states: group of each of the n respondents of the survey in each slot, shape (n, slots).
    """
    diaries = states[frame.sample.inside][frame.membership[:, -1]]
    recorded = np.count_nonzero(diaries, axis=1)
    order = np.lexsort(((diaries > 0).argmax(axis=1), -recorded))
    known = {field.name: getattr(table, field.name) for field in fields(table)}
    return SequenceTable(**known, sequences=diaries[order], days=frame.survey.study.grid.days)
