"""The web page of a form in Chromium: filled in, closed, opened again, sent back, by whatever means people have."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from python_calamine import CalamineWorkbook
from tests.browser import DESK, Browser, Tab
from tests.collect.filling import write_export
from tests.form.filling_page import (
    TALL,
    Block,
    Kept,
    answer,
    blocks_of,
    by_finger,
    by_keyboard,
    by_mouse,
    cell,
    drag,
    exported,
    middle,
    open_record,
    page_of,
    plain,
    saved,
    shown,
    to_grid,
)
from tests.form.test_workbook import STUDIES, STUDY, shifts
from tests.ingest.files import one_day_study

import timediary as td
from timediary.form.content import form_of
from timediary.form.plan import places_of
from timediary.model.study import VariableKind
from timediary.study.questionnaire import load_questionnaire

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("fill", "options"),
    [
        (by_mouse, {"width": DESK, "height": TALL}),
        (by_keyboard, {"width": DESK, "height": 800}),
        (by_finger, {"width": 390, "height": TALL, "touch": True}),
    ],
    ids=["mouse", "keyboard", "finger"],
)
def test_a_week_filled_in_closed_and_opened_again_comes_back_the_same(
    fill: Callable[[Tab, list[Block]], None], options: Any, week: Kept, browser: Browser, tmp_path: Path
) -> None:
    page, profile = page_of(week.form, tmp_path), tmp_path / "profile"
    with browser.open(page, profile=profile, **options) as tab:
        fill(tab, blocks_of(week.form, week.diary))
        answer(tab, week.form, week.answers)
        tab.assert_quiet()
    with browser.open(page, profile=profile, **options) as tab:
        record = exported(tab, tmp_path / "record.json")
        saved(tab, "#save-workbook", tmp_path / "diary.xlsx")
        tab.assert_quiet()
    assert record.pop("saved")
    assert blocks_of(week.form, record["diary"]) == blocks_of(week.form, week.diary)
    assert sorted(record["answers"].items()) == sorted(week.answers.items())
    assert record == {
        "format": "timediary diary 1",
        "study": week.form.study.id,
        "version": week.form.version,
        "respondent": week.form.respondent,
        "week_beginning": "2027-05-10",
        "agency": "Borough of Amber",
        "diary": week.diary,
        "answers": week.answers,
    }
    check_cells(tmp_path / "diary.xlsx", week)
    check_gathered(tmp_path, week)


def check_cells(path: Path, week: Kept) -> None:
    """The workbook opens in openpyxl and calamine, with each value in its cell and nothing in any other."""
    places, grid = places_of(week.form), week.form.grid
    book = openpyxl.load_workbook(path)
    for slot, place in enumerate(places.slots):
        assert book[place.sheet][place.reference].value == week.diary.get(grid.slot_name(slot))
    for name, place in places.answers.items():
        variable = week.form.study.variables[name.partition(":")[0]]
        value = week.answers.get(variable.id)
        if variable.kind is VariableKind.MULTIPLE:
            expected: object = "x" if name.partition(":")[2] in (value or []) else None
        elif variable.kind is VariableKind.LEVEL:
            expected = next((level.label for level in variable.levels if level.id == value), None)
        else:
            expected = value
        assert book[place.sheet][place.reference].value == expected, name
    sheets = CalamineWorkbook.from_path(str(path))
    assert sheets.sheet_names == book.sheetnames
    assert sum(str(v) == week.form.respondent for row in sheets.get_sheet_by_index(0).to_python() for v in row) >= 1


def check_gathered(folder: Path, week: Kept) -> None:
    """File and workbook are gathered as the same survey as what was to be filled in."""
    survey, expected = week.survey, folder / "expected"
    expected.mkdir()
    path = write_export(survey, week.row, expected / "expected.json")
    value = json.loads(path.read_text(encoding="utf-8"))
    value |= {"week_beginning": week.form.week_beginning, "agency": week.form.agency}
    path.write_text(json.dumps(value), encoding="utf-8")
    whole = td.collect(expected)
    for name in ("record.json", "diary.xlsx"):
        returned = folder / name.partition(".")[0]
        returned.mkdir()
        (folder / name).rename(returned / name)
        back = td.collect(returned)
        assert [str(problem) for problem in back.problems] == []
        assert back == whole, name


def test_a_stroke_is_undone_and_done_again_at_once(browser: Browser, tmp_path: Path) -> None:
    with browser.open(plain(tmp_path), height=TALL) as tab:
        by_mouse(tab, [Block("D3", 20, 25), Block("R1", 24, 30)])
        painted = shown(tab)
        assert painted == {str(s): "D3" if s < 24 else "R1" for s in range(20, 31)}
        tab.press("Control+z")
        assert shown(tab) == {str(s): "D3" for s in range(20, 26)}
        tab.page.get_by_role("button", name="Undo").click()
        assert shown(tab) == {}
        tab.press("Control+y", "Control+y", "Control+y")
        assert shown(tab) == painted
        assert tab.page.locator("#said").inner_text().startswith("Done again: Monday 12:00 to 15:30: R1")
        tab.page.get_by_role("button", name="Erase").click()
        drag(tab, 22, 30)
        assert shown(tab) == {"20": "D3", "21": "D3"}
        tab.assert_quiet()


def test_the_search_puts_labels_first_that_begin_with_what_was_typed(browser: Browser, tmp_path: Path) -> None:
    with browser.open(plain(tmp_path), height=TALL) as tab:
        for typed, codes in {
            "record": ["R1", "R7", "S5", "OA2"],
            "travel": ["D12", "OA5", "IA4", "OIA2", "S8"],
            "case": ["OA3", "OA4", "OA1"],
            "records": ["OA2"],
            "d1": ["D1", "D10", "D11", "D12"],
        }.items():
            tab.page.fill("#palette-search", typed)
            found = tab.page.locator("#palette-list [role=option]").evaluate_all("all => all.map(o => o.dataset.code)")
            assert found[: len(codes)] == codes, typed
        tab.page.fill("#palette-search", "record")
        tab.press("Enter")
        to_grid(tab)
        drag(tab, 20, 21)
        assert shown(tab) == {"20": "R1", "21": "R1"}


def test_a_rectangle_is_painted_over_days_and_shrinks_as_one_goes_back(browser: Browser, tmp_path: Path) -> None:
    with browser.open(plain(tmp_path), height=TALL) as tab:
        tab.page.fill("#palette-search", "lunch")
        tab.press("Enter")
        to_grid(tab)
        tab.page.mouse.move(*middle(tab, 26))
        tab.page.mouse.down()
        tab.page.mouse.move(*middle(tab, 4 * 48 + 30), steps=6)
        assert len(shown(tab)) == 5 * 5
        tab.page.mouse.move(*middle(tab, 4 * 48 + 27), steps=3)
        tab.page.mouse.up()
        assert shown(tab) == {str(day * 48 + p): "S9" for day in range(5) for p in (26, 27)}
        assert tab.page.locator(".all-hours").inner_text() == "5 hours"


def test_a_day_is_copied_to_others(browser: Browser, tmp_path: Path) -> None:
    with browser.open(plain(tmp_path), height=TALL) as tab:
        by_mouse(tab, [Block("D3", 20, 23), Block("S9", 26, 26), Block("R1", 48 + 30, 48 + 33)])
        tab.page.get_by_role("button", name="Copy a day").click()
        dialog = tab.page.locator("#copying")
        dialog.get_by_label("Copy all of").select_option("Monday")
        dialog.get_by_label("Tuesday").check()
        dialog.get_by_label("Friday").check()
        assert dialog.locator(".gentle").inner_text() == "What you entered for Tuesday is replaced. You can undo it."
        dialog.get_by_role("button", name="Copy", exact=True).click()
        monday = {20: "D3", 21: "D3", 22: "D3", 23: "D3", 26: "S9"}
        copied = {str(day * 48 + slot): code for day in (0, 1, 4) for slot, code in monday.items()}
        assert shown(tab) == copied
        tab.press("Control+z")
        assert shown(tab) == {**{str(s): c for s, c in monday.items()}, **{str(48 + s): "R1" for s in range(30, 34)}}


def test_running_totals_and_what_is_open_follow_what_is_entered(browser: Browser, tmp_path: Path) -> None:
    with browser.open(plain(tmp_path), height=TALL) as tab:
        points = tab.page.locator("#open-points")
        assert "The diary is empty." in points.inner_text()
        by_mouse(tab, [Block("D3", 20, 25), Block("R1", 48 + 30, 48 + 32)])
        assert tab.page.locator("thead .sum").all_inner_texts() == ["3 h", "1.5 h", "", "", "", "", ""]
        sums = tab.page.locator("#totals td").all_inner_texts()
        assert [text for text in sums if text != "–"] == ["3", "1.5"]  # noqa: RUF001
        assert "Wednesday, Thursday and Friday: no entries" in points.inner_text()
        tab.page.fill("#question-worked_hours", "37,5")
        assert "The diary holds 4.5 hours, but you gave 37.5" in points.inner_text()
        tab.page.fill("#question-worked_hours", "4.5")
        assert "The diary holds" not in points.inner_text()


def test_odd_answers_are_remarked_on_and_sent_all_the_same(browser: Browser, tmp_path: Path) -> None:
    with browser.open(plain(tmp_path)) as tab:
        answer_and_remarks = {
            "contracted_days": ("9", "Is this right? It is more than 7."),
            "worked_hours": ("about 40", "Please give a number, such as 37.5."),
            "years_in_post": ("-1", "Is this right? It is less than 0."),
        }
        for name, (typed, remark) in answer_and_remarks.items():
            tab.page.fill(f"#question-{name}", typed)
            assert tab.page.locator(f"#question-{name}-remark").inner_text() == remark
        levels = STUDY.variables["client_groups"].levels
        most = STUDY.variables["client_groups"].most_answers or 0
        groups = [level.id for level in levels[: -most - 2 : -1]]
        for group in groups:
            tab.page.locator(f"#question-client_groups input[value={group}]").check()
        assert (
            tab.page.locator("#question-client_groups-remark").inner_text()
            == f"You ticked {most + 1}, more than can be counted. Please leave some out."
        )
        record = exported(tab, tmp_path / "record.json")
        assert record["answers"].pop("client_groups") == groups[::-1]
        assert record["answers"] == {"contracted_days": 9, "worked_hours": "about 40", "years_in_post": -1}
        book = openpyxl.load_workbook(saved(tab, "#save-workbook", tmp_path / "diary.xlsx"))
        place = places_of(form_of(STUDY, load_questionnaire(STUDY))).answers["worked_hours"]
        assert book[place.sheet][place.reference].value == "about 40"


def test_an_answer_can_be_taken_back(browser: Browser, tmp_path: Path) -> None:
    with browser.open(plain(tmp_path)) as tab:
        role = tab.page.locator("#question-role")
        role.locator("input[value=manager]").check()
        role.get_by_role("button").click()
        assert exported(tab, tmp_path / "record.json")["answers"] == {}


def test_a_file_saved_earlier_is_opened_and_can_be_undone(browser: Browser, tmp_path: Path) -> None:
    with browser.open(plain(tmp_path), height=TALL) as tab:
        by_mouse(tab, [Block("D3", 20, 25)])
        tab.page.fill("#question-worked_hours", "12")
        record = exported(tab, tmp_path / "record.json")
        other = {
            **record,
            "diary": {"Tue 01:00": "R1", "Tue 01:07": "R1", "Wed 09:00": "X9"},
            "answers": {"role": "other"},
        }
        assert "no place for: Tue 01:07: R1; Wed 09:00: X9" in open_record(tab, other)
        assert shown(tab) == {str(48 + 2): "R1"}
        assert cell(tab, 48 + 2).is_visible(), "the early hours are unfolded"
        assert tab.page.locator("#question-worked_hours").input_value() == ""
        tab.press("Control+z")
        again = exported(tab, tmp_path / "again.json")
        assert {**again, "saved": ""} == {**record, "saved": ""}


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"study": "another"}, "belongs to another study, 'another'"),
        ({"respondent": "SOMEONE"}, "is that of SOMEONE; this form is that of K7M4QX"),
        ({"week_beginning": "2027-05-17"}, "is for the diary from 2027-05-17"),
        ({"format": "other"}, "not a file saved from such a form"),
        (b"{", "not a file saved from such a form"),
        (b"null", "not a file saved from such a form"),
    ],
)
def test_a_file_of_another_form_is_refused(change: Any, why: str, browser: Browser, tmp_path: Path) -> None:
    with browser.open(plain(tmp_path), height=TALL) as tab:
        by_mouse(tab, [Block("D3", 20, 25)])
        record = exported(tab, tmp_path / "record.json")
        said = open_record(tab, change if isinstance(change, bytes) else {**record, **change}, "odd.json")
        assert said.startswith("odd.json was not opened.")
        assert why in said
        assert len(shown(tab)) == 6
        tab.assert_quiet()


def test_forms_of_two_respondents_in_one_browser_are_kept_apart(browser: Browser, tmp_path: Path) -> None:
    pages = []
    for name in ("A1", "B2"):
        (tmp_path / name).mkdir()
        pages.append(plain(tmp_path / name, respondent=name))
    for page in pages:
        with browser.open(page, height=TALL, profile=tmp_path / "profile") as tab:
            assert shown(tab) == {}
            by_mouse(tab, [Block("D3", 20, 25)])


def test_a_form_for_anybody_asks_who_and_when(browser: Browser, tmp_path: Path) -> None:
    form = form_of(STUDY, load_questionnaire(STUDY))
    with browser.open(page_of(form, tmp_path), height=TALL) as tab:
        assert "Your number is missing." in tab.page.locator("#open-points").inner_text()
        tab.page.get_by_label("Your number").fill(" R7 ")
        tab.page.get_by_label("Your agency").fill("Amber & Sons")
        tab.page.get_by_label("First day of your diary").fill("2027-05-10")
        record = exported(tab, tmp_path / "record.json")
        assert [record[name] for name in ("respondent", "agency", "week_beginning")] == [
            "R7",
            "Amber & Sons",
            "2027-05-10",
        ]
        book = openpyxl.load_workbook(saved(tab, "#save-workbook", tmp_path / "diary.xlsx"))
        head = places_of(form).head
        assert [book[p.sheet][p.reference].value for p in (head["respondent"], head["agency"])] == [
            "R7",
            "Amber & Sons",
        ]


@pytest.mark.parametrize("study", [shifts, one_day_study, STUDIES["hostile"]], ids=["shifts", "one day", "hostile"])
def test_other_diaries_are_filled_in_and_read_back(study: Any, browser: Browser, tmp_path: Path) -> None:
    definitions = study()
    form = form_of(definitions, load_questionnaire(definitions), respondent="K7M4QX")
    first, last = definitions.codes[0].id, definitions.codes[-1].id
    blocks = [Block(first, 1, 3), Block(last, 4, 4), Block(first, form.grid.slots - 2, form.grid.slots - 1)]
    with browser.open(page_of(form, tmp_path), height=TALL) as tab:
        by_mouse(tab, blocks)
        record = exported(tab, tmp_path / "record.json")
        book = openpyxl.load_workbook(saved(tab, "#save-workbook", tmp_path / "diary.xlsx"))
        assert tab.barriers() == []
        tab.assert_quiet()
    assert blocks_of(form, record["diary"]) == blocks
    for block in blocks:
        place = places_of(form).slots[block.last]
        assert book[place.sheet][place.reference].value == block.code
        assert book[place.sheet][place.reference].data_type != "f"
