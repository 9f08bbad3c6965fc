"""What a document can be painted as: one module a format, with `SUFFIX`, `SUMMARY`, `MEDIUM` and `paint(document)`."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, NamedTuple

from timediary.model.document import Edition
from timediary.model.nearest import meant
from timediary.model.problem import RequestError
from timediary.render.views import document_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from timediary.model.document import Document, Medium, Show


class Format(NamedTuple):
    """One kind of file that documents are written to.

    Attributes:
        name: as it is asked for.
        suffix: how names of such files end: `.xlsx`.
        summary: what the file is, for help texts.
        medium: what it is read on.
        paint: the content of the file of a document.
    """

    name: str
    suffix: str
    summary: str
    medium: Medium
    paint: Callable[[Document], bytes]

    def render(self, result: object, show: Show | None = None, folder: str | None = "") -> bytes:
        """The content of the file of a result, whose other files are beside it unless `folder` is None."""
        return self.paint(document_of(result, Edition(self.medium, show, folder)))


def format_names() -> list[str]:
    """The names of all formats, in order."""
    return sorted(module.name for module in iter_modules(__path__))


@cache
def format_of(name: str) -> Format:
    """The format with a name.

    Raises:
        RequestError: there is none.
    """
    if name not in format_names():
        near = meant(name, format_names())
        raise RequestError(f"There is no format '{name}'.{near} There are: {', '.join(format_names())}.")
    module = import_module(f"{__name__}.{name}")
    return Format(name, module.SUFFIX, module.SUMMARY, module.MEDIUM, module.paint)


def format_of_file(path: Path) -> Format | None:
    """The format that the suffix of a file names, if one does."""
    suffix = path.suffix.lower()
    if suffix[1:] in format_names():
        return format_of(suffix[1:])
    return next((format_of(name) for name in format_names() if format_of(name).suffix == suffix), None)
