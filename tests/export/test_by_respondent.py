"""One row a respondent as files for other programs, read back by what others use: labels and values as in the frame."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyreadstat
import pytest

import timediary as td
from timediary.model.problem import RequestError

if TYPE_CHECKING:
    import pandas as pd

EXAMPLE = Path(__file__).parents[1] / "data" / "diaries.xlsx"


@pytest.fixture(scope="module")
def sample() -> td.Sample:
    return td.read(EXAMPLE).sample("setting=csd")


@pytest.fixture(scope="module")
def frame(sample: td.Sample) -> pd.DataFrame:
    return sample.by_respondent()


def _read(path: Path) -> tuple[Any, Any]:
    return (pyreadstat.read_sav if path.suffix == ".sav" else pyreadstat.read_dta)(str(path))


@pytest.mark.parametrize("suffix", [".sav", ".dta"])
def test_labels_and_values_read_back(suffix: str, sample: td.Sample, frame: pd.DataFrame, tmp_path: Path) -> None:
    (path,) = td.write_by_respondent(sample, tmp_path / f"each{suffix}")
    values, about = _read(path)
    assert list(values["respondent"]) == list(frame["respondent"])
    numbers = [name for name in frame if name in values and frame[name].dtype.kind in "fi"]
    assert {"diaries", "weight", "hours", "hours_recording", "share_recording"} <= set(numbers)
    for name in numbers:
        np.testing.assert_array_equal(values[name].to_numpy(float), frame[name].to_numpy(float), name)
    for name in ("setting", "role", "supervision"):
        words = values[name].map(about.variable_value_labels[name])
        assert list(words.fillna("")) == list(frame[name].astype(object).fillna("")), name
    labels = about.column_names_to_labels
    assert labels["share_recording"].startswith("Share of own time: ")
    assert labels["role"] == sample.survey.study.variables["role"].label
    assert about.file_label == "One row a respondent"


@pytest.mark.parametrize("suffix", [".sav", ".dta"])
def test_answers_of_several_are_a_column_each(
    suffix: str, sample: td.Sample, frame: pd.DataFrame, tmp_path: Path
) -> None:
    (path,) = td.write_by_respondent(sample, tmp_path / f"each{suffix}")
    values, about = _read(path)
    given = {name: label for name, label in about.column_names_to_labels.items() if name.startswith("client_groups")}
    assert len(given) == len(sample.survey.study.variables["client_groups"].levels)
    for name, label in given.items():
        answer = label.partition(": ")[2]
        expected = frame["client_groups"].map(lambda text, answer=answer: answer in text.split("; "))
        yes = values[name].map(about.variable_value_labels[name]) == "yes"
        assert list(yes) == list(expected), name


def test_text_has_its_columns_told_beside_it(sample: td.Sample, frame: pd.DataFrame, tmp_path: Path) -> None:
    written = td.write_by_respondent(sample, tmp_path / "each.csv")
    assert [path.name for path in written] == ["each.csv", "each_columns.csv"]
    rows, columns = (list(csv.DictReader(path.read_text(encoding="utf-8").splitlines())) for path in written)
    assert [row["column"] for row in columns] == list(rows[0])
    assert [float(row["share_recording"]) for row in rows] == frame["share_recording"].tolist()
    assert [row["role"] for row in rows] == list(frame["role"].astype(object).fillna(""))
    assert {row["column"]: row["levels"] for row in columns}["setting"] == "CSD; DASS; Joint; PVI"


def test_an_attribute_of_the_name_of_a_figure_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "diaries.csv"
    path.write_text("respondent,hours,weight,Mon 08:30\nA,12,2,D1\nB,7,3,R1\n", encoding="utf-8")
    frame = td.read(path).by_respondent()
    assert frame["hours"].tolist() == [0.5, 0.5]
    assert frame["weight"].tolist() == [1, 1]
    assert frame["weight_given"].tolist() == [2, 3]
    assert "hours_given" in frame


def test_no_weight_is_taken_from_one_of_several_diaries(tmp_path: Path) -> None:
    path = tmp_path / "diaries.csv"
    rows = "A,2027-05-10,2,D1\nA,2027-05-17,{second},D1\nB,2027-05-10,3,R1\n"
    for second in (2, 5):
        path.write_text("respondent,week beginning,w,Mon 08:30\n" + rows.format(second=second), encoding="utf-8")
        sample = td.read(path).sample(weight="w")
        if second == 2:
            assert sample.by_respondent()["weight"].tolist() == [2, 3]
        else:
            with pytest.raises(RequestError, match="those of 'A'"):
                sample.by_respondent()


def test_a_file_of_another_kind_or_one_that_is_there_is_refused(sample: td.Sample, tmp_path: Path) -> None:
    with pytest.raises(RequestError, match=r"\.sav, \.dta, \.csv"):
        td.write_by_respondent(sample, tmp_path / "each.xlsx")
    (tmp_path / "each_columns.csv").write_text("mine", encoding="utf-8")
    with pytest.raises(RequestError, match="exists already"):
        td.write_by_respondent(sample, tmp_path / "each.csv")
    assert [path.name for path in tmp_path.iterdir()] == ["each_columns.csv"]
    assert len(td.write_by_respondent(sample, tmp_path / "each.csv", overwrite=True)) == 2
