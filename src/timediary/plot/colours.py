"""The colours of categories: they hold in greyscale, on paper and for colour-blind readers; tests say how far.

From dark to light in steps of 7 or more of CIE lightness, and blue and brown by turns, the two that no common colour
blindness takes for one another; so any two differ in print without colour, and neighbours in a stack differ most.
"""

from __future__ import annotations

import re
import warnings
from typing import TYPE_CHECKING

from timediary.model.line import LineKind
from timediary.model.nearest import meant
from timediary.model.number import counted
from timediary.model.problem import RequestError
from timediary.plot.marks import Fill

if TYPE_CHECKING:
    from collections.abc import Sequence

    from timediary.model.table import Table

PALETTE = ("#14284f", "#6b3a12", "#2f6699", "#a9701f", "#5fa3cf", "#e0a83c", "#b5d5ec", "#f6e6a8")
# By name: ours; that of matplotlib, which rises in lightness too; Okabe and Ito's (2008), which doesn't; and greys.
PALETTES = {
    "blue_brown": PALETTE,
    "viridis": ("#440154", "#46307e", "#38598c", "#287c8e", "#1e9d89", "#40bd72", "#8ed645", "#ece51b"),
    "okabe_ito": ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#f0e442", "#000000"),
    "grey": ("#242424", "#3d3d3d", "#575757", "#747474", "#919191", "#b0b0b0", "#d0d0d0", "#f1f1f1"),
}
_COLOUR = re.compile(r"#[0-9a-f]{6}")
# The ninth category looks like the first, hatched, and so on: 40 differ.
HATCHES = ("", "////", "....", "\\\\\\\\", "xxxx")

# Text on a fill; neither is the ink or the ground, which change with the page that a picture stands in.
DARK_TEXT = "#0b0f10"
LIGHT_TEXT = "#fefefe"
# What stands for several categories together, such as a subtotal.
TOGETHER = "#8f979b"


class PaletteWarning(UserWarning):
    """Colours of somebody's own that some readers can't tell apart."""


def palette_of(given: str | Sequence[str] | None) -> tuple[str, ...]:
    """The colours of categories, in order: ours, those of a name, or somebody's own.

    Args:
        given: one of the names of `PALETTES`, colours as `#rrggbb`, or None for ours.

    Warns:
        PaletteWarning: colour-blind readers, or readers of a print without colour, take one for another.

    Raises:
        RequestError: there is no such palette, something is not a colour, or two colours look alike to everybody.
    """
    if given is None or given is PALETTE:
        return PALETTE
    if isinstance(given, str) and given in PALETTES:
        given = PALETTES[given]
    elif isinstance(given, str) and not given.strip().startswith("#"):
        raise RequestError(
            f"There is no palette '{given}'.{meant(given, PALETTES)} There are: {', '.join(PALETTES)}; or give colours "
            "such as #2f6699."
        )
    colours = tuple(c.strip().lower() for c in (given.split(",") if isinstance(given, str) else given))
    wrong = next((colour for colour in colours if not _COLOUR.fullmatch(colour)), None)
    if wrong is not None or not colours:
        raise RequestError(f"'{wrong or ''}' is not a colour; write each as # and six digits, such as #2f6699.")
    from timediary.plot.colour_vision import alike, confusions

    if same := alike(colours):
        raise RequestError(f"Nobody can tell {same[0][0]} from {same[0][1]}; choose colours that differ more.")
    if said := confusions(colours):
        warnings.warn(" ".join(said), PaletteWarning, stacklevel=2)
    return colours


def colour_of(palette: tuple[str, ...], usual: int) -> str:
    """The colour of a picture that has one: of ours that at a position, of others the first."""
    return palette[usual if palette == PALETTE else 0]


def fill_of(position: int, palette: tuple[str, ...] = PALETTE) -> Fill:
    """The fill of the category at a position among the groups of its grouping, from 0.

    It follows from the position alone, so that a category looks the same in every picture. After the last colour they
    come again, hatched.
    """
    if palette != PALETTE and position >= len(palette) * len(HATCHES):
        raise RequestError(
            f"{counted(len(palette), 'colour')} and the hatchings tell {len(palette) * len(HATCHES)} categories apart, "
            "and there are more. Give more colours."
        )
    colour = palette[position % len(palette)]
    return Fill(colour, HATCHES[position // len(palette) % len(HATCHES)], text_on(colour))


def fills_of(table: Table, palette: tuple[str, ...] = PALETTE) -> dict[str, Fill]:
    """The fill of each group of a table of shares by the id of its row; subtotals have one in common."""
    groups = [row.id for row in table.rows if row.kind is LineKind.GROUP]
    fills = {id_: fill_of(position, palette) for position, id_ in enumerate(groups)}
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
