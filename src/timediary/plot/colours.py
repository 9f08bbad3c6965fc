"""The colours of categories: they hold in greyscale, on paper and for colour-blind readers; tests say how far.

From dark to light in steps of 7 or more of CIE lightness, and blue and brown by turns, the two that no common colour
blindness takes for one another; so any two differ in print without colour, and neighbours in a stack differ most.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from timediary.model.line import LineKind
from timediary.plot.marks import Fill

if TYPE_CHECKING:
    from timediary.model.table import Table

PALETTE = ("#14284f", "#6b3a12", "#2f6699", "#a9701f", "#5fa3cf", "#e0a83c", "#b5d5ec", "#f6e6a8")
# The ninth category looks like the first, hatched, and so on: 40 differ.
HATCHES = ("", "////", "....", "\\\\\\\\", "xxxx")

# Text on a fill; neither is the ink or the ground, which change with the page that a picture stands in.
DARK_TEXT = "#0b0f10"
LIGHT_TEXT = "#fefefe"
# What stands for several categories together, such as a subtotal.
TOGETHER = "#8f979b"


def fill_of(position: int) -> Fill:
    """The fill of the category at a position among the groups of its grouping, from 0.

    It follows from the position alone, so that a category looks the same in every picture.
    """
    colour = PALETTE[position % len(PALETTE)]
    return Fill(colour, HATCHES[position // len(PALETTE) % len(HATCHES)], text_on(colour))


def fills_of(table: Table) -> dict[str, Fill]:
    """The fill of each group of a table of shares by the id of its row; subtotals have one in common."""
    groups = [row.id for row in table.rows if row.kind is LineKind.GROUP]
    fills = {id_: fill_of(position) for position, id_ in enumerate(groups)}
    return {row.id: fills.get(row.id, fill_together()) for row in table.rows}


def fill_together() -> Fill:
    """The fill of several categories together, such as a subtotal."""
    return Fill(TOGETHER, "", text_on(TOGETHER))


def mixed(colour: str, share: float) -> str:
    """A colour mixed with white, `share` of it being the colour."""
    parts = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return "#" + "".join(f"{round(255 - share * (255 - part)):02x}" for part in parts)


def text_on(colour: str) -> str:
    """Black or white, whichever is read better on a colour; the contrast is at least 4.5 to 1 on any."""
    luminance = luminance_of(colour)
    on_dark, on_light = 1.05 / (luminance + 0.05), (luminance + 0.05) / (luminance_of(DARK_TEXT) + 0.05)
    return LIGHT_TEXT if on_dark >= on_light else DARK_TEXT


def luminance_of(colour: str) -> float:
    """Relative luminance of `#rrggbb`, from 0 to 1 (WCAG 2.2, after IEC 61966-2-1)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
