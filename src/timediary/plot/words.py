"""How much room text takes in a picture, and how it is broken so that it fits."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from timediary.plot.style import MM_PER_POINT
from timediary.render.escaping import visible

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

# Of the font's files, which are matplotlib's; they are read without loading it.
_EM = 1000
# The last character of which it is sure that the font has all before it.
_SURE = 0x24F
_FILES = {False: "DejaVuSans.ttf", True: "DejaVuSans-Bold.ttf"}
# Drawing fits letters to pixels, which makes a line a little wider or narrower than its letters are.
_SLACK = 1.03
# A character that the font lacks comes from another one, where those of Chinese and Japanese fill a square, or is drawn
# as a box of matplotlib's.
_UNKNOWN = 1.2
# A word up to a mark after which a line may end.
_PIECE = re.compile(r"[^\s/-]*[/-]+|[^\s/-]+")
ELLIPSIS = "…"


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """Width of a line of text in millimetres, for type of `size` points; never less than it is drawn."""
    return sum(_advance(character, bold) for character in text) * size * MM_PER_POINT * _SLACK


def widest(texts: list[str] | tuple[str, ...], size: float, *, bold: bool = False) -> float:
    """Width of the widest of some lines in millimetres; 0 for none."""
    return max((width_of(text, size, bold=bold) for text in texts), default=0.0)


def wrapped(text: str, width: float, size: float, *, most: int | None = None, bold: bool = False) -> list[str]:
    """Text from an input in lines of at most `width` millimetres, made visible and inert.

    Lines end between words, after `-` and `/`, and within a word only where it is too long by itself.

    Args:
        text: what to show.
        width: of the lines, in millimetres.
        size: of the type, in points.
        most: lines at most; the last ends with an ellipsis where there would be more.
        bold: whether the type is bold.
    """
    lines = [""]
    for word in visible(text).split():
        for i, piece in enumerate(_PIECE.findall(word)):
            joined = f"{lines[-1]} {piece}" if lines[-1] and i == 0 else lines[-1] + piece
            if width_of(joined, size, bold=bold) <= width:
                lines[-1] = joined
            else:
                lines += _cut(piece, width, size, bold=bold)
    lines = [line for line in lines if line] or [""]
    if most is None or len(lines) <= most:
        return lines
    return [*lines[: most - 1], shortened(lines[most - 1] + ELLIPSIS, width, size, bold=bold)]


def shortened(text: str, width: float, size: float, *, bold: bool = False) -> str:
    """The text, or as much of it as fits into so many millimetres with an ellipsis after it."""
    if width_of(text, size, bold=bold) <= width:
        return text
    kept = text.rstrip(ELLIPSIS)
    while kept and width_of(kept + ELLIPSIS, size, bold=bold) > width:
        kept = kept[:-1].rstrip()
    return kept + ELLIPSIS


def _cut(piece: str, width: float, size: float, *, bold: bool) -> list[str]:
    parts = [""]
    for character in piece:
        if parts[-1] and width_of(parts[-1] + character, size, bold=bold) > width:
            parts.append("")
        parts[-1] += character
    return parts


@lru_cache(maxsize=4096)
def _advance(character: str, bold: bool) -> float:
    """How far a character moves the pen, in sizes of the type; without kerning, which only narrows."""
    font, unknown = _font(bold)
    if ord(character) > _SURE and bytes(font.getmask(character)) == unknown:
        return _UNKNOWN
    return font.getlength(character) / _EM


@cache
def _font(bold: bool) -> tuple[FreeTypeFont, bytes]:
    """The font, and how it shows what it lacks."""
    from PIL import ImageFont

    home = find_spec("matplotlib")
    folders = [Path(place) for place in (home.submodule_search_locations or ())] if home else []
    file = folders[0] / "mpl-data" / "fonts" / "ttf" / _FILES[bold]
    font = ImageFont.truetype(str(file), _EM, layout_engine=ImageFont.Layout.BASIC)
    return font, bytes(font.getmask("\uffff"))
