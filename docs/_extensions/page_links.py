"""Pages read everywhere as they are; on the site the names of others in them are links, and commands have colours.

A page names another as a file, `docs/publishing.md`. A block without a language has commands alone, or is plain text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.addnodes import pending_xref

if TYPE_CHECKING:
    from sphinx.application import Sphinx

_PAGE = re.compile(r"(?:docs/)?([\w/]+)\.md|(notebooks/\w+)\.ipynb")
_GENERATED = {"CHANGELOG", "CONTRIBUTING"}


def link_names(app: Sphinx, doctree: nodes.document) -> None:
    """Make links of the names of pages that the site has."""
    for literal in list(doctree.findall(nodes.literal)):
        match = _PAGE.fullmatch(literal.astext())
        if match is None or isinstance(literal.parent, nodes.reference | pending_xref):
            continue
        name = match[1] or match[2]
        page = f"generated/{name}" if match[2] or name in _GENERATED else name
        if page not in app.env.found_docs:
            continue
        link = pending_xref(
            literal.astext(),
            nodes.inline(),
            refdomain="std",
            reftype="doc",
            reftarget=f"/{page}",
            refexplicit=False,
            refwarn=True,
            refdoc=app.env.docname,
        )
        literal.replace_self(link)


def tell_commands(app: Sphinx, doctree: nodes.document) -> None:  # noqa: ARG001
    """Blocks that name no language are of commands where each line is one; a remark then stands above its command."""
    for block in list(doctree.findall(nodes.literal_block)):
        lines = [line for line in block.astext().splitlines() if line.strip()]
        if block.get("language") not in ("default", None):
            continue
        if not all(line.startswith("timediary ") for line in lines):
            block["language"] = "text"
            continue
        parted = [line.partition("  #") for line in lines]
        text = "\n".join(f"# {remark.strip()}\n{call.strip()}" if remark else call for call, _, remark in parted)
        block.replace_self(nodes.literal_block(text, text, language="sh"))


def setup(app: Sphinx) -> dict[str, Any]:
    """Sphinx calls it."""
    app.connect("doctree-read", link_names)
    app.connect("doctree-read", tell_commands)
    return {"parallel_read_safe": True}
