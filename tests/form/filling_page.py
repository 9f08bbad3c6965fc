"""Fill in the web page of a form as people do: by mouse, by finger, by keyboard."""

from __future__ import annotations

import json
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from tests.form.test_workbook import STUDY

from timediary.form.content import Form, form_of
from timediary.form.page import write_page
from timediary.study.questionnaire import load_questionnaire

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from playwright.sync_api import CDPSession, Locator
    from tests.browser import Tab

    from timediary.model.study import Study
    from timediary.model.survey import Survey

TALL = 4400  # pixels; a window in which the whole grid is seen


class Kept(NamedTuple):
    """A respondent of the example, with the form, and what is to be filled in."""

    survey: Survey
    row: int
    form: Form
    diary: dict[str, str]
    answers: dict[str, Any]


class Block(NamedTuple):
    """Slots of one code that follow one another within a day."""

    code: str
    first: int
    last: int


def blocks_of(form: Form, diary: Mapping[str, str]) -> list[Block]:
    """The blocks of a diary given by the names of slots."""
    grid = form.grid
    codes = [diary.get(grid.slot_name(slot), "") for slot in range(grid.slots)]
    parts = groupby(range(grid.slots), key=lambda slot: (slot // grid.slots_per_day, codes[slot]))
    runs = [(code, list(slots)) for (_, code), slots in parts if code]
    return [Block(code, slots[0], slots[-1]) for code, slots in runs]


def cell(tab: Tab, slot: int) -> Locator:
    return tab.page.locator(f"td[data-slot='{slot}']")


def middle(tab: Tab, slot: int) -> tuple[float, float]:
    """The middle of a cell in the window; the page must not need to scroll."""
    box = cell(tab, slot).bounding_box()
    assert box is not None
    height = tab.page.viewport_size["height"] if tab.page.viewport_size else 0
    assert 0 <= box["y"] < height, "out of the window"
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def unfold(tab: Tab) -> None:
    for name in ("earlier", "later"):
        fold = tab.page.locator(f"#{name}")
        if fold.is_visible() and fold.get_attribute("aria-expanded") == "false":
            fold.click()


def to_grid(tab: Tab) -> None:
    tab.page.evaluate("document.getElementById('grid-start').scrollIntoView({block: 'start', behavior: 'instant'})")


def drag(tab: Tab, first: int, last: int, steps: int = 4) -> None:
    """Press the mouse on one slot, and let go on another."""
    tab.page.mouse.move(*middle(tab, first))
    tab.page.mouse.down()
    tab.page.mouse.move(*middle(tab, last), steps=steps)
    tab.page.mouse.up()


def by_mouse(tab: Tab, blocks: Sequence[Block]) -> None:
    """Choose each code in the palette, then drag over its slots."""
    unfold(tab)
    for code, of_code in groupby(sorted(blocks), key=lambda block: block.code):
        tab.page.fill("#palette-search", code)
        tab.press("Enter")
        to_grid(tab)
        for block in of_code:
            drag(tab, block.first, block.last)


def by_keyboard(tab: Tab, blocks: Sequence[Block]) -> None:
    """Move to each block with arrow keys, mark it, and type its code."""
    per_day = tab.page.locator("#grid tbody tr").count()
    to_grid(tab)
    tab.page.focus("#grid-start")
    while not tab.focused.startswith("gridcell"):
        tab.press("Tab")
    now = int(tab.page.evaluate("document.activeElement.dataset.slot"))
    for block in blocks:
        days = block.first // per_day - now // per_day
        rows = block.first % per_day - now % per_day
        tab.press(*["ArrowRight" if days > 0 else "ArrowLeft"] * abs(days))
        tab.press(*["ArrowDown" if rows > 0 else "ArrowUp"] * abs(rows))
        tab.press(*["Shift+ArrowDown"] * (block.last - block.first))
        tab.press(*block.code.lower(), "Enter")
        now = int(tab.page.evaluate("document.activeElement.dataset.slot"))


class Finger:
    """Touches the screen as a finger does; the browser itself tells strokes from scrolling."""

    def __init__(self, tab: Tab) -> None:
        self.page = tab.page
        self.session: CDPSession = tab.page.context.new_cdp_session(tab.page)

    def _touch(self, kind: str, *points: tuple[float, float]) -> None:
        touched = [{"x": x, "y": y} for x, y in points]
        self.session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touched})

    def stroke(self, begin: tuple[float, float], end: tuple[float, float], steps: int = 5) -> None:
        self._touch("touchStart", begin)
        for step in range(1, steps + 1):
            part = step / steps
            point = (begin[0] + (end[0] - begin[0]) * part, begin[1] + (end[1] - begin[1]) * part)
            self._touch("touchMove", point)
        # At rest before it is lifted, or the browser takes the stroke for a fling, and the next tap for its end.
        self.page.wait_for_timeout(80)
        self._touch("touchMove", end)
        self._touch("touchEnd")


def by_finger(tab: Tab, blocks: Sequence[Block]) -> None:
    """Choose a day, choose a code, then draw over its slots."""
    finger = Finger(tab)
    per_day = tab.page.locator("#grid tbody tr").count()
    unfold(tab)
    for block in blocks:
        tab.page.locator("#days button").nth(block.first // per_day).tap()
        tab.page.locator(".toolbar .current").tap()
        tab.page.locator(f"#chooser [role=option][data-code='{block.code}']").tap()
        to_grid(tab)
        finger.stroke(middle(tab, block.first), middle(tab, block.last))


def answer(tab: Tab, form: Form, answers: Mapping[str, Any]) -> None:
    """Answer the questions: choose, tick, type."""
    kinds = {question.variable.id: question for section in form.sections for question in section.questions}
    for name, value in answers.items():
        place = tab.page.locator(f"#question-{name}")
        if name not in kinds:
            continue
        if place.evaluate("it => it.localName") == "fieldset":
            for level in value if isinstance(value, list) else [value]:
                place.locator(f"input[value='{level}']").check()
        elif place.evaluate("it => it.localName") == "select":
            place.select_option(str(value))
        else:
            place.fill(f"{value:g}" if isinstance(value, float) else str(value))


def saved(tab: Tab, button: str, path: Path) -> Path:
    """Save a file with a button of the page."""
    with tab.page.expect_download() as download:
        tab.page.click(button)
    download.value.save_as(path)
    return path


def exported(tab: Tab, path: Path) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(saved(tab, "#save-file", path).read_text(encoding="utf-8"))
    return value


def page_of(form: Form, folder: Path) -> Path:
    return write_page(form, folder / "diary.html")


def plain(folder: Path, study: Study = STUDY, respondent: str = "K7M4QX", week_beginning: str = "2027-05-10") -> Path:
    questions = load_questionnaire(study)
    return page_of(form_of(study, questions, respondent=respondent, week_beginning=week_beginning), folder)


def shown(tab: Tab) -> dict[str, str]:
    """The codes that the cells show, by slot."""
    found: dict[str, str] = tab.page.evaluate(
        "() => Object.fromEntries([...document.querySelectorAll('td[data-slot] > b')]"
        ".map(it => [it.parentElement.dataset.slot, it.textContent]))"
    )
    return found


def open_record(tab: Tab, record: Any, name: str = "earlier.json") -> str:
    """Open a file saved earlier; returns what the page says to it."""
    content = record if isinstance(record, bytes) else json.dumps(record).encode()
    file: Any = {"name": name, "mimeType": "application/json", "buffer": content}
    tab.page.locator("#outcome").evaluate("it => { it.textContent = ''; }")
    tab.page.set_input_files("#open-file", files=[file])
    return str(tab.page.locator("#outcome:not(:empty)").inner_text())
