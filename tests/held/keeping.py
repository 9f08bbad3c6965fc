"""A list of what came out: long content by its head and a digest, numbers to 12 digits, compared with that care.

The digest of what isn't written out has two parts: of the text with its long numbers left out, and a weighted sum of
these numbers. Sums may differ in their last digits between processors, so that a digest of digits would now and then
differ for nothing; the weighted sum moves visibly if any number moves in its first eight digits.
"""

from __future__ import annotations

import hashlib
import math
import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

EXPECTED = Path(__file__).parent / "expected"
HEAD = 50  # lines of a part that are written out
# Parts of which fewer lines are enough: looks and behaviour, tidy rows, and what documents are made of.
HEADS = ((r" (style|script)$", 0), (r"\.xml$|\.csv$| rows$", 15))
WIDTH = 240  # characters of a line that are written out
CLOSE = 1e-10
_NUMBER = re.compile(r"(?<![\w.])-?\d+(?:\.\d+(?:[eE][-+]?\d+)?|[eE][-+]?\d+)(?![\w.])")
_DIGITS = 10  # significant digits from which a number counts as long


def listed(lines: Iterable[str], head: int = HEAD) -> Iterator[str]:
    """The lines as they are held."""
    rounded = [_NUMBER.sub(_to_12_digits, line) for line in lines]
    for line in rounded[:head]:
        yield (
            line if len(line) <= WIDTH else f"{line[:WIDTH]} [and {len(line) - WIDTH:,} characters: {_digest([line])}]"
        )
    if len(rounded) > head:
        yield f"[and {len(rounded) - head:,} lines: {_digest(rounded[head:])}]"


def same(one: str, other: str) -> bool:
    """Whether two lines say the same, numbers to about eleven digits."""
    if one == other:
        return True
    if _NUMBER.sub("#", one) != _NUMBER.sub("#", other):
        return False
    pairs = zip(_NUMBER.findall(one), _NUMBER.findall(other), strict=True)
    return all(math.isclose(float(a), float(b), rel_tol=1e-11, abs_tol=CLOSE / 10) for a, b in pairs)


def differ(expected: Sequence[str], found: Sequence[str]) -> bool:
    """Whether two lists differ in more than the last digits of numbers."""
    return len(expected) != len(found) or not all(map(same, expected, found))


def _to_12_digits(match: re.Match[str]) -> str:
    value = float(match[0])
    if len(re.sub(r"[eE].*|[-.]", "", match[0]).strip("0")) < _DIGITS:
        return match[0]
    written = "0" if abs(value) < CLOSE / 100 else f"{value:.12g}"
    return written if "." in written or "e" in written else f"{written}.0"


def _digest(lines: Sequence[str]) -> str:
    numbers: list[float] = []

    def taken(match: re.Match[str]) -> str:
        if len(re.sub(r"[eE].*|[-.]", "", match[0]).strip("0")) < _DIGITS:
            return match[0]
        numbers.append(float(match[0]))
        return "#"

    text = "\n".join(_NUMBER.sub(taken, line) for line in lines)
    digest = hashlib.sha256(text.encode()).hexdigest()[:12]
    if not numbers:
        return digest
    weights = ((i * 2654435761 % 2**32) / 2**31 - 1 for i in range(1, len(numbers) + 1))
    total = math.fsum(weight * math.asinh(number * 1e9) for weight, number in zip(weights, numbers, strict=True))
    return f"{digest}, {len(numbers):,} numbers {total:.10f}"


def held(parts: Iterable[tuple[str, Sequence[str]]], *, briefly: bool = False) -> Iterator[str]:
    """The list of all parts; briefly with a third of the lines."""
    for heading, lines in parts:
        yield ""
        yield f"=== {heading}"
        head = next((head for found, head in HEADS if re.search(found, heading)), HEAD)
        yield from listed(lines, head // 3 if briefly else head)


def lines_of(name: str) -> list[str]:
    """What is held under a name."""
    path = EXPECTED / f"{name}.txt"
    return path.read_text(encoding="utf-8").removesuffix("\n").split("\n") if path.exists() else []
