"""A workbook as writers of content see it: sheets that take text as text and numbers as numbers."""

from __future__ import annotations

import io
import math
from datetime import datetime
from typing import TYPE_CHECKING, Any

from timediary.render.inert import visible
from timediary.render.numbers import LEAST_PROBABILITY, Quantity, on_the_clock

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from timediary.render.numbers import NumberForm

# The same for every workbook, so that its bytes follow from its content alone.
_CREATED = datetime(2010, 1, 1)
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
_A4 = 9
_MOST_CHARACTERS = 32_767
_LINE_HEIGHT = 15.0

# The looks a cell can have, in the words of XlsxWriter.
STYLES: Mapping[str, Mapping[str, object]] = {
    "": {},
    "title": {"bold": True, "font_size": 14},
    "faint": {"font_color": "#55616A"},
    "strong": {"bold": True},
    "head": {"bold": True, "bottom": 1, "text_wrap": True, "valign": "bottom"},
    "figure head": {"bold": True, "bottom": 1, "text_wrap": True, "valign": "bottom", "align": "right"},
    "subtotal": {"bold": True, "bg_color": "#EEF4F3"},
    "dash": {"align": "right"},
    "subtotal dash": {"bold": True, "bg_color": "#EEF4F3", "align": "right"},
    "faint dash": {"font_color": "#55616A", "align": "right"},
    "link": {"font_color": "#0A5C66", "underline": 1},
    "wrapped": {"text_wrap": True},
    "left": {"align": "left"},
}


class Book:
    """A workbook under way."""

    def __init__(self, title: str, subject: str) -> None:
        import xlsxwriter

        self._file = io.BytesIO()
        self._book = xlsxwriter.Workbook(self._file, _OPTIONS)
        self._book.set_properties({"title": _cut(title)[:255], "subject": _cut(subject)[:255], "created": _CREATED})
        self._formats: dict[tuple[str, str, bool, bool], Any] = {}

    def sheet(self, name: str) -> Sheet:
        """A new sheet after the others; `name` is within the rules of `sheet_names`."""
        return Sheet(self, self._book.add_worksheet(name))

    def style(self, name: str, number: str = "", *, indented: bool = False, ruled: bool = False) -> Any:
        """A cell format, made once: a style, a number format, an indent, a rule above."""
        key = (name, number, indented, ruled)
        if key not in self._formats:
            properties: dict[str, object] = {"valign": "top", **STYLES[name]}
            properties |= {"num_format": number} if number else {}
            properties |= {"indent": 1, "align": "left"} if indented else {}
            properties |= {"top": 1} if ruled else {}
            self._formats[key] = self._book.add_format(properties)
        return self._formats[key]

    def content(self) -> bytes:
        """The finished file."""
        self._book.close()
        return self._file.getvalue()


class Sheet:
    """One sheet; rows and columns count from 0."""

    def __init__(self, book: Book, sheet: Any) -> None:
        self._book = book
        self._sheet = sheet
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(_A4)

    def text(
        self, row: int, column: int, text: str, style: str = "", *, indented: bool = False, ruled: bool = False
    ) -> None:
        """Text that is never a formula, a link or a number, whatever it looks like."""
        self._sheet.write_string(row, column, _cut(text), self._book.style(style, indented=indented, ruled=ruled))

    def texts(self, row: int, texts: Sequence[str], style: str = "") -> None:
        """Text in neighbouring cells, from the first column on."""
        for column, text in enumerate(texts):
            self.text(row, column, text, style)

    def number(
        self, row: int, column: int, value: float, number_format: str, style: str = "", *, ruled: bool = False
    ) -> None:
        """A number, in full; the format only shows it."""
        self._sheet.write_number(row, column, value, self._book.style(style, number_format, ruled=ruled))

    def link(self, row: int, column: int, sheet_name: str) -> None:
        """A link to another sheet, under its name."""
        target = f"internal:'{sheet_name}'!A1"
        self._sheet.write_url(row, column, target, self._book.style("link"), string=sheet_name)

    def widths(self, widths: Sequence[float], widest_page: float = 0) -> None:
        """Widths of the columns from the first on, in characters.

        Printed on one page across, or, where a page should be no wider than `widest_page`, on as few as that takes.
        """
        for column, width in enumerate(widths):
            self._sheet.set_column(column, column, width)
        across = math.ceil(sum(widths) / widest_page) if widest_page else 1
        self._sheet.fit_to_pages(across, 0)

    def height(self, row: int, lines: int) -> None:
        """Make a row so many lines high."""
        self._sheet.set_row(row, lines * _LINE_HEIGHT)

    def freeze(self, row: int, column: int) -> None:
        """Keep the rows above and the columns before in sight, and repeat the head and these columns in print."""
        self._sheet.freeze_panes(row, column)
        self._sheet.repeat_rows(row - 1)
        if column:
            self._sheet.repeat_columns(0, column - 1)

    def filtered(self, first: int, last: int, columns: int) -> None:
        """Offer to filter the rows under the head in row `first`."""
        self._sheet.autofilter(first, 0, last, columns - 1)


def number_format(form: NumberForm, mark: str = "", *, room: str = "") -> str:
    """A number form as spreadsheets write it.

    Marks stand beside the figure, which stays a number; `room` leaves as much room as the longest marks of the column
    take, so that the figures above one another stay in line.
    """
    decimals = "." + "0" * form.decimals if form.decimals else ""
    if form.quantity is Quantity.PROBABILITY:
        return f'[<{LEAST_PROBABILITY}]"< {LEAST_PROBABILITY}";0{decimals}'
    shown = f"0{decimals}%" if form.quantity is Quantity.PERCENT else f"#,##0{decimals}"
    if form.quantity is Quantity.CLOCK:
        shown = "[hh]:mm"
    after = (f'"{mark}"' if mark else "") + "".join(f"_{character}" for character in room[len(mark) :])
    return f"+{shown}{after};-{shown}{after};{shown}{after}" if form.signed else shown + after


def cell_value(value: float, form: NumberForm) -> float:
    """The number that a cell holds: a fraction in points as so many points, a time of day as a fraction of a day.

    No format of a cell can turn the one into the other.
    """
    if form.quantity is Quantity.CLOCK:
        return on_the_clock(value) / 24
    return 100 * value if form.quantity is Quantity.POINTS else value


def _cut(text: str) -> str:
    return visible(text)[:_MOST_CHARACTERS]
