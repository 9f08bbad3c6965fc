"""Whether what was settled beforehand fits the files: what they don't have is a problem, and isn't passed over."""

from __future__ import annotations

from itertools import islice
from pathlib import PurePath
from typing import TYPE_CHECKING

from timediary.ingest.cell import alike, quoted, text_of
from timediary.ingest.codes import code_key
from timediary.ingest.fault import Fault
from timediary.ingest.layout import ROWS_SEARCHED
from timediary.model.nearest import nearest
from timediary.model.problem import Problem, ProblemKind, RequestError
from timediary.model.spelling import folded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from timediary.ingest.draft import SurveyBuilder
    from timediary.ingest.layout import Layout
    from timediary.ingest.sheet import Sheet
    from timediary.model.choices import Choices
    from timediary.model.study import Study

MOST_LISTED = 12


def check_values(study: Study, choices: Choices) -> None:
    """Check that every spelling stands for something that exists.

    Raises:
        RequestError: one is said to be no code of the study and no level of any of its variables.
    """
    beside = {code.id: code.label for field in study.fields for code in field.codes}
    levels = [name for v in study.variables.values() for level in v.levels for name in (level.id, level.label)]
    codes = {code.id: code.label for code in study.codes} | beside
    known = {*map(code_key, codes), *map(alike, levels), ""}
    for written, (id_, by) in choices.values.items():
        if not {code_key(id_), alike(id_)} & known:
            close = nearest(id_, [*codes, *levels], 1)
            meant = f" Did you mean {close[0]}?" if close else ""
            raise RequestError(
                f"{by}: {quoted(written)} can't be read as {quoted(id_)}, neither a code nor a level of the study."
                f"{meant} `timediary study show` lists them; write 'nothing' for no entry."
            )


def report_settled(choices: Choices, layouts: Sequence[Layout], draft: SurveyBuilder) -> None:
    """Report settled columns and sheets that don't exist."""
    file = layouts[0].sheet.file
    by_name = {folded(layout.sheet.name or PurePath(layout.sheet.file).name): layout for layout in layouts}
    every = [text for layout in layouts for text in _headings(layout)]
    for heading, (_, by) in choices.columns.items():
        if folded(heading) not in map(folded, every):
            _report(
                draft, file, "", f"{by} says what the column {quoted(heading)} is, but there is none.", heading, every
            )
    for name, sheet in choices.sheets.items():
        layout = by_name.get(folded(name))
        if layout is None:
            if not sheet.is_left_out and (sheet.columns or sheet.header is not None):
                names = [other.sheet.name for other in layouts if other.sheet.name]
                _report(draft, file, "", f"{sheet.by} names a sheet {quoted(name)} that isn't read.", name, names)
            continue
        headings = _headings(layout)
        for heading in sheet.columns:
            if folded(heading) not in map(folded, headings):
                message = f"{sheet.by} says what the column {quoted(heading)} is, but this sheet has none."
                _report(draft, layout.sheet.file, layout.sheet.name, message, heading, headings)
    if choices.guesses:
        written = ", ".join(map(quoted, choices.guesses[:3]))
        message = (
            f"{PurePath(choices.source).name} has guesses that nobody has confirmed, so they aren't used: {written}."
        )
        remedy = "Take the '?' away where a guess is right, or write what is."
        draft.account.report_missing(choices.source, Fault(ProblemKind.UNCONFIRMED_GUESS, message, remedy))


def missed_column(choices: Choices, sheets: Sequence[Sheet]) -> Problem | None:
    """The problem of a settled column that no sheet has among its first rows; None where all are there."""
    rows = (
        row for sheet in sheets for row in (sheet.columns and [sheet.columns]) or islice(sheet.rows(), ROWS_SEARCHED)
    )
    every = [text for row in rows for text in map(text_of, row) if text]
    for heading, (_, by) in choices.columns.items():
        if folded(heading) not in map(folded, every):
            message = f"{by} says what the column {quoted(heading)} is, but there is none."
            file = sheets[0].file if sheets else ""
            return Problem(ProblemKind.OTHER_COLUMNS, message, _did_you_mean(heading, every), file=file)
    return None


def _headings(layout: Layout) -> list[str]:
    """The names of a sheet's columns as written."""
    written = {column: heading for column, (heading, _) in layout.settled.items()}
    return [written.get(column, heading) for column, heading in enumerate(layout.headings)]


def _report(draft: SurveyBuilder, file: str, sheet: str, message: str, name: str, known: Sequence[str]) -> None:
    """Report that something settled doesn't exist."""
    fault = Fault(ProblemKind.OTHER_COLUMNS, message, _did_you_mean(name, known))
    draft.account.report_missing(file, fault, sheet)


def _did_you_mean(name: str, known: Sequence[str]) -> str:
    """What to do about a name that doesn't exist."""
    close = nearest(name, known, 1)
    return f"Did you mean {quoted(close[0])}?" if close else "Correct the name, or leave it out."
