"""Where everything stands in the workbook of a form: sheets, rows and columns, before anything is written.

Rows and columns count from 0 here. Column A of the sheets that are filled in is hidden; it names what is asked in its
row, as `timediary:role` or, for one answer of several, `timediary:client_groups:carers`, so that a row is known
wherever it has been moved to.
"""

from __future__ import annotations

import re
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from timediary.form.content import HEAD
from timediary.model.spelling import column_letters
from timediary.model.study import VariableKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from timediary.form.content import Form
    from timediary.model.questionnaire import EstimateQuestion, Question, QuestionSection
    from timediary.model.study import Level

DIARY, QUESTIONS, CODES, ABOUT, LISTS = "Diary", "Questions", "Codes", "About this form", "Lists"
MARK = "timediary:"
END = MARK + "end"  # of the grid
OF_FIELD = "field:"  # before the id of the field that a sheet is of

_NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\]")
_LONGEST_SHEET_NAME = 31
_FIRST_HEAD_ROW = 3
_DAYS_ROW = 7
_FIRST_SLOT_ROW = 9
# Above the early hours: a row that says what they are, and once more the names and the dates of the days.
_PARTING_ROWS = 3
_FIRST_DAY_COLUMN = 2
# A narrower diary has no room for questions below it.
_FEWEST_DAYS = 4


class Place(NamedTuple):
    """A cell of a sheet, by row and column from 0."""

    sheet: str
    row: int
    column: int

    @property
    def reference(self) -> str:
        """The cell as a spreadsheet names it: `C10`."""
        return f"{column_letters(self.column)}{self.row + 1}"


class Line(NamedTuple):
    """A row with a heading, with a question, or with one answer of a question that takes several.

    An estimate has a row above its lines, and one below them with the sum of those that are `summed`, by their rows.
    """

    row: int
    heading: str = ""
    help: str = ""
    question: Question | None = None
    level: Level | None = None
    estimate: EstimateQuestion | None = None
    summed: range = range(0)

    @property
    def mark(self) -> str:
        """What names the row in its hidden column; empty where nothing is to be answered."""
        if self.question is None:
            return ""
        variable = self.question.variable
        if variable.kind is VariableKind.MULTIPLE and self.level is None:
            return ""
        return MARK + variable.id + (f":{self.level.id}" if self.level else "")


class Plan:
    """Where everything stands in the workbook of a form."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.days = len(form.days)

    @property
    def day_columns(self) -> range:
        """The columns of the days; that of the time is before them, that of the week's totals after them."""
        return range(_FIRST_DAY_COLUMN, _FIRST_DAY_COLUMN + self.days)

    @property
    def time_column(self) -> int:
        """The column of the times."""
        return _FIRST_DAY_COLUMN - 1

    @property
    def days_row(self) -> int:
        """The row with the names of the days; their dates are in the next."""
        return _DAYS_ROW

    @cached_property
    def slot_rows(self) -> dict[int, int]:
        """The row of each position within a day; some rows part the early hours from the evening."""
        late = self.form.grid.slots_per_day - self.form.early_positions
        return {
            position: _FIRST_SLOT_ROW + number + (_PARTING_ROWS if number >= late else 0)
            for number, position in enumerate(self.form.positions)
        }

    @property
    def parting_row(self) -> int | None:
        """The first row between the evening and the early hours, if there are any; two with the days follow it."""
        early = self.form.early_positions
        return _FIRST_SLOT_ROW + self.form.grid.slots_per_day - early if early else None

    @property
    def blocks(self) -> list[tuple[int, int]]:
        """First and last row of each block of slots: the day, and its early hours if there are any."""
        rows = [self.slot_rows[position] for position in self.form.positions]
        late = len(rows) - self.form.early_positions
        return [(block[0], block[-1]) for block in (rows[:late], rows[late:]) if block]

    @property
    def last_slot_row(self) -> int:
        """The last row of the grid."""
        return max(self.slot_rows.values())

    @property
    def totals_row(self) -> int:
        """The row with the hours of each day; those of each group follow."""
        return self.last_slot_row + 2

    @property
    def last_row(self) -> int:
        """The last row of the sheet of the diary."""
        return self.diary_lines[-1].row if self.diary_lines else self.totals_row + len(self.form.groups)

    @property
    def has_room(self) -> bool:
        """Whether the sheet of the diary is wide enough for questions."""
        return self.days >= _FEWEST_DAYS

    @cached_property
    def diary_lines(self) -> tuple[Line, ...]:
        """The questions on the sheet of the diary."""
        first = self.totals_row + len(self.form.groups) + 2
        asked = [section for section in self.form.sections if section.with_diary and self.has_room]
        return tuple(_lines(asked, first))

    @cached_property
    def question_lines(self) -> tuple[Line, ...]:
        """The questions on a sheet of their own, if there are any."""
        asked = [section for section in self.form.sections if not (section.with_diary and self.has_room)]
        return tuple(_lines(asked, _FIRST_HEAD_ROW if self.form.has_diary else self.head_row(self.form.head[-1]) + 2))

    @property
    def diary_answer_column(self) -> int:
        """The column of the answers on the sheet of the diary."""
        return self.day_columns[-2]

    @property
    def head_sheet(self) -> str:
        """The sheet at whose head stands whose form it is."""
        return DIARY if self.form.has_diary else QUESTIONS

    def head_row(self, name: str) -> int:
        """The row of the respondent, the agency or the week; without a diary they stand below what is explained."""
        above = 0 if self.form.has_diary else len(self.form.explanation)
        return _FIRST_HEAD_ROW + above + HEAD.index(name)


def field_sheets(form: Form) -> dict[str, str]:
    """The names of the sheets on which the fields beside the activity are filled in, by the field's id."""
    taken = {name.casefold() for name in (DIARY, QUESTIONS, CODES, ABOUT, LISTS)}
    names: dict[str, str] = {}
    for field in form.study.fields:
        plain = " ".join(_NOT_IN_SHEET_NAMES.sub(" ", field.label).strip("'").split())[:_LONGEST_SHEET_NAME] or field.id
        number, name = 1, plain
        while name.casefold() in taken:
            number += 1
            name = f"{plain[: _LONGEST_SHEET_NAME - 3]} {number}"
        taken.add(name.casefold())
        names[field.id] = name
    return names


class Places(NamedTuple):
    """The cells of a form that are filled in.

    Attributes:
        slots: of `form.slots`, in their order.
        answers: by the id of the variable or, for a tick, by `variable:level`.
        head: of the respondent, the agency and the week, by these names.
        fields: of `form.slots`, in their order, by the id of the field.
    """

    slots: tuple[Place, ...]
    answers: dict[str, Place]
    head: dict[str, Place]
    fields: dict[str, tuple[Place, ...]]


def places_of(form: Form) -> Places:
    """The cells of a form's workbook that are filled in."""
    plan = Plan(form)
    per_day = form.grid.slots_per_day
    slots = tuple(
        Place(DIARY, plan.slot_rows[slot % per_day], plan.day_columns[form.days.index(slot // per_day)])
        for slot in form.slots
    )
    answers: dict[str, Place] = {}
    for sheet, lines, column in (
        (DIARY, plan.diary_lines, plan.diary_answer_column if plan.has_room else 0),
        (QUESTIONS, plan.question_lines, 2),
    ):
        answers |= {line.mark.removeprefix(MARK): Place(sheet, line.row, column) for line in lines if line.mark}
    column = head_column(plan) if form.has_diary else 2
    head = {name: Place(plan.head_sheet, plan.head_row(name), column) for name in form.head}
    fields = {id_: tuple(place._replace(sheet=sheet) for place in slots) for id_, sheet in field_sheets(form).items()}
    return Places(slots, answers, head, fields)


def head_column(plan: Plan) -> int:
    """The column of what stands at the head of the diary."""
    return plan.day_columns[min(1, plan.days - 1)]


def _lines(sections: Sequence[QuestionSection], row: int) -> Iterator[Line]:
    for section in sections:
        yield Line(row, section.heading, section.help)
        row += 1
        for estimate, questions in groupby(section.questions, key=lambda question: question.line_of):
            if estimate:
                yield Line(row, help=estimate.help, estimate=estimate)
                row += 1
            first = row
            for question in questions:
                yield Line(row, help=question.help, question=question)
                row += 1
                if question.variable.kind is VariableKind.MULTIPLE:
                    for level in question.variable.levels:
                        yield Line(row, question=question, level=level)
                        row += 1
            if estimate:
                yield Line(row, estimate=estimate, summed=range(first, row))
                row += 1
        row += 1
