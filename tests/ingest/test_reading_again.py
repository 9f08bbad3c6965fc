"""A saved reading file, given back with the file that it was made of, changes nothing: whatever a row is."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest
from click.testing import CliRunner

import timediary as td
from timediary.cli import main

EXAMPLES = Path(__file__).parents[2] / "examples"
PAGE = EXAMPLES / "which_diary"
NAMES = {"User": "respondent", "Project": "code"}
EPISODES = {
    "start and length": "respondent,date,start,minutes,code\nA,11/05/2009,08:30,5,R1\nB,13/05/2009,09:00,7,R2\n",
    "dates of both": "id,start date,start time,end date,end time,code\nA,2009-05-11,22:00,2009-05-12,01:00,R1\n",
    "instants": "respondent,start,end,code\nA,2009-05-11 08:30,2009-05-11 10:00,R1\n",
    "end and length": "respondent,date,finish,hours,activity\nA,2009-05-11,10:00,1.5,R1\n",
    "days by name": "respondent,day,from,to,code,team\nA,Monday,10:00,11:30,R1,x\nB,Monday,10:30,11:00,R2,y\n",
    "either order": "respondent,date,start,end,code\nA,05/11/2009,08:30,10:00,R1\n",
    "hours alone": "respondent,date,hours,code\nA,2009-05-11,5,R1\nA,2009-05-12,7,R2\n",
    "a time tracker": "User,Project,Start date,Start time,Duration\nA,R1,2009-05-11,08:30:00,01:30:00\n",
}


def told(survey: td.Survey) -> dict[str, str]:
    """All of a survey but how it was read."""
    return {field.name: repr(getattr(survey, field.name)) for field in fields(survey) if field.name != "reading"}


@pytest.mark.parametrize(
    "file",
    [
        *(PAGE / f"{name}.csv" for name in ("slots", "episodes", "lengths", "three_weeks", "days")),
        EXAMPLES / "diary.csv",
    ],
    ids=lambda path: path.stem,
)
def test_each_example_reads_the_same_again(file: Path, tmp_path: Path) -> None:
    study = PAGE / "day_study" if file.stem == "days" else None
    saved = td.save_reading(file, tmp_path / "saved.toml", study)
    assert told(td.read(file, study, reading=saved)) == told(td.read(file, study))


@pytest.mark.parametrize("name", EPISODES)
def test_episodes_read_the_same_again(name: str, tmp_path: Path) -> None:
    """Also where a column's name tells the unit, which its role doesn't; and problems keep the names as written."""
    file = tmp_path / "diary.csv"
    file.write_text(EPISODES[name])
    columns = NAMES if name == "a time tracker" else {}
    first = td.read(file, columns=columns)
    again = td.read(file, reading=td.save_reading(file, tmp_path / "saved.toml", columns=columns))
    assert told(again) == told(first)
    assert name == "either order" or again.ledger.kept > 0
    assert again.reading.balanced


def test_the_end_and_the_length_are_enough(tmp_path: Path) -> None:
    file = tmp_path / "diary.csv"
    file.write_text(EPISODES["end and length"])
    survey = td.read(file)
    assert [problem.kind.value for problem in survey.problems] == ["missing_sheet"]
    assert survey.ledger.kept == 90


def test_the_commands_give_the_same_figures(tmp_path: Path) -> None:
    file, saved = str(PAGE / "episodes.csv"), str(tmp_path / "saved.toml")
    analyse = ["analyse", file, "--grouping", "activity", "--format", "csv", "--out"]
    commands = [
        ["describe", file, "--save", saved],
        [*analyse, str(tmp_path / "first")],
        [*analyse, str(tmp_path / "again"), "--reading", saved],
    ]
    for words in commands:
        result = CliRunner().invoke(main, words)
        assert result.exit_code == 0, result.output
    assert (tmp_path / "again" / "tables.csv").read_bytes() == (tmp_path / "first" / "tables.csv").read_bytes()
