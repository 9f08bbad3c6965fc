"""The page of a form of questions alone, in Chromium: answered, saved, opened again and gathered."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from tests.browser import DESK, PHONE, Browser, Tab
from tests.form.filling_page import open_record, page_of, saved
from tests.form.test_questions_alone import CHIEFS, form

import timediary as td

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow

ANSWERS: dict[str, Any] = {
    "wave": "june",
    "awards": ["pq1", "phd"],
    "additional_hours": 12.5,
    "time.children": 60,
    "time.adults": 40,
    "pressure_budgets": 4,
    "comments": "=one\nand another",
}


def question(tab: Tab, name: str) -> Any:
    return tab.page.locator(f"[id='question-{name}']")


def by_mouse(tab: Tab) -> None:
    for name in ("wave", "pressure_budgets"):
        question(tab, name).locator(f"input[value='{ANSWERS[name]}']").check()
    for level in ANSWERS["awards"]:
        question(tab, "awards").locator(f"input[value='{level}']").check()
    for name, typed in (("additional_hours", "12,5"), ("time.children", "60 %"), ("time.adults", "40")):
        question(tab, name).fill(typed)
    question(tab, "comments").fill(ANSWERS["comments"])


def by_keyboard(tab: Tab) -> None:
    for stop, keys in (
        ("radio Survey 1", ["Space", "ArrowDown"]),
        ("checkbox PQ1", ["Space"]),
        ("checkbox PhD", ["Space"]),
        ("text How many hours a week do you work beyond your contract, on average?", [*"12.5"]),
        ("text Children's social work and social care", [*"60"]),
        ("text Adult social work and social care", [*"40"]),
    ):
        tab.focus(stop)
        tab.press(*keys)
    question(tab, "pressure_budgets").locator("input").first.focus()
    tab.press(*["ArrowRight"] * 3)
    tab.focus("textarea What else should be known?")
    tab.page.keyboard.insert_text(ANSWERS["comments"])


@pytest.mark.parametrize("fill", [by_mouse, by_keyboard])
def test_answers_that_were_given_come_back_from_both_files(fill: Any, browser: Browser, tmp_path: Path) -> None:
    page = page_of(form(respondent="K7M4QX"), tmp_path)
    with browser.open(page) as tab:
        fill(tab)
        assert "Together, in percent: 100" in question(tab, "time.adults").locator("xpath=../..").inner_text()
        for button, kind in (("#save-file", "json"), ("#save-workbook", "xlsx")):
            (tmp_path / kind).mkdir()
            saved(tab, button, tmp_path / kind / f"form.{kind}")
        record = json.loads((tmp_path / "json" / "form.json").read_bytes())
        assert (record["respondent"], record["answers"]) == ("K7M4QX", ANSWERS)
        assert not record.keys() & {"diary", "week_beginning", "agency"}
        tab.page.reload()
        assert question(tab, "time.adults").input_value() == "40"
        assert question(tab, "pressure_budgets").locator("input[value='4']").is_checked()
        assert question(tab, "comments").input_value() == ANSWERS["comments"]
        tab.assert_quiet()
    for kind in ("json", "xlsx"):
        survey = td.collect(tmp_path / kind, CHIEFS)
        assert not survey.problems
        texts = {name: attribute.texts()[0] for name, attribute in survey.attributes.items()}
        assert {name: text for name, text in texts.items() if text} == {
            "wave": "Survey 2",
            "awards": "PQ1; PhD",
            "additional_hours": "12.5",
            "time.children": "60",
            "time.adults": "40",
            "pressure_budgets": "4",
            "comments": "=one and another",
        }


def test_what_looks_odd_is_asked_about_and_kept(browser: Browser, tmp_path: Path) -> None:
    with browser.open(page_of(form(), tmp_path)) as tab:
        question(tab, "time.children").fill("60")
        question(tab, "time.ijb").fill("70")
        question(tab, "time.ijb").press("Tab")
        words = "Together, in percent: 130. Is this right? It should be about 100."
        assert tab.page.locator("#said").inner_text() == words
        points = tab.page.locator("#open-points").inner_text()
        assert words in points
        assert "Your number is missing." in points
        assert "diary" not in tab.page.locator("body").inner_text().lower()
        tab.page.locator("#open-points a").filter(has_text="Which part of your time").click()
        assert tab.focused == "text Children's social work and social care"
        tab.assert_quiet()


def test_a_file_saved_earlier_is_opened_and_what_was_there_comes_back(browser: Browser, tmp_path: Path) -> None:
    with browser.open(page_of(form(), tmp_path)) as tab:
        question(tab, "additional_hours").fill("7")
        tab.page.focus("#open-file")
        record = {"format": "timediary diary 1", "study": CHIEFS.id, "respondent": "P1"}
        told = open_record(tab, {**record, "answers": {**ANSWERS, "pressure_ijb": 9, "colour": "red"}})
        assert told.startswith("earlier.json is opened. The button beside brings back what was here before.")
        assert "pressure_ijb: 9; colour: red" in told
        assert question(tab, "additional_hours").input_value() == "12.5"
        tab.page.click("#bring-back")
        assert question(tab, "additional_hours").input_value() == "7"
        assert tab.focused == "button Empty the whole form"
        tab.page.click("#clear-all")
        assert question(tab, "additional_hours").input_value() == ""
        tab.page.click("#bring-back")
        assert question(tab, "additional_hours").input_value() == "7"
        assert "another study" in open_record(tab, {**record, "study": "task_force_2009"})
        tab.assert_quiet()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [PHONE, 390, DESK])
def test_everyone_can_use_the_page(width: int, dark: bool, browser: Browser, tmp_path: Path) -> None:
    page = page_of(form(agency="Borough of Amber"), tmp_path)
    with browser.open(page, width=width, dark=dark, touch=width < DESK, still=True) as tab:
        assert tab.barriers() == []
        by_mouse(tab)
        question(tab, "time.ijb").fill("55")
        question(tab, "additional_hours").fill("many")
        assert tab.barriers() == []
        assert tab.overflow == 0
        tab.assert_quiet()
