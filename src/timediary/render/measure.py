"""How wide text is on a screen of fixed-width characters, and how it is broken into lines."""

from __future__ import annotations

import re
import unicodedata

# A part of a word up to a mark after which a line may end: `Private/`, `voluntary/`, `independent`; not `11-20`.
_PIECE = re.compile(r"\S+?[/-](?=[^\W\d_])|\S+")
# Where a line may end: at white space, but not within `p < 0.001`.
_SPACE = re.compile(r"(?<! p)(?<! p [<=])\s+")
_NO_WIDTH = ("Mn", "Me", "Cf")


def width_of(text: str) -> int:
    """Columns the text takes on a screen."""
    return len(text) if text.isascii() else sum(map(_width, text))


def _width(character: str) -> int:
    if unicodedata.category(character) in _NO_WIDTH:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def wrapped(text: str, width: int) -> list[str]:
    """The text in lines of at most `width` columns, broken between words, and within a word only if it must be."""
    lines: list[str] = []
    line = ""
    for word in _SPACE.split(text.strip()):
        joined = f"{line} {word}" if line else word
        if width_of(joined) <= width:
            line = joined
            continue
        if line:
            lines.append(line)
        *full, line = [word] if width_of(word) <= width else _broken(word, width)
        lines += full
    return [*lines, line]


def longest_piece(text: str) -> int:
    """Columns of the longest part that `wrapped` never breaks while it fits."""
    return max((width_of(piece) for piece in _PIECE.findall(text)), default=0)


def left(text: str, width: int) -> str:
    """The text with spaces after it up to a width."""
    return text + " " * (width - width_of(text))


def right(text: str, width: int) -> str:
    """The text with spaces before it up to a width."""
    return " " * (width - width_of(text)) + text


def _broken(word: str, width: int) -> list[str]:
    """One word in lines: whole, else broken after its marks, else anywhere."""
    lines = [""]
    for piece in _PIECE.findall(word):
        if width_of(lines[-1] + piece) <= width:
            lines[-1] += piece
        else:
            lines += _cut(piece, width)
    return [line for line in lines if line]


def _cut(word: str, width: int) -> list[str]:
    parts, part, taken = [], "", 0
    for character in word:
        size = _width(character)
        if taken + size > width and part:
            parts.append(part)
            part, taken = "", 0
        part, taken = part + character, taken + size
    return [*parts, part]
