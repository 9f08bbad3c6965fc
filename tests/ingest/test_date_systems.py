"""Workbooks that count days from 1900, and those that count them from 1904, as spreadsheets on a Mac once did."""

from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING

import openpyxl
import pytest
import xlwt
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900

import timediary as td

if TYPE_CHECKING:
    from pathlib import Path

EPOCHS = {1900: CALENDAR_WINDOWS_1900, 1904: CALENDAR_MAC_1904}
MONDAY = dt.date(2009, 5, 11)


def workbook(tmp_path: Path, since: int, *, formatted: bool) -> Path:
    """A diary of episodes of a Monday and the Wednesday after it, shown as dates or as plain numbers."""
    book = openpyxl.Workbook()
    book.epoch = EPOCHS[since]
    sheet = book.create_sheet("Diary", 0)
    sheet.append(["respondent", "date", "start", "end", "code", "mileage"])
    for id_, days in (("A", 0), ("B", 2)):
        date = MONDAY + dt.timedelta(days)
        serial = (date - EPOCHS[since].date()).days
        row = [date, dt.time(8, 30), dt.time(10)] if formatted else [serial, 8.5 / 24, 10 / 24]
        sheet.append([id_, *row, "R1", 40000])
    file = tmp_path / f"diary_{since}.xlsx"
    book.save(file)
    return file


@pytest.mark.parametrize("formatted", [True, False], ids=["dates", "plain numbers"])
@pytest.mark.parametrize("since", EPOCHS)
def test_dates_and_times_are_the_same_in_both(since: int, formatted: bool, tmp_path: Path) -> None:
    survey = td.read(workbook(tmp_path, since, formatted=formatted))
    assert survey.dates is not None
    assert survey.dates.tolist() == [MONDAY.toordinal()] * 2
    assert survey.ledger.kept == 180
    days, slots = survey.codes.reshape(2, 7, -1).nonzero()[1:]
    assert set(days.tolist()) == {0, 2}
    assert {survey.grid.start_minute(slot) // 60 for slot in slots.tolist()} == {8, 9}
    assert survey.attributes["mileage"].values.tolist() == [40000, 40000]
    systems = [one for one in survey.reading.sheets[0].decisions if one.what == "date system"]
    assert [one.chosen for one in systems] == (["days are counted from 1904"] if since == 1904 else [])


def test_old_workbooks_say_it_too(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    book.dates_1904 = True
    sheet = book.add_sheet("Diary")
    for column, (name, cell) in enumerate({"respondent": "A", "date": 38482, "hours": 1.5, "code": "R1"}.items()):
        sheet.write(0, column, name)
        sheet.write(1, column, cell)
    stream = io.BytesIO()
    book.save(stream)
    file = tmp_path / "diary.xls"
    file.write_bytes(stream.getvalue())
    dates = td.read(file).dates
    assert dates is not None
    assert dates.tolist() == [MONDAY.toordinal()]
