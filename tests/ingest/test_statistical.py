"""SPSS and Stata files: value labels, missing values of all kinds, dates and times, old encodings, damage."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyreadstat
import pytest

from timediary.ingest import read, statistical
from timediary.ingest.source import open_source
from timediary.model.problem import ProblemKind
from timediary.model.reading import ReadError
from timediary.study import load_study

if TYPE_CHECKING:
    from pathlib import Path

    from timediary.ingest.sheet import Sheet

SUFFIXES = (".sav", ".dta")


def written(path: Path, columns: dict[str, Any], **options: Any) -> Sheet:
    """A file with these columns, opened by its content."""
    write = pyreadstat.write_dta if path.suffix == ".dta" else pyreadstat.write_sav
    write(pd.DataFrame(columns), str(path), **options)
    return open_source(path, path.name)[0]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_values_with_labels_are_words_and_others_stay(suffix: str, tmp_path: Path) -> None:
    labels = {"setting": {1: "CSD", 2: "DASS"}, "mon_0830": {1: "D1"}}
    columns = {"id": ["007", "a", "b"], "setting": [1.0, 2.0, 9.0], "mon_0830": [1.0, np.nan, 41.0]}
    sheet = written(tmp_path / f"x{suffix}", columns, variable_value_labels=labels)
    assert sheet.columns == ("id", "setting", "mon_0830")
    assert sheet.total_rows == 3
    assert not sheet.lettered
    assert list(sheet.rows()) == [("007", "CSD", "D1"), ("a", "DASS", None), ("b", 9.0, 41.0)]


def test_user_missing_values_of_spss_are_blank(tmp_path: Path) -> None:
    sheet = written(
        tmp_path / "x.sav",
        {"setting": [1.0, 9.0, 8.0], "hours": [37.5, 98.0, 99.0], "team": ["x", "NA", "y"]},
        variable_value_labels={"setting": {1: "CSD", 9: "Refused"}},
        missing_ranges={"setting": [8, 9], "hours": [{"lo": 97, "hi": 99}], "team": ["NA"]},
    )
    assert list(sheet.rows()) == [("CSD", 37.5, "x"), (None, None, None), (None, None, "y")]


def test_extended_missing_values_of_stata_are_blank(tmp_path: Path) -> None:
    sheet = written(
        tmp_path / "x.dta",
        {"setting": [1, 2, "a"], "hours": [37.5, "z", np.nan]},
        variable_value_labels={"setting": {1: "CSD", 2: "DASS", "a": "Refused"}},
        missing_user_values={"setting": ["a"], "hours": ["z"]},
    )
    assert list(sheet.rows()) == [("CSD", 37.5), ("DASS", None), (None, None)]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_dates_and_times_are_dates_and_times(suffix: str, tmp_path: Path) -> None:
    columns = {
        "day": [dt.date(2009, 5, 11), None],
        "time": [dt.time(8, 30), None],
        "moment": [dt.datetime(2009, 5, 11, 8, 30), None],
    }
    rows = list(written(tmp_path / f"x{suffix}", columns).rows())
    assert rows == [(dt.date(2009, 5, 11), dt.time(8, 30), dt.datetime(2009, 5, 11, 8, 30)), (None, None, None)]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_cases_are_read_in_parts_from_the_row_asked_for(
    suffix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(statistical, "_CELLS", 8)
    sheet = written(tmp_path / f"x{suffix}", {"a": [float(n) for n in range(10)], "b": [str(n % 3) for n in range(10)]})
    for first in (1, 4, 9, 10, 11):
        found: list[tuple[object, object]] = []
        for batch in sheet.coded_batches([1, 0], first):
            b, a = ([coded.values[n] for n in coded.numbers.tolist()] for coded in batch.columns)
            assert batch.first_row == first + len(found)
            found += zip(a, b, strict=True)
        assert found == [(float(n), str(n % 3)) for n in range(first - 1, 10)]


def test_headings_are_labels_only_in_files_that_timediary_wrote(tmp_path: Path) -> None:
    labels = {"q7": "Main client group", "mon_0830": "Mon 08:30"}
    columns = {"q7": ["x"], "mon_0830": ["D1"], "plain": ["y"]}
    own = written(tmp_path / "own.sav", columns, column_labels=labels, file_label="timediary")
    other = written(tmp_path / "other.sav", columns, column_labels=labels, file_label="A survey")
    assert own.columns == ("Main client group", "Mon 08:30", "plain")
    assert other.columns == ("q7", "mon_0830", "plain")


@pytest.mark.parametrize("version", [8, 10, 12, 13, 14, 15])
def test_stata_files_of_every_age_are_known_by_their_content(version: int, tmp_path: Path) -> None:
    path = tmp_path / "x.dta"
    pyreadstat.write_dta(pd.DataFrame({"a": ["x"], "b": [1.5]}), str(path), version=version)
    renamed = path.rename(tmp_path / "renamed.bin")
    assert list(open_source(renamed, "renamed.bin")[0].rows()) == [("x", 1.5)]


def test_compressed_spss_files_are_read(tmp_path: Path) -> None:
    path = tmp_path / "x.zsav"
    pyreadstat.write_sav(pd.DataFrame({"a": ["x"], "b": [1.5]}), str(path), compress=True)
    assert list(open_source(path, "x.zsav")[0].rows()) == [("x", 1.5)]


def test_texts_in_an_older_encoding_are_read_where_the_file_does_not_say_so(tmp_path: Path) -> None:
    path = tmp_path / "x.sav"
    written(path, {"team": ["Equipe", "b"]})
    content = path.read_bytes()
    assert content.count(b"Equipe") == 1
    path.write_bytes(content.replace(b"Equipe", b"\xc9quipe"))
    assert [row[0] for row in open_source(path, "x.sav")[0].rows()] == ["Équipe", "b"]


@pytest.mark.parametrize(("suffix", "length"), [(".sav", 300), (".sav", -40), (".dta", 300), (".dta", -400)])
def test_a_truncated_file_is_told(suffix: str, length: int, tmp_path: Path) -> None:
    path = tmp_path / f"x{suffix}"
    written(path, {"a": [float(n) for n in range(100)]})
    path.write_bytes(path.read_bytes()[:length])
    kind = "SPSS" if suffix == ".sav" else "Stata"
    with pytest.raises(ReadError, match=rf"^x\{suffix}: The {kind} file can't be read; it may be .+\. Get it again"):
        list(open_source(path, path.name)[0].rows())


def survey_columns() -> dict[str, Any]:
    """A wide diary of three cases as another program would save it."""
    return {
        "serial": [1.0, 2.0, 3.0],
        "sector": [1.0, 2.0, 9.0],
        "contract_hours": [37.5, 98.0, 18.0],
        "q9": [1.0, 2.0, np.nan],
        "mon_0830": [1.0, np.nan, 2.0],
        "mon_0900": [1.0, 77.0, np.nan],
    }


LABELS: dict[str, dict[int | float, str]] = {
    "sector": {1: "Children's services", 2: "Adult services", 9: "Refused"},
    "q9": {1: "Agree", 2: "Disagree"},
    "mon_0830": {1: "D1", 2: "Planned visit"},
    "mon_0900": {1: "D1", 2: "Planned visit"},
}


def test_a_wide_diary_of_spss_is_a_survey(tmp_path: Path) -> None:
    missing = {"sector": [9], "contract_hours": [{"lo": 97, "hi": 99}]}
    written(tmp_path / "x.sav", survey_columns(), variable_value_labels=LABELS, missing_ranges=missing)
    survey = read(tmp_path / "x.sav", load_study())
    assert survey.respondents == ("1", "2", "3")
    assert survey.codes[:, 17:19].tolist() == [[1, 1], [0, 0], [3, 0]]
    assert survey.attributes["setting"].texts() == ["CSD", "DASS", ""]
    assert survey.attributes["contracted_hours"].texts() == ["37.5", "", "18"]
    assert survey.attributes["q9"].texts() == ["Agree", "Disagree", ""]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_problem_names_the_variable_and_the_case(suffix: str, tmp_path: Path) -> None:
    written(tmp_path / f"x{suffix}", survey_columns(), variable_value_labels=LABELS)
    problems = [p for p in read(tmp_path / f"x{suffix}", load_study()).problems if p.row]
    assert [(p.kind, p.row, p.column, p.content, p.respondent) for p in problems] == [
        (ProblemKind.NUMBER_OUT_OF_RANGE, 2, "contract_hours", "98", "2"),
        (ProblemKind.UNKNOWN_CODE, 2, "mon_0900", "77", "2"),
        (ProblemKind.UNKNOWN_LEVEL, 3, "sector", "Refused", "3"),
    ]


def test_reading_takes_no_pandas(tmp_path: Path) -> None:
    written(tmp_path / "x.sav", {"a": ["x"], "b": [1.5]})
    script = (
        "import sys, pathlib; from timediary.ingest.statistical import open_spss;"
        "print(list(open_spss(pathlib.Path(sys.argv[1]), 'x')[0].rows()), 'pandas' in sys.modules)"
    )
    command = [sys.executable, "-c", script, str(tmp_path / "x.sav")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout == "[('x', 1.5)] False\n"


def test_a_file_that_says_it_has_more_cases_than_it_can_hold_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.sav"
    written(path, {"a": [1.0, 2.0]})
    content = path.read_bytes()
    assert content[80:84] == b"\x02\0\0\0"
    path.write_bytes(content[:80] + b"    " + content[84:])
    with pytest.raises(ReadError, match=r"x\.sav: The SPSS file can't be read: it says that it has 538,976,288 cases"):
        open_source(path, "x.sav")
