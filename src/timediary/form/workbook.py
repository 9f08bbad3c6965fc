"""The form as a workbook: the survey's own grid with lists to choose from, the questions, the codes explained.

That of a study without a diary has the questions alone, on its first sheet.

Made with XlsxWriter, for Excel, LibreOffice and paper (A4). Cells that are filled in are unlocked, all others protected
without a password. The same form gives the same bytes.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from timediary.form.content import FORMAT
from timediary.form.field_sheet import write_field
from timediary.form.plan import ABOUT, CODES, DIARY, LISTS, QUESTIONS, Plan, field_sheets
from timediary.form.sheets import Lists, write_about, write_codes, write_questions
from timediary.form.styles import Styles
from timediary.form.week import write_diary
from timediary.model.spelling import column_letters
from timediary.packages import new_workbook

if TYPE_CHECKING:
    from timediary.form.content import Form

_A4 = 9


def workbook_bytes(form: Form) -> bytes:
    """A form as the content of an .xlsx file.

    `plan.places_of(form)` says which of its cells are filled in.
    """
    content = io.BytesIO()
    book = new_workbook(content, {"title": form.title, "subject": FORMAT})
    book.set_calc_mode("auto")
    plan = Plan(form)
    fields = field_sheets(form)
    asked = [QUESTIONS] if plan.question_lines else []
    names = [DIARY, *fields.values(), *asked, CODES, ABOUT, LISTS] if form.has_diary else [*asked, ABOUT, LISTS]
    pages: dict[str, Any] = {name: book.add_worksheet(name) for name in names}
    styles = Styles(book)
    lists = Lists(form)
    lists.write(book, pages[LISTS])
    if form.has_diary:
        write_diary(pages[DIARY], plan, styles, lists)
    for field in form.study.fields:
        write_field(pages[fields[field.id]], plan, field, styles, lists)
    if plan.question_lines:
        write_questions(pages[QUESTIONS], plan, styles, lists)
    if form.has_diary:
        write_codes(pages[CODES], form, styles)
    write_about(pages[ABOUT], form, styles)
    for name, page in pages.items():
        _set_up(page, form, is_diary=name == DIARY)
    _define_names(book, plan)
    pages[LISTS].hide()
    pages[names[0]].activate()
    book.close()
    return content.getvalue()


def _set_up(page: Any, form: Form, *, is_diary: bool) -> None:
    """Protection and printing of a sheet."""
    page.protect("", {"format_columns": True, "format_rows": True})
    page.hide_gridlines(2)
    page.set_paper(_A4)
    page.set_margins(left=0.5, right=0.5, top=0.5, bottom=0.6)
    if len(form.days) > 10 and is_diary:
        page.set_landscape()
    page.fit_to_pages(1, 1 if is_diary and form.grid.slots_per_day <= 60 else 0)
    page.set_footer(f"&L{form.respondent.replace('&', '&&')[:80]}&C&A&RPage &P of &N")


def _define_names(book: Any, plan: Plan) -> None:
    """Names for the parts of a form, for people and programs that look for them."""
    if plan.form.has_diary:
        columns = [column_letters(column) for column in plan.day_columns]
        first = min(plan.slot_rows.values()) + 1
        book.define_name("form_diary", f"={DIARY}!${columns[0]}${first}:${columns[-1]}${plan.last_slot_row + 1}")
    book.define_name("form_version", f"='{ABOUT}'!$B${8 if plan.form.has_diary else 7}")
