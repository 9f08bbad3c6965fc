"""The example workbook: what its script makes, without a problem, and plainly not real."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

import numpy as np
import openpyxl
import pytest
import python_calamine

from timediary.ingest import read
from timediary.study import load_study

EXAMPLES = Path(__file__).parents[2] / "examples"
EXAMPLE = EXAMPLES / "diaries.xlsx"


def cells_of(path: Path) -> dict[str, list[list[object]]]:
    workbook = python_calamine.CalamineWorkbook.from_path(path)
    return {name: [list(row) for row in workbook.get_sheet_by_name(name).to_python()] for name in workbook.sheet_names}


def test_it_reads_without_a_problem_and_has_the_sizes_of_the_survey() -> None:
    survey = read(EXAMPLE, load_study())
    settings = Counter(survey.attributes["setting"].texts())
    hours = survey.recorded_hours
    assert survey.problems == ()
    assert settings == {"CSD": 725, "DASS": 284, "Joint": 26, "PVI": 109, "": 9}
    assert hours.min() > 0
    assert 34 < hours.mean() < 39
    blanks = [attribute.texts().count("") for attribute in survey.attributes.values()]
    assert sum(number > 0 for number in blanks) > 15


def test_its_weeks_look_like_weeks_of_work() -> None:
    survey = read(EXAMPLE, load_study())
    days = survey.codes.reshape(len(survey), 7, 48)
    lunch = survey.study.code_numbers["S9"]
    travel, visit = survey.study.code_numbers["D12"], survey.study.code_numbers["D3"]
    weekend = (days[:, 5:] > 0).any(axis=(1, 2)).mean()
    lunches = np.flatnonzero((days == lunch).sum(axis=(0, 1)))
    before_visits = survey.codes[:, :-1][(survey.codes[:, 1:] == visit) & (survey.codes[:, :-1] != visit)]
    assert 0.05 < weekend < 0.15
    assert set(lunches.tolist()) == {24, 25, 26}
    assert (before_visits == travel).mean() > 0.8
    part_time = survey.attributes["contracted_days"].values.astype(float) <= 3
    assert (days[part_time, :5].any(axis=2).sum(axis=1) <= 3).all()


def test_it_says_that_it_is_synthetic_and_is_small() -> None:
    workbook = openpyxl.load_workbook(EXAMPLE, read_only=True)
    assert workbook.sheetnames == ["respondents", "diary", "about"]
    assert workbook.properties.title == "Synthetic time diaries"
    assert "invented" in str(workbook.properties.description)
    assert "invented" in str(workbook["about"]["A2"].value)
    assert EXAMPLE.stat().st_size < 2_000_000


@pytest.mark.slow
def test_it_is_what_its_script_makes_byte_for_byte_every_time(tmp_path: Path) -> None:
    for name in ("one.xlsx", "two.xlsx"):
        subprocess.run([sys.executable, EXAMPLES / "make_example.py", tmp_path / name], check=True, capture_output=True)
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()
    assert cells_of(tmp_path / "one.xlsx") == cells_of(EXAMPLE)
