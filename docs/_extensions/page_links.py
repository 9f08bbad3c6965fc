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
    from sphinx.environment import BuildEnvironment

# What a literal may name: a page, a notebook, a command, a call.
_PAGE = re.compile(r"(?:docs/)?([\w/]+)\.md|(notebooks/\w+)\.ipynb")
_COMMAND = re.compile(r"timediary ((?:study )?[a-z-]+)\b.*")
_CALL = re.compile(r"(?:td|survey|sample)\.(\w+)\b.*", re.DOTALL)
_GENERATED = {"CHANGELOG", "CONTRIBUTING"}


def page_of(text: str) -> tuple[str, bool]:
    """The page that a literal names, there or not, and whether by its file, which its title can stand for."""
    if match := _PAGE.fullmatch(text):
        name = match[1] or match[2]
        return (f"generated/{name}" if match[2] or name in _GENERATED else name), True
    if match := _COMMAND.fullmatch(text):
        return f"generated/commands/{match[1].replace(' ', '_')}", False
    if match := _CALL.fullmatch(text):
        return f"generated/python/timediary.{match[1]}", False
    return "", False


def link_to(page: str, here: str, shown: nodes.Node | None = None) -> pending_xref:
    """A link to a page of the site, which shows its title where nothing else is to be shown."""
    target = {"reftarget": f"/{page}", "refdoc": here, "refexplicit": False, "refwarn": True}
    if shown is None:
        return pending_xref("", nodes.inline(), refdomain="std", reftype="doc", **target)
    return pending_xref("", shown, refdomain="", reftype="page", **target)


def resolve(app: Sphinx, env: BuildEnvironment, link: pending_xref, shown: nodes.Node) -> nodes.reference | None:  # noqa: ARG001
    """Lead a link that shows something of its own to its page."""
    if link["reftype"] != "page":
        return None
    address = app.builder.get_relative_uri(link["refdoc"], link["reftarget"].lstrip("/"))
    return nodes.reference("", "", shown, refuri=address, internal=True)


def link_names(app: Sphinx, doctree: nodes.document) -> None:
    """Make links of the names of pages, commands and calls that the site has."""
    for literal in list(doctree.findall(nodes.literal)):
        page, titled = page_of(literal.astext())
        inside = literal.parent
        if page not in app.env.found_docs or page == app.env.docname:
            continue
        if isinstance(inside, nodes.reference | nodes.title | nodes.term | pending_xref):
            continue
        literal.replace_self(link_to(page, app.env.docname, None if titled else literal.deepcopy()))


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
    app.connect("missing-reference", resolve)
    return {"parallel_read_safe": True}
