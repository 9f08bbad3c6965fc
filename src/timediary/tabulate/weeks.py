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

    They come from most to least recorded time, and among equals by their first slot worked, then as in the survey.

    Args:
        table: one row a slot of the diary.
        sample: whose diaries they are.
        grouping: whose groups are shown.
    """
    diaries = sample.states(grouping)[sample.chosen]
    recorded = np.count_nonzero(diaries, axis=1)
    order = np.lexsort(((diaries > 0).argmax(axis=1), -recorded))
    known = {field.name: getattr(table, field.name) for field in fields(table)}
    return SequenceTable(**known, sequences=diaries[order], days=sample.survey.grid.days)
