"""A short run of odd and damaged inputs, and that the run finds what breaks; `python -m tests.fuzz` is the long one."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

import numpy as np
import pytest
from tests.fuzz import cases, holding, workers
from tests.fuzz.cases import KINDS

if TYPE_CHECKING:
    from pathlib import Path

    from tests.fuzz.cases import Case

SHORT = 32
pytestmark = pytest.mark.filterwarnings("ignore:This process.*fork:DeprecationWarning")


def test_nothing_breaks_on_a_short_run() -> None:
    found = list(workers.run(2009, range(SHORT), kinds=KINDS))
    assert [item for item in found if item.is_finding] == []
    assert {item.kind for item in found} == set(KINDS)
    assert {item.became for item in found[: len(KINDS)] if item.kind != "form.html"} <= {"read", "read with problems"}


@pytest.mark.slow
def test_nothing_breaks_on_a_longer_run() -> None:
    assert [item for item in workers.run(7, range(600), jobs=2) if item.is_finding] == []


def test_an_input_follows_from_seed_and_number_alone() -> None:
    for number in (20, 40, 77):
        assert cases.case(1, number) == cases.case(1, number)
        assert cases.case(1, number).files != cases.case(2, number).files


def planted(made: Case, path: Path) -> str:
    """What goes wrong in every way that is looked for, by the number of the input."""
    if made.number == 1:
        raise IndexError("list index out of range")
    if made.number == 2:
        os.abort()
    if made.number == 3:
        np.ones(2**28 - 2**20)
        np.ones(2**28 - 2**20).sum()
    if made.number == 4:
        while time.monotonic():
            pass
    return "read"


def test_what_breaks_is_found_and_the_run_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "LONGEST_SECONDS", 1)
    found = list(workers.run(1, range(6), kinds=("csv",), hold=planted))
    assert [item.number for item in found] == list(range(6))
    assert [item.became for item in found if not item.is_finding] == ["read", "read"]
    raised, aborted, filled, hung = (item.became for item in found if item.is_finding)
    assert raised == "IndexError: list index out of range"
    assert aborted == "ended by SIGABRT"
    assert filled.startswith(("took 2,0", "MemoryError"))
    assert hung == "took over 1 s"


def test_a_reading_that_loses_a_cell_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = cases.case(1, 0, ("xlsx",))
    path = cases.write(made, tmp_path)
    assert holding.hold(made, path) == "read"
    monkeypatch.setitem(holding._OTHERS, "xlsx", lambda _content: {"diary": 1})
    with pytest.raises(holding.BrokenPromiseError, match="by another reader"):
        holding.hold(made, path)
