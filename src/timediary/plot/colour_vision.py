"""How colours look to readers who see fewer of them, and without colour: which they take for another."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

# Machado, Oliveira and Fernandes (2009), IEEE Transactions on Visualization and Computer Graphics 15(6), severity 1,
# for linear RGB.
SIGHTS: dict[str, NDArray[np.float64]] = {
    "usual": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
_READERS = {
    "protanopia": "readers who can't tell red from green",
    "deuteranopia": "readers who can't tell red from green",
    "tritanopia": "readers who can't tell blue from yellow",
}
_IN_GREY = "readers of a print without colour"
# In CIE L*a*b*. A difference of 2.3 is just noticed side by side; across a picture and its key it takes several times
# as much. Of lightness alone, as grey is, less is seen between areas that have an outline.
LEAST_DIFFERENCE, LEAST_STEP = 10.0, 4.0
# sRGB to XYZ (IEC 61966-2-1), and the white D65.
_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
_WHITE = np.array([0.9505, 1.0, 1.089])


def seen(colours: Sequence[str], sight: str = "usual") -> NDArray[np.float64]:
    """Colours `#rrggbb` in CIE L*a*b* as one of `SIGHTS` has them, shape (n, 3)."""
    parts = np.array([[int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)] for colour in colours])
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    light = np.clip(linear @ SIGHTS[sight].T, 0, 1) @ _XYZ.T / _WHITE
    x, y, z = np.where(light > 0.008856, np.cbrt(light), 7.787 * light + 16 / 116).T
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=1)


def alike(colours: Sequence[str]) -> list[tuple[str, str]]:
    """Pairs of colours that look alike to everybody."""
    return _pairs(colours, seen(colours), LEAST_DIFFERENCE)


def confusions(colours: Sequence[str]) -> list[str]:
    """Who takes which of some colours for another, in words, a sentence for each kind of reader."""
    found: dict[str, list[tuple[str, str]]] = {}
    for sight, readers in _READERS.items():
        found.setdefault(readers, []).extend(_pairs(colours, seen(colours, sight), LEAST_DIFFERENCE))
    found[_IN_GREY] = _pairs(colours, seen(colours)[:, :1], LEAST_STEP)
    return [
        f"To {readers}, these look alike: {', '.join(f'{a} and {b}' for a, b in dict.fromkeys(pairs))}."
        for readers, pairs in found.items()
        if pairs
    ]


def _pairs(colours: Sequence[str], values: NDArray[np.float64], least: float) -> list[tuple[str, str]]:
    """Pairs of colours whose values differ by less than that."""
    pairs = combinations(range(len(colours)), 2)
    return [(colours[i], colours[j]) for i, j in pairs if float(np.linalg.norm(values[i] - values[j])) < least]
