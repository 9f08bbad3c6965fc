"""Marks as SVG: fit for reading aloud, for web pages and for dark rooms.

Text stays text. Looks are attributes of their own and not `style`, which a page with a strict policy of content would
not let through; ids begin with a name, so that several pictures can stand in one page. Units are points.
"""

from __future__ import annotations

import re
from base64 import b64encode
from typing import TYPE_CHECKING

from timediary.plot.marks import Area, Box, Disc, Line, Pixels, Words
from timediary.plot.style import FONT, GROUND, HAIRLINE, INK, MM_PER_POINT, RULE, SOFT
from timediary.render.escaping import escaped

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from timediary.plot.marks import Fill, Mark, Pen, Place

_FONTS = f"'{FONT}', Verdana, 'Segoe UI', Arial, sans-serif"
# Ink, and the shares of it that stand for softer colours, in a page whose text may be dark or light.
_SHARES = {INK: "", SOFT: ".78", RULE: ".3"}
_ENDS = {"left": "", "center": ' text-anchor="middle"', "right": ' text-anchor="end"'}
# What is repeated every six points, for each kind of hatching.
_TILE = 6
_HATCHES = {
    "////": "M-1 1L1 -1M0 6L6 0M5 7L7 5M-1 4L4 -1M2 7L7 2",
    "\\\\\\\\": "M-1 5L1 7M0 0L6 6M5 -1L7 1M-1 2L4 7M2 -1L7 4",
    "....": "M1 1.5h1M4 4.5h1",
    "xxxx": "M0 0L6 6M0 6L6 0",
}


def page_of(marks: Sequence[Mark], size: tuple[float, float], title: str, description: str) -> str:
    """A file of its own.

    Args:
        marks: of the picture.
        size: width and height of the page in millimetres.
        title: read aloud, and shown by some programs.
        description: read aloud.
    """
    svg = _Writer("picture", in_page=False).written(marks, size, title, description)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{svg}'


def fragment_of(marks: Sequence[Mark], size: tuple[float, float], title: str, description: str, name: str) -> str:
    """An element of a web page, in the colour of its text, on its ground.

    Args:
        marks: of the picture.
        size: width and height of the page in millimetres.
        title: read aloud.
        description: read aloud.
        name: what the ids begin with.

    Raises:
        ValueError: `name` can't begin an id.
    """
    if not re.fullmatch(r"[A-Za-z][\w-]*", name):
        raise ValueError(f"'{name}' can't begin an id: letters, digits, '-' and '_', a letter first")
    return _Writer(name, in_page=True).written(marks, size, title, description)


class _Writer:
    """Writes the marks of one picture, and keeps the hatchings that they need."""

    def __init__(self, name: str, *, in_page: bool) -> None:
        self._name, self._in_page = name, in_page
        self._hatched: dict[Fill, str] = {}

    def written(self, marks: Sequence[Mark], size: tuple[float, float], title: str, description: str) -> str:
        name, (wide, high) = self._name, map(_number, size)
        body = [self._element(mark) for mark in marks]
        head = [
            f'<title id="{name}-title">{escaped(title)}</title>',
            f'<desc id="{name}-desc">{escaped(description)}</desc>',
        ]
        if self._hatched:
            head.append(f"<defs>{''.join(map(self._pattern, self._hatched))}</defs>")
        if not self._in_page:
            head.append(f'<rect width="{wide}" height="{high}" fill="{GROUND}"/>')
        told = f'role="img" aria-labelledby="{name}-title" aria-describedby="{name}-desc"'
        looks = f'font-family="{_FONTS}" stroke-linejoin="round" stroke-linecap="butt"'
        page = f'xmlns="http://www.w3.org/2000/svg" width="{wide}pt" height="{high}pt" viewBox="0 0 {wide} {high}"'
        return "\n".join([f"<svg {page} {told} {looks}>", *head, *body, "</svg>\n"])

    def _element(self, mark: Mark) -> str:
        match mark:
            case Words(text, x, base, size, colour, align, bold):
                looks = f'font-size="{size:g}"{_ENDS[align]}{self._colour("fill", colour)}'
                weight = ' font-weight="bold"' if bold else ""
                return f'<text x="{_number(x)}" y="{_number(base)}" {looks}{weight}>{escaped(text)}</text>'
            case Line(places, pen):
                return f'<path d="M{_path(places)}" fill="none"{self._pen(pen)}/>'
            case Box(x, y, width, height, fill, pen):
                return f"<rect{_room(x, y, width, height)}{self._fill(fill)}{self._pen(pen)}/>"
            case Area(places, fill, pen):
                return f'<path d="M{_path(places)}Z"{self._fill(fill)}{self._pen(pen)}/>'
            case Disc(x, y, radius, clear_or_fill, pen):
                centre = f'cx="{_number(x)}" cy="{_number(y)}" r="{_number(radius)}"'
                return f"<circle {centre}{self._fill(clear_or_fill)}{self._pen(pen)}/>"
            case Pixels():
                return _image(mark)

    def _fill(self, fill: Fill | None) -> str:
        if fill is None:
            return ' fill="none"'
        if not fill.hatch:
            return self._colour("fill", fill.colour)
        return f' fill="url(#{self._hatched.setdefault(fill, f"{self._name}-hatch-{len(self._hatched) + 1}")})"'

    def _pen(self, pen: Pen | None) -> str:
        if pen is None:
            return ""
        dashes = f' stroke-dasharray="{" ".join(f"{length:g}" for length in pen.dashes)}"' if pen.dashes else ""
        return f'{self._colour("stroke", pen.colour)} stroke-width="{pen.width:g}"{dashes}'

    def _colour(self, role: str, colour: str) -> str:
        """A colour; in a page, ink is the colour of the text around the picture, and the ground is clear."""
        if not self._in_page:
            return f' {role}="{colour}"'
        if colour == GROUND:
            return f' {role}="none"'
        if colour not in _SHARES:
            return f' {role}="{colour}"'
        share = _SHARES[colour]
        return f' {role}="currentColor"' + (f' {role}-opacity="{share}"' if share else "")

    def _pattern(self, fill: Fill) -> str:
        tile = f'width="{_TILE}" height="{_TILE}"'
        lines = f'<path d="{_HATCHES[fill.hatch]}" fill="none" stroke="{fill.text}" stroke-width="{2 * HAIRLINE:g}"/>'
        return (
            f'<pattern id="{self._hatched[fill]}" {tile} patternUnits="userSpaceOnUse">'
            f'<rect {tile} fill="{fill.colour}"/>{lines}</pattern>'
        )


def _image(mark: Pixels) -> str:
    """Pixels as they are, none mixed with its neighbours."""
    from io import BytesIO

    from PIL import Image

    content = BytesIO()
    Image.fromarray(mark.pixels, "RGBA").save(content, "png")
    place = _room(mark.x, mark.y, mark.width, mark.height)
    looks = 'preserveAspectRatio="none" image-rendering="pixelated"'
    return f'<image{place} {looks} href="data:image/png;base64,{b64encode(content.getvalue()).decode("ascii")}"/>'


def _room(x: float, y: float, width: float, height: float) -> str:
    return f' x="{_number(x)}" y="{_number(y)}" width="{_number(width)}" height="{_number(height)}"'


def _path(places: Iterable[Place]) -> str:
    return "L".join(f"{_number(x)} {_number(y)}" for x, y in places)


def _number(millimetres: float) -> str:
    """A length in points, to a hundredth."""
    return f"{millimetres / MM_PER_POINT:.2f}".rstrip("0").rstrip(".")
