"""A document in Markdown, as code hosts and wikis show it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from timediary.model.document import Grid, Items, Medium, Notes, Pairs, RowKind, Section, Text, Tone
from timediary.model.picture import Picture
from timediary.render.escaping import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from timediary.model.document import Block, Document, GridRow

SUFFIX = ".md"
SUMMARY = "tables for a text or a wiki"
MEDIUM = Medium.WIKI

_ACTIVE = re.compile(r"[\\`*_{}\[\]<>#|~!&$^:@]|(?<=www)\.")
_ACTIVE_AT_START = re.compile(r"^[-+](?=\s)|^\d+(?=[.)])")
_DEEPEST = 6


def paint(document: Document) -> bytes:
    """A file of Markdown."""
    blocks = [] if document.is_one_table else _heading(document)
    for part in (document.lead, document.sections):
        blocks += [text for block in part for text in _block(block, 2)]
    blocks += [_list(document.notes)] if document.notes else []
    if document.provenance and not document.is_one_table:
        lines = (f"{label}: {text}" for label, text in document.provenance)
        blocks += ["## Where the figures come from", _list(lines)]
    return ("\n\n".join(blocks) + "\n").encode("utf-8", "backslashreplace")


def _heading(document: Document) -> list[str]:
    """What the document is, where that is said, and then the result; else the result alone."""
    if not document.about:
        return [f"# {_inert(document.title)}"]
    under = [_inert(document.subtitle)] if document.subtitle else []
    return [f"# {_inert(document.about)}", *under, f"**{_inert(document.title)}**"]


def _block(block: Block, level: int, over: str = "") -> Iterator[str]:
    """The Markdown of a block: headings of its parts at a level, its own title left out where it is `over` it."""
    match block:
        case Text(text, tone):
            yield f"**{_inert(text)}**" if tone is Tone.STRONG else _inert(text)
        case Items():
            yield from _items(block)
        case Notes(texts):
            yield _list(texts)
        case Pairs():
            yield _pairs(block)
        case Grid():
            yield from _grid(block, level, over)
        case Section():
            yield from [] if block.is_silent else [f"{'#' * min(level, _DEEPEST)} {_inert(block.title)}"]
            for part in block.blocks:
                yield from _block(part, level + 1, block.title)
        case Picture():
            yield _inert(block.description)


def _items(items: Items) -> Iterator[str]:
    """A list; advice, which is faint, as paragraphs."""
    if items.tone is Tone.FAINT and not items.rest:
        yield from map(_inert, items.texts)
    else:
        yield _list(items.all_texts)


def _pairs(pairs: Pairs) -> str:
    if not pairs.are_numbers:
        return _list(f"{name}: {text}" for name, text in pairs.lines)
    lines = [_line(pairs.heads), _line([":--", "--:"])]
    return "\n".join([*lines, *(_line([_inert_cell(name), text]) for name, text in pairs.lines)])


def _grid(grid: Grid, level: int, over: str) -> Iterator[str]:
    if grid.title != over and not grid.title.endswith("."):
        yield f"{'#' * min(level, _DEEPEST)} {_inert(grid.title)}"
    yield from [_inert(grid.scope)] if grid.scope else []
    yield from _tables(grid)
    yield from [_list(grid.notes)] if grid.notes else []
    yield from _block(grid.findings, level) if grid.findings else []
    if grid.footnotes:
        yield f"**{_inert(grid.footnotes_title)}**"
    for note in grid.footnotes:
        items = "".join(f"\n  - {_inert(item)}" for item in note.items)
        yield f"- \\[{note.number}\\] {_inert(f'{note.cell} {note.text}')}{items}"
    yield from [f"Source: {_inert(grid.source)}"] if grid.source else []


def _tables(grid: Grid) -> Iterator[str]:
    """The table; where some rows are under heads of their own that are long, such as methods, a table for each."""
    parts: list[tuple[str, list[GridRow]]] = [("", [])]
    for row in (*grid.rows, *grid.bases):
        if row.kind is RowKind.HEAD:
            parts.append((row.label, []))
        else:
            parts[-1][1].append(row._replace(indent=0) if parts[-1][0] else row)
    for label, rows in parts:
        if rows or len(parts) == 1:
            yield from [_inert(label)] if label else []
            yield _table(grid, rows)


def _table(grid: Grid, rows: Sequence[GridRow]) -> str:
    heads = [grid.stub, *(column.label for column in grid.columns)]
    aligned = [":--" if column.is_text else "--:" for column in grid.columns]
    lines = [_line([_inert_cell(head) for head in heads]), _line([":--", *aligned])]
    return "\n".join([*lines, *map(_row, rows)])


def _row(row: GridRow) -> str:
    around = "**" if row.kind is RowKind.SUBTOTAL else ""
    texts = [row.label, *(cell.full for cell in row.cells)]
    inert = [f"{around}{_inert_cell(text)}{around}" if text else "" for text in texts]
    inert[0] = "&emsp;" * row.indent + inert[0]
    return _line(inert)


def _list(texts: Iterable[str]) -> str:
    return "\n".join(f"- {_inert(text)}" for text in texts)


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _inert(text: str) -> str:
    """Text of a line of its own."""
    return _ACTIVE_AT_START.sub(_escaped, _inert_cell(text))


def _inert_cell(text: str) -> str:
    """Text within a line."""
    return _ACTIVE.sub(_escaped, visible(text))


def _escaped(match: re.Match[str]) -> str:
    """A mark with a backslash before it; a number at the start of a line with one before its full stop."""
    return f"{match[0]}\\" if match[0].isdigit() else f"\\{match[0]}"
