"""A name that isn't known is told with the one that was meant, whatever it is a name of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from timediary.cli import main
from timediary.model.nearest import meant

if TYPE_CHECKING:
    from pathlib import Path

DIARY = "respondent,setting,role,Mon 08:30,Mon 09:00\nR1,CSD,Manager,D1,D1\nR2,DASS,Other,D1,R1\n"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("analyze diaries.csv", "no command 'analyze'. Did you mean 'analyse'?"),
        ("study chek", "Did you mean 'check'?"),
        ("analyse diarys.csv", "no file 'diarys.csv'. Did you mean 'diaries.csv'?"),
        ("analyse nowhere/diaries.csv", "no folder 'nowhere'"),
        ("check diaries.cvs", "Did you mean 'diaries.csv'?"),
        ("analyse diaries.csv --by seting", "no column 'seting'. Did you mean 'setting'?"),
        ("analyse diaries.csv --by sector_type", "no column 'sector_type'."),
        ("analyse diaries.csv --by setting role", "--by setting,role makes one table of both crossed"),
        ("analyse diaries.csv --where setting==csd", "Did you mean 'setting=csd'?"),
        ("analyse diaries.csv --where setting=cds", "no level 'cds'. Did you mean 'csd'?"),
        ("analyse diaries.csv --where recorded_hours=>1", "Did you mean 'recorded_hours>=1'?"),
        ("analyse diaries.csv --grouping brod", "no grouping 'brod'. Did you mean 'broad'?"),
        ("analyse diaries.csv --study task_force", "Did you mean 'task_force_2009'?"),
        ("analyse diaries.csv --by setting --test csdd", "column 'csdd' to test against. Did you mean 'csd'?"),
        ("plot diaries.csv dot", "Did you mean 'dots'?"),
        (
            "plot diaries.csv dots --category direct_contct",
            "no category 'direct_contct'. Did you mean 'direct_contact' or",
        ),
        ("tables diaries.csv --table 3.33", "no table '3.33'. Did you mean "),
        ("analyse " + "x" * 300, "can't be opened: File name too long."),
    ],
)
def test_what_is_near_is_offered(words: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "diaries.csv").write_text(DIARY, encoding="utf-8")
    result = CliRunner().invoke(main, words.split())
    assert result.exit_code == 2
    assert told in result.output


def test_conditions_joined_by_and_are_told_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "diaries.csv").write_text(DIARY, encoding="utf-8")
    result = CliRunner().invoke(main, ["analyse", "diaries.csv", "--where", "recorded_hours>1 and setting=csd"])
    assert result.exit_code == 2
    assert "--where 'recorded_hours>1' --where 'setting=csd'" in result.output


def test_a_level_may_have_an_and_in_its_name() -> None:
    from timediary.model.table import parse_condition

    assert parse_condition("team=Children and families").values == ("Children and families",)


def test_spellings_are_offered_as_what_they_stand_for() -> None:
    ids = {"Type of agency": "setting", "sector": "setting", "setting": "setting", "role": "role"}
    assert meant("secter", ids, ids) == " Did you mean 'setting'?"
    assert meant("zzz", ids, ids) == ""
