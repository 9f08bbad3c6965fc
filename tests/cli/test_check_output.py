"""`timediary check-output`: pass or fail for each rule, and how it ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    Run = Callable[..., Result]


@pytest.mark.slow
def test_what_analyse_and_compare_write_passes(run: Run, diaries: Path) -> None:
    assert run("analyse", diaries, "--hours", "--format", "xlsx", "--format", "ods", "--out", "out").exit_code == 0
    assert run("compare", diaries, "--published", "--out", "compared").exit_code == 0
    result = run("check-output", *sorted(diaries.parent.glob("[oc]*/*.[xo][ld]s*")))
    assert (result.exit_code, result.output.count("rules kept")) == (0, 3), result.output
    assert "FAIL" not in result.output


def test_what_fails_is_said_with_its_place(run: Run, diaries: Path, tmp_path: Path) -> None:
    run("analyse", diaries, "--format", "xlsx", "--out", "out")
    book = openpyxl.load_workbook(tmp_path / "out" / "tables.xlsx")
    book["setting"].merge_cells("A1:C1")
    book.save(tmp_path / "changed.xlsx")
    result = run("check-output", "out/tables.xlsx", "changed.xlsx")
    assert result.exit_code == 1
    assert "FAIL  No cells are merged, and no table is in another\n      setting!A1:C1: merged\n" in result.output


def test_every_place_can_be_asked_for(run: Run, diaries: Path) -> None:
    few, all_ = run("check-output", diaries), run("check-output", diaries, "--all-places")
    assert few.exit_code == all_.exit_code == 1
    assert len(all_.output) >= len(few.output)


def test_what_cannot_be_checked_is_told_in_words(run: Run, tmp_path: Path) -> None:
    (tmp_path / "tables.csv").write_text("a,b")
    result = run("check-output", "tables.csv")
    assert result.exit_code == 2
    assert "tables.csv can't be checked" in result.output
