"""The annotated copy: the user's own workbook, with each faulty cell marked and nothing else changed."""

from __future__ import annotations

import datetime
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING

import openpyxl
import pytest
import python_calamine
import xlsxwriter
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill

from timediary.export import annotate
from timediary.ingest import read
from timediary.model.problem import Problem, ProblemKind, RequestError
from timediary.study import load_study

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

ORANGE = "FFFFC000"


def problem(sheet: str, row: int | None, column: str, message: str = "Not a code.", **more: str) -> Problem:
    return Problem(
        ProblemKind.UNKNOWN_CODE,
        message,
        "Write one of 40.",
        "in.xlsx",
        sheet,
        row,
        column,
        **more,  # type: ignore[arg-type]
    )


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A workbook with formats, a formula of each kind of result, a comment, and merged cells."""
    path = tmp_path / "in.xlsx"
    writer = xlsxwriter.Workbook(str(path))
    page = writer.add_worksheet("diary")
    page.write_row(0, 0, ["respondent", "Mon 08:30", "Mon 09:00"], writer.add_format({"bold": True}))
    page.write_row(1, 0, ["007", "Q9", "D1"])
    page.write_row(2, 0, ["008", "=x"], None)
    page.write_formula(3, 0, '="00"&9', None, "009")
    page.write_formula(3, 1, "=1+1", None, 2)
    page.write_formula(3, 2, "=1/0", None, "#DIV/0!")
    page.write_formula(4, 0, "=TRUE()", None, True)
    page.write_formula(4, 1, "=TODAY()", writer.add_format({"num_format": "yyyy-mm-dd"}), 45000)
    page.write_comment(1, 2, "Mine")
    page.merge_range(5, 1, 5, 2, "D2 all morning")
    writer.add_worksheet("it's notes").write(0, 0, "n")
    writer.close()
    return path


def values(path: Path, sheet: str) -> list[list[object]]:
    rows = python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    return [list(row) for row in rows]


def test_faulty_cells_are_coloured_and_commented_with_message_and_remedy(book: Path, tmp_path: Path) -> None:
    copy = tmp_path / "out.xlsx"
    count = annotate(book, [problem("diary", 2, "B"), problem("diary", 3, "B", "Bad.")], copy)
    page = openpyxl.load_workbook(copy)["diary"]
    marked = {
        cell.coordinate: cell.comment.text
        for row in page.iter_rows()
        for cell in row
        if cell.fill.fgColor.rgb == ORANGE and cell.comment
    }
    assert count == 2
    assert marked == {"B2": "timediary: Not a code. Write one of 40.", "B3": "timediary: Bad. Write one of 40."}


def test_several_problems_of_one_cell_share_a_comment_after_the_users_own(book: Path, tmp_path: Path) -> None:
    copy = tmp_path / "out.xlsx"
    count = annotate(book, [problem("diary", 2, "C", "One."), problem("diary", 2, "C", "Two.")], copy)
    comment = openpyxl.load_workbook(copy)["diary"]["C2"].comment
    assert count == 1
    assert comment is not None
    assert comment.text == "Mine\n\ntimediary: One. Write one of 40.\n\nTwo. Write one of 40."


def test_values_and_results_of_formulas_read_the_same_from_the_copy(book: Path, tmp_path: Path) -> None:
    copy = tmp_path / "out.xlsx"
    annotate(book, [problem("diary", 2, "B")], copy)
    assert values(copy, "diary") == values(book, "diary")
    assert values(book, "diary")[3][:2] == ["009", 2.0]
    assert openpyxl.load_workbook(copy, data_only=True)["diary"]["C4"].value == "#DIV/0!"
    assert values(book, "diary")[4][:2] == [True, datetime.date(2023, 3, 15)]


def test_formulas_and_formats_stay(book: Path, tmp_path: Path) -> None:
    copy = tmp_path / "out.xlsx"
    annotate(book, [problem("diary", 4, "B")], copy)
    page = openpyxl.load_workbook(copy)["diary"]
    assert [cell.value for cell in page[4]] == ['="00"&9', "=1+1", "=1/0"]
    assert page["A1"].font.b
    assert page["B5"].number_format == "yyyy-mm-dd"
    assert page["B4"].fill.fgColor.rgb == ORANGE


def test_a_merged_cell_is_marked_at_its_visible_corner(book: Path, tmp_path: Path) -> None:
    copy = tmp_path / "out.xlsx"
    assert annotate(book, [problem("diary", 6, "C")], copy) == 1
    assert openpyxl.load_workbook(copy)["diary"]["B6"].comment is not None


def test_an_empty_cell_beyond_the_data_can_be_marked(book: Path, tmp_path: Path) -> None:
    copy = tmp_path / "out.xlsx"
    assert annotate(book, [problem("diary", 30, "AA")], copy) == 1
    assert openpyxl.load_workbook(copy)["diary"]["AA30"].comment is not None


def test_the_last_sheet_lists_all_problems_with_links_to_their_cells(book: Path, tmp_path: Path) -> None:
    copy = tmp_path / "out.xlsx"
    problems = [
        problem("diary", 3, "B", header="Mon 08:30", content="=x", respondent="008"),
        problem("it's notes", 1, "A"),
        problem("respondents", None, "", "The sheet is missing."),
        problem("diary", 5, "", "The row is odd."),
    ]
    assert annotate(book, problems, copy) == 2
    workbook = openpyxl.load_workbook(copy)
    page = workbook["timediary problems"]
    rows = [[cell.value or "" for cell in row] for row in page.iter_rows(min_row=2)]
    assert workbook.sheetnames[-1] == "timediary problems"
    assert workbook.active is page
    assert [view.sheet_view.tabSelected for view in workbook.worksheets].count(True) <= 1
    assert rows[0] == ["diary", "B3", "Mon 08:30", "008", "=x", "Not a code.", "Write one of 40."]
    assert rows[2][:2] == ["respondents", ""]
    assert rows[3][:2] == ["diary", "row 5"]
    assert page["E2"].data_type == "s"
    assert page["B2"].hyperlink.location == "'diary'!B3"
    assert page["B3"].hyperlink.location == "'it''s notes'!A1"


def test_problems_of_another_file_are_listed_and_not_marked(book: Path, tmp_path: Path) -> None:
    other = Problem(ProblemKind.UNKNOWN_CODE, "Not a code.", "", "other.xlsx", "diary", 2, "B")
    assert annotate(book, [other], tmp_path / "out.xlsx") == 0
    assert values(tmp_path / "out.xlsx", "timediary problems")[1][5] == "Not a code."


def test_annotating_a_copy_again_forgets_the_earlier_marks(book: Path, tmp_path: Path) -> None:
    first = [problem("diary", 2, "B"), problem("diary", 2, "C"), problem("diary", 3, "B")]
    annotate(book, first, tmp_path / "one.xlsx")
    assert annotate(tmp_path / "one.xlsx", [_renamed(first[2])], tmp_path / "two.xlsx") == 1
    workbook = openpyxl.load_workbook(tmp_path / "two.xlsx")
    page = workbook["diary"]
    comments = {cell.coordinate: cell.comment.text for row in page.iter_rows() for cell in row if cell.comment}
    coloured = [c.coordinate for row in page.iter_rows() for c in row if c.fill.fgColor.rgb == ORANGE]
    assert workbook.sheetnames == ["diary", "it's notes", "timediary problems"]
    assert comments == {"C2": "Mine", "B3": "timediary: Not a code. Write one of 40."}
    assert coloured == ["B3"]
    assert len(values(tmp_path / "two.xlsx", "timediary problems")) == 2


def _renamed(fault: Problem) -> Problem:
    return replace(fault, file="one.xlsx")


def test_the_same_input_gives_the_same_bytes_without_the_time_of_writing(book: Path, tmp_path: Path) -> None:
    for name in ("one.xlsx", "two.xlsx"):
        annotate(book, [problem("diary", 2, "B")], tmp_path / name)
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()
    with zipfile.ZipFile(tmp_path / "one.xlsx") as copy, zipfile.ZipFile(book) as original:
        assert {member.date_time for member in copy.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        stamp = original.read("docProps/core.xml").split(b"modified")[1][-30:]
        assert stamp in copy.read("docProps/core.xml")


def test_rich_text_and_own_colours_stay(tmp_path: Path) -> None:
    path = tmp_path / "in.xlsx"
    writer = xlsxwriter.Workbook(str(path))
    page = writer.add_worksheet("diary")
    page.write_rich_string(0, 0, "very ", writer.add_format({"bold": True}), "bold")
    page.write(0, 1, "x", writer.add_format({"bg_color": "#00FF00"}))
    writer.close()
    annotate(path, [], tmp_path / "out.xlsx")
    page = openpyxl.load_workbook(tmp_path / "out.xlsx", rich_text=True)["diary"]
    assert str(page["A1"].value) == "very bold"
    assert page["A1"].value[1].font.b
    assert page["B1"].fill.fgColor.rgb == "FF00FF00"


def test_macros_stay_in_a_macro_workbook(tmp_path: Path) -> None:
    plain, path = tmp_path / "plain.xlsx", tmp_path / "in.xlsm"
    workbook = openpyxl.Workbook()
    del workbook["Sheet"]
    page = workbook.create_sheet("diary")
    page["A1"] = "respondent"
    page["A1"].comment = Comment("Mine", "me")
    workbook.save(plain)
    kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            content = source.read(name).replace(kind, b"application/vnd.ms-excel.sheet.macroEnabled.main+xml")
            target.writestr(name, content)
        target.writestr("xl/vbaProject.bin", b"the macros")
    out = tmp_path / "out.xlsm"
    annotate(path, [Problem(ProblemKind.UNKNOWN_CODE, "Bad.", "", "in.xlsm", "diary", 1, "A")], out)
    with zipfile.ZipFile(out) as archive:
        assert archive.read("xl/vbaProject.bin") == b"the macros"
    assert openpyxl.load_workbook(out)["diary"]["A1"].comment.text == "Mine\n\ntimediary: Bad. "


def test_text_that_a_workbook_cant_hold_is_shown_replaced(book: Path, tmp_path: Path) -> None:
    annotate(book, [problem("diary", 2, "B", "Bad \x0b.", content="\x00")], tmp_path / "out.xlsx")
    assert values(tmp_path / "out.xlsx", "timediary problems")[1][4:6] == ["\ufffd", "Bad \ufffd."]


def test_the_input_is_never_written_over(book: Path, tmp_path: Path) -> None:
    before = book.read_bytes()
    with pytest.raises(RequestError, match="never replaced"):
        annotate(book, [], book, overwrite=True)
    link = tmp_path / "link.xlsx"
    link.symlink_to(book)
    with pytest.raises(RequestError, match="never replaced"):
        annotate(book, [], link, overwrite=True)
    assert book.read_bytes() == before


def test_an_existing_copy_is_replaced_only_when_allowed(book: Path, tmp_path: Path) -> None:
    copy = tmp_path / "out.xlsx"
    copy.write_text("mine")
    with pytest.raises(RequestError, match="exists already"):
        annotate(book, [], copy)
    assert copy.read_text() == "mine"
    annotate(book, [], copy, overwrite=True)
    assert values(copy, "diary") == values(book, "diary")


@pytest.mark.parametrize("name", ["in.xls", "in.ods", "in.csv", "in.xlsb", "in"])
def test_other_kinds_of_file_are_refused_with_what_to_do(name: str, tmp_path: Path) -> None:
    with pytest.raises(RequestError, match=r"Save it as \.xlsx"):
        annotate(tmp_path / name, [], tmp_path / "out.xlsx")


def test_the_copy_is_of_the_same_kind(book: Path, tmp_path: Path) -> None:
    with pytest.raises(RequestError, match=r"ending in \.xlsx"):
        annotate(book, [], tmp_path / "out.xlsm")


def test_a_file_that_is_no_workbook_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "in.xlsx").write_text("hello")
    with pytest.raises(RequestError, match="can't be opened"):
        annotate(tmp_path / "in.xlsx", [], tmp_path / "out.xlsx")
    assert [path.name for path in tmp_path.iterdir()] == ["in.xlsx"]


def test_a_colour_that_was_there_gives_way_to_the_mark(tmp_path: Path) -> None:
    path = tmp_path / "in.xlsx"
    workbook = openpyxl.Workbook()
    del workbook["Sheet"]
    page = workbook.create_sheet("diary")
    page["A1"].fill = PatternFill("solid", fgColor="FF123456")
    page["A1"].font = Font(b=True)
    workbook.save(path)
    annotate(path, [problem("diary", 1, "A")], tmp_path / "out.xlsx")
    cell = openpyxl.load_workbook(tmp_path / "out.xlsx")["diary"]["A1"]
    assert cell.fill.fgColor.rgb == ORANGE
    assert cell.font.b


def test_every_problem_that_reading_finds_in_a_cell_is_marked_there_and_found_again(tmp_path: Path) -> None:
    path = tmp_path / "in.xlsx"
    writer = xlsxwriter.Workbook(str(path))
    people: list[list[object]] = [
        ["respondent", "setting", "contracted_hours"],
        ["R1", "CSD", 37],
        ["R2", "Moon", 900],
        ["R3", "", "?"],
    ]
    diary: list[list[object]] = [
        ["respondent", "Mon 08:30", "Mon 09:00"],
        ["R1", "D1", "Q7"],
        ["R2", "D1 D2", ""],
        ["R9", "D1", ""],
    ]
    sheets: dict[str, Sequence[Sequence[object]]] = {"respondents": people, "diary": diary}
    for name, rows in sheets.items():
        page = writer.add_worksheet(name)
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
    writer.close()
    survey = read(path, load_study())
    copy = tmp_path / "out.xlsx"
    count = annotate(path, survey.problems, copy)
    workbook = openpyxl.load_workbook(copy)
    marked = {
        (page.title, cell.coordinate)
        for page in workbook.worksheets
        for row in page.iter_rows()
        for cell in row
        if cell.comment
    }
    assert marked == {
        ("respondents", "B3"), ("respondents", "C3"), ("respondents", "C4"), ("respondents", "A4"),
        ("diary", "C2"), ("diary", "B3"), ("diary", "A4"),
    }  # fmt: skip
    assert count == len(marked)
    assert len(values(copy, "timediary problems")) == 1 + len(survey.problems)
    again = read(copy, load_study())
    assert again == survey
    assert [replace(p, file="") for p in again.problems] == [replace(p, file="") for p in survey.problems]
