"""The looks that all pictures share: sizes and colours.

Lengths are in millimetres, sizes of type in points.
"""

from __future__ import annotations

MM_PER_INCH = 25.4
MM_PER_POINT = MM_PER_INCH / 72

# A page of A4 with margins of 20 mm, and one of two columns of a journal.
PAGE_WIDTH = 170.0
COLUMN_WIDTH = 89.0
MARGIN = 2.0

HEADING_SIZE = 9.0
TEXT_SIZE = 7.5
SMALL_SIZE = 6.5
# From one line of type to the next, in sizes of the type.
LINE_SPACING = 1.3

FONT = "DejaVu Sans"
INK = "#1b2326"
# Second to what matters: bases, notes, ticks.
SOFT = "#55616a"
# Lines that guide the eye and carry no figure.
RULE = "#d5dbdd"
GROUND = "#ffffff"
DOTS_PER_INCH = 200

# The thinnest line that is sure to print; every filled area has one around it, so that the lightest stands out on
# white and the darkest on black.
HAIRLINE = 0.4
LINE = 0.8


def line_height(size: float) -> float:
    """Millimetres from one line of type to the next, for type of so many points."""
    return size * LINE_SPACING * MM_PER_POINT
