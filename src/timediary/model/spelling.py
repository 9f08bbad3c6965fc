"""How names are compared - column names, levels and aliases, wherever they are written - and how numbers are spelt."""

from __future__ import annotations

import re
from unicodedata import normalize

_IDLE_POINT = re.compile(r"(?<![0-9])\.|\.(?![0-9])")
_DROPPED = {ord(mark): None for mark in " _\t\n\r\u00a0"}
_ALIKE = str.maketrans({"\u2019": "'", "\u2018": "'", "\u2013": "-", "\u2014": "-"})

# Opened in a spreadsheet, the id 1E5 is the number 100000.
_SCIENTIFIC = re.compile(r"([1-9][0-9]*)e([0-9]{1,2})")
_NOUGHTS = re.compile(r"(?<![0-9])0+(?=[0-9])")


def folded(text: str) -> str:
    """A name as it is compared: without regard to case, spaces, underscores, and kinds of quote and dash."""
    if text.isascii():
        return "".join(text.split()).replace("_", "").lower()
    return text.translate(_ALIKE).translate(_DROPPED).casefold()


def compared_code(text: str) -> str:
    """A code as studies tell their codes apart: as `folded`, without hyphens, and without full stops.

    A point between digits matters, for 3.1 is not 31, and so does the sign of a number.
    """
    key = folded(text)
    sign = "-" if key[:1] == "-" and key[1:2].isdecimal() else ""
    return sign + _IDLE_POINT.sub("", key).replace("-", "")


def likeness(id_: str) -> str:
    """An id without what people change without noticing: case, spaces, leading noughts, kinds of dash and digit."""
    text = id_ if id_.isascii() else normalize("NFKC", id_).translate(_ALIKE)
    text = "".join(text.casefold().split())
    if "e" in text and (number := _SCIENTIFIC.fullmatch(text)):
        text = number[1] + "0" * int(number[2])
    return _NOUGHTS.sub("", text) if "0" in text else text


def number_text(value: float) -> str:
    """A number as the shortest text that reads back as the same number; whole numbers without a point."""
    return str(int(value)) if abs(value) < 1e15 and value == int(value) else repr(value)


def column_letters(column: int) -> str:
    """A column as spreadsheets name it, counted from 0: `A`, `Z`, `AA`."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def number_of(text: str) -> float | None:
    """The number that a text spells, or None; `1_3`, which Python takes for 13, is the id of a band and no number."""
    try:
        return None if "_" in text else float(text)
    except ValueError:
        return None
