"""`timediary tables`, `synthesise` and `study contradictions` as their users meet them."""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest

import timediary as td
from timediary.accessibility import check_workbook
from timediary.model.definition import Contradiction
from timediary.model.statement import Contradictions
from timediary.model.survey import Survey
from timediary.study.published import load_published_cells
from timediary.study.tables import load_tables

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.testing import Result

    Run = Callable[..., Result]

EXAMPLE = Path(__file__).parents[1] / "data" / "diaries.xlsx"


def five(folder: Path) -> Survey:
    """The first respondents of the example, as a file of them alone is read."""
    drawn = td.read(EXAMPLE)
    return td.read(td.convert(drawn.select([number < 5 for number in range(len(drawn))]), folder / "five.xlsx"))


def test_without_a_file_the_tables_are_listed(run: Run) -> None:
    result = run("tables")
    assert result.exit_code == 0
    assert re.search(r"^3\.3 +Proportion of time spent in broad categories", result.output, re.MULTILINE)
    assert "timediary tables FILE --table 2.1" in result.output
    assert "2.32" in run("tables", "--published").output


def test_a_file_alone_lists_what_can_be_made_and_what_is_lacking(run: Run, diaries: Path) -> None:
    result = run("tables", diaries)
    assert result.exit_code == 0
    assert "not made: there is no column 'age_band' (Age)." in " ".join(result.output.split())
    assert "--table" in result.output
    assert list(diaries.parent.iterdir()) == [diaries]


def test_tables_asked_for_are_shown_and_written(run: Run, diaries: Path) -> None:
    result = run("tables", diaries, "--table", "3.3", "--table", "3.3", "--format", "csv", "--format", "markdown")
    assert result.exit_code == 0, result.output
    assert result.output.count("Table 3.3: Proportion of time") == 1
    folder = diaries.parent / "diaries_tables"
    assert {path.name for path in folder.iterdir()} == {"tables.csv", "tables.md", "problems.csv", "manifest.json"}
    with (folder / "tables.csv").open(encoding="utf-8", newline="") as file:
        assert {row["table"] for row in csv.DictReader(file)} == {"3.3"}


@pytest.mark.slow
def test_all_tables_are_those_that_can_be_made(run: Run, diaries: Path) -> None:
    result = run("tables", diaries, "--all", "--out", "made")
    assert result.exit_code == 0, result.output
    assert "Tables that can't be made" in result.output
    names = {path.name for path in (diaries.parent / "made").iterdir()}
    assert names == {"tables.xlsx", "tables.csv", "report.html", "problems.csv", "manifest.json"}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--table", "3.14"], "Table 3.14 can't be made: there is no column 'satisfaction'"),
        (["--table", "9.9"], "has no table '9.9'"),
        (["--table", "3.3", "--all"], "by --table, or for all of them by --all"),
        (["--published"], "without FILE"),
    ],
)
def test_what_cannot_be_done_is_said(run: Run, diaries: Path, arguments: list[str], said: str) -> None:
    result = run("tables", diaries, *arguments)
    assert result.exit_code == 2
    assert said in " ".join(result.output.split())
    assert list(diaries.parent.iterdir()) == [diaries]


def test_tables_without_a_file_to_make_them_from_are_refused(run: Run) -> None:
    assert run("tables", "--table", "3.3").exit_code == 2
    assert run("tables", "--against", "published").exit_code == 2


def test_published_tables_need_no_file(run: Run, tmp_path: Path) -> None:
    result = run("tables", "--published", "--table", "3.3")
    assert result.exit_code == 0
    assert "as published" in result.output
    assert "72%" in result.output
    assert list(tmp_path.iterdir()) == []
    assert run("tables", "--published", "--table", "3.3", "--format", "text", "--out", "as_printed").exit_code == 0
    assert "72%" in (tmp_path / "as_printed" / "tables.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("suffix", ["text", "markdown", "html", "xlsx"])
def test_published_tables_have_no_diary_cells_to_account_for(run: Run, tmp_path: Path, suffix: str) -> None:
    assert run("tables", "--published", "--table", "3.3", "--format", suffix, "--out", "as_printed").exit_code == 0
    (written,) = (path for path in (tmp_path / "as_printed").iterdir() if path.suffix != ".json")
    if suffix == "xlsx":
        assert not {"Diary_cells", "Problems"} & set(openpyxl.load_workbook(written).sheetnames)
    else:
        text = written.read_text(encoding="utf-8")
        assert "1 table of the report as published" in text
        assert "Diary cells" not in text
        assert "No problems found" not in text


@pytest.mark.slow
def test_a_certificate_is_shown_and_written(run: Run, tmp_path: Path) -> None:
    result = run("tables", EXAMPLE, "--against", "published", "--out", "one")
    assert result.exit_code == 0, result.output
    assert "of 2,431 published figures agree" in result.output
    assert "Shares of time, Tables 3.3 to 3.16                  441" in result.output
    folder = tmp_path / "one"
    assert {path.name for path in folder.iterdir()} == {
        *("certificate.xlsx", "certificate.csv", "certificate.html", "statements.csv", "manifest.json")
    }
    with (folder / "certificate.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    impossible = [row for row in rows if row["verdict"] == "impossible"]
    assert len(rows) == 2431
    page = (folder / "certificate.html").read_text(encoding="utf-8")
    assert page.count('<li id="note-') == len(impossible)
    assert page.count('<td class="accent">') == len(impossible)
    assert "http:" not in page
    assert "https:" not in page
    book = openpyxl.load_workbook(folder / "certificate.xlsx")
    assert {"Cover", "Contents", "Notes", "Totals", "Figures"} <= set(book.sheetnames)
    assert len(book.sheetnames) == 6 + 69
    assert check_workbook(folder / "certificate.xlsx").broken == []
    run("tables", EXAMPLE, "--against", "published", "--out", "two", "--quiet")
    for path in folder.iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()


def test_a_later_survey_is_put_beside_the_published_figures(run: Run, diaries: Path) -> None:
    result = run("tables", diaries, "--table", "3.3", "--against", "published", "--format", "html")
    assert result.exit_code == 0, result.output
    assert "What differs, shares and percentages first" in result.output
    page = (diaries.parent / "diaries_tables" / "certificate.html").read_text(encoding="utf-8")
    assert '<td class="alert">' in page
    assert "never published" in page


@pytest.mark.slow
def test_a_survey_is_drawn_and_says_that_it_is_synthetic(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = five(tmp_path)

    def draw(study: td.Study, *, respondents: int | None, seed: int) -> Survey:
        note = f"Synthetic: {respondents} by {seed}"
        return Survey(study, few.respondents, few.codes, few.attributes, note=note)

    monkeypatch.setattr("timediary.pipeline.synthetic.synthesise", draw)
    result = run("synthesise", "--seed", 7, "--respondents", 5, "-o", "some.xlsx")
    assert result.exit_code == 0, result.output
    assert "5 synthetic respondents" in result.output
    assert openpyxl.load_workbook(tmp_path / "some.xlsx")["about"]["A2"].value == "Synthetic: 5 by 7"
    assert td.read(tmp_path / "some.xlsx") == few
    assert run("synthesise", "-o", "some.xlsx").exit_code == 2
    assert run("synthesise", "-o", "some.xlsx", "--overwrite").exit_code == 0
    assert run("synthesise", "-o", "some.docx").exit_code == 2
    assert run("synthesise", "-o", "nowhere/some.csv").exit_code == 2
    assert run("synthesise", "-o", "some.csv").exit_code == 0
    assert (tmp_path / "some_about.txt").read_text(encoding="utf-8") == "Synthetic: None by 2009\n"
    assert td.read([tmp_path / "some.csv", tmp_path / "some_respondents.csv"]) == few


@pytest.mark.slow
@pytest.mark.parametrize("suffix", [".ods", ".parquet", ".sav", ".dta"])
def test_every_kind_of_file_says_it_and_reads_back_the_same(tmp_path: Path, suffix: str) -> None:
    few = replace(five(tmp_path), note="Synthetic: " + "nobody " * 20)
    made = td.convert(few, tmp_path / f"some{suffix}", layout="wide")
    back = td.read([path for path in made if path.suffix != ".txt"])
    assert (back.respondents, back.codes.tolist()) == (few.respondents, few.codes.tolist())
    assert all(back.attributes[name].texts() == one.texts() for name, one in few.attributes.items())
    if suffix == ".parquet":
        import pyarrow.parquet as pq

        assert b"Synthetic" in pq.read_schema(made[0]).metadata[b"about"]
    elif suffix == ".sav":
        import pyreadstat

        assert "Synthetic" in " ".join(pyreadstat.read_sav(made[0], metadataonly=True)[1].notes)
    elif suffix == ".dta":
        assert "Synthetic" in made[-1].read_text(encoding="utf-8")


def test_contradictions_are_shown_and_written(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    study = td.load_study()
    cells = load_published_cells(study, load_tables(study))
    found = Contradictions(study, (Contradiction(cells[0], tuple(cells[1:3]), 20, 21, 20),))
    monkeypatch.setattr("timediary.pipeline.reporting.find_contradictions", lambda *_, **__: found)
    run("study", "new", "mine")
    result = run("study", "contradictions", "--document", "impossible.md")
    assert result.exit_code == 0, result.output
    assert "1 published figures contradict others" in result.output
    document = (tmp_path / "impossible.md").read_text(encoding="utf-8")
    assert r"(count)\: 19 is printed; it must be 20 or more if these hold\:" in document
    assert r"- Table 2.1, 20-24, DASS (count)\: 6" in document
