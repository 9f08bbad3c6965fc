"""What a library raises on a damaged file is told with the file's name; far cells never fill the memory."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import numpy as np
import openpyxl
import openpyxl.utils
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.ingest.files import LONG, RESPONDENTS, STUDY, Rows, write_xlsx
from tests.ingest.raw_workbooks import write_xlsb, write_xlsx_xml, xlsx_cells
from tests.ingest.test_layouts import assert_right

from timediary.ingest import read
from timediary.ingest.guard import guarded
from timediary.ingest.office_open import inspection_of
from timediary.ingest.sheet import RowSheet
from timediary.ingest.source import open_source
from timediary.model.reading import ReadError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class PanicException(BaseException):
    """What Rust code raises on its way down."""


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (IndexError("list index out of range"), "can't be read; it may be damaged, cut short or protected. Get"),
        (struct.error("unpack requires 4 bytes"), "can't be read; it may be damaged, cut short or protected. Get"),
        (PanicException("index out of bounds"), "can't be read; it may be damaged, cut short or protected. Get"),
        (pa.ArrowInvalid("no magic\nbytes"), "it may be damaged, cut short or protected (no magic bytes). Get"),
        (PermissionError(13, "Permission denied"), "can't be read: Permission denied. Get"),
        (MemoryError(), "not enough memory to read the workbook"),
    ],
)
def test_whatever_a_library_raises_names_the_file_and_the_sheet(error: BaseException, words: str) -> None:
    with pytest.raises(ReadError) as caught, guarded("a.xlsx", "week 1", "workbook"):
        raise error
    assert str(caught.value).startswith("a.xlsx, sheet week 1: ")
    assert words in str(caught.value)


@pytest.mark.parametrize("error", [KeyboardInterrupt, GeneratorExit, SystemExit])
def test_an_interruption_goes_its_way(error: type[BaseException]) -> None:
    with pytest.raises(error), guarded("a.xlsx"):
        raise error


class Breaking(RowSheet):
    """A sheet of a new kind whose library gives up on its third row."""

    def rows(self) -> Iterator[list[str]]:
        yield ["respondent", "day", "time", "code"]
        yield ["R1", "Mon", "08:30", "D1"]
        raise ZeroDivisionError


def test_a_new_kind_of_sheet_is_guarded_without_a_word_of_its_own() -> None:
    rows = Breaking("a.new").rows()
    assert len([next(rows), next(rows)]) == 2
    with pytest.raises(ReadError, match=r"^a\.new: "):
        next(rows)


def _row(number: int | None, *cells: tuple[str, object]) -> str:
    inner = "".join(f"<c{f' r={place!r}' if place else ''}><v>{value}</v></c>" for place, value in cells)
    return f"<row{f' r={str(number)!r}' if number else ''}>{inner}</row>".replace("'", '"')


FAR: dict[str, str] = {
    "last": _row(1, ("A1", 1)) + _row(1_048_576, ("XFD1048576", 1)),
    "first": _row(1_048_576, ("XFD1048576", 1)) + _row(1, ("A1", 1)),
    "in another row": _row(1, ("A1", 1)) + _row(2, ("XFD1048576", 1)),
    "six digits in another row": _row(1, ("A1", 1), ("XFD999999", 1)) + _row(2, ("A2", 1)),
    "beyond any sheet": _row(1, ("A1", 1), ("B99999999999", 1)),
    "in a letter too many": _row(1, ("A1", 1), ("AAAAA1", 1)),
    "with a prefix": _row(1, ("A1", 1)) + _row(2, ("XFD1048576", 1)).replace("<c", "<x:c").replace("</c", "</x:c"),
    "small letters": _row(1, ("A1", 1)) + _row(2, ("xfd1048576", 1)),
    "unnumbered after a far one": _row(1_048_575, ("A1048575", 1)) + _row(None, *[("", 1)] * 50) + _row(1, ("A1", 1)),
}


@pytest.mark.parametrize("name", FAR)
def test_a_far_cell_is_refused_wherever_it_is_written(name: str, tmp_path: Path) -> None:
    path = write_xlsx_xml(tmp_path / "a.xlsx", {"r": xlsx_cells(RESPONDENTS), "d": FAR[name]})
    with pytest.raises(ReadError, match=r"a\.xlsx, sheet d: .*(too large to be read|can't be read)"):
        list(open_source(path, "a.xlsx")[1].rows())


def test_rows_in_any_order_are_read(tmp_path: Path) -> None:
    written = [_row(n, *((f"{'ABCD'[i]}{n}", i) for i in range(4))) for n in (3, 1, 2)]
    path = write_xlsx_xml(tmp_path / "a.xlsx", {"d": "".join(written)})
    assert [list(row) for row in open_source(path, "a.xlsx")[0].rows()] == [[0.0, 1.0, 2.0, 3.0]] * 3


def test_far_rows_of_a_binary_workbook_are_refused_in_any_order(tmp_path: Path) -> None:
    rows: Rows = [["x"], ["y"], [None] * 16_000 + ["z"]]
    content = write_xlsb(tmp_path / "a.xlsb", {"d": rows})
    import zipfile

    with zipfile.ZipFile(content) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.bin"
    parts[sheet] = parts[sheet].replace(struct.pack("<IIH", 0, 0, 300), struct.pack("<IIH", 1_000_000, 0, 300), 1)
    with zipfile.ZipFile(tmp_path / "b.xlsb", "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    with pytest.raises(ReadError, match="too large to be read"):
        list(open_source(tmp_path / "b.xlsb", "b.xlsb")[0].rows())


@pytest.mark.parametrize(("rows", "columns"), [(1, 1), (9, 30), (10, 2), (1464, 5), (2000, 3), (40_000, 2)])
def test_no_cell_lies_beyond_what_is_seen_of_a_sheet(rows: int, columns: int) -> None:
    letters = [openpyxl.utils.get_column_letter(column + 1) for column in range(columns)]
    body = "".join(_row(n, *((f"{letter}{n}", 1) for letter in letters)) for n in range(1, rows + 1))
    seen = inspection_of(f'<?xml version="1.0"?><worksheet><sheetData>{body}</sheetData></worksheet>'.encode())
    assert seen.rows >= rows
    assert seen.columns >= columns
    assert seen.rows * seen.columns <= 28_000_000


@pytest.mark.parametrize("column", [1, 26, 27, 702, 703, 16_250, 16_251, 16_384, 18_278, 18_279])
def test_a_cell_is_never_beyond_the_bounds_of_its_sheet(column: int) -> None:
    letters = openpyxl.utils.get_column_letter(column) if column <= 18_278 else "AAAA"
    for row in (1, 999, 1_000, 1_699, 1_700, 9_999, 10_000, 38_999, 39_000, 999_999, 1_049_999, 1_050_000, 9_999_999):
        seen = inspection_of(
            f"<worksheet><sheetData>{_row(row, (f'{letters}{row}', 1))}</sheetData></worksheet>".encode()
        )
        assert seen.rows >= row
        assert seen.columns >= column


def test_a_workbook_of_another_program_is_read_as_before(tmp_path: Path) -> None:
    write_xlsx(tmp_path / "a.xlsx", {"r": RESPONDENTS, "d": LONG})
    openpyxl.load_workbook(tmp_path / "a.xlsx").save(tmp_path / "b.xlsx")
    assert_right(read(tmp_path / "b.xlsx", STUDY))


@pytest.mark.slow
def test_a_parquet_file_that_refers_to_values_it_lacks_is_told(tmp_path: Path) -> None:
    names = ["respondent", "day", "time", "code"]
    columns = {name: pa.array([row[n] for row in LONG[1:]]).dictionary_encode() for n, name in enumerate(names)}
    pq.write_table(pa.table(columns), tmp_path / "a.parquet", compression="none")
    content = (tmp_path / "a.parquet").read_bytes()
    refused = []
    for place in range(4, len(content) - 8, 7):
        (tmp_path / "b.parquet").write_bytes(content[:place] + b"\x7f" + content[place + 1 :])
        try:
            survey = read(tmp_path / "b.parquet", STUDY)
        except ReadError as error:
            refused.append(str(error))
        else:
            assert survey.ledger.balanced
    assert len(refused) > 5
    assert all("b.parquet" in message for message in refused)


def test_a_parquet_page_that_fails_its_checksum_is_told(tmp_path: Path) -> None:
    values = np.arange(1000.0)
    pq.write_table(pa.table({"a": values}), tmp_path / "a.parquet", compression="none", write_page_checksum=True)
    content = (tmp_path / "a.parquet").read_bytes()
    place = content.index(struct.pack("<d", 17.0))
    (tmp_path / "a.parquet").write_bytes(content[:place] + struct.pack("<d", 71.0) + content[place + 8 :])
    with pytest.raises(ReadError, match=r"a\.parquet"):
        list(open_source(tmp_path / "a.parquet", "a.parquet")[0].rows())
