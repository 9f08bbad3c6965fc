"""How much room text takes in a picture, and how it is broken so that it fits."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from matplotlib.font_manager import FontProperties, findfont
from matplotlib.ft2font import FT2Font

from timediary.plot.style import FONT, MM_PER_POINT
from timediary.render.escaping import visible

_EM = 1000
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
    font = _font(bold)
    glyph = font.get_char_index(ord(character))
    return font.load_glyph(glyph).linearHoriAdvance / 65536 / _EM if glyph else _UNKNOWN


@cache
def _font(bold: bool) -> FT2Font:
    # One of its own: matplotlib changes the size of those that it shares.
    font = FT2Font(findfont(FontProperties(family=[FONT], weight="bold" if bold else "normal")))
    font.set_size(_EM, 72)
    return font
