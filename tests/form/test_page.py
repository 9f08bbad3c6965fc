"""The web page of a form as a file: whole, inert, allowed to do nothing but what it must."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from tests.form.test_workbook import STUDIES, STUDY

from timediary.form.content import Form, form_of
from timediary.form.page import page_bytes, write_page
from timediary.form.page.content import page_content, usual_positions
from timediary.form.page.document import SCRIPTS, SCRIPTS_WITHOUT_DIARY, STYLES, group_colours
from timediary.model.problem import TimediaryError
from timediary.model.study import ActivityCode, Study
from timediary.study.questionnaire import load_questionnaire

if TYPE_CHECKING:
    from pathlib import Path

LEAST_CONTRAST = 4.5


def form(study: Study = STUDY, **known: str) -> Form:
    return form_of(study, load_questionnaire(study), **known)


class Parts(HTMLParser):
    """Elements of a page: `(tag, attributes, text)`, the text of a style or script with it."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None], str]] = []
        self.feed(page.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs), ""))

    def handle_endtag(self, tag: str) -> None:
        self.found.append((f"/{tag}", {}, ""))

    def handle_data(self, data: str) -> None:
        if self.found:
            tag, attributes, text = self.found[-1]
            self.found[-1] = (tag, attributes, text + data)

    def all(self, tag: str) -> list[tuple[dict[str, str | None], str]]:
        return [(attributes, text) for name, attributes, text in self.found if name == tag]


def held(page: bytes) -> Any:
    (content,) = [text for attributes, text in Parts(page).all("script") if attributes.get("type")]
    return json.loads(content)


@pytest.mark.parametrize("name", STUDIES)
def test_the_same_form_gives_the_same_page(name: str) -> None:
    made = form(STUDIES[name](), respondent="K7M4QX", agency="Amber")
    page = page_bytes(made)
    assert page == page_bytes(made)
    assert held(page) == json.loads(json.dumps(page_content(made)))


def test_the_page_may_run_its_own_script_and_style_and_nothing_else() -> None:
    parts = Parts(page_bytes(form()))
    (policy,) = [a["content"] for a, _ in parts.all("meta") if a.get("http-equiv") == "Content-Security-Policy"]
    rules = dict(rule.strip().split(" ", 1) for rule in str(policy).split(";"))
    (style,) = [text for _, text in parts.all("style")]
    (script,) = [text for attributes, text in parts.all("script") if not attributes.get("type")]
    for rule, text in (("script-src", script), ("style-src", style)):
        assert rules.pop(rule) == f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
    assert rules.pop("img-src") == "data:"
    assert set(rules) == {"default-src", "connect-src", "form-action", "base-uri"}
    assert set(rules.values()) == {"'none'"}
    for _, attributes, _ in parts.found:
        assert not {name for name in attributes if name.startswith("on") or name == "style"}
        assert not str(attributes.get("src", "")) + str(attributes.get("action", ""))
        assert str(attributes.get("href", "#")).startswith(("#", "data:"))


def test_no_script_sets_markup_or_asks_for_anything() -> None:
    folder = files("timediary.form.page")
    for name in {*SCRIPTS, *SCRIPTS_WITHOUT_DIARY}:
        text = folder.joinpath(name).read_text(encoding="utf-8")
        for means in (
            "innerHTML",
            "outerHTML",
            "insertAdjacent",
            "document.write",
            "eval(",
            "fetch(",
            "XMLHttp",
            "Beacon",
        ):
            assert means not in text, (name, means)


def test_every_part_of_the_page_is_used_and_short() -> None:
    folder = files("timediary.form.page")
    parts = {item.name for item in folder.iterdir() if item.name.endswith((".js", ".css"))}
    assert parts == {*SCRIPTS, *SCRIPTS_WITHOUT_DIARY, *STYLES}
    for name in parts:
        assert len(folder.joinpath(name).read_text(encoding="utf-8").splitlines()) <= 400, name


def test_texts_of_a_study_and_a_list_are_inert() -> None:
    texts = ['</script><script>alert("1")</script>', "<!--<script>", "{{script}}", "\u2028']]>&amp;\\"]
    codes = tuple(ActivityCode(f"C{n}", text, "sundry") for n, text in enumerate(texts))
    study = replace(STUDY, name=texts[0], codes=codes, folder=None)
    page = page_bytes(form(study, respondent=texts[0], agency=texts[2]))
    before, after = Parts(page_bytes(form())), Parts(page)
    assert [tag for tag, _, _ in after.found] == [tag for tag, _, _ in before.found]
    labels = [code["label"] for group in held(page)["groups"] for code in group["codes"]]
    assert labels == texts
    assert held(page)["respondent"] == texts[0]


def test_the_page_names_the_cells_of_the_workbook_it_carries() -> None:
    made = form(respondent="K7M4QX")
    content = page_content(made)
    book = openpyxl.load_workbook(io.BytesIO(base64.b64decode(content["workbook"]["file"])))
    places = [*content["workbook"]["slots"], *content["workbook"]["answers"].values()]
    for sheet, reference in [*places, *content["workbook"]["head"].values()]:
        assert book[sheet][reference].protection.locked is False, (sheet, reference)
    assert len({tuple(place) for place in places}) == len(places)
    assert set(content["workbook"]["head"]) == {"agency", "week_beginning"}
    asked = {(q["id"], level["id"]) for s in content["sections"] for q in s["questions"] for level in q["levels"]}
    ticks = {tuple(name.split(":")) for name in content["workbook"]["answers"] if ":" in name}
    assert ticks
    assert ticks <= asked


def test_hours_that_the_study_compares_with_the_diary_are_known() -> None:
    content = page_content(form())
    assert content["compared"] == ["contracted_hours", "worked_hours"]
    assert content["reported"] in content["compared"]


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, (15, 41)),
        ({"core_start": 0, "core_end": 24 * 60}, (0, 48)),
        ({"core_start": 20 * 60, "core_end": 8 * 60}, (0, 48)),
        ({"first_minute": 7 * 60, "slots_per_day": 24}, (0, 24)),
        ({"first_minute": 12 * 60}, (0, 48)),
        ({"core_start": 90, "core_end": 22 * 60}, (0, 48)),
    ],
)
def test_the_usual_day_is_shown_and_a_few_rows_are_not_folded(changed: Any, expected: tuple[int, int]) -> None:
    study = replace(STUDY, grid=STUDY.grid._replace(**changed), folder=None)
    assert usual_positions(form(study)) == expected


@pytest.mark.slow
@pytest.mark.parametrize(
    ("week", "heading"),
    [
        ("2027-05-10", "Your diary, 10 to 16 May 2027"),
        ("2027-06-28", "Your diary, 28 June to 4 July 2027"),
        ("2026-12-28", "Your diary, 28 December 2026 to 3 January 2027"),
        ("", "Your diary"),
    ],
)
def test_the_heading_says_which_days(week: str, heading: str) -> None:
    assert f"<h1>{heading}</h1>" in page_bytes(form(week_beginning=week)).decode()


def test_codes_can_be_read_on_the_colours_of_their_groups() -> None:
    many = tuple(STUDY.types[0]._replace(id=f"t{n}") for n in range(24))
    codes = tuple(STUDY.codes[0]._replace(id=f"C{n}", type=f"t{n}") for n in range(24))
    made = form(replace(STUDY, types=many, codes=codes, folder=None))
    pairs = re.findall(r"--tint:#(\w{6});--on-tint:#(\w{6})", group_colours(made.groups))
    assert len(pairs) == 2 * 24
    for ground, text in pairs:
        lighter, darker = sorted((_luminance(ground), _luminance(text)), reverse=True)
        assert (lighter + 0.05) / (darker + 0.05) >= LEAST_CONTRAST, (ground, text)


def _luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_a_page_replaces_another_whole_or_says_that_it_cannot(tmp_path: Path) -> None:
    target = tmp_path / "diary.html"
    target.write_text("before", encoding="utf-8")
    assert write_page(form(), target) == target
    assert target.read_bytes() == page_bytes(form())
    assert list(tmp_path.iterdir()) == [target]
    folder = tmp_path / "folder.html"
    (folder / "within").mkdir(parents=True)
    with pytest.raises(TimediaryError, match="can't be written"):
        write_page(form(), folder)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["diary.html", "folder.html"]
