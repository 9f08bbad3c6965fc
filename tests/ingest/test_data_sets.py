"""Parquet data sets: folders of files that are one table, and what lies in an object store."""

from __future__ import annotations

import hashlib
import shutil
import sys
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.builders import random_survey

import timediary as td
from timediary.cli import main as cli
from timediary.export import write_survey
from timediary.pipeline.streaming import stream_request

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """A folder with a survey as files, and with its diary as a data set of three files besides."""
    (tmp_path / "whole").mkdir()
    (tmp_path / "parts" / "diary").mkdir(parents=True)
    write_survey(random_survey(3), tmp_path / "whole" / "diary.parquet")
    rows = pq.read_table(tmp_path / "whole" / "diary.parquet")
    # The second part begins within a diary, has row groups of its own, and another order of columns.
    for number, (first, end) in enumerate([(0, 100), (100, 333), (333, len(rows))]):
        part = rows.slice(first, end - first)
        part = part.select(part.column_names[::-1]) if number == 2 else part
        pq.write_table(part, tmp_path / "parts" / "diary" / f"part-{number}.parquet", row_group_size=70)
    (tmp_path / "parts" / "diary" / "_SUCCESS").touch()
    shutil.copy(tmp_path / "whole" / "respondents.parquet", tmp_path / "parts")
    return tmp_path


def same(first: td.Survey, second: td.Survey) -> bool:
    return (
        first.respondents == second.respondents
        and np.array_equal(first.codes, second.codes)
        and dict(first.attributes) == dict(second.attributes)
        and first.ledger == second.ledger
    )


def test_a_folder_of_parts_is_read_as_the_one_table_that_it_is(written: Path) -> None:
    survey = td.read(written / "parts" / "diary")
    assert same(survey, td.read(written / "whole" / "diary.parquet"))
    listed = "".join(
        f"{hashlib.sha256(part.read_bytes()).hexdigest()}  {part.name}\n"
        for part in sorted((written / "parts" / "diary").glob("*.parquet"))
    )
    assert survey.source.sha256[0] == hashlib.sha256(listed.encode()).hexdigest()


def test_the_command_takes_a_folder_of_parts(written: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli(["check", str(written / "parts" / "diary")])
    rows = len(pq.read_table(written / "whole" / "diary.parquet"))
    assert f"Cells read  {rows:,}\n" in capsys.readouterr().out


def test_rows_are_counted_through_all_parts(written: Path) -> None:
    part = written / "parts" / "diary" / "part-1.parquet"
    rows = pq.read_table(part).to_pydict()
    rows["code"][7] = "nonsense"
    pq.write_table(pa.table(rows), part)
    problems = td.read(written / "parts" / "diary").problems
    assert [problem.row for problem in problems if problem.content == "nonsense"] == [108]


def test_a_part_with_other_columns_is_refused(written: Path) -> None:
    shutil.copy(written / "whole" / "respondents.parquet", written / "parts" / "diary")
    with pytest.raises(td.ReadError, match=r"respondents\.parquet has other columns than part-0\.parquet"):
        td.read(written / "parts" / "diary")


def test_a_damaged_part_is_named(written: Path) -> None:
    part = written / "parts" / "diary" / "part-1.parquet"
    part.write_bytes(part.read_bytes()[:-20])
    with pytest.raises(td.ReadError, match=r"part-1\.parquet"):
        td.read(written / "parts" / "diary")


def test_a_damaged_column_of_respondents_is_told_when_windows_are_planned(written: Path) -> None:
    path = written / "whole" / "diary.parquet"
    content, first = bytearray(path.read_bytes()), pq.read_metadata(path).row_group(0).column(0).data_page_offset
    content[first : first + 40] = bytes(40)
    path.write_bytes(content)
    with pytest.raises(td.ReadError, match="may be damaged"):
        stream_request(path)


def test_a_store_that_nothing_reaches_is_told_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "upath", None)
    with pytest.raises(td.ReadError, match=r"pip install 'timediary\[cluster\]'"):
        td.read("s3://bucket/diary.parquet")


@pytest.mark.slow
def test_an_object_store_is_read_as_a_folder_is(written: Path) -> None:
    from upath import UPath

    store = UPath("memory://store")
    (store / "diary").mkdir(parents=True)
    for path in (written / "parts").rglob("*.parquet"):
        (store / path.relative_to(written / "parts").as_posix()).write_bytes(path.read_bytes())
    survey = td.read("memory://store/diary")
    assert same(survey, td.read(written / "parts" / "diary"))
    assert survey.source.files == ("memory://store/diary", "memory://store/respondents.parquet")
    assert same(td.read((written / "parts" / "diary").as_uri()), survey)
    (store / "diary.csv").write_text("respondent,day,time,code\n")
    with pytest.raises(td.ReadError, match="Only Parquet is read where it lies"):
        td.read("memory://store/diary.csv")
    with pytest.raises(td.ReadError, match="no such file"):
        td.read("memory://store/nothing.parquet")
