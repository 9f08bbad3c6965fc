"""Text from an input made harmless: it is shown, and never acts on a terminal, a browser or a spreadsheet."""

from __future__ import annotations

from timediary.model.formulas import neutralised

_WHITE = dict.fromkeys((ord(mark) for mark in "\t\n\v\f\r\x85\u2028\u2029"), " ")
# Control characters could move a terminal's cursor, and marks of direction could reorder what stands beside them.
_HIDDEN = dict.fromkeys((*range(0x20), *range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A)), "\ufffd")
_LONE_SURROGATES = dict.fromkeys(range(0xD800, 0xE000), "\ufffd")
_ACTIVE = {**_HIDDEN, **_LONE_SURROGATES, **_WHITE}
_MARKUP = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#x27;"})


def visible(text: str) -> str:
    """The text on one line, with a replacement mark for each character that would act instead of showing."""
    return text if text.isprintable() else text.translate(_ACTIVE)


def escaped(text: str) -> str:
    """The text as content or attribute of a web page."""
    return visible(text).translate(_MARKUP)


def spreadsheet_safe(text: str) -> str:
    """The text for a cell of a delimited file, so that no spreadsheet runs it; line ends become `\\n`."""
    return neutralised(text.replace("\r\n", "\n").replace("\r", "\n"))
