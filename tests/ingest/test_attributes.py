"""Attributes of respondents: every kind of variable, and columns that nobody defines."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from tests.ingest.files import LONG, STUDY, Formula, Rows, write_csv, write_xlsx

import timediary as td
from timediary.ingest import read
from timediary.model.problem import ProblemKind
from timediary.model.study import VariableKind

if TYPE_CHECKING:
    from pathlib import Path

    from timediary.model.survey import Attribute, Survey

GROUPS = STUDY.variables["client_groups"]


def survey_with(folder: Path, columns: dict[str, list[Any]], kind: str = "xlsx") -> Survey:
    """A survey whose respondents R1, R2 ... have these columns."""
    count = len(next(iter(columns.values())))
    rows: Rows = [["respondent", *columns], *([f"R{n + 1}", *(c[n] for c in columns.values())] for n in range(count))]
    if kind == "csv":
        write_csv(folder / "respondents.csv", rows)
        return read(write_csv(folder / "diary.csv", LONG), STUDY)
    return read(write_xlsx(folder / "a.xlsx", {"r": rows, "d": LONG}), STUDY)


def faults(survey: Survey) -> list[tuple[str, str, str]]:
    """Kind, cell and content of the problems with answers."""
    kinds = (
        "unknown_level",
        "not_a_number",
        "number_out_of_range",
        "too_many_answers",
        "formula_error",
        "repeated_column",
    )
    return [(p.kind.value, f"{p.column}{p.row}", p.content) for p in survey.problems if p.kind in kinds]


def attribute_of(folder: Path, name: str, cells: list[Any], kind: str = "xlsx") -> Attribute:
    """An attribute whose cells are all in order."""
    survey = survey_with(folder, {name: cells}, kind)
    assert faults(survey) == []
    (attribute,) = survey.attributes.values()
    return attribute


@pytest.mark.parametrize("name", ["setting", "Setting", "SECTOR", "team_or_setting", "Type  of agency", "setting:"])
def test_a_column_goes_by_any_of_its_names(name: str, tmp_path: Path) -> None:
    attribute = attribute_of(tmp_path, name, ["CSD"])
    assert attribute.variable is STUDY.variables["setting"]


@pytest.mark.parametrize(
    ("variable", "cells", "texts"),
    [
        (
            "role",
            ["senior_practitioner", "SENIOR  practitioner", "Senior prac", "Team Manager"],
            ["Senior practitioner"] * 3 + ["Manager"],
        ),
        ("age_band", ["20-24", "20\u201324", "20 - 24 YEARS", "over 65"], ["20-24"] * 3 + ["Over 65"]),
        ("setting", ["Children\u2019s services", "pvi", "joint", "DASSs"], ["CSD", "PVI", "Joint", "DASS"]),
        ("electronic_recording", ["Y", "no", 1, 0.0], ["Yes", "No", "Yes", "No"]),
        ("electronic_recording", [True, False, "TRUE", "false"], ["Yes", "No", "Yes", "No"]),
    ],
)
def test_levels_go_by_any_of_their_names(variable: str, cells: list[Any], texts: list[str], tmp_path: Path) -> None:
    for kind in ("xlsx", "csv"):
        assert attribute_of(tmp_path, variable, cells, kind).texts() == texts


@pytest.mark.parametrize("variable", ["setting", "client_groups", "contracted_hours", "agency", "shoe size"])
def test_no_information_is_no_problem(variable: str, tmp_path: Path) -> None:
    nothing = [None, " ", "-", "\u2013", "n/a", "N/A", "No Information", "prefer not to say", "Prefer_not_to_say"]
    for kind in ("xlsx", "csv"):
        assert attribute_of(tmp_path, variable, nothing, kind).texts() == [""] * len(nothing)


def test_numbers_read_from_numbers_and_texts(tmp_path: Path) -> None:
    cells = [37, 37.5, "37.5", " 20 ", "0", "1e1", "07.50"]
    for kind in ("xlsx", "csv"):
        assert attribute_of(tmp_path, "contracted_hours", cells, kind).values.tolist() == [
            37,
            37.5,
            37.5,
            20,
            0,
            10,
            7.5,
        ]


def test_faulty_answers_are_told_and_count_as_no_information(tmp_path: Path) -> None:
    columns = {
        "contracted_hours": ["37,5", 81, "full time", True, "NaN", "inf"],
        "active_cases": [-1, 5, dt.date(2009, 10, 5), "1_000", Formula("=1/0", "#DIV/0!"), 3],
        "setting": ["Nowhere", 1, "CSD; PVI", dt.date(2009, 10, 5), "#N/A", "CSD"],
    }
    survey = survey_with(tmp_path, columns)
    assert sorted(faults(survey)) == sorted(
        [
            ("number_out_of_range", "B3", "81"),
            ("not_a_number", "B4", "full time"),
            ("not_a_number", "B5", "TRUE"),
            ("not_a_number", "B7", "inf"),
            ("number_out_of_range", "C2", "-1"),
            ("not_a_number", "C4", "2009-10-05"),
            ("not_a_number", "C5", "1_000"),
            ("formula_error", "C6", "#DIV/0!"),
            ("unknown_level", "D2", "Nowhere"),
            ("unknown_level", "D3", "1"),
            ("unknown_level", "D4", "CSD; PVI"),
            ("unknown_level", "D5", "2009-10-05"),
            ("formula_error", "D6", "#N/A"),
        ]
    )
    assert survey.attributes["contracted_hours"].texts() == ["37.5", *[""] * 5]
    assert survey.attributes["active_cases"].texts() == ["", "5", "", "", "", "3"]
    assert survey.attributes["setting"].texts() == [""] * 5 + ["CSD"]


def test_an_unknown_level_tells_the_known_ones(tmp_path: Path) -> None:
    problems = survey_with(tmp_path, {"setting": ["CDS"]}).problems
    (problem,) = (p for p in problems if p.kind is ProblemKind.UNKNOWN_LEVEL)
    assert "CSD; DASS; Joint; PVI" in problem.remedy
    assert problem.header == "setting"
    assert problem.respondent == "R1"


def test_several_answers_stand_in_one_cell(tmp_path: Path) -> None:
    cells = [
        "Carers;Older people",
        "older_people ; ; CARERS",
        "SEN",
        "Carers, Older people",
        "Young people's substance misuse service",
    ]
    texts = ["Older people; Carers", "Older people; Carers", "Special educational needs", "Older people; Carers"]
    attribute = attribute_of(tmp_path, "client_groups", cells)
    assert attribute.texts() == [*texts, "Young people's substance misuse"]


@pytest.mark.parametrize(
    "names",
    [
        ["carers", "older_people"],
        ["Carers", "Older people"],
        ["client_groups_carers", "Client groups: Older people"],
        ["client groups - carers", "client_group.older_people"],
    ],
)
def test_several_answers_stand_in_columns_of_their_own(names: list[str], tmp_path: Path) -> None:
    columns: dict[str, list[Any]] = {
        names[0]: ["yes", "X", 1, "Carers", "no", None],
        names[1]: ["no", "Y", 0.0, "-", "TRUE", "0"],
    }
    for kind in ("xlsx", "csv"):
        survey = survey_with(tmp_path, columns, kind)
        assert faults(survey) == []
        assert list(survey.attributes) == ["client_groups"]
        expected = ["Carers", "Older people; Carers", "Carers", "Carers", "Older people", ""]
        assert survey.attributes["client_groups"].texts() == expected


def test_faults_in_columns_of_single_answers(tmp_path: Path) -> None:
    names = ["carers", "older people", "young carers", "foster carers", "palliative care"]
    cells: Rows = [["yes", "maybe"], ["yes", "yes"], ["yes", None], ["yes", "#REF!"], ["yes", None]]
    survey = survey_with(tmp_path, dict(zip(names, cells, strict=True)))
    assert sorted(faults(survey)) == [
        ("formula_error", "E3", "#REF!"),
        ("too_many_answers", "F2", "yes"),
        ("unknown_level", "B3", "maybe"),
    ]
    assert survey.attributes["client_groups"].texts() == ["", "Older people"]


def test_one_column_with_the_name_of_an_answer_is_a_column_of_its_own(tmp_path: Path) -> None:
    survey = survey_with(tmp_path, {"other": ["speaks Welsh", None]})
    assert survey.attributes["other"].variable.kind is VariableKind.TEXT
    assert survey.attributes["other"].texts() == ["speaks Welsh", ""]


def test_a_column_that_stands_there_twice_is_read_once(tmp_path: Path) -> None:
    rows: Rows = [["respondent", "setting", "Sector", "Team", "team "], ["R1", "CSD", "PVI", "a", "b"]]
    survey = read(write_xlsx(tmp_path / "a.xlsx", {"r": rows, "d": LONG}), STUDY)
    assert faults(survey) == [("repeated_column", "C1", "Sector"), ("repeated_column", "E1", "team")]
    assert [attribute.texts() for attribute in survey.attributes.values()] == [["CSD"], ["a"]]


@pytest.mark.parametrize(
    ("cells", "kind", "texts"),
    [
        ([12, 12.0, "3", -4.5], VariableKind.NUMBER, ["12", "12", "3", "-4.5"]),
        ([12, None, "n/a", "0"], VariableKind.NUMBER, ["12", "", "", "0"]),
        (["007", "12", 5, None], VariableKind.TEXT, ["007", "12", "5", ""]),
        (["1,200", 5, 6, 7], VariableKind.TEXT, ["1,200", "5", "6", "7"]),
        (
            [dt.date(2009, 10, 5), "2009-10-06", dt.datetime(2009, 10, 5, 8, 30), None],
            VariableKind.TEXT,
            ["2009-10-05", "2009-10-06", "2009-10-05 08:30", ""],
        ),
        ([dt.time(8, 30), "08:30:00", "00:00", None], VariableKind.TEXT, ["08:30", "08:30", "00:00", ""]),
        ([True, "FALSE", "yes", "no"], VariableKind.TEXT, ["yes", "no", "yes", "no"]),
        (["a  b", " a b", "A b", "a\nb"], VariableKind.TEXT, ["a b", "a b", "A b", "a b"]),
    ],
)
def test_other_columns_are_numbers_if_all_of_them_is_else_texts(
    cells: list[Any], kind: VariableKind, texts: list[str], tmp_path: Path
) -> None:
    found = [attribute_of(tmp_path, "Shoe size (UK)", cells, suffix) for suffix in ("xlsx", "csv")]
    assert found[0] == found[1]
    assert found[0].variable.kind is kind
    assert (found[0].variable.id, found[0].variable.label) == ("shoe_size_uk", "Shoe size (UK)")
    assert found[0].texts() == texts


@pytest.mark.parametrize("text", ["1e309", "-1e400", "9" * 400])
def test_a_number_beyond_all_numbers_is_a_text(text: str, tmp_path: Path) -> None:
    assert attribute_of(tmp_path, "budget", [text, "1"], "csv").texts()[:2] == [text, "1"]


def test_the_levels_of_texts_are_sorted_as_people_do(tmp_path: Path) -> None:
    variable = attribute_of(tmp_path, "agency", ["Team 10", "team 9", "Area", "Team 2", "\u00c9", "9", 10]).variable
    assert [level.label for level in variable.levels] == ["9", "10", "Area", "Team 2", "team 9", "Team 10", "\u00c9"]
    assert [level.id for level in variable.levels] == ["9", "10", "area", "team_2", "team_9", "team_10", "\u00e9"]


NAMES = {
    "Chinese": ["社工", "护士"], "Greek": ["Κέντρο", "Άνω Πόλη"], "Hindi": ["कि", "की", "क"], "Thai": ["ที่", "ทั้ง", "ท"],
    "Arabic": ["كتب", "كُتُب"], "Welsh": ["Ynys Môn", "Ynys Mon"], "signs": ["!!", "??", "…"],
}  # fmt: skip


@pytest.mark.parametrize("script", NAMES)
def test_names_in_any_script_can_be_told_apart_by_their_ids(script: str, tmp_path: Path) -> None:
    variable = attribute_of(tmp_path, "agency", [*NAMES[script]]).variable
    ids = {level.label: level.id for level in variable.levels}
    assert set(ids) == set(NAMES[script])
    assert len(set(ids.values())) == len(ids)
    if script != "signs":
        assert all(id_ == label.casefold().replace(" ", "_") for label, id_ in ids.items())


def test_a_group_is_not_the_column_of_its_name(tmp_path: Path) -> None:
    survey = survey_with(tmp_path, {"agency": ["All", "all!", "No-information", None]})
    assert [level.id for level in survey.attributes["agency"].variable.levels] == [
        "all_2",
        "all_3",
        "no_information_2",
    ]
    table = td.breakdown(survey, by="agency")
    ids = [line.id for line in table.columns]
    assert ids == ["all_2", "all_3", "no_information_2", "no_information", "all"]
    bases = dict(zip(ids, table.base[0].tolist(), strict=True))
    assert bases == {"all_2": 1, "all_3": 1, "no_information_2": 1, "no_information": 1, "all": 4}
    assert td.Survey.of(survey).sample("agency=no_information").breakdown().base[0].tolist() == [1]


def test_ids_made_of_names_are_unique(tmp_path: Path) -> None:
    survey = survey_with(tmp_path, {"a b": ["x-y", "x/y"], "a-b": [1, 2], "weight!": [1, 2]})
    assert list(survey.attributes) == ["a_b", "a_b_2", "weight_2"]
    assert [level.id for level in survey.attributes["a_b"].variable.levels] == ["x_y", "x_y_2"]


def test_columns_of_computed_variables_are_passed_over(tmp_path: Path) -> None:
    survey = survey_with(tmp_path, {"recorded_hours": [40.0], "worked_over_contracted": ["x"], "weight": [2]})
    assert list(survey.attributes) == ["weight"]


def test_attributes_stand_in_the_order_of_the_study_then_of_the_file(tmp_path: Path) -> None:
    survey = survey_with(tmp_path, {"z": ["1"], "role": ["Other"], "a": ["x"], "weight": [1], "agency": ["b"]})
    assert list(survey.attributes) == ["agency", "weight", "role", "z", "a"]


def test_missing_columns_that_tables_are_made_by_are_told(tmp_path: Path) -> None:
    survey = survey_with(tmp_path, {"role": ["Other"] * 4})
    (problem,) = survey.problems
    assert problem.kind is ProblemKind.MISSING_COLUMN
    assert "'setting'" in problem.message
    assert problem.row is None


def test_columns_without_a_name_are_kept_if_they_hold_anything(tmp_path: Path) -> None:
    rows: Rows = [["respondent", None, None, "role"], *([f"R{n}", None, "x", "Other"] for n in range(1, 5))]
    write_csv(tmp_path / "respondents.csv", rows)
    survey = read(write_csv(tmp_path / "diary.csv", LONG), STUDY)
    assert list(survey.attributes) == ["role", "column_c"]


def test_values_have_the_types_the_survey_promises(tmp_path: Path) -> None:
    survey = survey_with(tmp_path, {"role": ["Other"], "client_groups": ["Carers"], "weight": [1], "team": ["x"]})
    types = {name: attribute.values.dtype for name, attribute in survey.attributes.items()}
    assert types == {"role": np.int16, "client_groups": np.uint64, "weight": np.float64, "team": np.int32}


def test_an_answer_that_another_sheet_contradicts_is_told_and_a_blank_takes_none_away(tmp_path: Path) -> None:
    people: Rows = [["respondent", "setting", "contracted_hours", "team"]]
    people += [["R1", "CSD", 37, "a"], ["R2", "DASS", 30, "b"], ["R3", None, None, None]]
    diary: Rows = [["respondent", "setting", "contracted_hours", "team", "Mon 09:00"]]
    diary += [["R1", "DASS", 38, "c", "D1"], ["R2", None, None, None, "D1"], ["R3", "PVI", 20, "d", "D1"]]
    survey = read(write_xlsx(tmp_path / "a.xlsx", {"respondents": people, "diary": diary}), STUDY)
    assert survey.attributes["setting"].texts() == ["CSD", "DASS", "PVI"]
    assert survey.attributes["contracted_hours"].texts() == ["37", "30", "20"]
    assert survey.attributes["team"].texts() == ["a", "b", "d"]
    found = [problem for problem in survey.problems if problem.kind is ProblemKind.CONFLICTING_ANSWER]
    assert [(problem.sheet, problem.row, problem.content) for problem in found] == [
        ("diary", 2, content) for content in ("DASS", "38", "c")
    ]


def test_answers_that_differ_in_case_alone_are_told(tmp_path: Path) -> None:
    rows: Rows = [["respondent", "team", "Mon 09:00"]]
    rows += [[f"R{n}", team, "D1"] for n, team in enumerate(["North", "north ", "NORTH", "South", "North"])]
    survey = read(write_csv(tmp_path / "a.csv", rows), STUDY)
    (problem,) = (problem for problem in survey.problems if problem.kind is ProblemKind.SIMILAR_ANSWERS)
    assert (problem.header, problem.message.split(" differ")[0]) == ("team", "'North' and 'north' and 'NORTH'")
