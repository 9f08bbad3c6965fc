"""`timediary plot` as its users meet it."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import openpyxl
import pytest
from tests.cli.conftest import DIARY, RESPONDENTS, write_workbook

import timediary as td
from timediary.pipeline.chart_registry import KINDS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    Run = Callable[..., Result]


@pytest.mark.parametrize("kind", list(KINDS))
def test_every_kind_makes_a_file_and_its_numbers(run: Run, diaries: Path, kind: str) -> None:
    result = run("plot", "diaries.xlsx", kind, "--numbers", "numbers.csv")
    assert result.exit_code == 0, result.output
    assert f"picture in diaries_{kind}.svg, numbers in numbers.csv" in result.output
    assert (diaries.parent / f"diaries_{kind}.svg").read_bytes().startswith(b"<?xml")
    with (diaries.parent / "numbers.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    tables = td.picture(td.read(diaries), kind).tables
    assert len(rows) == sum(table.estimate.size for table in tables)
    assert kind in run("plot", "--help").output


@pytest.mark.parametrize(("suffix", "start"), [("svg", b"<?xml"), ("png", b"\x89PNG"), ("pdf", b"%PDF")])
def test_the_suffix_names_the_format(run: Run, diaries: Path, suffix: str, start: bytes) -> None:
    assert run("plot", diaries, "dots", "--by", "role", "-o", f"a.{suffix}").exit_code == 0
    assert (diaries.parent / f"a.{suffix}").read_bytes().startswith(start)


def test_what_is_shown_follows_the_options(run: Run, diaries: Path) -> None:
    options = (
        "--by",
        "role",
        "--category",
        "Other sundry",
        "--where",
        "active_cases>10",
        "--no-heading",
        "--decimals",
        "1",
    )
    assert run("plot", diaries, "dots", *options, "--width", "column", "-o", "a.svg").exit_code == 0
    svg = (diaries.parent / "a.svg").read_text(encoding="utf-8")
    assert "<title" in svg
    assert "Other sundry: share of recorded time by role" in svg
    assert "Manager" not in svg, "nobody who is meant is one"
    assert "20.0%" in svg
    assert "Source:" not in svg
    assert f'width="{89 / 25.4 * 72:.2f}pt"' in svg


def test_one_table_can_be_a_workbook(run: Run, diaries: Path) -> None:
    assert run("plot", diaries, "composition", "--numbers", "n.xlsx").exit_code == 0
    assert openpyxl.load_workbook(diaries.parent / "n.xlsx").sheetnames
    result = run("plot", diaries, "dots", "--numbers", "n.html", "-o", "b.svg")
    assert result.exit_code == 0
    assert (diaries.parent / "n.html").read_text(encoding="utf-8").count("<table") > 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("cake",), "'cake' is not a kind of picture. Name one after the files: composition, dots"),
        ((), "is not a kind of picture. Name one after the files: composition, dots"),
        (("missing.xlsx", "dots"), "There is no file 'missing.xlsx'"),
        (("dots", "-o", "a.gif"), "'a.gif' doesn't end in a kind of picture"),
        (("dots", "--by", "nonsense"), "no column 'nonsense'"),
        (("dots", "--category", "nonsense"), "no category 'nonsense'"),
        (("composition", "--by", "setting", "--by", "role"), "shows 1 breakdown"),
        (("spread", "--by", "setting"), "name the category"),
        (("dots", "--width", "7"), "millimetres from 80 to 420"),
        (("dots", "--width", "wide"), "millimetres from 80 to 420"),
        (("dots", "--width", "nan"), "millimetres from 80 to 420"),
        (("dots", "--where", "setting=pvi"), "nothing to show"),
    ],
)
def test_what_cannot_be_done_is_said_in_words(
    run: Run, diaries: Path, arguments: tuple[str, ...], message: str
) -> None:
    before = {path.name for path in diaries.parent.iterdir()}
    result = run("plot", diaries, *arguments)
    if message == "nothing to show":
        assert result.exit_code == 0
        assert message in (diaries.parent / "diaries_dots.svg").read_text(encoding="utf-8")
        return
    assert result.exit_code == 2
    assert message in result.output
    assert {path.name for path in diaries.parent.iterdir()} == before


def test_a_kind_alone_lacks_a_file(run: Run, diaries: Path) -> None:
    result = run("plot", "dots")
    assert result.exit_code == 2
    assert "Name a file of diaries before the kind" in result.output


def test_blank_diaries_and_missing_hours_are_said_in_words(run: Run, tmp_path: Path) -> None:
    blank = [DIARY[0], *([row[0], None, None, None, None] for row in DIARY[1:])]
    write_workbook(tmp_path / "blank.xlsx", RESPONDENTS, blank)
    result = run("plot", "blank.xlsx", "composition")
    assert result.exit_code == 2
    assert "Nobody recorded any time" in result.output
    write_workbook(tmp_path / "bare.xlsx", [row[:3] for row in RESPONDENTS], DIARY)
    result = run("plot", "bare.xlsx", "hours")
    assert result.exit_code == 2
    assert "Hours can't be compared" in result.output
    assert not list(tmp_path.glob("*.svg"))


def test_the_input_is_never_replaced(run: Run, diaries: Path) -> None:
    before = diaries.read_bytes()
    assert run("plot", diaries, "composition", "--numbers", "diaries.xlsx").exit_code == 2
    assert diaries.read_bytes() == before
    assert not (diaries.parent / "diaries_composition.svg").exists()
