"""Diaries planted on forms come back slot by slot, by the times beside their rows, in whatever order the rows stand."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import openpyxl
import pytest
from tests.collect.test_several_diaries import DAYS, asking_days
from tests.ingest.files import one_day_study

import timediary as td
from timediary.form.content import form_of
from timediary.form.plan import places_of
from timediary.form.workbook import workbook_bytes
from timediary.study import load_study
from timediary.study.questionnaire import load_questionnaire

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from timediary.form.content import Form
    from timediary.model.study import Study

ROOT = Path(__file__).parents[2]
SENT_BEFORE = ROOT / "tests" / "data" / "forms_sent_before"  # from 08:30 and 08:00 on, with the morning at the end
STUDIES = {"week": "", "nurses": "", "day": "", "day_from_four": "", "days_asked": "Mon, Sat", "one_day_asked": "Sat"}


def study_of(name: str, folder: Path) -> Study:
    if name.endswith("asked"):
        return asking_days(folder)
    if name == "day":
        return DAYS
    if name == "day_from_four":
        return one_day_study()
    return load_study(ROOT / "examples" / "community_nurses" if name == "nurses" else None)


def form(study: Study, name: str) -> Form:
    asked = load_questionnaire(study)
    return form_of(study, asked, respondent="R1", week_beginning="2027-05-10", days=STUDIES[name])


def planted(made: Form, *, seed: int) -> NDArray[np.int64]:
    """A code in some slots of a form, or in all where the seed is 0."""
    codes = np.zeros(made.grid.slots, np.int64)
    slots = np.array(made.slots)
    codes[slots] = slots * 7 % len(made.study.codes) + 1
    return codes if not seed else np.where(np.random.default_rng(seed).random(codes.shape) < 0.3, codes, 0)


def fill(path: Path, made: Form, codes: NDArray[np.int64]) -> None:
    path.write_bytes(workbook_bytes(made))
    book = openpyxl.load_workbook(path)
    ids = list(made.study.code_numbers)
    for slot, place in zip(made.slots, places_of(made).slots, strict=True):
        if codes[slot]:
            book[place.sheet][place.reference] = ids[codes[slot] - 1]
    book.save(path)


@pytest.mark.parametrize("seed", [0, 1, 2])
@pytest.mark.parametrize("name", STUDIES)
def test_what_is_planted_on_a_form_comes_back(name: str, seed: int, tmp_path: Path) -> None:
    study = study_of(name, tmp_path)
    made = form(study, name)
    codes = planted(made, seed=seed)
    (tmp_path / "forms").mkdir()
    fill(tmp_path / "forms" / "R1.xlsx", made, codes)
    back = td.collect(tmp_path / "forms", study)
    assert [str(problem) for problem in back.problems] == []
    assert back.codes.tolist() == [codes.tolist()]
    assert back.ledger.cells_read == len(made.slots)
    assert back.ledger.balanced


@pytest.mark.parametrize("name", ["week", "day", "days_asked"])
def test_forms_that_were_sent_out_with_the_morning_at_the_end_are_read(name: str, tmp_path: Path) -> None:
    study = study_of(name, tmp_path)
    codes = planted(form(study, name), seed=0)
    assert codes.any()
    back = td.collect(SENT_BEFORE / f"{name}.xlsx", study)
    assert [str(problem) for problem in back.problems] == []
    assert back.codes.tolist() == [codes.tolist()]


def test_a_form_that_is_read_as_a_file_of_diaries_says_what_reads_it() -> None:
    with pytest.raises(td.ReadError, match=r"This is a returned form\..*td\.collect"):
        td.read(SENT_BEFORE / "week.xlsx")


def test_the_early_hours_stand_at_the_end_under_the_days_they_belong_to() -> None:
    made = form(load_study(), "week")
    page = openpyxl.load_workbook(BytesIO(workbook_bytes(made)))["Diary"]
    rows = [[cell.value for cell in row] for row in page.iter_rows(max_col=9)]
    times = [str(row[1]) for row in rows if re.fullmatch("[0-9]{2}:[0-9]{2}", str(row[1]))]
    assert (times[0], times[-1], times.index("08:00")) == ("06:00", "05:30", 4)
    midnight = next(number for number, row in enumerate(rows) if row[1] == "00:00")
    assert "00:00 to 06:00, before the morning of the day named below" in str(rows[midnight - 3][1])
    assert rows[midnight - 2 : midnight] == rows[7:9]
    assert rows[midnight - 1][2:] == [f"{day} May" for day in range(10, 17)]
