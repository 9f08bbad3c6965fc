"""Put the page of a form together: one file that loads nothing else and lets nothing else in."""

from __future__ import annotations

import colorsys
import json
import re
from base64 import b64encode
from contextlib import suppress
from hashlib import sha256
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING

from timediary.form.page.content import page_content
from timediary.model.problem import TimediaryError
from timediary.model.staging import staging_name

if TYPE_CHECKING:
    from pathlib import Path

    from timediary.form.content import CodeGroup, Form

STYLES = ("page.css", "diary.css")
# The script in the order in which its parts need one another; that of a form with a diary, and of one without.
SCRIPTS = (
    "elements.js",
    "beside.js",
    "diary.js",
    "brush.js",
    "grid.js",
    "marking.js",
    "painting.js",
    "codelist.js",
    "chooser.js",
    "toolbar.js",
    "copying.js",
    "totals.js",
    "questionnaire.js",
    "review.js",
    "record.js",
    "keeping.js",
    "zip.js",
    "workbook.js",
    "sending.js",
    "start.js",
)
SCRIPTS_WITHOUT_DIARY = (
    "elements.js",
    "diary.js",
    "questionnaire.js",
    "review.js",
    "record.js",
    "keeping.js",
    "zip.js",
    "workbook.js",
    "sending.js",
    "start_questions.js",
)
# What the page has for one of the two kinds of form alone.
_PART_OF_ONE = re.compile(r"<!--(diary|questions)-->(.*?)<!--/\1-->", re.DOTALL)
_PLACE = re.compile(r"\{\{(\w+)\}\}")
# The colours of a group beside its two strengths: a strong tone for bars and edges, on a light and a dark ground.
_LIGHT_TONE, _DARK_TONE = (0.44, 0.62), (0.66, 0.6)


def page_bytes(form: Form) -> bytes:
    """The web page of a form. The same form gives the same bytes."""
    kind, scripts = ("diary", SCRIPTS) if form.has_diary else ("questions", SCRIPTS_WITHOUT_DIARY)
    style = "\n".join([*map(_part, STYLES if form.has_diary else STYLES[:1]), group_colours(form.groups)])
    script = '(() => {\n"use strict";\n' + "\n".join(map(_part, scripts)) + "})();\n"
    parts = {
        "policy": _policy(style, script),
        "title": escape(f"{form.title}: {_heading(form)}"),
        "style": style,
        "script": script,
        "study": escape(", ".join(filter(None, (form.title, form.subtitle)))),
        "heading": escape(_heading(form)),
        "whose": escape(_whose(form)),
        "lead": _paragraphs(form.explanation[:1], "lead"),
        "explanation": _paragraphs(form.explanation[1:]),
        "content": _inert_json(page_content(form)),
    }
    template = _PART_OF_ONE.sub(lambda part: part[2] if part[1] == kind else "", _part("form.html"))
    # In one pass, so that no text of the study is taken for a place to fill.
    return _PLACE.sub(lambda place: parts[place[1]], template).encode()


def write_page(form: Form, path: Path) -> Path:
    """Write a form as a web page, whole or not at all, in place of any file that is there.

    Args:
        form: what it holds.
        path: the file; its folder is there.

    Raises:
        TimediaryError: the file can't be written.
    """
    content = page_bytes(form)
    beside = path.with_name(staging_name(0, ".part"))
    try:
        beside.write_bytes(content)
        beside.replace(path)
    except OSError as error:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
        raise TimediaryError(f"The form can't be written to {path}: {error.strerror or error}.") from error
    return path


def group_colours(groups: tuple[CodeGroup, ...]) -> str:
    """The style sheet of the groups' colours: pale under dark text, or deep under light text where pages are dark."""
    light = "".join(
        f'[data-group="{n}"]{{--tint:{group.colours.pale};--on-tint:#14191c;--tone:{_tone(group, *_LIGHT_TONE)}}}\n'
        for n, group in enumerate(groups)
    )
    dark = "".join(
        f'[data-group="{n}"]{{--tint:{group.colours.deep};--on-tint:#ffffff;--tone:{_tone(group, *_DARK_TONE)}}}\n'
        for n, group in enumerate(groups)
    )
    return f"{light}@media (prefers-color-scheme: dark) {{\n{dark}}}\n"


def _tone(group: CodeGroup, lightness: float, saturation: float) -> str:
    pale = group.colours.pale
    red, green, blue = (int(pale[at : at + 2], 16) / 255 for at in (1, 3, 5))
    hue = colorsys.rgb_to_hls(red, green, blue)[0]
    return "#" + "".join(f"{round(255 * part):02x}" for part in colorsys.hls_to_rgb(hue, lightness, saturation))


def _part(name: str) -> str:
    return files("timediary.form.page").joinpath(name).read_text(encoding="utf-8")


def _policy(style: str, script: str) -> str:
    """What the page may do: run this style and this script, ask for nothing, send nothing."""
    return (
        f"default-src 'none'; script-src '{_digest(script)}'; style-src '{_digest(style)}'; img-src data:; "
        "connect-src 'none'; form-action 'none'; base-uri 'none'"
    )


def _digest(text: str) -> str:
    return "sha256-" + b64encode(sha256(text.encode()).digest()).decode("ascii")


def _inert_json(value: object) -> str:
    """JSON that ends no element of the page and begins none, whatever its texts say."""
    text = json.dumps(value, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _paragraphs(texts: tuple[str, ...], class_: str = "") -> str:
    opening = f'<p class="{class_}">' if class_ else "<p>"
    return "\n".join(f"{opening}{escape(text)}</p>" for text in texts)


def _heading(form: Form) -> str:
    """The form's own dates: `Your diary, 10 to 16 May 2027`."""
    if not form.has_diary:
        return "Your answers"
    if not form.dates:
        return "Your diary"
    first, last = min(form.dates), max(form.dates)
    end = f"{last.day} {last:%B} {last.year}"
    if first == last:
        return f"Your diary, {end}"
    if (first.year, first.month) == (last.year, last.month):
        return f"Your diary, {first.day} to {end}"
    year = f" {first.year}" if first.year != last.year else ""
    return f"Your diary, {first.day} {first:%B}{year} to {end}"


def _whose(form: Form) -> str:
    return " · ".join(filter(None, (form.respondent, form.agency)))
