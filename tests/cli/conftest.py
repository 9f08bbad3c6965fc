"""A small workbook as a user would send it, and the command run in a folder of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pytest
from click.testing import CliRunner

from timediary.cli import main

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

RESPONDENTS: list[list[object]] = [
    ["respondent", "setting", "role", "weight", "active_cases", "contracted_hours", "worked_hours", "team"],
    ["R1", "CSD", "Manager", 1, 5, 37, 40, "North"],
    ["R2", "CSD", "Social worker", 2, 15, 37, 37, "South"],
    ["R3", "DASS", "Social worker", 3, 25, 18.5, 20, "South"],
    ["R4", None, "Senior practitioner", 4, 35, None, None, None],
]
DIARY: list[list[object]] = [
    ["respondent", "Mon 08:30", "Mon 09:00", "Mon 09:30", "Sat 10:00"],
    ["R1", "D1", "D1", "S9", None],
    ["R2", "R1", "R1", "D3", "R4"],
    ["R3", "IA1", "OA1", "d 12", None],
    ["R4", "S1", "S-10", "oia1.", None],
]


def write_workbook(path: Path, respondents: list[list[object]], diary: list[list[object]]) -> Path:
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.worksheets[0])
    for name, rows in (("respondents", respondents), ("diary", diary)):
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(row)
    workbook.save(path)
    return path


@pytest.fixture
def diaries(tmp_path: Path) -> Path:
    """Four respondents, no problems."""
    return write_workbook(tmp_path / "diaries.xlsx", RESPONDENTS, DIARY)


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    """An unknown code in C2, two codes in B3, and an unknown setting in B5 of the other sheet."""
    diary = [list(row) for row in DIARY]
    diary[1][2], diary[2][1] = "X9", "D1/D2"
    respondents = [list(row) for row in RESPONDENTS]
    respondents[4][1] = "Elsewhere"
    return write_workbook(tmp_path / "faulty.xlsx", respondents, diary)


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Run `timediary` in the test's folder; anything but a clean exit with a code would be a traceback."""
    monkeypatch.chdir(tmp_path)

    def command(*arguments: object) -> Result:
        result = CliRunner().invoke(main, [str(argument) for argument in arguments])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    return command
