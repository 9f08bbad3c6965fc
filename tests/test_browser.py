"""The browser that other tests look through sees what is wrong with a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.browser import PHONE, Browser, chromium

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.slow

GOOD = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>A page</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>@media (prefers-color-scheme:dark){html{background:#000;color:#fff}} @media print{button{display:none}}</style>
</head>
<body><main><h1>A page</h1><p id="text">Text.</p>
<button onclick="text.textContent = localStorage.said || 'Pressed.'; localStorage.said = 'Again.'">Press</button>
<label>Name <input></label></main></body></html>"""
BAD = """<!DOCTYPE html><html><head><title>A page</title><script>console.log("said"); nothing()</script></head>
<body><p style="color:#999;width:600px">Pale.</p><img src="elsewhere.png"><input></body></html>"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


def page_of(content: str, folder: Path) -> Path:
    path = folder / "page.html"
    path.write_text(content, encoding="utf-8")
    return path


def test_a_good_page_has_no_barriers_and_is_quiet(browser: Browser, tmp_path: Path) -> None:
    with browser.open(page_of(GOOD, tmp_path)) as tab:
        assert tab.stops() == ["button Press", "text Name"]
        assert tab.stops() == ["button Press", "text Name"]
        tab.focus("button Press")
        tab.press("Enter")
        assert tab.page.inner_text("#text") == "Pressed."
        assert tab.barriers() == []
        assert tab.undecided() == []
        assert tab.overflow == 0
        assert tab.pdf().startswith(b"%PDF")
        tab.assert_quiet()


def test_what_is_wrong_is_found(browser: Browser, tmp_path: Path) -> None:
    with browser.open(page_of(BAD, tmp_path), width=PHONE) as tab:
        rules = {barrier.split(":")[0] for barrier in tab.barriers()}
        assert {"html-has-lang", "color-contrast", "image-alt", "label"} <= rules
        assert "log: said" in tab.console
        assert tab.errors == ["nothing is not defined"]
        assert [request.rpartition("/")[2] for request in tab.requests] == ["elsewhere.png"]
        assert tab.overflow > 0


def test_colours_media_and_scripts_are_as_asked_for(browser: Browser, tmp_path: Path) -> None:
    page = page_of(GOOD, tmp_path)
    with browser.open(page, dark=True, script=False) as tab:
        assert tab.page.evaluate("() => getComputedStyle(document.documentElement).color") == "rgb(255, 255, 255)"
        tab.emulate(dark=False)
        assert tab.page.evaluate("() => getComputedStyle(document.documentElement).color") == "rgb(0, 0, 0)"
        tab.emulate(printed=True)
        assert not tab.page.is_visible("button")
        tab.emulate(printed=False)
        tab.page.click("button")
        assert tab.page.inner_text("#text") == "Text."


def test_a_profile_outlives_the_browser(browser: Browser, tmp_path: Path) -> None:
    page = page_of(GOOD, tmp_path)
    said = []
    for _ in range(2):
        with browser.open(page, profile=tmp_path / "profile", touch=True, width=PHONE) as tab:
            tab.page.tap("button")
            said.append(tab.page.inner_text("#text"))
    assert said == ["Pressed.", "Again."]
