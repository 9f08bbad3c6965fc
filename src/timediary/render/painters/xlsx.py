"""A document as a workbook, painted with XlsxWriter."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

from timediary.model.document import Medium
from timediary.model.number import LEAST_PROBABILITY, Quantity
from timediary.packages import new_workbook, repacked
from timediary.render.sheets import COUNTRY, FONT, FONT_SIZE, LANGUAGE, MOST_CHARACTERS, LineKind, lines_of
from timediary.render.workbook import workbook_of

if TYPE_CHECKING:
    from timediary.model.document import Document
    from timediary.model.number import NumberForm
    from timediary.render.sheets import Sheet, SheetCell, SheetTable

SUFFIX = ".xlsx"
SUMMARY = "an accessible workbook, one table a sheet"
MEDIUM = Medium.BOOK


_A4 = 9
_CORE = "docProps/core.xml"
# A page no wider than this many characters is printed on one sheet of paper across.
_WIDEST_PAGE = 170
_ESCAPE = re.compile("_(x[0-9A-Fa-f]{4}_)")

# In points. Excel would find them itself; LibreOffice takes a row without a height for one of a single line.
_LINE_HEIGHTS = {LineKind.TITLE: 24.0, LineKind.HEADING: 21.0, LineKind.TEXT: 15.75}
_LINES = {
    LineKind.TITLE: {"bold": True, "font_size": 16},
    LineKind.HEADING: {"bold": True, "font_size": 14},
    LineKind.TEXT: {},
}


def paint(document: Document) -> bytes:
    """The content of the file."""
    workbook = workbook_of(document)
    file = io.BytesIO()
    title, subject = (_cut(text)[:255] for text in (workbook.title, workbook.subject))
    # XlsxWriter keeps and changes the properties of formats, so each workbook has its own.
    usual = {"font_name": FONT, "font_size": FONT_SIZE}
    about = {"title": title, "subject": subject}
    book = new_workbook(file, about, default_row_height=21, default_format_properties=usual)
    painter = _Painter(book)
    for sheet in workbook.sheets:
        painter.paint(sheet)
    book.close()
    return repacked(file.getvalue(), {_CORE: _with_language})


class _Painter:
    """Paints sheets into a workbook under way."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._formats: dict[tuple[object, ...], Any] = {}

    def paint(self, sheet: Sheet) -> None:
        """Add a sheet after the others."""
        page = self._book.add_worksheet(sheet.name)
        page.set_landscape()
        page.set_paper(_A4)
        wraps = sheet.table is None
        for row, line in enumerate(sheet.lines):
            page.write_string(row, 0, _cut(line.text), self._format(line.kind, text_wrap=wraps, **_LINES[line.kind]))
            lines = lines_of(line.text, sheet.width) if wraps else 1
            page.set_row(row, lines * _LINE_HEIGHTS[line.kind])
        if sheet.table is None:
            page.set_column(0, 0, sheet.width)
            return
        self._paint_table(page, sheet, sheet.table, len(sheet.lines))

    def _paint_table(self, page: Any, sheet: Sheet, table: SheetTable, head: int) -> None:
        """The head row, the rows below it, and the mark-up that makes them a table."""
        for j, column in enumerate(table.columns):
            page.set_column(j, j, column.width)
        width = sum(column.width for column in table.columns)
        page.set_row(head, max(lines_of(c.head, c.width) for c in table.columns) * _LINE_HEIGHTS[LineKind.TEXT])
        page.fit_to_pages(-(-int(width) // _WIDEST_PAGE), 0)
        page.repeat_rows(head)
        page.repeat_columns(0)
        marks = [max((cell.mark for cell in cells), key=len) for cells in zip(*table.rows, strict=True)]
        widths = [column.width for column in table.columns]
        for i, row in enumerate(table.rows, start=head + 1):
            lines = max(lines_of(cell.text, width) for cell, width in zip(row, widths, strict=True))
            if lines > 1:
                page.set_row(i, lines * _LINE_HEIGHTS[LineKind.TEXT])
            for j, cell in enumerate(row):
                self._paint_cell(page, i, j, cell, marks[j], is_figure=table.columns[j].has_figures)
        columns = [
            {"header": _head(column.head), "header_format": self._head_format(is_figure=column.has_figures)}
            for column in table.columns
        ]
        options = {
            "name": sheet.table_name,
            "columns": columns,
            "style": None,
            "autofilter": False,
            "banded_rows": False,
            "title": sheet.lines[0].text[:255],
        }
        page.add_table(head, 0, head + len(table.rows), len(columns) - 1, options)

    def _paint_cell(self, page: Any, i: int, j: int, cell: SheetCell, room: str, *, is_figure: bool) -> None:
        if cell.form is not None:
            shown = self._format(
                "number", bold=cell.is_strong, align="right", num_format=number_format(cell.form, cell.mark, room=room)
            )
            page.write_number(i, j, cell.number, shown)
        elif cell.target:
            link = self._format("link", font_color="#0A5C66", underline=1)
            page.write_url(i, j, f"internal:'{cell.target}'!A1", link, string=str(cell.value))
        else:
            align = "right" if is_figure else "left"
            look = self._format("text", bold=cell.is_strong, text_wrap=True, indent=cell.indent, align=align)
            page.write_string(i, j, _cut(str(cell.value)), look)

    def _head_format(self, *, is_figure: bool) -> Any:
        align = "right" if is_figure else "left"
        return self._format("head", bold=True, bottom=1, text_wrap=True, valign="bottom", align=align)

    def _format(self, kind: str, **properties: object) -> Any:
        """A cell format, made once."""
        key = (kind, *properties.items())
        if key not in self._formats:
            self._formats[key] = self._book.add_format({"valign": "top", **properties})
        return self._formats[key]


def number_format(form: NumberForm, mark: str = "", *, room: str = "") -> str:
    """A number form as spreadsheets write it.

    Shorthand stands after the figure, which stays a number; `room` leaves as much room as the longest shorthand of the
    column takes, so that the figures above one another stay in line.
    """
    decimals = "." + "0" * form.decimals if form.decimals else ""
    if form.quantity is Quantity.PROBABILITY:
        return f'[<{LEAST_PROBABILITY}]"< {LEAST_PROBABILITY}";0{decimals}'
    shown = f"0{decimals}%" if form.quantity is Quantity.PERCENT else f"#,##0{decimals}"
    if form.quantity is Quantity.CLOCK:
        shown = "[hh]:mm"
    written, free = (f" {text}" if text else "" for text in (mark, room))
    after = (f'"{written}"' if written else "") + "".join(f"_{character}" for character in free[len(written) :])
    return f"+{shown}{after};-{shown}{after};{shown}{after}" if form.signed else shown + after


def _head(text: str) -> str:
    """A head as the table and its cell must both write it: what looks like an escape of a character is none."""
    return _ESCAPE.sub("_\u200b\\1", _cut(text))


def _cut(text: str) -> str:
    """A text that a cell can hold; XlsxWriter would take one in `<r>` for its own mark-up."""
    text = text[:MOST_CHARACTERS]
    return f"{text[: MOST_CHARACTERS - 1]} " if text.startswith("<r>") and text.endswith("</r>") else text


def _with_language(core: bytes) -> bytes:
    """The document information with its language, where XlsxWriter can't put it."""
    language = f"<dc:language>{LANGUAGE}-{COUNTRY}</dc:language></cp:coreProperties>"
    return core.replace(b"</cp:coreProperties>", language.encode())
