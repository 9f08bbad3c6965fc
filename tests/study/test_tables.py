"""Tables of a report as data: all that is printed has a place, and every way of misspelling one is told with it."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from tests.builders import rewrite

from timediary.model.definition import Figure
from timediary.model.line import Unit
from timediary.model.problem import DefinitionError, RequestError
from timediary.pipeline.studies import check_study
from timediary.study import list_studies, load_study, study_folder
from timediary.study.contradictions import (
    FILE,
    contradictions_text,
    load_contradictions,
    load_impossible_statements,
)
from timediary.study.published import load_published, load_published_cells, load_published_shares
from timediary.study.statements import load_statements
from timediary.study.tables import load_tables, table_of

if TYPE_CHECKING:
    from timediary.model.study import Study

STUDY = load_study()
TABLES = load_tables(STUDY)
CELLS = load_published_cells(STUDY, TABLES)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the 2009 study to spoil."""
    return Path(shutil.copytree(study_folder("task_force_2009"), tmp_path / "mine"))


@pytest.mark.parametrize("name", list_studies())
def test_every_shipped_study_has_sound_tables(name: str) -> None:
    study = load_study(name)
    tables = load_tables(study)
    load_contradictions(study, load_published_cells(study, tables))


def test_every_table_of_the_report_is_there_with_every_figure_it_prints() -> None:
    chapters = [f"2.{n}" for n in range(1, 33)] + [f"3.{n}" for n in range(1, 17)]
    reported = [*chapters, *(f"B.{n}" for n in range(1, 21)), "C1"]
    printed = {cell.table for cell in CELLS}
    assert [id_ for id_ in TABLES if id_ in printed] == reported
    # Tables of ours are called after the questions of appendix A, and have no figures to be put beside.
    assert all(id_.startswith("A.") for id_ in TABLES if id_ not in printed)
    assert len(CELLS) == 2431
    shares = [cell for cell in CELLS if cell.figure is Figure.SHARE and cell.value is not None]
    assert len([cell for cell in shares if cell.table != "C1"]) == 441
    assert len([cell for cell in shares if cell.table == "C1"]) == 240


def test_published_figures_are_tables_like_any_other() -> None:
    (table,) = load_published(STUDY, ("3.3",))
    assert table.value("direct_contact", "csd") == 0.26
    assert table.value("respondents", "pvi") == 109
    assert table.rows[-1].unit is Unit.RESPONDENTS
    assert "Table 3.3" in table.title


def test_counts_and_their_percentages_stand_side_by_side() -> None:
    (table,) = load_published(STUDY, ("2.32",))
    ids = [column.id for column in table.columns]
    assert ids[:4] == ["csd", "csd_percent", "dass", "dass_percent"]
    assert table.value("satisfied", "csd") == 334
    assert table.value("satisfied", "csd_percent") == 0.46


def test_published_shares_by_an_attribute_are_found_by_it() -> None:
    shares = {by: found.figures for by, found in load_published_shares(STUDY).items()}
    assert {"overall", "setting", "role", "contracted_hours", "setting,electronic_recording"} <= set(shares)
    assert shares["overall"].value("client_related") == 0.73
    assert shares["setting"].base[0].tolist() == [725, 284, 26, 109, 9, 1153]
    assert not np.isnan(shares["setting"].estimate).any()


def test_a_table_that_is_not_there_is_told_with_those_that_are() -> None:
    with pytest.raises(RequestError, match=r"has no table '9\.9'.*3\.3"):
        table_of(TABLES, "9.9")
    with pytest.raises(RequestError, match=r"has no tables\.toml"):
        table_of({}, "3.3")


SPOILT = [
    ("tables.toml", 'measure = "respondents"', 'measure = "people"', "'people' is not one of"),
    ("tables.toml", 'rows = "supervision"', 'rows = "oversight"', "no \\[\\[lines\\]\\] with the id 'oversight'"),
    ("tables.toml", '"setting=csd"', '"sitting=csd"', "no variable 'sitting'"),
    ("tables.toml", '"setting=csd"', '"setting=cds"', "has no level 'cds'"),
    ("tables.toml", '"setting=csd"', '"setting"', "is not a condition"),
    ("tables.toml", 'of = "client_groups.carers"', 'of = "client_groups.cares"', "client_groups.cares"),
    ("tables.toml", 'id = "2.2"', 'id = "2.1"', "another table has the same number"),
    ("tables.toml", 'id = "direct_contact", label', 'id = "contact", label', "has no row 'contact'"),
    ("tables.toml", 'figures = ["percent"]', 'figures = ["per cent"]', "neither count nor percent"),
    ("published.csv", "2.1,20-24,CSD,count", "2.1,20-24,CDS,count", "line 2.*2.1, 20-24, CDS, count"),
    ("published.csv", "count,19,19,", "count,x19,19,", "line 2: 'x19' in the column 'value' is not a number"),
    ("published.csv", "count,19,19,\n", "count,19,19\n", r"published\.csv, line 2: 6 cells under 7 names of columns"),
    (
        "published.csv",
        "count,19,19,\n",
        'count,19,"19,\n',
        r"can't be read as delimited text",
    ),
    ("published.csv", "table,row,column", "table,line,column", "the first line must be"),
    ("contradictions.csv", "Less than employed", "Fewer than employed", "published.csv has no figure"),
    ("impossible_statements.csv", "[n=1043", "[n=1044", "statements.toml has no such statement 91"),
]


@pytest.mark.parametrize(("file", "old", "new", "told"), SPOILT)
def test_a_spoilt_definition_names_the_place(folder: Path, file: str, old: str, new: str, told: str) -> None:
    path = folder / file
    rewrite(path, old, new)
    study = load_study(folder)
    with pytest.raises(DefinitionError, match=told):
        load_all(study)


def load_all(study: Study) -> None:
    """Whatever rests on the published figures."""
    cells = load_published_cells(study, load_tables(study))
    load_contradictions(study, cells)
    load_impossible_statements(study, cells, load_statements(study))


def test_contradictions_are_written_as_they_are_read() -> None:
    found = load_contradictions(STUDY, CELLS)
    assert STUDY.folder is not None
    assert contradictions_text(found) == (STUDY.folder / FILE).read_text(encoding="utf-8")
    assert all(one.against for one in found)
    assert not {one.cell for one in found} & {cell for one in found for cell in one.against}


@pytest.mark.slow
@pytest.mark.parametrize("file", ["published.csv", "contradictions.csv"])
def test_a_file_that_is_not_in_utf_8_is_told(file: str, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(study_folder("task_force_2009"), tmp_path / "study"))
    (folder / file).write_bytes(b"\xff\xfe" + (folder / file).read_bytes())
    _, errors = check_study(folder)
    assert [str(error).partition(" Save")[0] for error in errors] == [f"{file}: the file is not text in UTF-8."]
