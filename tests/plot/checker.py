"""What must hold of every picture: no text over text, and none outside the page."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import matplotlib as mpl
from matplotlib.text import Text

from timediary.plot.style import in_style

if TYPE_CHECKING:
    from matplotlib.transforms import Bbox

    from timediary.plot import Plot

SVG = "{http://www.w3.org/2000/svg}"
# Boxes are as high as the type's ascent and descent, which neighbouring lines may share a little of, and letters are
# drawn by whole pixels: in pixels of a drawing of 200 dots an inch.
_SHARED_UP_AND_DOWN = 3.0
_SHARED_ACROSS = 0.5


@in_style
def boxes_of(plot: Plot) -> list[tuple[str, Bbox]]:
    """Every text that shows, with the box it takes in pixels; the page is from (0, 0) to the figure's size."""
    plot.set_dpi(200)
    plot.draw_without_rendering()
    texts = [text for text in plot.findobj(Text) if isinstance(text, Text) and text.get_visible() and text.get_text()]
    return [(text.get_text(), text.get_window_extent()) for text in texts]


def assert_readable(plot: Plot) -> None:
    """No text lies over another or leaves the page; it has a title, a sentence, and numbers; its files are sound."""
    boxes = boxes_of(plot)
    assert boxes
    wide, high = (length * 200 for length in plot.get_size_inches())
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
    assert mpl.rcParams["svg.hashsalt"] != "timediary"
