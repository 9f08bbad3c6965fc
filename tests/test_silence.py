"""What libraries print past Python stays off the screen, and what was printed before comes out in its order."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

import numpy as np
import pytest
import scipy.optimize
from tests.protect.test_attack import HOURS, _figures, _published, _target

from timediary.consistency.linear_program import Bound, Programme
from timediary.protect.suppression import suppress

PROGRAM = """
import ctypes, os
from timediary.silence import OUTPUT, silent

print("before")
with silent(OUTPUT):
    ctypes.CDLL(None).puts(b"a line of a library")
print("after")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="the C library has another name there")
def test_what_a_library_holds_back_does_not_come_out_later() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    assert done.stdout == "before\nafter\n"


def test_a_line_of_the_solver_is_not_among_what_is_printed(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    solve = scipy.optimize.milp
    called = []

    def telling(*arguments: Any, **options: Any) -> Any:
        called.append(os.write(1, b"HighsMipSolverData::transformNewIntegerFeasibleSolution tmpSolver.run();\n"))
        return solve(*arguments, **options)

    monkeypatch.setattr(scipy.optimize, "milp", telling)
    programme = Programme(1.0)
    programme.rules.append(Bound(programme.add(1, 1.0, whole=True), np.ones(1), 0.0, 1.0))
    assert programme.holds([])
    suppress(_published(HOURS), _target(HOURS, 0), _figures(HOURS, 0))
    assert len(called) == 2
    assert capfd.readouterr().out == ""
