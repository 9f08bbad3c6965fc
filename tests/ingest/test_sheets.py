"""The seam for kinds of files: sheets by rows or by coded columns, and the decoder of these."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from tests.ingest.files import STUDY

from timediary.ingest import read, source
from timediary.ingest.decoder import Decoder
from timediary.ingest.fault import Fault
from timediary.ingest.sheet import Batch, CodedColumn, ColumnSheet, Numbering, RowSheet
from timediary.model.problem import ProblemKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from timediary.ingest.cell import Cell

CELLS: list[list[Cell]] = [["R2", "Mon", "8.30", "D1"], ["R1", "Tue", "9.00", "D2"], ["R2", "Mon", "9.00", "X9"]]
NAMES = ("respondent", "day", "time", "code")


class Columns(ColumnSheet):
    """A sheet whose dictionaries are sorted and hold cells that no row has."""

    columns = NAMES

    size = 2

    def coded_batches(self, columns: Sequence[int], first_row: int) -> Iterator[Batch]:
        for start in range(first_row - 1, len(CELLS), self.size):
            rows = CELLS[start : start + self.size]
            coded = []
            for column in columns:
                values = sorted({"R0", "R3", *(str(row[column]) for row in CELLS)})
                numbers = np.array([values.index(str(row[column])) for row in rows], np.int32)
                coded.append(CodedColumn(values, numbers))
            yield Batch(start + 1, coded)


def open_columns(path: Path, file: str) -> list[Columns]:
    assert path.name == file.rpartition("/")[2]
    return [Columns("x.columns", lettered=False)]


class Rows(RowSheet):
    """A sheet of rows of unequal length."""

    def rows(self) -> Iterator[Sequence[Cell]]:
        yield from ([], ["a", "b"], ["c"], ["a", "b", "d"])


def test_columns_read_as_rows_and_rows_as_columns() -> None:
    assert [list(row) for row in Columns("x").rows()] == CELLS
    batches = list(Rows("x").coded_batches([1, 0], 2))
    assert [batch.first_row for batch in batches] == [2]
    for column, cells in zip(batches[0].columns, (["b", None, "b"], ["a", "c", "a"]), strict=True):
        assert [column.values[number] for number in column.numbers.tolist()] == cells


def test_blocks_of_rows_tell_the_number_of_their_first() -> None:
    assert [(row, len(block)) for row, block in Rows("x").blocks(2, 2)] == [(2, 2), (4, 1)]


@pytest.mark.parametrize("size", [1, 2, 3])
def test_a_kind_of_file_is_a_module_and_a_line(size: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.columns"
    path.write_bytes(b"COLS")
    monkeypatch.setattr(Columns, "size", size)
    kind = source.SourceKind("columns", (".columns",), lambda head: head == b"COLS", f"{__name__}:open_columns")
    monkeypatch.setattr(source, "KINDS", (kind, *source.KINDS))
    survey = read(path, STUDY)
    assert survey.respondents == ("R2", "R1")
    assert survey.ledger.kept == 2
    problem = survey.problems[0]
    assert (problem.kind, problem.row, problem.column) == (ProblemKind.UNKNOWN_CODE, 3, "code")
    assert problem.where == "x.columns, row 3, column code"


def test_every_kind_of_file_can_be_opened() -> None:
    suffixes = [suffix for kind in source.KINDS for suffix in kind.suffixes]
    assert len(suffixes) == len(set(suffixes))
    for kind in source.KINDS:
        module, function = kind.opener.split(":")
        assert callable(getattr(__import__(module, fromlist=[function]), function))


def test_a_decoder_decodes_each_cell_that_appears_once_and_in_that_order() -> None:
    seen: list[Cell] = []

    def decode(cell: Cell) -> int | Fault:
        seen.append(cell)
        return Fault(ProblemKind.UNKNOWN_CODE, "", "") if cell == "bad" else len(str(cell))

    decoder = Decoder(decode, np.int16, -1)
    values: list[Cell] = ["never", "ab", "bad", "c"]
    found, faults = decoder(CodedColumn(values, np.array([3, 1, 3, 2, 1], np.int32)))
    assert seen == ["c", "ab", "bad"]
    assert (found.tolist(), faults.tolist()) == ([1, 2, 1, -1, 2], [0, 0, 0, 1, 0])
    values.append("four")
    found, faults = decoder(CodedColumn(values, np.array([4, 2, 1], np.int32)))
    assert seen == ["c", "ab", "bad", "four"]
    assert (found.tolist(), faults.tolist()) == ([4, -1, 2], [0, 1, 0])
    found, _ = decoder(CodedColumn(["xyz"], np.array([0], np.int32)))
    assert found.tolist() == [3]


def test_numbering_goes_on_from_call_to_call() -> None:
    numbering = Numbering()
    first = numbering.code(["a", "b", "a"])
    second = numbering.code(["c", "b"])
    assert first.values is second.values
    assert (first.numbers.tolist(), second.numbers.tolist()) == ([0, 1, 0], [2, 1])
    assert list(second.values) == ["a", "b", "c"]
