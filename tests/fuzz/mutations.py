"""What becomes of files on their way: bytes, the parts of zipped ones, JSON, and lines of definitions."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from tests.fuzz.tables import ODD_CELLS
from tests.fuzz.writers import parts_of, zipped

if TYPE_CHECKING:
    from random import Random

_SIGNS = b"<>/\"'= a09-\xff\0&;"
_NUMBER = re.compile(rb"\d+")
_ATTRIBUTE = re.compile(rb"\s[\w:.]+=\"[^\"]*\"")
_ELEMENT = re.compile(rb"<(\w[\w:]*)[^<>]*?(?:/>|>[^<>]*</\1>)")
_PLACE = re.compile(rb" r=\"[A-Z]+[0-9]+\"")
_WORD = re.compile(rb"\"[^\"<>]*\"|>[^<>]+<")
_FAR = (
    b"0",
    b"1",
    b"-1",
    b"255",
    b"65536",
    b"1048576",
    b"1048577",
    b"4294967295",
    b"99999999999",
    b"18446744073709551616",
)
_PLACES = (b"A1", b"XFD1048576", b"XFE1", b"B99999999999", b"A0", b"AAAA1", b"1A", b"a1", b"MB1048576", b"")
_WORDS = (
    b"",
    b"s",
    b"e",
    b"b",
    b"str",
    b"inlineStr",
    b"d",
    b"n",
    b"rId9",
    b"../../x",
    b"string",
    b"float",
    b"date",
    b"1e999",
)


def bytes_changed(content: bytes, random: Random) -> bytes:
    """Bytes overwritten, dropped, repeated, or cut off."""
    changed = bytearray(content)
    for _ in range(random.choice((1, 1, 1, 2, 4, 16))):
        if not changed:
            break
        at, kind = random.randrange(len(changed)), random.randrange(6)
        if kind <= 2:
            changed[at] = random.choice(_SIGNS) if kind else random.randrange(256)
        elif kind == 3:
            del changed[at : at + random.choice((1, 1, 4, 64, len(changed)))]
        elif kind == 4:
            changed[at:at] = changed[at : at + random.choice((1, 4, 64, 1024))]
        else:
            changed[at : at + 4] = random.choice((b"\xff" * 4, bytes(4), b"\x7f\xff\xff\xff", b"\0\0\0\x80"))
    return bytes(changed)


def part_changed(content: bytes, random: Random) -> bytes:
    """A zipped file with one of its parts changed, in the terms of its XML where it is XML."""
    parts = parts_of(content)
    names = list(parts)
    likely = [
        name for name in names if "sheet" in name or name in ("content.xml", "xl/sharedStrings.xml", "xl/styles.xml")
    ]
    name = random.choice(likely if likely and random.random() < 0.7 else names)
    part = parts[name]
    if random.random() < 0.03:
        del parts[name]
    elif part[:1] == b"<" and random.random() < 0.8:
        for _ in range(random.choice((1, 1, 2, 3))):
            part = _xml_changed(part, random)
        parts[name] = part
    else:
        parts[name] = bytes_changed(part, random)
    return zipped(parts)


def _xml_changed(xml: bytes, random: Random) -> bytes:
    """A number, an attribute, an element or a place of a cell changed, dropped, repeated or moved."""
    kind = random.randrange(8)
    if kind == 0:
        return _replaced(xml, _NUMBER, random.choice(_FAR), random)
    if kind == 1:
        return _replaced(xml, _ATTRIBUTE, b"", random)
    if kind == 2:
        return _replaced(xml, _ELEMENT, b"", random)
    if kind == 3:
        return _replaced(xml, _PLACE, b' r="%s"' % random.choice(_PLACES), random)
    if kind == 4:
        return _replaced(xml, _WORD, b'"%s"' % random.choice(_WORDS), random)
    found = list(_ELEMENT.finditer(xml))
    if not found:
        return bytes_changed(xml, random)
    one, other = random.choice(found), random.choice(found)
    if kind == 5:
        return xml[: other.start()] + one[0] + xml[other.start() :]
    if kind == 6:
        return xml[: one.start()] + one[0] * random.choice((2, 3, 500)) + xml[one.end() :]
    first, last = sorted((one, other), key=lambda match: match.start())
    return (
        xml[: first.start()] + last[0] + xml[first.end() : last.start()] + first[0] + xml[last.end() :]
        if (first is not last)
        else xml
    )


def _replaced(xml: bytes, pattern: re.Pattern[bytes], by: bytes, random: Random) -> bytes:
    found = list(pattern.finditer(xml))
    if not found:
        return bytes_changed(xml, random)
    match = random.choice(found)
    return xml[: match.start()] + by + xml[match.end() :]


def json_changed(content: bytes, random: Random) -> bytes:
    """JSON with values of other types, keys dropped, added or repeated, nested or not."""
    value: Any = json.loads(content)
    for _ in range(random.randint(1, 3)):
        holder = value
        while isinstance(holder, dict) and holder and random.random() < 0.5:
            inner = holder[random.choice(list(holder))]
            if not isinstance(inner, dict):
                break
            holder = inner
        if not isinstance(holder, dict) or not holder:
            continue
        key = random.choice(list(holder))
        kind = random.randrange(4)
        if kind == 0:
            del holder[key]
        elif kind == 1:
            holder[str(random.choice(ODD_CELLS))[:300]] = holder[key]
        else:
            odd = random.choice(ODD_CELLS)
            plain = odd if isinstance(odd, (str, int, float, type(None))) else str(odd)
            holder[key] = random.choice((plain, [plain], {"a": plain}, True, [], {}, [[[]]], 10**400))
    return json.dumps(value).encode("utf-8", "replace")


def lines_changed(content: bytes, random: Random) -> bytes:
    """Text with lines dropped, repeated, merged or swapped, or another value behind a name."""
    lines = content.split(b"\n")
    for _ in range(random.randint(1, 3)):
        at, kind = random.randrange(len(lines)), random.randrange(6)
        if kind == 0:
            del lines[at]
        elif kind == 1:
            lines.insert(at, random.choice(lines))
        elif kind == 2 and at + 1 < len(lines):
            lines[at : at + 2] = [lines[at] + lines[at + 1]]
        elif kind == 3:
            other = random.randrange(len(lines))
            lines[at], lines[other] = lines[other], lines[at]
        else:
            before, sign, _ = lines[at].partition(random.choice((b"=", b",")))
            odd = random.choice(ODD_CELLS)
            text = random.choice((f'"{odd}"', str(odd), f"[{odd!r}]", "-7", "1979-05-27", "true", "[]", "{}", "nan"))[
                :500
            ]
            lines[at] = before + sign + text.encode("utf-8", "replace")
        lines = lines or [b""]
    return b"\n".join(lines)
