"""Rules about how a workbook is put together."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from timediary.accessibility.inspected import SeenWorkbook

_DEFAULT_NAME = re.compile(r"(sheet|tabelle|feuil|hoja|foglio)\s?\d*", re.IGNORECASE)
_LONGEST_NAME = 31
_ADDRESS = re.compile(r"(https?://|www\.)\S+", re.IGNORECASE)
_EMPTY_WORDS = ("click here", "here", "link", "more", "read more", "this")


def untitled(book: SeenWorkbook) -> Iterator[str]:
    """Sheets without a title in A1."""
    for sheet in book.sheets:
        first = sheet.cells.get((1, 1))
        if sheet.cells and (first is None or first.is_number):
            yield f"{sheet.place(1, 1)}: no title"
        elif any(table.holds(1, 1) for table in sheet.tables):
            yield f"{sheet.place(1, 1)}: the head of a table where the title belongs"


def links(book: SeenWorkbook) -> Iterator[str]:
    """Links that say nothing, or lead nowhere."""
    names = {sheet.name for sheet in book.sheets}
    for sheet in book.sheets:
        for at, cell in sheet.cells.items():
            if not cell.link:
                continue
            text = cell.text.strip()
            if _ADDRESS.fullmatch(text) or text.casefold() in _EMPTY_WORDS:
                yield f"{sheet.place(*at)}: '{text}' doesn't say where the link leads"
            target = _sheet_of(cell.link)
            if target and target not in names:
                yield f"{sheet.place(*at)}: the link leads to '{target}', and there is no such sheet"


def poorly_named(book: SeenWorkbook) -> Iterator[str]:
    """Sheets named as a program names them, too long, or alike."""
    known: set[str] = set()
    for sheet in book.sheets:
        if _DEFAULT_NAME.fullmatch(sheet.name):
            yield f"{sheet.name}: the name doesn't say what is in the sheet"
        if len(sheet.name) > _LONGEST_NAME:
            yield f"{sheet.name}: longer than {_LONGEST_NAME} characters"
        if sheet.name.casefold() in known:
            yield f"{sheet.name}: another sheet has the name too"
        known.add(sheet.name.casefold())


def blank_sheets(book: SeenWorkbook) -> Iterator[str]:
    """Sheets without content."""
    return (f"{sheet.name}: blank" for sheet in book.sheets if not sheet.cells)


def hidden_sheets(book: SeenWorkbook) -> Iterator[str]:
    """Hidden sheets."""
    return (f"{sheet.name}: hidden" for sheet in book.sheets if sheet.is_hidden)


def away_from_the_edge(book: SeenWorkbook) -> Iterator[str]:
    """Tables that don't begin in column A."""
    for sheet in book.sheets:
        for table in sheet.tables:
            if table.left != 1:
                yield f"{sheet.place(table.top, table.left)}: a table begins here"


def around_tables(book: SeenWorkbook) -> Iterator[str]:
    """Content below or beside a table, where nobody looks for it."""
    for sheet in book.sheets:
        for table in sheet.tables:
            for row, column in sheet.cells:
                beside = table.top <= row <= table.bottom and not table.left <= column <= table.right
                if (beside or row > table.bottom) and not any(other.holds(row, column) for other in sheet.tables):
                    yield f"{sheet.place(row, column)}: {'beside' if beside else 'below'} a table"
                    break


def several_tables(book: SeenWorkbook) -> Iterator[str]:
    """Sheets with more than one table."""
    return (f"{sheet.name}: {len(sheet.tables)} tables" for sheet in book.sheets if len(sheet.tables) > 1)


def front(book: SeenWorkbook) -> Iterator[str]:
    """No cover in front, or sheets of tables that no sheet of contents leads to."""
    first = book.sheets[0] if book.sheets else None
    if first is None or "cover" not in first.name.casefold():
        yield "the first sheet is not a cover"
    contents = [sheet for sheet in book.sheets if "contents" in sheet.name.casefold()]
    if not contents:
        yield "no sheet is named contents"
        return
    linked = {_sheet_of(cell.link) for sheet in contents for cell in sheet.cells.values() if cell.link}
    for sheet in book.sheets[1:]:
        if sheet not in contents and sheet.name not in linked:
            yield f"{contents[0].name}: no link to the sheet '{sheet.name}'"


def information(book: SeenWorkbook) -> Iterator[str]:
    """Document information that isn't there."""
    if not book.title.strip():
        yield "the document information has no title"
    if not book.language.strip():
        yield "the document information has no language"


def cursor(book: SeenWorkbook) -> Iterator[str]:
    """A cursor elsewhere, or another sheet in front."""
    for sheet in book.sheets:
        if sheet.cursor != "A1":
            yield f"{sheet.name}: the cursor is in {sheet.cursor}"
    if book.active:
        yield f"{book.sheets[book.active].name}: in front, and not the first sheet"


def _sheet_of(link: str) -> str:
    """The sheet that a link within the workbook leads to; empty for other links."""
    if _ADDRESS.match(link) or link.startswith(("mailto:", "file:")):
        return ""
    return re.split(r"[!.](?=\$?[A-Z]+\$?\d+$)", link.removeprefix("#"))[0].strip("'").removeprefix("$")
