"""Wide diaries of sheets that hold rows and of those that hold columns: what is understood of them is the same."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, strategies as st
from tests.ingest.files import STUDY

from timediary.ingest.assemble import assemble_sheet
from timediary.ingest.cell import are_plain_ids, is_plain_id
from timediary.ingest.decoder import Decoder
from timediary.ingest.sheet import Batch, CodedColumn, ColumnSheet, RowSheet
from timediary.ingest.wide_rows import CodeNumbers
from timediary.model.survey import Source

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from timediary.ingest.cell import Cell
    from timediary.model.survey import Survey

SLOTS = [STUDY.grid.slot_name(slot) for slot in range(16, 40)]
NAMES = ("respondent", "week_beginning", "setting", "contracted_hours", "team", *SLOTS, "Mon 08:xx", "monday 0830")
IDS: tuple[Cell, ...] = (None, " ", "NA", "R0003", "1.5E+12", "#REF!", "r 77 ", 12, 12.0)
ODD: tuple[Cell, ...] = ("D 10", "d-10", "X9", "D10 D11", "#DIV/0!", "NA", " ", 1, 1.0, True, "superv", "\u200b")
WEEKS: tuple[Cell, ...] = ("2027-05-10", "10/05/2027", "soon", None)
SETTINGS: tuple[Cell, ...] = ("Adults", "adults?", None)
HOURS: tuple[Cell, ...] = (37.0, 18.5, None, float("nan"), -1.0, "37,5", "30", 20.0)
PLAIN_OR_NOT: list[Cell] = ["R1", "0045", "s_7", "R", "", "a1\n2", "R\u0661", "1.0", "x" * 59 + "1", "x" * 60 + "1", 7]
ROWS = 1_100


def table(seed: int, *, dated: bool) -> list[list[Cell]]:
    """Rows with ids twice and without ids, odd codes, answers that are none, and rows with nothing."""
    random = Random(seed)  # noqa: S311 - chance, not secrecy
    codes = [code.id for code in STUDY.codes]
    rows: list[list[Cell]] = []
    for number in range(ROWS):
        slots: list[Cell] = [random.choice(codes) if random.random() < 0.3 else None for _ in NAMES[5:]]
        if random.random() < 0.05:
            slots[random.randrange(len(slots))] = random.choice(ODD)
        id_ = random.choice(IDS) if random.random() < 0.03 else f"R{number:04d}"
        week = random.choice(WEEKS) if dated else None
        rows.append([id_, week, random.choice(SETTINGS), random.choice(HOURS), f"Team {number % 7}", *slots])
        if random.random() < 0.02:
            rows[-1] = [None] * len(NAMES)
    return rows


class AsRows(RowSheet):
    columns = NAMES
    content: Sequence[Sequence[Cell]] = ()

    def rows(self) -> Iterator[Sequence[Cell]]:
        yield from self.content


class AsColumns(ColumnSheet):
    """Columns whose dictionaries hold cells that no row has, in another order than that of rows."""

    columns = NAMES
    content: Sequence[Sequence[Cell]] = ()
    size = 512

    def coded_batches(self, columns: Sequence[int], first_row: int) -> Iterator[Batch]:
        for start in range(first_row - 1, len(self.content), self.size):
            rows = self.content[start : start + self.size]
            yield Batch(start + 1, [_coded([row[column] for row in rows]) for column in columns])


def _coded(cells: Sequence[Cell]) -> CodedColumn:
    values = ["nobody's", *{(type(cell), repr(cell)): cell for cell in reversed(cells)}.values(), "9,75"]
    places = {(type(cell), repr(cell)): place for place, cell in enumerate(values)}
    return CodedColumn(values, np.array([places[type(cell), repr(cell)] for cell in cells], np.int32))


def read(kind: type[AsRows | AsColumns], content: Sequence[Sequence[Cell]], size: int = 512) -> Survey:
    sheet = kind("a", lettered=False)
    sheet.content = content
    if isinstance(sheet, AsColumns):
        sheet.size = size
    return assemble_sheet(sheet, STUDY, Source(("a",), ()))


@pytest.mark.parametrize(("seed", "dated", "size"), [(1, False, 512), (2, True, 512), (3, False, 300)])
def test_rows_and_columns_are_understood_alike(seed: int, dated: bool, size: int) -> None:
    content = table(seed, dated=dated)
    rows, columns = read(AsRows, content), read(AsColumns, content, size)
    assert len(rows.problems) > 50
    assert rows.respondents == columns.respondents
    np.testing.assert_array_equal(rows.codes, columns.codes)
    assert rows.attributes.keys() == columns.attributes.keys()
    for id_, attribute in rows.attributes.items():
        assert attribute.variable == columns.attributes[id_].variable
        np.testing.assert_array_equal(attribute.values, columns.attributes[id_].values)
    assert rows.ledger == columns.ledger
    if size == 512:
        assert rows.problems == columns.problems
        assert rows.reading == columns.reading
    else:  # what is found out in each part of the sheet is told together
        assert sorted(map(repr, rows.problems)) == sorted(map(repr, columns.problems))


def test_codes_are_decoded_in_the_order_of_rows() -> None:
    seen: list[Cell] = []

    def decode(cell: Cell) -> int:
        seen.append(cell)
        return len(seen)

    numbers = CodeNumbers(decode, 40)
    first = CodedColumn(["never", "d", "a"], np.array([2, 2, 1], np.int32))
    second = CodedColumn(["c", "b"], np.array([1, 0, 1], np.int32))
    assert numbers.of_columns([first, second]).tolist() == [[1, 1, 4], [2, 3, 2]]
    assert seen == ["a", "b", "c", "d"]
    assert numbers.of_rows([["d", "e"]]).tolist() == [[4, 5]]


def test_a_decoder_may_decode_many_cells_at_once() -> None:
    def decode(cell: Cell) -> int:
        return -len(str(cell))

    def at_once(cells: Sequence[Cell]) -> list[int] | None:
        return None if "?" in cells else [len(str(cell)) for cell in cells]

    decoder = Decoder(decode, np.int16, 0, at_once)
    values = ["a", "bb", "?", *map(str, range(100))]
    assert decoder(CodedColumn(values, np.array([1, 0, 1], np.int32)))[0].tolist() == [2, 1, 2]
    assert decoder(CodedColumn(values, np.array([2, 13, 1], np.int32)))[0].tolist() == [-1, -2, 2]


@given(st.lists(st.sampled_from(PLAIN_OR_NOT)))
def test_many_ids_are_plain_if_each_is(cells: list[Cell]) -> None:
    assert are_plain_ids(cells) == (bool(cells) and all(map(is_plain_id, cells)))
