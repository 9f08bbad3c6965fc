"""Rounding as people do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

# A half that binary numbers miss by less is still a half.
_HAIR = 1e-9


def round_outwards(
    low: NDArray[np.float64], high: NDArray[np.float64], step: NDArray[np.float64] | float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Limits as multiples of a step that hold all between them: the lower ones down, the upper ones up."""
    down, up = np.floor(low / step + _HAIR), np.ceil(high / step - _HAIR)
    return np.round(step * down, 9), np.round(step * up, 9)


def round_half_up(values: NDArray[np.float64] | float, decimals: int) -> NDArray[np.float64]:
    """Numbers rounded to `decimals`, halves up; of the shape of `values`."""
    scale = 10.0**decimals
    return np.asarray(np.floor(np.asarray(values) * scale + 0.5 + _HAIR) / scale)
