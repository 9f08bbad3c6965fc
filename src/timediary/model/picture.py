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
        numbers: the tables that it is painted from, where they are not among the results' own.
    """

    id: str
    title: str
    description: str
    svg: str
    numbers: tuple[Table, ...] = ()
