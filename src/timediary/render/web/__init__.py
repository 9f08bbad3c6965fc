"""The shell of a page that needs nothing but itself: its head, its contents and its sections."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from timediary.render.escaping import escaped

if TYPE_CHECKING:
    from collections.abc import Iterable


def page(title: str, body: str) -> str:
    """A whole page. Its policy lets no browser ask anybody for anything, or run any script but its own.

    Args:
        title: of the page.
        body: markup.
    """
    style, script = part("report.css"), part("report.js")
    policy = (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escaped(title)}</title>\n<style>{style}</style>\n</head>\n"
        f"<body>\n{body}<script>{script}</script>\n</body>\n</html>\n"
    )


@cache
def part(name: str) -> str:
    """A style sheet or script of this package."""
    return Path(__file__).with_name(name).read_text(encoding="utf-8")


def header(over: Iterable[str], headline: str, links: Iterable[tuple[str, str]]) -> str:
    """The top of a page.

    Args:
        over: lines above the headline; empty ones are left out.
        headline: markup.
        links: anchors of the sections, and their titles.
    """
    items = "".join(f'<li><a href="#{anchor}">{escaped(text)}</a></li>' for anchor, text in links)
    above = "".join(f'<p class="over">{escaped(line)}</p>\n' for line in over if line)
    return f'<header>\n{above}<h1>{headline}</h1>\n<nav aria-label="Contents"><ul>{items}</ul></nav>\n</header>\n'


def section(anchor: str, title: str, content: str, kinds: str = "", head: str = "h2") -> str:
    """One section under its heading; `kinds` are the classes that its looks go by."""
    classes = f' class="{kinds}"' if kinds else ""
    return (
        f'<section id="{anchor}" aria-labelledby="{anchor}-title"{classes}>\n'
        f'<{head} id="{anchor}-title">{escaped(title)}</{head}>\n{content}\n</section>\n'
    )


def scrolled(content: str, label: str) -> str:
    """What scrolls sideways by itself where it is wider than the page; `label` is the id of what names it."""
    return f'<div class="scroll" role="region" tabindex="0" aria-labelledby="{label}">\n{content}\n</div>'


def entries(pairs: Iterable[tuple[str, str]]) -> str:
    """A list of names, as text, and what they stand for, as markup."""
    items = "\n".join(f"<dt>{escaped(name)}</dt><dd>{value}</dd>" for name, value in pairs)
    return f"<dl>\n{items}\n</dl>"


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")
