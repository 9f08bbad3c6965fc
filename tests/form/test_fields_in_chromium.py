"""What is noted beside the activity on the page of a form in Chromium: line by line, kept, saved and gathered."""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl
import pytest
from tests.browser import DESK, WCAG, Browser
from tests.form.filling_page import exported, open_record, page_of, saved

import timediary as td
from timediary.form.content import form_of
from timediary.study import load_study
from timediary.study.questionnaire import load_questionnaire

pytestmark = pytest.mark.slow

STUDY = load_study(Path(__file__).parents[2] / "examples" / "time_use" / "study")
WORK = [f"{hour:02d}:{minute}0" for hour in (9, 10) for minute in range(6)]


def test_each_stretch_has_a_line_that_may_be_parted_and_what_is_noted_comes_back(
    browser: Browser, tmp_path: Path
) -> None:
    form = form_of(STUDY, load_questionnaire(STUDY), respondent="P1", week_beginning="2027-05-11")
    page = page_of(form, tmp_path)
    record = {"format": "timediary diary 1", "study": STUDY.id, "diary": dict.fromkeys(WORK, "work"), "answers": {}}
    with browser.open(page, width=DESK, height=2000, profile=tmp_path / "profile") as tab:
        assert "its lines appear here" in tab.page.inner_text("#beside")
        open_record(tab, record)
        assert tab.page.locator("#beside tbody tr").count() == 1
        tab.page.select_option("#beside-place-54", "workplace")
        tab.page.check("#beside-with-54-alone")
        tab.page.check("#beside-with-54-others")
        tab.page.select_option("#part-54", label="10:00")
        assert tab.page.locator("#beside tbody tr").count() == 2
        tab.page.select_option("#beside-place-60", "home")
        tab.page.select_option("#beside-second-60", "leisure")
        assert tab.barriers() == [], WCAG
        tab.assert_quiet()
    with browser.open(page, width=DESK, height=2000, profile=tmp_path / "profile") as tab:
        assert tab.page.locator("#beside tbody tr").count() == 2
        entered = exported(tab, tmp_path / "record.json")
        saved(tab, "#save-workbook", tmp_path / "diary.xlsx")
        tab.page.screenshot(path=tmp_path / "page.png", full_page=True)
        tab.assert_quiet()
    assert entered["fields"] == {
        "second": dict.fromkeys(WORK[6:], "leisure"),
        "place": {**dict.fromkeys(WORK[:6], "workplace"), **dict.fromkeys(WORK[6:], "home")},
        "with": {slot: ["alone", "others"] for slot in WORK},
    }
    book = openpyxl.load_workbook(tmp_path / "diary.xlsx")
    assert "alone; others" in [cell.value for row in book["With whom"].iter_rows() for cell in row]
    gathered = []
    for name in ("record.json", "diary.xlsx"):
        folder = tmp_path / name.partition(".")[0]
        folder.mkdir()
        shutil.copy(tmp_path / name, folder)
        gathered.append(td.collect(folder, STUDY))
    assert gathered[0] == gathered[1]
    assert gathered[0].problems == ()
    assert gathered[0].sample(within="place=home").survey.recorded_hours.tolist() == [1.0]
