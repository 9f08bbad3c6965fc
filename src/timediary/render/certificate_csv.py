"""`certificate.csv`: every published figure with the one made anew and the verdict, one a row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from timediary.render.delimited import delimited, in_utf_8

if TYPE_CHECKING:
    from collections.abc import Iterator

    from timediary.model.certificate import Certificate, Certified

COLUMNS = ("table", "row", "column", "kind", "published", "regenerated", "verdict", "reason")


def render(certificate: Certificate) -> bytes:
    """`certificate.csv`, in UTF-8 without mark; rows and columns as they are printed, as in `published.csv`."""
    return in_utf_8(delimited(COLUMNS, map(_fields, certificate.entries)))


def _fields(entry: Certified) -> Iterator[str | float | None]:
    cell = entry.cell
    yield from (cell.table, cell.row, cell.column, cell.figure.value)
    yield cell.printed if cell.value is None else _number(cell.value)
    yield entry.printed
    yield entry.verdict.value
    yield entry.reason


def _number(value: float) -> str:
    return f"{value:.10g}"
