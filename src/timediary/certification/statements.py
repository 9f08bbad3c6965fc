"""Each number in the text of a report beside what a survey gives for it, and what the report's own tables print."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from timediary.certification.certificate import as_printed
from timediary.model.definition import allowed_text, figure_text
from timediary.model.statement import CertifiedStatement, StatementVerdict, found_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from timediary.certification.printed import Printed, PrintedFigure
    from timediary.model.definition import Contradiction, PublishedCell
    from timediary.model.statement import Measured, Statement

_MOST_NAMED = 6


def certify_statement(
    statement: Statement, found: Measured | str, printed: Printed, proof: Contradiction | None = None
) -> CertifiedStatement:
    """Put a statement beside a survey's figure and beside the report's own tables.

    A figure agrees with a number if, rounded as it is printed (halves up), it is the one printed; with words if it lies
    within the range that these allow. A statement that a survey doesn't meet contradicts a table if all ways in which
    it follows from printed figures give another number; it is impossible where it follows from none, and certain
    figures leave no room for it.

    Args:
        statement: as printed.
        found: what the survey gives; or in words why it gives nothing.
        printed: the report's tables.
        proof: why it can't be true; None where it can.
    """
    against = _contradicting(statement, printed)
    if statement.not_asked or isinstance(found, str) or math.isnan(found.value):
        why = statement.not_asked or (found if isinstance(found, str) else "nobody in the survey to take it from.")
        verdict = StatementVerdict.CONTRADICTS if against else StatementVerdict.NOT_MADE
        return CertifiedStatement(statement, None, verdict, against or why)
    if agrees(statement, found.value):
        return CertifiedStatement(statement, found, StatementVerdict.AGREES, "")
    if against:
        return CertifiedStatement(statement, found, StatementVerdict.CONTRADICTS, against)
    if proof is not None:
        reason = f"it {allowed_text(proof, statement.least, statement.most)} if these hold: {_named(proof.against)}."
        return CertifiedStatement(statement, found, StatementVerdict.IMPOSSIBLE, reason)
    told = f"the {'survey' if statement.agencies is None else 'file'} has {found_text(statement, found)}."
    return CertifiedStatement(statement, found, StatementVerdict.DIFFERS, told)


def agrees(statement: Statement, value: float) -> bool:
    """Whether a figure is what a statement says, as precisely as it says it."""
    if statement.least is None or statement.most is None:
        return False
    if statement.decimals is not None:
        return float(as_printed(value, statement.decimals)) == statement.least
    return statement.least - 1e-9 <= value <= statement.most + 1e-9


def _contradicting(statement: Statement, printed: Printed) -> str:
    """The printed figures that a statement contradicts, in words; empty where it follows from some, or from none."""
    found = printed.figures(statement)
    if not found or any(agrees(statement, one.value) for one in found):
        return ""
    different = {round(one.value, 6): one for one in reversed(found)}
    return "; or ".join(_told(statement, one) for one in list(different.values())[::-1][:2]) + "."


def _told(statement: Statement, one: PrintedFigure) -> str:
    some = [cell for cell in one.cells if cell.value is not None] or one.cells
    decimals = 0 if float(one.value).is_integer() else 1
    return f"{float(as_printed(one.value, decimals)):,.{decimals}f}{statement.figure.unit} by {_named(some)}"


def _named(cells: Sequence[PublishedCell]) -> str:
    more = f" and {len(cells) - _MOST_NAMED} more" if len(cells) > _MOST_NAMED else ""
    return "; ".join(f"{cell.name}: {figure_text(cell)}" for cell in cells[:_MOST_NAMED]) + more
