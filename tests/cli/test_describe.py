"""`timediary describe`, the reading file that it writes, and what other commands tell of a reading."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from tests.ingest.files import LONG, RESPONDENTS, STUDY, Rows, wide_of, write_csv, write_xlsx
from tests.ingest.test_merged_and_hidden import write_xlsx as write_hidden

import timediary as td
from timediary.cli import main

if TYPE_CHECKING:
    from click.testing import Result

EXAMPLE = Path(__file__).parents[2] / "examples" / "diaries.xlsx"
FAULTY: Rows = [
    ["respondent", "day", "time", "code"],
    *[["R1", "Mon", f"{hour}:00", "Recording"] for hour in range(9, 13)],
    *[["R2", "Tue", f"{hour}:00", "D1"] for hour in range(9, 17)],
]


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, list(map(str, arguments)))


@pytest.mark.slow
def test_every_column_of_the_example_stands_on_one_screen_of_eighty_columns() -> None:
    result = run("describe", EXAMPLE)
    assert result.exit_code == 0
    assert max(map(len, result.stdout.splitlines())) <= 80
    assert len(result.stdout.splitlines()) < 60
    assert result.stdout.startswith("2 sheets read, 1 not read; every row used; every column used.")
    words = " ".join(result.stdout.split())
    assert "336 columns, B to LY: Mon 00:00 to Sun 23:30" in words
    for name in td.read(EXAMPLE).attributes:
        assert name in words


@pytest.mark.slow
def test_json_has_the_reading_whole() -> None:
    found = json.loads(run("describe", EXAMPLE, "--format", "json").stdout)
    reading = td.describe(EXAMPLE)
    assert [sheet["sheet"] for sheet in found["sheets"]] == [sheet.sheet for sheet in reading.sheets]
    assert len(found["sheets"][1]["columns"]) == 337
    assert found["sheets"][1]["columns"][1]["meaning"] == "Mon 00:00"
    assert found["notes"] == list(reading.notes)


def test_html_escapes_what_stands_in_the_file(tmp_path: Path) -> None:
    rows: Rows = [["respondent", "<b>team</b>"], ["R1", "x"]]
    path = write_xlsx(tmp_path / "d.xlsx", {"respondents": rows, "diary": LONG[:3], "<i>": [["a", "b"]]})
    html = run("describe", path, "--format", "html").stdout
    assert "<i>" not in html
    assert "sheet &lt;i&gt;" in html


def test_a_file_that_is_no_survey_is_described_all_the_same(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "odd.csv", [["Worker ref", "Weekday", "Start", "What I did"], ["w", "Mon", "9", "D1"]])
    result = run("describe", path, "--save", tmp_path / "r.toml")
    assert result.exit_code == 2
    assert "not read" in result.stdout
    assert "Error: " in result.stderr
    saved = (tmp_path / "r.toml").read_text(encoding="utf-8")
    assert '# "Worker ref" = "not used"' in saved
    mended = saved.replace('# "Worker ref" = "not used"', '"Worker ref" = "respondent"')
    mended = mended.replace('# "What I did" = "not used"', '"What I did" = "code"')
    mended = mended.replace('# "Weekday" = "not used"', '"Weekday" = "day"').replace('# [sheets."odd', '[sheets."odd')
    (tmp_path / "r.toml").write_text(mended, encoding="utf-8")
    assert td.read(path, reading=tmp_path / "r.toml").respondents == ("w",)


@pytest.mark.parametrize("is_wide", [False, True])
def test_a_saved_reading_changes_nothing(tmp_path: Path, is_wide: bool) -> None:
    diary = wide_of(LONG) if is_wide else LONG
    path = write_xlsx(tmp_path / "d.xlsx", {"respondents": RESPONDENTS, "diary": [["Title"], [], *diary], "x": [["n"]]})
    before = td.read(path)
    td.save_reading(path, tmp_path / "reading.toml")
    tomllib.loads((tmp_path / "reading.toml").read_text(encoding="utf-8"))
    after = td.read(path)
    assert after == before
    assert [str(problem) for problem in after.problems] == [str(problem) for problem in before.problems]
    assert after.reading.settled


def test_guesses_are_marked_and_count_once_they_are_confirmed(tmp_path: Path) -> None:
    write_csv(tmp_path / "respondents.csv", RESPONDENTS[:3])
    path = write_csv(tmp_path / "diary.csv", FAULTY)
    saved = tmp_path / "reading.toml"
    assert run("describe", path, "--save", saved).exit_code == 0
    text = saved.read_text(encoding="utf-8")
    assert '"Recording" = "R1?"  # 4 times' in text
    assert td.read(path).ledger.kept == 8
    saved.write_text(text.replace("R1?", "R1"), encoding="utf-8")
    assert td.read(path).ledger.kept == 12
    assert "exists already" in run("describe", path, "--save", saved).stderr


def test_what_was_lost_is_in_the_headline_and_on_stderr(tmp_path: Path) -> None:
    write_csv(tmp_path / "respondents.csv", RESPONDENTS[:3])
    path = write_csv(tmp_path / "diary.csv", FAULTY)
    out = tmp_path / "out"
    result = run("analyse", path, "--no-pictures", "--out", out)
    assert "33% of entries could not be read" in result.stdout.splitlines()[0]
    assert "33% of entries could not be read" in (out / "report.html").read_text(encoding="utf-8")
    quiet = run("analyse", path, "--no-pictures", "--out", out, "--quiet")
    assert quiet.stdout == ""
    assert "33% of entries could not be read" in quiet.stderr


@pytest.mark.slow
def test_every_command_with_figures_says_what_they_lack(tmp_path: Path) -> None:
    write_csv(tmp_path / "respondents.csv", RESPONDENTS[:3])
    path = write_csv(tmp_path / "diary.csv", FAULTY)
    commands: list[tuple[str | Path, ...]] = [
        ("definitions", path, "--out", tmp_path / "definitions"),
        ("plot", path, "composition", "--by", "", "--out", tmp_path / "picture.svg"),
        ("compare", path, EXAMPLE, "--by", "", "--out", tmp_path / "comparison", "--quiet"),
        ("quality", path, "--out", tmp_path / "quality"),
        ("agreement", path, path, "--out", tmp_path / "agreement"),
        ("adjust", path, "--calibrate", write_csv(tmp_path / "known.csv", [["setting", "people"], ["dass", 20]])),
    ]
    for command in commands:
        result = run(*command)
        assert result.exit_code == 0, result.stderr
        assert f"{path}: 33% of entries could not be read; timediary check says which." in result.stderr
        assert str(EXAMPLE) not in result.stderr


def test_answers_that_can_not_be_read_are_said_where_they_are_counted(tmp_path: Path) -> None:
    rows = [["respondent", "role", "Mon 09:00", "Mon 09:30", "Mon 10:00"], ["A", "Wizard", "D1", "D1", "R1"]]
    path = write_csv(tmp_path / "diary.csv", [*rows, ["B", "Social worker", "D1", "D1", "R1"]])
    result = run("respondents", path, "--of", "role", "--out", tmp_path / "out", "--quiet")
    assert f"{path}: 1 problem in its cells; timediary check says which." in result.stderr


def test_hidden_rows_are_told_by_check_and_analyse(tmp_path: Path) -> None:
    path = write_hidden(tmp_path / "d.xlsx")
    assert "1 row hidden by a filter (3)" in " ".join(run("check", path).stdout.split())
    told = run("analyse", path, "--no-pictures", "--out", tmp_path / "out", "--quiet").stderr
    assert "1 row hidden by a filter (3)" in " ".join(told.split())
    left = run("check", path, "--visible-only").stdout
    assert "left out, as asked" in " ".join(left.split())


def test_what_is_settled_is_in_the_provenance(tmp_path: Path) -> None:
    write_csv(tmp_path / "respondents.csv", RESPONDENTS[:3])
    path = write_csv(tmp_path / "diary.csv", FAULTY)
    results = td.analyse(td.read(path, read_as={"Recording": "R1"}))
    assert ("Read as", "'Recording' is R1 (--read-as)") in results.provenance.options
    assert results.ledger.kept == 12


def test_options_without_an_equals_sign_are_refused(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "d.xlsx", {"respondents": RESPONDENTS, "diary": LONG})
    result = run("check", path, "--read-as", "Recording")
    assert result.exit_code == 2
    assert "WRITTEN=ID" in result.stderr


def test_levels_are_guessed_from_those_of_their_variable(tmp_path: Path) -> None:
    rows: Rows = [["respondent", "setting"], ["R1", "Childrens servises"], ["R2", "CSD"]]
    path = write_xlsx(tmp_path / "d.xlsx", {"respondents": rows, "diary": LONG[:3]})
    td.save_reading(path, tmp_path / "r.toml", STUDY)
    values = tomllib.loads((tmp_path / "r.toml").read_text(encoding="utf-8"))["values"]
    assert values == {"Childrens servises": "csd?"}
