"""Each kind of result in each format, written and opened."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import docx
import openpyxl
import pytest
from markdown_it import MarkdownIt
from python_calamine import CalamineWorkbook
from tests.builders import random_survey
from tests.render.samples import (
    FORMATS,
    comparison_of,
    plan_of,
    problems_of,
    results_of,
    setting_tested,
    table_of,
    with_precision,
)
from tests.render.test_html import Page

import timediary as td
from timediary.model.comparison import Comparisons
from timediary.model.definition import TableSet
from timediary.model.problem import Ledger
from timediary.model.results import Check
from timediary.model.statement import Contradictions
from timediary.render.text_layout import width_of
from timediary.render.writing import html_of_result, text_of_result
from timediary.study.contradictions import load_contradictions
from timediary.study.published import load_published_cells
from timediary.study.tables import load_tables

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from timediary.model.result import Result


def _contradictions() -> Contradictions:
    study = td.load_study()
    tables = load_tables(study)
    found = load_contradictions(study, load_published_cells(study, tables))
    return Contradictions(study, found[:5], {id_: table.title for id_, table in tables.items()})


def _adjustment() -> td.Adjustment:

    return td.Adjustment(random_survey(2, 60), (with_precision(table_of(title="Response")),))


def _agreement() -> td.Agreement:
    first, second = random_survey(3, 20), random_survey(4, 20)
    return td.agreement(first, replace(second, respondents=first.respondents))


# What is said of each, wherever it is read.
KINDS: dict[str, tuple[Callable[[], Result], str]] = {
    "analysis": (lambda: results_of(setting_tested(), problems=problems_of(3)), "Case-related recording"),
    "tables": (lambda: TableSet({"3.3": table_of()}, {"3.4": "there is no role"}), "there is no role"),
    "table": (lambda: with_precision(setting_tested()), "Case-related recording"),
    "comparison": (lambda: Comparisons((comparison_of(table_of(), setting_tested(), 0.01),)), "2019"),
    "quality": (lambda: td.quality(random_survey(5, 60)), "Longest run of one code"),
    "agreement": (_agreement, "Cohen's kappa"),
    "plan": (plan_of, "Other sundry"),
    "adjustment": (_adjustment, "Case-related recording"),
    "check": (lambda: Check(Ledger(1200, 1000, {}, 200), problems_of(3)), "not a code of the study"),
    "certificate": (lambda: td.certify(random_survey(6, 40), "3.3"), "Table 3.3"),
    "agencies": (td.read_agencies, "metropolitan borough"),
    "definitions": (lambda: td.definitions(random_survey(7, 40), "setting"), "Face to face only"),
    "contradictions": (_contradictions, "Table 2.1"),
}


@cache
def result_of(kind: str) -> Result:
    return KINDS[kind][0]()


def _xlsx(path: Path) -> str:
    book = openpyxl.load_workbook(path)
    return "\n".join(str(cell.value) for page in book for row in page for cell in row if cell.value is not None)


def _ods(path: Path) -> str:
    book = CalamineWorkbook.from_path(path)
    rows = [row for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python()]
    return "\n".join(str(cell) for row in rows for cell in row)


def _docx(path: Path) -> str:
    document = docx.Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def _html(path: Path) -> str:
    page = Page(path.read_text(encoding="utf-8"))
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert {str(link["href"])[1:] for link in page.attributes("a")} <= set(ids)
    assert len(page.attributes("h1")) == 1
    return "".join(text for _, text in page.texts)


def _latex(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    begun, ended = (re.findall(rf"\\{word}{{(\w+)}}", text) for word in ("begin", "end"))
    assert sorted(begun) == sorted(ended)
    bare = text.replace(r"\{", "").replace(r"\}", "")
    assert bare.count("{") == bare.count("}")
    return text.replace("\\", "")


def _markdown(path: Path) -> str:
    tokens = MarkdownIt("commonmark").enable("table").parse(path.read_text(encoding="utf-8"))
    assert [token for token in tokens if token.type in ("html_block", "html_inline", "code_block")] == []
    return "\n".join(child.content for token in tokens for child in token.children or ())


def _csv(path: Path) -> str:
    header, *rows = csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline=""))
    assert {len(row) for row in rows} <= {len(header)}
    return ""


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


OPEN = {
    "csv": _csv,
    "docx": _docx,
    "html": _html,
    "latex": _latex,
    "markdown": _markdown,
    "ods": _ods,
    "text": _text,
    "xlsx": _xlsx,
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", FORMATS)
def test_each_kind_of_result_in_each_format(name: str, kind: str, tmp_path: Path) -> None:
    (path,) = result_of(kind).write(tmp_path / f"result{FORMATS[name].suffix}")
    said = OPEN[name](path)
    assert KINDS[kind][1] in " ".join(said.split()) or name == "csv"
    assert path.read_bytes() == FORMATS[name].render(result_of(kind), folder=None)


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_result_on_a_screen_in_a_notebook_and_in_a_line(kind: str) -> None:
    result = result_of(kind)
    for width in (40, 100):
        assert max(map(width_of, text_of_result(result, width).splitlines())) <= width
    assert str(result) == text_of_result(result)
    assert Page(html_of_result(result)).text("script") == []
    assert html_of_result(result) == result._repr_html_()
    assert "\n" not in repr(result)
    assert len(repr(result)) < 200
    assert getattr(td, type(result).__name__) in type(result).__mro__


@pytest.mark.parametrize("kind", KINDS)
def test_a_folder_gets_the_usual_files(kind: str, tmp_path: Path) -> None:
    names = {path.name for path in result_of(kind).write(tmp_path / "folder")}
    assert {path.suffix for path in (tmp_path / "folder").iterdir()} >= {".xlsx", ".csv", ".html"}
    assert {*names, "manifest.json"} == {path.name for path in (tmp_path / "folder").iterdir()}
