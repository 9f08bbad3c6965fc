"""Figures in tidy form as delimited text: no cell is a formula, numbers are unrounded, lines end in `\\n`."""

from __future__ import annotations

import csv
import io
import math
from typing import TYPE_CHECKING

from timediary.model.document import Medium
from timediary.render.escaping import spreadsheet_safe

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from timediary.model.document import Document, Fields, Records

SUFFIX = ".csv"
SUMMARY = "every figure in full, one a row"
MEDIUM = Medium.TEXT


def paint(document: Document) -> bytes:
    """The first of the document's records, in UTF-8 without mark."""
    return csv_of(document.records[0]) if document.records else b""


def csv_of(records: Records) -> bytes:
    """Records as a file."""
    return in_utf_8(delimited(records.header, records.rows()))


def delimited(header: Sequence[str], rows: Iterable[Fields]) -> str:
    """Rows under a header, which stands even where there are none; what is not a number is an empty cell."""
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
