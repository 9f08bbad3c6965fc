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
