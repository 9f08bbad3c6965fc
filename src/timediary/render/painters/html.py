"""A document as one page that needs nothing but itself, to read, sort, print and send on; or as a part of another."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from timediary.model.document import Medium
from timediary.model.picture import Picture
from timediary.render.escaping import escaped
from timediary.render.markup import block_markup, breakable, can_switch, entries, grids_in, list_markup, unbroken

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from timediary.model.document import Document, Section

SUFFIX = ".html"
SUMMARY = "a page to read, print and send on"
MEDIUM = Medium.PAGE

# Columns of a table that fit on upright paper, and across it, in type of the usual size.
_MOST_UPRIGHT = 9
_MOST_ACROSS = 14
# Rows of a table that is never broken between two pages of paper.
_MOST_UNBROKEN = 24

_STATUS = '<p id="said" class="unseen" role="status"></p>\n'


def paint(document: Document) -> bytes:
    """The whole page."""
    if document.is_one_table:
        content = _page(document.title, _main(_controls(document) + _section(document.sections[0], 1)))
        return content.encode("utf-8", "backslashreplace")
    links = [(one.anchor, _link(one)) for one in document.sections if one.anchor]
    links += [("provenance", "Provenance")] if document.provenance else []
    lead = "".join(f"{block_markup(block)}\n" for block in document.lead) + list_markup(document.notes, "notes")
    sections = "".join(_with_controls(document))
    if document.provenance:
        provenance = entries((label, breakable(text)) for label, text in document.provenance)
        sections += _marked_section("provenance", "Provenance", provenance)
    top = _header((document.about, document.subtitle), _headline(document.title), links)
    title = f"{document.title} | {document.about}" if document.about else document.title
    return _page(title, f"{top}{_main(lead + sections)}").encode("utf-8", "backslashreplace")


def fragment(document: Document) -> str:
    """A part of somebody else's page with its own looks, for a notebook, light or dark."""
    parts = [f"<p>{escaped(text)}</p>" for text in (document.about, document.subtitle) if text]
    parts += [f"<p><strong>{escaped(document.title)}</strong></p>"] if not document.is_one_table else []
    parts += [block_markup(block, level=4) for block in document.lead]
    for one in document.sections:
        parts += [] if one.is_said else [f"<p><strong>{escaped(one.title)}</strong></p>"]
        parts += [block_markup(block, level=4) for block in one.blocks]
    parts.append(list_markup(document.notes, "notes"))
    return f'<div class="timediary"><style>{part("fragment.css")}</style>{"".join(parts)}</div>'


def _page(title: str, body: str) -> str:
    """A whole page. Its policy lets a browser load nothing and run no script but the page's own.

    Images are what the page holds in itself, such as a picture that is about to be saved.

    Args:
        title: of the page.
        body: markup.
    """
    style, script = part("report.css"), part("report.js")
    policy = (
        f"default-src 'none'; img-src data:; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
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
    """A style sheet or script of the pages."""
    return (Path(__file__).parents[1] / "web" / name).read_text(encoding="utf-8")


def _header(over: Iterable[str], headline: str, links: Iterable[tuple[str, str]]) -> str:
    """The top of a page.

    Args:
        over: lines above the headline; empty ones are left out.
        headline: markup.
        links: anchors of the sections, and their titles.
    """
    items = "".join(f'<li><a href="#{anchor}">{escaped(text)}</a></li>' for anchor, text in links)
    above = "".join(f'<p class="over">{escaped(line)}</p>\n' for line in over if line)
    contents = f"<details><summary>Contents</summary><ul>{items}</ul></details>"
    return f'<header>\n{above}<h1>{headline}</h1>\n<nav aria-label="Contents">{contents}</nav>\n</header>\n'


def _marked_section(anchor: str, title: str, content: str, kinds: str = "", head: str = "h2") -> str:
    """One section under its heading; `kinds` are the classes that its looks go by."""
    classes = f' class="{kinds}"' if kinds else ""
    return (
        f'<section id="{anchor}" aria-labelledby="{anchor}-title"{classes}>\n'
        f'<{head} id="{anchor}-title">{escaped(title)}</{head}>\n{content}\n</section>\n'
    )


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")


def _main(content: str) -> str:
    return f"<main>\n{_STATUS}{content}</main>\n"


def _with_controls(document: Document) -> Iterator[str]:
    """The sections, and before the first that has no picture what shows other figures in tables."""
    sections = list(document.sections)
    first = next((i for i, one in enumerate(sections) if not _is_pictured(one)), 0)
    yield from map(_section, sections[:first])
    yield _controls(document)
    yield from map(_section, sections[first:])


def _headline(text: str) -> str:
    """The headline, what follows its semicolon set apart."""
    result, _, basis = text.partition("; ")
    return unbroken(result) + (f' <span class="tail">{escaped(basis)}</span>' if basis else "")


def _is_pictured(one: Section) -> bool:
    return bool(one.blocks) and isinstance(one.blocks[0], Picture)


def _link(one: Section) -> str:
    return f"Picture: {one.title}" if _is_pictured(one) else one.title


def _controls(document: Document) -> str:
    """What shows other figures in all tables; hidden until a script can carry it out."""
    grids = list(grids_in(chain.from_iterable(one.blocks for one in document.sections)))
    parts = []
    if any(map(can_switch, grids)):
        choices = (("share", "Shares"), ("hours", "Hours"), ("base", "Respondents"))
        radios = "".join(
            f'<label><input type="radio" name="shown" value="{value}" autocomplete="off"'
            f"{' checked' if value == 'share' else ''}>{label}</label>"
            for value, label in choices
        )
        parts.append(f"<fieldset><legend>Show in tables</legend>{radios}</fieldset>")
    asides = next((grid.asides for grid in grids if grid.asides), "")
    if asides:
        parts.append(f'<label><input type="checkbox" id="asides" autocomplete="off" checked>{escaped(asides)}</label>')
    return f'<div id="controls" class="controls" hidden>{"".join(parts)}</div>\n' if parts else ""


def _section(one: Section, level: int = 2) -> str:
    label = f"{one.anchor}-title"
    content = "\n".join(filter(None, (block_markup(block, one, level + 1, label) for block in one.blocks)))
    return _marked_section(one.anchor, one.title, content, " ".join(_kinds(one)), f"h{level}")


def _kinds(one: Section) -> list[str]:
    """What the looks of a section go by: whether it has a table, or several, and how large the table is."""
    grids = list(grids_in(one.blocks))
    if not grids:
        return ["pictured"] if any(isinstance(block, Picture) for block in one.blocks) else []
    if len(grids) > 1:
        return ["comparison", "many"]
    grid = grids[0]
    kinds = ["table"]
    kinds += ["many"] if len(grid.columns) > 1 else []
    kinds += ["short"] if len(grid.rows) <= _MOST_UNBROKEN else []
    kinds += ["wide"] if len(grid.columns) > _MOST_UPRIGHT else []
    kinds += ["widest"] if len(grid.columns) > _MOST_ACROSS else []
    return kinds
