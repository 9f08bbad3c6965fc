"""Plain grids typed by hand, at random: with the oddities that do no harm, and with faults whose cells are known."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import xlsxwriter

from timediary.study import load_study

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from random import Random

STUDY = load_study()
GRID = STUDY.grid
CODES = [code.id for code in STUDY.codes]
SETTINGS = {"csd": "Children's services", "dass": "Adult services", "joint": "Joint", "pvi": "Voluntary"}
ROLES = {"manager": "Team manager", "social_worker": "Social worker", "other": "Other"}
SECRETS = ("Philippa Nobody", "p.nobody@example.org", "020 7946 0999")


@dataclass
class Cell:
    """A cell to be written, and the kind of problem that is planted in it with the cells that it costs."""

    value: Any = None
    fault: str = ""
    cost: int = 0


@dataclass
class Line:
    """A row of the grid: its time, one cell a day, and the position of its slots within a day."""

    time: Cell
    days: list[Cell]
    position: int


@dataclass
class Sheet:
    """A filled grid as a sheet, and what should be read from it.

    Attributes:
        lines: the rows of the grid; None is a second row of days.
        head, foot: rows above and below, from the second column on.
        codes: what should be in each slot.
        answers: what should be answered, as ids and numbers.
        merges: blocks of one code, as day, the cell of the first slot and the number of slots.
    """

    respondent: str
    random: Random
    days: list[Cell] = field(default_factory=list)
    lines: list[Line | None] = field(default_factory=list)
    head: list[list[Cell]] = field(default_factory=list)
    foot: list[list[Cell]] = field(default_factory=list)
    codes: dict[int, str] = field(default_factory=dict)
    answers: dict[str, object] = field(default_factory=dict)
    merges: list[tuple[int, Cell, int]] = field(default_factory=list)
    turned: bool = False
    cells_read: int = 0


def make_sheet(respondent: str, random: Random, *, faults: bool) -> Sheet:
    """A grid filled in at random."""
    sheet = Sheet(respondent, random)
    _fill(sheet)
    _write_days(sheet)
    _write_head(sheet)
    _write_foot(sheet, faults=faults)
    if faults:
        for plant in random.sample(PLANTS, random.randint(1, 4)):
            plant(sheet)
    if faults and random.random() < 0.3:
        _plant_second_row(sheet)
    else:
        _move_rows(sheet)
    sheet.turned = random.random() < 0.15 and not sheet.merges
    return sheet


def _time(position: int, style: int) -> object:
    minute = GRID.start_minute(position)
    hour, rest = divmod(minute, 60)
    return [
        hour + rest / 100,
        f"{hour}.{rest:02d}",
        f"{hour:02d}:{rest:02d}",
        dt.time(hour, rest),
        f"{hour:02d}{rest:02d}",
        f"{hour}:{rest:02d} hrs",
    ][style]


def _spelt(code: str, random: Random) -> str:
    """A code as people type it."""
    letters, digits = code.rstrip("0123456789"), code.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return random.choice(
        [
            code,
            code,
            code.lower(),
            f"{letters} {digits}",
            f"{letters.lower()}-{digits}",
            f" {code}. ",
            f"{code} (with a colleague)",
            f"{code} - rang twice",
            f"{code.lower()}, long journey",
        ]
    )


def _fill(sheet: Sheet) -> None:
    random = sheet.random
    style = random.randrange(6)
    first = GRID.slot(0, 8 * 60 + 30) or 0
    order = [*range(first, GRID.slots_per_day), *range(first)]
    whole = random.random() < 0.7
    for position in order if whole else order[:24]:
        line = Line(Cell(_time(position, style)), [], position)
        for day in range(7):
            worked = 17 <= position < 36 and day < 5
            code = random.choice(CODES) if random.random() < (0.8 if worked else 0.02) else None
            line.days.append(Cell(None if code is None else _spelt(code, random)))
            if code is not None:
                sheet.codes[day * GRID.slots_per_day + position] = code
        if position == 0 and random.random() < 0.6:
            sheet.lines.append(None)
        sheet.lines.append(line)
        sheet.cells_read += 7
    if random.random() < 0.4:
        _merge(sheet)


def _merge(sheet: Sheet) -> None:
    """One code in merged cells over some slots of a day."""
    random = sheet.random
    day, start, length = random.randrange(5), random.randrange(1, 12), random.randint(2, 5)
    code = random.choice(CODES)
    lines = [line for line in sheet.lines[start : start + length] if line is not None]
    for number, line in enumerate(lines):
        line.days[day] = Cell(code if number == 0 else None)
        position = 17 + start + number
        sheet.codes[day * GRID.slots_per_day + position] = code
    sheet.merges.append((day, lines[0].days[day], len(lines)))


def _write_days(sheet: Sheet) -> None:
    week = dt.date(2027, 5, 10)
    style = sheet.random.randrange(4)
    sheet.days = [
        Cell([day, day[:3].upper(), f"{day.lower()}", week + dt.timedelta(number)][style])
        for number, day in enumerate(GRID.days)
    ]


def _write_head(sheet: Sheet) -> None:
    random = sheet.random
    for _ in range(random.randrange(3)):
        sheet.head.append([Cell(random.choice(["Workload survey", "DRAFT 2 please ignore", "Week diary"]))])
    rows = [
        [Cell("Respondent:"), Cell(sheet.respondent)],
        [Cell("Authority / Agency:"), Cell("Northern Council")],
        [Cell("Week beginning"), Cell(random.choice(["10/05/2027", dt.date(2027, 5, 10)]))],
    ]
    if random.random() < 0.3:
        rows[1] = [Cell("Agency: Northern Council")]
    random.shuffle(rows)
    sheet.head += rows
    sheet.answers |= {"agency": "Northern Council", "week_beginning": "2027-05-10"}
    if random.random() < 0.5:
        sheet.head.append([Cell("Name:"), Cell(SECRETS[0]), None or Cell(), Cell("E-mail"), Cell(SECRETS[1])])
    sheet.head.append([])


def _write_foot(sheet: Sheet, *, faults: bool) -> None:
    random = sheet.random
    hours, worked = random.choice([37, 35, 18.5]), random.choice([36, 41.5, 20])
    setting, role = random.choice(list(SETTINGS)), random.choice(list(ROLES))
    sheet.foot.append([])
    if random.random() < 0.5:
        days = random.randint(2, 5)
        sheet.foot.append([Cell("Which days of the week are you contracted to work?")])
        sheet.foot.append([Cell(), *(Cell(day) for day in GRID.days)])
        sheet.foot.append([Cell(), *(Cell("x" if n < days else None) for n in range(7))])
        sheet.foot.append([])
        sheet.answers["contracted_days"] = days
    contracted, over = Cell(hours), Cell(worked)
    if faults and random.random() < 0.2:
        contracted = random.choice([Cell(371, "number_out_of_range"), Cell("full time", "not_a_number")])
    else:
        sheet.answers["contracted_hours"] = hours
    sheet.answers["worked_hours"] = worked
    sheet.foot.append([Cell("Number of hours contracted to work in a week"), contracted])
    sheet.foot.append([Cell("Number of hours actually worked in this week"), over])
    average = random.choice(["Yes", "No"])
    sheet.answers["average_week"] = average.lower()
    boxes = [Cell("Yes"), Cell("x" if average == "Yes" else None), Cell("No"), Cell("x" if average == "No" else None)]
    sheet.foot.append([Cell("Was this an average week?"), *random.choice([boxes, [Cell(f"{average}")]])])
    setting_cell = Cell(SETTINGS[setting])
    if faults and random.random() < 0.2:
        setting_cell = Cell("Moonbase", "unknown_level")
    else:
        sheet.answers["setting"] = setting
    sheet.foot.append([Cell("Setting"), setting_cell])
    sheet.foot.append(
        [Cell("Role"), *(c for id_, words in ROLES.items() for c in (Cell(words), Cell("X" if id_ == role else None)))]
    )
    sheet.answers["role"] = role
    _write_groups(sheet, faults=faults)
    sheet.foot.append([Cell("Telephone"), Cell(SECRETS[2])])


def _write_groups(sheet: Sheet, *, faults: bool) -> None:
    """Client groups to tick, one below the other."""
    random = sheet.random
    levels = STUDY.variables["client_groups"].levels
    many = faults and random.random() < 0.2
    chosen = sorted(random.sample(range(len(levels)), 5 if many else random.randint(1, 3)))
    sheet.foot.append([Cell("Client groups")])
    for number, level in enumerate(levels):
        tick = Cell("x" if number in chosen else None)
        if many and number == chosen[-1]:
            tick.fault = "too_many_answers"
        sheet.foot.append([Cell(level.label), tick])
    sheet.answers["client_groups"] = set() if many else {levels[number].id for number in chosen}
    sheet.foot.append([])


def _filled(sheet: Sheet) -> list[tuple[Line, int, int]]:
    """The filled cells: line, day and slot; without those in merged blocks and those with a fault."""
    merged = {id(cell) for _, cell, _ in sheet.merges}
    found = []
    for line in sheet.lines:
        for day, cell in enumerate(line.days if line else []):
            slot = day * GRID.slots_per_day + (line.position if line else 0)
            if line and cell.value is not None and slot in sheet.codes and not cell.fault and id(cell) not in merged:
                found.append((line, day, slot))
    return found


def _plant_code(value: object, kind: str) -> Callable[[Sheet], None]:
    def plant(sheet: Sheet) -> None:
        line, day, slot = sheet.random.choice(_filled(sheet))
        line.days[day] = Cell(value, kind, 1)
        del sheet.codes[slot]

    return plant


def _plant_time(value: object, kind: str) -> Callable[[Sheet], None]:
    """A row whose time can't be read: all that is filled in it is left out."""

    def plant(sheet: Sheet) -> None:
        if any(line and line.time.fault for line in sheet.lines) or any(cell.fault for cell in sheet.days):
            return
        near = {id(line) for line in sheet.lines[:18]} if sheet.merges else set()
        choice = [(line, slot % GRID.slots_per_day) for line, _, slot in _filled(sheet) if id(line) not in near]
        choice = [(line, position) for line, position in choice if not any(cell.fault for cell in line.days)]
        if not choice:
            return
        line, position = sheet.random.choice(choice)
        slots = [day * GRID.slots_per_day + position for day in range(7)]
        lost = [slot for slot in slots if slot in sheet.codes]
        for slot in lost:
            del sheet.codes[slot]
        line.time = Cell(value, kind, len(lost))
        sheet.cells_read -= 7 - len(lost)

    return plant


def _plant_day(sheet: Sheet) -> None:
    """A day that can't be read: all that is filled below it is left out."""
    if None in sheet.lines or any(line and line.time.fault for line in sheet.lines):
        return
    day = sheet.random.randrange(5)
    if any(merged_day == day for merged_day, _, _ in sheet.merges):
        return
    if any(cell.fault for line in sheet.lines if line for cell in [line.days[day]]):
        return
    slots = [slot for slot in sheet.codes if slot // GRID.slots_per_day == day]
    for slot in slots:
        del sheet.codes[slot]
    sheet.days[day] = Cell(sheet.random.choice(["Moonday", "Wensdy"]), "unknown_day", len(slots))
    sheet.cells_read -= len({line.position for line in sheet.lines if line}) - len(slots)


def _plant_second_row(sheet: Sheet) -> None:
    """A row typed twice, with another code in one of its cells."""
    if any(line and line.time.fault for line in sheet.lines) or any(cell.fault for cell in sheet.days):
        return
    line, day, slot = sheet.random.choice(_filled(sheet))
    other = next(code for code in CODES if code != sheet.codes[slot])
    again = Line(Cell(line.time.value), [Cell() for _ in range(7)], line.position)
    again.days[day] = Cell(other, "conflicting_entry", 1)
    at = next(number for number, known in enumerate(sheet.lines) if known is line)
    if sheet.merges and at <= 18:
        return
    sheet.lines.insert(at + 1, again)
    sheet.cells_read += 1


PLANTS: list[Callable[[Sheet], None]] = [
    _plant_code("X9", "unknown_code"),
    _plant_code("lunch with team", "unknown_code"),
    _plant_code("D1/R1", "several_codes"),
    _plant_code("S99 late", "unknown_code"),
    _plant_code("=1/0", "formula_error"),
    _plant_time("25.30", "unknown_time"),
    _plant_time("9.4o", "unknown_time"),
    _plant_time("9.45", "time_off_grid"),
    _plant_day,
]


def _move_rows(sheet: Sheet) -> None:
    """Some rows may stand in another place than by their time; merged blocks stay whole."""
    if sheet.merges or any(line and line.time.fault for line in sheet.lines):
        return
    for _ in range(sheet.random.randrange(3)):
        start = sheet.random.randrange(len(sheet.lines) - 1)
        if sheet.lines[start] is None:
            continue
        line = sheet.lines.pop(start)
        sheet.lines.insert(sheet.random.randrange(1, len(sheet.lines)), line)


def write_sheets(path: Path, sheets: dict[str, Sheet]) -> dict[tuple[str, str], tuple[str, int]]:
    """Write grids as the sheets of a workbook.

    Returns:
        The planted faults by sheet and cell: kind and cells left out.
    """
    book = xlsxwriter.Workbook(path)
    formats = {
        dt.date: book.add_format({"num_format": "dd/mm/yyyy"}),
        dt.time: book.add_format({"num_format": "hh:mm"}),
    }
    planted: dict[tuple[str, str], tuple[str, int]] = {}
    for name, sheet in sheets.items():
        page = book.add_worksheet(name)
        places, merges = _laid_out(sheet)
        for (row, column), cell in places.items():
            if cell.fault:
                planted[name, xlsxwriter.utility.xl_rowcol_to_cell(row, column)] = (cell.fault, cell.cost)
            _write(page, row, column, cell.value, formats)
        for block, cell in merges:
            page.merge_range(*block, cell.value)
    book.close()
    return planted


def _write(page: Any, row: int, column: int, value: object, formats: dict[type, Any]) -> None:
    if isinstance(value, (dt.time, dt.date)):
        page.write_datetime(row, column, value, formats[type(value)])
    elif value == "=1/0":
        page.write_formula(row, column, "=1/0", None, "#DIV/0!")
    elif isinstance(value, str):
        page.write_string(row, column, value)
    elif value is not None:
        page.write_number(row, column, value)


def _laid_out(sheet: Sheet) -> tuple[dict[tuple[int, int], Cell], list[tuple[tuple[int, int, int, int], Cell]]]:
    """The cells of a sheet by row and column, and the merged blocks."""
    left, row = sheet.random.randrange(3), sheet.random.randrange(3)
    places: dict[tuple[int, int], Cell] = {}
    for cells in sheet.head:
        places |= {(row, left + column): cell for column, cell in enumerate(cells)}
        row += 1
    grid, blocks = _grid(sheet)
    top = row
    for (down, right), cell in grid.items():
        at = (top + right, left + down) if sheet.turned else (top + down, left + right)
        places[at] = cell
        row = max(row, at[0] + 1)
    merges = [((top + down, left + right, top + end, left + right), cell) for down, right, end, cell in blocks]
    for cells in sheet.foot:
        places |= {(row, left + column): cell for column, cell in enumerate(cells)}
        row += 1
    return places, merges


def _grid(sheet: Sheet) -> tuple[dict[tuple[int, int], Cell], list[tuple[int, int, int, Cell]]]:
    """The cells of the grid alone, and its merged blocks as first row, column, last row and cell."""
    places = {(0, 1 + day): cell for day, cell in enumerate(sheet.days)}
    blocks = []
    row = 1
    for line in sheet.lines:
        if line is None:
            row += 1
            places |= {(row, 1 + day): Cell(cell.value) for day, cell in enumerate(sheet.days)}
        else:
            places |= {(row, column): cell for column, cell in enumerate([line.time, *line.days])}
            for day, cell, slots in sheet.merges:
                if line.days[day] is cell:
                    blocks.append((row, 1 + day, row + slots - 1, cell))
        row += 1
    return places, blocks
