"""Spellings that people and programs leave behind: read as they are meant, and asked about where nobody can know."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pyreadstat
import pytest
from tests.ingest.files import STUDY, Rows, write_csv, write_xlsx
from tests.ingest.test_columns_decide import slots, told

from timediary.ingest import read
from timediary.model.conventions import Conventions
from timediary.model.problem import ProblemKind
from timediary.model.study import ActivityCode, Level, Variable, VariableKind

if TYPE_CHECKING:
    from pathlib import Path

    from timediary.model.survey import Survey

HEAD = ["respondent", "day", "time", "code"]
DIARY: Rows = [HEAD, *([f"R{n}", "Mon", "09:00", "D1"] for n in range(1, 7))]


def with_people(tmp_path: Path, name: str, cells: list[Any], **others: list[Any]) -> Survey:
    """A survey of as many respondents as there are cells, with an attribute, from a file of texts."""
    columns = {name: cells, **others}
    people = [
        ["respondent", *columns],
        *([f"R{n}", *row] for n, row in enumerate(zip(*columns.values(), strict=True), 1)),
    ]
    write_csv(tmp_path / "respondents.csv", people, ";")
    return read(write_csv(tmp_path / "diary.csv", DIARY[: len(cells) + 1], ";"), STUDY)


@pytest.mark.parametrize("cell", ["D\uff11", "\u200eD1\u200f", "D\u00a01", "d1:", "D1 ;", "\ufeffD1", "D1\u00ad"])
def test_codes_with_signs_that_are_not_seen(cell: str, tmp_path: Path) -> None:
    survey = read(write_xlsx(tmp_path / "a.xlsx", {"d": [HEAD, ["R1", "Mon\u00a0", "09\uff1a00", cell]]}), STUDY)
    assert survey.codes[0].max() == STUDY.code_numbers["D1"]
    assert not told(survey)


@pytest.mark.parametrize("cell", ["NA", "NaN", "NULL", ".", "<NA>", "null"])
def test_what_programs_write_for_no_value_is_blank(cell: str, tmp_path: Path) -> None:
    survey = with_people(
        tmp_path, "agency", ["A", cell, "B"], active_cases=[3, 10, cell], setting=["CSD", cell, "DASS"]
    )
    assert [level.label for level in survey.attributes["agency"].variable.levels] == ["A", "B"]
    assert survey.attributes["active_cases"].texts() == ["3", "10", ""]
    assert survey.attributes["setting"].texts() == ["CSD", "", "DASS"]
    assert not told(survey)
    (tmp_path / "alone").mkdir()
    diary = read(write_csv(tmp_path / "alone" / "b.csv", [*DIARY, ["R1", "Mon", "10:00", cell]]), STUDY)
    assert (diary.ledger.blank, diary.ledger.kept) == (1, 6)


def test_a_code_or_a_level_that_is_so_spelt_is_one(tmp_path: Path) -> None:
    codes = (*STUDY.codes, ActivityCode("NA", "Not at work", STUDY.types[0].id))
    region = Variable("region", "Region", VariableKind.LEVEL, levels=(Level("na", "NA"), Level("eu", "EU")))
    study = replace(STUDY, codes=codes, variables={**STUDY.variables, "region": region})
    people = [["respondent", "region"], ["R1", "NA"], ["R2", "EU"]]
    diary = [HEAD, ["R1", "Mon", "09:00", "NA"], ["R2", "Mon", "09:00", "D1"]]
    survey = read(write_xlsx(tmp_path / "a.xlsx", {"p": people, "d": diary}), study)
    assert survey.attributes["region"].texts() == ["NA", "EU"]
    assert survey.codes[0].max() == len(codes)


NUMBERS = {
    "a comma": (["37,5", "30", "18,25"], [37.5, 30, 18.25]),
    "a point for thousands": (["1.200", "37,5", "2.000,5"], [1200, 37.5, 2000.5]),
    "a comma for thousands": (["1,200", "37.5", "2,000.5"], [1200, 37.5, 2000.5]),
    "a gap for thousands": (["1 200", "1\u00a0300", "7"], [1200, 1300, 7]),
    "three decimals": (["0.987", "1.234", "2.5"], [0.987, 1.234, 2.5]),
    "three decimals and a comma": (["0,987", "1,234", "2,5"], [0.987, 1.234, 2.5]),
    "millions": (["1.234.567", "5", "1"], [1234567, 5, 1]),
}


@pytest.mark.parametrize("name", NUMBERS)
def test_what_stands_before_decimals_is_decided_for_the_file(name: str, tmp_path: Path) -> None:
    cells, expected = NUMBERS[name]
    study = replace(STUDY, variables={**STUDY.variables, "ours": Variable("ours", "Ours", VariableKind.NUMBER)})
    people = [["respondent", "ours", "own"], *([f"R{n}", cell, cell] for n, cell in enumerate(cells, 1))]
    write_csv(tmp_path / "respondents.csv", people, ";")
    survey = read(write_csv(tmp_path / "diary.csv", DIARY[: len(cells) + 1], ";"), study)
    for attribute in ("ours", "own"):
        values: Any = survey.attributes[attribute].values
        assert values.tolist() == pytest.approx(expected)
    assert not told(survey)


def test_another_column_of_the_file_says_what_stands_before_decimals(tmp_path: Path) -> None:
    survey = with_people(tmp_path, "active_cases", ["1.200", "8", "9"], contracted_hours=["37,5", "20", "10"])
    assert survey.attributes["active_cases"].texts() == ["1200", "8", "9"]


def test_a_number_that_may_be_two_is_told(tmp_path: Path) -> None:
    survey = with_people(tmp_path, "active_cases", ["1,200", "8", "9"])
    (problem,) = told(survey)
    assert problem.kind is ProblemKind.TWO_READINGS
    assert "1200 or 1.2" in problem.message
    assert survey.attributes["active_cases"].texts() == ["", "8", "9"]


def test_99_among_small_numbers_is_asked_about(tmp_path: Path) -> None:
    survey = with_people(tmp_path, "active_cases", [3, 12, 18, 99, 7, 99])
    (problem,) = told(survey)
    assert (problem.kind, problem.header) == (ProblemKind.PERHAPS_NO_ANSWER, "active_cases")
    assert survey.attributes["active_cases"].texts() == ["3", "12", "18", "", "7", ""]
    kept = replace(STUDY, conventions=Conventions(numbers=(99.0,)))
    assert not told(read([tmp_path / "diary.csv", tmp_path / "respondents.csv"], kept))
    none = replace(STUDY, no_information=(*STUDY.no_information, "99"))
    assert not told(read([tmp_path / "diary.csv", tmp_path / "respondents.csv"], none))


@pytest.mark.parametrize("cells", [[60, 75, 82, 99], [3, 12, 99], [97, 98, 99, 100]])
def test_99_among_its_like_is_a_number(cells: list[int], tmp_path: Path) -> None:
    assert not told(with_people(tmp_path, "active_cases", cells))


@pytest.mark.parametrize("suffix", [".sav", ".dta"])
def test_numbers_of_which_some_have_labels_are_numbers(suffix: str, tmp_path: Path) -> None:
    frame = {
        "respondent": ["R1", "R2", "R3"],
        "day": ["Mon"] * 3,
        "time": ["09:00"] * 3,
        "code": ["D1"] * 3,
    }
    people = {"respondent": ["R1", "R2", "R3"], "active_cases": [0, 12, 98], "visits": [1, 0, 4], "team": [1, 2, 1]}
    labels: dict[str, dict[int | float, str]] = {
        "active_cases": {0: "None", 98: "98 or more"},
        "visits": {0: "Never"},
        "team": {1: "North", 2: "South"},
    }
    pandas = pytest.importorskip("pandas")
    write = pyreadstat.write_sav if suffix == ".sav" else pyreadstat.write_dta
    write(pandas.DataFrame(frame), str(tmp_path / f"d{suffix}"))
    write(pandas.DataFrame(people), str(tmp_path / f"p{suffix}"), variable_value_labels=labels)
    survey = read([tmp_path / f"d{suffix}", tmp_path / f"p{suffix}"], STUDY)
    assert survey.attributes["active_cases"].texts() == ["0", "12", "98"]
    assert survey.attributes["visits"].texts() == ["1", "0", "4"]
    assert survey.attributes["team"].texts() == ["North", "South", "North"]


@pytest.mark.parametrize("id_", ["1.23457E+11", "1,2E+15", 1234567890123456.0])
def test_ids_that_lost_digits_are_nobodys_diary(id_: Any, tmp_path: Path) -> None:
    rows: Rows = [HEAD, [id_, "Mon", "09:00", "D1"], [id_, "Tue", "09:00", "R1"], ["R1", "Mon", "09:00", "D1"]]
    survey = read(write_xlsx(tmp_path / "a.xlsx", {"d": rows}), STUDY)
    lost = [problem for problem in told(survey) if problem.kind is ProblemKind.SHORTENED_ID]
    assert sum(problem.cells for problem in lost) == 2
    assert survey.ledger.kept == 1


@pytest.mark.parametrize("ids", [("r1", "R1"), ("R 1", "R1"), ("007", "7"), ("R01", "R1")])
def test_ids_that_differ_in_what_nobody_sees_are_told(ids: tuple[str, str], tmp_path: Path) -> None:
    rows = [HEAD, *([id_, "Mon", "09:00", "D1"] for id_ in ids)]
    (problem,) = told(read(write_csv(tmp_path / "a.csv", rows), STUDY))
    assert problem.kind is ProblemKind.SIMILAR_IDS
    people = [["respondent", "setting", "role"], [ids[1], "CSD", "Other"]]
    survey = read(write_xlsx(tmp_path / "b.xlsx", {"p": people, "d": rows}), STUDY)
    (stranger,) = told(survey)
    assert stranger.kind is ProblemKind.NOT_IN_RESPONDENTS
    assert f"Did you mean '{ids[1]}'" in stranger.remedy


def test_codes_whose_last_nought_a_spreadsheet_ate(tmp_path: Path) -> None:
    ids = ("3.1", "3.20", "4.10", "4.1")
    codes = tuple(ActivityCode(id_, f"Code {id_}", STUDY.types[0].id) for id_ in ids)
    study = replace(STUDY, codes=codes)
    rows: Rows = [
        HEAD,
        *(["R1", "Mon", f"{hour:02d}:00", code] for hour, code in enumerate([3.1, 3.2, "3.20", "4.10", 4.1])),
    ]
    survey = read(write_xlsx(tmp_path / "a.xlsx", {"d": rows}), study)
    assert survey.codes[0][survey.codes[0] > 0].tolist() == [1, 2, 2, 3]
    (problem,) = told(survey)
    assert problem.kind is ProblemKind.TWO_READINGS
    assert "4.10 or 4.1" in problem.message


def test_a_space_behind_a_closing_quotation_mark(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('"respondent" ,"day","time" ,"code"\n"R1" ,"Mon","09:00"\t,"D1" \n', encoding="utf-8")
    assert slots(read(path, STUDY)) == ["Mon 09:00"]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["5/10/2027", "5/17/2027"], ["2027-05-10", "2027-05-17"]),
        (["5/3/2027", "5/10/2027"], ["2027-05-03", "2027-05-10"]),
        (["3/5/2027", "10/5/2027"], ["2027-05-03", "2027-05-10"]),
    ],
)
def test_the_dates_at_which_weeks_begin_are_read_in_one_order(
    cells: list[str], expected: list[str], tmp_path: Path
) -> None:
    survey = with_people(tmp_path, "week_beginning", cells)
    assert survey.attributes["week_beginning"].texts() == expected
    assert not told(survey)


@pytest.mark.parametrize("word", ["Example", "Most frequent", "Beispiel"])
def test_an_example_or_a_summary_among_respondents_is_told(word: str, tmp_path: Path) -> None:
    rows = [["respondent", "Mon 09:00", "Mon 09:30"], [word, "D1", "D1"], ["P1", "R1", "R1"], ["P2", "R1", "D1"]]
    (problem,) = told(read(write_csv(tmp_path / "a.csv", rows), STUDY))
    assert (problem.kind, problem.respondent) == (ProblemKind.ODD_ID, word)
    for names in (["Ann", "Bob", "Cy"], ["P1", "P2", "P3"], ["a", "b", "1"][::-1]):
        ids = [[name, *row[1:]] for name, row in zip(names, rows[1:], strict=True)]
        found = [p.kind for p in told(read(write_csv(tmp_path / "b.csv", [rows[0], *ids]), STUDY))]
        assert found == ([ProblemKind.ODD_ID] * 2 if "1" in names else [])
