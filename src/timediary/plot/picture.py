"""A picture as a value: its marks, its title, what it shows in a sentence, and its numbers."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from timediary.model.picture import Picture
from timediary.model.problem import RequestError
from timediary.plot.svg import fragment_of, page_of
from timediary.render.escaping import visible
from timediary.render.writing import write_file

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.figure import Figure

    from timediary.model.table import Table
    from timediary.plot.marks import Mark

FORMATS = ("svg", "png", "pdf")


@dataclass(frozen=True, eq=False)
class Plot:
    """A picture, and what a reader who can't see it needs.

    Attributes:
        title: what it shows, in a few words.
        description: what it says, in a sentence with its main figures.
        tables: the numbers under it.
        width: of the page, in millimetres.
        height: likewise.
        marks: what is on the page, in the order in which it is painted.
        scope: who is meant.
        source: where the figures come from.
    """

    title: str
    description: str
    tables: tuple[Table, ...]
    width: float
    height: float
    marks: tuple[Mark, ...] = field(repr=False)
    scope: str = ""
    source: str = ""

    def write(self, path: str | Path, inputs: Sequence[str] = ()) -> Path:
        """Write the picture to a file, whole or not at all; the suffix names the format: `.svg`, `.png`, `.pdf`.

        The same picture gives the same bytes in every run.

        Args:
            path: the file; one that is there is replaced.
            inputs: files that were read, which are never replaced.

        Raises:
            RequestError: no format has this suffix.
            TimediaryError: the file can't be written, or is one of `inputs`.
        """
        target = Path(path)
        return write_file(target, self.rendered(format_of(target)), inputs)

    def rendered(self, format_: str) -> bytes:
        """The content of a file of the picture, in one of `FORMATS`."""
        if format_ == "svg":
            return page_of(self.marks, (self.width, self.height), self.title, self.description).encode("utf-8")
        from timediary.plot.drawing import rendered

        return rendered(self.marks, (self.width, self.height), format_, visible(self.title), visible(self.description))

    def svg(self, name: str) -> str:
        """The picture as an element of a web page, light or dark: its ink is the text's colour, its ground clear.

        Args:
            name: what its ids begin with: letters, digits and `-`; another one for each picture of a page.
        """
        return fragment_of(self.marks, (self.width, self.height), self.title, self.description, name)

    def figure(self) -> Figure:
        """The picture as a matplotlib figure, for those who want to add to it or to place it beside others."""
        from timediary.plot.drawing import figure_of

        return figure_of(self.marks, (self.width, self.height))

    def _repr_svg_(self) -> str:
        """What a notebook shows."""
        return self.rendered("svg").decode("utf-8")


def for_page(id_: str, number: int, wide: Plot, narrow: Plot, numbers: Sequence[Table] = ()) -> Picture:
    """A picture as a report's page takes it in.

    Args:
        id_: as in `Picture`.
        number: of the picture on its page.
        wide: the picture as it is drawn for a page.
        narrow: the same for narrow screens.
        numbers: its tables that the page doesn't have.
    """
    drawn = wide.svg(f"drawing-{number}"), narrow.svg(f"drawing-{number}-narrow")
    told = ". ".join(filter(None, (wide.scope, wide.source and f"Source: {wide.source}")))
    return Picture(id_, wide.title, wide.description, *drawn, told, tuple(numbers))


def format_of(path: Path) -> str:
    """The format that a file's suffix names.

    Raises:
        RequestError: none does.
    """
    suffix = path.suffix.lower().removeprefix(".")
    if suffix not in FORMATS:
        known = ", ".join(f".{name}" for name in FORMATS)
        raise RequestError(f"'{path}' doesn't end in a kind of picture. There are: {known}.")
    return suffix
