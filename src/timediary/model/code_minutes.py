"""Minutes of diaries under the codes that occur in them, counted slot by slot."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from timediary.model.study import Study

# Diaries whose slots are counted at once: the block and its counts stay in the processor's cache.
_BLOCK = 512
# A byte holds that many codes, and 0 for none.
_MOST_IN_A_BYTE = 255


class CodeMinutes(NamedTuple):
    """Minutes of n diaries under the k codes that occur in a survey: what shares, hours and bases rest on.

    Attributes:
        numbers: the codes, by their numbers in the study, rising, shape (k,).
        minutes: whole minutes, shape (n, k).
    """

    numbers: NDArray[np.int64]
    minutes: NDArray[np.int64]


def minutes_in_slots(slots: NDArray[np.unsignedinteger], most: int, slot_minutes: int) -> CodeMinutes:
    """Minutes of each diary under each number that its slots hold.

    Args:
        slots: shape (n, slots), 0 for none. Of numbers in more than a byte, those that occur are given.
        most: the greatest number there may be.
        slot_minutes: length of a slot.
    """
    numbers, wide = np.arange(1, most + 1), most + 1
    places = None
    if slots.dtype.itemsize > 1:
        # Of thousands of codes, tables and statistics hold those that occur.
        numbers = np.flatnonzero(np.bincount(slots.reshape(-1), minlength=wide)[1:]) + 1
        places, wide = np.zeros(wide, dtype=np.int64), len(numbers) + 1
        places[numbers] = np.arange(1, wide)
    counts = np.empty((len(slots), wide - 1), dtype=np.int64)
    for start in range(0, len(slots), _BLOCK):
        block = slots[start : start + _BLOCK]
        cells = np.repeat(np.arange(len(block)) * wide, np.count_nonzero(block, axis=1))
        filled = block[block != 0]
        cells += filled if places is None else places[filled]
        flat = np.bincount(cells, minlength=len(block) * wide)
        counts[start : start + _BLOCK] = flat.reshape(len(block), wide)[:, 1:]
    counts *= slot_minutes
    return CodeMinutes(numbers, counts)


def code_type(study: Study) -> type[np.uint8 | np.uint16]:
    """The type of the numbers of a study's codes: a byte as long as that is enough."""
    return np.uint8 if len(study.codes) <= _MOST_IN_A_BYTE else np.uint16
