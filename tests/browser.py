"""A page on this machine in the system's Chromium: what it says, asks for and looks like, and whether all can use it.

    with chromium() as browser, browser.open(path, dark=True, width=PHONE) as tab:
        tab.press("Tab", "Enter")
        assert tab.barriers() == []
        tab.assert_quiet()

Tests that use it are marked `slow`.
"""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Literal

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser as Chromium, BrowserContext, ConsoleMessage, Page, Playwright, Request

# Widths in CSS pixels: the narrowest that WCAG 2.2 (1.4.10, Reflow) asks pages to work at, and that of a desk.
PHONE = 320
DESK = 1280

# The rules of WCAG 2.2, levels A and AA, as axe names them.
WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")

# What has the focus: its role or element, and its name or text.
_FOCUSED = """() => {
  const it = document.activeElement;
  if (!it || it === document.body) return "";
  const label = it.labels && it.labels.length ? it.labels[0].innerText : "";
  const ids = (it.getAttribute("aria-labelledby") || "").split(" ");
  const by = ids.map(id => document.getElementById(id)?.innerText || "").join(" ").trim();
  const name = it.getAttribute("aria-label") || by || label || it.innerText || it.value || "";
  const kind = it.getAttribute("role") || (it.localName === "input" ? it.type : it.localName);
  return `${kind} ${name.replace(/\\s+/g, " ").trim()}`.trim();
}"""

# Let the Tab key start from the top of the page.
_TO_TOP = "() => { document.body.tabIndex = -1; document.body.focus(); document.body.removeAttribute('tabindex'); }"
# Mark what has the focus; true if it was marked before.
_MARK = "() => { const it = document.activeElement, was = !!it.dataset.stop; it.dataset.stop = 1; return was; }"

_OVERFLOW = "() => { const page = document.documentElement; return page.scrollWidth - page.clientWidth; }"

_AXE = """async tags => {
  const found = await axe.run(document, {runOnly: {type: "tag", values: tags}});
  const listed = results => results.flatMap(
    rule => rule.nodes.map(node => `${rule.id}: ${node.target.join(" ")}: ${node.failureSummary || rule.help}`));
  return {violations: listed(found.violations), incomplete: listed(found.incomplete)};
}"""


@dataclass
class Tab:
    """An open page.

    Attributes:
        page: Playwright's page, for what is not offered here.
        console: what the page wrote to the console, as `kind: text`.
        errors: errors that no script caught.
        requests: addresses the page asked for, its own not counted.
    """

    page: Page
    console: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def assert_quiet(self) -> None:
        """Nothing was written to the console, no script failed, and nothing was asked for."""
        assert self.console == []
        assert self.errors == []
        assert self.requests == []

    def barriers(self) -> list[str]:
        """What breaks WCAG 2.2 AA as far as axe can tell: `rule: element: what to do`."""
        return self._axe("violations")

    def undecided(self) -> list[str]:
        """What axe could not decide, such as the contrast of text on a gradient."""
        return self._axe("incomplete")

    def press(self, *keys: str) -> None:
        """Press keys, one after another: `Tab`, `Enter`, `Shift+Tab`, `ArrowDown`, `a`."""
        for key in keys:
            self.page.keyboard.press(key)

    @property
    def focused(self) -> str:
        """What has the focus, as its role (or element) and its name: `button Undo`; empty if nothing has."""
        return str(self.page.evaluate(_FOCUSED))

    def stops(self, most: int = 500) -> list[str]:
        """Where the Tab key leads from the top of the page, until it comes round or `most` stops were made."""
        self.page.evaluate(_TO_TOP)
        found: list[str] = []
        for _ in range(most):
            self.press("Tab")
            if not self.focused or self.page.evaluate(_MARK):
                break
            found.append(self.focused)
        self.page.evaluate("() => document.querySelectorAll('[data-stop]').forEach(it => delete it.dataset.stop)")
        return found

    def focus(self, stop: str, most: int = 500) -> None:
        """Press Tab until what is named so (`button Undo`) has the focus; fails if it is never reached."""
        for _ in range(most):
            self.press("Tab")
            if self.focused == stop:
                return
        pytest.fail(f"The Tab key never reaches '{stop}'. It stops at: {', '.join(self.stops(most))}.")

    @property
    def overflow(self) -> int:
        """CSS pixels by which the page is wider than the window; 0 where nobody must scroll sideways."""
        return int(self.page.evaluate(_OVERFLOW))

    def emulate(self, *, dark: bool | None = None, printed: bool | None = None) -> None:
        """Change what the page takes the reader's colours and the medium to be; None leaves one as it is."""
        if dark is not None:
            self.page.emulate_media(color_scheme="dark" if dark else "light")
        if printed is not None:
            self.page.emulate_media(media="print" if printed else "screen")

    def pdf(self) -> bytes:
        """The page as printed, on the paper that its style sheet asks for."""
        return bytes(self.page.pdf(prefer_css_page_size=True, print_background=True, tagged=True))

    def picture(self, path: Path) -> Path:
        """A PNG of the whole page, however long it is, for people to look at."""
        self.page.screenshot(path=path, full_page=True)
        return path

    def _axe(self, which: Literal["violations", "incomplete"]) -> list[str]:
        if not self.page.evaluate("() => 'axe' in window"):
            self.page.evaluate(_axe_script())
        return list(self.page.evaluate(_AXE, list(WCAG))[which])


@dataclass
class Browser:
    """Chromium, started."""

    playwright: Playwright
    program: str
    started: Chromium

    @contextmanager
    def open(
        self,
        page: Path,
        *,
        width: int = DESK,
        height: int = 800,
        dark: bool = False,
        touch: bool = False,
        script: bool = True,
        still: bool = False,
        profile: Path | None = None,
    ) -> Iterator[Tab]:
        """Open a local file.

        Args:
            page: the file.
            width: of the window, in CSS pixels.
            height: of the window, in CSS pixels.
            dark: whether the reader prefers dark pages.
            touch: whether the screen is touched, as on a phone.
            script: whether scripts run.
            still: whether the reader prefers things not to move.
            profile: a folder that keeps what the page stores, for a browser that is closed and opened again.
        """
        options: dict[str, Any] = {
            "viewport": {"width": width, "height": height},
            "color_scheme": "dark" if dark else "light",
            "has_touch": touch,
            "is_mobile": touch,
            "java_script_enabled": script,
            "reduced_motion": "reduce" if still else "no-preference",
            "accept_downloads": True,
        }
        context = self._context(profile, options)
        try:
            context.set_default_timeout(10_000)
            tab = Tab(context.new_page())
            _listen(tab, page)
            tab.page.goto(page.resolve().as_uri())
            yield tab
        finally:
            context.close()

    def _context(self, profile: Path | None, options: dict[str, Any]) -> BrowserContext:
        if profile is None:
            return self.started.new_context(**options)
        return self.playwright.chromium.launch_persistent_context(profile, executable_path=self.program, **options)


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's Chromium, without a window; the test fails where there is none.

    Starting it takes a second: share it among the tests of a module by a fixture of that scope.
    """
    from playwright.sync_api import sync_playwright

    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if program is None:
        pytest.fail("There is no Chromium on this machine. Install the package `chromium`, as `.ci/run` does.")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program)
        try:
            yield Browser(playwright, program, started)
        finally:
            started.close()


def _listen(tab: Tab, page: Path) -> None:
    """Record what the page says and asks for."""
    own = page.resolve().as_uri()

    def hear(message: ConsoleMessage) -> None:
        tab.console.append(f"{message.type}: {message.text}")

    def note(request: Request) -> None:
        # What a page holds within itself (data:) or makes itself (blob:) is not asked of anybody.
        if not request.url.startswith(("data:", "blob:", own)):
            tab.requests.append(request.url)

    tab.page.on("console", hear)
    tab.page.on("pageerror", lambda error: tab.errors.append(str(error)))
    tab.page.on("request", note)


@cache
def _axe_script() -> str:
    return files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
