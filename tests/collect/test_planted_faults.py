"""Plain grids typed by hand, two hundred of them at random: every good cell is kept, every fault told at its cell."""

from __future__ import annotations

import csv
from collections import Counter
from random import Random
from typing import TYPE_CHECKING

import numpy as np
import pytest
from tests.collect.grids import SECRETS, STUDY, Sheet, make_sheet, write_sheets

import timediary as td
from timediary.model.study import VariableKind
from timediary.model.survey import NO_INFORMATION
from timediary.pipeline.forms import gather_into

if TYPE_CHECKING:
    from pathlib import Path

    from timediary.model.survey import Survey

KINDS = {
    *("unknown_code", "several_codes", "formula_error", "conflicting_entry"),
    *("unknown_time", "time_off_grid", "unknown_day"),
    *("unknown_level", "number_out_of_range", "not_a_number", "too_many_answers"),
}
Planted = dict[tuple[str, str, str], tuple[str, int]]


def write_folder(folder: Path, seed: int, forms: int, *, faults: bool) -> tuple[dict[str, Sheet], Planted]:
    """A folder of grids, one or a few to a workbook, and the faults planted by file, sheet and cell."""
    random = Random(seed)  # noqa: S311 - chance, not secrecy
    sheets: dict[str, Sheet] = {}
    planted: Planted = {}
    folder.mkdir()
    while len(sheets) < forms:
        many = random.choice([1, 1, 1, 3])
        book = {}
        for number in range(min(many, forms - len(sheets))):
            id_ = f"R{len(sheets):03d}"
            book[f"Sheet{number + 1}"] = sheets[id_] = make_sheet(id_, random, faults=faults)
        path = folder / f"{len(sheets):03d}.xlsx"
        planted |= {(str(path), *place): fault for place, fault in write_sheets(path, book).items()}
    return sheets, planted


def read_back(survey: Survey, id_: str) -> tuple[dict[int, str], dict[str, object]]:
    """A respondent's codes by slot, and the answers as ids, numbers and texts."""
    row = survey.respondents.index(id_)
    codes = {slot: STUDY.codes[survey.codes[row, slot] - 1].id for slot in np.flatnonzero(survey.codes[row]).tolist()}
    answers: dict[str, object] = {}
    for name, attribute in survey.attributes.items():
        if name == "month":  # it follows from the date
            continue
        variable, value = attribute.variable, attribute.values[row]
        if not variable.is_read:
            continue
        if variable.kind is VariableKind.MULTIPLE:
            answers[name] = {level.id for n, level in enumerate(variable.levels) if int(value) >> n & 1}
        elif variable.kind is VariableKind.NUMBER:
            answers[name] = None if np.isnan(value) else float(value)
        elif value != NO_INFORMATION:
            level = variable.levels[int(value)]
            answers[name] = level.label if variable.kind is VariableKind.TEXT else level.id
    return codes, {name: answer for name, answer in answers.items() if answer is not None}


def check(survey: Survey, sheets: dict[str, Sheet]) -> None:
    """What was filled in is what was read, and the ledger accounts for each cell."""
    assert sorted(survey.respondents) == sorted(sheets)
    for id_, sheet in sheets.items():
        codes, answers = read_back(survey, id_)
        assert codes == sheet.codes, id_
        assert answers == {"client_groups": set()} | sheet.answers, id_
    ledger = survey.ledger
    assert ledger.balanced
    assert ledger.kept == sum(len(sheet.codes) for sheet in sheets.values())
    assert ledger.cells_read == sum(sheet.cells_read for sheet in sheets.values())


@pytest.mark.slow
@pytest.mark.parametrize("seed", [0, pytest.param(1, marks=pytest.mark.slow)])
def test_oddities_do_no_harm(seed: int, tmp_path: Path) -> None:
    sheets, planted = write_folder(tmp_path / "forms", seed, 40, faults=False)
    survey = td.collect(tmp_path / "forms")
    assert not planted
    assert [str(problem) for problem in survey.problems] == []
    check(survey, sheets)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.slow)])
def test_each_fault_is_told_at_its_cell(seed: int, tmp_path: Path) -> None:
    sheets, planted = write_folder(tmp_path / "forms", seed, 100, faults=True)
    survey = td.collect(tmp_path / "forms")
    found = {(p.file, p.sheet, f"{p.column}{p.row}"): (p.kind.value, p.cells) for p in survey.problems}
    assert found == planted
    assert len(found) == len(survey.problems)
    check(survey, sheets)
    lost: Counter[str] = Counter()
    for kind, cost in planted.values():
        lost[kind] += cost
    assert {k.value: n for k, n in survey.ledger.left_out.items()} == {k: n for k, n in lost.items() if n}
    assert set(lost) == KINDS


@pytest.mark.slow
def test_names_and_numbers_of_people_stay_out(tmp_path: Path) -> None:
    sheets, _ = write_folder(tmp_path / "forms", 3, 20, faults=True)
    out = tmp_path / "out"
    out.mkdir()
    gather_into(out / "diary.csv", tmp_path / "forms")
    texts = {path.name: path.read_text(encoding="utf-8") for path in out.iterdir()}
    assert sum(len(list(csv.reader(text.splitlines()))) for text in texts.values()) > len(sheets)
    for name, text in texts.items():
        for secret in (*SECRETS, "colleague", "rang twice", "long journey"):
            assert secret not in text, name
