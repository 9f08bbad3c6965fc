"""What is wrong with the writing of a TOML file, for people who have never heard of TOML."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import tomllib

_AT = re.compile(r"\s*\(at (?:line (\d+), column \d+|end of document)\)$")
_CURLY = re.compile("[\u201c\u201d\u2018\u2019]")
_COMMA = re.compile(r"=\s*[0-9]+,[0-9]+\s*(?:#.*)?$")
_CLOCK = re.compile(r"=\s*[0-9]{1,2}[:.][0-9]{2}\s*(?:#.*)?$")
_TRUTH = re.compile(r"=\s*(True|False|TRUE|FALSE|yes|no|Yes|No)\s*(?:#.*)?$")
_QUOTES_INSIDE = re.compile(r'=\s*"[^"]*"[^,\]}#\s]')

_WORDS = (
    ("Unclosed array", "A list is not closed with ], or there is no comma between two of its entries."),
    ("Unclosed inline table", "An entry in braces is not closed with }, or a comma is missing in it."),
    ("Unterminated string", 'A text is opened with " and not closed with another " on the same line.'),
    ("Illegal character", 'A text is opened with " and not closed with another " on the same line.'),
    ("Unescaped '\\'", "A backslash \\ has a meaning of its own in a text; write / instead, or two backslashes."),
    ("Cannot declare", "A heading in brackets stands here a second time; join the two parts under one."),
    ("at the end of a table declaration", "A heading is not closed with ]."),
    ("at the end of an array declaration", "A heading is not closed with ]]."),
    ("Expected '='", 'Expected a name, =, and a value: label = "Direct contact". A remark begins with #.'),
    ("Invalid statement", 'Expected a name, =, and a value: label = "Direct contact". A remark begins with #.'),
    ("Invalid initial character for a key", "An entry in braces must stand on one line, without a comma before }."),
)


def explained(error: tomllib.TOMLDecodeError, text: str) -> tuple[int | None, str]:
    """The line, from 1, at which a file can't be read, and what to do about it.

    Args:
        error: what the parser said.
        text: the file.
    """
    message = str(error)
    found = _AT.search(message)
    lines = text.splitlines()
    number = int(found[1]) if found is not None and found[1] else _last_line(lines)
    if "Cannot overwrite" in message:
        return _repeated(lines, number)
    if "Unclosed array" in message:
        # The parser notices at the entry that it can't go on with; the list may have begun in a line above.
        number = _opened(lines, number)
    line = lines[number - 1].strip() if number and number <= len(lines) else ""
    words = _words(message[: found.start()] if found else message, line)
    return number, f"{words} What can't be read: {line}"


def _words(message: str, line: str) -> str:
    if _CURLY.search(line):
        return "The line has curly quotes, as a word processor makes them; type straight ones."
    if _COMMA.search(line):
        return "A number has a decimal point, not a comma: 0.2."
    if _CLOCK.search(line):
        return 'A time of day needs quotes: "08:30".'
    if _TRUTH.search(line):
        return 'Yes and no are written true and false, without quotes; a text needs quotes: "yes".'
    for part, words in _WORDS:
        if part in message:
            return words
    if _QUOTES_INSIDE.search(line):
        return "A text in double quotes holds a double quote itself; use single ones inside: \"the 'other' group\"."
    if "Invalid value" in message:
        return 'The value after = is neither a number nor a text in quotes; a text needs quotes: "Direct contact".'
    if "Expected newline" in message:
        return "There is more on the line than one name and one value; a text needs quotes around all of it."
    return f"The line is not written as such files are ({message})."


def _repeated(lines: list[str], number: int | None) -> tuple[int | None, str]:
    """The name that stands twice under one heading, up to a line."""
    names: dict[str, int] = {}
    for i, line in enumerate(lines[:number], start=1):
        if line.lstrip().startswith("["):
            names.clear()
            continue
        name, equals, _ = line.partition("=")
        if equals and name.strip() in names and not name.lstrip().startswith("#"):
            first = names[name.strip()]
            return i, f"'{name.strip()}' is given twice, first in line {first}; keep one of the two lines."
        names[name.strip()] = i
    return number, "A name or heading is given twice; keep one of the two."


def _opened(lines: list[str], number: int | None) -> int | None:
    """The last line up to one in which a list is opened and not closed."""
    for i in range(min(number or 0, len(lines)), 0, -1):
        bare = re.sub(r'"[^"]*"', "", lines[i - 1]).partition("#")[0]
        if "=" in bare and bare.count("[") > bare.count("]"):
            return i
    return number


def _last_line(lines: list[str]) -> int | None:
    """The last line with anything on it."""
    return next((i for i in range(len(lines), 0, -1) if lines[i - 1].strip()), None)
