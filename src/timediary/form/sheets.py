"""The other sheets of a form: questions, codes, what the form is, and the lists to choose from."""

from __future__ import annotations

import datetime as dt
from math import ceil
from typing import TYPE_CHECKING, Any

from timediary.form.content import FORMAT, TOGETHER, not_a_whole
from timediary.form.plan import LISTS, MARK
from timediary.model.spelling import column_letters, number_text
from timediary.model.study import VariableKind

if TYPE_CHECKING:
    from timediary.form.content import Form
    from timediary.form.plan import Line, Plan
    from timediary.form.styles import Styles
    from timediary.model.study import Field, Variable

_LABELS = {"respondent": "Respondent", "agency": "Agency", "week_beginning": "Week beginning"}
_LONGEST_PROMPT = 255
_LINE_HEIGHT = 14.0
_FREE_TEXT_HEIGHT = 84.0


class Lists:
    """The hidden sheet with the lists to choose from: the codes by group, then each variable's answers.

    Each list has a name of its own, because rules for colours and entries in old versions of Excel take no cells of
    other sheets.

    Attributes:
        codes: the name of all codes.
        groups: the names of the codes of each group.
    """

    def __init__(self, form: Form) -> None:
        self._sizes = [len(group.codes) for group in form.groups]
        self._codes = [code.id for group in form.groups for code in group.codes]
        asked = [question.variable for section in form.sections for question in section.questions]
        self._levelled = [variable for variable in asked if variable.kind is VariableKind.LEVEL]
        self._fields = form.study.fields
        self.codes = "form_codes"
        self.groups = [f"form_codes_{number}" for number in range(1, len(self._sizes) + 1)]

    def answers(self, variable: Variable) -> str:
        """The name of the answers to a variable."""
        return f"form_answers_{self._levelled.index(variable) + 1}"

    def of_field(self, field: Field) -> str:
        """The name of the codes of a field."""
        return f"form_field_{self._fields.index(field) + 1}"

    def write(self, book: Any, page: Any) -> None:
        """Write the sheet, and give the lists their names."""
        for row, code in enumerate(self._codes):
            page.write_string(row, 0, code)
        if self._codes:
            book.define_name(self.codes, _cells(0, 1, len(self._codes)))
        first = 1
        for name, size in zip(self.groups, self._sizes, strict=True):
            book.define_name(name, _cells(0, first, first + size - 1))
            first += size
        for column, variable in enumerate(self._levelled, start=1):
            for row, level in enumerate(variable.levels):
                page.write_string(row, column, level.label)
            book.define_name(self.answers(variable), _cells(column, 1, len(variable.levels)))
        for column, field in enumerate(self._fields, start=1 + len(self._levelled)):
            for row, one in enumerate(field.codes):
                page.write_string(row, column, one.id)
            book.define_name(self.of_field(field), _cells(column, 1, len(field.codes)))


def _cells(column: int, first: int, last: int) -> str:
    letters = column_letters(column)
    return f"={LISTS}!${letters}${first}:${letters}${last}"


def write_questions(page: Any, plan: Plan, styles: Styles, lists: Lists) -> None:
    """Write the sheet of questions."""
    page.set_column(0, 0, 4, None, {"hidden": True})
    page.set_column(1, 1, 62)
    page.set_column(2, 2, 36)
    page.write_string(0, 1, plan.form.title, styles.title)
    page.set_row(0, 24)
    said = "Choose an answer from the list, or type a number. Leave out what you can't say."
    if not plan.form.has_diary:
        said = ". ".join(filter(None, (plan.form.subtitle, said)))
        for row, paragraph in enumerate(plan.form.explanation, start=2):
            _write_words(page, row, (1, 2), paragraph, "", styles.text)
        write_head(page, plan, (1, 2, 2), styles)
    page.write_string(1, 1, said, styles.small)
    for line in plan.question_lines:
        write_line(page, line, (1, 2, 2), styles, lists)
    page.freeze_panes(2, 0)


def write_head(page: Any, plan: Plan, columns: tuple[int, int, int], styles: Styles) -> None:
    """Write whose form it is, from where, and of which week: filled in, or left to fill in.

    Args:
        page: the sheet.
        plan: where the rows are.
        columns: that of the words, and those in which the entry begins and ends.
        styles: how it looks.
    """
    form, (words, column, last) = plan.form, columns
    for name in form.head:
        row, value = plan.head_row(name), getattr(form, name)
        page.write_string(row, 0, MARK + name)
        label = "Date" if name == "week_beginning" and len(form.grid.days) == 1 else _LABELS[name]
        page.write_string(row, words, label, styles.label)
        is_date = name == "week_beginning"
        style = styles.entry(locked=bool(value), number_format="d mmmm yyyy" if is_date else "@")
        if last > column:
            page.merge_range(row, column, row, last, None, style)
        if value and is_date:
            page.write_datetime(row, column, dt.datetime.fromisoformat(value), style)
        elif value:
            page.write_string(row, column, value, style)
        else:
            page.write_blank(row, column, None, style)


def _height(text: str, characters: int) -> float:
    """The height of a row with a text that is wrapped at about so many characters."""
    return _LINE_HEIGHT * sum(max(1, ceil(len(part) / characters)) for part in text.split("\n")) + 3


def write_line(page: Any, line: Line, columns: tuple[int, int, int], styles: Styles, lists: Lists) -> None:
    """Write a heading, a question, an answer to tick, or what stands above and below the lines of an estimate.

    Args:
        page: the sheet.
        line: what to write.
        columns: those in which the words begin, and in which the answer begins and ends.
        styles: how it looks.
        lists: the lists to choose from.
    """
    first, begin, end = columns
    if line.summed:
        _write_sum(page, line, columns, styles)
        return
    if line.estimate:
        _write_words(page, line.row, (first, begin), line.estimate.wording, line.help, styles.question)
        return
    if line.question is None:
        _write_heading(page, line, columns, styles)
        return
    variable = line.question.variable
    if line.level:
        _write_words(page, line.row, (first, begin), line.level.label, "", styles.answer_label)
    else:
        _write_words(page, line.row, (first, begin), line.question.wording, line.help, styles.question)
    if variable.is_free_text:
        page.set_row(line.row, _FREE_TEXT_HEIGHT)
    if line.mark:
        page.write_string(line.row, 0, line.mark)
        align = "center" if line.level else "left"
        entry = styles.free_text if variable.is_free_text else styles.entry(align=align)
        if end > begin:
            page.merge_range(line.row, begin, line.row, end, None, entry)
        page.write_blank(line.row, begin, None, entry)
        cell = f"{column_letters(begin)}{line.row + 1}"
        rule = _part_rule(cell) if line.question.line_of else _rule(variable, lists, ticked=line.level is not None)
        if rule:
            page.data_validation(line.row, begin, line.row, begin, rule)


def _write_heading(page: Any, line: Line, columns: tuple[int, int, int], styles: Styles) -> None:
    first, begin, end = columns
    page.write_string(line.row, first, line.heading, styles.heading)
    for column in range(first + 1, end + 1):
        page.write_blank(line.row, column, None, styles.heading)
    page.set_row(line.row, 22)
    if line.help:
        page.write_string(line.row, begin, line.help, styles.make(font_size=9, bottom=2, text_wrap=True))
        page.set_row(line.row, max(28, _height(line.help, 42)))


def _write_words(page: Any, row: int, columns: tuple[int, int], words: str, help_: str, style: Any) -> None:
    """Write words, with what helps to answer below them, from one column up to another."""
    first, end = columns
    said = words + (f"\n{help_}" if help_ else "")
    if end - first > 1:
        page.merge_range(row, first, row, end - 1, None, style)
    page.write_string(row, first, said, style)
    page.set_row(row, _height(said, 64))


def _write_sum(page: Any, line: Line, columns: tuple[int, int, int], styles: Styles) -> None:
    """Write what the lines of an estimate add up to, and whether the study takes that for 100."""
    first, begin, end = columns
    if line.estimate is None:
        return
    letters = column_letters(begin)
    cells = f"{letters}{line.summed[0] + 1}:{letters}{line.summed[-1] + 1}"
    added = f"ROUND(SUM({cells}),6)"
    estimate = line.estimate.estimate
    beyond = f"AND(COUNT({cells})>0,OR({added}<{estimate.low!r},{added}>{estimate.high!r}))"
    if begin - first > 1:
        page.merge_range(line.row, first, line.row, begin - 1, None, styles.label)
    words = f'=IF({beyond},"{TOGETHER}. {not_a_whole(estimate)}","{TOGETHER}")'
    page.write_formula(line.row, first, words, styles.label, TOGETHER)
    if end > begin:
        page.merge_range(line.row, begin, line.row, end, None, styles.label)
    page.write_formula(line.row, begin, f'=IF(COUNT({cells})=0,"",{added})', styles.sum_of_parts, "")
    shown = {"type": "formula", "criteria": f"={beyond}", "format": styles.mistyped()}
    page.conditional_format(line.row, first, line.row, end, shown)
    page.set_row(line.row, 18)


def _part_rule(cell: str) -> dict[str, Any]:
    """What the cell of a line of an estimate takes; 5% would be stored as 0.05, and taken for next to nothing."""
    return {
        "validate": "custom",
        "value": f"=AND(ISNUMBER({cell}),OR({cell}=0,AND({cell}>=1,{cell}<=100)))",
        "error_title": "Not a number of percent",
        "error_message": "Type a number from 1 to 100 without a percent sign: 5 for 5%. Leave out what takes less.",
    }


def _rule(variable: Variable, lists: Lists, *, ticked: bool) -> dict[str, Any] | None:
    """What the cell of an answer takes."""
    if ticked:
        return {"validate": "list", "source": ["x"], "error_message": "Type x for yes, or leave the cell blank."}
    if variable.kind is VariableKind.LEVEL:
        return {
            "validate": "list",
            "source": f"={lists.answers(variable)}",
            "error_title": "Not one of the answers",
            "error_message": "Choose an answer from the list, or leave the cell blank.",
        }
    if variable.kind is not VariableKind.NUMBER:
        return None
    if variable.boxes:
        points = [band.id for band in variable.bands]
        message = f"Choose a point of the scale, {points[0]} to {points[-1]}, or leave the cell blank."
        return {
            "validate": "list",
            "source": points,
            "error_title": "Not a point of the scale",
            "error_message": message,
        }
    low, high = variable.minimum, variable.maximum
    words = [f"{number_text(low)} or more"] if low is not None else []
    words += [f"{number_text(high)} at most"] if high is not None else []
    message = "Type a number" + (f": {', '.join(words)}." if words else ".")
    return {
        "validate": "decimal",
        "criteria": "between",
        "minimum": -1e12 if low is None else low,
        "maximum": 1e12 if high is None else high,
        "error_title": "Not a number that fits",
        "error_message": message[:_LONGEST_PROMPT],
    }


def write_codes(page: Any, form: Form, styles: Styles) -> None:
    """Write how the diary is filled in, and what each code is for."""
    page.set_column(0, 0, 9)
    page.set_column(1, 1, 42)
    page.set_column(2, 2, 52)
    page.write_string(0, 0, "How to fill in the diary", styles.title)
    page.set_row(0, 24)
    row = 1
    for paragraph in form.explanation:
        page.merge_range(row, 0, row, 2, None, styles.text)
        page.write_string(row, 0, paragraph, styles.text)
        page.set_row(row, _height(paragraph, 125))
        row += 1
    for group in form.groups:
        row += 1
        for column in range(3):
            page.write_blank(row, column, None, styles.group(group.colours))
        page.write_string(row, 0, group.label, styles.group(group.colours))
        page.set_row(row, 18)
        row += 1
        for code in group.codes:
            help_ = form.code_help.get(code.id, "")
            page.write_string(row, 0, code.id, styles.code(group.colours))
            page.write_string(row, 1, code.label, styles.text)
            page.write_string(row, 2, help_, styles.small)
            page.set_row(row, max(_height(code.label, 48), _height(help_, 72)))
            row += 1


def write_about(page: Any, form: Form, styles: Styles) -> None:
    """Write what the form is, for the program that reads it."""
    page.set_column(0, 0, 18)
    page.set_column(1, 1, 70)
    page.write_string(0, 0, "About this form", styles.title)
    page.set_row(0, 24)
    page.write_string(
        1, 0, "These lines tell the program that gathers the forms which one this is.", styles.make(font_size=9)
    )
    facts = {
        "Format": FORMAT,
        "Study": form.study.id,
        "Respondent": form.respondent,
        **({"Week beginning": form.week_beginning} if form.has_diary else {}),
        "Agency": form.agency,
        "Form version": form.version,
    }
    if form.days_asked:
        facts["Days asked"] = form.days_asked
    for row, (name, value) in enumerate(facts.items(), start=2):
        page.write_string(row, 0, name, styles.label)
        page.write_string(row, 1, value, styles.make())
