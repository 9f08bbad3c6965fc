"""Groupings that a study has without defining them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.builders import survey_of

import timediary as td
from timediary.model.study import ActivityCode
from timediary.model.survey import Survey


def test_one_row_for_each_code_that_occurs() -> None:
    table = td.breakdown(survey_of([{"D1": 3, "R1": 1}]), grouping="codes")
    assert [row.id for row in table.rows] == ["d1", "r1"]
    assert (table.value("d1"), table.value("r1")) == (0.75, 0.25)


def test_rows_by_leading_digits_of_numeric_codes() -> None:
    study = td.load_study()
    codes = tuple(ActivityCode(id_, id_, "direct_contact") for id_ in ("0101", "0102", "0201", "1001"))
    slots = np.zeros((1, study.grid.slots), np.uint8)
    slots[0, :4] = [1, 2, 3, 4]
    survey = Survey(replace(study, codes=codes), ("R1",), slots, {})
    table = td.breakdown(survey, grouping="digits:2")
    assert [(line.id, line.label) for line in table.rows] == [
        ("01", "Codes 01"),
        ("02", "Codes 02"),
        ("10", "Codes 10"),
    ]
    assert table.estimate[:, 0].tolist() == [0.5, 0.25, 0.25]
    with pytest.raises(td.RequestError, match="no grouping 'digits:2'"):
        td.breakdown(survey_of([{"D1": 1}]), grouping="digits:2")
