"""What is published can be used again: by programs that know data packages, and from the workbook as from the CSV."""

from __future__ import annotations

import csv
import io
import math
from typing import TYPE_CHECKING

import docx
import openpyxl
import pytest

import timediary as td
from timediary.render.escaping import visible

if TYPE_CHECKING:
    from pathlib import Path

    from timediary.model.results import Results

EXAMPLE = "tests/data/diaries.xlsx"


@pytest.fixture(scope="module")
def survey() -> td.Survey:
    return td.read(EXAMPLE)


def _workbook(folder: Path) -> dict[str, list[dict[str, object]]]:
    """The table of each sheet, by its heads, as a program reads it: the notes beside heads taken away."""
    book = openpyxl.load_workbook(folder / "tables.xlsx")
    found = {}
    for sheet in book.worksheets:
        for table in sheet.tables.values():
            heads, *rows = [[cell.value for cell in row] for row in sheet[table.ref]]
            names = [str(head).partition(" [note")[0] for head in heads]
            found[sheet.title] = [dict(zip(names, row, strict=True)) for row in rows]
    return found


def _figures(folder: Path) -> list[dict[str, str]]:
    with (folder / "tables.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _same(read: object, figure: str) -> bool:
    """Whether a cell of a workbook holds a figure of the CSV, or a shorthand where that has none."""
    if not figure:
        return isinstance(read, str) and read.startswith(("[", "–"))  # noqa: RUF001
    return isinstance(read, int | float) and math.isclose(read, float(figure), rel_tol=1e-12, abs_tol=1e-15)


@pytest.mark.slow
@pytest.mark.parametrize("safe", [False, True])
def test_the_workbook_reads_back_as_the_figures_in_full(survey: td.Survey, safe: bool, tmp_path: Path) -> None:
    by = ["setting", "role", *([] if safe else ["setting,role"])]
    results: Results = survey.analyse(by, with_hours=not safe, safe=safe)
    td.write(results, tmp_path / "out", ["xlsx", "csv"])
    sheets, figures = _workbook(tmp_path / "out"), _figures(tmp_path / "out")
    names = [name for name in sheets if name not in ("Cover", "Contents", "Notes", "Problems", "Diary_cells")]
    tables = [name for name in names if "Who" not in sheets[name][0]]  # others have the margins of error
    assert len(tables) >= len(results.tables)
    seen = 0
    for table, name in zip(results.tables, tables, strict=False):
        rows = iter(sheets[name])
        wanted = [cell for cell in figures if cell["table"] == table.id and cell["row"] != "recorded_hours"]
        by_row: dict[str, list[dict[str, str]]] = {}
        for cell in wanted:
            by_row.setdefault(cell["row"], []).append(cell)
        for cells, row in zip(by_row.values(), rows, strict=False):
            label, *values = row.values()
            assert label == visible(cells[0]["row_label"]).strip()
            assert list(row)[1:] == [cell["column_label"] for cell in cells]
            for cell, value in zip(cells, values, strict=True):
                assert _same(value, cell["estimate"]), (name, cell, value)
                seen += 1
        bases = next(row for row in sheets[name] if next(iter(row.values())) == "Respondents")
        columns = {cell["column_label"]: cell["base"] for cell in next(iter(by_row.values()))}
        assert all(_same(bases[column], base) for column, base in columns.items())
    assert seen == sum(table.estimate.size for table in results.tables)


@pytest.mark.slow
def test_a_publication_is_a_valid_data_package(survey: td.Survey, tmp_path: Path) -> None:
    frictionless = pytest.importorskip("frictionless")
    folder = tmp_path / "out"
    results = survey.analyse(["setting", "role"], safe=True, with_pictures=True)
    formats = ["xlsx", "ods", "csv", "html", "docx", "markdown", "text", "latex"]
    td.write(results, folder, formats, {"Our Report (Ä).docx": b"a", "our-report-(ä).docx": b"b"})
    report = frictionless.validate(str(folder / "datapackage.json"))
    assert report.valid, report.flatten(["type", "note"])
    package = frictionless.Package(str(folder / "datapackage.json"))
    rows = package.get_resource("tables").read_rows()
    figures = list(csv.DictReader(io.StringIO((folder / "tables.csv").read_text(encoding="utf-8"))))
    assert [row["estimate"] for row in rows] == [
        type(row["estimate"])(cell["estimate"]) if cell["estimate"] else None
        for row, cell in zip(rows, figures, strict=True)
    ]
    # The validator finds what was changed afterwards.
    (folder / "tables.csv").write_text((folder / "tables.csv").read_text().replace("0.26", "0.27"))
    assert not frictionless.validate(str(folder / "datapackage.json")).valid


@pytest.mark.slow
def test_a_protected_workbook_explains_each_thing_once_and_has_no_column_of_what_is_left_out(
    survey: td.Survey, tmp_path: Path
) -> None:
    td.write(survey.analyse("setting", safe=True), tmp_path / "out", ["xlsx", "docx"])
    sheets = _workbook(tmp_path / "out")
    heads = list(sheets["setting_margins"][0])
    assert heads[2:] == ["Share", "95% interval, lower limit", "95% interval, upper limit", "Respondents it rests on"]
    notes = {str(row["What it says"]): str(row["Sheets"]) for row in sheets["Notes"]}
    assert not any(note.startswith("[c]") for note in notes)  # it stands above each table that has it
    spelt = next(where for note, where in notes.items() if note.startswith("CSD: children's services department"))
    assert spelt == "setting, setting_margins"
    texts = [paragraph.text for paragraph in docx.Document(str(tmp_path / "out" / "tables.docx")).paragraphs]
    assert sum(text.startswith("[c] confidential") for text in texts) == 1
