"""Tables to pictures: matplotlib figures that hold in greyscale, for colour-blind readers, and on a page.

Importing this package imports nothing; each name is loaded from its module, and matplotlib with it, when it is first
used. The functions named as the kinds of `timediary plot` paint tables; `timediary.picture` makes the tables too.

For those who add a kind: a function that makes its tables in `timediary.tabulate`, one that paints them here, decorated
with `style.in_style` and painting on a `sheet.Sheet`, and a line in `timediary.pipeline.kinds`. `colours.fill_of` has
the colour of a category, `words` measures and breaks text, `rows` lays out groups of respondents, and `telling` words
what is said of a picture. No module has the name of a public function, which it would hide. A test draws every kind at
the edges and looks for text over text.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from timediary.plot.bands import hours
    from timediary.plot.bars import composition
    from timediary.plot.colours import PALETTE
    from timediary.plot.day_bounds import working_day
    from timediary.plot.dot_plot import dots
    from timediary.plot.figure import FORMATS, Plot
    from timediary.plot.following import transitions
    from timediary.plot.over_the_waves import trend
    from timediary.plot.spells import episodes
    from timediary.plot.strips import spread
    from timediary.plot.style import COLUMN_WIDTH, PAGE_WIDTH
    from timediary.plot.through_the_day import tempogram
    from timediary.plot.weeks import week

_HOMES = {
    "bands": ("hours",),
    "bars": ("composition",),
    "colours": ("PALETTE",),
    "day_bounds": ("working_day",),
    "dot_plot": ("dots",),
    "figure": ("FORMATS", "Plot"),
    "following": ("transitions",),
    "over_the_waves": ("trend",),
    "spells": ("episodes",),
    "strips": ("spread",),
    "style": ("COLUMN_WIDTH", "PAGE_WIDTH"),
    "through_the_day": ("tempogram",),
    "weeks": ("week",),
}
_HOME = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "COLUMN_WIDTH",
    "FORMATS",
    "PAGE_WIDTH",
    "PALETTE",
    "Plot",
    "composition",
    "dots",
    "episodes",
    "hours",
    "spread",
    "tempogram",
    "transitions",
    "trend",
    "week",
    "working_day",
]


def __getattr__(name: str) -> object:
    """Load a public name from its home."""
    if name not in _HOME:
        raise AttributeError(f"module 'timediary.plot' has no attribute '{name}'")
    return getattr(import_module(f"timediary.plot.{_HOME[name]}"), name)
