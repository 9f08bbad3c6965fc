"""A document as a workbook: cover, contents, notes, and one table a sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from timediary.model.document import Grid, Items, Notes, Pairs, RowKind, Section, Text
from timediary.model.number import COUNT
from timediary.model.picture import Picture
from timediary.render.escaping import visible
from timediary.render.sheets import (
    LineKind,
    Sheet,
    SheetCell,
    SheetColumn,
    SheetLine,
    SheetTable,
    Workbook,
    sheet_names,
)
from timediary.render.text_layout import longest_piece, width_of
from timediary.render.text_table import NOT_MEANT, cell_of, explanations, is_of_a_mark

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from timediary.model.document import Block, Document, GridRow

_WIDEST_LABELS = 48
_WIDEST_TEXTS = 78
_WIDEST_HEAD = 18
_NARROWEST = 11
_NO_LABEL = "No label"
_LONGEST_ENDING = 16
_HOW_TO_READ = (
    "Each sheet after the notes has one table, which begins in column A under the title and nothing stands below.",
    "Numbers are stored in full and shown rounded.",
    "[note 1] and so on are explained on the sheet Notes, shorthand such as [u] above the table that uses it.",
)


class _Page(NamedTuple):
    """A sheet to be.

    Attributes:
        name: the name that it should have.
        title: what it shows.
        table: its table; none where there are only lines.
        ending: the part of its name that is never cut.
        scope: of whom.
        lines: what is said above the table.
        notes: that the whole table has.
        head_notes: that the rows have.
    """

    name: str
    title: str
    table: SheetTable | None
    ending: str = ""
    scope: str = ""
    lines: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    head_notes: tuple[str, ...] = ()


def workbook_of(document: Document) -> Workbook:
    """A workbook of the sections of a document after its cover, contents and notes."""
    pages = [page for section in document.sections for page in _pages(section)]
    notes = list(dict.fromkeys(note for page in pages for note in (*page.notes, *page.head_notes)))
    wanted: list[str | tuple[str, str]] = ["Cover", "Contents", *(["Notes"] if notes else [])]
    names = sheet_names([*wanted, *((page.name, page.ending) for page in pages)])
    own = names[len(names) - len(pages) :]
    numbers = {note: f"[note {number}]" for number, note in enumerate(notes, start=1)}
    sheets = [_sheet(page, name, numbers) for page, name in zip(pages, own, strict=True)]
    before = [_notes_sheet(names[2], pages, own, numbers)] if notes else []
    listed = [(sheet.name, sheet.lines[0].text) for sheet in before]
    listed += [
        (name, f"{page.title}: {page.scope}" if page.scope else page.title)
        for name, page in zip(own, pages, strict=True)
    ]
    return Workbook(
        title=visible(document.about or document.title),
        subject=visible(document.title),
        sheets=(_cover(names[0], document), _contents(names[1], listed), *before, *sheets),
    )


def _pages(section: Section) -> list[_Page]:
    """A page for each table and list of a section; its texts stand above the first, its notes belong to all."""
    texts = tuple(visible(block.text) for block in section.blocks if isinstance(block, Text))
    notes = tuple(visible(text) for block in section.blocks if isinstance(block, Notes) for text in block.texts)
    pages = [page for block in section.blocks for page in _block_pages(block, section)]
    if not pages:
        return [_Page(section.anchor, visible(section.title), None, lines=(*texts, *notes))] if texts or notes else []
    first, *others = pages
    first = first._replace(lines=(*texts, *first.lines))
    return [page._replace(notes=(*page.notes, *notes)) for page in (first, *others)]


def _block_pages(block: Block, section: Section) -> Iterator[_Page]:
    match block:
        case Grid():
            page = _grid_page(block)
            # A title that is a sentence is said above the table; the section has the name of it.
            is_said = page.title.endswith(".")
            yield page._replace(title=visible(section.title), lines=(page.title, *page.lines)) if is_said else page
        case Pairs():
            yield _pairs_page(block, section)
        case Items():
            rows = tuple((SheetCell(visible(text)),) for text in block.all_texts)
            yield _Page(section.anchor, visible(section.title), SheetTable((SheetColumn("What", 100),), rows))
        case Section():
            for page in _pages(block):
                yield page._replace(name=page.name or section.anchor, title=f"{visible(section.title)}: {page.title}")
        case Picture():
            yield _Page(section.anchor, visible(block.title), None, lines=(visible(block.description),))


def _grid_page(grid: Grid) -> _Page:
    """Labels in the first column, a column of figures or texts for each of the grid, bases in the last rows."""
    rows = tuple(map(_row, (*grid.rows, *grid.bases)))
    heads = _unique([visible(grid.stub), *(visible(column.label) for column in grid.columns)])
    name, ending = _name_of(grid)
    source = [f"Source: {visible(grid.source)}"] if grid.source else []
    lines = [visible(line) for line in (*grid.lines, *explanations(rows, grid), *source)]
    notes = [visible(note) for note in grid.notes if not is_of_a_mark(note)]
    notes += [f"{note.cell} {note.text} {'; '.join(note.items)}" for note in grid.footnotes]
    return _Page(
        name=name,
        ending=ending,
        title=visible(grid.title),
        table=SheetTable(_columns_of(heads, rows), rows),
        scope=visible(grid.scope),
        lines=tuple(lines),
        notes=tuple(notes),
        head_notes=tuple(_subtotal_notes(grid)),
    )


def _row(line: GridRow) -> tuple[SheetCell, ...]:
    is_strong = line.kind in (RowKind.SUBTOTAL, RowKind.HEAD)
    label = SheetCell(visible(line.label).strip() or _NO_LABEL, is_strong=is_strong, indent=line.indent)
    return (label, *(cell_of(cell, line.form, is_strong=is_strong or bool(cell.tone)) for cell in line.cells))


def _pairs_page(pairs: Pairs, section: Section) -> _Page:
    rows = tuple(
        (
            SheetCell(visible(pair.name)),
            SheetCell(pair.value, COUNT) if isinstance(pair.value, int) else SheetCell(visible(pair.text) or NOT_MEANT),
        )
        for pair in pairs.pairs
    )
    first, second = pairs.heads
    widths = (40, 14) if pairs.are_numbers else (40, 100)
    columns = (SheetColumn(first, widths[0]), SheetColumn(second, widths[1], has_figures=pairs.are_numbers))
    return _Page(section.anchor, visible(section.title), SheetTable(columns, rows))


def _name_of(grid: Grid) -> tuple[str, str]:
    """The name that a sheet should have, and its ending, which is never cut: by what the table is broken down."""
    name, *by = grid.id.split(",")
    ending = "".join(f"_{part}" for part in by)
    part = f"_{grid.part}" if grid.part else ""
    return (name, ending + part) if len(ending) <= _LONGEST_ENDING and ending.isidentifier() else (grid.id, part)


def _subtotal_notes(grid: Grid) -> list[str]:
    """What bold type shows, in words."""
    labels = dict.fromkeys(visible(row.label) for row in grid.rows if row.kind is RowKind.SUBTOTAL)
    return [f"Subtotal of other rows of the table: {label}." for label in labels]


def _unique(heads: Sequence[str]) -> list[str]:
    """Heads of a table, each once and none blank, as spreadsheets want them; case makes no difference."""
    taken: set[str] = set()
    found = []
    for head in heads:
        # Table heads end after 255 characters; room is left for a number and for notes.
        wanted = name = head.strip()[:220] or _NO_LABEL
        number = 1
        while name.casefold() in taken:
            number += 1
            name = f"{wanted} ({number})"
        taken.add(name.casefold())
        found.append(name)
    return found


def _columns_of(heads: Sequence[str], rows: Sequence[Sequence[SheetCell]]) -> tuple[SheetColumn, ...]:
    """The columns of a table under their heads, as wide as what they hold."""
    columns = []
    for j, head in enumerate(heads):
        cells = [row[j] for row in rows]
        has_figures = j > 0 and any(cell.form is not None for cell in cells)
        widest = max((width_of(cell.text) + 2 * cell.indent for cell in cells), default=0)
        least = min(max(longest_piece(head), width_of(head) // 3), _WIDEST_HEAD)
        most = _WIDEST_LABELS if j == 0 or has_figures else _WIDEST_TEXTS
        columns.append(SheetColumn(head, min(max(widest, least, _NARROWEST), most) * 1.15 + 2, has_figures))
    return tuple(columns)


def _sheet(page: _Page, name: str, numbers: dict[str, str]) -> Sheet:
    """A page under its name, its notes by their numbers."""
    title = _with_notes(page.title, page.notes, numbers)
    table = page.table
    if page.head_notes and table is not None:
        first, *others = table.columns
        head = first._replace(head=_with_notes(first.head, page.head_notes, numbers))
        table = SheetTable((head, *others), table.rows)
    texts = [page.scope, *page.lines]
    return Sheet(name, (SheetLine(title, LineKind.TITLE), *(SheetLine(text) for text in texts if text)), table)


def _with_notes(text: str, notes: Iterable[str], numbers: dict[str, str]) -> str:
    return " ".join([text, *dict.fromkeys(numbers[note] for note in notes)])


def _cover(name: str, document: Document) -> Sheet:
    title = visible(document.about or document.title) or "Tables"
    said = [document.subtitle, document.title] if document.about else []
    said += [text for block in document.lead for text in _texts_of(block)]
    lines = [SheetLine(title, LineKind.TITLE)]
    lines += [SheetLine(visible(text)) for text in (*said, *document.notes, *_HOW_TO_READ) if text]
    if not document.provenance:
        return Sheet(name, tuple(lines))
    lines.append(SheetLine("Where the figures come from", LineKind.HEADING))
    rows = [(SheetCell(visible(label)), SheetCell(visible(text) or NOT_MEANT)) for label, text in document.provenance]
    return Sheet(name, tuple(lines), SheetTable((SheetColumn("What", 28), SheetColumn("Which", 76)), tuple(rows)))


def _texts_of(block: Block) -> tuple[str, ...]:
    """What a block before the sections says, for the cover."""
    match block:
        case Text(text):
            return (text,)
        case Items() | Notes():
            return block.texts
        case _:
            return ()


def _contents(name: str, listed: Sequence[tuple[str, str]]) -> Sheet:
    widest = max((width_of(sheet) for sheet, _ in listed), default=0)
    columns = (SheetColumn("Sheet", max(widest, 20) + 4), SheetColumn("What it shows", 90))
    rows = [(SheetCell(sheet, target=sheet), SheetCell(what)) for sheet, what in listed]
    return _listing(name, "Contents", columns, rows)


def _notes_sheet(name: str, pages: Sequence[_Page], names: Sequence[str], numbers: dict[str, str]) -> Sheet:
    columns = (SheetColumn("Note", 12), SheetColumn("What it says", 90), SheetColumn("Sheets", 40))
    rows = []
    for note, number in numbers.items():
        where = [
            sheet for page, sheet in zip(pages, names, strict=True) if note in page.notes or note in page.head_notes
        ]
        rows.append((SheetCell(number), SheetCell(note), SheetCell(", ".join(where))))
    return _listing(name, "Notes", columns, rows)


def _listing(name: str, title: str, columns: tuple[SheetColumn, ...], rows: Sequence[tuple[SheetCell, ...]]) -> Sheet:
    table = SheetTable(columns, tuple(rows)) if rows else None
    return Sheet(name, (SheetLine(title, LineKind.TITLE),), table)
