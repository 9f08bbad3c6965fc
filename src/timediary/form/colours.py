"""The colours that show groups of codes, in two strengths: a pale one under black text, a deep one under white.

A code's own text always stands with its colour, so nobody has to tell a group by its colour alone. A test holds each
pair to the contrasts of WCAG 2.2.
"""

from __future__ import annotations

import colorsys
from typing import NamedTuple

_HUES = (205, 38, 150, 330, 265, 85, 15, 180, 240)
_GOLDEN_ANGLE = 137.508


class Colours(NamedTuple):
    """A group's colours as `#rrggbb`: pale under black text, deep under white."""

    pale: str
    deep: str


def colours_of(groups: int) -> list[Colours]:
    """As many pairs of colours as there are groups, each another hue."""
    return [_of_hue(_HUES[n] if n < len(_HUES) else (n * _GOLDEN_ANGLE) % 360) for n in range(groups)]


def _of_hue(hue: float) -> Colours:
    return Colours(_hex(hue, 0.84, 0.62), _hex(hue, 0.24, 0.68))


def _hex(hue: float, lightness: float, saturation: float) -> str:
    parts = colorsys.hls_to_rgb(hue / 360, lightness, saturation)
    return "#" + "".join(f"{round(255 * part):02x}" for part in parts)
