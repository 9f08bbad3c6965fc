"""The example workbook: what `timediary synthesise` draws, without a problem, and plainly not real."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import openpyxl
import pytest

import timediary as td
from timediary.ingest import read
from timediary.study import load_study

EXAMPLE = Path(__file__).parents[2] / "examples" / "diaries.xlsx"


def test_it_reads_without_a_problem_and_has_the_sizes_of_the_survey() -> None:
    survey = read(EXAMPLE, load_study())
    settings = Counter(survey.attributes["setting"].texts())
    assert survey.problems == ()
    assert settings == {"CSD": 725, "DASS": 284, "Joint": 26, "PVI": 109, "": 9}
    assert survey.recorded_hours.min() > 0


def test_it_says_that_it_is_synthetic_and_is_small() -> None:
    workbook = openpyxl.load_workbook(EXAMPLE, read_only=True)
    assert workbook.sheetnames == ["respondents", "diary", "about"]
    said = [str(row[0].value) for row in workbook["about"].iter_rows()]
    assert said[1].startswith("Synthetic: nobody answered")
    assert said[-1].endswith("--respondents 1153 --seed 2009")
    assert EXAMPLE.stat().st_size < 1_000_000


@pytest.mark.slow
def test_it_is_what_is_drawn_byte_for_byte(tmp_path: Path) -> None:
    drawn = td.synthesise()
    again = td.convert(drawn, tmp_path / "again.xlsx")[0]
    assert again.read_bytes() == EXAMPLE.read_bytes()
    assert td.read(EXAMPLE) == drawn
