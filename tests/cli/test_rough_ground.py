"""Streams that are closed or full, folders that can't be written to, odd names, and what a killed run left behind."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

import timediary as td
from timediary.cli import main
from timediary.export.replacement import replacing
from timediary.model.staging import clear_leftovers, staging_name

DIARY = "respondent,setting,role,Mon 08:30,Mon 09:00\nR1,CSD,Manager,D1,D1\nR2,DASS,Other,D1,R1\n"


@pytest.fixture
def diary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("d.csv").write_text(DIARY, encoding="utf-8")
    return Path("d.csv")


def in_shell(line: str) -> subprocess.CompletedProcess[str]:
    line = line.replace("timediary", f"{sys.executable} -m timediary")
    return subprocess.run(["/bin/bash", "-c", line], capture_output=True, text=True, timeout=60)


@pytest.mark.slow
def test_a_full_disk_behind_what_is_shown_loses_no_file(diary: Path) -> None:
    done = in_shell("timediary analyse d.csv --format csv > /dev/full")
    assert done.returncode == 2
    assert "can't be shown: No space left on device. All files are written." in done.stderr
    assert Path("d_results/tables.csv").is_file()


@pytest.mark.slow
@pytest.mark.parametrize("line", ["timediary analyse d.csv --format csv >&-", "timediary check d.csv >&- 2>&-"])
def test_closed_streams_do_no_harm(line: str, diary: Path) -> None:
    done = in_shell(line)
    assert done.returncode == 0
    assert "Error" not in done.stderr


def test_a_reader_that_stops_reading_does_no_harm(diary: Path) -> None:
    done = in_shell("timediary study show | head -1; exit ${PIPESTATUS[0]}")
    assert "Traceback" not in done.stderr
    assert "unexpected error" not in done.stderr


def test_pipes_and_devices_are_refused_at_once(diary: Path) -> None:
    os.mkfifo("p.csv")
    for name in ("p.csv", "/dev/zero"):
        with pytest.raises(td.ReadError, match="This is a pipe or a device, not a file"):
            td.read(name)


def test_pipes_devices_and_broken_links_in_a_folder_are_named(tmp_path: Path) -> None:
    times = "".join(f"{hour:02d}:{minute},D1,D2,,R1,R2\n" for hour in range(8, 16) for minute in ("00", "30"))
    (tmp_path / "good.csv").write_text(f",Monday,Tuesday,Wednesday,Thursday,Friday\n{times}", encoding="utf-8")
    os.mkfifo(tmp_path / "pipe.csv")
    (tmp_path / "zeros.csv").symlink_to("/dev/zero")
    (tmp_path / "gone.csv").symlink_to(tmp_path / "nowhere")
    survey = td.collect(tmp_path)
    assert len(survey) == 1
    told = [Path(problem.file).name for problem in survey.problems if problem.kind.value == "unreadable_file"]
    assert sorted(told) == ["gone.csv", "pipe.csv", "zeros.csv"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
def test_a_diary_cut_within_a_row_is_told(encoding: str, tmp_path: Path) -> None:
    whole = "respondent,setting,Mon 08:30,Mon 09:00\nR1,CSD,D1,D1\nR2,DASS,D1,R1"
    (tmp_path / "whole.csv").write_text(whole, encoding=encoding)
    (tmp_path / "cut.csv").write_text(whole[:-3], encoding=encoding)
    assert not any("cut short" in problem.message for problem in td.read(tmp_path / "whole.csv").problems)
    survey = td.read(tmp_path / "cut.csv")
    (problem,) = [problem for problem in survey.problems if "cut short" in problem.message]
    assert problem.file.endswith("cut.csv")


def test_a_name_that_is_no_utf_8_is_read_shown_and_written(tmp_path: Path) -> None:
    path = os.fsdecode(os.fsencode(tmp_path) + b"/d\xff\xfe.csv")
    Path(path).write_text(DIARY.replace("R1\n", "X9\n"), encoding="utf-8")
    result = CliRunner().invoke(main, ["analyse", path, "--out", str(tmp_path / "out"), "--no-pictures"])
    assert result.exit_code == 0, result.output
    assert "d\ufffd\ufffd.csv" in (tmp_path / "out" / "problems.csv").read_text(encoding="utf-8")
    assert CliRunner().invoke(main, ["check", path, "--format", "json"]).exit_code == 1


def test_a_name_as_long_as_names_may_be_is_read_and_converted(diary: Path) -> None:
    long = "x" * 251 + ".csv"
    diary.rename(long)
    result = CliRunner().invoke(main, ["convert", long, "y" * 250 + ".xlsx"])
    assert result.exit_code == 0, result.output
    assert td.read("y" * 250 + ".xlsx").ledger.kept == 4
    result = CliRunner().invoke(main, ["convert", long, "z" * 300 + ".xlsx"])
    assert result.exit_code == 2
    assert "can't be written: File name too long." in result.output


def test_a_folder_that_can_not_be_written_to_is_told(diary: Path) -> None:
    result = CliRunner().invoke(main, ["convert", "d.csv", "/proc/d.xlsx"])
    assert result.exit_code == 2
    assert "'/proc/d.xlsx' can't be written" in result.output
    result = CliRunner().invoke(main, ["analyse", "d.csv", "--out", "/proc/d", "--format", "csv"])
    assert result.exit_code == 2
    assert "can't be written to /proc/d" in result.output


def test_a_folder_that_may_not_be_written_to_is_told(diary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda _path, mode: mode != os.W_OK)
    result = CliRunner().invoke(main, ["convert", "d.csv", "d.xlsx"])
    assert result.exit_code == 2
    assert "'d.xlsx' can't be written: Permission denied." in result.output


def test_what_a_killed_run_left_is_cleared_by_the_next(tmp_path: Path) -> None:
    line = (
        "import os, signal, pathlib; from timediary.export.replacement import replacing\n"
        "with replacing([pathlib.Path('a.csv')], overwrite=False, never=[]) as (path,):\n"
        "    path.write_text('half'); pathlib.Path('.timediary-').mkdir()\n"
        "    os.kill(os.getpid(), signal.SIGKILL)"
    )
    subprocess.run([sys.executable, "-c", line], cwd=tmp_path)
    left = sorted(path.name for path in tmp_path.iterdir())
    assert len(left) == 2
    mine = tmp_path / staging_name(7)
    mine.mkdir()
    with replacing([tmp_path / "b.csv"], overwrite=False, never=[]) as (path,):
        path.write_text("whole")
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([".timediary-", mine.name, "b.csv"])


def test_a_folder_left_by_a_killed_run_is_cleared_with_what_is_in_it(tmp_path: Path) -> None:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    left = tmp_path / staging_name(0).replace(str(os.getpid()), str(process.pid))
    left.mkdir()
    (left / "tables.csv").write_text("half")
    clear_leftovers(tmp_path)
    assert list(tmp_path.iterdir()) == []
