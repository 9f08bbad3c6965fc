"""Rows are decided together: titles, totals, notes and headers that come again are nobody's, and each is told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.ingest.files import LONG, RESPONDENTS, STUDY, Rows, wide_of, write_csv, write_xlsx
from tests.ingest.test_columns_decide import slots, told

from timediary.ingest import read
from timediary.model.problem import ProblemKind

if TYPE_CHECKING:
    from pathlib import Path

    from timediary.model.survey import Survey

PEOPLE: Rows = [
    ["respondent", "setting", "contracted_hours", "active_cases"],
    ["N1", "CSD", 37, 12],
    ["N2", "DASS", 30, 18],
]
DIARY: Rows = [LONG[0], ["N1", "Mon", "09:00", "D1"], ["N2", "Mon", "09:00", "R1"]]
FEET: dict[str, list[list[Any]]] = {
    "a total": [["Total", "", 67, 30]],
    "a total and a mean, after a gap": [[], ["TOTAL:", None, 67, 30], ["Mean", "", 33.5, 15]],
    "a total in words of another language": [["Summe", "", 67, 30], ["Mittelwert", "", 33.5, 15]],
    "a total and what lies between": [["Total", "", 67, 30], ["Min", "", 30, 12], ["Max", "", 37, 18], ["N", "", 2, 2]],
    "a total beside the ids": [["", "Total", 67, 30]],
    "a source and a footnote": [[], ["Source: team returns; N2 works part time."], ["* provisional"]],
    "notes": [["Note: as at May"], ["a) without agency staff"], ["Page 1 of 1"], ["Quelle: eigene Erhebung"]],
    "a sentence": [["Two of the teams did not return their lists in time."]],
    "the header again": [PEOPLE[0]],
}


def assert_two(survey: Survey) -> None:
    assert survey.respondents == ("N1", "N2")
    assert not told(survey)
    hours = survey.attributes["contracted_hours"]
    assert [float(value) for value in hours.values] == [37, 30]


@pytest.mark.parametrize("name", FEET)
def test_what_stands_below_a_table_is_nobody(name: str, tmp_path: Path) -> None:
    people = [*PEOPLE, *FEET[name]]
    survey = read(write_xlsx(tmp_path / "a.xlsx", {"people": people, "diary": DIARY}), STUDY)
    assert_two(survey)
    sheet = next(sheet for sheet in survey.reading.sheets if sheet.sheet == "people")
    assert sheet.left == sum(bool(row) for row in FEET[name])
    wide = [[*row, code] for row, code in zip(PEOPLE, ["Mon 09:00", "D1", "R1"], strict=True)]
    alone = read(write_csv(tmp_path / "a.csv", [*wide, *FEET[name]]), STUDY)
    if name != "the header again":  # here it is another, for the one below lacks the slot
        assert_two(alone)


@pytest.mark.parametrize("foot", ["Total", "* provisional", "Source: team returns; N2 is new."])
def test_what_stands_below_a_long_diary_is_nobody(foot: str, tmp_path: Path) -> None:
    survey = read(write_csv(tmp_path / "a.csv", [*DIARY, [], [foot]]), STUDY)
    assert survey.respondents == ("N1", "N2")
    assert not told(survey)
    assert survey.ledger.cells_read == 2


@pytest.mark.parametrize("id_", ["Max", "Min", "N", "Team A", "7", "Mean Street", "A. B.", "Anna Maria van der Berg"])
def test_who_is_called_so_is_somebody(id_: str, tmp_path: Path) -> None:
    people = [*PEOPLE, [id_, "CSD", 20, 5]]
    diary = [*DIARY, [id_, "Mon", "09:00", "D2"]]
    survey = read(write_xlsx(tmp_path / "a.xlsx", {"people": people, "diary": diary}), STUDY)
    assert survey.respondents == ("N1", "N2", id_)
    # Nobody is left out; that an id is unlike the others is told.
    odd = [] if id_ == "7" else [ProblemKind.ODD_ID]
    assert [problem.kind for problem in told(survey)] == odd


@pytest.mark.parametrize("layout", ["long", "wide", "people"])
def test_rows_sorted_above_the_header_are_read_and_told(layout: str, tmp_path: Path) -> None:
    tables = {"diary": LONG, "people": RESPONDENTS}
    if layout == "wide":
        tables["diary"] = wide_of(LONG)
    moved = "people" if layout == "people" else "diary"
    header, *rows = tables[moved]
    tables[moved] = [["A title"], *rows[:2], header, *rows[2:]]
    survey = read(write_xlsx(tmp_path / "a.xlsx", tables), STUDY)
    (problem,) = told(survey)
    assert (problem.kind, problem.sheet, problem.row) == (ProblemKind.HEADER_NOT_FIRST, moved, 4)
    assert sorted(survey.respondents) == ["R1", "R2", "R3", "R4"]
    assert survey.ledger.kept == len(LONG) - 1


def test_a_header_that_comes_again_is_passed_over(tmp_path: Path) -> None:
    survey = read(write_csv(tmp_path / "a.csv", [*LONG[:4], LONG[0], *LONG[4:]]), STUDY)
    assert survey.ledger.kept == survey.ledger.cells_read == len(LONG) - 1
    assert not told(survey)


def test_a_second_table_on_a_sheet_is_told_and_not_merged(tmp_path: Path) -> None:
    first = [["respondent", "Mon 09:00", "Mon 09:30"], ["R1", "D1", "D1"], ["R2", "D2", "D2"]]
    second = [["Week 2"], ["respondent", "Tue 09:00", "Tue 09:30"], ["R1", "D3", "D3"]]
    survey = read(write_csv(tmp_path / "a.csv", [["Week 1"], *first, [], *second]), STUDY)
    assert slots(survey) == ["Mon 09:00", "Mon 09:30"]
    (problem,) = told(survey)
    assert (problem.kind, problem.row) == (ProblemKind.SECOND_TABLE, 7)
    assert survey.respondents == ("R1", "R2")


def coded(*rows: list[Any], names: tuple[str, str] = ("activity", "activity code")) -> Rows:
    return [["respondent", "day", "time", *names], *(["R1", "Mon", *row] for row in rows)]


def test_the_column_whose_values_are_codes_is_the_code(tmp_path: Path) -> None:
    rows = [["09:00", "Home visit", "D1"], ["09:30", "Typing", "R1"]]
    for names in (("activity", "activity code"), ("code", "activity"), ("activity code", "code")):
        survey = read(write_csv(tmp_path / "a.csv", coded(*rows, names=names)), STUDY)
        assert slots(survey) == ["Mon 09:00", "Mon 09:30"]
        assert not told(survey)


def test_two_columns_of_codes_that_differ_are_told(tmp_path: Path) -> None:
    survey = read(write_csv(tmp_path / "a.csv", coded(["09:00", "D2", "D1"], ["09:30", "R1", "R1"])), STUDY)
    assert ProblemKind.TWO_COLUMNS in {problem.kind for problem in told(survey)}


def test_days_of_one_diary_on_two_sheets_are_told(tmp_path: Path) -> None:
    sheets: dict[str, Rows] = {
        "2026": [LONG[0], ["R1", "Mon", "09:00", "D1"]],
        "2027": [LONG[0], ["R1", "Mon", "09:30", "R1"], ["R2", "Mon", "09:30", "R1"]],
    }
    (problem,) = told(read(write_xlsx(tmp_path / "a.xlsx", sheets), STUDY))
    assert (problem.kind, problem.sheet) == (ProblemKind.TWO_SHEETS, "2027")
    sheets["2027"][1][1] = "Tue"
    parts = {"first": sheets["2026"], "second": sheets["2027"]}
    assert not told(read(write_xlsx(tmp_path / "b.xlsx", parts), STUDY))


@pytest.mark.parametrize(("name", "values", "is_told"), [("year", (2026, 2027), True), ("wave", (1, 1), False)])
def test_a_column_that_tells_several_diaries_apart_is_told(
    name: str, values: tuple[int, int], is_told: bool, tmp_path: Path
) -> None:
    rows = [[name, *LONG[0]], [values[0], "R1", "Mon", "09:00", "D1"], [values[1], "R1", "Mon", "09:30", "D1"]]
    problems = told(read(write_csv(tmp_path / "a.csv", rows), STUDY))
    assert [problem.kind for problem in problems] == [ProblemKind.UNREAD_COLUMN] * is_told


WEEK_1: Rows = [["respondent", "Mon 09:00", "Mon 09:30"], ["R1", "D1", "D1"], ["R2", "D1", "R1"]]
WEEK_2: Rows = [["respondent", "Thu 13:00", "Thu 13:30"], ["R1", "D2", "D1"], ["R2", "D1", "R1"]]


@pytest.mark.parametrize(
    "names", [("Week 1", "Week 2"), ("2026", "2027"), ("first wave", "second wave"), ("wk01", "wk02")]
)
@pytest.mark.parametrize("kind", ["wide", "long", "episodes"])
def test_sheets_of_two_weeks_by_their_names_arent_one_week_in_silence(
    kind: str, names: tuple[str, str], tmp_path: Path
) -> None:
    sheets = [WEEK_1, WEEK_2]
    if kind == "long":
        sheets = [[["respondent", "day", "time", "code"], ["R1", day, "9:00", "D1"]] for day in ("Mon", "Tue")]
    elif kind == "episodes":
        header = ["respondent", "day", "start", "end", "code"]
        sheets = [[header, ["R1", "Mon", start, end, "D1"]] for start, end in (("8:00", "9:00"), ("13:00", "15:00"))]
    survey = read(write_xlsx(tmp_path / "a.xlsx", dict(zip(names, sheets, strict=True))), STUDY)
    (problem,) = (problem for problem in survey.problems if problem.kind is ProblemKind.TWO_SHEETS)
    assert problem.sheet == names[1]
    assert names[0] in problem.message


@pytest.mark.parametrize("names", [("Mon-Wed", "Thu-Sun"), ("Week 1 Mon-Wed", "Week 1 Thu-Sun"), ("part 1", "part 2")])
def test_parts_of_one_week_are_put_together(names: tuple[str, str], tmp_path: Path) -> None:
    survey = read(write_xlsx(tmp_path / "a.xlsx", {names[0]: WEEK_1, names[1]: WEEK_2}), STUDY)
    assert all(problem.kind is not ProblemKind.TWO_SHEETS for problem in survey.problems)
    assert survey.ledger.kept == 8
    (decided,) = (one for one in survey.reading.sheets[1].decisions if one.chosen == "one and the same")
    assert names[0] in decided.what


@pytest.mark.parametrize("units", [["", "", "hh:mm", "code"], ["id", "Mon-Sun", "(hh:mm)", "text"]])
def test_a_row_of_units_below_the_header_is_nobody(units: list[str], tmp_path: Path) -> None:
    survey = read(write_csv(tmp_path / "a.csv", [LONG[0], units, *LONG[1:]]), STUDY)
    assert survey.ledger.kept == len(LONG) - 1
    assert not told(survey)
    (skipped,) = survey.reading.sheets[0].not_used
    assert (skipped.reason, skipped.number) == ("units or formats below the header", 1)
    assert survey.reading.balanced
