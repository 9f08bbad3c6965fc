"""Provenance names what somebody else needs to make the same results again, and nothing of the machine."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest
from tests.builders import random_survey

import timediary as td
from timediary.model.provenance import InputFile, Provenance
from timediary.model.sampling import KnownTotal, KnownTotals

EXAMPLE = Path(__file__).parents[1] / "data" / "diaries.xlsx"


def test_the_files_the_program_and_the_study_of_the_example() -> None:
    survey = td.read(EXAMPLE)
    lines = dict(td.analyse(survey).provenance.lines)
    assert lines["Input"] == "diaries.xlsx"
    assert lines["SHA-256"] == hashlib.sha256(EXAMPLE.read_bytes()).hexdigest()
    assert lines["Program"] == f"timediary {td.__version__}"
    assert lines["Activity codes of"] == survey.study.name
    assert lines["Definitions after"] == survey.study.source


def test_every_option_that_was_used_is_named() -> None:
    survey = random_survey(1)
    people = KnownTotals(
        ("setting",), tuple(KnownTotal((level,), 100) for level in ("csd", "dass", "joint", "pvi")), "p.csv"
    )
    results = td.analyse(
        survey.sample("active_cases>5", weight="weight", replicates="jackknife"),
        ["setting", "setting,role"],
        grouping="activity",
        subtotal="rounded",
        decimals=2,
        with_hours=True,
        test="all",
    )
    assert dict(results.provenance.options) == {
        "Grouping": survey.study.groupings["activity"].label,
        "Broken down by": "setting; setting, role",
        "Only respondents with": "active_cases>5",
        "Subtotals": "sums of the lines as printed",
        "Decimals of percentages": "2",
        "Tables of hours": "added",
        "Tested against": "all",
        "Weighted by": "weight",
        "Replicates": "jackknife",
    }
    known = np.greater_equal(survey.attributes["setting"].values, 0)
    calibrated = td.analyse(survey.select(known).sample(calibrate=people, trim=(0.1, 9)), precision=False)
    options = dict(calibrated.provenance.options)
    assert options["Calibrated to"] == "p.csv"
    assert options["Calibration changes a weight by"] == "0.1 to 9"
    assert options["Intervals"] == "left out"


@pytest.mark.parametrize("path", ["a.xlsx", "/home/me/a.xlsx", "../a.xlsx"])
def test_folders_are_not_named(path: str) -> None:
    assert Provenance((InputFile(path, "ab"),)).lines == [("Input", "a.xlsx"), ("SHA-256", "ab")]


def test_what_is_not_known_is_left_out() -> None:
    assert Provenance().lines == []
