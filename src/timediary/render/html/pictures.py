"""Finished pictures as sections of a page, with the numbers under them for those who can't see them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from timediary.render.grid import grid_of
from timediary.render.html.page import scrolled, section
from timediary.render.html.table import list_markup, table_markup
from timediary.render.inert import escaped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from timediary.model.picture import Picture
    from timediary.model.table import Table


def picture_section(picture: Picture, anchor: str) -> str:
    """A picture, what is to be seen in it, and its numbers where no table of the page has them."""
    drawn = scrolled(picture.svg, f"{anchor}-title")
    content = f"<figure>\n{drawn}\n<figcaption>{escaped(picture.description)}</figcaption>\n</figure>"
    if picture.numbers:
        tables = "\n".join(_numbers(table, f"{anchor}-title") for table in picture.numbers)
        content += f"\n<details><summary>The numbers under this picture</summary>\n{tables}\n</details>"
    return section(anchor, picture.title, content, "pictured")


def left_out_section(left_out: Sequence[str]) -> str:
    """Which pictures the page goes without, why, and how to have them all the same."""
    lead = "<p>'timediary plot' paints them all the same.</p>"
    return section("left-out", "Pictures left out", f"{lead}\n{list_markup(left_out, 'notes')}")


def _numbers(table: Table, label: str) -> str:
    grid = grid_of(table, "interval")
    caption = f'<caption class="soft">{escaped(". ".join(filter(None, (grid.title, grid.scope))))}</caption>'
    return scrolled(table_markup(grid, caption), label)
