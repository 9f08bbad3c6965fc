"""A small survey, and the files in which a respondent's answers may come."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any, NamedTuple

import xlsxwriter

from timediary.model.study import (
    ActivityCode,
    ActivityType,
    Defaults,
    DiaryGrid,
    Level,
    Study,
    Variable,
    VariableKind,
)
from timediary.study import load_study

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

Rows = list[list[Any]]


class Formula(NamedTuple):
    """A formula and the result stored with it."""

    formula: str
    result: Any


STUDY = load_study()

RESPONDENTS: Rows = [
    ["respondent", "setting", "role", "client_groups", "contracted_hours", "team"],
    ["R1", "CSD", "Manager", "Carers; Older people", 37, "North 2"],
    ["R2", "DASS", "Social worker", "Carers", 37.5, "North 10"],
    ["R3", "Joint", "Other", None, None, None],
    ["R4", "PVI", "Senior practitioner", "Young carers", 18.5, "North 2"],
]
LONG: Rows = [
    ["respondent", "day", "time", "code"],
    ["R1", "Monday", "08:30", "D1"],
    ["R1", "Monday", "09:00", "D10"],
    ["R1", "Tuesday", "00:00", "S9"],
    ["R2", "Monday", "08:30", "OA1"],
    ["R2", "Sunday", "23:30", "IA4"],
    ["R3", "Wednesday", "09:30", "OIA2"],
    ["R4", "Saturday", "13:00", "R7"],
    ["R4", "Saturday", "13:30", "R7"],
]


def wide_of(long: Rows, respondents: Sequence[str] = ("R1", "R2", "R3", "R4")) -> Rows:
    """A long diary as a wide one with a column for every slot of the week."""
    grid = STUDY.grid
    slots = {(day, grid.slot_name(n)[-5:]): n for n, day in _days_of_slots()}
    table: Rows = [["respondent", *(grid.slot_name(n) for n in range(grid.slots))]]
    table += [[id_, *[None] * grid.slots] for id_ in respondents]
    for id_, day, time, code in long[1:]:
        table[1 + list(respondents).index(id_)][1 + slots[day, time]] = code
    return table


def _days_of_slots() -> list[tuple[int, str]]:
    grid = STUDY.grid
    return [(n, grid.days[n // grid.slots_per_day]) for n in range(grid.slots)]


def write_xlsx(path: Path, sheets: Mapping[str, Rows], hidden: Sequence[str] = ()) -> Path:
    """A workbook; dates and times are written as such, `None` as a blank."""
    workbook = xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd hh:mm"})
    for name, rows in sheets.items():
        sheet = workbook.add_worksheet(name)
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, Formula):
                    sheet.write_formula(number, column, cell.formula, None, cell.result)
                else:
                    sheet.write(number, column, cell)
        if name in hidden:
            sheet.hide()
        else:
            sheet.activate()
    workbook.close()
    return path


def write_csv(path: Path, rows: Rows, delimiter: str = ",", encoding: str = "utf-8") -> Path:
    """Delimited text."""
    with path.open("w", encoding=encoding, newline="") as stream:
        csv.writer(stream, delimiter=delimiter).writerows(["" if c is None else c for c in row] for row in rows)
    return path


def one_day_study() -> Study:
    """A study of one day in slots of ten minutes, from four in the morning, with twelve numbered codes."""
    grid = DiaryGrid(("Diary day",), 10, 240, 144, (), 540, 1020)
    names = ["sleep", "eat", "wash", "work", "commute", "study", "clean", "cook", "care", "shop", "read", "rest"]
    codes = tuple(ActivityCode(str(n), name, "all") for n, name in enumerate(names, start=1))
    variables = (
        Variable("person", "Person", VariableKind.IDENTIFIER, ("id",)),
        Variable("sex", "Sex", VariableKind.LEVEL, levels=(Level("f", "Female"), Level("m", "Male"))),
    )
    defaults = Defaults("all", ("sex",), (), 30, 0.2)
    named = {variable.id: variable for variable in variables}
    return Study("one_day", "One day", "", grid, (ActivityType("all", "All"),), codes, named, {}, defaults, ("-",))


WEEK = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


def study_of_days(folder: Path, codes: Sequence[str], *, week: bool = False, more: str = "", slot: int = 10) -> Path:
    """A study of days from 04:00, or of weeks, with a group for each code."""
    (folder / "groupings").mkdir(parents=True)
    days, first = (WEEK, "00:00") if week else (["Day"], "04:00")
    (folder / "study.toml").write_text(
        f'id = "{folder.name}"\nname = "A study"\n[diary]\ndays = {days}\nweekend = []\nslot_minutes = {slot}\n'
        f'first_slot = "{first}"\nslots_per_day = {1440 // slot}\ncore_start = "08:00"\ncore_end = "18:00"\n'
        f'[defaults]\ngrouping = "codes"\nby = []\nheadline = []\nlow_base = 1\n{more}'.replace("'", '"')
    )
    lines = "".join(f'[[codes]]\nid = "{code}"\nlabel = "{code}"\ntype = "all"\n' for code in codes)
    (folder / "codes.toml").write_text(f'[[types]]\nid = "all"\nlabel = "All"\n{lines}')
    (folder / "variables.toml").write_text('[[variables]]\nid = "person"\nlabel = "Person"\nkind = "identifier"\n')
    rows = "".join(f'[[rows]]\nid = "r{n}"\nlabel = "{code}"\ncodes = ["{code}"]\n' for n, code in enumerate(codes))
    (folder / "groupings" / "codes.toml").write_text(f'id = "codes"\nlabel = "Codes"\nsource = ""\n{rows}')
    return folder
