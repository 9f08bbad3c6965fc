"""What matplotlib draws as SVG, made fit for reading aloud, for web pages and for dark rooms.

Text stays text. Looks are attributes of their own and not `style`, which a page with a strict policy of content would
not let through; ids that nothing refers to go, so that several pictures can stand in one page.
"""

from __future__ import annotations

import re

from timediary.plot.style import FONT, GROUND, INK, RULE, SOFT
from timediary.render.escaping import escaped

# Text is escaped, so that this matches tags alone.
_TAG = re.compile(r"<[a-zA-Z][^>]*>")
_STYLE = re.compile(r'\sstyle="([^"]*)"')
_ID = re.compile(r'\sid="([^"]*)"')
_REFERENCE = re.compile(r'(?<=url\(#)[^)]*(?=\))|(?<=xlink:href="#)[^"]*(?=")')
_HEAD = re.compile(r".*?(?=<svg)", re.DOTALL)
_SHEET = re.compile(r"\s*<defs>\s*<style[^>]*>[^<]*</style>\s*</defs>")
_ROOT = re.compile(r"<svg[^>]*>")
_EMPTY_GROUP = re.compile(r"\s*<g>\s*</g>")
_TURNED_BY_NOTHING = re.compile(r'\stransform="rotate\(-?0 [^"]*\)"')

_FONTS = f"'{FONT}', Verdana, 'Segoe UI', Arial, sans-serif"
# Ink, and the shares of it that stand for softer colours, in a page whose text may be dark or light.
_SHARES = {INK: "1", SOFT: ".78", RULE: ".3"}


def page_of(drawn: str, title: str, description: str) -> str:
    """A file of its own.

    Args:
        drawn: what matplotlib wrote.
        title: read aloud, and shown by some programs.
        description: read aloud.
    """
    return f'<?xml version="1.0" encoding="utf-8"?>\n{_told(_cleaned(drawn), title, description, "picture")}'


def fragment_of(drawn: str, title: str, description: str, name: str) -> str:
    """An element of a web page, in the colour of its text, on its ground.

    Args:
        drawn: what matplotlib wrote.
        title: read aloud.
        description: read aloud.
        name: what the ids begin with.

    Raises:
        ValueError: `name` can't begin an id.
    """
    if not re.fullmatch(r"[A-Za-z][\w-]*", name):
        raise ValueError(f"'{name}' can't begin an id: letters, digits, '-' and '_', a letter first")
    svg = _told(_cleaned(drawn, name), title, description, name)
    return _TAG.sub(lambda tag: _in_the_colour_of_text(tag[0]), svg)


def _cleaned(drawn: str, name: str = "") -> str:
    svg = _SHEET.sub("", _HEAD.sub("", drawn, count=1), count=1)
    wanted = set(_REFERENCE.findall("".join(_TAG.findall(svg))))
    svg = _TAG.sub(lambda tag: _plain(tag[0], wanted, f"{name}-" if name else ""), svg)
    while (fewer := _EMPTY_GROUP.sub("", svg)) != svg:
        svg = fewer
    return svg


def _plain(tag: str, wanted: set[str], prefix: str) -> str:
    """A tag with its style as attributes, and its id only where something refers to it."""
    tag = _ID.sub(lambda found: f' id="{prefix}{found[1]}"' if found[1] in wanted else "", tag)
    tag = _REFERENCE.sub(lambda found: prefix + found[0], tag)
    return _STYLE.sub(lambda found: _attributes(found[1]), _TURNED_BY_NOTHING.sub("", tag))


def _attributes(style: str) -> str:
    looks = (look.partition(":") for look in style.split(";"))
    # Of a look that is given twice the last one counts, in styles; as an attribute it may be there once.
    named = {name.strip(): value.strip() for name, _, value in looks}
    shown = {name: value for name, value in named.items() if name and name != "font-family"}
    return "".join(_font(value) if name == "font" else f' {name}="{value}"' for name, value in shown.items())


def _font(shorthand: str) -> str:
    """Weight and size of a font named in short, as older versions of matplotlib do: `700 9px 'DejaVu Sans'`."""
    *weight, size = shorthand.partition(" '")[0].split()
    return "".join(f' font-weight="{word}"' for word in weight) + f' font-size="{size}"'


def _told(svg: str, title: str, description: str, name: str) -> str:
    """The picture with its title and description, as one image to a reader of screens."""
    told = (
        f'\n <title id="{name}-title">{escaped(title)}</title>\n <desc id="{name}-desc">{escaped(description)}</desc>'
    )
    looks = f'font-family="{_FONTS}" stroke-linejoin="round" stroke-linecap="butt"'
    names = f'role="img" aria-labelledby="{name}-title" aria-describedby="{name}-desc"'
    root = _ROOT.search(svg)
    if root is None:
        raise ValueError("what was drawn is no SVG")
    return f"{svg[: root.end() - 1]} {names} {looks}>{told}{svg[root.end() :]}"


def _in_the_colour_of_text(tag: str) -> str:
    """A tag whose ink is the colour of the text around the picture, and whose ground is clear."""
    for role in ("fill", "stroke"):
        tag = tag.replace(f' {role}="{GROUND}"', f' {role}="none"')
        for colour, share in _SHARES.items():
            opacity = "" if share == "1" or f" {role}-opacity=" in tag else f' {role}-opacity="{share}"'
            tag = tag.replace(f' {role}="{colour}"', f' {role}="currentColor"{opacity}')
    return tag
