"""Diaries as found -> one survey.

They are put on one sheet, which is read as any other, and each problem goes back to the cell that it came from.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from timediary.collection.diary import Entry
from timediary.collection.listing import WEEK_BEGINNING
from timediary.collection.understood import set_aside
from timediary.ingest.assemble import assemble_sheet
from timediary.ingest.cell import column_number, heading_key, is_blank
from timediary.ingest.sheet import RowSheet
from timediary.model.choices import NOTHING_SETTLED
from timediary.model.problem import Ledger, Problem, ProblemKind
from timediary.model.spelling import column_letters
from timediary.model.survey import Source

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from timediary.collection.duplicates import Copy, Settled
    from timediary.collection.files import Returned
    from timediary.collection.listing import RespondentList
    from timediary.ingest.cell import Cell
    from timediary.model.choices import Choices
    from timediary.model.reading import SheetReading
    from timediary.model.study import Study
    from timediary.model.survey import Survey

_NOWHERE = Entry("")
# What the team knows better than whoever filled in the form.
OF_THE_LIST = ("agency", WEEK_BEGINNING)
DIARY_DATE = "diary date"


class _Gathered(RowSheet):
    """All diaries on one sheet: a row for each, columns for the answers and for all slots."""

    def __init__(self, title: str, header: Sequence[str], rows: Sequence[Sequence[Entry]]) -> None:
        super().__init__(title, "gathered")
        self._header = header
        self._rows = rows
        self.total_rows = len(rows) + 1

    def rows(self) -> Iterator[Sequence[Cell]]:
        """The header, then the diaries."""
        yield self._header
        for row in self._rows:
            yield [entry.cell for entry in row]


def survey_of(
    settled: Settled,
    returned: Sequence[Returned],
    study: Study,
    title: str,
    respondents: RespondentList | None,
    problems: Sequence[Problem],
    asked: Collection[str] = (),
    choices: Choices = NOTHING_SETTLED,
) -> Survey:
    """The survey of the diaries that count.

    Args:
        settled: one diary for each respondent, and those that don't count.
        returned: all files.
        study: the definitions.
        title: the folder as the caller named it.
        respondents: the list of those asked, whose columns are added to the answers.
        problems: what was found wrong before.
        asked: the ids of the variables that our own forms ask for.
        choices: what is settled beforehand of spellings, dates and times.

    Raises:
        ReadError: there is nothing to read.
    """
    copies = settled.kept
    ours = {heading_key(name): v.id for v in study.variables.values() for name in (v.id, v.label, *v.aliases)}
    columns = _columns(copies, study, respondents, ours, asked)
    names = [study.grid.slot_name(slot) for slot in range(study.grid.slots)] if study.has_diary else []
    rows = [[*_head(copy, columns, respondents, ours), *_slots(copy, study)] for copy in copies]
    blocks = [f"{name} {field.id}" for field in study.fields for name in names]
    # In a study of single days, what a diary is known by is its own date.
    of_days = {WEEK_BEGINNING: DIARY_DATE} if study.has_diary and len(study.grid.days) == 1 else {}
    header = [study.identifier.id, *(of_days.get(name, name) for name in columns), *names, *blocks]
    source = Source(tuple(item.file for item in returned), tuple(item.digest for item in returned))
    survey = assemble_sheet(_Gathered(title, header, rows), study, source, choices)
    listed = {id(entry) for invited in (respondents.invited if respondents else ()) for entry in invited.known.values()}
    found = [
        _placed(problem, copies, rows, title, respondents.file if respondents else "", listed)
        for problem in survey.problems
    ]
    # (how the sheet of all diaries was read says nothing about the files that came back)
    reading = replace(survey.reading, sheets=tuple(_sheets(settled, returned)))
    return replace(survey, problems=(*problems, *found), ledger=_ledger(survey.ledger, settled, study), reading=reading)


def _sheets(settled: Settled, returned: Sequence[Returned]) -> Iterator[SheetReading]:
    """How each returned file was read, and which of its diaries don't count."""
    aside = {
        (copy.returned.file, copy.diary.sheet): f"superseded by {other.title}" for copy, other in settled.superseded
    }
    aside |= {
        (copy.returned.file, copy.diary.sheet): f"a second {copy.diary.noun} beside {other.title}"
        for copy, other in settled.refused
    }
    aside |= {(copy.returned.file, copy.diary.sheet): "its respondent is not on the list" for copy in settled.strangers}
    for item in returned:
        for sheet in item.outcome.sheets:
            why = aside.get((item.file, sheet.sheet))
            yield sheet if why is None else set_aside(sheet, why)


def _columns(
    copies: Sequence[Copy],
    study: Study,
    respondents: RespondentList | None,
    ours: Mapping[str, str],
    asked: Collection[str],
) -> list[str]:
    """The names of the columns with answers: the study's in its order, then what else the list has.

    What our own forms ask has a column even where nobody has answered.
    """
    answered = {name for copy in copies for name in copy.diary.answers}
    if any(copy.diary.kind != "grid" for copy in copies):
        answered |= set(asked)
    listed = list(respondents.columns) if respondents else []
    wanted = answered | {ours[heading_key(name)] for name in listed if heading_key(name) in ours}
    names = [
        name
        for variable in study.variables.values()
        for name in (variable.id, *(f"{variable.id}:{level.id}" for level in variable.levels))
        if name in wanted and name != study.identifier.id
    ]
    names += [name for name in OF_THE_LIST if name in answered and name not in names]
    return names + [name for name in listed if heading_key(name) not in ours and name not in names]


def _head(
    copy: Copy, columns: Sequence[str], respondents: RespondentList | None, ours: Mapping[str, str]
) -> list[Entry]:
    """The id and the answers of a diary's row."""
    invited = respondents.find(copy.respondent, copy.when) if respondents else None
    known = {ours.get(heading_key(name), name): entry for name, entry in (invited.known if invited else {}).items()}
    row = [Entry(invited.id if invited else copy.respondent, *copy.diary.respondent[1:])]
    for name in columns:
        answer, listed = copy.diary.answers.get(name), known.get(name)
        either = (listed, answer) if name in OF_THE_LIST else (answer, listed)
        row.append(next((entry for entry in either if entry is not None and not is_blank(entry.cell)), _NOWHERE))
    return row


def _slots(copy: Copy, study: Study) -> list[Entry]:
    """The slots of a diary's row, and block by block what is noted beside them."""
    if not study.has_diary:
        return []
    blocks = [copy.diary.slots, *(copy.diary.fields.get(field.id, {}) for field in study.fields)]
    return [filled.get(slot, _NOWHERE) for filled in blocks for slot in range(study.grid.slots)]


def _placed(
    problem: Problem,
    copies: Sequence[Copy],
    rows: Sequence[Sequence[Entry]],
    title: str,
    list_file: str,
    listed: set[int],
) -> Problem:
    """A problem of the sheet of all diaries at the cell from which it came."""
    if problem.row is None and problem.respondent:
        of = [copy for copy, row in zip(copies, rows, strict=True) if row[0].cell == problem.respondent]
        if len(of) == 1:
            return replace(problem, file=of[0].returned.file, sheet=of[0].diary.sheet)
    if problem.row is None or problem.row < 2:
        return replace(problem, file=title, sheet="", row=None, column="")
    copy = copies[problem.row - 2]
    entry = rows[problem.row - 2][column_number(problem.column) if problem.column else 0]
    file = list_file if id(entry) in listed else copy.returned.file
    sheet = copy.diary.sheet if entry is _NOWHERE else entry.sheet
    column = column_letters(entry.column) if entry.column >= 0 else problem.header
    return replace(problem, file=file, sheet=sheet, row=entry.row or None, column=column)


def _ledger(ledger: Ledger, settled: Settled, study: Study) -> Ledger:
    """The ledger of the sheet of all diaries, without slots that a form doesn't have, with what was left out before."""
    lacking = sum(study.grid.slots - copy.diary.present for copy in settled.kept) if study.has_diary else 0
    read, blank, left_out = ledger.cells_read - lacking, ledger.blank - lacking, dict(ledger.left_out)
    aside = [(copy, ProblemKind.REPEATED_RESPONDENT) for copy, _ in (*settled.superseded, *settled.refused)]
    aside += [(copy, ProblemKind.NOT_IN_RESPONDENTS) for copy in settled.strangers]
    for copy, kind in aside:
        filled = len(copy.diary.slots)
        left_out[kind] = left_out.get(kind, 0) + filled
        blank += copy.diary.present - filled
        read += copy.diary.present
    for copy in (*settled.kept, *(copy for copy, _ in aside)):
        for kind, number in copy.diary.left_out.items():
            left_out[kind] = left_out.get(kind, 0) + number
            read += number
    ordered = {kind: left_out[kind] for kind in ProblemKind if left_out.get(kind)}
    noted = sum(len(slots) for copy, _ in aside for slots in copy.diary.fields.values())
    return Ledger(
        cells_read=read,
        kept=ledger.kept,
        left_out=ordered,
        blank=blank,
        answers_read=ledger.answers_read + noted,
        answers_kept=ledger.answers_kept,
    )
