"""What spreadsheets, exports and habits do to a diary that nobody would notice in the figures: it is read, or told."""

from __future__ import annotations

import datetime as dt
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from tests.ingest.files import STUDY, Rows, write_csv, write_xlsx
from tests.ingest.test_lengths import minutes, told

from timediary.ingest import read
from timediary.model.choices import Choices
from timediary.model.conventions import Conventions, DayNumbers
from timediary.model.problem import ProblemKind

if TYPE_CHECKING:
    from pathlib import Path

    from timediary.model.conventions import DayNumbers as Numbers

LONG = ["respondent", "day", "time", "code"]
ENDS = ["respondent", "day", "start", "end", "code"]


def week(*numbers: int, often: int = 6, seldom: int = 1, layout: list[str] = LONG) -> Rows:
    """A diary of numbered days with many entries on all of the numbers but the first two."""
    rows: Rows = [layout]
    for number in range(1, 8):
        for half in range(seldom if number in numbers else often):
            time = f"{9 + half // 2:02d}:{half % 2 * 30:02d}"
            until = f"{9 + (half + 1) // 2:02d}:{(half + 1) % 2 * 30:02d}"
            rows.append(["R1", number, time, *([until] if layout is ENDS else []), "D1"])
    return rows


@pytest.mark.parametrize("layout", [LONG, ENDS])
def test_days_1_and_7_that_seem_the_weekend_are_asked_about(layout: list[str], tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", week(1, 7, layout=layout))
    problems = told(read(path, STUDY))
    assert {problem.kind for problem in problems} == {ProblemKind.TWO_READINGS}
    assert "1 can be Monday or Sunday" in problems[0].message
    for numbers, days in ((DayNumbers.SUNDAY_1, [6, 6, 6, 6, 6, 1, 1]), (DayNumbers.MONDAY_1, [1, 6, 6, 6, 6, 6, 1])):
        assert slots_by_day(path, numbers) == days
    for n, free in enumerate(((6, 7), (3, 4))):
        assert not told(read(write_csv(tmp_path / f"{n}.csv", week(*free, layout=layout)), STUDY))


def slots_by_day(path: Path, numbers: Numbers) -> list[int]:
    survey = read(path, STUDY, choices=Choices(conventions=Conventions(day_numbers=numbers)))
    assert not told(survey)
    return [int(n) for n in (survey.codes[0].reshape(7, 48) > 0).sum(axis=1)]


@pytest.mark.parametrize("layout", [LONG, ENDS])
def test_numbers_called_dates_may_be_of_a_month(layout: list[str], tmp_path: Path) -> None:
    rows = week(6, 7, layout=["respondent", "date", *layout[2:]] if layout is LONG else layout)
    rows[0] = ["respondent", "date", *layout[2:]]
    problems = told(read(write_csv(tmp_path / "a.csv", rows), STUDY))
    assert {problem.kind for problem in problems} == {ProblemKind.TWO_READINGS}
    assert "a day of the week or of a month" in problems[0].message


def test_ends_that_are_the_last_minute_lose_none(tmp_path: Path) -> None:
    rows = [["09:00", "09:29", "D1"], ["09:30", "10:59", "D2"], ["11:00", "11:29", "D1"]]
    survey = read(write_csv(tmp_path / "a.csv", [ENDS, *(["R1", "Mon", *row] for row in rows)]), STUDY)
    assert minutes(survey)[:2] == [60, 90]
    assert not told(survey)
    (decided,) = (one for one in survey.reading.sheets[0].decisions if one.what == "ends")
    assert decided.evidence[0].times == 3
    rows[2][1] = "11:30"
    survey = read(write_csv(tmp_path / "b.csv", [ENDS, *(["R1", "Mon", *row] for row in rows)]), STUDY)
    assert minutes(survey)[:2] == [29 + 30, 89]


@pytest.mark.parametrize(
    "rows",
    [
        [["respondent", "day", "time", "AM/PM", "code"], ["R1", 1, "9:00", "AM", "D1"], ["R1", 1, "1:30", "pm.", "D2"]],
        [
            ["respondent", "day", "start", "half", "end", "half of end", "code"],
            ["R1", "Mon", "9:00", "AM", "11:00", "AM", "D1"],
            ["R1", "Mon", "1:30", "PM", "2:00", "PM", "D2"],
        ],
    ],
)  # fmt: skip
def test_a_column_of_am_and_pm_is_told(rows: Rows, tmp_path: Path) -> None:
    problems = told(read(write_csv(tmp_path / "a.csv", rows), STUDY))
    columns = {problem.header for problem in problems if problem.kind is ProblemKind.UNREAD_COLUMN}
    assert columns == {name for name in rows[0] if "half" in name or "/" in name}


@pytest.mark.parametrize(
    ("band", "is_told"),
    [
        ([dt.date(2027, 5, 1), "6-10", "11-15"], True),
        (["01-May", "6-10", "11-15"], True),
        (["May-10", "1-5", "11/15"], True),
        (["1-5", "6-10", "11-15"], False),
        ([dt.date(2027, 5, 1), dt.date(2027, 6, 1), "not known"], False),
        (["May-10", "June", "-"], False),
    ],
)
def test_bands_that_a_spreadsheet_made_dates_of_are_told(band: list[Any], is_told: bool, tmp_path: Path) -> None:
    rows: Rows = [["respondent", "caseload band", "Mon 09:00"]]
    rows += [[f"R{n}", answer, "D1"] for n, answer in enumerate(band)]
    problems = told(read(write_xlsx(tmp_path / "a.xlsx", {"diary": rows}), STUDY))
    assert [problem.header for problem in problems] == ["caseload band"] * is_told


def test_ids_of_which_a_spreadsheet_would_make_another_are_told(tmp_path: Path) -> None:
    rows: Rows = [LONG, ["1E5", "Mon", "09:00", "D1"], ["100000", "Mon", "09:00", "D1"], ["1E6", "Mon", "09:00", "D1"]]
    (problem,) = told(read(write_csv(tmp_path / "a.csv", rows), STUDY))
    assert (problem.kind, problem.respondent) == (ProblemKind.SIMILAR_IDS, "1E5")


MANIFEST = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'


def ods_cell(text: str, columns: int = 1, kind: str = "string") -> str:
    value = f' office:time-value="{text}"' if kind == "time" else ""
    return (
        f'<table:table-cell office:value-type="{kind}"{value} table:number-columns-repeated="{columns}">'
        f"<text:p>{text}</text:p></table:table-cell>"
    )


def write_ods(path: Path, *rows: list[str], blank: int = 0) -> Path:
    spaces = "urn:oasis:names:tc:opendocument:xmlns:"
    body = "".join(f"<table:table-row>{''.join(cells)}</table:table-row>" for cells in rows)
    body += (
        f'<table:table-row table:number-rows-repeated="{blank}"><table:table-cell/></table:table-row>' if blank else ""
    )
    content = (
        f'<office:document-content xmlns:office="{spaces}office:1.0" xmlns:table="{spaces}table:1.0" '
        f'xmlns:text="{spaces}text:1.0"><office:body><office:spreadsheet><table:table table:name="diary">{body}'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", MANIFEST)
    return path


def test_repeated_cells_and_times_of_over_24_hours_in_ods(tmp_path: Path) -> None:
    header = [ods_cell(name) for name in ("respondent", "Mon 09:00", "Mon 09:30", "Mon 10:00", "Mon 10:30")]
    first = write_ods(tmp_path / "a.ods", header, [ods_cell("R1"), ods_cell("D1", 3), ods_cell("D2")], blank=1_000_000)
    assert minutes(read(first, STUDY))[:2] == [90, 30]
    row = [ods_cell("R1"), ods_cell("Mon"), *(ods_cell(f"PT{h}H00M00S", kind="time") for h in (22, 26)), ods_cell("D1")]
    survey = read(write_ods(tmp_path / "b.ods", [ods_cell(name) for name in ENDS], row), STUDY)
    assert minutes(survey)[0] == 240
    assert not told(survey)


@pytest.mark.parametrize("name", ["", "#REF!"])
def test_a_column_of_codes_without_a_name_is_told(name: str, tmp_path: Path) -> None:
    wide: Rows = [["respondent", "Mon 09:00", name, "Mon 10:00"], ["R1", "D1", "R1", "D1"], ["R2", "D1", "R1", "D1"]]
    long: Rows = [["respondent", "day", "time", name, "code"], ["R1", "Mon", "9:00", "x", "D1"]]
    for rows, column in ((wide, "C"), (long, "D")):
        (problem,) = told(read(write_csv(tmp_path / f"{column}.csv", rows), STUDY))
        assert (problem.kind, problem.column) == (ProblemKind.UNREAD_COLUMN, column)


def test_running_numbers_that_a_program_added_are_nothing_to_tell(tmp_path: Path) -> None:
    rows: Rows = [["", *LONG], [0, "R1", "Mon", "9:00", "D1"], [1, "R2", "Mon", "9:00", "D1"]]
    assert not told(read(write_csv(tmp_path / "a.csv", rows), STUDY))


@pytest.mark.parametrize("layout", [LONG, ENDS])
def test_ids_that_number_the_rows_are_told(layout: list[str], tmp_path: Path) -> None:
    times = ["9:00", "9:30"] if layout is ENDS else ["9:00"]
    rows: Rows = [["id", "staff", *layout[1:]]]
    rows += [[n, f"S{n % 3}", day, *times, "D1"] for n, day in enumerate(["Mon", "Tue", "Wed", "Thu"] * 3, start=1)]
    problems = told(read(write_csv(tmp_path / "a.csv", rows), STUDY))
    assert any("numbers of rows?" in problem.message for problem in problems)
    for row in rows[1:]:
        row[0] = 1 + (row[0] > 6)
    problems = told(read(write_csv(tmp_path / "b.csv", [*rows[:2], rows[8]]), STUDY))
    assert not any("numbers of rows?" in problem.message for problem in problems)


@pytest.mark.parametrize("name", ["week", "Wave no", "year"])
@pytest.mark.parametrize("times", [(["9:00", "10:00"], ["11:00", "12:00"]), (["2"], ["3"])])
def test_a_week_that_differs_within_a_diary_is_told(name: str, times: Any, tmp_path: Path) -> None:
    header = ["start", "end"] if len(times[0]) == 2 else ["hours"]
    rows: Rows = [["respondent", name, "day", *header, "code"]]
    rows += [["R1", n, "Mon", *time, "D1"] for n, time in enumerate(times, start=1)]
    (problem,) = (one for one in told(read(write_csv(tmp_path / "a.csv", rows), STUDY)) if one.header == name)
    assert problem.kind is ProblemKind.UNREAD_COLUMN


def test_a_month_beside_a_number_says_that_it_may_be_its_day(tmp_path: Path) -> None:
    rows: Rows = [["respondent", "month", "day", "time", "code"], ["R1", 5, 3, "9:00", "D1"]]
    assert ProblemKind.TWO_READINGS in {
        problem.kind for problem in told(read(write_csv(tmp_path / "a.csv", rows), STUDY))
    }


def test_parts_of_a_day_under_hours_are_asked_about(tmp_path: Path) -> None:
    rows: Rows = [["respondent", "day", "hours", "code"], ["R1", "Mon", 0.0625, "D1"], ["R1", "Mon", 0.0208333, "D2"]]
    problems = told(read(write_csv(tmp_path / "a.csv", rows), STUDY))
    assert {problem.kind for problem in problems} == {ProblemKind.TWO_READINGS}
    rows[1][2], rows[2][2] = 0.5, 0.25
    assert minutes(read(write_csv(tmp_path / "b.csv", rows), STUDY))[:2] == [30, 15]


def test_ids_that_a_formula_keeps_as_texts_are_those_texts(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [LONG, ['="001"', "Mon", "9:00", '="D1"'], ["002", "Mon", "9:00", "D1"]])
    survey = read(path, STUDY)
    assert survey.respondents == ("001", "002")
    assert not told(survey)


def test_moments_with_the_month_first_tell_their_day(tmp_path: Path) -> None:
    rows: Rows = [["respondent", "start", "end", "code"], ["R1", "5/13/2027 10:00 PM", "5/14/2027 6:00 AM", "D1"]]
    survey = read(write_csv(tmp_path / "a.csv", rows), STUDY)
    assert minutes(survey)[0] == 480
    assert survey.dates is not None
    assert dt.date.fromordinal(int(survey.dates[0])) == dt.date(2027, 5, 10)
