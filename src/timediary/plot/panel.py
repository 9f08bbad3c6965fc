"""Panels: rectangles of a page with scales of their own, on which values become places."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from timediary.plot.marks import Area, Box, Disc, Line, Pen, Pixels, Words, step_places
from timediary.plot.style import HAIRLINE, INK, MM_PER_POINT, RULE, SMALL_SIZE, SOFT

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from timediary.plot.marks import Fill, Mark, Place

_TICK = 2.0 * MM_PER_POINT
_TOWARDS_LABEL = 1.5 * MM_PER_POINT
# From the top of a line of figures, or from its middle, to its base line, in sizes of the type.
_ASCENT, _HALF_FIGURE = 0.78, 0.365
_GUIDE = Pen(RULE, HAIRLINE)
# The corners of shapes around their centre, as far from it as a disc's edge or a little farther.
_SHAPES: dict[str, tuple[Place, ...]] = {
    "square": ((-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)),
    "diamond": ((0, -1.25), (1.25, 0), (0, 1.25), (-1.25, 0)),
    "up": ((0, -1.2), (1.15, 0.9), (-1.15, 0.9)),
    "down": ((0, 1.2), (1.15, -0.9), (-1.15, -0.9)),
    "plus": tuple(
        (x, y)
        for x, y in zip(
            (-0.4, 0.4, 0.4, 1.2, 1.2, 0.4, 0.4, -0.4, -0.4, -1.2, -1.2, -0.4),
            (-1.2, -1.2, -0.4, -0.4, 0.4, 0.4, 1.2, 1.2, 0.4, 0.4, -0.4, -0.4),
            strict=True,
        )
    ),
    "star": tuple(
        (r * math.sin(math.pi * i / 5), -r * math.cos(math.pi * i / 5)) for i in range(10) for r in [(1.35, 0.6)[i % 2]]
    ),
    "hexagon": tuple((1.1 * math.cos(math.pi * i / 3), 1.1 * math.sin(math.pi * i / 3)) for i in range(6)),
}
SHAPES = ("disc", *_SHAPES)


class Panel:
    """A rectangle that values are painted on, and where it stands on its page, in millimetres.

    Attributes:
        left: edge, from the page's left.
        top: edge, from the page's top.
        width: of the rectangle.
        height: of it.
        across: the values at its left and right edge.
        down: the values at its top and bottom edge; millimetres from its top until they are set.
        marks: those of the page.
    """

    def __init__(self, marks: list[Mark], left: float, top: float, width: float, height: float) -> None:
        self.marks = marks
        self.left, self.top, self.width, self.height = left, top, width, height
        self.across: tuple[float, float] = (0.0, 1.0)
        self.down: tuple[float, float] = (0.0, height)

    def x(self, value: float) -> float:
        """The place of a value from the page's left."""
        first, last = self.across
        return self.left + (value - first) / (last - first) * self.width

    def y(self, value: float) -> float:
        """The place of a value from the page's top."""
        first, last = self.down
        return self.top + (value - first) / (last - first) * self.height

    def bar(self, start: float, end: float, upper: float, lower: float, fill: Fill, pen: Pen | None = None) -> None:
        """A rectangle between two values across and two down, with the thin line around it that all areas have."""
        x, y = self.x(start), self.y(upper)
        self.marks.append(Box(x, y, self.x(end) - x, self.y(lower) - y, fill, pen or outline(fill)))

    def line(self, values: Sequence[tuple[float, float]], pen: Pen) -> None:
        """A line from value to value."""
        self.marks.append(Line(tuple((self.x(x), self.y(y)) for x, y in values), pen))

    def dot(self, x: float, y: float, size: float, fill: Fill | None, pen: Pen, *, shape: str = "disc") -> None:
        """A dot at a value, as wide as `size` points: a disc, or another of `SHAPES`."""
        radius, middle = size / 2 * MM_PER_POINT, (self.x(x), self.y(y))
        if shape == "disc" or fill is None:
            self.marks.append(Disc(*middle, radius, fill, pen))
        else:
            corners = tuple((middle[0] + radius * right, middle[1] + radius * down) for right, down in _SHAPES[shape])
            self.marks.append(Area(corners, fill, pen))

    def steps(
        self, edges: Sequence[float], low: Sequence[float], high: Sequence[float], fill: Fill, *, outlined: bool = True
    ) -> None:
        """The area between two levels in steps.

        Args:
            edges: where steps begin, and where the last one ends, shape (steps + 1,).
            low: a level for each step.
            high: likewise.
            fill: of the area.
            outlined: whether it has the thin line around it that all areas have.
        """
        places = step_places(
            [self.x(x) for x in edges], [self.y(value) for value in low], [self.y(value) for value in high]
        )
        self.marks.append(Area(places, fill, outline(fill) if outlined else None))

    def image(self, pixels: NDArray[np.uint8]) -> None:
        """An image over the whole panel, shape (rows, columns, 4)."""
        self.marks.append(Pixels(self.left, self.top, self.width, self.height, pixels))

    def frame(self) -> None:
        """A thin line around it."""
        x, y = self.left + self.width, self.top + self.height
        corners = ((self.left, self.top), (x, self.top), (x, y), (self.left, y), (self.left, self.top))
        self.marks.append(Line(corners, Pen(INK, HAIRLINE)))

    def floor(self) -> None:
        """A thin line at its bottom."""
        y = self.top + self.height
        self.marks.append(Line(((self.left, y), (self.left + self.width, y)), Pen(INK, HAIRLINE)))

    def wall(self) -> None:
        """A thin line at its left."""
        self.marks.append(Line(((self.left, self.top), (self.left, self.top + self.height)), Pen(INK, HAIRLINE)))

    def ticks_below(self, values: Sequence[float], labels: Sequence[str] = (), *, guides: bool = True) -> None:
        """Ticks at its bottom with labels below them, and a thin line up from each."""
        bottom = self.top + self.height
        base = bottom + _TICK + _TOWARDS_LABEL + _ASCENT * SMALL_SIZE * MM_PER_POINT
        for x in map(self.x, values):
            if guides:
                self.marks.append(Line(((x, self.top), (x, bottom)), _GUIDE))
            self.marks.append(Line(((x, bottom), (x, bottom + _TICK)), Pen(SOFT, HAIRLINE)))
        self.marks += [
            Words(label, self.x(value), base, SMALL_SIZE, SOFT, "center")
            for value, label in zip(values, labels, strict=bool(labels))
        ]

    def ticks_beside(self, values: Sequence[float], labels: Sequence[str], *, ticks: bool = True) -> None:
        """Ticks at its left with labels before them, and a thin line across from each; or those lines alone."""
        end = self.left - _TICK
        for value, label in zip(values, labels, strict=True):
            y = self.y(value)
            base = y + _HALF_FIGURE * SMALL_SIZE * MM_PER_POINT
            self.marks.append(Line(((self.left, y), (self.left + self.width, y)), _GUIDE))
            if not ticks:
                continue
            self.marks.append(Line(((end, y), (self.left, y)), Pen(SOFT, HAIRLINE)))
            self.marks.append(Words(label, end - _TOWARDS_LABEL, base, SMALL_SIZE, SOFT, "right"))


def outline(fill: Fill) -> Pen:
    """The thin line around a filled area, so that the lightest stands out on white and the darkest on black."""
    return Pen(fill.text if fill.hatch else INK, HAIRLINE)
