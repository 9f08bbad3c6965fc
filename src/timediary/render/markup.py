"""The blocks of a document as HTML."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from timediary.model.document import Grid, Items, Notes, Pairs, RowKind, Section, Text, Tone
from timediary.model.number import COUNT, is_shown
from timediary.model.picture import Picture
from timediary.render.escaping import escaped
from timediary.render.findings import ABOVE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from timediary.model.document import Block, Footnote, GridCell, GridRow

_MOST_ROWS_PRINTED = 24
_LONGEST_WHOLE = 18
_LONGEST_WORD = 40
_PROBABILITY = re.compile(r"\bp (&lt;|=) ")
_CLASSES = {Tone.FAINT: "soft", Tone.ALERT: "alert", Tone.GOOD: "soft"}


def block_markup(block: Block, over: Section | None = None, level: int = 3, label: str = "") -> str:
    """One block.

    Args:
        block: what it is.
        over: the section that it is in; what that says already isn't said again.
        level: of the headings of parts.
        label: id of the heading that names what scrolls; nothing scrolls by itself where there is none.
    """
    match block:
        case Text(text, tone):
            kind = f' class="{_CLASSES[tone]}"' if tone in _CLASSES else ""
            return f"<p{kind}>{_tied(text)}</p>"
        case Items():
            return _items(block)
        case Notes(texts):
            return list_markup(texts, "notes")
        case Pairs():
            return _pairs(block, label)
        case Grid():
            return _grid(block, over, level, label)
        case Section():
            parts = "\n".join(block_markup(part, block, level + 1, label) for part in block.blocks)
            if block.is_silent:
                return _fold(block, parts)
            return f"<h{level}>{escaped(block.title)}</h{level}>\n{parts}"
        case Picture():
            return _figure_of(block, is_page=bool(label))


def _figure_of(picture: Picture, *, is_page: bool) -> str:
    """A picture over its description; on a page twice, of which the width of the screen lets one be seen."""
    drawn, named = picture.svg, ""
    if is_page and picture.narrow:
        drawn = f'<div class="regular">{picture.svg}</div>\n<div class="narrow">{picture.narrow}</div>'
        named = f' data-name="{escaped(picture.id)}" data-told="{escaped(picture.told)}"'
    return f"<figure{named}>\n{drawn}\n<figcaption>{escaped(picture.description)}</figcaption>\n</figure>"


def _fold(section: Section, parts: str) -> str:
    """A part that readers unfold; a long table in it, such as one of half hours, is printed only where they did."""
    is_long = any(len(grid.rows) > _MOST_ROWS_PRINTED for grid in grids_in(section.blocks))
    kind, asked = (' class="long"', ' <span class="asked">(printed where unfolded)</span>') if is_long else ("", "")
    return f"<details{kind}><summary>{escaped(section.title)}{asked}</summary>\n{parts}\n</details>"


def list_markup(texts: Iterable[str], kind: str) -> str:
    """Texts as a list; empty if there are none."""
    items = "".join(f"<li>{_tied(text)}</li>" for text in texts)
    return f'<ul class="{kind}">{items}</ul>' if items else ""


def unbroken(text: str) -> str:
    """Escaped text in which no word is broken at a hyphen, unless it is a long one."""
    words = (escaped(word) for word in text.split(" "))
    return " ".join(
        f'<span class="whole">{word}</span>' if "-" in word and len(word) <= _LONGEST_WHOLE else word for word in words
    )


def breakable(text: str) -> str:
    """Escaped text, a long word without spaces such as a hash marked as one."""
    is_long = any(len(word) > _LONGEST_WORD for word in text.split(" "))
    return f'<span class="hash">{escaped(text)}</span>' if is_long else escaped(text)


def _items(items: Items) -> str:
    """A list, each item beginning with a link to what it speaks of where that is known."""
    rest = f'<p class="soft">{escaped(items.rest)}</p>' if items.rest else ""
    if not items.targets:
        return list_markup(items.texts, "places") + rest
    listed = []
    for text, target in zip(items.texts, items.targets, strict=True):
        name, colon, what = text.partition(":")
        listed.append(f'<li><a href="#{escaped(target)}">{escaped(name)}</a>{colon}{_tied(what)}</li>\n')
    return f'<ol class="places">\n{"".join(listed)}</ol>{rest}'


def _pairs(pairs: Pairs, label: str) -> str:
    if not pairs.are_numbers:
        lines = ((name, value if isinstance(value, tuple) else (str(value),)) for name, value in pairs.pairs)
        return entries((name, "<br>".join(map(breakable, value))) for name, value in lines)
    rows = "".join(f'<tr><th scope="row">{escaped(name)}</th><td>{value:,}</td></tr>\n' for name, value in pairs.pairs)
    heads = "".join(f'<th scope="col">{escaped(head)}</th>' for head in pairs.heads)
    content = (
        f'<table><caption class="soft">{escaped(pairs.caption)}</caption>\n'
        f"<thead><tr>{heads}</tr></thead>\n<tbody>\n{rows}</tbody></table>"
    )
    return _scrolled(content, label)


def _grid(grid: Grid, over: Section | None, level: int, label: str) -> str:
    parts = [_search(grid)] if grid.is_searchable and label else []
    parts.append(_scrolled(_table(grid, _caption(grid, over), has_id=bool(label)), label))
    parts.append(_footnotes(grid, level, has_links=bool(label)))
    parts.append(list_markup((*grid.notes, *([f"Source: {grid.source}"] if grid.source else [])), "notes"))
    if grid.findings is not None:
        parts.append(block_markup(grid.findings, over, level, label))
    return "\n".join(filter(None, parts))


def _scrolled(content: str, label: str) -> str:
    """What scrolls sideways by itself where it is wider than the page; `label` is the id of what names it, if any."""
    named = f' role="region" tabindex="0" aria-labelledby="{label}"' if label else ' tabindex="0"'
    line = "\n" if label else ""
    return f'<div class="scroll"{named}>{line}{content}{line}</div>'


def _search(grid: Grid) -> str:
    return (
        f'<p class="filter" hidden><label for="find-{grid.id}">Find in the rows listed here</label>'
        f'<input id="find-{grid.id}" type="search" autocomplete="off" aria-controls="rows-{grid.id}"></p>'
    )


def _caption(grid: Grid, over: Section | None) -> str:
    """Who is in the table where its title stands above it; else its title, strong unless it is a sentence."""
    if over is not None and grid.title == over.title:
        shown = '<span class="shown"></span>' if can_switch(grid) else ""
        kind = "soft" if grid.scope or shown else "unseen"
        return f'<caption class="{kind}">{escaped(grid.scope or grid.title)}{shown}</caption>'
    if grid.title.endswith("."):
        return f'<caption class="soft">{escaped(grid.title)}</caption>'
    scope = f"<br>{escaped(grid.scope)}" if grid.scope else ""
    return f"<caption><strong>{escaped(grid.title)}</strong>{scope}</caption>"


def can_switch(grid: Grid) -> bool:
    """Whether any cell has hours to show in place of its figure."""
    return any(cell.hours is not None for row in grid.rows for cell in row.cells)


def _table(grid: Grid, caption: str, *, has_id: bool) -> str:
    """The `table` element; rows below a head of their own are a part of the body."""
    bodies: list[list[str]] = [[]]
    for row in grid.rows:
        if row.kind is RowKind.HEAD:
            bodies.append([])
            across = f'scope="rowgroup" colspan="{len(grid.columns) + 1}" class="method"'
            bodies[-1].append(f"<tr><th {across}>{escaped(row.label)}</th></tr>\n")
        else:
            bodies[-1].append(_row(row, grid, has_links=has_id))
    body = "".join(f"<tbody>\n{''.join(rows)}</tbody>\n" for rows in bodies if rows or len(bodies) == 1)
    bases = "".join(_row(row, grid, has_links=False) for row in grid.bases)
    foot = f"<tfoot>\n{bases}</tfoot>" if bases else ""
    name = f' id="rows-{grid.id}"' if grid.is_searchable and has_id else ""
    return f"<table{name}{_kinds(grid)}>{caption}\n<thead>{_heads(grid)}</thead>\n{body}{foot}</table>"


def _kinds(grid: Grid) -> str:
    """What the looks of a table go by: whether figures have ranges below them, and signs beside them."""
    cells = [cell for row in grid.rows for cell in row.cells]
    kinds = ["ranged"] if any(cell.aside for cell in cells) else []
    kinds += ["signed"] if any(cell.sign for cell in cells) else []
    kinds += ["sortable"] if grid.is_sortable and len(grid.rows) > 1 else []
    kinds += ["words"] if any(column.is_text for column in grid.columns) else []
    kinds += ["tests"] if any(row.kind is RowKind.HEAD for row in grid.rows) else []
    return f' class="{" ".join(kinds)}"' if kinds else ""


def _heads(grid: Grid) -> str:
    stub = f'<th scope="col">{escaped(grid.stub)}</th>'
    heads = [f'<th scope="col"{_total(grid, j)}>{escaped(column.inner)}</th>' for j, column in enumerate(grid.columns)]
    inner = f"<tr>{stub}{''.join(heads)}</tr>"
    if not grid.is_crossed:
        return inner
    outer = "".join(
        f'<th scope="colgroup" class="outer" colspan="{len(run)}">{escaped(head)}</th>'
        if head
        else f'<td colspan="{len(run)}"></td>'
        for head, run in grid.outer_runs()
    )
    return f"<tr><td></td>{outer}</tr>\n{inner}"


def _row(row: GridRow, grid: Grid, *, has_links: bool) -> str:
    kind = "" if row.kind is RowKind.BODY else f' class="{row.kind}"'
    indent = ' class="indent"' if row.indent else ""
    label = unbroken(row.label)
    if row.target and has_links:
        label = f'<a href="#{escaped(row.target)}">{label}</a>'
    cells = "".join(_cell(cell, grid, j, row, has_links=has_links) for j, cell in enumerate(row.cells))
    return f'<tr{kind}><th scope="row"{indent}>{label}</th>{cells}</tr>\n'


def _total(grid: Grid, j: int) -> str:
    return ' class="total"' if grid.columns[j].is_total and len(grid.columns) > 1 else ""


def _cell(cell: GridCell, grid: Grid, j: int, row: GridRow, *, has_links: bool) -> str:
    kind = _total(grid, j) or (f' class="{cell.tone}"' if cell.tone else "")
    carried = _carried(cell) if grid.is_sortable and row.kind is not RowKind.BASE and has_links else ""
    return f"<td{kind}{carried}>{_figure(cell, has_links=has_links)}</td>"


def _carried(cell: GridCell) -> str:
    """What a cell carries to be sorted by and to show in place of its figure; all of it is numbers."""
    named = [("value", f"{cell.value:.9g}")] if cell.value is not None and is_shown(cell.value) else []
    named += [("hours", COUNT.text(cell.hours))] if cell.hours is not None else []
    named += [("base", COUNT.text(cell.base))] if cell.base is not None else []
    return "".join(f' data-{name}="{text}"' for name, text in named)


def _figure(cell: GridCell, *, has_links: bool) -> str:
    figure, aside = escaped(cell.text), f' <span class="aside">{escaped(cell.aside)}</span>' if cell.aside else ""
    if cell.footnote and has_links:
        number = cell.footnote
        link = f'<a href="#note-{number}" id="cell-{number}">{escaped(cell.mark.strip())} {number}</a>'
        return f'{figure}{aside}<span class="verdict"><span class="unseen">see note </span>{link}</span>'
    if cell.tone:
        return f'{figure}{aside}<span class="verdict">{escaped(cell.marks.strip())}</span>'
    if cell.marks:
        figure += f'<span class="mark">{_sign(cell.sign)}{escaped(cell.mark)}</span>'
    return figure + aside


def _sign(sign: str) -> str:
    """A sign, in a word for those who can't see it."""
    if not sign:
        return ""
    return f'<span class="sign" role="img" aria-label="{"above" if sign == ABOVE else "below"}">{sign}</span>'


def _footnotes(grid: Grid, level: int, *, has_links: bool) -> str:
    if not grid.footnotes:
        return ""
    items = "".join(_footnote(note, has_links=has_links) for note in grid.footnotes)
    return f'<h{level}>{escaped(grid.footnotes_title)}</h{level}>\n<ol class="proofs">\n{items}</ol>'


def _footnote(note: Footnote, *, has_links: bool) -> str:
    cell, name = escaped(note.cell), ""
    if has_links:
        cell, name = f'<a href="#cell-{note.number}">{cell}</a>', f' id="note-{note.number}"'
    return f'<li{name} value="{note.number}">{cell} {escaped(note.text)}{list_markup(note.items, "places")}</li>\n'


def _tied(sentence: str) -> str:
    """Escaped text in which no line ends within `p < 0.001`."""
    return _PROBABILITY.sub(r"p&nbsp;\1&nbsp;", escaped(sentence))


def grids_in(blocks: Iterable[Block]) -> Iterator[Grid]:
    """The tables among blocks."""
    return (block for block in blocks if isinstance(block, Grid))


def entries(pairs: Iterable[tuple[str, str]]) -> str:
    """A list of names, as text, and what they stand for, as markup."""
    items = "\n".join(f"<dt>{escaped(name)}</dt><dd>{value}</dd>" for name, value in pairs)
    return f"<dl>\n{items}\n</dl>"
