"""The small files on workload: read strictly, and an example of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from timediary.model.problem import DefinitionError, RequestError
from timediary.study import load_study
from timediary.study.limits import load_limits
from timediary.study.workload_files import COLUMNS, load_workload_files, write_example_files

if TYPE_CHECKING:
    from pathlib import Path


def test_the_example_has_every_file_and_reads(tmp_path: Path) -> None:
    written = write_example_files(tmp_path / "team")
    files = load_workload_files(tmp_path / "team", load_study())
    assert {path.name for path in written} == {*COLUMNS, "limits.toml", "diaries.csv"}
    assert files.names == (*COLUMNS, "limits.toml")
    assert sum(held.cases for held in files.cases) == 410
    assert len({held.worker for held in files.cases}) == 24
    with pytest.raises(RequestError, match=r"has a file allowances\.csv already"):
        write_example_files(tmp_path / "team")


@pytest.mark.parametrize(
    ("name", "text", "complaint"),
    [
        ("cases.csv", "type,cases\nneed,ten\n", r"cases\.csv, line 2: 'cases' is 'ten': it must be a number"),
        ("cases.csv", "type,cases\nneed,-1\n", r"line 2: 'cases' is '-1'"),
        ("cases.csv", "type,cases\n\nneed,1\nneed,2\n", r"line 4: the worker and type 'need' appears twice"),
        ("cases.csv", "type,casez\nneed,1\n", r"there is no column 'casez'\. Did you mean 'cases'\?"),
        ("cases.csv", "type,cases,type\nneed,1,need\n", "'type' appears twice"),
        ("cases.csv", "type\nneed\n", "there is no column 'cases'"),
        ("cases.csv", "type,cases\n", "expected a line with the columns type, cases"),
        ("cases.csv", "type,cases\nneed,1,2\n", "line 2: 3 cells under 2 heads"),
        ("cases.csv", "type,cases\n,1\n", "line 2: 'type' is blank"),
        ("cases.csv", "type,cases\nmissing,1\n", r"'missing' is not a type in case_types\.csv"),
        ("case_types.csv", "type,hours_a_week\nneed,200\n", "from 0 to 168"),
        ("volumes.csv", "activity,volume,unit_hours,per\na,1,1,month\n", "'month', which is not one of week, year"),
        ("allowances.csv", "kind,item,amount,unit\nholiday,A,1,days\n", "not one of leave, category, individual"),
        ("allowances.csv", "kind,item,amount,unit\ncategory,A,12,share\n", "from 0 to 0.99"),
        ("allowances.csv", "kind,item,amount,unit\nindividual,A,12,hours\n", "needs the number of its 'workers'"),
        ("allowances.csv", "kind,item,amount,unit,workers\nleave,A,12,hours,3\n", "leave 'workers' blank"),
        ("costs.csv", "item,amount,per\nSalary,nan,year\n", "'amount' is 'nan'"),
        ("posts.csv", "group,in_post\nA,1\nA,2\n", "line 3: the group 'A' appears twice"),
    ],
)
def test_what_is_wrong_is_named_by_file_and_line(name: str, text: str, complaint: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(DefinitionError, match=complaint):
        load_workload_files(tmp_path, load_study())


def test_a_folder_without_such_files_says_which_there_may_be(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match=r"none of the files on workload: case_types\.csv"):
        load_workload_files(tmp_path, load_study())
    (tmp_path / "Volume.csv").write_text("", encoding="utf-8")
    with pytest.raises(
        DefinitionError, match=r"Volume\.csv: is not a file on workload\. Did you mean 'volumes\.csv'\?"
    ):
        load_workload_files(tmp_path, load_study())


def test_heads_go_without_regard_to_case_and_spaces(tmp_path: Path) -> None:
    (tmp_path / "case_types.csv").write_text("\ufeffType,Hours a week\nneed,1.5\n", encoding="utf-8")
    assert load_workload_files(tmp_path, load_study()).case_types[0].hours == 1.5


LIMIT = '[[limits]]\nid = "c"\nlabel = "C"\nlow = 11\nhigh = 15\nunit = "child"\n'


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("full_time_hours = 0\n", "full_time_hours: must be hours of a week"),
        ('cases = "setting"\n', "no variable 'setting' of the kind 'number'"),
        ('role = "job"\n', "no variable 'job'"),
        ('client = "clients"\n', "no grouping has a row 'clients'"),
        ("available_hours = [200]\n", "must be hours of a week, such as"),
        ("limit = 3\n", "is not a key of this file"),
        (LIMIT.replace("low = 11", "low = 16"), "exchange the two"),
        (LIMIT.replace("high = 15", "high = -1"), "must be a number above 0"),
        (LIMIT.replace("high = 15\n", ""), "high: is missing"),
        (LIMIT + 'where = ["csd"]\n', "is not a condition"),
        (LIMIT + 'where = ["sector=csd"]\n', "no variable 'sector'"),
        (LIMIT + 'roles = ["astronaut"]\n', "'astronaut' is not a level of 'role'"),
        (LIMIT + 'cases = "children"\n', "no variable 'children'"),
        (LIMIT + LIMIT, "two limits have the same id"),
    ],
)
def test_limits_are_strict(text: str, complaint: str, tmp_path: Path) -> None:
    path = tmp_path / "limits.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DefinitionError, match=complaint):
        load_limits(load_study(), path)


def test_limits_of_the_study_of_2009() -> None:
    rules = load_limits(load_study())
    assert [(limit.id, limit.low, limit.high) for limit in rules.limits] == [("children", 11, 15), ("adults", 20, 25)]
    assert rules.available_hours == (21, 25)
