"""Odd files end in one clear message or a good result; never in another exception, a hang or a full memory."""

from __future__ import annotations

import struct
import subprocess
import sys
import time
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings, strategies as st
from tests.ingest.files import LONG, RESPONDENTS, STUDY, Rows, write_csv, write_xlsx
from tests.ingest.raw_workbooks import write_ods, write_xls, write_xlsb, write_xlsx_xml, xlsx_cells
from tests.ingest.test_layouts import assert_right

from timediary.ingest import read
from timediary.model.problem import Problem, ProblemKind
from timediary.model.reading import ReadError

if TYPE_CHECKING:
    from pathlib import Path

SHEETS = {"r": RESPONDENTS, "d": LONG}
WRITERS: dict[str, Any] = {"xlsx": write_xlsx, "xlsb": write_xlsb, "ods": write_ods, "xls": write_xls}
OLE = bytes.fromhex("d0cf11e0a1b11ae1")


def refusal(path: Path, content: bytes | None = None) -> Problem:
    """The problem of a file that can't be read."""
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ReadError) as caught:
        read(path, STUDY)
    problem = caught.value.problem
    assert problem.file == str(path)
    assert problem.message.endswith(".")
    assert problem.remedy.endswith(".")
    return problem


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.xlsx", b"", "is empty"),
        ("a.csv", b"", "is empty"),
        ("a.xlsx", b"respondent,code\n", "not a workbook: it looks like plain text"),
        ("a.xls", b"<html><table>", "not a workbook: it looks like a web page"),
        ("a.csv", b"%PDF-1.7 ...", "not delimited text: it looks like a PDF"),
        ("a.xlsx", b"\x89PNG\r\n\x1a\n\0", "not a workbook: it looks like a picture"),
        ("a.ods", b"\x1f\x8b\x08\0", "not a workbook: it looks like a compressed archive"),
        ("a.xlsx", bytes(100), "not a workbook: it looks like nothing but zero bytes"),
        ("a", b"\x01\x02\0\x03", "can't be read as a survey: it looks like data of an unknown kind"),
        ("a.xlsx", b"PK\x03\x04 and no more", "damaged"),
        ("a.xls", OLE + bytes(2000), "another kind of old Office document"),
        ("a.xls", OLE + "Workbook".encode("utf-16-le") + bytes(2000), "damaged"),
        ("a.xlsx", OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "protected by a password"),
        ("a.csv", b"x" * 70_000, "has no lines"),
        ("a.csv", b'a,b\n"c,d\n' + b"e,f\n" * 5, "Line 7 can't be read"),
        ("a.csv", b"a,b\n" + b"x" * 200_000 + b"\n", "Line 2 can't be read"),
    ],
)
def test_a_file_that_is_no_survey_is_refused_with_its_reason(
    name: str, content: bytes, words: str, tmp_path: Path
) -> None:
    problem = refusal(tmp_path / name, content)
    assert problem.kind is ProblemKind.UNREADABLE_FILE
    assert words in problem.message


def test_a_missing_file_and_a_folder_are_told(tmp_path: Path) -> None:
    assert refusal(tmp_path / "nowhere.xlsx").message == "There is no such file."
    assert refusal(tmp_path).message == "This is a folder, not a file."


@pytest.mark.parametrize("part", ["word/document.xml", "ppt/presentation.xml", "readme.txt", "content.xml"])
def test_zip_files_of_another_kind_are_told(part: str, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr(part, "x")
    assert refusal(tmp_path / "a.xlsx").message.startswith("The file is not a workbook: it is a")


def test_protected_workbooks_of_the_other_kinds_are_told(tmp_path: Path) -> None:
    ods = write_ods(tmp_path / "a.ods", {"d": LONG}, manifest=b"<manifest:encryption-data/>")
    xls = write_xls(tmp_path / "a.xls", {"d": LONG})
    content = xls.read_bytes()
    interface, filepass = b"\xe1\x00\x02\x00", b"\x2f\x00\x02\x00"
    assert interface in content
    xls.write_bytes(content.replace(interface, filepass, 1))
    for path in (ods, xls):
        assert "protected by a password" in refusal(path).message


@pytest.mark.parametrize("suffix", WRITERS)
def test_a_workbook_is_known_by_its_content_not_its_name(suffix: str, tmp_path: Path) -> None:
    path = WRITERS[suffix](tmp_path / f"a.{suffix}", SHEETS)
    assert_right(read(path.rename(tmp_path / "a.csv"), STUDY))


@pytest.mark.parametrize("suffix", WRITERS)
def test_a_workbook_cut_short_is_refused_wherever_it_is_cut(suffix: str, tmp_path: Path) -> None:
    content = WRITERS[suffix](tmp_path / f"a.{suffix}", SHEETS).read_bytes()
    for length in range(8, len(content) - 1, len(content) // 25):
        refusal(tmp_path / f"b.{suffix}", content[:length])


@pytest.mark.slow
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
@pytest.mark.parametrize("suffix", ["xlsx", "xlsb", "ods", "xls"])
def test_a_damaged_workbook_is_refused_or_read(suffix: str, data: st.DataObject, tmp_path: Path) -> None:
    path = tmp_path / f"a.{suffix}"
    if not path.exists():
        WRITERS[suffix](path, SHEETS)
    content = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    (tmp_path / "b").write_bytes(content)
    try:
        survey = read(tmp_path / "b", STUDY)
    except ReadError:
        return
    assert survey.ledger.balanced
    assert survey.reading.balanced


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
@pytest.mark.parametrize(
    "part", ["xl/worksheets/sheet2.xml", "xl/workbook.xml", "xl/styles.xml", "xl/sharedStrings.xml"]
)
def test_a_workbook_with_damaged_xml_is_refused_or_read(part: str, data: st.DataObject, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    if not path.exists():
        write_xlsx(path, SHEETS)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    content = bytearray(parts[part])
    for _ in range(data.draw(st.integers(1, 3))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.sampled_from(b"<>/\"'a09 =\xff"))
    with zipfile.ZipFile(tmp_path / "b.xlsx", "w") as archive:
        for name, whole in parts.items():
            archive.writestr(name, bytes(content) if name == part else whole)
    try:
        survey = read(tmp_path / "b.xlsx", STUDY)
    except ReadError:
        return
    assert survey.ledger.balanced
    assert survey.reading.balanced


def test_a_binary_workbook_with_a_record_cut_short_is_refused(tmp_path: Path) -> None:
    path = write_xlsb(tmp_path / "a.xlsb", SHEETS)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet2.bin"
    parts[sheet] = parts[sheet].replace(b"\x00\x11", b"\x00\x02", 2)
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    assert "too short" in refusal(path).message


def test_what_calamine_says_of_a_panic_stays_off_the_screen(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = write_xlsb(tmp_path / "a.xlsb", SHEETS)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, b"" if name.endswith("workbook.bin.rels") else content)
    assert "may be damaged, cut short or protected." in refusal(path).message
    assert capfd.readouterr().err == ""


def test_endless_spaces_in_an_open_document_are_refused(tmp_path: Path) -> None:
    text = '<text:p>x<text:s text:c="2000000000"/></text:p>'
    cell = f'<table:table-cell office:value-type="string">{text}</table:table-cell>'
    path = write_ods(tmp_path / "a.ods", {"d": f"<table:table-row>{cell}</table:table-row>"})
    assert "endless" in refusal(path).message


def redeclared(path: Path, part: str, size: int) -> Path:
    """The zip file with another unpacked size declared for a part."""
    content = bytearray(path.read_bytes())
    place = content.rindex(b"PK\x01\x02", 0, content.rindex(part.encode()))
    struct.pack_into("<I", content, place + 24, size)
    path.write_bytes(content)
    return path


def test_a_zip_bomb_is_refused_by_its_declared_size(tmp_path: Path) -> None:
    path = redeclared(write_xlsx(tmp_path / "a.xlsx", SHEETS), "xl/worksheets/sheet2.xml", 3_000_000_000)
    assert "2,861 MiB" in refusal(path).message


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"])
def test_a_zip_bomb_that_declares_too_little_is_refused(part: str, tmp_path: Path) -> None:
    bomb = b" " * 20_000_000
    sheet = bomb if part.endswith("sheet1.xml") else xlsx_cells(LONG)
    path = write_xlsx_xml(tmp_path / "a.xlsx", {"d": sheet}, {} if sheet is bomb else {part: bomb})
    assert "damaged" in refusal(redeclared(path, part, 1000)).message


FAR = {
    "xlsx": lambda path: write_xlsx_xml(
        path, {"d": xlsx_cells(LONG) + '<row r="1048576"><c r="MB1048576"><v>1</v></c></row>'}
    ),
    "ods": lambda path: write_ods(
        path,
        {
            "d": '<table:table-row table:number-rows-repeated="1048575"><table:table-cell/></table:table-row>'
            '<table:table-row><table:table-cell table:number-columns-repeated="339"/>'
            '<table:table-cell office:value-type="float" office:value="1"/></table:table-row>'
        },
    ),
    "repeated.ods": lambda path: write_ods(
        path,
        {
            "d": '<table:table-row table:number-rows-repeated="100"><table:table-cell office:value-type="float" '
            'office:value="1" table:number-columns-repeated="2000000"/></table:table-row>'
        },
    ),
    "far.xlsx": lambda path: write_xlsx_xml(
        path, {"d": xlsx_cells(LONG) + '<row r="20"><c r="ZZZZZZ20"><v>1</v></c></row>'}
    ),
    "row.xlsx": lambda path: write_xlsx_xml(
        path, {"d": xlsx_cells(LONG) + '<row r="20"><c r="MB4000000000"><v>1</v></c></row>'}
    ),
    "wide.xlsb": lambda path: write_xlsb(path, {"d": [*LONG, [None] * 20_000 + ["x"]]}),
    "xlsb": lambda path: write_xlsb(path, {"d": [*LONG, *[[]] * 150_000, [None] * 340 + ["x"]]}),
}


@pytest.mark.parametrize("suffix", FAR)
def test_a_stray_cell_far_out_is_refused_with_advice(suffix: str, tmp_path: Path) -> None:
    began = time.perf_counter()
    problem = refusal(FAR[suffix](tmp_path / f"a.{suffix}"))
    assert "too large to be read" in problem.message
    assert "Delete the empty rows" in problem.remedy
    assert time.perf_counter() - began < 5


def test_a_far_cell_without_content_does_no_harm(tmp_path: Path) -> None:
    body = "".join(f"<row>{row}</row>" for row in xlsx_cells(LONG).replace("</row>", "").split("<row>")[1:])
    far = '<row r="1048576"><c r="A1048576" s="0"/><c r="XFD1048576" s="0"/></row>'
    survey = read(write_xlsx_xml(tmp_path / "a.xlsx", {"r": xlsx_cells(RESPONDENTS), "d": body + far}), STUDY)
    assert_right(survey)


@pytest.mark.slow
def test_ten_thousand_unknown_codes_are_all_told(tmp_path: Path) -> None:
    rows = [LONG[0], *(["R1", STUDY.grid.days[n % 7], "8.30", f"X{n}"] for n in range(10_000))]
    began = time.perf_counter()
    survey = read(write_csv(tmp_path / "a.csv", rows), STUDY)
    assert time.perf_counter() - began < 5
    assert survey.ledger.left_out == {ProblemKind.UNKNOWN_CODE: 10_000}
    assert len(survey.problems) == 10_001


def test_merged_header_cells_read(tmp_path: Path) -> None:
    grid = STUDY.grid
    book = xlsxwriter.Workbook(tmp_path / "a.xlsx")
    sheet = book.add_worksheet("d")
    sheet.merge_range(0, 0, 1, 0, "respondent")
    for n, day in enumerate(grid.days):
        sheet.merge_range(0, 1 + 48 * n, 0, 48 + 48 * n, day)
    for slot in range(grid.slots):
        sheet.write(1, 1 + slot, grid.slot_name(slot)[-5:])
    sheet.write_row(2, 0, ["R1", "D1"])
    sheet.write(2, 1 + 48 * 3, "D4")
    book.close()
    survey = read(tmp_path / "a.xlsx", STUDY)
    assert survey.codes[0, [0, 144]].tolist() == [1, 4]
    assert survey.ledger.kept == 2


def test_sheets_of_charts_are_passed_over(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(tmp_path / "a.xlsx")
    chart = book.add_chart({"type": "bar"})
    chart.add_series({"values": "=d!$A$1:$A$2"})
    book.add_chartsheet("chart").set_chart(chart)
    for name, rows in SHEETS.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    book.close()
    assert_right(read(tmp_path / "a.xlsx", STUDY))


@pytest.mark.parametrize("text", ["a\rb", "respondent,day,time,code\rR1,Mon,8.30,D1\rR1,Mon,9.00,D2\r"])
def test_old_line_ends_read_or_are_refused(text: str, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(text.encode())
    if "day" in text:
        assert read(tmp_path / "a.csv", STUDY).ledger.kept == 2
    else:
        assert "No diary was found" in refusal(tmp_path / "a.csv").message


LIMITED = """
import resource, sys, time
resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))
from timediary.model.reading import ReadError
from timediary.ingest import read
from timediary.study import load_study
study, began = load_study(), time.perf_counter()
try:
    survey = read(sys.argv[1], study)
    print("kept", survey.ledger.kept, "of", survey.ledger.cells_read)
except ReadError as error:
    print("refused", error)
print(time.perf_counter() - began, file=sys.stderr)
"""


def read_in_two_gibibytes(path: Path) -> str:
    command = [sys.executable, "-c", LIMITED, str(path)]
    environment = {"OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": ":".join(sys.path)}
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, env=environment)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.slow
def test_a_million_blank_formatted_rows_do_no_harm(tmp_path: Path) -> None:
    blank = "".join(f'<row r="{n}" s="1"><c r="A{n}" s="1"/><c r="B{n}" s="1"/></row>' for n in range(100, 1_048_577))
    path = write_xlsx_xml(tmp_path / "a.xlsx", {"r": xlsx_cells(RESPONDENTS), "d": xlsx_cells(LONG) + blank})
    assert read_in_two_gibibytes(path) == "kept 8 of 8\n"
    (tmp_path / "b.csv").write_text("respondent,day,time,code\n" + ",,,\n" * 1_000_000 + "R1,Mon,8.30,D1\n")
    assert read_in_two_gibibytes(tmp_path / "b.csv") == "kept 1 of 1\n"


@pytest.mark.slow
def test_a_full_sheet_of_a_long_diary_reads(tmp_path: Path) -> None:
    grid = STUDY.grid
    names = [grid.slot_name(n) for n in range(grid.slots)]
    days = [grid.days[n // grid.slots_per_day] for n in range(grid.slots)]
    rows = [LONG[0], *([f"R{n // 336}", days[n % 336], names[n % 336][-5:], "D1"] for n in range(1_048_575))]
    path = write_xlsx_xml(tmp_path / "a.xlsx", {"d": xlsx_cells(rows)})
    assert read_in_two_gibibytes(path) == "kept 1048575 of 1048575\n"


@pytest.mark.slow
def test_every_cell_of_a_large_diary_may_be_wrong(tmp_path: Path) -> None:
    grid = STUDY.grid
    rows: Rows = [["respondent", *map(grid.slot_name, range(grid.slots))]]
    rows += [[f"R{n}", *[f"X{n}"] * grid.slots] for n in range(1153)]
    assert read_in_two_gibibytes(write_csv(tmp_path / "a.csv", rows)) == "kept 0 of 387408\n"
