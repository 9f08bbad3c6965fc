"""Delimited text for other programs: no cell is a formula, numbers are unrounded, lines end in `\\n`."""

from __future__ import annotations

import csv
import io
import math
from typing import TYPE_CHECKING

from timediary.render.inert import spreadsheet_safe

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def delimited(header: Sequence[str], rows: Iterable[Iterable[str | float | None]]) -> str:
    """Rows under a header, which stands even where there are none; what is no number is an empty cell."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([_field(value) for value in row] for row in rows)
    return file.getvalue()


def in_utf_8(text: str) -> bytes:
    """The text as a file, without mark; half a surrogate, which no file can hold, as its escape."""
    return text.encode("utf-8", "backslashreplace")


def _field(value: str | float | None) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return spreadsheet_safe(value)
    return repr(value) if math.isfinite(value) else ""
