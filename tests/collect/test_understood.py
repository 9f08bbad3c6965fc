"""What is told of returned files: of each sheet what it was taken for, and every row and column once."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

import timediary as td
from timediary.cli import main
from timediary.collection.diary import from_json, to_json
from timediary.model.reading import ColumnRole
from timediary.pipeline.forms import gather

RETURNED = Path(__file__).parents[2] / "examples" / "returned"
TIMES = [f"{hour:02d}:{minute:02d}" for hour in range(8, 18) for minute in (0, 30)]
GRID = [["Time", "Mon", "Tue", "Wed"], *([time, "R1", "", "D1"] for time in TIMES)]


def written(path: Path, rows: list[list[str]]) -> None:
    book = openpyxl.Workbook()
    sheet = book.create_sheet("Week")
    del book["Sheet"]
    for row in rows:
        sheet.append(row)
    book.save(path)


def test_the_reading_of_the_example_is_balanced_and_names_every_file() -> None:
    reading = td.collect(RETURNED).reading
    assert reading.balanced
    assert reading.notes == ()  # the hidden lists of our own forms are nothing to tell
    assert {Path(sheet.file).name for sheet in reading.sheets} == {path.name for path in RETURNED.iterdir()}
    (form,) = [sheet for sheet in reading.sheets if sheet.file.endswith("T01.xlsx") and sheet.sheet == "Diary"]
    assert form.kind == "a form of the study"
    assert len(form.columns_as(ColumnRole.SLOT)) == 7
    assert [column.place for column in form.columns_as(ColumnRole.TIME)] == ["B"]
    (page,) = [sheet for sheet in reading.sheets if sheet.file.endswith("T05.json")]
    assert page.kind == "what a form's page saved"


def test_rows_outside_a_grid_and_diaries_that_dont_count_are_told(tmp_path: Path) -> None:
    written(tmp_path / "R1.xlsx", [["My week"], [], *GRID, ["", "thank you"]])
    turned = [list(row) for row in zip(*GRID, strict=True)]
    written(tmp_path / "R2.xlsx", turned)
    (tmp_path / "second").mkdir()
    written(tmp_path / "second" / "R1.xlsx", GRID)
    first, second, third = sorted(td.collect(tmp_path).reading.sheets, key=lambda sheet: sheet.rows)[::-1]
    assert all(sheet.balanced for sheet in (first, second, third))
    assert (first.header, first.used, first.blank, first.left) == ((3,), len(TIMES), 1, 2)
    assert (third.header, third.used, third.kind) == ((1,), 3, "a grid of days and times")
    assert [column.meaning for column in third.columns_as(ColumnRole.SLOT)] == TIMES
    assert not second.is_read
    assert second.why.startswith("a second diary beside ")
    assert second.left == len(TIMES)


def test_what_was_understood_survives_a_stop() -> None:
    for item in gather(RETURNED).returned:
        assert item.outcome.sheets
        assert from_json(json.loads(json.dumps(to_json(item.outcome)))) == item.outcome


def test_spellings_and_dates_can_be_settled(tmp_path: Path) -> None:
    rows = [[cell if cell != "D1" else "Chat" for cell in row] for row in GRID]
    written(tmp_path / "R1.xlsx", rows)
    plain = td.collect(tmp_path)
    assert plain.ledger.kept == len(TIMES)
    settled = td.collect(tmp_path, read_as={"Chat": "D1"}, settle={"date_order": "month first"})
    assert settled.ledger.kept == 2 * len(TIMES)
    assert ("Read as", "'Chat' is D1 (--read-as)") in settled.reading.settled
    assert settled.study == plain.study
    with pytest.raises(td.RequestError, match="neither a code nor a level"):
        td.collect(tmp_path, read_as={"Chat": "XX9"})


def test_the_command_takes_spellings_too(tmp_path: Path) -> None:
    folder = tmp_path / "returned"
    folder.mkdir()
    written(folder / "R1.xlsx", [[cell if cell != "D1" else "Chat" for cell in row] for row in GRID])
    words = [
        "collect",
        str(folder),
        "-o",
        str(tmp_path / "out.csv"),
        "--read-as",
        "Chat=D1",
        "--settle",
        "clock=24 hours",
    ]
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 0, result.output
    assert td.read(tmp_path / "out.csv").ledger.kept == 2 * len(TIMES)
    checked = CliRunner().invoke(main, ["check", str(folder), "--read-as", "Chat=D1"])
    assert "Chat" not in checked.output


def test_how_dates_and_times_of_a_grid_were_decided_is_told(tmp_path: Path) -> None:
    days = [f"{day}/05/2027" for day in range(10, 17)]
    rows = [["Time", *days], *([time, *["D1"] * 7] for time in ("9:00", "10:00", "12:30", "1:00", "2:30"))]
    written(tmp_path / "R7.xlsx", rows)
    (item,) = gather(tmp_path).returned
    decided = {one.what: (one.chosen, one.columns) for one in item.outcome.sheets[0].decisions}
    assert decided["date order"] == ("day first", ())
    assert decided["clock"] == ("12 hours", (0,))
