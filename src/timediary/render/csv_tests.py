"""`tests.csv`: every test that the columns of a table are alike, one a row."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

from timediary.model.differences import Test
from timediary.render.delimited import delimited, in_utf_8

if TYPE_CHECKING:
    from collections.abc import Iterator

    from timediary.model.results import Results
    from timediary.render.intervals import Show

_FIELDS = tuple(field.name for field in fields(Test))


def render(results: Results, _show: Show | None = None) -> bytes:
    """`tests.csv`, in UTF-8 without mark; `row` is empty where all rows are tested together."""
    return in_utf_8(delimited(("table", *_FIELDS), _rows(results)))


def _rows(results: Results) -> Iterator[list[str | float]]:
    for table in results.tables:
        for test in table.tests.tests if table.tests else ():
            yield [table.id, *(getattr(test, name) for name in _FIELDS)]
