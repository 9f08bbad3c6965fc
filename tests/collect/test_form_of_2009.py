"""The form of the 2009 survey (report, appendix A) as it looks when somebody types it over into a workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import openpyxl

import timediary as td
from timediary.study import load_study

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

GRID = load_study().grid
WORKED = range(18, 34)


def write_form(path: Path) -> None:
    """Two blocks of times, the boxes below, and a page of questions whose answers are ticked in several ways."""
    book = openpyxl.Workbook()
    diary = book.active
    assert diary is not None
    for text in ("Authority / Agency:", "Borough of Somewhere", None, "Week beginning: 11th May 2009", None):
        diary.append([text])
    for block in (range(17, 48), range(17)):
        diary.append([None, *GRID.days])
        for position in block:
            hours, minutes = divmod(position * 30, 60)
            diary.append([hours + minutes / 100, *(["r 1" if position in WORKED else None] * 5)])
        diary.append([])
    _write_foot(diary)
    questions = book.create_sheet("Questionnaire")
    for row in (
        ["Age"],
        ["☐ 20-24 years", None, "☐ 25-29 years", None, "☒ 30-34 years"],
        ["Gender"],
        ["Male", None, "Female", "x"],
        ["Job satisfaction"],
        ["Very satisfied"],
        ["Satisfied", "✓"],
        ["Dissatisfied"],
        ["Setting", "x", "CSD", None, "DASS"],
        ["Role", "Manager", None, "Social worker", "x"],
    ):
        questions.append(row)
    book.save(path)


def _write_foot(diary: Worksheet) -> None:
    for row in (
        ["Which days of the week are you contracted to work?"],
        ["Please tick in box under each day worked."],
        [*GRID.days],
        ["x", "x", None, "X", "x"],
        ["Number of hours contracted to work in a week", 30],
        ["Number of hours actually worked in this week", "36.5"],
        ["Was this an average week?", "Yes", None, "No", "x"],
        ["If 'no', please explain.", "Two colleagues ill"],
        ["Contact details"],
        ["Name:", "Jo Nobody"],
    ):
        diary.append(row)


def test_the_form_of_2009_typed_over_is_read(tmp_path: Path) -> None:
    write_form(tmp_path / "Jo Nobody.xlsx")
    survey = td.collect(tmp_path)
    assert [str(problem) for problem in survey.problems] == []
    expected = {day * 48 + position for day in range(5) for position in WORKED}
    assert set(np.flatnonzero(survey.codes[0]).tolist()) == expected
    assert set(survey.codes[0, sorted(expected)].tolist()) == {survey.study.code_numbers["R1"]}
    assert survey.ledger.cells_read == 336
    texts = {name: attribute.texts()[0] for name, attribute in survey.attributes.items()}
    assert texts == {
        "agency": "Borough of Somewhere",
        "week_beginning": "2009-05-11",
        "month": "May",
        "contracted_hours": "30",
        "worked_hours": "36.5",
        "contracted_days": "4",
        "average_week": "No",
        "satisfaction": "Satisfied",
        "age_band": "30-34",
        "gender": "Female",
        "setting": "CSD",
        "role": "Social worker",
    }
    assert "obody" not in survey.respondents[0]


def test_a_tick_that_may_belong_to_two_answers_is_a_problem(tmp_path: Path) -> None:
    write_form(tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    for row in book["Questionnaire"].iter_rows():
        if row[0].value == "Role":
            for cell, value in zip(row, ["Role", None, "Manager", "x", "Social worker"], strict=False):
                cell.value = value
        if row[0].value == "Very satisfied":
            row[1].value = "x"
    book.save(tmp_path / "a.xlsx")
    survey = td.collect(tmp_path)
    assert [(p.sheet, f"{p.column}{p.row}", p.kind.value) for p in survey.problems if p.row] == [
        ("Questionnaire", "B7", "too_many_answers"),
        ("Questionnaire", "D10", "unknown_level"),
    ]
