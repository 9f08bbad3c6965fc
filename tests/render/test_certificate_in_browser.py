"""`certificate.html` as people meet it: light and dark, at a desk and on a phone, by eye and by ear."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.browser import DESK, PHONE, Browser, chromium
from tests.builders import random_survey

import timediary as td

if TYPE_CHECKING:
    from collections.abc import Iterator

    from timediary.model.survey import Survey

pytestmark = pytest.mark.slow

EXAMPLE = Path(__file__).parents[1] / "data" / "diaries.xlsx"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


def page_of(survey: Survey, folder: Path, *ids: str) -> Path:
    found = td.certify(survey, *ids)
    (page,) = found.write(folder, ["html"])
    return page


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Of the example, with proofs; and of another survey, where most differs."""
    folder = tmp_path_factory.mktemp("certificates")
    other = random_survey(5, respondents=20)
    proofs = page_of(td.read(EXAMPLE), folder / "proofs", "2.1", "3.3", "3.6", "B.11", "C1")
    return {"proofs": proofs, "differs": page_of(other, folder / "differs", "3.3", "C1")}


@pytest.mark.parametrize("width", [DESK, PHONE])
@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("name", ["proofs", "differs"])
def test_all_can_use_the_page_and_it_asks_for_nothing(
    browser: Browser, pages: dict[str, Path], name: str, *, dark: bool, width: int
) -> None:
    with browser.open(pages[name], dark=dark, width=width) as tab:
        assert tab.page.locator("td.accent, td.alert").count() > 0
        assert tab.barriers() == []
        assert tab.overflow == 0
        tab.assert_quiet()


def test_a_mark_leads_to_its_proof_and_the_proof_back(browser: Browser, pages: dict[str, Path]) -> None:
    with browser.open(pages["proofs"]) as tab:
        marks = tab.page.locator("td.accent a")
        assert marks.count() > 0
        for mark in marks.all():
            proof = tab.page.locator(mark.get_attribute("href") or "")
            assert proof.locator("li").count() > 0
            back = proof.locator("a").first.get_attribute("href")
            assert back == f"#{mark.get_attribute('id')}"
        marks.first.click()
        assert tab.page.locator("[id^=note-]:target").is_visible()
