"""What was understood of a file: every row and column of every sheet is used, or not used for a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from tests.ingest.files import LONG, RESPONDENTS, STUDY, Rows, wide_of, write_csv, write_xlsx

from timediary.ingest import read
from timediary.model.problem import Problem, ProblemKind
from timediary.model.reading import ColumnRole, SheetReading

if TYPE_CHECKING:
    from pathlib import Path

QUICK = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
TITLES: Rows = [["Diaries of May"], [], ["Source: the survey", "2009"]]
ABOUT: Rows = [["Made by the team"], [], ["In May", 2009]]
JUNK = st.lists(st.sampled_from(["", "note", 3, "x y"]), max_size=4)


def sheet_of(path: Path, name: str = "") -> SheetReading:
    """What was understood of one sheet of a file."""
    return next(sheet for sheet in read(path, STUDY).reading.sheets if sheet.sheet == name)


def roles(sheet: SheetReading) -> dict[str, ColumnRole]:
    """The role of every column by its heading."""
    return {column.heading: column.role for column in sheet.columns}


def test_each_column_of_a_long_diary_has_a_role_by_a_rule(tmp_path: Path) -> None:
    write_csv(tmp_path / "respondents.csv", RESPONDENTS)
    rows = [[*row, "x"] for row in LONG]
    rows[0] = ["respondent", "day", "start", "activity", "remarks"]
    sheet = sheet_of(write_csv(tmp_path / "diary.csv", rows))
    assert roles(sheet) == {
        "respondent": ColumnRole.RESPONDENT,
        "day": ColumnRole.DAY,
        "start": ColumnRole.TIME,
        "activity": ColumnRole.CODE,
        "remarks": ColumnRole.NOT_USED,
    }
    assert sheet.columns[2].rule == "'start' is another name of time"
    assert "row for each slot" in sheet.columns[4].rule
    assert (sheet.header, sheet.used, sheet.rows) == ((1,), 8, 9)


def test_attributes_are_told_by_name_by_alias_and_as_their_own(tmp_path: Path) -> None:
    alias = STUDY.variables["setting"].aliases[0]
    attributes: Rows = [["respondent", alias, "team"], ["R1", "CSD", "North"]]
    path = write_xlsx(tmp_path / "d.xlsx", {"respondents": attributes, "diary": [*LONG[:2]]})
    columns = sheet_of(path, "respondents").columns
    assert [column.role for column in columns] == [
        ColumnRole.RESPONDENT,
        ColumnRole.ATTRIBUTE,
        ColumnRole.OWN_ATTRIBUTE,
    ]
    assert columns[1].meaning == "setting"
    assert columns[1].rule == f"'{alias}' is another name of setting"
    assert columns[0].rule == "by its name"


def test_sheets_that_are_not_read_are_told_with_the_reason(tmp_path: Path) -> None:
    sheets = {"about": ABOUT, "respondents": RESPONDENTS, "diary": wide_of(LONG)}
    sheet = sheet_of(write_xlsx(tmp_path / "d.xlsx", sheets), "about")
    assert not sheet.is_read
    assert "respondent" in sheet.why
    assert (sheet.rows, sheet.blank, sheet.left) == (3, 1, 2)


def test_rows_above_the_header_are_told(tmp_path: Path) -> None:
    write_csv(tmp_path / "respondents.csv", RESPONDENTS)
    sheet = sheet_of(write_csv(tmp_path / "diary.csv", [*TITLES, *LONG]))
    assert sheet.header == (4,)
    assert [(rows.reason, rows.number) for rows in sheet.not_used] == [("above the header", 2)]
    assert (sheet.blank, sheet.used, sheet.rows) == (1, 8, 12)


def problems_of(path: Path, kind: ProblemKind) -> list[Problem]:
    return [problem for problem in read(path, STUDY).problems if problem.kind is kind]


@pytest.mark.parametrize(
    "heading",
    ["end", "Stop", "duration", "minutes", "Activity 2", "end_date", "endTime", "week", "No of slots", "freq"],
)
def test_a_column_that_may_change_what_a_diary_says_is_never_dropped(heading: str, tmp_path: Path) -> None:
    write_csv(tmp_path / "respondents.csv", RESPONDENTS)
    rows = [[*row, value] for row, value in zip(LONG, [heading, "10:00", "", *["11:00"] * 6], strict=True)]
    path = write_csv(tmp_path / "diary.csv", rows)
    column = sheet_of(path).columns[4]
    if column.role is ColumnRole.NOT_USED:
        (problem,) = problems_of(path, ProblemKind.UNREAD_COLUMN)
        assert (problem.row, problem.column, problem.header) == (1, "E", heading)
        assert "7 filled cells" in problem.message


@pytest.mark.parametrize(("heading", "value"), [("remarks", "x"), ("end", ""), ("notes on the day", "x")])
def test_remarks_and_empty_columns_are_no_problem(heading: str, value: str, tmp_path: Path) -> None:
    write_csv(tmp_path / "respondents.csv", RESPONDENTS)
    path = write_csv(tmp_path / "diary.csv", [[*LONG[0], heading], *([*row, value] for row in LONG[1:])])
    assert problems_of(path, ProblemKind.UNREAD_COLUMN) == []


@pytest.mark.parametrize(("heading", "is_told"), [("end2", True), ("Code 2", True), ("break", True), ("team", False)])
def test_what_stands_beside_episodes_and_says_more_of_their_time_is_told(
    heading: str, is_told: bool, tmp_path: Path
) -> None:
    rows = [["respondent", "day", "start", "end", "code", heading], ["R1", "Mon", "00:00", "02:00", "C1", "1"]]
    found = problems_of(write_csv(tmp_path / "diary.csv", rows), ProblemKind.UNREAD_COLUMN)
    assert len(found) == is_told


def test_content_beyond_the_last_named_column_is_told(tmp_path: Path) -> None:
    write_csv(tmp_path / "respondents.csv", RESPONDENTS)
    rows = [list(row) for row in LONG]
    rows[3] = ["R1", "Tuesday", "00:00", "S9", "", "x"]
    rows[5] = [*rows[5], "", "", ""]
    path = write_csv(tmp_path / "diary.csv", rows)
    (problem,) = problems_of(path, ProblemKind.UNREAD_COLUMN)
    assert (problem.row, problem.column) == (4, "F")
    sheet = sheet_of(path)
    assert len(sheet.columns) == 7
    assert sheet.balanced


@pytest.mark.parametrize("is_wide", [False, True])
def test_rows_of_a_diary_above_its_header_are_read_or_told(tmp_path: Path, is_wide: bool) -> None:
    write_csv(tmp_path / "respondents.csv", RESPONDENTS)
    diary = wide_of(LONG) if is_wide else LONG
    path = write_csv(tmp_path / "diary.csv", [["The diaries of May"], *diary[1:3], diary[0], *diary[3:]])
    survey = read(path, STUDY)
    unread = [problem.row for problem in survey.problems if problem.kind is ProblemKind.UNREAD_ROW]
    assert survey.ledger.kept == len(LONG) - 1 or unread == [2, 3]
    assert survey.ledger.kept + sum(survey.ledger.left_out.values()) == len(LONG) - 1
    assert survey.ledger.balanced
    assert survey.reading.balanced


def test_a_second_diary_without_respondents_is_told(tmp_path: Path) -> None:
    other = [["worker", *row[1:]] if n == 0 else row for n, row in enumerate(LONG)]
    path = write_xlsx(tmp_path / "d.xlsx", {"respondents": RESPONDENTS, "week 1": LONG, "week 2": other})
    (problem,) = problems_of(path, ProblemKind.UNREAD_SHEET)
    assert problem.sheet == "week 2"


@pytest.mark.slow
@QUICK
@given(
    above=st.lists(JUNK, max_size=3),
    wide=st.booleans(),
    blank_after=st.integers(0, 2),
    columns=st.lists(st.sampled_from(["", "notes", "Mun 08:30", "end of it", "respondent", "code"]), max_size=3),
    about=st.lists(JUNK, max_size=3),
    extra=st.lists(st.sampled_from(["R1", "", "R9", "#N/A"]), max_size=3),
)
def test_every_row_and_column_of_every_sheet_is_accounted_for(
    above: Rows,
    wide: bool,
    blank_after: int,
    columns: list[str],
    about: Rows,
    extra: list[str],
    tmp_path: Path,
) -> None:
    diary: list[list[Any]] = [list(row) for row in (wide_of(LONG) if wide else LONG)]
    width = len(diary[0])
    diary = [[*row, *["u"] * len(columns)] for row in diary]
    diary[0][width:] = columns
    diary += [[id_, "Monday", "10:00", "D1"][:width] for id_ in extra]
    sheets = {
        "respondents": RESPONDENTS,
        "diary": [*above, *diary, *[[] for _ in range(blank_after)], ["R2", "Tue", "9:00", "D1"]],
        "about": about,
    }
    reading = read(write_xlsx(tmp_path / "d.xlsx", sheets), STUDY).reading
    assert reading.balanced, reading
    assert [sheet.sheet for sheet in reading.sheets] == list(sheets)
    for sheet in reading.sheets:
        filled = [n for n, row in enumerate(sheets[sheet.sheet], start=1) if any(cell != "" for cell in row)]
        assert sheet.rows == max(filled, default=0)
        assert sheet.rows - sheet.blank == len(filled)
        assert len(sheet.columns) == max(
            (n for r in sheets[sheet.sheet] for n, c in enumerate(r, 1) if c != ""), default=0
        )


@pytest.mark.parametrize("rows", [LONG, "episodes"], ids=["slots", "episodes"])
@pytest.mark.parametrize(
    ("heading", "values", "is_told"),
    [
        ("Status", ("ok", "deleted"), True),
        ("percent", ("100", "50"), True),
        ("% of time", ("100", "50"), True),
        ("Status", ("ok", "ok"), False),
        ("colour", ("red", "blue"), False),
    ],
)
def test_a_column_by_which_entries_may_not_count_is_told(
    rows: Rows | str, heading: str, values: tuple[str, str], is_told: bool, tmp_path: Path
) -> None:
    if isinstance(rows, str):
        rows = [
            ["respondent", "day", "start", "end", "code"],
            ["R1", "Mon", "09:00", "10:00", "D1"],
            ["R1", "Mon", "10:00", "11:00", "R1"],
        ]
    entries = [[*row, values[number % 2]] for number, row in enumerate(rows[1:])]
    path = write_csv(tmp_path / "diary.csv", [[*rows[0], heading], *entries])
    assert [problem.header for problem in problems_of(path, ProblemKind.UNREAD_COLUMN)] == [heading] * is_told
