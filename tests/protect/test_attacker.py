"""Publications in every format, attacked by code of our own that knows what is true."""

from __future__ import annotations

import csv
import shutil
from typing import TYPE_CHECKING

import pytest
from tests.protect.attack import Attacker, attacked, random_survey, truth_of

import timediary as td

if TYPE_CHECKING:
    from pathlib import Path

EXAMPLE = "tests/data/diaries.xlsx"
SLOW = [pytest.param(seed, marks=pytest.mark.slow) for seed in range(1, 25)]


@pytest.mark.slow
@pytest.mark.parametrize("seed", [0, *SLOW])
def test_a_random_survey_tells_of_nobody(seed: int, tmp_path: Path) -> None:
    survey, truth = random_survey(seed, tmp_path)
    found = attacked(survey, truth, ["setting", "role", "setting,role"], tmp_path / "out", with_hours=seed % 3 == 1)
    assert found.told == []
    assert found.strange == {}
    assert found.protected > 0
    assert found.shown > 0


@pytest.mark.slow
def test_the_attacker_finds_what_is_told(tmp_path: Path) -> None:
    """A publication with hidden figures put back: they are found, and so is what they make known of others."""
    survey, truth = random_survey(1, tmp_path)
    tables: dict[str, tuple[str, ...]] = {"overall": (), "setting": ("setting",), "role": ("role",)}
    attacked(survey, truth, list(tables)[1:], tmp_path / "out")
    shutil.copytree(tmp_path / "out", tmp_path / "leaky")
    whole = {table.id: table for table in td.analyse(survey, list(tables)[1:]).tables}
    path = tmp_path / "leaky" / "tables.csv"
    with path.open(encoding="utf-8", newline="") as file:
        cells = list(csv.DictReader(file))
    for cell in cells:
        if cell["status"] == "suppressed" and cell["row"] != "recorded_hours":
            cell["estimate"] = f"{whole[cell['table']].value(cell['row'], cell['column']):.2f}"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(cells[0]))
        writer.writeheader()
        writer.writerows(cells)
    leaky = Attacker(tmp_path / "leaky", truth, tables).attack()
    assert any("shown as" in line for line in leaky.told)
    assert any(" in " in line for line in leaky.told)
    assert "tables.xlsx" not in leaky.strange


@pytest.mark.slow
@pytest.mark.parametrize(
    ("by", "where"),
    [
        (["setting", "role"], ""),
        (["role"], "setting=csd"),
        pytest.param(["setting", "role", "setting,role"], "", marks=pytest.mark.slow),
        pytest.param(["agency"], "", marks=pytest.mark.slow),
        pytest.param(["setting", "setting,role"], "active_cases<=20", marks=pytest.mark.slow),
    ],
    ids=["by default", "one setting", "crossed", "agency", "few cases"],
)
def test_the_example_tells_of_nobody(by: list[str], where: str, tmp_path: Path) -> None:
    survey = td.read(EXAMPLE)
    names = tuple(dict.fromkeys(name for one in by for name in one.split(",")))
    frame = survey.to_frame()
    chosen = {
        "": None,
        "setting=csd": (frame["setting"] == "CSD").to_numpy(),
        "active_cases<=20": (frame["active_cases"] <= 20).to_numpy(),
    }[where]
    sample = survey.sample(where=where) if where else survey
    found = attacked(sample, truth_of(survey, names, chosen), by, tmp_path / "out")
    assert found.told == []
    assert found.strange == {}
    if by == ["setting", "role"]:
        assert found.shown >= 0.95 * found.safe
        assert found.hours_shown > 0.95
