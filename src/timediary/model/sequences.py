"""Diaries as sequences of states, as a value."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from timediary.model.table import Table

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class SequenceTable(Table):
    """A state distribution, slot by slot, with the sequences it is the distribution of.

    Attributes:
        sequences: uint8, shape (m, slots of the table): which of the table's groups, counted from 1, each respondent is
            in, 0 for time not worked; in the order in which they are shown.
        days: names of the days that the slots fill, in equal parts.
    """

    sequences: NDArray[np.uint8] = field(default_factory=lambda: np.zeros((0, 0), dtype=np.uint8))
    days: tuple[str, ...] = ()
