"""Docstrings as the project writes them: backticks hold code or a public name, and verbs are written once.

A survey's page lists its verbs, each with the page of the function that it is.
"""

from __future__ import annotations

import inspect
import re
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.util.docutils import SphinxRole

import timediary
from timediary.pipeline.verbs import Verbs

if TYPE_CHECKING:
    from sphinx.application import Sphinx

_NAME = re.compile(r"(?:timediary\.)?[A-Za-z_]\w*(?:\.\w+)*")


class Code(SphinxRole):
    """Between backticks: a link where it is a public name, else code."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """The code, in a reference that stays code where nothing is found."""
        text = nodes.unescape(self.rawtext.strip("`"))
        code = nodes.literal(text, text)
        if not _NAME.fullmatch(text):
            return [code], []
        link = pending_xref(
            text,
            code,
            refdomain="py",
            reftype="obj",
            reftarget=text,
            refexplicit=True,
            refdoc=self.env.docname,
            **{"py:module": "timediary", "py:class": self.env.ref_context.get("py:class")},
        )
        return [link], []


def complete_docstring(
    app: Sphinx,  # noqa: ARG001
    what: str,
    name: str,  # noqa: ARG001
    obj: object,
    options: object,  # noqa: ARG001
    lines: list[str],
) -> None:
    """Keep names of types that end in `_` from being links, and add to a class what can be asked of it."""
    if what == "data":  # what a text or a number says of itself is of its type
        lines.clear()
    lines[:] = [line.replace("_]", r"\_]") if line.startswith(":vartype") else line for line in lines]
    if what != "class" or not (isinstance(obj, type) and issubclass(obj, Verbs)):
        return
    lines += ["", "What can be asked of it, each the function of that name with the survey put first:", ""]
    for verb in sorted(name for name in dir(obj) if not name.startswith("_")):
        function = getattr(obj, verb)
        if hasattr(timediary, verb) and inspect.isfunction(function):
            summary = (inspect.getdoc(function) or "").split("\n\n")[0].replace("\n", " ")
            lines.append(f"- :py:meth:`.{verb}() <timediary.{verb}>`: {summary}")
    lines += ["- :py:class:`.plot <timediary.pipeline.plots.Plots>`: its pictures", ""]


def leave_out_fields(
    app: Sphinx,  # noqa: ARG001
    what: str,
    name: str,  # noqa: ARG001
    obj: object,  # noqa: ARG001
    options: object,  # noqa: ARG001
    signature: str,
    returned: str,
) -> tuple[str, str]:
    """Classes are results: nobody makes one by its fields, which its text describes."""
    return ("", "") if what == "class" else (signature, returned)


def setup(app: Sphinx) -> dict[str, Any]:
    """Sphinx calls it."""
    app.add_role("code-or-name", Code())
    app.config.default_role = "code-or-name"
    app.connect("autodoc-process-docstring", complete_docstring)
    app.connect("autodoc-process-signature", leave_out_fields)
    return {"parallel_read_safe": True}
