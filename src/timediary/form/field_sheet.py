"""The sheet of a field: the grid of the diary once more, for what is noted beside the activity."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from timediary.form.plan import END, MARK, OF_FIELD
from timediary.form.week import write_days, write_slots

if TYPE_CHECKING:
    from timediary.form.plan import Plan
    from timediary.form.sheets import Lists
    from timediary.form.styles import Styles
    from timediary.model.study import Field

_ROOM = 66.0


def write_field(page: Any, plan: Plan, field: Field, styles: Styles, lists: Lists) -> None:
    """Write the sheet of one field: times down, days across, and beside them what may be noted."""
    columns = plan.day_columns
    page.set_column(0, 0, 4, None, {"hidden": True})
    page.set_column(plan.time_column, plan.time_column, 9 if plan.days > 1 else 16)
    page.set_column(columns[0], columns[-1], max(9.4, _ROOM / plan.days))
    page.write_string(0, 0, f"{MARK}{OF_FIELD}{field.id}")
    page.write_string(0, plan.time_column, field.label, styles.title)
    page.set_row(0, 24)
    page.write_string(1, plan.time_column, _in_short(field), styles.make(font_size=9))
    write_days(page, plan, styles, plan.days_row)
    write_slots(page, plan, styles)
    page.write_string(plan.last_slot_row + 1, 0, END)
    for first, last in plan.blocks:
        page.data_validation(first, columns[0], last, columns[-1], _rule(field, lists))
    column = columns[-1] + 2
    page.set_column(column, column, 12)
    page.set_column(column + 1, column + 1, 44)
    for row, code in enumerate(field.codes, start=plan.days_row):
        page.write_string(row, column, code.id, styles.label)
        page.write_string(row, column + 1, code.label, styles.make(font_size=9))
    page.print_area(0, 0, plan.last_slot_row, column + 1)
    page.freeze_panes(plan.days_row + 2, columns[0])


def _in_short(field: Field) -> str:
    """How to fill in the sheet, on one line."""
    several = " Several may be noted in one cell, separated by a semicolon." if field.several else ""
    return f"Note beside what you entered in the diary, at the same times. Leave blank what you can't say.{several}"


def _rule(field: Field, lists: Lists) -> dict[str, Any]:
    """What a cell takes: a code of the list, or where several may be noted anything."""
    rule: dict[str, Any] = {"validate": "list", "source": f"={lists.of_field(field)}"}
    if field.several:
        return rule | {"show_error": False}
    return rule | {"error_title": "Not one of the codes", "error_message": "Choose from the list beside the grid."}
