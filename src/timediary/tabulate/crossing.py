"""Tables in two levels of columns: the same lines, such as days or activities, within each column of a breakdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from timediary.model.line import Line, LineKind
from timediary.model.table import Precision

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


def crossed_lines(levels: Sequence[Line], within: Sequence[Line]) -> tuple[Line, ...]:
    """The columns of such a table; one that isn't broken down has the lines alone."""
    if len(levels) == 1:
        return tuple(within)
    return tuple(
        Line(
            f"{level.id}/{line.id}",
            f"{level.label} / {line.label}",
            LineKind.ALL if level.kind is LineKind.ALL and line.kind is LineKind.ALL else LineKind.LEVEL,
            parts=(*(level.parts or (level.label,)), line.label),
        )
        for level in levels
        for line in within
    )


def side_by_side(parts: Sequence[NDArray[np.float64]]) -> NDArray[np.float64]:
    """Rows by all columns, (r, d w), from w arrays, one a line, by rows and columns of the breakdown, (r, d)."""
    return np.stack(parts, axis=2).reshape(len(parts[0]), -1)


def precision_side_by_side(parts: Sequence[Precision]) -> Precision:
    """The precision of all columns from that of each line within them."""
    return Precision.joined(parts, side_by_side)
