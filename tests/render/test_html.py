"""`report.html`: structure, looks and safety."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import product

import pytest
from tests.builders import random_survey
from tests.render.samples import (
    FORMATS,
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

from timediary.model.comparison import Comparisons
from timediary.model.picture import Picture
from timediary.model.problem import ProblemKind
from timediary.model.problem_values import by_value
from timediary.pipeline.breakdowns import breakdown, distribution
from timediary.render.painters.html import part
from timediary.render.views.check import MOST_OF_A_KIND
from timediary.render.writing import html_of_result
from timediary.study import load_study

ODD = odd_results()
VOID = {"meta", "br", "input"}
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
    return Page(FORMATS["html"].render(results).decode())


@pytest.mark.parametrize("name", ODD)
def test_pages_are_well_formed_and_whole(name: str) -> None:
    page = page_of(ODD[name])
    tested = [table for table in ODD[name].tables if table.tests]
    often = any(value.number > 1 for of_kind in by_value(ODD[name].problems).values() for value in of_kind)
    of_problems = 2 + often if ODD[name].problems else 0
    assert len(page.attributes("caption")) == len(ODD[name].tables) + 1 + len(tested) + of_problems
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
    page = Page(FORMATS["html"].render(Comparisons((comparison, comparison), ("a.xlsx",))).decode())
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
    assert not {"link", "img", "iframe", "object"} & {tag for tag, _ in page.elements}
    assert [attributes for _, attributes in page.elements if {"src", "style", "onclick"} & set(attributes)] == []
    assert "url(" not in content
    assert "@import" not in content
    assert "http:" not in content
    assert "https:" not in content


def test_headers_say_what_they_head() -> None:
    page = page_of(results_of(table_of(columns_of(("CSD", "Manager"), ("CSD", "Other"), ("PVI", "Other")))))
    scopes = [attributes.get("scope") for attributes in page.attributes("th")]
    assert None not in scopes
    assert scopes.count("colgroup") == 2
    spans = [attributes["colspan"] for attributes in page.attributes("th") if "colspan" in attributes]
    assert spans == ["2", "1"]


def policy_of(page: Page) -> str:
    (found,) = (a["content"] for a in page.attributes("meta") if a.get("http-equiv") == "Content-Security-Policy")
    return str(found)


@pytest.mark.parametrize("kind", ["style", "script"])
def test_only_the_page_s_own_style_and_script_are_let_through(kind: str) -> None:
    page = page_of(hostile_results())
    (content,) = page.text(kind)
    digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
    policy = policy_of(page).split("; ")
    assert "default-src 'none'" in policy
    assert f"{kind}-src 'sha256-{digest}'" in policy


def test_figures_marks_and_bases_are_in_the_cells() -> None:
    content = FORMATS["html"].render(results_of(table_of(estimate=[[0.125] * 3] * 4, base=[5, 467, 1472]))).decode()
    bases = ("5", "467", "1,472")
    first, second, total = (f' data-value="0.125" data-hours="125" data-base="{base}"' for base in bases)
    cells = f'<td{first}>13%<span class="mark">*</span></td><td{second}>13%</td><td class="total"{total}>13%</td>'
    assert cells in content
    assert '<tr class="subtotal"><th scope="row"><span class="whole">Client-related</span> work</th>' in content
    base = '<td>5</td><td>467</td><td class="total">1,472</td>'
    assert f'<tr class="base"><th scope="row">Respondents</th>{base}' in content
    assert "<li>* fewer than 30 respondents.</li>" in content


def test_hours_and_bases_of_every_cell_are_those_of_the_table() -> None:
    table = breakdown(random_survey(3), "setting")
    page = Page(FORMATS["html"].render(table).decode())
    cells = [attributes for attributes in page.attributes("td") if "data-hours" in attributes]
    tidy = [cell for cell in table.cells() if cell.status != "not_applicable"]
    assert len(cells) == len(tidy)
    for shown, cell in zip(cells, tidy, strict=True):
        assert float(str(shown["data-value"])) == pytest.approx(cell.estimate, rel=1e-8)
        assert abs(int(str(shown["data-hours"]).replace(",", "")) - cell.hours) <= 0.5
        assert int(str(shown["data-base"]).replace(",", "")) == cell.base


def test_what_is_no_share_of_time_has_nothing_to_show_instead() -> None:
    page = page_of(results_of(distribution(random_survey(3), of="role")))
    assert [attributes for _, attributes in page.elements if "data-hours" in attributes] == []
    assert [attributes for attributes in page.attributes("input") if attributes.get("name") == "shown"] == []


def test_provenance() -> None:
    results = results_of()
    page = page_of(results)
    values = page.text("dd") + page.text("span")
    assert {text for _, text in results.provenance.lines} <= set(values)


def test_problems_are_listed_with_their_places_up_to_a_limit() -> None:
    page = page_of(results_of(problems=(*problems_of(MOST_OF_A_KIND + 1205), *problems_of(3, ProblemKind.UNKNOWN_DAY))))
    places = [text for text in page.text("th") if "sheet diary, cell C" in text]
    assert len(places) == MOST_OF_A_KIND + 3
    assert any("1,205 more are in " in text for text in page.text("p"))
    assert "1,258 problems found; 1,258 diary cells left out of every total." in page.text("p")
    assert len([a for a in page.attributes("input") if a["type"] == "search"]) == 1
    few = page_of(results_of(problems=problems_of(3)))
    assert any("They are also in " in text for text in few.text("p"))
    assert [a for a in few.attributes("input") if a["type"] == "search"] == []


@pytest.mark.slow
def test_problems_never_make_a_giant_page() -> None:
    kinds = [problem for kind in ProblemKind for problem in problems_of(200, kind, "x" * 30_000)]
    content = FORMATS["html"].render(results_of(problems=kinds))
    assert len(content) < 1_500_000


def test_definitions_name_the_codes_of_each_row_and_the_answers_of_each_column() -> None:
    study = load_study()
    grouping = study.groupings[study.defaults.grouping]
    names = ("setting", "active_cases")
    results = replace(results_of(), grouping=grouping, variables=tuple(study.variables[name] for name in names))
    texts = " ".join(text for _, text in page_of(results).texts)
    for code in study.codes:
        assert f"{code.id}  {code.label}" in texts or f"{code.id} {code.label}" in texts.replace("  ", " ")
    for row in grouping.rows:
        assert row.label in texts
    assert all(level.label in texts for level in study.variables["setting"].levels)
    assert all(band.label in texts for band in study.variables["active_cases"].bands)


def test_pictures_come_with_words_and_numbers() -> None:
    svg = '<svg role="img" aria-labelledby="d-title"><title id="d-title">T</title></svg>'
    picture = Picture(
        "composition-setting", "Shares <by> setting", "CSD & DASS.", svg, numbers=(table_of(title="Numbers"),)
    )
    page = page_of(replace(results_of(), pictures=(picture, picture._replace(svg="<svg></svg>", numbers=()))))
    assert len(page.attributes("figure")) == 2
    assert page.text("h2").count("Shares <by> setting") == 2
    assert page.text("figcaption") == ["CSD & DASS."] * 2
    assert len(page.attributes("details")) == 2, "the contents, and the numbers under the first picture"
    assert "Numbers" in page.text("strong")
    assert {"#picture-1", "#picture-2"} <= {str(link["href"]) for link in page.attributes("a")}


def test_text_of_the_input_is_text_of_the_page() -> None:
    content = FORMATS["html"].render(hostile_results()).decode()
    page = Page(content)
    assert page.text("script") == [part("report.js")]
    assert "<script>alert(1)</script>" in page.text("li")
    assert "\x1b" not in content
    fragment = Page(html_of_result(hostile_results().tables[0]))
    assert fragment.attributes("script") == []
    assert fragment.text("h4") == ["What differs from -2+3 tab"]
    compared = Page(FORMATS["html"].render(Comparisons((hostile_comparison(),), (HOSTILE[1],))).decode())
    assert compared.text("script") == [part("report.js")]
    assert {"\ufffd[31mred against =cmd()", "<script>alert(1)</script>"} <= {text for _, text in compared.texts}


def test_a_fragment_brings_its_looks_and_takes_the_page_s_colours() -> None:
    page = Page(html_of_result(table_of()))
    assert page.elements[0] == ("div", {"class": "timediary"})
    style = page.text("style")[0]
    assert all(rule.split(" ")[0] == ".timediary" for rule in re.findall(r"^[^\s@][^{]*", style, re.MULTILINE))
    assert "#" not in style


TEXTS = ("ink", "soft", "accent", "alert")
GROUNDS = ("ground", "panel", "band")
# In the order of the style sheet.
BLOCKS = re.findall(r":root \{[^}]*", part("report.css"))
PALETTES = {
    name: dict(re.findall(r"--([\w-]+): (#\w{6});", block))
    for name, block in zip(("light", "dark", "paper"), BLOCKS, strict=True)
}


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize(("text", "ground"), list(product(TEXTS, GROUNDS)))
@pytest.mark.parametrize("name", PALETTES)
def test_text_can_be_read_on_its_ground(name: str, text: str, ground: str) -> None:
    assert contrast(PALETTES[name][text], PALETTES[name][ground]) >= 4.5


@pytest.mark.parametrize("name", PALETTES)
def test_the_edge_of_a_field_can_be_seen(name: str) -> None:
    assert contrast(PALETTES[name]["edge"], PALETTES[name]["panel"]) >= 3


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_all_palettes_name_every_colour_that_the_page_uses() -> None:
    used = set(re.findall(r"var\(--([\w-]+)\)", part("report.css"))) - {"arrow"}
    assert all(set(palette) == used for palette in PALETTES.values())
