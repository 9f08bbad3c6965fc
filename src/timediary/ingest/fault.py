"""What decoding a cell gives instead of a value: the kind of problem, what is wrong, and what to do."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, NamedTuple

from timediary.ingest.cell import BrokenFormula, quoted
from timediary.model.problem import Problem, ProblemKind

if TYPE_CHECKING:
    from pathlib import Path


# What may stand in place of a file's name.
NAMES = {"-": "standard input"}
# How much of a cell a problem shows.
LONGEST_CONTENT = 255


class Fault(NamedTuple):
    """Why a cell can't be read: the kind of problem, what is wrong, and what to do."""

    kind: ProblemKind
    message: str
    remedy: str


def reason_of(fault: Fault) -> str:
    """Why a row isn't used, as the account of rows says it: the kind of its problem in words."""
    return fault.kind.value.replace("_", " ")


REPEATED_COLUMN = Fault(
    ProblemKind.REPEATED_COLUMN,
    "A column before this one was taken for the same; this one is not read, whatever it says.",
    "Delete it, or give it another name.",
)


def read_as(text: str, id_: str) -> str:
    """The option by which a text is read as a code or level everywhere, as one types it in a shell."""
    from shlex import quote

    return f"--read-as {quote(f'{text}={id_}')}"


def formula_fault(formula: BrokenFormula) -> Fault:
    """The fault of a cell whose formula has no usable result."""
    if formula.text.startswith("="):
        message = "The formula in this cell has no stored result."
        remedy = "Open the file in a spreadsheet program, let it calculate, and save it; or type the value."
    else:
        message = f"The formula in this cell gives the error {quoted(formula.text)}."
        remedy = "Correct the formula, or type the value it should give."
    return Fault(ProblemKind.FORMULA_ERROR, message, remedy)


def shown(path: Path | str) -> str:
    """A file as the caller named it; bytes of its name that are not UTF-8 are replaced, so that it can be written."""
    return NAMES.get(str(path)) or os.fsencode(str(path)).decode("utf-8", "replace")


def unreadable(file: str, message: str, remedy: str, **place: Any) -> Problem:
    """The problem of a file that can't be read as a survey; `place` are further values of the problem."""
    return Problem(ProblemKind.UNREADABLE_FILE, message, remedy, file=file, **place)
