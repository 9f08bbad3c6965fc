"""Problems by value: one thing to mend stands once, with how often it was met, all of its cells counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.ingest.files import RESPONDENTS, STUDY, Rows, wide_of, write_csv

import timediary as td
from timediary.ingest.account import Account
from timediary.ingest.fault import Fault
from timediary.ingest.spelling import CellParser
from timediary.model.nearest import nearest
from timediary.model.problem import Problem, ProblemKind
from timediary.model.problem_values import Unlisted, by_value
from timediary.render.writing import text_of_result

if TYPE_CHECKING:
    from pathlib import Path

HOURS = range(9, 17)
LONG: Rows = [
    ["respondent", "day", "time", "code"],
    *[["R1", "Mon", f"{hour}:00", "Recording"] for hour in HOURS],
    *[["R2", "Tue", f"{hour}:00", "D1"] for hour in HOURS],
    ["R2", "Wed", "9:00", "X9"],
]


def test_a_value_stands_once_with_its_number_and_the_option_that_reads_it(tmp_path: Path) -> None:
    write_csv(tmp_path / "respondents.csv", RESPONDENTS[:3])
    survey = td.read(write_csv(tmp_path / "diary.csv", LONG))
    values = by_value(survey.problems)[ProblemKind.UNKNOWN_CODE]
    assert [(value.number, value.cells) for value in values] == [(8, 8), (1, 1)]
    assert (
        values[0].text == f"'Recording' x 8 (diary.csv!D2 and 7 more): not one of the study's {len(STUDY.codes)} codes."
    )
    assert values[0].first.remedy.endswith("--read-as Recording=R1")
    told = " ".join(text_of_result(td.check(survey), 80).split())
    assert "Unknown code: 9, leaving out 9 cells" in told
    assert values[0].text in told


@pytest.mark.parametrize("is_wide", [False, True])
def test_cells_beyond_those_that_are_listed_are_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_wide: bool
) -> None:
    monkeypatch.setattr(Account, "most", 3)
    write_csv(tmp_path / "respondents.csv", RESPONDENTS[:3])
    days = {"Mon": "Monday", "Tue": "Tuesday", "Wed": "Wednesday"}
    named = [[id_, days.get(day, day), f"{time:0>5}", code] for id_, day, time, code in LONG]
    rows = wide_of(named, ("R1", "R2")) if is_wide else LONG
    survey = td.read(write_csv(tmp_path / "diary.csv", rows))
    values = by_value(survey.problems, survey.reading.unlisted)[ProblemKind.UNKNOWN_CODE]
    assert [(value.number, value.cells) for value in values] == [(8, 8), (1, 1)]
    told = " ".join(text_of_result(td.check(survey)).split())
    assert "9 problems found; 9 diary cells left out of every total." in told
    assert len(survey.problems) == 4


def test_problems_that_have_no_value_stand_each_for_itself() -> None:
    kind = ProblemKind.DUPLICATE_ENTRY
    listed = [Problem(kind, "Row 2 has the same.", "", file="a.csv", row=n, column="D", cells=1) for n in (3, 4)]
    (group,) = by_value(listed, [Unlisted(kind, "", 5, 5)]).values()
    assert sorted(value.number for value in group) == [1, 6]


def test_the_nearest_name_begins_as_the_text_or_has_it_as_a_word() -> None:
    names = ["Planned visit", "Recording for targets", "Lunch and breaks", "D10", "Other"]
    assert nearest("recording", names)[0] == "Recording for targets"
    assert nearest("breaks", names)[0] == "Lunch and breaks"
    assert nearest("D1O", names)[0] == "D10"
    assert nearest("zzz", names) == []
    assert nearest("", names) == []


@pytest.mark.parametrize("text", ["D13", "1", "D_10"])
def test_no_code_is_proposed_ready_for_what_is_no_word(text: str) -> None:
    fault = CellParser(STUDY).code(text)
    assert isinstance(fault, Fault)
    assert fault.remedy.endswith(f"--read-as {text}=CODE")
