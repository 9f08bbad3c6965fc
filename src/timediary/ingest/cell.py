"""Raw cells: what a file may hold in one, and how its content reads as text."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, TypeGuard, cast
from unicodedata import normalize

from timediary.model.spelling import folded, number_text

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class BrokenFormula:
    """What stands in a cell whose formula gave an error, or was never calculated (`text` begins with `=`)."""

    text: str


class Labelled(str):
    """The label of a number, as SPSS and Stata keep them: a word where words are asked for, else the number."""

    __slots__ = ("number",)
    number: float

    def __new__(cls, label: str, number: float) -> Labelled:
        """A label with its number."""
        made = super().__new__(cls, label)
        made.number = number
        return made

    def __eq__(self, other: object) -> bool:
        """Whether label and number are the same."""
        return str.__eq__(self, other) and self.number == getattr(other, "number", self.number)

    def __hash__(self) -> int:
        """A hash by the number, for one label may stand for several."""
        return hash(self.number)


class Since1904(float):
    """A number of a workbook that counts days from 1904: as a date it is four years and a day later than another."""

    __slots__ = ()


Cell = str | float | int | bool | dt.datetime | dt.date | dt.time | dt.timedelta | BrokenFormula | None

EXCEL_EPOCH = dt.date(1899, 12, 30).toordinal()
LATER_BY_1904 = dt.date(1904, 1, 1).toordinal() - EXCEL_EPOCH
_ERROR = re.compile(r"#(?:DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!|SPILL!|CALC!|GETTING_DATA)|Err:\d{3}")
_PLAIN_ID = re.compile(r"[A-Za-z0-9_]{0,59}[0-9]")
_LONGEST_PLAIN = 60
# A digit is 0, another sign that plain ids have is a, and any other a question mark; lines stay.
_KINDS = bytes(
    ord("0" if chr(n).isdigit() else "a" if chr(n).isalpha() or chr(n) == "_" else "\n" if n == 10 else "?")
    for n in range(128)
) + bytes([ord("?")] * 128)
_BEFORE_ERROR = "#E \t"
_INVISIBLE = dict.fromkeys(
    [0xAD, 0xFE0F, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A)]
)
_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"), "-")
_ALIKE = _INVISIBLE | _DASHES | dict.fromkeys(map(ord, "\u2018\u2019\u02bc`"), "'")


def text_of(cell: Cell) -> str:
    """The content of a cell as text, the same from every kind of file: `12`, `2009-10-05`, `08:30`."""
    if isinstance(cell, str):
        return cell.strip() if cell.isascii() else cell.translate(_INVISIBLE).strip()
    if cell is None or cell != cell:  # only NaN differs from itself
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, (int, float)):
        return number_text(cell) if abs(cell) < float("inf") else str(cell)
    if isinstance(cell, BrokenFormula):
        return cell.text
    return _moment(cell)


def _moment(cell: dt.datetime | dt.date | dt.time | dt.timedelta) -> str:
    """A date, time or duration as text; parts that are nought at the end are left away."""
    if isinstance(cell, dt.timedelta):
        minutes, seconds = divmod(round(cell.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02d}" + (f":{seconds:02d}" if seconds else "")
    if isinstance(cell, dt.time):
        return cell.isoformat("seconds").removesuffix(":00")
    if not isinstance(cell, dt.datetime):
        return cell.isoformat()
    if cell.time() == dt.time():
        return cell.date().isoformat()
    return cell.isoformat(" ", "seconds").removesuffix(":00")


# What programs write for no value: R, Python, databases, SAS and SPSS.
_NO_VALUE = frozenset(("na", "n/a", "nan", "null", "<na>", "nil", "."))


def is_no_value(text: str) -> bool:
    """Whether a text is what a program writes for no value, unless a code or a level is so spelt: `NA`, `NULL`."""
    return len(text) < 5 and text.casefold() in _NO_VALUE


def is_blank(cell: Cell) -> bool:
    """Whether a cell has no content; white space is none, nor is NaN."""
    return cell is None or cell == "" or cell != cell or (isinstance(cell, str) and not text_of(cell))


def broken(cell: Cell) -> BrokenFormula | None:
    """The broken formula in a cell, also where a file holds its error as text such as `#DIV/0!`."""
    if isinstance(cell, BrokenFormula):
        return cell
    is_error = isinstance(cell, str) and cell[:1] in _BEFORE_ERROR and _ERROR.fullmatch(cell.strip())
    return BrokenFormula(text_of(cell)) if is_error else None


def at_midnight(cell: Cell) -> Cell:
    """A date as the moment at which it begins, for among moments that is what it is; other cells as they are."""
    if isinstance(cell, dt.date) and not isinstance(cell, dt.datetime):
        return dt.datetime(cell.year, cell.month, cell.day)
    return cell


def identifier(cell: Cell) -> str:
    """A respondent's id as text: the number 1, the number 1.0 and the text `1.0` are all `1`."""
    text = text_of(cell)
    if "." not in text:
        return text
    whole, _, rest = text.partition(".")
    return whole if whole.isdecimal() and rest and not rest.strip("0") else text


def is_plain_id(cell: Cell) -> TypeGuard[str]:
    """Whether a cell holds nothing but an id, such as `R0012`, `sw_7` or `0045`, as nearly all do: a quick test.

    Such a text is its own id: no word, no error of a spreadsheet, no number with a point or an exponent.
    """
    return type(cell) is str and _PLAIN_ID.fullmatch(cell) is not None


def are_plain_ids(cells: Sequence[Cell]) -> TypeGuard[Sequence[str]]:
    """Whether all of some cells hold nothing but an id, as `is_plain_id` says of one."""
    if set(map(type, cells)) != {str}:
        return False
    texts = cast("Sequence[str]", cells)
    signs = "\n".join(texts)
    if not signs.isascii() or max(map(len, texts)) > _LONGEST_PLAIN:
        return False
    kinds = b"\n%b\n" % signs.encode().translate(_KINDS)
    return kinds.count(b"\n") == len(texts) + 1 and not any(kind in kinds for kind in (b"?", b"a\n", b"\n\n"))


def plain(text: str) -> str:
    """Text without case, and with one kind of dash, apostrophe and digit."""
    return text.casefold() if text.isascii() else normalize("NFKC", text).translate(_ALIKE).casefold()


@lru_cache(maxsize=4096)
def alike(text: str) -> str:
    """Text as names and answers are compared: as the study's definitions are, and as `plain`.

    The same few names and answers come again and again, so that what they are compared as is kept.
    """
    return folded(text if text.isascii() else plain(text))


def heading_key(text: str) -> str:
    """Text as column names are compared: no case, no spaces or underscores, no punctuation at its end."""
    return alike(text).rstrip(":?*")


def column_number(letters: str) -> int:
    """Position, counted from 0, of the column with a spreadsheet letter."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def quoted(text: str, most: int = 40) -> str:
    """Text in quotation marks for a message: on one line, printable and not long."""
    plain = " ".join("".join(sign if sign.isprintable() else " " for sign in text[: most * 4]).split())
    return f"'{plain[:most]}…'" if len(plain) > most else f"'{plain}'"
