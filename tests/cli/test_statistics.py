"""The commands that say how sure one may be: intervals, tests, comparisons, plans, weights."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.testing import Result

    Run = Callable[..., Result]

DATA = Path(__file__).parents[1] / "data" / "complex_survey"
DIARY = DATA / "diary.csv"
DESIGN = ("--weight", "weight", "--cluster", "agency", "--strata", "region")


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.slow
def test_intervals_come_with_every_table_and_can_be_left_out(run: Run, tmp_path: Path) -> None:
    assert run("analyse", DIARY, *DESIGN, "--out", "with").exit_code == 0
    assert run("analyse", DIARY, *DESIGN, "--out", "without", "--no-intervals").exit_code == 0
    for full, bare in zip(rows(tmp_path / "with/tables.csv"), rows(tmp_path / "without/tables.csv"), strict=True):
        assert full["estimate"] == bare["estimate"]
        assert bare["se"] == bare["low"] == bare["high"] == ""
        if full["status"] == "":
            assert float(full["low"]) < float(full["estimate"]) < float(full["high"])


@pytest.mark.parametrize(("show", "expected"), [("share", "42%"), ("interval", "42% (39–45)"), ("se", "42% (1.6)")])  # noqa: RUF001
def test_figures_are_shown_as_the_reader_wants_them(run: Run, show: str, expected: str) -> None:
    result = run("analyse", DIARY, *DESIGN, "--show", show)
    line = next(line for line in result.output.splitlines() if line.startswith("Direct contact"))
    assert line.split("Direct contact")[1].strip() == expected


def test_what_differs_is_marked_and_listed(run: Run, tmp_path: Path) -> None:
    result = run("analyse", DIARY, *DESIGN, "--by", "role", "--test", "manager", "--out", "out")
    assert result.exit_code == 0
    assert "What differs from Manager" in result.output
    differences = rows(tmp_path / "out/differences.csv")
    assert {row["reference"] for row in differences} == {"manager"}
    assert all(float(row["p_adjusted"]) >= float(row["p"]) for row in differences if row["p"])
    assert len(rows(tmp_path / "out/tests.csv")) == 7 + 2
    assert run("analyse", DIARY, "--by", "role", "--test", "chief").exit_code == 2


@pytest.mark.slow
def test_compare_writes_what_it_shows(run: Run, tmp_path: Path) -> None:
    assert run("convert", DIARY, "again.xlsx").exit_code == 0
    result = run("compare", DIARY, "again.xlsx", *DESIGN, "--by", "role", "--out", "out")
    assert result.exit_code == 0, result.output
    assert "clusters are in both by id: a panel" in result.output
    found = [row["difference"] for row in rows(tmp_path / "out/comparison.csv")]
    assert {float(difference) for difference in found if difference} == {0.0}
    result = run("compare", DIARY, "--published", "--by", "setting", "--out", "published")
    assert "no published standard errors" in " ".join(result.output.split())
    assert (tmp_path / "published/comparison.xlsx").is_file()
    assert run("compare", DIARY).exit_code == 2
    assert run("compare", DIARY, "again.xlsx", "--published").exit_code == 2


def test_plan_answers_in_a_sentence(run: Run, tmp_path: Path) -> None:
    result = run("plan", DIARY, *DESIGN, "--half-width", 2, "--by", "setting", "--out", "plan.csv")
    assert result.exit_code == 0, result.output
    assert "to within 2 points" in result.output
    assert "agenc" in result.output
    assert rows(tmp_path / "plan.csv")
    assert run("plan", DIARY, "--half-width", 60).exit_code == 2


@pytest.mark.slow
def test_weights_are_brought_to_known_totals(run: Run, tmp_path: Path) -> None:
    totals = tmp_path / "workforce.csv"
    totals.write_text(
        "setting,people,invited\nCSD,4000,300\nDASS,2000,200\nJoint,100,30\nPVI,500,60\n", encoding="utf-8"
    )
    result = run("adjust", DIARY, "--calibrate", totals, "--out", "weighted.xlsx")
    assert result.exit_code == 0, result.output
    assert "Response by setting" in result.output
    before = run("analyse", DIARY, "--calibrate", totals, "--out", "at_once")
    assert before.exit_code == 0
    assert run("analyse", "weighted.xlsx", "--weight", "weight", "--out", "weighted").exit_code == 0
    for one, other in zip(rows(tmp_path / "at_once/tables.csv"), rows(tmp_path / "weighted/tables.csv"), strict=True):
        if one["estimate"]:
            assert float(one["estimate"]) == pytest.approx(float(other["estimate"]))
    assert run("adjust", DIARY).exit_code == 2
    assert run("analyse", DIARY, "--calibrate", totals, "--trim", "3").exit_code == 2
    totals.write_text("setting,people\nnorth,1\n", encoding="utf-8")
    result = run("analyse", DIARY, "--calibrate", totals)
    assert result.exit_code == 2
    assert "no level 'north'" in result.output


@pytest.mark.slow
def test_one_row_a_respondent_is_written_beside_tables_or_alone(run: Run, tmp_path: Path) -> None:
    result = run("respondents", DIARY, "--each", "each.sav")
    assert result.exit_code == 0, result.output
    assert "One row per respondent written to each.sav" in result.output
    assert "exists already" in run("respondents", DIARY, "--each", "each.sav").output
    assert run("respondents", DIARY, "--each", "each.sav", "--overwrite", "--quiet").output == ""
    both = run("respondents", DIARY, "--each", "each.csv", "--of", "role", "--out", "out")
    assert both.exit_code == 0, both.output
    assert {"each.sav", "each.csv", "each_columns.csv", "out"} <= {path.name for path in tmp_path.iterdir()}
    for extra, words in (
        (["--safe"], "can't be protected"),
        (["--by", "role"], "say what they are of"),
    ):
        refused = run("respondents", DIARY, "--each", "other.sav", *extra)
        assert (refused.exit_code, words in " ".join(refused.output.split())) == (2, True), refused.output
    assert not (tmp_path / "other.sav").exists()
