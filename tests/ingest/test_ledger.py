"""Random dirty input: the ledger balances, and the columnar readers agree with a plain loop over the cells."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from tests.ingest.files import STUDY, Rows, write_csv

from timediary.ingest import read, sheet, wide_rows
from timediary.ingest.fault import Fault
from timediary.ingest.spelling import CellParser, Slot
from timediary.model.problem import ProblemKind

if TYPE_CHECKING:
    from pathlib import Path

    from timediary.model.survey import Survey

SPELLING = CellParser(STUDY)
SLOTS = STUDY.grid.slots
IDS = st.sampled_from(["R1", "R2", "R3", "R4", "R1", "R2", "", "R9", "#N/A"])
DAYS = st.sampled_from(["Mon", "1", "tue", "Monday", "Nonday", "", "#REF!"])
TIMES = st.sampled_from(["8.30", "08:30", "0900", "9", "8:40", "24:00", "", "#DIV/0!"])
CODES = st.sampled_from(["D1", "d 1", "D10", "S9", "", " ", "-", "X9", "D1/D2", "#VALUE!"])
RESPONDENTS: Rows = [["respondent", "setting", "role"], *([f"R{n}", "CSD", "Other"] for n in range(1, 5))]
QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet, "ROWS_IN_A_BATCH", 3)
    monkeypatch.setattr(wide_rows, "ROWS_IN_A_BLOCK", 2)


class Plain:
    """A survey read cell by cell."""

    def __init__(self) -> None:
        self.slots: dict[tuple[str, int], int] = {}
        self.read = self.blank = 0
        self.left_out: Counter[ProblemKind] = Counter()

    def enter(self, id_: str, code: str, *others: int | Slot | Fault | Any) -> None:
        """One cell; `others` are the parts of its slot, or their faults."""
        number = SPELLING.code(code)
        self.read += 1
        if number == 0:
            self.blank += 1
            return
        fault = next((part for part in (who(id_), *others, number) if isinstance(part, Fault)), None)
        if fault:
            self.left_out[fault.kind] += 1
            return
        assert isinstance(number, int)
        slot = sum(part for part in others if isinstance(part, int))
        if (id_, slot) in self.slots:
            same = self.slots[id_, slot] == number
            self.left_out[ProblemKind.DUPLICATE_ENTRY if same else ProblemKind.CONFLICTING_ENTRY] += 1
        else:
            self.slots[id_, slot] = number

    def check(self, survey: Survey) -> None:
        """Assert that the survey is the same."""
        ledger = survey.ledger
        assert ledger.balanced
        assert survey.reading.balanced
        assert (ledger.cells_read, ledger.blank) == (self.read, self.blank)
        assert ledger.left_out == dict(self.left_out)
        assert ledger.kept == len(self.slots) == np.count_nonzero(survey.codes)
        for (id_, slot), number in self.slots.items():
            assert survey.codes[survey.respondents.index(id_), slot] == number
        told: Counter[ProblemKind] = Counter()
        for problem in survey.problems:
            told[problem.kind] += problem.cells
        assert +told == self.left_out


def who(id_: str) -> Fault | None:
    kinds = {
        "": ProblemKind.MISSING_RESPONDENT,
        "R9": ProblemKind.NOT_IN_RESPONDENTS,
        "#N/A": ProblemKind.FORMULA_ERROR,
    }
    return Fault(kinds[id_], "", "") if id_ in kinds else None


@pytest.mark.slow
@QUICK
@given(rows=st.lists(st.tuples(IDS, DAYS, TIMES, CODES) | st.just(("", " ", "", "")), min_size=1, max_size=40))
def test_a_dirty_long_diary_reads_as_cell_by_cell(rows: list[tuple[str, ...]], tmp_path: Path) -> None:
    plain = Plain()
    for id_, day, time, code in rows:
        if not "".join((id_, day, time, code)).strip():
            continue
        found = SPELLING.day(day)
        start = found if isinstance(found, Fault) else found.position * STUDY.grid.slots_per_day
        plain.enter(id_, code, start, SPELLING.position(time))
    write_csv(tmp_path / "respondents.csv", RESPONDENTS)
    diary = write_csv(tmp_path / "diary.csv", [["respondent", "day", "time", "code"], *map(list, rows)])
    plain.check(read(diary, STUDY))


@pytest.mark.slow
@QUICK
@given(data=st.data())
def test_a_dirty_wide_diary_reads_as_cell_by_cell(data: st.DataObject, tmp_path: Path) -> None:
    heads = data.draw(st.lists(st.sampled_from(HEADS), min_size=1, max_size=8))
    names = ["respondent", "Mon 00:00", *heads]
    row = st.tuples(IDS, *[CODES] * (len(names) - 1)) | st.just((" ", *[""] * (len(names) - 1)))
    rows = data.draw(st.lists(row, min_size=1, max_size=12))
    plain = Plain()
    seen: set[str] = set()
    for id_, *cells in rows:
        if not "".join((id_, *cells)).strip():
            continue
        repeated = Fault(ProblemKind.REPEATED_RESPONDENT, "", "") if id_ in seen and not who(id_) else 0
        seen.add(id_)
        order = sorted(range(len(cells)), key=lambda n: isinstance(SPELLING.slot(names[n + 1]), Fault))
        for n in order:
            slot = SPELLING.slot(names[n + 1])
            code = (
                cells[n]
                if not (repeated or who(id_) or isinstance(slot, Fault)) or SPELLING.code(cells[n]) == 0
                else "D1"
            )
            plain.enter(id_, code, repeated, slot.number if isinstance(slot, Slot) else slot)
    write_csv(tmp_path / "respondents.csv", RESPONDENTS)
    diary = write_csv(tmp_path / "diary.csv", [names, *map(list, rows)])
    plain.check(read(diary, STUDY))


HEADS = ["Mon 08:30", "Mon 09:00", "mon_0830", "Tue 10:00", "Sun 23:30", "Mun 08:30", "Mon 08:40", "1 9.00"]
