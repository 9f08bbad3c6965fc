"""Delimited text in UTF-8: one file per sheet, in which no text is a formula."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Literal

from timediary.model.formulas import neutralised
from timediary.model.spelling import number_text

if TYPE_CHECKING:
    from pathlib import Path

    from timediary.export.sheets import Sheet, Value


def write_delimited(sheet: Sheet, path: Path, delimiter: str) -> None:
    """Write one sheet as text with this delimiter; lines end as RFC 4180 has it.

    Raises:
        OSError: the file can't be written.
    """
    with path.open("w", encoding="utf-8", newline="") as stream:
        # With one column, any sign that comes in all its lines could be taken for the delimiter.
        quoting: Literal[0, 1] = csv.QUOTE_ALL if len(sheet.header) == 1 else csv.QUOTE_MINIMAL
        lines = csv.writer(stream, delimiter=delimiter, quoting=quoting)
        lines.writerow(map(neutralised, sheet.header))
        for row in sheet.rows():
            lines.writerow(map(_field, row))


def _field(value: Value) -> Value:
    if isinstance(value, str):
        return neutralised(value)
    return number_text(value) if isinstance(value, float) else value
