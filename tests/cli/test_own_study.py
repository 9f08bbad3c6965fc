"""Another diary is a folder, not a change of code: one day of ten-minute slots and twelve codes, up to its tables."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import openpyxl
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

STUDY = """
id = "ward_day"
name = "A day on the ward"
[diary]
days = ["Diary day"]
slot_minutes = 10
first_slot = "07:00"
slots_per_day = 72
core_start = "08:00"
core_end = "18:00"
[defaults]
grouping = "care"
by = ["grade"]
headline = ["bedside"]
low_base = 2
"""
VARIABLES = """
[[variables]]
id = "nurse"
label = "Nurse"
kind = "identifier"
[[variables]]
id = "grade"
label = "Grade"
kind = "level"
levels = [{ id = "senior", label = "Senior" }, { id = "junior", label = "Junior" }]
[[variables]]
id = "time"
label = "Time"
kind = "estimate"
levels = [{ id = "bedside", label = "With patients" }, { id = "paper", label = "At the desk" }]
"""
GROUPING = """
id = "care"
label = "Care or not"
[[rows]]
id = "bedside"
label = "At the bedside"
types = ["bedside"]
[[rows]]
id = "desk"
label = "At the desk"
types = ["desk"]
[[rows]]
id = "everything"
label = "Everything"
sum_of = ["bedside", "desk"]
"""


@pytest.fixture
def study(tmp_path: Path) -> Path:
    folder = tmp_path / "ward_day"
    (folder / "groupings").mkdir(parents=True)
    types = "".join(f'[[types]]\nid = "{id_}"\nlabel = "{id_.title()}"\n' for id_ in ("bedside", "desk"))
    codes = "".join(
        f'[[codes]]\nid = "W{n}"\nlabel = "Task {n}"\ntype = "{"bedside" if n <= 8 else "desk"}"\n'
        for n in range(1, 13)
    )
    for name, text in {
        "study.toml": STUDY,
        "codes.toml": types + codes,
        "variables.toml": VARIABLES,
        "groupings/care.toml": GROUPING,
    }.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.mark.slow
def test_a_folder_is_enough(run: Callable[..., Result], study: Path, tmp_path: Path) -> None:
    assert run("study", "check", "ward_day").exit_code == 0
    sheet = openpyxl.Workbook()
    page = sheet.worksheets[0]
    page.append(["nurse", "grade", "07:00", "07.10", "18:50", "19:00"])
    page.append(["a", "Senior", "W1", "w-12", "W8", None])
    page.append(["b", "Junior", "W9", "W9", None, None])
    page.append(["c", None, "W13", "W2", None, "W1"])
    sheet.save(tmp_path / "day.xlsx")
    result = run("analyse", "day.xlsx", "--study", "ward_day", "--hours", "--out", "out")
    assert result.exit_code == 0, result.output
    assert result.output.startswith("50% at the bedside; 3 diaries, 1 hour")
    # 19:00 is past the last slot, and there is no thirteenth code.
    assert "'W13'" in result.output
    assert "19:00" in result.output
    with (tmp_path / "out" / "tables.csv").open(encoding="utf-8", newline="") as file:
        cells = {(row["table"], row["row"], row["column"]): row for row in csv.DictReader(file)}
    assert float(cells["grade", "bedside", "senior"]["estimate"]) == pytest.approx(2 / 3)
    assert float(cells["overall", "bedside", "all"]["hours"]) == pytest.approx(3 / 6)
    assert float(cells["unsocial_hours", "late", "all"]["estimate"]) == pytest.approx(1 / 3)
    for name in ("long.csv", "wide.ods", "one.parquet"):
        assert run("convert", "day.xlsx", name, "--study", "ward_day", "--despite-problems").exit_code == 0
        again = run("analyse", name, "--study", "ward_day", "--out", f"{name}_out")
        assert result.output.startswith(again.output.splitlines()[0])


def test_estimates_stand_beside_the_diaries_of_those_who_gave_both(
    run: Callable[..., Result], study: Path, tmp_path: Path
) -> None:
    """By hand: bedside 2 of 3, 0 of 2 and 1 of 1 slots; estimated 60%, 30 of 60 and 100%; a fourth has no estimate."""
    rows = ["a,Senior,60,40,W1,W12,W8", "b,Junior,30,30,W9,W9,", "c,Junior,100,,W2,,", "d,Senior,,,W1,,"]
    header = "nurse,grade,time.bedside,time.paper,07:00,07:10,07:20"
    (tmp_path / "day.csv").write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    result = run("compare", "day.csv", "--study", "ward_day", "--estimates", "time", "--out", "out", "--format", "csv")
    assert result.exit_code == 0, result.output
    assert "Time (estimated)" in result.output
    with (tmp_path / "out" / "comparison.csv").open(encoding="utf-8", newline="") as stream:
        cells = {(row["table"], row["row"], row["column"]): row for row in csv.DictReader(stream)}
    for row, estimated in (("bedside", 0.7), ("desk", 0.3), ("everything", 1.0)):
        cell = cells["overall", row, "all"]
        recorded = 1.0 if row == "everything" else 0.5
        assert float(cell["reference_estimate"]) == pytest.approx(estimated)
        assert float(cell["estimate"]) == pytest.approx(recorded)
        assert float(cell["difference"]) == pytest.approx(recorded - estimated)
    # Each one's part of the one share less that of the other, of four who were asked.
    parts = [(2 - 1.5) / 6 - (0.6 - 0.7) / 3, (0 - 1) / 6 - (0.5 - 0.7) / 3, (1 - 0.5) / 6 - (1 - 0.7) / 3]
    se = (4 / 3 * sum(part**2 for part in parts)) ** 0.5
    assert float(cells["overall", "bedside", "all"]["se"]) == pytest.approx(se)
    assert float(cells["grade", "bedside", "senior"]["difference"]) == pytest.approx(2 / 3 - 0.6)
    refused = run("compare", "day.csv", "--study", "ward_day", "--estimates", "week")
    assert "It has: time." in " ".join(refused.output.split())
    assert run("compare", "day.csv", "--study", "ward_day", "--estimates", "time", "--safe").exit_code == 2


def test_estimates_of_one_file_stand_beside_the_diaries_of_another(
    run: Callable[..., Result], study: Path, tmp_path: Path
) -> None:
    """By hand: bedside 3 of 6 slots recorded, and 70% on average estimated by others."""
    assert study.name == "ward_day"
    diaries = "nurse,grade,07:00,07:10,07:20\na,Senior,W1,W12,W8\nb,Junior,W9,W9,\nc,Junior,W2,,\n"
    (tmp_path / "day.csv").write_text(diaries, encoding="utf-8")
    (tmp_path / "asked.csv").write_text("nurse,grade,time.bedside,time.paper\nx,Senior,80,20\ny,Junior,60,40\n")
    arguments = ["--study", "ward_day", "--estimates", "time", "--by", "grade", "--out", "out", "--format", "csv"]
    result = run("compare", "asked.csv", "day.csv", *arguments)
    assert result.exit_code == 0, result.output
    with (tmp_path / "out" / "comparison.csv").open(encoding="utf-8", newline="") as stream:
        cells = {(row["table"], row["row"], row["column"]): row for row in csv.DictReader(stream)}
    cell = cells["overall", "bedside", "all"]
    assert float(cell["reference_estimate"]) == pytest.approx(0.7)
    assert float(cell["estimate"]) == pytest.approx(0.5)
    assert float(cells["grade", "desk", "junior"]["reference_estimate"]) == pytest.approx(0.4)
    assert "independent" in result.output
    assert run("compare", "day.csv", "asked.csv", "--other-study", "ward_day").exit_code == 2


def test_rows_that_nobody_estimated_have_no_difference(run: Callable[..., Result], study: Path, tmp_path: Path) -> None:
    """The question has the desk and meetings, so neither the bedside nor the sum of both has an estimated share."""
    variables = study / "variables.toml"
    asked = VARIABLES.replace('id = "bedside", label = "With patients"', 'id = "meetings", label = "In meetings"')
    variables.write_text(asked, encoding="utf-8")
    header = "nurse,grade,time.meetings,time.paper,07:00,07:10"
    (tmp_path / "day.csv").write_text(f"{header}\na,Senior,75,25,W1,W12\nb,Junior,50,50,W9,W9\n", encoding="utf-8")
    result = run("compare", "day.csv", "--study", "ward_day", "--estimates", "time", "--out", "out", "--format", "csv")
    assert result.exit_code == 0, result.output
    assert "no row of the table: In meetings" in " ".join(result.output.split())
    with (tmp_path / "out" / "comparison.csv").open(encoding="utf-8", newline="") as stream:
        cells = {row["row"]: row for row in csv.DictReader(stream) if row["table"] == "overall"}
    assert float(cells["desk"]["difference"]) == pytest.approx(0.75 - 0.375)
    assert {cells[row]["difference"] for row in ("bedside", "everything")} == {""}
