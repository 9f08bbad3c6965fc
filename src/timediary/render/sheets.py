"""A workbook as a neutral value: sheets of lines and one table each, for every kind of spreadsheet to paint.

The sheets keep the rules of the UK government's Analysis Function for releasing statistics in spreadsheets
(https://analysisfunction.civilservice.gov.uk/policy-store/releasing-statistics-in-spreadsheets/); what they are and how
they are checked stands in `docs/accessible_workbooks.md`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from timediary.model.number import Quantity, on_the_clock
from timediary.render.escaping import visible
from timediary.render.text_layout import width_of, wrapped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from timediary.model.number import NumberForm

LANGUAGE, COUNTRY = "en", "GB"
FONT = "Arial"
FONT_SIZE = 12

# What a cell of a spreadsheet can hold.
MOST_CHARACTERS = 32_767

_LONGEST = 31
_NO_NAME = re.compile(r"\W+")
_RESERVED = ("history",)

# Names that a spreadsheet program takes for a cell, a row or a column.
_AS_PROGRAMS_NAME = re.compile(r"table_?\d*", re.IGNORECASE)
_LIKE_A_CELL = re.compile(r"[a-z]{1,3}\d+|[rc]\d*|r\d+c\d+", re.IGNORECASE)


class LineKind(StrEnum):
    """What a line above a table is; styles follow from it."""

    TITLE = "title"
    HEADING = "heading"
    TEXT = "text"


class SheetLine(NamedTuple):
    """A line in the first column, above the table."""

    text: str
    kind: LineKind = LineKind.TEXT


class SheetCell(NamedTuple):
    """One cell of a table.

    Attributes:
        value: a text, or a number in full.
        form: how a number is shown.
        mark: shorthand shown after a number, such as `[u]`.
        is_strong: whether it belongs to a subtotal.
        indent: steps that a text is indented.
        target: name of the sheet that a text links to.
    """

    value: str | float
    form: NumberForm | None = None
    mark: str = ""
    is_strong: bool = False
    indent: int = 0
    target: str = ""

    @property
    def text(self) -> str:
        """What is seen."""
        if self.form is None:
            return str(self.value)
        shown = self.form.text(float(self.value))
        return f"{shown} {self.mark}" if self.mark else shown

    @property
    def number(self) -> float:
        """The number that a cell holds, where no format of a cell can turn what we have into what is shown.

        A fraction in points is so many points, a time of day a fraction of a day.
        """
        value = float(self.value)
        if self.form is not None and self.form.quantity is Quantity.CLOCK:
            return on_the_clock(value) / 24
        return 100 * value if self.form is not None and self.form.quantity is Quantity.POINTS else value


class SheetColumn(NamedTuple):
    """One column of a table: its head, its width in characters, and whether it holds figures."""

    head: str
    width: float
    has_figures: bool = False


@dataclass(frozen=True, slots=True)
class SheetTable:
    """The table of a sheet: one head row, and rows without a blank cell."""

    columns: tuple[SheetColumn, ...]
    rows: tuple[tuple[SheetCell, ...], ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: lines, then at most one table, which nothing stands beside or below.

    Attributes:
        name: of the tab.
        lines: the first is the title.
        table: the table, or None.
        width: of the first column where there is no table, in characters.
    """

    name: str
    lines: tuple[SheetLine, ...]
    table: SheetTable | None = None
    width: float = 90

    @property
    def table_name(self) -> str:
        """The name of the table: that of the sheet, where it may name a table and isn't what programs name them."""
        name = self.name
        if _LIKE_A_CELL.fullmatch(name) or not (name[0].isalpha() or name[0] == "_"):
            name = f"table_{name}"
        return f"report_{name}" if _AS_PROGRAMS_NAME.fullmatch(name) else name


@dataclass(frozen=True, slots=True)
class Workbook:
    """Sheets in order, and what the file says of itself."""

    title: str
    subject: str
    sheets: tuple[Sheet, ...]


def lines_of(text: str, width: float) -> int:
    """Lines that a wrapped text takes in a column so many characters wide."""
    room = max(int(width) - 2, 1)
    return 1 if width_of(text) <= room else len(wrapped(text, room))


def sheet_names(wanted: Sequence[str | tuple[str, str]]) -> list[str]:
    """Names as near to those wanted as the rules allow, each once.

    A name has 1 to 31 characters (UTF-16 units), none of `[]:*?/\\` and no apostrophe; case makes no difference,
    and `History` is taken. A table may bear the same name, so it has no spaces either. A name wanted in two parts
    keeps the second.
    """
    taken = set(_RESERVED)
    parts = [(name, "") if isinstance(name, str) else name for name in wanted]
    return [_free(_NO_NAME.sub("_", visible(name)).strip("_") or "Table", ending, taken) for name, ending in parts]


def _free(name: str, ending: str, taken: set[str]) -> str:
    candidate, number = _joined(name, ending), 1
    while candidate.casefold() in taken:
        number += 1
        candidate = _joined(name, f"{ending}_{number}")
    taken.add(candidate.casefold())
    return candidate


def _joined(name: str, ending: str) -> str:
    units = name.encode("utf-16-le")[: 2 * (_LONGEST - len(ending))]
    return units.decode("utf-16-le", "ignore").rstrip("_") + ending
