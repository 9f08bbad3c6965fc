"""Results of any kind on a terminal, as plain text and in a notebook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from timediary.model.document import Edition, Medium
from timediary.render.painters.text import FILE_WIDTH, print_document, text_of
from timediary.render.views import document_of

if TYPE_CHECKING:
    from rich.console import Console

    from timediary.model.document import Show


def print_result(result: object, console: Console, show: Show | None = None, folder: str | None = None) -> None:
    """Print a result, as wide as the console; `folder` is where its files are, if they were written."""
    print_document(document_of(result, Edition(Medium.SCREEN, show, folder)), console)


def text_of_result(
    result: object, width: int = FILE_WIDTH, *, show: Show | None = None, folder: str | None = None
) -> str:
    """What a terminal shows of a result, as plain text."""
    return text_of(document_of(result, Edition(Medium.SCREEN, show, folder)), width)


def html_of_result(result: object, *, show: Show = "interval") -> str:
    """A result as a fragment with its own looks, for a notebook or somebody else's page, light or dark."""
    from timediary.render.painters.html import fragment

    return fragment(document_of(result, Edition(Medium.SCREEN, show)))
