"""Windows of a survey worked on by a Dask cluster: the same result as here, also where a worker is lost."""

from __future__ import annotations

import os
import signal
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.builders import random_survey

import timediary as td
from timediary.cli import main as cli
from timediary.export import write_survey
from timediary.pipeline.scheduling import Task, results_in_order
from timediary.pipeline.streaming import stream_request, streamed

if TYPE_CHECKING:
    from pathlib import Path

RESPONDENTS, WINDOW = 20_000, 700


@pytest.fixture(scope="module")
def diary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data set of three files with planted problems, and the respondents' file beside it."""
    folder = tmp_path_factory.mktemp("scheduling")
    ids = tuple(f"R{number:05d}" for number in range(RESPONDENTS))
    write_survey(replace(random_survey(11, RESPONDENTS), respondents=ids), folder / "diary.parquet")
    columns = pq.read_table(folder / "diary.parquet").to_pydict()
    for row in range(50, len(columns["code"]), 5_000):
        columns["code"][row] = f"Q{row % 3}"
        columns["day"][row + 100] = "Someday"
        columns["time"][row + 200] = "25:61"
    rows = pa.table(columns)
    (folder / "diary.parquet").unlink()
    (folder / "diary").mkdir()
    for number, first in enumerate(range(0, len(rows), -(-len(rows) // 3))):
        part = rows.slice(first, -(-len(rows) // 3))
        pq.write_table(part, folder / "diary" / f"part-{number}.parquet", row_group_size=9_000)
    return folder / "diary"


def written(results: td.Results, folder: Path) -> dict[str, bytes]:
    td.write(results, folder, ["csv", "html", "text", "xlsx"])
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.slow
def test_a_worker_that_is_killed_changes_nothing(diary: Path, tmp_path: Path) -> None:
    from distributed import LocalCluster

    request = stream_request(diary, respondents=WINDOW)
    assert len(request.plan.windows) > 20
    killed: list[int] = []
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=":0", silence_logs=60) as cluster:

        def kill(label: str, done: int, total: int | None) -> None:
            """Kill a worker while it works, when four windows are done."""
            if done == 4 and total and not killed:
                busy = next(one for one in cluster.scheduler.workers.values() if one.processing)
                killed.append(cluster.workers[busy.name].pid)
                os.kill(killed[0], signal.SIGKILL)

        there = td.analyse(streamed(request, kill, cluster.scheduler_address))
        assert killed
        assert any(event["action"] == "remove-worker" for _, event in cluster.scheduler.get_events("all"))
    here = td.analyse(streamed(request))
    whole = td.analyse(td.read(diary))
    assert here.problems
    assert written(there, tmp_path / "there") == written(here, tmp_path / "here")
    as_a_whole = written(whole, tmp_path / "whole")
    for name in ("tables.txt", "tables.csv", "problems.csv"):
        assert as_a_whole[name] == (tmp_path / "there" / name).read_bytes()


@pytest.mark.slow
@pytest.mark.parametrize("scheduler", ["threads:3", "local:2"])
def test_threads_and_processes_give_what_one_process_gives(diary: Path, scheduler: str, tmp_path: Path) -> None:
    request = stream_request(diary, weight="weight", with_pictures=True, respondents=500)
    there, here = (td.analyse(streamed(request, None, by), with_pictures=True) for by in (scheduler, None))
    assert written(there, tmp_path / "there") == written(here, tmp_path / "here")


@pytest.mark.slow
def test_what_the_work_raises_is_raised_here() -> None:
    found = results_in_order(fails, range(5), [], "threads:1")
    with pytest.raises(td.RequestError, match="no 3"):
        list(found)
    with pytest.raises(td.TimediaryError, match=r"ZeroDivisionError.*need timediary"):
        list(results_in_order(divides, range(5), [], "threads:1"))


def fails(number: int) -> int:
    if number == 3:
        raise td.RequestError("no 3")
    return number


def divides(number: int) -> float:
    return 1 / number


def test_a_worker_with_another_program_or_other_files_refuses(tmp_path: Path) -> None:
    file = tmp_path / "diary.parquet"
    file.write_bytes(b"PAR1")
    with pytest.raises(td.TimediaryError, match=r"must have 9\.9"):
        Task(fails, "9.9", {})(1)
    with pytest.raises(td.TimediaryError, match="another file"):
        Task(fails, td.__version__, {str(file): 5})(1)
    with pytest.raises(td.TimediaryError, match="can't open"):
        Task(fails, td.__version__, {str(tmp_path / "none.parquet"): 4})(1)
    assert Task(fails, td.__version__, {str(file): 4})(1) == 1


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--scheduler", "local"], "pip install 'timediary[cluster]'"),
        (["--scheduler", "local", "--in-memory"], "--in-memory doesn't read"),
        (["--scheduler", "local", "--hours"], "need the diaries themselves"),
    ],
)
def test_what_keeps_a_scheduler_from_being_used_is_told(
    tmp_path: Path, options: list[str], told: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    diary = tmp_path / "diary.parquet"
    write_survey(random_survey(1), diary)
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(SystemExit) as ended:
        cli(["analyse", str(diary), *options])
    assert ended.value.code
    assert told in " ".join(capsys.readouterr().err.split())
