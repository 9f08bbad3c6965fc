"""What a table leaves out or can't know is said, or stands empty."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from tests.builders import random_survey, survey_of

import timediary as td
from timediary.cli import main
from timediary.model.survey import Attribute
from timediary.study import study_folder


def weighted(weights: list[float]) -> td.Survey:
    """Three respondents whose hours are known, with weights."""
    survey = survey_of([{"D1": 4, "R1": 2}, {"D1": 2, "R1": 2}, {"R1": 5}], {"setting": ["csd", "csd", "pvi"]})
    attributes = {**survey.attributes, "weight": Attribute(survey.study.variables["weight"], np.array(weights))}
    return td.Survey(survey.study, survey.respondents, survey.codes, attributes)


@pytest.mark.parametrize(
    ("weights", "note"),
    [
        ([1.0, 2.0, 0.0], "1 respondent has a weight of 0 and is in no figure."),
        ([0.0, 2.0, 0.0], "2 respondents have a weight of 0 and are in no figure."),
        ([1.0, 2.0, 3.0], ""),
    ],
)
def test_respondents_of_weight_0_are_told(weights: list[float], note: str) -> None:
    table = td.breakdown(weighted(weights).sample(weight="weight"), by="setting")
    assert [n for n in table.notes if "weight of 0" in n] == ([note] if note else [])
    assert table.base[0, -1] == sum(weight > 0 for weight in weights)


def test_the_note_on_weights_is_true_of_hours_and_bases() -> None:
    table = td.breakdown(weighted([1.0, 2.0, 3.0]).sample(weight="weight"), by="setting")
    assert "Weighted by weight: shares and hours are weighted; bases are counts of respondents." in table.notes
    assert table.column_hours.tolist() == [6 + 2 * 4, 0, 0, 3 * 5, 6 + 2 * 4 + 3 * 5]
    assert table.base[0].tolist() == [2, 0, 0, 1, 3]


def test_weights_of_0_for_all_are_told_as_such() -> None:
    with pytest.raises(td.RequestError, match=r"recorded time has a 'weight' of 0"):
        td.breakdown(weighted([0.0, 0.0, 0.0]).sample(weight="weight"))


@pytest.mark.parametrize("weight", [1e308, 1e101, 1e-320, np.inf, -1.0, np.nan])
def test_weights_beyond_all_reason_are_refused(weight: float) -> None:
    with pytest.raises(td.RequestError, match=r"no usable 'weight' \(the first is R002\)"):
        td.breakdown(weighted([1.0, weight, 1.0]).sample(weight="weight"))


def test_great_weights_give_the_same_shares_as_small_ones() -> None:
    small = td.breakdown(weighted([1.0, 2.0, 3.0]).sample(weight="weight"))
    great = td.breakdown(weighted([1e99, 2e99, 3e99]).sample(weight="weight"))
    assert np.allclose(small.estimate, great.estimate)
    assert np.allclose(small.precision.se, great.precision.se, equal_nan=True)  # type: ignore[union-attr]


def test_a_share_of_0_or_1_has_limits_but_no_standard_error() -> None:
    survey = survey_of([{"D1": 4}, {"D1": 2}, {"D1": 5, "R1": 1}], {"setting": ["csd", "csd", "pvi"]})
    cells = {(cell.row, cell.column): cell for cell in td.breakdown(survey, by="setting").cells()}
    for row in ("direct_contact", "recording"):
        cell = cells[row, "csd"]
        assert cell.estimate in (0.0, 1.0)
        assert np.isnan([cell.se, cell.deff]).all()
        assert cell.low < cell.high
    assert cells["recording", "all"].se > 0


def test_there_is_no_design_effect_without_degrees_of_freedom() -> None:
    survey = random_survey(4, 12)
    one = Attribute(survey.study.variables["agency"], np.zeros(12, np.int32))
    one = Attribute(one.variable._replace(levels=(td.load_study().variables["role"].levels[0],)), one.values)
    whole = td.Survey(survey.study, survey.respondents, survey.codes, {**survey.attributes, "agency": one})
    table = td.breakdown(whole.sample(cluster="agency", lonely="certainty"))
    assert table.precision is not None
    assert (table.precision.degrees_of_freedom < 1).all()
    assert np.isnan(table.precision.deff).all()


def test_check_fails_where_the_limits_of_quality_are_faulty(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(study_folder("task_force_2009"), tmp_path / "mine"))
    (folder / "quality.toml").write_text("[grades\n", encoding="utf-8")
    (tmp_path / "a.csv").write_text("respondent,day,time,code\nR1,Mon,08:30,D1\n", encoding="utf-8")
    result = CliRunner().invoke(main, ["check", str(tmp_path / "a.csv"), "--study", str(folder)])
    assert result.exit_code == 2
    assert "quality.toml" in result.output
