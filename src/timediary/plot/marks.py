"""Marks: all that a picture is made of, and all that those who draw one need to know.

Places and lengths are in millimetres from the page's top left corner, x to the right and y down; type and lines are in
points. What comes later lies over what came before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

Align = Literal["left", "center", "right"]
Place = tuple[float, float]


class Pen(NamedTuple):
    """How a line is drawn: its colour, its width, and the lengths of its dashes and gaps in points."""

    colour: str
    width: float
    dashes: tuple[float, ...] = ()


class Fill(NamedTuple):
    """How an area is filled: its colour, its hatching or nothing, and the colour of text and hatching on it."""

    colour: str
    hatch: str
    text: str


class Words(NamedTuple):
    """A line of text on a base line; `x` is its left end, centre or right end, by `align`."""

    text: str
    x: float
    base: float
    size: float
    colour: str
    align: Align = "left"
    bold: bool = False


class Line(NamedTuple):
    """A line from place to place."""

    places: tuple[Place, ...]
    pen: Pen


class Box(NamedTuple):
    """A rectangle by its top left corner."""

    x: float
    y: float
    width: float
    height: float
    fill: Fill
    pen: Pen | None = None


class Area(NamedTuple):
    """What a line from place to place and back to the first encloses."""

    places: tuple[Place, ...]
    fill: Fill
    pen: Pen | None = None


class Disc(NamedTuple):
    """A dot by its centre; clear where it has no fill."""

    x: float
    y: float
    radius: float
    fill: Fill | None
    pen: Pen


class Pixels(NamedTuple):
    """An image by its top left corner; red, green, blue and opacity of each pixel, shape (rows, columns, 4)."""

    x: float
    y: float
    width: float
    height: float
    pixels: NDArray[np.uint8]


Mark = Words | Line | Box | Area | Disc | Pixels


def plain(colour: str) -> Fill:
    """The fill of what carries no text."""
    return Fill(colour, "", colour)


def step_places(edges: Sequence[float], low: Sequence[float], high: Sequence[float]) -> tuple[Place, ...]:
    """Around the area between two levels in steps: along the higher one, and back along the lower.

    Args:
        edges: where steps begin, and where the last one ends, shape (steps + 1,).
        low: a level for each step.
        high: likewise.
    """
    upper = [(x, y) for i, y in enumerate(high) for x in (edges[i], edges[i + 1])]
    lower = [(x, y) for i, y in enumerate(low) for x in (edges[i], edges[i + 1])]
    return tuple(upper + lower[::-1])
