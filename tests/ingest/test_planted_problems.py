"""One problem of each kind at a known cell: each is told there, once, and counts as a blank."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pytest
from tests.ingest.files import STUDY, Formula, Rows, write_csv, write_xlsx

from timediary.ingest import read
from timediary.ingest.account import Account
from timediary.model.problem import ProblemKind
from timediary.model.spelling import column_letters

if TYPE_CHECKING:
    from pathlib import Path

    from timediary.model.survey import Survey

GRID = STUDY.grid
IDS = [f"R{n}" for n in range(1, 11)]
SLOTS = range(16, 30)
Cell = tuple[str, str]


class Plant(NamedTuple):
    """A problem at a cell of a sheet, with the diary cells that are left out for it."""

    kind: ProblemKind
    sheet: str
    cell: str
    left_out: int


class Planted(NamedTuple):
    """A workbook with problems, the same with these cells blank, and the problems."""

    sheets: dict[str, Rows]
    blanked: dict[str, Rows]
    plants: list[Plant]


def respondents() -> Rows:
    head = ["respondent", "setting", "week_beginning", "client_groups", "contracted_hours", "active_cases", "setting"]
    return [head, *([id_, "CSD", dt.date(2009, 10, 5), "Carers", 37, n, "CSD"] for n, id_ in enumerate(IDS))]


class Planter:
    """Puts problems into sheets and takes note of them."""

    def __init__(self, sheets: dict[str, Rows]) -> None:
        self.sheets = sheets
        self.blanked = {name: [list(row) for row in rows] for name, rows in sheets.items()}
        self.plants: list[Plant] = []

    def put(self, kind: str, sheet: str, row: int, column: int, content: Any, left_out: int = 0) -> None:
        """Write content into a cell; rows and columns count from 0."""
        self.sheets[sheet][row][column] = content
        self.blanked[sheet][row][column] = None
        self.note(kind, sheet, row, column, left_out)

    def add(self, kind: str, sheet: str, content: list[Any], column: int, left_out: int = 0) -> None:
        """Write a row below the others, whose problem is in a column."""
        self.sheets[sheet].append(content)
        blank = [None if n == column else cell for n, cell in enumerate(content)]
        self.blanked[sheet].append(blank)
        self.note(kind, sheet, len(self.sheets[sheet]) - 1, column, left_out)

    def note(self, kind: str, sheet: str, row: int, column: int, left_out: int = 0) -> None:
        """Expect a problem."""
        self.plants.append(Plant(ProblemKind(kind), sheet, f"{column_letters(column)}{row + 1}", left_out))

    def plant_attributes(self) -> None:
        """One problem of each kind among the respondents."""
        sheet = "respondents"
        self.put("unknown_level", sheet, 1, 1, "Elsewhere")
        self.put("too_many_answers", sheet, 2, 3, "Carers; Older people; Young carers; Foster carers; Other")
        self.put("not_a_number", sheet, 3, 4, "full time")
        self.put("number_out_of_range", sheet, 4, 5, -1)
        self.put("formula_error", sheet, 5, 4, Formula("=1/0", "#DIV/0!"))
        self.put("unknown_level", sheet, 6, 3, "Carers; Nobody")
        self.add("not_in_diary", sheet, ["R98", "CSD", None, None, 37, 5, None], 0)
        self.add("repeated_respondent", sheet, ["R4", "PVI", None, None, 20, 5, None], 0)
        self.add("missing_respondent", sheet, [None, "PVI", None, None, 20, 5, None], 0)
        self.note("repeated_column", sheet, 0, 6)

    def planted(self) -> Planted:
        """What was planted."""
        return Planted(self.sheets, self.blanked, self.plants)


def code_of(respondent: int, slot: int) -> str:
    return STUDY.codes[(respondent * 7 + slot) % 40].id


def long() -> Planted:
    rows: Rows = [["respondent", "day", "time", "code"]]
    rows += [[id_, "Wednesday", GRID.slot_name(s)[-5:], code_of(n, s)] for n, id_ in enumerate(IDS) for s in SLOTS]
    planter = Planter({"respondents": respondents(), "diary": rows})
    planter.plant_attributes()
    sheet = "diary"
    planter.put("unknown_code", sheet, 1, 3, "X9", 1)
    planter.put("several_codes", sheet, 3, 3, "D1/D2", 1)
    planter.put("unknown_day", sheet, 5, 1, "Someday", 1)
    planter.put("unknown_time", sheet, 7, 2, "25:00", 1)
    planter.put("time_off_grid", sheet, 9, 2, "08:40", 1)
    planter.put("date_outside_week", sheet, 11, 1, dt.date(2009, 10, 14), 1)
    planter.put("formula_error", sheet, 13, 3, Formula("=NA()", "#N/A"), 1)
    planter.put("formula_error", sheet, 15, 1, Formula("=#REF!", "#REF!"), 1)
    planter.put("missing_respondent", sheet, 17, 0, None, 1)
    planter.put("formula_error", sheet, 19, 0, Formula("=1/0", "#DIV/0!"), 1)
    planter.add("not_in_respondents", sheet, ["R99", "Monday", "09:00", "D1"], 0, 2)
    planter.add("duplicate_entry", sheet, ["R7", "Wednesday", "08:30", code_of(6, 17)], 3, 1)
    planter.add("conflicting_entry", sheet, ["R7", "Wed", 9.0, code_of(6, 20)], 3, 1)
    planter.sheets[sheet].append(["R99", "Monday", "09:30", "D1"])
    return planter.planted()


def wide() -> Planted:
    names = [GRID.slot_name(slot) for slot in SLOTS]
    rows: Rows = [["respondent", *names, "Mun 08:30", "Tue 08:40", "Mon 25:00", "monday 10.00"]]
    width = len(rows[0])
    rows += [[id_, *(code_of(n, s) for s in SLOTS), None, None, None, None] for n, id_ in enumerate(IDS)]
    planter = Planter({"respondents": respondents(), "diary": rows})
    planter.plant_attributes()
    sheet = "diary"
    planter.put("unknown_code", sheet, 1, 1, "X9", 1)
    planter.put("several_codes", sheet, 2, 2, "D1, D2", 1)
    planter.put("formula_error", sheet, 3, 3, Formula("=NA()", "#N/A"), 1)
    planter.put("missing_respondent", sheet, 4, 0, None, len(SLOTS))
    planter.put("formula_error", sheet, 5, 0, Formula("=1/0", "#DIV/0!"), len(SLOTS))
    planter.put("unknown_code", sheet, 6, 6, 7.5, 1)
    for column, kind in ((width - 4, "unknown_day"), (width - 3, "time_off_grid"), (width - 2, "unknown_time")):
        planter.put(kind, sheet, 0, column, rows[0][column], 2)
        rows[7][column] = rows[8][column] = "D1"
    same = 1 + names.index("Mon 10:00")
    planter.put("duplicate_entry", sheet, 7, width - 1, rows[7][same], 1)
    planter.put("conflicting_entry", sheet, 8, width - 1, "R1" if rows[8][same] == "D1" else "D1", 1)
    planter.add("repeated_respondent", sheet, ["R9", "D1", *[None] * (width - 3), "D2"], 0, 2)
    planter.add("not_in_respondents", sheet, ["R99", None, "D1", *[None] * (width - 3)], 0, 1)
    return planter.planted()


def told(survey: Survey) -> Counter[Plant]:
    problems = [problem for problem in survey.problems if problem.row is not None]
    return Counter(Plant(p.kind, p.sheet, f"{p.column}{p.row}", p.cells) for p in problems)


@pytest.mark.parametrize("layout", [long, wide])
def test_each_planted_problem_is_told_once_at_its_cell_and_counts_as_a_blank(layout: Any, tmp_path: Path) -> None:
    planted = layout()
    path = write_xlsx(tmp_path / "planted.xlsx", planted.sheets)
    survey = read(path, STUDY)
    expected = Counter(planted.plants)
    if layout is long:  # R4's id is missing in one row and broken in another, in which no respondent is lost
        assert {p.kind for p in planted.plants} >= set(ProblemKind) - ELSEWHERE
    else:  # two rows of respondents lost their ids, so these two have no diary
        expected += Counter(
            Plant(ProblemKind.NOT_IN_DIARY, "respondents", f"A{n}", 0)
            for n, id_ in enumerate(IDS, 2)
            if id_ in ("R4", "R5")
        )
    assert told(survey) == expected
    of_the_file = [ProblemKind.MISSING_COLUMN, ProblemKind.DAYS_NOT_ASKED]
    assert [p.kind for p in survey.problems if p.row is None] == of_the_file
    assert {p.file for p in survey.problems} == {str(path)}
    left_out = Counter[ProblemKind]()
    for plant in planted.plants:
        left_out[plant.kind] += plant.left_out
    assert survey.ledger.left_out == {kind: cells for kind, cells in left_out.items() if cells}
    assert survey.ledger.balanced
    assert survey.reading.balanced
    blanked = read(write_xlsx(tmp_path / "blanked.xlsx", planted.blanked), STUDY)
    assert_same_diaries(survey, blanked)


ELSEWHERE = {
    ProblemKind.CONFLICTING_ANSWER,
    ProblemKind.MERGED_NUMBER,
    ProblemKind.OTHER_COLUMNS,
    ProblemKind.UNCONFIRMED_GUESS,
    ProblemKind.UNREAD_ROW,
    ProblemKind.UNREAD_COLUMN,
    ProblemKind.UNREAD_SHEET,
    ProblemKind.DAYS_NOT_ASKED,
    ProblemKind.OVERLAPPING_EPISODES,
    ProblemKind.GAP_IN_DAY,
    ProblemKind.MORE_THAN_A_DAY,
    ProblemKind.END_BEFORE_START,
    ProblemKind.DURATION_DIFFERS,
    ProblemKind.UNKNOWN_DURATION,
    ProblemKind.STILL_RUNNING,
    ProblemKind.NO_LENGTH,
    ProblemKind.SHORTENED_ID,
    ProblemKind.MISSING_COLUMN,
    ProblemKind.MISSING_SHEET,
    ProblemKind.OTHER_STUDY,
    ProblemKind.UNREADABLE_FILE,
    ProblemKind.MORE_PROBLEMS,
    ProblemKind.TWO_READINGS,
    ProblemKind.DAY_AND_DATE,
    ProblemKind.TIMES_RUN_ON,
    ProblemKind.SIMILAR_IDS,
    ProblemKind.ODD_ID,
    ProblemKind.SIMILAR_ANSWERS,
    ProblemKind.PERHAPS_NO_ANSWER,
    ProblemKind.TWO_COLUMNS,
    ProblemKind.HEADER_NOT_FIRST,
    ProblemKind.SECOND_TABLE,
    ProblemKind.TWO_SHEETS,
    ProblemKind.FIELD_WITHOUT_ACTIVITY,
}


def assert_same_diaries(survey: Survey, blanked: Survey) -> None:
    """The same codes; whoever is in one only has none."""
    empty = np.zeros(GRID.slots, np.uint8)
    ours = dict(zip(survey.respondents, survey.codes, strict=True))
    theirs = dict(zip(blanked.respondents, blanked.codes, strict=True))
    for id_ in ours.keys() | theirs.keys():
        assert np.array_equal(ours.get(id_, empty), theirs.get(id_, empty)), id_
    assert np.count_nonzero(survey.codes) == survey.ledger.kept
    assert survey.ledger.kept > 100
    for name in ("setting", "client_groups", "contracted_hours", "active_cases"):
        ours_ = dict(zip(survey.respondents, survey.attributes[name].texts(), strict=True))
        theirs_ = dict(zip(blanked.respondents, blanked.attributes[name].texts(), strict=True))
        assert {id_: ours_[id_] for id_ in IDS} == {id_: theirs_[id_] for id_ in IDS}


def test_a_problem_says_what_stands_there_and_in_which_column(tmp_path: Path) -> None:
    survey = read(write_xlsx(tmp_path / "a.xlsx", long().sheets), STUDY)
    (problem,) = (p for p in survey.problems if p.kind is ProblemKind.TIME_OFF_GRID)
    assert (problem.content, problem.header, problem.respondent) == ("08:40", "time", "R1")
    assert problem.message == "'08:40' is not the start of a slot: slots start every 30 minutes from 00:00."
    (problem,) = (p for p in survey.problems if p.kind is ProblemKind.REPEATED_RESPONDENT)
    assert problem.message == "Respondent 'R4' has a diary of 2009-10-05 already, row 5; this one is not read."
    (problem,) = (p for p in survey.problems if p.kind is ProblemKind.CONFLICTING_ENTRY)
    assert problem.message.startswith("Row 88 has another code, ")
    assert problem.message.endswith(" for the same slot, Wed 09:00.")


def test_rows_of_delimited_text_count_as_in_a_spreadsheet(tmp_path: Path) -> None:
    text = 'respondent,day,time,code\n\nR1,Mon,"8.30",D1\nR1,Mon,"9\n.00",D2\nR1,Mon,10.00,X9\n'
    (tmp_path / "diary.csv").write_text(text)
    survey = read(tmp_path / "diary.csv", STUDY)
    found = [(p.kind.value, p.row, p.column) for p in survey.problems]
    assert found == [("unknown_time", 4, "C"), ("unknown_code", 5, "D"), ("missing_sheet", None, "")]
    assert survey.ledger.cells_read == 3


def test_an_earlier_entry_in_another_sheet_is_named(tmp_path: Path) -> None:
    diary = [["respondent", "day", "time", "code"], ["R1", "Mon", "8:30", "D1"]]
    first = write_csv(tmp_path / "a.csv", diary)
    second = write_csv(tmp_path / "b.csv", [*diary[:1], ["R1", "Mon", "9:00", "D1"], ["R1", "Mon", "8:30", "D1"]])
    survey = read([first, second], STUDY)
    (problem,) = (p for p in survey.problems if p.row)
    assert problem.message == f"Row 2 of {first} has the same code for the same slot, Mon 08:30."
    assert (problem.file, problem.row) == (str(second), 3)


def test_the_same_wide_file_twice_repeats_its_respondents(tmp_path: Path) -> None:
    rows = [["respondent", "setting", "role", "Mon 08:30", "Mon 09:00"], ["R1", "CSD", "Other", "D1", "D2"]]
    paths = [write_csv(tmp_path / name, rows) for name in ("a.csv", "b.csv")]
    survey = read(paths, STUDY)
    (problem,) = survey.problems
    assert (problem.kind, problem.file, problem.row, problem.cells) == (
        ProblemKind.REPEATED_RESPONDENT,
        str(paths[1]),
        2,
        2,
    )
    assert survey.ledger.kept == 2


def test_dates_are_held_against_the_week_of_each_respondent(tmp_path: Path) -> None:
    people: Rows = [["respondent", "week beginning"], ["R1", "05/10/2009"], ["R2", dt.date(2009, 10, 12)], ["R3", None]]
    dates = [dt.datetime(2009, 10, 5, 8, 30), dt.datetime(2009, 10, 12, 8, 30)]
    wide_rows: Rows = [["respondent", *dates], ["R1", "D1", "D2"], ["R2", "D1", "D2"], ["R3", None, "D3"]]
    survey = read(write_xlsx(tmp_path / "a.xlsx", {"p": people, "d": wide_rows}), STUDY)
    slot = GRID.slot(0, 510)
    assert survey.codes[:, slot].tolist() == [1, 2, 3]
    found = [(p.kind.value, f"{p.column}{p.row}") for p in survey.problems if p.row]
    assert found == [("date_outside_week", "C2"), ("date_outside_week", "B3")]
    assert survey.attributes["week_beginning"].texts() == ["2009-10-05", "2009-10-12", ""]


def test_past_the_most_the_problems_are_counted_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Account, "most", 25)
    rows: Rows = [["respondent", "day", "time", "code"]]
    rows += [["R1", "Mon", f"{hour}.00", f"X{hour}"] for hour in range(24)]
    rows += [["R1", "Tue", "8.00", "D1"]] * 24 + [["R1", "Nonday", "8.00", "D1"]] * 24
    survey = read(write_csv(tmp_path / "a.csv", rows), STUDY)
    assert len(survey.problems) == 27
    assert survey.problems[25].kind is ProblemKind.MISSING_SHEET
    assert survey.problems[-1].kind is ProblemKind.MORE_PROBLEMS
    assert survey.problems[-1].message.startswith("46 more")
    assert survey.ledger.left_out == {
        ProblemKind.UNKNOWN_CODE: 24,
        ProblemKind.UNKNOWN_DAY: 24,
        ProblemKind.DUPLICATE_ENTRY: 23,
    }
    assert survey.ledger.balanced
    assert survey.reading.balanced
