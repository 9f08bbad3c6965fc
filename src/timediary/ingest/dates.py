"""How a date may be written, and in which order day, month and year stand in the dates of a column."""

from __future__ import annotations

import datetime as dt
import re
from functools import partial
from typing import TYPE_CHECKING

from timediary.ingest.cell import EXCEL_EPOCH, LATER_BY_1904, Since1904, plain, text_of
from timediary.ingest.fault import Fault
from timediary.ingest.verdict import Verdict, settled, weigh
from timediary.model.conventions import DateOrder
from timediary.model.problem import ProblemKind
from timediary.model.study import WEEKDAYS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from timediary.ingest.cell import Cell
    from timediary.ingest.verdict import Verdict as _Verdict

FIRST_SERIAL = dt.date(1990, 1, 1).toordinal() - EXCEL_EPOCH
LAST_SERIAL = dt.date(2100, 1, 1).toordinal() - EXCEL_EPOCH
_FIRST_EIGHT, _LAST_EIGHT = 19_900_101, 20_991_231
GERMAN_WEEKDAYS = ("montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag")
DATE_ORDER = "date order"
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# Dates of a survey lie within a year or so of one another; those read in the wrong order are spread over many.
_A_SURVEY = 400
# Midnight, written in the time of a zone further west, is late in the evening before; summer time makes it two hours.
_EVENING, _HOURS = dt.time(20), 2
_ISO_MOMENT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]([0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.[0-9]+)?(?:Z|\+00:00)?")
_MIDNIGHT = r"(?:[t\s]+00:00(?::00(?:\.0+)?)?(?:z|\+00:00)?)?"
_YEAR_FIRST = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})" + _MIDNIGHT)
_THREE_NUMBERS = re.compile(r"([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{4}|[0-9]{2})\.?")
_MONTH_NAMED = re.compile(
    r"([0-9]{1,2})(?:st|nd|rd|th|\.)?[-\s]*(?:of\s+)?([a-z]{3})[a-z]*\.?,?[-\s]*([0-9]{4}|[0-9]{2})"
)
_MONTH_BEFORE = re.compile(r"([a-z]{3})[a-z]*\.?\s+([0-9]{1,2})(?:st|nd|rd|th)?,?\s+([0-9]{4})")
_WEEKDAY_BEFORE = re.compile(r"([a-z]{2,9})\.?,?\s+(?=[0-9a-z])")
_TWO_NUMBERS = re.compile(r"[0-9]{1,3}\s*[-/\u2010-\u2015]\s*[0-9]{1,4}")
_DAY_AND_MONTH = re.compile(rf"[0-9]{{1,2}}-(?:{'|'.join(MONTHS)})|(?:{'|'.join(MONTHS)})-[0-9]{{2}}")
_BEFORE_TIME = re.compile(r"\s*(?:[a-z]{2,9}\.?,?\s+)?([0-9]{1,2}([-/])[0-9]{1,2}\2[0-9]{2,4})(?![-/0-9])")


def date_of(cell: Cell, order: DateOrder = DateOrder.DAY_FIRST) -> int:
    """The ordinal of the date in a cell, 0 if it holds none; `order` is that of texts of three numbers."""
    if isinstance(cell, dt.datetime):
        return cell.date().toordinal()
    if isinstance(cell, dt.date):
        return cell.toordinal()
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        if not FIRST_SERIAL <= cell < LAST_SERIAL:
            return _eight_digits(f"{cell:.0f}") if _FIRST_EIGHT <= cell <= _LAST_EIGHT else 0
        return EXCEL_EPOCH + int(cell) + (LATER_BY_1904 if isinstance(cell, Since1904) else 0)
    return _text_date(plain(text_of(cell)), order) if isinstance(cell, str) else 0


def _eight_digits(text: str) -> int:
    """The ordinal of a date of eight digits, the year first: 20270510; 0 where it is none of our times."""
    try:
        date = dt.date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return 0
    return date.toordinal() if FIRST_SERIAL <= date.toordinal() - EXCEL_EPOCH < LAST_SERIAL else 0


def three_numbers(cell: Cell) -> str:
    """The date of three numbers, of which none is a year of four digits that stands first, in a text; else empty.

    What stands behind it may be a time, and before it the name of the weekday.
    """
    if not isinstance(cell, str) or len(cell) > 60:
        return ""
    match = _BEFORE_TIME.match(cell.casefold())
    return match[1] if match else ""


def decide_order(cells: Iterable[Cell], study_says: DateOrder | None = None) -> _Verdict[DateOrder] | None:
    """In which order day, month and year stand in the dates of some cells; None where none needs to be asked.

    A day above 12 proves an order, for all of the column. Where none does, the order counts by which the dates lie
    within a year, as those of a survey do, and not over many.
    """
    texts: dict[str, Cell] = {}
    for cell in cells:
        text = three_numbers(cell)
        if text and text not in texts:
            texts[text] = cell
    if not texts:
        return None
    if study_says:
        return settled(DATE_ORDER, study_says)
    readers = {order: partial(_whole, order=order) for order in DateOrder}
    verdict = weigh(DATE_ORDER, list(texts), readers, "dates")
    return _narrowed_by_spread(verdict, list(texts)) if len(verdict.ways) > 1 else verdict


def _narrowed_by_spread(verdict: Verdict[DateOrder], texts: Sequence[str]) -> Verdict[DateOrder]:
    """The orders by which dates lie close together, where others spread them over years."""
    spread = {}
    for order in verdict.ways:
        dates = [date for text in texts if (date := date_of(text, order))]
        spread[order] = max(dates) - min(dates)
    near = [order for order, days in spread.items() if days <= _A_SURVEY]
    if len(texts) < 2 or any(days <= 2 * _A_SURVEY for order, days in spread.items() if order not in near):
        return verdict
    return verdict.narrowed(near, (len(texts), "dates that otherwise lie years apart"))


def in_one_week(verdict: Verdict[DateOrder] | None, cells: Iterable[Cell]) -> Verdict[DateOrder] | None:
    """The verdict where the dates are those of one diary, above its columns: the order by which they lie in a week."""
    if verdict is None or verdict.chosen is not None:
        return verdict
    texts = {text for cell in cells if (text := three_numbers(cell))}
    near = []
    for order in verdict.ways:
        dates = [date for text in texts if (date := date_of(text, order))]
        if max(dates) - min(dates) < len(WEEKDAYS):
            near.append(order)
    return verdict.narrowed(near, (len(texts), "dates that lie in one week so"))


def turned_dates(cells: Iterable[Cell]) -> Fault | None:
    """The fault of dates that a spreadsheet may have turned round: it left as texts those that it couldn't.

    Opened where the day stands first, 5/10/2027 becomes the fifth of October and 5/13/2027 stays a text.
    """
    texts: list[str] = []
    made: list[dt.date] = []
    for cell in cells:
        if isinstance(cell, dt.date):
            made.append(cell.date() if isinstance(cell, dt.datetime) else cell)
        elif text := three_numbers(cell):
            texts.append(text)
    left = [text for text in texts if any(12 < int(part) < 32 for part in re.split("[-/]", text)[:2])]
    turned = [date for date in made if date.day != date.month]
    if not left or len(left) < len(texts) or not turned or any(date.day > 12 for date in made):
        return None
    meant = turned[0].replace(month=turned[0].day, day=turned[0].month)
    message = (
        f"{turned[0]} may be {_in_words(meant.toordinal())}, turned round by a spreadsheet that left {left[0]} a text."
    )
    return Fault(ProblemKind.TWO_READINGS, message, "Get the file as it was before it was opened in the spreadsheet.")


def dates_among(cells: Iterable[Cell]) -> Fault | None:
    """The fault of dates among texts that a spreadsheet may have made of others: of 1-5, or 5/1, the first of May."""
    made: Cell = None
    other = ""
    for cell in cells:
        if isinstance(cell, dt.date) or (isinstance(cell, str) and _DAY_AND_MONTH.fullmatch(cell.casefold().strip())):
            made = cell if made is None else made
        elif isinstance(cell, str) and _TWO_NUMBERS.fullmatch(cell.strip()):
            other = other or cell.strip()
    if made is None or not other:
        return None
    message = f"'{text_of(made)}' stands among texts such as '{other}': a spreadsheet may have made a date of it."
    return Fault(ProblemKind.TWO_READINGS, message, "Format the column as text, and enter what it was anew.")


def evening_dates(cells: Iterable[Cell]) -> int:
    """How many different dates are the midnight of another time zone: 22:00 or 23:00 of the day before.

    That is so where they all are at the same hours of the evening, or midnight in the other half of the year.
    """
    hours: dict[dt.time, int] = {}
    for cell in cells:
        moment = _moment_of(cell)
        if moment is not None:
            hours[moment.time()] = hours.get(moment.time(), 0) + 1
        elif date_of(cell):
            return 0
    late = [time for time in hours if time >= _EVENING]
    others = [time for time in hours if time < _EVENING]
    if not late or len(late) > _HOURS or others not in ([], [dt.time()]) or len(hours) > _HOURS:
        return 0
    return sum(hours[time] for time in late)


def _moment_of(cell: Cell) -> dt.datetime | None:
    """The date and time in a cell that holds both, midnight too."""
    if isinstance(cell, dt.datetime):
        return cell.replace(tzinfo=None)
    if isinstance(cell, dt.date):
        return dt.datetime(cell.year, cell.month, cell.day)
    if isinstance(cell, float) and date_of(cell):
        minutes = round(cell % 1 * 24 * 60)
        return dt.datetime.combine(dt.date.fromordinal(date_of(cell)), dt.time()) + dt.timedelta(minutes=minutes)
    if isinstance(cell, str) and (match := _ISO_MOMENT.fullmatch(cell.strip())):
        return dt.datetime.fromisoformat(f"{match[1]} {match[2]}")
    return None


def next_midnight(cell: Cell) -> Cell:
    """A date that is the evening before as the day it means."""
    moment = _moment_of(cell)
    late = moment is not None and moment.time() >= _EVENING
    return moment.date() + dt.timedelta(days=1) if moment is not None and late else cell


def undecided_order(orders: Sequence[DateOrder], example: Cell) -> Fault:
    """The fault of dates that may be meant in several orders; the example has one that differs."""
    text = three_numbers(example) or text_of(example)
    read = dict.fromkeys(date for order in orders if (date := date_of(text, order)))
    dates = " or ".join(f"{_in_words(date)}" for date in read)
    message = f"{text} can be {dates}: nothing in this column says whether the day or the month stands first."
    remedy = "Write dates as 2027-05-10, or say which: --settle date_order='month first'."
    return Fault(ProblemKind.TWO_READINGS, message, remedy)


def _in_words(date: int) -> str:
    """A date nobody can mistake."""
    day = dt.date.fromordinal(date)
    return f"{day.day} {day:%B %Y}"


def _whole(cell: Cell, order: DateOrder) -> int | None:
    """The ordinal of a date, None if it is none in an order."""
    return date_of(cell, order) or None


def _text_date(text: str, order: DateOrder) -> int:
    """The ordinal of a written date; 0 if it is none, or its weekday is another."""
    weekday = _WEEKDAY_BEFORE.match(text)
    if weekday and weekday[1][:3] not in MONTHS:
        date = _plain_date(text[weekday.end() :], order)
        names = (WEEKDAYS[(date - 1) % 7].casefold(), GERMAN_WEEKDAYS[(date - 1) % 7])
        return date if any(name.startswith(weekday[1][:3]) for name in names) else 0
    if text.isdecimal() and len(text) == len(str(_FIRST_EIGHT)):
        return _eight_digits(text)
    return _plain_date(text, order)


def _plain_date(text: str, order: DateOrder) -> int:
    """The ordinal of a date written without its weekday, 0 if it is none."""
    if match := _YEAR_FIRST.fullmatch(text):
        year, month, day = map(int, match.groups())
    elif match := _THREE_NUMBERS.fullmatch(re.sub(_MIDNIGHT + r"\Z", "", text, count=1)):
        parts = _ordered(match, order)
        if parts is None:
            return 0
        year, month, day = parts
    elif (match := _MONTH_NAMED.fullmatch(text)) and match[2] in MONTHS:
        day, month, year = int(match[1]), MONTHS.index(match[2]) + 1, int(match[3])
    elif (match := _MONTH_BEFORE.fullmatch(text)) and match[1] in MONTHS:
        day, month, year = int(match[2]), MONTHS.index(match[1]) + 1, int(match[3])
    else:
        return 0
    try:
        return dt.date(year + 2000 if year < 100 else year, month, day).toordinal()
    except ValueError:
        return 0


def _ordered(match: re.Match[str], order: DateOrder) -> tuple[int, int, int] | None:
    """Year, month and day of three numbers; with points between them the day stands first everywhere."""
    first, second, third = int(match[1]), int(match[3]), int(match[4])
    if order is DateOrder.DAY_FIRST or match[2] == ".":
        return third, second, first
    if order is DateOrder.MONTH_FIRST:
        return third, first, second
    return (first, second, third) if len(match[4]) == 2 else None
