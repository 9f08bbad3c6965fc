"""Small diaries as rows of cells, and what people and programs do to rows and columns."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from timediary.study import load_study

if TYPE_CHECKING:
    from random import Random

Rows = list[list[Any]]

STUDY = load_study()
ODD_CELLS: tuple[Any, ...] = (
    None, "", " ", "\u00a0", "\u200b", "0", 0, -1, 1e308, 1e-308, 12345678901234567890, 0.1, "1e309", "inf", "NaN",
    "NULL", "#DIV/0!", "=1/0", "D1", "d 1.", "D1;D2", "D1 (with a colleague)", "R", "?", "\u2026", "x" * 40_000,
    "\U0001f642", "\u202eD1", "a\nb", 'a"b', "a,b;c\td", "'D1", "08:30", "8.30", "24:00", "25:61", "8:30 pm", "Mon",
    "Funday", "Total", "2027-05-10", "31/02/2027", "10/05/27", dt.date(2027, 5, 10), dt.datetime(1900, 1, 1, 8, 30),
    dt.datetime(9999, 12, 31), "1,5", "1.200", "1.200,5", "R1", "respondent", "code", "Mon 08:30", "All",
    "No information", "\u793e\u5de5", "\ud7ff",
)  # fmt: skip


def respondents(random: Random, count: int) -> Rows:
    """A table of respondents."""
    levels = [[level.label for level in STUDY.variables[name].levels] for name in ("setting", "role")]
    head: list[Any] = ["respondent", "setting", "role", "client_groups", "active_cases", "weight", "team"]
    return [
        head,
        *(
            [
                f"R{n}", *(random.choice([*names, None]) for names in levels), "Carers; Older people", n % 7,
                round(random.uniform(0.2, 3), 2), f"Team {n % 3}",
            ]
            for n in range(1, count + 1)
        ),
    ]  # fmt: skip


def long_diary(random: Random, count: int) -> Rows:
    """A diary with a row for each filled slot."""
    return [
        ["respondent", "day", "time", "code"],
        *(
            [f"R{n}", STUDY.grid.days[day], STUDY.grid.slot_name(slot)[-5:], random.choice(STUDY.codes).id]
            for n in range(1, count + 1)
            for day in range(2)
            for slot in sorted(random.sample(range(16, 40), 4))
        ),
    ]


def wide_diary(random: Random, count: int, days: int = 7) -> Rows:
    """A diary with a row for each respondent."""
    names = [STUDY.grid.slot_name(slot) for slot in range(days * STUDY.grid.slots_per_day)]
    return [
        ["respondent", *names],
        *(
            [f"R{n}", *(random.choice(STUDY.codes).id if random.random() < 0.2 else None for _ in names)]
            for n in range(1, count + 1)
        ),
    ]


def plain_grid(random: Random) -> Rows:
    """The diary of one respondent as typed by hand: times down, days across."""
    rows: Rows = [["Respondent:", "R7"], ["", *STUDY.grid.days]]
    for slot in range(16, 40):
        codes = [random.choice(STUDY.codes).id if random.random() < 0.6 else None for _ in STUDY.grid.days]
        rows.append([STUDY.grid.slot_name(slot)[-5:], *codes])
    return rows


def mutated(rows: Rows, random: Random) -> Rows:
    """Rows after one to four things that happen to tables."""
    rows = [list(row) for row in rows]
    for _ in range(random.randint(1, 4)):
        random.choice(MUTATIONS)(rows, random)
        if not rows:
            rows.append([None])
    return rows


def _width(rows: Rows) -> int:
    return max(map(len, rows), default=0)


def _squared(rows: Rows) -> None:
    width = _width(rows)
    for row in rows:
        row.extend([None] * (width - len(row)))


def _move_header(rows: Rows, random: Random) -> None:
    if random.random() < 0.5:
        titles = [[random.choice(("Workload survey", None, "Page 1", 2027))] for _ in range(random.randint(1, 4))]
        rows[:0] = titles
    else:
        rows.insert(random.randrange(len(rows)), rows.pop(0))


def _swap_columns(rows: Rows, random: Random) -> None:
    _squared(rows)
    if (width := _width(rows)) > 1:
        a, b = random.sample(range(width), 2)
        for row in rows:
            row[a], row[b] = row[b], row[a]


def _add_column(rows: Rows, random: Random) -> None:
    _squared(rows)
    at, copied = random.randint(0, _width(rows)), random.randrange(max(_width(rows), 1))
    kind = random.randrange(3)
    for number, row in enumerate(rows):
        cell = row[copied] if kind == 0 and row else random.choice(ODD_CELLS) if kind == 1 else number
        row.insert(at, cell)


def _drop_column(rows: Rows, random: Random) -> None:
    _squared(rows)
    if _width(rows):
        at = random.randrange(_width(rows))
        for row in rows:
            del row[at]


def _merge_rows(rows: Rows, random: Random) -> None:
    at = random.randrange(len(rows))
    if at + 1 < len(rows):
        rows[at] = rows[at] + rows.pop(at + 1)


def _split_row(rows: Rows, random: Random) -> None:
    at = random.randrange(len(rows))
    if len(rows[at]) > 1:
        cut = random.randrange(1, len(rows[at]))
        rows[at : at + 1] = [rows[at][:cut], rows[at][cut:]]


def _drop_row(rows: Rows, random: Random) -> None:
    del rows[random.randrange(len(rows))]


def _repeat_row(rows: Rows, random: Random) -> None:
    rows.insert(random.randint(0, len(rows)), list(random.choice(rows)))


def _blank_row(rows: Rows, random: Random) -> None:
    rows.insert(random.randint(0, len(rows)), [None] * random.randint(0, 3))


def _odd_cells(rows: Rows, random: Random) -> None:
    for _ in range(random.randint(1, 5)):
        row = random.choice(rows)
        if row:
            row[random.randrange(len(row))] = random.choice(ODD_CELLS)


def _odd_heading(rows: Rows, random: Random) -> None:
    if rows[0]:
        rows[0][random.randrange(len(rows[0]))] = random.choice(ODD_CELLS)


def _turn(rows: Rows, random: Random) -> None:
    _squared(rows)
    if _width(rows) < 200:
        rows[:] = [list(column) for column in zip(*rows, strict=True)]


def _total(rows: Rows, random: Random) -> None:
    rows.append(["Total", *[len(rows)] * random.randint(0, 4)])


MUTATIONS = (
    _move_header, _swap_columns, _add_column, _drop_column, _merge_rows, _split_row, _drop_row, _repeat_row, _blank_row,
    _odd_cells, _odd_cells, _odd_heading, _turn, _total,
)  # fmt: skip
