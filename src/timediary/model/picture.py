"""A finished picture, as a page takes it in: who paints it and who shows it don't know one another."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from timediary.model.table import Table


class Picture(NamedTuple):
    """A picture as text, with words for those who can't see it.

    Attributes:
        id: unique among the pictures of some results, such as `composition-setting`.
        title: what it shows.
        description: what is to be seen in it, in a sentence or two.
        svg: the whole `svg` element, text as text.
        narrow: the same picture as it is drawn for half the width, for narrow screens.
        told: who is meant and where the figures come from, for a picture that leaves its page.
        numbers: the tables that it is painted from, where they are not among the results' own.
    """

    id: str
    title: str
    description: str
    svg: str
    narrow: str = ""
    told: str = ""
    numbers: tuple[Table, ...] = ()
