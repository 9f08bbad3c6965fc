"""`report.html`: structure, looks and safety."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from itertools import product

import pytest
from tests.render.samples import (
    HOSTILE,
    columns_of,
    hostile_comparison,
    hostile_results,
    odd_comparisons,
    odd_results,
    problems_of,
    results_of,
    table_of,
)

from timediary.render import FORMATS, html_of_table
from timediary.render.html_style import DARK, GROUNDS, LIGHT, TEXTS

ODD = odd_results()
VOID = {"meta", "br"}
COMPARISONS = odd_comparisons()


class Page(HTMLParser):
    """A page as its elements; fails on one that is closed out of turn."""

    def __init__(self, content: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.texts: list[tuple[str, str]] = []
        self.feed(content)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append((self.open[-1] if self.open else "", data))

    def attributes(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]

    def text(self, tag: str) -> list[str]:
        return [text for name, text in self.texts if name == tag]


def page_of(results: object) -> Page:
    return Page(FORMATS["html"].render(results).decode())  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ODD)
def test_pages_are_well_formed_and_whole(name: str) -> None:
    page = page_of(ODD[name])
    tested = [table for table in ODD[name].tables if table.tests]
    assert len(page.attributes("caption")) == len(ODD[name].tables) + 1 + len(tested)
    assert len(page.attributes("h1")) == 1
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    for link in page.attributes("a"):
        assert str(link["href"])[1:] in ids
    for _, attributes in page.elements:
        assert attributes.get("aria-labelledby", ids[0]) in ids


@pytest.mark.parametrize("name", COMPARISONS)
def test_pages_of_comparisons_are_well_formed_and_whole(name: str) -> None:
    comparison = COMPARISONS[name]
    page = Page(FORMATS["html"].render_comparisons([comparison, comparison], ["a.xlsx"]).decode())
    assert len(page.attributes("caption")) == 2 * len(comparison.second.columns)
    assert len(page.attributes("h1")) == 1
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert [str(link["href"])[1:] for link in page.attributes("a")] == ["comparison-1", "comparison-2", "provenance"]
    for _, attributes in page.elements:
        assert attributes.get("aria-labelledby", ids[0]) in ids


def test_the_page_needs_nothing_but_itself() -> None:
    content = FORMATS["html"].render(results_of(problems=problems_of(3))).decode()
    page = Page(content)
    assert not {"script", "link", "img", "iframe", "object"} & {tag for tag, _ in page.elements}
    assert "url(" not in content
    assert "@import" not in content
    assert "http" not in content


def test_headers_say_what_they_head() -> None:
    page = page_of(results_of(table_of(columns_of(("CSD", "Manager"), ("CSD", "Other"), ("PVI", "Other")))))
    scopes = [attributes.get("scope") for attributes in page.attributes("th")]
    assert None not in scopes
    assert scopes.count("colgroup") == 2
    spans = [attributes["colspan"] for attributes in page.attributes("th") if "colspan" in attributes]
    assert spans == ["2", "1"]


def test_figures_marks_and_bases_are_in_the_cells() -> None:
    content = FORMATS["html"].render(results_of(table_of(estimate=[[0.125] * 3] * 4, base=[5, 467, 472]))).decode()
    assert '<td>13%<span class="mark">*</span></td><td>13%</td><td class="total">13%</td>' in content
    assert '<tr class="subtotal"><th scope="row"><span class="whole">Client-related</span> work</th>' in content
    assert (
        '<tr class="base"><th scope="row">Respondents</th><td>5</td><td>467</td><td class="total">472</td>' in content
    )
    assert "<li>* fewer than 30 respondents.</li>" in content


def test_provenance_and_problems() -> None:
    results = results_of(problems=problems_of(25))
    page = page_of(results)
    values = page.text("dd") + page.text("span")
    assert results.provenance.inputs[0].sha256 in values
    assert results.study.name in values
    assert "Broad groups of activities" in values
    places = [text for text in page.text("li") if "sheet diary, cell C" in text]
    assert len(places) == 20
    assert "and 5 more" in page.text("li")
    assert "25 problems found; 25 diary cells left out of every total." in page.text("p")


def test_text_of_the_input_is_text_of_the_page() -> None:
    content = FORMATS["html"].render(hostile_results()).decode()
    page = Page(content)
    assert page.attributes("script") == []
    assert "<script>alert(1)</script>" in page.text("li")
    assert "\x1b" not in content
    fragment = Page(html_of_table(hostile_results().tables[0]))
    assert fragment.attributes("script") == []
    assert fragment.text("h4") == ["What differs from -2+3 tab"]
    compared = Page(FORMATS["html"].render_comparisons([hostile_comparison()], [HOSTILE[1]]).decode())
    assert compared.attributes("script") == []
    assert {"\ufffd[31mred against =cmd()", "<script>alert(1)</script>"} <= {text for _, text in compared.texts}


def test_a_fragment_brings_its_looks_and_takes_the_page_s_colours() -> None:
    page = Page(html_of_table(table_of()))
    assert page.elements[0] == ("div", {"class": "timediary"})
    style = page.text("style")[0]
    assert all(rule.split(" ")[0] == ".timediary" for rule in re.findall(r"^[^\s@][^{]*", style, re.MULTILINE))
    assert "#" not in style


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize(("text", "ground"), list(product(TEXTS, GROUNDS)))
@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_text_can_be_read_on_its_ground(palette: dict[str, str], text: str, ground: str) -> None:
    lighter, darker = sorted((luminance(palette[text]), luminance(palette[ground])), reverse=True)
    assert (lighter + 0.05) / (darker + 0.05) >= 4.5


def test_both_palettes_name_every_colour_that_the_page_uses() -> None:
    content = FORMATS["html"].render(results_of()).decode()
    assert set(re.findall(r"var\(--([\w-]+)\)", content)) <= set(LIGHT)
    assert set(LIGHT) == set(DARK)
