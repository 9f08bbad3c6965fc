"""Days, times, codes and names of slots, in every spelling."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from hypothesis import given, strategies as st
from tests.ingest.files import STUDY, one_day_study

from timediary.ingest.days import Day, Days
from timediary.ingest.fault import Fault
from timediary.ingest.spelling import CellParser, Slot
from timediary.ingest.times import Times
from timediary.model.problem import ProblemKind
from timediary.model.study import WEEKDAYS, DiaryGrid

GRID = STUDY.grid
SPELLING = CellParser(STUDY)
ONE_DAY = CellParser(one_day_study())
CASES = (str.lower, str.upper, str.title, str.swapcase)
MONDAY = dt.date(2009, 10, 5)


def kind(found: object) -> ProblemKind:
    assert isinstance(found, Fault)
    assert found.message.endswith(".")
    assert found.remedy.partition(" --read-as ")[0].endswith((".", "?"))
    return found.kind


def time_spellings(minute: int) -> list[Any]:
    hour, rest = divmod(minute, 60)
    end = (minute + 30) % 1440
    half = "am" if hour < 12 else "pm"
    hour12 = (hour - 1) % 12 + 1
    written = [f"{hour:02d}:{rest:02d}", f"{hour}.{rest:02d}", f"{hour:02d}{rest:02d}", f"{hour:02d}:{rest:02d}:00"]
    written += [
        f"{hour12}:{rest:02d} {half}",
        f"{hour12}.{rest:02d}{half.upper()}",
        f"{hour12}:{rest:02d} {half[0]}.m.",
    ]
    written += [
        f"{hour:02d}:{rest:02d}-{end // 60:02d}:{end % 60:02d}",
        f"{hour}.{rest:02d} to {end // 60}.{end % 60:02d}",
    ]
    written += [f" {hour:02d}:{rest:02d} ", str(hour + rest / 100)]
    moment = dt.time(hour, rest)
    return [
        *written,
        moment,
        dt.datetime.combine(dt.date(1899, 12, 31), moment),
        dt.timedelta(minutes=minute),
        hour + rest / 100,
        minute / 1440,
        round(minute / 1440, 6),
        f"{minute / 1440:.6f}",
    ]


@given(st.integers(0, GRID.slots_per_day - 1).flatmap(lambda n: st.tuples(st.just(n), st.sampled_from(range(18)))))
def test_every_time_reads_in_every_spelling(chosen: tuple[int, int]) -> None:
    slot, spelling = chosen
    assert SPELLING.position(time_spellings(GRID.start_minute(slot))[spelling]) == slot


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (8.3, "08:30"),
        (0.354166, "08:30"),
        (8.0, "08:00"),
        (0.3, "00:30"),
        (0.0, "00:00"),
        (0.5, "12:00"),
        (23.3, "23:30"),
        (830, "08:30"),
        (2330.0, "23:30"),
        (30.0, "00:30"),
        (40091.354166, "08:30"),
        ("8", "08:00"),
        ("8.3", "08:30"),
        ("0.30", "00:30"),
        ("0.75", "18:00"),
        ("8am", "08:00"),
        ("12 am", "00:00"),
        ("12:30 pm", "12:30"),
        ("12:30 am", "00:30"),
        ("0830 hrs", "08:30"),
        ("noon", "12:00"),
        ("8:30-9:00 pm", "20:30"),
        ("11:30-12:00 pm", "11:30"),
        ("11.30pm - 12.00am", "23:30"),
        ("23:30-24:00", "23:30"),
        ("08:30\u201308:59", "08:30"),
        (dt.time(8, 29, 59, 999_000), "08:30"),
    ],
)
def test_a_time_reads_as_it_is_meant(cell: Any, expected: str) -> None:
    hour, minute = expected.split(":")
    assert SPELLING.position(cell) == GRID.slot(0, int(hour) * 60 + int(minute))


@pytest.mark.parametrize(
    "cell",
    [24.0, "25:00", "8:61", "8:3", "13 am", "0 pm", "x", "", None, True, -0.5, "8.30 or 9", "\u0668:30"],
)
def test_what_is_no_time_is_an_unknown_time(cell: Any) -> None:
    assert kind(SPELLING.position(cell)) is ProblemKind.UNKNOWN_TIME


@pytest.mark.parametrize("cell", ["8:40", 8.4, "0840", 8.5, dt.time(8, 31), 0.36, "08:30-09:30", "08:30:30"])
def test_a_time_between_slots_is_off_the_grid(cell: Any) -> None:
    assert kind(SPELLING.position(cell)) is ProblemKind.TIME_OFF_GRID


def test_midnight_written_as_24_is_that_after_its_day() -> None:
    assert SPELLING.position("24:00") == STUDY.grid.slots_per_day
    found = SPELLING.slot("mon_2400")
    assert isinstance(found, Slot)
    assert STUDY.grid.slot_name(found.number) == "Tue 00:00"
    assert kind(SPELLING.slot("Sun 24:00")) is ProblemKind.UNKNOWN_DAY


def test_a_time_before_a_diary_begins_or_after_it_ends_is_off_the_grid() -> None:
    morning = Times(DiaryGrid(WEEKDAYS, 30, 480, 8, (), 0, 0))
    assert morning.position("8:00") == 0
    assert morning.position("11:30") == 7
    assert kind(morning.position("12:00")) is ProblemKind.TIME_OFF_GRID
    assert kind(morning.position("7:30")) is ProblemKind.TIME_OFF_GRID


@given(st.sampled_from(range(7)), st.sampled_from(CASES), st.sampled_from(("", " ", ".")), st.integers(2, 9))
def test_every_day_reads_in_every_spelling(day: int, case: Any, end: str, letters: int) -> None:
    assert SPELLING.day(case(WEEKDAYS[day][:letters]) + end) == Day(day)
    for cell in (day + 1, float(day + 1), str(day + 1), f"{day + 1}.0"):
        assert SPELLING.day(cell) == Day(day)


@pytest.mark.parametrize("name", ["Tues", "weds", "thur", "THURS"])
def test_longer_short_names_of_days_read(name: str) -> None:
    assert SPELLING.day(name).position == {"t": 1, "w": 2}[name[0].lower()] + 2 * name.lower().startswith("th")  # type: ignore[union-attr]


@given(st.dates(dt.date(2000, 1, 1), dt.date(2059, 12, 31)), st.sampled_from(range(11)))
def test_every_date_reads_in_every_spelling(date: dt.date, spelling: int) -> None:
    cells: list[Any] = [
        date,
        dt.datetime.combine(date, dt.time()),
        date.isoformat(),
        f"{date:%d/%m/%Y}",
        f"{date:%d.%m.%y}",
    ]
    cells += [f"{date.day} {date:%B %Y}", f"{date:%a} {date.day} {date:%b %Y}", f"{date:%d-%b-%y}", f"{date}T00:00:00"]
    cells += [float(date.toordinal() - dt.date(1899, 12, 30).toordinal()), f"{date:%A, %d/%m/%Y}"]
    assert SPELLING.day(cells[spelling]) == Day(date.weekday(), date.toordinal())


@pytest.mark.parametrize(
    "cell",
    ["", None, "T", "S", "Mun", "8", 0, 1.5, "Monday Tuesday", "13/13/2009", "30/02/2009", "Tue 5 October 2009", True],
)
def test_what_is_no_day_is_an_unknown_day(cell: Any) -> None:
    assert kind(SPELLING.day(cell)) is ProblemKind.UNKNOWN_DAY


def test_days_with_names_of_their_own_read_by_name_number_and_beginning() -> None:
    days = Days(DiaryGrid(("Day 1", "Day 2", "Rest day"), 60, 0, 24, (), 0, 0))
    assert [days.day(cell) for cell in ("day_1", "DAY2", 2, "res", "3")] == [Day(0), Day(1), Day(1), Day(2), Day(2)]
    assert kind(days.day("day")) is ProblemKind.UNKNOWN_DAY
    assert days.day(MONDAY) == Day(-1, MONDAY.toordinal())


def test_a_date_on_a_weekday_the_diary_lacks_is_an_unknown_day() -> None:
    days = Days(DiaryGrid(("Monday", "Tuesday"), 60, 0, 24, (), 0, 0))
    found = days.day(dt.date(2009, 10, 7))
    assert kind(found) is ProblemKind.UNKNOWN_DAY
    assert isinstance(found, Fault)
    assert "Wednesday" in found.message


def test_in_a_diary_of_one_day_a_blank_and_any_date_are_that_day() -> None:
    assert ONE_DAY.day("") == ONE_DAY.day(None) == ONE_DAY.day(1) == Day(0)
    assert ONE_DAY.day(MONDAY) == Day(0, MONDAY.toordinal())
    assert (ONE_DAY.day("Mon"), ONE_DAY.day("saturday")) == (Day(0, 1), Day(0, 6))


@given(
    st.sampled_from(STUDY.codes),
    st.sampled_from(CASES),
    st.lists(st.sampled_from(["", " ", ".", "-", "\u2013", "\u00a0", "\t"]), min_size=6, max_size=6),
)
def test_every_code_reads_in_every_spelling(code: Any, case: Any, between: list[str]) -> None:
    written = "".join(sign + more for sign, more in zip(case(code.id), between, strict=False))
    # Between two digits a point or a hyphen may part two numbers.
    written = re.sub(r"(?<=[0-9])[.\-\u2013](?=[0-9])", "", written)
    assert SPELLING.code(between[5] + written) == STUDY.code_numbers[code.id]


@pytest.mark.parametrize("cell", ["", None, " ", "-", ".", "\u2013", "\u200b", float("nan")])
def test_a_cell_with_nothing_that_matters_is_blank(cell: Any) -> None:
    assert SPELLING.code(cell) == 0


def test_a_code_reads_by_its_label() -> None:
    assert SPELLING.code(STUDY.codes[2].label.upper()) == 3


@given(
    st.lists(st.sampled_from(STUDY.codes), min_size=2, max_size=4),
    st.sampled_from(["/", ", ", "; ", " & ", "\n", " and ", " ", "+", " - ", ""]),
)
def test_several_codes_in_a_cell_are_told_by_name(codes: list[Any], between: str) -> None:
    found = SPELLING.code(between.join(code.id for code in codes))
    assert kind(found) is ProblemKind.SEVERAL_CODES
    assert isinstance(found, Fault)
    if between:
        assert f": {' and '.join(code.id for code in codes)}." in found.message


@pytest.mark.parametrize("cell", ["X9", "D13", "D0", "D01", "0", 1.0, "D_10", "D1/X9", True, "lunch", "D1?", MONDAY])
def test_anything_else_is_an_unknown_code(cell: Any) -> None:
    assert kind(SPELLING.code(cell)) is ProblemKind.UNKNOWN_CODE


def test_an_unknown_code_gets_suggestions() -> None:
    found = SPELLING.code("OlA2")
    assert isinstance(found, Fault)
    assert "OIA2" in found.remedy


def test_numbered_codes_read_as_numbers_where_a_point_matters() -> None:
    read = [ONE_DAY.code(cell) for cell in (1, 1.0, "1", "1.0", " 12 ", 12.0, "1 2", "work")]
    assert read == [1, 1, 1, 1, 12, 12, 12, 4]
    for cell in (13, 0, "1.1", 1.5, "112"):
        assert kind(ONE_DAY.code(cell)) is ProblemKind.UNKNOWN_CODE
    assert kind(ONE_DAY.code("1/2")) is ProblemKind.SEVERAL_CODES


@pytest.mark.parametrize("text", ["#DIV/0!", "#N/A", "#REF!", " #VALUE! ", "Err:502"])
def test_an_error_as_text_is_a_formula_error_everywhere(text: str) -> None:
    for read in (SPELLING.day, SPELLING.position, SPELLING.code):
        assert kind(read(text)) is ProblemKind.FORMULA_ERROR


@given(st.integers(0, GRID.slots - 1), st.sampled_from(range(12)))
def test_every_slot_column_reads_in_every_spelling(slot: int, spelling: int) -> None:
    day, minute = WEEKDAYS[slot // GRID.slots_per_day], GRID.start_minute(slot)
    hour, rest = divmod(minute, 60)
    end = (minute + 30) % 1440
    names = [f"{day[:3]} {hour:02d}:{rest:02d}", f"{day} {hour}.{rest:02d}", f"{day[:3].lower()}_{hour:02d}{rest:02d}"]
    names += [f"{day[:3].upper()} {hour}:{rest:02d}", f"{day[:3]} {hour:02d}:{rest:02d}-{end // 60:02d}:{end % 60:02d}"]
    names += [f"{day[:3]}{hour}.{rest:02d}", f"{day[:3]}_{hour:02d}_{rest:02d}", f"{day[:3]}, {hour:02d}:{rest:02d}:00"]
    names += [f"{day}-{hour:02d}{rest:02d}", f"{WEEKDAYS.index(day) + 1} {hour:02d}:{rest:02d}"]
    half = "am" if hour < 12 else "pm"
    names += [
        f"{day[:3]} {(hour - 1) % 12 + 1}:{rest:02d} {half}",
        f"{day[:2]} {hour:02d}:{rest:02d}\u2013{end // 60}.{end % 60:02d}",
    ]
    assert SPELLING.slot(names[spelling]) == Slot(slot)


@pytest.mark.parametrize(
    "cell", ["2009-10-06 08:30", "06/10/2009 8.30", "2009-10-06T08:30:00", dt.datetime(2009, 10, 6, 8, 30)]
)
def test_a_slot_column_named_by_date_and_time_reads(cell: Any) -> None:
    assert SPELLING.slot(cell) == Slot(GRID.slots_per_day + (GRID.slot(0, 510) or 0), dt.date(2009, 10, 6).toordinal())


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Mun 08:30", ProblemKind.UNKNOWN_DAY),
        ("08:30", ProblemKind.UNKNOWN_DAY),
        ("Mon 08:35", ProblemKind.TIME_OFF_GRID),
        ("Mon 08:30-10:00", ProblemKind.TIME_OFF_GRID),
        ("Mon 25:00", ProblemKind.UNKNOWN_TIME),
        ("mon_2430", ProblemKind.UNKNOWN_TIME),
    ],
)
def test_half_a_slot_says_which_half_is_wrong(name: str, expected: ProblemKind) -> None:
    assert kind(SPELLING.slot(name)) is expected


@pytest.mark.parametrize(
    "name",
    [
        "Mon",
        "Monday hours",
        "q1",
        "age",
        "",
        "weight 2",
        "mon_total_2",
        "1_2",
        "2009",
        MONDAY,
        5.0,
        True,
        None,
        "May 2009",
    ],
)
def test_other_columns_are_no_slots(name: Any) -> None:
    assert SPELLING.slot(name) is None


@pytest.mark.parametrize(
    "name", ["08:40", "8.40", "0840", 8.4, dt.time(8, 40), "08:40-08:50", "Diary day 08:40", "diary_day_0840"]
)
def test_in_a_diary_of_one_day_the_time_alone_names_a_slot(name: Any) -> None:
    assert ONE_DAY.slot(name) == Slot(28)


@pytest.mark.parametrize(("cell", "expected"), [("D1.0", "D1"), ("D-12", "D12"), ("D1.2", None), ("D1-2", None)])
def test_a_point_between_digits_makes_no_other_code(cell: str, expected: str | None) -> None:
    found = SPELLING.code(cell)
    if expected is None:
        assert kind(found) is ProblemKind.UNKNOWN_CODE
    else:
        assert STUDY.code_numbers[expected] == found
