"""Day diaries as rows, weights of days, households as clusters: the shares and errors of R's survey package.

`tests/data/day_diaries/day_diaries.R` makes `expected.csv` from `diaries.csv`, which is drawn at random.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

import timediary as td

ROOT = Path(__file__).parents[2]
DATA = ROOT / "tests" / "data" / "day_diaries"


def test_shares_and_errors_are_those_of_svydesign() -> None:
    study = td.load_study(ROOT / "examples" / "which_diary" / "day_study")
    survey = td.read(DATA / "diaries.csv", study)
    assert (len(survey), survey.respondent_count) == (94, 47)
    table = td.breakdown(survey.sample(weight="day_weight", cluster="household"), "weekend")
    assert table.precision is not None
    assert table.column_diaries is not None
    columns, rows = [line.id for line in table.columns], [line.id for line in table.rows]
    with (DATA / "expected.csv").open(encoding="utf-8", newline="") as stream:
        expected = list(csv.DictReader(stream))
    assert len(expected) == len(rows) * len(columns)
    for cell in expected:
        i, j = rows.index(cell["row"]), columns.index(cell["column"])
        assert table.estimate[i, j] == pytest.approx(float(cell["share"]), abs=1e-9)
        assert table.precision.se[i, j] == pytest.approx(float(cell["se"]), abs=1e-9)
        assert (table.column_diaries[j], table.base[i, j]) == (int(cell["diaries"]), int(cell["people"]))
