"""A document as one page that needs nothing but itself, to read, sort, print and send on; or as a part of another."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from timediary.model.document import Medium
from timediary.model.picture import Picture
from timediary.render.escaping import escaped
from timediary.render.web import entries, header, page, part, section
from timediary.render.web.blocks import block_markup, breakable, can_switch, grids_in, list_markup, unbroken

if TYPE_CHECKING:
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
        content = page(document.title, _main(document, _section(document.sections[0], 1)))
        return content.encode("utf-8", "backslashreplace")
    links = [(one.anchor, _link(one)) for one in document.sections if one.anchor]
    links += [("provenance", "Provenance")] if document.provenance else []
    lead = "".join(f"{block_markup(block)}\n" for block in document.lead) + list_markup(document.notes, "notes")
    sections = "".join(map(_section, document.sections))
    if document.provenance:
        provenance = entries((label, breakable(text)) for label, text in document.provenance)
        sections += section("provenance", "Provenance", provenance)
    top = header((document.about, document.subtitle), _headline(document.title), links)
    title = f"{document.title} | {document.about}" if document.about else document.title
    return page(title, f"{top}{_main(document, lead + sections)}").encode("utf-8", "backslashreplace")


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


def _main(document: Document, content: str) -> str:
    return f"<main>\n{_STATUS}{_controls(document)}{content}</main>\n"


def _headline(text: str) -> str:
    """The headline, what follows its semicolon set apart."""
    result, _, basis = text.partition("; ")
    return unbroken(result) + (f' <span class="tail">{escaped(basis)}</span>' if basis else "")


def _link(one: Section) -> str:
    return f"Picture: {one.title}" if one.blocks and isinstance(one.blocks[0], Picture) else one.title


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
    return section(one.anchor, one.title, content, " ".join(_kinds(one)), f"h{level}")


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
