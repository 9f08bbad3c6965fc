"""The site of `docs/`: it builds without a warning and without another host, is complete, and can be used by everybody.

What shows without building it is in the fast tests; the build itself runs every notebook and every page's code.
"""

from __future__ import annotations

import ast
import inspect
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, cast
from urllib.parse import unquote

import pytest
from tests.browser import DESK, Browser, chromium

import timediary as td
from timediary.lazy import names_of
from timediary.pipeline.chart_registry import KINDS
from timediary.pipeline.verbs import Verbs

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PHONE = 390
# One page of each kind.
KINDS_OF_PAGE = (
    "index",
    "howto",
    "questions",
    "publishing",
    "tutorial_officer",
    "tutorial_analyst",
    "gallery",
    "generated/notebooks/first_tables",
    "generated/commands/analyse",
    "generated/python/timediary.Survey",
    "generated/python/timediary.breakdown",
    "command_reference",
    "python_reference",
    "search",
)


def headings(page: Path) -> list[str]:
    """The headings of a page of Markdown, without its code."""
    text = re.sub(r"^```.*?^```$", "", page.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)
    return re.findall(r"^#+ (.*)$", text, re.MULTILINE)


def anchor_of(heading: str) -> str:
    """Where a link to a heading leads, as GitHub and MyST have it."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def test_each_question_is_answered_on_a_page_under_a_heading() -> None:
    text = (DOCS / "questions.md").read_text("utf-8")
    rows = re.findall(r"^\| (.*\?) \| \[(.*)\]\((\w+\.md)#([\w-]+)\) \|$", text, re.MULTILINE)
    assert len(rows) >= 20
    for question, heading, page, anchor in rows:
        (found,) = [each for each in headings(DOCS / page) if anchor_of(each) == anchor]
        assert re.sub(r"^\d+\. ", "", found).replace("`", "") == heading, question


def test_the_python_reference_has_every_public_name() -> None:
    blocks = re.findall(r"^   ([\w.]+)$", (DOCS / "python_reference.md").read_text("utf-8"), re.MULTILINE)
    names = {name for name in names_of(Path(td.__file__).with_suffix(".pyi")) if name != "plot"}
    painted = {f"plot.{name}" for name in dir(td.plot)}
    assert sorted(blocks) == sorted({*names, *painted, "pipeline.plots.Plots"})


def test_the_calls_in_python_are_there_for_every_command() -> None:
    from timediary.cli.main import COMMANDS

    page = (DOCS / "python.md").read_text("utf-8")
    missing = [name for name in re.findall(r"`td\.(\w+)", page) if not hasattr(td, name)]
    missing += [
        name
        for name in re.findall(r"`survey\.(\w+)", page)
        if name not in {*dir(td.Survey), "problems", "ledger", "reading"}
    ]
    assert missing == []
    for call in re.findall(r"`((?:td|survey)\.[^`]*\))`", page):
        for node in ast.walk(ast.parse(call, mode="eval")):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                if not isinstance(node.func.value, ast.Name):
                    continue  # of a result or a sample
                owner = {"td": td, "survey": td.Survey}[node.func.value.id]
                given = [owner] * (owner is td.Survey) + list(node.args)
                named = {word.arg or "": word.value for word in node.keywords}
                assert inspect.signature(getattr(owner, node.func.attr)).bind(*given, **named), call
    listed = "\n".join(re.findall(r"^\| (.*?) \|", page, re.MULTILINE))
    assert [name for name in COMMANDS if name != "completion" and name not in listed] == []


def test_the_gallery_has_every_kind_of_picture() -> None:
    assert set(KINDS) <= set(headings(DOCS / "gallery.md"))


class Links(HTMLParser):
    """What a page leads to, and where one can be led on it."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.targets: list[str] = []
        self.bare: list[str] = []
        self.feed(page.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the ids, what is linked or loaded, and pictures without words."""
        values = dict(attrs)
        self.ids.add(values.get("id") or "")
        for name in ("href", "src"):
            if values.get(name):
                self.targets.append(cast("str", values[name]))
        if tag == "img" and not values.get("alt"):
            self.bare.append(values.get("src") or "")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built as CI does: each warning is an error."""
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "sphinx", "-M", "html", str(DOCS), str(folder), "-q", "-W", "--keep-going"]
    built = subprocess.run(command, capture_output=True, text=True, timeout=900)
    assert built.returncode == 0, built.stdout + built.stderr
    return folder / "html"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.mark.slow
def test_every_link_leads_somewhere_and_every_picture_has_words(site: Path) -> None:
    pages = {page.resolve(): Links(page) for page in site.rglob("*.html") if "_static" not in page.parts}
    lost, loaded = [], []
    for page, links in pages.items():
        for target in links.targets:
            path, _, anchor = unquote(target).partition("#")
            if re.match(r"(https?|mailto|data):", path):
                continue
            found = (page.parent / path.partition("?")[0]).resolve() if path else page
            if not found.exists() or (anchor and found in pages and anchor not in pages[found].ids):
                lost.append(f"{page.name}: {target}")
        loaded += [f"{page.name}: {source}" for source in links.bare]
    assert lost == []
    assert loaded == []


@pytest.mark.slow
def test_the_references_are_complete(site: Path) -> None:
    from click import Context, Group

    from timediary.cli import main

    group = cast("Group", main)
    context = Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        page = (site / "generated" / "commands" / f"{name}.html").read_text("utf-8")
        missing = [option for parameter in command.params for option in parameter.opts if option.startswith("--")]
        assert [option for option in missing if option not in page] == [], name
    for name in names_of(Path(td.__file__).with_suffix(".pyi")):
        value = getattr(td, name)
        if not isinstance(value, type):
            continue
        page = (site / "generated" / "python" / f"timediary.{name}.html").read_text("utf-8")
        own = [each for each in vars(value) if not each.startswith("_") and callable(getattr(value, each))]
        documented = [each for each in own if getattr(value, each).__doc__ and each not in vars(Verbs)]
        assert [each for each in documented if f'id="timediary.{name}.{each}"' not in page] == [], name
    for name in ("Survey", "Sample"):
        page = (site / "generated" / "python" / f"timediary.{name}.html").read_text("utf-8")
        assert [verb for verb in vars(Verbs) if not verb.startswith("_") and f".{verb}" not in page] == []


@pytest.mark.slow
@pytest.mark.parametrize("page", KINDS_OF_PAGE)
def test_everybody_can_use_a_page(site: Path, browser: Browser, page: str) -> None:
    for width, dark in ((DESK, False), (DESK, True), (PHONE, False)):
        with browser.open(site / f"{page}.html", width=width, dark=dark) as tab:
            tab.page.wait_for_timeout(300)
            assert tab.overflow == 0, (width, dark)
            assert tab.errors == []
            assert [message for message in tab.console if not message.startswith("log: [PST]")] == []
            assert [request for request in tab.requests if not request.startswith(site.resolve().as_uri())] == []
            assert tab.barriers() == [], (width, dark)


@pytest.mark.slow
def test_search_works_without_a_server(site: Path, browser: Browser) -> None:
    for words, page in (("lunch", "returned_forms"), ("tempogram", "gallery"), ("dropped", "left_out")):
        with browser.open(site / "search.html") as tab:
            tab.page.goto(f"{(site / 'search.html').resolve().as_uri()}?q={words}")
            found = tab.page.locator("ul.search li a")
            found.first.wait_for()
            assert any(page in (link.get_attribute("href") or "") for link in found.all()), words
