"""Whole diaries of respondents, in an order in which they can be looked at."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

import numpy as np

from timediary.model.sequences import SequenceTable

if TYPE_CHECKING:
    from timediary.model.study import Grouping
    from timediary.model.table import Table
    from timediary.sample import Sample


def with_sequences(table: Table, sample: Sample, grouping: Grouping) -> SequenceTable:
    """A tempogram of all days, each with slots of its own, with the diaries it is made from.

    Those that spend most of their time alike stand together: by the group that takes most of it, from the one that most
    of them have to the one that fewest have, and within it from the greatest share of it to the least. So a pattern
    shows where there is one. Diaries without any time come last.

    Args:
        table: one row a slot of the diary.
        sample: whose diaries they are.
        grouping: whose groups are shown.
    """
    diaries = sample.states(grouping)[sample.chosen]
    times = np.stack(
        [np.count_nonzero(diaries == state, axis=1) for state in range(1, len(grouping.groups) + 1)], axis=1
    )
    recorded = times.sum(axis=1)
    leading = times.argmax(axis=1)
    share = times.max(axis=1) / np.maximum(recorded, 1)
    have_it = np.bincount(leading[recorded > 0], minlength=times.shape[1])
    order = np.lexsort((-recorded, -share, leading, -have_it[leading], recorded == 0))
    known = {field.name: getattr(table, field.name) for field in fields(table)}
    return SequenceTable(**known, sequences=diaries[order], days=sample.survey.grid.days)
