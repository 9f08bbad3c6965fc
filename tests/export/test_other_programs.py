"""Workbooks of kinds that timediary doesn't write, and those that pass through a spreadsheet program, read the same."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
import xlwt
from tests.export.binary_workbook import write_xlsb
from tests.export.surveys import STUDIES, rich_survey

from timediary.export import write_survey
from timediary.export.layouts import sheets_of
from timediary.ingest import read
from timediary.model.survey import Attribute

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from timediary.export import Layout
    from timediary.export.sheets import Value
    from timediary.model.survey import Survey


@pytest.fixture(scope="module", params=STUDIES)
def survey(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Survey:
    """A survey without what spreadsheet programs lose: tabs in texts, the last digits of numbers."""
    made = rich_survey(STUDIES[request.param]())
    weight = made.attributes["weight"]
    kept = [number for number in made.attributes if number != "n"]
    attributes = {name: made.attributes[name] for name in kept}
    rounded = np.array([float(f"{value:.9g}") for value in weight.values.tolist()])
    attributes["weight"] = Attribute(weight.variable, rounded)
    made = replace(made, respondents=tuple(id_.replace("\t", " ") for id_ in made.respondents), attributes=attributes)
    path = write_survey(made, tmp_path_factory.mktemp("first") / "diary.csv")[0]
    return read(path, made.study)


def rows_of(survey: Survey, layout: Layout) -> dict[str, list[Sequence[Value]]]:
    return {sheet.name: [sheet.header, *sheet.rows()] for sheet in sheets_of(survey, layout)}


@pytest.mark.parametrize("layout", ["long", "wide", "single"])
def test_binary_workbooks_read_as_the_same_survey(survey: Survey, layout: Layout, tmp_path: Path) -> None:
    path = write_xlsb(tmp_path / "x.xlsb", rows_of(survey, layout))
    assert read(path, survey.study) == survey


def test_old_workbooks_read_as_the_same_survey(survey: Survey, tmp_path: Path) -> None:
    workbook = xlwt.Workbook(encoding="utf-8")
    for name, rows in rows_of(survey, "long").items():
        page = workbook.add_sheet(name)
        for row, values in enumerate(rows):
            for column, value in enumerate(values):
                if value is not None:
                    page.write(row, column, value)
    workbook.save(str(tmp_path / "x.xls"))
    assert read(tmp_path / "x.xls", survey.study) == survey


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice")
@pytest.mark.parametrize(
    ("source", "target", "layout"),
    [(".xlsx", "ods", "wide"), (".ods", "xlsx", "wide"), (".ods", "xls", "long"), (".xlsx", "xls", "long")],
)
def test_a_spreadsheet_program_on_the_way_changes_nothing(
    survey: Survey, source: str, target: str, layout: Layout, tmp_path: Path
) -> None:
    path = write_survey(survey, tmp_path / f"x{source}", layout=layout)[0]
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", target, "--outdir", str(tmp_path / "out"), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    assert read(tmp_path / "out" / f"x.{target}", survey.study) == survey
