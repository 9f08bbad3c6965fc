"""Rules about tables."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

from timediary.model.spelling import column_letters

if TYPE_CHECKING:
    from collections.abc import Iterator

    from timediary.accessibility.inspected import SeenSheet, SeenTable, SeenWorkbook

_DEFAULT_NAME = re.compile(r"(table|tabelle|range|__anonymous_sheet_db__)_?\d*", re.IGNORECASE)
_NUMBER = re.compile(r"[-+]?[£$€]?\s?\d{1,3}(,?\d{3})*(\.\d+)?\s?%?")
_MOST_LINES = 2
# A column that says no width is this many characters wide.
_USUAL_WIDTH = 8.43


def not_marked_up(book: SeenWorkbook) -> Iterator[str]:
    """Sheets with cells beside one another that no table takes in."""
    for sheet in book.sheets:
        marked = [table for table in sheet.tables if table.is_marked_up]
        counts = Counter(row for row, _ in sheet.cells)
        rows = sorted(row for row, count in counts.items() if count > 1)
        outside = [row for row in rows if not any(table.top <= row <= table.bottom for table in marked)]
        if outside:
            yield f"{sheet.place(outside[0], 1)}: cells beside one another are in no marked-up table"


def poorly_named(book: SeenWorkbook) -> Iterator[str]:
    """Tables named as a program names them, or named alike."""
    known: set[str] = set()
    for sheet, table in _tables(book):
        if not table.is_marked_up:
            continue
        if _DEFAULT_NAME.fullmatch(table.name):
            yield f"{sheet.name}: the table's name '{table.name}' says nothing"
        if table.name.casefold() in known:
            yield f"{sheet.name}: another table is named '{table.name}' too"
        known.add(table.name.casefold())


def merged_or_nested(book: SeenWorkbook) -> Iterator[str]:
    """Merged cells, and tables over one another."""
    for sheet in book.sheets:
        yield from (f"{sheet.name}!{cells}: merged" for cells in sheet.merged)
        for first, second in pairwise(sorted(sheet.tables)):
            if second.top <= first.bottom and second.left <= first.right and first.left <= second.right:
                yield f"{sheet.name}: the tables '{first.name}' and '{second.name}' overlap"


def blank(book: SeenWorkbook) -> Iterator[str]:
    """Cells of tables without content."""
    for sheet, table in _tables(book):
        for at in table.places():
            if at not in sheet.cells:
                yield f"{sheet.place(*at)}: blank; shorthand such as [x] or [z] says why there is nothing"


def heads(book: SeenWorkbook) -> Iterator[str]:
    """Tables whose first row isn't one of heads."""
    for sheet, table in _tables(book):
        if not table.has_head:
            yield f"{sheet.name}: the table '{table.name}' has no head row"
            continue
        texts: set[str] = set()
        for column in range(table.left, table.right + 1):
            cell = sheet.cells.get((table.top, column))
            place = sheet.place(table.top, column)
            if cell is None:
                yield f"{place}: a blank head"
            elif cell.text.casefold() in texts:
                yield f"{place}: '{cell.text}' heads another column too"
            else:
                texts.add(cell.text.casefold())
        if table.bottom == table.top and table.is_marked_up:
            yield f"{sheet.name}: the table '{table.name}' has no row below its head"


def not_wrapped(book: SeenWorkbook) -> Iterator[str]:
    """Text that is cut off or runs over its neighbours."""
    for sheet, table in _tables(book):
        for at in ((r, c) for r in range(table.top, table.bottom + 1) for c in range(table.left, table.right + 1)):
            cell = sheet.cells.get(at)
            if cell is None or cell.is_number or cell.look.wraps:
                continue
            if len(cell.text) > sheet.widths.get(at[1], _USUAL_WIDTH):
                letters = column_letters(at[1] - 1)
                yield f"{sheet.place(*at)}: text doesn't wrap and is longer than column {letters} is wide"


def filtered_or_frozen(book: SeenWorkbook) -> Iterator[str]:
    """Sheets with filters, which are hard to work with a keyboard, or panes that cover a magnified screen."""
    for sheet in book.sheets:
        if sheet.is_filtered:
            yield f"{sheet.name}: filters"
        if sheet.is_frozen:
            yield f"{sheet.name}: frozen panes"


def hidden_lines(book: SeenWorkbook) -> Iterator[str]:
    """Sheets with hidden rows or columns."""
    return (f"{sheet.name}: hidden rows or columns" for sheet in book.sheets if sheet.has_hidden_lines)


def numbers_as_text(book: SeenWorkbook) -> Iterator[str]:
    """Numbers held as text in columns of numbers."""
    for sheet, table in _tables(book):
        numeric = {at[1] for at in table.places() if at in sheet.cells and sheet.cells[at].is_number}
        for at in table.places():
            cell = sheet.cells.get(at)
            if cell and not cell.is_number and at[1] in numeric and _NUMBER.fullmatch(cell.text.strip()):
                yield f"{sheet.place(*at)}: '{cell.text}' is text"


def _tables(book: SeenWorkbook) -> Iterator[tuple[SeenSheet, SeenTable]]:
    return ((sheet, table) for sheet in book.sheets for table in sheet.tables)
