"""The sheet of the diary: times down, days across, sums of hours below, and what is asked of the week."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from timediary.form.content import slot_words
from timediary.form.plan import CODES, END, head_column
from timediary.form.sheets import write_head, write_line
from timediary.model.spelling import column_letters

if TYPE_CHECKING:
    from timediary.form.content import CodeGroup, Form
    from timediary.form.plan import Plan
    from timediary.form.sheets import Lists
    from timediary.form.styles import Styles

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec")
_ROOM = 66.0


def write_diary(page: Any, plan: Plan, styles: Styles, lists: Lists) -> None:
    """Write the sheet of the diary."""
    form, columns = plan.form, plan.day_columns
    page.set_column(0, 0, 4, None, {"hidden": True})
    page.set_column(plan.time_column, plan.time_column, 9 if plan.days > 1 else 16)
    page.set_column(columns[0], columns[-1], max(9.4, _ROOM / plan.days))
    page.set_column(columns[-1] + 1, columns[-1] + 1, 9)
    page.write_string(0, plan.time_column, form.title, styles.title)
    page.set_row(0, 24)
    said = ". ".join(filter(None, (form.subtitle, _in_short(form))))
    page.write_string(1, plan.time_column, said, styles.make(font_size=9))
    column = head_column(plan)
    write_head(page, plan, (plan.time_column, column, min(column + 3, columns[-1])), styles)
    write_days(page, plan, styles, plan.days_row)
    write_slots(page, plan, styles)
    _choose_from_codes(page, plan, styles, lists)
    _write_totals(page, plan, styles, lists)
    for line in plan.diary_lines:
        write_line(page, line, (plan.time_column, plan.diary_answer_column, columns[-1]), styles, lists)
    _write_legend(page, plan, styles)
    page.print_area(0, 0, plan.last_row, columns[-1] + 1)
    page.repeat_rows(plan.days_row, plan.days_row + 1)
    page.freeze_panes(plan.days_row + 2, columns[0])


def _in_short(form: Form) -> str:
    """How to fill in the diary, on one line."""
    return (
        f"Choose the code of what took up most of each {slot_words(form.grid)}. Leave it blank when you did not work. "
        f"The sheet '{CODES}' explains the codes."
    )


def write_days(page: Any, plan: Plan, styles: Styles, row: int) -> None:
    """The names of the days in a row, with their dates in the next where the week is known."""
    grid, dates = plan.form.grid, plan.form.dates
    for number, (day, column) in enumerate(zip(plan.form.days, plan.day_columns, strict=True)):
        weekend = day in grid.weekend
        page.write_string(row, column, grid.days[day], styles.day(weekend=weekend))
        date = f"{dates[number].day} {_MONTHS[dates[number].month - 1]}" if dates else ""
        page.write_string(row + 1, column, date, styles.day(weekend=weekend, bold=False))


def write_slots(page: Any, plan: Plan, styles: Styles) -> None:
    """The times, and an empty cell for every slot."""
    form = plan.form
    for position, row in plan.slot_rows.items():
        whole = form.grid.start_minute(position) % 60 == 0
        page.write_string(row, plan.time_column, form.time(position), styles.time(whole=whole))
        for day, column in zip(form.days, plan.day_columns, strict=True):
            page.write_blank(row, column, None, styles.slot(whole=whole, weekend=day in form.grid.weekend))
        page.set_row(row, 13.5)
    if plan.parting_row is not None:
        page.write_string(plan.parting_row, plan.time_column, _early_hours(form), styles.parting)
        page.set_row(plan.parting_row, 18)
        write_days(page, plan, styles, plan.parting_row + 1)


def _early_hours(form: Form) -> str:
    """Which hours the last rows are, and of which day."""
    return (
        f"Early hours, {form.time(0)} to {form.time(form.positions[0])}, before the morning of the day named below. "
        "What comes after midnight belongs to the next day."
    )


def _choose_from_codes(page: Any, plan: Plan, styles: Styles, lists: Lists) -> None:
    """A list of codes to choose from in each slot, and the colour of its group once one is chosen."""
    columns = plan.day_columns
    for first, last in plan.blocks:
        corners = (first, columns[0], last, columns[-1])
        here = f"{column_letters(columns[0])}{first + 1}"
        page.data_validation(
            *corners,
            {
                "validate": "list",
                "source": f"={lists.codes}",
                "error_title": "Not one of the codes",
                "error_message": "Choose a code from the list. The sheet 'Codes' explains them.",
            },
        )
        for group, cells in zip(plan.form.groups, lists.groups, strict=True):
            rule = {"type": "formula", "criteria": f"=COUNTIF({cells},{here})>0"}
            page.conditional_format(*corners, {**rule, "format": styles.typed(group.colours)})
        rule = {"type": "formula", "criteria": f'=AND({here}<>"",COUNTIF({lists.codes},{here})=0)'}
        page.conditional_format(*corners, {**rule, "format": styles.mistyped()})


def _write_totals(page: Any, plan: Plan, styles: Styles, lists: Lists) -> None:
    """The hours of each day and of the week, in all and by group, as formulas."""
    form, columns, row = plan.form, plan.day_columns, plan.totals_row
    number_format = "0.0;;" if form.grid.slot_minutes % 30 == 0 else "0.00;;"
    page.write_string(row - 1, 0, END)
    page.write_string(row - 1, columns[-1] + 1, "Week", styles.day(weekend=False))
    names = [("Hours", "", None), *((_span(group), group.label, group.colours) for group in form.groups)]
    for number, (name, label, colours) in enumerate(names):
        main = colours is None
        page.write_string(row + number, plan.time_column, name, styles.total_label(colours))
        page.write_string(row + number, columns[-1] + 3, label, styles.make(font_size=9))
        style = styles.total(number_format, bold=main, lined=main)
        cells = lists.codes if main else lists.groups[number - 1]
        for column in columns:
            letters = column_letters(column)
            slots = f"{letters}${min(plan.slot_rows.values()) + 1}:{letters}${plan.last_slot_row + 1}"
            formula = f"=SUMPRODUCT(COUNTIF({slots},{cells}))*{form.grid.slot_minutes}/60"
            page.write_formula(row + number, column, formula, style, 0)
        bold = styles.total(number_format, bold=True, lined=main)
        across = f"{column_letters(columns[0])}{row + number + 1}:{column_letters(columns[-1])}{row + number + 1}"
        page.write_formula(row + number, columns[-1] + 1, f"=SUM({across})", bold, 0)


def _span(group: CodeGroup) -> str:
    """A group by its first and last code, which is short enough to stand before sums."""
    first, last = group.codes[0].id, group.codes[-1].id
    return first if first == last else f"{first}\u2013{last}"


def _write_legend(page: Any, plan: Plan, styles: Styles) -> None:
    """The codes beside the grid, for whoever fills it in on a screen; on paper they have a page of their own."""
    column, row = plan.day_columns[-1] + 3, plan.days_row
    page.set_column(column - 1, column - 1, 3)
    page.set_column(column, column, 8)
    page.set_column(column + 1, column + 1, 44)
    for group in plan.form.groups:
        for cell in (column, column + 1):
            page.write_blank(row, cell, None, styles.legend_head(group.colours))
        page.write_string(row, column, group.label, styles.legend_head(group.colours))
        for number, code in enumerate(group.codes, start=row + 1):
            page.write_string(number, column, code.id, styles.legend(group.colours))
            page.write_string(number, column + 1, code.label, styles.make(font_size=9))
        row += len(group.codes) + 1
