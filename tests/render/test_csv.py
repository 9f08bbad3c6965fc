"""`tables.csv`, `problems.csv` and JSON, read back."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import asdict

import numpy as np
import pytest
from tests.render.samples import (
    DIFFERENCES,
    FORMATS,
    HOSTILE,
    PROBLEMS,
    ROWS,
    TESTS,
    hostile_comparison,
    hostile_plan,
    hostile_results,
    problems_of,
    results_of,
    table_of,
)

from timediary.model.comparison import Comparisons
from timediary.model.problem import Ledger, Problem, ProblemKind
from timediary.model.results import Check
from timediary.model.table import Cell
from timediary.render.painters import format_of
from timediary.render.views.check import json_of_check


def rows_of(content: bytes | str) -> list[list[str]]:
    text = content.decode() if isinstance(content, bytes) else content
    return list(csv.reader(io.StringIO(text, newline="")))


def test_header_and_one_row_a_cell() -> None:
    table = table_of(rows=ROWS[:2], estimate=[[1 / 3, 0.1, np.nan], [0.2, 1e-9, 1]], base=[12, 467, 0])
    content = FORMATS["csv"].render(results_of(table))
    assert content.startswith(b"table,row,row_label,column,column_label,estimate,base,hours,status")
    assert b"\r" not in content
    header, *rows = rows_of(content)
    assert header == list(Cell._fields)
    assert len(rows) == 6
    lines = [table.rows[0].label, "level_0", table.columns[0].label]
    assert rows[0][:9] == ["setting", "direct_contact", *lines, repr(1 / 3), "12", repr(1000 / 3), "low_base"]
    assert rows[2][3:9] == ["all", "All", "", "0", "", "not_applicable"]


def test_estimates_read_back_to_the_last_bit() -> None:
    table = table_of()
    _, *rows = rows_of(FORMATS["csv"].render(results_of(table, table)))
    read = np.array([float(row[5]) for row in rows]).reshape(2, *table.estimate.shape)
    assert (read == table.estimate).all()


@pytest.mark.parametrize("name", ["tables", "problems", "differences", "tests", "comparison", "plan"])
def test_no_cell_is_a_formula(name: str) -> None:
    results = hostile_results()
    contents: dict[str, bytes | str] = {
        "tables": FORMATS["csv"].render(results),
        "problems": PROBLEMS.render(results),
        "differences": DIFFERENCES.render(results),
        "tests": TESTS.render(results),
        "comparison": FORMATS["csv"].render(Comparisons((hostile_comparison(),))),
        "plan": format_of("csv").render(hostile_plan()).decode(),
    }
    cells = [cell for row in rows_of(contents[name]) for cell in row]
    assert "'=cmd()" in cells
    assert not [cell for cell in cells if cell[:1] in ("=", "+", "@", "\t", "\r") or cell[:2] == "-2"]


def test_every_field_of_a_problem_is_a_column() -> None:
    header, row = rows_of(format_of("csv").render(Check(problems=problems_of(1))).decode())
    named = dict(zip(header, row, strict=True))
    assert set(header) == set(asdict(problems_of(1)[0]))
    assert named["kind"] == "unknown_code"
    assert (named["row"], named["column"], named["cells"]) == ("2", "C", "1")
    assert named["remedy"] == "Correct it, or clear the cell."


def test_the_header_stands_without_problems_and_no_row_is_no_row() -> None:
    assert rows_of(format_of("csv").render(Check(problems=())).decode()) == [
        rows_of(format_of("csv").render(Check(problems=problems_of(1))).decode())[0]
    ]
    nowhere = Problem(ProblemKind.MISSING_SHEET, "There is no sheet.", "Add it.")
    header, row = rows_of(format_of("csv").render(Check(problems=(nowhere,))).decode())
    assert row[header.index("row")] == ""


def test_line_ends_and_lone_surrogates_in_a_cell_stay_one_row() -> None:
    problem = Problem(ProblemKind.SEVERAL_CODES, "m", "r", content='D1\r\nD2\rD3, "x"\ud800')
    header, row = rows_of(PROBLEMS.render(results_of(problems=[problem])))
    assert row[header.index("content")] == 'D1\nD2\nD3, "x"\\ud800'


def test_json_has_ledger_and_problems_as_they_are() -> None:
    ledger = Ledger(cells_read=12, kept=8, left_out={ProblemKind.UNKNOWN_CODE: 1}, blank=3)
    problem = Problem(ProblemKind.UNKNOWN_CODE, "é", HOSTILE[0], row=None, content="\ud800")
    text = json_of_check(ledger, [problem])
    assert text.isascii()
    read = json.loads(text)
    counts = {"cells_read": 12, "kept": 8, "left_out": {"unknown_code": 1}, "blank": 3}
    assert read["ledger"] == {"unit": "cells", **counts}
    assert read["problems"] == [asdict(problem)]
