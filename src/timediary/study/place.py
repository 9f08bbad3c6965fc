"""The line of a key in a TOML file: the parser gives values only, but messages should name the line.

Found by the headers and keys at the beginnings of lines, as people write them; where a file is written otherwise, a
message does without.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_HEADER = re.compile(r"\s*(\[{1,2})\s*([^\[\]]+?)\s*\]{1,2}\s*(?:#.*)?")
_KEY = re.compile(r"""\s*["']?([\w-]+)["']?\s*(?:\.[^=]*)?=""")


class Step(NamedTuple):
    """One step into a file: the table of a key, or the one at a position, from 0, in a list of tables."""

    key: str
    position: int | None = None


def line_of(text: str, steps: tuple[Step, ...], key: str) -> int | None:
    """The line, from 1, in which a key of a table stands; that of the table where the key is absent.

    Args:
        text: the file.
        steps: the way to the table, from the outermost.
        key: the key in it.

    Returns:
        None where the table can't be found.
    """
    lines = text.splitlines()
    first, last = 0, _next_header(lines, 0)
    inside: tuple[int, int] | None = None
    for number, step in enumerate(steps):
        headed = _headed(lines, steps[: number + 1])
        if headed is not None:
            first, last, inside = headed, _next_header(lines, headed + 1), None
            continue
        start = _key_line(lines, step.key, first, last)
        if start is None:
            return first + 1 if steps else None
        inside = _inline(lines, start, last, step.position or 0)
        if inside is None:
            return start + 1
        first, last = inside
    found = None if inside is not None else _key_line(lines, key, first, last)
    if found is not None:
        return found + 1
    if steps:
        return first + 1
    own = next((at for at in (_headed(lines, (Step(key, n),)) for n in (None, 0)) if at is not None), None)
    return None if own is None else own + 1


def _headed(lines: list[str], steps: tuple[Step, ...]) -> int | None:
    """The line of a table's own header, `[a.b]` or the right one of several `[[a]]`."""
    name = ".".join(step.key for step in steps)
    position = steps[-1].position
    brackets = "[" if position is None else "[["
    left = position or 0
    for number, line in enumerate(lines):
        match = _HEADER.fullmatch(line)
        if match is not None and match[1] == brackets and match[2].replace(" ", "") == name:
            if left == 0:
                return number
            left -= 1
    return None


def _next_header(lines: list[str], start: int) -> int:
    return next((n for n in range(start, len(lines)) if _HEADER.fullmatch(lines[n])), len(lines))


def _key_line(lines: list[str], key: str, first: int, last: int) -> int | None:
    for number in range(first, last):
        match = _KEY.match(lines[number])
        if match is not None and match[1] == key:
            return number
    return None


def _inline(lines: list[str], start: int, last: int, position: int) -> tuple[int, int] | None:
    """The line of the table in braces at a position of a list that begins in a line."""
    for number in range(start, last):
        here = re.sub(r'"[^"]*"', "", lines[number]).count("{")
        if position < here:
            return number, number + 1
        position -= here
    return None
