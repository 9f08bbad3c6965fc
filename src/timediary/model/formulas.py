"""Texts in delimited files that no spreadsheet runs, and back again.

A spreadsheet takes a cell of a delimited file that begins with `=`, `+`, `-`, `@`, a tab or a line end for a formula,
and runs it (https://owasp.org/www-community/attacks/CSV_Injection). What people wrote into a diary mustn't act where
somebody opens it. So an apostrophe goes before such a text, and before one that is written so already: reading takes
away one apostrophe before such a beginning, and every text comes back as it was.
"""

from __future__ import annotations

import re

# In half and in full width, after any apostrophes.
_ACTS = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")  # noqa: RUF001
_NUMBER = re.compile(r"[+-](?:\d+\.?\d*|\.\d+)", re.ASCII)
# What a line has that may hold a neutralised text.
MAY_BE_NEUTRALISED = re.compile("'['=+\\-@\t\r\n＝＋－＠]")  # noqa: RUF001


def neutralised(text: str) -> str:
    """A text as a cell of a delimited file, so that no spreadsheet runs it; a number such as `-5` stays one.

    Examples:
        >>> neutralised("=1+1"), neutralised("-5"), neutralised("'=1+1")
        ("'=1+1", '-5', "''=1+1")
    """
    return f"'{text}" if _ACTS.match(text) and not _NUMBER.fullmatch(text) else text


def restored(text: str) -> str:
    """The text that `neutralised` made a cell of.

    Examples:
        >>> restored("'=1+1"), restored("-5"), restored("'quoted'")
        ('=1+1', '-5', "'quoted'")
    """
    return text[1:] if text.startswith("'") and _ACTS.match(text) else text
