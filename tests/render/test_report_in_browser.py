"""`report.html` as people meet it: in a browser, light and dark, on a phone, by keyboard, by ear, and on paper."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import numpy as np
import pypdf
import pytest
from tests.browser import DESK, PHONE, Browser, chromium
from tests.builders import random_survey
from tests.cli.conftest import write_workbook
from tests.render.samples import (
    FORMATS,
    columns_of,
    hostile_comparison,
    odd_comparisons,
    odd_results,
    problems_of,
    results_of,
    setting_tested,
    table_of,
    with_precision,
)

import timediary as td
from timediary.model.comparison import Comparisons

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.browser import Tab

    from timediary.model.results import Results
    from timediary.model.table import Table

pytestmark = pytest.mark.slow

LOOKS = {
    "light": {"width": DESK},
    "dark": {"width": DESK, "dark": True},
    "phone": {"width": PHONE, "height": 640, "touch": True},
    "dark phone": {"width": PHONE, "height": 640, "touch": True, "dark": True},
}
EXAMPLE = Path(__file__).parents[1] / "data" / "diaries.xlsx"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def results() -> Results:
    """An analysis with pictures, of shares and of hours, tested, and with problems."""
    survey = random_survey(5, 200)
    made = td.analyse(survey, ["setting"], with_hours=True, test="all", with_pictures=True)
    assert len(made.pictures) >= 2
    return made


@pytest.fixture(scope="module")
def report(results: Results, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return page_of(results, tmp_path_factory.mktemp("report"))


def page_of(results: Results, folder: Path) -> Path:
    return kept(FORMATS["html"].render(results), folder)


def kept(content: bytes, folder: Path) -> Path:
    path = folder / "report.html"
    path.write_bytes(content)
    return path


def assert_open_to_all(tab: Tab) -> None:
    assert tab.barriers() == []
    assert tab.overflow <= 0
    tab.assert_quiet()


@pytest.mark.parametrize("look", LOOKS)
def test_everybody_can_use_the_report(browser: Browser, report: Path, look: str) -> None:
    with browser.open(report, **LOOKS[look]) as tab:  # type: ignore[arg-type]
        assert_open_to_all(tab)
        for fold in tab.page.query_selector_all("summary"):
            fold.click()
        tab.page.check("input[value=hours]")
        tab.page.uncheck("#asides")
        tab.page.click("#table-2 thead th:nth-child(2) button")
        assert_open_to_all(tab)
        assert [what for what in tab.undecided() if "gradient" in what] == []


@pytest.mark.parametrize("name", odd_results())
def test_odd_results_are_open_to_all_too(browser: Browser, tmp_path: Path, name: str) -> None:
    with browser.open(page_of(odd_results()[name], tmp_path), width=PHONE) as tab:
        assert_open_to_all(tab)


@pytest.mark.parametrize("look", LOOKS)
def test_comparisons_and_single_tables_are_open_to_all(browser: Browser, tmp_path: Path, look: str) -> None:
    html = FORMATS["html"]
    compared = html.render(Comparisons((*odd_comparisons().values(), hostile_comparison()), ("a.xlsx",)))
    for content in (compared, html.render(setting_tested())):
        with browser.open(kept(content, tmp_path), **LOOKS[look]) as tab:  # type: ignore[arg-type]
            assert_open_to_all(tab)


def shown(tab: Tab, column: int, table: str = "#table-1") -> list[str]:
    """The figures of a column, from the top, without what stands beside them."""
    figures = f"{table} tbody tr > :nth-child({column + 1})"
    return list(tab.page.eval_on_selector_all(figures, "all => all.map(it => it.firstChild.textContent)"))


def labels(tab: Tab, table: str = "#table-1") -> list[str]:
    return list(tab.page.eval_on_selector_all(f"{table} tbody th", "all => all.map(it => it.textContent)"))


def table_by_setting() -> Table:
    return td.breakdown(random_survey(7, 60), "setting", grouping="activity")


def test_a_column_sorts_by_keyboard_and_goes_back(browser: Browser, tmp_path: Path) -> None:
    table = table_by_setting()
    column = [line.id for line in table.columns].index("all")
    with browser.open(kept(FORMATS["html"].render(table), tmp_path)) as tab:
        before = labels(tab)
        tab.focus("button All")
        head = f"#table-1 thead th:nth-child({column + 2})"
        orders = []
        for direction in ("descending", "ascending", None):
            tab.press("Enter" if direction else "Space")
            assert tab.page.get_attribute(head, "aria-sort") == direction
            assert tab.focused == "button All"
            orders.append(labels(tab))
        assert tab.page.inner_text("#said") == "Rows in the order of the study."
        estimate = dict(zip((line.label for line in table.rows), table.estimate[:, column].tolist(), strict=True))
        falling = [estimate[label] for label in orders[0]]
        assert falling == sorted(falling, reverse=True)
        assert [estimate[label] for label in orders[1]] == sorted(falling)
        assert orders[2] == before
        assert_open_to_all(tab)


def test_labels_sort_by_alphabet_and_one_column_at_a_time(browser: Browser, tmp_path: Path) -> None:
    with browser.open(kept(FORMATS["html"].render(table_by_setting()), tmp_path)) as tab:
        tab.focus("button Activity")
        tab.press("Enter")
        assert labels(tab) == sorted(labels(tab), key=str.lower)
        assert tab.page.inner_text("#said") == "Sorted by Activity, from A to Z."
        tab.focus("button All")
        tab.press("Enter")
        sorted_by = "all => all.map(it => it.innerText.trim())"
        assert tab.page.eval_on_selector_all("#table-1 [aria-sort]", sorted_by) == ["All"]


def test_rows_without_a_figure_come_last_and_indented_rows_stay_with_theirs(browser: Browser, tmp_path: Path) -> None:
    rows = table_of().rows
    lines = (rows[0], rows[1]._replace(label="   of those"), rows[2], rows[3])
    table = table_of(columns_of(), lines, estimate=[[0.2], [0.9], [np.nan], [0.3]])
    with browser.open(kept(FORMATS["html"].render(table), tmp_path)) as tab:
        tab.focus("button All")
        for wanted in ([3, 0, 1, 2], [0, 1, 3, 2]):
            tab.press("Enter")
            assert labels(tab) == [lines[i].label.strip() for i in wanted]


def test_shares_hours_and_respondents_are_switched_by_keyboard(browser: Browser, tmp_path: Path) -> None:
    table = table_by_setting()
    column = [line.id for line in table.columns].index("all")
    with browser.open(kept(FORMATS["html"].render(table), tmp_path)) as tab:
        shares = shown(tab, column + 1)
        tab.focus("radio Shares")
        tab.press("ArrowRight")
        assert tab.focused == "radio Hours"
        hours = [float(text.replace(",", "")) for text in shown(tab, column + 1)]
        np.testing.assert_allclose(hours, table.hours[:, column], atol=0.5)
        assert tab.page.inner_text("#table-1 caption .shown") == "Shown: hours recorded"
        assert not tab.page.is_visible(".aside >> nth=0")
        tab.press("ArrowRight")
        assert shown(tab, column + 1) == [f"{base:,}" for base in table.base[:, column].tolist()]
        tab.press("ArrowRight")
        assert shown(tab, column + 1) == shares
        assert tab.page.is_visible(".aside >> nth=0")
        tab.focus("checkbox Intervals")
        tab.press("Space")
        assert not tab.page.is_visible(".aside >> nth=0")
        tab.press("Space")
        assert tab.page.is_visible(".aside >> nth=0")


def test_a_sorted_column_stays_sorted_by_what_is_shown(browser: Browser, tmp_path: Path) -> None:
    table = table_of(columns_of(), estimate=[[0.1], [0.2], [0.3], [0.4]], base=[[40], [30], [20], [10]], low_base=0)
    with browser.open(kept(FORMATS["html"].render(table), tmp_path)) as tab:
        tab.page.click("text=All")
        tab.page.check("input[value=base]")
        assert shown(tab, 1) == ["40", "30", "20", "10"]
        tab.page.check("input[value=share]")
        assert shown(tab, 1) == ["40%", "30%", "20%", "10%"]


def test_every_control_is_a_stop_in_reading_order(browser: Browser, results: Results, report: Path) -> None:
    with browser.open(report) as tab:
        stops = tab.stops()
        tables = tab.page.locator(".scroll > table:visible").count()
    heads = [f"button {line.parts[-1] if line.parts else line.label}" for line in results.tables[1].columns]
    start = stops.index("button Activity", stops.index("button Activity") + 1)
    assert sum(stop.startswith("button Copy table (") for stop in stops) == tables >= len(results.tables)
    assert sum(stop.startswith("button Save as PNG (") for stop in stops) == len(results.pictures)
    assert stops[start + 1 : start + 1 + len(heads)] == heads
    switch = stops.index("radio Shares")
    assert stops[switch + 1] == "checkbox Intervals"
    assert switch < stops.index("button Activity")
    folds = [picture for picture in results.pictures if picture.numbers]
    assert sum(stop.startswith("summary") for stop in stops) == 1 + len(folds), (
        "the contents, and each picture's numbers"
    )


def test_what_scrolls_is_a_stop_only_where_it_must_be(browser: Browser, tmp_path: Path) -> None:
    page = page_of(results_of(table_of(columns_of(*(f"Level {i}" for i in range(5))))), tmp_path)
    for width, is_stop in ((PHONE, True), (2400, False)):
        with browser.open(page, width=width) as tab:
            assert ("region Share of recorded time by setting" in tab.stops()) is is_stop


def test_problems_are_found_by_typing(browser: Browser, tmp_path: Path) -> None:
    problems = (*problems_of(40), *problems_of(3, content="Zz"))
    with browser.open(page_of(results_of(problems=problems), tmp_path)) as tab:
        rows = "#rows-places tbody tr:visible"
        assert tab.page.locator(rows).count() == 43
        tab.focus("search Find in the rows listed here")
        tab.press("z", "z")
        assert tab.page.locator(rows).count() == 3
        assert tab.page.inner_text("#said") == "3 of 43 rows are shown."
        tab.press("Backspace", "Backspace")
        assert tab.page.locator(rows).count() == 43
        assert_open_to_all(tab)


def copied(tab: Tab, kind: str) -> str:
    """What the first table's button puts on the clipboard."""
    name = "Copy table (Share of recorded time by setting)"
    tab.page.context.grant_permissions(["clipboard-read"])
    # For two seconds after it was pressed the button is called 'Copied', and Tab would go round past it.
    tab.page.get_by_role("button", name=name).wait_for()
    tab.focus(f"button {name}")
    tab.press("Enter")
    read = "async kind => (await (await navigator.clipboard.read())[0].getType(kind)).text()"
    return str(tab.page.evaluate(read, kind))


def test_a_table_is_copied_as_it_is_seen(browser: Browser, tmp_path: Path) -> None:
    table = with_precision(table_of(columns_of("CSD", "=1+1"), estimate=[[0.1, 0.2, 0.1]] * 4, base=[[40, 12, 52]] * 4))
    with browser.open(page_of(results_of(table), tmp_path)) as tab:
        lines = [line.split("\t") for line in copied(tab, "text/plain").split("\r\n")]
        assert lines[0] == ["Share of recorded time by setting"]
        head = next(i for i, line in enumerate(lines) if line[0] == "Activity")
        assert lines[head][:5] == ["Activity", "CSD", "CSD: intervals", "'=1+1", "'=1+1: intervals"]
        assert lines[head + 1][1] == "10%"
        assert lines[head + 1][3] == "20%*"
        assert any(line[0].startswith("* fewer than 30 respondents") for line in lines)
        assert copied(tab, "text/html").count("<table") == 1
        tab.page.uncheck("#asides")
        tab.page.check("input[value=base]")
        lines = [line.split("\t") for line in copied(tab, "text/plain").split("\r\n")]
        assert lines[head - 1][0].endswith(" Shown: respondents that each share rests on")
        assert lines[head][:3] == ["Activity", "CSD", "'=1+1"]
        assert lines[head + 1][1:3] == ["40", "12"]
        assert_open_to_all(tab)


def test_a_protected_table_is_copied_without_what_it_hides(browser: Browser, tmp_path: Path) -> None:
    published = random_survey(200).analyse("setting,role", safe=True)
    assert "figures are hidden [c]" in published.tables[1].notes[-1]
    with browser.open(page_of(published, tmp_path)) as tab:
        tab.page.context.grant_permissions(["clipboard-read"])
        seen = tab.page.inner_text("#table-2 table")
        tab.page.locator("#table-2 .tools button").click()
        text = str(tab.page.evaluate("() => navigator.clipboard.readText()"))
        assert text.count("[c]") >= 2
        numbers = re.findall(r"\d+%", text.partition("Activity\t")[2].partition("Each figure")[0])
        assert sorted(numbers) == sorted(re.findall(r"\d+%", seen.partition("Activity")[2]))


@pytest.mark.parametrize(("kind", "start"), [("SVG", b"<svg"), ("PNG", b"\x89PNG")])
def test_a_picture_is_saved_in_the_colours_of_paper(
    browser: Browser, report: Path, tmp_path: Path, kind: str, start: bytes
) -> None:
    with browser.open(report, dark=True) as tab:
        with tab.page.expect_download() as saved:
            tab.page.get_by_role("button", name=f"Save as {kind}").first.click()
        saved.value.save_as(tmp_path / "saved")
        assert saved.value.suggested_filename.startswith("composition-")
        tab.assert_quiet()
    content = (tmp_path / "saved").read_bytes()
    assert content.startswith(start)
    if kind == "SVG":
        page = ElementTree.fromstring(content)  # noqa: S314 - our own
        assert page.get("color") == "#1b2326"
        words = ["".join(text.itertext()) for text in page.iter("{http://www.w3.org/2000/svg}text")]
        assert words[0].startswith("Share of recorded time by")
        assert words[-1].endswith("England 2009")


def test_without_script_everything_is_readable(browser: Browser, results: Results, report: Path) -> None:
    with browser.open(report, script=False, width=PHONE) as tab:
        assert not tab.page.is_visible(".controls")
        assert tab.page.locator("thead button").count() == 0
        for i in range(1, len(results.tables) + 1):
            assert tab.page.is_visible(f"#table-{i} table")
        assert tab.page.locator("figure svg:visible").count() == len(results.pictures)
        assert tab.page.locator(".tools").count() == 0
        assert tab.overflow <= 0
        tab.assert_quiet()


def pages_of(pdf: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]


def test_paper_has_all_tables_and_no_controls(browser: Browser, results: Results, report: Path) -> None:
    with browser.open(report, dark=True) as tab:
        whole = " ".join(pages_of(tab.pdf()))
        tab.emulate(printed=True)
        assert not tab.page.is_visible(".controls")
        assert not tab.page.is_visible("nav")
        ground = tab.page.evaluate("() => getComputedStyle(document.documentElement).backgroundColor")
        assert ground == "rgb(255, 255, 255)"
    for table in results.tables:
        assert table.title in whole
        for line in (*table.rows, *table.columns):
            assert " ".join((line.parts[-1] if line.parts else line.label).split()) in whole
    assert "Intervals Activity" not in whole
    assert "↕" not in whole


def test_half_hours_are_printed_only_where_they_were_unfolded(browser: Browser, results: Results, report: Path) -> None:
    long = [one for picture in results.pictures for one in picture.numbers if len(one.rows) > 24]
    assert long
    title = long[0].rows[20].label
    with browser.open(report) as tab:
        short = pages_of(tab.pdf())
        tab.page.evaluate("() => document.querySelectorAll('details.long').forEach(fold => { fold.open = true; })")
        whole = pages_of(tab.pdf())
    assert not any(f"{title} " in page and f"{long[0].rows[21].label} " in page for page in short)
    assert any(f"{title} " in page and f"{long[0].rows[21].label} " in page for page in whole)
    assert len(short) < len(whole)
    assert "printed where unfolded" not in " ".join(whole)


def test_heads_are_printed_again_on_every_page_of_a_long_table(browser: Browser, tmp_path: Path) -> None:
    rows = tuple(table_of().rows[0]._replace(id=f"r{i}", label=f"Row number {i}") for i in range(150))
    with browser.open(kept(FORMATS["html"].render(table_of(rows=rows)), tmp_path)) as tab:
        pages = pages_of(tab.pdf())
    with_rows = [page for page in pages if "Row number" in page]
    assert len(with_rows) > 2
    assert all("CSD DASS All" in page for page in with_rows)
    assert sum(page.count("Row number") for page in pages) == 150


def test_wide_tables_fit_on_paper(browser: Browser, tmp_path: Path) -> None:
    table = table_of(columns_of(*(f"Level number {i}" for i in range(18))))
    with browser.open(kept(FORMATS["html"].render(table), tmp_path), width=1000) as tab:
        reader = pypdf.PdfReader(io.BytesIO(tab.pdf()))
    assert reader.pages[0].mediabox.width > reader.pages[0].mediabox.height
    whole = " ".join(reader.pages[0].extract_text().split())
    assert all(f"number {i}" in whole for i in range(18))
    assert whole.count("%") == 19 * 4


def test_text_of_the_input_does_nothing(browser: Browser, tmp_path: Path) -> None:
    script = "<script>alert(1)</script>"
    levels = [script, "=cmd()", "<img src=x onerror=alert(2)>", "</style><script>alert(3)</script>"]
    respondents = [["respondent", script, "=cmd()"], *([f"R{i}", text, text] for i, text in enumerate(levels))]
    diary = [["respondent", "Mon 08:30", "Mon 09:00"], *([f"R{i}", "D1", script] for i in range(len(levels)))]
    path = write_workbook(tmp_path / "<b onclick=alert(4)>.xlsx", respondents, diary)  # type: ignore[arg-type]
    made = td.analyse(td.read(path), [script, "=cmd()"], with_pictures=True)
    with browser.open(page_of(made, tmp_path)) as tab:
        dialogs: list[str] = []
        tab.page.on("dialog", lambda dialog: dialogs.append(dialog.message))
        tab.page.reload()
        text = tab.page.inner_text("body")
        assert script in text
        assert "<b onclick=alert(4)>.xlsx" in text
        assert tab.page.locator("b, img, [onclick], [onerror]").count() == 0
        assert tab.page.locator("script").count() == 1
        assert dialogs == []
        assert_open_to_all(tab)


def test_headings_go_down_one_level_at_a_time(browser: Browser, report: Path) -> None:
    with browser.open(report) as tab:
        levels = tab.page.eval_on_selector_all("h1, h2, h3, h4", "all => all.map(it => Number(it.localName[1]))")
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_what_notebooks_show_reads_well_on_their_ground(browser: Browser, tmp_path: Path, *, dark: bool) -> None:
    survey = random_survey(5)
    shown = f"{survey._repr_html_()}{td.breakdown(survey, 'setting', test='all')._repr_html_()}"
    ground, ink = ("#111111", "#e0e0e0") if dark else ("#ffffff", "#1f1f1f")
    page = (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>A notebook</title></head>'
        f'<body style="background:{ground};color:{ink}"><main><h1>A</h1><h2>B</h2><h3>C</h3>{shown}</main></body>'
    )
    with browser.open(kept(page.encode(), tmp_path)) as tab:
        assert tab.barriers() == []
        tab.assert_quiet()


def test_the_report_of_the_example_is_small_and_the_same_in_every_process(tmp_path: Path) -> None:
    made = []
    for seed in ("1", "2"):
        command = [sys.executable, "-m", "timediary", "analyse", str(EXAMPLE), "--quiet", "--hours", "--out", seed]
        subprocess.run(command, cwd=tmp_path, env={**os.environ, "PYTHONHASHSEED": seed}, check=True)
        made.append((tmp_path / seed / "report.html").read_bytes())
    assert made[0] == made[1]
    assert made[0].count(b"<figure ") >= 3
    assert len(made[0]) < 1_500_000
