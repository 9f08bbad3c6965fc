"""What holds for every format of the registry, without naming it."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from tests.render.samples import (
    FORMATS,
    PROBLEMS,
    ROWS,
    Tidy,
    columns_of,
    hostile_comparison,
    hostile_results,
    odd_comparisons,
    odd_results,
    results_of,
    table_of,
)

from timediary.model.comparison import Comparisons

if TYPE_CHECKING:
    from timediary.render.painters import Format

ODD = odd_results()
COMPARISONS = odd_comparisons()
REGISTRY: dict[str, Format | Tidy] = {**FORMATS, "problems": PROBLEMS}

_IN_ANOTHER_PROCESS = """
import hashlib
from tests.render.samples import FORMATS, hostile_comparison, hostile_results
from timediary.model.comparison import Comparisons
from timediary.render.painters import Format
for entry in FORMATS.values():
    print(hashlib.sha256(entry.render(hostile_results())).hexdigest())
    print(hashlib.sha256(entry.render(Comparisons((hostile_comparison(),), ("a",)))).hexdigest())
"""
_LOADED = """
import sys
import timediary.render
print(" ".join(sorted({"rich", "xlsxwriter", "pandas", "openpyxl", "matplotlib", "jinja2"} & set(sys.modules))))
"""


def run(code: str, **environment: str) -> str:
    path = os.pathsep.join(filter(None, sys.path))
    environment = {**os.environ, "PYTHONPATH": path, **environment}
    return subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    ).stdout


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("name", REGISTRY)
def test_every_format_renders_the_same_bytes_twice(name: str, odd: str) -> None:
    first = REGISTRY[name].render(ODD[odd])
    assert first
    assert first == REGISTRY[name].render(ODD[odd])


@pytest.mark.slow
def test_bytes_do_not_depend_on_the_process() -> None:
    here = []
    for entry in FORMATS.values():
        contents = entry.render(hostile_results()), entry.render(Comparisons((hostile_comparison(),), ("a",)))
        here += [hashlib.sha256(content).hexdigest() for content in contents]
    assert run(_IN_ANOTHER_PROCESS, PYTHONHASHSEED="7", TZ="Asia/Tokyo").split() == here


@pytest.mark.parametrize("odd", COMPARISONS)
@pytest.mark.parametrize("name", FORMATS)
def test_every_format_renders_comparisons_to_the_same_bytes_twice(name: str, odd: str) -> None:
    comparisons = [COMPARISONS[odd], COMPARISONS["one column"]]
    first = FORMATS[name].render(Comparisons(tuple(comparisons)))
    assert len(first) > len(FORMATS[name].render(Comparisons(tuple(comparisons[:1])))) > 0
    assert first == FORMATS[name].render(Comparisons(tuple(comparisons)))


def test_files_are_told_apart_by_suffix() -> None:
    assert len({entry.suffix for entry in FORMATS.values()}) == len(FORMATS)
    assert all(FORMATS[name].name == name for name in FORMATS)


@pytest.mark.parametrize("name", FORMATS)
def test_one_table_by_itself(name: str) -> None:
    content = FORMATS[name].render(table_of())
    assert len(content) > 200
    if not content.startswith(b"PK"):
        assert "direct contact" in content.decode().lower().replace("_", " ")


def test_importing_the_package_imports_no_heavy_library() -> None:
    assert run(_LOADED).split() == []


def test_markdown_tables_keep_their_columns_and_no_markup_gets_through() -> None:
    text = FORMATS["markdown"].render(hostile_results()).decode()
    assert "<script" not in text.replace(r"\<script", "")
    assert not re.search(r"(?<!\\)\[red", text)
    first = [line for line in text.splitlines() if line.startswith("|")][:12]
    assert {len(re.findall(r"(?<!\\)\|", line)) for line in first[:11]} == {
        len(hostile_results().tables[0].columns) + 2
    }


def test_figures_are_no_numbered_lists_in_markdown() -> None:
    table = table_of(columns_of(), ROWS[:1], estimate=[[0.125]], decimals=1, notes=("1. first",))
    lines = FORMATS["markdown"].render(table).decode().splitlines()
    assert "| Direct contact | 12.5% |" in lines
    assert r"- 1\. first" in lines


def test_markdown_of_a_tame_table() -> None:
    table = table_of(estimate=[[0.125, 0.2, 0.3]] * 4, base=[5, 95, 100])
    lines = FORMATS["markdown"].render(table).decode().splitlines()
    assert lines[:2] == ["## Share of recorded time by setting", ""]
    assert "| Activity | CSD | DASS | All |" in lines
    assert r"| Direct contact | 13%\* | 20% | 30% |" in lines
    assert r"| **Client-related work** | **13%\*** | **20%** | **30%** |" in lines
    assert r"- \* fewer than 30 respondents." in lines


def test_results_without_problems_say_so_in_every_report() -> None:
    for name in ("html", "markdown", "text"):
        assert b"No problems found." in FORMATS[name].render(results_of())
