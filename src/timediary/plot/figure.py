"""A picture as a value: a matplotlib figure that knows its title, what it shows in a sentence, and its numbers."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matplotlib.figure import Figure

from timediary.model.problem import RequestError
from timediary.plot.style import DOTS_PER_INCH, in_style
from timediary.plot.svg import fragment_of, page_of
from timediary.render.escaping import visible
from timediary.render.writing import write_file

if TYPE_CHECKING:
    from collections.abc import Sequence

    from timediary.model.table import Table

FORMATS = ("svg", "png", "pdf")

# Without these a file would tell when it was made, and differ from run to run.
_NO_DATES: dict[str, dict[str, str | None]] = {
    "svg": {"Date": None, "Creator": None, "Format": None, "Type": None},
    "png": {"Software": None},
    "pdf": {"CreationDate": None, "Creator": "timediary", "Producer": None},
}


class Plot(Figure):
    """A matplotlib figure with what a reader who can't see it needs.

    Attributes:
        title: what it shows, in a few words.
        description: what it says, in a sentence with its main figures.
        tables: the numbers under it.
    """

    title: str = ""
    description: str = ""
    tables: tuple[Table, ...] = ()

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
            return page_of(self._drawn("svg").decode("utf-8"), self.title, self.description).encode("utf-8")
        told = {"png": ("Title", "Description"), "pdf": ("Title", "Subject")}[format_]
        return self._drawn(format_, dict(zip(told, (visible(self.title), visible(self.description)), strict=True)))

    def svg(self, name: str) -> str:
        """The picture as an element of a web page, light or dark: its ink is the text's colour, its ground clear.

        Args:
            name: what its ids begin with: letters, digits and `-`; another one for each picture of a page.
        """
        return fragment_of(self._drawn("svg").decode("utf-8"), self.title, self.description, name)

    def _repr_svg_(self) -> str:
        """What a notebook shows."""
        return self.rendered("svg").decode("utf-8")

    @in_style
    def _drawn(self, format_: str, told: dict[str, str] | None = None) -> bytes:
        content = io.BytesIO()
        settings: dict[str, Any] = {"metadata": {**_NO_DATES[format_], **(told or {})}}
        self.savefig(content, format=format_, dpi=DOTS_PER_INCH if format_ == "png" else 72, **settings)
        return content.getvalue()


def format_of(path: Path) -> str:
    """The format that a file's suffix names.

    Raises:
        RequestError: none does.
    """
    suffix = path.suffix.lower().removeprefix(".")
    if suffix not in FORMATS:
        known = ", ".join(f".{name}" for name in FORMATS)
        raise RequestError(f"No kind of picture is named by '{path.suffix}' ({path}). There are: {known}.")
    return suffix
