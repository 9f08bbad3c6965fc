"""What isn't read although it may matter: columns, rows and sheets that could change what a diary says, as problems.

That something isn't read is in the record of its sheet in any case; here is what nobody should overlook.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from timediary.ingest.cell import broken, is_blank, plain, text_of
from timediary.ingest.fault import Fault
from timediary.ingest.layout import Role
from timediary.ingest.screening import ScreenedSheet
from timediary.model.problem import ProblemKind
from timediary.model.reading import ColumnRole

if TYPE_CHECKING:
    from collections.abc import Sequence

    from timediary.ingest.cell import Cell
    from timediary.ingest.draft import SurveyBuilder
    from timediary.ingest.layout import Layout
    from timediary.ingest.sheet import Sheet

# Patterns as text, compiled where a column needs them.
# Words in the name of a column that say when something was done, for how long, or what: beside a diary's own columns
# they may change what it says.
_TELLING = (
    r"activit(?:y|ies)|begins?|breaks?|codes?|counts?|dates?|days?|dur|durations?|elapsed|end(?:s|ed|ing)?|finish(?:ed)?|"
    r"freq|frequency|from|hours?|hrs?|length|min(?:ute)?s?|pauses?|quantity|sec(?:ond)?s?|slots?|start(?:s|ed)?|"
    r"stop(?:s|ped)?|tasks?|till|times?|to|units?|until|week(?:day|s)?"
)
# Words of a column that says of which of several diaries a row is; one value for all of them changes nothing.
_PERIODS = r"years?|months?|waves?|rounds?|periods?|visits?|diary|diaries|phase|term"
# Words of a column that says that an entry doesn't count, or only in part.
_COUNTING = (
    r"allocation|cancel+ed|deleted?|exclude[ds]?|fraction|invalid|percent(?:age)?s?|pct|proportion|rejected|"
    r"removed|status|valid|void(?:ed)?|withdrawn"
)
# Words of a column that holds a second of something, or time that isn't worked.
_SECOND = r"second|secondary|other|additional|extra"
# So many rows are looked at first.
_ROWS_NUMBERED, _FEWEST_NUMBERED = 40, 8
_BREAK = r"breaks?|pauses?|lunch"
_NAMES_HALF = re.compile(r"(?<![a-z])(?:am|pm|half|meridi[ae]m?)(?![a-z])", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_REMARKS = r"comments?|notes?|remarks?|description|label"


def report_columns(layout: Layout, draft: SurveyBuilder) -> None:
    """Report the columns of a diary that aren't read, have content, and by their names may change what it says."""
    _report_nameless(layout, draft)
    _report_row_numbers(layout, draft)
    if layout.role in (Role.EPISODES, Role.LONG):
        _report_halves(layout, draft)
        _report_uncounted(layout, draft)
    if layout.role is Role.EPISODES:
        _report_more(layout, draft)
        _report_periods(layout, draft)
    if layout.role is not Role.LONG:
        return
    for column in layout.sheet.record.columns_as(ColumnRole.NOT_USED):
        heading = layout.heading(column)
        words = list(map(plain, _WORD.findall(_HUMP.sub(" ", heading))))
        is_remark = _any(_REMARKS, words)
        is_period = _any(_PERIODS, words)
        tells = is_period or _any(_TELLING, words)
        if column in (*layout.repeated, *layout.labels) or is_remark or not tells:
            continue
        filled, different = _filled(layout, column)
        if filled and (different > 1 or not is_period):
            message = (
                f"This column isn't read, though it has {filled:,} filled cells and may change what the diary says."
            )
            remedy = "Name it as what it is, or delete it if the diary is complete without it."
            draft.report_column(layout, Fault(ProblemKind.UNREAD_COLUMN, message, remedy), column)


def _report_uncounted(layout: Layout, draft: SurveyBuilder) -> None:
    """Report columns that may say of entries that they don't count, or only in part: a status, a percentage."""
    for column in layout.sheet.record.columns_as(ColumnRole.NOT_USED):
        heading = layout.heading(column)
        words = list(map(plain, _WORD.findall(_HUMP.sub(" ", heading))))
        is_told = layout.role is Role.LONG and _any(_TELLING, words)
        if column in layout.unused or is_told or not (_any(_COUNTING, words) or "%" in heading):
            continue
        filled, different = _filled(layout, column)
        if different > 1:
            message = f"This column has {filled:,} filled cells and isn't read: every entry counts, and counts in full."
            remedy = "Take out the entries that don't count, or delete the column if all do."
            draft.report_column(layout, Fault(ProblemKind.UNREAD_COLUMN, message, remedy), column)


def _report_halves(layout: Layout, draft: SurveyBuilder) -> None:
    """Report columns that say which half of the day the times beside them are of."""
    record = layout.sheet.record
    beside = {time + step for time in (layout.time, layout.end) if time is not None for step in (-1, 1)}
    for column in (*record.columns_as(ColumnRole.NOT_USED), *record.columns_as(ColumnRole.OWN_ATTRIBUTE)):
        if column not in beside and not _NAMES_HALF.search(layout.heading(column)):
            continue
        _, different = _contents(layout, [column])[column]
        halves = {text.casefold().replace(".", "").replace(" ", "") for text in different}
        if halves and halves <= {"am", "pm"}:
            message = "This column says which half of the day times are of; times are read without it."
            remedy = "Write it into the cells of the times, as in 1:30 pm, or write times of 24 hours."
            draft.report_column(layout, Fault(ProblemKind.UNREAD_COLUMN, message, remedy), column)


def _report_nameless(layout: Layout, draft: SurveyBuilder) -> None:
    """Report columns among the others that have content and no name, but for running numbers as programs add them."""
    nameless = [n for n, heading in enumerate(layout.headings) if is_blank(heading) or broken(heading)]
    others = {layout.respondent, *layout.unused, *layout.settled, *layout.slots, *layout.faulty}
    nameless = [column for column in nameless if column not in others]
    for column, (filled, different) in _contents(layout, nameless).items():
        if not filled or (len(different) == filled and all(text.isdecimal() for text in different)):
            continue
        message = f"This column has no name, and {filled:,} filled cells, of which nothing is read."
        remedy = "Give it a name, or delete it if the diary is complete without it."
        draft.report_column(layout, Fault(ProblemKind.UNREAD_COLUMN, message, remedy), column)


def _report_row_numbers(layout: Layout, draft: SurveyBuilder) -> None:
    """Report ids of a diary with a row for each slot or episode that seem to number its rows."""
    if layout.role is Role.WIDE:
        return
    rows = [row[layout.respondent : layout.respondent + 1] for row in islice(layout.sheet.rows(), _ROWS_NUMBERED)]
    first = {text_of(cell) for row in rows[layout.first_row - 1 :] for cell in row}
    if len(first) < _FEWEST_NUMBERED or not all(map(str.isdecimal, first)):
        return
    filled, different = _contents(layout, [layout.respondent])[layout.respondent]
    numbers = [int(text) for text in different if text.isdecimal()]
    if filled != len(numbers) or max(numbers) - min(numbers) != filled - 1:
        return
    message = f"Each of the {filled:,} rows has another respondent, {min(numbers)} to {max(numbers)}: numbers of rows?"
    remedy = "If so, say which column names the respondents: --column NAME=respondent."
    draft.report_column(layout, Fault(ProblemKind.TWO_READINGS, message, remedy), layout.respondent)


def _report_periods(layout: Layout, draft: SurveyBuilder) -> None:
    """Report columns beside episodes that say of which week, wave or year each is, where they differ in one diary."""
    for column in layout.sheet.record.columns_as(ColumnRole.NOT_USED):
        words = [plain(word) for word in _WORD.findall(_HUMP.sub(" ", layout.heading(column)))]
        if column in layout.unused or not (_any(_PERIODS, words) or _any("weeks?|woche", words)):
            continue
        filled, different = _filled(layout, column)
        if filled and different > 1:
            message = "This column differs within a diary and isn't read: episodes of several weeks are put into one."
            remedy = "Write the date of each episode, or read the weeks apart."
            draft.report_column(layout, Fault(ProblemKind.UNREAD_COLUMN, message, remedy), column)


def _report_more(layout: Layout, draft: SurveyBuilder) -> None:
    """Report columns beside episodes that say more of them than is read: a break, a second start, end or code."""
    record = layout.sheet.record
    for column in (*record.columns_as(ColumnRole.NOT_USED), *record.columns_as(ColumnRole.OWN_ATTRIBUTE)):
        words = [plain(word) for word in _WORD.findall(_HUMP.sub(" ", layout.heading(column)))]
        again = [word for word in words if not re.fullmatch(_SECOND, word)]
        is_second = len(again) < len(words) or layout.heading(column).rstrip()[-1:].isdigit()
        tells = bool(again) and is_second and all(re.fullmatch(_TELLING, word) for word in again)
        if column in (*layout.repeated, *layout.labels) or not (tells or _any(_BREAK, words)):
            continue
        filled, _ = _filled(layout, column)
        if filled:
            message = f"This column has {filled:,} filled cells that the diary's time leaves out."
            remedy = "Give what it says rows of its own, or delete it if the diary is complete without it."
            draft.report_column(layout, Fault(ProblemKind.UNREAD_COLUMN, message, remedy), column)


def report_second_table(layout: Layout, draft: SurveyBuilder) -> None:
    """Account for rows that are nobody's, and report a second table below the first on a sheet, which isn't read."""
    layout.sheet.account()
    if not isinstance(layout.sheet, ScreenedSheet):
        return
    row = layout.sheet.second_table
    if row:
        message = f"A second table begins in row {row}, with a header of its own; it and what follows isn't read."
        fault = Fault(ProblemKind.SECOND_TABLE, message, "Put it on a sheet, or into a file, of its own.")
        draft.account.report(layout.sheet, fault, row, layout.respondent)


def report_beyond(layout: Layout, draft: SurveyBuilder) -> None:
    """Report content that stands to the right of the last column with a name."""
    named, sheet = len(layout.headings), layout.sheet
    if sheet.columns is not None or sheet.record.width <= named:
        return
    first, rows, columns = 0, 0, set[int]()
    for place, cells in enumerate(sheet.rows(), start=1):
        number = place + (sheet.skipped if place > 1 else 0)
        found = [column for column in range(named, len(cells)) if not is_blank(cells[column])]
        if found and number >= layout.first_row:
            rows += 1
            first = first or number
            columns |= set(found)
    for column in range(named, sheet.record.width):
        why = "it has no name" if column in columns else "it is empty"
        sheet.record.take(column, ColumnRole.NOT_USED, rule=why)
    if rows:
        lines = "A row has" if rows == 1 else f"{rows:,} rows have"
        message = f"{lines} content to the right of the last column that has a name, which isn't read."
        remedy = "Look whether a comma too many has moved the row's content; else give the column a name."
        draft.account.report(sheet, Fault(ProblemKind.UNREAD_COLUMN, message, remedy), first, min(columns))


def report_above(layout: Layout, draft: SurveyBuilder) -> None:
    """Report rows above the header that look like its data, and count their diary cells as left out."""
    if layout.sheet.settled.header is not None:
        return
    above = (layout.sheet.record.header or (1,))[0] - 1
    rows: Sequence[Sequence[Cell]] = list(islice(layout.sheet.whole.rows() if above else (), above))
    if layout.above:
        count = f"The row {layout.above[0]}" if len(layout.above) == 1 else f"{len(layout.above)} rows"
        message = f"{count} above the header looked like the rows below it and was read as one of them."
        if len(layout.above) > 1:
            message = f"{count} above the header looked like those below it and were read as data."
        fault = Fault(ProblemKind.HEADER_NOT_FIRST, message, "Move the row with the names of the columns to the top.")
        draft.account.report(layout.sheet, fault, layout.header_row, layout.respondent)
    for number, cells in enumerate(rows, start=1):
        codes = 0 if number in layout.above else _codes_in(layout, draft, cells)
        if codes == 0:
            continue
        id_ = text_of(cells[layout.respondent])
        message = "This row stands above the header and looks like data; it isn't read."
        fault = Fault(ProblemKind.UNREAD_ROW, message, "Move the row with the names of the columns to the top.")
        account = draft.account
        account.cells_read += codes
        account.report(layout.sheet, fault, number, layout.respondent, content=id_, respondent=id_, cells=codes)


def _codes_in(layout: Layout, draft: SurveyBuilder, cells: Sequence[Cell]) -> int:
    """How many diary cells a row fills that has all that one of a diary has; 0 of any other row, such as a title."""
    filled = {column for column, cell in enumerate(cells) if not is_blank(cell)}
    if layout.role is Role.LONG:
        columns = (layout.respondent, layout.time, layout.code, *([] if layout.day is None else [layout.day]))
        return int(filled.issuperset(columns))
    places = filled & set(layout.slots) if layout.respondent in filled else set()
    codes = (draft.spelling.code(cells[column]) for column in places)
    return len(places) if any(not isinstance(code, Fault) for code in codes) else 0


def report_sheet(sheet: Sheet, draft: SurveyBuilder, message: str, remedy: str) -> None:
    """Report that a sheet isn't read that may hold diaries."""
    draft.account.report(sheet, Fault(ProblemKind.UNREAD_SHEET, message, remedy), None, None)


def _any(pattern: str, words: Sequence[str]) -> bool:
    """Whether one of some words is as a pattern says."""
    return any(re.fullmatch(pattern, word) for word in words)


def _filled(layout: Layout, column: int) -> tuple[int, int]:
    """How many cells below the header have content in a column, and how many contents there are."""
    filled, met = _contents(layout, [column])[column]
    return filled, len(met)


def _contents(layout: Layout, columns: Sequence[int]) -> dict[int, tuple[int, set[str]]]:
    """How many cells below the header have content in each of some columns, and all contents."""
    filled = dict.fromkeys(columns, 0)
    met: dict[int, set[str]] = {column: set() for column in columns}
    for batch in layout.sheet.coded_batches(columns, layout.first_row) if columns else ():
        for column, coded in zip(columns, batch.columns, strict=True):
            numbers, times = np.unique(coded.numbers, return_counts=True)
            for number, often in zip(numbers.tolist(), times.tolist(), strict=True):
                if not is_blank(coded.values[number]):
                    filled[column] += often
                    met[column].add(text_of(coded.values[number]))
    return {column: (filled[column], met[column]) for column in columns}
