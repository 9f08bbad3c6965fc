"""Pictures that a page draws say in words what they show, as the files of them do."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes

if TYPE_CHECKING:
    from sphinx.application import Sphinx

_DESCRIBED = re.compile(r"<title[^>]*>(.*?)</title>.*?<desc[^>]*>(.*?)</desc>", re.DOTALL)


def describe(app: Sphinx, doctree: nodes.document) -> None:
    """Give each drawn picture without another text for it the title and the description within it."""
    for image in doctree.findall(nodes.image):
        path = Path(app.srcdir, image["uri"])
        if image.get("alt") or path.suffix != ".svg" or not path.is_file():
            continue
        if match := _DESCRIBED.search(path.read_text("utf-8")):
            image["alt"] = unescape(f"{match[1]}. {match[2]}")


def setup(app: Sphinx) -> dict[str, Any]:
    """Sphinx calls it."""
    app.connect("doctree-read", describe, priority=900)
    return {"parallel_read_safe": True}
