"""A document on a screen of fixed-width characters: as plain text, or through rich on a terminal."""

from __future__ import annotations

from enum import Enum, auto
from itertools import chain, zip_longest
from typing import TYPE_CHECKING, NamedTuple

from timediary.model.document import Grid, GridRow, Items, Medium, Notes, Pairs, RowKind, Section, Text, Tone
from timediary.model.picture import Picture
from timediary.render.escaping import visible
from timediary.render.text_layout import GAP, bracketed, layout_of, left, right, width_of, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rich.console import Console

    from timediary.model.document import Block, Document, GridCell
    from timediary.render.text_layout import Layout

SUFFIX = ".txt"
SUMMARY = "what the terminal shows, as plain text"
MEDIUM = Medium.TEXT

FILE_WIDTH = 100
NARROWEST = 40

# What stands for our own marks where an encoding can't say them; each for one, so that columns stay in line.
_PLAIN = {"–": "-", "†": "#", "▲": "+", "▼": "-", "∞": "~"}  # noqa: RUF001


class Role(Enum):
    """What a line on the screen is."""

    HEADLINE = auto()
    TITLE = auto()
    HEAD = auto()
    RULE = auto()
    BODY = auto()
    STRONG = auto()
    FAINT = auto()
    GOOD = auto()
    WARNING = auto()


class ScreenLine(NamedTuple):
    """One line and its role; a rule is written with hyphens."""

    text: str
    role: Role = Role.BODY


_STYLES = {
    Role.HEADLINE: "bold",
    Role.TITLE: "bold",
    Role.HEAD: "cyan",
    Role.RULE: "dim",
    Role.STRONG: "bold",
    Role.FAINT: "dim",
    Role.GOOD: "green",
    Role.WARNING: "bold yellow",
}
_ROLES = {
    Tone.PLAIN: Role.BODY,
    Tone.FAINT: Role.FAINT,
    Tone.STRONG: Role.STRONG,
    Tone.GOOD: Role.GOOD,
    Tone.ALERT: Role.WARNING,
    Tone.ACCENT: Role.STRONG,
}
_BLANK = ScreenLine("")


def paint(document: Document) -> bytes:
    """A file of plain text."""
    about = () if document.is_one_table else filter(None, (document.about, document.subtitle))
    lines = [line.text for text in about for line in _paragraph(text, FILE_WIDTH, Role.TITLE)]
    head = "".join(f"{line}\n" for line in (*lines, "")) if lines else ""
    blocks = chain.from_iterable(section.blocks for section in document.sections)
    sources = dict.fromkeys(block.source for block in blocks if isinstance(block, Grid) and block.source)
    said = [line.text for source in sources for line in _paragraph(f"Source: {source}.", FILE_WIDTH, Role.FAINT)]
    tail = "".join(f"{line}\n" for line in ("", *said)) if said else ""
    return (head + text_of(document) + tail).encode("utf-8", "backslashreplace")


def text_of(document: Document, width: int = FILE_WIDTH) -> str:
    """The document as plain text, no line wider than `width` (at least 40)."""
    return "".join(f"{line.text}\n" for line in lines_of(document, width))


def print_document(document: Document, console: Console) -> None:
    """Print a document, as wide as the console: its text is not markup, and rich breaks and highlights nothing."""
    from rich.text import Text as RichText

    page = RichText(no_wrap=True, overflow="ignore", end="")
    for line in lines_of(document, console.width):
        drawn = line.text.replace("-", "─") if line.role is Role.RULE else line.text
        page.append(f"{drawn}\n", style=_STYLES.get(line.role))
    console.print(page, crop=False, soft_wrap=True, end="")


def in_encoding(text: str, encoding: str | None) -> str:
    """The text with what an output's encoding can't say replaced, so that writing it never fails."""
    name = encoding or "utf-8"
    try:
        text.encode(name)
    except UnicodeEncodeError:
        plain = {ord(mark): other for mark, other in _PLAIN.items() if not _can_say(name, mark)}
        return text.translate(plain).encode(name, "replace").decode(name)
    return text


def _can_say(encoding: str, mark: str) -> bool:
    try:
        mark.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def lines_of(document: Document, width: int) -> Iterator[ScreenLine]:
    """Headline, sections and notes; what several tables note is said once, after the last of them."""
    width = max(width, NARROWEST)
    yield from [] if document.is_one_table else _paragraph(document.title, width, Role.HEADLINE)
    yield from [_BLANK] if any(isinstance(block, Items) for block in document.lead) else []
    yield from _blocks(document.lead, width)
    grids = [[block for block in section.blocks if isinstance(block, Grid)] for section in document.sections]
    shared = _shared_notes(list(chain.from_iterable(grids)))
    last = max((i for i, found in enumerate(grids) if found), default=-1)
    scope = ""
    for i, section in enumerate(document.sections):
        yield from [] if document.is_one_table else [_BLANK] if section.is_silent else [_BLANK, _BLANK]
        yield from _section(section, width, leave_out=(*shared, scope))
        scope = grids[i][-1].scope if grids[i] else scope
        if i == last and shared:
            yield from _notes(shared, width)
    if document.notes:
        yield from _notes(document.notes, width)


def _shared_notes(grids: Sequence[Grid]) -> tuple[str, ...]:
    """Notes of more than one table."""
    notes = list(chain.from_iterable(grid.notes for grid in grids))
    return tuple(note for note in dict.fromkeys(notes) if notes.count(note) > 1)


def _notes(notes: Iterable[str], width: int) -> Iterator[ScreenLine]:
    yield _BLANK
    for note in notes:
        yield from _paragraph(note, width, Role.FAINT)


def _section(
    section: Section, width: int, role: Role = Role.TITLE, leave_out: Sequence[str] = ()
) -> Iterator[ScreenLine]:
    yield from [] if section.is_silent else _paragraph(section.title, width, role)
    yield from _blocks(section.blocks, width, section, leave_out)


def _blocks(
    blocks: Sequence[Block], width: int, section: Section | None = None, leave_out: Sequence[str] = ()
) -> Iterator[ScreenLine]:
    """Blocks below one another, with a blank line before and after tables and parts with a title."""
    before: Block | None = None
    for block in blocks:
        is_titled = isinstance(block, Grid) and section is not None and block.title == section.title
        is_set_apart = isinstance(block, (Grid, Section)) or isinstance(before, (Grid, Section))
        if section is not None and is_set_apart and not (before is None and is_titled):
            yield _BLANK
        yield from _block(block, width, leave_out=(*leave_out, section.title) if is_titled and section else leave_out)
        before = block


def _block(block: Block, width: int, leave_out: Sequence[str]) -> Iterator[ScreenLine]:
    match block:
        case Text(text, tone):
            yield from _paragraph(text, width, _ROLES[tone])
        case Items():
            yield from _items(block, width)
        case Notes(texts):
            for text in texts:
                yield from _paragraph(text, width, Role.FAINT)
        case Pairs():
            yield from _pairs(block, width)
        case Grid():
            yield from _grid(_inert(block), width, leave_out)
        case Section():
            yield from _section(block, width, Role.STRONG, leave_out)
        case Picture():
            yield from _paragraph(block.description, width, Role.BODY)


def _items(items: Items, width: int) -> Iterator[ScreenLine]:
    for text in items.texts:
        yield from _paragraph(text, width, _ROLES[items.tone], indent=2)
    if items.rest:
        yield from _paragraph(items.rest, width, Role.FAINT, indent=2)


def _pairs(pairs: Pairs, width: int) -> Iterator[ScreenLine]:
    """Names, and beside them numbers that end alike or texts that begin alike."""
    names = [visible(pair.name) for pair in pairs.pairs]
    room = min(max(map(width_of, names), default=0), max(width // 3, 24))
    figures = [f"{pair.value:,}" if isinstance(pair.value, int) else "" for pair in pairs.pairs]
    widest = max(map(len, figures), default=0)
    for name, figure, (_, value) in zip(names, figures, pairs.pairs, strict=True):
        texts = [right(figure, widest)]
        if not isinstance(value, int):
            texts = [line for text in value for line in wrapped(visible(text), width - room - GAP)]
        for part, text in zip_longest(wrapped(name, room), texts, fillvalue=""):
            yield ScreenLine(f"{left(part, room)}{' ' * GAP}{text}".rstrip())


def _inert(grid: Grid) -> Grid:
    """A grid in which no text acts on a terminal."""
    rows, bases = (tuple(map(_inert_row, part)) for part in (grid.rows, grid.bases))
    columns = tuple(
        column._replace(label=visible(column.label), inner=visible(column.inner), outer=visible(column.outer))
        for column in grid.columns
    )
    return grid._replace(columns=columns, rows=rows, bases=bases)


def _inert_row(row: GridRow) -> GridRow:
    cells = tuple(cell if cell.text.isprintable() else cell._replace(text=visible(cell.text)) for cell in row.cells)
    return row._replace(label=visible(row.label), cells=cells)


def _grid(grid: Grid, width: int, leave_out: Sequence[str] = ()) -> Iterator[ScreenLine]:
    """One table, in as many panels as it needs; without the title, notes or scope that stand elsewhere."""
    yield from _paragraph(grid.title, width, Role.TITLE) if grid.title not in leave_out else []
    if grid.scope and grid.scope not in leave_out:
        yield from _paragraph(grid.scope, width, Role.FAINT)
    if any(column.is_text for column in grid.columns):
        yield from _rows_in_words(grid, width)
    else:
        layout = layout_of(grid, width)
        for columns in layout.panels:
            yield _BLANK
            yield from _panel(grid, layout, columns)
    if grid.findings is not None:
        yield _BLANK
        yield from _section(grid.findings, width, Role.STRONG)
    notes = [note for note in grid.notes if note not in leave_out]
    if notes:
        yield from _notes(notes, width)
    if grid.footnotes:
        yield _BLANK
        yield from _paragraph(grid.footnotes_title, width, Role.STRONG)
    for footnote in grid.footnotes:
        yield from _paragraph(f"[{footnote.number}] {footnote.cell} {footnote.text}", width, Role.BODY, hanging=4)
        for item in footnote.items:
            yield from _paragraph(item, width, Role.FAINT, indent=4)


def _rows_in_words(grid: Grid, width: int) -> Iterator[ScreenLine]:
    """A table of texts, which no screen is wide enough for: a row below its label, a line a column."""
    for row in (*grid.rows, *grid.bases):
        yield from _paragraph(row.label, width, Role.STRONG, hanging=2)
        for column, cell in zip(grid.columns, row.cells, strict=True):
            if cell.full:
                yield from _paragraph(f"{column.label}: {cell.full}", width, Role.BODY, indent=2)


def _panel(grid: Grid, layout: Layout, columns: Sequence[int]) -> Iterator[ScreenLine]:
    rule = ScreenLine("-" * (layout.labels + GAP + layout.room(columns)), Role.RULE)
    if any(grid.columns[j].outer for j in columns):
        yield from _outer_lines(grid, layout, columns)
    heads = [wrapped(grid.columns[j].inner, layout.figures[j]) for j in columns]
    for parts in _bottom_aligned(heads):
        yield ScreenLine(_across("", parts, layout, columns), Role.HEAD)
    yield rule
    for row in grid.rows:
        yield from _row_lines(row, layout, columns)
    if grid.bases:
        yield rule
    for row in grid.bases:
        yield from _row_lines(row, layout, columns)


def _outer_lines(grid: Grid, layout: Layout, columns: Sequence[int]) -> Iterator[ScreenLine]:
    runs = [(head, layout.room(run)) for head, run in grid.outer_runs(columns)]
    heads = [wrapped(head, room) for head, room in runs]
    start = " " * layout.labels
    for parts in _bottom_aligned(heads):
        pairs = zip(parts, runs, strict=True)
        yield _trimmed(start + "".join(" " * GAP + left(part, room) for part, (_, room) in pairs), Role.HEAD)
    rules = [" " * GAP + ("-" if head else " ") * room for head, room in runs]
    yield _trimmed(start + "".join(rules), Role.RULE)


def _row_lines(row: GridRow, layout: Layout, columns: Sequence[int]) -> Iterator[ScreenLine]:
    role = {RowKind.HEAD: Role.STRONG, RowKind.SUBTOTAL: Role.STRONG, RowKind.BASE: Role.FAINT}.get(row.kind, Role.BODY)
    indent = "  " * row.indent
    *above, last = _label_lines(row.label, layout.labels - len(indent))
    for part in above:
        yield ScreenLine(indent + part, role)
    figures = [_figure(row.cells[j], layout.asides[j], layout.marks[j]) for j in columns]
    yield ScreenLine(_across(indent + last, figures, layout, columns, marked=True), role)


def _figure(cell: GridCell, aside: int, marks: int) -> str:
    """A figure with what goes beside it, which takes the same room in the whole column."""
    return cell.text + (right(bracketed(cell), aside) if cell.aside else "") + cell.marks.ljust(marks)


def _label_lines(label: str, width: int) -> list[str]:
    """A label, over several lines if it must be; those after the first stand further in."""
    if width_of(label) <= width:
        return [label]
    first, *rest = wrapped(label, width - 2)
    return [first, *(f"  {line}" for line in rest)]


def _across(label: str, texts: Sequence[str], layout: Layout, columns: Sequence[int], *, marked: bool = False) -> str:
    """A label and a text a column; texts that aren't `marked` leave the room for the mark free."""
    parts = [left(label, layout.labels)]
    for text, j in zip(texts, columns, strict=True):
        free = 0 if marked else layout.marks[j]
        parts.append(" " * GAP + right(text, layout.figures[j] + layout.marks[j] - free) + " " * free)
    return "".join(parts).rstrip()


def _bottom_aligned(heads: Sequence[Sequence[str]]) -> Iterator[list[str]]:
    """Heads of several lines side by side, line by line, the last lines level."""
    height = max(map(len, heads), default=0)
    for i in range(height):
        yield [head[i - height] if height - i <= len(head) else "" for head in heads]


def _paragraph(text: str, width: int, role: Role, indent: int = 0, hanging: int | None = None) -> Iterator[ScreenLine]:
    """Text over as many lines as it takes, those after the first indented by `hanging`, or twice as far."""
    hanging = 2 * indent if hanging is None else hanging
    first, *rest = wrapped(visible(text), width - max(indent, hanging))
    yield ScreenLine(" " * indent + first, role)
    for line in rest:
        yield ScreenLine(" " * hanging + line, role)


def _trimmed(text: str, role: Role) -> ScreenLine:
    return ScreenLine(text.rstrip(), role)
