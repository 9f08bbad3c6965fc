"""The looks that all pictures share: sizes, colours, and matplotlib's settings, whatever the reader's own are.

Lengths are in millimetres, sizes of type in points.
"""

from __future__ import annotations

import warnings
from functools import wraps
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import matplotlib as mpl

if TYPE_CHECKING:
    from collections.abc import Callable

Given = ParamSpec("Given")
Made = TypeVar("Made")

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

_SETTINGS = {
    "axes.axisbelow": True,
    "axes.edgecolor": INK,
    "axes.facecolor": "none",
    "axes.formatter.use_mathtext": False,
    "axes.formatter.useoffset": False,
    "axes.labelcolor": INK,
    "axes.labelsize": TEXT_SIZE,
    "axes.linewidth": HAIRLINE,
    "axes.unicode_minus": True,
    "axes.xmargin": 0.0,
    "axes.ymargin": 0.0,
    "figure.dpi": 72.0,
    "figure.facecolor": GROUND,
    "font.family": [FONT],
    "font.size": TEXT_SIZE,
    "grid.color": RULE,
    "grid.linewidth": HAIRLINE,
    "hatch.color": INK,
    "hatch.linewidth": HAIRLINE,
    "lines.linewidth": LINE,
    "patch.edgecolor": INK,
    "patch.linewidth": HAIRLINE,
    "path.simplify": False,
    "pdf.fonttype": 42,
    "savefig.bbox": None,
    "savefig.facecolor": "auto",
    "svg.fonttype": "none",
    "svg.hashsalt": "timediary",
    "svg.image_inline": True,
    "text.color": INK,
    # Letters as wide as they are measured, and alike in all versions of the library that draws them.
    "text.hinting": "none",
    # Labels come from the input: `$x$` is shown as it stands and never typeset.
    "text.parse_math": False,
    "text.usetex": False,
    "xtick.color": INK,
    "xtick.labelcolor": INK,
    "xtick.labelsize": SMALL_SIZE,
    "xtick.major.size": 2.0,
    "xtick.major.width": HAIRLINE,
    "ytick.color": INK,
    "ytick.labelcolor": INK,
    "ytick.labelsize": SMALL_SIZE,
    "ytick.major.size": 2.0,
    "ytick.major.width": HAIRLINE,
}
# What belongs to the reader's session and not to a picture.
_SESSION = ("backend", "backend_fallback", "interactive", "toolbar", "webagg", "tk.", "date.epoch", "docstring")


def in_style(paint: Callable[Given, Made]) -> Callable[Given, Made]:
    """Run a function under the settings of all pictures, whatever the reader's matplotlib is set to.

    Everything that makes or renders artists is decorated with it.
    """

    @wraps(paint)
    def painted(*args: Given.args, **kwargs: Given.kwargs) -> Made:
        with mpl.rc_context(_settings()), warnings.catch_warnings():
            # A character that the font lacks is drawn as a box, and shown by SVG's readers from a font of theirs.
            warnings.filterwarnings("ignore", message="Glyph .* missing from", category=UserWarning)
            return paint(*args, **kwargs)

    return painted


def line_height(size: float) -> float:
    """Millimetres from one line of type to the next, for type of so many points."""
    return size * LINE_SPACING * MM_PER_POINT


def _settings() -> dict[Any, Any]:
    defaults: dict[Any, Any] = {
        name: value for name, value in mpl.rcParamsDefault.items() if not name.startswith(_SESSION)
    }
    return {**defaults, **_SETTINGS}
