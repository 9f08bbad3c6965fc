"""Parquet files: every type of column, in batches, sorted or not."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.builders import random_survey

from timediary.export import write_survey
from timediary.ingest import parquet, read
from timediary.ingest.parquet import open_parquet
from timediary.ingest.source import open_source
from timediary.model.problem import ProblemKind
from timediary.model.reading import ReadError
from timediary.study import load_study

if TYPE_CHECKING:
    from pathlib import Path

    from timediary.ingest.sheet import Sheet


def sheet_of(folder: Path, columns: dict[str, Any], **options: Any) -> Sheet:
    pq.write_table(pa.table(columns), folder / "x.parquet", **options)
    return open_parquet(folder / "x.parquet", "x.parquet")[0]


def column(folder: Path, array: Any) -> list[object]:
    return [row[0] for row in sheet_of(folder, {"a": array}).rows()]


@pytest.mark.parametrize(
    ("array", "cells"),
    [
        (pa.array(["x", None, ""]), ["x", None, ""]),
        (pa.array(["x", None], pa.large_string()), ["x", None]),
        (pa.array(["x", None], pa.string_view()), ["x", None]),
        (pa.array(["x", None, "x"]).dictionary_encode(), ["x", None, "x"]),
        (pa.array([7, None, 7]).dictionary_encode(), [7, None, 7]),
        (pa.array([7, None], pa.uint8()), [7, None]),
        (pa.array([1.5, None]), [1.5, None]),
        (pa.array([Decimal("1.5"), None], pa.decimal128(9, 2)), [1.5, None]),
        (pa.array([True, None, False]), [True, None, False]),
        (pa.array([dt.date(2009, 5, 11), None]), [dt.date(2009, 5, 11), None]),
        (pa.array([dt.time(8, 30), None], pa.time32("s")), [dt.time(8, 30), None]),
        (pa.array([dt.time(8, 30), None], pa.time64("ns")), [dt.time(8, 30), None]),
        (pa.array([dt.timedelta(hours=8)], pa.duration("ns")), [dt.timedelta(hours=8)]),
        (
            pa.array([dt.datetime(2009, 5, 11, 8, 30), None], pa.timestamp("ns")),
            [dt.datetime(2009, 5, 11, 8, 30), None],
        ),
        (pa.array([b"x", b"\xff"]), ["x", "\ufffd"]),
        (pa.array([[1, 2], None]), ["[1, 2]", None]),
        (pa.nulls(2), [None, None]),
    ],
    ids=lambda value: str(value.type) if isinstance(value, pa.Array) else "",
)
def test_every_type_of_column_gives_cells(array: Any, cells: list[object], tmp_path: Path) -> None:
    assert column(tmp_path, array) == cells


def test_a_moment_with_a_time_zone_is_the_time_on_the_clock_there(tmp_path: Path) -> None:
    moment = pa.array([dt.datetime(2009, 5, 11, 7, 30, tzinfo=dt.UTC)], pa.timestamp("us", tz="Europe/London"))
    assert column(tmp_path, moment) == [dt.datetime(2009, 5, 11, 8, 30)]


def test_batches_follow_one_another_from_the_row_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "_MOST_ROWS", 4)
    monkeypatch.setattr(parquet, "_FEWEST_ROWS", 1)
    numbers = list(range(10))
    sheet = sheet_of(tmp_path, {"a": numbers, "b": [str(n % 3) for n in numbers]}, row_group_size=3)
    for first in (1, 2, 4, 10, 11):
        found: list[tuple[object, object]] = []
        for batch in sheet.coded_batches([1, 0], first):
            b, a = ([coded.values[n] for n in coded.numbers.tolist()] for coded in batch.columns)
            assert batch.first_row == first + len(found)
            found += zip(a, b, strict=True)
        assert found == [(n, str(n % 3)) for n in numbers[first - 1 :]]


def test_the_same_few_values_are_one_list_in_all_batches(tmp_path: Path) -> None:
    texts = [f"D{n % 4}" for n in range(12)]
    sheet = sheet_of(tmp_path, {"a": texts}, row_group_size=4)
    lists = [batch.columns[0].values for batch in sheet.coded_batches([0], 1)]
    assert len(lists) == 3
    assert all(values is lists[0] for values in lists)


def test_blanks_among_sliced_indices_stay_in_their_rows(tmp_path: Path) -> None:
    texts = [None if n % 7 == 0 else f"v{n % 5}" for n in range(100)]
    sheet = sheet_of(tmp_path, {"a": pa.array(texts).dictionary_encode()})
    for first in (1, 9, 64, 93):
        (batch,) = sheet.coded_batches([0], first)
        coded = batch.columns[0]
        assert coded.numbers.dtype == np.int32
        assert [coded.values[n] for n in coded.numbers.tolist()] == texts[first - 1 :]


def test_columns_are_named_and_rows_counted_without_reading_them(tmp_path: Path) -> None:
    sheet = sheet_of(tmp_path, {"respondent": ["a"], "Mon 8.30": ["D1"], "Mon 8": ["D2"]})
    assert sheet.columns == ("respondent", "Mon 8.30", "Mon 8")
    assert sheet.total_rows == 1
    assert not sheet.lettered
    assert list(sheet.rows()) == [("a", "D1", "D2")]


def test_many_values_are_found_again_in_later_batches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "_MANY", 5)
    monkeypatch.setattr(parquet, "_MOST_ROWS", 16)
    monkeypatch.setattr(parquet, "_FEWEST_ROWS", 1)
    for values in ([f"v{n * 7 % 40}" for n in range(200)], [n * 7 % 40 - 3 for n in range(200)]):
        holed = [None if n % 11 == 0 else value for n, value in enumerate(values)]
        sheet = sheet_of(tmp_path, {"a": pa.array(holed)})
        batches = [batch.columns[0] for batch in sheet.coded_batches([0], 1)]
        assert len(batches) > 10
        assert all(coded.values is batches[0].values for coded in batches)
        assert len(batches[0].values) == 41
        assert [coded.values[n] for coded in batches for n in coded.numbers.tolist()] == holed


def test_a_long_diary_of_typed_columns_is_the_survey_of_texts(tmp_path: Path) -> None:
    study = load_study()
    diary = {
        "Respondent ID": pa.array([7, 8, 7, 8], pa.int64()),
        "Date": pa.array([dt.date(2009, 5, 11), dt.date(2009, 5, 12), dt.date(2009, 5, 17), dt.date(2009, 5, 11)]),
        "start": pa.array([dt.time(8, 30), dt.time(23, 30), dt.time(0), dt.time(9)], pa.time64("us")),
        "code": pa.array(["d 1", "S10", "R-3", None]).dictionary_encode(),
    }
    respondents = {
        "id": pa.array([7.0, 8.0, 9.0]),
        "week beginning": pa.array([dt.datetime(2009, 5, 11)] * 3, pa.timestamp("ms")),
        "setting": pa.array(["CSD", None, "Adult"]).dictionary_encode(),
        "average_week": pa.array([True, False, None]),
        "weight": pa.array([1, 2, None], pa.int8()),
    }
    pq.write_table(pa.table(diary), tmp_path / "diary.parquet")
    pq.write_table(pa.table(respondents), tmp_path / "respondents.parquet")
    survey = read(tmp_path / "diary.parquet", study)
    slots = {(r, study.grid.slot_name(slot)): survey.codes[r, slot] for r, slot in np.argwhere(survey.codes).tolist()}
    names = study.code_numbers
    assert survey.respondents == ("7", "8", "9")
    assert slots == {(0, "Mon 08:30"): names["D1"], (1, "Tue 23:30"): names["S10"], (0, "Sun 00:00"): names["R3"]}
    assert survey.attributes["setting"].texts() == ["CSD", "", "DASS"]
    assert survey.attributes["average_week"].texts() == ["Yes", "No", ""]
    assert survey.attributes["weight"].texts() == ["1", "2", ""]
    assert (survey.ledger.cells_read, survey.ledger.kept, survey.ledger.blank) == (4, 3, 1)


def test_rows_in_no_order_make_the_same_survey(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "_MANY", 5)
    monkeypatch.setattr(parquet, "_MOST_ROWS", 64)
    monkeypatch.setattr(parquet, "_FEWEST_ROWS", 1)
    survey = random_survey(3)
    path = write_survey(survey, tmp_path / "diary.parquet")[0]
    wanted = read(path, survey.study)
    rows = pq.read_table(path)
    pq.write_table(rows.take(np.random.default_rng(1).permutation(rows.num_rows)), path)
    shuffled = read(path, survey.study)
    assert shuffled == wanted
    assert np.array_equal(shuffled.codes, survey.codes)


def test_a_problem_names_the_column_and_the_record(tmp_path: Path) -> None:
    diary = {"respondent": ["a", "a"], "day": ["Mon", "Mon"], "time": ["8:30", "9:00"], "code": ["D1", "Q9"]}
    pq.write_table(pa.table(diary), tmp_path / "x.parquet")
    problem = next(p for p in read(tmp_path / "x.parquet", load_study()).problems if p.row)
    assert (problem.kind, problem.row, problem.column, problem.content) == (ProblemKind.UNKNOWN_CODE, 2, "code", "Q9")
    assert problem.where.endswith("x.parquet, row 2, column code")


@pytest.mark.parametrize("content", [b"PAR1", b"PAR1 and then nothing like it PAR1"])
def test_a_damaged_file_is_told(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "x.parquet").write_bytes(content)
    with pytest.raises(ReadError, match=r"^x\.parquet: The Parquet file can't be read; it may be .+\. Get it again"):
        open_source(tmp_path / "x.parquet", "x.parquet")


def test_a_file_damaged_inside_is_told_when_it_is_read(tmp_path: Path) -> None:
    sheet_of(tmp_path, {"a": [f"v{n}" for n in range(1000)]}, compression="snappy")
    path = tmp_path / "x.parquet"
    content = path.read_bytes()
    path.write_bytes(content[:100] + bytes(300) + content[400:])
    with pytest.raises(ReadError, match=r"^x\.parquet: The Parquet file can't be read; it may be .+\. Get it again"):
        list(open_source(path, "x.parquet")[0].rows())


@pytest.mark.slow
def test_reading_takes_no_pandas(tmp_path: Path) -> None:
    sheet_of(tmp_path, {"a": pa.array(["x", None]), "b": [1.5, None]})
    script = (
        "import sys, pathlib; from timediary.ingest.parquet import open_parquet;"
        "print(list(open_parquet(pathlib.Path(sys.argv[1]), 'x')[0].rows()), 'pandas' in sys.modules)"
    )
    command = [sys.executable, "-c", script, str(tmp_path / "x.parquet")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout == "[('x', 1.5), (None, None)] False\n"


def test_two_columns_of_one_name_are_refused_by_their_name(tmp_path: Path) -> None:
    names = ["respondent", "day", "time", "code", "code"]
    columns = [pa.array([text]) for text in ("R1", "Mon", "09:00", "D1", "R1")]
    path = tmp_path / "twice.parquet"
    pq.write_table(pa.table(columns, names=names), path)
    with pytest.raises(ReadError, match="Two columns are called 'code'"):
        read(path, load_study())


def test_a_long_id_kept_with_decimals_is_not_said_to_come_from_a_spreadsheet(tmp_path: Path) -> None:
    columns = [pa.array([1e17]), *(pa.array([text]) for text in ("Mon", "09:00", "D1"))]
    path = tmp_path / "long.parquet"
    pq.write_table(pa.table(columns, names=["respondent", "day", "time", "code"]), path)
    (lost,) = [problem for problem in read(path, load_study()).problems if problem.kind is ProblemKind.SHORTENED_ID]
    assert "'100000000000000000' is kept as a number with decimals" in lost.message


@pytest.mark.parametrize(("zone", "is_told"), [("UTC", True), ("Europe/London", False), (None, False)])
def test_moments_of_utc_are_noted(zone: str | None, is_told: bool, tmp_path: Path) -> None:
    moments = pa.array([dt.datetime(2027, 5, 10, 9)], pa.timestamp("us", zone))
    path = tmp_path / "utc.parquet"
    pq.write_table(pa.table([pa.array(["R1"]), moments, pa.array(["D1"])], names=["respondent", "time", "code"]), path)
    notes = read(path, load_study()).reading.notes
    assert ["are those of UTC" in note for note in notes] == [True] * is_told
