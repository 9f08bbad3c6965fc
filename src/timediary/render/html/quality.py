"""`quality.html`: the quality of diaries as one page that needs nothing but itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from timediary.render.compared import compared
from timediary.render.grid import grid_of
from timediary.render.html.page import document, entries, header, scrolled, section
from timediary.render.html.table import list_markup, notes_markup, table_markup, unbroken
from timediary.render.inert import escaped
from timediary.render.judged import LOOK_FILE, grade_sentences, headline_of, limits_of, measures_grid, with_and_without
from timediary.render.problems import counted

if TYPE_CHECKING:
    from timediary.model.quality import Quality
    from timediary.render.grid import Grid

# A page of more could not be read; all of them are in a file beside it.
LISTED = 200


def page_of_quality(quality: Quality) -> bytes:
    """Grades, measures, diaries to look at, shares with and without them, and how all of it is worked out."""
    parts = [("measures", "What is measured", _table(measures_grid(quality), "measures"))]
    if quality.to_look_at:
        parts.append(("look", "Diaries to look at", _listed(quality)))
    if quality.comparisons:
        parts.append(("without", "With and without the diaries in doubt", _without(quality)))
    parts.append(("method", "How it is measured", _method(quality)))
    parts.append(("provenance", "Provenance", entries(("Input", escaped(file)) for file in quality.source.files)))
    links = [(anchor, title) for anchor, title, _ in parts]
    top = header(quality.study.name, unbroken(headline_of(quality)), links)
    sections = "".join(section(anchor, title, content, "table many") for anchor, title, content in parts)
    title = f"{headline_of(quality)} | {quality.study.name}"
    return document(title, f"{top}<main>\n{_grades(quality)}{sections}</main>\n").encode("utf-8", "backslashreplace")


def _grades(quality: Quality) -> str:
    return list_markup((*grade_sentences(quality), *quality.notes), "notes")


def _table(grid: Grid, anchor: str) -> str:
    caption = f'<caption class="soft">{escaped(grid.scope or grid.title)}</caption>'
    return f"{scrolled(table_markup(grid, caption), f'{anchor}-title')}\n{notes_markup(grid)}"


def _listed(quality: Quality) -> str:
    found = [
        (f"{one.respondent} ({one.grade}, {counted(one.points, 'point')})", list_markup(one.reasons, "places"))
        for one in quality.to_look_at[:LISTED]
    ]
    more = len(quality.to_look_at) - LISTED
    rest = f'<p class="soft">and {more:,} more, in <code>{LOOK_FILE}</code></p>' if more > 0 else ""
    return f'<p class="soft">Most points first.</p>\n{entries(found)}\n{rest}'


def _without(quality: Quality) -> str:
    sentences = []
    for view in map(compared, quality.comparisons):
        found = view.findings.differences or tuple(filter(None, [view.findings.verdict]))
        sentences.append(f"<h3>{escaped(view.title)}</h3>{list_markup(found, 'places')}")
    return _table(grid_of(with_and_without(quality), "interval"), "without") + "".join(sentences)


def _method(quality: Quality) -> str:
    return entries(
        (one.measure.label, escaped(f"{one.measure.method} {limits_of(quality, one)}".strip()))
        for one in quality.measured
    )
