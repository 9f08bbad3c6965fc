"""Marks drawn by matplotlib: for PNG, for PDF, and for those who want a figure."""

from __future__ import annotations

import io
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, Patch, Polygon, Rectangle

from timediary.plot.marks import Area, Box, Disc, Line, Pixels, Words
from timediary.plot.style import DOTS_PER_INCH, FONT, GROUND, HAIRLINE, MM_PER_INCH

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

    from timediary.plot.marks import Fill, Mark, Pen, Place

_SETTINGS: dict[Any, Any] = {
    "figure.dpi": 72.0,
    "figure.facecolor": GROUND,
    "font.family": [FONT],
    "hatch.linewidth": HAIRLINE,
    "path.simplify": False,
    "pdf.fonttype": 42,
    "savefig.bbox": None,
    "savefig.facecolor": "auto",
    # Letters as wide as they are measured, and alike in all versions of the library that draws them.
    "text.hinting": "none",
    # Labels come from the input: `$x$` is shown as it stands and never typeset.
    "text.parse_math": False,
    "text.usetex": False,
}
# What belongs to the reader's session and not to a picture.
_SESSION = ("backend", "backend_fallback", "interactive", "toolbar", "webagg", "tk.", "date.epoch", "docstring")
# Without these a file would tell when it was made, and differ from run to run.
_NO_DATES: dict[str, dict[str, str | None]] = {
    "png": {"Software": None},
    "pdf": {"CreationDate": None, "Creator": "timediary", "Producer": None},
}
_TOLD = {"png": ("Title", "Description"), "pdf": ("Title", "Subject")}


@contextmanager
def in_style() -> Iterator[None]:
    """Matplotlib's settings for all pictures, whatever the reader's own are."""
    defaults: dict[Any, Any] = {
        name: value for name, value in mpl.rcParamsDefault.items() if not name.startswith(_SESSION)
    }
    with mpl.rc_context({**defaults, **_SETTINGS}), warnings.catch_warnings():
        # A character that the font lacks is drawn as a box.
        warnings.filterwarnings("ignore", message="Glyph .* missing from", category=UserWarning)
        yield


def rendered(marks: Sequence[Mark], size: tuple[float, float], format_: str, title: str, description: str) -> bytes:
    """The content of a file, `png` or `pdf`, which tells its title and description to programs; its size is in mm."""
    content = io.BytesIO()
    told = dict(zip(_TOLD[format_], (title, description), strict=True))
    settings: dict[str, Any] = {"metadata": {**_NO_DATES[format_], **told}}
    with in_style():
        figure_of(marks, size).savefig(
            content, format=format_, dpi=DOTS_PER_INCH if format_ == "png" else 72, **settings
        )
    return content.getvalue()


def figure_of(marks: Sequence[Mark], size: tuple[float, float]) -> Figure:
    """A figure of a picture's size, with one pair of axes in millimetres over all of it."""
    width, height = size
    with in_style():
        figure = Figure(figsize=(width / MM_PER_INCH, height / MM_PER_INCH))
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set(xlim=(0, width), ylim=(height, 0), autoscale_on=False)
        axes.set_axis_off()
        for order, mark in enumerate(marks):
            _drawn(mark, axes).set(zorder=order, clip_on=False)
    return figure


def _drawn(mark: Mark, axes: Axes) -> Artist:
    match mark:
        case Words(text, x, base, size, colour, align, bold):
            weight = "bold" if bold else "normal"
            return axes.text(x, base, text, size=size, color=colour, ha=align, va="baseline", weight=weight)
        case Line(places, pen):
            return axes.add_line(_line(places, pen))
        case Box(x, y, width, height, fill, pen):
            return axes.add_patch(_filled(Rectangle((x, y), width, height), fill, pen))
        case Area(places, fill, pen):
            return axes.add_patch(_filled(Polygon(np.array(places)), fill, pen))
        case Disc(x, y, radius, clear_or_fill, pen):
            return axes.add_patch(_filled(Circle((x, y), radius), clear_or_fill, pen))
        case Pixels(x, y, width, height, pixels):
            extent = (x, x + width, y + height, y)
            return axes.imshow(pixels, extent=extent, aspect="auto", interpolation="none")


def _line(places: tuple[Place, ...], pen: Pen) -> Line2D:
    xs, ys = zip(*places, strict=True)
    # Dashes are counted in widths of the line there, and in points here.
    style: Any = (0, tuple(length / pen.width for length in pen.dashes)) if pen.dashes else "-"
    line = Line2D(xs, ys, color=pen.colour, linewidth=pen.width, linestyle=style)
    line.set(solid_capstyle="butt", dash_capstyle="butt", solid_joinstyle="round")
    return line


def _filled(shape: Patch, fill: Fill | None, pen: Pen | None) -> Patch:
    looks: dict[str, Any] = {"facecolor": "none", "linewidth": 0.0, "edgecolor": "none", "joinstyle": "round"}
    if fill is not None:
        looks |= {"facecolor": fill.colour, "hatch": fill.hatch}
    if pen is not None:
        looks |= {"edgecolor": pen.colour, "linewidth": pen.width}
    shape.set(**looks)
    return shape
