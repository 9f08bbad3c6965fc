"""What must hold of every picture: no text over text, and none outside the page."""

from __future__ import annotations

import re
from itertools import combinations
from typing import TYPE_CHECKING, TypeGuard
from xml.etree import ElementTree

from matplotlib.text import Text

from timediary.plot.drawing import in_style
from timediary.plot.marks import Line, Words
from timediary.plot.style import RULE, SMALL_SIZE, SOFT

if TYPE_CHECKING:
    from collections.abc import Callable

    from matplotlib.transforms import Bbox

    from timediary.plot import Plot
    from timediary.plot.marks import Mark

SVG = "{http://www.w3.org/2000/svg}"
# Boxes are as high as the type's ascent and descent, which neighbouring lines may share a little of, and letters are
# drawn by whole pixels: in pixels of a drawing of 200 dots an inch.
_SHARED_UP_AND_DOWN = 3.0
_SHARED_ACROSS = 0.5
_TICK = re.compile(r"[\d.]+%|\d\d:\d\d")


def boxes_of(plot: Plot) -> list[tuple[str, Bbox]]:
    """Every text that shows, with the box it takes in pixels; the page is from (0, 0) to the figure's size."""
    figure = plot.figure()
    figure.set_dpi(200)
    with in_style():
        figure.draw_without_rendering()
        texts = [text for text in figure.axes[0].texts if isinstance(text, Text) and text.get_text()]
        return [(text.get_text(), text.get_window_extent()) for text in texts]


def texts_of(plot: Plot) -> list[str]:
    """Every line of text."""
    return [mark.text for mark in plot.marks if isinstance(mark, Words)]


def scales_across(plot: Plot) -> list[Callable[[float], float]]:
    """What a place from the page's left means on each panel with ticks below it, read off its outermost ticks."""
    panels: dict[float, list[tuple[float, float]]] = {}
    for mark in plot.marks:
        if _is_tick(mark, "center"):
            panels.setdefault(mark.base, []).append((mark.x, _value(mark.text)))
    return [_scale(ticks) for ticks in panels.values()]


def scales_up(plot: Plot) -> list[Callable[[float], float]]:
    """What a place from the page's top means on each panel with ticks at its left, read off the lines across."""
    panels: list[list[tuple[float, float]]] = [[]]
    across = 0.0
    for mark in plot.marks:
        if isinstance(mark, Line) and mark.pen.colour == RULE:
            across = mark.places[0][1]
        elif _is_tick(mark, "right"):
            # Ticks rise within a panel, and the next panel begins further down.
            if panels[-1] and across > panels[-1][-1][0]:
                panels.append([])
            panels[-1].append((across, _value(mark.text)))
    return [_scale(ticks) for ticks in panels]


def _is_tick(mark: Mark, align: str) -> TypeGuard[Words]:
    if not isinstance(mark, Words) or (mark.size, mark.colour, mark.align) != (SMALL_SIZE, SOFT, align):
        return False
    return _TICK.fullmatch(mark.text) is not None


def _value(text: str) -> float:
    if ":" in text:
        return int(text[:2]) + int(text[3:]) / 60
    return float(text.rstrip("%")) / 100


def _scale(ticks: list[tuple[float, float]]) -> Callable[[float], float]:
    (first, low), (last, high) = ticks[0], ticks[-1]
    return lambda place: low + (place - first) / (last - first) * (high - low)


def assert_readable(plot: Plot) -> None:
    """No text lies over another or leaves the page; it has a title, a sentence, and numbers; its files are sound."""
    boxes = boxes_of(plot)
    assert boxes
    wide, high = (length / 25.4 * 200 for length in (plot.width, plot.height))
    for text, box in boxes:
        inside = box.x0 >= 0 and box.y0 >= -1 and box.x1 <= wide and box.y1 <= high + 1
        assert inside, f"{text!r} leaves the page: {box} of {wide} x {high}"
    for (one, first), (other, second) in combinations(boxes, 2):
        across = min(first.x1, second.x1) - max(first.x0, second.x0)
        down = min(first.y1, second.y1) - max(first.y0, second.y0)
        assert across <= _SHARED_ACROSS or down <= _SHARED_UP_AND_DOWN, f"{one!r} over {other!r}"
    assert high <= 200 * 1200 / 25.4, "a picture of more than four pages"
    assert plot.title
    assert plot.description.endswith((".", "!", "?"))
    assert plot.tables
    root = ElementTree.fromstring(plot.rendered("svg"))  # noqa: S314 - our own
    assert root.get("role") == "img"
    assert [child.tag for child in root][:2] == [f"{SVG}title", f"{SVG}desc"]
    shown = {text.text for text in root.iter(f"{SVG}text")}
    assert {text for text, _ in boxes} <= shown
